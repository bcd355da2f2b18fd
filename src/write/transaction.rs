//! All changes of a run: noted in the journal, then written group by group.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use super::replace::{Staged, Target, folder, replace};
use super::spool::no_room;
use super::{Changes, recover::keep};
use crate::disk::sync_folder;
use crate::error::{Error, Result};
use crate::journal::{Draft, Journal};

/// What the journal says of a run beside its files.
#[derive(Debug, Clone)]
pub struct About {
    /// The folder it runs in.
    pub folder: PathBuf,
    /// The words of its command line.
    pub command: Vec<String>,
    /// In seconds since 1970.
    pub time: u64,
}

/// What became of the changes.
#[derive(Debug, Default)]
pub struct Written {
    /// The numbers of the changes that were made.
    pub done: Vec<usize>,
    /// What stood in the way of the others.
    pub errors: Vec<Error>,
    /// The number of the run in the journal.
    pub run: Option<u64>,
}

impl Changes {
    /// Writes all files; without a journal nothing can be undone.
    ///
    /// # Errors
    /// The journal cannot be kept: nothing is written then.
    pub fn write(mut self, journal: Option<&Journal>, about: About) -> Result<Written> {
        let lock = journal.map(Journal::lock).transpose()?;
        let mut written = Written::default();
        let groups = self.sound(&mut written.errors)?;
        if groups.is_empty() {
            return Ok(written);
        }
        let draft = self.draft(&groups, &about)?;
        let token = draft.token().to_owned();
        let run = match (journal, &lock) {
            (Some(journal), Some(lock)) => Some((journal, journal.begin(lock, draft)?)),
            _ => None,
        };
        let outcome = self.write_groups(&groups, &token, &mut written);
        self.flush(&mut written);
        if let (Some((journal, number)), Some(lock)) = (run, &lock) {
            written.run = Some(number);
            if let Err(error) = outcome {
                // The journal stays open: the next run tries again.
                written.errors.push(error);
                return Ok(written);
            }
            let made: BTreeSet<usize> = written.done.iter().copied().collect();
            let listed = groups.iter().cloned().flatten();
            let closed = keep(journal, number, listed.map(|index| made.contains(&index)).collect(), false);
            written.errors.extend(closed.err());
            journal.prune(lock, about.time);
        } else {
            written.errors.extend(outcome.err());
        }
        Ok(written)
    }

    /// The groups of which no file has an obstacle; what the obstacles are.
    fn sound(&mut self, errors: &mut Vec<Error>) -> Result<Vec<Range<usize>>> {
        let mut sound = Vec::new();
        for group in self.groups() {
            let mut obstacles = Vec::new();
            for index in group.clone() {
                let (path, before, _) = self.get(index)?;
                obstacles.extend(Target::check(&path, &before).err());
            }
            if obstacles.is_empty() {
                sound.push(group);
            } else {
                errors.extend(obstacles);
            }
        }
        Ok(sound)
    }

    /// The ranges of changes that belong together.
    fn groups(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let same = self.list.chunk_by(|a, b| a.group == b.group);
        same.map(|group| {
            start += group.len();
            start - group.len()..start
        })
        .collect()
    }

    /// What the journal is to know.
    fn draft(&mut self, groups: &[Range<usize>], about: &About) -> Result<Draft> {
        let failed = |error: io::Error| no_room(&error);
        let mut draft = Draft::new(&about.folder, about.command.clone(), about.time).map_err(failed)?;
        for (number, group) in groups.iter().enumerate() {
            for index in group.clone() {
                let (path, before, after) = self.get(index)?;
                let real = path.canonicalize().unwrap_or(path);
                draft.add(&real, number, &before, &after).map_err(failed)?;
            }
        }
        Ok(draft)
    }

    /// Writes group after group. An error means that a group is left half written.
    fn write_groups(&mut self, groups: &[Range<usize>], token: &str, written: &mut Written) -> Result<()> {
        for group in groups {
            match self.write_group(group, token) {
                Ok(None) => written.done.extend(group.clone()),
                Ok(Some(error)) => written.errors.push(error),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Writes one group, or nothing of it, with the reason.
    ///
    /// # Errors
    /// A part of it is written, and could not be put back.
    pub(super) fn write_group(&mut self, group: &Range<usize>, token: &str) -> Result<Option<Error>> {
        let mut staged = Vec::with_capacity(group.len());
        for index in group.clone() {
            let (path, before, after) = self.get(index)?;
            match Target::check(&path, &before).and_then(|target| target.stage(&after, token)) {
                Ok(ready) => staged.push(ready),
                Err(error) => return Ok(Some(error)),
            }
        }
        for (index, ready) in group.clone().zip(staged) {
            if let Err(error) = self.replace_one(index, ready) {
                self.put_back(group.start..index, token)?;
                return Ok(Some(if index == group.start {
                    error
                } else {
                    error.help("the files of the same patch were put back")
                }));
            }
        }
        Ok(None)
    }

    fn replace_one(&mut self, index: usize, ready: Staged) -> Result<()> {
        let (_, before, _) = self.get(index)?;
        ready.replace(&before)
    }

    /// Puts back the files of a group that are written already.
    fn put_back(&mut self, written: Range<usize>, token: &str) -> Result<()> {
        for index in written {
            let (path, before, after) = self.get(index)?;
            replace(&path, &after, &before, token)
                .map_err(|error| error.help("it belongs to a patch of which the rest is not written"))?;
        }
        Ok(())
    }

    /// Makes all renames survive a power cut.
    pub(super) fn flush(&self, written: &mut Written) {
        let paths = written.done.iter().filter_map(|index| self.list.get(*index));
        let reals: Vec<PathBuf> = paths.filter_map(|change| change.path.canonicalize().ok()).collect();
        let folders: BTreeSet<_> = reals.iter().map(|real| folder(real)).collect();
        for folder in folders {
            if let Err(error) = sync_folder(folder) {
                written.errors.push(Error::at(folder, format!("may be lost at a power cut: {error}")));
            }
        }
    }
}
