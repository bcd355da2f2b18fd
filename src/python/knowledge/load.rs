//! Reads knowledge files.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Class, Entry, Knowledge, Plain};
use crate::error::{Error, Result};

/// One file: entries by dotted name beside two tables of their own.
#[derive(Deserialize)]
struct File {
    /// Classes that need more than their methods.
    #[serde(default)]
    classes: BTreeMap<String, Class>,
    /// Exceptions with their parents.
    #[serde(default)]
    exceptions: BTreeMap<String, Vec<String>>,
    /// Modules and classes whose operators run no code of the program.
    #[serde(default)]
    plain: Plain,
    #[serde(flatten)]
    entries: BTreeMap<String, Entry>,
}

impl Knowledge {
    /// Adds the entries of a file; its own entries win over those already there.
    /// `name` is for the message only.
    pub fn add(&mut self, name: &str, text: &str) -> Result<()> {
        let file: File = toml::from_str(text).map_err(|error| {
            Error::new(format!("{name} is no knowledge file: {error}"))
                .help("see the form of the built-in ones in src/python/knowledge")
        })?;
        let mut new = BTreeMap::new();
        for (pattern, entry) in file.entries {
            for dotted in expand(&pattern) {
                if new.insert(dotted.clone(), entry.clone()).is_some() {
                    return Err(Error::new(format!("{name} describes {dotted} twice")));
                }
            }
        }
        let presumed = new.iter().filter(|(_, entry)| entry.eager.iter().any(|eager| eager.presumed));
        let by_method = presumed.filter_map(|(name, _)| Some((name.rsplit_once('.')?.1.to_owned(), name.clone())));
        self.presumed.extend(by_method.collect::<Vec<_>>());
        let eager = new.iter().filter(|(_, entry)| !entry.eager.is_empty());
        self.eager.extend(eager.map(|(name, _)| name.rsplit('.').next().unwrap_or(name).to_owned()));
        self.last_names.extend(new.keys().map(|name| name.rsplit('.').next().unwrap_or(name).to_owned()));
        self.entries.extend(new);
        self.classes.extend(file.classes);
        self.exceptions.extend(file.exceptions);
        self.plain.modules.extend(file.plain.modules);
        self.plain.bases.extend(file.plain.bases);
        self.plain.frozen.extend(file.plain.frozen);
        self.plain.standard.extend(file.plain.standard);
        Ok(())
    }
}

/// `os.{mkdir, rmdir}` is two names.
fn expand(pattern: &str) -> Vec<String> {
    let braces = pattern.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    match braces {
        Some((before, (inside, after))) => {
            inside.split(',').flat_map(|part| expand(&format!("{before}{}{after}", part.trim()))).collect()
        }
        None => vec![pattern.to_owned()],
    }
}
