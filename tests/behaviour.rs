//! Runs whole programs before and after pyfix, under CPython, and compares what they do.
//!
//! Every folder below `tests/behaviour` that holds a `case.toml` is one program, in the
//! form of `shared/cases` (kind, family, why; `before.py` or `before/main.py`). Nothing
//! here knows a program by name. A program is rewritten twice, in the safe tier and with
//! `--unsafe-fixes`, each in a folder of its own; it must then print the same, end the
//! same and leave the same files behind, and a second run of pyfix must change nothing.
//!
//! `floor.toml` says how many programs must have been rewritten at all: a tool that
//! touches nothing keeps every behaviour.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{io, thread};

use serde::Deserialize;

/// The longest a program may take; a rewrite can turn a loop into an endless one.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many programs are judged side by side.
const THREADS: usize = 2;

/// What `case.toml` says.
#[derive(Debug, Deserialize)]
struct About {
    kind: Kind,
    why: String,
    #[serde(default)]
    strict: bool,
}

/// What is expected of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Fix,
    Unsafe,
    Trap,
    Report,
    Quiet,
}

/// The least number of programs that must be rewritten.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    fix: usize,
    #[serde(rename = "unsafe")]
    unsafe_fixes: usize,
}

/// One program on disk.
#[derive(Debug)]
struct Case {
    /// `family/name`.
    name: String,
    about: About,
    /// `before.py` or the folder `before`.
    before: PathBuf,
}

/// A run of pyfix: the tier it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tier {
    Safe,
    Unsafe,
}

/// What a program did.
#[derive(Debug, PartialEq, Eq)]
struct Conduct {
    output: String,
    /// The exit status and, of a failed run, the type of the exception.
    end: String,
    /// Path to content of every file it left.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// What came out for one program in both tiers.
#[derive(Debug, Default)]
struct Judgement {
    rewritten_safe: bool,
    rewritten_unsafe: bool,
    problems: Vec<String>,
}

impl Case {
    /// Whether its behaviour must survive this tier.
    fn must_hold(&self, tier: Tier) -> bool {
        tier == Tier::Safe || self.about.kind != Kind::Trap || self.about.strict
    }
}

impl Tier {
    /// The arguments of pyfix before the path.
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Tier::Safe => &["--allow-dirty"],
            Tier::Unsafe => &["--allow-dirty", "--unsafe-fixes"],
        }
    }
}

#[test]
fn programs_behave_the_same_after_pyfix() {
    require_python();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/behaviour");
    let cases = cases_below(&folder);
    assert!(!cases.is_empty(), "no case.toml below {}", folder.display());
    let judged = judge_all(&cases);

    let problems: Vec<&String> = judged.iter().flat_map(|j| &j.problems).collect();
    let fixed = count(&cases, &judged, Kind::Fix, |j| j.rewritten_safe);
    let unsafely = count(&cases, &judged, Kind::Unsafe, |j| j.rewritten_unsafe);
    println!(
        "{} programs; rewritten: {} of {} fix, {} of {} unsafe",
        cases.len(),
        fixed.0,
        fixed.1,
        unsafely.0,
        unsafely.1
    );
    list_untouched(&cases, &judged);
    assert!(problems.is_empty(), "{} problems\n\n{}", problems.len(), join(&problems));

    let floor: Floor = toml::from_str(&read(&folder.join("floor.toml"))).expect("floor.toml");
    assert!(fixed.0 >= floor.fix, "{} fix programs rewritten, the floor is {}", fixed.0, floor.fix);
    assert!(
        unsafely.0 >= floor.unsafe_fixes,
        "{} unsafe programs rewritten, the floor is {}",
        unsafely.0,
        floor.unsafe_fixes
    );
}

/// Of the programs of a kind, how many satisfy `rewritten`, and how many there are.
fn count(cases: &[Case], judged: &[Judgement], kind: Kind, rewritten: impl Fn(&Judgement) -> bool) -> (usize, usize) {
    let of_kind = || cases.iter().zip(judged).filter(|(c, _)| c.about.kind == kind);
    (of_kind().filter(|(_, j)| rewritten(j)).count(), of_kind().count())
}

/// Names what the tool left alone although it could be rewritten: the work that remains.
fn list_untouched(cases: &[Case], judged: &[Judgement]) {
    for (case, judgement) in cases.iter().zip(judged) {
        let missed = match case.about.kind {
            Kind::Fix => !judgement.rewritten_safe,
            Kind::Unsafe => !judgement.rewritten_unsafe,
            Kind::Trap | Kind::Report | Kind::Quiet => false,
        };
        if missed {
            println!("left alone: {} ({:?})", case.name, case.about.kind);
        }
    }
}

/// The problems as one text.
fn join(problems: &[&String]) -> String {
    let texts: Vec<&str> = problems.iter().map(|p| p.as_str()).collect();
    texts.join("\n\n")
}

/// Fails with a clear message where there is no `python3`.
fn require_python() {
    let found = Command::new("python3").arg("--version").output();
    assert!(
        found.is_ok_and(|done| done.status.success()),
        "the behaviour tests run programs under CPython: install `python3` (3.11 or later) and put it on PATH"
    );
}

/// Every program below the folder, ordered by name.
fn cases_below(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for family in folders_in(folder) {
        for case in folders_in(&family) {
            if case.join("case.toml").exists() {
                cases.push(load(folder, &case));
            }
        }
    }
    cases
}

/// One program from its folder.
fn load(root: &Path, folder: &Path) -> Case {
    let name = folder.strip_prefix(root).expect("below the root").display().to_string();
    let about =
        toml::from_str(&read(&folder.join("case.toml"))).unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
    let before = [folder.join("before"), folder.join("before.py")]
        .into_iter()
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("{name}: neither before.py nor before/"));
    Case { name, about, before }
}

/// Judges all programs, on a few threads; the results are in the order of the programs.
fn judge_all(cases: &[Case]) -> Vec<Judgement> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else {
                return done;
            };
            done.push((index, judge(case)));
        }
    };
    let mut all: Vec<(usize, Judgement)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|handle| handle.join().expect("a worker panicked")).collect()
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, judgement)| judgement).collect()
}

/// Judges one program in both tiers.
fn judge(case: &Case) -> Judgement {
    let mut judgement = Judgement::default();
    let before = conduct_of(&entry_of(&case.before));
    if before.output.is_empty() {
        judgement.problems.push(format!("{}: prints nothing before", case.name));
    }
    for tier in [Tier::Safe, Tier::Unsafe] {
        let rewritten = judge_tier(case, tier, &before, &mut judgement.problems);
        match tier {
            Tier::Safe => judgement.rewritten_safe = rewritten,
            Tier::Unsafe => judgement.rewritten_unsafe = rewritten,
        }
    }
    judgement
}

/// Rewrites a copy of the program, compares, runs pyfix again; whether anything was rewritten.
fn judge_tier(case: &Case, tier: Tier, before: &Conduct, problems: &mut Vec<String>) -> bool {
    let mut complain = |what: String| {
        let (name, why) = (&case.name, &case.about.why);
        problems.push(format!("{name} ({tier:?}): {what}\n  the program: {why}"));
    };
    let place = tempfile::tempdir().expect("a temporary folder");
    let target = copy_into(&case.before, place.path());
    let old = texts_of(&target);
    if let Err(failure) = pyfix(tier, &target) {
        complain(failure);
    }
    let new = texts_of(&target);
    if new == old {
        return false;
    }
    if case.must_hold(tier) {
        let after = conduct_of(&entry_of(&target));
        if let Some(difference) = difference(before, &after) {
            complain(format!("{difference}\n{}", diff_of(&old, &new)));
        }
    }
    if let Err(failure) = pyfix(tier, &target) {
        complain(format!("second run: {failure}"));
    }
    let again = texts_of(&target);
    if again != new {
        complain(format!("a second run changes more\n{}", diff_of(&new, &again)));
    }
    true
}

/// Runs pyfix in place; an error if it ended in another way than its exit codes allow.
fn pyfix(tier: Tier, target: &Path) -> Result<(), String> {
    let done = Command::new(env!("CARGO_BIN_EXE_pyfix"))
        .args(tier.arguments())
        .arg(target)
        .env("PYFIX_STATE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/behaviour-state"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("pyfix does not start: {error}"))?;
    let stderr = String::from_utf8_lossy(&done.stderr);
    let broken = stderr.contains("panicked") || stderr.contains("internal error");
    if matches!(done.status.code(), Some(0 | 1)) && !broken {
        return Ok(());
    }
    Err(format!("pyfix ended with {}:\n{stderr}", done.status))
}

/// Runs a program in a fresh folder and notes what it did.
fn conduct_of(entry: &Path) -> Conduct {
    let place = tempfile::tempdir().expect("a temporary folder");
    let work = place.path().join("work");
    fs::create_dir(&work).expect("the working folder");
    let (out, err) = (place.path().join("out"), place.path().join("err"));
    let mut child = Command::new("python3")
        .args(["-W", "ignore"])
        .arg(entry)
        .current_dir(&work)
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .env_remove("PYTHONPATH")
        .stdin(Stdio::null())
        .stdout(File::create(&out).expect("a file for the output"))
        .stderr(File::create(&err).expect("a file for the errors"))
        .spawn()
        .expect("python3 starts");
    let end = match wait(&mut child).expect("python3 can be waited for") {
        None => "still running".to_owned(),
        Some(status) => end_of(status, &read(&err)),
    };
    let mut files = BTreeMap::new();
    collect(&work, &work, &|_| true, &mut files);
    let files = files.into_iter().map(|(path, bytes)| (path, without_time(bytes))).collect();
    Conduct { output: read(&out), end, files }
}

/// Waits for a child, but not for ever: `None` if it had to be killed.
fn wait(child: &mut std::process::Child) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(4));
    }
}

/// The exit status and the type of the exception that ended the program, if one did.
fn end_of(status: ExitStatus, stderr: &str) -> String {
    if status.success() {
        return "ok".to_owned();
    }
    let last = stderr.trim_end().lines().last().unwrap_or_default();
    let exception = last.split(':').next().unwrap_or_default();
    format!("{status} {exception}")
}

/// A gzip file carries the time of its making in bytes 4 to 8; the rest means something.
fn without_time(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(b"\x1f\x8b") && bytes.len() >= 8 {
        bytes[4..8].fill(0);
    }
    bytes
}

/// The first way in which two runs differ.
fn difference(before: &Conduct, after: &Conduct) -> Option<String> {
    if before.end != after.end {
        return Some(format!("ended {:?}, now {:?}", before.end, after.end));
    }
    if before.output != after.output {
        let (was, is) = (tail(&before.output), tail(&after.output));
        return Some(format!("printed\n{was}\nnow\n{is}"));
    }
    let names = before.files.keys().chain(after.files.keys());
    let mut changed = names.filter(|name| before.files.get(*name) != after.files.get(*name));
    changed.next().map(|name| format!("leaves another {}", name.display()))
}

/// The end of a long text.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// A unified diff of every file that changed.
fn diff_of(old: &BTreeMap<PathBuf, Vec<u8>>, new: &BTreeMap<PathBuf, Vec<u8>>) -> String {
    let mut shown = String::new();
    for (path, text) in new {
        let was = String::from_utf8_lossy(old.get(path).map_or(&[][..], Vec::as_slice));
        let is = String::from_utf8_lossy(text);
        if was != is {
            let name = path.display().to_string();
            let diff = similar::TextDiff::from_lines(was.as_ref(), is.as_ref());
            shown += &diff.unified_diff().header(&name, &name).to_string();
        }
    }
    shown
}

/// Copies the program below `place`; the path pyfix is given.
fn copy_into(before: &Path, place: &Path) -> PathBuf {
    let source = place.join("src");
    fs::create_dir(&source).expect("a folder for the copy");
    if before.is_file() {
        let target = source.join("main.py");
        fs::copy(before, &target).expect("the copy of the program");
        return target;
    }
    let target = source.join("app");
    copy_folder(before, &target);
    target
}

/// Copies a folder with everything in it.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for path in entries_in(from) {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the copy of a file");
        }
    }
}

/// The file that Python is started with.
fn entry_of(part: &Path) -> PathBuf {
    if part.is_dir() { part.join("main.py") } else { part.to_owned() }
}

/// The Python sources of a program.
fn texts_of(part: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let root = if part.is_dir() { part } else { part.parent().expect("a parent") };
    let mut texts = BTreeMap::new();
    collect(root, root, &|path| path.extension() == Some(OsStr::new("py")), &mut texts);
    texts
}

/// Adds every file below `folder` that is wanted, by its path relative to `root`.
fn collect(root: &Path, folder: &Path, wanted: &dyn Fn(&Path) -> bool, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for path in entries_in(folder) {
        if path.is_dir() {
            collect(root, &path, wanted, into);
        } else if wanted(&path) {
            let relative = path.strip_prefix(root).expect("below the root").to_owned();
            into.insert(relative, fs::read(&path).expect("a readable file"));
        }
    }
}

/// What lies in a folder, in order.
fn entries_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// The folders in a folder, in order.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    entries_in(folder).into_iter().filter(|path| path.is_dir()).collect()
}

/// A file as text.
fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}
