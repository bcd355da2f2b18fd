//! The callers of the function: who they all are, and how each of them is served.

use tree_sitter::Node;

use super::body::{steps, suspension};
use super::{Add, ListFunction, refuse};
use crate::proof::Situation;
use crate::proof::consumer::{Consumer, consumer};
use crate::proof::producer::Producer;
use crate::python::Facts;
use crate::python::collect::is_generator;
use crate::python::effects::Effects;
use crate::python::scopes::Role;
use crate::python::syntax::{self, Call, ancestors, child, children, inner, statement_of};
use crate::verdict::{Obligation, Reason, Verdict};

/// How a caller gets what it needs.
#[derive(Debug, Clone)]
pub enum Caller<'m> {
    /// It walks the result once, and may do so lazily.
    Walks(Call<'m>),
    /// It gets `list(...)`.
    Needs(Call<'m>),
    /// It stays as it is: it builds what it needs anyway, or is itself one of the adds.
    AsIs,
}

/// The verdict on turning the function into a generator, and how each caller is served.
pub fn judge<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> (Verdict, Vec<Caller<'m>>) {
    let suspended = suspension(facts, list);
    let calls = match callers(facts, list.function) {
        Ok(calls) => calls,
        Err(reason) => return (suspended.and(Verdict::refute(reason)), Vec::new()),
    };
    let mut verdict = suspended;
    let mut served = Vec::new();
    for call in calls {
        let (caller, judged) = serve(facts, list, call);
        verdict = verdict.and(judged);
        served.push(caller);
    }
    if !served.iter().any(|c| matches!(c, Caller::Walks(_))) {
        let sentence = "no caller walks the result once and directly";
        verdict = verdict.and(Verdict::refute(refuse(Obligation::Worth, sentence, list.function)));
    }
    (verdict, served)
}

/// All calls of the function, if all of them are known.
fn callers<'m>(facts: &Facts<'m>, function: Node<'m>) -> Result<Vec<Call<'m>>, Reason> {
    let name = facts.named(function);
    let unknown = |sentence: String| refuse(Obligation::Callers, sentence, child(function, "name").unwrap_or(function));
    if function.parent().is_some_and(|p| p.kind() == "decorated_definition") || syntax::is_async(function) {
        return Err(refuse(Obligation::Callers, "it is decorated or asynchronous", function));
    }
    if is_generator(function) {
        return Err(refuse(Obligation::Suspension, "it is a generator already", function));
    }
    let nested = ancestors(function).any(|n| n.kind() == "function_definition");
    if !nested && !facts.project.closed {
        return Err(unknown(format!("other code may call `{name}`: {}", facts.project.open_because)));
    }
    if facts.is_word_in_strings(name) {
        return Err(unknown(format!("`{name}` also stands in a string, which may be how it is called")));
    }
    let text = facts.module.text();
    let by_word =
        ["getattr(", "methodcaller", "attrgetter", "__dict__", "vars("].into_iter().find(|w| text.contains(w));
    if let (Some(word), true) = (by_word, facts.method_class(function).is_some()) {
        return Err(unknown(format!("`{name}` may be reached through `{}`", word.trim_end_matches('('))));
    }
    let calls = if facts.method_class(function).is_some() {
        facts.method_calls(function)
    } else {
        facts.function_calls(function)
    };
    calls.map_err(|node| {
        refuse(
            Obligation::Callers,
            format!("`{name}` is used here otherwise than by a plain call"),
            node.unwrap_or(function),
        )
    })
}

/// How one caller is served, and whether that is safe.
fn serve<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, call: Call<'m>) -> (Caller<'m>, Verdict) {
    if list.adds.iter().any(|a| matches!(a, Add::Items(_, items) if inner(*items) == call.node)) {
        return (Caller::AsIs, recursion(facts, call));
    }
    if facts.is_discarded(call.node) {
        let sentence = "the result is thrown away here: a generator would never run";
        return (Caller::Needs(call), Verdict::refute(refuse(Obligation::Callers, sentence, call.node)));
    }
    match consumer(facts, call.node) {
        Ok(consumer) => {
            let builds = consumer.builds;
            let situation = situation(facts, list, &call, consumer);
            match situation.map(|s| s.judge_all_but_worth()) {
                Some(verdict) if builds && verdict != Verdict::Proven => (Caller::Needs(call), Verdict::Proven),
                Some(_) if builds => (Caller::AsIs, Verdict::Proven),
                Some(Verdict::Refuted(_)) | None => (Caller::Needs(call), Verdict::Proven),
                Some(verdict) => (Caller::Walks(call), verdict),
            }
        }
        Err(_) => (Caller::Needs(call), Verdict::Proven),
    }
}

/// `yield from` through a recursion is as deep as the recursion was; a raised limit may not bear it.
fn recursion<'m>(facts: &Facts<'m>, call: Call<'m>) -> Verdict {
    if facts.module.text().contains("setrecursionlimit") {
        return Verdict::doubt(refuse(
            Obligation::Suspension,
            "the recursion limit is raised, which deep generators may not bear",
            call.node,
        ));
    }
    Verdict::Proven
}

fn situation<'f, 'm>(
    facts: &'f Facts<'m>,
    list: &ListFunction<'m>,
    call: &Call<'m>,
    consumer: Consumer<'m>,
) -> Option<Situation<'f, 'm>> {
    let flow = facts.flow(list.function)?;
    let steps = steps(facts, list, &flow, consumer.early.is_some() || !is_next(call.node));
    let steps = facts.as_called(call, list.function, &steps);
    let producer = Producer { node: call.node, steps, generator: true, sources: Vec::new(), doubts: Verdict::Proven };
    let walk = statement_of(call.node)?;
    Some(Situation { facts, producer, consumer, between: Effects::default(), walk, moved_into: None, skipped: None })
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

impl<'m> Facts<'m> {
    /// All calls of a function that is known by its name alone; `Err` with the other use.
    fn function_calls(&self, function: Node<'m>) -> Result<Vec<Call<'m>>, Option<Node<'m>>> {
        let symbol = child(function, "name").and_then(|n| self.scopes().symbol_at(n)).ok_or(None)?;
        self.sole_binding(symbol).ok_or(None)?;
        if self.scopes().is_open() {
            return Err(None);
        }
        for occurrence in &self.scopes().symbols[symbol].occurrences {
            let called = occurrence.node.parent().and_then(Call::of).is_some_and(|c| c.function == occurrence.node);
            match occurrence.role {
                Role::Load if called => {}
                Role::Store => {}
                _ => return Err(Some(occurrence.node)),
            }
        }
        self.calls_of(symbol).ok_or(None)
    }

    /// All calls of a method of a final class whose name no other class has.
    fn method_calls(&self, method: Node<'m>) -> Result<Vec<Call<'m>>, Option<Node<'m>>> {
        let class = self.method_class(method).filter(|c| self.is_final(*c)).ok_or(None)?;
        let name = self.named(method);
        if name.starts_with("__") || self.has_attribute_hooks(class) {
            return Err(None);
        }
        let index = self.index_of();
        if let Some(other) = index.functions.get(name).and_then(|all| all.iter().find(|f| **f != method)) {
            return Err(Some(*other));
        }
        let mut calls = Vec::new();
        for attribute in index.attributes.get(name).into_iter().flatten().copied() {
            let object = child(attribute, "object").ok_or(None)?;
            let call =
                attribute.parent().and_then(Call::of).filter(|c| c.function == attribute).ok_or(Some(attribute))?;
            if self.class_of(&self.type_of(object)) != Some(class) {
                return Err(Some(attribute));
            }
            calls.push(call);
        }
        Ok(calls)
    }
}
