//! Does a walk pass over empty items: `if not line: continue`, `if line`?

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, child, children, clauses, holds, inner, literal, outer, statements};

/// Does nothing happen for an empty item of what is walked at `taken`, and is nothing left of it
/// in a name that is read after the walk?
pub fn passes_over_empties<'m>(facts: &Facts<'m>, taken: Node<'m>) -> bool {
    let node = outer(taken);
    let Some(parent) = node.parent().filter(|p| child(*p, "right") == Some(node)) else { return false };
    let target = child(parent, "left").filter(|t| t.kind() == "identifier");
    let Some(symbol) = target.and_then(|t| facts.scopes().symbol_at(t)) else { return false };
    let mut empties = Empties { facts, names: vec![symbol] };
    match parent.kind() {
        "for_in_clause" => {
            let Some(comprehension) = parent.parent() else { return false };
            let mut after = clauses(comprehension).into_iter().skip_while(|clause| *clause != parent).skip(1);
            let condition = after.next().filter(|clause| clause.kind() == "if_clause");
            condition.and_then(|c| children(c).first().copied()).is_some_and(|c| empties.truth(c) == Some(false))
        }
        "for_statement" => empties.are_skipped(parent) && empties.stay_inside(parent),
        _ => false,
    }
}

/// The names that hold an empty text while an empty item is looked at.
struct Empties<'f, 'm> {
    facts: &'f Facts<'m>,
    names: Vec<SymbolId>,
}

impl<'m> Empties<'_, 'm> {
    /// `line = line.strip()` may come first, then the condition under which the rest is left out.
    fn are_skipped(&mut self, walk: Node<'m>) -> bool {
        let Some(body) = child(walk, "body") else { return false };
        let all = statements(body);
        for (at, statement) in all.iter().enumerate() {
            match statement.kind() {
                "expression_statement" if self.strips(*statement) => {}
                "if_statement" => {
                    let last = at + 1 == all.len();
                    let alone = !children(*statement).iter().any(|n| n.kind().ends_with("_clause"));
                    let truth = child(*statement, "condition").and_then(|c| self.truth(c));
                    let goes_on = child(*statement, "consequence").map(statements);
                    let goes_on =
                        goes_on.is_some_and(|s| matches!(s.as_slice(), [n] if n.kind() == "continue_statement"));
                    return truth == Some(true) && goes_on || truth == Some(false) && last && alone;
                }
                _ => return false,
            }
        }
        false
    }

    /// `line = line.strip()`: the name holds an empty text, too.
    fn strips(&mut self, statement: Node<'m>) -> bool {
        let assignment = children(statement).first().copied().filter(|n| n.kind() == "assignment");
        let (target, value) = (assignment.and_then(|a| child(a, "left")), assignment.and_then(|a| child(a, "right")));
        let (Some(target), Some(value)) = (target, value) else { return false };
        let symbol = self.facts.scopes().symbol_at(target).filter(|_| target.kind() == "identifier");
        match symbol.filter(|_| self.is_empty(value)) {
            Some(symbol) => {
                self.names.push(symbol);
                true
            }
            None => false,
        }
    }

    /// Is it an empty text, if the item is one?
    fn is_empty(&self, node: Node<'m>) -> bool {
        const STRIPS: &[&str] = &["strip", "rstrip", "lstrip", "lower", "upper", "casefold", "expandtabs"];
        let node = inner(node);
        if node.kind() == "identifier" {
            return self.facts.scopes().symbol_at(node).is_some_and(|s| self.names.contains(&s));
        }
        let Some(call) = Call::of(node) else { return false };
        let plain = call.all().iter().all(|n| matches!(n.kind(), "string" | "integer"));
        let method = call.method().filter(|(_, name)| plain && STRIPS.contains(&self.facts.text(*name)));
        method.is_some_and(|(object, _)| self.is_empty(object))
    }

    /// What a condition gives for an empty item, if that can be told.
    fn truth(&self, condition: Node<'m>) -> Option<bool> {
        let condition = inner(condition);
        match condition.kind() {
            "not_operator" => children(condition).first().and_then(|n| self.truth(*n)).map(|truth| !truth),
            "boolean_operator" => {
                let first = self.truth(child(condition, "left")?)?;
                let decides = child(condition, "operator").is_some_and(|o| self.facts.text(o) == "or");
                // What comes after it is asked for items that are not empty alone.
                (first == decides).then_some(first)
            }
            "comparison_operator" => {
                let operands = children(condition);
                let [left, right] = operands.as_slice() else { return None };
                let one_type = self.facts.type_of(*left) == self.facts.type_of(*right);
                let blank = one_type && literal(inner(*right), self.facts.module.text()) == Some("");
                let mut cursor = condition.walk();
                let operator = condition.children_by_field_name("operators", &mut cursor).next()?;
                match self.facts.text(operator) {
                    "==" if blank && self.is_empty(*left) => Some(true),
                    "!=" if blank && self.is_empty(*left) => Some(false),
                    _ => None,
                }
            }
            _ => self.is_empty(condition).then_some(false),
        }
    }

    /// Are the names read in the loop alone?
    fn stay_inside(&self, walk: Node<'m>) -> bool {
        let scopes = self.facts.scopes();
        self.names.iter().all(|symbol| {
            let inside = scopes.symbols[*symbol].loads().all(|o| holds(&walk.byte_range(), &o.node.byte_range()));
            let unseen = scopes.is_global(*symbol) && !self.facts.project.closed;
            inside && !unseen && self.facts.is_captured(*symbol).is_none()
        })
    }
}
