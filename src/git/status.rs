//! Which files git could not bring back: changes that are not committed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::{BATCH, git, path_from, said, work_tree};
use crate::error::{Error, Result};

/// What may be overwritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// What is committed.
    Committed,
    /// What the index holds too.
    Staged,
}

/// The files among `paths` that lie in a git work tree and have changes beyond what is
/// allowed, are not tracked, or are ignored. Without git there are none.
///
/// # Errors
/// git says that it cannot look.
pub fn uncommitted(paths: &[PathBuf], allowed: Allowed) -> Result<Vec<PathBuf>> {
    let mut trees: BTreeMap<PathBuf, Vec<(&PathBuf, PathBuf)>> = BTreeMap::new();
    for path in paths {
        // What is written is the target of a link.
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if let Some(root) = work_tree(&real) {
            trees.entry(root).or_default().push((path, real));
        }
    }
    let mut dirty = Vec::new();
    for (root, files) in &trees {
        for batch in files.chunks(BATCH) {
            let changed = changed(root, batch.iter().map(|(_, real)| real.as_path()), allowed)?;
            let is_changed = |real: &Path| changed.iter().any(|entry| real.starts_with(entry));
            let hits = batch.iter().filter(|(_, real)| is_changed(real));
            dirty.extend(hits.map(|(path, _)| (*path).clone()));
        }
    }
    dirty.sort();
    Ok(dirty)
}

/// The files (or whole folders) of `files` that git calls changed.
fn changed<'a>(root: &Path, files: impl Iterator<Item = &'a Path>, allowed: Allowed) -> Result<Vec<PathBuf>> {
    let Ok(output) = status(root, files) else {
        return Ok(Vec::new()); // no git on this machine
    };
    if !output.status.success() {
        let said = said(&output);
        if said.contains("not a git repository") {
            return Ok(Vec::new());
        }
        return Err(Error::at(root, format!("git cannot tell what is uncommitted: {said}"))
            .help("--allow-dirty writes all the same"));
    }
    Ok(entries(&output.stdout, allowed).map(|name| root.join(name)).collect())
}

/// `git status` of `files`, in the form made for programs.
fn status<'a>(root: &Path, files: impl Iterator<Item = &'a Path>) -> std::io::Result<Output> {
    git(root)
        .args(["status", "--porcelain=v1", "-z"])
        .args(["--no-renames", "--untracked-files=all", "--ignored=matching", "--"])
        .args(files)
        .output()
}

/// The names in `XY name NUL ...`; `Y` is a blank where the index holds the file as it is.
fn entries(output: &[u8], allowed: Allowed) -> impl Iterator<Item = PathBuf> {
    let kept = move |entry: &&[u8]| allowed == Allowed::Committed || entry.get(1) != Some(&b' ');
    output.split(|byte| *byte == 0).filter(kept).filter_map(|entry| entry.get(3..)).map(path_from)
}
