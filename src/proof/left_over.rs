//! An iterator that is walked a part of the way: who goes on with it sees what is left.

use tree_sitter::Node;

use super::Situation;
use super::handlers::is_guarded;
use crate::python::bindings::Bound;
use crate::python::scopes::{Role, ScopeKind, SymbolId};
use crate::python::syntax::{child, holds, preorder};

/// Does the code go on, after a walk that ends early, with the iterator of this name that the steps of
/// the producer move on? Of what has no name of its own nothing is said.
pub fn goes_on_with(situation: &Situation<'_, '_>, name: &str) -> bool {
    let facts = situation.facts;
    let scopes = facts.scopes();
    let named = |n: &Node<'_>| n.kind() == "identifier" && facts.text(*n) == name;
    let inside = situation.producer.nodes().flat_map(preorder).filter(named).find_map(|n| scopes.symbol_at(n));
    let Some(symbol) = inside.or_else(|| scopes.seen(situation.producer.node, name)) else { return false };
    if scopes.scopes[scopes.symbols[symbol].scope].kind == ScopeKind::Comprehension {
        return false;
    }
    let elsewhere = scopes.is_global(symbol) && facts.function_of(situation.producer.node).is_some();
    if elsewhere || facts.is_captured(symbol).is_some() {
        return true;
    }
    // An exception that nobody here handles leaves the names behind along with what is left.
    let ends = situation.consumer.early.is_some() || situation.skipped.is_some();
    (ends || is_guarded(situation)) && (has_default(situation, symbol) || is_used_after(situation, symbol))
}

/// The default value of a parameter is the same in every call.
fn has_default(situation: &Situation<'_, '_>, symbol: SymbolId) -> bool {
    let bound = situation.facts.sole_binding(symbol).map(|binding| binding.bound);
    matches!(bound, Some(Bound::Parameter(parameter)) if child(parameter, "value").is_some())
}

/// Is the name read once the walk has begun, elsewhere or by the producer itself that comes again?
fn is_used_after(situation: &Situation<'_, '_>, symbol: SymbolId) -> bool {
    let facts = situation.facts;
    let (made, walk) = (situation.producer.span(), situation.consumer.node);
    let Some(flow) = facts.flow_around(walk) else { return true };
    let Some(walked) = flow.point_of(walk) else { return true };
    let occurrences = || facts.scopes().symbols[symbol].occurrences.iter();
    let bound: Vec<_> = occurrences().filter(|o| o.binds()).filter_map(|o| flow.binding_point(o.node)).collect();
    let after = flow.reach_begun(walked, |point| bound.contains(&point));
    let read = occurrences().filter(|o| matches!(o.role, Role::Load | Role::Update)).map(|o| o.node);
    read.into_iter().any(|node| match flow.point_of(node) {
        Some(point) => {
            let later = point == walked && node.start_byte() >= walk.end_byte() && !holds(&made, &node.byte_range());
            later || after.contains(&point)
        }
        None => true,
    })
}
