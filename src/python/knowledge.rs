//! What builtins and the standard library return, walk, mutate, raise and show: data.
//!
//! The files in `knowledge/` are the source, one per subject, keyed by dotted name. Types
//! are those of [`super::types`]. `file.*` are the methods of real files of both modes.
//! `a.{b, c}` is two names with the same facts. Taken for granted: the memory suffices,
//! which includes the limit on digits when an int is turned into text.

mod accept;
mod eager;
mod entry;
mod exceptions;
mod load;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde::Deserialize;

pub use accept::Accept;
pub use eager::{Blocks, ByLine, Clause, Condition, Eager, Hole, LineEnds, Piece, Strips, Whole};
pub use entry::{Between, Case, Effect, Entry, Matches, Opens, Param, Place, Walk};

use super::types::{Ty, TyExpr};
use crate::error::Error;

/// The files, embedded.
const FILES: &[(&str, &str)] = &[
    ("builtins", include_str!("knowledge/builtins.toml")),
    ("bytes", include_str!("knowledge/bytes.toml")),
    ("collections", include_str!("knowledge/collections.toml")),
    ("containers", include_str!("knowledge/containers.toml")),
    ("exceptions", include_str!("knowledge/exceptions.toml")),
    ("file", include_str!("knowledge/file.toml")),
    ("io", include_str!("knowledge/io.toml")),
    ("modules", include_str!("knowledge/modules.toml")),
    ("numbers", include_str!("knowledge/numbers.toml")),
    ("os", include_str!("knowledge/os.toml")),
    ("pathlib", include_str!("knowledge/pathlib.toml")),
    ("runtime", include_str!("knowledge/runtime.toml")),
    ("sqlite3", include_str!("knowledge/sqlite3.toml")),
    ("str", include_str!("knowledge/str.toml")),
    ("system", include_str!("knowledge/system.toml")),
    ("text", include_str!("knowledge/text.toml")),
];

/// Facts by dotted name.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    entries: BTreeMap<String, Entry>,
    classes: BTreeMap<String, Class>,
    exceptions: BTreeMap<String, Vec<String>>,
    plain: Plain,
    /// Dotted names by the method that is presumed to be theirs.
    presumed: BTreeMap<String, String>,
    /// The last parts of the names that have a lazy form.
    eager: BTreeSet<String>,
    /// The last parts of all names.
    last_names: BTreeSet<String>,
}

/// What brings no operators that run code of the program.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Plain {
    /// Modules, with all that lies below them.
    modules: BTreeSet<String>,
    /// Classes that may be derived from.
    bases: BTreeSet<String>,
    /// Classes of which no instance ever changes.
    frozen: BTreeSet<String>,
    /// The top-level modules of the standard library.
    standard: BTreeSet<String>,
}

/// What is known of a class beside its methods.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Class {
    /// The class whose methods it has where it has none of its own.
    like: Option<String>,
    /// What walking an instance gives.
    element: Option<TyExpr>,
    /// Walking an instance uses it up.
    iterator: bool,
    /// What a step of walking an instance does, where it runs no code of the program.
    steps: Option<Steps>,
}

/// What a step of walking an instance of a class does.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Steps {
    /// Shared state that it reads.
    pub reads: Vec<Place>,
    /// Words in the module with which it may run code of the program all the same.
    pub unless: Vec<String>,
}

impl Knowledge {
    /// What pyfix itself knows.
    pub fn get() -> &'static Knowledge {
        static BUILT_IN: OnceLock<Knowledge> = OnceLock::new();
        // A test reads the same files: there is no error to report here.
        BUILT_IN.get_or_init(|| Knowledge::built_in().unwrap_or_default())
    }

    /// What pyfix itself knows and what users' files add, which wins.
    ///
    /// # Errors
    /// A file that cannot be read or is no knowledge file.
    pub fn with_files(paths: &[PathBuf]) -> Result<Knowledge, Error> {
        let mut all = Knowledge::get().clone();
        for path in paths {
            let text = fs::read_to_string(path).map_err(|error| Error::at(path, format!("cannot be read: {error}")))?;
            all.add(&path.display().to_string(), &text)?;
        }
        Ok(all)
    }

    fn built_in() -> Result<Knowledge, Error> {
        let mut all = Knowledge::default();
        for (name, text) in FILES {
            all.add(name, text)?;
        }
        Ok(all)
    }

    /// The function, class or constant of that dotted name: `builtins.len`, `os.path.join`.
    /// Methods have names of that form too (`str.strip`): for `str.strip(x)` the first
    /// argument is the receiver, and the facts are about the others.
    pub fn function(&self, dotted: &str) -> Option<&Entry> {
        self.entries.get(dotted)
    }

    /// The entry of that dotted name, with the name as it is kept.
    pub fn named(&self, dotted: &str) -> Option<(&str, &Entry)> {
        self.entries.get_key_value(dotted).map(|(name, entry)| (name.as_str(), entry))
    }

    /// The method of that name of a receiver of that type, with its dotted name.
    pub fn named_method(&self, receiver: &Ty, name: &str) -> Option<(&str, &Entry)> {
        self.member(receiver, name).filter(|(_, entry)| !entry.attribute)
    }

    /// The method of that name that a receiver of unknown type is presumed to have.
    pub fn presumed(&self, name: &str) -> Option<(&str, &Entry)> {
        self.named(self.presumed.get(name)?)
    }

    /// May a method of that name, of whatever it is, make a sequence at once?
    pub fn may_be_eager(&self, name: &str) -> bool {
        self.eager.contains(name)
    }

    /// Is anything of the library called so, whatever it belongs to: may it call a method of that name?
    pub fn has_name(&self, name: &str) -> bool {
        self.last_names.contains(name)
    }

    /// The method of that name of a receiver of that type.
    pub fn method(&self, receiver: &Ty, name: &str) -> Option<&Entry> {
        self.named_method(receiver, name).map(|(_, entry)| entry)
    }

    /// The type of an attribute that is no method: `path.name`, `match.string`.
    pub fn attribute(&self, receiver: &Ty, name: &str) -> Option<Ty> {
        let (_, entry) = self.member(receiver, name)?;
        let returns = || entry.returns.resolve(Some(receiver), &[]);
        entry.attribute.then(returns)
    }

    /// The attribute of that name, for what setting it does.
    pub fn settable(&self, receiver: &Ty, name: &str) -> Option<&Entry> {
        self.member(receiver, name).map(|(_, entry)| entry).filter(|entry| entry.attribute)
    }

    /// The type of a constant of a module: `string.ascii_lowercase`.
    pub fn constant(&self, dotted: &str) -> Option<Ty> {
        let entry = self.entries.get(dotted)?;
        entry.constant.then(|| entry.returns.resolve(None, &[]))
    }

    /// What walking a value of that type gives, instances of known classes included.
    pub fn element(&self, ty: &Ty) -> Ty {
        let of_class = self.class(ty).and_then(|class| class.element.as_ref());
        match of_class {
            Some(element) => element.resolve(Some(ty), &[]),
            None => ty.element(),
        }
    }

    /// Walking a value of that type uses it up.
    pub fn is_iterator(&self, ty: &Ty) -> bool {
        let by_itself = matches!(ty, Ty::Iter(_) | Ty::File { .. });
        by_itself || self.class(ty).is_some_and(|class| class.iterator)
    }

    /// What a step of walking a value of that type does, if it is known.
    pub fn steps(&self, ty: &Ty) -> Option<&Steps> {
        self.class(ty)?.steps.as_ref()
    }

    /// A name that Python knows without an import.
    pub fn is_builtin(&self, name: &str) -> bool {
        let is_exception = || !name.contains('.') && self.is_exception(name);
        self.entries.contains_key(&format!("builtins.{name}")) || is_exception()
    }

    /// Is anything known of the module that a dotted name begins with?
    pub fn is_library(&self, dotted: &str) -> bool {
        let root = dotted.split('.').next().unwrap_or(dotted);
        let first = format!("{root}.");
        let mut from = self.entries.range(first.clone()..);
        self.plain.modules.contains(root) || from.next().is_some_and(|(name, _)| name.starts_with(&first))
    }

    /// Do the operators of all that this module makes run no code of the program?
    pub fn is_plain_module(&self, dotted: &str) -> bool {
        dotted.split('.').next().is_some_and(|module| self.plain.modules.contains(module))
    }

    /// Do the special methods of this class call no other methods of an instance?
    pub fn is_plain_base(&self, dotted: &str) -> bool {
        self.plain.bases.contains(dotted) || self.is_exception(dotted)
    }

    /// Does the module come with Python?
    pub fn is_standard_module(&self, dotted: &str) -> bool {
        dotted.split('.').next().is_some_and(|root| self.plain.standard.contains(root))
    }

    /// Can nothing change a value of that type?
    pub fn is_frozen(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Instance(class) => self.plain.frozen.contains(class),
            Ty::Maybe(of) => self.is_frozen(of),
            _ => ty.is_plain(),
        }
    }

    /// All dotted names that have an entry.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    fn class(&self, ty: &Ty) -> Option<&Class> {
        self.classes.get(ty.class()?)
    }

    fn member(&self, receiver: &Ty, name: &str) -> Option<(&str, &Entry)> {
        let mut class = receiver.class()?;
        // No chain of classes is longer.
        for _ in 0..8 {
            if let Some(found) = self.named(&format!("{class}.{name}")) {
                return Some(found);
            }
            class = self.classes.get(class)?.like.as_deref()?;
        }
        None
    }
}
