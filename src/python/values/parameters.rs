//! The types of parameters: declared, of the instance, or given by all calls.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::knowledge::Param;
use crate::python::syntax::{Call, child, children, enclosing, inner};
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
        if function.kind() == "lambda" {
            return self.lambda_type(node, function);
        }
        self.argument_type(node, function)
    }

    /// `self`: the first parameter of a plain method of a class of the module.
    fn receiver_class(&self, parameter: Node<'m>, function: Node<'m>) -> Option<String> {
        let first = child(function, "parameters").and_then(|p| children(p).first().copied());
        let class = self.method_class(function)?;
        let plain = function.parent().is_some_and(|p| p.kind() == "block") && is_by_place(parameter);
        (first == Some(parameter) && plain).then(|| self.class_name(class)).flatten()
    }

    /// A lambda in a call of a known function is given the items of what that walks: `key=`, `map`.
    fn lambda_type(&self, parameter: Node<'m>, lambda: Node<'m>) -> Ty {
        let keyword = lambda.parent().filter(|p| p.kind() == "keyword_argument");
        let Some(call) = self.call_given(keyword.unwrap_or(lambda)) else { return Ty::Unknown };
        let Some(entry) = self.entry_of(&call) else { return Ty::Unknown };
        let called = entry.calls.iter().any(|callback| match callback {
            Param::Index(at) => call.positional().is_some_and(|all| all.get(*at).map(|n| inner(*n)) == Some(lambda)),
            Param::Name(name) => keyword.and_then(|k| child(k, "name")).is_some_and(|n| self.text(n) == name),
        });
        let parameters = child(lambda, "parameters").map(children).unwrap_or_default();
        let items = self.items_given(&call, entry);
        let at = parameters.iter().position(|p| *p == parameter);
        let plain = called && parameters.len() == items.len() && parameters.iter().all(|p| p.kind() == "identifier");
        at.filter(|_| plain).and_then(|at| items.into_iter().nth(at)).unwrap_or_default()
    }

    /// A function whose calls are all known has the parameters that they give it.
    fn argument_type(&self, parameter: Node<'m>, function: Node<'m>) -> Ty {
        let all = match self.values_given(parameter, function) {
            Some(values) => values.into_iter().fold(Ty::Never, |all, value| all.join(&self.type_of(value))),
            None => self.type_through_star(parameter, function).unwrap_or_default(),
        };
        if all == Ty::Never { Ty::Unknown } else { all }
    }

    /// The type of a parameter that is `*rest`, or that some calls give through a star.
    fn type_through_star(&self, parameter: Node<'m>, function: Node<'m>) -> Option<Ty> {
        let (calls, parameters) = self.called_with(function)?;
        let index = parameters.iter().position(|p| *p == parameter)?;
        let rest = parameter.kind() == "list_splat_pattern";
        if !parameters[..index].iter().all(|p| is_by_place(*p)) || !rest && !is_by_place(parameter) {
            return None;
        }
        let word = parameter_name(parameter).map(|n| self.text(n));
        let mut all = child(parameter, "value").map_or(Ty::Never, |default| self.type_of(default));
        for call in calls {
            let by_name = call.keywords().into_iter().find(|(name, _)| Some(self.text(*name)) == word);
            let given = match by_name {
                Some((_, value)) => self.type_of(value),
                None if rest => self.given_from(&call, index)?,
                None => match self.given_from(&call, index)? {
                    Ty::Tuple(parts) => parts.into_iter().next().unwrap_or(Ty::Never),
                    // It may be given nothing, too: what has no default is then no call.
                    other => other.element(),
                },
            };
            all = all.join(&given);
        }
        Some(all)
    }

    /// The tuple of what a call gives by place from that index on.
    fn given_from(&self, call: &Call<'m>, index: usize) -> Option<Ty> {
        let (mut types, mut open) = (Vec::new(), false);
        for argument in call.all() {
            match argument.kind() {
                "dictionary_splat" => return None,
                "keyword_argument" => {}
                "list_splat" => match children(argument).first().map(|n| self.type_of(*n)) {
                    Some(Ty::Tuple(parts)) => types.extend(parts),
                    // How many come is not known: any of them may be any from here on.
                    ty => {
                        open = true;
                        types.push(self.element(&ty.unwrap_or_default()));
                    }
                },
                _ => types.push(self.type_of(argument)),
            }
        }
        match open {
            false => Some(Ty::Tuple(types.into_iter().skip(index).collect())),
            true => Some(Ty::TupleOf(Box::new(types.iter().fold(Ty::Never, |all, ty| all.join(ty))))),
        }
    }

    /// Is every value of the parameter, its default included, known to be such a one?
    pub fn is_always_given(&self, parameter: Node<'m>, wanted: impl Fn(Node<'m>) -> bool) -> bool {
        let function = enclosing(parameter, &["function_definition", "lambda"]);
        let values = function.and_then(|function| self.values_given(parameter, function));
        values.is_some_and(|values| values.into_iter().all(|value| wanted(inner(value))))
    }

    /// All that calls give for the parameter, and its default; `None` where not every call is known.
    fn values_given(&self, parameter: Node<'m>, function: Node<'m>) -> Option<Vec<Node<'m>>> {
        let (calls, parameters) = self.called_with(function)?;
        let index = parameters.iter().position(|p| *p == parameter)?;
        let word = parameter_name(parameter).map_or("", |n| self.text(n));
        let starred = parameters[..=index].iter().any(|p| !is_by_place(*p));
        let mut values: Vec<Node<'m>> = child(parameter, "value").into_iter().collect();
        for call in calls {
            let by_name = call.keywords().into_iter().find(|(name, _)| self.text(*name) == word).map(|(_, v)| v);
            let by_place = call.positional().filter(|_| !starred).and_then(|p| p.get(index).copied());
            match by_name.or(by_place) {
                Some(argument) => values.push(argument),
                None if call.has_splat() || child(parameter, "value").is_none() => return None,
                None => {}
            }
        }
        Some(values)
    }

    /// All calls of a function, and its parameters that they give something.
    fn called_with(&self, function: Node<'m>) -> Option<(Vec<Call<'m>>, Vec<Node<'m>>)> {
        // If nobody calls it, somebody does after all, or it does not matter.
        let known = self.all_calls(function).or_else(|| self.constructions(function));
        let calls = known.or_else(|| self.calls_by_attribute(function)).filter(|calls| !calls.is_empty())?;
        let mut parameters = child(function, "parameters").map(children).unwrap_or_default();
        if self.is_given_receiver(function) && !parameters.is_empty() {
            // What the instance is given as comes with no argument.
            parameters.remove(0);
        }
        Some((calls, parameters))
    }
}

/// A parameter that may be given by its place.
fn is_by_place(parameter: Node<'_>) -> bool {
    let plain = |n: &Node<'_>| !n.kind().ends_with("splat_pattern");
    match parameter.kind() {
        "identifier" | "default_parameter" | "typed_default_parameter" => true,
        "typed_parameter" => children(parameter).iter().all(plain),
        _ => false,
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
