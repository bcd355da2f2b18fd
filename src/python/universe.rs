//! Which operators run code of the program: the classes that a value of unknown type can have.
//!
//! In a closed project of one file whose imports all come from modules of the standard library
//! that make plain values, every class is one of those or stands in the file. An operator then
//! runs code of the program only if a class in the file defines the special method for it
//! (Language Reference 3.3), and the file has to name that method to do so.

use std::collections::HashSet;

use tree_sitter::Node;

use super::Facts;
use super::knowledge::Between;
use super::scopes::Role;
use super::syntax::{child, children};

/// What an operator comes down to.
#[derive(Debug, Clone, Copy)]
pub struct Special {
    /// Special methods, and other words, of which a class of the program may make use.
    methods: &'static [&'static str],
    /// The operator may fail for values of the library.
    pub raises: bool,
}

const fn raising(methods: &'static [&'static str]) -> Special {
    Special { methods, raises: true }
}

const fn total(methods: &'static [&'static str]) -> Special {
    Special { methods, raises: false }
}

/// `hash(x)`, which a set or dict also compares.
pub const HASH: Special = raising(&["__hash__", "__eq__"]);
/// `x == y`
pub const EQUAL: Special = total(&["__eq__", "__ne__"]);
/// `x < y`
pub const ORDER: Special = raising(&["__lt__", "__le__", "__gt__", "__ge__", "__eq__", "cmp_to_key"]);
/// `if x`
pub const TRUTH: Special = total(&["__bool__", "__len__"]);
/// `f"{x}"`
pub const FORMAT: Special = total(&["__format__", "__str__", "__repr__"]);
/// `x.name`
pub const ATTRIBUTE: Special = raising(&["__getattr__", "__getattribute__", "__get__", "property", "cached_property"]);
/// `x[key]`
pub const ITEM: Special = raising(&["__getitem__", "__missing__", "__class_getitem__", "__index__", "defaultdict"]);
/// `-x`
pub const UNARY: Special = raising(&["__neg__", "__pos__", "__invert__", "__abs__"]);

/// The special methods of a binary operator, `%` of text included.
pub fn of_operator(operator: &str) -> Option<Special> {
    let methods: &[&str] = match operator {
        "+" => &["__add__", "__radd__"],
        "-" => &["__sub__", "__rsub__"],
        "*" => &["__mul__", "__rmul__", "__index__"],
        "/" => &["__truediv__", "__rtruediv__", "__fspath__"],
        "//" => &["__floordiv__", "__rfloordiv__"],
        "%" => &[
            "__mod__",
            "__rmod__",
            "__format__",
            "__str__",
            "__repr__",
            "__bytes__",
            "__getitem__",
            "__missing__",
            "__index__",
            "__int__",
            "__float__",
            "__complex__",
        ],
        "**" => &["__pow__", "__rpow__"],
        "&" => &["__and__", "__rand__", "__hash__", "__eq__"],
        "|" => &["__or__", "__ror__", "__hash__", "__eq__"],
        "^" => &["__xor__", "__rxor__", "__hash__", "__eq__"],
        "<<" => &["__lshift__", "__rlshift__"],
        ">>" => &["__rshift__", "__rrshift__"],
        _ => return None,
    };
    Some(raising(methods))
}

/// Whatever special methods there are.
pub const ANY: Special = raising(&[]);

/// The special methods that a walker runs on the items between two steps.
pub fn of_between(between: Between) -> Option<Special> {
    Some(match between {
        Between::Nothing => total(&[]),
        Between::Hash => HASH,
        Between::Compare => ORDER,
        Between::Add => raising(&["__add__", "__radd__", "__mul__", "__rmul__", "__index__", "__float__"]),
        Between::Truth => TRUTH,
        Between::Format => FORMAT,
        Between::Call => return None,
    })
}

/// What makes the classes of a module known, computed once.
#[derive(Debug, Default)]
pub struct Universe<'m> {
    /// All classes come from plain modules or stand in the file.
    closed: bool,
    /// The words of the file that can make an operator run code.
    words: HashSet<&'m str>,
}

impl<'m> Facts<'m> {
    /// Does an operator that comes down to these methods run no code of the program, whatever
    /// its operands are? It may still raise.
    pub fn is_inert(&self, special: Special) -> bool {
        let universe = self.universe();
        universe.closed && !special.methods.iter().any(|method| universe.words.contains(method))
    }

    /// The same for every special method but those that any class has.
    pub fn is_inert_throughout(&self) -> bool {
        let universe = self.universe();
        universe.closed && universe.words.iter().all(|word| HARMLESS.contains(word))
    }

    fn universe(&self) -> &Universe<'m> {
        self.universe.get_or_init(|| self.find_universe())
    }

    fn find_universe(&self) -> Universe<'m> {
        let closed = self.project.closed && !self.scopes().is_open() && self.imports_plain() && self.derives_plain();
        let text = self.module.text();
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        let special = words.filter(|word| word.starts_with("__") || OTHERS.contains(word));
        Universe { closed, words: if closed { special.collect() } else { HashSet::new() } }
    }

    /// Does everything that is imported come from a module that makes plain values?
    fn imports_plain(&self) -> bool {
        let scopes = self.scopes();
        let plain = |dotted: &str| self.knowledge().is_plain_module(dotted);
        let imports = scopes.symbols.iter().flat_map(|symbol| &symbol.occurrences).filter(|o| o.role == Role::Import);
        let named = imports.map(|o| self.imported(o.node)).all(|dotted| dotted.is_some_and(|d| plain(&d)));
        named && scopes.stars.iter().all(|star| plain(star)) && !self.index_of().calls.contains_key("__import__")
    }

    /// Are all bases of the classes here builtins, classes here, or known to be plain? Others
    /// bring special methods that call further methods of the class.
    fn derives_plain(&self) -> bool {
        let plain = |base: Node<'m>| match base.kind() {
            "keyword_argument" => true,
            "subscript" => child(base, "value").is_some_and(|b| self.is_plain_base(b)),
            _ => self.is_plain_base(base),
        };
        self.index_of().classes.iter().all(|class| {
            let bases = child(*class, "superclasses").map(children).unwrap_or_default();
            bases.into_iter().all(plain)
        })
    }

    fn is_plain_base(&self, base: Node<'m>) -> bool {
        match self.dotted(base) {
            Some(dotted) => dotted.starts_with("builtins.") || self.knowledge().is_plain_base(&dotted),
            None => self
                .scopes()
                .symbol_at(base)
                .and_then(|symbol| self.sole_binding(symbol))
                .is_some_and(|binding| matches!(binding.bound, super::bindings::Bound::Class(_))),
        }
    }
}

/// Words with two underscores that are no special method of an operator.
const HARMLESS: &[&str] =
    &["__init__", "__name__", "__main__", "__file__", "__doc__", "__all__", "__future__", "defaultdict"];
/// Words beside special methods that matter; see the lists above.
const OTHERS: &[&str] = &["cmp_to_key", "property", "cached_property", "defaultdict"];
