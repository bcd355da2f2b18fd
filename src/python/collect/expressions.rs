//! The effects of expressions: names, attributes, items and displays, and where the other
//! kinds are looked up.

use tree_sitter::Node;

use super::Collector;
use crate::python::effects::{Hidden, Place};
use crate::python::syntax::{child, children, inner, is_comprehension};
use crate::python::types::Ty;
use crate::python::universe;

impl<'m> Collector<'_, 'm> {
    pub(super) fn expression(&mut self, node: Node<'m>) {
        match node.kind() {
            "identifier" => self.name(node),
            "attribute" => self.attribute(node),
            "subscript" => self.subscript(node),
            "call" => self.call(node),
            "binary_operator" => self.binary(node),
            "unary_operator" => self.unary(node),
            "comparison_operator" => self.comparison(node),
            "boolean_operator" => {
                if let Some(left) = child(node, "left") {
                    self.truth(left);
                }
                self.run_field(node, "right");
            }
            "not_operator" => children(node).into_iter().for_each(|n| self.truth(n)),
            "conditional_expression" => self.conditional(node),
            "named_expression" => self.walrus(node),
            "assignment" => self.assignment(node),
            "augmented_assignment" => self.update(node),
            "interpolation" => self.interpolation(node),
            "set" | "dictionary" => self.hashed(node),
            "list_splat" => {
                self.run_all(children(node));
                children(node).into_iter().for_each(|n| self.walk(inner(n)));
            }
            "dictionary_splat" | "slice" => self.run_all(children(node)),
            "await" | "yield" => {
                self.run_all(children(node));
                self.effects.suspends.get_or_insert(node.byte_range());
            }
            "generator_expression" => self.make_generator(node),
            _ if is_comprehension(node) => self.comprehension(node),
            "lambda" => {
                let defaults = child(node, "parameters").map(children).unwrap_or_default();
                self.run_all(defaults.into_iter().filter_map(|p| child(p, "value")));
            }
            "except_clause" | "except_group_clause" => self.handler(node),
            "case_pattern" => self.captures(node),
            "type" | "comment" | "integer" | "float" | "true" | "false" | "none" | "ellipsis" | "string_content"
            | "string_start" | "string_end" | "type_conversion" | "format_specifier" => {}
            _ => self.run_all(children(node)),
        }
    }

    fn name(&mut self, node: Node<'m>) {
        let Some(symbol) = self.facts.scopes().symbol_at(node) else { return };
        if self.facts.scopes().is_bound(symbol) {
            self.effects.read(Place::Name(symbol), node.byte_range());
            if let Some(made) = self.facts.made_for(symbol) {
                self.effects.read(made, node.byte_range());
            }
            if self.facts.may_be_unbound(node, symbol) {
                self.effects
                    .raise(node.byte_range(), format!("`{}`, which may not be bound yet,", self.facts.text(node)));
            }
        } else if self.facts.dotted(node).is_none() {
            self.effects.raise(node.byte_range(), format!("`{}`, which is bound nowhere here,", self.facts.text(node)));
        }
    }

    fn attribute(&mut self, node: Node<'m>) {
        if self.facts.dotted(node).is_some_and(|dotted| self.is_of_module(node, &dotted)) {
            return;
        }
        let (Some(object), Some(name)) = (child(node, "object"), child(node, "attribute")) else { return };
        if self.facts.dotted(object).is_some_and(|d| d.starts_with("builtins.")) {
            let (class, name) = (self.facts.text(object), self.facts.text(name));
            if self.facts.knowledge().function(&format!("{class}.{name}")).is_some() {
                return; // `str.strip`: nobody can set the attributes of such a class
            }
        }
        self.run(object);
        let (receiver, name) = (self.facts.type_of(object), self.facts.text(name));
        if self.facts.knowledge().is_iterator(&receiver) {
            self.effects.read(Place::Position(self.facts.text(object).to_owned()), node.byte_range());
        }
        if self.facts.knowledge().attribute(&receiver, name).is_some()
            || self.facts.knowledge().method(&receiver, name).is_some()
        {
            return;
        }
        self.effects
            .read(Place::Field { name: name.to_owned(), path: self.facts.text(node).to_owned() }, node.byte_range());
        if !self.facts.has_field(&receiver, name) {
            self.special(node, Some(universe::ATTRIBUTE), &[object]);
        }
    }

    /// Is it a name of a module, or something of the library? What an own module or one that is
    /// not known gives may have properties (Language Reference 3.3.2).
    fn is_of_module(&self, attribute: Node<'m>, dotted: &str) -> bool {
        if self.facts.knowledge().is_library(dotted) {
            return true;
        }
        let object = child(attribute, "object").filter(|object| object.kind() == "identifier");
        let symbol = object.and_then(|object| self.facts.scopes().symbol_at(object));
        let import = symbol.and_then(|s| self.facts.scopes().symbols[s].bindings().next());
        import.is_some_and(|o| self.facts.is_module(o.node))
    }

    fn subscript(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        let Some(value) = child(node, "value") else { return };
        let ty = self.facts.type_of(value);
        if let Some(place) = self.contents(value) {
            // Looking a key up in a defaultdict adds it.
            if matches!(&ty, Ty::Instance(name) if name == "collections.defaultdict") {
                self.effects.write(place.clone(), node.byte_range());
            }
            self.effects.read(place, node.byte_range());
        }
        let keys: Vec<_> = children(node).into_iter().skip(1).collect();
        let [key] = keys.as_slice() else { return self.unknown(node, Hidden::Operator, &[node]) };
        match (&ty, key.kind()) {
            (Ty::Str | Ty::Bytes | Ty::List(_) | Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Range, "slice") => {
                self.slice(*key)
            }
            (Ty::Tuple(parts), _) if self.facts.index(*key, parts.len()).is_some() => {}
            (Ty::Str | Ty::Bytes | Ty::ByteArray | Ty::List(_) | Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Range, _) => {
                if self.facts.is_in_bounds(value, *key) {
                    return;
                }
                self.raise_as("IndexError", node);
                if !matches!(self.facts.type_of(*key), Ty::Int | Ty::Bool) {
                    self.unknown(node, Hidden::Operator, &[node]);
                }
            }
            (Ty::Dict(..), _) if self.facts.type_of(*key).is_plain() => self.raise_as("KeyError", node),
            _ => self.special(node, Some(universe::ITEM), &[value, *key]),
        }
    }

    /// A slice of ints cannot fail; a step of zero can.
    fn slice(&mut self, slice: Node<'m>) {
        for bound in children(slice) {
            let fits = |ty: &Ty| matches!(ty, Ty::Int | Ty::Bool | Ty::None);
            if !self.facts.alternatives(bound).iter().all(fits) {
                self.unknown(slice, Hidden::Operator, &[slice]);
            }
        }
        if children(slice).len() > 2 {
            self.effects.raise(slice.byte_range(), "the step of a slice");
        }
    }

    /// Keys of a display are hashed.
    fn hashed(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        for part in children(node) {
            let key = if part.kind() == "pair" { child(part, "key") } else { Some(part) };
            if !key.is_some_and(|k| self.facts.type_of(k).is_plain()) {
                self.special(part, key.map(|_| universe::HASH), key.as_slice());
            }
        }
    }
}
