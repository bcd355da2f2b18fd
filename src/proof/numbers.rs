//! A list of consecutive numbers under a name: where it is only indexed, measured, looked through
//! and walked, its `range` does the same (Python Library, "Ranges": it is an immutable sequence
//! that "will always take the same (small) amount of memory").

use tree_sitter::Node;

use super::binding::{assignment, refuse};
use super::obligations::is_private;
use crate::python::Facts;
use crate::python::syntax::{
    Call, ancestors, child, children, clauses, inner, is_async, is_definition, iterable, outer,
};
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

use super::question::is_read;

/// Longer chains of slices are not followed.
const SLICES: usize = 4;

/// Functions that ask a sequence for its length and items by their index, and keep nothing of it.
const ASKING: &[&str] = &[
    "builtins.len",
    "builtins.bool",
    "random.choice",
    "random.choices",
    "random.sample",
    "bisect.bisect",
    "bisect.bisect_left",
    "bisect.bisect_right",
];

/// The `range` of which the expression is a list: `list(range(n))`, `[i for i in range(n)]`.
pub fn listed_range<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Node<'m>> {
    let node = inner(node);
    let source = match node.kind() {
        "call" => {
            let call =
                Call::of(node).filter(|call| facts.is_builtin(call.function, "list") && call.all().len() == 1)?;
            call.positional()?.first().copied()?
        }
        "list_comprehension" => {
            let [clause] = clauses(node).try_into().ok()?;
            let (target, body) = (child(clause, "left")?, child(node, "body")?);
            let same = target.kind() == "identifier" && facts.text(target) == facts.text(body);
            (same && !is_async(clause)).then(|| iterable(clause)).flatten()?
        }
        _ => return None,
    };
    let range = Call::of(inner(source)).filter(|call| facts.is_builtin(call.function, "range"))?;
    Some(range.node)
}

/// Nobody can tell the range from the list.
pub fn judge<'m>(facts: &Facts<'m>, list: Node<'m>) -> Judgement {
    let verdict =
        told_apart(facts, list).map_or_else(Verdict::refute, |doubt| doubt.map_or(Verdict::Proven, Verdict::doubt));
    Judgement { verdict, asked: vec![Obligation::OneWalk, Obligation::Exceptions, Obligation::Worth] }
}

/// A use for which it matters in an error alone.
///
/// # Errors
/// A use for which it matters.
fn told_apart<'m>(facts: &Facts<'m>, list: Node<'m>) -> Result<Option<Reason>, Reason> {
    let range = listed_range(facts, list).ok_or_else(|| refuse("this is no list of numbers", list))?;
    let (_, _, target) = assignment(list)?;
    let name = facts.text(target);
    let symbol = facts.scopes().symbol_at(target).ok_or_else(|| refuse("its name is not known", target))?;
    is_private(facts, target, symbol)?;
    let unknown = || refuse(format!("`{name}` is also used where it is not known when that runs"), target);
    let loads = facts.loads_reached(target, symbol).ok_or_else(unknown)?;
    if loads.is_empty() {
        return Err(refuse(format!("`{name}` is never used"), target));
    }
    let mut doubt = None;
    for load in loads {
        doubt = served(facts, load, SLICES)?.or(doubt);
    }
    if super::obligations::is_tiny(facts, range) {
        return Err(Reason::new(Obligation::Worth, "the sequence is known to be tiny", range.byte_range()));
    }
    Ok(doubt)
}

/// Does a range serve as well, where the value of `node` is used?
fn served<'m>(facts: &Facts<'m>, node: Node<'m>, slices: usize) -> Result<Option<Reason>, Reason> {
    let node = outer(node);
    let needs_list = || Err(refuse(format!("`{}` is used as a list", facts.text(node)), node));
    let Some(parent) = node.parent() else { return needs_list() };
    let is = |field: &str| child(parent, field) == Some(node);
    let fine = match parent.kind() {
        "subscript" if is("value") && is_read(parent) => {
            return match children(parent).as_slice() {
                [_, slice] if slice.kind() == "slice" && slices > 0 => served(facts, parent, slices - 1),
                [_, index] if index.kind() != "slice" => Ok(caught(parent)),
                _ => needs_list(),
            };
        }
        "argument_list" => is_asked_by_call(facts, parent, node),
        "for_statement" => is("right"),
        "for_in_clause" => iterable(parent) == Some(node),
        "yield" => parent.child(1).is_some_and(|c| c.kind() == "from"),
        "list_splat" | "not_operator" | "assert_statement" => true,
        "if_statement" | "elif_clause" | "while_statement" => is("condition"),
        "conditional_expression" => children(parent).get(1) == Some(&node),
        "assignment" => {
            is("right")
                && child(parent, "left")
                    .is_some_and(|left| left.kind().ends_with("pattern") || left.kind() == "pattern_list")
        }
        "comparison_operator" => {
            let mut cursor = parent.walk();
            let mut operators = parent.children_by_field_name("operators", &mut cursor);
            let member = operators.all(|operator| matches!(facts.text(operator), "in" | "not in"));
            member && children(parent).len() == 2 && children(parent).get(1) == Some(&node)
        }
        _ => false,
    };
    if fine { Ok(None) } else { needs_list() }
}

/// Is it handed to a known function that walks it, or asks it for no more than its length and items?
fn is_asked_by_call<'m>(facts: &Facts<'m>, arguments: Node<'m>, node: Node<'m>) -> bool {
    let Some(call) = arguments.parent().and_then(Call::of) else { return false };
    let positional = call.positional().unwrap_or_default();
    let Some(at) = positional.iter().position(|argument| *argument == node) else { return false };
    let asks = facts.dotted(call.function).is_some_and(|name| ASKING.contains(&name.as_str()));
    asks && at == 0 || facts.entry_of(&call).is_some_and(|entry| entry.walk(at, positional.len()).is_some())
}

/// An index that may be out of range, where a handler sees what that raises: its text differs.
fn caught(subscript: Node<'_>) -> Option<Reason> {
    let here = ancestors(subscript).take_while(|n| !is_definition(*n));
    let handled = here.into_iter().find(|n| n.kind() == "try_statement")?;
    let sentence = "an index that is out of range is told in other words by a `range`";
    Some(Reason::new(Obligation::Exceptions, sentence, handled.start_byte()..handled.start_byte() + 3))
}
