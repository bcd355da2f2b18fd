//! Any Python text: each encoding, each line end comes back byte for byte outside of the edits.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::tree::{DONE, GOOD, Tree};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/encodings.py");

#[test]
fn all_encodings_of_the_standard_library_are_handled_or_told() {
    let tree = Tree::new();
    tree.sh("python3", &[SCRIPT, "make", "."]);
    let ran = tree.run(".").ends(1);
    let mut check = Command::new("python3");
    check.args([SCRIPT, "check", "."]).current_dir(tree.path("."));
    let mut check = check.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    check.stdin.take().unwrap().write_all(ran.err.as_bytes()).unwrap();
    let done = check.wait_with_output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    println!("{said}");
    assert!(done.status.success() && !said.contains("wrong"), "{said}");
    let line = |head: &str| said.lines().find_map(|line| line.strip_prefix(head)).unwrap();
    let handled: Vec<&str> = line("handled:").split_whitespace().collect();
    assert!(handled.len() >= 40, "{said}");
    // Under each of its names, or under none.
    assert_eq!(line("both:"), "", "{said}");
}

/// Other bytes for the same program.
type Form = (&'static str, fn(&str) -> Vec<u8>);

const FORMS: [Form; 9] = [
    ("dos.py", |code| code.replace('\n', "\r\n").into_bytes()),
    ("mac.py", |code| code.replace('\n', "\r").into_bytes()),
    ("mixed.py", mixed),
    ("feeds.py", |code| format!("\x0cx = 1\n\x0c\n{code}\x0c\n\x0cy = 2\n").into_bytes()),
    ("no_end.py", |code| code.trim_end().as_bytes().to_vec()),
    ("tabs.py", |code| code.replace("    ", "\t").into_bytes()),
    ("tabs_mixed.py", |code| code.replace("        ", "\t").into_bytes()),
    ("bom.pyi", |code| [b"\xef\xbb\xbf", code.as_bytes()].concat()),
    ("blanks.pyw", |code| code.replace('\n', " \t\n").into_bytes()),
];

/// `\n`, `\r\n` and `\r` in turn.
fn mixed(code: &str) -> Vec<u8> {
    let ends = ["\n", "\r\n", "\r"].into_iter().cycle();
    code.lines().zip(ends).flat_map(|(line, end)| [line.as_bytes(), end.as_bytes()].concat()).collect()
}

#[test]
fn line_ends_and_blanks_stay() {
    let tree = Tree::new();
    for (name, form) in FORMS {
        tree.file(name, form(GOOD));
    }
    tree.run(".").ends(0);
    for (name, form) in FORMS {
        let (found, wanted) = (tree.read(name), form(DONE));
        assert!(found == wanted, "{name}: {}", found.escape_ascii());
    }
    for (name, form) in FORMS {
        let ran = tree.feed("-", &form(GOOD)).ends(0);
        assert_eq!(ran.out.as_bytes(), form(DONE), "{name}");
    }
    tree.run("undo").ends(0);
    for (name, form) in FORMS {
        assert!(tree.read(name) == form(GOOD), "{name}");
    }
}
