//! Exception handlers around a place: is it still inside the same ones?

use std::ops::Range;

use tree_sitter::Node;

use super::Situation;
use super::binding::beside;
use crate::python::Facts;
use crate::python::effects::{Effects, Place};
use crate::python::knowledge;
use crate::python::syntax::{Call, ancestors, child, children, holds, is_suite, preorder, statements};
use crate::verdict::{Obligation, Reason, Verdict};

/// The `try` and `with` statements of the same function whose body or `else` holds `node`.
fn guards<'m>(facts: &Facts<'m>, node: Node<'m>) -> Vec<Node<'m>> {
    let function = facts.function_of(node);
    let inside = ancestors(node).take_while(|n| Some(*n) != function);
    inside.filter(|n| n.kind() == "try_statement" && !is_past(*n, node) || n.kind() == "with_statement").collect()
}

/// Is `node` where this `try` does nothing any more: in its `finally`, or in a handler
/// where there is no `finally`?
fn is_past(attempt: Node<'_>, node: Node<'_>) -> bool {
    let parts = children(attempt);
    let last = parts.iter().any(|n| n.kind() == "finally_clause");
    let around = parts.into_iter().find(|p| holds(&p.byte_range(), &node.byte_range()));
    around.is_some_and(|p| {
        p.kind() == "finally_clause" || !last && matches!(p.kind(), "except_clause" | "except_group_clause")
    })
}

/// Is `node` where an exception goes to the handlers of this `try`: its body, not its `else`?
pub(super) fn in_body(attempt: Node<'_>, node: Node<'_>) -> bool {
    child(attempt, "body").is_some_and(|b| holds(&b.byte_range(), &node.byte_range()))
}

/// An exception of the producer is still raised inside the same `try` statements and managers.
pub fn same_handlers<'m>(situation: &Situation<'_, 'm>, what: &str, span: &Range<usize>) -> Verdict {
    let walk = walk_place(situation);
    let made = situation.producer.node;
    let plain = |with: &Node<'m>| with.kind() == "with_statement" && situation.facts.files_of(*with).is_some();
    let attempt = entered(situation);
    let differs = |a: Node<'_>, b: Node<'_>| a.kind() == "try_statement" && in_body(a, made) != in_body(a, b);
    let kept = |guard: &Node<'m>| plain(guard) || Some(*guard) == attempt;
    for guard in guards(situation.facts, made).into_iter().filter(|g| !kept(g)) {
        if !holds(&guard.byte_range(), &walk.byte_range()) || differs(guard, walk) {
            let sentence = format!("{what} may raise, and would do so outside the `{}` it stands in", keyword(guard));
            let known = guard.kind() == "try_statement" && situation.moved_into.is_none();
            let reason = Reason::new(Obligation::Exceptions, sentence, guard.start_byte()..guard.start_byte() + 3);
            return if known { Verdict::refute(reason) } else { Verdict::doubt(reason) };
        }
    }
    for guard in guards(situation.facts, walk).into_iter().filter(|g| !plain(g)) {
        if !holds(&guard.byte_range(), &made.byte_range()) {
            let sentence = format!("{what} may raise, and would do so inside the `{}` of the walk", keyword(guard));
            return Verdict::doubt(Reason::new(Obligation::Exceptions, sentence, span.clone()));
        }
    }
    Verdict::Proven
}

/// The `try` that is there for the block alone, if the walk stands behind it: it handles that a file
/// cannot be opened, and each handler leaves. What stands behind it can move into its block.
pub fn attempt_around<'m>(facts: &Facts<'m>, with: Node<'m>) -> Option<Node<'m>> {
    let suite = with.parent()?;
    let attempt = suite.parent().filter(|n| n.kind() == "try_statement" && child(*n, "body") == Some(suite))?;
    let parts = children(attempt);
    let handlers = parts.iter().filter(|n| n.kind() == "except_clause");
    let rest = parts.iter().filter(|n| !n.is_extra() && **n != suite && n.kind() != "except_clause").count();
    let opens = handlers.clone().all(|handler| {
        let names = names_of(facts, *handler);
        !names.is_empty() && names.iter().all(|name| facts.knowledge().catches("OSError", name))
    });
    let whole = rest == 0 && statements(suite).last() == Some(&with);
    let leave = handlers.clone().all(|handler| leaves(facts, *handler));
    (whole && opens && leave && handlers.count() > 0).then_some(attempt)
}

/// Does the handler end by leaving what stands around it?
fn leaves<'m>(facts: &Facts<'m>, handler: Node<'m>) -> bool {
    let suite = children(handler).into_iter().find(|n| is_suite(*n));
    let last = suite.and_then(|suite| statements(suite).last().copied());
    let exits = |last: Node<'m>| {
        let name = children(last).first().copied().and_then(Call::of).and_then(|call| facts.dotted(call.function));
        matches!(name.as_deref(), Some("sys.exit" | "builtins.exit" | "builtins.quit" | "os._exit"))
    };
    let jumps = ["return_statement", "raise_statement", "continue_statement", "break_statement"];
    last.is_some_and(|last| jumps.contains(&last.kind()) || exits(last))
}

/// The `try` that the walk moves into along with the block that it ends by.
pub fn entered<'m>(situation: &Situation<'_, 'm>) -> Option<Node<'m>> {
    let attempt = situation.moved_into.and_then(|with| attempt_around(situation.facts, with));
    attempt.filter(|attempt| attempt.end_byte() <= situation.walk.start_byte())
}

/// What moves into a `try` along with its block raises nothing that the handlers there are for.
pub fn raises_elsewhere(situation: &Situation<'_, '_>) -> Verdict {
    let Some(attempt) = entered(situation) else { return Verdict::Proven };
    let facts = situation.facts;
    let (steps, meanwhile) = (&situation.producer.steps, &situation.meanwhile);
    let world = |effects: &Effects| {
        let places = effects.reads.iter().chain(&effects.writes);
        let files = |place: &Place| matches!(place, Place::World(place) if *place != knowledge::Place::Stdin);
        places.filter(|(place, _)| files(place)).map(|(_, span)| span.clone()).next()
    };
    let opened = meanwhile.files.first().map(|file| file.span.clone()).or_else(|| world(meanwhile));
    let unknown = steps.unknown.first().or(meanwhile.unknown.first()).map(|unknown| unknown.span.clone());
    let last = beside(attempt, situation.walk).unwrap_or(situation.walk);
    let moved = attempt.parent().map(statements).into_iter().flatten();
    let moved = moved.filter(|n| attempt.end_byte() <= n.start_byte() && n.end_byte() <= last.end_byte());
    let moved: Vec<Node<'_>> = moved.flat_map(preorder).collect();
    let raised = moved.iter().find(|n| n.kind() == "raise_statement").map(|n| n.byte_range());
    // What a function of this module raises is not told; classes may run code without a call.
    let called = || moved.iter().find(|n| Call::of(**n).is_some_and(|call| facts.callee(&call).is_some()));
    let classes = facts.module.text().contains("class ");
    let own = meanwhile.raises.as_ref().filter(|_| classes || called().is_some()).map(|(span, _)| span.clone());
    let suspended = meanwhile.suspends.clone();
    let told = |span| {
        let sentence = "what is done here could raise what the `try` is for that it would move into".to_owned();
        Reason::new(Obligation::Exceptions, sentence, span)
    };
    // Files that are opened here fail as that one does.
    match (opened, raised.or(own).or(unknown).or(suspended)) {
        (Some(span), _) => Verdict::refute(told(span)),
        (None, Some(span)) => Verdict::doubt(told(span)),
        (None, None) => Verdict::Proven,
    }
}

fn keyword(guard: Node<'_>) -> &'static str {
    if guard.kind() == "try_statement" { "try" } else { "with" }
}

/// Where the walk stands.
pub(super) fn walk_place<'m>(situation: &Situation<'_, 'm>) -> Node<'m> {
    situation.consumer.node
}

/// Can something in the same function see local names after an exception of the walk?
pub fn is_guarded<'m>(situation: &Situation<'_, 'm>) -> bool {
    let holding = |g: Node<'m>| g.kind() == "try_statement" || situation.facts.files_of(g).is_none();
    let guarded = guards(situation.facts, walk_place(situation)).into_iter().any(holding);
    guarded || entered(situation).is_some() || generator_around(situation)
}

/// A generator that is left by an exception keeps nothing either, but `throw` may come in.
fn generator_around(situation: &Situation<'_, '_>) -> bool {
    situation.meanwhile.suspends.is_some()
}

/// The names of what a handler catches.
pub(super) fn names_of<'m>(facts: &Facts<'m>, handler: Node<'m>) -> Vec<&'m str> {
    let parts = children(handler).into_iter().filter(|n| n.kind() != "block");
    let named = parts.flat_map(preorder).filter(|n| matches!(n.kind(), "identifier" | "attribute"));
    let within = |n: &Node<'m>| n.parent().is_some_and(|p| matches!(p.kind(), "attribute" | "as_pattern_target"));
    named.filter(|n| !within(n)).map(|name| facts.text(name)).collect()
}
