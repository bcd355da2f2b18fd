//! Where a list is filled: by one loop, or by several statements.

use tree_sitter::Node;

use super::rounds::{Added, headers};
use super::{FilledList, refuse};
use crate::proof::adding::{Add, Part, add, part};
use crate::proof::binding::{Named, assignment, beside, can_move_into, first_walk};
use crate::python::Facts;
use crate::python::scopes::Role;
use crate::python::syntax::{ancestors, child, children, holds, inner, is_suite, statements};
use crate::verdict::{Obligation, Reason};

/// The statements that fill the list which `value` makes, and its walk.
///
/// # Errors
/// No loop fills the list, or nothing walks it after that.
pub fn filled_list<'m>(facts: &Facts<'m>, value: Node<'m>) -> Result<FilledList<'m>, Reason> {
    let none = || refuse(Obligation::Layout, "no loop fills this list", value);
    let (assignment, start, target) = assignment(value)?;
    let first = part(facts, inner(value)).ok_or_else(none)?;
    let symbol = facts.scopes().symbol_at(target).ok_or_else(none)?;
    facts.sole_start(symbol).filter(|start| *start == target).ok_or_else(none)?;
    let all: Vec<Node<'m>> = facts.scopes().symbols[symbol].loads().map(|o| o.node).collect();
    let (names, loads): (Vec<Node<'m>>, Vec<Node<'m>>) = all.into_iter().partition(|n| add(facts, *n).is_some());
    let adds: Vec<Add<'m>> = names.iter().filter_map(|name| add(facts, *name)).collect();
    let empty = first.is_empty();
    let added = Added::of(facts, &names).filter(|_| empty);
    let looped = added.as_ref().map(|added| one_loop(facts, start, added.first)).transpose();
    let (filling, block, added) = match looped {
        Ok(Some((filling, block))) => (vec![filling], block, added),
        other => match in_steps(start, &first, &adds) {
            Some(filling) => (filling, None, None),
            None => return Err(other.err().unwrap_or_else(none)),
        },
    };
    let end = filling.last().map_or(start.end_byte(), |n| n.end_byte());
    let after: Vec<Node<'m>> = loads.iter().copied().filter(|l| l.start_byte() >= end).collect();
    let (load, consumer) = first_walk(facts, &after, target)?;
    let walk = facts.statement_of(load).ok_or_else(none)?;
    let named = Named { assignment, statement: start, target, symbol, load, loads: Some(loads), consumer, walk };
    let moved_into = block.filter(|with| with.end_byte() <= walk.start_byte() && beside(*with, walk).is_some());
    let lost = block.filter(|with| with.end_byte() <= walk.start_byte() && moved_into.is_none());
    match lost {
        Some(with) => Err(refuse(Obligation::Resource, "the file that it is filled from is closed here", with)),
        None => Ok(FilledList { named, first, adds, filling, moved_into, added, apart: false }.formed(facts)),
    }
}

/// The loop beside `start` that holds the adding, with nothing but loops, conditions and blocks of
/// files that are read between; or the one that ends such a block beside `start`, and the block.
fn one_loop<'m>(facts: &Facts<'m>, start: Node<'m>, adding: Node<'m>) -> Result<(Node<'m>, Option<Node<'m>>), Reason> {
    let none = |n: Node<'m>| refuse(Obligation::Layout, "no loop beside it fills this list", n);
    for around in ancestors(adding) {
        let reads = around.kind() == "with_statement" && can_move_into(facts, around).is_ok();
        if around.parent() == start.parent() && around.start_byte() > start.end_byte() {
            if is_loop(around) {
                return Ok((around, ended_by(around).filter(|with| can_move_into(facts, *with).is_ok())));
            }
            let suite = child(around, "body").filter(|_| reads).map(statements).unwrap_or_default();
            let last = suite.last().filter(|last| is_loop(**last) && holds(&last.byte_range(), &adding.byte_range()));
            return last.map(|filling| (*filling, Some(around))).ok_or_else(|| none(around));
        }
        if !reads && !is_plain(around) {
            return Err(refuse(Obligation::Suspension, "it is filled inside a `try`, `with` or other block", adding));
        }
    }
    Err(none(adding))
}

fn is_loop(statement: Node<'_>) -> bool {
    matches!(statement.kind(), "for_statement" | "while_statement")
}

/// A block of which each statement runs in its turn, or not at all.
fn is_plain(around: Node<'_>) -> bool {
    matches!(
        around.kind(),
        "block" | "if_statement" | "else_clause" | "elif_clause" | "for_statement" | "case_clause" | "match_statement"
    )
}

/// The `with` statement whose block ends with this statement.
fn ended_by(statement: Node<'_>) -> Option<Node<'_>> {
    let with = statement.parent()?.parent().filter(|n| n.kind() == "with_statement")?;
    let last = child(with, "body").and_then(|body| statements(body).last().copied());
    (last == Some(statement)).then_some(with)
}

/// The statements after each other, beside `start`, of which the first and the last add to the list, and
/// at least one as long as something goes on.
fn in_steps<'m>(start: Node<'m>, first: &Part<'m>, adds: &[Add<'m>]) -> Option<Vec<Node<'m>>> {
    let suite = start.parent().filter(|p| is_suite(*p))?;
    let all = statements(suite);
    let position = |node: Node<'m>| {
        let at = all.partition_point(|s| s.end_byte() < node.end_byte());
        all.get(at).filter(|s| holds(&s.byte_range(), &node.byte_range())).map(|_| at)
    };
    let at: Vec<usize> = adds.iter().map(|add| position(add.node())).collect::<Option<_>>()?;
    let (home, last) = (position(start)?, at.iter().copied().max()?);
    let behind = at.iter().copied().min().filter(|first| *first > home)?;
    let from = if first.is_empty() { behind } else { home };
    let goes_on = |add: &Add<'m>| {
        let many = matches!(add, Add::Items(_, items) if !matches!(inner(*items).kind(), "list" | "tuple" | "expression_list"));
        many || ancestors(add.node()).take_while(|n| *n != suite).any(is_loop)
    };
    if !matches!(first, Part::Made(_)) && !adds.iter().any(goes_on) {
        return None;
    }
    all.get(from..=last).map(<[Node<'m>]>::to_vec)
}

impl<'m> FilledList<'m> {
    /// The same list, where a loop that neither takes in the body of the walk nor fits into an expression
    /// is no more than a statement, and what gives a name its first value that is used there alone
    /// goes along.
    pub(super) fn formed(mut self, facts: &Facts<'m>) -> Self {
        let expressed = self.one_loop().is_some_and(|one| headers(facts, one.filling, one.added).is_some());
        if self.fused().is_some() || expressed {
            return self;
        }
        self.added = None;
        let last = self.filling.last().copied().unwrap_or(self.named.statement);
        let start = self.named.statement;
        let suite = self.filling.first().and_then(|first| first.parent()).map(statements).unwrap_or_default();
        let first = self.filling.first().and_then(|first| suite.iter().position(|s| s == first)).unwrap_or(0);
        let before = suite.iter().take(first).rev().copied();
        let mut begun: Vec<Node<'m>> = before.take_while(|s| *s == start || begins(facts, *s, last)).collect();
        // The list itself, where nothing before it goes along.
        while begun.last() == Some(&start) {
            begun.pop();
        }
        self.filling.splice(0..0, begun.into_iter().rev());
        self
    }
}

/// `count = 0`, of a name that is used up to the end of `last` alone, and bound again there.
fn begins<'m>(facts: &Facts<'m>, statement: Node<'m>, last: Node<'m>) -> bool {
    let assignment = children(statement).first().copied().filter(|n| n.kind() == "assignment");
    let target = assignment.and_then(|a| child(a, "left")).filter(|t| t.kind() == "identifier");
    let symbol = target.and_then(|t| facts.scopes().symbol_at(t));
    let region = statement.start_byte()..last.end_byte();
    symbol.is_some_and(|symbol| {
        let here = &facts.scopes().symbols[symbol].occurrences;
        let updated = here.iter().any(|o| o.role == Role::Update || o.role == Role::Store && Some(o.node) != target);
        updated && here.iter().all(|o| holds(&region, &o.node.byte_range()))
    })
}
