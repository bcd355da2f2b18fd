use super::*;

#[test]
fn a_run_is_on_the_disk_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path()).unwrap();
    let lock = journal.lock().unwrap();
    let mut draft = Draft::new(Path::new("/work"), vec!["pyfix".to_owned()], 7).unwrap();
    draft.add(Path::new("/work/a.py"), 0, b"old\nsame\n", b"new\nsame\n").unwrap();
    draft.add(&entry::path_of_bytes(b"/work/\xff.py"), 1, b"1", b"").unwrap();
    let number = journal.begin(&lock, draft).unwrap();
    assert_eq!((number, journal.state(1)), (1, Some(State::Writing)));
    let found = journal.entry(1).unwrap();
    let mut data = journal.data(1).unwrap();
    assert_eq!(found.files[0].restored(b"new\nsame\n", &mut data).unwrap(), b"old\nsame\n");
    assert_eq!(found.files[1].restored(b"", &mut data).unwrap(), b"1");
    assert_eq!(found.files[0].restored(b"other\nsame\n", &mut data), None);
    assert_eq!(found.files[1].path.path(), entry::path_of_bytes(b"/work/\xff.py"));
    assert!(found.is_below(Path::new("/work")) && !found.is_below(Path::new("/wor")));
}

#[test]
fn what_did_not_begin_is_no_run() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path()).unwrap();
    fs::create_dir(journal.run(3)).unwrap();
    assert_eq!(journal.state(3), None);
    let lock = journal.lock().unwrap();
    let number = journal.begin(&lock, Draft::new(Path::new("/"), Vec::new(), 0).unwrap()).unwrap();
    assert_eq!(number, 4);
    journal.prune(&lock, 0);
    assert_eq!(journal.numbers().unwrap(), [4]);
}
