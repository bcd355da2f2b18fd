//! `--commit-per`: group after group is written and committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Run;
use super::writing::Pending;
use crate::error::{Error, Result};
use crate::finding::{Judge, Rewrite};
use crate::git;
use crate::options::CommitPer;
use crate::pipeline::judge_part;
use crate::show::commit_message;
use crate::write::{Changes, undo};

/// What a file has been brought to by the groups so far.
#[derive(Clone)]
struct Stage {
    bytes: Vec<u8>,
    /// The keys of the rewrites that stand in it.
    stands: BTreeSet<Key>,
}

/// The code and the place of a rewrite.
type Key = (String, usize, usize);

impl Run<'_> {
    /// Writes and commits; stops at the first group that cannot be.
    pub(super) fn commit_groups(&mut self, per: CommitPer, mut pending: Pending, judge: &dyn Judge) -> Result<()> {
        let paths = pending.changes.paths();
        let root = git::ready(&paths)?;
        if self.book.journal.is_none() {
            let error = Error::new("without a journal a commit that is refused could not be taken back");
            return Err(error.help("PYFIX_STATE_DIR names a folder for it"));
        }
        let mut stages: Vec<Option<Stage>> = paths.iter().map(|_| None).collect();
        let mut codes: BTreeSet<String> = BTreeSet::new();
        let groups = groups(per, &paths, &pending.rewrites);
        for (name, files) in groups {
            codes.insert(name.clone());
            let mut changes = Changes::new()?;
            let mut told: Vec<(PathBuf, Vec<Rewrite>)> = Vec::new();
            let mut next = Vec::new();
            for file in files {
                let (path, before, _) = pending.changes.get(file)?;
                let stage = stages.get(file).cloned().flatten();
                let stage = stage.unwrap_or_else(|| Stage { bytes: before, stands: BTreeSet::new() });
                let whole = per != CommitPer::Transform;
                let (bytes, rewrites) = staged(&mut pending, file, judge, |code| whole || codes.contains(code))?;
                let new = rewrites.iter().filter(|rewrite| !stage.stands.contains(&key(rewrite))).cloned();
                if bytes != stage.bytes {
                    changes.add_with_last(&path, &stage.bytes, &bytes)?;
                    told.push((path, new.collect()));
                }
                next.push((file, Stage { bytes, stands: rewrites.iter().map(key).collect() }));
            }
            if !changes.is_empty() && !self.commit_one(&root, changes, &told)? {
                break;
            }
            for (file, stage) in next {
                if let Some(slot) = stages.get_mut(file) {
                    *slot = Some(stage);
                }
            }
        }
        self.count_missing(&pending, &stages);
        Ok(())
    }

    /// Writes one group and commits it; `false` where one of both fails, and all of it is as
    /// before.
    fn commit_one(&mut self, root: &Path, changes: Changes, told: &[(PathBuf, Vec<Rewrite>)]) -> Result<bool> {
        let journal = self.book.journal.as_ref();
        let paths = changes.paths();
        let written = changes.write(journal, self.book.about())?;
        for error in &written.errors {
            self.fail(error);
        }
        if written.done.len() < paths.len() {
            return Ok(false);
        }
        let Err(refused) = git::commit(root, &paths, &commit_message(root, told)) else {
            return Ok(true);
        };
        self.fail(&refused);
        if let (Some(journal), Some(run)) = (journal, written.run)
            && let Some(undone) = undo(journal, Some(run), root)?
        {
            undone.errors.iter().for_each(|error| self.error(error));
        }
        Ok(false)
    }

    /// Takes back from the summary what did not come to be.
    fn count_missing(&mut self, pending: &Pending, stages: &[Option<Stage>]) {
        for (rewrites, stage) in pending.rewrites.iter().zip(stages) {
            let stands = stage.as_ref().map_or(0, |stage| stage.stands.len());
            if stands < rewrites.len() {
                self.summary.take_back(rewrites.len() - stands, stands == 0);
            }
        }
    }
}

/// The bytes of a file with the rewrites of some transforms, and these rewrites.
fn staged(
    pending: &mut Pending,
    file: usize,
    judge: &dyn Judge,
    chosen: impl Fn(&str) -> bool + Sync,
) -> Result<(Vec<u8>, Vec<Rewrite>)> {
    let (path, before, after) = pending.changes.get(file)?;
    let all = pending.rewrites.get(file).map(Vec::as_slice).unwrap_or_default();
    let keys: BTreeSet<Key> = all.iter().filter(|rewrite| chosen(&rewrite.code)).map(key).collect();
    if keys.len() == all.len() {
        return Ok((after, all.to_vec()));
    }
    let wanted = |code: &str, span: &std::ops::Range<usize>| keys.contains(&(code.to_owned(), span.start, span.end));
    let (report, bytes) = judge_part(&path, &before, judge, &wanted)?;
    Ok((bytes, report.rewrites()))
}

fn key(rewrite: &Rewrite) -> Key {
    (rewrite.code.clone(), rewrite.span.start, rewrite.span.end)
}

/// The groups by name, with the numbers of their files.
fn groups(per: CommitPer, paths: &[PathBuf], rewrites: &[Vec<Rewrite>]) -> BTreeMap<String, BTreeSet<usize>> {
    let mut groups: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (file, (path, rewrites)) in paths.iter().zip(rewrites).enumerate() {
        let names: Vec<String> = match per {
            CommitPer::Transform => rewrites.iter().map(|rewrite| rewrite.code.clone()).collect(),
            CommitPer::File => vec![path.to_string_lossy().into_owned()],
            CommitPer::Package => vec![package(path).to_string_lossy().into_owned()],
        };
        for name in names {
            groups.entry(name).or_default().insert(file);
        }
    }
    groups
}

/// The outermost package that holds a file, or its folder.
fn package(path: &Path) -> PathBuf {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut folders = real.ancestors().skip(1).take_while(|folder| folder.join("__init__.py").exists());
    let outermost = folders.by_ref().last().or(real.parent());
    outermost.unwrap_or(&real).to_owned()
}
