//! Calls: what is called, and who calls it.

use tree_sitter::Node;

use super::Facts;
use super::bindings::Bound;
use super::collect::is_generator;
use super::knowledge::Entry;
use super::scopes::{Role, ScopeKind, SymbolId};
use super::syntax::{Call, child, children, enclosing, inner, is_async, is_deferred, outer, preorder_if};
use super::types::Ty;
use super::values::{Receives, parameter_name};

impl<'m> Facts<'m> {
    /// What is known of the function or method that a call calls.
    pub fn entry_of(&self, call: &Call<'m>) -> Option<&'m Entry> {
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

    /// What is known of a method of a receiver that may be `None`, if it is not.
    pub fn entry_if_present(&self, call: &Call<'m>) -> Option<&'m Entry> {
        let (object, name) = call.method()?;
        match self.type_of(object) {
            Ty::Maybe(of) => self.knowledge().method(&of, self.text(name)),
            _ => None,
        }
    }

    /// The parameter that takes a name given to a function of this module by position.
    pub fn parameter_given(&self, name: Node<'m>) -> Option<SymbolId> {
        let list = outer(name).parent().filter(|p| p.kind() == "argument_list")?;
        let call = Call::of(list.parent()?)?;
        let function = self.callee(&call).filter(|f| self.method_class(*f).is_none())?;
        let index = call.positional()?.iter().position(|a| *a == name)?;
        parameter_name(self.parameter_at(function, index, None)?).and_then(|n| self.scopes().symbol_at(n))
    }

    /// The parameter of a function that takes the argument at `index` of a call, or the one called
    /// `word`; `None` for what goes into a star.
    pub fn parameter_at(&self, function: Node<'m>, index: usize, word: Option<&str>) -> Option<Node<'m>> {
        let mut parameters = child(function, "parameters").map(children)?.into_iter();
        let own = usize::from(self.is_given_receiver(function));
        match word {
            Some(word) => parameters.find(|p| parameter_name(*p).is_some_and(|name| self.text(name) == word)),
            None => parameters.take_while(|p| parameter_name(*p).is_some()).nth(index + own),
        }
    }

    /// The function of this module that a call runs: a plain `def` bound once, or a method
    /// called on an instance whose class is known and not derived from, or on that class.
    pub fn callee(&self, call: &Call<'m>) -> Option<Node<'m>> {
        if call.function.kind() == "identifier" {
            let symbol = self.scopes().symbol_at(call.function)?;
            return match self.sole_binding(symbol)?.bound {
                Bound::Function(function) if is_plain(function) => Some(function),
                _ => None,
            };
        }
        let (object, name) = call.method()?;
        let by_name = self.class_at(object);
        let class = by_name.or_else(|| self.class_of(&self.type_of(object)))?;
        if !self.is_final(class) || self.may_be_replaced(self.text(name)) {
            return None;
        }
        let mut methods = self.methods(class, self.text(name));
        let only = methods.next().filter(|_| methods.next().is_none())?;
        // Through its class a method of instances is given the instance as an argument.
        let receives = self.receives(only).filter(|r| by_name.is_none() || *r != Receives::Instance);
        (receives.is_some() && !is_async(only)).then_some(only)
    }

    /// Is the first parameter given something that is no argument of a call: the instance, the class?
    pub fn is_given_receiver(&self, function: Node<'m>) -> bool {
        self.method_class(function).is_some() && self.receives(function) != Some(Receives::Nothing)
    }

    /// The name of a definition.
    pub fn named(&self, definition: Node<'m>) -> &'m str {
        child(definition, "name").map_or("", |n| self.text(n))
    }

    /// The functions of that name in a class body, decorated ones included.
    pub fn methods(&self, class: Node<'m>, name: &str) -> impl Iterator<Item = Node<'m>> {
        let all = self.index_of().functions.get(name).map(Vec::as_slice).unwrap_or_default();
        let first = all.partition_point(|function| function.start_byte() < class.start_byte());
        let inside = all.get(first..).unwrap_or_default().iter().take_while(move |f| f.end_byte() <= class.end_byte());
        inside.copied().filter(move |function| self.method_class(*function) == Some(class))
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
        if based || decorated && !self.is_dataclass(class) {
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

    /// May taking a name away, or binding it anew, run code: does this file define finalizers?
    pub fn has_finalizers(&self) -> bool {
        *self.finalizers.get_or_init(|| {
            let text = self.module.text();
            text.contains("__del__") || text.contains("weakref.finalize")
        })
    }

    /// All calls of a function, if every use of its name is a plain call in this file and
    /// no other file can call it, as none can call one that stands inside another.
    pub fn all_calls(&self, function: Node<'m>) -> Option<Vec<Call<'m>>> {
        if function.kind() != "function_definition" || !is_plain(function) {
            return None;
        }
        let name = child(function, "name")?;
        let symbol = self.scopes().symbol_at(name)?;
        let scopes = self.scopes();
        let owner = &scopes.scopes[scopes.symbols[symbol].scope];
        let nested = owner.kind == ScopeKind::Function && !owner.dynamic;
        if !self.project.closed && !nested {
            return None;
        }
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
        let text = self.module.text();
        let unseen = ["__class__", "type(self)"].iter().any(|way| text.contains(way));
        if unseen || self.index_of().attributes.contains_key("__init__") || self.scopes().is_open() {
            return None;
        }
        self.sole_binding(symbol)?;
        // Class methods, and maybe what a decorator makes, have the class under another name.
        let functions = self.index_of().functions.values().flatten().copied();
        let inside = functions.filter(|f| self.method_class(*f) == Some(class)).map(|f| (f, self.receives(f)));
        let given = inside.filter(|(_, r)| !matches!(r, Some(Receives::Instance | Receives::Nothing)));
        let mut calls = self.constructing(symbol, true)?;
        for (function, receives) in given {
            let parameter = child(function, "parameters").and_then(|p| children(p).first().copied());
            if let Some(named) = parameter.and_then(|p| self.scopes().symbol_at(p)) {
                calls.extend(self.constructing(named, receives.is_some())?);
            }
        }
        Some(calls)
    }

    /// The calls of a name for a class; `None` where it `is_class` and used otherwise than for a
    /// call or to read an attribute.
    fn constructing(&self, symbol: SymbolId, is_class: bool) -> Option<Vec<Call<'m>>> {
        let mut calls = Vec::new();
        for load in self.scopes().symbols[symbol].loads() {
            let parent = load.node.parent()?;
            let attribute = child(parent, "attribute").filter(|_| child(parent, "object") == Some(load.node));
            match Call::of(parent).filter(|c| c.function == load.node) {
                Some(call) => calls.push(call),
                None if attribute.is_some_and(|name| !self.text(name).starts_with("__")) => {}
                None if is_class => return None,
                None => {}
            }
        }
        Some(calls)
    }

    /// All calls of a method of a class without bases: those of every attribute of that name, whatever
    /// it is an attribute of, if this file is all there is, and the name none that the library may call.
    pub fn calls_by_attribute(&self, method: Node<'m>) -> Option<Vec<Call<'m>>> {
        let receives = self.receives(method).filter(|_| self.project.closed && !is_async(method))?;
        let class = self.method_class(method)?;
        let bases = child(class, "superclasses").map(children).unwrap_or_default();
        let (based, name) = (bases.iter().any(|b| !self.is_builtin(*b, "object")), self.named(method));
        let elsewhere = name.starts_with("__") || self.knowledge().has_name(name) || self.is_word_in_strings(name);
        if based || elsewhere || self.finds_by_name() || self.scopes().is_open() {
            return None;
        }
        let called = |attribute: &Node<'m>| {
            let call = attribute.parent().and_then(Call::of).filter(|c| c.function == *attribute)?;
            // Through its class the instance is the first argument.
            let fits = |object| receives != Receives::Instance || self.class_at(object).is_none();
            call.method().filter(|(object, _)| fits(*object)).map(|_| call)
        };
        self.index_of().attributes.get(name)?.iter().map(called).collect()
    }

    /// Does every `return` of the function, which is no generator, give a container that nothing
    /// else refers to?
    pub fn returns_new(&self, function: Node<'m>) -> bool {
        if let Some(known) = self.news.borrow().get(&function.id()) {
            return *known;
        }
        // One that gives what it is given by itself is not known to.
        self.news.borrow_mut().insert(function.id(), false);
        let new = !is_generator(function) && self.finds_new(function);
        self.news.borrow_mut().insert(function.id(), new);
        new
    }

    fn finds_new(&self, function: Node<'m>) -> bool {
        let Some(body) = child(function, "body") else { return false };
        let inside = preorder_if(body, |n| !is_deferred(n));
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
        let signs = [
            "redirect_std",
            "sys.stdout =",
            "sys.stderr =",
            "FileHandler",
            "filename=",
            "addHandler",
            "logging.Handler",
        ];
        *self.output_redirected.get_or_init(|| signs.iter().any(|sign| self.module.text().contains(sign)))
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
