//! Does the program handle a read that fails in the middle? Then that has to happen where it happened.
//!
//! A handler counts wherever the place may run inside it: around it, around a call of its function,
//! and, where its function is handed on as a value, around a call of whatever is not known.

use std::ops::Range;

use tree_sitter::Node;

use super::Situation;
use super::handlers::{in_body, names_of, walk_place};
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::effects::Place;
use crate::python::knowledge;
use crate::python::syntax::{
    Call, ancestors, child, children, holds, inner, is_deferred, preorder, preorder_if, with_items,
};

/// What handles it, and its name.
type Handler = (Range<usize>, String);

/// The first handler around the producer, or around a known call of its function, that can
/// catch what a failing read raises: where the program handles that, the safe tier must too.
pub fn catches_the_environment<'m>(situation: &Situation<'_, 'm>) -> Option<Handler> {
    let reads = !situation.producer.files(situation.facts).is_empty()
        || situation.producer.steps.files.iter().any(|f| !f.changes)
        || situation.producer.steps.reads.iter().any(|(place, _)| *place == Place::World(knowledge::Place::Files));
    if !reads {
        return None;
    }
    let mut seen = Vec::new();
    let made = catching(situation.facts, situation.producer.node, &mut seen);
    made.or_else(|| catching_here(situation.facts, walk_place(situation)))
}

fn catching<'m>(facts: &Facts<'m>, node: Node<'m>, seen: &mut Vec<usize>) -> Option<Handler> {
    if let Some(found) = catching_here(facts, node) {
        return Some(found);
    }
    let function = ancestors(node).find(|n| matches!(n.kind(), "function_definition" | "lambda"))?;
    if seen.contains(&function.id()) {
        return None;
    }
    seen.push(function.id());
    let lambda = function.kind() == "lambda";
    let decorated = decorators(facts, function).find_map(|decorator| inside(facts, decorator));
    let called = |seen: &mut Vec<usize>| match lambda {
        // Most are called by what they are given to.
        true => catching(facts, function, seen),
        false => calls_by_name(facts, function).into_iter().find_map(|call| catching(facts, call, seen)),
    };
    let handed_on = || if lambda || facts.is_handed_on(function) { around_unknown_calls(facts) } else { None };
    decorated.or_else(|| called(seen)).or_else(handed_on)
}

/// The same in the code that `node` stands in.
fn catching_here<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Handler> {
    let function = facts.function_of(node);
    ancestors(node).take_while(|n| Some(*n) != function).find_map(|guard| match guard.kind() {
        "try_statement" => handler_of(facts, guard, node),
        "with_statement" => with_items(guard).into_iter().find_map(|(context, _)| swallowed(facts, context)),
        _ => None,
    })
}

/// The handler of this `try` for what `node` raises: an `except`, or a `finally` that leaves.
fn handler_of<'m>(facts: &Facts<'m>, attempt: Node<'m>, node: Node<'m>) -> Option<Handler> {
    children(attempt).into_iter().find_map(|part| match part.kind() {
        "except_clause" | "except_group_clause" if in_body(attempt, node) => caught(facts, part),
        "finally_clause" if !holds(&part.byte_range(), &node.byte_range()) => {
            let leaves =
                |n: &Node<'m>| matches!(n.kind(), "return_statement" | "break_statement" | "continue_statement");
            let leaving = preorder_if(part, |n| !is_deferred(n)).find(leaves)?;
            Some((leaving.byte_range(), format!("finally: {}", facts.text(leaving))))
        }
        _ => None,
    })
}

/// Does this context manager keep a failing read from those outside? `suppress(OSError)` and all that
/// is given such an exception (`assertRaises`, `pytest.raises`); a class of this module whose
/// `__exit__` returns something; a generator function of this module with a handler.
fn swallowed<'m>(facts: &Facts<'m>, context: Node<'m>) -> Option<Handler> {
    let told = || (context.byte_range(), facts.text(context).to_owned());
    let call = Call::of(inner(context))?;
    if let Some(found) = named_for(facts, &call) {
        return Some(found);
    }
    if let Some(class) = facts.class_called(&call) {
        let answers = |exit: Node<'m>| {
            let inside = child(exit, "body").into_iter().flat_map(|body| preorder_if(body, |n| !is_deferred(n)));
            let mut values =
                inside.filter(|n| n.kind() == "return_statement").filter_map(|n| children(n).first().copied());
            values.any(|value| !matches!(value.kind(), "none" | "false"))
        };
        return facts.methods(class, "__exit__").any(answers).then(told);
    }
    inside(facts, defined(facts, call.function)?).map(|_| told())
}

/// A handler in the body of this function.
fn inside<'m>(facts: &Facts<'m>, function: Node<'m>) -> Option<Handler> {
    let clauses = preorder(function).filter(|n| matches!(n.kind(), "except_clause" | "except_group_clause"));
    let handlers = clauses.filter_map(|clause| caught(facts, clause));
    let managers = preorder(function).filter(|n| n.kind() == "with_statement").flat_map(with_items);
    handlers.chain(managers.filter_map(|(context, _)| named_for(facts, &Call::of(inner(context))?))).next()
}

/// `suppress(OSError)`, and whatever else is given such an exception.
fn named_for<'m>(facts: &Facts<'m>, call: &Call<'m>) -> Option<Handler> {
    let suppresses = facts.dotted(call.function).is_some_and(|name| name == "contextlib.suppress");
    let exception = |name: &str| (suppresses || facts.knowledge().is_exception(name)) && may_catch(facts, name);
    let catches = call.all().into_iter().any(|argument| exception(facts.text(argument)));
    catches.then(|| (call.node.byte_range(), facts.text(call.node).to_owned()))
}

/// The functions of this module that decorate it.
fn decorators<'m>(facts: &Facts<'m>, function: Node<'m>) -> impl Iterator<Item = Node<'m>> {
    let around = function.parent().filter(|n| n.kind() == "decorated_definition");
    let decorators = around.map(children).unwrap_or_default().into_iter().filter(|n| n.kind() == "decorator");
    decorators.filter_map(|decorator| {
        let named = children(decorator).first().copied().map(inner)?;
        let name = Call::of(named).map_or(named, |call| call.function);
        defined(facts, name)
    })
}

/// The function or class of this module that an expression names.
fn defined<'m>(facts: &Facts<'m>, name: Node<'m>) -> Option<Node<'m>> {
    match facts.sole_binding(facts.scopes().symbol_at(name)?)?.bound {
        Bound::Function(node) | Bound::Class(node) => Some(node),
        _ => None,
    }
}

/// A handler anywhere in the module around a call of something that is not known.
fn around_unknown_calls<'m>(facts: &Facts<'m>) -> Option<Handler> {
    facts.guarded_unknown_calls().iter().find_map(|call| catching_here(facts, *call))
}

/// Everything in the file that looks like a call of this function or method.
fn calls_by_name<'m>(facts: &Facts<'m>, function: Node<'m>) -> Vec<Node<'m>> {
    let name = facts.named(function);
    // `Reader(path)` calls `Reader.__init__`.
    let class = facts.method_class(function).filter(|_| name == "__init__").map(|c| facts.named(c));
    let calls = &facts.index_of().calls;
    let named = [Some(name), class].into_iter().flatten();
    named.filter_map(|n| calls.get(n)).flatten().copied().collect()
}

/// The handler, by what it says it catches, if that can be a failing read.
fn caught<'m>(facts: &Facts<'m>, handler: Node<'m>) -> Option<Handler> {
    let bare = children(handler).iter().all(|n| n.kind() == "block");
    let named = || names_of(facts, handler).into_iter().find(|name| may_catch(facts, name));
    let told = if bare { "except".to_owned() } else { format!("except {}", named()?) };
    Some((handler.start_byte()..handler.start_byte() + "except".len(), told))
}

/// What reading on in a file, plain or compressed, fails with. Opening it is another matter.
const READING: &[&str] =
    &["OSError", "UnicodeDecodeError", "EOFError", "zlib.error", "lzma.LZMAError", "zipfile.BadZipFile"];

/// May a handler of this name catch a failing read? Names of the program's own are taken to.
fn may_catch(facts: &Facts<'_>, name: &str) -> bool {
    let knowledge = facts.knowledge();
    !knowledge.is_exception(name) || READING.iter().any(|raised| knowledge.catches(name, raised))
}
