//! Loops that take every item of a list by its place: `for i in range(len(xs))` with `xs[i]`, and
//! `while xs` with `xs.pop(0)`. Where nothing else is done with the list they are walks of it.

use tree_sitter::Node;

use super::Situation;
use super::binding::{Named, assignment, of_named, refuse};
use super::consumer::by_loop;
use super::obligations::is_private;
use super::producer::{is_producer, producer};
use super::question::is_other_than_list;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, ancestors, child, children, holds, inner, is_deferred, outer, statements};
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

/// A loop over the places of a list.
#[derive(Debug, Clone)]
pub struct Indexed<'m> {
    /// The loop.
    pub walk: Node<'m>,
    /// The list as the header names it.
    pub list: Node<'m>,
    /// The variable that is a place; none where the items are popped.
    pub place: Option<Node<'m>>,
    /// The expressions that are the item.
    pub items: Vec<Node<'m>>,
    /// The place is used otherwise, too.
    pub counted: bool,
    /// So many items are left out at the beginning.
    pub from: usize,
}

/// The loop, if it takes each item of a list that was made here, and does nothing else with the list.
pub fn indexed<'m>(facts: &Facts<'m>, walk: Node<'m>) -> Option<Indexed<'m>> {
    indexed_of(facts, walk, &|value| is_producer(facts, value) && !is_other_than_list(&facts.type_of(value)))
}

/// The same of a list that is `made` by an expression of some kind.
pub fn indexed_of<'m>(facts: &Facts<'m>, walk: Node<'m>, made: Made<'_, 'm>) -> Option<Indexed<'m>> {
    match walk.kind() {
        "for_statement" => by_place(facts, walk, made),
        "while_statement" => by_pop(facts, walk, made),
        _ => None,
    }
}

/// Does this expression make the list?
type Made<'a, 'm> = &'a dyn Fn(Node<'m>) -> bool;

/// Does nobody else see the list, and could its items come one by one, once the loop walks them?
/// Else nothing would be gained, but by not popping: each time that moves all items that are left.
pub fn judge<'m>(facts: &Facts<'m>, walk: Node<'m>) -> Judgement {
    match situation(facts, walk) {
        Ok(_) if walk.kind() == "while_statement" => Verdict::Proven.into(),
        Ok(situation) => situation.judge_all_but(Obligation::OneWalk),
        Err(reason) => reason.into(),
    }
}

fn situation<'f, 'm>(facts: &'f Facts<'m>, walk: Node<'m>) -> Result<Situation<'f, 'm>, Reason> {
    let other = || refuse("this is no walk of a list", walk);
    let Indexed { list: load, .. } = indexed(facts, walk).ok_or_else(other)?;
    let symbol = facts.scopes().symbol_at(load).ok_or_else(other)?;
    is_private(facts, load, symbol)?;
    let definitions = facts.definitions_reaching(load, symbol).ok_or_else(other)?;
    let Some(Bound::Value(value)) = definitions.first().map(|o| facts.binding(o).bound) else { return Err(other()) };
    let (assignment, statement, target) = assignment(value)?;
    let producer = producer(facts, value).ok_or_else(other)?;
    let consumer = by_loop(facts, walk);
    let loads = Some(vec![load]);
    of_named(facts, producer, Named { assignment, statement, target, symbol, load, loads, consumer, walk })
}

fn by_place<'m>(facts: &Facts<'m>, walk: Node<'m>, made: Made<'_, 'm>) -> Option<Indexed<'m>> {
    let (target, right) = (child(walk, "left")?, inner(child(walk, "right")?));
    let call = Call::of(right)?;
    let (place, list, from) = if facts.is_builtin(call.function, "range") {
        let (from, length) = match call.all().as_slice() {
            [length] => (0, *length),
            [from, length] if from.kind() == "integer" => (facts.text(*from).parse().ok()?, *length),
            _ => return None,
        };
        let length = Call::of(length).filter(|call| facts.is_builtin(call.function, "len"))?;
        (target, <[Node<'m>; 1]>::try_from(length.all()).ok()?[0], from)
    } else if facts.is_builtin(call.function, "enumerate") && target.kind() == "pattern_list" {
        let [place, unused] = children(target).try_into().ok()?;
        let symbol = facts.scopes().symbol_at(unused)?;
        facts.scopes().symbols[symbol].loads().next().is_none().then_some(())?;
        (place, <[Node<'m>; 1]>::try_from(call.all()).ok()?[0], 0)
    } else {
        return None;
    };
    if place.kind() != "identifier" || list.kind() != "identifier" {
        return None;
    }
    let index = facts.scopes().symbol_at(place)?;
    let body = child(walk, "body")?;
    let item = |load: Node<'m>| {
        let subscript = load.parent().filter(|p| p.kind() == "subscript" && child(*p, "value") == Some(load))?;
        let keys: Vec<_> = children(subscript).into_iter().skip(1).collect();
        let by_place = matches!(keys.as_slice(), [key] if key.kind() == "identifier" && facts.scopes().symbol_at(*key) == Some(index));
        (by_place && is_read(subscript) && runs_here(subscript, body)).then_some(subscript)
    };
    let others = others(facts, list, made)?.into_iter().filter(|load| !is_left_out(facts, *load, walk, from));
    let items = others.map(item).collect::<Option<Vec<_>>>()?;
    let symbol = &facts.scopes().symbols[index];
    let bound_again = symbol.bindings().any(|o| holds(&body.byte_range(), &o.node.byte_range()));
    if items.is_empty() || bound_again || facts.is_captured(index).is_some() {
        return None;
    }
    let as_item = |n: Node<'m>| items.iter().any(|item| holds(&item.byte_range(), &n.byte_range()));
    let counted = !facts.loads_reached(place, index)?.into_iter().all(as_item);
    Some(Indexed { walk, list, place: Some(place), items, counted, from })
}

/// Is it one of the first items, which the loop leaves out, taken before it?
fn is_left_out<'m>(facts: &Facts<'m>, load: Node<'m>, walk: Node<'m>, from: usize) -> bool {
    let subscript = load.parent().filter(|p| p.kind() == "subscript" && child(*p, "value") == Some(load));
    let key = subscript.filter(|s| is_read(*s) && s.end_byte() <= walk.start_byte()).map(children);
    let at = key.and_then(|parts| parts.get(1).and_then(|key| facts.text(*key).parse::<usize>().ok()));
    at.is_some_and(|at| at < from)
}

fn by_pop<'m>(facts: &Facts<'m>, walk: Node<'m>, made: Made<'_, 'm>) -> Option<Indexed<'m>> {
    let condition = inner(child(walk, "condition")?);
    let list = match condition.kind() {
        "identifier" => condition,
        "call" => length_of(facts, condition)?,
        "comparison_operator" => {
            let [left, right] = children(condition).try_into().ok()?;
            let mut cursor = condition.walk();
            let operator = condition.children_by_field_name("operators", &mut cursor).next()?;
            let positive = matches!((facts.text(operator), facts.text(right)), (">" | "!=", "0") | (">=", "1"));
            length_of(facts, inner(left)).filter(|_| positive)?
        }
        _ => return None,
    };
    let first = statements(child(walk, "body")?).first().copied()?;
    let load = <[Node<'m>; 1]>::try_from(others(facts, list, made)?).ok()?[0];
    let call = load.parent().and_then(|p| p.parent()).and_then(Call::of)?;
    let (object, name) = call.method()?;
    let pops =
        object == load && facts.text(name) == "pop" && matches!(call.all().as_slice(), [n] if facts.text(*n) == "0");
    // It is popped once in each round, before anything else is done.
    let at_once = first.kind() == "expression_statement" && holds(&first.byte_range(), &call.node.byte_range());
    let sure = super::producer::in_time(facts, call.node, first).is_ok();
    (pops && at_once && sure).then_some(Indexed {
        walk,
        list,
        place: None,
        items: vec![call.node],
        counted: false,
        from: 0,
    })
}

/// `len(xs)`
fn length_of<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Node<'m>> {
    let call = Call::of(node).filter(|call| facts.is_builtin(call.function, "len"))?;
    let [list] = call.all().try_into().ok()?;
    Some(list).filter(|list: &Node<'m>| list.kind() == "identifier")
}

/// The uses of the list beside the one in the header, if the list is made here, and under this name
/// alone.
fn others<'m>(facts: &Facts<'m>, list: Node<'m>, made: Made<'_, 'm>) -> Option<Vec<Node<'m>>> {
    let symbol: SymbolId = facts.scopes().symbol_at(list)?;
    let [binding] = facts.definitions_reaching(list, symbol)?.try_into().ok()?;
    let Bound::Value(value) = facts.binding(binding).bound else { return None };
    let made = facts.binding(binding).path.is_empty() && made(value);
    let loads = facts.loads_reached(binding.node, symbol).filter(|_| made)?;
    let alone = |load: &Node<'m>| facts.definitions_reaching(*load, symbol).is_some_and(|all| all.len() == 1);
    loads.iter().all(alone).then(|| loads.into_iter().filter(|load| *load != list).collect())
}

fn is_read(subscript: Node<'_>) -> bool {
    let node = outer(subscript);
    node.parent().is_some_and(|p| {
        child(p, "left") != Some(node)
            && !p.kind().ends_with("pattern")
            && p.kind() != "delete_statement"
            && p.kind() != "pattern_list"
            && p.kind() != "as_pattern_target"
    })
}

/// Does it run in the round of the loop in whose body it stands?
fn runs_here(node: Node<'_>, body: Node<'_>) -> bool {
    let later = |n: Node<'_>| is_deferred(n) || n.kind() == "generator_expression";
    holds(&body.byte_range(), &node.byte_range()) && !ancestors(node).take_while(|n| *n != body).any(later)
}

/// The name that the first statement of the loop gives the item, and that statement.
pub fn first_named<'m>(facts: &Facts<'m>, found: &Indexed<'m>) -> Option<(Node<'m>, Node<'m>)> {
    let body = statements(child(found.walk, "body")?);
    let first = *body.first().filter(|first| body.len() > 1 && first.kind() == "expression_statement")?;
    let assignment =
        children(first).first().copied().filter(|n| n.kind() == "assignment" && child(*n, "type").is_none())?;
    let target = child(assignment, "left")?;
    let whole = child(assignment, "right").map(inner) == found.items.first().copied();
    let plain = target.kind() == "identifier" || target.kind() == "pattern_list" && found.items.len() == 1;
    let bound_once = || {
        let symbol = facts.scopes().symbol_at(target)?;
        let here =
            facts.scopes().symbols[symbol].bindings().filter(|o| holds(&found.walk.byte_range(), &o.node.byte_range()));
        (here.count() == 1).then_some(())
    };
    (whole && plain && (found.items.len() == 1 || bound_once().is_some())).then_some((target, first))
}
