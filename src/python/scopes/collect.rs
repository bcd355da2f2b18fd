//! The walk over the tree that collects scopes and the places where names occur.

use std::collections::HashMap;

use tree_sitter::Node;

use super::{MODULE, Role, Scope, ScopeId, ScopeKind};
use crate::python::syntax::{Call, child, children, clauses, text};

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

/// A name found, with no symbol yet.
pub(super) struct Found<'t> {
    pub(super) node: Node<'t>,
    pub(super) scope: ScopeId,
    pub(super) role: Role,
}

/// Walks over the tree with a stack of its own.
pub(super) struct Collector<'t, 's> {
    pub(super) source: &'s str,
    pub(super) scopes: Vec<Scope>,
    pub(super) found: Vec<Found<'t>>,
    pub(super) made_by: HashMap<usize, ScopeId>,
    stack: Vec<(Node<'t>, ScopeId, Context)>,
    pub(super) stars: Vec<String>,
    pub(super) spreads: bool,
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

impl<'t, 's> Collector<'t, 's> {
    /// What a walk over the whole tree finds.
    pub(super) fn of(root: Node<'t>, source: &'s str) -> Self {
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
        collector
    }

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
}
