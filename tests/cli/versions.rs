//! git: what changed since a revision, and commits that explain themselves.

use crate::tree::{DONE, GOOD, Tree};

/// Two functions of which each is rewritten, the second one as `change` wants it.
fn two(second: &str) -> String {
    format!("{GOOD}\n\n{second}")
}

/// A repository with `a.py` and `b.py`, where a branch changed the second function of `a.py`.
fn branched() -> Tree {
    let tree = Tree::new();
    let old = two(&GOOD.replace("total", "old"));
    tree.file("a.py", &old);
    tree.file("b.py", &old);
    tree.commit();
    tree.sh("git", &["branch", "base"]);
    tree.file("a.py", two(&GOOD.replace("total", "young")));
    tree.commit();
    tree
}

#[test]
fn only_what_changed_since_a_revision() {
    let tree = branched();
    tree.run("--check --since base .").ends(1).says("2 rewrites in 1 file");
    tree.run("--check --since base --changed-lines .").ends(0).says("no rewrites");
    tree.run("--check --since HEAD .").ends(0);
    tree.run("--check --since nothing .").ends(2).says("--since nothing: git knows no such commit");
    tree.file("a.py", two(&GOOD.replace("total", "young").replace("readlines():", "readlines():  # all")));
    tree.run("--check --changed-lines .").ends(1).says("1 rewrite in 1 file");
    tree.file("new.py", GOOD);
    tree.run("--check --changed-lines .").ends(1).says("2 rewrites in 2 files");
    tree.run("--allow-dirty --changed-lines .").ends(0);
    let text = String::from_utf8(tree.read("a.py")).unwrap();
    assert!(
        text.starts_with(GOOD) && text.ends_with("in f:  # all\n            n += len(line)\n    return n\n"),
        "{text}"
    );
    tree.run("- --since base").ends(2);
}

#[test]
fn outside_of_a_repository_there_are_no_revisions() {
    let tree = Tree::new();
    tree.run("--check --since HEAD .").ends(2).says("is in no git repository");
    tree.run("--commit-per file .").ends(2).says("is in no git repository");
    assert_eq!(tree.read("good.py"), GOOD.as_bytes());
}

const SUM: &str = "\n\ndef squares(n: int) -> int:\n    return sum([i * i for i in range(n)])\n";

/// A repository with a file at the top and two in a package.
fn packaged() -> Tree {
    let tree = Tree::new();
    tree.file("pack/__init__.py", "");
    tree.file("pack/one.py", format!("{GOOD}{SUM}"));
    tree.file("pack/inner/__init__.py", "");
    tree.file("pack/inner/two.py", GOOD);
    tree.file("staged.txt", "old");
    tree.sh("git", &["init", "-q"]);
    for (key, value) in [("user.name", "x"), ("user.email", "x@example.org")] {
        tree.sh("git", &["config", key, value]);
    }
    tree.commit();
    tree.file("staged.txt", "new");
    tree.sh("git", &["add", "staged.txt"]);
    tree
}

/// The subjects of all commits but the first, oldest first.
fn subjects(tree: &Tree) -> Vec<String> {
    let log = tree.out("git", &["log", "--reverse", "--format=%s"]);
    log.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn one_commit_for_each_file_package_or_transform() {
    let result = |per: &str| {
        let tree = packaged();
        tree.run(&format!("--commit-per {per} .")).ends(0).says("4 rewrites in 3 files");
        assert_eq!(tree.out("git", &["status", "--porcelain"]), "M  staged.txt\n");
        assert_eq!((tree.read("good.py"), tree.read("pack/inner/two.py")), (DONE.into(), DONE.into()));
        (subjects(&tree), tree.out("git", &["log", "--format=%b"]), tree.out("git", &["rev-parse", "HEAD^{tree}"]))
    };
    let (files, body, one) = result("file");
    assert_eq!(files.len(), 3);
    assert!(files.iter().any(|subject| subject == "pyfix: 2 rewrites in pack/one.py"), "{files:?}");
    assert!(
        body.contains("Saves ") && body.contains("pack/one.py:4: MEM") && body.contains("Each is proved"),
        "{body}"
    );
    let (packages, _, two) = result("package");
    assert_eq!(packages.len(), 2, "{packages:?}");
    let (transforms, _, three) = result("transform");
    assert_eq!(transforms.len(), 2, "{transforms:?}");
    assert!(transforms.iter().any(|subject| subject.ends_with("in 3 files")), "{transforms:?}");
    assert_eq!((&one, &two), (&two, &three));
}

#[test]
fn a_commit_that_is_refused_leaves_its_files_as_they_were() {
    let tree = packaged();
    tree.file(
        ".git/hooks/pre-commit",
        "#!/bin/sh\ngit diff --cached --name-only | grep -q two && echo no two >&2 && exit 1\nexit 0\n",
    );
    tree.sh("chmod", &["+x", ".git/hooks/pre-commit"]);
    tree.run("--commit-per file .").ends(1).says("git does not take the commit: no two");
    assert_eq!((tree.read("good.py"), tree.read("pack/inner/two.py")), (DONE.into(), GOOD.into()));
    assert_eq!(tree.out("git", &["status", "--porcelain"]), "M  staged.txt\n");
    tree.file(".git/MERGE_HEAD", "");
    tree.run("--commit-per file .").ends(2).says("in the middle of a merge");
    tree.run("--commit-per file --allow-dirty .").ends(2);
}
