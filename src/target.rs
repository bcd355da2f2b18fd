//! The oldest Python a file must run on: as given, else `requires-python`, else 3.9.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// A version of Python, such as 3.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 3
    pub major: u8,
    /// 9
    pub minor: u8,
}

impl Version {
    /// What is assumed where nothing is known.
    pub const DEFAULT: Version = Version::new(3, 9);

    /// The version `major.minor`.
    pub const fn new(major: u8, minor: u8) -> Version {
        Version { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `3.9`, `3.9.1`, `py39` and `py313`.
    fn from_str(text: &str) -> Result<Version, String> {
        let version = match text.strip_prefix("py") {
            Some(digits) if digits.is_char_boundary(1) => numbers(&digits[..1], &digits[1..]),
            Some(_) => None,
            None => dotted(text),
        };
        version
            .filter(|version| version.major == 3)
            .ok_or_else(|| "write a version of Python 3, such as 3.9 or py39".to_owned())
    }
}

/// `3.9`, `3.9.1`, `3.9.*`, `3`.
fn dotted(text: &str) -> Option<Version> {
    let mut parts = text.trim().split('.');
    numbers(parts.next()?, parts.next().unwrap_or("0"))
}

/// Both numbers of a version.
fn numbers(major: &str, minor: &str) -> Option<Version> {
    let minor = if minor == "*" { "0" } else { minor };
    Some(Version::new(major.parse().ok()?, minor.parse().ok()?))
}

/// The version of each file, found once a folder.
#[derive(Debug, Default)]
pub struct Targets {
    given: Option<Version>,
    folders: Mutex<HashMap<PathBuf, Version>>,
}

impl Targets {
    /// All files have the version `given`, if there is one.
    pub fn new(given: Option<Version>) -> Targets {
        Targets {
            given,
            ..Targets::default()
        }
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
    let project = folder
        .ancestors()
        .find_map(|above| std::fs::read_to_string(above.join("pyproject.toml")).ok())?;
    let project: toml::Table = project.parse().ok()?;
    let own = project
        .get("project")
        .and_then(|table| table.get("requires-python"));
    let poetry = || {
        project
            .get("tool")?
            .get("poetry")?
            .get("dependencies")?
            .get("python")
    };
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
    fn versions_as_people_write_them() {
        for (text, minor) in [("3.9", 9), ("py39", 9), ("py313", 13), ("3.10.2", 10)] {
            assert_eq!(text.parse(), Ok(Version::new(3, minor)), "{text}");
        }
        for text in ["2.7", "py", "py27", "", "three", "pyé", "3.x"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn lower_bounds_of_specifiers() {
        for (text, minor) in [
            (">=3.9,<4", 9),
            ("~=3.10.1", 10),
            ("== 3.11.*", 11),
            ("<4, >=3.8", 8),
            ("^3.12", 12),
        ] {
            assert_eq!(lower_bound(text), Some(Version::new(3, minor)), "{text}");
        }
        assert_eq!(lower_bound("<4"), None);
    }

    #[test]
    fn the_nearest_project_file_decides() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(
            folder.path().join("pyproject.toml"),
            "[project]\nrequires-python = '>=3.12'\n",
        )
        .unwrap();
        assert_eq!(
            Targets::new(None).of(&inner.join("x.py")),
            Version::new(3, 12)
        );
        std::fs::write(inner.join("pyproject.toml"), "not toml").unwrap();
        assert_eq!(Targets::new(None).of(&inner.join("x.py")), Version::DEFAULT);
        assert_eq!(
            Targets::new(Some(Version::new(3, 8))).of(&inner.join("x.py")),
            Version::new(3, 8)
        );
    }
}
