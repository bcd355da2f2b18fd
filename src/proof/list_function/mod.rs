//! A function that makes a list and returns it: may it hand out the items one by one?
//!
//! The steps of the producer are what its body does after the first item; the consumers are
//! all its callers (obligation 10). A caller that needs a list gets `list(...)`.

mod body;
mod callers;
mod kept;
mod shape;

use tree_sitter::Node;

use super::adding::{Add, Part};
use crate::python::scopes::SymbolId;
use crate::verdict::{Obligation, Reason};

pub use body::{made_is_what_it_seems, made_values_are_the_same, may_be_suspended};
pub use callers::{Caller, Case, everyone_is_known, is_walked_by, judge, somebody_gains};
pub use kept::nothing_is_kept;
pub use shape::list_function;

/// The list that is given a name and filled.
#[derive(Debug, Clone)]
pub struct Filled<'m> {
    /// Its name.
    pub symbol: SymbolId,
    /// The statement that makes it.
    pub start: Node<'m>,
    /// What it holds from the start.
    pub first: Part<'m>,
    /// What is added.
    pub adds: Vec<Add<'m>>,
    /// All other uses of it.
    pub others: Vec<Node<'m>>,
}

/// A `return` statement.
#[derive(Debug, Clone)]
pub struct Return<'m> {
    /// The statement.
    pub statement: Node<'m>,
    /// What it returns; `None` is the list that was filled.
    pub part: Option<Part<'m>>,
}

/// What becomes of the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It becomes a generator function (PEP 255): its body runs when the result is walked.
    Generator,
    /// It returns a generator expression (PEP 289): what comes before it runs in the call.
    Expression,
}

/// A function that makes a list and returns it.
#[derive(Debug, Clone)]
pub struct ListFunction<'m> {
    /// The `def`.
    pub function: Node<'m>,
    /// The list that it fills, if it does.
    pub filled: Option<Filled<'m>>,
    /// The `return` statements.
    pub returns: Vec<Return<'m>>,
    /// What becomes of it.
    pub form: Form,
}

impl<'m> ListFunction<'m> {
    /// What is added to the list that it fills.
    pub fn adds(&self) -> impl Iterator<Item = Add<'m>> {
        self.filled.iter().flat_map(|filled| filled.adds.iter().copied())
    }

    /// The lists that stand in it as one expression, each with its statement.
    pub fn parts(&self) -> impl Iterator<Item = (Node<'m>, &Part<'m>)> {
        let first = self.filled.iter().map(|filled| (filled.start, &filled.first));
        first.chain(self.returns.iter().filter_map(|r| r.part.as_ref().map(|part| (r.statement, part))))
    }

    /// What makes a list at once, each with its statement.
    pub fn made(&self) -> impl Iterator<Item = (Node<'m>, Node<'m>)> {
        self.parts().filter_map(|(statement, part)| match part {
            Part::Made(node) => Some((statement, *node)),
            Part::Items(_) => None,
        })
    }
}

fn refuse(obligation: Obligation, sentence: impl Into<String>, node: Node<'_>) -> Reason {
    Reason::new(obligation, sentence, node.byte_range())
}
