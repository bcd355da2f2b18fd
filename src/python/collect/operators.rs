//! The effects of operators, comparisons, truth and formatting, which may all run methods of
//! what they are applied to.

use tree_sitter::Node;

use super::{Collector, brief};
use crate::python::format::percent_fits;
use crate::python::syntax::{child, children, inner, literal};
use crate::python::types::Ty;
use crate::python::universe;
use crate::python::values::binary_type;

impl<'m> Collector<'_, 'm> {
    pub(super) fn binary(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        let (Some(left), Some(right)) = (child(node, "left"), child(node, "right")) else { return };
        let operator = child(node, "operator").map_or("", |o| self.facts.text(o));
        self.operator(node, operator, (left, right));
    }

    pub(super) fn unary(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        let ty = child(node, "argument").map_or(Ty::Unknown, |n| self.facts.type_of(n));
        if !matches!(ty, Ty::Int | Ty::Bool | Ty::Float) {
            self.special(node, Some(universe::UNARY), &children(node));
        }
    }

    pub(super) fn operator(&mut self, node: Node<'m>, operator: &str, (left, right): (Node<'m>, Node<'m>)) {
        let (a, b) = (self.facts.type_of(left), self.facts.type_of(right));
        let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Bool | Ty::Float);
        if number(&a) && number(&b) {
            let float = |ty: &Ty| *ty == Ty::Float;
            // An int that is no literal may be too large for a float.
            let fits = |n: Node<'m>, ty: &Ty| float(ty) || inner(n).kind() == "integer" || *ty == Ty::Bool;
            let mixed = float(&a) || float(&b) || operator == "/";
            let safe = match operator {
                _ if mixed && !(fits(left, &a) && fits(right, &b)) => false,
                "+" | "-" | "*" | "&" | "|" | "^" => true,
                "/" | "//" | "%" => self.facts.is_positive(right),
                "<<" => inner(right).kind() == "integer",
                ">>" => inner(right).kind() == "integer" || self.facts.is_counted(right),
                "**" => !mixed && inner(right).kind() == "integer",
                _ => false,
            };
            if !safe {
                self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
            }
        } else if operator == "%" && self.formats(left, right) {
            // Of a number and a text it is known that they run no code, and not that they fit.
        } else if matches!(binary_type(operator, &a, &b), Ty::Unknown | Ty::Never | Ty::Scalar) || operator == "%" {
            self.special(node, universe::of_operator(operator), &[left, right]);
        }
    }

    /// `"%d: %s" % (number, text)`: a literal that fits the types of all that it formats.
    fn formats(&self, left: Node<'m>, right: Node<'m>) -> bool {
        let Some(format) = literal(inner(left), self.facts.module.text()) else { return false };
        let right = inner(right);
        let values: Vec<Ty> = match right.kind() {
            "tuple" => children(right).into_iter().map(|n| self.facts.type_of(n)).collect(),
            _ => match self.facts.type_of(right) {
                Ty::Tuple(of) => of,
                Ty::TupleOf(_) | Ty::Maybe(_) => return false,
                single => vec![single],
            },
        };
        percent_fits(format, self.facts.type_of(left) == Ty::Bytes, &values)
    }

    pub(super) fn comparison(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        let mut cursor = node.walk();
        let operators: Vec<&str> =
            node.children_by_field_name("operators", &mut cursor).map(|o| self.facts.text(o)).collect();
        let operands = children(node);
        for (operator, pair) in operators.iter().zip(operands.windows(2)) {
            let (a, b) = (self.facts.type_of(pair[0]), self.facts.type_of(pair[1]));
            let known = match *operator {
                "is" | "is not" => true,
                "==" | "!=" | "<>" => a.is_plain() && b.is_plain() || pair.iter().any(|n| n.kind() == "none"),
                "in" | "not in" => membership(&a, &b),
                _ => ordered(&a, &b),
            };
            if let (true, Some(place)) = (matches!(*operator, "in" | "not in"), self.contents(pair[1])) {
                self.effects.read(place, pair[1].byte_range());
            }
            if !known {
                let methods = match *operator {
                    "==" | "!=" => Some(universe::EQUAL),
                    "in" | "not in" => walks_nothing(&b).then_some(universe::HASH),
                    _ => Some(universe::ORDER),
                };
                self.special(node, methods, pair);
            }
        }
    }

    pub(super) fn conditional(&mut self, node: Node<'m>) {
        let parts = children(node);
        for (index, part) in parts.into_iter().enumerate() {
            if index == 1 { self.truth(part) } else { self.run(part) }
        }
    }

    /// Evaluates an expression and asks for its truth.
    pub(super) fn truth(&mut self, node: Node<'m>) {
        self.run(node);
        let ty = self.facts.type_of(node);
        let ty = ty.present();
        let known = match ty {
            Ty::Iter(_) | Ty::File { .. } => true,
            Ty::Instance(class) => self.facts.knowledge().is_plain_module(class),
            _ => ty.is_plain() || ty.is_sized(),
        };
        if !known && !is_yes_or_no(inner(node)) {
            self.special(node, Some(universe::TRUTH), &[node]);
        } else if let Some(place) =
            self.contents(node).filter(|_| ty.is_sized() || matches!(ty, Ty::Instance(_) | Ty::Iter(_)))
        {
            // What is walked in order may be a list as well as an iterator.
            self.effects.read(place, node.byte_range());
        }
    }

    /// Formatting runs `__format__`; plain values with a literal format cannot fail, but for
    /// formats of another type.
    pub(super) fn interpolation(&mut self, node: Node<'m>) {
        self.run_field(node, "expression");
        let specifier = children(node).into_iter().find(|n| n.kind() == "format_specifier");
        let converted = children(node).into_iter().any(|n| n.kind() == "type_conversion");
        let ty = child(node, "expression").map_or(Ty::Unknown, |n| self.facts.type_of(n));
        let nested = specifier.is_some_and(|s| !children(s).is_empty());
        // `{text:=5}` reads as a walrus to the grammar.
        let walrus = child(node, "expression").is_some_and(|n| n.kind() == "named_expression");
        let fits = match specifier.map(|s| self.facts.text(s).trim_start_matches(':')) {
            None => ty.is_plain(),
            Some(format) if converted => ty.is_plain() && crate::python::format::fits(format, &Ty::Str),
            Some(format) => crate::python::format::fits(format, &ty),
        };
        if let Some(specifier) = specifier {
            self.run_all(children(specifier));
        }
        if !fits || nested || walrus {
            let formatted = child(node, "expression").filter(|_| !walrus);
            if specifier.is_some() {
                self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
            }
            self.special(node, formatted.map(|_| universe::FORMAT), formatted.as_slice());
        }
    }
}

/// `x in container` runs nothing foreign.
fn membership(item: &Ty, container: &Ty) -> bool {
    match container {
        Ty::Str => *item == Ty::Str,
        Ty::Dict(..) | Ty::Set(_) | Ty::FrozenSet(_) => item.is_plain(),
        Ty::List(of) | Ty::TupleOf(of) => item.is_plain() && of.is_plain(),
        Ty::Tuple(parts) => item.is_plain() && parts.iter().all(Ty::is_plain),
        Ty::Range => matches!(item, Ty::Int | Ty::Bool),
        _ => false,
    }
}

/// Is looking for an item in such a container no walk of an iterator?
fn walks_nothing(container: &Ty) -> bool {
    container.is_sized()
}

/// `a < b` runs nothing foreign and cannot fail.
fn ordered(a: &Ty, b: &Ty) -> bool {
    let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Bool | Ty::Float);
    match (a, b) {
        _ if number(a) && number(b) => true,
        (Ty::Str, Ty::Str) | (Ty::Bytes, Ty::Bytes) => true,
        (Ty::Tuple(a), Ty::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| ordered(a, b)),
        _ => false,
    }
}

/// `not x`, `a is b`: a bool whatever the operands are.
fn is_yes_or_no(node: Node<'_>) -> bool {
    node.kind() == "not_operator"
}
