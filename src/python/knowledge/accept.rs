//! Which arguments a fact is about.

use serde::{Deserialize, Deserializer};

use crate::python::types::{Ty, TyExpr};

/// A set of types: a type, or a family of types by a word.
#[derive(Debug, Clone, PartialEq)]
pub enum Accept {
    /// A type and what is narrower: `list[unknown]` has every list, `int` has `bool`.
    Is(Ty),
    /// `number`: bool, int, float.
    Number,
    /// `plain`: immutable through and through, can be hashed; see [`Ty::is_plain`].
    Plain,
    /// `sized`: has a length.
    Sized,
    /// `walk`: can be walked.
    Walk,
    /// `walk[number]`: can be walked and gives such elements.
    WalkOf(Box<Accept>),
}

impl Accept {
    /// Reads the notation; `None` if it is not one.
    pub fn parse(text: &str) -> Option<Accept> {
        let text = text.trim();
        match text {
            "number" => return Some(Accept::Number),
            "plain" => return Some(Accept::Plain),
            "sized" => return Some(Accept::Sized),
            "walk" => return Some(Accept::Walk),
            _ => {}
        }
        let inside = text.strip_prefix("walk[").and_then(|rest| rest.strip_suffix(']'));
        match inside {
            // One level is all that is needed, and none can nest without end.
            Some(inside) if inside.starts_with("walk") => None,
            Some(inside) => Some(Accept::WalkOf(Box::new(Accept::parse(inside)?))),
            None => Ty::parse(text).map(Accept::Is),
        }
    }

    /// Every value of the type is meant.
    pub fn admits(&self, ty: &Ty) -> bool {
        match self {
            Accept::Is(wanted) => ty.is_a(wanted),
            Accept::Number => matches!(ty, Ty::Bool | Ty::Int | Ty::Float),
            Accept::Plain => ty.is_plain(),
            Accept::Sized => ty.is_sized(),
            Accept::Walk => ty.is_walkable(),
            // What is empty gives nothing that could be another.
            Accept::WalkOf(element) => ty.is_walkable() && (ty.element() == Ty::Never || element.admits(&ty.element())),
        }
    }
}

impl<'de> Deserialize<'de> for Accept {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let refuse = || serde::de::Error::custom(format!("`{text}` is not a type"));
        Accept::parse(&text).ok_or_else(refuse)
    }
}

impl<'de> Deserialize<'de> for TyExpr {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let refuse = || serde::de::Error::custom(format!("`{text}` is not a type"));
        TyExpr::parse(&text).ok_or_else(refuse)
    }
}
