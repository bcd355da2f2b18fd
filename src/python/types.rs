//! The types that local inference knows, and the notation the knowledge files use for them.

mod expr;
mod notation;

use std::fmt;

pub use expr::TyExpr;

/// What is known of a value's type. Annotations are believed; subclasses of builtins are not considered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Ty {
    /// Nothing is known.
    #[default]
    Unknown,
    /// No value yet: of a binding that is being inferred, or an element of an empty display.
    Never,
    /// `None`
    None,
    /// `bool`
    Bool,
    /// `int`
    Int,
    /// `float`
    Float,
    /// `complex`
    Complex,
    /// `str`
    Str,
    /// `bytes`
    Bytes,
    /// One of the immutable scalars, it is not known which: `None`, a number, text, bytes.
    Scalar,
    /// What a JSON document holds: `None`, a bool, a number, text, or lists and dicts of such.
    Data,
    /// `bytearray`
    ByteArray,
    /// `range`
    Range,
    /// `list[T]`
    List(Box<Ty>),
    /// `set[T]`
    Set(Box<Ty>),
    /// `frozenset[T]`
    FrozenSet(Box<Ty>),
    /// `dict[K, V]`
    Dict(Box<Ty>, Box<Ty>),
    /// A tuple of known length.
    Tuple(Vec<Ty>),
    /// A tuple of unknown length.
    TupleOf(Box<Ty>),
    /// `None` or a value of that type, which is neither `None` nor unknown; see [`Ty::maybe`].
    Maybe(Box<Ty>),
    /// A view of a dict: `keys`, `values` or `items`, with its element type.
    View(Box<Ty>),
    /// An iterator whose steps are those of what it was made from.
    Iter(Box<Ty>),
    /// A real file object that yields lines: text or binary.
    File {
        /// Bytes instead of text.
        binary: bool,
    },
    /// An instance of a class of the standard library that has no element protocol of
    /// its own worth knowing, by dotted name: `re.Pattern`, `datetime.date`.
    Instance(String),
    /// An imported module, by dotted name.
    Module(String),
    /// A function or class known by dotted name: `os.path.join`, `builtins.len`.
    Callable(String),
}

impl Ty {
    /// Reads the notation of the knowledge files: `dict[str, list[int]]`. `None` if it is not a type.
    pub fn parse(text: &str) -> Option<Ty> {
        match TyExpr::parse(text)? {
            TyExpr::Is(ty) => Some(ty),
            _ => None,
        }
    }

    /// `None` or `ty`.
    #[must_use]
    pub fn maybe(ty: Ty) -> Ty {
        match ty {
            Ty::None | Ty::Never => Ty::None,
            Ty::Unknown | Ty::Maybe(_) | Ty::Scalar | Ty::Data => ty,
            known => Ty::Maybe(Box::new(known)),
        }
    }

    /// What the value is if it is not `None`.
    pub fn present(&self) -> &Ty {
        match self {
            Ty::Maybe(of) => of,
            other => other,
        }
    }

    /// What iterating over a value of this type gives; `Unknown` where it cannot be walked or is not known.
    pub fn element(&self) -> Ty {
        match self {
            Ty::Str => Ty::Str,
            Ty::Bytes | Ty::ByteArray | Ty::Range => Ty::Int,
            Ty::List(of) | Ty::Set(of) | Ty::FrozenSet(of) => (**of).clone(),
            Ty::TupleOf(of) | Ty::View(of) | Ty::Iter(of) | Ty::Dict(of, _) => (**of).clone(),
            Ty::Tuple(of) => join_all(of),
            Ty::File { binary: false } => Ty::Str,
            Ty::File { binary: true } => Ty::Bytes,
            // Keys and letters are text.
            Ty::Data => Ty::Data,
            // `None` cannot be walked: where it succeeds it was the other.
            Ty::Maybe(of) => of.element(),
            _ => Ty::Unknown,
        }
    }

    /// The narrowest type that holds both; `Unknown` if there is none here.
    #[must_use]
    pub fn join(&self, other: &Ty) -> Ty {
        let both = |a: &Ty, b: &Ty| Box::new(a.join(b));
        match (self, other) {
            (a, b) if a == b => a.clone(),
            (Ty::Never, ty) | (ty, Ty::Never) => ty.clone(),
            (Ty::Data, ty) | (ty, Ty::Data) if ty.is_data() => Ty::Data,
            (Ty::None, ty) | (ty, Ty::None) => Ty::maybe(ty.clone()),
            (Ty::Maybe(a), b) | (b, Ty::Maybe(a)) => Ty::maybe(a.join(b.present())),
            (Ty::List(a), Ty::List(b)) => Ty::List(both(a, b)),
            (Ty::Set(a), Ty::Set(b)) => Ty::Set(both(a, b)),
            (Ty::FrozenSet(a), Ty::FrozenSet(b)) => Ty::FrozenSet(both(a, b)),
            (Ty::View(a), Ty::View(b)) => Ty::View(both(a, b)),
            (Ty::Dict(k, v), Ty::Dict(l, w)) => Ty::Dict(both(k, l), both(v, w)),
            (Ty::Tuple(a), Ty::Tuple(b)) if a.len() == b.len() => {
                Ty::Tuple(a.iter().zip(b).map(|(a, b)| a.join(b)).collect())
            }
            (Ty::Tuple(_) | Ty::TupleOf(_), Ty::Tuple(_) | Ty::TupleOf(_)) => {
                Ty::TupleOf(both(&self.items(), &other.items()))
            }
            (a, b) if a.is_immutable_scalar() && b.is_immutable_scalar() => Ty::Scalar,
            // What holds of an iterator of unknown steps holds of a sequence.
            (a, b) if a.is_in_order() && b.is_in_order() => Ty::Iter(both(&a.items(), &b.items())),
            _ => Ty::Unknown,
        }
    }

    /// An iterator or a sequence: it is walked in its order, and `in` compares.
    fn is_in_order(&self) -> bool {
        matches!(self, Ty::Iter(_) | Ty::List(_) | Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Range)
    }

    /// The type of the items; what is empty, as a default often is, says nothing of them.
    fn items(&self) -> Ty {
        if *self == Ty::Tuple(Vec::new()) { Ty::Never } else { self.element() }
    }

    /// The same container with nothing said of what is in it: others may have put things there.
    #[must_use]
    pub fn without_elements(&self) -> Ty {
        let unknown = Box::<Ty>::default;
        match self {
            Ty::List(_) => Ty::List(unknown()),
            Ty::Set(_) => Ty::Set(unknown()),
            Ty::Data => Ty::Unknown,
            Ty::Dict(..) => Ty::Dict(unknown(), unknown()),
            Ty::Tuple(parts) => Ty::Tuple(parts.iter().map(Ty::without_elements).collect()),
            Ty::TupleOf(of) => Ty::TupleOf(Box::new(of.without_elements())),
            Ty::View(_) => Ty::View(unknown()),
            Ty::Iter(_) => Ty::Iter(unknown()),
            Ty::Maybe(of) => Ty::maybe(of.without_elements()),
            other => other.clone(),
        }
    }

    /// Immutable, without parts, hashed and compared for equality without running foreign code.
    pub fn is_immutable_scalar(&self) -> bool {
        let known = matches!(self, Ty::None | Ty::Bool | Ty::Int | Ty::Float | Ty::Complex | Ty::Str | Ty::Bytes);
        known || *self == Ty::Scalar
    }

    /// An immutable scalar, or tuples and frozensets of such: hashing cannot fail, nothing can change it.
    pub fn is_plain(&self) -> bool {
        match self {
            Ty::Tuple(of) => of.iter().all(Ty::is_plain),
            Ty::TupleOf(of) | Ty::FrozenSet(of) | Ty::Maybe(of) => of.is_plain(),
            Ty::Range => true,
            _ => self.is_immutable_scalar(),
        }
    }

    /// Compared, formatted and asked for its truth without running foreign code: see [`Ty::Data`].
    pub fn is_data(&self) -> bool {
        match self {
            Ty::Data | Ty::None | Ty::Bool | Ty::Int | Ty::Float | Ty::Str => true,
            Ty::Maybe(of) | Ty::List(of) => of.is_data(),
            Ty::Dict(key, value) => **key == Ty::Str && value.is_data(),
            _ => false,
        }
    }

    /// A container that is no text and has no buffer, or an iterator: whoever takes it walks it.
    pub fn is_walked_by_all(&self) -> bool {
        self.is_walkable() && !matches!(self, Ty::Str | Ty::Bytes | Ty::ByteArray)
    }

    /// Known to have a working `__iter__`.
    pub fn is_walkable(&self) -> bool {
        self.is_sized() || matches!(self, Ty::Iter(_) | Ty::File { .. })
    }

    /// Known to have a working `__len__`.
    pub fn is_sized(&self) -> bool {
        let built = matches!(self, Ty::List(_) | Ty::Set(_) | Ty::FrozenSet(_) | Ty::Dict(..) | Ty::View(_));
        let fixed = matches!(self, Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Range);
        built || fixed || matches!(self, Ty::Str | Ty::Bytes | Ty::ByteArray)
    }

    /// Every value of this type is one of `wanted`, where `unknown` in `wanted` is anything.
    pub fn is_a(&self, wanted: &Ty) -> bool {
        match (self, wanted) {
            (_, Ty::Unknown) | (Ty::Bool, Ty::Int) | (Ty::None, Ty::Maybe(_)) => true,
            (a, Ty::Scalar) => a.is_immutable_scalar(),
            (a, Ty::Data) => a.is_data(),
            (a, Ty::Maybe(b)) => a.present().is_a(b),
            (Ty::List(a), Ty::List(b)) | (Ty::Set(a), Ty::Set(b)) => a.is_a(b),
            (Ty::FrozenSet(a), Ty::FrozenSet(b)) | (Ty::TupleOf(a), Ty::TupleOf(b)) => a.is_a(b),
            (Ty::View(a), Ty::View(b)) | (Ty::Iter(a), Ty::Iter(b)) => a.is_a(b),
            (Ty::Dict(k, v), Ty::Dict(l, w)) => k.is_a(l) && v.is_a(w),
            (Ty::Tuple(a), Ty::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_a(b)),
            (Ty::Tuple(a), Ty::TupleOf(b)) => a.iter().all(|a| a.is_a(b)),
            (a, b) => a == b,
        }
    }

    /// The name under which the knowledge files keep the methods of this type.
    pub fn class(&self) -> Option<&str> {
        Some(match self {
            Ty::Bool | Ty::Int => "int",
            Ty::Float => "float",
            Ty::Complex => "complex",
            Ty::Str => "str",
            Ty::Bytes => "bytes",
            Ty::ByteArray => "bytearray",
            Ty::Range => "range",
            Ty::List(_) => "list",
            Ty::Set(_) => "set",
            Ty::FrozenSet(_) => "frozenset",
            Ty::Dict(..) => "dict",
            Ty::Tuple(_) | Ty::TupleOf(_) => "tuple",
            Ty::File { .. } => "file",
            Ty::Instance(name) => name,
            Ty::Unknown | Ty::Never | Ty::None | Ty::Scalar | Ty::Data => return None,
            Ty::Maybe(_) | Ty::View(_) | Ty::Iter(_) => return None,
            Ty::Module(_) | Ty::Callable(_) => return None,
        })
    }
}

/// The join of all, `Unknown` if there are none.
fn join_all(of: &[Ty]) -> Ty {
    let mut all = of.iter().cloned();
    let first = all.next().unwrap_or_default();
    all.fold(first, |so_far, next| so_far.join(&next))
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Unknown => f.write_str("unknown"),
            Ty::Never => f.write_str("never"),
            Ty::None => f.write_str("none"),
            Ty::Scalar => f.write_str("scalar"),
            Ty::Data => f.write_str("data"),
            Ty::List(of) => write!(f, "list[{of}]"),
            Ty::Set(of) => write!(f, "set[{of}]"),
            Ty::FrozenSet(of) => write!(f, "frozenset[{of}]"),
            Ty::Dict(key, value) => write!(f, "dict[{key}, {value}]"),
            Ty::Tuple(of) => {
                let parts: Vec<String> = of.iter().map(Ty::to_string).collect();
                write!(f, "tuple[{}]", parts.join(", "))
            }
            Ty::TupleOf(of) => write!(f, "tuple[{of}, ...]"),
            Ty::Maybe(of) => write!(f, "maybe[{of}]"),
            Ty::View(of) => write!(f, "view[{of}]"),
            Ty::Iter(of) => write!(f, "iter[{of}]"),
            Ty::File { binary: false } => f.write_str("file[text]"),
            Ty::File { binary: true } => f.write_str("file[binary]"),
            Ty::Instance(name) => write!(f, "instance[{name}]"),
            Ty::Module(name) => write!(f, "module[{name}]"),
            Ty::Callable(name) => write!(f, "callable[{name}]"),
            Ty::Bool => f.write_str("bool"),
            scalar => f.write_str(scalar.class().unwrap_or("unknown")),
        }
    }
}

#[cfg(test)]
mod tests;
