//! A list of which the first item is taken, and then all others are walked: `lines[0]` or
//! `lines.pop(0)` and `lines[1:]`, `header, *rows = lines`. An iterator gives them in that order.

use tree_sitter::Node;

use super::Situation;
use super::binding::{Named, assignment, behind, first_walk, of_named, refuse};
use super::consumer::{Consumer, consumer};
use super::producer::{Producer, in_time, producer};
use crate::python::Facts;
use crate::python::syntax::{Call, child, children, holds, inner, outer};
use crate::verdict::{Judgement, Reason};

/// Such a list.
#[derive(Debug, Clone)]
pub struct Headed<'m> {
    /// The walk of the others: its name is that of the list, or the starred one.
    pub named: Named<'m>,
    /// How the first is taken.
    pub head: Head<'m>,
    /// What stands for the others where they are walked.
    pub rest: Node<'m>,
}

/// How the first item is taken.
#[derive(Debug, Clone)]
pub enum Head<'m> {
    /// `lines[0]`, `lines.pop(0)`
    Item(Node<'m>),
    /// `first, second, *rest = lines`: the names.
    Unpacked(Vec<Node<'m>>),
}

/// The list `list`, if its first item is taken before the others are walked, and nothing else is
/// done with it.
///
/// # Errors
/// What else is done with it.
pub fn headed<'m>(facts: &Facts<'m>, list: Node<'m>) -> Result<Headed<'m>, Reason> {
    let value = outer(list);
    let around = value.parent().filter(|p| p.kind() == "assignment" && child(*p, "right") == Some(value));
    match around.and_then(|p| child(p, "left")).filter(|left| left.kind() == "pattern_list") {
        Some(left) => unpacked(facts, left),
        None => taken_apart(facts, list),
    }
}

/// May its items come one by one?
pub fn judge<'m>(facts: &Facts<'m>, list: Node<'m>) -> Judgement {
    let situation = || -> Result<Situation<'_, 'm>, Reason> {
        let found = headed(facts, list)?;
        let made = made(facts, list).ok_or_else(|| refuse("walking it again would begin anew", list))?;
        let mut situation = of_named(facts, made, found.named)?;
        if let Head::Unpacked(names) = found.head {
            names.into_iter().for_each(|name| situation.meanwhile.add(facts.binding_effects(name)));
        }
        Ok(situation)
    };
    situation().map_or_else(Judgement::from, |situation| situation.judge())
}

/// What makes the items, if its lazy form is an iterator, which goes on where the first was taken.
pub fn made<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<Producer<'m>> {
    let iterates = |node: Node<'m>| facts.knowledge().is_iterator(&facts.type_of(node));
    if iterates(list) {
        let steps = facts.steps_of(list);
        let made = Producer { node: list, rest: Vec::new(), steps, generator: false, sources: vec![list], eager: None };
        return Some(made).filter(|made| made.comes_from_outside(facts));
    }
    let made = producer(facts, list)?;
    let one = matches!(made.sources.as_slice(), [source] if iterates(*source));
    let outside = made.comes_from_outside(facts);
    let opened = made.sources.iter().any(|source| facts.opening(*source).is_some()) || made.opens();
    (outside && (made.generator || one) && !opened).then_some(made)
}

/// `header, *rows = lines`
fn unpacked<'m>(facts: &Facts<'m>, left: Node<'m>) -> Result<Headed<'m>, Reason> {
    let other = || refuse("it is taken apart in another way", left);
    let (starred, names) =
        children(left).split_last().map(|(last, names)| (*last, names.to_vec())).ok_or_else(other)?;
    let target = children(starred).first().copied().filter(|_| starred.kind() == "list_splat_pattern");
    let target = target.filter(|t| t.kind() == "identifier").ok_or_else(other)?;
    if names.is_empty() || names.iter().any(|name| name.kind() != "identifier") {
        return Err(other());
    }
    let assignment = left.parent().ok_or_else(other)?;
    let statement = assignment.parent().filter(|s| s.kind() == "expression_statement").ok_or_else(other)?;
    let symbol = facts.scopes().symbol_at(target).ok_or_else(other)?;
    let loads = facts.loads_reached(target, symbol).ok_or_else(other)?;
    let (load, consumer) = first_walk(facts, &loads, target)?;
    plain(&consumer, load)?;
    let walk = facts.statement_of(load).ok_or_else(other)?;
    let named = Named { assignment, statement, target, symbol, load, loads: Some(loads), consumer, walk };
    // A second name for the file would be used where nothing shows that it is one.
    let same = names.iter().any(|name| facts.scopes().symbol_at(*name) == Some(symbol));
    if same { Err(other()) } else { Ok(Headed { named, head: Head::Unpacked(names), rest: load }) }
}

/// `lines[0]` and later `lines[1:]`; `lines.pop(0)` and later `lines`.
fn taken_apart<'m>(facts: &Facts<'m>, list: Node<'m>) -> Result<Headed<'m>, Reason> {
    let (assignment, statement, target) = assignment(list)?;
    let other = || refuse("its first item is not taken before all others", target);
    let symbol = facts.scopes().symbol_at(target).ok_or_else(other)?;
    let loads = facts.loads_reached(target, symbol).ok_or_else(other)?;
    let [first, second] = loads.try_into().map_err(|_| other())?;
    let (head, popped) = head(facts, first).ok_or_else(other)?;
    let rest = if popped { second } else { rest(facts, second).ok_or_else(other)? };
    let consumer = consumer(facts, rest)?;
    plain(&consumer, rest)?;
    let walk = facts.statement_of(second).ok_or_else(other)?;
    let loads = Some(vec![second]);
    let named = Named { assignment, statement, target, symbol, load: second, loads, consumer, walk };
    let sole = facts.definitions_reaching(first, symbol).is_some_and(|all| all.len() == 1);
    let taken = comes_first(facts, head, &named).is_some();
    if sole && taken { Ok(Headed { named, head: Head::Item(head), rest }) } else { Err(other()) }
}

fn plain<'m>(consumer: &Consumer<'m>, walked: Node<'m>) -> Result<(), Reason> {
    let asked = consumer.repair.is_some() || consumer.builds;
    if asked { Err(refuse("it is not simply walked", walked)) } else { Ok(()) }
}

/// `lines[0]`, or `lines.pop(0)`, after which the first item is gone.
fn head<'m>(facts: &Facts<'m>, load: Node<'m>) -> Option<(Node<'m>, bool)> {
    let parent = load.parent()?;
    if parent.kind() == "subscript" && child(parent, "value") == Some(load) {
        let [_, key] = children(parent).try_into().ok()?;
        return (facts.text(key) == "0" && super::question::is_read(parent)).then_some((parent, false));
    }
    let call = parent.parent().and_then(Call::of).filter(|call| call.function == parent)?;
    let (_, name) = call.method()?;
    let first = matches!(call.all().as_slice(), [at] if facts.text(*at) == "0");
    (first && facts.text(name) == "pop").then_some((call.node, true))
}

/// `lines[1:]`, `islice(lines, 1, None)`
fn rest<'m>(facts: &Facts<'m>, load: Node<'m>) -> Option<Node<'m>> {
    let parent = load.parent()?;
    if parent.kind() == "subscript" && child(parent, "value") == Some(load) {
        let [_, key] = children(parent).try_into().ok()?;
        return (facts.text(key) == "1:").then_some(parent);
    }
    let call = parent.parent().and_then(Call::of)?;
    let [items, from, to] = call.all().try_into().ok()?;
    let sliced = items == load && facts.text(from) == "1" && facts.text(to) == "None";
    (sliced && facts.dotted(call.function).as_deref() == Some("itertools.islice")).then_some(call.node)
}

/// The first item is taken once, whatever happens, before the walk of the others.
fn comes_first<'m>(facts: &Facts<'m>, head: Node<'m>, named: &Named<'m>) -> Option<()> {
    let statement = facts.statement_of(head)?;
    let simple = matches!(statement.kind(), "expression_statement" | "if_statement" | "for_statement");
    let suite = statement.parent()?;
    let made_in = named.statement.parent()?;
    let block = made_in.parent().filter(|with| with.kind() == "with_statement");
    let behind = block.and_then(|with| behind(facts, with, named.walk)).map(|(from, _)| from);
    let beside = suite == made_in || behind.is_some_and(|from| from.parent() == Some(suite));
    let last = std::iter::successors(Some(named.walk), |n| n.parent()).find(|n| n.parent() == Some(suite));
    let before = named.statement.end_byte() <= statement.start_byte()
        && last.is_none_or(|last| statement.end_byte() <= last.start_byte())
        && !holds(&statement.byte_range(), &named.walk.byte_range());
    let sure = in_time(facts, head, statement).is_ok();
    (simple && beside && before && sure).then_some(())
}

/// The name of what gives the items: the file, where its lines had no other name.
pub fn source<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<Node<'m>> {
    let walked = facts.eager_call(list).filter(|eager| eager.is_plain()).and_then(|eager| eager.walked());
    walked.or(Some(inner(list))).filter(|node| node.kind() == "identifier")
}
