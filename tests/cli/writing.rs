//! What is written can be undone, and nobody's work is lost.

use std::fs;

use crate::input::odd_files;
use crate::tree::{DONE, GOOD, Tree};

#[test]
fn a_run_is_undone_byte_for_byte() {
    let tree = Tree::new();
    for (name, bytes) in odd_files(GOOD) {
        tree.file(name, bytes);
    }
    tree.commit();
    tree.run(".").ends(0);
    tree.run("history").ends(0).prints("9 files").prints("pyfix .");
    tree.run("undo").ends(0).prints("run 1 is undone, 9 files put back").prints("good.py");
    for (name, bytes) in odd_files(GOOD) {
        assert!(tree.read(name) == bytes, "{name}");
    }
    assert_eq!(tree.out("git", &["status", "--porcelain"]), "");
    tree.run("history").ends(0).prints("undone");
    tree.run("undo").ends(1).prints("no run below");
    tree.run("undo 1").ends(2).says("run 1 is undone already");
    tree.run("undo 7").ends(2).says("there is no run 7");
}

#[test]
fn an_undo_refuses_where_files_changed_since() {
    let tree = Tree::new();
    tree.file("b.py", GOOD);
    tree.run(".").ends(0);
    tree.file("b.py", "mine");
    tree.run("undo").ends(2).says("b.py: has changed since pyfix wrote it");
    assert_eq!(tree.read("good.py"), DONE.as_bytes());
    fs::remove_file(tree.path("b.py")).unwrap();
    tree.run("undo").ends(2).says("b.py: has changed since");
    tree.file("b.py", DONE);
    tree.run("undo").ends(0);
    assert_eq!(tree.read("b.py"), GOOD.as_bytes());
}

#[test]
fn an_undo_looks_below_its_own_folder() {
    let tree = Tree::new();
    for name in ["a/x.py", "b/x.py"] {
        tree.file(name, GOOD);
        tree.sh("git", &["init", "-q", &name[..1]]);
    }
    tree.run("--allow-dirty a").ends(0);
    tree.run("--allow-dirty b").ends(0);
    let undo = |folder: &str| {
        let done = tree.command(["undo"]).current_dir(tree.path(folder)).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    undo("a");
    assert_eq!((tree.read("a/x.py"), tree.read("b/x.py")), (GOOD.into(), DONE.into()));
    undo("b");
    assert_eq!(tree.read("b/x.py"), GOOD.as_bytes());
}

#[test]
fn what_is_staged_may_be_written_on_request() {
    let tree = Tree::new();
    tree.commit();
    tree.file("staged.py", GOOD);
    tree.sh("git", &["add", "staged.py"]);
    tree.run("staged.py").ends(2).says("--allow-dirty");
    tree.run("--allow-staged staged.py").ends(0);
    assert_eq!(tree.read("staged.py"), DONE.as_bytes());
    tree.file("good.py", format!("{GOOD}\n"));
    tree.run("--allow-staged good.py").ends(2).says("good.py");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_replaced_is_left_alone_and_told() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = Tree::new();
    tree.file("readonly.py", GOOD);
    tree.file("hard.py", GOOD);
    tree.file("real.txt", GOOD);
    fs::set_permissions(tree.path("readonly.py"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::hard_link(tree.path("hard.py"), tree.path("other.txt")).unwrap();
    symlink("real.txt", tree.path("link.py")).unwrap();
    // Root may write it all the same.
    let may_write = fs::OpenOptions::new().write(true).open(tree.path("readonly.py")).is_ok();
    let ran = tree.run(".").ends(1).says("hard.py: has 2 hard links");
    assert_eq!(ran.err.contains("readonly.py: may not be written"), !may_write, "{ran:?}");
    let readonly = if may_write { DONE } else { GOOD };
    for (name, text) in [("readonly.py", readonly), ("hard.py", GOOD), ("real.txt", DONE), ("good.py", DONE)] {
        assert_eq!(tree.read(name), text.as_bytes(), "{name}");
    }
    assert!(tree.path("link.py").is_symlink());
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_not_followed() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new();
    tree.file("outside/x.py", GOOD);
    tree.file("inside/y.py", GOOD);
    symlink("../outside/x.py", tree.path("inside/out.py")).unwrap();
    symlink("../outside", tree.path("inside/folder")).unwrap();
    symlink("y.py", tree.path("inside/again.py")).unwrap();
    tree.run("inside").ends(0);
    assert_eq!((tree.read("inside/y.py"), tree.read("outside/x.py")), (DONE.into(), GOOD.into()));
    tree.run("inside inside/out.py").ends(0);
    assert_eq!(tree.read("outside/x.py"), DONE.as_bytes());
}

#[test]
fn a_state_folder_that_cannot_be_used_stops_all_writing() {
    let tree = Tree::new();
    let mut command = tree.command(["."]);
    let done = command.env("PYFIX_STATE_DIR", tree.path("good.py")).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    assert_eq!(tree.read("good.py"), GOOD.as_bytes());
    // Nobody asked for a journal where there is no home: the work is done, with a warning.
    let mut command = tree.command(["."]);
    command.env_remove("PYFIX_STATE_DIR").env_remove("XDG_STATE_HOME").env("HOME", tree.path("good.py"));
    let done = command.output().unwrap();
    assert!(done.status.success() && String::from_utf8_lossy(&done.stderr).contains("no journal"), "{done:?}");
    assert_eq!(tree.read("good.py"), DONE.as_bytes());
}
