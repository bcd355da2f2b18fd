//! The end of a run that applies: what changed is written, if nothing speaks against it.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Run;
use crate::error::{Error, Result};
use crate::finding::{Judge, Rewrite};
use crate::git::{self, Allowed};
use crate::journal::Journal;
use crate::show;
use crate::write::{About, Changes, recover};

/// Where a run is written down.
#[derive(Debug)]
pub struct Book {
    /// The journal, where there is a place for one.
    pub journal: Option<Journal>,
    /// The words of the command line.
    pub command: Vec<String>,
}

impl Book {
    /// What the journal says of a run that begins now.
    pub(super) fn about(&self) -> About {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let folder = std::env::current_dir().unwrap_or_default();
        About { folder, command: self.command.clone(), time }
    }
}

/// The changed files of a run, and which rewrites changed each.
pub(super) struct Pending {
    pub(super) changes: Changes,
    pub(super) rewrites: Vec<Vec<Rewrite>>,
}

impl Pending {
    /// Nothing yet.
    pub(super) fn new() -> Result<Pending> {
        Ok(Pending { changes: Changes::new()?, rewrites: Vec::new() })
    }

    /// Adds a file.
    pub(super) fn add(&mut self, path: &Path, before: &[u8], after: &[u8], rewrites: Vec<Rewrite>) -> Result<()> {
        self.rewrites.push(rewrites);
        self.changes.add(path, before, after)
    }
}

impl Run<'_> {
    /// Puts right what runs that were killed left half written.
    pub(super) fn recover(&mut self) -> Result<()> {
        let Some(journal) = &self.book.journal else {
            return Ok(());
        };
        for recovered in recover(journal)? {
            self.say_all(&[show::recovered(&recovered)]);
            for error in &recovered.errors {
                self.error(error);
            }
        }
        Ok(())
    }

    /// Writes all that is pending; `false` where it is refused as a whole.
    pub(super) fn write(&mut self, mut pending: Pending, judge: &dyn Judge) -> Result<bool> {
        if pending.changes.is_empty() {
            return Ok(true);
        }
        if !self.settings.allow_dirty {
            let allowed = if self.settings.allow_staged { Allowed::Staged } else { Allowed::Committed };
            let dirty = git::uncommitted(&pending.changes.paths(), allowed)?;
            if !dirty.is_empty() {
                self.refuse(&dirty);
                return Ok(false);
            }
        }
        if let Some(command) = &self.settings.verify {
            pending = self.verified(command, pending, judge)?;
        }
        match self.settings.commit_per {
            _ if pending.changes.is_empty() => {}
            Some(per) => self.commit_groups(per, pending, judge)?,
            None => self.write_files(pending)?,
        }
        Ok(true)
    }

    /// Replaces the files; what could not be written is told and counted.
    fn write_files(&mut self, pending: Pending) -> Result<()> {
        let journal = self.book.journal.as_ref();
        if journal.is_none() {
            let error = "no journal can be kept here, so `pyfix undo` will not know this run";
            self.warn(&Error::new(error).help("PYFIX_STATE_DIR names a folder for it"));
        }
        let Pending { changes, rewrites } = pending;
        let written = changes.write(self.book.journal.as_ref(), self.book.about())?;
        for error in &written.errors {
            self.fail(error);
        }
        let mut done = written.done.iter().peekable();
        for (index, rewrites) in rewrites.iter().enumerate() {
            if done.next_if_eq(&&index).is_none() {
                self.summary.take_back(rewrites.len(), true);
            }
        }
        Ok(())
    }

    /// Tells why nothing is written.
    fn refuse(&mut self, dirty: &[PathBuf]) {
        let message = "nothing is written, these files have uncommitted changes";
        let help = "commit or stash them, or add --allow-dirty";
        let error = Error::new(message).help(help);
        self.error(&error);
        for path in dirty {
            let line = format!("  {}", show::shown(path));
            let _ = writeln!(self.streams.err, "{line}");
        }
    }
}
