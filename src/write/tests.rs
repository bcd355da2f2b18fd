use super::*;
use crate::journal::{Journal, State};
use std::fs;

fn about(folder: &Path) -> About {
    About { folder: folder.to_owned(), command: vec!["pyfix".to_owned()], time: 1_800_000_000 }
}

/// A folder with `a.py` and `b.py`, and a journal.
fn place() -> (tempfile::TempDir, Journal, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let (a, b) = (root.join("a.py"), root.join("b.py"));
    fs::write(&a, "old a\n").unwrap();
    fs::write(&b, "old b\n").unwrap();
    let journal = Journal::at(&root.join("state")).unwrap();
    (folder, journal, a, b)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn changes_wait_and_are_written_together() {
    let (folder, journal, a, b) = place();
    let mut changes = Changes::new().unwrap();
    changes.add(&a, b"old a\n", b"new").unwrap();
    changes.add(&b, b"old b\n", b"longer than before").unwrap();
    assert_eq!(changes.paths(), [a.clone(), b.clone()]);
    assert_eq!(fs::read(&a).unwrap(), b"old a\n");
    fs::write(&b, "mine").unwrap();
    let written = changes.write(Some(&journal), about(folder.path())).unwrap();
    assert_eq!((written.done, written.errors.len(), written.run), (vec![0], 1, Some(1)));
    assert!(written.errors[0].to_string().contains("has changed since"));
    assert_eq!(fs::read(&a).unwrap(), b"new");
    assert_eq!(fs::read(&b).unwrap(), b"mine");
    assert_eq!(names(folder.path()), ["a.py", "b.py", "state"]);
    assert_eq!(journal.entry(1).unwrap().files.len(), 1);
}

#[test]
fn files_of_one_group_are_written_all_or_none() {
    let (folder, journal, a, b) = place();
    let mut changes = Changes::new().unwrap();
    changes.add(&a, b"old a\n", b"new a\n").unwrap();
    changes.add_with_last(&b, b"not b\n", b"new b\n").unwrap();
    let written = changes.write(Some(&journal), about(folder.path())).unwrap();
    assert_eq!((written.done.len(), written.errors.len()), (0, 1));
    assert_eq!(fs::read(&a).unwrap(), b"old a\n");
    assert!(journal.numbers().unwrap().is_empty());
}

#[test]
fn a_run_is_undone_all_or_none() {
    let (folder, journal, a, b) = place();
    let root = folder.path().canonicalize().unwrap();
    let mut changes = Changes::new().unwrap();
    changes.add(&a, b"old a\n", b"new a\n").unwrap();
    changes.add(&b, b"old b\n", b"").unwrap();
    changes.write(Some(&journal), about(&root)).unwrap();
    fs::write(&b, "mine").unwrap();
    let refused = undo(&journal, None, &root).unwrap().unwrap();
    assert_eq!((refused.files.len(), refused.errors.len()), (0, 1));
    assert_eq!((fs::read(&a).unwrap(), journal.state(1)), (b"new a\n".to_vec(), Some(State::Done)));
    fs::write(&b, "").unwrap();
    assert!(undo(&journal, None, &root.join("elsewhere")).unwrap().is_none());
    let undone = undo(&journal, None, &root).unwrap().unwrap();
    assert_eq!((undone.files.len(), undone.errors.len()), (2, 0));
    assert_eq!((fs::read(&a).unwrap(), fs::read(&b).unwrap()), (b"old a\n".to_vec(), b"old b\n".to_vec()));
    assert!(undo(&journal, None, &root).unwrap().is_none());
    assert!(undo(&journal, Some(1), &root).is_err());
}

#[test]
fn old_runs_are_forgotten() {
    let (folder, journal, a, _) = place();
    let root = folder.path().canonicalize().unwrap();
    for turn in 0..25_u64 {
        let before = fs::read(&a).unwrap();
        let mut changes = Changes::new().unwrap();
        changes.add(&a, &before, format!("{turn}\n").as_bytes()).unwrap();
        let time = 1_800_000_000 + turn * 24 * 3600 * 10;
        changes.write(Some(&journal), About { time, ..about(&root) }).unwrap();
    }
    let numbers = journal.numbers().unwrap();
    assert_eq!((numbers.first(), numbers.last(), numbers.len()), (Some(&6), Some(&25), 20));
}

#[cfg(unix)]
#[test]
fn modes_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (folder, journal, file, _) = place();
    let link = folder.path().join("link.py");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o751)).unwrap();
    symlink("a.py", &link).unwrap();
    let mut changes = Changes::new().unwrap();
    changes.add(&link, b"old a\n", b"new").unwrap();
    assert!(changes.write(Some(&journal), about(folder.path())).unwrap().errors.is_empty());
    assert!(link.is_symlink());
    assert_eq!(fs::read(&file).unwrap(), b"new");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o751);
}

#[cfg(unix)]
#[test]
fn hard_links_and_what_may_not_be_written_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, journal, a, b) = place();
    fs::hard_link(&a, folder.path().join("again.py")).unwrap();
    fs::set_permissions(&b, fs::Permissions::from_mode(0o444)).unwrap();
    // Root may write it all the same.
    let may_write = fs::OpenOptions::new().write(true).open(&b).is_ok();
    let mut changes = Changes::new().unwrap();
    changes.add(&a, b"old a\n", b"new").unwrap();
    changes.add(&b, b"old b\n", b"new").unwrap();
    let written = changes.write(Some(&journal), about(folder.path())).unwrap();
    let said: Vec<String> = written.errors.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("has 2 hard links"), "{said:?}");
    assert_eq!(said.get(1).is_some_and(|s| s.contains("may not be written")), !may_write, "{said:?}");
    let kept: &[u8] = if may_write { b"new" } else { b"old b\n" };
    assert_eq!((fs::read(&a).unwrap(), fs::read(&b).unwrap()), (b"old a\n".to_vec(), kept.to_vec()));
    assert_eq!(fs::metadata(&b).unwrap().permissions().mode() & 0o777, 0o444);
}
