//! Which file an expression names, as far as that can be told apart.

use tree_sitter::Node;

use super::Facts;
use super::bindings::Bound;
use super::effects::Overlap;
use super::scopes::SymbolId;
use super::syntax::{Call, child, children, inner, literal, preorder};

/// A path as written in the program.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Path {
    /// A string literal, or a name for one.
    Literal {
        /// What is between its quotes.
        text: String,
        /// The names through which it is reached.
        symbols: Vec<SymbolId>,
    },
    /// An expression: its text without spaces, and the text it is extended by, if that is a literal.
    Expression {
        /// What comes before the literal part.
        base: String,
        /// `+ ".bak"`
        suffix: String,
        /// The names it is made of, and those that they are made of.
        symbols: Vec<SymbolId>,
    },
    /// Nothing is known.
    Any,
}

impl Path {
    /// The names through which the path can be reached.
    pub fn symbols(&self) -> &[SymbolId] {
        match self {
            Path::Expression { symbols, .. } | Path::Literal { symbols, .. } => symbols,
            Path::Any => &[],
        }
    }

    /// May both be the same file? Two different literals are two files; a path and the
    /// same path with something appended are two files.
    pub fn overlap(&self, other: &Path) -> Overlap {
        match (self, other) {
            (Path::Literal { text: a, .. }, Path::Literal { text: b, .. }) => {
                if a == b {
                    Overlap::Must
                } else {
                    Overlap::No
                }
            }
            (Path::Expression { base: a, suffix: s, .. }, Path::Expression { base: b, suffix: t, .. }) if a == b => {
                if s == t { Overlap::Must } else { Overlap::No }
            }
            _ => Overlap::May,
        }
    }
}

impl<'m> Facts<'m> {
    /// The path that an expression names.
    pub fn path_of(&self, node: Node<'m>) -> Path {
        let written = inner(node);
        let node = self.unwrapped_path(written, 0);
        if let Some(text) = literal(node, self.module.text()) {
            let mut symbols = Vec::new();
            self.collect_symbols(written, &mut symbols, 0);
            return Path::Literal { text: text.trim_start_matches("./").to_owned(), symbols };
        }
        let (base, suffix) = self.split_suffix(node);
        let text: String = self.text(base).split_whitespace().collect();
        let mut symbols = Vec::new();
        self.collect_symbols(base, &mut symbols, 0);
        Path::Expression { base: text, suffix, symbols }
    }

    /// `Path("x")` is "x"; a name bound once to a literal is that literal.
    fn unwrapped_path(&self, node: Node<'m>, depth: usize) -> Node<'m> {
        if depth > 8 {
            return node;
        }
        if let Some(call) = Call::of(node) {
            let dotted = self.dotted(call.function).unwrap_or_default();
            let plain = matches!(dotted.as_str(), "pathlib.Path" | "builtins.str" | "os.fspath");
            if let ([only], true) = (call.all().as_slice(), plain) {
                return self.unwrapped_path(inner(*only), depth + 1);
            }
        }
        if node.kind() == "identifier" {
            let symbol = self.scopes().symbol_at(node);
            if let Some(Bound::Value(value)) =
                symbol.and_then(|s| self.sole_binding(s)).filter(|b| b.path.is_empty()).map(|b| b.bound)
            {
                let value = self.unwrapped_path(inner(value), depth + 1);
                if literal(value, self.module.text()).is_some() {
                    return value;
                }
            }
        }
        node
    }

    /// `base + ".bak"` and `f"{base}.bak"`.
    fn split_suffix(&self, node: Node<'m>) -> (Node<'m>, String) {
        let none = (node, String::new());
        if node.kind() == "binary_operator" && child(node, "operator").is_some_and(|o| self.text(o) == "+") {
            let (Some(left), Some(right)) = (child(node, "left"), child(node, "right")) else { return none };
            return match literal(right, self.module.text()) {
                Some(suffix) => (inner(left), suffix.to_owned()),
                None => none,
            };
        }
        if node.kind() == "string" {
            let parts = children(node);
            let [_, first, tail, _] = parts.as_slice() else { return none };
            if first.kind() == "interpolation"
                && tail.kind() == "string_content"
                && children(*first).len() == 1
                && let Some(base) = child(*first, "expression")
            {
                return (base, self.text(*tail).to_owned());
            }
        }
        none
    }

    /// The names in an expression and those in what they are bound to.
    fn collect_symbols(&self, node: Node<'m>, into: &mut Vec<SymbolId>, depth: usize) {
        for name in preorder(node).filter(|n| n.kind() == "identifier") {
            let Some(symbol) = self.scopes().symbol_at(name) else { continue };
            if into.contains(&symbol) || !self.scopes().is_bound(symbol) {
                continue;
            }
            let sole = self.sole_binding(symbol).map(|b| b.bound);
            if matches!(sole, Some(Bound::Import(_) | Bound::Function(_) | Bound::Class(_))) {
                continue;
            }
            into.push(symbol);
            if let (Some(Bound::Value(value)), true) = (sole, depth < 8) {
                self.collect_symbols(value, into, depth + 1);
            }
        }
    }
}
