//! What is put into a container after it was made.

use tree_sitter::Node;

use super::Facts;
use super::scopes::SymbolId;
use super::syntax::{Call, child, children, outer};

/// What is put into a container after it was made.
#[derive(Debug, Clone, Copy)]
pub enum Flowing<'t> {
    /// One item.
    Item(Node<'t>),
    /// All items of an iterable.
    Items(Node<'t>),
    /// An item changed by an operator.
    Update(&'t str, Node<'t>),
}

impl<'m> Facts<'m> {
    /// Does the type that was inferred for a container bound to this name still describe
    /// its elements: what flows in later has been counted, and nobody else adds to it?
    pub fn flowing_in(&self, symbol: SymbolId) -> Option<Vec<Flowing<'m>>> {
        let ownership = self.ownership(symbol).filter(|o| o.escapes.is_empty())?;
        let mut added = Vec::new();
        for change in ownership.changes {
            if change.kind() == "augmented_assignment" {
                let plus = child(change, "operator").is_some_and(|o| matches!(self.text(o), "+=" | "|="));
                added.push(Flowing::Items(child(change, "right").filter(|_| plus)?));
                continue;
            }
            if change.kind() == "subscript" {
                added.push(self.stored_item(change)?);
                continue;
            }
            let call = Call::of(change)?;
            let (_, name) = call.method()?;
            match self.text(name) {
                "append" | "add" | "appendleft" => added.push(Flowing::Item(*call.positional()?.first()?)),
                "extend" | "update" => added.push(Flowing::Items(*call.positional()?.first()?)),
                "pop" | "popleft" | "clear" | "remove" | "discard" | "sort" | "reverse" => {}
                _ => return None,
            }
        }
        Some(added)
    }

    /// `xs[i] = value` and `xs[i] += value`; a slice or a deletion is something else.
    fn stored_item(&self, subscript: Node<'m>) -> Option<Flowing<'m>> {
        let single = children(subscript).get(1).is_some_and(|k| k.kind() != "slice");
        let parent = outer(subscript).parent().filter(|_| single)?;
        let value = child(parent, "right")?;
        match parent.kind() {
            "assignment" => Some(Flowing::Item(value)),
            "augmented_assignment" => {
                let operator = child(parent, "operator").map(|o| self.text(o))?;
                Some(Flowing::Update(operator.trim_end_matches('='), value))
            }
            _ => None,
        }
    }

    /// What flows into an owned dict: the keys and values of its plain item assignments, if
    /// nothing else changes it.
    pub fn items_flowing_in(&self, symbol: SymbolId) -> Option<Vec<(Node<'m>, Node<'m>)>> {
        let ownership = self.ownership(symbol).filter(|o| o.escapes.is_empty())?;
        let mut items = Vec::new();
        for change in ownership.changes {
            let parent = outer(change).parent().filter(|p| change.kind() == "subscript" && p.kind() == "assignment")?;
            items.push((*children(change).get(1)?, child(parent, "right")?));
        }
        Some(items)
    }
}
