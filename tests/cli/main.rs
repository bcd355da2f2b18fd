//! The real binary: options, exit codes, and input that nobody wants to read.
#![allow(clippy::unwrap_used)]

#[cfg(unix)]
mod crash;
mod encodings;
mod input;
mod tree;
mod verify;
mod versions;
mod writing;

use std::fs;
use std::process::Command;

use input::odd_files;
use tree::{DONE, GOOD, Tree};

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
fn unknown_transforms_end_with_2() {
    let tree = Tree::new();
    tree.run("--select MEM999 .").ends(2).says("MEM999");
    tree.run("--ignore no-such-name .").ends(2).says("no-such-name");
    tree.run("--transforms missing.toml .").ends(2).says("missing.toml");
    tree.run("explain no-such-name").ends(2).says("no-such-name");
    assert_eq!(tree.read("good.py"), GOOD.as_bytes());
}

#[test]
fn selection_decides_what_is_applied() {
    let tree = Tree::new();
    tree.run("--check --select ALL .").ends(1);
    tree.run("--check --ignore ALL .").ends(0);
    tree.run("--check --ignore MEM .").ends(0);
    tree.run("--check --exclude good.py .").ends(0);
}

#[test]
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
fn a_comment_on_the_line_suppresses() {
    let tree = Tree::new();
    for (comment, suppresses) in
        [("# noqa", false), ("# noqa: MEM101", true), ("# pyfix: ignore[ALL]", true), ("# noqa: E501", false)]
    {
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
    let ran = tree.feed("- --stdin-filename s.py", b"def f(: [\n").ends(1).says("s.py:1:");
    assert_eq!(ran.out, "def f(: [\n");
    assert_eq!(tree.feed("- --output-format json", b"x = 1\n").ends(0).out, "[]\n");
}

#[test]
fn standard_input_is_rewritten() {
    let tree = Tree::new();
    assert_eq!(tree.feed("-", GOOD.as_bytes()).ends(0).out, DONE);
    tree.feed("-n - --stdin-filename a/s.py", GOOD.as_bytes()).ends(1).prints("+++ b/a/s.py\n");
}

#[cfg(unix)]
#[test]
fn a_reader_who_goes_away_is_no_panic() {
    let tree = Tree::new();
    let line =
        format!("{} --help | true; {} --check . 2>&- >&-", env!("CARGO_BIN_EXE_pyfix"), env!("CARGO_BIN_EXE_pyfix"));
    let done = Command::new("sh").current_dir(tree.0.path()).args(["-c", &line]).output().unwrap();
    assert_ne!(done.status.code(), Some(101), "{done:?}");
}

#[test]
fn a_folder_named_like_a_command() {
    let tree = Tree::new();
    tree.file("test/x.py", "x = [)\n");
    tree.run("./test").ends(1).says("test/x.py:1:");
    tree.run("--check test").ends(1).says("test/x.py:1:");
}

#[test]
fn users_tell_what_their_library_does() {
    let tree = Tree::new();
    let text = "import mylib\n\n\ndef total(n: int):\n    return sum([mylib.price(i) for i in range(n)])\n";
    tree.file("priced.py", text);
    tree.file("mylib.toml", "[\"mylib.price\"]\nreturns = \"int\"\ntakes = [[\"int\"]]\neffect = \"pure\"\n");
    tree.file("wrong.toml", "[\"mylib.price\"]\nreturns = \"nothing\"\n");
    tree.run("--check priced.py").ends(1).says("no rewrites (1 with --unsafe-fixes)");
    tree.run("--check --knowledge mylib.toml priced.py").ends(1).says("1 rewrite in 1 file");
    tree.run("--check --knowledge wrong.toml priced.py").ends(2).says("wrong.toml").says("`nothing` is not a type");
    tree.run("--check --knowledge none.toml priced.py").ends(2).says("none.toml").says("cannot be read");
}
