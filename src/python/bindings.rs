//! Where the value of a name comes from.

use tree_sitter::Node;

use super::Facts;
use super::scopes::{Occurrence, Role, SymbolId};
use super::syntax::{ancestors, child, children, enclosing, iterable};

/// What a binding gives its name, before unpacking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound<'t> {
    /// The value of an expression.
    Value(Node<'t>),
    /// An item of an iterable.
    Item(Node<'t>),
    /// What entering a manager gives.
    Entered(Node<'t>),
    /// A parameter.
    Parameter(Node<'t>),
    /// An imported module or name, dotted.
    Import(String),
    /// A function.
    Function(Node<'t>),
    /// A class.
    Class(Node<'t>),
    /// `x += value`: the whole statement.
    Update(Node<'t>),
    /// Bound some other way: `except ... as`, a capture, `*rest`, a tuple of iterables.
    Other,
}

/// A binding: its source, the annotation beside it, and the positions taken by unpacking, outermost first.
#[derive(Debug, Clone)]
pub struct Binding<'t> {
    /// Where the value comes from.
    pub bound: Bound<'t>,
    /// `x: T = ...`
    pub annotation: Option<Node<'t>>,
    /// `(a, (b, c)) = ...`: `c` is at `[1, 1]`.
    pub path: Vec<usize>,
}

impl<'m> Facts<'m> {
    /// What the binding occurrence of a name binds it to.
    pub fn binding(&self, occurrence: &Occurrence<'m>) -> Binding<'m> {
        let key = occurrence.node.id();
        if let Some(known) = self.bound.borrow().get(&key) {
            return known.clone();
        }
        let found = self.find_binding(occurrence);
        self.bound.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_binding(&self, occurrence: &Occurrence<'m>) -> Binding<'m> {
        if occurrence.role == Role::Import {
            let bound = self.imported(occurrence.node).map_or(Bound::Other, Bound::Import);
            return Binding { bound, annotation: None, path: Vec::new() };
        }
        let mut path = Vec::new();
        let mut here = occurrence.node;
        while let Some(parent) = here.parent() {
            let is = |field: &str| child(parent, field) == Some(here);
            let found = match parent.kind() {
                "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list" => {
                    let parts = children(parent);
                    let index = parts.iter().position(|p| *p == here);
                    let starred = parts.iter().any(|p| p.kind() == "list_splat_pattern");
                    match index {
                        Some(index) if !starred => path.insert(0, index),
                        _ => return Binding { bound: Bound::Other, annotation: None, path },
                    }
                    None
                }
                "parenthesized_expression" | "list_splat_pattern" => None,
                "assignment" if is("left") => {
                    let value = last_value(parent);
                    let annotation = child(parent, "type");
                    return Binding { bound: value.map_or(Bound::Other, Bound::Value), annotation, path };
                }
                "augmented_assignment" if is("left") => Some(Bound::Update(parent)),
                "named_expression" if is("name") => Some(child(parent, "value").map_or(Bound::Other, Bound::Value)),
                "for_statement" | "for_in_clause" if is("left") => {
                    Some(iterable(parent).map_or(Bound::Other, Bound::Item))
                }
                "as_pattern_target" => Some(entered(parent)),
                "function_definition" if is("name") => Some(Bound::Function(parent)),
                "class_definition" if is("name") => Some(Bound::Class(parent)),
                "default_parameter" | "typed_default_parameter" | "typed_parameter"
                    if occurrence.role == Role::Parameter =>
                {
                    Some(Bound::Parameter(parent))
                }
                "parameters" | "lambda_parameters" => Some(Bound::Parameter(here)),
                _ => Some(Bound::Other),
            };
            if let Some(bound) = found {
                return Binding { bound, annotation: None, path };
            }
            here = parent;
        }
        Binding { bound: Bound::Other, annotation: None, path }
    }

    /// The only binding of a symbol; `None` if there are several, none, or hidden ones.
    pub fn sole_binding(&self, symbol: SymbolId) -> Option<Binding<'m>> {
        if let Some(known) = self.sole.borrow().get(&symbol) {
            return known.clone();
        }
        let here = &self.scopes().symbols[symbol];
        let mut bindings = here.bindings();
        let only = bindings.next().filter(|_| bindings.next().is_none());
        let kept = only.filter(|_| here.occurrences.iter().all(|o| o.role != Role::Delete));
        let found = kept.map(|o| self.binding(o));
        self.sole.borrow_mut().insert(symbol, found.clone());
        found
    }

    /// The dotted name that an import binds: `import os.path` binds `os` to "os",
    /// `from collections import Counter as C` binds `C` to "collections.Counter".
    pub(super) fn imported(&self, name: Node<'m>) -> Option<String> {
        let statement = ancestors(name).find(|n| n.kind().starts_with("import_"))?;
        let alias = enclosing(name, &["aliased_import"]).filter(|a| child(*a, "alias") == Some(name));
        let target = match alias {
            Some(alias) => self.text(child(alias, "name")?),
            None if statement.kind() == "import_statement" => self.text(name),
            None => self.text(name.parent()?),
        };
        if statement.kind() == "import_statement" {
            return Some(target.to_owned());
        }
        let module = self.text(child(statement, "module_name")?);
        (!module.starts_with('.')).then(|| format!("{module}.{target}"))
    }

    /// Is the name bound by `import module`?
    pub fn is_module(&self, name: Node<'m>) -> bool {
        ancestors(name).take(3).any(|n| n.kind() == "import_statement")
    }

    /// The dotted name that an expression stands for, if it names a builtin, an imported
    /// module or something in one: `len` is "builtins.len", `p.join` may be "os.path.join".
    pub fn dotted(&self, node: Node<'m>) -> Option<String> {
        match node.kind() {
            "identifier" => {
                let word = self.text(node);
                let symbol = self.scopes().symbol_at(node)?;
                if !self.scopes().is_bound(symbol) {
                    return self.unbound(word);
                }
                match self.sole_binding(symbol)?.bound {
                    Bound::Import(dotted) => Some(dotted),
                    _ => None,
                }
            }
            "attribute" => {
                let object = self.dotted(child(node, "object")?)?;
                if object.starts_with("builtins.") || self.is_replaced(node) {
                    return None;
                }
                Some(format!("{object}.{}", self.text(child(node, "attribute")?)))
            }
            _ => None,
        }
    }

    /// A name bound nowhere in the file: a builtin, unless something may bind it unseen.
    fn unbound(&self, word: &str) -> Option<String> {
        let scopes = self.scopes();
        if scopes.is_open() || *self.builtins_replaced.get_or_init(|| self.replaces_builtins()) {
            return None;
        }
        for star in &scopes.stars {
            if !HARMLESS_STARS.contains(&star.as_str()) {
                return None;
            }
            let dotted = format!("{star}.{word}");
            if self.knowledge().function(&dotted).is_some() {
                return Some(dotted);
            }
        }
        self.knowledge().is_builtin(word).then(|| format!("builtins.{word}"))
    }

    /// Would the bare word `name` be the builtin at this place?
    pub fn sees_builtin(&self, node: Node<'m>, name: &str) -> bool {
        !self.scopes().is_visible(node, name) && self.unbound(name).is_some_and(|d| d == format!("builtins.{name}"))
    }

    /// Is this the builtin `name`, not shadowed in any scope it is seen from?
    pub fn is_builtin(&self, node: Node<'m>, name: &str) -> bool {
        node.kind() == "identifier"
            && self.text(node) == name
            && self.dotted(node).as_deref() == Some(&format!("builtins.{name}"))
    }

    /// Is `name` a word in some string of the module: a doctest, `__all__`, `getattr`, a
    /// template? What a docstring says in prose does not count.
    pub fn is_word_in_strings(&self, name: &str) -> bool {
        let words = self.words_in_strings.get_or_init(|| {
            let naming = |n: &&Node<'m>| !is_docstring(**n) || self.text(**n).contains(">>>");
            let strings = self.index_of().strings.iter().filter(naming);
            strings.flat_map(|n| self.text(*n).split(|c| !is_part_of_word(c))).collect()
        });
        // A name that is no single word counts if a part of it does.
        name.split(|c| !is_part_of_word(c)).any(|part| words.contains(part))
    }
}

impl Facts<'_> {
    /// Does one of these words stand anywhere in the module?
    pub fn has_a_word(&self, words: &[String]) -> bool {
        words.iter().any(|word| has_word(self.module.text(), word))
    }
}

/// Modules of the standard library whose `__all__` hides no builtin that pyfix relies on.
const HARMLESS_STARS: &[&str] = &[
    "itertools",
    "functools",
    "collections",
    "typing",
    "math",
    "random",
    "string",
    "dataclasses",
    "datetime",
    "time",
    "heapq",
];

/// Is this the content of a string that is a statement by itself?
fn is_docstring(content: Node<'_>) -> bool {
    let statement = content.parent().filter(|s| s.kind() == "string").and_then(|s| s.parent());
    statement.is_some_and(|s| s.kind() == "expression_statement")
}

/// Does `word` occur in `text` as a whole word?
pub fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_part_of_word) && !after.is_some_and(is_part_of_word)
    })
}

/// May the character be part of a word?
pub fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The value at the end of `a = b = value`.
fn last_value(mut assignment: Node<'_>) -> Option<Node<'_>> {
    loop {
        let right = child(assignment, "right")?;
        if right.kind() != "assignment" {
            return Some(right);
        }
        assignment = right;
    }
}

/// `with manager as name`; an `except ... as name` binds something else.
fn entered(target: Node<'_>) -> Bound<'_> {
    let Some(pattern) = target.parent() else { return Bound::Other };
    let in_with = ancestors(pattern).take(3).any(|n| n.kind() == "with_item");
    match children(pattern).first() {
        Some(context) if in_with => Bound::Entered(*context),
        _ => Bound::Other,
    }
}
