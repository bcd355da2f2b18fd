//! Who reads the names that the filling statements bind, and who binds those that they read.

use std::collections::BTreeSet;
use std::ops::Range;

use tree_sitter::Node;

use super::{FilledList, refuse};
use crate::proof::handlers::is_guarded;
use crate::proof::obligations::{is_consumed_here, is_private};
use crate::proof::suspension::{is_odd_in_generator, may_be_suspended_at};
use crate::proof::{Situation, reused};
use crate::python::Facts;
use crate::python::collect::brief;
use crate::python::scopes::{Occurrence, Role, ScopeKind, SymbolId};
use crate::python::syntax::{ancestors, child, holds, is_deferred, loop_of, preorder, preorder_if};
use crate::verdict::{Obligation, Reason, Verdict};

/// The names that each round of a loop binds anew before it reads them.
pub(super) fn names_of_a_round<'m>(facts: &Facts<'m>, innermost: Node<'m>) -> Vec<SymbolId> {
    let mut names = bound_names(facts, innermost);
    let range = innermost.byte_range();
    let inside = preorder(innermost).filter(|n| n.kind() == "identifier").filter_map(|n| facts.scopes().symbol_at(n));
    for symbol in inside.collect::<BTreeSet<_>>() {
        let here = &facts.scopes().symbols[symbol];
        let bound = here.within(&range).iter().any(|o| o.binds());
        let read = || here.loads().map(|o| o.node).filter(|n| holds(&range, &n.byte_range()));
        if bound && !names.contains(&symbol) && read().all(|n| is_bound_within(facts, n, symbol, &range)) {
            names.push(symbol);
        }
    }
    names
}

/// Has the name, where it is read, always a value that it was given in the range? Of a loop that
/// is so in each round: the first has no other ways than the others.
fn is_bound_within<'m>(facts: &Facts<'m>, read: Node<'m>, symbol: SymbolId, range: &Range<usize>) -> bool {
    let inside = |definitions: Vec<&Occurrence<'m>>| definitions.iter().all(|o| holds(range, &o.node.byte_range()));
    !facts.may_be_unbound(read, symbol) && facts.definitions_reaching(read, symbol).is_some_and(inside)
}

/// The names that the header of a `for` statement binds.
pub(super) fn bound_names<'m>(facts: &Facts<'m>, statement: Node<'m>) -> Vec<SymbolId> {
    let target = child(statement, "left").filter(|_| statement.kind() == "for_statement");
    let names = target.into_iter().flat_map(preorder).filter(|n| n.kind() == "identifier");
    names.filter_map(|n| facts.scopes().symbol_at(n)).collect()
}

/// The names that what fills the list binds, apart from the list's own.
pub(super) fn names_inside<'m>(facts: &Facts<'m>, list: &FilledList<'m>) -> BTreeSet<SymbolId> {
    let range = list.span();
    let names = list.nodes().filter(|n| n.kind() == "identifier").filter_map(|n| facts.scopes().symbol_at(n));
    let own = |symbol: &SymbolId| {
        let scope = facts.scopes().symbols[*symbol].scope;
        facts.scopes().scopes[scope].kind != ScopeKind::Comprehension
    };
    let bound = |symbol: &SymbolId| facts.scopes().symbols[*symbol].within(&range).iter().any(|o| o.binds());
    names.collect::<BTreeSet<_>>().into_iter().filter(|s| *s != list.named.symbol && own(s) && bound(s)).collect()
}

/// Names bound by what fills the list are read by nobody else, and nothing made in it keeps them.
pub fn names_stay<'m>(situation: &Situation<'_, 'm>, list: &FilledList<'m>) -> Verdict {
    let facts = situation.facts;
    let (range, walk) = (list.span(), list.named.walk);
    // Where both loops become one that goes to its end, all is as it was behind it.
    let ends = list.fused().is_some() && situation.consumer.early.is_none() && !is_guarded(situation);
    let home = facts.function_of(walk);
    let behind = |n: &Node<'m>| ends && n.start_byte() >= walk.end_byte() && facts.function_of(*n) == home;
    let walked = bound_names(facts, walk);
    for id in names_inside(facts, list) {
        let symbol = &facts.scopes().symbols[id];
        let rebound = walked.contains(&id);
        // What the walk binds too is read in its body; what comes after sees another last value.
        let past =
            |n: &Node<'m>| !(holds(&range, &n.byte_range()) || rebound && holds(&walk.byte_range(), &n.byte_range()));
        let seen = |n: &Node<'m>| past(n) && (rebound || !behind(n));
        let last = child(walk, "left").filter(|_| rebound).and_then(|t| facts.loads_reached(t, id));
        let inside = symbol.within(&range).iter().filter(|o| o.binds());
        let reached: Option<Vec<Vec<Node<'m>>>> = inside.map(|o| facts.loads_reached(o.node, id)).collect();
        let read = match reached {
            Some(loads) => loads.into_iter().flatten().chain(last.into_iter().flatten()).find(seen),
            None => symbol.loads().map(|o| o.node).find(seen),
        };
        if let Some(load) = read {
            let sentence = format!("`{}`, which the filling loop binds, is read here", symbol.name);
            return Verdict::refute(refuse(Obligation::WrittenTooLate, sentence, load));
        }
    }
    if let Some(change) = changed_later(facts, list) {
        let sentence = format!("`{}` changes an item that was added before", brief(facts.text(change)));
        return Verdict::refute(refuse(Obligation::WrittenTooLate, sentence, change));
    }
    let keeps = |n: &Node<'m>| match n.kind() {
        "lambda" | "generator_expression" => !is_consumed_here(facts, *n),
        kind => kind == "class_definition" || is_deferred(*n),
    };
    if let Some(node) = list.nodes().find(keeps) {
        return Verdict::refute(refuse(Obligation::WrittenTooLate, "what is made here keeps names of the loop", node));
    }
    match list.fused() {
        Some(_) => Verdict::Proven,
        None => is_apart(facts, list).map_or_else(Verdict::refute, |()| Verdict::Proven),
    }
}

/// The first place before the walk that changes what was added to the list.
fn changed_later<'m>(facts: &Facts<'m>, list: &FilledList<'m>) -> Option<Node<'m>> {
    let flow = facts.flow_around(list.named.statement)?;
    let first = reused::shown(list.named.statement, &list.first);
    let given: Vec<_> = first.into_iter().chain(list.adds.iter().filter_map(|add| reused::added(*add))).collect();
    let code = facts.function_of(list.named.walk).map_or_else(|| list.filling.clone(), |function| vec![function]);
    let name = facts.text(list.named.target);
    reused::changed_later(facts, &flow, &code, Some(name), &given, flow.point_of(list.named.load))
}

/// Where the filling loop leaves the function, so that nothing is walked.
pub fn leaving<'m>(list: &FilledList<'m>) -> Option<Node<'m>> {
    let inside = list.filling.iter().flat_map(|n| preorder_if(*n, |n| !is_deferred(n)));
    inside.into_iter().find(|n| n.kind() == "return_statement")
}

/// May the filling statements run in a scope of their own, which hands out what they add? Nobody sees
/// the names that are its own then.
fn is_apart<'m>(facts: &Facts<'m>, list: &FilledList<'m>) -> Result<(), Reason> {
    let range = list.span();
    for id in names_inside(facts, list) {
        let symbol = &facts.scopes().symbols[id];
        let Some(bound) = symbol.within(&range).iter().find(|o| o.binds()) else { continue };
        is_private(facts, bound.node, id)?;
        let Some(read) = read_from_outside(facts, list, id).filter(|_| !is_handed_over(facts, list, id)) else {
            continue;
        };
        let sentence = format!("`{}` may have its value from elsewhere here", symbol.name);
        return Err(refuse(Obligation::WrittenTooLate, sentence, read));
    }
    is_body(facts, list)
}

/// The names that the filling statements bind and that have their first value from before: parameters
/// of the function that they become.
pub fn parameters<'m>(facts: &Facts<'m>, list: &FilledList<'m>) -> Vec<SymbolId> {
    let names = names_inside(facts, list).into_iter();
    names.filter(|id| read_from_outside(facts, list, *id).is_some()).collect()
}

/// Where the filling statements may read what they have not bound themselves.
fn read_from_outside<'m>(facts: &Facts<'m>, list: &FilledList<'m>, id: SymbolId) -> Option<Node<'m>> {
    let range = list.span();
    let mut reads = facts.scopes().symbols[id].loads().map(|o| o.node).filter(|n| holds(&range, &n.byte_range()));
    reads.find(|read| !is_bound_within(facts, *read, id, &range))
}

/// Is the name bound before the statements, and has its value until the walk begins? In a loop it
/// would go on with the value of the round before.
fn is_handed_over<'m>(facts: &Facts<'m>, list: &FilledList<'m>, id: SymbolId) -> bool {
    let (range, load) = (list.span(), list.named.load);
    let symbol = &facts.scopes().symbols[id];
    let mut around = ancestors(list.named.statement).take_while(|n| !is_deferred(*n));
    let looped = around.any(|n| matches!(n.kind(), "for_statement" | "while_statement"));
    let bound = symbol
        .bindings()
        .any(|o| o.role == Role::Parameter || o.node.start_byte() < range.start && facts.same_code(o.node, load));
    let between = range.end..load.start_byte();
    let kept = !symbol.within(&between).iter().any(|o| o.binds());
    let known = |n: Node<'m>| !facts.may_be_unbound(n, id);
    let first = symbol.loads().map(|o| o.node).find(|n| holds(&range, &n.byte_range()));
    !looped && bound && kept && first.is_some_and(known)
}

/// Do the statements stay together in a function, which may be suspended where they add?
fn is_body<'m>(facts: &Facts<'m>, list: &FilledList<'m>) -> Result<(), Reason> {
    let range = list.span();
    let statements = || list.filling.iter().flat_map(|n| preorder_if(*n, |n| !is_deferred(n)));
    let leaves = |n: &Node<'m>| match n.kind() {
        "break_statement" | "continue_statement" => loop_of(*n).is_none_or(|l| !holds(&range, &l.byte_range())),
        kind => matches!(kind, "return_statement" | "global_statement" | "nonlocal_statement" | "delete_statement"),
    };
    if let Some(node) = statements().find(|n| leaves(n)) {
        let sentence = "what fills the list does more than a function of its own could";
        return Err(refuse(Obligation::WrittenTooLate, sentence, node));
    }
    if let Some(node) = statements().find(|n| is_odd_in_generator(facts, *n)) {
        return Err(refuse(Obligation::Suspension, "it has no place in a generator", node));
    }
    let whole = list.named.statement.parent().unwrap_or(list.named.statement);
    list.adds.iter().try_for_each(|add| may_be_suspended_at(facts, add.node(), whole))
}
