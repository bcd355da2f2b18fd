//! The oldest Python a file must run on: as given, else `requires-python`, else 3.9.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::disk::read;
use crate::python::Version;
use crate::python::version::dotted;

/// The version of each file, found once a folder.
#[derive(Debug, Default)]
pub struct Targets {
    given: Option<Version>,
    folders: Mutex<HashMap<PathBuf, Version>>,
}

impl Targets {
    /// All files have the version `given`, if there is one.
    pub fn new(given: Option<Version>) -> Targets {
        Targets { given, ..Targets::default() }
    }

    /// The oldest Python that the file at `path` must run on.
    pub fn of(&self, path: &Path) -> Version {
        if let Some(version) = self.given {
            return version;
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(version) = folders.get(&folder) {
            return *version;
        }
        let version = required(&folder).unwrap_or(Version::DEFAULT);
        folders.insert(folder, version);
        version
    }
}

/// What the nearest pyproject.toml above `folder` requires. A file that is no TOML says
/// nothing: it is not ours to check.
fn required(folder: &Path) -> Option<Version> {
    let folder = std::path::absolute(folder).ok()?;
    let project = folder.ancestors().find_map(|above| read(&above.join("pyproject.toml")).ok())?;
    let project: toml::Table = String::from_utf8(project).ok()?.parse().ok()?;
    let own = project.get("project").and_then(|table| table.get("requires-python"));
    let poetry = || project.get("tool")?.get("poetry")?.get("dependencies")?.get("python");
    lower_bound(own.or_else(poetry)?.as_str()?)
}

/// The lowest version that `>=3.9,<4`, `~=3.10`, `==3.11.*` or `^3.9` allows.
fn lower_bound(specifiers: &str) -> Option<Version> {
    let bound = |specifier: &str| {
        let specifier = specifier.trim();
        [">=", "~=", "===", "==", "^", "~", ">"]
            .iter()
            .find_map(|operator| specifier.strip_prefix(operator))
            .and_then(dotted)
    };
    specifiers.split(',').filter_map(bound).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_bounds_of_specifiers() {
        for (text, minor) in [(">=3.9,<4", 9), ("~=3.10.1", 10), ("== 3.11.*", 11), ("<4, >=3.8", 8), ("^3.12", 12)] {
            assert_eq!(lower_bound(text), Some(Version::new(3, minor)), "{text}");
        }
        assert_eq!(lower_bound("<4"), None);
    }

    #[test]
    fn the_nearest_project_file_decides() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(folder.path().join("pyproject.toml"), "[project]\nrequires-python = '>=3.12'\n").unwrap();
        assert_eq!(Targets::new(None).of(&inner.join("x.py")), Version::new(3, 12));
        std::fs::write(inner.join("pyproject.toml"), "not toml").unwrap();
        assert_eq!(Targets::new(None).of(&inner.join("x.py")), Version::DEFAULT);
        assert_eq!(Targets::new(Some(Version::new(3, 8))).of(&inner.join("x.py")), Version::new(3, 8));
    }
}
