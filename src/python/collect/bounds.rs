//! Numbers known well enough that an operator or an index cannot fail.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::{Binding, Bound};
use crate::python::syntax::{Call, child, children, clauses, holds, inner, iterable, literal};
use crate::python::types::Ty;

impl<'m> Facts<'m> {
    /// Is the value of this number known to be greater than zero: a literal, a name bound
    /// once to one, an item of a `range` that starts above zero?
    pub fn is_positive(&self, node: Node<'m>) -> bool {
        let node = inner(node);
        match node.kind() {
            "integer" | "float" => self.text(node).chars().any(|c| c.is_ascii_digit() && c != '0'),
            "binary_operator" => {
                let grows = child(node, "operator").is_some_and(|o| matches!(self.text(o), "+" | "*" | "**"));
                let operands = [child(node, "left"), child(node, "right")];
                grows && operands.into_iter().flatten().all(|n| self.is_positive(n))
            }
            "identifier" if self.counts_rounds(node) => true,
            "identifier" => {
                let Some(binding) = self.scopes().symbol_at(node).and_then(|s| self.sole_binding(s)) else {
                    return false;
                };
                match binding.bound {
                    Bound::Value(value) if binding.path.is_empty() => {
                        matches!(value.kind(), "integer" | "float") && self.is_positive(value)
                    }
                    Bound::Item(iterable) if binding.path.is_empty() => self.is_positive_range(inner(iterable)),
                    // Functions may hand it on, but not forever.
                    Bound::Parameter(parameter) => self.is_always_given(parameter, |value| {
                        matches!(value.kind(), "integer" | "float" | "identifier")
                            && self.nested(2, || self.is_positive(value)) == Some(true)
                    }),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Is it a literal less than zero?
    pub fn is_negative(&self, node: Node<'m>) -> bool {
        let minus = child(node, "operator").is_some_and(|operator| self.text(operator) == "-");
        let number = child(node, "argument").filter(|n| minus && n.kind() == "integer");
        number.is_some_and(|number| self.is_positive(number))
    }

    /// Is it an item of a `range` of which none is less than zero: `range(n)`, `range(n, -1, -1)`?
    pub fn is_counted(&self, node: Node<'m>) -> bool {
        let symbol = (inner(node).kind() == "identifier").then(|| self.scopes().symbol_at(inner(node))).flatten();
        let Some(Binding { bound: Bound::Item(items), path, .. }) = symbol.and_then(|s| self.sole_binding(s)) else {
            return false;
        };
        let range = Call::of(inner(items)).filter(|c| path.is_empty() && self.is_builtin(c.function, "range"));
        let from_zero = |n: Node<'m>| self.text(n) == "0" || self.is_positive(n);
        match range.map(|range| range.all()).as_deref() {
            Some([_]) => true,
            Some([start, _]) => from_zero(*start),
            Some([start, _, step]) if self.is_positive(*step) => from_zero(*start),
            Some([_, stop, step]) => self.is_negative(*step) && (from_zero(*stop) || self.text(*stop) == "-1"),
            _ => false,
        }
    }

    /// In a round of `for i in range(n)`, `n` is one at least, if it is bound once.
    fn counts_rounds(&self, number: Node<'m>) -> bool {
        let Some(symbol) = self.scopes().symbol_at(number) else { return false };
        let counts = |items: Node<'m>| {
            let call = Call::of(inner(items)).filter(|call| self.is_builtin(call.function, "range"));
            let stop = call.and_then(|call| match call.all().as_slice() {
                [stop] => Some(*stop),
                [start, stop] if start.kind() == "integer" => Some(*stop),
                _ => None,
            });
            stop.is_some_and(|stop| stop.kind() == "identifier" && self.scopes().symbol_at(stop) == Some(symbol))
        };
        let rounds = self.around(number).any(|around| match around.kind() {
            "for_statement" => {
                let body = child(around, "body").is_some_and(|body| holds(&body.byte_range(), &number.byte_range()));
                body && iterable(around).is_some_and(counts)
            }
            kind if kind.ends_with("comprehension") || kind == "generator_expression" => {
                let body = child(around, "body").is_some_and(|body| holds(&body.byte_range(), &number.byte_range()));
                let before = clauses(around).into_iter().filter(|c| body || c.end_byte() <= number.start_byte());
                before.filter(|clause| clause.kind() == "for_in_clause").filter_map(iterable).any(counts)
            }
            _ => false,
        });
        rounds && self.sole_binding(symbol).is_some() && self.type_of(number) == Ty::Int
    }

    /// `range(1, n)`: counts up from a positive start.
    fn is_positive_range(&self, node: Node<'m>) -> bool {
        let Some(call) = Call::of(node).filter(|c| self.is_builtin(c.function, "range")) else { return false };
        match call.all().as_slice() {
            [start, _] => start.kind() == "integer" && self.is_positive(*start),
            [start, _, step] => start.kind() == "integer" && self.is_positive(*start) && self.is_positive(*step),
            _ => false,
        }
    }

    /// Is this index below the length with which the container was made: an item of
    /// `range(start, n)` into `bytearray(n)` or `[0] * n`, where `n` never changes?
    pub fn is_in_bounds(&self, container: Node<'m>, key: Node<'m>) -> bool {
        if matches!(self.text(key), "0" | "-1") && self.splits_at_text(inner(container)) {
            return true;
        }
        let Some(length) = self.made_with_length(inner(container)) else { return false };
        let Some(bound) = self.upper_bound(inner(key)) else { return false };
        let same = self
            .scopes()
            .symbol_at(length)
            .zip(self.scopes().symbol_at(bound))
            .is_some_and(|(a, b)| a == b && self.sole_binding(a).is_some());
        same && matches!(self.type_of(length), Ty::Int)
    }

    /// `line.split(",")` has one item at least; without a separator it may have none (Python Library,
    /// `str.split`).
    fn splits_at_text(&self, container: Node<'m>) -> bool {
        let Some((call, (object, name))) = Call::of(container).and_then(|call| Some((call, call.method()?))) else {
            return false;
        };
        let first = call.positional().and_then(|all| all.first().copied());
        let separator = first.and_then(|first| literal(inner(first), self.module.text()));
        let splits = matches!(self.text(name), "split" | "rsplit") && self.type_of(object) == Ty::Str;
        splits && separator.is_some_and(|text| !text.is_empty())
    }

    /// The name that gives the length of a local container that never shrinks or grows.
    fn made_with_length(&self, container: Node<'m>) -> Option<Node<'m>> {
        let symbol = (container.kind() == "identifier").then(|| self.scopes().symbol_at(container))??;
        let fixed = self.ownership(symbol).is_some_and(|o| {
            o.escapes.is_empty()
                && o.changes
                    .iter()
                    .all(|c| c.kind() == "subscript" && children(*c).get(1).is_some_and(|k| k.kind() != "slice"))
        });
        let Bound::Value(value) = self.sole_binding(symbol).filter(|b| fixed && b.path.is_empty())?.bound else {
            return None;
        };
        let value = inner(value);
        let length = match value.kind() {
            "call" => Call::of(value)
                .filter(|c| self.is_builtin(c.function, "bytearray"))
                .and_then(|c| c.all().first().copied()),
            "binary_operator" => child(value, "right")
                .filter(|_| child(value, "left").is_some_and(|l| l.kind() == "list" && children(l).len() == 1)),
            _ => None,
        };
        length.filter(|n| n.kind() == "identifier")
    }

    /// The name below which an item of a `range` that starts at or above zero stays.
    fn upper_bound(&self, key: Node<'m>) -> Option<Node<'m>> {
        let symbol = (key.kind() == "identifier").then(|| self.scopes().symbol_at(key))??;
        let Bound::Item(iterable) = self.sole_binding(symbol).filter(|b| b.path.is_empty())?.bound else { return None };
        let call = Call::of(inner(iterable)).filter(|c| self.is_builtin(c.function, "range"))?;
        let from_zero = |n: Node<'m>| self.text(n) == "0" || self.is_positive(n);
        let end = match call.all().as_slice() {
            [end] => Some(*end),
            [start, end] if from_zero(*start) => Some(*end),
            [start, end, step] if from_zero(*start) && self.is_positive(*step) => Some(*end),
            _ => None,
        };
        end.filter(|n| n.kind() == "identifier")
    }
}
