//! A copy of a project in a temporary folder, in which a command may do what it likes.

use std::fs::{self, DirEntry, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Error, Result};

/// What a copy is made without: git must not see what happens in it, and compiled modules
/// would hide it.
const LEFT_OUT: [&str; 3] = [".git", ".hg", "__pycache__"];

/// The copy; it goes when this does.
#[derive(Debug)]
pub struct Copy {
    from: PathBuf,
    to: TempDir,
    /// How many files it holds.
    pub files: usize,
}

impl Copy {
    /// A copy of the folder `from`.
    ///
    /// # Errors
    /// Something cannot be read, or there is no room.
    pub fn of(from: &Path) -> Result<Copy> {
        let from = from.canonicalize().map_err(|error| Error::at(from, error.to_string()))?;
        let to = tempfile::Builder::new().prefix("pyfix-verify-").tempdir();
        let to = to.map_err(|error| Error::new(format!("no room for a copy: {error}")))?;
        let mut copy = Copy { from, to, files: 0 };
        let mut folders = vec![copy.from.clone()];
        while let Some(folder) = folders.pop() {
            let failed = |error: io::Error| Error::at(&folder, format!("cannot be copied: {error}"));
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let path = entry.path();
                let inner =
                    copy.entry(&entry).map_err(|error| Error::at(&path, format!("cannot be copied: {error}")))?;
                folders.extend(inner.then_some(path));
            }
        }
        Ok(copy)
    }

    /// Where `path` is in the copy; `None` where it is outside.
    pub fn inside(&self, path: &Path) -> Option<PathBuf> {
        Some(self.to.path().join(path.strip_prefix(&self.from).ok()?))
    }

    /// Copies one thing; answers whether it is a folder that is to be copied too.
    fn entry(&mut self, entry: &DirEntry) -> io::Result<bool> {
        let (path, kind) = (entry.path(), entry.file_type()?);
        let Some(to) = self.inside(&path) else {
            return Ok(false);
        };
        if LEFT_OUT.iter().any(|name| entry.file_name() == *name) || path == self.to.path() {
            return Ok(false);
        }
        if kind.is_symlink() {
            let target = self.target(&path, fs::read_link(&path)?);
            link(&target, &to)?;
        } else if kind.is_dir() && is_environment(&path) {
            // It is full of absolute paths, and of files that are not ours.
            link(&path, &to)?;
        } else if kind.is_dir() {
            fs::create_dir(&to)?;
            return Ok(true);
        } else if kind.is_file() {
            fs::copy(&path, &to)?;
            self.files += 1;
            // What `make` and the like look at; a file that may not be written keeps its own.
            if let (Ok(time), Ok(file)) = (entry.metadata()?.modified(), File::options().append(true).open(&to)) {
                let _ = file.set_modified(time);
            }
        }
        Ok(false)
    }

    /// Where a link in the copy leads: inside to the copy, outside to the original.
    fn target(&self, link: &Path, target: PathBuf) -> PathBuf {
        let folder = link.parent().unwrap_or(&self.from);
        let absolute = flat(&folder.join(&target));
        match self.inside(&absolute) {
            Some(inside) if target.is_absolute() => inside,
            Some(_) => target,
            None => absolute,
        }
    }
}

/// A path without `.` and `..`, by its words alone.
fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                flat.pop();
            }
            part => flat.push(part),
        }
    }
    flat
}

/// Whether a folder holds installed packages.
fn is_environment(folder: &Path) -> bool {
    folder.join("pyvenv.cfg").is_file() || folder.ends_with("node_modules")
}

#[cfg(unix)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    if target.is_dir() {
        std::os::windows::fs::symlink_dir(target, link)
    } else {
        std::os::windows::fs::symlink_file(target, link)
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_stay_inside_and_environments_are_shared() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("project");
        for inner in ["src/__pycache__", ".git", "venv/bin"] {
            fs::create_dir_all(root.join(inner)).unwrap();
        }
        for file in ["src/a.py", "venv/pyvenv.cfg", ".git/HEAD", "../outside"] {
            fs::write(root.join(file), "x").unwrap();
        }
        symlink("src/a.py", root.join("near")).unwrap();
        symlink(root.join("src/a.py"), root.join("absolute")).unwrap();
        symlink("../outside", root.join("out")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        let copy = Copy::of(&root).unwrap();
        let at = |name: &str| copy.inside(&root.join(name)).unwrap();
        assert_eq!(copy.files, 1);
        fs::write(at("src/a.py"), "changed").unwrap();
        for link in ["near", "absolute"] {
            assert_eq!(fs::read(at(link)).unwrap(), b"changed");
        }
        assert_eq!(fs::read(root.join("src/a.py")).unwrap(), b"x");
        assert_eq!(fs::read_link(at("out")).unwrap(), root.parent().unwrap().join("outside"));
        assert_eq!(fs::read_link(at("venv")).unwrap(), root.join("venv"));
        assert!(!at(".git").exists() && !at("src/__pycache__").exists());
        assert!(copy.inside(Path::new("/elsewhere")).is_none());
    }
}
