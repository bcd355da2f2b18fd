//! The bytes of all changes of a run, before and after, in one nameless temporary file:
//! memory holds their places alone, and a run that is killed leaves nothing behind.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::error::{Error, Result};

/// The temporary file.
#[derive(Debug)]
pub struct Spool {
    file: File,
    end: u64,
}

/// Where the bytes of one change wait.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    start: u64,
    before: usize,
    after: usize,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// There is no room for a temporary file.
    pub fn new() -> Result<Spool> {
        let file = tempfile::tempfile().map_err(|error| no_room(&error))?;
        Ok(Spool { file, end: 0 })
    }

    /// Keeps the bytes of one change.
    ///
    /// # Errors
    /// The disk is full.
    pub fn add(&mut self, before: &[u8], after: &[u8]) -> Result<Spot> {
        self.file
            .seek(SeekFrom::Start(self.end))
            .and_then(|_| self.file.write_all(before))
            .and_then(|()| self.file.write_all(after))
            .map_err(|error| no_room(&error))?;
        let spot = Spot { start: self.end, before: before.len(), after: after.len() };
        self.end += (before.len() + after.len()) as u64;
        Ok(spot)
    }

    /// The old bytes and the new ones.
    ///
    /// # Errors
    /// The disk fails.
    pub fn get(&mut self, spot: Spot) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut before = vec![0; spot.before];
        let mut after = vec![0; spot.after];
        self.file
            .seek(SeekFrom::Start(spot.start))
            .and_then(|_| self.file.read_exact(&mut before))
            .and_then(|()| self.file.read_exact(&mut after))
            .map_err(|error| no_room(&error))?;
        Ok((before, after))
    }
}

/// The error of the temporary file.
pub(super) fn no_room(error: &io::Error) -> Error {
    Error::at(&std::env::temp_dir(), format!("no room for a temporary file: {error}"))
}
