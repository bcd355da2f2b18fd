//! The knowledge files against the installed Python: the names exist, signatures agree.

use std::io::Write;
use std::process::{Command, Stdio};

use pyfix::python::knowledge::Knowledge;

/// Reads lines of `name kind count`, prints what is wrong.
const CHECKER: &str = include_str!("knowledge.py");

#[test]
fn names_and_signatures_agree_with_python() {
    let known = Knowledge::get();
    let mut asked = String::new();
    for name in known.names() {
        let entry = known.function(name).unwrap();
        let kind = match (entry.constant, entry.attribute) {
            (true, _) => "constant",
            (_, true) => "attribute",
            _ => "call",
        };
        // More than `takes` is asked of cases too.
        let cases = entry.cases.iter().map(|case| case.takes.len());
        let count = cases.chain([entry.takes.len()]).max().unwrap_or(0);
        let keywords: Vec<&str> = entry.keywords.keys().map(String::as_str).collect();
        asked += &format!("{name} {kind} {count} {}\n", keywords.join(","));
    }
    assert!(asked.lines().count() > 500, "nothing was loaded");
    let wrong = ask_python(&asked);
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn ask_python(lines: &str) -> String {
    let mut python = Command::new("python3")
        .args(["-W", "ignore", "-c", CHECKER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = python.stdin.take().unwrap();
    to.write_all(lines.as_bytes()).unwrap();
    drop(to);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "the checker failed");
    String::from_utf8(output.stdout).unwrap()
}
