//! Reads the notation of types in the knowledge files.

use super::Ty;
use super::expr::{Shape, TyExpr};

/// Users write such files too; nobody needs more.
const DEEPEST: usize = 16;

impl TyExpr {
    /// Reads a type with holes: `iter[tuple[int, elem0]]`. `None` if it is not one.
    pub fn parse(text: &str) -> Option<TyExpr> {
        parse(text, DEEPEST)
    }
}

fn parse(text: &str, depth: usize) -> Option<TyExpr> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    match text.split_once('[') {
        Some((head, rest)) => built(head, rest.strip_suffix(']')?.trim(), depth),
        None => scalar(text).map(TyExpr::Is).or_else(|| hole(text)),
    }
}

fn scalar(text: &str) -> Option<Ty> {
    Some(match text {
        "unknown" => Ty::Unknown,
        "none" => Ty::None,
        "scalar" => Ty::Scalar,
        "data" => Ty::Data,
        "bool" => Ty::Bool,
        "int" => Ty::Int,
        "float" => Ty::Float,
        "complex" => Ty::Complex,
        "str" => Ty::Str,
        "bytes" => Ty::Bytes,
        "bytearray" => Ty::ByteArray,
        "range" => Ty::Range,
        _ => return None,
    })
}

fn hole(text: &str) -> Option<TyExpr> {
    match text {
        "self" => return Some(TyExpr::Receiver),
        "elem" => return Some(TyExpr::Element),
        "elems" => return Some(TyExpr::Elements),
        "key" => return Some(TyExpr::Key),
        "value" => return Some(TyExpr::Value),
        _ => {}
    }
    if let Some(at) = text.strip_prefix("arg") {
        return at.parse().ok().map(TyExpr::Arg);
    }
    let at = text.strip_prefix("elem")?;
    at.parse().ok().map(TyExpr::ArgElement)
}

fn built(head: &str, inside: &str, depth: usize) -> Option<TyExpr> {
    let shape = match head {
        "list" => Shape::List,
        "set" => Shape::Set,
        "frozenset" => Shape::FrozenSet,
        "dict" => Shape::Dict,
        "tuple" => Shape::Tuple,
        "maybe" => Shape::Maybe,
        "either" => Shape::Either,
        "view" => Shape::View,
        "iter" => Shape::Iter,
        _ => return named(head, inside).map(TyExpr::Is),
    };
    if shape != Shape::Tuple {
        return shaped(shape, inside, depth);
    }
    match inside.strip_suffix("...") {
        Some(of) => shaped(Shape::TupleOf, of.trim_end().strip_suffix(',')?, depth),
        None => shaped(Shape::Tuple, inside, depth),
    }
}

fn named(head: &str, inside: &str) -> Option<Ty> {
    match (head, inside) {
        ("file", "text") => return Some(Ty::File { binary: false }),
        ("file", "binary") => return Some(Ty::File { binary: true }),
        _ => {}
    }
    if !is_dotted(inside) {
        return None;
    }
    match head {
        "instance" => Some(Ty::Instance(inside.to_owned())),
        "module" => Some(Ty::Module(inside.to_owned())),
        "callable" => Some(Ty::Callable(inside.to_owned())),
        _ => None,
    }
}

fn is_dotted(name: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    name.split('.').all(is_name)
}

fn shaped(shape: Shape, inside: &str, depth: usize) -> Option<TyExpr> {
    let mut of = Vec::new();
    for part in parts(inside) {
        of.push(parse(part, depth)?);
    }
    let known: Option<Vec<Ty>> = of.iter().map(without_hole).collect();
    match known {
        Some(known) => shape.build(known).map(TyExpr::Is),
        // Only to have the number of parts checked.
        None => shape.build(vec![Ty::Unknown; of.len()]).map(|_| TyExpr::Of(shape, of)),
    }
}

fn without_hole(expr: &TyExpr) -> Option<Ty> {
    match expr {
        TyExpr::Is(ty) => Some(ty.clone()),
        _ => None,
    }
}

/// Splits at the commas that are in no brackets.
fn parts(inside: &str) -> Vec<&str> {
    if inside.is_empty() {
        return Vec::new();
    }
    let mut depth = 0_i32;
    inside
        .split(|c: char| {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            c == ',' && depth == 0
        })
        .collect()
}
