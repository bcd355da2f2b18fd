//! What git knows: which files it could not bring back, which lines changed since a revision;
//! and commits that hold what pyfix wrote.

mod commit;
mod diff;
mod status;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::error::{Error, Result};

pub use commit::{commit, ready};
pub use diff::{Changed, ChangedLines, changed_since};
pub use status::{Allowed, uncommitted};

/// How many files one call of git is asked about.
const BATCH: usize = 200;

/// The root of the work tree that `path` is, or lies in.
pub fn work_tree(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

/// git, to be run in the work tree at `root` for us, not for whoever runs us.
fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root)
        // Of a hook that runs us; another repository may be meant.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .arg("--literal-pathspecs");
    git
}

/// What git prints.
fn ask<S: AsRef<OsStr>>(root: &Path, args: impl IntoIterator<Item = S>) -> Result<Vec<u8>> {
    let output = git(root).args(args).output();
    let output = output.map_err(|error| Error::new(format!("git cannot be run: {error}")))?;
    if output.status.success() { Ok(output.stdout) } else { Err(Error::at(root, said(&output))) }
}

/// The first line of what git complains of.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.trim().lines().next().unwrap_or("git failed").to_owned()
}

/// A path from the bytes that git prints.
#[cfg(unix)]
fn path_from(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// A path from the bytes that git prints.
#[cfg(not(unix))]
fn path_from(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests;
