//! What the uses of a name do with its value: does it escape, is it changed, what flows into it.

use tree_sitter::Node;

use super::Facts;
use super::bindings::{Binding, Bound};
use super::knowledge::{Entry, Walk};
use super::scopes::{Role, ScopeKind, SymbolId};
use super::syntax::{Call, ancestors, child, children, inner, outer};
use super::types::{Ty, TyExpr};

/// How one occurrence uses the value of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use<'t> {
    /// Looked at where it stands; nothing keeps it.
    Read,
    /// Changed in place; the node is the call, subscript or statement that does it.
    Changed(Node<'t>),
    /// Returned: it leaves, but nothing of this function runs with it afterwards.
    Returned,
    /// Something may keep it, or nobody knows.
    Escapes(Node<'t>),
}

/// What is known of a local object and of the names that reach it.
#[derive(Debug, Clone, Default)]
pub struct Ownership<'t> {
    /// The uses that let it out.
    pub escapes: Vec<Node<'t>>,
    /// Everything that changes it.
    pub changes: Vec<Node<'t>>,
}

impl<'m> Facts<'m> {
    /// Ownership of the object behind a local name that is only ever bound to new
    /// containers; `None` where the name may stand for something older.
    pub fn ownership(&self, symbol: SymbolId) -> Option<Ownership<'m>> {
        if let Some(known) = self.owned.borrow().get(&symbol) {
            return known.clone();
        }
        // While it is looked for, the object counts as foreign.
        self.owned.borrow_mut().insert(symbol, None);
        let found = self.find_ownership(symbol);
        self.owned.borrow_mut().insert(symbol, found.clone());
        found
    }

    fn find_ownership(&self, symbol: SymbolId) -> Option<Ownership<'m>> {
        let scopes = self.scopes();
        let here = &scopes.symbols[symbol];
        let scope = &scopes.scopes[here.scope];
        if matches!(scope.kind, ScopeKind::Class | ScopeKind::Comprehension) || scope.dynamic {
            return None;
        }
        // A name of the module can be reached by every function of every module, but for one
        // file alone, in which no function does.
        let alone = self.project.closed && self.is_captured(symbol).is_none() && !scopes.is_open();
        if scope.kind == ScopeKind::Module && !alone {
            return None;
        }
        for binding in here.bindings().filter(|o| o.role != Role::Update) {
            let bound = self.binding(binding);
            let made = value_given(&bound).is_some_and(|value| self.is_new_container(value));
            (made || self.is_given_new(&bound)).then_some(())?;
        }
        let mut ownership = Ownership::default();
        for occurrence in &here.occurrences {
            if !matches!(occurrence.role, Role::Load | Role::Update) {
                continue;
            }
            if scopes.running(occurrence.scope) != here.scope {
                ownership.escapes.push(occurrence.node);
                continue;
            }
            match self.use_of(occurrence.node) {
                Use::Read | Use::Returned => {}
                Use::Changed(by) => ownership.changes.push(by),
                Use::Escapes(_) => ownership.escapes.push(occurrence.node),
            }
        }
        Some(ownership)
    }

    /// Is the name's object reachable through this name alone?
    pub fn owns(&self, symbol: SymbolId) -> bool {
        self.ownership(symbol).is_some_and(|o| o.escapes.is_empty())
    }

    /// Does evaluating this expression make a container that nothing else refers to?
    pub fn is_new_container(&self, node: Node<'m>) -> bool {
        let node = inner(node);
        match node.kind() {
            "list" | "set" | "dictionary" | "list_comprehension" | "set_comprehension" | "dictionary_comprehension" => {
                true
            }
            "call" => Call::of(node).is_some_and(|call| {
                let named = self.dotted(call.function).is_some_and(|d| NEW.contains(&d.as_str()));
                named
                    || self.entry_of(&call).is_some_and(|entry| self.is_made_by(&call, entry))
                    || self.callee(&call).is_some_and(|function| self.returns_new(function))
            }),
            "binary_operator" => matches!(self.type_of(node), Ty::List(_)),
            _ => false,
        }
    }

    fn is_made_by(&self, call: &Call<'m>, entry: &Entry) -> bool {
        // No method of a container gives the container itself: this is `copy`, `union`.
        let alike =
            entry.returns == TyExpr::Receiver && call.method().is_some_and(|(o, _)| is_mutable(&self.type_of(o)));
        alike || entry.makes_container()
    }

    /// What the expression around a name does with the name's value.
    pub fn use_of(&self, name: Node<'m>) -> Use<'m> {
        let node = outer(name);
        let Some(parent) = node.parent() else { return Use::Escapes(name) };
        let is = |field: &str| child(parent, field) == Some(node);
        match parent.kind() {
            "for_in_clause" if is("right") => self.clause_use(parent),
            "for_statement" if is("right") => Use::Read,
            "comparison_operator" | "not_operator" | "interpolation" | "expression_statement" | "assert_statement" => {
                Use::Read
            }
            "binary_operator" => Use::Read,
            "if_statement" | "while_statement" | "elif_clause" if is("condition") => Use::Read,
            "if_clause" => Use::Read,
            "conditional_expression" if children(parent).get(1) == Some(&node) => Use::Read,
            "list_splat" => Use::Read,
            "return_statement" => Use::Returned,
            "expression_list" | "tuple" if outer(parent).parent().is_some_and(|p| p.kind() == "return_statement") => {
                Use::Returned
            }
            "augmented_assignment" if is("left") => Use::Changed(parent),
            "augmented_assignment" => Use::Read,
            "subscript" if is("value") => subscript_use(parent),
            "attribute" => self.method_use(parent),
            "argument_list" => self.argument_use(node, parent),
            "keyword_argument" => self.keyword_use(parent),
            _ => Use::Escapes(parent),
        }
    }

    /// A generator expression holds what it walks until it is walked itself.
    fn clause_use(&self, clause: Node<'m>) -> Use<'m> {
        let Some(generator) = clause.parent().filter(|c| c.kind() == "generator_expression") else { return Use::Read };
        let Some(around) = outer(generator).parent() else { return Use::Escapes(generator) };
        let target = child(around, "left").filter(|t| around.kind() == "assignment" && t.kind() == "identifier");
        let symbol = target.and_then(|t| self.scopes().symbol_at(t));
        let load = symbol.and_then(|s| self.scopes().symbols[s].loads().next());
        let once = load.is_some_and(|load| self.lazily_bound(load.node).is_some());
        let given = around.kind() == "call" && self.given_use(Call::of(around), 0, 1) == Use::Read;
        if once || given || self.is_walked_here(generator) { Use::Read } else { Use::Escapes(generator) }
    }

    fn method_use(&self, attribute: Node<'m>) -> Use<'m> {
        let call = attribute.parent().and_then(Call::of).filter(|c| c.function == attribute);
        let (Some(call), Some(object), Some(name)) = (call, child(attribute, "object"), child(attribute, "attribute"))
        else {
            return Use::Escapes(attribute);
        };
        let Some(entry) = self.knowledge().method(&self.container_kind(object), self.text(name)) else {
            return Use::Escapes(attribute);
        };
        let view = matches!(self.text(name), "items" | "keys" | "values") && !self.is_walked_here(call.node);
        match (view, entry.mutates) {
            (true, _) => Use::Escapes(call.node),
            (_, true) => Use::Changed(call.node),
            _ => Use::Read,
        }
    }

    /// The container type of an owned name without asking what is in it: that question
    /// may be the one being answered.
    fn container_kind(&self, object: Node<'m>) -> Ty {
        let Some(symbol) = (object.kind() == "identifier").then(|| self.scopes().symbol_at(object)).flatten() else {
            return self.type_of(object);
        };
        let mut kind = Ty::Never;
        for occurrence in self.scopes().symbols[symbol].bindings().filter(|o| o.role != Role::Update) {
            if let Some(value) = value_given(&self.binding(occurrence)) {
                kind = kind.join(&self.new_kind(inner(value)));
            }
        }
        kind
    }

    fn new_kind(&self, value: Node<'m>) -> Ty {
        let unknown = Box::<Ty>::default;
        match value.kind() {
            "list" | "list_comprehension" | "binary_operator" => Ty::List(unknown()),
            "set" | "set_comprehension" => Ty::Set(unknown()),
            "dictionary" | "dictionary_comprehension" => Ty::Dict(unknown(), unknown()),
            "call" => {
                let Some(call) = Call::of(value) else { return Ty::Unknown };
                let dotted = self.dotted(call.function).unwrap_or_default();
                match dotted.as_str() {
                    "builtins.list" | "builtins.sorted" => Ty::List(unknown()),
                    "builtins.set" => Ty::Set(unknown()),
                    "builtins.dict" | "dict.fromkeys" => Ty::Dict(unknown(), unknown()),
                    "collections.deque" => Ty::Instance("collections.deque".to_owned()),
                    "collections.Counter" => Ty::Instance("collections.Counter".to_owned()),
                    "collections.defaultdict" => Ty::Instance("collections.defaultdict".to_owned()),
                    "builtins.bytearray" => Ty::ByteArray,
                    _ => match self.entry_of(&call).filter(|entry| self.is_made_by(&call, entry)) {
                        Some(entry) => {
                            let receiver = call.method().map(|(object, _)| self.type_of(object));
                            entry.returns.resolve(receiver.as_ref(), &[]).without_elements()
                        }
                        None => self.callee(&call).map_or(Ty::Unknown, |f| self.returned_by(f).without_elements()),
                    },
                }
            }
            _ => Ty::Unknown,
        }
    }

    /// Is this expression walked by the loop, clause or known call it is directly part of?
    fn is_walked_here(&self, node: Node<'m>) -> bool {
        let node = outer(node);
        let Some(parent) = node.parent() else { return false };
        match parent.kind() {
            "for_statement" | "for_in_clause" => child(parent, "right") == Some(node),
            "comparison_operator" => true,
            "argument_list" => self.argument_use(node, parent) == Use::Read,
            _ => false,
        }
    }

    fn argument_use(&self, argument: Node<'m>, list: Node<'m>) -> Use<'m> {
        let Some(call) = list.parent().and_then(Call::of) else { return Use::Escapes(list) };
        let Some(positional) = call.positional() else { return Use::Escapes(call.node) };
        match positional.iter().position(|a| *a == argument) {
            Some(index) => self.given_use(Some(call), index, positional.len()),
            None => Use::Escapes(call.node),
        }
    }

    /// What a call does with its argument at `index` of `count`.
    fn given_use(&self, call: Option<Call<'m>>, index: usize, count: usize) -> Use<'m> {
        let Some(call) = call else { return Use::Escapes(self.module.root()) };
        let Some(entry) = self.entry_of(&call) else {
            let read = self.only_reads(&call, index, None);
            return if read { Use::Read } else { Use::Escapes(call.node) };
        };
        // A lazy walker that is walked on the spot, and has no name, keeps nothing longer.
        let lazy = matches!(entry.walk(index, count), Some(Walk::Lazy | Walk::Backwards));
        if lazy && self.is_walked_here(call.node) {
            return Use::Read;
        }
        // `max(xs, ys)` gives one of them.
        let chosen = entry.walks_alone && count > 1;
        if chosen || entry.keeps.contains(&index) || entry.walk(index, count) == Some(Walk::Keeps) {
            return Use::Escapes(call.node);
        }
        // A lazy walker that is itself stored keeps the container alive and in sight.
        if lazy {
            return Use::Escapes(call.node);
        }
        if entry.mutates_args.contains(&index) { Use::Changed(call.node) } else { Use::Read }
    }

    /// `print(file=xs)`, `total(rows=xs)`: only known keywords that compute with the value, and
    /// parameters that are only read.
    fn keyword_use(&self, keyword: Node<'m>) -> Use<'m> {
        let word = child(keyword, "name").map(|n| self.text(n));
        let call = keyword.parent().and_then(|list| list.parent()).and_then(Call::of);
        let read = match call.filter(|call| self.entry_of(call).is_none()) {
            Some(call) => self.only_reads(&call, 0, word),
            None => matches!(word, Some("sep" | "end" | "file")),
        };
        if read { Use::Read } else { Use::Escapes(keyword) }
    }

    /// The generator expression or lazy call behind a local name, if this is the name's only
    /// use: walking the name is walking that.
    pub fn lazily_bound(&self, name: Node<'m>) -> Option<Node<'m>> {
        let scopes = self.scopes();
        let symbol = scopes.symbol_at(name)?;
        let here = &scopes.symbols[symbol];
        let local = matches!(scopes.scopes[here.scope].kind, ScopeKind::Function | ScopeKind::Module)
            && !scopes.scopes[here.scope].dynamic;
        if !local || here.loads().take(2).count() != 1 || self.is_captured(symbol).is_some() {
            return None;
        }
        if scopes.is_global(symbol) && !self.project.closed {
            return None;
        }
        let binding = self.sole_binding(symbol).filter(|b| b.path.is_empty())?;
        let Bound::Value(value) = binding.bound else { return None };
        let value = inner(value);
        let lazy = value.kind() == "generator_expression"
            || value.kind() == "call" && matches!(self.type_of(value), Ty::Iter(_));
        lazy.then_some(value)
    }

    /// Is this name used in a function, lambda or class nested in the one that owns it?
    pub fn is_captured(&self, symbol: SymbolId) -> Option<Node<'m>> {
        if let Some(known) = self.captured.borrow().get(&symbol) {
            return *known;
        }
        let scopes = self.scopes();
        let here = &scopes.symbols[symbol];
        let nested =
            here.occurrences.iter().find(|o| scopes.running(o.scope) != here.scope && o.role != Role::Declared);
        let found = nested.map(|o| o.node);
        self.captured.borrow_mut().insert(symbol, found);
        found
    }

    /// Is a name read lazily: inside a lambda, a nested function or a generator expression?
    pub fn is_read_late(&self, node: Node<'m>, up_to: Node<'m>) -> bool {
        ancestors(node)
            .take_while(|n| *n != up_to)
            .any(|n| super::syntax::is_deferred(n) || n.kind() == "generator_expression")
    }

    /// Does the code at both places run in the same function?
    pub fn same_code(&self, a: Node<'m>, b: Node<'m>) -> bool {
        self.function_of(a) == self.function_of(b)
    }
}

/// Calls whose result is a new container.
const NEW: &[&str] = &[
    "builtins.list",
    "builtins.set",
    "builtins.dict",
    "builtins.sorted",
    "builtins.bytearray",
    "collections.deque",
    "collections.Counter",
    "collections.defaultdict",
    "collections.OrderedDict",
    "dict.fromkeys",
];

fn is_mutable(ty: &Ty) -> bool {
    matches!(ty, Ty::List(_) | Ty::Set(_) | Ty::Dict(..))
}

fn subscript_use(subscript: Node<'_>) -> Use<'_> {
    let node = outer(subscript);
    let Some(parent) = node.parent() else { return Use::Escapes(subscript) };
    let target = match parent.kind() {
        "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause" => {
            child(parent, "left") == Some(node)
        }
        "delete_statement" | "pattern_list" | "tuple_pattern" | "as_pattern_target" | "list_pattern" => true,
        _ => false,
    };
    if target { Use::Changed(subscript) } else { Use::Read }
}

/// The value that a binding gives one name alone: `[]` for `a` in `a, b = [], {}`.
fn value_given<'t>(binding: &Binding<'t>) -> Option<Node<'t>> {
    let Bound::Value(whole) = binding.bound else { return None };
    let value = binding.path.iter().try_fold(whole, |value, index| {
        let value = inner(value);
        let parts = matches!(value.kind(), "tuple" | "expression_list" | "list").then(|| children(value))?;
        parts.iter().all(|p| p.kind() != "list_splat").then(|| parts.get(*index).copied())?
    })?;
    (!is_chained(whole)).then_some(value)
}

/// `a = b = []`: two names for one list.
fn is_chained(value: Node<'_>) -> bool {
    let Some(assignment) = outer(value).parent() else { return false };
    let right = assignment.parent().is_some_and(|p| p.kind() == "assignment");
    assignment.kind() == "assignment" && right
}
