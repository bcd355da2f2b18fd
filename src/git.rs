//! Which files git could not bring back: changes that are not committed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::error::{Error, Result};

/// How many files one call of git is asked about.
const BATCH: usize = 200;

/// The files among `paths` that lie in a git work tree and have changes that are not
/// committed, are not tracked, or are ignored. Without git there are none.
///
/// # Errors
/// git says that it cannot look.
pub fn uncommitted(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
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
            let changed = changed(root, batch.iter().map(|(_, real)| real.as_path()))?;
            let is_changed = |real: &Path| changed.iter().any(|entry| real.starts_with(entry));
            let hits = batch.iter().filter(|(_, real)| is_changed(real));
            dirty.extend(hits.map(|(path, _)| (*path).clone()));
        }
    }
    dirty.sort();
    Ok(dirty)
}

/// The root of the work tree that holds `path`.
fn work_tree(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

/// The files (or whole folders) of `files` that git calls changed.
fn changed<'a>(root: &Path, files: impl Iterator<Item = &'a Path>) -> Result<Vec<PathBuf>> {
    let Ok(output) = status(root, files) else {
        return Ok(Vec::new()); // no git on this machine
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("not a git repository") {
            return Ok(Vec::new());
        }
        let said = said.trim().lines().next().unwrap_or("git failed").to_owned();
        return Err(Error::at(root, format!("git cannot tell what is uncommitted: {said}"))
            .help("--allow-dirty writes all the same"));
    }
    Ok(entries(&output.stdout).map(|name| root.join(name)).collect())
}

/// `git status` of `files`, in the form made for programs.
fn status<'a>(root: &Path, files: impl Iterator<Item = &'a Path>) -> std::io::Result<Output> {
    Command::new("git")
        .current_dir(root)
        // Of a hook that runs us; another repository may be meant.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .args(["--literal-pathspecs", "status", "--porcelain=v1", "-z"])
        .args(["--no-renames", "--untracked-files=all", "--ignored=matching", "--"])
        .args(files)
        .output()
}

/// The names in `XY name NUL ...`.
fn entries(output: &[u8]) -> impl Iterator<Item = PathBuf> {
    output.split(|byte| *byte == 0).filter_map(|entry| entry.get(3..)).map(path_from)
}

/// A path from the bytes that git prints.
#[cfg(unix)]
fn path_from(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// A path from the bytes that git prints.
#[cfg(not(unix))]
fn path_from(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn git(folder: &Path, args: &[&str]) {
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        let done = Command::new("git").current_dir(folder).args(who).args(args).output().unwrap();
        assert!(done.status.success(), "{args:?}: {done:?}");
    }

    #[test]
    fn what_git_could_not_bring_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let file = |name: &str| root.join(name);
        for name in ["clean.py", "changed.py", "staged.py", "ä b[1].py"] {
            fs::write(file(name), "x = 1\n").unwrap();
        }
        assert!(uncommitted(&[file("clean.py")]).unwrap().is_empty());
        git(root, &["init", "-q"]);
        fs::write(file(".gitignore"), "made/\n").unwrap();
        git(root, &["add", "-A"]);
        git(root, &["commit", "-qm", "all"]);
        fs::create_dir(file("made")).unwrap();
        for name in ["changed.py", "staged.py", "new.py", "made/x.py", "ä b[1].py"] {
            fs::write(file(name), "x = 2\n").unwrap();
        }
        git(root, &["add", "staged.py"]);
        let names = ["clean.py", "changed.py", "made/x.py", "new.py", "staged.py", "ä b[1].py"];
        let paths: Vec<PathBuf> = names.iter().map(|name| file(name)).collect();
        assert_eq!(
            uncommitted(&paths).unwrap(),
            &paths[1..].iter().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()[..]
        );
        assert!(uncommitted(&[file("clean.py")]).unwrap().is_empty());
    }
}
