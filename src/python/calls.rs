//! Calls: what is called, who calls, which files are opened.

use tree_sitter::Node;

use super::Facts;
use super::bindings::Bound;
use super::knowledge::Entry;
use super::scopes::{Role, SymbolId};
use super::syntax::{Call, child, children, enclosing, inner, is_async, literal, outer};
use super::types::Ty;

/// A call that opens a file.
#[derive(Debug, Clone)]
pub struct Opening<'t> {
    /// The expression of the path.
    pub path: Node<'t>,
    /// The mode, if it is a literal or left out.
    pub mode: Option<String>,
}

impl Opening<'_> {
    /// Opened for reading alone.
    pub fn reads_only(&self) -> bool {
        self.mode.as_deref().is_some_and(|m| m.contains('r') && !m.contains('+'))
    }

    /// Opened so that it is empty: nothing that was in the file can be read any more.
    pub fn truncates(&self) -> bool {
        self.mode.as_deref().is_some_and(|m| m.contains(['w', 'x']))
    }

    fn file(&self) -> Ty {
        match &self.mode {
            Some(mode) => Ty::File { binary: mode.contains('b') },
            None => Ty::Unknown,
        }
    }
}

/// Functions that open a file: name, default mode, whether binary unless `t` is in the mode.
const OPENERS: &[(&str, &str, bool)] = &[
    ("builtins.open", "r", false),
    ("io.open", "r", false),
    ("gzip.open", "rb", true),
    ("bz2.open", "rb", true),
    ("lzma.open", "rb", true),
];

impl<'m> Facts<'m> {
    /// What is known of the function or method that a call calls.
    pub fn entry_of(&self, call: &Call<'m>) -> Option<&'static Entry> {
        if let Some(dotted) = self.dotted(call.function) {
            return self.knowledge().function(&dotted);
        }
        let (object, name) = call.method()?;
        // `str.isdigit(x)` and `dict.fromkeys(x)` go through the class.
        if let Some(class) = self.dotted(object).and_then(|d| d.strip_prefix("builtins.").map(str::to_owned)) {
            // Any other method called so has its receiver among the arguments: unknown.
            let of_class = matches!(self.text(name), "fromkeys" | "maketrans" | "fromhex" | "from_bytes");
            return of_class.then(|| self.knowledge().function(&format!("{class}.{}", self.text(name))))?;
        }
        self.knowledge().method(&self.type_of(object), self.text(name))
    }

    /// The opening that a call is, if it opens a file in a known way.
    pub fn opening(&self, node: Node<'m>) -> Option<Opening<'m>> {
        let call = Call::of(inner(node))?;
        if call.has_splat() {
            return None;
        }
        let positional = call.positional()?;
        let keyword = |name: &str| call.keywords().into_iter().find(|(n, _)| self.text(*n) == name).map(|(_, v)| v);
        let dotted = self.dotted(call.function);
        let opener = OPENERS.iter().find(|(name, ..)| dotted.as_deref() == Some(*name));
        let (path, mode_at, default, binary) = match opener {
            Some((_, default, binary)) => {
                let path = positional.first().copied().or(keyword("file")).or(keyword("filename"))?;
                (path, 1, *default, *binary)
            }
            None => {
                let (object, name) = call.method()?;
                if self.text(name) != "open" || self.type_of(object) != Ty::Instance("pathlib.Path".to_owned()) {
                    return None;
                }
                (object, 0, "r", false)
            }
        };
        let mode = match positional.get(mode_at).copied().or(keyword("mode")) {
            None => Some(default.to_owned()),
            Some(node) => literal(node, self.module.text()).map(|text| {
                let implied = binary && !text.contains('t') && !text.contains('b');
                if implied { format!("{text}b") } else { text.to_owned() }
            }),
        };
        Some(Opening { path, mode })
    }

    /// The file that a call gives, if it opens one.
    pub fn opened(&self, call: &Call<'m>) -> Option<Ty> {
        self.opening(call.node).map(|opening| opening.file())
    }

    /// The opening behind a name: `f = open(p)`, `with open(p) as f`, `with closing(open(p)) as f`,
    /// where that is its only binding or the only one that reaches `node`.
    pub fn opening_of_name(&self, node: Node<'m>) -> Option<Opening<'m>> {
        let context = self.opened_by(node)?;
        self.opening(context)
    }

    /// Is this a call of a known function that makes a new file object?
    pub fn makes_file(&self, node: Node<'m>) -> bool {
        let call = Call::of(inner(node));
        call.is_some_and(|c| self.entry_of(&c).is_some()) && matches!(self.type_of(node), Ty::File { .. })
    }

    /// The parameter that takes a name given to a function of this module by position.
    pub fn parameter_given(&self, name: Node<'m>) -> Option<SymbolId> {
        let list = outer(name).parent().filter(|p| p.kind() == "argument_list")?;
        let call = Call::of(list.parent()?)?;
        let function = self.callee(&call).filter(|f| self.method_class(*f).is_none())?;
        let index = call.positional()?.iter().position(|a| *a == name)?;
        let parameters = child(function, "parameters").map(children)?;
        super::values::parameter_name(*parameters.get(index)?).and_then(|n| self.scopes().symbol_at(n))
    }

    /// The expression that opened the file behind a name.
    pub fn opened_by(&self, node: Node<'m>) -> Option<Node<'m>> {
        let symbol = self.scopes().symbol_at(node)?;
        let binding = match self.sole_binding(symbol) {
            Some(binding) => binding,
            None => match self.definitions_reaching(node, symbol)?.as_slice() {
                [only] => self.binding(only),
                _ => return None,
            },
        };
        if !binding.path.is_empty() {
            return None;
        }
        match binding.bound {
            Bound::Value(value) => Some(inner(value)),
            Bound::Entered(context) => Some(self.inside_closing(inner(context))),
            _ => None,
        }
    }

    /// `open(p)` of `contextlib.closing(open(p))`.
    fn inside_closing(&self, context: Node<'m>) -> Node<'m> {
        let call = Call::of(context).filter(|c| self.dotted(c.function).as_deref() == Some("contextlib.closing"));
        call.and_then(|c| c.all().first().copied()).map_or(context, inner)
    }

    /// The function of this module that a call runs: a plain `def` bound once, or a method
    /// called on an instance whose class is known and not derived from.
    pub fn callee(&self, call: &Call<'m>) -> Option<Node<'m>> {
        if call.function.kind() == "identifier" {
            let symbol = self.scopes().symbol_at(call.function)?;
            return match self.sole_binding(symbol)?.bound {
                Bound::Function(function) if is_plain(function) => Some(function),
                _ => None,
            };
        }
        let (object, name) = call.method()?;
        let class = self.class_of(&self.type_of(object))?;
        if !self.is_final(class) {
            return None;
        }
        let method = self.methods(class).into_iter().filter(|m| self.named(*m) == self.text(name)).collect::<Vec<_>>();
        match method.as_slice() {
            [only] if is_plain(*only) => Some(*only),
            _ => None,
        }
    }

    /// The name of a definition.
    pub fn named(&self, definition: Node<'m>) -> &'m str {
        child(definition, "name").map_or("", |n| self.text(n))
    }

    /// The functions in a class body, decorated ones included.
    pub fn methods(&self, class: Node<'m>) -> Vec<Node<'m>> {
        let body = child(class, "body").map(children).unwrap_or_default();
        let plain = body
            .into_iter()
            .map(|s| if s.kind() == "decorated_definition" { child(s, "definition").unwrap_or(s) } else { s });
        plain.filter(|n| n.kind() == "function_definition").collect()
    }

    /// Is all that a class does written in this file: no bases but `object`, no metaclass or
    /// decorator, nothing derived from it, in a closed project?
    pub fn is_final(&self, class: Node<'m>) -> bool {
        if !self.project.closed {
            return false;
        }
        let bases = child(class, "superclasses").map(children).unwrap_or_default();
        let based = bases.iter().any(|b| !self.is_builtin(*b, "object"));
        let decorated = class.parent().is_some_and(|p| p.kind() == "decorated_definition");
        if based || decorated {
            return false;
        }
        let Some(symbol) = child(class, "name").and_then(|n| self.scopes().symbol_at(n)) else { return false };
        let derived = self.scopes().symbols[symbol].loads().any(|o| {
            enclosing(o.node, &["argument_list"])
                .and_then(|a| a.parent())
                .is_some_and(|p| p.kind() == "class_definition")
        });
        !derived
    }

    /// Does this class define how its attributes are looked up or set?
    pub fn has_attribute_hooks(&self, class: Node<'m>) -> bool {
        const HOOKS: &[&str] = &["__getattr__", "__getattribute__", "__setattr__", "__slots__", "__get__", "__set__"];
        self.methods(class).into_iter().any(|m| HOOKS.contains(&self.named(m)) && self.named(m) != "__slots__")
    }

    /// The type of the attribute `name` of an instance of a class of this module, from all
    /// that is ever stored in an attribute of that name; `None` where that cannot be known
    /// or it is a method or property.
    pub fn field_of(&self, receiver: &Ty, name: &str) -> Option<Ty> {
        let class = self.class_of(receiver)?;
        let hidden = self.has_attribute_hooks(class) || self.methods(class).iter().any(|m| self.named(*m) == name);
        if !self.is_final(class) || hidden || self.stores_unseen() || !self.is_always_set(class, name) {
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
        (all != Ty::Never).then(|| all.without_elements())
    }

    /// Are attributes of this module's objects also set by other means than an assignment?
    fn stores_unseen(&self) -> bool {
        let text = self.module.text();
        ["setattr(", "__dict__", "vars(", "__class__ =", "delattr(", "__setattr__", "attrgetter"]
            .iter()
            .any(|w| text.contains(w))
    }

    /// Does the class body, or a statement of `__init__` that always runs, set the attribute?
    fn is_always_set(&self, class: Node<'m>, name: &str) -> bool {
        let body = child(class, "body").map(children).unwrap_or_default();
        if body.iter().any(|s| self.class_value(*s, name).is_some()) {
            return true;
        }
        let Some(init) = self.methods(class).into_iter().find(|m| self.named(*m) == "__init__") else { return false };
        let own = child(init, "parameters").and_then(|p| children(p).first().copied()).map(|p| self.text(p));
        let stores = self.fields().get(name).map(Vec::as_slice).unwrap_or_default();
        stores.iter().any(|store| {
            let statement = super::syntax::statement_of(*store);
            let direct =
                statement.is_some_and(|s| s.parent() == child(init, "body") && s.kind() == "expression_statement");
            direct && child(*store, "object").map(|o| self.text(o)) == own
        })
    }

    /// Does the instance have an attribute of that name that is plain data?
    pub fn has_field(&self, receiver: &Ty, name: &str) -> bool {
        self.field_of(receiver, name).is_some()
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
                match super::values::binary_type(operator, &Ty::Int, &right) {
                    Ty::Int if right == Ty::Int || right == Ty::Bool => Ty::Never,
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

    /// Does this file replace builtins?
    pub fn replaces_builtins(&self) -> bool {
        let text = self.module.text();
        let stored = || {
            self.fields().values().flatten().any(|s| child(*s, "object").is_some_and(|o| self.text(o) == "builtins"))
        };
        text.contains("builtins")
            && (stored()
                || ["setattr(builtins", "__builtins__", "\"builtins.", "'builtins."].iter().any(|w| text.contains(w)))
    }

    /// Does this file replace names for a time, as tests do?
    fn patches(&self) -> bool {
        self.module.text().contains("patch")
    }

    /// May taking a name away, or binding it anew, run code: does this file define finalizers?
    pub fn has_finalizers(&self) -> bool {
        *self.finalizers.get_or_init(|| {
            let text = self.module.text();
            text.contains("__del__") || text.contains("weakref.finalize")
        })
    }

    /// All places where an attribute is stored, by attribute name.
    fn fields(&self) -> &std::collections::HashMap<&'m str, Vec<Node<'m>>> {
        self.fields.get_or_init(|| {
            let mut found: std::collections::HashMap<&'m str, Vec<Node<'m>>> = std::collections::HashMap::new();
            for (name, nodes) in &self.index_of().attributes {
                let stores: Vec<Node<'m>> = nodes.iter().copied().filter(|n| is_target(*n)).collect();
                if !stores.is_empty() {
                    found.insert(name, stores);
                }
            }
            found
        })
    }

    /// All calls of a function, if every use of its name is a plain call in this file and
    /// no other file can call it.
    pub fn all_calls(&self, function: Node<'m>) -> Option<Vec<Call<'m>>> {
        if !self.project.closed || function.kind() != "function_definition" || !is_plain(function) {
            return None;
        }
        let name = child(function, "name")?;
        let symbol = self.scopes().symbol_at(name)?;
        if self.method_class(function).is_some() {
            return None;
        }
        self.sole_binding(symbol)?;
        self.calls_of(symbol)
    }

    /// All calls of the class whose `__init__` this is, if they are all known.
    pub fn constructions(&self, function: Node<'m>) -> Option<Vec<Call<'m>>> {
        let class = self.method_class(function).filter(|c| self.named(function) == "__init__" && self.is_final(*c))?;
        let symbol = child(class, "name").and_then(|n| self.scopes().symbol_at(n))?;
        if self.index_of().attributes.contains_key("__init__") {
            return None;
        }
        self.sole_binding(symbol)?;
        self.calls_of(symbol)
    }

    /// Does every `return` of the function give a container that nothing else refers to?
    pub fn returns_new(&self, function: Node<'m>) -> bool {
        let Some(body) = child(function, "body") else { return false };
        let inside = super::syntax::preorder_if(body, |n| !super::syntax::is_deferred(n));
        let mut any = false;
        for statement in inside.filter(|n| n.kind() == "return_statement") {
            let Some(value) = children(statement).first().copied().map(inner) else { return false };
            let symbol = (value.kind() == "identifier").then(|| self.scopes().symbol_at(value)).flatten();
            any = true;
            if !(self.is_new_container(value) || symbol.is_some_and(|s| self.owns(s))) {
                return false;
            }
        }
        any
    }

    /// The calls of a symbol, if each of its uses is one.
    pub fn calls_of(&self, symbol: SymbolId) -> Option<Vec<Call<'m>>> {
        let scopes = self.scopes();
        if scopes.is_open() {
            return None;
        }
        let mut calls = Vec::new();
        for occurrence in &scopes.symbols[symbol].occurrences {
            match occurrence.role {
                Role::Load => {}
                Role::Store => continue,
                _ => return None,
            }
            let call = occurrence.node.parent().and_then(Call::of).filter(|c| c.function == occurrence.node)?;
            calls.push(call);
        }
        Some(calls)
    }

    /// Does this module send its output or its log somewhere by itself, so that both may end
    /// up in a file that it reads?
    pub fn redirects_output(&self) -> bool {
        let text = self.module.text();
        ["redirect_std", "sys.stdout =", "sys.stderr =", "FileHandler", "filename=", "addHandler", "logging.Handler"]
            .iter()
            .any(|w| text.contains(w))
    }

    /// Is `call` the whole of an expression statement: its result goes nowhere?
    pub fn is_discarded(&self, call: Node<'m>) -> bool {
        outer(call).parent().is_some_and(|p| p.kind() == "expression_statement")
    }
}

/// No decorator, not async: calling it runs its body (or makes its generator).
fn is_plain(function: Node<'_>) -> bool {
    let decorated = function.parent().is_some_and(|p| p.kind() == "decorated_definition");
    !decorated && !is_async(function)
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
        _ => false,
    }
}
