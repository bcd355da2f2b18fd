//! Local inference: what type a value has. Enough to know files, text, numbers and containers.
//!
//! Types of names are joined over the bindings that reach, and are found optimistically:
//! a binding that depends on itself contributes nothing, and the result is then checked.

mod annotations;
mod calls;
mod classes;
mod held;
mod names;
pub(in crate::python) mod narrowing;
mod operators;
mod options;
mod parameters;
mod patterns;

pub use classes::Receives;
pub use operators::binary_type;
pub use parameters::parameter_name;

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::syntax::{Call, child, children, clauses, inner, iterable, with_items};
use crate::python::types::Ty;

/// Deeper expressions are not looked into.
const DEPTH: usize = 60;

/// Steps of inference for one question; more than that and the answer is "unknown".
const FUEL: usize = 4_000;

/// The state of inference about one symbol.
#[derive(Debug, Clone)]
pub(super) enum Inferred {
    /// In progress, with what is assumed so far.
    Assumed(Ty),
    /// Known.
    Done(Ty),
}

impl<'m> Facts<'m> {
    /// The type of the value of an expression.
    pub fn type_of(&self, node: Node<'m>) -> Ty {
        if self.depth.get() > DEPTH {
            return Ty::Unknown;
        }
        if self.depth.get() == 0 {
            self.fuel.set(FUEL);
        }
        if self.fuel.get() == 0 {
            return Ty::Unknown;
        }
        let node = inner(node);
        if let Some(known) = self.nodes.borrow().get(&node.id()) {
            return known.clone();
        }
        let assumed = self.assumed.get();
        self.fuel.set(self.fuel.get() - 1);
        self.depth.set(self.depth.get() + 1);
        let ty = self.infer(node);
        self.depth.set(self.depth.get() - 1);
        if self.assumed.get() == assumed {
            self.nodes.borrow_mut().insert(node.id(), ty.clone());
        }
        ty
    }

    pub(in crate::python) fn assume_once(&self) {
        self.assumed.set(self.assumed.get() + 1);
    }

    /// What iterating over the value of an expression gives.
    pub fn element_of(&self, node: Node<'m>) -> Ty {
        self.element(&self.type_of(node))
    }

    /// What iterating over a value of that type gives.
    pub fn element(&self, ty: &Ty) -> Ty {
        let told = self.knowledge().steps(ty).is_none_or(|steps| !self.has_a_word(&steps.unless));
        match ty {
            Ty::Never => Ty::Never,
            _ if told => self.knowledge().element(ty),
            _ => Ty::Unknown,
        }
    }

    fn infer(&self, node: Node<'m>) -> Ty {
        match node.kind() {
            "integer" => {
                let imaginary = self.text(node).ends_with(['j', 'J']);
                if imaginary { Ty::Complex } else { Ty::Int }
            }
            "float" => {
                let imaginary = self.text(node).ends_with(['j', 'J']);
                if imaginary { Ty::Complex } else { Ty::Float }
            }
            "true" | "false" => Ty::Bool,
            "none" => Ty::None,
            "string" => string_type(self.text(node)),
            "concatenated_string" => children(node).first().map_or(Ty::Unknown, |s| string_type(self.text(*s))),
            "list" => Ty::List(Box::new(self.joined(children(node)))),
            "set" => Ty::Set(Box::new(self.joined(children(node)))),
            "tuple" | "expression_list" => self.tuple(children(node)),
            "dictionary" => self.dictionary(node),
            "list_comprehension" => Ty::List(Box::new(self.field_type(node, "body"))),
            "set_comprehension" => Ty::Set(Box::new(self.field_type(node, "body"))),
            "generator_expression" => Ty::Iter(Box::new(self.field_type(node, "body"))),
            "dictionary_comprehension" => match child(node, "body") {
                Some(pair) => {
                    Ty::Dict(Box::new(self.field_type(pair, "key")), Box::new(self.field_type(pair, "value")))
                }
                None => Ty::Unknown,
            },
            "comparison_operator" => self.comparison(node),
            "not_operator" => Ty::Bool,
            "boolean_operator" => self.either(node),
            "conditional_expression" => {
                let parts = children(node);
                match (parts.first(), parts.get(2)) {
                    (Some(a), Some(b)) => self.type_of(*a).join(&self.type_of(*b)),
                    _ => Ty::Unknown,
                }
            }
            "binary_operator" => self.binary(node),
            "unary_operator" => self.unary(node),
            "named_expression" => self.field_type(node, "value"),
            "identifier" => self.name_type(node),
            "attribute" => self.attribute_type(node),
            "subscript" => self.subscript_type(node),
            "call" => Call::of(node).map_or(Ty::Unknown, |call| self.call_type(&call)),
            _ => Ty::Unknown,
        }
    }

    /// `x or y`: `x` is not `None` where it is the result.
    fn either(&self, node: Node<'m>) -> Ty {
        let (left, right) = (self.field_type(node, "left"), self.field_type(node, "right"));
        match (self.field_text(node, "operator"), left) {
            ("or", Ty::None) => right,
            ("or", left) => left.present().join(&right),
            (_, left) => left.join(&right),
        }
    }

    fn field_text(&self, node: Node<'m>, field: &str) -> &'m str {
        child(node, field).map_or("", |n| self.text(n))
    }

    fn field_type(&self, node: Node<'m>, field: &str) -> Ty {
        child(node, field).map_or(Ty::Unknown, |n| self.type_of(n))
    }

    fn joined(&self, parts: Vec<Node<'m>>) -> Ty {
        let mut all = Ty::Never;
        for part in parts {
            let ty = match part.kind() {
                "list_splat" => children(part).first().map_or(Ty::Unknown, |n| self.element_of(*n)),
                _ => self.type_of(part),
            };
            all = all.join(&ty);
        }
        all
    }

    fn tuple(&self, parts: Vec<Node<'m>>) -> Ty {
        if parts.iter().any(|p| p.kind() == "list_splat") {
            return Ty::TupleOf(Box::new(self.joined(parts)));
        }
        Ty::Tuple(parts.into_iter().map(|p| self.type_of(p)).collect())
    }

    fn dictionary(&self, node: Node<'m>) -> Ty {
        let (mut keys, mut values) = (Ty::Never, Ty::Never);
        for pair in children(node) {
            if pair.kind() != "pair" {
                return Ty::Dict(Box::new(Ty::Unknown), Box::new(Ty::Unknown));
            }
            keys = keys.join(&self.field_type(pair, "key"));
            values = values.join(&self.field_type(pair, "value"));
        }
        Ty::Dict(Box::new(keys), Box::new(values))
    }

    fn attribute_type(&self, node: Node<'m>) -> Ty {
        if let Some(dotted) = self.dotted(node) {
            return self.dotted_type(&dotted);
        }
        let (Some(object), Some(name)) = (child(node, "object"), child(node, "attribute")) else { return Ty::Unknown };
        let receiver = self.type_of(object);
        if receiver == Ty::Never {
            return Ty::Never;
        }
        if let Some(ty) = self.knowledge().attribute(&receiver, self.text(name)) {
            return ty;
        }
        let name = self.text(name);
        let stored = self.field_of(&receiver, name).or_else(|| self.option_of(&receiver, name));
        stored.or_else(|| self.output_type(node)).unwrap_or_default()
    }

    fn subscript_type(&self, node: Node<'m>) -> Ty {
        let Some(value) = child(node, "value") else { return Ty::Unknown };
        let keys: Vec<_> = children(node).into_iter().skip(1).collect();
        let [key] = keys.as_slice() else { return Ty::Unknown };
        let container = self.type_of(value);
        if key.kind() == "slice" {
            return match container {
                Ty::Data => Ty::Data,
                Ty::Str | Ty::Bytes | Ty::List(_) | Ty::TupleOf(_) | Ty::Range | Ty::Never => container,
                Ty::Tuple(_) => Ty::TupleOf(Box::new(self.element(&container))),
                _ => Ty::Unknown,
            };
        }
        match &container {
            Ty::Tuple(parts) => self.index(*key, parts.len()).and_then(|i| parts.get(i).cloned()).unwrap_or_default(),
            Ty::Dict(_, value) => (**value).clone(),
            Ty::Str | Ty::List(_) | Ty::TupleOf(_) | Ty::Range | Ty::Bytes | Ty::ByteArray => self.element(&container),
            Ty::Never => Ty::Never,
            Ty::Data => Ty::Data,
            Ty::Instance(name) if name == "re.Match" => Ty::Unknown,
            _ => Ty::Unknown,
        }
    }

    /// A literal index, counted from the start.
    pub fn index(&self, key: Node<'m>, length: usize) -> Option<usize> {
        let text = self.text(key).replace('_', "");
        let index: i64 = text.parse().ok()?;
        let length = i64::try_from(length).ok()?;
        let from_start = if index < 0 { index + length } else { index };
        usize::try_from(from_start).ok().filter(|i| (*i as u64) < length.unsigned_abs())
    }

    /// What `with manager as name` binds.
    pub fn entered_type(&self, manager: Node<'m>) -> Ty {
        if let Some(call) = Call::of(inner(manager))
            && self.dotted(call.function).as_deref() == Some("contextlib.closing")
        {
            return call.all().first().map_or(Ty::Unknown, |a| self.type_of(*a));
        }
        match self.type_of(manager) {
            file @ Ty::File { .. } => file,
            ty => {
                let entry = self.knowledge().method(&ty, "__enter__");
                entry.map_or(Ty::Unknown, |entry| entry.returned(Some(&ty), &[], &[]))
            }
        }
    }

    /// Is this `with` statement's every manager a real file, and if so, the files?
    pub fn files_of(&self, with: Node<'m>) -> Option<Vec<Node<'m>>> {
        let items = with_items(with);
        let all = items.iter().all(|(context, _)| self.is_file_manager(*context));
        all.then(|| items.into_iter().map(|(context, _)| context).collect())
    }

    fn is_file_manager(&self, context: Node<'m>) -> bool {
        matches!(self.entered_type(context), Ty::File { .. })
    }

    /// The element type of a comprehension's clause, for its iterable.
    pub fn clause_types(&self, comprehension: Node<'m>) -> Vec<Ty> {
        let loops = clauses(comprehension).into_iter().filter(|c| c.kind() == "for_in_clause");
        loops.map(|c| iterable(c).map_or(Ty::Unknown, |i| self.type_of(i))).collect()
    }
}

/// The type of a string literal by its prefix.
fn string_type(text: &str) -> Ty {
    let prefix: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    if prefix.contains(['b', 'B']) { Ty::Bytes } else { Ty::Str }
}
