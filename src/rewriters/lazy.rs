//! The lazy form of a sequence where it is made.

use tree_sitter::Node;

use crate::edit::{Edit, Rewritten};
use crate::proof::producer::producer;
use crate::python::Facts;
use crate::python::syntax::inner;

use super::generator::brackets;
use super::moving::layout;

/// The edits that turn the expression `list` into its lazy form.
pub fn lazy<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let list = inner(list);
    if list.kind() == "list_comprehension" {
        return Ok(brackets(list, crate::python::syntax::outer(list) != list));
    }
    let producer = producer(facts, list).ok_or_else(|| layout("this is no sequence that pyfix knows", list))?;
    let source = producer.sources.first().ok_or_else(|| layout("what it walks is not written out", list))?;
    Ok(vec![
        Edit { range: list.start_byte()..source.start_byte(), text: String::new() },
        Edit { range: source.end_byte()..list.end_byte(), text: String::new() },
    ])
}
