//! The real binary: options, exit codes, and input that nobody wants to read.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A file that is rewritten, and what becomes of it.
const GOOD: &str = "def total(p):\n    n = 0\n    with open(p) as f:\n        for line in f.readlines():\n            n += len(line)\n    return n\n";
const DONE: &str = "def total(p):\n    n = 0\n    with open(p) as f:\n        for line in f:\n            n += len(line)\n    return n\n";

/// A folder of its own for one test.
struct Tree(tempfile::TempDir);

impl Tree {
    /// A folder with one good file.
    fn new() -> Tree {
        let tree = Tree(tempfile::Builder::new().prefix("cli").tempdir().unwrap());
        tree.file("good.py", GOOD);
        tree
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Runs pyfix in the folder with the words of `line`.
    fn run(&self, line: &str) -> Ran {
        self.feed(line, b"")
    }

    /// Runs pyfix with standard input.
    fn feed(&self, line: &str, input: &[u8]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pyfix"))
            .args(line.split_whitespace())
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::of(child.wait_with_output().unwrap())
    }

    fn sh(&self, program: &str, args: &[&str]) {
        let done = Command::new(program).current_dir(self.0.path()).args(args).output().unwrap();
        assert!(done.status.success(), "{program} {args:?}: {done:?}");
    }

    /// Makes it a repository with everything committed.
    fn commit(&self) {
        self.sh("git", &["init", "-q"]);
        self.sh("git", &["add", "-A"]);
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        self.sh("git", &[&who[..], &["commit", "-qm", "all"]].concat());
    }
}

/// How a run ended.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    fn says(self, part: &str) -> Ran {
        assert!(self.err.contains(part), "{part} in {self:#?}");
        self
    }

    #[track_caller]
    fn prints(self, part: &str) -> Ran {
        assert!(self.out.contains(part), "{part} in {self:#?}");
        self
    }
}

/// Files that cannot be handled, and a part of what is said of them.
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("syntax.py", b"def f(:\n    pass\n".to_vec(), "syntax.py:1:"),
        ("binary.py", b"\x7fELF\x02\x01\x01\x00\xff".to_vec(), "binary.py:1:8: a NUL byte"),
        ("nul.py", b"x = 1\n\0\n".to_vec(), "nul.py:2:1: a NUL byte"),
        ("latin.py", b"s = '\xe9'\n".to_vec(), "latin.py:1:6: not UTF-8 text"),
        ("cookie.py", b"# coding: klingon\n".to_vec(), "cookie.py: unknown encoding `klingon`"),
        ("python2.py", b"import os\nprint os.getcwd()\n".to_vec(), "python2.py:2:1: this is Python 2"),
        ("except2.py", b"try:\n    f()\nexcept E, e:\n    pass\n".to_vec(), "except2.py:3:1: this is Python 2"),
    ]
}

/// Files that are odd, but Python: their good part is rewritten.
fn odd_files(code: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut latin = b"# -*- coding: latin-1 -*-\ns = '\xe9\x85'\n".to_vec();
    latin.extend(code.bytes());
    vec![
        ("latin1.py", latin),
        ("dos.py", code.replace('\n', "\r\n").into_bytes()),
        ("mac.py", code.replace('\n', "\r").into_bytes()),
        ("bom.py", [b"\xef\xbb\xbf", code.as_bytes()].concat()),
        ("tabs.py", code.replace("    ", "\t").into_bytes()),
        ("no_end.py", code.trim_end().as_bytes().to_vec()),
        ("brackets.py", format!("x = {}{}\n{code}", "[".repeat(5000), "]".repeat(5000)).into_bytes()),
        ("large.py", format!("{}{code}", large()).into_bytes()),
    ]
}

/// 20 MB of strings.
fn large() -> String {
    format!("row = [\"{}\", 1]\n", "a".repeat(185)).repeat(100_000)
}

/// `if x:`, 300 times; CPython takes 100.
fn deep_blocks() -> String {
    let lines = (0..300).map(|depth| format!("{}if x:\n", " ".repeat(depth)));
    lines.chain([format!("{}pass\n", " ".repeat(300))]).collect()
}

#[test]
fn bad_files_are_told_and_left_alone() {
    let tree = Tree::new();
    for (name, bytes, _) in bad_files() {
        tree.file(name, bytes);
    }
    tree.file("empty.py", "");
    tree.file("blocks.py", deep_blocks());
    let mut ran = tree.run(".").ends(1);
    for (name, bytes, said) in bad_files() {
        ran = ran.says(said);
        assert_eq!(tree.read(name), bytes, "{name}");
    }
    assert!(!ran.err.contains("panic") && !ran.err.contains("internal"), "{ran:#?}");
    assert_eq!(tree.read("empty.py"), b"");
    assert_eq!(tree.read("blocks.py"), deep_blocks().as_bytes());
}

#[test]
#[ignore = "needs the engine"]
fn a_good_file_beside_bad_ones_is_rewritten() {
    for (name, bytes, said) in bad_files() {
        let tree = Tree::new();
        tree.file(name, bytes);
        tree.run(".").ends(1).says(said);
        assert_eq!(tree.read("good.py"), DONE.as_bytes(), "{name}");
    }
}

#[test]
#[ignore = "needs the engine"]
fn odd_files_are_rewritten_and_stay_as_odd() {
    let tree = Tree::new();
    for (name, bytes) in odd_files(GOOD) {
        tree.file(name, bytes);
    }
    tree.run(".").ends(0);
    for (name, bytes) in odd_files(DONE) {
        assert!(tree.read(name) == bytes, "{name}");
    }
    tree.run("--dry-run .").ends(0);
}

#[test]
fn odd_files_are_no_errors() {
    let tree = Tree::new();
    for (name, bytes) in odd_files("x = 1\n") {
        tree.file(name, bytes);
    }
    let ran = tree.run("--dry-run --exit-zero .").ends(0);
    assert!(!ran.err.contains("error"), "{ran:#?}");
}

/// Things with the name of a Python file that are none.
#[cfg(unix)]
fn odd_things(tree: &Tree) {
    use std::os::unix::fs::symlink;
    tree.file("folder.py/inner.py", GOOD);
    tree.sh("mkfifo", &["fifo.py"]);
    symlink("nowhere", tree.path("broken.py")).unwrap();
    symlink("round.py", tree.path("round.py")).unwrap();
    symlink(".", tree.path("folder.py/loop")).unwrap();
}

#[cfg(unix)]
#[test]
fn things_that_are_no_files_are_told() {
    let tree = Tree::new();
    odd_things(&tree);
    tree.run(". missing.py")
        .ends(1)
        .says("fifo.py: a FIFO")
        .says("broken.py: a link to nothing")
        .says("round.py: ")
        .says("missing.py: no such file");
    tree.run("fifo.py").ends(1).says("a FIFO");
    tree.run("--check folder.py --exit-zero").ends(0);
}

#[cfg(unix)]
#[test]
#[ignore = "needs the engine"]
fn good_files_beside_odd_things_are_rewritten() {
    let tree = Tree::new();
    odd_things(&tree);
    tree.run(". missing.py").ends(1);
    assert_eq!(tree.read("good.py"), DONE.as_bytes());
    assert_eq!(tree.read("folder.py/inner.py"), DONE.as_bytes());
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new();
    tree.file("closed/x.py", GOOD);
    tree.file("closed.py", GOOD);
    for name in ["closed", "closed.py"] {
        fs::set_permissions(tree.path(name), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let is_root = fs::read_dir(tree.path("closed")).is_ok();
    let ran = tree.run(".");
    fs::set_permissions(tree.path("closed"), fs::Permissions::from_mode(0o700)).unwrap();
    if !is_root {
        ran.ends(1).says("closed: may not be read").says("closed.py: may not be read");
    }
}

#[test]
fn options_that_make_no_sense_end_with_2() {
    let tree = Tree::new();
    tree.run("").ends(2).says("Usage: pyfix");
    for line in [
        "--unsafe-fixes",
        "--no-such-option .",
        "--target-version 2.7 .",
        "--output-format xml .",
        "--dry-run --check .",
        "--jobs 0 .",
        "--exclude a{ .",
        "- good.py",
        "-n -o no/such/folder/x .",
        "explain",
        "test",
    ] {
        let ran = tree.run(line).ends(2);
        assert!(!ran.err.is_empty(), "{line}");
    }
    assert_eq!(tree.read("good.py"), GOOD.as_bytes());
}

#[test]
fn help_and_version() {
    let tree = Tree::new();
    tree.run("--version").ends(0).prints("pyfix 0.");
    tree.run("--help").ends(0).prints("./list").prints("Exit status");
}

#[test]
#[ignore = "needs the engine"]
fn unknown_transforms_end_with_2() {
    let tree = Tree::new();
    tree.run("--select MEM999 .").ends(2).says("MEM999");
    tree.run("--ignore no-such-name .").ends(2).says("no-such-name");
    tree.run("--transforms missing.toml .").ends(2).says("missing.toml");
    tree.run("explain no-such-name").ends(2).says("no-such-name");
    assert_eq!(tree.read("good.py"), GOOD.as_bytes());
}

#[test]
#[ignore = "needs the engine"]
fn selection_decides_what_is_applied() {
    let tree = Tree::new();
    tree.run("--check --select ALL .").ends(1);
    tree.run("--check --ignore ALL .").ends(0);
    tree.run("--check --ignore MEM .").ends(0);
    tree.run("--check --exclude good.py .").ends(0);
}

#[test]
#[ignore = "needs the engine"]
fn exit_codes_before_and_after() {
    let tree = Tree::new();
    tree.run("--dry-run").ends(1).prints("--- a/good.py\n+++ b/good.py\n").says("1 rewrite in 1 file");
    tree.run("--check").ends(1).says("1 rewrite in 1 file");
    tree.run("--dry-run --exit-zero .").ends(0);
    tree.run("good.py --dry-run --output-format json").ends(1).prints("\"applicability\":\"safe\"");
    assert_eq!(tree.read("good.py"), GOOD.as_bytes());
    let ran = tree.run("good.py").ends(0);
    assert_eq!(ran.out, "");
    assert_eq!(tree.read("good.py"), DONE.as_bytes());
    tree.run("--dry-run").ends(0);
}

#[test]
#[ignore = "needs the engine"]
fn the_diff_applies_with_git() {
    let tree = Tree::new();
    for (name, bytes) in odd_files(GOOD) {
        tree.file(name, bytes);
    }
    tree.commit();
    tree.run("--dry-run -o ../cli.patch .").ends(1);
    let patch = tree.0.path().with_file_name("cli.patch");
    tree.sh("git", &["apply", &patch.display().to_string()]);
    fs::remove_file(patch).unwrap();
    for (name, bytes) in odd_files(DONE) {
        assert!(tree.read(name) == bytes, "{name}");
    }
}

#[test]
#[ignore = "needs the engine"]
fn uncommitted_changes_stop_all_writing() {
    let tree = Tree::new();
    tree.commit();
    tree.file("new.py", GOOD);
    tree.run(".").ends(2).says("new.py").says("--allow-dirty");
    assert_eq!(tree.read("good.py"), GOOD.as_bytes());
    tree.run("good.py").ends(0);
    tree.run("--allow-dirty .").ends(0);
    assert_eq!(tree.read("new.py"), DONE.as_bytes());
}

#[test]
#[ignore = "needs the engine"]
fn a_comment_on_the_line_suppresses() {
    let tree = Tree::new();
    for (comment, suppresses) in [("# noqa", true), ("# pyfix: ignore[ALL]", true), ("# noqa: E501", false)] {
        let text = GOOD.replace("readlines():", &format!("readlines():  {comment}"));
        tree.file("good.py", &text);
        tree.run(".").ends(0);
        assert_eq!(tree.read("good.py") == text.as_bytes(), suppresses, "{comment}");
    }
}

#[test]
fn standard_input_comes_out_again() {
    let tree = Tree::new();
    assert_eq!(tree.feed("-", b"x = 1\r\n").ends(0).out, "x = 1\r\n");
    let ran = tree.feed("- --stdin-filename s.py", b"def f(:\n").ends(1).says("s.py:1:");
    assert_eq!(ran.out, "def f(:\n");
    assert_eq!(tree.feed("- --output-format json", b"x = 1\n").ends(0).out, "[]\n");
}

#[test]
#[ignore = "needs the engine"]
fn standard_input_is_rewritten() {
    let tree = Tree::new();
    assert_eq!(tree.feed("-", GOOD.as_bytes()).ends(0).out, DONE);
    tree.feed("-n - --stdin-filename a/s.py", GOOD.as_bytes()).ends(1).prints("+++ b/a/s.py\n");
}

#[cfg(unix)]
#[test]
fn a_reader_who_goes_away_is_no_panic() {
    let tree = Tree::new();
    let line = format!("{} --help | true; {} --check . 2>&- >&-", env!("CARGO_BIN_EXE_pyfix"), env!("CARGO_BIN_EXE_pyfix"));
    let done = Command::new("sh").current_dir(tree.0.path()).args(["-c", &line]).output().unwrap();
    assert_ne!(done.status.code(), Some(101), "{done:?}");
}

#[test]
fn a_folder_named_like_a_command() {
    let tree = Tree::new();
    tree.file("test/x.py", "x = )\n");
    tree.run("./test").ends(1).says("test/x.py:1:");
    tree.run("--check test").ends(1).says("test/x.py:1:");
    assert!(Path::new(&tree.path("test/x.py")).exists());
}
