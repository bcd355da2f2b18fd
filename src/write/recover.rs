//! After a crash: what a run left half written is put right, before anything else happens.
//!
//! Groups that are written stand, others are put back as they were. An undo that was begun
//! is ended.

use std::fs::{self, File};
use std::path::Path;

use super::replace::{replace, temporary_path};
use crate::disk;
use crate::error::{Error, Result};
use crate::journal::entry::hash;
use crate::journal::{Entry, Journal, Record, State};

/// What became of a run that had been killed.
#[derive(Debug)]
pub struct Recovered {
    /// Its number in the journal.
    pub run: u64,
    /// It was an undo.
    pub undo: bool,
    /// How many files stand as the run wrote them,
    pub kept: usize,
    /// and how many as they were before.
    pub back: usize,
    /// Files that somebody else changed meanwhile, or that cannot be written.
    pub errors: Vec<Error>,
}

/// What a file of a run holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    Before,
    After,
    /// Something else, or it is gone.
    Other,
}

/// Puts right what runs that were killed left behind.
///
/// # Errors
/// The journal cannot be read or written.
pub fn recover(journal: &Journal) -> Result<Vec<Recovered>> {
    let open = |number: &u64| matches!(journal.state(*number), Some(State::Writing | State::Undoing));
    if !journal.numbers()?.iter().any(open) {
        return Ok(Vec::new());
    }
    // Who has the lock knows that no run is still on its way.
    let _lock = journal.lock()?;
    let mut recovered = Vec::new();
    for number in journal.numbers()?.into_iter().filter(open) {
        recovered.push(put_right(journal, number)?);
    }
    Ok(recovered)
}

/// Ends one run.
fn put_right(journal: &Journal, number: u64) -> Result<Recovered> {
    let undo = journal.state(number) == Some(State::Undoing);
    let entry = journal.entry(number)?;
    let mut data = journal.data(number)?;
    let mut outcome = Recovered { run: number, undo, kept: 0, back: 0, errors: Vec::new() };
    let mut kept = Vec::new();
    for group in entry.files.chunk_by(|a, b| a.group == b.group) {
        let held: Vec<Held> = group.iter().map(held).collect();
        let stands = !undo && held.iter().all(|held| *held == Held::After);
        for (record, held) in group.iter().zip(held) {
            let _ = fs::remove_file(temporary_path(&record.path.path(), &entry.token));
            match held {
                _ if stands => outcome.kept += 1,
                Held::Before => outcome.back += 1,
                Held::Other => outcome.errors.push(changed(&record.path.path())),
                Held::After => match put_back(record, &mut data, &entry.token) {
                    Ok(()) => outcome.back += 1,
                    Err(error) => outcome.errors.push(error),
                },
            }
            kept.push(stands);
        }
    }
    if undo {
        journal.set_state(number, State::Undone)?;
    } else {
        keep(journal, number, kept, true)?;
    }
    Ok(outcome)
}

/// What the file of a record holds.
pub(super) fn held(record: &Record) -> Held {
    match disk::read(&record.path.path()).map(|bytes| hash(&bytes)) {
        Ok(found) if found == record.after => Held::After,
        Ok(found) if found == record.before => Held::Before,
        _ => Held::Other,
    }
}

/// Puts one file back.
fn put_back(record: &Record, data: &mut File, token: &str) -> Result<()> {
    let path = record.path.path();
    let after = disk::read(&path).map_err(|error| Error::at(&path, error.to_string()))?;
    replace(&path, &after, &restored(record, &after, data)?, token)
}

/// The bytes before the run.
pub(super) fn restored(record: &Record, after: &[u8], data: &mut File) -> Result<Vec<u8>> {
    let path = record.path.path();
    record.restored(after, data).ok_or_else(|| Error::at(&path, "the journal of this file is damaged"))
}

/// The error of a file that is neither old nor new.
pub(super) fn changed(path: &Path) -> Error {
    Error::at(path, "has changed since pyfix wrote it, it is left alone")
}

/// Ends a run in the journal: of its files those stay in the record that `kept` says.
pub(super) fn keep(journal: &Journal, number: u64, kept: Vec<bool>, interrupted: bool) -> Result<()> {
    if !interrupted && !kept.contains(&true) {
        journal.forget(number);
        return Ok(());
    }
    if interrupted || kept.contains(&false) {
        let entry = journal.entry(number)?;
        let files = entry.files.into_iter().zip(kept).filter(|(_, kept)| *kept);
        let files = files.map(|(record, _)| record).collect();
        journal.update(number, &Entry { files, interrupted, ..entry })?;
    }
    journal.set_state(number, State::Done)
}
