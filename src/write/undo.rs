//! Puts the files of a run back, all or none.

use std::path::{Path, PathBuf};

use super::Changes;
use super::recover::{Held, changed, held, restored};
use super::transaction::Written;
use crate::disk;
use crate::error::{Error, Result};
use crate::journal::{Entry, Journal, State};

/// What an undo did.
#[derive(Debug)]
pub struct Undone {
    /// The number of the run.
    pub run: u64,
    /// It had been killed before.
    pub interrupted: bool,
    /// The files that are as they were.
    pub files: Vec<PathBuf>,
    /// Why nothing was put back.
    pub errors: Vec<Error>,
}

/// Undoes the run with this number, or the last one that wrote below `folder` and is not
/// undone; `None` where there is none.
///
/// # Errors
/// The journal cannot be read, or knows no such run.
pub fn undo(journal: &Journal, number: Option<u64>, folder: &Path) -> Result<Option<Undone>> {
    let _lock = journal.lock()?;
    let number = match number {
        Some(number) => Some(named(journal, number)?),
        None => last(journal, folder)?,
    };
    number.map(|number| undo_run(journal, number)).transpose()
}

/// A run that can be undone.
fn named(journal: &Journal, number: u64) -> Result<u64> {
    let help = "`pyfix history` lists the runs";
    match journal.state(number) {
        None => Err(Error::new(format!("there is no run {number}")).help(help)),
        Some(State::Undone) => Err(Error::new(format!("run {number} is undone already")).help(help)),
        Some(_) => Ok(number),
    }
}

/// The last run below `folder` that is not undone.
fn last(journal: &Journal, folder: &Path) -> Result<Option<u64>> {
    for number in journal.numbers()?.into_iter().rev() {
        if journal.state(number) == Some(State::Done) && journal.entry(number)?.is_below(folder) {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

fn undo_run(journal: &Journal, number: u64) -> Result<Undone> {
    let entry = journal.entry(number)?;
    let mut undone = Undone { run: number, interrupted: entry.interrupted, files: Vec::new(), errors: Vec::new() };
    let mut changes = Changes::new()?;
    undone.errors = collect(journal, number, &entry, &mut changes)?;
    if !undone.errors.is_empty() {
        return Ok(undone);
    }
    journal.set_state(number, State::Undoing)?;
    let all = 0..changes.list.len();
    if let Some(error) = changes.write_group(&all, &entry.token)? {
        journal.set_state(number, State::Done)?;
        undone.errors.push(error);
        return Ok(undone);
    }
    let mut written = Written { done: all.collect(), ..Written::default() };
    changes.flush(&mut written);
    undone.errors = written.errors;
    undone.files = entry.files.iter().map(|record| record.path.path()).collect();
    journal.set_state(number, State::Undone)?;
    Ok(undone)
}

/// The changes that lead back, as one group, and the files that have changed since.
fn collect(journal: &Journal, number: u64, entry: &Entry, changes: &mut Changes) -> Result<Vec<Error>> {
    let mut data = journal.data(number)?;
    let mut errors = Vec::new();
    for record in &entry.files {
        let path = record.path.path();
        match held(record) {
            Held::Before => {}
            Held::Other => errors.push(changed(&path)),
            Held::After => {
                let after = disk::read(&path).map_err(|error| Error::at(&path, error.to_string()))?;
                let before = restored(record, &after, &mut data)?;
                changes.add_with_last(&path, &after, &before)?;
            }
        }
    }
    Ok(errors)
}
