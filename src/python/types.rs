//! The types that local inference knows, and the notation the knowledge files use for them.

/// What is known of a value's type. Annotations are believed; subclasses of builtins are not considered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Ty {
    /// Nothing is known.
    #[default]
    Unknown,
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
