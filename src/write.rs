//! Changed files: kept aside until all are known, then each replaced at once.
//!
//! Nothing may be written before git was asked about every file that would be (see
//! [`crate::git`]), and no file may be judged beside half-written ones. So the changes of
//! a run wait in a [`spool`]; then a [`transaction`] notes them in the journal and replaces
//! file after file. Files of one group are written all or none: what a crash leaves half is
//! put back by [`recover`]; [`undo`] puts a whole run back.

mod recover;
mod replace;
mod spool;
mod transaction;
mod undo;

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use spool::{Spool, Spot};

pub use recover::{Recovered, recover};
pub use transaction::{About, Written};
pub use undo::{Undone, undo};

/// The changes of one run.
#[derive(Debug)]
pub struct Changes {
    spool: Spool,
    list: Vec<Change>,
}

/// One file.
#[derive(Debug)]
struct Change {
    path: PathBuf,
    /// Files of one group stand next to each other, and are written all or none.
    group: usize,
    spot: Spot,
}

impl Changes {
    /// No changes yet.
    ///
    /// # Errors
    /// There is no room for a temporary file.
    pub fn new() -> Result<Changes> {
        Ok(Changes { spool: Spool::new()?, list: Vec::new() })
    }

    /// Remembers that `path`, whose bytes were `before`, becomes `after`, whatever becomes of
    /// other files.
    ///
    /// # Errors
    /// The temporary file is full.
    pub fn add(&mut self, path: &Path, before: &[u8], after: &[u8]) -> Result<()> {
        let group = self.list.last().map_or(0, |last| last.group + 1);
        self.push(path, group, before, after)
    }

    /// Remembers a change that is made only if that of the file before it is made too.
    ///
    /// # Errors
    /// The temporary file is full.
    pub fn add_with_last(&mut self, path: &Path, before: &[u8], after: &[u8]) -> Result<()> {
        let group = self.list.last().map_or(0, |last| last.group);
        self.push(path, group, before, after)
    }

    fn push(&mut self, path: &Path, group: usize, before: &[u8], after: &[u8]) -> Result<()> {
        let spot = self.spool.add(before, after)?;
        self.list.push(Change { path: path.to_owned(), group, spot });
        Ok(())
    }

    /// The files that would be written, in the order in which they came.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.list.iter().map(|change| change.path.clone()).collect()
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The old bytes and the new ones of the file that came as number `index`.
    ///
    /// # Errors
    /// The temporary file fails.
    pub fn get(&mut self, index: usize) -> Result<(PathBuf, Vec<u8>, Vec<u8>)> {
        let change = self.list.get(index).ok_or_else(|| Error::new("there is no such change"))?;
        let (before, after) = self.spool.get(change.spot)?;
        Ok((change.path.clone(), before, after))
    }
}

#[cfg(test)]
mod tests;
