//! Killed at every step of writing, at random moments, or with a disk that fails: each file is
//! old or new, and what was written can be undone.
//!
//! `PYFIX_CRASHES` is the number of random moments (by hand: 300 or more).

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::time::Instant;

use crate::tree::{DONE, GOOD, Ran, Tree};

/// Only one transform: a run is as short as can be.
const RUN: [&str; 3] = ["--allow-dirty", "--select=readlines-loop", "."];

/// Files in two folders, one behind a link.
fn small() -> Tree {
    let tree = Tree::new();
    tree.file("inner/a.py", GOOD);
    tree.file("inner/real.txt", GOOD);
    std::os::unix::fs::symlink("real.txt", tree.path("inner/link.py")).unwrap();
    tree
}

const SMALL: [&str; 3] = ["good.py", "inner/a.py", "inner/real.txt"];

fn large(files: usize) -> (Tree, Vec<String>) {
    let tree = Tree::new();
    let names: Vec<String> = (0..files).map(|n| format!("m{n}.py")).collect();
    names.iter().for_each(|name| tree.file(name, GOOD));
    (tree, names)
}

/// How many files are new; each is old or new.
#[track_caller]
fn new_files<S: AsRef<str>>(tree: &Tree, names: &[S]) -> usize {
    let new = |name: &&S| {
        let bytes = tree.read(name.as_ref());
        assert!(bytes == GOOD.as_bytes() || bytes == DONE.as_bytes(), "{} is half", name.as_ref());
        bytes == DONE.as_bytes()
    };
    names.iter().filter(new).count()
}

/// Nothing of ours is left beside the files.
#[track_caller]
fn clean(tree: &Tree) {
    for folder in [".", "inner"] {
        for entry in fs::read_dir(tree.path(folder)).into_iter().flatten() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(!name.starts_with(".pyfix"), "{name} is left in {folder}");
        }
    }
}

/// Runs pyfix with a fault; how it ended.
fn faulty(tree: &Tree, words: &[&str], fault: &str) -> (ExitStatus, Ran) {
    let done = tree.command(words.iter().copied()).env("PYFIX_FAULT", fault).output().unwrap();
    (done.status, Ran::of(done))
}

fn killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

#[test]
fn killed_at_every_step_of_writing() {
    let mut seen = Vec::new();
    for step in 1.. {
        let tree = small();
        let (status, ran) = faulty(&tree, &RUN, &format!("kill:{step}"));
        let new = new_files(&tree, &SMALL);
        if !killed(status) {
            ran.ends(0);
            assert_eq!(new, 3);
            break;
        }
        seen.push(new);
        let undone = tree.run("undo");
        assert!(matches!(undone.code, Some(0 | 1)), "step {step}: {undone:#?}");
        assert_eq!(new_files(&tree, &SMALL), 0, "step {step}: {undone:#?}");
        assert!(tree.path("inner/link.py").is_symlink());
        clean(&tree);
    }
    assert!(seen.len() > 20, "{seen:?}");
    for new in 0..=3 {
        assert!(seen.contains(&new), "never killed with {new} new files: {seen:?}");
    }
}

#[test]
fn killed_at_every_step_of_an_undo() {
    let tree = small();
    for step in 1.. {
        tree.command(RUN).output().unwrap();
        assert_eq!(new_files(&tree, &SMALL), 3);
        let (status, ran) = faulty(&tree, &["undo"], &format!("kill:{step}"));
        new_files(&tree, &SMALL);
        if !killed(status) {
            ran.ends(0);
            assert!(step > 10, "{step}");
            break;
        }
        tree.run("history");
        // What was begun is ended; where it was not, it is done now.
        if new_files(&tree, &SMALL) == 3 {
            tree.run("undo").ends(0);
        }
        assert_eq!(new_files(&tree, &SMALL), 0, "step {step}");
        clean(&tree);
    }
}

#[test]
fn a_group_is_written_whole_or_not_at_all() {
    let words = ["--commit-per=package", "--select=readlines-loop", "."];
    let names = ["good.py", "b.py", "c.py"];
    for step in 1.. {
        let tree = Tree::new();
        names.iter().for_each(|name| tree.file(name, GOOD));
        tree.commit();
        let (status, _) = faulty(&tree, &words, &format!("kill:{step}"));
        if !killed(status) {
            assert!(step > 20);
            break;
        }
        tree.run("history").ends(0);
        let new = new_files(&tree, &names);
        assert!(new == 0 || new == 3, "step {step}: {new} of 3");
        clean(&tree);
    }
}

#[test]
fn a_disk_that_fails_at_every_step() {
    // No space left, permission denied, an input/output error.
    for code in [28, 13, 5] {
        for step in 1.. {
            let tree = small();
            let (_, ran) = faulty(&tree, &RUN, &format!("{code}:{step}"));
            let new = new_files(&tree, &SMALL);
            clean(&tree);
            if ran.code == Some(0) && new == 3 && !ran.err.contains("error") {
                assert!(step > 15, "{step}");
                break;
            }
            assert!(ran.err.contains("error: ") && !ran.err.contains("internal"), "{code}:{step}: {ran:#?}");
            tree.run("undo");
            assert_eq!(new_files(&tree, &SMALL), 0, "{code}:{step}: {ran:#?}");
            clean(&tree);
        }
    }
}

#[test]
fn killed_at_random_moments() {
    let count = std::env::var("PYFIX_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(40_u64);
    let (tree, names) = large(30);
    let start = Instant::now();
    tree.command(RUN).output().unwrap();
    let whole = start.elapsed();
    tree.run("undo").ends(0);
    let mut halves = 0;
    for turn in 0..count {
        let mut child = tree.command(RUN).stderr(Stdio::null()).spawn().unwrap();
        // Moments spread evenly, in an order that jumps.
        let part = (turn * 7919) % count;
        std::thread::sleep(whole.mul_f64(part as f64 / count as f64));
        let _ = child.kill();
        child.wait().unwrap();
        let new = new_files(&tree, &names);
        halves += usize::from(0 < new && new < names.len());
        // A run that was killed before it began is none: the one before is undone already.
        tree.run("undo");
        assert_eq!(new_files(&tree, &names), 0, "turn {turn}");
        clean(&tree);
    }
    println!("{halves} of {count} runs were killed with a part of the files written");
}

#[test]
fn several_at_once_on_one_tree() {
    let (tree, names) = large(30);
    let children: Vec<_> = (0..3).map(|_| tree.command(RUN).stderr(Stdio::piped()).spawn().unwrap()).collect();
    for child in children {
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert!(matches!(ran.code, Some(0 | 1)), "{ran:#?}");
        assert!(ran.code == Some(0) || ran.err.contains("has changed since it was read"), "{ran:#?}");
    }
    assert_eq!(new_files(&tree, &names), 30);
    clean(&tree);
    while tree.run("undo").code == Some(0) {}
    assert_eq!(new_files(&tree, &names), 0);
}

#[test]
fn a_folder_that_takes_no_files_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let tree = small();
    fs::set_permissions(tree.path("inner"), fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = fs::write(tree.path("inner/probe"), "").is_ok();
    let _ = fs::remove_file(tree.path("inner/probe"));
    let ran = Ran::of(tree.command(RUN).output().unwrap());
    fs::set_permissions(tree.path("inner"), fs::Permissions::from_mode(0o755)).unwrap();
    if !is_root {
        ran.ends(1).says("cannot be written: ");
        assert_eq!(new_files(&tree, &SMALL), 1);
    }
    // A full disk that is none of ours: no file may grow.
    let (tree, names) = large(3);
    let line = "ulimit -f 0; trap '' XFSZ; exec \"$0\" --allow-dirty --select=readlines-loop . ";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", line, env!("CARGO_BIN_EXE_pyfix")]).current_dir(tree.path("."));
    let ran = Ran::of(shell.env("PYFIX_STATE_DIR", tree.path("state")).output().unwrap());
    assert!(matches!(ran.code, Some(1 | 2)), "{ran:#?}");
    assert_eq!(new_files(&tree, &names), 0);
}
