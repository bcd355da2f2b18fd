//! Does a walk pass over empty items: `if not line: continue`, `if line`?

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, child, children, clauses, holds, inner, is_async, literal, outer, statements};
use crate::python::types::Ty;

/// Does nothing happen for an empty item of what is walked at `taken`, and is nothing left of it
/// in a name that is read after the walk?
pub fn passes_over_empties<'m>(facts: &Facts<'m>, taken: Node<'m>) -> bool {
    let node = outer(taken);
    let Some(parent) = node.parent().filter(|p| child(*p, "right") == Some(node)) else { return false };
    let target = child(parent, "left").filter(|t| t.kind() == "identifier");
    let Some(symbol) = target.and_then(|t| facts.scopes().symbol_at(t)) else { return false };
    let mut empties = Empties { facts, names: vec![symbol], lists: Vec::new() };
    match parent.kind() {
        "for_in_clause" => parent.parent().is_some_and(|whole| empties.are_left_out(whole, parent)),
        "for_statement" => empties.are_skipped(parent) && empties.stay_inside(parent),
        _ => false,
    }
}

/// The call `max(len(line) for line in items)`, for which an empty item counts as nothing: the largest
/// of none is 0 then, too.
pub fn largest_length<'m>(facts: &Facts<'m>, taken: Node<'m>) -> Option<Call<'m>> {
    let clause = outer(taken).parent().filter(|p| p.kind() == "for_in_clause" && !is_async(*p))?;
    let target = child(clause, "left").filter(|t| t.kind() == "identifier")?;
    let made = clause.parent().filter(|n| n.kind() == "generator_expression" && clauses(*n).len() == 1)?;
    let call = Call::of(made.parent()?).filter(|call| call.arguments == made)?;
    let item = child(made, "body").and_then(Call::of)?;
    let empties = Empties { facts, names: vec![facts.scopes().symbol_at(target)?], lists: Vec::new() };
    let [of] = item.all().try_into().ok()?;
    let length = facts.is_builtin(item.function, "len") && (empties.is_empty(of) || empties.is_empty_list(of));
    (length && facts.is_builtin(call.function, "max")).then_some(call)
}

/// The names that hold an empty text while an empty item is looked at.
struct Empties<'f, 'm> {
    facts: &'f Facts<'m>,
    names: Vec<SymbolId>,
    /// Those that hold an empty list then.
    lists: Vec<SymbolId>,
}

impl<'m> Empties<'_, 'm> {
    /// A condition of the comprehension leaves it out, or it adds nothing to what is asked.
    fn are_left_out(&self, comprehension: Node<'m>, clause: Node<'m>) -> bool {
        let after = clauses(comprehension).into_iter().skip_while(|c| *c != clause).skip(1);
        for condition in after {
            let condition = children(condition).first().copied().filter(|_| condition.kind() == "if_clause");
            match condition.map(|condition| self.truth(condition)) {
                Some(Some(false)) => return true,
                Some(Some(true)) => {}
                _ => return false,
            }
        }
        let around = outer(comprehension).parent();
        let call = around.and_then(|parent| Call::of(parent).or_else(|| parent.parent().and_then(Call::of)));
        let asked = call.filter(|call| call.arguments == comprehension || call.all() == [outer(comprehension)]);
        let (Some(call), Some(item)) = (asked, child(comprehension, "body")) else { return false };
        match self.facts.dotted(call.function).as_deref() {
            Some("builtins.sum") => self.number(item) == Some(0),
            Some("builtins.any") => self.truth(item) == Some(false),
            Some("builtins.all") => self.truth(item) == Some(true),
            _ => false,
        }
    }

    /// No statement of the body does anything for it, up to the end or to one that goes on.
    fn are_skipped(&mut self, walk: Node<'m>) -> bool {
        let Some(body) = child(walk, "body") else { return false };
        for statement in statements(body) {
            let passed = match statement.kind() {
                "expression_statement" => self.strips(statement) || self.adds_nothing(statement),
                "if_statement" => match child(statement, "condition").and_then(|c| self.truth(c)) {
                    Some(true) => {
                        let goes_on = child(statement, "consequence").map(statements);
                        return goes_on
                            .is_some_and(|s| matches!(s.as_slice(), [n] if n.kind() == "continue_statement"));
                    }
                    Some(false) => {
                        children(statement).into_iter().filter(|n| n.kind().ends_with("_clause")).all(|part| {
                            let condition = child(part, "condition").filter(|_| part.kind() == "elif_clause");
                            condition.and_then(|c| self.truth(c)) == Some(false)
                        })
                    }
                    None => false,
                },
                _ => false,
            };
            if !passed {
                return false;
            }
        }
        true
    }

    /// `total += len(line)`
    fn adds_nothing(&self, statement: Node<'m>) -> bool {
        let update = children(statement).first().copied().filter(|n| n.kind() == "augmented_assignment");
        let Some(update) = update else { return false };
        let (target, value) = (child(update, "left"), child(update, "right"));
        let adds = child(update, "operator").is_some_and(|o| self.facts.text(o) == "+=");
        let counts = target.is_some_and(|t| t.kind() == "identifier" && self.facts.type_of(t) == Ty::Int);
        adds && counts && value.and_then(|value| self.number(value)) == Some(0)
    }

    /// `line = line.strip()`: the name holds an empty text, too.
    fn strips(&mut self, statement: Node<'m>) -> bool {
        let assignment = children(statement).first().copied().filter(|n| n.kind() == "assignment");
        let (target, value) = (assignment.and_then(|a| child(a, "left")), assignment.and_then(|a| child(a, "right")));
        let (Some(target), Some(value)) = (target, value) else { return false };
        let symbol = self.facts.scopes().symbol_at(target).filter(|_| target.kind() == "identifier");
        let Some(symbol) = symbol else { return false };
        let (text, list) = (self.is_empty(value), self.is_empty_list(value));
        self.names.retain(|name| *name != symbol);
        self.lists.retain(|name| *name != symbol);
        self.names.extend(text.then_some(symbol));
        self.lists.extend(list.then_some(symbol));
        text || list
    }

    /// Is it an empty text, if the item is one?
    fn is_empty(&self, node: Node<'m>) -> bool {
        const STRIPS: &[&str] = &["strip", "rstrip", "lstrip", "lower", "upper", "casefold", "expandtabs"];
        let node = inner(node);
        if node.kind() == "identifier" {
            return self.facts.scopes().symbol_at(node).is_some_and(|s| self.names.contains(&s));
        }
        if node.kind() == "subscript" {
            // A slice of it is empty, too; there is no first of it.
            let value = child(node, "value").is_some_and(|value| self.is_empty(value));
            let sliced = |key: &Node<'m>| {
                let known = children(*key).iter().all(|bound| self.number(*bound).is_some());
                key.kind() == "slice" && known && self.facts.text(*key).matches(':').count() == 1
            };
            return value && children(node).get(1).is_some_and(sliced);
        }
        let Some(call) = Call::of(node) else { return false };
        let plain = call.all().iter().all(|n| matches!(n.kind(), "string" | "integer"));
        let method = call.method().filter(|(_, name)| plain && STRIPS.contains(&self.facts.text(*name)));
        method.is_some_and(|(object, _)| self.is_empty(object))
    }

    /// Is it an empty list, if the item is an empty text: `line.split()`?
    fn is_empty_list(&self, node: Node<'m>) -> bool {
        let node = inner(node);
        if node.kind() == "identifier" {
            return self.facts.scopes().symbol_at(node).is_some_and(|s| self.lists.contains(&s));
        }
        let method = Call::of(node).filter(|call| call.all().is_empty()).and_then(|call| call.method());
        method.is_some_and(|(object, name)| self.facts.text(name) == "split" && self.is_empty(object))
    }

    /// The number that it is for an empty item, if that can be told.
    fn number(&self, node: Node<'m>) -> Option<i64> {
        let node = inner(node);
        if node.kind() == "integer" {
            return self.facts.text(node).parse().ok();
        }
        if node.kind() == "unary_operator" && self.facts.text(node).starts_with('-') {
            return child(node, "argument").and_then(|number| self.number(number)).map(|number| -number);
        }
        let call = Call::of(node)?;
        let [argument] = call.all().try_into().ok()?;
        if self.facts.is_builtin(call.function, "len") {
            return (self.is_empty(argument) || self.is_empty_list(argument)).then_some(0);
        }
        let (object, name) = call.method()?;
        let found = self.has_more(argument, object) && self.facts.text(name) == "count" && self.is_empty(object);
        found.then_some(0)
    }

    /// Is it a literal text that is not empty, of the type of the other?
    fn has_more(&self, node: Node<'m>, other: Node<'m>) -> bool {
        // A line of it that goes on on the next is nothing.
        let text = literal(inner(node), self.facts.module.text()).filter(|text| !text.contains("\\\n"));
        text.is_some_and(|text| !text.is_empty()) && self.facts.type_of(node) == self.facts.type_of(other)
    }

    /// `line.startswith("#")`, `line.isdigit()`: what an empty text says to it.
    fn asked(&self, call: &Call<'m>) -> Option<bool> {
        const NEVER: &[&str] = &["isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower", "istitle"];
        let (object, name) = call.method().filter(|(object, _)| self.is_empty(*object))?;
        let any = |parts: Node<'m>| match inner(parts).kind() {
            "tuple" => children(inner(parts)),
            _ => vec![parts],
        };
        match (self.facts.text(name), call.all().as_slice()) {
            ("startswith" | "endswith", [part]) => {
                any(*part).into_iter().all(|part| self.has_more(part, object)).then_some(false)
            }
            (name, []) if NEVER.contains(&name) => Some(false),
            _ => None,
        }
    }

    /// What a comparison gives for an empty item.
    fn compared(&self, comparison: Node<'m>) -> Option<bool> {
        let [left, right] = children(comparison).try_into().ok()?;
        let mut cursor = comparison.walk();
        let operator = comparison.children_by_field_name("operators", &mut cursor).next()?;
        let operator = self.facts.text(operator);
        if let (Some(left), Some(right)) = (self.number(left), self.number(right)) {
            return match operator {
                "==" => Some(left == right),
                "!=" => Some(left != right),
                "<" => Some(left < right),
                "<=" => Some(left <= right),
                ">" => Some(left > right),
                ">=" => Some(left >= right),
                _ => None,
            };
        }
        let same = self.facts.type_of(left) == self.facts.type_of(right);
        let blank = same && literal(inner(right), self.facts.module.text()) == Some("");
        let (known, other) = (blank || self.has_more(right, left), self.is_empty(left));
        match operator {
            "==" if known && other => Some(blank),
            "!=" if known && other => Some(!blank),
            "in" if self.has_more(left, right) && self.is_empty(right) => Some(false),
            "not in" if self.has_more(left, right) && self.is_empty(right) => Some(true),
            _ => None,
        }
    }

    /// What a condition gives for an empty item, if that can be told.
    fn truth(&self, condition: Node<'m>) -> Option<bool> {
        let condition = inner(condition);
        match condition.kind() {
            "not_operator" => children(condition).first().and_then(|n| self.truth(*n)).map(|truth| !truth),
            "boolean_operator" => {
                let first = self.truth(child(condition, "left")?)?;
                let decides = child(condition, "operator").is_some_and(|o| self.facts.text(o) == "or");
                // What comes after it may be asked for items that are not empty alone.
                if first == decides { Some(first) } else { self.truth(child(condition, "right")?) }
            }
            "comparison_operator" => self.compared(condition),
            _ if self.is_empty(condition) || self.is_empty_list(condition) => Some(false),
            _ => {
                let asked = Call::of(condition).and_then(|call| self.asked(&call));
                asked.or_else(|| self.number(condition).map(|number| number != 0))
            }
        }
    }

    /// Are the names read in the loop alone?
    fn stay_inside(&self, walk: Node<'m>) -> bool {
        let scopes = self.facts.scopes();
        self.names.iter().chain(&self.lists).all(|symbol| {
            let inside = scopes.symbols[*symbol].loads().all(|o| holds(&walk.byte_range(), &o.node.byte_range()));
            let unseen = scopes.is_global(*symbol) && !self.facts.project.closed;
            inside && !unseen && self.facts.is_captured(*symbol).is_none()
        })
    }
}
