//! Slices of a list: `xs[:]`, `xs[::-1]`, `xs[n:]`. Each is a new list of what it takes; walked once,
//! the list itself, `reversed` or `itertools.islice` gives the same items without one.

use tree_sitter::Node;

use super::obligations::{FEW, is_tiny};
use super::producer::{Producer, is_producer, unpacked};
use super::question::is_read;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::syntax::{Call, child, children, inner, outer};
use crate::python::types::Ty;

/// From a slice to what makes its list, there are no more names than that.
const STEPS: usize = 6;

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

/// Is it `xs[:]`, which is written for the copy?
pub fn is_whole<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    sliced(facts, node).is_some_and(|sliced| matches!(sliced.items, Items::All))
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

/// Is nothing known to make the list that is sliced a long one? A copy of a part of it costs no more
/// than its references.
pub fn is_short<'m>(facts: &Facts<'m>, slice: &Sliced<'m>) -> bool {
    matches!(slice.items, Items::Some(_)) && !may_be_long(facts, slice.list, STEPS)
}

/// A slice beside it in the same `zip`, of which a copy would stay: one more copy is no matter then, and
/// the line reads better with all of them alike.
pub fn copied_beside<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Node<'m>> {
    let stays = |argument: &Node<'m>| {
        let part = inner(*argument);
        let is_slice = children(part).get(1).is_some_and(|index| index.kind() == "slice");
        let found = || sliced(facts, part).filter(|slice| !is_short(facts, slice) && !takes_few(facts, slice));
        // A slice of a `range` is none of its numbers.
        let copies = |n: Node<'m>| child(n, "value").is_some_and(|list| facts.type_of(list) != Ty::Range);
        part.kind() == "subscript" && is_slice && copies(part) && found().is_none()
    };
    beside(facts, node).into_iter().find(stays)
}

/// The other arguments of the `zip` that is given it.
pub fn beside<'m>(facts: &Facts<'m>, node: Node<'m>) -> Vec<Node<'m>> {
    let whole = outer(node);
    let call = whole.parent().and_then(|arguments| arguments.parent()).and_then(Call::of);
    let zip = call.filter(|call| facts.is_builtin(call.function, "zip"));
    zip.map_or_else(Vec::new, |zip| zip.all().into_iter().filter(|argument| *argument != whole).collect())
}

/// Does the slice end after a few items?
pub fn takes_few<'m>(facts: &Facts<'m>, slice: &Sliced<'m>) -> bool {
    let few = |n: Node<'m>| facts.text(n).parse::<usize>().is_ok_and(|n| n <= FEW);
    matches!(slice.items, Items::Some([_, Some(stop), _]) if few(stop))
}

/// Is this, or what the name stands for, made by a loop, a comprehension or a call that makes all at
/// once?
fn may_be_long<'m>(facts: &Facts<'m>, node: Node<'m>, steps: usize) -> bool {
    let (node, Some(steps)) = (inner(node), steps.checked_sub(1)) else { return false };
    match node.kind() {
        "list" => unpacked(node).is_some_and(|items| !facts.type_of(items).is_sized()),
        "list_comprehension" => !is_tiny(facts, node),
        "call" => {
            let made = || Call::of(node).and_then(|call| facts.callee(&call)).is_some_and(|f| facts.returns_new(f));
            let lines =
                Call::of(node).and_then(|call| call.method()).is_some_and(|(_, name)| facts.text(name) == "splitlines");
            (is_producer(facts, node) || lines || made()) && !is_tiny(facts, node)
        }
        "identifier" => {
            let symbol = facts.scopes().symbol_at(node);
            let filled = symbol.and_then(|s| facts.ownership(s)).is_some_and(|o| !o.changes.is_empty());
            match symbol.and_then(|s| facts.sole_binding(s)).filter(|b| b.path.is_empty()).map(|b| b.bound) {
                Some(Bound::Value(value)) => filled || may_be_long(facts, value, steps),
                Some(Bound::Parameter(p)) => facts.is_always_given(p, |value| may_be_long(facts, value, steps)),
                _ => false,
            }
        }
        _ => false,
    }
}

/// The slice as what makes a sequence at once.
pub fn producer<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Producer<'m>> {
    let Sliced { list, .. } = sliced(facts, node)?;
    Some(Producer {
        node,
        rest: Vec::new(),
        steps: facts.steps_of(list),
        generator: false,
        sources: vec![list],
        eager: None,
    })
}
