//! The types of parameters: declared, of the instance, or given by all calls.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::syntax::{child, children, enclosing};
use crate::python::types::Ty;

impl<'m> Facts<'m> {
    /// The type of a parameter.
    pub fn type_of_parameter(&self, _parameter: Node<'m>, name: Node<'m>) -> Ty {
        self.scopes().symbol_at(name).map_or(Ty::Unknown, |symbol| self.symbol_type(symbol))
    }

    pub(super) fn parameter_type(&self, node: Node<'m>) -> Ty {
        if let Some(annotation) = child(node, "type") {
            let plain = !children(node).iter().any(|n| n.kind().ends_with("splat_pattern"));
            let declared = if plain { self.annotated(annotation) } else { Ty::Unknown };
            let default = child(node, "value").map_or(Bound::Other, Bound::Value);
            return self.unless_contradicted(declared, &default);
        }
        let Some(function) = enclosing(node, &["function_definition", "lambda"]) else { return Ty::Unknown };
        if let Some(class) = self.receiver_class(node, function) {
            return Ty::Instance(class);
        }
        self.argument_type(node, function)
    }

    /// `self`: the first parameter of a plain method of a class of the module.
    fn receiver_class(&self, parameter: Node<'m>, function: Node<'m>) -> Option<String> {
        let first = child(function, "parameters").and_then(|p| children(p).first().copied());
        let class = self.method_class(function)?;
        let plain = function.parent().is_some_and(|p| p.kind() == "block");
        (first == Some(parameter) && plain).then(|| self.class_name(class)).flatten()
    }

    /// A function whose calls are all known has the parameters that they give it.
    fn argument_type(&self, parameter: Node<'m>, function: Node<'m>) -> Ty {
        let Some(calls) = self.all_calls(function).or_else(|| self.constructions(function)) else { return Ty::Unknown };
        if calls.is_empty() {
            // Somebody calls it after all, or it does not matter.
            return Ty::Unknown;
        }
        let mut parameters = child(function, "parameters").map(children).unwrap_or_default();
        if self.method_class(function).is_some() && !parameters.is_empty() {
            // What the instance is given as comes with no argument.
            parameters.remove(0);
        }
        let Some(index) = parameters.iter().position(|p| *p == parameter) else { return Ty::Unknown };
        let word = parameter_name(parameter).map_or("", |n| self.text(n));
        let starred = parameters[..=index].iter().any(|p| !matches!(p.kind(), "identifier" | "default_parameter"));
        let mut all = child(parameter, "value").map_or(Ty::Never, |v| self.type_of(v));
        for call in calls {
            let by_name = call.keywords().into_iter().find(|(name, _)| self.text(*name) == word).map(|(_, v)| v);
            let by_place = call.positional().filter(|_| !starred).and_then(|p| p.get(index).copied());
            let Some(argument) = by_name.or(by_place) else {
                if call.has_splat() || child(parameter, "value").is_none() {
                    return Ty::Unknown;
                }
                continue;
            };
            all = all.join(&self.type_of(argument));
        }
        if all == Ty::Never { Ty::Unknown } else { all }
    }
}

/// The name of a parameter.
pub fn parameter_name(parameter: Node<'_>) -> Option<Node<'_>> {
    match parameter.kind() {
        "identifier" => Some(parameter),
        "default_parameter" | "typed_default_parameter" => child(parameter, "name"),
        "typed_parameter" => children(parameter).into_iter().find(|n| n.kind() == "identifier"),
        _ => None,
    }
}
