//! The tables of predicates, proofs and rewriters that a transform may name.
//!
//! A predicate that fails is silent ("not our business"); a proof answers with a verdict;
//! a rewriter writes down what a template cannot say.

mod conditions;
mod parts;
mod proofs;
mod rewriting;

use tree_sitter::Node;

pub use crate::edit::Rewritten;
use crate::python::Facts;
use crate::verdict::Judgement;

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
    pub holds: for<'m> fn(&Facts<'m>, &[Argument<'m>]) -> bool,
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
    pub prove: for<'m> fn(&Facts<'m>, &[Argument<'m>]) -> Judgement,
}

/// A named rewriter: `rewriter = "walk-file-in-block @list"`.
pub struct Rewriter {
    /// Its name.
    pub name: &'static str,
    /// What it takes; all are required.
    pub parameters: &'static [Parameter],
    /// One line for the manual.
    pub doc: &'static str,
    /// The rewriter itself.
    pub rewrite: for<'m> fn(&Facts<'m>, &[Argument<'m>]) -> Rewritten,
}

pub use conditions::PREDICATES;
pub use proofs::PROOFS;
pub use rewriting::REWRITERS;
