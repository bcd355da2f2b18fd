//! Changed files: kept aside until all are known, then each replaced at once.
//!
//! Nothing may be written before git was asked about every file that would be (see
//! [`crate::git`]), and no file may be judged beside half-written ones. So the changes of
//! a run wait in one nameless temporary file: memory holds their paths alone, nothing is
//! judged twice, and a run that is killed leaves nothing behind.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The changes of one run.
#[derive(Debug)]
pub struct Changes {
    spool: File,
    end: u64,
    list: Vec<Change>,
}

/// Where the bytes of one file wait.
#[derive(Debug)]
struct Change {
    path: PathBuf,
    start: u64,
    before: usize,
    after: usize,
}

impl Changes {
    /// No changes yet.
    ///
    /// # Errors
    /// There is no room for a temporary file.
    pub fn new() -> Result<Changes> {
        let spool = tempfile::tempfile().map_err(|error| no_spool(&error))?;
        Ok(Changes { spool, end: 0, list: Vec::new() })
    }

    /// Remembers that `path`, whose bytes were `before`, becomes `after`.
    ///
    /// # Errors
    /// The temporary file is full.
    pub fn add(&mut self, path: &Path, before: &[u8], after: &[u8]) -> Result<()> {
        self.spool
            .seek(SeekFrom::Start(self.end))
            .and_then(|_| self.spool.write_all(before))
            .and_then(|()| self.spool.write_all(after))
            .map_err(|error| no_spool(&error))?;
        let (start, length) = (self.end, before.len() + after.len());
        self.end += length as u64;
        let path = path.to_owned();
        self.list.push(Change { path, start, before: before.len(), after: after.len() });
        Ok(())
    }

    /// The files that would be written, in the order in which they came.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.list.iter().map(|change| change.path.clone()).collect()
    }

    /// Writes all files; returns how many, and what stood in the way of the others.
    pub fn write(self) -> (usize, Vec<Error>) {
        let mut written = 0;
        let mut errors = Vec::new();
        let mut spool = self.spool;
        for change in &self.list {
            let done = change.read(&mut spool).and_then(|(before, after)| replace(&change.path, &before, &after));
            match done {
                Ok(()) => written += 1,
                Err(error) => errors.push(error),
            }
        }
        (written, errors)
    }
}

impl Change {
    /// The old bytes and the new ones.
    fn read(&self, spool: &mut File) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut before = vec![0; self.before];
        let mut after = vec![0; self.after];
        spool
            .seek(SeekFrom::Start(self.start))
            .and_then(|_| spool.read_exact(&mut before))
            .and_then(|()| spool.read_exact(&mut after))
            .map_err(|error| no_spool(&error))?;
        Ok((before, after))
    }
}

/// The error of the temporary file.
fn no_spool(error: &io::Error) -> Error {
    Error::at(&std::env::temp_dir(), format!("no room for a temporary file: {error}"))
}

/// Replaces `before` in the file at `path` by `after`, in one step.
///
/// The mode is kept; a link stays and its target is written.
///
/// # Errors
/// The file holds something else by now, or it cannot be replaced.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<()> {
    let failed = |error: io::Error| Error::at(path, format!("cannot be written: {error}"));
    let target = path.canonicalize().map_err(failed)?;
    if fs::read(&target).map_err(failed)? != before {
        return Err(Error::at(path, "has changed since it was read, it is left alone").help("run pyfix again"));
    }
    let data = fs::metadata(&target).map_err(failed)?;
    let permissions = data.permissions();
    // Renaming would get around a file that this user may not write.
    if let Err(error) = fs::OpenOptions::new().write(true).open(&target) {
        return Err(Error::at(path, format!("may not be written, it is left alone: {error}")));
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".pyfix-").tempfile_in(folder).map_err(failed)?;
    file.write_all(after).map_err(failed)?;
    keep_owner(file.as_file(), &data);
    file.as_file().set_permissions(permissions).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Gives `file` the owner and group of the file it replaces, where that is allowed.
#[cfg(unix)]
fn keep_owner(file: &File, data: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::fchown(file, Some(data.uid()), Some(data.gid()));
}

/// There are no owners here.
#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_wait_and_are_written_together() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.py"), folder.path().join("b.py"));
        fs::write(&a, "old a").unwrap();
        fs::write(&b, "old b").unwrap();
        let mut changes = Changes::new().unwrap();
        changes.add(&a, b"old a", b"new").unwrap();
        changes.add(&b, b"old b", b"longer than before").unwrap();
        assert_eq!(changes.paths(), [a.clone(), b.clone()]);
        assert_eq!(fs::read(&a).unwrap(), b"old a");
        fs::write(&b, "mine").unwrap();
        let (written, errors) = changes.write();
        assert_eq!((written, errors.len()), (1, 1));
        assert!(errors[0].to_string().contains("has changed since"));
        assert_eq!(fs::read(&a).unwrap(), b"new");
        assert_eq!(fs::read(&b).unwrap(), b"mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn modes_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.py"), folder.path().join("b.py"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o751)).unwrap();
        symlink("a.py", &link).unwrap();
        replace(&link, b"old", b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o751);
    }
}
