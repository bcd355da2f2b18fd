//! What a file is written for: the oldest Python that it must run on, as given, else
//! `requires-python`, else 3.9; and the width that its project has its formatter keep to.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::disk::read;
use crate::python::version::dotted;
use crate::python::{Target, Version};

/// The target of each file, found once a folder.
#[derive(Debug, Default)]
pub struct Targets {
    given: Option<Version>,
    folders: Mutex<HashMap<PathBuf, Target>>,
}

impl Targets {
    /// All files have the version `given`, if there is one.
    pub fn new(given: Option<Version>) -> Targets {
        Targets { given, ..Targets::default() }
    }

    /// What the file at `path` is written for.
    pub fn of(&self, path: &Path) -> Target {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(target) = folders.get(&folder) {
            return *target;
        }
        let mut target = asked(&folder);
        target.version = self.given.unwrap_or(target.version);
        folders.insert(folder, target);
        target
    }
}

/// What the nearest pyproject.toml above `folder` requires, and the nearest file with a width.
/// A file that is no TOML says nothing: it is not ours to check.
fn asked(folder: &Path) -> Target {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let (mut version, mut width) = (None, None);
    for above in folder.ancestors() {
        let text = read(&above.join("pyproject.toml")).ok();
        let is_project = text.is_some();
        let project = text.and_then(parsed).unwrap_or_default();
        if is_project {
            version = version.or(Some(required(&project)));
        }
        let ruff = || ["ruff.toml", ".ruff.toml"].iter().find_map(|name| line_length(&table(&above.join(name))?));
        let tool = |name| line_length(project.get("tool")?.get(name)?.as_table()?);
        width = width.or_else(ruff).or_else(|| tool("ruff")).or_else(|| tool("black"));
        if version.is_some() && width.is_some() {
            break;
        }
    }
    Target {
        version: version.flatten().unwrap_or(Target::DEFAULT.version),
        width: width.unwrap_or(Target::DEFAULT.width),
    }
}

fn table(path: &Path) -> Option<toml::Table> {
    parsed(read(path).ok()?)
}

fn parsed(bytes: Vec<u8>) -> Option<toml::Table> {
    String::from_utf8(bytes).ok()?.parse().ok()
}

/// `line-length`, as Black and Ruff name it.
fn line_length(settings: &toml::Table) -> Option<usize> {
    usize::try_from(settings.get("line-length")?.as_integer()?).ok().filter(|width| *width > 0)
}

/// The oldest Python that a project allows.
fn required(project: &toml::Table) -> Option<Version> {
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
        let write = |path: &Path, text: &str| std::fs::write(path, text).unwrap();
        let of = |given| Targets::new(given).of(&inner.join("x.py"));
        let outer = "[project]\nrequires-python = '>=3.12'\n[tool.black]\nline-length = 120\n";
        write(&folder.path().join("pyproject.toml"), outer);
        assert_eq!(of(None), Target { version: Version::new(3, 12), width: 120 });
        write(&inner.join("pyproject.toml"), "not toml");
        assert_eq!(of(None), Target { version: Version::DEFAULT, width: 120 });
        assert_eq!(of(Some(Version::new(3, 8))).version, Version::new(3, 8));
        write(&inner.join("pyproject.toml"), "[tool.black]\nline-length = 79\n[tool.ruff]\nline-length = 100\n");
        assert_eq!(of(None).width, 100);
        write(&inner.join(".ruff.toml"), "line-length = 110\n");
        assert_eq!(of(None).width, 110);
    }
}
