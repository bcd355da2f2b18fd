//! Commits that hold what pyfix wrote, and nothing else.

use std::path::{Path, PathBuf};

use super::{ask, git, said, work_tree};
use crate::error::{Error, Result};

/// What git is in the middle of when these are in its folder.
const UNDERWAY: [(&str, &str); 5] = [
    ("MERGE_HEAD", "a merge"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
    ("rebase-merge", "a rebase"),
    ("rebase-apply", "a rebase"),
];

/// The one work tree that holds all `paths`, if commits can be made in it.
///
/// # Errors
/// There is none, there are several, or git is in the middle of something.
pub fn ready(paths: &[PathBuf]) -> Result<PathBuf> {
    let mut found: Option<PathBuf> = None;
    for path in paths {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let root =
            work_tree(&real).ok_or_else(|| Error::at(path, "is in no git repository, so nothing can be committed"))?;
        if found.as_ref().is_some_and(|found| *found != root) {
            return Err(Error::at(path, "is in another git repository than files before it").help("run pyfix in each"));
        }
        found = Some(root);
    }
    let root = found.ok_or_else(|| Error::new("there is nothing to commit"))?;
    for (name, what) in UNDERWAY {
        let path = ask(&root, ["rev-parse", "--git-path", name])?;
        if root.join(String::from_utf8_lossy(&path).trim()).exists() {
            return Err(Error::at(&root, format!("git is in the middle of {what}")).help("end it first"));
        }
    }
    Ok(root)
}

/// Commits these files as they are on disk; what else is in the index stays there.
///
/// # Errors
/// git refuses: a hook, no name, no room.
pub fn commit(root: &Path, paths: &[PathBuf], message: &str) -> Result<()> {
    let reals: Vec<PathBuf> = paths.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())).collect();
    let mut list = tempfile::NamedTempFile::new().map_err(|error| Error::new(error.to_string()))?;
    for real in &reals {
        let bytes = real.strip_prefix(root).unwrap_or(real).as_os_str().as_encoded_bytes();
        let written =
            std::io::Write::write_all(&mut list, bytes).and_then(|()| std::io::Write::write_all(&mut list, b"\0"));
        written.map_err(|error| Error::new(error.to_string()))?;
    }
    let mut command = git(root);
    command.env_remove("GIT_OPTIONAL_LOCKS").args(["commit", "--quiet", "--only", "--message", message]);
    command.arg("--pathspec-file-nul").arg(format!("--pathspec-from-file={}", list.path().display()));
    let output = command.output().map_err(|error| Error::new(format!("git cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::at(root, format!("git does not take the commit: {}", said(&output))))
}
