//! Containers made in the function that holds both sides, which nobody else has yet.
//!
//! A container that is let out somewhere ([`Place::Made`]) is reached through its name alone until
//! then: up to that moment no other expression stands for it and unknown code does not have it.
//! Where neither side touches it after it was let out, it is as good as one that never is
//! ([`Place::Own`]): an exception takes it along, and what others do they do to something else.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::{Situation, Way};
use crate::python::effects::{Effects, Place};
use crate::python::flow::{Flow, Point};
use crate::python::scopes::{Occurrence, Role, SymbolId};
use crate::python::syntax::{ancestors, child, holds, is_statement};

use tree_sitter::Node;

impl Situation<'_, '_> {
    /// The same, where containers that nobody else has yet are known to be such.
    #[must_use]
    pub(super) fn with_fresh(mut self) -> Self {
        let touches = |effects: &Effects| made_in(effects).collect::<Vec<_>>();
        let made: BTreeSet<SymbolId> =
            touches(&self.producer.steps).into_iter().chain(touches(&self.meanwhile)).collect();
        if made.is_empty() {
            return self;
        }
        let fresh: BTreeSet<SymbolId> = match Stretch::of(&self) {
            Some(stretch) => made.into_iter().filter(|symbol| stretch.keeps_in(&self, *symbol)).collect(),
            None => return self,
        };
        for effects in [&mut self.producer.steps, &mut self.meanwhile] {
            for (place, _) in effects.reads.iter_mut().chain(&mut effects.writes) {
                if let Place::Made(symbol) = *place
                    && fresh.contains(&symbol)
                {
                    *place = Place::Own(symbol);
                }
            }
        }
        self
    }
}

fn made_in(effects: &Effects) -> impl Iterator<Item = SymbolId> {
    effects.reads.iter().chain(&effects.writes).filter_map(|(place, _)| match place {
        Place::Made(symbol) => Some(*symbol),
        _ => None,
    })
}

/// The code that runs from the first step of the producer to the last of the walk.
struct Stretch<'m> {
    flow: std::rc::Rc<Flow<'m>>,
    /// Where it stands: nothing of it is elsewhere.
    range: Range<usize>,
    /// Where the producer stands.
    producer: Range<usize>,
    /// Where the sequence is made, where it is walked, and by whom in the end.
    ends: [Point; 3],
}

impl<'m> Stretch<'m> {
    fn of(situation: &Situation<'_, 'm>) -> Option<Self> {
        let flow = situation.facts.flow_around(situation.walk)?;
        let (first, load) = match &situation.way {
            Way::Directly => (situation.facts.statement_of(situation.producer.node)?, situation.producer.node),
            Way::Named(named) => (named.statement, named.load),
            Way::Filled(found) => (found.named.statement, found.named.load),
        };
        // What is walked may be a generator that is itself walked further down.
        let last = situation.facts.statement_of(situation.consumer.node)?;
        let ends = [situation.producer.node, load, situation.consumer.node].map(|n| flow.point_of(n));
        let [Some(made), Some(walked), Some(over)] = ends else { return None };
        let range = first.start_byte()..situation.walk.end_byte().max(last.end_byte());
        let inside = |point: &Point| flow.part(*point).node().is_some_and(|n| holds(&range, &n.byte_range()));
        let whole = [(made, walked), (walked, over)]
            .iter()
            .all(|(from, to)| from == to || flow.between(*from, *to).iter().all(inside));
        let producer = situation.producer.span();
        whole.then_some(Stretch { flow, range, producer, ends: [made, walked, over] })
    }

    /// Is the container reached through its name alone whenever one of both sides touches it?
    fn keeps_in(&self, situation: &Situation<'_, 'm>, symbol: SymbolId) -> bool {
        let facts = situation.facts;
        let Some(ownership) = facts.ownership(symbol) else { return false };
        let here = &facts.scopes().symbols[symbol];
        // `rows += more` changes what the name stands for, and makes nothing new.
        let makes = |o: &&Occurrence<'m>| o.binds() && o.role != Role::Update;
        let inside = here.within(&self.range).iter();
        let touches: Vec<Node<'m>> = inside.filter(|o| !makes(o)).map(|o| o.node).collect();
        let by_producer = touches.iter().any(|n| holds(&self.producer, &n.byte_range()));
        let mut let_out = HashSet::new();
        for escape in &ownership.escapes {
            // What stands in another function runs nobody knows when.
            let Some(point) = self.flow.point_of(*escape).filter(|_| facts.same_code(*escape, situation.walk)) else {
                return false;
            };
            // Later steps of the producer come after it now.
            let meanwhile = holds(&self.range, &escape.byte_range());
            if meanwhile && (by_producer || self.ends.contains(&point)) {
                return false;
            }
            let beside = |n: &&Node<'m>| **n != *escape && self.flow.point_of(**n) == Some(point);
            let walked =
                |n: &&Node<'m>| walking_loop(**n).is_some_and(|l| holds(&l.byte_range(), &escape.byte_range()));
            if meanwhile && touches.iter().any(|n| beside(&n) || walked(&n)) {
                return false;
            }
            let_out.insert(point);
        }
        let sure =
            |name: Node<'m>| ancestors(name).take_while(|n| !is_statement(*n)).all(|n| n.kind() != "named_expression");
        let bound = here
            .bindings()
            .filter(|o| makes(o) && sure(o.node))
            .filter_map(|o| self.flow.binding_point(o.node))
            .collect();
        touches.iter().all(|n| self.flow.point_of(*n).is_some_and(|point| !self.is_preceded(point, &let_out, &bound)))
    }

    /// May a point of `others` have run before `point`, without the completion of one of `bound` since?
    fn is_preceded(&self, point: Point, others: &HashSet<Point>, bound: &HashSet<Point>) -> bool {
        let mut seen = HashSet::new();
        let mut work = vec![point];
        while let Some(here) = work.pop() {
            let completed = self.flow.previous(here).iter().map(|p| (p, bound.contains(p)));
            let raised = self.flow.raised_by(here).iter().map(|p| (p, false));
            for (before, is_new) in completed.chain(raised) {
                if others.contains(before) {
                    return true;
                }
                if !is_new && seen.insert(*before) {
                    work.push(*before);
                }
            }
        }
        false
    }
}

/// The `for` statement that walks what the name stands for.
fn walking_loop(name: Node<'_>) -> Option<Node<'_>> {
    let around = ancestors(name).find(|n| n.kind() == "for_statement")?;
    child(around, "right").filter(|right| holds(&right.byte_range(), &name.byte_range())).map(|_| around)
}
