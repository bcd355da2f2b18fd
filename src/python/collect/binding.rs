//! The effects of binding: assignments, targets, and the names of definitions and imports.

use tree_sitter::Node;

use super::{Collector, brief};
use crate::python::Facts;
use crate::python::effects::{Hidden, Place};
use crate::python::syntax::{child, children, inner, preorder};
use crate::python::types::Ty;

impl<'m> Collector<'_, 'm> {
    pub(super) fn assignment(&mut self, node: Node<'m>) {
        let (left, right) = (child(node, "left"), child(node, "right"));
        self.annotations(child(node, "type").into_iter().collect());
        if let Some(right) = right {
            self.run(right);
        }
        let Some(left) = left.filter(|_| right.is_some()) else { return };
        self.bind(left);
        if !matches!(left.kind(), "pattern_list" | "tuple_pattern" | "list_pattern") {
            return;
        }
        let count = children(left).len();
        let value = right.map_or(Ty::Unknown, |r| self.facts.type_of(r));
        match value {
            Ty::Tuple(parts) if parts.len() == count => {}
            ty => {
                if let Some(right) = right {
                    if !ty.is_walkable() {
                        self.unknown(right, Hidden::Operator, &[right]);
                    } else {
                        self.walk(inner(right));
                    }
                }
                self.effects.raise(left.byte_range(), "unpacking");
            }
        }
    }

    pub(super) fn update(&mut self, node: Node<'m>) {
        let (Some(left), Some(right)) = (child(node, "left"), child(node, "right")) else { return };
        let operator = child(node, "operator").map_or("", |o| self.facts.text(o)).trim_end_matches('=');
        self.run(left);
        self.run(right);
        match self.facts.type_of(left) {
            Ty::List(_) | Ty::ByteArray if operator == "+" => self.walk(inner(right)),
            // In place: what the special method does to the object is not known.
            Ty::Unknown | Ty::Instance(_) => self.unknown(node, Hidden::Operator, &[left, right]),
            _ => self.operator(node, operator, (left, right)),
        }
        // Only a mutable value has contents.
        if let Some(place) = self.contents(left) {
            self.effects.write(place, node.byte_range());
        }
        self.bind(left);
    }

    pub(super) fn walrus(&mut self, node: Node<'m>) {
        self.run_field(node, "value");
        if let Some(name) = child(node, "name") {
            self.bind(name);
        }
    }

    /// Binds a target: names, attributes, items, or several of them.
    pub fn bind(&mut self, target: Node<'m>) {
        if self.facts.has_finalizers() {
            self.unknown(target, Hidden::Call, &[]);
        }
        match target.kind() {
            "identifier" => {
                if let Some(symbol) = self.facts.scopes().symbol_at(target) {
                    self.effects.write(Place::Name(symbol), target.byte_range());
                }
            }
            "attribute" => {
                let (Some(object), Some(name)) = (child(target, "object"), child(target, "attribute")) else { return };
                self.run(object);
                let place =
                    Place::Field { name: self.facts.text(name).to_owned(), path: self.facts.text(target).to_owned() };
                self.effects.write(place, target.byte_range());
                let receiver = self.facts.type_of(object);
                if let Some(set) = self.facts.knowledge().settable(&receiver, self.facts.text(name)) {
                    self.world(set, &target.byte_range());
                }
                if !self.facts.has_field(&receiver, self.facts.text(name)) {
                    let written = self.facts.is_set_by_code(self.facts.text(name));
                    self.unknown(target, if written { Hidden::Call } else { Hidden::Operator }, &[object]);
                }
            }
            "subscript" => self.bind_item(target),
            _ => children(target).into_iter().for_each(|n| self.bind(n)),
        }
    }

    fn bind_item(&mut self, target: Node<'m>) {
        self.run_all(children(target));
        let Some(value) = child(target, "value") else { return };
        if let Some(place) = self.contents(value) {
            self.effects.write(place, target.byte_range());
        }
        let keys: Vec<_> = children(target).into_iter().skip(1).collect();
        let plain = keys.iter().all(|k| self.facts.type_of(*k).is_plain());
        match self.facts.type_of(value) {
            Ty::Dict(..) if plain => {}
            Ty::Instance(name)
                if plain
                    && matches!(
                        name.as_str(),
                        "collections.Counter" | "collections.defaultdict" | "collections.OrderedDict"
                    ) => {}
            Ty::List(_) if keys.iter().all(|k| self.facts.is_in_bounds(value, *k)) => {}
            Ty::ByteArray
                if keys.iter().all(|k| self.facts.is_in_bounds(value, *k)) && stores_small(target, self.facts) => {}
            Ty::List(_) | Ty::ByteArray => {
                self.effects.raise(target.byte_range(), format!("`{}`", brief(self.facts.text(target))))
            }
            _ => self.unknown(target, Hidden::Operator, &[value]),
        }
    }

    /// Names bound by a definition or an import.
    pub(super) fn bind_names(&mut self, node: Node<'m>) {
        let scopes = self.facts.scopes();
        for name in preorder(node).filter(|n| n.kind() == "identifier") {
            if let Some(symbol) = scopes.symbol_at(name) {
                let binds = scopes.symbols[symbol].bindings().any(|o| o.node == name);
                if binds {
                    self.effects.write(Place::Name(symbol), name.byte_range());
                }
            }
        }
    }

    pub(super) fn captures(&mut self, node: Node<'m>) {
        for name in preorder(node).filter(|n| n.kind() == "identifier") {
            if let Some(symbol) = self.facts.scopes().symbol_at(name) {
                self.effects.write(Place::Name(symbol), name.byte_range());
            }
        }
    }
}

/// `buffer[i] = 1`: a literal that fits into a byte.
fn stores_small<'m>(target: Node<'m>, facts: &Facts<'m>) -> bool {
    let value = target.parent().filter(|p| p.kind() == "assignment").and_then(|p| child(p, "right"));
    value.is_some_and(|v| v.kind() == "integer" && facts.text(v).parse::<u8>().is_ok())
}
