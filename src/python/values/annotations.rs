//! The types that annotations declare.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::types::Ty;

impl<'m> Facts<'m> {
    /// The type that an annotation declares, `Unknown` where it says nothing that pyfix uses.
    pub fn annotated(&self, annotation: Node<'m>) -> Ty {
        let text = self.text(annotation).trim().trim_matches(['"', '\'']);
        annotation_type(text, &|name| self.class_type(name))
    }

    /// An instance of the class that has this name in the module: one of its own, or one of the library.
    fn class_type(&self, name: &str) -> Ty {
        let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
        let symbol = self.scopes().global(first);
        match (symbol.and_then(|symbol| self.sole_binding(symbol)).map(|binding| binding.bound), rest) {
            (Some(Bound::Class(class)), None) => self.class_name(class).map_or(Ty::Unknown, Ty::Instance),
            (Some(Bound::Import(module)), rest) => {
                let dotted = rest.map_or(module.clone(), |rest| format!("{module}.{rest}"));
                let class = match dotted.as_str() {
                    "typing.Counter" => "collections.Counter",
                    "typing.Deque" => "collections.deque",
                    "typing.DefaultDict" => "collections.defaultdict",
                    other => other,
                };
                let made = self.knowledge().function(class).map(|entry| entry.returned(None, &[], &[]));
                made.filter(|ty| *ty == Ty::Instance(class.to_owned())).unwrap_or_default()
            }
            _ => Ty::Unknown,
        }
    }

    /// An annotation is believed, but not `x: int = None`.
    pub(super) fn unless_contradicted(&self, declared: Ty, bound: &Bound<'m>) -> Ty {
        match bound {
            Bound::Value(value) if self.type_of(*value) == Ty::None => Ty::maybe(declared),
            _ => declared,
        }
    }
}

/// The types that annotations declare, in the forms people write.
fn annotation_type(text: &str, class: &dyn Fn(&str) -> Ty) -> Ty {
    let text = text.trim();
    let plain = match text {
        "int" => Ty::Int,
        "float" => Ty::Float,
        "bool" => Ty::Bool,
        "str" | "Text" | "typing.Text" => Ty::Str,
        "bytes" => Ty::Bytes,
        "None" => Ty::None,
        "TextIO" | "typing.TextIO" | "IO[str]" | "typing.IO[str]" | "io.TextIOBase" | "io.TextIOWrapper"
        | "TextIOWrapper" | "TextIOBase" | "io.StringIO" | "StringIO" => Ty::File { binary: false },
        "BinaryIO" | "typing.BinaryIO" | "IO[bytes]" | "typing.IO[bytes]" | "io.BufferedReader" => {
            Ty::File { binary: true }
        }
        "Path" | "pathlib.Path" => Ty::Instance("pathlib.Path".to_owned()),
        "list" | "List" => Ty::List(Box::default()),
        "dict" | "Dict" => Ty::Dict(Box::default(), Box::default()),
        "set" | "Set" => Ty::Set(Box::default()),
        _ => Ty::Unknown,
    };
    if plain != Ty::Unknown {
        return plain;
    }
    if let Some(declared) = union_type(text, class) {
        return declared;
    }
    let Some((head, rest)) = text.split_once('[') else { return class(text) };
    let Some(arguments) = rest.strip_suffix(']') else { return Ty::Unknown };
    let parts: Vec<Ty> = split_arguments(arguments).into_iter().map(|part| annotation_type(part, class)).collect();
    let part = |i: usize| Box::new(parts.get(i).cloned().unwrap_or_default());
    match head.rsplit('.').next().unwrap_or(head) {
        "list" | "List" => Ty::List(part(0)),
        "set" | "Set" => Ty::Set(part(0)),
        "frozenset" | "FrozenSet" => Ty::FrozenSet(part(0)),
        "dict" | "Dict" => Ty::Dict(part(0), part(1)),
        "tuple" | "Tuple" if arguments.trim_end().ends_with("...") => Ty::TupleOf(part(0)),
        "tuple" | "Tuple" => Ty::Tuple(parts),
        "Optional" if parts.len() == 1 => Ty::maybe(*part(0)),
        "Union" => joined(parts),
        _ => class(head),
    }
}

/// `int | None` (PEP 604); `None` for what is no union.
fn union_type(text: &str, class: &dyn Fn(&str) -> Ty) -> Option<Ty> {
    let parts = split_outside(text, '|');
    (parts.len() > 1).then(|| joined(parts.into_iter().map(|part| annotation_type(part, class)).collect()))
}

fn joined(parts: Vec<Ty>) -> Ty {
    parts.into_iter().fold(Ty::Never, |all, part| all.join(&part))
}

/// Splits `int, dict[str, int]` at the commas outside brackets.
fn split_arguments(text: &str) -> Vec<&str> {
    split_outside(text, ',')
}

fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if c == separator && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}
