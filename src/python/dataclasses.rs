//! Classes that `dataclasses.dataclass` completes: their constructor keeps what it is given.

use tree_sitter::Node;

use super::Facts;
use super::syntax::{Call, child, children, inner};

/// Methods that run where an instance is made.
const MAKERS: &[&str] = &["__init__", "__post_init__", "__new__", "__setattr__"];

/// Words that change which fields the constructor takes.
const ODD: &[&str] = &["ClassVar", "InitVar", "KW_ONLY", "kw_only", "init=", "Final"];

impl<'m> Facts<'m> {
    /// Is `dataclass` its only decorator? It adds methods to the class and changes none that it has.
    pub fn is_dataclass(&self, class: Node<'m>) -> bool {
        let around = class.parent().filter(|p| p.kind() == "decorated_definition");
        let decorators: Vec<_> =
            around.map(children).unwrap_or_default().into_iter().filter(|n| n.kind() == "decorator").collect();
        let is_it = |decorator: &Node<'m>| {
            let by = children(*decorator).first().copied().map(inner);
            let by = by.map(|by| Call::of(by).map_or(by, |call| call.function));
            by.and_then(|by| self.dotted(by)).is_some_and(|dotted| dotted == "dataclasses.dataclass")
        };
        matches!(decorators.as_slice(), [only] if is_it(only))
    }

    /// Does the call make an instance of a dataclass, and run nothing that is written here or unknown?
    /// `Some(true)` where its arguments are those that the constructor takes.
    pub fn makes_data(&self, call: &Call<'m>) -> Option<bool> {
        let class = self.class_called(call).filter(|class| self.is_dataclass(*class))?;
        let based = child(class, "superclasses").is_some_and(|bases| !children(bases).is_empty());
        if based || MAKERS.iter().any(|maker| self.methods(class, maker).next().is_some()) {
            return None;
        }
        let statements = child(class, "body").map(children).unwrap_or_default();
        let declared = statements.iter().filter_map(|statement| children(*statement).first().copied());
        let fields: Vec<Node<'m>> =
            declared.filter(|n| n.kind() == "assignment" && child(*n, "type").is_some()).collect();
        let given = call.positional().unwrap_or_default().len();
        let keywords: Vec<&str> = call.keywords().iter().map(|(name, _)| self.text(*name)).collect();
        let name = |field: &Node<'m>| child(*field, "left").map_or("", |n| self.text(n));
        let is_given = |at: usize, field: &Node<'m>| at < given || keywords.contains(&name(field));
        let missing = fields.iter().enumerate().filter(|(at, field)| !is_given(*at, field)).map(|(_, field)| *field);
        let mut complete = true;
        for field in missing {
            match child(field, "right").map(inner) {
                None => complete = false,
                Some(default) if !self.is_plain_default(default) => return None,
                Some(_) => {}
            }
        }
        let known = keywords.iter().all(|word| fields.iter().skip(given).any(|field| name(field) == *word));
        let text = self.text(class.parent().unwrap_or(class));
        let plain = !call.has_splat() && !ODD.iter().any(|word| text.contains(word));
        Some(complete && known && given <= fields.len() && plain)
    }

    /// A default that is there already, or made by a class of the library.
    fn is_plain_default(&self, default: Node<'m>) -> bool {
        let Some(call) = Call::of(default) else { return true };
        if self.dotted(call.function).as_deref() != Some("dataclasses.field") {
            return true;
        }
        let factory = call.keywords().into_iter().find(|(name, _)| self.text(*name) == "default_factory");
        factory.is_none_or(|(_, value)| {
            let made = self.dotted(value);
            made.is_some_and(|made| made.starts_with("builtins.") || made.starts_with("collections."))
        })
    }
}
