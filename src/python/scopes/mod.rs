//! Scopes, symbols and the occurrences of names (Language Reference 4.2, PEP 572, PEP 695).
//!
//! One walk over the tree collects scopes and occurrences; a second pass over the
//! occurrences gives each its symbol. Neither recurses.

mod collect;
mod resolve;

use std::collections::HashMap;
use std::ops::Range;

use tree_sitter::Node;

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
    globals: Vec<String>,
    nonlocals: Vec<String>,
}

/// How a name occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Read.
    Load,
    /// Bound: assignment, `for`, `with`, `except ... as`, walrus, capture, `def`, `class`.
    Store,
    /// Read and bound: `x += 1`.
    Update,
    /// `del x`
    Delete,
    /// A parameter.
    Parameter,
    /// Bound by an import.
    Import,
    /// Named in `global` or `nonlocal`.
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

/// A name of a scope, with all its occurrences in this and nested scopes.
#[derive(Debug)]
pub struct Symbol<'t> {
    /// The name.
    pub name: String,
    /// The scope that owns it.
    pub scope: ScopeId,
    /// In order of position.
    pub occurrences: Vec<Occurrence<'t>>,
}

impl<'t> Symbol<'t> {
    /// Occurrences that bind the name.
    pub fn bindings(&self) -> impl Iterator<Item = &Occurrence<'t>> {
        self.occurrences
            .iter()
            .filter(|o| matches!(o.role, Role::Store | Role::Update | Role::Parameter | Role::Import))
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
    pub fn build(root: Node<'t>, source: &str) -> Scopes<'t> {
        Collector::of(root, source).resolve()
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

    /// Is this symbol bound anywhere in the file? An unbound one is a builtin or an error.
    pub fn is_bound(&self, symbol: SymbolId) -> bool {
        self.symbols[symbol].bindings().next().is_some()
    }

    /// Is this symbol a name of the module (or a builtin)?
    pub fn is_global(&self, symbol: SymbolId) -> bool {
        self.symbols[symbol].scope == MODULE
    }

    /// Can code hidden from us bind names of the module: `exec`, `globals()`?
    pub fn is_open(&self) -> bool {
        self.scopes.first().is_some_and(|s| s.dynamic)
    }

    /// Does code in this scope see `name` bound by the module or something inside it?
    pub fn is_visible(&self, scope: ScopeId, name: &str) -> bool {
        let mut here = Some(scope);
        while let Some(id) = here {
            let current = &self.scopes[id];
            let seen = current.kind != ScopeKind::Class || id == scope;
            if seen && current.names.get(name).is_some_and(|s| self.is_bound(*s)) {
                return true;
            }
            here = current.parent;
        }
        false
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
