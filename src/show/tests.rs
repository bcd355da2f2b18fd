use super::*;
use crate::source::Source;
use std::process::Command;

/// A report of a file whose text becomes `after`.
fn report(path: &str, before: &[u8], after: &str) -> FileReport {
    let source = Source::decode(Path::new(path), before).unwrap();
    FileReport { source, after: Some(after.to_owned()), findings: Vec::new() }
}

fn diff(report: &FileReport, look: Look) -> Vec<u8> {
    let mut out = Vec::new();
    Diff { look }.report(report, &mut out).unwrap();
    out
}

/// `git apply` makes of the file what the report says.
fn applies(path: &str, before: &[u8], after: &str) {
    let folder = tempfile::tempdir().unwrap();
    let report = report(path, before, after);
    std::fs::write(folder.path().join(path), before).unwrap();
    std::fs::write(folder.path().join("patch"), diff(&report, Look::default())).unwrap();
    let done = Command::new("git").current_dir(&folder).args(["apply", "patch"]).output().unwrap();
    assert!(done.status.success(), "{path}: {done:?}");
    let wanted = report.source.encode(after).unwrap();
    assert_eq!(std::fs::read(folder.path().join(path)).unwrap(), wanted, "{path}");
}

#[test]
fn git_applies_the_diff() {
    applies("a.py", b"a\nb\nc\n", "a\nB\nc\n");
    applies("no_end.py", b"a\nb", "a\nB");
    applies("end_added.py", b"a\nb", "a\nb\n");
    applies("dos.py", b"a\r\nb\r\n", "a\r\nB\r\n");
    applies("mac.py", b"a\rb\r", "a\rB\r");
    applies("bom.py", b"\xef\xbb\xbfa\nb\n", "A\nb\n");
    applies("latin.py", b"# coding: latin-1\n# \xe9\nold\n", "# coding: latin-1\n# é\nnew\n");
    applies("with space.py", b"a\n", "b\n");
    applies("é.py", b"a\n", "b\n");
    applies("odd\"\\\n\x1b.py", b"a\n", "b\n");
    applies("escape.py", b"s = '\x1b[31m'\nold\n", "s = '\u{1b}[31m'\nnew\n");
}

#[test]
fn nothing_steers_the_terminal() {
    let look = Look { color: false, terminal: true };
    let report = report("\u{1b}]0;x.py", b"s = '\x1b[31m\xc2\x9b'\n\told\n", "s = '\u{1b}[31m\u{9b}'\n\tnew\n");
    let text = String::from_utf8(diff(&report, look)).unwrap();
    assert!(!text.contains(['\u{1b}', '\u{9b}']), "{text:?}");
    assert!(text.contains("-\told\n+\tnew\n"));
    assert!(!harmless("a\u{1b}[2J\u{202e}b\nc").contains(['\u{1b}', '\u{202e}', '\n']));
    assert_eq!(harmless("é `x` – 日本"), "é `x` – 日本");
}

#[test]
fn any_span_of_any_text_can_be_shown() {
    let texts = ["", "x", "x\r\ny\r\n", "a\rb\rc", "\t日本\n\u{9b}\u{1b}é\n\n", &"line\n".repeat(40), &"é".repeat(500)];
    for text in texts {
        let ends: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let step = ends.len().div_ceil(12);
        for start in ends.iter().step_by(step) {
            for end in ends.iter().filter(|end| *end >= start).step_by(step) {
                let finding = finding(*start..*end);
                let source = Source::from_text("x.py", text);
                let report = FileReport { source, after: None, findings: vec![finding] };
                let look = Look { color: true, terminal: true };
                let mut out = Vec::new();
                Full { look, unsafe_fixes: true }.report(&report, &mut out).unwrap();
                Json::default().report(&report, &mut out).unwrap();
                assert!(!String::from_utf8(out).unwrap().contains('\u{9b}') || text.contains('\u{9b}'));
            }
        }
    }
}

/// Advice about this part of a text.
fn finding(span: std::ops::Range<usize>) -> Finding {
    Finding {
        code: "MEM101".into(),
        name: "a-name".into(),
        message: "a message".into(),
        gain: "a list".into(),
        by_hand: "nothing".into(),
        span,
        kind: Kind::Advice,
        reasons: Vec::new(),
        doubts: Vec::new(),
        held: Vec::new(),
        proved: Vec::new(),
        edits: Vec::new(),
        applied: false,
    }
}
