//! The transforms of a run: the built-in ones and the user's, and which are selected.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};

use super::form::instead;
use super::{Transform, Vocabulary, load};

/// A transform's file inside the binary.
struct Embedded {
    path: &'static str,
    text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// A set of transforms, sorted by code.
#[derive(Debug, Clone)]
pub struct Catalogue {
    transforms: Vec<Arc<Transform>>,
    words: Vocabulary,
}

impl Catalogue {
    /// The transforms that are part of pyfix.
    ///
    /// # Errors
    /// A mistake in one of them, which the tests rule out.
    pub fn builtin() -> Result<Catalogue> {
        Catalogue::read_builtin(false)
    }

    /// As [`Catalogue::builtin`], with every query compiled and checked: for tests.
    ///
    /// # Errors
    /// A mistake in one of the transforms.
    pub fn builtin_verified() -> Result<Catalogue> {
        Catalogue::read_builtin(true)
    }

    fn read_builtin(verified: bool) -> Result<Catalogue> {
        let mut catalogue = Catalogue::empty(Vocabulary::builtin());
        for file in BUILTIN {
            let path = Path::new(file.path);
            catalogue.add(load(path, file.text, catalogue.words, verified)?)?;
        }
        Ok(catalogue)
    }

    /// No transforms, over these words.
    pub fn empty(words: Vocabulary) -> Catalogue {
        Catalogue { transforms: Vec::new(), words }
    }

    /// Adds the transforms of the files and folders, fully checked.
    ///
    /// # Errors
    /// A file that cannot be read, or a mistake in it.
    pub fn with_files(mut self, paths: &[PathBuf]) -> Result<Catalogue> {
        for path in paths {
            for file in files(path)? {
                let bytes = fs::read(&file).map_err(|error| unreadable(&file, &error))?;
                let text = String::from_utf8(bytes).map_err(|_| Error::at(&file, "a transform has to be UTF-8"))?;
                self.add(load(&file, &text, self.words, true)?)?;
            }
        }
        Ok(self)
    }

    /// Adds one transform, in its place.
    ///
    /// # Errors
    /// Its code or its name is taken.
    pub fn add(&mut self, transform: Transform) -> Result<()> {
        let taken = |what: &str, value: &str, other: &Transform| {
            let (line, column) = transform.place;
            Err(Error::at(&transform.path, format!("the {what} `{value}` is taken"))
                .place(line, column)
                .help(format!("{} has it; choose another", other.path.display())))
        };
        for other in &self.transforms {
            if other.code == transform.code {
                return taken("code", &transform.code, other);
            }
            if other.name == transform.name {
                return taken("name", &transform.name, other);
            }
        }
        let at = self.transforms.partition_point(|t| t.code < transform.code);
        self.transforms.insert(at, Arc::new(transform));
        Ok(())
    }

    /// The transforms, sorted by code.
    pub fn transforms(&self) -> &[Arc<Transform>] {
        &self.transforms
    }

    /// The words they are written in.
    pub fn words(&self) -> Vocabulary {
        self.words
    }

    /// The transform of that code or name.
    ///
    /// # Errors
    /// There is none.
    pub fn get(&self, name: &str) -> Result<&Arc<Transform>> {
        let found = |t: &&Arc<Transform>| t.code.eq_ignore_ascii_case(name) || t.name == name;
        self.transforms.iter().find(found).ok_or_else(|| self.unknown(name))
    }

    /// These transforms alone.
    pub fn only(&self, wanted: impl Fn(&Transform) -> bool) -> Catalogue {
        let kept = self.transforms.iter().filter(|t| wanted(t));
        Catalogue { transforms: kept.cloned().collect(), words: self.words }
    }

    /// The transforms that `select` names and `ignore` does not; an empty `select` is
    /// `ALL`. The more exact selector wins, `ignore` where both are as exact.
    ///
    /// # Errors
    /// A selector that names nothing.
    pub fn select(&self, select: &[String], ignore: &[String]) -> Result<Catalogue> {
        for selector in select.iter().chain(ignore) {
            if !self.transforms.iter().any(|t| exactness(selector, t).is_some()) && !is_all(selector) {
                return Err(self.unknown(selector));
            }
        }
        let best =
            |selectors: &[String], t: &Transform| selectors.iter().filter_map(|selector| exactness(selector, t)).max();
        Ok(self.only(|t| {
            let selected = if select.is_empty() { Some(0) } else { best(select, t) };
            selected.is_some() && selected > best(ignore, t)
        }))
    }

    /// An error about a selector, or a name, that names nothing.
    fn unknown(&self, selector: &str) -> Error {
        let mut known: Vec<&str> = Vec::new();
        for transform in &self.transforms {
            known.push(&transform.code);
            known.push(&transform.name);
        }
        let error = Error::new(format!("no transform is called `{selector}`"));
        match super::form::nearest(selector, &known) {
            Some(_) => error.help(instead(selector, &known, "`")),
            None => error.help("`pyfix list` shows them all"),
        }
    }
}

fn is_all(selector: &str) -> bool {
    selector.eq_ignore_ascii_case("all")
}

/// How exactly a selector names a transform: 0 for `ALL`, then by length, a full code or
/// name above all; `None` where it does not.
fn exactness(selector: &str, transform: &Transform) -> Option<usize> {
    if selector == transform.name || selector.eq_ignore_ascii_case(&transform.code) {
        return Some(usize::MAX);
    }
    if is_all(selector) {
        return Some(0);
    }
    let prefix = transform.code.get(..selector.len())?;
    let fits = !selector.is_empty() && prefix.eq_ignore_ascii_case(selector);
    fits.then_some(selector.len())
}

/// The TOML files of a path, sorted; a file that is named is taken whatever its ending.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&folder, &error))?;
            let kind = entry.file_type().map_err(|error| unreadable(&folder, &error))?;
            // Links to folders are not followed: they may lead round in a circle.
            if kind.is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|e| e == "toml") {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Error::at(path, "holds no transforms").help("name a folder of TOML files"));
    }
    Ok(found)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::at(path, format!("cannot be read: {error}"))
}
