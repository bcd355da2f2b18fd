//! `xs = []`, statements that add to it, and one walk of it: may they run in turn?

mod fused;
mod names;
pub mod rounds;
mod shape;

use std::collections::HashSet;
use std::ops::Range;

use tree_sitter::Node;

use super::adding::{Add, Part};
use super::binding::{Named, before, part_effects, stretch};
use super::producer::Producer;
use super::{Situation, Way};
use crate::python::Facts;
use crate::python::collect::rename_root;
use crate::python::effects::{Effects, Place};
use crate::python::flow::{EXIT, Flow, Part as Step, Point};
use crate::python::syntax::{enclosing, holds, inner, is_deferred, iterable, preorder};
use crate::verdict::{Judgement, Obligation, Reason, Verdict};
use names::{bound_names, names_inside, names_of_a_round};
use rounds::Added;

pub use fused::AppendLoop;
pub use names::{leaving, names_stay, parameters};
pub use shape::filled_list;

/// A list that statements fill, and a walk of it.
#[derive(Debug, Clone)]
pub struct FilledList<'m> {
    /// `xs = []` and the walk; the uses do not count the adding.
    pub named: Named<'m>,
    /// What it holds from the start.
    pub first: Part<'m>,
    /// What adds to it.
    pub adds: Vec<Add<'m>>,
    /// What fills it, statement by statement of one suite: most often one loop.
    pub filling: Vec<Node<'m>>,
    /// The block that they end, if the walk stands behind it and so moves into it.
    pub moved_into: Option<Node<'m>>,
    /// What a round adds, where it is one loop that adds in one place.
    pub added: Option<Added<'m>>,
    /// The walk stays a statement of its own.
    pub apart: bool,
}

impl<'m> FilledList<'m> {
    /// From the first of the filling statements to the last.
    pub fn span(&self) -> Range<usize> {
        let ends = self.filling.first().zip(self.filling.last());
        ends.map_or(self.named.statement.byte_range(), |(first, last)| first.start_byte()..last.end_byte())
    }

    /// All nodes of the filling statements.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'m>> {
        self.filling.iter().flat_map(|statement| preorder(*statement))
    }

    /// The one loop that fills it, and adds in one place.
    pub fn one_loop(&self) -> Option<AppendLoop<'_, 'm>> {
        let (added, filling) = (self.added.as_ref()?, *self.filling.first()?);
        Some(AppendLoop { list: self, filling, added })
    }

    /// The same, where the body of the walk can go where the items are added.
    pub fn fused(&self) -> Option<AppendLoop<'_, 'm>> {
        self.one_loop().filter(|one| !self.apart && one.is_fusable())
    }
}

fn refuse(obligation: Obligation, sentence: impl Into<String>, node: Node<'_>) -> Reason {
    Reason::new(obligation, sentence, node.byte_range())
}

/// The form in which the filling and the walk may run in turn, and how far that is proved: as one loop,
/// if it can be; else apart, each with its names.
pub fn judge<'m>(facts: &Facts<'m>, found: FilledList<'m>) -> (FilledList<'m>, Judgement) {
    let judged = |found: FilledList<'m>| situation(facts, found).map_or_else(Judgement::from, |s| s.judge());
    let judgement = judged(found.clone());
    if found.fused().is_none() || judgement.verdict == Verdict::Proven {
        return (found, judgement);
    }
    let apart = FilledList { apart: true, ..found.clone() }.formed(facts);
    let other = judged(apart.clone());
    if other.verdict == Verdict::Proven { (apart, other) } else { (found, judgement) }
}

fn situation<'f, 'm>(facts: &'f Facts<'m>, found: FilledList<'m>) -> Result<Situation<'f, 'm>, Reason> {
    let (flow, made, walked) = stretch(facts, &found.named)?;
    let mut between = Effects::default();
    // What stands before the loop runs before it as ever.
    let first = found.named.statement.start_byte()..found.span().end;
    for point in flow.between(made, walked) {
        let before = flow.part(point).node().is_some_and(|n| holds(&first, &n.byte_range()));
        let left = matches!(flow.part(point), Step::Leave(with) if Some(with) == found.moved_into);
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
    let situation = Situation::new(facts, producer, consumer, walk, Way::Filled(Box::new(found))).after(between);
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
fn walk_is_nested(found: &FilledList<'_>) -> bool {
    let beside = found.moved_into.unwrap_or(found.named.statement);
    found.named.walk.parent() != beside.parent()
}

fn producer<'m>(facts: &Facts<'m>, found: &FilledList<'m>) -> Producer<'m> {
    let mut steps = Effects::default();
    found.filling.iter().for_each(|statement| steps.add(facts.effects_of(*statement)));
    let own = |place: &Place| matches!(place, Place::Own(s) | Place::Name(s) if *s == found.named.symbol);
    steps.reads.retain(|(p, _)| !own(p));
    steps.writes.retain(|(p, _)| !own(p));
    if let Some(fused) = found.fused() {
        if fused.is_last() {
            let innermost =
                enclosing(fused.added.first, &["for_statement", "while_statement"]).unwrap_or(fused.filling);
            let targets = names_of_a_round(facts, innermost);
            let walked = bound_names(facts, found.named.walk);
            // Bound anew before each use: what the walk does to them is not seen.
            steps.reads.retain(|(p, _)| !matches!(p, Place::Name(s) if targets.contains(s)));
            steps.writes.retain(|(p, _)| !matches!(p, Place::Name(s) if targets.contains(s) && walked.contains(s)));
            // Each round has objects of its own under the names that both loops bind.
            let again = targets.iter().filter(|target| walked.contains(target));
            let again: HashSet<&str> = again.map(|s| facts.scopes().symbols[*s].name.as_str()).collect();
            steps.reads.iter_mut().chain(&mut steps.writes).for_each(|(place, _)| rename_root(place, &[], &again));
        }
    } else {
        // They are names of another scope than those of the walk.
        let names = names_inside(facts, found);
        let others = |(place, _): &(Place, Range<usize>)| !matches!(place, Place::Name(s) if names.contains(s));
        steps.reads.retain(others);
        steps.writes.retain(others);
    }
    let loops = found.nodes().filter(|n| n.kind() == "for_statement" && !is_deferred(*n));
    let made = if let Part::Made(node) = found.first { Some(node) } else { None };
    let extended = found.adds.iter().filter(|add| matches!(add, Add::Items(..))).map(|add| inner(add.value()));
    let sources = loops.filter_map(|l| iterable(l).map(inner)).chain(made).chain(extended).collect();
    let mut statements = found.filling.iter().copied();
    let node = statements.next().unwrap_or(found.named.statement);
    Producer { node, rest: statements.collect(), steps, generator: found.fused().is_none(), sources, eager: None }
}
