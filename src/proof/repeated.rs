//! `[x] * n`: one item, again and again. `itertools.repeat` gives it as often without a list of it
//! (Python Library, "itertools"); both are evaluated where the list is.

use tree_sitter::Node;

use super::producer::Producer;
use crate::python::Facts;
use crate::python::effects::Effects;
use crate::python::syntax::{child, children, inner};
use crate::python::types::Ty;

/// Such a list or tuple.
#[derive(Debug, Clone, Copy)]
pub struct Repeated<'m> {
    /// What is given.
    pub item: Node<'m>,
    /// How often: a whole number.
    pub count: Node<'m>,
}

/// The item that the expression repeats.
pub fn repeated<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Repeated<'m>> {
    let node = inner(node);
    let times = child(node, "operator").filter(|_| node.kind() == "binary_operator");
    times.filter(|operator| facts.text(*operator) == "*")?;
    let (left, right) = (inner(child(node, "left")?), inner(child(node, "right")?));
    let (list, count) = if is_display(left) { (left, right) } else { (right, left) };
    let [item] = children(list).try_into().ok().filter(|_| is_display(list))?;
    let plain = !matches!(item.kind(), "list_splat" | "named_expression" | "yield" | "comment");
    // Of `n * [item()]` the number is evaluated first.
    let in_order = || list == left || count.kind() == "integer" || facts.effects_of(item).is_silent();
    let fits = plain && facts.type_of(count) == Ty::Int && in_order();
    fits.then_some(Repeated { item, count })
}

fn is_display(node: Node<'_>) -> bool {
    matches!(node.kind(), "list" | "tuple")
}

/// It as what makes a sequence at once: its steps do nothing.
pub fn producer<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Producer<'m>> {
    repeated(facts, node)?;
    Some(Producer {
        node,
        rest: Vec::new(),
        steps: Effects::default(),
        generator: false,
        sources: Vec::new(),
        eager: None,
    })
}
