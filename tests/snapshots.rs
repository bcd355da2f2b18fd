//! What a user sees, word for word, in `snapshots/`.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test --test snapshots`, and read
//! the diff of `snapshots/`.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pyfix::transform::Catalogue;

/// The folder of the crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs pyfix in a folder of the crate: how it ended and what it wrote to both streams.
fn run(folder: &str, line: &str) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_pyfix"))
        .args(line.split_whitespace())
        .current_dir(root().join(folder))
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let status = done.status.code().unwrap();
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    format!("$ pyfix {line}\n{out}--- messages\n{err}--- ends with {status}\n")
}

/// Compares with `snapshots/<name>.snap`.
#[track_caller]
fn same(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn the_samples() {
    same("sample", &run(".", "--dry-run tests/sample"));
}

#[test]
fn help_and_list() {
    same("help", &run(".", "--help"));
    same("list", &run(".", "list"));
}

#[test]
fn a_page_for_each_transform() {
    for transform in Catalogue::builtin().unwrap().transforms() {
        let page = run(".", &format!("explain {}", transform.code));
        same(&format!("explain-{}", transform.name), &page);
    }
}

#[test]
fn findings_in_each_form() {
    for format in ["full", "concise", "json"] {
        let line = format!("--dry-run --output-format {format} findings.py");
        same(&format!("findings-{format}"), &run("tests/fixtures/findings", &line));
    }
}

#[test]
fn why_and_why_not() {
    for (name, line) in [("safe", 7), ("unsafe", 13), ("advice", 19), ("needed", 26), ("nothing", 2)] {
        same(&format!("why-{name}"), &run("tests/fixtures/findings", &format!("why findings.py:{line}")));
    }
}

#[test]
fn needed_places_and_statistics() {
    let line = "--check --verbose --statistics findings.py";
    same("findings-check", &run("tests/fixtures/findings", line));
}

#[test]
fn the_unsafe_tier() {
    let line = "--dry-run --unsafe-fixes findings.py";
    same("findings-unsafe", &run("tests/fixtures/findings", line));
}

#[test]
fn the_transform_of_the_readme_works_and_stands_there() {
    let ran = run(".", "test tests/fixtures/own");
    assert!(ran.contains("OWN101 load-rows: 2 examples, ok"), "{ran}");
    assert!(ran.ends_with("--- ends with 0\n"), "{ran}");
    let own = fs::read_to_string(root().join("tests/fixtures/own/load-rows.toml")).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(&own), "README.md shows another load-rows.toml");
}

#[test]
fn the_diff_of_the_readme_is_what_comes_out() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let ran = run(".", "--dry-run tests/sample");
    let mut shown = 0;
    for block in readme.split("```diff\n").skip(1) {
        let diff = block.split("```").next().unwrap();
        assert!(ran.contains(diff), "README.md shows another diff:\n{diff}\n{ran}");
        shown += 1;
    }
    assert!(shown > 0, "README.md shows a diff");
}

#[test]
fn the_first_commands_of_the_readme() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let first = |command: &str| {
        let start = readme.find(command).unwrap();
        readme[start..].lines().next().unwrap()
    };
    assert_eq!(first("cargo run"), "cargo run --release -- --dry-run tests/sample");
    assert_eq!(first("cargo test"), "cargo test");
    assert!(Path::new(&root()).join("tests/sample").is_dir());
}
