//! What opens a scope: functions, classes, type aliases, comprehensions; and what is evaluated
//! outside of the scope beside which it stands.

use tree_sitter::Node;

use super::collect::{Collector, Context};
use super::{Role, ScopeId, ScopeKind, spelling};
use crate::python::syntax::{child, children, clauses, text};

impl<'t> Collector<'t, '_> {
    /// Defaults belong to the scope around; annotations too, or to that of the type parameters (PEP 695).
    pub(super) fn function(&mut self, node: Node<'t>, scope: ScopeId) {
        if let Some(name) = child(node, "name") {
            self.record(name, scope, Role::Store);
        }
        let header = self.type_parameters(node, scope);
        let own = self.open(node, ScopeKind::Function, Some(header));
        self.push_field(node, "return_type", header, Context::Load);
        self.push_field(node, "body", own, Context::Load);
        let parameters = child(node, "parameters").map(children).unwrap_or_default();
        for parameter in parameters {
            self.parameter(parameter, scope, header, own);
        }
    }

    fn parameter(&mut self, node: Node<'t>, outer: ScopeId, header: ScopeId, own: ScopeId) {
        match node.kind() {
            "default_parameter" | "typed_default_parameter" => {
                self.push_field(node, "name", own, Context::Parameter);
                self.push_field(node, "type", header, Context::Load);
                self.push_field(node, "value", outer, Context::Load);
            }
            "typed_parameter" => {
                self.push_field(node, "type", header, Context::Load);
                let names = children(node).into_iter().filter(|n| n.kind() != "type");
                self.push_all(names, own, Context::Parameter);
            }
            _ => self.push(node, own, Context::Parameter),
        }
    }

    pub(super) fn class(&mut self, node: Node<'t>, scope: ScopeId) {
        let name = child(node, "name");
        if let Some(name) = name {
            self.record(name, scope, Role::Store);
        }
        let header = self.type_parameters(node, scope);
        let own = self.open(node, ScopeKind::Class, Some(header));
        self.classes[own] = name.and_then(|n| spelling::private_prefix(text(n, self.source)));
        self.push_field(node, "superclasses", header, Context::Load);
        self.push_field(node, "body", own, Context::Load);
    }

    /// The value of an alias is evaluated when it is asked for, in a scope of its own. The grammar
    /// takes `type(x).field = value` for an alias too; there `type` is a name that is read.
    pub(super) fn type_alias(&mut self, node: Node<'t>, scope: ScopeId) {
        let left = child(node, "left").and_then(|left| children(left).first().copied());
        let parts = match left {
            Some(left) if left.kind() == "identifier" => vec![left],
            Some(left) if left.kind() == "generic_type" => children(left),
            _ => {
                if let Some(word) = node.child(0) {
                    self.record(word, scope, Role::Load);
                }
                self.push_all(children(node), scope, Context::Load);
                return;
            }
        };
        let own = self.open(node, ScopeKind::Annotation, Some(scope));
        self.push_field(node, "right", own, Context::Load);
        self.push_all(parts.first().copied(), scope, Context::Store);
        for parameters in parts.into_iter().skip(1) {
            self.declare_types(parameters, own);
        }
    }

    /// The scope of the type parameters of a `def` or `class`, or the scope around where it has none.
    fn type_parameters(&mut self, definition: Node<'t>, scope: ScopeId) -> ScopeId {
        let Some(parameters) = child(definition, "type_parameters") else { return scope };
        let own = self.open(parameters, ScopeKind::Annotation, Some(scope));
        self.declare_types(parameters, own);
        own
    }

    /// `T`, `T: bound`, `*Ts` and `**P`.
    fn declare_types(&mut self, parameters: Node<'t>, own: ScopeId) {
        for parameter in children(parameters) {
            let mut name = parameter;
            while let Some(first) = children(name).first() {
                if name.kind() == "constrained_type" {
                    self.push_all(children(name).into_iter().skip(1), own, Context::Load);
                }
                name = *first;
            }
            self.push(name, own, Context::Store);
        }
    }

    /// The first iterable belongs to the scope around; everything else to the comprehension.
    pub(super) fn comprehension(&mut self, node: Node<'t>, scope: ScopeId) {
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
    pub(super) fn walrus(&mut self, node: Node<'t>, scope: ScopeId) {
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
}
