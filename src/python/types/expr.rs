//! Types with holes: what a call returns, in terms of its receiver and arguments.

use super::Ty;

/// A type as the knowledge files write it, whose holes are filled at each call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TyExpr {
    /// No hole.
    Is(Ty),
    /// `self`: the type of the receiver.
    Receiver,
    /// `elem`: what walking the receiver gives.
    Element,
    /// `key`: the key of a dict receiver.
    Key,
    /// `value`: the value of a dict receiver.
    Value,
    /// `arg0`: the type of that positional argument.
    Arg(usize),
    /// `elem0`: what walking that positional argument gives.
    ArgElement(usize),
    /// `elems`: a tuple with one element of each positional argument, as `zip` makes it.
    Elements,
    /// `list[elem0]`: a type built of types with holes.
    Of(Shape, Vec<TyExpr>),
}

/// The types that are built of other types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `list[T]`
    List,
    /// `set[T]`
    Set,
    /// `frozenset[T]`
    FrozenSet,
    /// `dict[K, V]`
    Dict,
    /// `tuple[A, B]`
    Tuple,
    /// `tuple[T, ...]`
    TupleOf,
    /// `maybe[T]`
    Maybe,
    /// `either[A, B]`: the narrowest type that holds both.
    Either,
    /// `view[T]`
    View,
    /// `iter[T]`
    Iter,
}

impl Default for TyExpr {
    fn default() -> Self {
        TyExpr::Is(Ty::Unknown)
    }
}

impl TyExpr {
    /// A mutable container, whatever is in it.
    pub fn is_container(&self) -> bool {
        match self {
            TyExpr::Is(ty) => matches!(ty, Ty::List(_) | Ty::Set(_) | Ty::Dict(..) | Ty::ByteArray),
            TyExpr::Of(shape, _) => matches!(shape, Shape::List | Shape::Set | Shape::Dict),
            _ => false,
        }
    }

    /// Is it `list[T]`?
    pub fn is_list(&self) -> bool {
        matches!(self, TyExpr::Is(Ty::List(_)) | TyExpr::Of(Shape::List, _))
    }

    /// Fills the holes; what is missing is `Unknown`. `args` are the plain positional
    /// arguments: with a starred one among them nothing is known of those after it.
    pub fn resolve(&self, receiver: Option<&Ty>, args: &[Ty]) -> Ty {
        match self {
            TyExpr::Is(ty) => ty.clone(),
            TyExpr::Receiver => receiver.cloned().unwrap_or_default(),
            TyExpr::Element => receiver.map(Ty::element).unwrap_or_default(),
            TyExpr::Key => match receiver {
                Some(Ty::Dict(key, _)) => (**key).clone(),
                _ => Ty::Unknown,
            },
            TyExpr::Value => match receiver {
                Some(Ty::Dict(_, value)) => (**value).clone(),
                _ => Ty::Unknown,
            },
            TyExpr::Arg(at) => args.get(*at).cloned().unwrap_or_default(),
            TyExpr::ArgElement(at) => args.get(*at).map(Ty::element).unwrap_or_default(),
            TyExpr::Elements => Ty::Tuple(args.iter().map(Ty::element).collect()),
            TyExpr::Of(shape, of) => {
                let of = of.iter().map(|of| of.resolve(receiver, args)).collect();
                shape.build(of).unwrap_or_default()
            }
        }
    }
}

impl Shape {
    /// The type of this shape; `None` if the number of parts is wrong.
    pub(super) fn build(self, of: Vec<Ty>) -> Option<Ty> {
        if self == Shape::Tuple {
            return Some(Ty::Tuple(of));
        }
        let mut of = of.into_iter().map(Box::new);
        let first = of.next()?;
        let second = of.next();
        match (self, second) {
            (Shape::Dict, Some(second)) => Some(Ty::Dict(first, second)),
            (Shape::Either, Some(second)) => Some(first.join(&second)),
            (Shape::Dict | Shape::Either, None) | (_, Some(_)) => None,
            (Shape::List, _) => Some(Ty::List(first)),
            (Shape::Set, _) => Some(Ty::Set(first)),
            (Shape::FrozenSet, _) => Some(Ty::FrozenSet(first)),
            (Shape::Maybe, _) => Some(Ty::maybe(*first)),
            (Shape::View, _) => Some(Ty::View(first)),
            (Shape::Iter, _) => Some(Ty::Iter(first)),
            (Shape::Tuple | Shape::TupleOf, _) => Some(Ty::TupleOf(first)),
        }
    }
}
