//! Obligation 2 for a walk that reads back what it handed out: `os.walk` goes on into those folders
//! that are still in the list that it gave.

use tree_sitter::Node;

use super::refute;
use crate::proof::list_function::Case;
use crate::proof::{Situation, Way};
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::collect::brief;
use crate::python::knowledge::Walk;
use crate::python::scopes::Role;
use crate::python::syntax::{Call, child, children, holds, iterable, outer, preorder};
use crate::python::uses::Use;
use crate::verdict::{Obligation, Verdict};

/// A walk that reads a part of its items again, and hands it out.
#[derive(Clone, Copy)]
struct ReadBack<'m> {
    /// What is walked.
    walked: Node<'m>,
    /// The part of each item, from 0.
    part: usize,
    /// What is handed out is the item as it is.
    whole: bool,
}

/// Who walks the sequence changes nothing that its steps read back, and hands it to nobody who may.
pub fn nothing_read_back_changes(situation: &Situation<'_, '_>) -> Verdict {
    let facts = situation.facts;
    if situation.consumer.repair.is_some() {
        return Verdict::Proven;
    }
    let walked = match &situation.way {
        Way::Directly => situation.producer.node,
        Way::Named(named) => named.load,
        Way::Filled(found) => found.named.load,
    };
    let found = situation.producer.nodes().find_map(|made| handed_out(facts, made));
    let changed = found.and_then(|found| Some((found, changed_by(facts, walked, found)?)));
    changed.map_or(Verdict::Proven, |(found, by)| refused(facts, found, by))
}

/// The function hands its callers nothing that its steps read back.
pub fn nothing_read_back_leaves(case: &Case<'_, '_>) -> Verdict {
    let found = handed_out(case.facts, case.list.function);
    found.map_or(Verdict::Proven, |found| refused(case.facts, found, found.walked))
}

fn refused<'m>(facts: &Facts<'m>, found: ReadBack<'m>, by: Node<'m>) -> Verdict {
    let walked = brief(facts.text(found.walked));
    let sentence = format!("`{walked}` looks again at what it gave, which may be changed before it does");
    refute(Obligation::ReadTooLate, sentence, &by.byte_range())
}

/// The first walk in this code that hands out what it reads back.
fn handed_out<'m>(facts: &Facts<'m>, made: Node<'m>) -> Option<ReadBack<'m>> {
    let walks = preorder(made).filter_map(|node| Some((node, part_read_back(facts, node)?)));
    walks.filter_map(|(walked, (part, own))| handed_by(facts, made, ReadBack { walked, part, whole: own })).next()
}

/// The part of its items that what the expression walks reads back, and whether these are the items
/// of the expression.
fn part_read_back<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<(usize, bool)> {
    let read_back = |node| Call::of(node).and_then(|call| facts.entry_of(&call)?.reads_back);
    if node.kind() != "identifier" {
        return read_back(node).map(|part| (part, true));
    }
    let bound = facts.sole_binding(facts.scopes().symbol_at(node)?).filter(|bound| bound.path.is_empty())?;
    let Bound::Value(value) = bound.bound else { return None };
    let behind = || preorder(value).find_map(read_back).filter(|_| facts.knowledge().is_iterator(&facts.type_of(node)));
    read_back(value).map(|part| (part, true)).or_else(|| behind().map(|part| (part, false)))
}

fn handed_by<'m>(facts: &Facts<'m>, made: Node<'m>, walk: ReadBack<'m>) -> Option<ReadBack<'m>> {
    let taken = wrapped(facts, made, walk.walked);
    let plain = walk.whole && taken == outer(walk.walked);
    let parent = taken.parent()?;
    let found = |whole| Some(ReadBack { whole, ..walk });
    if !matches!(parent.kind(), "for_statement" | "for_in_clause") {
        let taker = if parent.kind() == "argument_list" { parent.parent() } else { Some(parent) };
        // `sorted(os.walk(root))` is at its end before anybody changes anything.
        let by_made = taker == Some(made) || parent.kind() == "list_splat" && parent.parent() == Some(made);
        return found(plain).filter(|_| by_made);
    }
    let around = if parent.kind() == "for_in_clause" { parent.parent()? } else { parent };
    let target = child(parent, "left").filter(|_| iterable(parent) == Some(taken))?;
    let names = match part_of(target, walk.part) {
        Some(name) if plain => vec![name],
        _ => preorder(target).filter(|n| n.kind() == "identifier").collect(),
    };
    let kept = |name: Node<'m>| uses_within(facts, name, around).into_iter().any(|n| leaves(facts, n));
    let same = child(around, "body").is_some_and(|body| facts.text(body) == facts.text(target));
    let whole = plain && same && around == made;
    found(whole).filter(|_| names.into_iter().any(kept))
}

/// What is walked with all that hands on its items one by one: `enumerate(os.walk(root))`.
fn wrapped<'m>(facts: &Facts<'m>, made: Node<'m>, walked: Node<'m>) -> Node<'m> {
    let node = outer(walked);
    let call = node.parent().and_then(|list| list.parent()).and_then(Call::of).filter(|call| call.node != made);
    let lazy = call.and_then(|call| {
        let given = call.positional()?;
        let at = given.iter().position(|n| *n == node)?;
        let walk = facts.entry_of(&call)?.walk(at, given.len())?;
        (walk == Walk::Lazy).then_some(call.node)
    });
    lazy.map_or(node, |call| wrapped(facts, made, call))
}

/// The name in a target that takes this part of an item.
fn part_of(target: Node<'_>, part: usize) -> Option<Node<'_>> {
    let parts = children(target);
    let plain = matches!(target.kind(), "pattern_list" | "tuple_pattern" | "list_pattern")
        && parts.iter().all(|n| n.kind() != "list_splat_pattern");
    parts.get(part).copied().filter(|name| plain && name.kind() == "identifier")
}

/// The uses of the name in this code, and in functions that see it.
fn uses_within<'m>(facts: &Facts<'m>, name: Node<'m>, code: Node<'m>) -> Vec<Node<'m>> {
    let scopes = facts.scopes();
    let Some(symbol) = scopes.symbol_at(name) else { return vec![name] };
    let here = &scopes.symbols[symbol];
    let used = here.occurrences.iter().filter(|o| matches!(o.role, Role::Load | Role::Update));
    let seen = used.filter(|o| {
        holds(&code.byte_range(), &o.node.byte_range()) || scopes.running(o.scope) != scopes.running(here.scope)
    });
    seen.map(|o| o.node).collect()
}

/// May the value be reached through what is made here? What a call alone in its statement does with
/// it, or a method of its own, is no such thing.
fn leaves<'m>(facts: &Facts<'m>, name: Node<'m>) -> bool {
    let Use::Escapes(by) = facts.use_of(name) else { return false };
    if by.kind() == "attribute" {
        return false;
    }
    let known = Call::of(by).is_none_or(|call| facts.entry_of(&call).is_some());
    let around = outer(by).parent();
    let alone = around.is_some_and(|p| {
        p.kind() == "expression_statement"
            || p.kind() == "assignment" && child(p, "left").is_some_and(|left| left.kind() == "subscript")
    });
    known || !alone
}

/// The first use that changes the part, or hands it on, where `walked` is walked.
fn changed_by<'m>(facts: &Facts<'m>, walked: Node<'m>, found: ReadBack<'m>) -> Option<Node<'m>> {
    if !found.whole {
        return Some(found.walked);
    }
    let Some(walk) = outer(walked).parent().filter(|p| iterable(*p) == Some(outer(walked))) else {
        return Some(walked);
    };
    let code = if walk.kind() == "for_in_clause" { walk.parent()? } else { walk };
    let target = child(walk, "left")?;
    if let Some(name) = part_of(target, found.part) {
        let reads = |n: &Node<'m>| matches!(facts.use_of(*n), Use::Read | Use::Returned);
        return uses_within(facts, name, code).into_iter().find(|n| !reads(n));
    }
    if target.kind() != "identifier" {
        return Some(target);
    }
    uses_within(facts, target, code).into_iter().find(|n| !takes_another(facts, *n, found.part))
}

/// `item[2]`, another part of the item than this.
fn takes_another<'m>(facts: &Facts<'m>, item: Node<'m>, part: usize) -> bool {
    let Some(subscript) = outer(item).parent().filter(|p| p.kind() == "subscript") else { return false };
    let index = child(subscript, "subscript").filter(|_| child(subscript, "value") == Some(outer(item)));
    index.is_some_and(|n| n.kind() == "integer" && facts.text(n).parse() != Ok(part))
}
