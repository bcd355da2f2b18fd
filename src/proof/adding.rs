//! What a list holds from the start, and the statements that add to it.

use tree_sitter::Node;

use super::producer::is_producer;
use super::question::is_other_than_list;
use crate::python::Facts;
use crate::python::syntax::{Call, child, children};

/// A list that stands in the code as one expression.
#[derive(Debug, Clone)]
pub enum Part<'m> {
    /// The items of a display: `[a, b]`.
    Items(Vec<Node<'m>>),
    /// What makes a list at once: a comprehension, `f.readlines()`.
    Made(Node<'m>),
}

impl Part<'_> {
    /// Is it a list without items?
    pub fn is_empty(&self) -> bool {
        matches!(self, Part::Items(items) if items.is_empty())
    }
}

/// A statement that adds to the list.
#[derive(Debug, Clone, Copy)]
pub enum Add<'m> {
    /// `xs.append(value)`: the call and the value.
    Item(Node<'m>, Node<'m>),
    /// `xs.extend(items)` or `xs += items`: the call or statement, and the items.
    Items(Node<'m>, Node<'m>),
}

impl<'m> Add<'m> {
    /// The call or statement.
    pub fn node(self) -> Node<'m> {
        match self {
            Add::Item(node, _) | Add::Items(node, _) => node,
        }
    }

    /// The value or the items.
    pub fn value(self) -> Node<'m> {
        match self {
            Add::Item(_, value) | Add::Items(_, value) => value,
        }
    }
}

/// A list that is written out or made at once.
pub fn part<'m>(facts: &Facts<'m>, value: Node<'m>) -> Option<Part<'m>> {
    match value.kind() {
        "list" => {
            let items = children(value);
            items.iter().all(|i| i.kind() != "list_splat").then_some(Part::Items(items))
        }
        "call" if is_empty_list(facts, value) => Some(Part::Items(Vec::new())),
        // Those who need what is returned get a list.
        _ => (is_producer(facts, value) && !is_other_than_list(&facts.type_of(value))).then_some(Part::Made(value)),
    }
}

fn is_empty_list<'m>(facts: &Facts<'m>, value: Node<'m>) -> bool {
    Call::of(value).is_some_and(|call| call.all().is_empty() && facts.is_builtin(call.function, "list"))
}

/// The statement of which the name is the list that is added to.
pub fn add<'m>(facts: &Facts<'m>, name: Node<'m>) -> Option<Add<'m>> {
    let parent = name.parent()?;
    if parent.kind() == "augmented_assignment" {
        let plus = child(parent, "operator").is_some_and(|o| facts.text(o) == "+=");
        let whole = parent.parent().is_some_and(|p| p.kind() == "expression_statement");
        let left = child(parent, "left") == Some(name);
        return (plus && whole && left).then(|| child(parent, "right").map(|v| Add::Items(parent, v)))?;
    }
    let call =
        parent.parent().and_then(Call::of).filter(|c| c.function == parent && child(parent, "object") == Some(name))?;
    let whole = call.node.parent().is_some_and(|p| p.kind() == "expression_statement");
    let [value] = call.all().try_into().ok()?;
    if !whole || matches!(value.kind(), "keyword_argument" | "list_splat" | "dictionary_splat") {
        return None;
    }
    match facts.text(child(parent, "attribute")?) {
        "append" => Some(Add::Item(call.node, value)),
        "extend" => Some(Add::Items(call.node, value)),
        _ => None,
    }
}
