//! Nodes of the whole module by kind and name, gathered in one walk.

use std::collections::HashMap;

use tree_sitter::Node;

use super::Facts;
use super::syntax::{Call, ancestors, child, preorder};

/// What is looked for all over the module.
#[derive(Debug, Default)]
pub struct Index<'m> {
    /// Calls by the last name of what is called: `f(...)` and `x.f(...)` under "f".
    pub calls: HashMap<&'m str, Vec<Node<'m>>>,
    /// Attributes by name.
    pub attributes: HashMap<&'m str, Vec<Node<'m>>>,
    /// Functions by name.
    pub functions: HashMap<&'m str, Vec<Node<'m>>>,
    /// All classes.
    pub classes: Vec<Node<'m>>,
    /// What is between the quotes of strings.
    pub strings: Vec<Node<'m>>,
    /// Code of the module steps an iterator by hand, or names `StopIteration`.
    pub stops: bool,
}

impl<'m> Facts<'m> {
    /// The index of the module.
    pub fn index_of(&self) -> &Index<'m> {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for node in preorder(self.module.root()) {
                self.enter(&mut index, node);
            }
            index
        })
    }

    /// Does this module look functions up by names that it may put together itself?
    pub fn finds_by_name(&self) -> bool {
        const WAYS: &[&str] = &["getattr", "globals", "locals", "vars", "eval", "exec", "attrgetter", "methodcaller"];
        let index = self.index_of();
        WAYS.iter().any(|way| index.calls.contains_key(way)) || index.attributes.contains_key("__dict__")
    }

    /// The functions that are used otherwise than by plain calls of their names, in order.
    pub fn functions_as_values(&self) -> &[Node<'m>] {
        self.values.get_or_init(|| {
            let all = self.index_of().functions.values().flatten().copied();
            let mut values: Vec<Node<'m>> = all.filter(|f| self.is_value(*f)).collect();
            values.sort_by_key(Node::start_byte);
            values
        })
    }

    fn is_value(&self, function: Node<'m>) -> bool {
        let decorated = function.parent().is_some_and(|p| p.kind() == "decorated_definition");
        let named = || self.is_word_in_strings(self.named(function)) || self.finds_by_name();
        decorated || named() || self.is_handed_on(function)
    }

    /// Does the name of the function stand anywhere but where it is called?
    pub fn is_handed_on(&self, function: Node<'m>) -> bool {
        let called = |node: Node<'m>| node.parent().and_then(Call::of).is_some_and(|c| c.function == node);
        let method = self.method_class(function).is_some();
        let attributes = method.then(|| self.index_of().attributes.get(self.named(function))).flatten();
        if attributes.into_iter().flatten().any(|attribute| !called(*attribute)) {
            return true;
        }
        let symbol = child(function, "name").and_then(|name| self.scopes().symbol_at(name));
        symbol.is_none_or(|s| self.scopes().symbols[s].loads().any(|o| !called(o.node)))
    }

    /// The calls inside of a `try` or `with` of which it is not known what they run, in no order.
    pub fn guarded_unknown_calls(&self) -> &[Node<'m>] {
        self.guarded.get_or_init(|| {
            let guarded = |node: Node<'m>| {
                let function = self.function_of(node);
                let mut around = ancestors(node).take_while(|n| Some(*n) != function);
                around.any(|n| matches!(n.kind(), "try_statement" | "with_statement"))
            };
            let unknown = |call: Call<'m>| self.entry_of(&call).is_none() && self.callee(&call).is_none();
            let calls = self.index_of().calls.values().flatten().copied();
            calls.filter(|node| guarded(*node) && Call::of(*node).is_some_and(unknown)).collect()
        })
    }

    fn enter(&self, index: &mut Index<'m>, node: Node<'m>) {
        let named = |field: &str| child(node, field).map(|n| self.text(n));
        match node.kind() {
            "call" => {
                let callee = child(node, "function");
                let last = callee.map(|c| child(c, "attribute").filter(|_| c.kind() == "attribute").unwrap_or(c));
                if let Some(last) = last {
                    index.calls.entry(self.text(last)).or_default().push(node);
                }
            }
            "attribute" => {
                if let Some(name) = named("attribute") {
                    index.attributes.entry(name).or_default().push(node);
                }
            }
            "function_definition" => {
                if let Some(name) = named("name") {
                    index.functions.entry(name).or_default().push(node);
                }
            }
            "class_definition" => index.classes.push(node),
            "string_content" => index.strings.push(node),
            "identifier" => index.stops |= matches!(self.text(node), "next" | "__next__" | "StopIteration"),
            _ => {}
        }
    }
}
