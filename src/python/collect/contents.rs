//! Where the contents of a container are, as far as effects can meet there.

use tree_sitter::Node;

use super::Collector;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::effects::Place;
use crate::python::scopes::SymbolId;
use crate::python::syntax::inner;
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
            _ => Some(Place::Content(self.facts.text(node).to_owned())),
        }
    }
}

impl<'m> Facts<'m> {
    /// The contents of what the name stands for, if it is only ever bound to new containers.
    pub fn made_for(&self, symbol: SymbolId) -> Option<Place> {
        let ownership = self.ownership(symbol)?;
        Some(if ownership.escapes.is_empty() { Place::Own(symbol) } else { Place::Made(symbol) })
    }

    /// The expression that a name bound once is another name for: `live = self.entries`.
    pub fn aliased(&self, name: Node<'m>, depth: usize) -> Node<'m> {
        let symbol = (name.kind() == "identifier" && depth < 8).then(|| self.scopes().symbol_at(name)).flatten();
        match symbol.and_then(|s| self.sole_binding(s)) {
            Some(binding) if binding.path.is_empty() => match binding.bound {
                Bound::Value(value) if matches!(value.kind(), "identifier" | "attribute") => {
                    self.aliased(value, depth + 1)
                }
                _ => name,
            },
            _ => name,
        }
    }
}
