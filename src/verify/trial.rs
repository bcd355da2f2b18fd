//! One copy, rewritten again and again with other rewrites, and the command run in it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::bisect::Found;
use super::command::{Check, Ran};
use super::copy::Copy;
use super::interrupt::Interrupt;
use super::{Request, Verified};
use crate::error::{Error, Result};
use crate::finding::{Judge, Rewrite};
use crate::pipeline::judge_part;
use crate::write::Changes;

/// A copy and what stands in it.
pub(super) struct Trial<'a> {
    changes: &'a mut Changes,
    rewrites: &'a [Vec<Rewrite>],
    judge: &'a dyn Judge,
    pub(super) tell: &'a mut dyn FnMut(&str),
    check: Check,
    interrupt: Interrupt,
    /// Each file in the copy, and the rewrites that stand in it.
    files: Vec<(PathBuf, Vec<usize>)>,
    /// Each rewrite: its file, and its number there.
    units: Vec<(usize, usize)>,
    /// The time limit of a run.
    pub(super) limit: Duration,
    /// What the command printed when it failed last.
    pub(super) output: String,
    _copy: Copy,
}

impl<'a> Trial<'a> {
    /// A copy in which nothing is rewritten.
    pub(super) fn new(
        request: &Request<'_>,
        changes: &'a mut Changes,
        rewrites: &'a [Vec<Rewrite>],
        judge: &'a dyn Judge,
        tell: &'a mut dyn FnMut(&str),
    ) -> Result<Trial<'a>> {
        let interrupt = Interrupt::new();
        tell(&format!("copying {}", request.root.display()));
        let copy = Copy::of(&request.root)?;
        let outside = || format!("lies outside of {}, which is what is copied", request.root.display());
        let mut files = Vec::new();
        for path in changes.paths() {
            let real = path.canonicalize().map_err(|error| Error::at(&path, error.to_string()))?;
            let inside = copy.inside(&real).ok_or_else(|| Error::at(&path, outside()))?;
            files.push((inside, Vec::new()));
        }
        let folder = copy.inside(&request.folder).ok_or_else(|| Error::at(&request.folder, outside()))?;
        let check = Check { line: request.command.to_owned(), folder, python_path: python_path(&copy, &files)? };
        let numbers = |(file, of): (usize, &Vec<Rewrite>)| (0..of.len()).map(move |number| (file, number));
        let units = rewrites.iter().enumerate().flat_map(numbers).collect();
        let (limit, output) = (Duration::MAX, String::new());
        Ok(Trial { changes, rewrites, judge, tell, check, interrupt, files, units, limit, output, _copy: copy })
    }

    /// How many rewrites there are.
    pub(super) fn count(&self) -> usize {
        self.units.len()
    }

    /// Runs the command once and tells how it went.
    pub(super) fn run(&mut self, what: &str, limit: Duration) -> Result<Ran> {
        let ran = self.check.run(limit, &self.interrupt)?;
        let word = if ran.passed { "passed" } else { "failed" };
        let more = if ran.passed { String::new() } else { format!(", {}", ran.how) };
        (self.tell)(&format!("{what}: {word} in {:.1} s{more}", ran.took.as_secs_f64()));
        Ok(ran)
    }

    /// Whether the command passes with these rewrites. What fails is run again: a command that
    /// passes then is not steady, and nothing is blamed for it.
    pub(super) fn passes(&mut self, set: &[usize]) -> Result<bool> {
        self.rewrite(set)?;
        let what = format!("{} of {} rewrites", set.len(), self.count());
        if self.run(&what, self.limit)?.passed {
            return Ok(true);
        }
        let again = self.run(&format!("{what}, again"), self.limit)?;
        if again.passed {
            (self.tell)("the command fails now and then, whatever is rewritten: taken as passed");
            return Ok(true);
        }
        self.output = again.output;
        Ok(false)
    }

    /// Makes exactly these rewrites stand in the copy.
    fn rewrite(&mut self, set: &[usize]) -> Result<()> {
        let mut wanted: Vec<Vec<usize>> = vec![Vec::new(); self.files.len()];
        for (file, number) in set.iter().filter_map(|unit| self.units.get(*unit)) {
            if let Some(of) = wanted.get_mut(*file) {
                of.push(*number);
            }
        }
        for (file, wanted) in wanted.into_iter().enumerate() {
            if self.files.get(file).is_some_and(|(_, stands)| *stands != wanted) {
                let bytes = self.bytes(file, &wanted)?;
                if let Some((path, stands)) = self.files.get_mut(file) {
                    fs::write(&path, bytes).map_err(|error| Error::at(path, error.to_string()))?;
                    *stands = wanted;
                }
            }
        }
        Ok(())
    }

    /// The bytes of a file with some of its rewrites.
    fn bytes(&mut self, file: usize, wanted: &[usize]) -> Result<Vec<u8>> {
        let (path, before, after) = self.changes.get(file)?;
        let rewrites = self.rewrites.get(file).map(Vec::as_slice).unwrap_or_default();
        if wanted.is_empty() {
            return Ok(before);
        }
        if wanted.len() == rewrites.len() {
            return Ok(after);
        }
        let chosen = wanted.iter().filter_map(|number| rewrites.get(*number));
        let keys: BTreeSet<_> = chosen.map(|r| (r.code.as_str(), r.span.start, r.span.end)).collect();
        let part = judge_part(&path, &before, self.judge, &|code, span| keys.contains(&(code, span.start, span.end)))?;
        Ok(part.1)
    }

    /// What is left of the changes; `outputs` are those of the sets that failed.
    pub(super) fn verified(mut self, found: &Found, outputs: &[(Vec<usize>, String)]) -> Result<Verified> {
        let mut verified = Verified::default();
        let kept: BTreeSet<usize> = found.kept.iter().copied().collect();
        verified.kept = self.rewrites.iter().map(|of| vec![false; of.len()]).collect();
        for unit in kept {
            if let Some((file, number)) = self.units.get(unit)
                && let Some(slot) = verified.kept.get_mut(*file).and_then(|of| of.get_mut(*number))
            {
                *slot = true;
            }
        }
        for guilty in &found.guilty {
            let output = outputs.iter().rev().find(|(set, _)| set.contains(guilty));
            let output = output.map(|(_, output)| output.clone()).unwrap_or_default();
            verified.guilty.extend(self.units.get(*guilty).map(|(file, number)| (*file, *number, output)));
        }
        for file in 0..self.files.len() {
            let kept = verified.kept.get(file).map(Vec::as_slice).unwrap_or_default();
            if kept.contains(&true) && kept.contains(&false) {
                let wanted: Vec<usize> = (0..kept.len()).filter(|n| kept.get(*n) == Some(&true)).collect();
                verified.parts.push((file, self.bytes(file, &wanted)?));
            }
        }
        Ok(verified)
    }
}

/// What PYTHONPATH has to be: the folders in the copy from which the files that change are
/// imported come first, or an editable install would show the originals; then what it was.
fn python_path(copy: &Copy, files: &[(PathBuf, Vec<usize>)]) -> Result<OsString> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for (file, _) in files {
        let top = file.ancestors().skip(1).find(|folder| !folder.join("__init__.py").exists());
        paths.extend(top.filter(|top| !paths.iter().any(|path| path == top)).map(PathBuf::from));
    }
    let given = std::env::var_os("PYTHONPATH").unwrap_or_default();
    for path in std::env::split_paths(&given).filter(|path| !path.as_os_str().is_empty()) {
        let absolute = std::path::absolute(&path).unwrap_or(path);
        paths.push(copy.inside(&absolute).unwrap_or(absolute));
    }
    std::env::join_paths(paths).map_err(|error| Error::new(format!("PYTHONPATH cannot be set: {error}")))
}
