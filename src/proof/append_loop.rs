//! `xs = []`, a loop that appends to it, and one walk of it: may both loops be one?

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use tree_sitter::Node;

use super::binding::{Named, assignment, before, beside, can_move_into, first_walk, part_effects, stretch};
use super::filling::{Added, Others, What, is_set_before};
use super::handlers::is_guarded;
use super::list_function::add;
use super::producer::Producer;
use super::{Situation, Way, reused};
use crate::python::Facts;
use crate::python::collect::{brief, rename_root};
use crate::python::effects::{Effects, Place};
use crate::python::flow::{EXIT, Flow, Part, Point};
use crate::python::scopes::SymbolId;
use crate::python::syntax::{
    Call, ancestors, child, children, enclosing, holds, inner, is_deferred, iterable, loop_of, preorder, preorder_if,
    statements,
};
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

/// A list that one loop fills, and a walk of it.
#[derive(Debug, Clone)]
pub struct AppendLoop<'m> {
    /// `xs = []` and the walk; the uses do not count the append.
    pub named: Named<'m>,
    /// The loop: a statement beside it, or the last one of a block beside it.
    pub filling: Node<'m>,
    /// That block, if the walk stands behind it and so moves into it.
    pub moved_into: Option<Node<'m>>,
    /// What a round adds.
    pub added: Added<'m>,
}

fn refuse(obligation: Obligation, sentence: impl Into<String>, node: Node<'_>) -> Reason {
    Reason::new(obligation, sentence, node.byte_range())
}

/// The loop that fills the list made by the empty display `list`.
///
/// # Errors
/// There is no such loop, or nothing walks the list after it.
pub fn append_loop<'m>(facts: &Facts<'m>, list: Node<'m>) -> Result<AppendLoop<'m>, Reason> {
    let none = || refuse(Obligation::Layout, "no loop fills this list", list);
    let (assignment, start, target) = assignment(list)?;
    let called = || Call::of(list).is_some_and(|call| call.all().is_empty() && facts.is_builtin(call.function, "list"));
    let empty = if list.kind() == "list" { children(list).is_empty() } else { called() };
    let symbol = facts.scopes().symbol_at(target).filter(|_| empty).ok_or_else(none)?;
    facts.sole_start(symbol).filter(|start| *start == target).ok_or_else(none)?;
    let all: Vec<Node<'m>> = facts.scopes().symbols[symbol].loads().map(|o| o.node).collect();
    let (adds, loads): (Vec<Node<'m>>, Vec<Node<'m>>) = all.into_iter().partition(|n| add(facts, *n).is_some());
    let added = Added::of(facts, &adds).ok_or_else(none)?;
    let (filling, block) = filling(facts, start, added.first)?;
    let after: Vec<Node<'m>> = loads.iter().copied().filter(|l| l.start_byte() >= filling.end_byte()).collect();
    let (load, consumer) = first_walk(facts, &after, target)?;
    let walk = facts.statement_of(load).ok_or_else(none)?;
    let named = Named { assignment, statement: start, target, symbol, load, loads: Some(loads), consumer, walk };
    let moved_into = block.filter(|with| with.end_byte() <= walk.start_byte() && beside(*with, walk).is_some());
    let lost = block.filter(|with| with.end_byte() <= walk.start_byte() && moved_into.is_none());
    match lost {
        Some(with) => Err(refuse(Obligation::Resource, "the file that it is filled from is closed here", with)),
        None => Ok(AppendLoop { named, filling, moved_into, added }),
    }
}

/// The loop beside `start` that holds the adding, with nothing but loops, conditions and blocks of
/// files that are read between; or the one that ends such a block beside `start`, and the block.
fn filling<'m>(facts: &Facts<'m>, start: Node<'m>, adding: Node<'m>) -> Result<(Node<'m>, Option<Node<'m>>), Reason> {
    let looped = |n: &Node<'m>| n.kind() == "for_statement" || n.kind() == "while_statement";
    let none = |n: Node<'m>| refuse(Obligation::Layout, "no loop beside it fills this list", n);
    for around in ancestors(adding) {
        let reads = around.kind() == "with_statement" && can_move_into(facts, around).is_ok();
        if around.parent() == start.parent() && around.start_byte() > start.end_byte() {
            if looped(&around) {
                return Ok((around, ended_by(around).filter(|with| can_move_into(facts, *with).is_ok())));
            }
            let suite = child(around, "body").filter(|_| reads).map(statements).unwrap_or_default();
            let last = suite.last().filter(|last| looped(last) && holds(&last.byte_range(), &adding.byte_range()));
            return last.map(|filling| (*filling, Some(around))).ok_or_else(|| none(around));
        }
        let plain = reads
            || matches!(
                around.kind(),
                "block"
                    | "if_statement"
                    | "else_clause"
                    | "elif_clause"
                    | "for_statement"
                    | "case_clause"
                    | "match_statement"
            );
        if !plain {
            return Err(refuse(Obligation::Suspension, "it is filled inside a `try`, `with` or other block", adding));
        }
    }
    Err(none(adding))
}

/// The `with` statement whose block ends with this statement.
fn ended_by(statement: Node<'_>) -> Option<Node<'_>> {
    let with = statement.parent()?.parent().filter(|n| n.kind() == "with_statement")?;
    let last = child(with, "body").and_then(|body| statements(body).last().copied());
    (last == Some(statement)).then_some(with)
}

impl<'m> AppendLoop<'m> {
    /// Is the walk a `for` statement beside the filling loop, so that its body can go where
    /// the append was?
    pub fn is_fusable(&self) -> bool {
        let walk = self.named.walk;
        let beside =
            walk.kind() == "for_statement" && walk.parent() == self.moved_into.unwrap_or(self.filling).parent();
        let whole = beside && child(walk, "right").map(inner) == Some(self.named.load);
        let plain =
            |l: Node<'_>| child(l, "alternative").is_none() && !children(l).iter().any(|c| c.kind() == "else_clause");
        whole && plain(walk) && plain(self.filling) && self.jumps_fit()
    }

    /// `continue` and `break` of the walk mean the same where the append was.
    fn jumps_fit(&self) -> bool {
        let Some(body) = child(self.named.walk, "body") else { return false };
        let jumps: Vec<Node<'m>> = preorder_if(body, |n| !is_deferred(n))
            .filter(|n| matches!(n.kind(), "break_statement" | "continue_statement"))
            .filter(|n| loop_of(*n) == Some(self.named.walk))
            .collect();
        let breaks = jumps.iter().any(|j| j.kind() == "break_statement");
        let innermost = enclosing(self.added.first, &["for_statement", "while_statement"]);
        if self.added.is_looped() {
            return !breaks;
        }
        let skips = self.added.others == Others::Missing;
        (jumps.is_empty() && !skips || self.is_last()) && (!breaks || innermost == Some(self.filling))
    }

    /// Nothing of an iteration comes after the append.
    pub fn is_last(&self) -> bool {
        let Some(innermost) = enclosing(self.added.last, &["for_statement", "while_statement"]) else { return false };
        let mut here = self.added.last;
        for around in ancestors(self.added.last) {
            if around == innermost {
                return true;
            }
            if around.kind() == "block"
                && statements(around).last().is_none_or(|last| !holds(&last.byte_range(), &here.byte_range()))
            {
                return false;
            }
            here = around;
        }
        false
    }
}

/// Judges whether the filling loop may run in turn with the walk.
pub fn judge<'m>(facts: &Facts<'m>, found: AppendLoop<'m>) -> Judgement {
    situation(facts, found).map_or_else(Judgement::from, |situation| situation.judge())
}

fn situation<'f, 'm>(facts: &'f Facts<'m>, found: AppendLoop<'m>) -> Result<Situation<'f, 'm>, Reason> {
    let (flow, made, walked) = stretch(facts, &found.named)?;
    let mut between = Effects::default();
    // What stands before the loop runs before it as ever.
    let first = found.named.statement.start_byte()..found.filling.end_byte();
    for point in flow.between(made, walked) {
        let before = flow.part(point).node().is_some_and(|n| holds(&first, &n.byte_range()));
        let left = matches!(flow.part(point), Part::Leave(with) if Some(with) == found.moved_into);
        if !before && !left {
            between.add(part_effects(facts, flow.part(point)));
        }
    }
    let walk = found.named.walk;
    between.add(before(facts, found.named.load, walk));
    let skipped = is_missed(facts, &flow, (made, walked), &first) || walk_is_nested(&found);
    let skipped = skipped.then(|| refuse(Obligation::EarlyEnd, "a walk that may not happen", walk));
    let (producer, consumer) = (producer(facts, &found), found.named.consumer.clone());
    let moved_into = found.moved_into;
    let situation = Situation::new(facts, producer, consumer, walk, Way::Filled(found)).after(between);
    Ok(Situation { moved_into, skipped, ..situation }.with_fresh())
}

/// May control leave without the walk, but by an exception of the loop that fills the list or of
/// the block around it, which comes as it came before?
fn is_missed<'m>(facts: &Facts<'m>, flow: &Flow<'m>, (made, walked): (Point, Point), first: &Range<usize>) -> bool {
    let fails = |point: Point| {
        let within = flow.part(point).node().is_some_and(|node| holds(first, &node.byte_range()));
        let effects = || part_effects(facts, flow.part(point));
        !within && !matches!(effects(), Effects { raises: None, suspends: None, ref unknown, .. } if unknown.is_empty())
    };
    let mut work = flow.next(made).to_vec();
    let mut seen = vec![false; flow.points().len()];
    while let Some(point) = work.pop() {
        if point == EXIT {
            return true;
        }
        if point == walked || std::mem::replace(&mut seen[point], true) {
            continue;
        }
        work.extend(flow.next(point));
        if fails(point) {
            work.extend(flow.raising(point));
        }
    }
    false
}

/// The walk stands in a branch that the filling loop does not.
fn walk_is_nested(found: &AppendLoop<'_>) -> bool {
    let beside = found.moved_into.unwrap_or(found.named.statement);
    found.named.walk.parent() != beside.parent()
}

fn producer<'m>(facts: &Facts<'m>, found: &AppendLoop<'m>) -> Producer<'m> {
    let mut steps = facts.effects_of(found.filling);
    let own = |place: &Place| matches!(place, Place::Own(s) | Place::Name(s) if *s == found.named.symbol);
    steps.reads.retain(|(p, _)| !own(p));
    steps.writes.retain(|(p, _)| !own(p));
    if found.is_last() {
        let innermost = enclosing(found.added.first, &["for_statement", "while_statement"]).unwrap_or(found.filling);
        let targets = names_of_a_round(facts, innermost);
        let walked = bound_names(facts, found.named.walk);
        // Bound anew before each use: what the walk does to them is not seen.
        steps.reads.retain(|(p, _)| !matches!(p, Place::Name(s) if targets.contains(s)));
        steps.writes.retain(|(p, _)| !matches!(p, Place::Name(s) if targets.contains(s) && walked.contains(s)));
        let again = targets.iter().filter(|target| walked.contains(target));
        let again: HashSet<&str> = again.map(|s| facts.scopes().symbols[*s].name.as_str()).collect();
        steps.reads.iter_mut().chain(&mut steps.writes).for_each(|(place, _)| rename_root(place, &[], &again));
    }
    let loops = preorder(found.filling).filter(|n| n.kind() == "for_statement" && !is_deferred(*n));
    let sources = loops.filter_map(|l| iterable(l).map(inner)).collect();
    Producer { node: found.filling, steps, generator: !found.is_fusable(), sources, eager: None }
}

/// The names that each round of a loop binds anew before it reads them.
fn names_of_a_round<'m>(facts: &Facts<'m>, innermost: Node<'m>) -> Vec<SymbolId> {
    let mut names = bound_names(facts, innermost);
    let range = innermost.byte_range();
    let inside = preorder(innermost).filter(|n| n.kind() == "identifier").filter_map(|n| facts.scopes().symbol_at(n));
    for symbol in inside.collect::<BTreeSet<_>>() {
        let mut occurrences = facts.scopes().symbols[symbol].within(&range).iter().peekable();
        let assigned = occurrences.clone().any(|o| o.binds()) && occurrences.peek().is_some_and(|o| o.binds());
        let read = facts.scopes().symbols[symbol].loads().map(|o| o.node).filter(|n| holds(&range, &n.byte_range()));
        if assigned && !names.contains(&symbol) && read.into_iter().all(|n| is_set_before(facts, innermost, n)) {
            names.push(symbol);
        }
    }
    names
}

/// The names that the header of a `for` statement binds.
fn bound_names<'m>(facts: &Facts<'m>, statement: Node<'m>) -> Vec<SymbolId> {
    let target = child(statement, "left").filter(|_| statement.kind() == "for_statement");
    let names = target.into_iter().flat_map(preorder).filter(|n| n.kind() == "identifier");
    names.filter_map(|n| facts.scopes().symbol_at(n)).collect()
}

/// Names bound by the filling loop are read by nobody else, and nothing made in it keeps them.
pub(super) fn names_stay<'m>(situation: &Situation<'_, 'm>, found: &AppendLoop<'m>) -> Verdict {
    let facts = situation.facts;
    let range = found.filling.byte_range();
    // Where both loops become one that goes to its end, all is as it was behind it.
    let ends = found.is_fusable() && situation.consumer.early.is_none() && !is_guarded(situation);
    let home = facts.function_of(found.named.walk);
    let behind = |n: &Node<'m>| ends && n.start_byte() >= found.named.walk.end_byte() && facts.function_of(*n) == home;
    let walked = bound_names(facts, found.named.walk);
    let names = preorder(found.filling).filter(|n| n.kind() == "identifier");
    let symbols: BTreeSet<SymbolId> = names.filter_map(|n| facts.scopes().symbol_at(n)).collect();
    for id in symbols.into_iter().filter(|id| *id != found.named.symbol) {
        let symbol = &facts.scopes().symbols[id];
        let bound_inside = symbol.within(&range).iter().find(|o| o.binds());
        let Some(inside) = bound_inside else { continue };
        let outside = |n: &Node<'_>| !holds(&range, &n.byte_range());
        let rebound = walked.contains(&id);
        // What the walk binds too is read in its body; what comes after sees another last value.
        let past = |n: &Node<'m>| outside(n) && !(rebound && holds(&found.named.walk.byte_range(), &n.byte_range()));
        let last = child(found.named.walk, "left").filter(|_| rebound).and_then(|t| facts.loads_reached(t, id));
        let reached = facts.loads_reached(inside.node, id);
        let seen = |n: &Node<'m>| past(n) && (rebound || !behind(n));
        let read = match reached {
            Some(loads) => loads.into_iter().chain(last.into_iter().flatten()).find(seen),
            None => symbol.loads().map(|o| o.node).find(seen),
        };
        if let Some(load) = read {
            let sentence = format!("`{}`, which the filling loop binds, is read here", symbol.name);
            return Verdict::refute(refuse(Obligation::WrittenTooLate, sentence, load));
        }
    }
    if let Some(change) = changed_later(facts, found) {
        let sentence = format!("`{}` changes an item that was added before", brief(facts.text(change)));
        return Verdict::refute(refuse(Obligation::WrittenTooLate, sentence, change));
    }
    let keeper = preorder(found.filling)
        .find(|n| is_deferred(*n) || n.kind() == "class_definition" || n.kind() == "generator_expression");
    match keeper {
        Some(node) => {
            Verdict::refute(refuse(Obligation::WrittenTooLate, "what is made here keeps names of the loop", node))
        }
        None => Verdict::Proven,
    }
}

/// The first place before the walk that changes what was added to the list.
fn changed_later<'m>(facts: &Facts<'m>, found: &AppendLoop<'m>) -> Option<Node<'m>> {
    let flow = facts.flow_around(found.filling)?;
    let added = &found.added;
    let given: Vec<(Node<'m>, Node<'m>)> = match &added.what {
        What::Item(value) => vec![(added.first, *value)],
        What::Items(items) => {
            let displayed = Some(inner(*items)).filter(|n| matches!(n.kind(), "list" | "tuple"));
            displayed.into_iter().map(|value| (added.first, value)).collect()
        }
        What::Several(values) => values.iter().map(|value| (added.last, *value)).collect(),
        What::Either(both) => both.clone(),
    };
    let code = facts.function_of(found.filling).unwrap_or(found.filling);
    let name = facts.text(found.named.target);
    reused::changed_later(facts, &flow, code, Some(name), &given, flow.point_of(found.named.load))
}

/// Where the filling loop leaves the function, so that nothing is walked.
pub(super) fn leaving<'m>(found: &AppendLoop<'m>) -> Option<Node<'m>> {
    preorder_if(found.filling, |n| !is_deferred(n)).find(|n| n.kind() == "return_statement")
}
