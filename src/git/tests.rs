use super::*;
use std::fs;

fn git(folder: &Path, args: &[&str]) {
    let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
    let done = Command::new("git").current_dir(folder).args(who).args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {done:?}");
}

#[test]
fn what_git_could_not_bring_back() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let file = |name: &str| root.join(name);
    for name in ["clean.py", "changed.py", "staged.py", "ä b[1].py"] {
        fs::write(file(name), "x = 1\n").unwrap();
    }
    assert!(uncommitted(&[file("clean.py")], Allowed::Committed).unwrap().is_empty());
    git(root, &["init", "-q"]);
    fs::write(file(".gitignore"), "made/\n").unwrap();
    git(root, &["add", "-A"]);
    git(root, &["commit", "-qm", "all"]);
    fs::create_dir(file("made")).unwrap();
    for name in ["changed.py", "staged.py", "new.py", "made/x.py", "ä b[1].py"] {
        fs::write(file(name), "x = 2\n").unwrap();
    }
    git(root, &["add", "staged.py"]);
    let names = ["clean.py", "changed.py", "made/x.py", "new.py", "staged.py", "ä b[1].py"];
    let paths: Vec<PathBuf> = names.iter().map(|name| file(name)).collect();
    assert_eq!(
        uncommitted(&paths, Allowed::Committed).unwrap(),
        &paths[1..].iter().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()[..]
    );
    assert!(uncommitted(&[file("clean.py")], Allowed::Committed).unwrap().is_empty());
    let staged: Vec<PathBuf> = uncommitted(&paths, Allowed::Staged).unwrap();
    assert!(!staged.contains(&file("staged.py")) && staged.len() == paths.len() - 2);
}

#[test]
fn lines_that_changed_since_a_revision() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let text = |change: &str| (1..=9).map(|n| format!("{}\n", if n == 5 { change } else { "x" })).collect::<String>();
    git(&root, &["init", "-q", "-b", "main"]);
    fs::write(root.join("a.py"), text("x")).unwrap();
    fs::write(root.join("same.py"), "x\n").unwrap();
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "one"]);
    git(&root, &["checkout", "-qb", "ours"]);
    fs::write(root.join("a.py"), text("y")).unwrap();
    git(&root, &["commit", "-qam", "two"]);
    git(&root, &["checkout", "-q", "main"]);
    fs::write(root.join("same.py"), "theirs\n").unwrap();
    git(&root, &["commit", "-qam", "theirs"]);
    git(&root, &["checkout", "-q", "ours"]);
    fs::write(root.join("new.py"), "x\n").unwrap();
    let changed = changed_since("main", std::slice::from_ref(&root)).unwrap();
    let touches =
        |name: &str, line: usize| changed.of(&root.join(name)).is_some_and(|lines| lines.touch(&(line..=line)));
    assert!(touches("a.py", 5) && !touches("a.py", 4) && !touches("a.py", 6) && touches("new.py", 1));
    assert!(changed.of(&root.join("same.py")).is_none());
    assert!(changed_since("HEAD", std::slice::from_ref(&root)).unwrap().of(&root.join("a.py")).is_none());
    assert!(changed_since("nothing", std::slice::from_ref(&root)).unwrap_err().to_string().contains("no such commit"));
}
