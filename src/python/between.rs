//! What a walker does to the items between two steps, and whether that runs foreign code.

use tree_sitter::Node;

use super::Facts;
use super::knowledge::{Between, Entry};
use super::syntax::{Call, child, children, inner};
use super::types::Ty;
use super::universe::{self, Special};
use super::values::parameter_name;

impl<'m> Facts<'m> {
    /// Is what the call does to items of this type between two steps known and total?
    /// Callbacks are looked at elsewhere; what a `key` gives is compared here.
    pub fn is_fit_between(&self, call: &Call<'m>, entry: &Entry, element: &Ty) -> bool {
        match entry.between {
            Between::Nothing | Between::Call => true,
            Between::Hash if self.dotted(call.function).as_deref() == Some("builtins.dict") => match element {
                Ty::Tuple(pair) => pair.len() == 2 && pair[0].is_plain(),
                _ => false,
            },
            Between::Hash | Between::Format => element.is_plain(),
            Between::Compare => {
                let key = call.keywords().into_iter().find(|(n, v)| self.text(*n) == "key" && v.kind() != "none");
                is_ordered(&key.map_or_else(|| element.clone(), |(_, key)| self.given_by(inner(key), element)))
            }
            Between::Add => matches!(element, Ty::Int | Ty::Float | Ty::Bool),
            Between::Truth => element.is_plain() || element.is_sized(),
        }
    }

    /// The special methods that run on items of such a type between two steps; `None` where
    /// more than operators may run.
    pub fn special_between(&self, call: &Call<'m>, entry: &Entry, element: &Ty) -> Option<Special> {
        let taken_apart = self.dotted(call.function).as_deref() == Some("builtins.dict");
        let pair = matches!(element, Ty::Tuple(pair) if pair.len() == 2);
        if taken_apart && !pair { None } else { universe::of_between(entry.between) }
    }

    /// What a function gives for an argument of that type: a lambda of one parameter, or a
    /// known function.
    fn given_by(&self, function: Node<'m>, argument: &Ty) -> Ty {
        if function.kind() == "lambda" {
            let parameters = child(function, "parameters").map(children).unwrap_or_default();
            let ([only], Some(body)) = (parameters.as_slice(), child(function, "body")) else { return Ty::Unknown };
            let name = parameter_name(*only).map_or("", |n| self.text(n));
            return self.type_with(body, name, argument);
        }
        match self.dotted(function).and_then(|d| self.knowledge().function(&d)) {
            Some(entry) => entry.returned(None, std::slice::from_ref(argument), &[]),
            None => Ty::Unknown,
        }
    }

    /// The type of a lambda's body, where its parameter has that type.
    fn type_with(&self, body: Node<'m>, name: &str, ty: &Ty) -> Ty {
        let body = inner(body);
        match body.kind() {
            "identifier" if self.text(body) == name => ty.clone(),
            "tuple" => Ty::Tuple(children(body).into_iter().map(|p| self.type_with(p, name, ty)).collect()),
            "unary_operator" => match child(body, "argument").map(|a| self.type_with(a, name, ty)) {
                Some(number @ (Ty::Int | Ty::Float)) => number,
                _ => Ty::Unknown,
            },
            "subscript" => {
                let value = child(body, "value").map_or(Ty::Unknown, |v| self.type_with(v, name, ty));
                let key = children(body).get(1).copied();
                match (value, key) {
                    (Ty::Tuple(parts), Some(key)) => {
                        self.index(key, parts.len()).and_then(|i| parts.get(i).cloned()).unwrap_or_default()
                    }
                    _ => Ty::Unknown,
                }
            }
            _ => self.type_of(body),
        }
    }
}

/// Values of this type compare with each other without foreign code and without failing.
fn is_ordered(ty: &Ty) -> bool {
    match ty {
        Ty::Int | Ty::Float | Ty::Bool | Ty::Str | Ty::Bytes => true,
        Ty::Tuple(parts) => parts.iter().all(is_ordered),
        _ => false,
    }
}
