//! What runs changed, kept outside of the repository, so that every run can be undone.
//!
//! Each run that writes has a folder `runs/NUMBER` below the state folder: `run.json` says
//! which files, with hashes before and after and the patch that leads back; `data` holds the
//! bytes of these patches; `state` is one word. All of it is on the disk before the first
//! file is replaced, so a run that was killed is found, and finished, by the next one.

pub mod delta;
pub mod entry;
mod state_folder;

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::{Error, Result};

pub use entry::{Draft, Entry, Record, State};

/// So many runs are kept at least, however old or large.
const RUNS: usize = 20;
/// Beside these, no more than so many seconds (90 days),
const AGE: u64 = 90 * 24 * 3600;
/// and no more than so many bytes in all.
const BYTES: u64 = 512 << 20;

/// The journal of one user.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
}

/// While it lives, no other pyfix writes files or records.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Journal {
    /// The journal below the state folder, which is made where it is missing; `None` where
    /// there is no place for one (no home, or a home that cannot be written).
    ///
    /// # Errors
    /// A state folder that was asked for and cannot be used; a disk that fails.
    pub fn open() -> Result<Option<Journal>> {
        let Some((folder, asked)) = state_folder::find() else {
            return Ok(None);
        };
        match Journal::at(&folder) {
            Ok(journal) => Ok(Some(journal)),
            Err(error) if !asked && is_closed(&error) => Ok(None),
            Err(error) => {
                let message = format!("the state folder cannot be used: {error}");
                Err(Error::at(&folder, message).help("PYFIX_STATE_DIR names another"))
            }
        }
    }

    /// The journal in this folder.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn at(folder: &Path) -> io::Result<Journal> {
        private_folder(&folder.join("runs"))?;
        let journal = Journal { folder: folder.to_owned() };
        journal.lock_file()?;
        Ok(journal)
    }

    fn lock_file(&self) -> io::Result<File> {
        File::options().create(true).append(true).open(self.folder.join("lock"))
    }

    /// Waits until no other pyfix writes. The lock of a process that dies is free.
    ///
    /// # Errors
    /// The file system knows no locks.
    pub fn lock(&self) -> Result<Lock> {
        let file = self.lock_file().and_then(|file| file.lock().map(|()| file));
        let failed = |error: io::Error| self.error(&self.folder.join("lock"), &error);
        Ok(Lock { _file: file.map_err(failed)? })
    }

    /// The folder of the runs.
    fn runs(&self) -> PathBuf {
        self.folder.join("runs")
    }

    /// The folder of one run.
    fn run(&self, number: u64) -> PathBuf {
        self.runs().join(number.to_string())
    }

    /// The numbers of all runs, oldest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn numbers(&self) -> Result<Vec<u64>> {
        let failed = |error: io::Error| self.error(&self.runs(), &error);
        let mut numbers = Vec::new();
        for entry in fs::read_dir(self.runs()).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            numbers.extend(name.to_str().and_then(|name| name.parse::<u64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// What a run has come to; `None` where nothing was begun.
    pub fn state(&self, number: u64) -> Option<State> {
        State::of_word(fs::read_to_string(self.run(number).join("state")).ok()?.trim())
    }

    /// Notes what a run has come to.
    ///
    /// # Errors
    /// The disk is full.
    pub fn set_state(&self, number: u64, state: State) -> Result<()> {
        let folder = self.run(number);
        disk::write_whole(&folder, "state", state.word().as_bytes()).map_err(|error| self.error(&folder, &error))
    }

    /// The record of a run.
    ///
    /// # Errors
    /// It cannot be read, or another version of pyfix wrote it.
    pub fn entry(&self, number: u64) -> Result<Entry> {
        let path = self.run(number).join("run.json");
        let bytes = fs::read(&path).map_err(|error| self.error(&path, &error))?;
        serde_json::from_slice(&bytes).map_err(|error| Error::at(&path, format!("cannot be read: {error}")))
    }

    /// Where the patches of a run have their bytes.
    ///
    /// # Errors
    /// They are gone.
    pub fn data(&self, number: u64) -> Result<File> {
        let path = self.run(number).join("data");
        File::open(&path).map_err(|error| self.error(&path, &error))
    }

    /// Begins a run: when this returns, the record is on the disk, and its number is known.
    ///
    /// # Errors
    /// The disk is full; nothing may be written then.
    pub fn begin(&self, _held: &Lock, draft: Draft) -> Result<u64> {
        let number = self.numbers()?.last().map_or(1, |last| last + 1);
        let folder = self.run(number);
        let kept = private_folder(&folder).and_then(|()| {
            draft.save(&folder)?;
            disk::write_whole(&folder, "state", State::Writing.word().as_bytes())?;
            disk::sync_folder(&self.runs())
        });
        match kept {
            Ok(()) => Ok(number),
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                Err(self.error(&folder, &error).help("nothing is written without a journal"))
            }
        }
    }

    /// Writes the record of a run anew.
    ///
    /// # Errors
    /// The disk is full.
    pub fn update(&self, number: u64, entry: &Entry) -> Result<()> {
        let folder = self.run(number);
        entry.save(&folder).map_err(|error| self.error(&folder, &error))
    }

    /// Forgets a run that changed nothing.
    pub fn forget(&self, number: u64) {
        // Without its state it is no run, whatever else is left of it.
        let _ = fs::remove_file(self.run(number).join("state"));
        let _ = fs::remove_dir_all(self.run(number));
    }

    /// Forgets runs that are old, or too many bytes; never one that is not finished.
    pub fn prune(&self, _held: &Lock, now: u64) {
        let numbers = self.numbers().unwrap_or_default();
        let mut bytes = 0;
        for (index, number) in numbers.into_iter().rev().enumerate() {
            let size = |name: &str| fs::metadata(self.run(number).join(name)).map_or(0, |data| data.len());
            bytes += size("run.json") + size("data");
            let open = matches!(self.state(number), Some(State::Writing | State::Undoing));
            let old = || self.entry(number).is_ok_and(|entry| entry.time + AGE < now);
            let begun = self.state(number).is_some();
            if !open && (!begun || (index >= RUNS && (bytes > BYTES || old()))) {
                self.forget(number);
            }
        }
    }

    fn error(&self, path: &Path, error: &io::Error) -> Error {
        Error::at(path, format!("the journal cannot be kept: {error}"))
    }
}

/// A folder that its owner alone may look into: it holds parts of their code.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether there is no place for a journal, as in a container whose home is read-only.
fn is_closed(error: &io::Error) -> bool {
    use ErrorKind::{NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), NotADirectory | NotFound | PermissionDenied | ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests;
