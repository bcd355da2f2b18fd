//! Ways to reach names without spelling them.

use tree_sitter::Node;

use super::collect::Collector;
use super::{MODULE, ScopeId, ScopeKind, spelling};
use crate::python::syntax::{Call, child, children, literal, text};

/// Functions through which names of all enclosing scopes are read or bound unseen.
const DYNAMIC: &[&str] = &["globals", "eval", "exec", "__builtins__"];
/// Attributes that lead to the names of running code.
const FRAMES: &[&str] =
    &["_getframe", "currentframe", "f_locals", "f_globals", "f_back", "__globals__", "cell_contents"];
/// Functions through which the names of the calling scope are read, when called without argument.
const LOCAL: &[&str] = &["locals", "vars", "dir"];
/// Functions that give a module by its name.
const IMPORTERS: &[&str] = &["__import__", "import_module"];

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

    /// A module asked for by a name that is computed, or is its own, may be this one.
    pub(super) fn unseen_call(&mut self, node: Node<'t>) {
        let Some(call) = Call::of(node) else { return };
        let function = child(call.function, "attribute").unwrap_or(call.function);
        if !IMPORTERS.contains(&text(function, self.source)) {
            return;
        }
        let named = call.all().first().and_then(|name| literal(*name, self.source));
        self.scopes[MODULE].dynamic |= named.is_none_or(|name| self.is_own(name));
    }

    /// An import of the program itself, of what holds the builtins or all modules, or of this
    /// very file.
    pub(super) fn unseen_import(&mut self, node: Node<'t>, module: Option<Node<'t>>, scope: ScopeId) {
        let from = module.map(|m| text(m, self.source));
        if text(node, self.source).contains("__main__") || from == Some("builtins") {
            self.reach_all(scope);
            self.scopes[MODULE].dynamic = true;
        }
        for part in children(node).into_iter().filter(|p| Some(*p) != module) {
            let renamed = part.kind() == "aliased_import";
            let name = child(part, "name").filter(|_| renamed).unwrap_or(part);
            let name = text(name, self.source);
            self.scopes[MODULE].dynamic |= match from {
                None => {
                    self.is_own(name)
                        || renamed && name == "builtins"
                        || renamed && name == "sys" && self.source.contains(".modules")
                }
                Some(from) => {
                    self.is_own(from)
                        || from.starts_with('.') && self.is_own(name)
                        || (from, name) == ("sys", "modules")
                }
            };
        }
    }

    /// Is this dotted name that of the file itself, as far as its path can tell?
    fn is_own(&self, dotted: &str) -> bool {
        let path = self.own.with_extension("");
        let mut folders = path.components().rev().map(|part| part.as_os_str());
        !path.as_os_str().is_empty()
            && dotted.rsplit('.').all(|part| folders.next().is_none_or(|folder| folder == part))
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

/// Is this name called with an argument? One with a star may be none.
fn has_argument(name: Node<'_>) -> bool {
    let call = name.parent().and_then(Call::of).filter(|call| call.function == name);
    call.is_some_and(|call| call.all().iter().any(|a| !matches!(a.kind(), "list_splat" | "dictionary_splat")))
}
