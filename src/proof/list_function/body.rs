//! What the body of the function does when it runs a step at a time, and whether it may be
//! suspended where it adds to the list.

use tree_sitter::Node;

use super::callers::{Caller, Case};
use super::{ListFunction, refuse};
use crate::proof::binding::part_effects;
use crate::python::Facts;
use crate::python::effects::{Effects, Place};
use crate::python::flow::{Flow, Point};
use crate::python::syntax::{self, ancestors, child, children, inner, preorder_if};
use crate::verdict::{Obligation, Verdict};

/// What the body does after its first item, apart from filling the list; all of it where
/// the walk may not even begin.
pub(super) fn steps<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, flow: &Flow<'m>, all: bool) -> Effects {
    let mut late: Vec<Point> = Vec::new();
    let firsts = list.first.first().map(|_| list.start);
    for node in list.adds.iter().map(|a| a.node()).chain(firsts) {
        if let Some(point) = flow.point_of(node) {
            late.extend(flow.reach(point, |_| false));
        }
    }
    let points: Vec<Point> = if all { flow.points().collect() } else { late };
    let mut effects = Effects::default();
    for point in flow.points().filter(|p| points.contains(p)) {
        effects.add(part_effects(facts, flow.part(point)));
    }
    // Of several items in a display the later ones are evaluated after the first was walked.
    let displays = list.returns.iter().filter_map(|r| children(*r).first().copied()).map(inner);
    let displayed = displays.filter(|v| v.kind() == "list").flat_map(|v| children(v).into_iter().skip(1));
    for item in list.first.iter().copied().skip(1).chain(displayed) {
        effects.add(facts.effects_of(item));
    }
    let own = |place: &Place| matches!(place, Place::Own(s) | Place::Name(s) if *s == list.symbol);
    effects.reads.retain(|(p, _)| !own(p));
    effects.writes.retain(|(p, _)| !own(p));
    facts.without_own(list.function, effects)
}

/// Obligation 11: nothing but the function's own file is open where it is suspended, and no
/// recursion gets deeper than it can bear.
pub fn may_be_suspended(case: &Case<'_, '_>) -> Verdict {
    let recursive = case.served.iter().find_map(|caller| match caller {
        Caller::Adds(call) => Some(call.node),
        _ => None,
    });
    suspension(case.facts, &case.list).and(recursive.map_or(Verdict::Proven, |call| recursion(case.facts, call)))
}

/// `yield from` through a recursion is as deep as the recursion was; a raised limit may not bear it.
fn recursion<'m>(facts: &Facts<'m>, call: Node<'m>) -> Verdict {
    if !facts.module.text().contains("setrecursionlimit") {
        return Verdict::Proven;
    }
    let sentence = "the recursion limit is raised, which deep generators may not bear";
    Verdict::doubt(refuse(Obligation::Suspension, sentence, call))
}

fn suspension<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> Verdict {
    let mut places: Vec<Node<'m>> = list.adds.iter().map(|a| a.node()).collect();
    places.extend(list.returns.iter().filter(|r| {
        children(**r).first().is_some_and(|v| inner(*v).kind() == "list" && !children(inner(*v)).is_empty())
    }));
    if !list.first.is_empty() {
        places.push(list.start);
    }
    for place in places {
        for around in ancestors(place).take_while(|n| *n != list.function) {
            let what = match around.kind() {
                "try_statement" => "`try`",
                "with_statement" if !only_reads(facts, around) => "`with` block",
                "class_definition" => "class body",
                _ => continue,
            };
            let reason =
                refuse(Obligation::Suspension, format!("a generator would be suspended inside a {what}"), place);
            return Verdict::refute(reason);
        }
    }
    match suspends(facts, list) {
        Some(node) => Verdict::refute(refuse(Obligation::Suspension, "it awaits", node)),
        None => Verdict::Proven,
    }
}

fn only_reads<'m>(facts: &Facts<'m>, with: Node<'m>) -> bool {
    syntax::with_items(with).into_iter().all(|(context, _)| facts.opening(context).is_some_and(|o| o.reads_only()))
}

fn suspends<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> Option<Node<'m>> {
    let body = child(list.function, "body")?;
    let bare_super = |n: &Node<'_>| n.kind() == "call" && facts.text(*n) == "super()";
    preorder_if(body, |n| !syntax::is_deferred(n)).find(|n| n.kind() == "await" || bare_super(n))
}
