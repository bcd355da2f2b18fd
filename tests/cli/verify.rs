//! `--verify`: rewrites that break a command do not reach the working tree.

use std::fs;
use std::time::Instant;

use crate::tree::{DONE, GOOD, Ran, Tree};

/// Runs pyfix on all files with this check.
fn verified(tree: &Tree, check: &str, more: &[&str]) -> Ran {
    let words = ["--allow-dirty", "--verify", check].into_iter().chain(more.iter().copied()).chain(["."]);
    Ran::of(tree.command(words).output().unwrap())
}

/// `a.py` to `f.py`, of which each is rewritten, and `both.py`, in which two functions are.
fn several() -> Tree {
    let tree = Tree::new();
    for name in ["a.py", "b.py", "c.py", "d.py", "e.py", "f.py"] {
        tree.file(name, GOOD);
    }
    tree.file("both.py", format!("{GOOD}\n\n{}", GOOD.replace("total", "second")));
    tree
}

#[test]
fn what_passes_is_written() {
    let tree = several();
    let ran = verified(&tree, "true", &[]).ends(0).says("verify: before: passed").says("9 rewrites in 8 files");
    assert!(!ran.err.contains("again"), "{ran:?}");
    assert_eq!(tree.read("a.py"), DONE.as_bytes());
    tree.run("undo").ends(0);
    assert_eq!(tree.read("a.py"), GOOD.as_bytes());
}

#[test]
fn the_guilty_are_left_out_and_told() {
    let tree = several();
    // It breaks where `c.py` streams, and where the second function of `both.py` does.
    tree.file("check.py", "import sys\nfirst = open('c.py').read()\nsecond = open('both.py').read().split('def ')[2]\nfor text in first, second:\n    if 'readlines' not in text:\n        sys.exit('needs: ' + text[:10])\n");
    let ran = verified(&tree, "python3 check.py", &[]).ends(1);
    let ran = ran.says("c.py:4:1: ").says("both.py:12:1: ").says("is left out, the command fails with it");
    let ran = ran.says("verify: needs: second(p)").says("7 rewrites in 7 files, 2 left out by --verify");
    assert!(!ran.err.contains("not handled"), "{ran:?}");
    assert_eq!((tree.read("c.py"), tree.read("a.py")), (GOOD.into(), DONE.into()));
    let both = format!("{DONE}\n\n{}", GOOD.replace("total", "second"));
    assert_eq!(tree.read("both.py"), both.as_bytes());
    // All that is left is what was left out.
    verified(&tree, "python3 check.py", &[]).ends(1).says("no rewrites, 2 left out by --verify");
    assert_eq!(tree.read("both.py"), both.as_bytes());
}

#[test]
fn a_command_that_fails_before_stops_all() {
    let tree = several();
    verified(&tree, "echo broken; exit 4", &[])
        .ends(2)
        .says("verify: broken")
        .says("fails before anything is changed (status 4)");
    assert_eq!(tree.read("a.py"), GOOD.as_bytes());
    assert!(fs::read_dir(tree.path(".")).unwrap().all(|entry| entry.unwrap().path().extension().is_some()));
}

#[test]
fn a_command_that_fails_now_and_then_blames_nobody() {
    let tree = several();
    let marks = tempfile::tempdir().unwrap();
    let mark = marks.path().join("failed").display().to_string();
    // It fails once, with the rewrites.
    let check = format!("grep -q readlines a.py || test -e {mark} || {{ touch {mark}; exit 1; }}");
    verified(&tree, &check, &[]).ends(0).says("now and then").says("9 rewrites in 8 files");
    assert_eq!(tree.read("a.py"), DONE.as_bytes());
}

#[test]
fn a_command_that_never_ends_is_stopped() {
    let tree = several();
    let start = Instant::now();
    let check = "grep -q readlines d.py || sleep 300";
    let ran = verified(
        &tree,
        check,
        &["--verify-timeout", "1", "--select", "ALL", "--exclude", "a.py,b.py,c.py,f.py,both.py"],
    );
    ran.ends(1).says("no end within 1 s").says("d.py:4:1: ");
    assert!(start.elapsed().as_secs() < 60);
    assert_eq!((tree.read("d.py"), tree.read("e.py")), (GOOD.into(), DONE.into()));
}

#[test]
fn the_copy_is_what_is_imported() {
    let tree = Tree::new();
    tree.file("src/pack/__init__.py", "");
    tree.file("src/pack/mod.py", GOOD);
    // An installed package would be found through a path like this one.
    let check = "PYTHONPATH=$PYTHONPATH:$OLD python3 -c 'import pack.mod; text = open(pack.mod.__file__).read(); assert \"readlines\" in text'";
    let words = ["--verify", check, "src"];
    let done = Ran::of(tree.command(words).env("OLD", tree.path("src")).output().unwrap());
    done.ends(1).says("mod.py:4:1: ").says("AssertionError");
    assert_eq!(tree.read("src/pack/mod.py"), GOOD.as_bytes());
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_behind() {
    let tree = several();
    let place = tempfile::tempdir().unwrap();
    let mut command = tree.command(["--verify", "touch $STARTED; sleep 300", "."]);
    let started = place.path().join("started");
    let mut child = command.env("TMPDIR", place.path()).env("STARTED", &started).spawn().unwrap();
    while !started.exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    tree.sh("kill", &["-INT", &child.id().to_string()]);
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    assert_eq!(tree.read("a.py"), GOOD.as_bytes());
}
