//! The types of what is in the containers that a name holds, from all that flows into them.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::{Binding, Bound};
use crate::python::flowing::Flowing;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, child, inner, outer};
use crate::python::types::Ty;

/// From a name to the annotation that tells what it may be, there are no more steps than that.
const STEPS: usize = 6;

/// Methods that give what is in a container, of the types that it is declared with.
const PARTS: &[&str] = &["items", "keys", "values", "get"];

/// Functions that look at what they are given, and keep nothing of it.
const LOOKS: &[&str] = &["isinstance", "str", "repr", "int", "float", "len", "bool", "print"];

impl<'m> Facts<'m> {
    /// The type as the name holds it: what is in a mutable container is known only where
    /// everything that flows into it can be seen.
    pub(super) fn as_held(&self, ty: Ty, symbol: SymbolId) -> Ty {
        let bare = ty.without_elements();
        if bare == ty || self.is_declared(symbol) {
            return ty;
        }
        if let Some(assumed) = self.open_contents.borrow().get(&symbol) {
            self.assume_once();
            return assumed.clone();
        }
        // What flows in may depend on what is in it: assumed first, then checked.
        let first = self.with_assumed(&ty, &bare, symbol, ty.clone());
        let again = self.with_assumed(&ty, &bare, symbol, first.clone());
        if again == first { first } else { bare }
    }

    fn with_assumed(&self, ty: &Ty, bare: &Ty, symbol: SymbolId, assumed: Ty) -> Ty {
        self.open_contents.borrow_mut().insert(symbol, assumed);
        let held = self.with_flowing(ty.clone(), bare.clone(), symbol);
        self.open_contents.borrow_mut().remove(&symbol);
        held
    }

    fn with_flowing(&self, ty: Ty, bare: Ty, symbol: SymbolId) -> Ty {
        let added = self.flowing_in(symbol);
        let added = match ty {
            Ty::List(_) | Ty::Set(_) => added.or_else(|| self.is_given_known(symbol).then(Vec::new)),
            _ => added,
        };
        match (added, ty) {
            (_, Ty::Data) if self.is_only_asked(symbol, STEPS) => Ty::Data,
            // Its items are seen by the one who walks it, and by nobody else.
            (Some(added), Ty::List(of)) if *of == Ty::Data && added.is_empty() && self.is_used_once(symbol) => {
                Ty::List(of)
            }
            (Some(added), Ty::List(of)) => Ty::List(Box::new(self.with_added(*of, &added))),
            (Some(added), Ty::Set(of)) => Ty::Set(Box::new(self.with_added(*of, &added))),
            (_, Ty::Dict(k, v)) => match self.items_flowing_in(symbol) {
                Some(items) => self.with_items(*k, *v, &items),
                None if self.is_given_known(symbol) => self.with_items(*k, *v, &[]),
                None => bare,
            },
            (None, Ty::Iter(of)) => Ty::Iter(Box::new(of.without_elements())),
            _ => bare,
        }
    }

    fn is_used_once(&self, symbol: SymbolId) -> bool {
        self.is_captured(symbol).is_none() && self.scopes().symbols[symbol].loads().count() == 1
    }

    /// Is the value of the name, and what is in it, only looked at, and never kept or changed?
    fn is_only_asked(&self, symbol: SymbolId, steps: usize) -> bool {
        let Some(steps) = steps.checked_sub(1).filter(|_| self.is_captured(symbol).is_none()) else { return false };
        let local = !self.scopes().is_global(symbol) || self.project.closed && !self.scopes().is_open();
        local && self.scopes().symbols[symbol].loads().all(|load| self.only_asks(load.node, steps))
    }

    /// Is the value of this expression only looked at?
    fn only_asks(&self, node: Node<'m>, steps: usize) -> bool {
        let node = outer(node);
        let Some(parent) = node.parent() else { return false };
        match parent.kind() {
            "comparison_operator"
            | "not_operator"
            | "boolean_operator"
            | "if_statement"
            | "elif_clause"
            | "interpolation" => parent.kind() != "boolean_operator" || self.only_asks(parent, steps),
            "if_clause" | "expression_statement" => true,
            "subscript" => child(parent, "value") == Some(node) && self.only_asks(parent, steps),
            "attribute" => {
                let call = parent.parent().filter(|call| child(*call, "function") == Some(parent));
                let named = child(parent, "attribute").is_some_and(|name| PARTS.contains(&self.text(name)));
                named && call.is_some_and(|call| self.only_asks(call, steps))
            }
            "argument_list" => {
                let call = parent.parent().and_then(Call::of);
                call.is_some_and(|call| LOOKS.iter().any(|name| self.is_builtin(call.function, name)))
            }
            "assignment" => {
                let target = child(parent, "left").filter(|target| target.kind() == "identifier");
                let symbol = target.and_then(|target| self.scopes().symbol_at(target));
                symbol.is_some_and(|symbol| self.is_only_asked(symbol, steps))
            }
            _ => false,
        }
    }

    fn with_added(&self, of: Ty, added: &[Flowing<'m>]) -> Ty {
        let mut all = of;
        for flowing in added {
            let ty = match flowing {
                Flowing::Item(node) => self.type_of(*node),
                Flowing::Items(node) => self.element_of(*node),
                Flowing::Update(operator, node) => self.combined_type(operator, &all, &self.type_of(*node)),
            };
            all = all.join(&ty);
        }
        all.without_elements()
    }

    fn with_items(&self, key: Ty, value: Ty, items: &[(Node<'m>, Node<'m>)]) -> Ty {
        let (mut keys, mut values) = (key, value);
        for (k, v) in items {
            keys = keys.join(&self.type_of(*k));
            values = values.join(&self.type_of(*v));
        }
        Ty::Dict(Box::new(keys.without_elements()), Box::new(values.without_elements()))
    }

    /// Every binding has an annotation, or comes out of something that has one: it is believed.
    fn is_declared(&self, symbol: SymbolId) -> bool {
        self.is_declared_within(symbol, STEPS)
    }

    fn is_declared_within(&self, symbol: SymbolId, steps: usize) -> bool {
        let mut bindings = self.scopes().symbols[symbol].bindings();
        bindings.all(|o| self.declares(&self.binding(o), steps))
    }

    /// Does an annotation say what is in the container that is bound, whoever changes it?
    pub(super) fn is_declared_by(&self, binding: &Binding<'m>) -> bool {
        self.declares(binding, STEPS)
    }

    fn declares(&self, binding: &Binding<'m>, steps: usize) -> bool {
        match binding {
            Binding { annotation: Some(ty), .. } => {
                let declared = self.annotated(*ty);
                declared != declared.without_elements()
            }
            Binding { bound: Bound::Parameter(p), .. } => child(*p, "type").is_some(),
            Binding { bound: Bound::Value(node) | Bound::Item(node), .. } => self.comes_declared(*node, steps),
            _ => false,
        }
    }

    /// Is this a part of a container of which an annotation says what is in it, whoever changes it?
    fn comes_declared(&self, node: Node<'m>, steps: usize) -> bool {
        let (node, Some(steps)) = (inner(node), steps.checked_sub(1)) else { return false };
        match node.kind() {
            "identifier" => self.scopes().symbol_at(node).is_some_and(|s| self.is_declared_within(s, steps)),
            "subscript" => child(node, "value").is_some_and(|value| self.comes_declared(value, steps)),
            "call" => Call::of(node)
                .and_then(|call| call.method())
                .is_some_and(|(object, name)| PARTS.contains(&self.text(name)) && self.comes_declared(object, steps)),
            _ => false,
        }
    }
}
