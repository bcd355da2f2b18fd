//! Classes of the module as types: methods, instances and what makes them.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::knowledge::Effect;
use crate::python::syntax::{Call, child, children, enclosing};
use crate::python::types::Ty;

/// What a method is called with before its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receives {
    /// The instance.
    Instance,
    /// The class: `@classmethod`.
    Class,
    /// Nothing: `@staticmethod`.
    Nothing,
}

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

    /// What the function is called with before its arguments; `None` where it is no method, or a
    /// decorator may put something else in its place.
    pub fn receives(&self, function: Node<'m>) -> Option<Receives> {
        self.method_class(function)?;
        let Some(decorated) = function.parent().filter(|p| p.kind() == "decorated_definition") else {
            return Some(Receives::Instance);
        };
        let decorators = children(decorated).into_iter().filter(|n| n.kind() == "decorator");
        let [only] = decorators.collect::<Vec<_>>().try_into().ok()?;
        let name = children(only).first().copied()?;
        match self.text(name) {
            "classmethod" if self.is_builtin(name, "classmethod") => Some(Receives::Class),
            "staticmethod" if self.is_builtin(name, "staticmethod") => Some(Receives::Nothing),
            _ => None,
        }
    }

    /// The class of this module that an expression stands for: its name, or what a class method
    /// is given.
    pub fn class_at(&self, node: Node<'m>) -> Option<Node<'m>> {
        let symbol = (node.kind() == "identifier").then(|| self.scopes().symbol_at(node))??;
        match self.sole_binding(symbol)?.bound {
            Bound::Class(class) => Some(class),
            Bound::Parameter(parameter) => {
                let function = enclosing(parameter, &["function_definition", "lambda"])?;
                let first = child(function, "parameters").and_then(|p| children(p).first().copied());
                let plain = parameter.kind() == "identifier";
                let given = plain && first == Some(parameter) && self.receives(function) == Some(Receives::Class);
                self.method_class(function).filter(|_| given)
            }
            _ => None,
        }
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
        self.class_at(call.function)
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

    /// Does a class of this module say in code what setting the attribute does?
    pub fn is_set_by_code(&self, attribute: &str) -> bool {
        let functions = &self.index_of().functions;
        let setter = |function: &Node<'m>| {
            let decorated = function.parent().filter(|p| p.kind() == "decorated_definition");
            let mut decorators = decorated.map(children).unwrap_or_default().into_iter();
            decorators.any(|n| n.kind() == "decorator" && self.text(n).trim_end().ends_with(".setter"))
        };
        functions.contains_key("__setattr__") || functions.get(attribute).is_some_and(|all| all.iter().any(setter))
    }

    /// The method of that name that a class of this module has, or gets from a base in this module.
    pub fn inherited(&self, class: Node<'m>, name: &str) -> Option<Node<'m>> {
        let mut class = class;
        for _ in 0..BASES {
            if let Some(method) = self.methods(class, name).next() {
                return Some(method).filter(|method| self.receives(*method).is_some());
            }
            let base = children(child(class, "superclasses")?).first().copied()?;
            class = self.class_at(base)?;
        }
        None
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
