//! The walk over the tree that collects scopes and the places where names occur.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;

use tree_sitter::Node;

use super::{Role, Scope, ScopeId, ScopeKind, spelling};
use crate::python::syntax::{ancestors, child, children, text};

/// What an expression position does to the names in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Load,
    Store,
    Update,
    Delete,
    /// Annotated without a value: the name belongs to the scope and is not bound.
    Declare,
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
    /// The file, which may import itself.
    pub(super) own: &'s Path,
    pub(super) scopes: Vec<Scope>,
    pub(super) found: Vec<Found<'t>>,
    pub(super) made_by: HashMap<usize, ScopeId>,
    /// The innermost class around each scope: its private names are spelled with it.
    pub(super) classes: Vec<Option<Rc<str>>>,
    stack: Vec<(Node<'t>, ScopeId, Context)>,
    pub(super) stars: Vec<String>,
    pub(super) spreads: bool,
}

impl<'t, 's> Collector<'t, 's> {
    /// What a walk over the whole tree finds.
    pub(super) fn of(root: Node<'t>, source: &'s str, own: &'s Path) -> Self {
        let mut collector = Collector {
            source,
            own,
            scopes: Vec::new(),
            found: Vec::new(),
            made_by: HashMap::new(),
            classes: Vec::new(),
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

    /// A new scope, made by `node` and nested in `parent`.
    pub(super) fn open(&mut self, node: Node<'t>, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        let id = self.scopes.len();
        self.scopes.push(Scope {
            kind,
            parent,
            range: node.byte_range(),
            dynamic: false,
            names: HashMap::new(),
            globals: HashSet::new(),
            nonlocals: HashSet::new(),
        });
        self.classes.push(parent.and_then(|p| self.classes[p].clone()));
        self.made_by.insert(node.id(), id);
        id
    }

    /// The name that an identifier means in `scope`.
    pub(super) fn spelled(&self, node: Node<'t>, scope: ScopeId) -> Cow<'s, str> {
        spelling::mangled(spelling::normal(text(node, self.source)), self.classes[scope].as_deref())
    }

    pub(super) fn push(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        self.stack.push((node, scope, context));
    }

    pub(super) fn push_all(&mut self, nodes: impl IntoIterator<Item = Node<'t>>, scope: ScopeId, context: Context) {
        for node in nodes {
            self.stack.push((node, scope, context));
        }
    }

    pub(super) fn push_field(&mut self, node: Node<'t>, field: &str, scope: ScopeId, context: Context) {
        if let Some(found) = child(node, field) {
            self.stack.push((found, scope, context));
        }
    }

    pub(super) fn record(&mut self, node: Node<'t>, scope: ScopeId, role: Role) {
        self.unseen_spelling(node, scope);
        self.found.push(Found { node, scope, role });
    }

    fn visit(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        match node.kind() {
            "identifier" => self.name(node, scope, context),
            "function_definition" | "lambda" => self.function(node, scope),
            "class_definition" => self.class(node, scope),
            "type_alias_statement" => self.type_alias(node, scope),
            "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression" => {
                self.comprehension(node, scope);
            }
            "assignment" => self.assignment(node, scope),
            "augmented_assignment" => {
                self.push_field(node, "left", scope, Context::Update);
                self.push_field(node, "right", scope, Context::Load);
            }
            "named_expression" => self.walrus(node, scope),
            "for_statement" => {
                for part in children(node) {
                    let target = child(node, "left") == Some(part);
                    self.push(part, scope, if target { Context::Store } else { Context::Load });
                }
            }
            "as_pattern_target" => self.target_of_as(node, scope),
            "delete_statement" => self.push_all(children(node), scope, Context::Delete),
            "global_statement" | "nonlocal_statement" => self.declaration(node, scope),
            "import_statement" | "import_from_statement" | "future_import_statement" => self.import(node, scope),
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
            "call" => {
                self.unseen_call(node);
                self.push_all(children(node), scope, Context::Load);
            }
            "keyword_argument" => self.push_field(node, "value", scope, Context::Load),
            // `type.name`: only what stands before the dot is a name.
            "member_type" => self.push_all(children(node).first().copied(), scope, context),
            "case_clause" => {
                for part in children(node) {
                    let pattern = part.kind() == "case_pattern";
                    self.push(part, scope, if pattern { Context::Pattern } else { Context::Load });
                }
            }
            "dotted_name" => self.dotted(node, scope, context),
            "class_pattern" | "keyword_pattern" | "as_pattern" if context == Context::Pattern => {
                self.pattern(node, scope)
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
            | "splat_pattern" => self.push_all(children(node), scope, context),
            _ => self.push_all(children(node), scope, Context::Load),
        }
    }

    fn name(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        let role = match context {
            Context::Load => Role::Load,
            Context::Store | Context::Pattern => Role::Store,
            Context::Update => Role::Update,
            Context::Delete => Role::Delete,
            Context::Declare => Role::Declared,
            Context::Parameter => Role::Parameter,
        };
        if role == Role::Load {
            self.unseen_name(node, scope);
        }
        self.record(node, scope, role);
    }

    /// `x: T` alone binds nothing, but makes `x` a name of this scope; `(x): T` does not even
    /// that (Reference 7.2.2).
    fn assignment(&mut self, node: Node<'t>, scope: ScopeId) {
        let (left, annotation, right) = (child(node, "left"), child(node, "type"), child(node, "right"));
        self.push_all(annotation.into_iter().chain(right), scope, Context::Load);
        let Some(left) = left else { return };
        match left.kind() {
            _ if annotation.is_none() || right.is_some() => self.push(left, scope, Context::Store),
            "identifier" => self.push(left, scope, Context::Declare),
            "tuple_pattern" if children(left).iter().all(|n| n.kind() == "identifier") => {}
            _ => self.push(left, scope, Context::Load),
        }
    }

    /// `except E as name` also deletes the name when the handler ends (Reference 8.4.1).
    fn target_of_as(&mut self, node: Node<'t>, scope: ScopeId) {
        let parts = children(node);
        let in_handler = ancestors(node).nth(1).is_some_and(|n| n.kind() == "except_clause");
        if in_handler && let [name] = parts[..] {
            self.record(name, scope, Role::Delete);
        }
        self.push_all(parts, scope, Context::Store);
    }

    /// In a pattern a single name is a capture, a dotted one a value; elsewhere a dotted name is read.
    fn dotted(&mut self, node: Node<'t>, scope: ScopeId, context: Context) {
        let parts = children(node);
        let Some(first) = parts.first() else { return };
        let capture = context == Context::Pattern && parts.len() == 1;
        self.name(*first, scope, if capture { Context::Pattern } else { Context::Load });
    }

    fn pattern(&mut self, node: Node<'t>, scope: ScopeId) {
        let parts = children(node);
        for (index, part) in parts.iter().enumerate() {
            match (node.kind(), index) {
                ("class_pattern", 0) => self.push(*part, scope, Context::Load),
                ("keyword_pattern", 0) => {}
                _ => self.push(*part, scope, Context::Pattern),
            }
        }
    }

    fn declaration(&mut self, node: Node<'t>, scope: ScopeId) {
        for name in children(node) {
            let word = self.spelled(name, scope).into_owned();
            let declared = &mut self.scopes[scope];
            if node.kind() == "global_statement" {
                declared.globals.insert(word);
            } else {
                declared.nonlocals.insert(word);
            }
            self.record(name, scope, Role::Declared);
        }
    }

    fn import(&mut self, node: Node<'t>, scope: ScopeId) {
        let module = child(node, "module_name");
        self.unseen_import(node, module, scope);
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
