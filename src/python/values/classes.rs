//! Classes of the module as types: methods, instances and what makes them.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::syntax::{Call, child};
use crate::python::types::Ty;

impl<'m> Facts<'m> {
    /// The class whose method a function is, looking through decorators.
    pub fn method_class(&self, function: Node<'m>) -> Option<Node<'m>> {
        let statement = self.statement_of(function)?;
        let block = statement.parent()?;
        let class = block.parent()?;
        (class.kind() == "class_definition").then_some(class)
    }

    /// The name under which instances of a class of this module are known, if it is a
    /// module-level class bound once.
    pub fn class_name(&self, class: Node<'m>) -> Option<String> {
        let name = child(class, "name")?;
        let symbol = self.scopes().symbol_at(name)?;
        let sole = self.scopes().is_global(symbol) && self.sole_binding(symbol).is_some();
        sole.then(|| format!("<module>.{}", self.text(name)))
    }

    /// The class that a call makes an instance of.
    pub fn class_called(&self, call: &Call<'m>) -> Option<Node<'m>> {
        let symbol = (call.function.kind() == "identifier").then(|| self.scopes().symbol_at(call.function))??;
        match self.sole_binding(symbol)?.bound {
            Bound::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The class of this module of which `ty` is an instance.
    pub fn class_of(&self, ty: &Ty) -> Option<Node<'m>> {
        let Ty::Instance(name) = ty else { return None };
        let symbol = self.scopes().global(name.strip_prefix("<module>.")?)?;
        match self.sole_binding(symbol)?.bound {
            Bound::Class(class) => Some(class),
            _ => None,
        }
    }
}
