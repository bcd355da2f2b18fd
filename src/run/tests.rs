use super::*;
use crate::edit::Edit;
use crate::finding::{Finding, Kind, Wanted};
use crate::journal::Journal;
use crate::options::Options;
use crate::verdict::{Obligation, Reason, Tier};
use clap::Parser;
use std::fs;

/// Turns each `old` of a file into `new`; an `unsure` is an unsafe fix, `by hand` advice.
struct Fake {
    unsafe_fixes: bool,
}

impl Judge for Fake {
    fn judge_only(&self, source: Source, _: Wanted<'_>) -> FileResult {
        if source.text.contains("broken") {
            return Err(Error::at(&source.path, "is broken").place(1, 1));
        }
        let mut findings = Vec::new();
        let kinds = [
            ("old", Kind::Fix(Tier::Safe)),
            ("unsure", Kind::Fix(Tier::Unsafe)),
            ("by hand", Kind::Advice),
            ("needed", Kind::Needed),
        ];
        for (word, kind) in kinds {
            findings.extend(source.text.match_indices(word).map(|(at, _)| self.finding(kind, at, word)));
        }
        let mut after = source.text.replace("old", "new");
        if self.unsafe_fixes {
            after = after.replace("unsure", "sure");
        }
        let after = (after != source.text).then_some(after);
        Ok(FileReport { source, after, findings })
    }
}

impl Fake {
    fn finding(&self, kind: Kind, at: usize, word: &str) -> Finding {
        let applied = match kind {
            Kind::Fix(tier) => tier == Tier::Safe || self.unsafe_fixes,
            _ => false,
        };
        let span = at..at + word.len();
        let reason = Reason::new(Obligation::OneWalk, "it is used again", span.clone());
        let safe = kind == Kind::Fix(Tier::Safe);
        Finding {
            code: "MEM101".into(),
            name: "old-word".into(),
            message: format!("`{word}` is here"),
            gain: "a word".into(),
            by_hand: "think".into(),
            span: span.clone(),
            kind,
            reasons: if safe { vec![] } else { vec![reason] },
            doubts: Vec::new(),
            held: Vec::new(),
            proved: vec!["nobody looks".into()],
            edits: vec![Edit { range: span, text: "new".into() }],
            applied,
        }
    }
}

/// What a run printed and how it ended.
struct Ended {
    status: Result<Status>,
    out: String,
    err: String,
}

/// Runs the line of options in a folder with these files; `@` stands for the folder.
fn run_in(folder: &Path, line: &str, input: &[u8]) -> Ended {
    let line = line.replace('@', &folder.display().to_string());
    let options = Options::try_parse_from(["pyfix"].into_iter().chain(line.split_whitespace())).unwrap();
    let settings = Settings::of(options).unwrap().unwrap();
    let judge = Fake { unsafe_fixes: settings.unsafe_fixes };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = {
        let streams = Streams {
            input: &mut &input[..],
            out: &mut out,
            out_look: Look::default(),
            err: &mut err,
            err_look: Look::default(),
        };
        let state = tempfile::tempdir().unwrap();
        let book = Book { journal: Some(Journal::at(state.path()).unwrap()), command: Vec::new() };
        run(&settings, &judge, &book, streams)
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&format!("{}/", folder.display()), "");
    Ended { status, out: text(&out), err: text(&err) }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("run").tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const MIXED: &[(&str, &str)] =
    &[("a.py", "x = old\ny = unsure\n"), ("b.py", "broken old"), ("c.py", "by hand\nneeded old\n")];

#[test]
fn in_place_writes_and_tells() {
    let tree = folder(MIXED);
    let ended = run_in(tree.path(), "@", b"");
    assert_eq!(ended.status.unwrap(), Status::Left); // b.py
    assert_eq!(ended.out, "");
    assert_eq!(
        ended.err,
        "error: b.py:1:1: is broken\n\
         2 rewrites in 2 files (1 more with --unsafe-fixes), 1 advice, 1 list rightly a list, 1 file not handled\n"
    );
    let text = |name: &str| fs::read_to_string(tree.path().join(name)).unwrap();
    assert_eq!(text("a.py"), "x = new\ny = unsure\n");
    assert_eq!(text("b.py"), "broken old");
    fs::remove_file(tree.path().join("b.py")).unwrap();
    assert_eq!(run_in(tree.path(), "@ --unsafe-fixes", b"").status.unwrap(), Status::Done);
    assert_eq!(text("a.py"), "x = new\ny = sure\n");
}

#[test]
fn dry_run_prints_and_touches_nothing() {
    let tree = folder(&MIXED[..1]);
    let ended = run_in(tree.path(), "-n @", b"");
    assert_eq!(ended.status.unwrap(), Status::Left);
    assert!(ended.out.contains("@@ -1,2 +1,2 @@\n-x = old\n+x = new\n y = unsure\n"), "{}", ended.out);
    assert!(
        ended.err.starts_with("a.py:1: MEM101 old-word: saves a word\n1 rewrite in 1 file (1 more"),
        "{}",
        ended.err
    );
    assert_eq!(fs::read_to_string(tree.path().join("a.py")).unwrap(), MIXED[0].1);
    assert_eq!(run_in(tree.path(), "-n @ --exit-zero", b"").status.unwrap(), Status::Done);
    assert_eq!(run_in(tree.path(), "-n -q @", b"").err, "");
}

#[test]
fn check_prints_the_summary_alone() {
    let tree = folder(&[("a.py", "needed\n")]);
    let ended = run_in(tree.path(), "--check -v @", b"");
    assert_eq!((ended.status.unwrap(), ended.out.as_str()), (Status::Done, ""));
    assert_eq!(
        ended.err,
        "a.py:1: MEM101 old-word: rightly a list: it is used again (a.py:1)\nno rewrites, 1 list rightly a list\n"
    );
}

#[test]
fn findings_in_all_forms() {
    let tree = folder(&[MIXED[0], MIXED[2]]);
    let concise = run_in(tree.path(), "-n --output-format concise @", b"").out;
    assert_eq!(
        concise,
        "a.py:1:5: MEM101 [*] `old` is here\n\
         a.py:2:5: MEM101 `unsure` is here (with --unsafe-fixes)\n\
         c.py:2:8: MEM101 [*] `old` is here\n\
         c.py:1:1: MEM101 `by hand` is here\n"
    );
    let json = run_in(tree.path(), "-n --output-format json @", b"").out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let tiers: Vec<_> = json.as_array().unwrap().iter().map(|f| f["fix"]["applicability"].as_str()).collect();
    assert_eq!(tiers, [Some("safe"), Some("unsafe"), Some("safe"), None]);
    assert_eq!(json[1]["location"], serde_json::json!({"row": 2, "column": 5}));
    let full = run_in(tree.path(), "--check --output-format full @", b"").out;
    for part in [
        "2 | y = unsure\n",
        "= saves: a word",
        "= safe: nobody looks",
        "= unsafe: it is used again (a.py:2)",
        "= by hand: think",
    ] {
        assert!(full.contains(part), "{part} in\n{full}");
    }
    let none = folder(&[("a.py", "x\n")]);
    assert_eq!(run_in(none.path(), "-n --output-format json @", b"").out, "[]\n");
}

#[test]
fn statistics_are_a_table() {
    let tree = folder(MIXED);
    let err = run_in(tree.path(), "--check --statistics @", b"").err;
    assert!(err.contains("     2       1       1       1  MEM101 old-word\n"), "{err}");
}

#[test]
fn standard_input() {
    let tree = folder(&[]);
    let ended = run_in(tree.path(), "-", b"x = old\r\n");
    assert_eq!((ended.status.unwrap(), ended.out.as_str()), (Status::Done, "x = new\r\n"));
    let ended = run_in(tree.path(), "-n - --stdin-filename s.py", b"x = old\n");
    assert_eq!(ended.status.unwrap(), Status::Left);
    assert!(ended.out.starts_with("--- a/s.py\n+++ b/s.py\n"), "{}", ended.out);
    let ended = run_in(tree.path(), "-", b"broken");
    assert_eq!((ended.status.unwrap(), ended.out.as_str()), (Status::Left, "broken"));
}

#[test]
fn files_with_uncommitted_changes_stop_all_writing() {
    let tree = folder(&[MIXED[0], MIXED[2]]);
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        let mut git = std::process::Command::new("git");
        let done = git.current_dir(tree.path()).args(who).args(args).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "a.py"]);
    git(&["commit", "-qm", "a"]);
    let ended = run_in(tree.path(), "@", b"");
    assert_eq!(ended.status.unwrap(), Status::Refused);
    assert!(ended.err.ends_with("--allow-dirty\n  c.py\n"), "{}", ended.err);
    let text = |name: &str| fs::read_to_string(tree.path().join(name)).unwrap();
    assert_eq!(text("a.py"), MIXED[0].1);
    assert_eq!(run_in(tree.path(), "@/a.py", b"").status.unwrap(), Status::Done);
    assert_eq!(run_in(tree.path(), "@ --allow-dirty", b"").status.unwrap(), Status::Done);
    assert!(text("c.py").contains("new"));
}
