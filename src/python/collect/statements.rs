//! The effects of statements.

use tree_sitter::Node;

use super::{Collector, brief};
use crate::python::bindings::Bound;
use crate::python::effects::Hidden;
use crate::python::syntax::{Call, child, children, inner, is_async, iterable, preorder, with_items};
use crate::python::types::Ty;

impl<'m> Collector<'_, 'm> {
    pub(super) fn statement(&mut self, node: Node<'m>) {
        match node.kind() {
            "for_statement" => self.for_loop(node),
            "with_statement" => self.with(node),
            "raise_statement" => {
                self.run_all(children(node));
                self.effects.raise(node.byte_range(), "`raise`");
                if self.may_stop_iteration(node) {
                    self.effects.stops.get_or_insert(node.byte_range());
                }
            }
            "assert_statement" => {
                self.run_all(children(node));
                self.effects.raise(node.byte_range(), "`assert`");
            }
            "delete_statement" => self.delete(node),
            "decorated_definition" | "class_definition" => {
                self.unknown(node, Hidden::Call, &[node]);
                self.bind_names(node);
            }
            "function_definition" => self.definition(node),
            "import_statement" | "import_from_statement" | "exec_statement" | "print_statement" => {
                self.unknown(node, Hidden::Call, &[]);
                self.bind_names(node);
            }
            "if_statement" | "while_statement" => {
                if let Some(condition) = child(node, "condition") {
                    self.truth(condition);
                }
                self.run_all(children(node).into_iter().filter(|n| Some(*n) != child(node, "condition")));
            }
            "global_statement"
            | "nonlocal_statement"
            | "pass_statement"
            | "break_statement"
            | "continue_statement"
            | "future_import_statement" => {}
            "try_statement" => self.attempt(node),
            "expression_statement" | "return_statement" => self.run_all(children(node)),
            "match_statement" => self.unknown_parts(node),
            "type_alias_statement" => self.unknown(node, Hidden::Operator, &[]),
            _ => self.unknown(node, Hidden::Call, &[node]),
        }
    }

    /// What a handler is for does not come out of the body.
    fn attempt(&mut self, node: Node<'m>) {
        let handlers: Vec<String> = children(node).into_iter().flat_map(|part| self.handled_by(part)).collect();
        let known = self.caught.len();
        self.caught.extend(handlers.iter().cloned());
        let before = (self.effects.raises.take(), self.effects.stops.take());
        self.run_field(node, "body");
        self.caught.truncate(known);
        if handlers.iter().any(|handler| self.facts.knowledge().catches(handler, "Exception")) {
            (self.effects.raises, self.effects.stops) = (None, None);
        }
        self.effects.raises = before.0.or(self.effects.raises.take());
        self.effects.stops = before.1.or(self.effects.stops.take());
        let body = child(node, "body");
        self.run_all(children(node).into_iter().filter(|part| Some(*part) != body));
    }

    /// The builtin exceptions that an `except` clause is for.
    fn handled_by(&self, clause: Node<'m>) -> Vec<String> {
        const PARTS: &[&str] = &["except_clause", "tuple", "as_pattern"];
        if clause.kind() != "except_clause" {
            return Vec::new();
        }
        let head: Vec<Node<'m>> = children(clause).into_iter().filter(|n| n.kind() != "block").collect();
        if head.is_empty() {
            return vec!["BaseException".to_owned()];
        }
        let plain = |n: &Node<'m>| n.parent().is_some_and(|p| PARTS.contains(&p.kind()));
        let names = head.into_iter().flat_map(preorder).filter(|n| n.kind() == "identifier" && plain(n));
        let builtin = names.filter_map(|n| self.facts.dotted(n)?.strip_prefix("builtins.").map(str::to_owned));
        builtin.collect()
    }

    /// Do the handlers around this code catch the exception?
    pub(super) fn is_caught(&self, exception: &str) -> bool {
        self.caught.iter().any(|handler| self.facts.knowledge().catches(handler, exception))
    }

    /// Notes that this may raise, unless a handler around it is for that.
    pub(super) fn raise_as(&mut self, exception: &str, node: Node<'m>) {
        if !self.is_caught(exception) {
            self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
        }
    }

    fn for_loop(&mut self, node: Node<'m>) {
        self.run_field(node, "right");
        if let Some(iterable) = iterable(node) {
            self.walk(inner(iterable));
        }
        if let Some(target) = child(node, "left") {
            self.bind(target);
            if matches!(target.kind(), "pattern_list" | "tuple_pattern" | "list_pattern") {
                self.unpacked(target, &iterable(node).map_or(Ty::Unknown, |i| self.facts.element_of(i)));
            }
        }
        if is_async(node) {
            self.effects.suspends.get_or_insert(node.byte_range());
        }
        self.run_field(node, "body");
        self.run_field(node, "alternative");
    }

    /// Defaults and annotations are evaluated, the body is not.
    fn definition(&mut self, node: Node<'m>) {
        let defaults = child(node, "parameters").map(children).unwrap_or_default();
        self.run_all(defaults.iter().filter_map(|p| child(*p, "value")));
        let annotations = defaults.iter().filter_map(|p| child(*p, "type"));
        self.annotations(annotations.chain(child(node, "return_type")).collect());
        if let Some(name) = child(node, "name") {
            self.bind(name);
        }
    }

    /// `raise` of anything that is not known to be another exception may be `StopIteration`.
    fn may_stop_iteration(&self, node: Node<'m>) -> bool {
        let Some(raised) = children(node).first().copied() else { return true };
        let class = Call::of(raised).map_or(raised, |c| c.function);
        let name = self.facts.text(class);
        let builtin = self.facts.dotted(class).is_some_and(|d| d.starts_with("builtins."));
        let known = builtin && self.facts.knowledge().is_exception(name) && name != "StopIteration";
        let own =
            self.facts.scopes().symbol_at(class).and_then(|s| self.facts.sole_binding(s)).is_some_and(|b| {
                match b.bound {
                    Bound::Class(class) => {
                        let bases = child(class, "superclasses").map_or("", |b| self.facts.text(b));
                        matches!(
                            bases,
                            "(Exception)"
                                | "(ValueError)"
                                | "(RuntimeError)"
                                | "(TypeError)"
                                | "(KeyError)"
                                | "(LookupError)"
                        )
                    }
                    _ => false,
                }
            });
        !known && !own
    }

    /// Matching may compare and take apart what nobody knows.
    fn unknown_parts(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        self.unknown(node, Hidden::Operator, &[]);
    }

    fn delete(&mut self, node: Node<'m>) {
        for target in children(node).into_iter().map(inner) {
            match target.kind() {
                "identifier" => self.bind(target),
                "subscript" | "attribute" => {
                    self.bind(target);
                    self.effects.raise(target.byte_range(), "`del`");
                }
                _ => self.unknown(target, Hidden::Operator, &[target]),
            }
        }
    }

    fn with(&mut self, node: Node<'m>) {
        self.managers(node);
        self.run_field(node, "body");
    }

    /// A real file, maybe wrapped so that it is closed.
    pub(super) fn is_file(&self, context: Node<'m>) -> bool {
        matches!(self.facts.entered_type(context), Ty::File { .. })
    }

    pub(super) fn managers(&mut self, node: Node<'m>) {
        for (context, target) in with_items(node) {
            self.run(context);
            if !self.is_file(context) {
                self.unknown(context, Hidden::Call, &[context]);
            }
            if let Some(target) = target {
                self.bind(target);
            }
        }
        if is_async(node) {
            self.effects.suspends.get_or_insert(node.byte_range());
        }
    }

    /// What the managers do to the world at one end of their block; the other end undoes it.
    pub(super) fn changed_by_managers(&mut self, node: Node<'m>, method: &str) {
        for (context, _) in with_items(node) {
            let manager = self.facts.type_of(context);
            if let Some(entry) = self.facts.knowledge().method(&manager, method) {
                self.world(entry, &context.byte_range());
            }
        }
    }

    /// The classes named in a handler are only looked at; its name is bound.
    pub(super) fn handler(&mut self, node: Node<'m>) {
        self.handler_head(node);
        self.run_all(children(node).into_iter().filter(|n| n.kind() == "block"));
    }

    pub(super) fn handler_head(&mut self, node: Node<'m>) {
        let head: Vec<_> = children(node).into_iter().filter(|n| n.kind() != "block").collect();
        self.annotations(head.clone());
        let head = head.into_iter();
        for target in head.flat_map(preorder).filter(|n| n.kind() == "as_pattern_target") {
            children(target).into_iter().for_each(|n| self.bind(n));
        }
    }

    /// An annotation that calls something is code.
    pub(super) fn annotations(&mut self, annotations: Vec<Node<'m>>) {
        let called = annotations.into_iter().flat_map(preorder).filter(|n| n.kind() == "call");
        for call in called.collect::<Vec<_>>() {
            self.run(call);
        }
    }
}
