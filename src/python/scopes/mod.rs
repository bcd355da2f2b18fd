//! Scopes, symbols and the occurrences of names (Language Reference 4.2, PEP 572, PEP 695).
//!
//! One walk over the tree collects scopes and occurrences; a second pass over the
//! occurrences gives each its symbol. Neither recurses. `tests/names.rs` compares what comes
//! out with CPython's `symtable`.

mod collect;
mod definitions;
mod hidden;
mod resolve;
mod spelling;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use tree_sitter::Node;

use super::syntax::{ancestors, child, clauses, is_comprehension};
use crate::parse::Module;
use collect::Collector;

/// Index of a scope.
pub type ScopeId = usize;
/// Index of a symbol.
pub type SymbolId = usize;

/// What kind of code a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// The module.
    Module,
    /// A class body: invisible to the functions in it.
    Class,
    /// A `def` or a `lambda`.
    Function,
    /// A comprehension or generator expression.
    Comprehension,
    /// The type parameters of a `def` or `class` and what is evaluated beside them, or a `type`
    /// statement (Reference 4.2.3): like a function, but it sees the names of a class around it.
    Annotation,
}

/// One scope.
#[derive(Debug)]
pub struct Scope {
    /// Its kind.
    pub kind: ScopeKind,
    /// The scope around it; `None` for the module.
    pub parent: Option<ScopeId>,
    /// Byte range of the node that makes it.
    pub range: Range<usize>,
    /// `locals()`, `exec` and the like: names may be read and bound unseen.
    pub dynamic: bool,
    names: HashMap<String, SymbolId>,
    globals: HashSet<String>,
    nonlocals: HashSet<String>,
}

/// How a name occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Read.
    Load,
    /// Bound: assignment, `for`, `with`, `except ... as`, walrus, capture, `def`, `class`, `type`.
    Store,
    /// Read and bound: `x += 1`.
    Update,
    /// `del x`; the name of a handler, which vanishes at its end.
    Delete,
    /// A parameter.
    Parameter,
    /// Bound by an import.
    Import,
    /// Named in `global`, `nonlocal` or an annotation without a value: nothing is bound.
    Declared,
}

/// One occurrence of a name.
#[derive(Debug, Clone)]
pub struct Occurrence<'t> {
    /// The identifier.
    pub node: Node<'t>,
    /// Its role.
    pub role: Role,
    /// The scope it stands in.
    pub scope: ScopeId,
}

impl Occurrence<'_> {
    /// Does it bind the name?
    pub fn binds(&self) -> bool {
        matches!(self.role, Role::Store | Role::Update | Role::Parameter | Role::Import)
    }
}

/// A name of a scope, with all its occurrences in this and nested scopes.
#[derive(Debug)]
pub struct Symbol<'t> {
    /// The name.
    pub name: String,
    /// The scope that owns it.
    pub scope: ScopeId,
    /// In order of position.
    pub occurrences: Vec<Occurrence<'t>>,
    /// One of them binds it.
    pub is_bound: bool,
}

impl<'t> Symbol<'t> {
    /// Occurrences that bind the name.
    pub fn bindings(&self) -> impl Iterator<Item = &Occurrence<'t>> {
        self.occurrences.iter().filter(|o| o.binds())
    }

    /// Occurrences that begin in the range.
    pub fn within(&self, range: &Range<usize>) -> &[Occurrence<'t>] {
        let from = self.occurrences.partition_point(|o| o.node.start_byte() < range.start);
        let to = self.occurrences.partition_point(|o| o.node.start_byte() < range.end);
        self.occurrences.get(from..to).unwrap_or_default()
    }

    /// Occurrences that read the name.
    pub fn loads(&self) -> impl Iterator<Item = &Occurrence<'t>> {
        self.occurrences.iter().filter(|o| matches!(o.role, Role::Load | Role::Update))
    }
}

/// All scopes and symbols of a module.
#[derive(Debug)]
pub struct Scopes<'t> {
    /// The module is the first.
    pub scopes: Vec<Scope>,
    /// All symbols.
    pub symbols: Vec<Symbol<'t>>,
    /// Modules whose names are imported by `from module import *`.
    pub stars: Vec<String>,
    by_start: HashMap<usize, SymbolId>,
    scope_of_node: HashMap<usize, ScopeId>,
}

const MODULE: ScopeId = 0;

impl<'t> Scopes<'t> {
    /// Collects and resolves the names of a module.
    pub fn of(module: &'t Module) -> Scopes<'t> {
        Collector::of(module.root(), module.text(), &module.source.path).resolve()
    }

    /// The symbol of an identifier that is a name (not an attribute, not a keyword).
    pub fn symbol_at(&self, identifier: Node<'_>) -> Option<SymbolId> {
        self.by_start.get(&identifier.start_byte()).copied()
    }

    /// The scope that a `def`, `lambda`, `class` or comprehension makes.
    pub fn scope_of(&self, maker: Node<'_>) -> Option<ScopeId> {
        self.scope_of_node.get(&maker.id()).copied()
    }

    /// The symbol called `name` that the module owns.
    pub fn global(&self, name: &str) -> Option<SymbolId> {
        self.scopes.first()?.names.get(name).copied()
    }

    /// Is this symbol bound anywhere in the file? An unbound one is a builtin or an error; what
    /// a function or class calls its own is never the builtin, even if nothing binds it.
    pub fn is_bound(&self, symbol: SymbolId) -> bool {
        !self.is_global(symbol) || self.symbols[symbol].is_bound
    }

    /// Is this symbol a name of the module (or a builtin)?
    pub fn is_global(&self, symbol: SymbolId) -> bool {
        self.symbols[symbol].scope == MODULE
    }

    /// Can code hidden from us bind names of the module: `exec`, `globals()`?
    pub fn is_open(&self) -> bool {
        self.scopes.first().is_some_and(|s| s.dynamic)
    }

    /// Does code at `node` see `name` bound by the module or something inside it?
    pub fn is_visible(&self, node: Node<'_>, name: &str) -> bool {
        self.seen(node, name).is_some()
    }

    /// The symbol that `name` stands for in code at `node`, if anything of the module binds it.
    pub fn seen(&self, node: Node<'_>, name: &str) -> Option<SymbolId> {
        let mut here = Some(self.scope_at(node));
        let mut sees_class = true;
        while let Some(id) = here {
            let current = &self.scopes[id];
            let seen = current.kind != ScopeKind::Class || sees_class;
            let symbol = current.names.get(name).copied().filter(|s| seen && self.is_bound(*s));
            if symbol.is_some() {
                return symbol;
            }
            sees_class &= current.kind == ScopeKind::Annotation;
            here = current.parent;
        }
        None
    }

    /// The scope in which the expression or statement `node` is evaluated: not that of a
    /// definition for what stands in its header, nor a comprehension's for its first iterable.
    pub fn scope_at(&self, node: Node<'_>) -> ScopeId {
        let mut below = node;
        for above in ancestors(node) {
            let outside = match above.kind() {
                "function_definition" | "class_definition" | "lambda" => child(above, "body") != Some(below),
                "for_in_clause" => {
                    let first = above.parent().and_then(|c| clauses(c).first().copied()) == Some(above);
                    if first && child(above, "left") != Some(below) {
                        below = above.parent().unwrap_or(above);
                    } else {
                        below = above;
                    }
                    continue;
                }
                _ => is_comprehension(above) && below == above,
            };
            let maker = if outside { child(above, "type_parameters") } else { Some(above) };
            if let Some(scope) = maker.and_then(|m| self.scope_of(m)) {
                return scope;
            }
            below = above;
        }
        MODULE
    }

    /// Is `inner` the same as `outer` or nested in it?
    pub fn is_within(&self, inner: ScopeId, outer: ScopeId) -> bool {
        let mut here = Some(inner);
        while let Some(scope) = here {
            if scope == outer {
                return true;
            }
            here = self.scopes[scope].parent;
        }
        false
    }

    /// The function, class or module scope whose code runs a place in `scope`:
    /// comprehensions run as part of what holds them.
    pub fn running(&self, mut scope: ScopeId) -> ScopeId {
        while self.scopes[scope].kind == ScopeKind::Comprehension {
            match self.scopes[scope].parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        scope
    }
}
