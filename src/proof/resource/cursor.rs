//! A database cursor that gives its rows one by one: its statement stays open meanwhile.

use tree_sitter::Node;

use super::{doubt, refute};
use crate::proof::{Situation, handlers};
use crate::python::flow::Point;
use crate::python::syntax::{Call, holds, is_deferred, literal, preorder_if};
use crate::verdict::Verdict;

/// Uses of the cursor itself. What happens to the database meanwhile is the business of
/// obligation 2: the steps read it, and every statement writes it.
pub(super) fn cursor<'m>(situation: &Situation<'_, 'm>, node: Node<'m>) -> Verdict {
    let name = situation.facts.text(node);
    if let Some((span, why)) = &situation.consumer.early {
        if let Some(other) = in_the_way(situation, node) {
            let sentence = format!("{why} may leave the statement of `{name}` open, which is in the way here");
            return refute(sentence, &other.byte_range());
        }
        return doubt(format!("{why} may leave the statement of `{name}` open"), span);
    }
    if handlers::is_guarded(situation) {
        let sentence = format!("an exception that is handled may leave the statement of `{name}` open");
        return doubt(sentence, &node.byte_range());
    }
    used(situation, node).unwrap_or(Verdict::Proven)
}

/// A use of the cursor by its name while it gives its rows.
fn used<'m>(situation: &Situation<'_, 'm>, node: Node<'m>) -> Option<Verdict> {
    let facts = situation.facts;
    let symbol = (node.kind() == "identifier").then(|| facts.scopes().symbol_at(node)).flatten()?;
    let name = facts.text(node);
    let walk = situation.consumer.node.byte_range();
    let made = situation.producer.span();
    let meanwhile = |n: &Node<'m>| {
        let between = made.end <= n.start_byte() && n.start_byte() < walk.start;
        !holds(&made, &n.byte_range()) && (between || holds(&walk, &n.byte_range()))
    };
    let loads = || facts.scopes().symbols[symbol].loads().map(|o| o.node);
    if let Some(other) = loads().find(meanwhile) {
        return Some(refute(format!("`{name}` is used while it gives its rows"), &other.byte_range()));
    }
    let elsewhere = loads().find(|n| facts.function_of(*n) != facts.function_of(node));
    elsewhere.map(|other| doubt(format!("`{name}` may be used here meanwhile"), &other.byte_range()))
}

/// What runs after the walk and fails, or goes on, where rows are left: another fetch by the cursor, a
/// statement that changes the tables themselves.
fn in_the_way<'m>(situation: &Situation<'_, 'm>, node: Node<'m>) -> Option<Node<'m>> {
    let facts = situation.facts;
    let flow = facts.flow_around(node)?;
    let walked = flow.point_of(situation.consumer.node)?;
    let inside = situation.walk.byte_range();
    let calls = |point: Point| {
        let part = flow.part(point).node().into_iter();
        part.flat_map(|part| preorder_if(part, |n| !is_deferred(n))).filter_map(Call::of)
    };
    let does = |call: &Call<'m>, what: &str| {
        call.method()
            .is_some_and(|(object, name)| facts.text(object) == facts.text(node) && facts.text(name).starts_with(what))
    };
    // Another statement of the cursor ends the one that is open.
    let after = flow.reach_begun(walked, |point| calls(point).any(|call| does(&call, "execute")));
    let mut later = after.into_iter().flat_map(calls).filter(|call| !holds(&inside, &call.node.byte_range()));
    let fetches = |call: &Call<'m>| does(call, "fetch");
    let defines = |call: &Call<'m>| {
        let first = call.all().first().and_then(|n| literal(*n, facts.module.text()));
        let word = first.and_then(|text| text.split_whitespace().next()).unwrap_or_default();
        let executes = call.method().is_some_and(|(_, name)| facts.text(name).starts_with("execute"));
        executes && DEFINING.iter().any(|defining| word.eq_ignore_ascii_case(defining))
    };
    later.find(|call| fetches(call) || defines(call)).map(|call| call.node)
}

/// Statements that no open one may be beside (SQLite: "database table is locked").
const DEFINING: &[&str] = &["drop", "alter", "vacuum", "detach", "reindex"];
