//! What the body of the function does when it runs a step at a time, and whether it may be
//! suspended where it adds to the list.

use tree_sitter::Node;

use super::callers::{Caller, Case};
use super::{Form, ListFunction, refuse};
use crate::proof::adding::{Add, Part};
use crate::proof::binding::part_effects;
use crate::proof::consumer::Consumer;
use crate::proof::obligations::{is_what_it_seems, same_values};
use crate::proof::producer::producer;
use crate::proof::suspension::{is_odd_in_generator, may_be_suspended_at};
use crate::proof::{Situation, Way};
use crate::python::Facts;
use crate::python::effects::{Effects, Place};
use crate::python::flow::{Flow, Point};
use crate::python::syntax::{self, child, preorder_if};
use crate::verdict::{Obligation, Verdict};

/// What runs when the result is walked: of a generator expression its steps; of a generator
/// function what its body does after the first item, apart from filling the list, and all of it
/// where the walk may not even begin at once.
pub(super) fn steps<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, flow: &Flow<'m>, all: bool) -> Effects {
    let mut effects = match list.form {
        Form::Generator => body_steps(facts, list, flow, all),
        Form::Expression => list.made().fold(Effects::default(), |mut all, (_, made)| {
            all.add(made_steps(facts, made));
            all
        }),
    };
    if let Some(filled) = &list.filled {
        let own = |place: &Place| matches!(place, Place::Own(s) | Place::Name(s) if *s == filled.symbol);
        effects.reads.retain(|(p, _)| !own(p));
        effects.writes.retain(|(p, _)| !own(p));
    }
    facts.without_own(list.function, effects)
}

/// What the steps of a lazy expression do; its first iterable is evaluated when it is made.
fn made_steps<'m>(facts: &Facts<'m>, made: Node<'m>) -> Effects {
    producer(facts, made).map_or_else(|| facts.effects_of(made), |producer| producer.steps)
}

/// What evaluating the lazy form and walking it does: its parts, and its steps.
fn made_effects<'m>(facts: &Facts<'m>, made: Node<'m>) -> Effects {
    let Some(eager) = facts.eager_call(made) else { return facts.effects_of(made) };
    let mut effects = made_steps(facts, made);
    let source = eager.content.as_ref().map_or(eager.call, |content| content.call);
    let receiver = source.method().map(|(object, _)| object);
    for part in receiver.into_iter().chain(source.all()).chain(eager.call.all()) {
        effects.add(facts.effects_of(part));
    }
    effects
}

fn body_steps<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, flow: &Flow<'m>, all: bool) -> Effects {
    let made: Vec<(Point, Node<'m>)> =
        list.made().filter_map(|(_, made)| flow.point_of(made).map(|p| (p, made))).collect();
    let mut late: Vec<Point> = made.iter().map(|(point, _)| *point).collect();
    // What hands out several items runs on after the first of them.
    let several = |add: &Add<'m>| matches!(add, Add::Items(..));
    for add in list.adds() {
        late.extend(flow.point_of(add.node()).filter(|_| several(&add)));
    }
    for node in list.adds().map(Add::node).chain(list.parts().filter_map(|(at, part)| first_item(at, part))) {
        if let Some(point) = flow.point_of(node) {
            late.extend(flow.reach(point, |_| false));
        }
    }
    let mut effects = Effects::default();
    for point in flow.points().filter(|p| all || late.contains(p)) {
        effects.add(match made.iter().find(|(at, _)| *at == point) {
            Some((_, made)) => made_effects(facts, *made),
            None => part_effects(facts, flow.part(point)),
        });
    }
    // Of several items in a display the later ones are evaluated after the first was walked.
    for (_, part) in list.parts() {
        if let Part::Items(items) = part {
            items.iter().skip(1).for_each(|item| effects.add(facts.effects_of(*item)));
        }
    }
    effects
}

/// The node at which the first item of a part is handed out, if it has any.
fn first_item<'m>(statement: Node<'m>, part: &Part<'m>) -> Option<Node<'m>> {
    match part {
        Part::Items(items) => items.first().map(|_| statement),
        Part::Made(node) => Some(*node),
    }
}

/// Obligation 8: what is made at once inside has the same values one by one.
pub fn made_values_are_the_same(case: &Case<'_, '_>) -> Verdict {
    of_made(case, same_values)
}

/// Obligation 9: what is made at once inside is made of what it seems to be made of.
pub fn made_is_what_it_seems(case: &Case<'_, '_>) -> Verdict {
    of_made(case, is_what_it_seems)
}

/// The conjunction of a question to each part that is made at once.
pub(super) fn of_made(case: &Case<'_, '_>, check: fn(&Situation<'_, '_>) -> Verdict) -> Verdict {
    case.list.made().fold(Verdict::Proven, |verdict, (statement, made)| {
        let Some(producer) = producer(case.facts, made) else { return verdict };
        let during = Effects::default();
        let consumer = Consumer { node: made, during, early: None, builds: false, repair: None };
        verdict.and(check(&Situation::new(case.facts, producer, consumer, statement, Way::Directly)))
    })
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
    let parts = list.parts().filter_map(|(statement, part)| first_item(statement, part));
    for place in list.adds().map(Add::node).chain(parts) {
        if let Err(reason) = may_be_suspended_at(facts, place, list.function) {
            return Verdict::refute(reason);
        }
    }
    match suspends(facts, list) {
        Some(node) => Verdict::refute(refuse(Obligation::Suspension, "it awaits", node)),
        None => Verdict::Proven,
    }
}

fn suspends<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> Option<Node<'m>> {
    let body = child(list.function, "body")?;
    preorder_if(body, |n| !syntax::is_deferred(n)).find(|n| is_odd_in_generator(facts, *n))
}
