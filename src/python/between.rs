//! What a walker does to the items between two steps, and whether that runs foreign code.

use tree_sitter::Node;

use super::Facts;
use super::bindings::Bound;
use super::knowledge::{Between, Entry};
use super::syntax::{Call, child, inner};
use super::types::Ty;
use super::universe::{self, Special};

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
                is_ordered(&key.map_or_else(
                    || element.clone(),
                    |(_, key)| self.given_by(inner(key), std::slice::from_ref(element)),
                ))
            }
            // What the sum begins with is added too.
            Between::Add => {
                let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Float | Ty::Bool);
                let given = call.positional().unwrap_or_default().into_iter().skip(1);
                let mut begun = given.chain(call.keywords().into_iter().map(|(_, value)| value));
                number(element) && begun.all(|start| number(&self.type_of(start)))
            }
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

    /// What a function gives that is called with values of these types: a lambda that stands in
    /// such a call, a function of this module, a known one.
    pub fn given_by(&self, function: Node<'m>, arguments: &[Ty]) -> Ty {
        if function.kind() == "lambda" {
            return child(function, "body").map_or(Ty::Unknown, |body| self.type_of(body));
        }
        if let Some(entry) = self.dotted(function).and_then(|d| self.knowledge().function(&d)) {
            return entry.returned(None, arguments, &[]);
        }
        if let Some(Bound::Function(own)) = self.name_bound(function) {
            let plain = own.parent().is_none_or(|p| p.kind() != "decorated_definition");
            return if plain { self.returned_by(own) } else { Ty::Unknown };
        }
        // `str.lower`, of a text.
        let class = child(function, "object").and_then(|o| self.dotted(o));
        let (Some((receiver, rest)), Some(name)) = (arguments.split_first(), child(function, "attribute")) else {
            return Ty::Unknown;
        };
        if receiver.class().is_none() || class.as_deref().and_then(|c| c.strip_prefix("builtins.")) != receiver.class()
        {
            return Ty::Unknown;
        }
        let method = self.knowledge().method(receiver, self.text(name));
        method.map_or(Ty::Unknown, |entry| entry.returned(Some(receiver), rest, &[]))
    }

    fn name_bound(&self, name: Node<'m>) -> Option<Bound<'m>> {
        let symbol = (name.kind() == "identifier").then(|| self.scopes().symbol_at(name)).flatten()?;
        self.sole_binding(symbol).map(|binding| binding.bound)
    }

    /// The types of the items of all that a known call walks: what its callbacks are given.
    pub fn items_given(&self, call: &Call<'m>, entry: &Entry) -> Vec<Ty> {
        let positional = call.positional().unwrap_or_default();
        let walked = positional.iter().enumerate().filter(|(at, _)| entry.walk(*at, positional.len()).is_some());
        walked.map(|(_, argument)| self.element_of(*argument)).collect()
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
