//! A sorted list under a name, of which only the first or the last few are looked at.
//!
//! The name may stand for these few as well: nothing is sorted later than it was.

use tree_sitter::Node;

use super::binding::{assignment, refuse};
use super::consumer::Consumer;
use super::obligations::{evaluated_once, is_private};
use super::question::{Repair, is_read};
use super::ranking::{FEW, Ranking, Wanted, comparing, of_sorted, sorted, wanted};
use super::{Situation, Way};
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::syntax::{ancestors, child, children, inner, is_suite, outer};
use crate::verdict::{Judgement, Reason};

/// Such a list.
#[derive(Debug, Clone)]
pub struct Ranked<'m> {
    /// Which few.
    pub ranking: Ranking<'m>,
    /// How many, as it is written.
    pub count: String,
    /// The only use of it, a slice of all of them.
    pub alone: Option<Node<'m>>,
}

/// What a subscript takes.
struct Taken<'m> {
    subscript: Node<'m>,
    wanted: Wanted<'m>,
    count: Count<'m>,
    last: bool,
}

/// How many items have to be kept for it.
#[derive(Clone, Copy)]
enum Count<'m> {
    Literal(usize),
    Name(Node<'m>),
}

/// The sorted list that `call` makes, if it has a name and no more than a few of it are looked at.
///
/// # Errors
/// What else is done with it.
pub fn ranked<'m>(facts: &Facts<'m>, call: Node<'m>) -> Result<Ranked<'m>, Reason> {
    let other = |node: Node<'m>| refuse("more is done with it than to look at the first or the last few", node);
    let (_, statement, target) = assignment(call)?;
    if outer(call).parent() != target.parent() {
        return Err(other(call));
    }
    let symbol = facts.scopes().symbol_at(target).ok_or_else(|| refuse("its name is not known", target))?;
    is_private(facts, target, symbol)?;
    let loads = facts.loads_reached(target, symbol).ok_or_else(|| other(target))?;
    // What else arrives at these uses is another list.
    for load in &loads {
        let definitions = facts.definitions_reaching(*load, symbol).ok_or_else(|| other(*load))?;
        if definitions.iter().any(|definition| definition.node != target) {
            return Err(other(*load));
        }
    }
    let taken = loads.iter().map(|load| taken(facts, *load).ok_or_else(|| other(*load)));
    let taken = taken.collect::<Result<Vec<Taken<'m>>, Reason>>()?;
    let first = taken.first().ok_or_else(|| other(target))?;
    let (count, last) = (most(facts, &taken, statement).ok_or_else(|| other(first.subscript))?, first.last);
    if let Some(else_taken) = taken.iter().find(|t| t.last != last) {
        return Err(other(else_taken.subscript));
    }
    let few = taken.iter().map(|t| t.wanted).find(|wanted| matches!(wanted, Wanted::Few(_)));
    let ranking = of_sorted(facts, call, few.unwrap_or(Wanted::One), last).ok_or_else(|| other(call))?;
    let alone = taken.len() == 1 && few.is_some() && is_seen_once(facts, target, first.subscript);
    Ok(Ranked { ranking, count, alone: alone.then_some(first.subscript) })
}

/// Are the few the same if no others are kept?
pub fn judge<'m>(facts: &Facts<'m>, call: Node<'m>) -> Judgement {
    let situation = || -> Result<Situation<'_, 'm>, Reason> {
        let ranking = ranked(facts, call)?.ranking;
        let statement = assignment(call)?.1;
        let repair = Some(Repair::Ranked(ranking));
        let consumer = Consumer { node: call, during: comparing(facts, call), early: None, builds: false, repair };
        let producer = sorted(facts, call, &ranking);
        Ok(Situation::new(facts, producer, consumer, statement, Way::Directly).with_fresh())
    };
    situation().map_or_else(Judgement::from, |situation| situation.judge())
}

/// Is the slice taken once for each time that the list is sorted? Each time it is another list.
fn is_seen_once<'m>(facts: &Facts<'m>, target: Node<'m>, slice: Node<'m>) -> bool {
    let flow = facts.flow_around(target);
    let points = flow.as_ref().and_then(|flow| Some((flow, flow.point_of(target)?, flow.point_of(slice)?)));
    points.is_some_and(|(flow, made, taken)| !flow.comes_again(taken, made)) && evaluated_once(facts, slice).is_ok()
}

/// The few that the subscript of the name takes.
fn taken<'m>(facts: &Facts<'m>, load: Node<'m>) -> Option<Taken<'m>> {
    let value = outer(load);
    let subscript = value.parent().filter(|p| p.kind() == "subscript" && child(*p, "value") == Some(value))?;
    let [_, index] = children(subscript).try_into().ok().filter(|_| is_read(subscript))?;
    let number = |n: Node<'m>| facts.text(n).replace('_', "").parse::<usize>().ok().filter(|n| *n < FEW);
    if index.kind() == "integer" {
        let count = Count::Literal(number(index)? + 1);
        return Some(Taken { subscript, wanted: Wanted::One, count, last: false });
    }
    let below = child(index, "argument").map(inner).filter(|n| facts.is_negative(index) && n.kind() == "integer");
    if let Some(below) = below {
        let count = Count::Literal(number(below)?);
        return Some(Taken { subscript, wanted: Wanted::One, count, last: true });
    }
    let (wanted, last) = wanted(facts, index)?;
    let Wanted::Few(bound) = wanted else { return None };
    let count = match bound.kind() {
        "integer" => Count::Literal(number(bound)?),
        "identifier" => Count::Name(bound),
        _ => return None,
    };
    Some(Taken { subscript, wanted, count, last })
}

/// How many have to be kept for all of them.
fn most<'m>(facts: &Facts<'m>, taken: &[Taken<'m>], statement: Node<'m>) -> Option<String> {
    let mut most = 0;
    let mut name = None;
    for part in taken {
        match part.count {
            Count::Literal(count) => most = most.max(count),
            Count::Name(node) => name = name.or(Some(node)),
        }
    }
    let Some(name) = name else { return Some(most.to_string()) };
    let same = |part: &Taken<'m>| matches!(part.count, Count::Name(node) if facts.text(node) == facts.text(name));
    (taken.iter().all(same) && is_bound_before(facts, name, statement)).then(|| facts.text(name).to_owned())
}

/// Is the number, which is known to be positive, bound before the statement runs, and never again?
fn is_bound_before<'m>(facts: &Facts<'m>, name: Node<'m>, statement: Node<'m>) -> bool {
    let binding = facts.scopes().symbol_at(name).and_then(|symbol| facts.sole_binding(symbol));
    match binding.map(|binding| binding.bound) {
        Some(Bound::Parameter(_)) => facts.same_code(name, statement),
        Some(Bound::Value(value)) => {
            let suite = ancestors(value).find(|n| is_suite(*n));
            let before = value.end_byte() <= statement.start_byte();
            before && suite.is_some_and(|suite| ancestors(statement).any(|n| n == suite))
        }
        _ => false,
    }
}
