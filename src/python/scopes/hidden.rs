//! Ways to reach names without spelling them.

use tree_sitter::Node;

use super::collect::Collector;
use super::{MODULE, ScopeId, ScopeKind, spelling};
use crate::python::syntax::{Call, child, text};

/// Functions through which names of all enclosing scopes are read or bound unseen.
const DYNAMIC: &[&str] = &["globals", "eval", "exec", "__builtins__"];
/// Attributes that lead to the names of running code.
const FRAMES: &[&str] = &["_getframe", "currentframe", "f_locals", "f_globals", "f_back", "__globals__"];
/// Functions through which the names of the calling scope are read, when called without argument.
const LOCAL: &[&str] = &["locals", "vars", "dir"];

impl<'t> Collector<'t, '_> {
    /// A name that is read, and may stand for a way to all others.
    pub(super) fn unseen_name(&mut self, node: Node<'t>, scope: ScopeId) {
        let word = spelling::normal(text(node, self.source));
        if DYNAMIC.contains(&&*word) {
            self.reach_all(scope);
        }
        if LOCAL.contains(&&*word) && !has_argument(node) {
            self.reach_locals(scope);
        }
    }

    /// Ways to reach names that are not calls of a bare `locals` or `globals`.
    pub(super) fn unseen_access(&mut self, node: Node<'t>, scope: ScopeId) {
        let word = child(node, "attribute").map_or("", |a| text(a, self.source));
        let object = child(node, "object").map_or("", |o| text(o, self.source));
        let builtin =
            matches!(object, "builtins" | "__builtins__") && (DYNAMIC.contains(&word) || LOCAL.contains(&word));
        if builtin || FRAMES.contains(&word) {
            self.reach_all(scope);
        }
        if (object, word) == ("sys", "modules") {
            self.scopes[MODULE].dynamic = true;
        }
    }

    /// An import of the program itself, or of what holds the builtins.
    pub(super) fn unseen_import(&mut self, node: Node<'t>, module: Option<Node<'t>>, scope: ScopeId) {
        let words = text(node, self.source);
        if words.contains("__main__") || module.is_some_and(|m| text(m, self.source) == "builtins") {
            self.reach_all(scope);
            self.scopes[MODULE].dynamic = true;
        }
    }

    /// A name that is not spelled as it is called: others look for it by its text.
    pub(super) fn unseen_spelling(&mut self, node: Node<'t>, scope: ScopeId) {
        let word = text(node, self.source);
        if !word.is_ascii() && spelling::normal(word) != word {
            self.reach_all(scope);
        }
    }

    fn reach_all(&mut self, scope: ScopeId) {
        self.scopes[scope].dynamic = true;
        self.spreads = true;
    }

    /// Since PEP 709 a comprehension sees the names of the function it is part of.
    fn reach_locals(&mut self, mut scope: ScopeId) {
        self.scopes[scope].dynamic = true;
        while self.scopes[scope].kind == ScopeKind::Comprehension
            && let Some(parent) = self.scopes[scope].parent
        {
            scope = parent;
            self.scopes[scope].dynamic = true;
        }
    }
}

/// Is this name called with an argument?
fn has_argument(name: Node<'_>) -> bool {
    name.parent().and_then(Call::of).is_some_and(|call| call.function == name && !call.all().is_empty())
}
