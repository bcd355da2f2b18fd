//! A list that something walks item by item which has a name: `lines = iter(f.readlines())`,
//! `rows = csv.reader(list(f))`. What takes items from that goes on where it was left, of a list as of
//! what makes its items.

use tree_sitter::Node;

use super::Situation;
use super::binding::{Named, assignment, of_named, refuse};
use super::consumer::{Consumer, consumer, wrapped};
use super::obligations::is_private;
use super::producer::producer;
use crate::python::Facts;
use crate::python::effects::Effects;
use crate::python::knowledge::Walk;
use crate::python::syntax::{Call, ancestors, outer};
use crate::verdict::{Judgement, Obligation, Reason};

/// May the list be lazy there? `None` where no such iterator is made of it.
pub fn judge<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<Judgement> {
    let call = Call::of(outer(list).parent()?.parent()?)?;
    let index = call.positional()?.iter().position(|argument| *argument == outer(list))?;
    let lazy = facts.entry_of(&call).and_then(|entry| entry.walk(index, call.positional()?.len()));
    let iterates = facts.knowledge().is_iterator(&facts.type_of(call.node));
    if lazy != Some(Walk::Lazy) || !iterates || assignment(call.node).is_err() {
        return None;
    }
    Some(takers(facts, list, &call).map_or_else(Judgement::from, |all| judged(&all)))
}

/// All that takes items from it, each with what runs before.
fn takers<'f, 'm>(facts: &'f Facts<'m>, list: Node<'m>, call: &Call<'m>) -> Result<Vec<Situation<'f, 'm>>, Reason> {
    let (assignment, statement, target) = assignment(call.node)?;
    let name = facts.text(target);
    let symbol = facts.scopes().symbol_at(target).ok_or_else(|| refuse("its name is not known", target))?;
    is_private(facts, target, symbol)?;
    let unknown = || refuse(format!("`{name}` is also used where it is not known when that runs"), target);
    let loads = facts.loads_reached(target, symbol).filter(|loads| !loads.is_empty()).ok_or_else(unknown)?;
    let made = producer(facts, list).ok_or_else(|| refuse("this is no sequence that pyfix knows", list))?;
    if made.opens() {
        let sentence = "the file that is opened for it would be closed before its lines are taken";
        return Err(Reason::new(Obligation::Resource, sentence, list.byte_range()));
    }
    let mut found = Vec::new();
    for load in &loads {
        let definitions = facts.definitions_reaching(*load, symbol).unwrap_or_default();
        if definitions.is_empty() || definitions.iter().any(|definition| definition.node != target) {
            return Err(refuse(format!("`{name}` may also stand for something else"), *load));
        }
        let consumer = wrapped(facts, call, outer(list), taker(facts, *load)?);
        let walk = facts.statement_of(*load).ok_or_else(unknown)?;
        let loads = Some(loads.clone());
        let named = Named { assignment, statement, target, symbol, load: *load, loads, consumer, walk };
        let situation = of_named(facts, made.clone(), named)?;
        if situation.moved_into.is_some() || situation.closed_later.is_some() {
            return Err(Reason::new(Obligation::Resource, "its file is closed before the walk", load.byte_range()));
        }
        found.push(situation);
    }
    Ok(found)
}

/// Who takes items there: a walk of the rest, or `next`, which takes one.
fn taker<'m>(facts: &Facts<'m>, load: Node<'m>) -> Result<Consumer<'m>, Reason> {
    let call = outer(load).parent().and_then(|arguments| arguments.parent()).and_then(Call::of);
    let next = call.filter(|call| facts.is_builtin(call.function, "next") && call.all().first() == Some(&outer(load)));
    let Some(next) = next else { return consumer(facts, load)?.gains() };
    let early = Some((next.node.byte_range(), "`next`".to_owned()));
    let deferred = ancestors(load).take_while(|n| Some(*n) != facts.statement_of(load)).any(|n| n.kind() == "lambda");
    match deferred {
        true => Err(refuse("it is not known when that runs", load)),
        false => Ok(Consumer { node: next.node, during: Effects::default(), early, builds: false, repair: None }),
    }
}

/// All of them have to allow it; that there are several is what iterators are for.
fn judged(all: &[Situation<'_, '_>]) -> Judgement {
    let judged = all.iter().map(|situation| situation.judge_all_but(Obligation::OneWalk));
    judged.reduce(Judgement::and).unwrap_or_default()
}
