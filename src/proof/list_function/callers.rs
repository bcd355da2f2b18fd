//! The callers of the function: who they all are, and how each of them is served.

use tree_sitter::Node;

use super::body::steps;
use super::{ListFunction, refuse};
use crate::proof::adding::Add;
use crate::proof::binding::{leaves_block, named, of_named};
use crate::proof::consumer::consumer;
use crate::proof::obligations;
use crate::proof::producer::Producer;
use crate::proof::{Situation, Way};
use crate::python::Facts;
use crate::python::scopes::Role;
use crate::python::syntax::{self, Call, ancestors, child, children, inner};
use crate::python::values::Receives;
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

/// How a caller gets what it needs.
#[derive(Debug, Clone)]
pub enum Caller<'m> {
    /// It walks the result once, and may do so lazily: how sure that is.
    Walks(Verdict),
    /// It gets `list(...)`.
    Needs(Call<'m>),
    /// It stays as it is: it builds what it needs anyway.
    AsIs,
    /// It is itself one of the adds, by recursion.
    Adds(Call<'m>),
    /// It throws the result away.
    Discards(Call<'m>),
}

/// A function that builds a list, with all who call it.
pub struct Case<'f, 'm> {
    /// The facts asked.
    pub facts: &'f Facts<'m>,
    /// The function.
    pub list: ListFunction<'m>,
    /// How each call that is known would be served.
    pub served: Vec<Caller<'m>>,
    /// The fact for which there may be callers that are not known.
    pub stranger: Option<Reason>,
}

/// The verdict on turning the function into a generator, and how each caller is served.
pub fn judge<'m>(facts: &Facts<'m>, list: ListFunction<'m>) -> (Judgement, Vec<Caller<'m>>) {
    let stranger = stranger(facts, list.function);
    let calls = if facts.method_class(list.function).is_some() {
        facts.method_calls(list.function)
    } else {
        facts.function_calls(list.function)
    };
    let served = calls.known.into_iter().map(|call| serve(facts, &list, call)).collect();
    let stranger = stranger.or_else(|| {
        let sentence = format!("`{}` is used here otherwise than by a plain call", facts.named(list.function));
        calls.other.map(|node| refuse(Obligation::Callers, sentence, node))
    });
    let case = Case { facts, list, served, stranger };
    let walks = case.served.iter().filter_map(|c| if let Caller::Walks(verdict) = c { Some(verdict) } else { None });
    let judgement = walks.fold(case.judge(), |all, verdict| all.and(verdict.clone().into()));
    (judgement, case.served)
}

impl Case<'_, '_> {
    /// The conjunction of all obligations, as far as they are questions to a function.
    fn judge(&self) -> Judgement {
        obligations::all(|check| (check.of_function)(self))
    }
}

/// Obligation 10: everyone who calls is known, and does something with the result.
pub fn everyone_is_known(case: &Case<'_, '_>) -> Verdict {
    if let Some(stranger) = &case.stranger {
        return Verdict::refute(stranger.clone());
    }
    let discarded =
        case.served.iter().find_map(|c| if let Caller::Discards(call) = c { Some(call.node) } else { None });
    discarded.map_or(Verdict::Proven, |call| {
        let sentence = "the result is thrown away here: a generator would never run";
        Verdict::refute(refuse(Obligation::Callers, sentence, call))
    })
}

/// Obligation 12: somebody walks the result without keeping all of it.
pub fn somebody_gains(case: &Case<'_, '_>) -> Verdict {
    if case.served.iter().any(|c| matches!(c, Caller::Walks(_))) {
        return Verdict::Proven;
    }
    let sentence = "no caller walks the result once and directly";
    Verdict::refute(refuse(Obligation::Worth, sentence, case.list.function))
}

/// The fact for which code that is not seen here may call the function.
fn stranger<'m>(facts: &Facts<'m>, function: Node<'m>) -> Option<Reason> {
    let name = facts.named(function);
    let unknown =
        |sentence: String| Some(refuse(Obligation::Callers, sentence, child(function, "name").unwrap_or(function)));
    let decorated = function.parent().is_some_and(|p| p.kind() == "decorated_definition");
    if decorated && facts.receives(function).is_none() || syntax::is_async(function) {
        return Some(refuse(Obligation::Callers, "it is decorated or asynchronous", function));
    }
    let nested = ancestors(function).any(|n| n.kind() == "function_definition");
    if !nested && !facts.project.closed {
        return unknown(format!("other code may call `{name}`: {}", facts.project.open_because));
    }
    if facts.is_word_in_strings(name) {
        return unknown(format!("`{name}` also stands in a string, which may be how it is called"));
    }
    let text = facts.module.text();
    let by_word =
        ["getattr(", "methodcaller", "attrgetter", "__dict__", "vars("].into_iter().find(|w| text.contains(w));
    match by_word.filter(|_| facts.method_class(function).is_some()) {
        Some(word) => unknown(format!("`{name}` may be reached through `{}`", word.trim_end_matches('('))),
        None => None,
    }
}

/// How one caller is served, and whether that is safe.
fn serve<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, call: Call<'m>) -> Caller<'m> {
    if list.adds().any(|a| matches!(a, Add::Items(_, items) if inner(items) == call.node)) {
        return Caller::Adds(call);
    }
    if facts.is_discarded(call.node) {
        return Caller::Discards(call);
    }
    let Some(situation) = situation(facts, list, &call) else { return Caller::Needs(call) };
    let builds = situation.consumer.builds;
    match situation.judge_all_but(Obligation::Worth).verdict {
        Verdict::Proven if builds => Caller::AsIs,
        Verdict::Refuted { .. } => Caller::Needs(call),
        _ if builds => Caller::Needs(call),
        verdict => Caller::Walks(verdict),
    }
}

/// The call as the producer of what is walked on the spot, or under a name.
fn situation<'f, 'm>(facts: &'f Facts<'m>, list: &ListFunction<'m>, call: &Call<'m>) -> Option<Situation<'f, 'm>> {
    let flow = facts.flow(list.function)?;
    let producer = |all: bool| {
        let steps = facts.as_called(call, list.function, &steps(facts, list, &flow, all));
        let given = call.all().into_iter().map(|n| inner(child(n, "value").unwrap_or(n)));
        Producer { node: call.node, rest: Vec::new(), steps, generator: true, sources: given.collect(), eager: None }
    };
    match consumer(facts, call.node) {
        Ok(consumer) => {
            let producer = producer(consumer.early.is_some() || !is_next(call.node));
            let walk = facts.statement_of(call.node)?;
            Some(Situation::new(facts, producer, consumer, walk, Way::Directly).with_fresh())
        }
        Err(_) => {
            // What a block that ends before the walk closes may be what the function reads.
            let named =
                named(facts, call.node).ok().filter(|n| n.consumer.repair.is_none() && !leaves_block(facts, n))?;
            of_named(facts, producer(true), named).ok().map(|situation| Situation { stays: true, ..situation })
        }
    }
}

/// Does somebody walk the result of the call without keeping all of it, as far as can be seen
/// without a proof?
pub fn is_walked_by<'m>(facts: &Facts<'m>, call: Node<'m>) -> bool {
    let consumer = consumer(facts, call).or_else(|_| named(facts, call).map(|named| named.consumer));
    consumer.is_ok_and(|consumer| !consumer.builds && consumer.repair.is_none())
}

/// Does the first step of the walk come right after the call, with nothing evaluated between?
fn is_next(call: Node<'_>) -> bool {
    let mut here = syntax::outer(call);
    loop {
        let Some(parent) = here.parent() else { return false };
        match parent.kind() {
            "for_statement" => return true,
            "for_in_clause" => return parent.parent().is_some_and(|c| c.kind() != "generator_expression"),
            "argument_list" if children(parent).len() == 1 => match parent.parent() {
                Some(outer_call) => here = syntax::outer(outer_call),
                None => return false,
            },
            "call" => here = syntax::outer(parent),
            _ => return here != syntax::outer(call),
        }
    }
}

/// The calls of a function, and a use of it that is no plain call.
struct Calls<'m> {
    known: Vec<Call<'m>>,
    other: Option<Node<'m>>,
}

impl<'m> Calls<'m> {
    /// Nothing is known but that there may be others.
    fn unknown(because: Node<'m>) -> Self {
        Calls { known: Vec::new(), other: Some(because) }
    }
}

impl<'m> Facts<'m> {
    /// All calls of a function that is known by its name alone.
    fn function_calls(&self, function: Node<'m>) -> Calls<'m> {
        let symbol = child(function, "name").and_then(|n| self.scopes().symbol_at(n));
        let Some(symbol) = symbol.filter(|s| self.sole_binding(*s).is_some() && !self.scopes().is_open()) else {
            return Calls::unknown(function);
        };
        let (mut known, mut other) = (Vec::new(), None);
        for occurrence in &self.scopes().symbols[symbol].occurrences {
            let node = occurrence.node;
            match node.parent().and_then(Call::of).filter(|c| c.function == node) {
                Some(call) if occurrence.role == Role::Load => known.push(call),
                _ if occurrence.role == Role::Store => {}
                _ => other = other.or(Some(node)),
            }
        }
        Calls { known, other }
    }

    /// All calls of a method of a final class whose name no other class has.
    fn method_calls(&self, method: Node<'m>) -> Calls<'m> {
        let name = self.named(method);
        let class = self.method_class(method).filter(|c| self.is_final(*c) && !self.has_attribute_hooks(*c));
        let receives = self.receives(method).filter(|_| !name.starts_with("__"));
        let (Some(class), Some(receives)) = (class, receives) else { return Calls::unknown(method) };
        let index = self.index_of();
        let mut other = index.functions.get(name).and_then(|all| all.iter().find(|f| **f != method)).copied();
        let mut known = Vec::new();
        for attribute in index.attributes.get(name).into_iter().flatten().copied() {
            let ours = child(attribute, "object").is_some_and(|object| match self.class_at(object) {
                Some(named) => named == class && receives != Receives::Instance,
                None => self.class_of(&self.type_of(object)) == Some(class),
            });
            match attribute.parent().and_then(Call::of).filter(|c| c.function == attribute && ours) {
                Some(call) => known.push(call),
                None => other = other.or(Some(attribute)),
            }
        }
        Calls { known, other }
    }
}
