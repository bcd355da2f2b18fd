//! Classes of the module as types: methods, instances and what makes them.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::knowledge::Effect;
use crate::python::syntax::{Call, child, children};
use crate::python::types::Ty;

/// Longer chains of bases are not followed.
const BASES: usize = 8;

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

    /// Does a call of the class keep its arguments and do nothing else: an exception that adds
    /// nothing to a builtin one of which that is known?
    pub fn is_bare_exception(&self, class: Node<'m>) -> bool {
        let mut class = class;
        for _ in 0..BASES {
            let bases = child(class, "superclasses").map(children).unwrap_or_default();
            let ([base], Some(body)) = (bases.as_slice(), child(class, "body")) else { return false };
            let empty =
                |s: &Node<'m>| s.kind() == "pass_statement" || children(*s).iter().all(|n| n.kind() == "string");
            let decorated = class.parent().is_some_and(|p| p.kind() == "decorated_definition");
            if decorated || !children(body).iter().all(empty) {
                return false;
            }
            if let Some(dotted) = self.dotted(*base) {
                let known = self.knowledge().function(&dotted).is_some_and(|entry| entry.effect == Effect::Pure);
                return known && dotted.strip_prefix("builtins.").is_some_and(|n| self.knowledge().is_exception(n));
            }
            let symbol = (base.kind() == "identifier").then(|| self.scopes().symbol_at(*base)).flatten();
            match symbol.and_then(|s| self.sole_binding(s)).map(|binding| binding.bound) {
                Some(Bound::Class(above)) => class = above,
                _ => return false,
            }
        }
        false
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
