//! Calls that open files, and the names behind which the files are.

use tree_sitter::Node;

use super::Facts;
use super::bindings::Bound;
use super::syntax::{Call, inner, literal};
use super::types::Ty;

/// A call that opens a file.
#[derive(Debug, Clone)]
pub struct Opening<'t> {
    /// The expression of the path.
    pub path: Node<'t>,
    /// The mode, if it is a literal or left out.
    pub mode: Option<String>,
}

impl Opening<'_> {
    /// Opened for reading alone.
    pub fn reads_only(&self) -> bool {
        self.mode.as_deref().is_some_and(|m| m.contains('r') && !m.contains('+'))
    }

    /// Opened for writing alone.
    pub fn writes_only(&self) -> bool {
        self.mode.as_deref().is_some_and(|m| m.contains(['w', 'x', 'a']) && !m.contains('+'))
    }

    /// Opened so that it is empty: nothing that was in the file can be read any more.
    pub fn truncates(&self) -> bool {
        self.mode.as_deref().is_some_and(|m| m.contains(['w', 'x']))
    }

    fn file(&self) -> Ty {
        match &self.mode {
            Some(mode) => Ty::File { binary: mode.contains('b') },
            None => Ty::Unknown,
        }
    }
}

/// Functions that open a file: name, default mode, whether binary unless `t` is in the mode.
const OPENERS: &[(&str, &str, bool)] = &[
    ("builtins.open", "r", false),
    ("io.open", "r", false),
    ("gzip.open", "rb", true),
    ("bz2.open", "rb", true),
    ("lzma.open", "rb", true),
];

impl<'m> Facts<'m> {
    /// The opening that a call is, if it opens a file in a known way.
    pub fn opening(&self, node: Node<'m>) -> Option<Opening<'m>> {
        let call = Call::of(inner(node))?;
        if call.has_splat() {
            return None;
        }
        let positional = call.positional()?;
        let keyword = |name: &str| call.keywords().into_iter().find(|(n, _)| self.text(*n) == name).map(|(_, v)| v);
        let dotted = self.dotted(call.function);
        let opener = OPENERS.iter().find(|(name, ..)| dotted.as_deref() == Some(*name));
        let (path, mode_at, default, binary) = match opener {
            Some((_, default, binary)) => {
                let path = positional.first().copied().or(keyword("file")).or(keyword("filename"))?;
                (path, 1, *default, *binary)
            }
            None => {
                let (object, name) = call.method()?;
                if self.text(name) != "open" || self.type_of(object) != Ty::Instance("pathlib.Path".to_owned()) {
                    return None;
                }
                (object, 0, "r", false)
            }
        };
        let mode = match positional.get(mode_at).copied().or(keyword("mode")) {
            None => Some(default.to_owned()),
            Some(node) => literal(node, self.module.text()).map(|text| {
                let implied = binary && !text.contains('t') && !text.contains('b');
                if implied { format!("{text}b") } else { text.to_owned() }
            }),
        };
        Some(Opening { path, mode })
    }

    /// The file that a call gives, if it opens one.
    pub fn opened(&self, call: &Call<'m>) -> Option<Ty> {
        self.opening(call.node).map(|opening| opening.file())
    }

    /// The opening behind a name: `f = open(p)`, `with open(p) as f`, `with closing(open(p)) as f`,
    /// where that is its only binding or the only one that reaches `node`.
    pub fn opening_of_name(&self, node: Node<'m>) -> Option<Opening<'m>> {
        let context = self.opened_by(node)?;
        self.opening(context)
    }

    /// Is this a call of a known function that makes a new file object?
    pub fn makes_file(&self, node: Node<'m>) -> bool {
        let call = Call::of(inner(node));
        call.is_some_and(|c| self.entry_of(&c).is_some()) && matches!(self.type_of(node), Ty::File { .. })
    }

    /// The expression that opened the file behind a name.
    pub fn opened_by(&self, node: Node<'m>) -> Option<Node<'m>> {
        let symbol = self.scopes().symbol_at(node)?;
        let binding = match self.sole_binding(symbol) {
            Some(binding) => binding,
            None => match self.definitions_reaching(node, symbol)?.as_slice() {
                [only] => self.binding(only),
                _ => return None,
            },
        };
        if !binding.path.is_empty() {
            return None;
        }
        match binding.bound {
            Bound::Value(value) => Some(inner(value)),
            Bound::Entered(context) => Some(self.inside_closing(inner(context))),
            _ => None,
        }
    }

    /// `open(p)` of `contextlib.closing(open(p))`.
    fn inside_closing(&self, context: Node<'m>) -> Node<'m> {
        let call = Call::of(context).filter(|c| self.dotted(c.function).as_deref() == Some("contextlib.closing"));
        call.and_then(|c| c.all().first().copied()).map_or(context, inner)
    }
}
