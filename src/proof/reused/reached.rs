//! By which expressions a value is reached that was handed out.

use std::collections::BTreeSet;

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::collect::is_generator;
use crate::python::effects::Place;
use crate::python::knowledge::Walk;
use crate::python::syntax::{Call, ancestors, child, children, inner, is_deferred, iterable, preorder, preorder_if};
use crate::python::types::Ty;

/// Methods of a container that give one of its elements.
const DRAW: &[&str] = &["get", "setdefault", "pop", "popleft", "popitem", "peek"];
/// By which expressions something is reached that was handed out.
#[derive(Debug, Default)]
pub(super) struct Reached<'m> {
    /// Names, and attributes of names, that may stand for it.
    pub(super) same: BTreeSet<&'m str>,
    /// Those that may stand for a container that holds it.
    pub(super) holders: BTreeSet<&'m str>,
}

/// What a name is bound to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given<'m> {
    /// The value of an expression.
    Value(Node<'m>),
    /// One after the other of what is walked.
    Each(Node<'m>),
    /// Nothing that is followed.
    Part,
}

/// What the value is, or holds: `row`, and `record` of `(key, record)`.
pub(super) fn reached_at_once<'m>(facts: &Facts<'m>, value: Node<'m>) -> Reached<'m> {
    let mut reached = Reached::default();
    let mut work = vec![inner(value)];
    while let Some(node) = work.pop() {
        match node.kind() {
            "identifier" | "attribute" if is_path(node) && is_changeable(facts, node) => {
                reached.same.insert(facts.text(node));
            }
            "subscript" => reached.holders.extend(drawn_from(facts, node).filter(|_| !is_counted(facts, node))),
            "tuple" | "list" | "expression_list" | "dictionary" | "boolean_operator" => work.extend(children(node)),
            "pair" => work.extend(child(node, "value")),
            "list_comprehension" | "set_comprehension" | "generator_expression" => work.extend(child(node, "body")),
            "conditional_expression" => {
                work.extend(children(node).into_iter().enumerate().filter_map(|(at, n)| (at != 1).then_some(n)))
            }
            "parenthesized_expression" => work.push(inner(node)),
            "call" => work.extend(Call::of(node).into_iter().flat_map(|call| kept_by(facts, &call))),
            _ => {}
        }
    }
    reached
}

/// What the value of a call is or holds: what a function of the module gives back as it is, and what is
/// given to what walks it later, looks through it, or makes an object of it.
fn kept_by<'m>(facts: &Facts<'m>, call: &Call<'m>) -> Vec<Node<'m>> {
    if let Some(function) = facts.callee(call) {
        return if is_generator(function) { call.all() } else { given_back(facts, call, function) };
    }
    let arguments = || call.all().into_iter().map(|n| child(n, "value").unwrap_or(n));
    if let Some(entry) = facts.entry_of(call) {
        let view = call.method().filter(|(_, name)| matches!(facts.text(*name), "items" | "keys" | "values"));
        let positional = call.positional().unwrap_or_default();
        let count = positional.len();
        let lazily =
            |at: usize| matches!(entry.walk(at, count), Some(Walk::Lazy | Walk::Keeps)) || entry.keeps.contains(&at);
        let held = positional.into_iter().enumerate().filter(|(at, _)| lazily(*at)).map(|(_, n)| n);
        return held.chain(view.map(|(object, _)| object)).collect();
    }
    let name = facts.text(call.function).rsplit('.').next().unwrap_or_default();
    let makes = name.trim_start_matches('_').starts_with(char::is_uppercase);
    arguments().filter(|n| makes && facts.text(*n) != "self").collect()
}

/// `row` in `def filled(row, x): ...; return row`, and what is reached from outside: `return self.row`.
fn given_back<'m>(facts: &Facts<'m>, call: &Call<'m>, function: Node<'m>) -> Vec<Node<'m>> {
    let returned = child(function, "body").into_iter().flat_map(|body| preorder_if(body, |n| !is_deferred(n)));
    let returned = returned.filter(|n| n.kind() == "return_statement").filter_map(|n| children(n).first().copied());
    let arguments = facts.arguments_of(call, function);
    let given = |n: Node<'m>| {
        let argument = arguments.iter().find(|(name, _)| *name == facts.text(n)).map(|(_, argument)| *argument);
        let global = || facts.scopes().symbol_at(n).is_some_and(|s| facts.scopes().is_global(s));
        argument.or_else(|| (n.kind() == "attribute" || global()).then_some(n))
    };
    returned.map(inner).filter(|n| is_path(*n)).filter_map(given).collect()
}

/// `rows[i]` for `i` of a `range` or `enumerate`: another one in each round.
fn is_counted<'m>(facts: &Facts<'m>, subscript: Node<'m>) -> bool {
    let Some(key) = child(subscript, "subscript").filter(|key| key.kind() == "identifier") else { return false };
    ancestors(subscript).filter(|n| matches!(n.kind(), "for_statement" | "for_in_clause")).any(|around| {
        let binds = child(around, "left").is_some_and(|t| preorder(t).any(|n| facts.text(n) == facts.text(key)));
        let walked = iterable(around).map(inner).and_then(Call::of);
        binds && walked.is_some_and(|call| matches!(facts.text(call.function), "range" | "enumerate"))
    })
}

/// A name, or an attribute reached from a name.
pub(super) fn is_path(node: Node<'_>) -> bool {
    match node.kind() {
        "identifier" => true,
        "attribute" => child(node, "object").is_some_and(is_path),
        _ => false,
    }
}

/// May the value change in place?
pub(super) fn is_changeable<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let ty = facts.type_of(node);
    !ty.is_plain() && !matches!(ty, Ty::Module(_) | Ty::Callable(_)) && !facts.knowledge().is_frozen(&ty)
}

/// The container of which `rows[key]`, `rows.get(key)` is an element.
pub(super) fn drawn_from<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<&'m str> {
    let container = match node.kind() {
        "subscript" => {
            let sliced = children(node).iter().skip(1).any(|key| key.kind() == "slice");
            child(node, "value").filter(|_| !sliced)
        }
        "call" => {
            let call = Call::of(node)?;
            let name = facts.text(call.function).rsplit('.').next().unwrap_or_default();
            let object = call.method().map(|(object, _)| object).filter(|_| DRAW.contains(&name));
            if name.starts_with("heap") { call.all().first().copied() } else { object }
        }
        _ => None,
    };
    container.filter(|n| is_path(*n)).map(|n| facts.text(n))
}

/// The name at the beginning of a path.
pub(super) fn root(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

impl<'m> Reached<'m> {
    pub(super) fn is_empty(&self) -> bool {
        self.same.is_empty() && self.holders.is_empty()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'m str> {
        self.same.iter().chain(&self.holders).copied()
    }

    /// May the value be what is reached?
    pub(super) fn has(&self, facts: &Facts<'m>, value: Node<'m>) -> bool {
        let value = inner(value);
        match value.kind() {
            "identifier" | "attribute" => self.same.contains(facts.text(value)),
            "boolean_operator" => children(value).into_iter().any(|n| self.has(facts, n)),
            "conditional_expression" => children(value).into_iter().any(|n| self.has(facts, n)),
            _ => drawn_from(facts, value).is_some_and(|container| self.holders.contains(container)),
        }
    }

    /// May what a name is bound to be what is reached?
    pub(super) fn gives(&self, facts: &Facts<'m>, given: Given<'m>) -> bool {
        match given {
            Given::Value(value) => self.has(facts, value),
            Given::Each(walked) => {
                let view = Call::of(inner(walked)).and_then(|call| call.method()).map(|(object, _)| object);
                self.holders.contains(facts.text(view.unwrap_or(inner(walked))))
            }
            Given::Part => false,
        }
    }

    /// Does writing the place change what is reached, and not only a name for it?
    pub(super) fn is_changed_by(&self, facts: &Facts<'m>, place: &Place) -> bool {
        let (path, whole) = match place {
            Place::Content(path) => (path.as_str(), true),
            Place::Own(symbol) | Place::Made(symbol) => (facts.scopes().symbols[*symbol].name.as_str(), true),
            Place::Field { path, .. } => (path.as_str(), false),
            _ => return false,
        };
        let below = |of: &str| path.strip_prefix(of).filter(|rest| rest.starts_with(['.', '[']));
        let drawn = |rest: &str| {
            rest.starts_with('[')
                || rest.strip_prefix('.').and_then(|r| r.split_once('(')).is_some_and(|(m, _)| DRAW.contains(&m))
        };
        self.same.iter().any(|same| whole && path == *same || below(same).is_some())
            || self.holders.iter().any(|holder| below(holder).is_some_and(drawn))
    }
}
