//! The words a transform may use: predicates, proofs, rewriters; and calls of them.

use std::fmt;

use crate::predicates::{PREDICATES, PROOFS, Parameter, Predicate, Proof, REWRITERS, Rewriter};

/// The tables that names are looked up in.
#[derive(Clone, Copy)]
pub struct Vocabulary {
    /// Query predicates of ours.
    pub predicates: &'static [Predicate],
    /// Proofs.
    pub proofs: &'static [Proof],
    /// Rewriters.
    pub rewriters: &'static [Rewriter],
}

impl Vocabulary {
    /// What pyfix itself knows.
    pub fn builtin() -> Self {
        Vocabulary { predicates: PREDICATES, proofs: PROOFS, rewriters: REWRITERS }
    }

    /// The predicate of that name, and whether the name negates it (`not-file?`).
    pub fn predicate(&self, name: &str) -> Option<(&'static Predicate, bool)> {
        if let Some(predicate) = find(self.predicates, name) {
            return Some((predicate, false));
        }
        let positive = name.strip_prefix("not-")?;
        find(self.predicates, positive).map(|predicate| (predicate, true))
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vocabulary")
    }
}

/// An entry of one of the tables.
pub trait Named {
    /// What the table is a table of, in one word.
    const KIND: &'static str;
    /// The entry's name.
    fn name(&self) -> &'static str;
    /// What it takes.
    fn parameters(&self) -> &'static [Parameter];
    /// Its line for the manual.
    fn doc(&self) -> &'static str;
}

/// The entry of that name.
pub(super) fn find<T: Named>(table: &'static [T], name: &str) -> Option<&'static T> {
    table.iter().find(|entry| entry.name() == name)
}

/// Implements [`Named`] for an entry type of `predicates`.
macro_rules! named {
    ($type:ty, $kind:literal) => {
        impl Named for $type {
            const KIND: &'static str = $kind;
            fn name(&self) -> &'static str {
                self.name
            }
            fn parameters(&self) -> &'static [Parameter] {
                self.parameters
            }
            fn doc(&self) -> &'static str {
                self.doc
            }
        }
    };
}
named!(Predicate, "predicate");
named!(Proof, "proof");
named!(Rewriter, "rewriter");

/// An argument as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// `@name`, without the sign.
    Capture(String),
    /// A plain word.
    Word(String),
}

/// A use of a proof or rewriter, with arguments that fit it.
pub struct Call<T: 'static> {
    /// What is called.
    pub item: &'static T,
    /// Its arguments.
    pub arguments: Vec<Operand>,
}

impl<T> Call<T> {
    /// The captures among the arguments.
    pub fn captures(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().filter_map(|argument| match argument {
            Operand::Capture(name) => Some(name.as_str()),
            Operand::Word(_) => None,
        })
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Call { item: self.item, arguments: self.arguments.clone() }
    }
}

impl<T: Named> fmt::Display for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.item.name())?;
        for argument in &self.arguments {
            match argument {
                Operand::Capture(name) => write!(f, " @{name}")?,
                Operand::Word(word) => write!(f, " {word}")?,
            }
        }
        Ok(())
    }
}

impl<T: Named> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
