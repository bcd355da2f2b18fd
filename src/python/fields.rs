//! Attributes that are stored: the fields of instances, and names of modules bound anew.

use std::collections::HashMap;

use tree_sitter::Node;

use super::Facts;
use super::syntax::{Call, child, children};
use super::types::Ty;

impl<'m> Facts<'m> {
    /// Does this class define how its attributes are looked up or set?
    pub fn has_attribute_hooks(&self, class: Node<'m>) -> bool {
        const HOOKS: &[&str] = &["__getattr__", "__getattribute__", "__setattr__", "__get__", "__set__"];
        HOOKS.iter().any(|hook| self.methods(class, hook).next().is_some())
    }

    /// The type of the attribute `name` of an instance of a class of this module, from all
    /// that is ever stored in an attribute of that name; `None` where that cannot be known
    /// or it is a method or property.
    pub fn field_of(&self, receiver: &Ty, name: &str) -> Option<Ty> {
        let class = self.class_of(receiver)?;
        self.declared_in(class, name).or_else(|| self.stored_in(class, name))
    }

    /// The type that the class body declares for the attribute.
    fn declared_in(&self, class: Node<'m>, name: &str) -> Option<Ty> {
        let body = child(class, "body").map(children).unwrap_or_default();
        let (statement, annotation) =
            body.into_iter().find_map(|statement| Some((statement, self.annotation_of(statement, name)?)))?;
        let declared = match self.class_value(statement, name) {
            Some(value) if self.type_of(value) == Ty::None => Ty::maybe(self.annotated(annotation)),
            _ => self.annotated(annotation),
        };
        (declared != Ty::Unknown && !self.is_hidden(class, name)).then_some(declared)
    }

    /// `name: type`, with a value or without, in a class body.
    fn annotation_of(&self, statement: Node<'m>, name: &str) -> Option<Node<'m>> {
        let assignment = children(statement).first().copied().filter(|n| n.kind() == "assignment")?;
        child(assignment, "left").filter(|left| self.text(*left) == name)?;
        child(assignment, "type")
    }

    /// May reading or setting the attribute run code of the class?
    fn is_hidden(&self, class: Node<'m>, name: &str) -> bool {
        self.has_attribute_hooks(class) || self.methods(class, name).next().is_some()
    }

    /// Does every instance have the attribute, which no code stands behind?
    fn is_plain_field(&self, class: Node<'m>, name: &str) -> bool {
        self.is_final(class) && !self.is_hidden(class, name) && !self.stores_unseen() && self.is_always_set(class, name)
    }

    fn stored_in(&self, class: Node<'m>, name: &str) -> Option<Ty> {
        if !self.is_plain_field(class, name) {
            return None;
        }
        let mut all = Ty::Never;
        for store in self.fields().get(name).map(Vec::as_slice).unwrap_or_default() {
            all = all.join(&self.stored_type(*store));
        }
        for statement in child(class, "body").map(children).unwrap_or_default() {
            if let Some(value) = self.class_value(statement, name) {
                all = all.join(&self.type_of(value));
            }
        }
        let held = match &all {
            // Nobody puts anything into an iterator.
            Ty::Iter(of) => Ty::Iter(Box::new(of.without_elements())),
            _ => all.without_elements(),
        };
        (all != Ty::Never).then_some(held)
    }

    /// Are attributes of this module's objects also set by other means than an assignment?
    pub(super) fn stores_unseen(&self) -> bool {
        let text = self.module.text();
        ["setattr(", "__dict__", "vars(", "__class__ =", "delattr(", "__setattr__", "attrgetter"]
            .iter()
            .any(|w| text.contains(w))
    }

    /// Does the class body, or a statement of `__init__` that always runs, set the attribute?
    fn is_always_set(&self, class: Node<'m>, name: &str) -> bool {
        let body = child(class, "body").map(children).unwrap_or_default();
        // What is declared in a dataclass is given to it when it is made.
        let other = |s: Node<'m>| ["init=", "InitVar", "ClassVar"].iter().any(|word| self.text(s).contains(word));
        let given = |s: &Node<'m>| self.is_dataclass(class) && self.annotation_of(*s, name).is_some() && !other(*s);
        if body.iter().any(|s| self.class_value(*s, name).is_some() || given(s)) {
            return true;
        }
        let Some(init) = self.methods(class, "__init__").next() else { return false };
        let own = child(init, "parameters").and_then(|p| children(p).first().copied()).map(|p| self.text(p));
        let stores = self.fields().get(name).map(Vec::as_slice).unwrap_or_default();
        stores.iter().any(|store| {
            let statement = self.statement_of(*store);
            let direct =
                statement.is_some_and(|s| s.parent() == child(init, "body") && s.kind() == "expression_statement");
            direct && child(*store, "object").map(|o| self.text(o)) == own
        })
    }

    /// Does the instance have an attribute of that name that is plain data?
    pub fn has_field(&self, receiver: &Ty, name: &str) -> bool {
        self.class_of(receiver).is_some_and(|class| self.is_plain_field(class, name))
            || self.option_of(receiver, name).is_some()
    }

    fn class_value(&self, statement: Node<'m>, name: &str) -> Option<Node<'m>> {
        let assignment = *children(statement).first()?;
        let left = child(assignment, "left")?;
        (assignment.kind() == "assignment" && self.text(left) == name).then(|| child(assignment, "right")).flatten()
    }

    fn stored_type(&self, attribute: Node<'m>) -> Ty {
        let Some(parent) = attribute.parent() else { return Ty::Unknown };
        match parent.kind() {
            "assignment" => {
                if let Some(annotation) = child(parent, "type") {
                    return self.annotated(annotation);
                }
                child(parent, "right").map_or(Ty::Unknown, |v| self.type_of(v))
            }
            "pattern_list" | "tuple_pattern" => {
                let index = children(parent).iter().position(|n| *n == attribute);
                let value = parent.parent().filter(|p| p.kind() == "assignment").and_then(|p| child(p, "right"));
                match (index, value.map(|v| self.type_of(v))) {
                    (Some(index), Some(Ty::Tuple(parts))) => parts.get(index).cloned().unwrap_or_default(),
                    _ => Ty::Unknown,
                }
            }
            "augmented_assignment" => {
                let operator = child(parent, "operator").map_or("", |o| self.text(o)).trim_end_matches('=');
                let right = child(parent, "right").map_or(Ty::Unknown, |v| self.type_of(v));
                // What it was before is counted where it was stored.
                match self.combined_type(operator, &Ty::Int, &right) {
                    Ty::Int if right == Ty::Int || right == Ty::Bool => Ty::Never,
                    ty if ty.is_immutable_scalar() => Ty::Scalar,
                    _ => Ty::Unknown,
                }
            }
            _ => Ty::Unknown,
        }
    }

    /// Is `module.name`, as written here, bound to something else in this file?
    pub fn is_replaced(&self, attribute: Node<'m>) -> bool {
        let name = child(attribute, "attribute").map_or("", |a| self.text(a));
        let stores = self.fields().get(name).map(Vec::as_slice).unwrap_or_default();
        stores.iter().any(|s| self.text(*s) == self.text(attribute)) || self.patches() && self.is_word_in_strings(name)
    }

    /// Does this file replace builtins: does it store in their module, or use that module
    /// otherwise than to read one of its names?
    pub fn replaces_builtins(&self) -> bool {
        let text = self.module.text();
        if !text.contains("builtins") {
            return false;
        }
        let named = self.scopes().symbols.iter().filter(|s| s.name == "builtins");
        let used = named.flat_map(|s| s.loads()).any(|load| {
            let attribute = load.node.parent().filter(|p| p.kind() == "attribute");
            let name = attribute.and_then(|a| child(a, "attribute")).map(|n| self.text(n));
            attribute.is_some_and(is_target) || name.is_none_or(|n| n == "__dict__")
        });
        used || ["__builtins__", "\"builtins.", "'builtins."].iter().any(|w| text.contains(w))
    }

    /// Does this file replace names for a time, as tests do?
    fn patches(&self) -> bool {
        *self.patches.get_or_init(|| self.module.text().contains("patch"))
    }

    /// May a method of that name be replaced, on its class or an instance: is it stored or patched in this
    /// file, or something of a name that is not written down?
    pub fn may_be_replaced(&self, method: &str) -> bool {
        let setters = self.index_of().calls.get("setattr").map(Vec::as_slice).unwrap_or_default();
        let names = || setters.iter().filter_map(|call| Call::of(*call)?.positional()?.get(1).copied());
        let unnamed = || names().count() < setters.len() || names().any(|name| name.kind() != "string");
        let named = || (self.patches() || !setters.is_empty()) && self.is_word_in_strings(method);
        self.is_stored(method) || named() || unnamed()
    }

    /// Is an attribute of that name stored anywhere in this file?
    pub(super) fn is_stored(&self, name: &str) -> bool {
        self.fields().contains_key(name)
    }

    /// All places where an attribute is stored, by attribute name.
    fn fields(&self) -> &HashMap<&'m str, Vec<Node<'m>>> {
        self.fields.get_or_init(|| {
            let mut found: HashMap<&'m str, Vec<Node<'m>>> = HashMap::new();
            for (name, nodes) in &self.index_of().attributes {
                let stores: Vec<Node<'m>> = nodes.iter().copied().filter(|n| is_target(*n)).collect();
                if !stores.is_empty() {
                    found.insert(name, stores);
                }
            }
            found
        })
    }
}

/// Is this attribute or subscript bound here?
fn is_target(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    match parent.kind() {
        "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause" => {
            child(parent, "left") == Some(node)
        }
        "pattern_list" | "tuple_pattern" | "list_pattern" | "as_pattern_target" | "list_splat_pattern"
        | "delete_statement" => true,
        // `type(self).field = value`, which the grammar takes for a `type` statement.
        "type" => {
            parent.parent().is_some_and(|s| s.kind() == "type_alias_statement" && child(s, "left") == Some(parent))
        }
        _ => false,
    }
}
