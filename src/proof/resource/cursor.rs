//! A database cursor that gives its rows one by one: its statement stays open meanwhile.

use tree_sitter::Node;

use super::{doubt, refute};
use crate::proof::{Situation, handlers};
use crate::python::syntax::holds;
use crate::verdict::Verdict;

/// Uses of the cursor itself. What happens to the database meanwhile is the business of
/// obligation 2: the steps read it, and every statement writes it.
pub(super) fn cursor<'m>(situation: &Situation<'_, 'm>, node: Node<'m>) -> Verdict {
    let name = situation.facts.text(node);
    if let Some((span, why)) = &situation.consumer.early {
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
