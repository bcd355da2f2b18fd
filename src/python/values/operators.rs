//! The types that operators and comparisons give.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::syntax::{child, children, inner};
use crate::python::types::Ty;
use crate::python::universe;

impl<'m> Facts<'m> {
    /// `==` of unknown things may give anything (numpy); of plain ones it gives a bool.
    pub(super) fn comparison(&self, node: Node<'m>) -> Ty {
        let mut cursor = node.walk();
        let identity = node
            .children_by_field_name("operators", &mut cursor)
            .all(|o| matches!(self.text(o), "is" | "is not" | "in" | "not in"));
        let plain = |ty: Ty| ty.is_plain() || ty.is_data();
        let plain = children(node).into_iter().all(|n| plain(self.type_of(n)));
        if identity || plain { Ty::Bool } else { Ty::Unknown }
    }

    pub(super) fn binary(&self, node: Node<'m>) -> Ty {
        let (left, right) = (self.field_type(node, "left"), self.field_type(node, "right"));
        let operator = child(node, "operator").map_or("", |o| self.text(o));
        let whole = || child(node, "right").is_some_and(|n| inner(n).kind() == "integer");
        match operator {
            // An integer to a written power, which is no negative one (Python Library, "Numeric Types").
            "**" if matches!(left, Ty::Int | Ty::Bool) && whole() => Ty::Int,
            _ => self.combined_type(operator, &left, &right),
        }
    }

    /// The type of `left operator right`. A number, or a text, with something unknown gives no
    /// container: that would take a special method of what is unknown, and no class here has one.
    pub fn combined_type(&self, operator: &str, left: &Ty, right: &Ty) -> Ty {
        let known = binary_type(operator, left, right);
        let number = matches!(left, Ty::Bool | Ty::Int | Ty::Float | Ty::Complex);
        // `2 * [x]` is a list, and `"ab" - d.keys()` a set.
        let scalar = match operator {
            "+" => left.is_immutable_scalar(),
            "-" | "/" | "//" | "%" | "**" => number,
            _ => false,
        };
        let inert = || universe::of_operator(operator).is_some_and(|special| self.is_inert(special));
        if known == Ty::Unknown && *right == Ty::Unknown && scalar && inert() { Ty::Scalar } else { known }
    }

    pub(super) fn unary(&self, node: Node<'m>) -> Ty {
        match self.field_type(node, "argument") {
            Ty::Int | Ty::Bool => Ty::Int,
            Ty::Float if child(node, "operator").is_some_and(|o| self.text(o) != "~") => Ty::Float,
            Ty::Never => Ty::Never,
            _ => Ty::Unknown,
        }
    }
}

/// The type of `left operator right` for builtin types.
pub fn binary_type(operator: &str, left: &Ty, right: &Ty) -> Ty {
    use Ty::{Bool, Bytes, Complex, Float, Int, List, Never, Str, Tuple, TupleOf};
    match (operator, left, right) {
        (_, Never, _) | (_, _, Never) => Never,
        ("%", Str, _) => Str,
        ("%", Bytes, _) => Bytes,
        ("/", Int | Bool | Float, Int | Bool | Float) => Float,
        ("**", Int | Bool, Int | Bool) => Ty::Unknown,
        ("&" | "|" | "^", Bool, Bool) => Bool,
        ("+" | "-" | "*" | "//" | "%" | "&" | "|" | "^" | "<<" | ">>", Int | Bool, Int | Bool) => Int,
        ("+" | "-" | "*" | "//" | "%" | "**", Int | Bool | Float, Int | Bool | Float) if operator != "**" => Float,
        ("+" | "-" | "*", Complex, Int | Float | Bool | Complex) => Complex,
        ("+", Str, Str) | ("*", Str, Int) | ("*", Int, Str) => Str,
        ("+", Bytes, Bytes) | ("*", Bytes, Int) => Bytes,
        ("+", List(a), List(b)) => List(Box::new(a.join(b))),
        ("*", List(a), Int) | ("*", Int, List(a)) => List(a.clone()),
        ("*", items @ (Tuple(_) | TupleOf(_)), Int) | ("*", Int, items @ (Tuple(_) | TupleOf(_))) => {
            TupleOf(Box::new(items.element()))
        }
        ("+", Tuple(a), Tuple(b)) => Tuple(a.iter().chain(b).cloned().collect()),
        ("+", TupleOf(a), TupleOf(b)) => TupleOf(Box::new(a.join(b))),
        ("|" | "&" | "-" | "^", Ty::Set(a), Ty::Set(b)) => Ty::Set(Box::new(a.join(b))),
        (_, a, b) if a.is_immutable_scalar() && b.is_immutable_scalar() => Ty::Scalar,
        _ => Ty::Unknown,
    }
}
