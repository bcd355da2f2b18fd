//! Slices of a list: `xs[:]`, `xs[::-1]`, `xs[n:]`. Each is a new list of what it takes; walked once,
//! the list itself, `reversed` or `itertools.islice` gives the same items without one.

use tree_sitter::Node;

use super::producer::Producer;
use super::question::is_read;
use crate::python::Facts;
use crate::python::syntax::{child, children, inner};
use crate::python::types::Ty;

/// A slice of a list or tuple.
#[derive(Debug, Clone, Copy)]
pub struct Sliced<'m> {
    /// What is sliced.
    pub list: Node<'m>,
    /// Which of its items.
    pub items: Items<'m>,
}

/// The items that a slice takes.
#[derive(Debug, Clone, Copy)]
pub enum Items<'m> {
    /// All of them.
    All,
    /// All of them, from the last to the first.
    Reversed,
    /// Those at `start`, `start + step`, ... below `stop`: what is written there, in that order.
    Some([Option<Node<'m>>; 3]),
}

/// The slice that the expression is, if it takes items from front to end, or all from end to front.
pub fn sliced<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Sliced<'m>> {
    let node = inner(node);
    let read = node.kind() == "subscript" && is_read(node);
    let [list, slice] = children(node).try_into().ok().filter(|_| read)?;
    if slice.kind() != "slice" || child(node, "value") != Some(list) {
        return None;
    }
    let items = items(facts, bounds(slice))?;
    matches!(facts.type_of(list), Ty::List(_) | Ty::Tuple(_) | Ty::TupleOf(_)).then_some(Sliced { list, items })
}

/// What stands between the colons.
fn bounds(slice: Node<'_>) -> [Option<Node<'_>>; 3] {
    let (mut found, mut at) = ([None; 3], 0);
    let mut cursor = slice.walk();
    for part in slice.children(&mut cursor).filter(|n| !n.is_extra()) {
        match part.kind() {
            ":" => at += 1,
            _ => found[at.min(2)] = Some(part),
        }
    }
    found
}

fn items<'m>(facts: &Facts<'m>, bounds: [Option<Node<'m>>; 3]) -> Option<Items<'m>> {
    let is = |n: Option<Node<'m>>, text: &str| n.is_some_and(|n| facts.text(n) == text);
    // `islice` takes no number below zero, and evaluates its own before those of the slice would be.
    let counts = |n: Node<'m>| {
        let plain = matches!(n.kind(), "integer" | "identifier");
        plain && facts.type_of(n) == Ty::Int && (facts.text(n) == "0" || facts.is_positive(n))
    };
    match bounds {
        [start, None, step] if (start.is_none() || is(start, "0")) && (step.is_none() || is(step, "1")) => {
            Some(Items::All)
        }
        [None, None, step] if is(step, "-1") => Some(Items::Reversed),
        // The more it leaves out, the longer `islice` takes for each that it gives.
        // So few of such there are that no literal looks for them.
        [Some(_), Some(_), _] => None,
        [.., Some(step)] if !matches!(facts.text(step), "1" | "2" | "3" | "4") => None,
        _ => bounds.into_iter().flatten().all(counts).then_some(Items::Some(bounds)),
    }
}

/// The slice as what makes a sequence at once.
pub fn producer<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Producer<'m>> {
    let Sliced { list, .. } = sliced(facts, node)?;
    Some(Producer { node, steps: facts.steps_of(list), generator: false, sources: vec![list], eager: None })
}
