//! Scopes, symbols and the occurrences of names (Language Reference 4.2, PEP 572, PEP 695).
//!
//! One walk over the tree collects scopes and occurrences; a second pass over the
//! occurrences gives each its symbol. Neither recurses.

use std::collections::HashMap;
use std::ops::Range;

use tree_sitter::Node;

use super::syntax::{Call, child, children, clauses, text};

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
        let mut collector = Collector {
            source,
            scopes: Vec::new(),
            found: Vec::new(),
            made_by: HashMap::new(),
            stack: Vec::new(),
            stars: Vec::new(),
            spreads: false,
        };
        collector.collect(root);
        collector.resolve()
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

/// What an expression position does to the names in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Load,
    Store,
    Update,
    Delete,
    Parameter,
    /// Inside the pattern of a `case`.
    Pattern,
}

struct Found<'t> {
    node: Node<'t>,
    scope: ScopeId,
    role: Role,
}

struct Collector<'t, 's> {
    source: &'s str,
    scopes: Vec<Scope>,
    found: Vec<Found<'t>>,
    made_by: HashMap<usize, ScopeId>,
    stack: Vec<(Node<'t>, ScopeId, Context)>,
    stars: Vec<String>,
    spreads: bool,
}

/// Is this name called with an argument?
fn has_argument(name: Node<'_>) -> bool {
    name.parent().and_then(Call::of).is_some_and(|call| call.function == name && !call.all().is_empty())
}

/// Functions through which names of all enclosing scopes are read or bound unseen.
const DYNAMIC: &[&str] = &["globals", "eval", "exec"];
/// Attributes that lead to the names of running code.
const FRAMES: &[&str] = &["_getframe", "currentframe", "f_locals", "f_globals", "f_back", "__globals__"];
/// Functions through which the names of the calling scope are read, when called without argument.
const LOCAL: &[&str] = &["locals", "vars", "dir"];

impl<'t> Collector<'t, '_> {
    fn collect(&mut self, root: Node<'t>) {
        let module = self.open(root, ScopeKind::Module, None);
        self.stack.push((root, module, Context::Load));
        while let Some((node, scope, context)) = self.stack.pop() {
            self.visit(node, scope, context);
        }
    }

    fn open(&mut self, node: Node<'t>, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        let id = self.scopes.len();
        self.scopes.push(Scope {
            kind,
            parent,
            range: node.byte_range(),
            dynamic: false,
            names: HashMap::new(),
            globals: Vec::new(),
            nonlocals: Vec::new(),
        });
        self.made_by.insert(node.id(), id);
        id
    }

    fn push_all(&mut self, nodes: impl IntoIterator<Item = Node<'t>>, scope: ScopeId, context: Context) {
        for node in nodes {
            self.stack.push((node, scope, context));
        }
    }

    fn push_field(&mut self, node: Node<'t>, field: &str, scope: ScopeId, context: Context) {
        if let Some(found) = child(node, field) {
            self.stack.push((found, scope, context));
        }
    }

    fn record(&mut self, node: Node<'t>, scope: ScopeId, role: Role) {
        self.found.push(Found { node, scope, role });
    }

    fn visit(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        match node.kind() {
            "identifier" => self.name(node, scope, context),
            "function_definition" | "lambda" => self.function(node, scope),
            "class_definition" => self.class(node, scope),
            "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression" => {
                self.comprehension(node, scope);
            }
            "assignment" => {
                self.push_field(node, "left", scope, Context::Store);
                self.push_field(node, "type", scope, Context::Load);
                self.push_field(node, "right", scope, Context::Load);
            }
            "augmented_assignment" => {
                self.push_field(node, "left", scope, Context::Update);
                self.push_field(node, "right", scope, Context::Load);
            }
            "named_expression" => self.walrus(node, scope),
            "for_statement" => {
                for part in children(node) {
                    let target = child(node, "left") == Some(part);
                    self.stack.push((part, scope, if target { Context::Store } else { Context::Load }));
                }
            }
            "as_pattern_target" => self.push_all(children(node), scope, Context::Store),
            "delete_statement" => self.push_all(children(node), scope, Context::Delete),
            "global_statement" | "nonlocal_statement" => self.declaration(node, scope),
            "import_statement" | "import_from_statement" => self.import(node, scope),
            "future_import_statement" => {}
            _ => self.visit_part(node, scope, context),
        }
    }

    /// Nodes whose children inherit or change the context.
    fn visit_part(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        match node.kind() {
            "attribute" => {
                self.unseen_access(node, scope);
                self.push_field(node, "object", scope, Context::Load);
            }
            "keyword_argument" => self.push_field(node, "value", scope, Context::Load),
            "subscript" => self.push_all(children(node), scope, Context::Load),
            "case_clause" => {
                for part in children(node) {
                    let pattern = part.kind() == "case_pattern";
                    self.stack.push((part, scope, if pattern { Context::Pattern } else { Context::Load }));
                }
            }
            "dotted_name" => self.dotted(node, scope, context),
            "class_pattern" | "keyword_pattern" | "as_pattern" if context == Context::Pattern => {
                self.pattern(node, scope)
            }
            "type_alias_statement" => {
                self.push_field(node, "left", scope, Context::Store);
                self.push_field(node, "right", scope, Context::Load);
            }
            "pattern_list"
            | "tuple_pattern"
            | "list_pattern"
            | "list_splat_pattern"
            | "dictionary_splat_pattern"
            | "parenthesized_expression"
            | "tuple"
            | "list"
            | "expression_list"
            | "list_splat"
            | "case_pattern"
            | "union_pattern"
            | "dict_pattern"
            | "splat_pattern"
            | "type"
            | "generic_type" => {
                self.push_all(children(node), scope, context);
            }
            _ => self.push_all(children(node), scope, Context::Load),
        }
    }

    fn name(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        let role = match context {
            Context::Load => Role::Load,
            Context::Store | Context::Pattern => Role::Store,
            Context::Update => Role::Update,
            Context::Delete => Role::Delete,
            Context::Parameter => Role::Parameter,
        };
        let word = text(node, self.source);
        // Two spellings may be one name: PEP 3131 normalises, class bodies mangle.
        if !word.is_ascii()
            || word.len() > 3 && word.starts_with('_') && word[1..].contains("__") && !word.ends_with("__")
        {
            self.scopes[scope].dynamic = true;
            self.spreads = true;
        }
        if role == Role::Load {
            let word = text(node, self.source);
            self.scopes[scope].dynamic |= DYNAMIC.contains(&word) || (LOCAL.contains(&word) && !has_argument(node));
            self.spreads |= DYNAMIC.contains(&word);
        }
        self.record(node, scope, role);
    }

    /// Ways to reach names that are not calls of a bare `locals` or `globals`.
    fn unseen_access(&mut self, node: Node<'t>, scope: ScopeId) {
        let word = child(node, "attribute").map_or("", |a| text(a, self.source));
        let object = child(node, "object").map_or("", |o| text(o, self.source));
        let builtin =
            matches!(object, "builtins" | "__builtins__") && (DYNAMIC.contains(&word) || LOCAL.contains(&word));
        if builtin || FRAMES.contains(&word) {
            self.scopes[scope].dynamic = true;
            self.spreads = true;
        }
        if (object, word) == ("sys", "modules") {
            self.scopes[MODULE].dynamic = true;
        }
    }

    /// In a pattern a single name is a capture, a dotted one a value; elsewhere a dotted name is read.
    fn dotted(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        let parts = children(node);
        let Some(first) = parts.first() else { return };
        if context == Context::Pattern && parts.len() == 1 {
            if text(*first, self.source) != "_" {
                self.record(*first, scope, Role::Store);
            }
        } else {
            self.record(*first, scope, Role::Load);
        }
    }

    fn pattern(&mut self, node: Node<'t>, scope: ScopeId) {
        let parts = children(node);
        for (index, part) in parts.iter().enumerate() {
            match (node.kind(), index) {
                ("class_pattern", 0) => self.stack.push((*part, scope, Context::Load)),
                ("keyword_pattern", 0) => {}
                _ => self.stack.push((*part, scope, Context::Pattern)),
            }
        }
    }

    fn function(&mut self, node: Node<'t>, scope: ScopeId) {
        if let Some(name) = child(node, "name") {
            self.record(name, scope, Role::Store);
        }
        let own = self.open(node, ScopeKind::Function, Some(scope));
        self.push_field(node, "return_type", scope, Context::Load);
        self.push_field(node, "type_parameters", own, Context::Store);
        self.push_field(node, "body", own, Context::Load);
        let parameters = child(node, "parameters").map(children).unwrap_or_default();
        for parameter in parameters {
            self.parameter(parameter, scope, own);
        }
    }

    fn parameter(&mut self, node: Node<'t>, outer: ScopeId, own: ScopeId) {
        match node.kind() {
            "default_parameter" | "typed_default_parameter" => {
                self.push_field(node, "name", own, Context::Parameter);
                self.push_field(node, "type", outer, Context::Load);
                self.push_field(node, "value", outer, Context::Load);
            }
            "typed_parameter" => {
                self.push_field(node, "type", outer, Context::Load);
                let names = children(node).into_iter().filter(|n| n.kind() != "type");
                self.push_all(names, own, Context::Parameter);
            }
            _ => self.stack.push((node, own, Context::Parameter)),
        }
    }

    fn class(&mut self, node: Node<'t>, scope: ScopeId) {
        if let Some(name) = child(node, "name") {
            self.record(name, scope, Role::Store);
        }
        let own = self.open(node, ScopeKind::Class, Some(scope));
        self.push_field(node, "superclasses", scope, Context::Load);
        self.push_field(node, "type_parameters", own, Context::Store);
        self.push_field(node, "body", own, Context::Load);
    }

    /// The first iterable belongs to the scope around; everything else to the comprehension.
    fn comprehension(&mut self, node: Node<'t>, scope: ScopeId) {
        let own = self.open(node, ScopeKind::Comprehension, Some(scope));
        self.push_field(node, "body", own, Context::Load);
        let mut first = true;
        for clause in clauses(node) {
            if clause.kind() == "if_clause" {
                self.push_all(children(clause), own, Context::Load);
                continue;
            }
            self.push_field(clause, "left", own, Context::Store);
            let mut cursor = clause.walk();
            let iterables: Vec<_> =
                clause.children_by_field_name("right", &mut cursor).filter(Node::is_named).collect();
            self.push_all(iterables, if first { scope } else { own }, Context::Load);
            first = false;
        }
    }

    /// PEP 572: the target belongs to the nearest scope that is no comprehension.
    fn walrus(&mut self, node: Node<'t>, scope: ScopeId) {
        let mut holder = scope;
        while self.scopes[holder].kind == ScopeKind::Comprehension {
            match self.scopes[holder].parent {
                Some(parent) => holder = parent,
                None => break,
            }
        }
        if let Some(name) = child(node, "name") {
            self.record(name, holder, Role::Store);
        }
        self.push_field(node, "value", scope, Context::Load);
    }

    fn declaration(&mut self, node: Node<'t>, scope: ScopeId) {
        for name in children(node) {
            let word = text(name, self.source).to_owned();
            if node.kind() == "global_statement" {
                self.scopes[scope].globals.push(word);
            } else {
                self.scopes[scope].nonlocals.push(word);
            }
            self.record(name, scope, Role::Declared);
        }
    }

    fn import(&mut self, node: Node<'t>, scope: ScopeId) {
        let module = child(node, "module_name");
        let words = text(node, self.source);
        if words.contains("__main__") || module.is_some_and(|m| text(m, self.source) == "builtins") {
            self.scopes[scope].dynamic = true;
            self.scopes[MODULE].dynamic = true;
            self.spreads = true;
        }
        for part in children(node) {
            if Some(part) == module {
                continue;
            }
            match part.kind() {
                "wildcard_import" => self.stars.extend(module.map(|m| text(m, self.source).to_owned())),
                "aliased_import" => {
                    if let Some(alias) = child(part, "alias") {
                        self.record(alias, scope, Role::Import);
                    }
                }
                _ => {
                    if let Some(first) = children(part).first() {
                        self.record(*first, scope, Role::Import);
                    }
                }
            }
        }
    }

    fn resolve(mut self) -> Scopes<'t> {
        self.found.sort_by_key(|f| f.node.start_byte());
        let mut symbols: Vec<Symbol<'t>> = Vec::new();
        let mut by_start = HashMap::new();
        // What binds in its own scope first, so that `nonlocal` and loads find it.
        for pass in 0..3 {
            for index in 0..self.found.len() {
                let Found { node, scope, role } = self.found[index];
                let name = text(node, self.source);
                if self.pass_of(scope, name, role) != pass {
                    continue;
                }
                let owner = if pass < 2 { self.owner_of_binding(scope, name) } else { self.owner_of_load(scope, name) };
                let symbol = *self.scopes[owner].names.entry(name.to_owned()).or_insert_with(|| {
                    symbols.push(Symbol { name: name.to_owned(), scope: owner, occurrences: Vec::new() });
                    symbols.len() - 1
                });
                symbols[symbol].occurrences.push(Occurrence { node, role, scope });
                by_start.insert(node.start_byte(), symbol);
            }
        }
        for symbol in &mut symbols {
            symbol.occurrences.sort_by_key(|o| o.node.start_byte());
        }
        self.spread_dynamic();
        Scopes { scopes: self.scopes, symbols, stars: self.stars, by_start, scope_of_node: self.made_by }
    }

    fn pass_of(&self, scope: ScopeId, name: &str, role: Role) -> usize {
        match role {
            Role::Load => 2,
            _ if self.scopes[scope].nonlocals.iter().any(|n| n == name) => 1,
            _ => 0,
        }
    }

    fn owner_of_binding(&self, scope: ScopeId, name: &str) -> ScopeId {
        let here = &self.scopes[scope];
        if here.globals.iter().any(|n| n == name) {
            return MODULE;
        }
        if here.nonlocals.iter().any(|n| n == name) {
            let parent = here.parent.unwrap_or(MODULE);
            return self.owner_of_load(parent, name);
        }
        scope
    }

    /// The scope that has the name, going outwards; class bodies are seen only from themselves.
    /// Loads are resolved after all bindings have put their names in place.
    fn owner_of_load(&self, scope: ScopeId, name: &str) -> ScopeId {
        if self.scopes[scope].globals.iter().any(|n| n == name) {
            return MODULE;
        }
        let mut here = scope;
        let mut first = true;
        loop {
            let current = &self.scopes[here];
            let visible = first || current.kind != ScopeKind::Class;
            if visible && current.names.contains_key(name) && !current.nonlocals.iter().any(|n| n == name) {
                return here;
            }
            first = false;
            match current.parent {
                Some(parent) => here = parent,
                None => return MODULE,
            }
        }
    }

    /// `eval` in a nested scope can read what encloses it.
    fn spread_dynamic(&mut self) {
        if !self.spreads {
            return;
        }
        for index in (1..self.scopes.len()).rev() {
            if self.scopes[index].dynamic
                && let Some(parent) = self.scopes[index].parent
            {
                self.scopes[parent].dynamic = true;
            }
        }
    }
}
