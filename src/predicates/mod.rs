//! The tables of predicates, proofs and rewriters that a transform may name.
//!
//! A predicate that fails is silent ("not our business"); a proof answers with a verdict;
//! a rewriter writes down what a template cannot say.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::python::Facts;
use crate::verdict::{Reason, Verdict};

/// An argument of a predicate or proof: a capture's node or a plain word.
#[derive(Debug, Clone)]
pub enum Argument<'t> {
    /// The node of `@capture`.
    Node(Node<'t>),
    /// Anything else.
    Word(String),
}

/// What a predicate, proof or rewriter takes, checked when a transform is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// `@name`
    Capture,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// A query predicate of ours: `(#file? @f)`.
pub struct Predicate {
    /// With its final `?`.
    pub name: &'static str,
    /// What it takes; all are required.
    pub parameters: &'static [Parameter],
    /// One line for the manual.
    pub doc: &'static str,
    /// The test itself.
    pub holds: fn(&Facts<'_>, &[Argument<'_>]) -> bool,
}

/// A proof: `prove = ["lazy @list"]`.
pub struct Proof {
    /// Its name.
    pub name: &'static str,
    /// What it takes; all are required.
    pub parameters: &'static [Parameter],
    /// One line for the manual.
    pub doc: &'static str,
    /// The proof itself.
    pub prove: fn(&Facts<'_>, &[Argument<'_>]) -> Verdict,
}

/// What a rewriter answers: edits, or the reason why it cannot be written down.
pub type Rewritten = Result<Vec<Edit>, Reason>;

/// A named rewriter: `rewriter = "walk-file-in-block @list"`.
pub struct Rewriter {
    /// Its name.
    pub name: &'static str,
    /// What it takes; all are required.
    pub parameters: &'static [Parameter],
    /// One line for the manual.
    pub doc: &'static str,
    /// The rewriter itself.
    pub rewrite: fn(&Facts<'_>, &[Argument<'_>]) -> Rewritten,
}

/// All predicates.
pub static PREDICATES: &[Predicate] = &[];
/// All proofs.
pub static PROOFS: &[Proof] = &[];
/// All rewriters.
pub static REWRITERS: &[Rewriter] = &[];
