//! A list that a loop fills and nobody reads.

use tree_sitter::Node;

use super::adding::{Add, add};
use super::binding::assignment;

use crate::python::Facts;
use crate::python::scopes::{Role, ScopeKind};
use crate::python::syntax::{ancestors, child, is_definition};
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

/// What adds to the list made by `list`, if it has a local name that nothing reads, and a loop adds.
pub fn unread<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<Vec<Add<'m>>> {
    let (_, _, target) = assignment(list).ok()?;
    let scopes = facts.scopes();
    let symbol = scopes.symbol_at(target)?;
    let here = &scopes.symbols[symbol];
    let scope = &scopes.scopes[here.scope];
    let own = scope.kind == ScopeKind::Function && !scope.dynamic;
    let shared = here.occurrences.iter().any(|o| matches!(o.role, Role::Declared | Role::Delete));
    let fresh = facts.ownership(symbol).is_some_and(|ownership| ownership.escapes.is_empty());
    if !own || !fresh || shared || facts.is_captured(symbol).is_some() || facts.sole_start(symbol) != Some(target) {
        return None;
    }
    let adds: Vec<Add<'m>> = here.loads().map(|o| add(facts, o.node)).collect::<Option<_>>()?;
    let looped = |add: &Add<'m>| {
        let mut around = ancestors(add.node()).take_while(|a| !is_definition(*a));
        around.any(|a| matches!(a.kind(), "for_statement" | "while_statement") && child(a, "body").is_some())
    };
    adds.iter().any(looped).then_some(adds)
}

/// What can be deleted, statement by statement: what a statement evaluates besides may be wanted.
pub fn judge<'m>(facts: &Facts<'m>, list: Node<'m>) -> Judgement {
    let adds = unread(facts, list).unwrap_or_default();
    let reason = |add: &Add<'m>| {
        let what = match facts.effects_of(add.value()).is_silent() {
            true => "nobody reads what this line adds: it can go",
            false => "nobody reads what this line adds: all but what makes it can go",
        };
        Verdict::refute(Reason::new(Obligation::Layout, what, add.node().byte_range()))
    };
    let verdict = adds.iter().map(reason).fold(Verdict::Proven, Verdict::and);
    Judgement { verdict, asked: Vec::new() }
}
