//! Where the contents of a container are, as far as effects can meet there.

use tree_sitter::Node;

use super::Collector;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::effects::Place;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, child, children, inner, is_deferred, preorder, preorder_if};
use crate::python::types::Ty;

impl<'m> Collector<'_, 'm> {
    /// The place of a container's contents; `None` if they cannot change or nobody else has them.
    pub fn contents(&self, node: Node<'m>) -> Option<Place> {
        let node = inner(node);
        let ty = self.facts.type_of(node);
        let fixed = matches!(ty, Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Module(_) | Ty::Callable(_));
        if fixed || self.facts.knowledge().is_frozen(&ty) {
            return None;
        }
        // What is written into a file that nothing is read from is seen by nobody but through its path.
        if matches!(ty, Ty::File { .. })
            && self.facts.opening_of_name(node).is_some_and(|opening| opening.writes_only())
        {
            return None;
        }
        match node.kind() {
            "identifier" => {
                let symbol = self.facts.scopes().symbol_at(node)?;
                let path = || self.facts.text(self.facts.aliased(node, 0)).to_owned();
                Some(self.facts.made_for(symbol).unwrap_or_else(|| Place::Content(path())))
            }
            _ if self.facts.is_new_container(node) => None,
            _ => Some(Place::Content(self.facts.handed_by(node).unwrap_or_else(|| self.facts.text(node).to_owned()))),
        }
    }
}

impl<'m> Facts<'m> {
    /// The contents of what the name stands for, if it is only ever bound to new containers.
    pub fn made_for(&self, symbol: SymbolId) -> Option<Place> {
        let ownership = self.ownership(symbol)?;
        Some(if ownership.escapes.is_empty() { Place::Own(symbol) } else { Place::Made(symbol) })
    }

    /// What a function or property of the module does nothing but hand out: `self.entries` for `self.all()`.
    fn handed_by(&self, node: Node<'m>) -> Option<String> {
        let (function, object) = match node.kind() {
            "call" => {
                let call = Call::of(node)?;
                (self.callee(&call)?, call.method().map(|(object, _)| object))
            }
            "attribute" => {
                let object = child(node, "object")?;
                let class = self.class_of(&self.type_of(object))?;
                let function = self.methods(class, self.text(child(node, "attribute")?)).next()?;
                let decorator = function.prev_named_sibling().filter(|n| n.kind() == "decorator")?;
                (self.text(decorator) == "@property").then_some((function, Some(object)))?
            }
            _ => return None,
        };
        let mut returned = preorder_if(child(function, "body")?, |n| !is_deferred(n));
        let only = returned.find(|n| n.kind() == "return_statement")?;
        let value = children(only).first().copied().map(inner)?;
        let name = preorder(value).find(|n| n.kind() == "identifier")?;
        let path =
            matches!(value.kind(), "identifier" | "attribute") && returned.all(|n| n.kind() != "return_statement");
        let own = child(function, "parameters").and_then(|all| children(all).first().copied());
        let given = object.filter(|_| own.is_some_and(|own| self.text(own) == self.text(name)));
        let global = self.scopes().symbol_at(name).is_some_and(|symbol| self.scopes().is_global(symbol));
        let rest = self.text(value).strip_prefix(self.text(name)).filter(|_| path)?;
        match given {
            Some(object) => Some(format!("{}{rest}", self.text(object))),
            None => global.then(|| self.text(value).to_owned()),
        }
    }

    /// The expression that a name bound once is another name for: `live = self.entries`.
    pub fn aliased(&self, name: Node<'m>, depth: usize) -> Node<'m> {
        let symbol = (name.kind() == "identifier" && depth < 8).then(|| self.scopes().symbol_at(name)).flatten();
        match symbol.and_then(|s| self.sole_binding(s)) {
            Some(binding) if binding.path.is_empty() => match binding.bound {
                Bound::Value(value) if matches!(value.kind(), "identifier" | "attribute") => {
                    self.aliased(value, depth + 1)
                }
                Bound::Value(value) if is_fixed_item(value) => value,
                _ => name,
            },
            _ => name,
        }
    }
}

/// `settings["paths"]`
fn is_fixed_item(value: Node<'_>) -> bool {
    let key = child(value, "subscript").filter(|_| value.kind() == "subscript");
    key.is_some_and(|key| {
        matches!(key.kind(), "string" | "integer") && !preorder(key).any(|n| n.kind() == "interpolation")
    })
}
