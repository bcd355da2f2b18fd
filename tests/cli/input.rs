//! Input that nobody wants to read, with a good file beside it.

use std::fs;

use crate::tree::{DONE, GOOD, Tree};

/// Files that cannot be handled, and a part of what is said of them. (A file that holds
/// nothing of what any transform looks for is not parsed, so those with mistakes hold it.)
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("syntax.py", b"def f(:\n    f.readlines()\n".to_vec(), "syntax.py:1:"),
        ("binary.py", b"\x7fELF\x02\x01\x01\x00\xff".to_vec(), "binary.py:1:8: a NUL byte"),
        ("nul.py", b"x = 1\n\0\n".to_vec(), "nul.py:2:1: a NUL byte"),
        ("latin.py", b"s = '\xe9'\n".to_vec(), "latin.py:1:6: not UTF-8 text"),
        ("cookie.py", b"# coding: klingon\n".to_vec(), "cookie.py: unknown encoding `klingon`"),
        (
            "python2.py",
            b"import os\nprint os.getcwd()\nlines = f.readlines()\n".to_vec(),
            "python2.py:2:1: this is Python 2",
        ),
        (
            "except2.py",
            b"try:\n    f.readlines()\nexcept E, e:\n    pass\n".to_vec(),
            "except2.py:3:1: this is Python 2",
        ),
    ]
}

/// Files that are odd, but Python: their good part is rewritten.
pub fn odd_files(code: &str) -> Vec<(&'static str, Vec<u8>)> {
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

/// 5 MB of strings.
fn large() -> String {
    format!("row = [\"{}\", 1]\n", "a".repeat(185)).repeat(25_000)
}

/// `if x:`, 300 times; CPython takes 100.
fn deep_blocks() -> String {
    let lines = (0..300).map(|depth| format!("{}if x:\n", " ".repeat(depth)));
    lines.chain([format!("{}lines = f.readlines()\n", " ".repeat(300))]).collect()
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
    assert_eq!(tree.read("good.py"), DONE.as_bytes());
}

#[test]
fn a_good_file_beside_bad_ones_is_rewritten() {
    for (name, bytes, said) in bad_files() {
        let tree = Tree::new();
        tree.file(name, bytes);
        tree.run(".").ends(1).says(said);
        assert_eq!(tree.read("good.py"), DONE.as_bytes(), "{name}");
    }
}

#[test]
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

/// Code that is nested deeply, or in long chains, beside something to rewrite, so that all
/// facts are asked about it. CPython refuses some of it; pyfix has to survive.
fn deep_files() -> Vec<(&'static str, String)> {
    let nested = |open: &str, close: &str, n| format!("{}x{}", open.repeat(n), close.repeat(n));
    let blocks: String = (1..=300).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
    let functions: String = (1..=100).map(|depth| format!("{}def g(x):\n", " ".repeat(depth))).collect();
    vec![
        ("parentheses.py", format!(" y = {}", nested("(", ")", 5000))),
        ("lists.py", format!(" y = {}", nested("[", "]", 5000))),
        ("calls.py", format!(" y = {}", nested("f(", ")", 5000))),
        ("dicts.py", format!(" y = {}", nested("{1: ", "}", 5000))),
        ("lambdas.py", format!(" y = {}", nested("lambda: ", "", 5000))),
        ("choices.py", format!(" y = {}", nested("x if x else ", "", 5000))),
        ("negations.py", format!(" y = {}", nested("not ", "", 5000))),
        ("sums.py", format!(" y = {}", nested("x + ", "", 10_000))),
        ("attributes.py", format!(" y = {}", nested("", ".a", 3000))),
        ("methods.py", format!(" y = {}", nested("", ".a()", 1000))),
        ("items.py", format!(" y = {}", nested("", "[0]", 3000))),
        ("comprehensions.py", format!(" y = {}", nested("[", " for x in x]", 300))),
        ("blocks.py", format!(" y = x\n{blocks}{}y = [x]", " ".repeat(301))),
        ("functions.py", format!(" y = x\n{functions}{}return x", " ".repeat(101))),
    ]
}

#[test]
fn deep_code_is_survived() {
    let tree = Tree::new();
    for (name, deep) in deep_files() {
        tree.file(name, format!("def f(x):\n{deep}\n return sum([z for z in y])\n\n\n{GOOD}"));
    }
    let ran = tree.run(".").ends(0);
    assert!(!ran.err.contains("error"), "{ran:#?}");
    for (name, _) in deep_files() {
        let text = String::from_utf8(tree.read(name)).unwrap();
        assert!(text.ends_with(DONE), "{name}");
    }
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
    tree.sh("mkfifo", &["folder.py/pyproject.toml"]);
    tree.run("--check folder.py --exit-zero").ends(0);
}

#[cfg(unix)]
#[test]
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

/// Names that steer a terminal, or are no text.
#[cfg(unix)]
fn odd_names() -> Vec<std::path::PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    let names: [&[u8]; 5] =
        [b"\xff\xfe.py", b"\x1b[31mred.py", b"line\nend.py", b"\xc2\x9b2J.py", b"\xe2\x80\xaertl.py"];
    names.iter().map(|name| std::ffi::OsStr::from_bytes(name).into()).collect()
}

#[cfg(unix)]
#[test]
fn nothing_that_steers_a_terminal_is_printed() {
    let tree = Tree::new();
    let code = format!("S = '\u{1b}[31m\u{9b}2J'  # \u{202e}\n{GOOD}");
    for name in odd_names() {
        fs::write(tree.0.path().join(name), &code).unwrap();
    }
    let bad = tree.0.path().join("\u{1b}]0;title\u{7}.py");
    fs::write(bad, "f.readlines()\ndef \u{1b}[2J").unwrap();
    let printed = |line: &str| {
        let ran = tree.run(line);
        // The diff alone is bytes for a program, where no terminal reads it.
        let diff = line == "-n";
        let steers = |text: &str| text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']);
        assert!((diff || !steers(&ran.out)) && !steers(&ran.err), "{line}: {ran:?}");
        ran
    };
    for line in ["-n", "-n --output-format concise", "-n --output-format full", "-n --output-format json", "-v --check"]
    {
        printed(line).ends(1);
    }
    tree.commit();
    fs::write(tree.0.path().join(&odd_names()[1]), format!("{code}\n")).unwrap();
    printed(".").ends(2).says("red.py");
    printed("--allow-dirty .").ends(1).says("6 rewrites in 6 files");
    for name in odd_names() {
        assert!(!fs::read_to_string(tree.0.path().join(name)).unwrap().contains("readlines"));
    }
    printed("history").ends(0).prints("6 files");
    printed("undo").ends(0).prints("6 files put back");
    for name in &odd_names()[2..] {
        assert_eq!(fs::read_to_string(tree.0.path().join(name)).unwrap(), code);
    }
    printed("--allow-dirty --verify false .").ends(2);
    let allowed = tree.out("git", &["stash"]);
    assert!(!allowed.is_empty());
    tree.sh("git", &["config", "user.name", "x"]);
    tree.sh("git", &["config", "user.email", "x@example.org"]);
    printed("--commit-per file .").ends(1);
    let log = tree.out("git", &["log", "--format=%B"]);
    assert!(!log.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{log}");
}

#[test]
fn deep_folders_and_long_lines_are_survived() {
    let tree = Tree::new();
    let deep = format!("{}x.py", "deep/".repeat(700));
    tree.file(&deep, GOOD);
    tree.file("long.py", format!("x = '{}'\n{GOOD}", "a".repeat(3_000_000)));
    tree.file("wide.py", format!("x = [{}]\n{GOOD}", "1, ".repeat(300_000)));
    tree.run(".").ends(0).says("4 rewrites in 4 files");
    assert_eq!(tree.read(&deep), DONE.as_bytes());
    tree.run("undo").ends(0);
    assert_eq!(tree.read(&deep), GOOD.as_bytes());
}
