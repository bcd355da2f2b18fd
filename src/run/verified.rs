//! `--verify`: what the command fails with is left out.

use std::path::{Path, PathBuf};

use super::Run;
use super::writing::Pending;
use crate::error::{Error, Result};
use crate::finding::{Judge, Rewrite};
use crate::git::work_tree;
use crate::show;
use crate::verify::{Request, Verified, last_lines, verify};

impl Run<'_> {
    /// What is left of `pending` after `command` had its say.
    pub(super) fn verified(&mut self, command: &str, mut pending: Pending, judge: &dyn Judge) -> Result<Pending> {
        let folder = std::env::current_dir().and_then(|folder| folder.canonicalize());
        let folder = folder.map_err(|error| Error::new(format!("the current folder is gone: {error}")))?;
        let root = work_tree(&folder).unwrap_or_else(|| folder.clone());
        let request = Request { root, folder, command, limit: self.settings.verify_limit };
        let Pending { changes, rewrites } = &mut pending;
        let mut tell = |line: &str| self.say_all(&[show::verify_line(line)]);
        let verified = verify(&request, changes, rewrites, judge, &mut tell)?;
        let paths = pending.changes.paths();
        for (file, number, output) in &verified.guilty {
            if let (Some(path), Some(rewrite)) =
                (paths.get(*file), pending.rewrites.get(*file).and_then(|of| of.get(*number)))
            {
                self.blame(path, rewrite, output);
            }
        }
        self.keep(pending, &paths, &verified)
    }

    /// Tells which rewrite is left out, and why.
    fn blame(&mut self, path: &Path, rewrite: &Rewrite, output: &str) {
        let message = format!("{} is left out, the command fails with it: {}", rewrite.code, rewrite.message);
        self.error(&Error::at(path, message).place(rewrite.line, 1));
        self.say_all(&last_lines(output).map(show::verify_line).collect::<Vec<_>>());
    }

    /// The changes without what is left out.
    fn keep(&mut self, mut pending: Pending, paths: &[PathBuf], verified: &Verified) -> Result<Pending> {
        let mut kept = Pending::new()?;
        for (file, path) in paths.iter().enumerate() {
            let stays = verified.kept.get(file).map(Vec::as_slice).unwrap_or_default();
            let rewrites = pending.rewrites.get_mut(file).map(std::mem::take).unwrap_or_default();
            let out = stays.iter().filter(|stays| !**stays).count();
            if out > 0 {
                self.summary.leave_out(out, !stays.contains(&true));
            }
            if stays.contains(&true) {
                let (_, before, after) = pending.changes.get(file)?;
                let part = verified.parts.iter().find(|(number, _)| *number == file);
                let after = part.map_or(after, |(_, bytes)| bytes.clone());
                let rewrites = rewrites.into_iter().zip(stays).filter(|(_, stays)| **stays);
                kept.add(path, &before, &after, rewrites.map(|(rewrite, _)| rewrite).collect())?;
            }
        }
        Ok(kept)
    }
}
