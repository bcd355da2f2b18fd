//! Local inference: what type a value has. Enough to know files, text, numbers and containers.
//!
//! Types of names are joined over the bindings that reach, and are found optimistically:
//! a binding that depends on itself contributes nothing, and the result is then checked.

use tree_sitter::Node;

use super::bindings::{Binding, Bound};
use super::scopes::{Role, ScopeKind, SymbolId};
use super::syntax::{Call, child, children, clauses, enclosing, function_of, inner, iterable, preorder_if, with_items};
use super::types::Ty;
use super::uses::Flowing;
use super::{Facts, syntax};

/// Deeper expressions are not looked into.
const DEPTH: usize = 60;
/// Steps of inference for one question; more than that and the answer is "unknown".
const FUEL: usize = 4_000;

/// The state of inference about one symbol.
#[derive(Debug, Clone)]
pub(super) enum Inferred {
    /// In progress, with what is assumed so far.
    Assumed(Ty),
    /// Known.
    Done(Ty),
}

impl<'m> Facts<'m> {
    /// The type of the value of an expression.
    pub fn type_of(&self, node: Node<'m>) -> Ty {
        if self.depth.get() > DEPTH {
            return Ty::Unknown;
        }
        if self.depth.get() == 0 {
            self.fuel.set(FUEL);
        }
        if self.fuel.get() == 0 {
            return Ty::Unknown;
        }
        let node = inner(node);
        if let Some(known) = self.nodes.borrow().get(&node.id()) {
            return known.clone();
        }
        let assumed = self.assumed.get();
        self.fuel.set(self.fuel.get() - 1);
        self.depth.set(self.depth.get() + 1);
        let ty = self.infer(node);
        self.depth.set(self.depth.get() - 1);
        if self.assumed.get() == assumed {
            self.nodes.borrow_mut().insert(node.id(), ty.clone());
        }
        ty
    }

    fn assume_once(&self) {
        self.assumed.set(self.assumed.get() + 1);
    }

    /// What iterating over the value of an expression gives.
    pub fn element_of(&self, node: Node<'m>) -> Ty {
        self.element(&self.type_of(node))
    }

    /// What iterating over a value of that type gives.
    pub fn element(&self, ty: &Ty) -> Ty {
        if *ty == Ty::Never { Ty::Never } else { self.knowledge().element(ty) }
    }

    fn infer(&self, node: Node<'m>) -> Ty {
        match node.kind() {
            "integer" => {
                let imaginary = self.text(node).ends_with(['j', 'J']);
                if imaginary { Ty::Complex } else { Ty::Int }
            }
            "float" => {
                let imaginary = self.text(node).ends_with(['j', 'J']);
                if imaginary { Ty::Complex } else { Ty::Float }
            }
            "true" | "false" => Ty::Bool,
            "none" => Ty::None,
            "string" => string_type(self.text(node)),
            "concatenated_string" => children(node).first().map_or(Ty::Unknown, |s| string_type(self.text(*s))),
            "list" => Ty::List(Box::new(self.joined(children(node)))),
            "set" => Ty::Set(Box::new(self.joined(children(node)))),
            "tuple" | "expression_list" => self.tuple(children(node)),
            "dictionary" => self.dictionary(node),
            "list_comprehension" => Ty::List(Box::new(self.field_type(node, "body"))),
            "set_comprehension" => Ty::Set(Box::new(self.field_type(node, "body"))),
            "generator_expression" => Ty::Iter(Box::new(self.field_type(node, "body"))),
            "dictionary_comprehension" => match child(node, "body") {
                Some(pair) => {
                    Ty::Dict(Box::new(self.field_type(pair, "key")), Box::new(self.field_type(pair, "value")))
                }
                None => Ty::Unknown,
            },
            "comparison_operator" => self.comparison(node),
            "not_operator" => Ty::Bool,
            "boolean_operator" => self.field_type(node, "left").join(&self.field_type(node, "right")),
            "conditional_expression" => {
                let parts = children(node);
                match (parts.first(), parts.get(2)) {
                    (Some(a), Some(b)) => self.type_of(*a).join(&self.type_of(*b)),
                    _ => Ty::Unknown,
                }
            }
            "binary_operator" => self.binary(node),
            "unary_operator" => self.unary(node),
            "named_expression" => self.field_type(node, "value"),
            "identifier" => self.name_type(node),
            "attribute" => self.attribute_type(node),
            "subscript" => self.subscript_type(node),
            "call" => Call::of(node).map_or(Ty::Unknown, |call| self.call_type(&call)),
            _ => Ty::Unknown,
        }
    }

    fn field_type(&self, node: Node<'m>, field: &str) -> Ty {
        child(node, field).map_or(Ty::Unknown, |n| self.type_of(n))
    }

    fn joined(&self, parts: Vec<Node<'m>>) -> Ty {
        let mut all = Ty::Never;
        for part in parts {
            let ty = match part.kind() {
                "list_splat" => children(part).first().map_or(Ty::Unknown, |n| self.element_of(*n)),
                _ => self.type_of(part),
            };
            all = all.join(&ty);
        }
        all
    }

    fn tuple(&self, parts: Vec<Node<'m>>) -> Ty {
        if parts.iter().any(|p| p.kind() == "list_splat") {
            return Ty::TupleOf(Box::new(self.joined(parts)));
        }
        Ty::Tuple(parts.into_iter().map(|p| self.type_of(p)).collect())
    }

    fn dictionary(&self, node: Node<'m>) -> Ty {
        let (mut keys, mut values) = (Ty::Never, Ty::Never);
        for pair in children(node) {
            if pair.kind() != "pair" {
                return Ty::Dict(Box::new(Ty::Unknown), Box::new(Ty::Unknown));
            }
            keys = keys.join(&self.field_type(pair, "key"));
            values = values.join(&self.field_type(pair, "value"));
        }
        Ty::Dict(Box::new(keys), Box::new(values))
    }

    /// `==` of unknown things may give anything (numpy); of plain ones it gives a bool.
    fn comparison(&self, node: Node<'m>) -> Ty {
        let mut cursor = node.walk();
        let identity = node
            .children_by_field_name("operators", &mut cursor)
            .all(|o| matches!(self.text(o), "is" | "is not" | "in" | "not in"));
        let plain = children(node).into_iter().all(|n| self.type_of(n).is_plain());
        if identity || plain { Ty::Bool } else { Ty::Unknown }
    }

    fn binary(&self, node: Node<'m>) -> Ty {
        let (left, right) = (self.field_type(node, "left"), self.field_type(node, "right"));
        let operator = child(node, "operator").map_or("", |o| self.text(o));
        binary_type(operator, &left, &right)
    }

    fn unary(&self, node: Node<'m>) -> Ty {
        match self.field_type(node, "argument") {
            Ty::Int | Ty::Bool => Ty::Int,
            Ty::Float if child(node, "operator").is_some_and(|o| self.text(o) != "~") => Ty::Float,
            Ty::Never => Ty::Never,
            _ => Ty::Unknown,
        }
    }

    /// The type of a name where it is read: of the bindings that reach, if they can be told apart.
    fn name_type(&self, node: Node<'m>) -> Ty {
        if let Some(dotted) = self.dotted(node) {
            return self.dotted_type(&dotted);
        }
        let Some(symbol) = self.scopes().symbol_at(node) else { return Ty::Unknown };
        // A name that is asked for again while its type is found is what the symbol may be.
        let first = self.open_names.borrow_mut().insert(node.id());
        let ty = match self.reaching_bindings(node, symbol).filter(|_| first) {
            Some(reaching) => {
                let types = reaching.iter().map(|b| self.binding_type(b));
                types.fold(Ty::Never, |all, ty| all.join(&ty))
            }
            None => self.symbol_type(symbol),
        };
        if first {
            self.open_names.borrow_mut().remove(&node.id());
        } else {
            self.assume_once();
        }
        self.as_held(ty, symbol)
    }

    /// The type as the name holds it: what is in a mutable container is known only where
    /// everything that flows into it can be seen.
    fn as_held(&self, ty: Ty, symbol: SymbolId) -> Ty {
        let bare = ty.without_elements();
        if bare == ty || self.is_declared(symbol) {
            return ty;
        }
        if let Some(assumed) = self.open_contents.borrow().get(&symbol) {
            self.assume_once();
            return assumed.clone();
        }
        // What flows in may depend on what is in it: assumed first, then checked.
        let first = self.with_assumed(&ty, &bare, symbol, ty.clone());
        let again = self.with_assumed(&ty, &bare, symbol, first.clone());
        if again == first { first } else { bare }
    }

    fn with_assumed(&self, ty: &Ty, bare: &Ty, symbol: SymbolId, assumed: Ty) -> Ty {
        self.open_contents.borrow_mut().insert(symbol, assumed);
        let held = self.with_flowing(ty.clone(), bare.clone(), symbol);
        self.open_contents.borrow_mut().remove(&symbol);
        held
    }

    fn with_flowing(&self, ty: Ty, bare: Ty, symbol: SymbolId) -> Ty {
        match (self.flowing_in(symbol), ty) {
            (Some(added), Ty::List(of)) => Ty::List(Box::new(self.with_added(*of, &added))),
            (Some(added), Ty::Set(of)) => Ty::Set(Box::new(self.with_added(*of, &added))),
            (_, Ty::Dict(k, v)) => match self.items_flowing_in(symbol) {
                Some(items) => self.with_items(*k, *v, &items),
                None => bare,
            },
            (None, Ty::Iter(of)) => Ty::Iter(Box::new(of.without_elements())),
            _ => bare,
        }
    }

    fn with_added(&self, of: Ty, added: &[Flowing<'m>]) -> Ty {
        let mut all = of;
        for flowing in added {
            let ty = match flowing {
                Flowing::Item(node) => self.type_of(*node),
                Flowing::Items(node) => self.element_of(*node),
                Flowing::Update(operator, node) => binary_type(operator, &all, &self.type_of(*node)),
            };
            all = all.join(&ty);
        }
        all.without_elements()
    }

    /// What a name may be, binding by binding, where that can be told.
    pub fn alternatives(&self, node: Node<'m>) -> Vec<Ty> {
        let symbol = (node.kind() == "identifier").then(|| self.scopes().symbol_at(node)).flatten();
        let local = symbol.filter(|s| !self.scopes().is_global(*s) && self.is_captured(*s).is_none());
        match local {
            Some(symbol) => {
                let bindings: Vec<_> = self.scopes().symbols[symbol].bindings().map(|o| self.binding(o)).collect();
                bindings.iter().map(|b| self.binding_type(b)).collect()
            }
            None => vec![self.type_of(node)],
        }
    }

    fn with_items(&self, key: Ty, value: Ty, items: &[(Node<'m>, Node<'m>)]) -> Ty {
        let (mut keys, mut values) = (key, value);
        for (k, v) in items {
            keys = keys.join(&self.type_of(*k));
            values = values.join(&self.type_of(*v));
        }
        Ty::Dict(Box::new(keys.without_elements()), Box::new(values.without_elements()))
    }

    /// Every binding has an annotation: it is believed.
    fn is_declared(&self, symbol: SymbolId) -> bool {
        let scopes = self.scopes();
        let mut bindings = scopes.symbols[symbol].bindings();
        bindings.all(|o| match self.binding(o) {
            Binding { annotation: Some(_), .. } => true,
            Binding { bound: Bound::Parameter(p), .. } => child(p, "type").is_some(),
            _ => false,
        })
    }

    fn dotted_type(&self, dotted: &str) -> Ty {
        if let Some(constant) = self.knowledge().constant(dotted) {
            return constant;
        }
        match self.knowledge().function(dotted) {
            Some(_) => Ty::Callable(dotted.to_owned()),
            None => Ty::Module(dotted.to_owned()),
        }
    }

    /// The join over all bindings of a symbol, wherever they stand.
    pub fn symbol_type(&self, symbol: SymbolId) -> Ty {
        match self.types.borrow().get(&symbol) {
            Some(Inferred::Done(ty)) => return ty.clone(),
            Some(Inferred::Assumed(ty)) => {
                self.assume_once();
                return ty.clone();
            }
            None => {}
        }
        let assumed = self.assumed.get();
        let first = self.assume(symbol, Ty::Never);
        let again = if first == Ty::Never { Ty::Unknown } else { self.assume(symbol, first.clone()) };
        let settled = if again == first { first } else { Ty::Unknown };
        // What it assumed of itself has been checked; what it assumed of others has not.
        if self.rests_on_nothing_open() {
            self.assumed.set(assumed);
            self.types.borrow_mut().insert(symbol, Inferred::Done(settled.clone()));
        }
        settled
    }

    /// Is no other symbol, name or container being inferred right now?
    fn rests_on_nothing_open(&self) -> bool {
        let types = self.types.borrow();
        let assumed = types.values().any(|t| matches!(t, Inferred::Assumed(_)));
        !assumed && self.open_names.borrow().len() <= 1 && self.open_contents.borrow().is_empty()
    }

    fn assume(&self, symbol: SymbolId, ty: Ty) -> Ty {
        self.types.borrow_mut().insert(symbol, Inferred::Assumed(ty));
        let scopes = self.scopes();
        let here = &scopes.symbols[symbol];
        let hidden = here.scope == 0 && (scopes.is_open() || !self.project.closed);
        if hidden && !self.is_constant_like(symbol) {
            self.types.borrow_mut().remove(&symbol);
            return Ty::Unknown;
        }
        let bindings: Vec<_> = here.bindings().map(|o| self.binding(o)).collect();
        let found = bindings.iter().fold(Ty::Never, |all, b| all.join(&self.binding_type(b)));
        self.types.borrow_mut().remove(&symbol);
        found
    }

    /// A module-level name that is bound once is believed to keep its type, even where
    /// other modules could bind it anew.
    fn is_constant_like(&self, symbol: SymbolId) -> bool {
        self.scopes().symbols[symbol].bindings().count() == 1
    }

    /// The type that a binding gives its name.
    pub fn binding_type(&self, binding: &Binding<'m>) -> Ty {
        if self.depth.get() > DEPTH {
            return Ty::Unknown;
        }
        if let Some(annotation) = binding.annotation {
            let declared = self.annotated(annotation);
            if declared != Ty::Unknown {
                return self.unless_contradicted(declared, &binding.bound);
            }
        }
        let mut ty = match &binding.bound {
            Bound::Value(node) => self.type_of(*node),
            Bound::Item(node) => self.element_of(*node),
            Bound::Entered(node) => self.entered_type(*node),
            Bound::Parameter(node) => self.parameter_type(*node),
            Bound::Import(dotted) => self.dotted_type(dotted),
            Bound::Update(node) => self.update_type(*node),
            Bound::Function(_) | Bound::Class(_) | Bound::Other => Ty::Unknown,
        };
        for index in &binding.path {
            ty = match &ty {
                Ty::Tuple(parts) => parts.get(*index).cloned().unwrap_or_default(),
                other => self.element(other),
            };
        }
        ty
    }

    fn update_type(&self, node: Node<'m>) -> Ty {
        let (Some(left), Some(right)) = (child(node, "left"), child(node, "right")) else { return Ty::Unknown };
        let operator = child(node, "operator").map_or("", |o| self.text(o)).trim_end_matches('=');
        let Some(symbol) = self.scopes().symbol_at(left) else { return Ty::Unknown };
        binary_type(operator, &self.symbol_type(symbol), &self.type_of(right))
    }

    /// What `with manager as name` binds.
    pub fn entered_type(&self, manager: Node<'m>) -> Ty {
        if let Some(call) = Call::of(inner(manager))
            && self.dotted(call.function).as_deref() == Some("contextlib.closing")
        {
            return call.all().first().map_or(Ty::Unknown, |a| self.type_of(*a));
        }
        match self.type_of(manager) {
            file @ Ty::File { .. } => file,
            _ => Ty::Unknown,
        }
    }

    /// The type of a parameter.
    pub fn type_of_parameter(&self, _parameter: Node<'m>, name: Node<'m>) -> Ty {
        self.scopes().symbol_at(name).map_or(Ty::Unknown, |symbol| self.symbol_type(symbol))
    }

    fn parameter_type(&self, node: Node<'m>) -> Ty {
        if let Some(annotation) = child(node, "type") {
            let plain = !children(node).iter().any(|n| n.kind().ends_with("splat_pattern"));
            let declared = if plain { self.annotated(annotation) } else { Ty::Unknown };
            let default = child(node, "value").map_or(Bound::Other, Bound::Value);
            return self.unless_contradicted(declared, &default);
        }
        let Some(function) = enclosing(node, &["function_definition", "lambda"]) else { return Ty::Unknown };
        if let Some(class) = self.receiver_class(node, function) {
            return Ty::Instance(class);
        }
        self.argument_type(node, function)
    }

    /// An annotation is believed, but not `x: int = None`.
    fn unless_contradicted(&self, declared: Ty, bound: &Bound<'m>) -> Ty {
        match bound {
            Bound::Value(value) if self.type_of(*value) == Ty::None && declared != Ty::None => Ty::Unknown,
            _ => declared,
        }
    }

    /// `self`: the first parameter of a plain method of a class of the module.
    fn receiver_class(&self, parameter: Node<'m>, function: Node<'m>) -> Option<String> {
        let first = child(function, "parameters").and_then(|p| children(p).first().copied());
        let class = self.method_class(function)?;
        let plain = function.parent().is_some_and(|p| p.kind() == "block");
        (first == Some(parameter) && plain).then(|| self.class_name(class)).flatten()
    }

    /// In a closed project of one file a function that is only ever called has the
    /// parameters that its calls give it.
    fn argument_type(&self, parameter: Node<'m>, function: Node<'m>) -> Ty {
        let Some(calls) = self.all_calls(function).or_else(|| self.constructions(function)) else { return Ty::Unknown };
        let mut parameters = child(function, "parameters").map(children).unwrap_or_default();
        if self.method_class(function).is_some() && !parameters.is_empty() {
            // What the instance is given as comes with no argument.
            parameters.remove(0);
        }
        let Some(index) = parameters.iter().position(|p| *p == parameter) else { return Ty::Unknown };
        let word = parameter_name(parameter).map_or("", |n| self.text(n));
        let starred = parameters[..=index].iter().any(|p| !matches!(p.kind(), "identifier" | "default_parameter"));
        let mut all = child(parameter, "value").map_or(Ty::Never, |v| self.type_of(v));
        for call in calls {
            let by_name = call.keywords().into_iter().find(|(name, _)| self.text(*name) == word).map(|(_, v)| v);
            let by_place = call.positional().filter(|_| !starred).and_then(|p| p.get(index).copied());
            let Some(argument) = by_name.or(by_place) else {
                if call.has_splat() || child(parameter, "value").is_none() {
                    return Ty::Unknown;
                }
                continue;
            };
            all = all.join(&self.type_of(argument));
        }
        if all == Ty::Never { Ty::Unknown } else { all }
    }

    fn attribute_type(&self, node: Node<'m>) -> Ty {
        if let Some(dotted) = self.dotted(node) {
            return self.dotted_type(&dotted);
        }
        let (Some(object), Some(name)) = (child(node, "object"), child(node, "attribute")) else { return Ty::Unknown };
        let receiver = self.type_of(object);
        if let Some(ty) = self.knowledge().attribute(&receiver, self.text(name)) {
            return ty;
        }
        self.field_of(&receiver, self.text(name)).unwrap_or_default()
    }

    fn subscript_type(&self, node: Node<'m>) -> Ty {
        let Some(value) = child(node, "value") else { return Ty::Unknown };
        let keys: Vec<_> = children(node).into_iter().skip(1).collect();
        let [key] = keys.as_slice() else { return Ty::Unknown };
        let container = self.type_of(value);
        if key.kind() == "slice" {
            return match container {
                Ty::Str | Ty::Bytes | Ty::List(_) | Ty::TupleOf(_) | Ty::Range | Ty::Never => container,
                Ty::Tuple(_) => Ty::TupleOf(Box::new(self.element(&container))),
                _ => Ty::Unknown,
            };
        }
        match &container {
            Ty::Tuple(parts) => self.index(*key, parts.len()).and_then(|i| parts.get(i).cloned()).unwrap_or_default(),
            Ty::Dict(_, value) => (**value).clone(),
            Ty::Str | Ty::List(_) | Ty::TupleOf(_) | Ty::Range | Ty::Bytes => self.element(&container),
            Ty::Never => Ty::Never,
            Ty::Instance(name) if name == "re.Match" => Ty::Unknown,
            _ => Ty::Unknown,
        }
    }

    /// A literal index, counted from the start.
    pub fn index(&self, key: Node<'m>, length: usize) -> Option<usize> {
        let text = self.text(key).replace('_', "");
        let index: i64 = text.parse().ok()?;
        let length = i64::try_from(length).ok()?;
        let from_start = if index < 0 { index + length } else { index };
        usize::try_from(from_start).ok().filter(|i| (*i as u64) < length.unsigned_abs())
    }

    fn call_type(&self, call: &Call<'m>) -> Ty {
        if let Some(entry) = self.entry_of(call) {
            let (receiver, args, keywords) = self.argument_types(call);
            let named: Vec<(&str, Ty)> = keywords.iter().map(|(n, t)| (*n, t.clone())).collect();
            if let Some(file) = self.opened(call) {
                return file;
            }
            return entry.returned(receiver.as_ref(), &args, &named);
        }
        if let Some(function) = self.callee(call) {
            return self.returned_by(function);
        }
        match self.class_called(call) {
            Some(class) => self.class_name(class).map_or(Ty::Unknown, Ty::Instance),
            None => Ty::Unknown,
        }
    }

    /// Receiver, positional and keyword argument types; positions after a star are unknown.
    pub fn argument_types(&self, call: &Call<'m>) -> (Option<Ty>, Vec<Ty>, Vec<(&'m str, Ty)>) {
        let receiver = match call.method() {
            Some((object, _)) if self.dotted(call.function).is_none() => Some(self.type_of(object)),
            _ => None,
        };
        let args = call.positional().unwrap_or_default().into_iter().map(|a| self.type_of(a)).collect();
        let keywords = call.keywords().into_iter().map(|(n, v)| (self.text(n), self.type_of(v))).collect();
        (receiver, args, keywords)
    }

    /// What a function of the module returns: the join over its `return` statements, or an
    /// iterator over what it yields.
    pub fn returned_by(&self, function: Node<'m>) -> Ty {
        let key = function.id();
        if let Some(known) = self.returns.borrow().get(&key) {
            return known.clone();
        }
        self.returns.borrow_mut().insert(key, Ty::Never);
        let ty = self.infer_returned(function);
        self.returns.borrow_mut().insert(key, ty.clone());
        ty
    }

    fn infer_returned(&self, function: Node<'m>) -> Ty {
        if syntax::is_async(function) {
            return Ty::Unknown;
        }
        if let Some(annotation) = child(function, "return_type") {
            let declared = self.annotated(annotation);
            if declared != Ty::Unknown {
                return declared;
            }
        }
        let Some(body) = child(function, "body") else { return Ty::Unknown };
        let (mut returned, mut yielded, mut generator) = (Ty::Never, Ty::Never, false);
        for node in preorder_if(body, |n| !syntax::is_deferred(n)) {
            match node.kind() {
                "yield" => {
                    generator = true;
                    let from = node.child(1).is_some_and(|c| c.kind() == "from");
                    let ty = children(node).first().map_or(Ty::None, |v| self.type_of(*v));
                    yielded = yielded.join(&if from { self.element(&ty) } else { ty });
                }
                "return_statement" => {
                    let value = children(node).first().copied();
                    returned = returned.join(&value.map_or(Ty::None, |v| self.type_of(v)));
                }
                _ => {}
            }
        }
        if generator {
            return Ty::Iter(Box::new(yielded));
        }
        let falls_off = self.flow(function).is_some_and(|flow| flow.falls_off(|with| self.files_of(with).is_some()));
        if falls_off { returned.join(&Ty::None) } else { returned }
    }

    /// The type that an annotation declares, `Unknown` where it says nothing that pyfix uses.
    pub fn annotated(&self, annotation: Node<'m>) -> Ty {
        let text = self.text(annotation).trim().trim_matches(['"', '\'']);
        annotation_type(text)
    }

    /// The class whose method a function is, looking through decorators.
    pub fn method_class(&self, function: Node<'m>) -> Option<Node<'m>> {
        let statement = super::syntax::statement_of(function)?;
        let block = statement.parent()?;
        let class = block.parent()?;
        (class.kind() == "class_definition").then_some(class)
    }

    /// The name under which instances of a class of this module are known, if it is a
    /// module-level class bound once.
    pub fn class_name(&self, class: Node<'m>) -> Option<String> {
        let name = child(class, "name")?;
        let symbol = self.scopes().symbol_at(name)?;
        let sole = self.scopes().is_global(symbol) && self.sole_binding(symbol).is_some();
        sole.then(|| format!("<module>.{}", self.text(name)))
    }

    /// The class that a call makes an instance of.
    pub fn class_called(&self, call: &Call<'m>) -> Option<Node<'m>> {
        let symbol = (call.function.kind() == "identifier").then(|| self.scopes().symbol_at(call.function))??;
        match self.sole_binding(symbol)?.bound {
            Bound::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The class of this module of which `ty` is an instance.
    pub fn class_of(&self, ty: &Ty) -> Option<Node<'m>> {
        let Ty::Instance(name) = ty else { return None };
        let symbol = self.scopes().global(name.strip_prefix("<module>.")?)?;
        match self.sole_binding(symbol)?.bound {
            Bound::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The bindings of a local name that reach a use in the same code; `None` where the
    /// flow cannot tell (another function binds it, the use stands elsewhere).
    fn reaching_bindings(&self, node: Node<'m>, symbol: SymbolId) -> Option<Vec<Binding<'m>>> {
        let scopes = self.scopes();
        let owner = &scopes.symbols[symbol];
        if owner.bindings().count() < 2 || scopes.scopes[owner.scope].kind == ScopeKind::Comprehension {
            return None;
        }
        let here = function_of(node);
        let local = owner.bindings().all(|o| o.role == Role::Parameter || function_of(o.node) == here);
        if !local {
            return None;
        }
        let reaching = self.definitions_reaching(node, symbol)?;
        Some(reaching.into_iter().map(|o| self.binding(o)).collect())
    }

    /// Is this `with` statement's every manager a real file, and if so, the files?
    pub fn files_of(&self, with: Node<'m>) -> Option<Vec<Node<'m>>> {
        let items = with_items(with);
        let all = items.iter().all(|(context, _)| self.is_file_manager(*context));
        all.then(|| items.into_iter().map(|(context, _)| context).collect())
    }

    fn is_file_manager(&self, context: Node<'m>) -> bool {
        matches!(self.entered_type(context), Ty::File { .. })
    }

    /// The element type of a comprehension's clause, for its iterable.
    pub fn clause_types(&self, comprehension: Node<'m>) -> Vec<Ty> {
        let loops = clauses(comprehension).into_iter().filter(|c| c.kind() == "for_in_clause");
        loops.map(|c| iterable(c).map_or(Ty::Unknown, |i| self.type_of(i))).collect()
    }
}

/// The name of a parameter.
pub fn parameter_name(parameter: Node<'_>) -> Option<Node<'_>> {
    match parameter.kind() {
        "identifier" => Some(parameter),
        "default_parameter" | "typed_default_parameter" => child(parameter, "name"),
        "typed_parameter" => children(parameter).into_iter().find(|n| n.kind() == "identifier"),
        _ => None,
    }
}

/// The type of a string literal by its prefix.
fn string_type(text: &str) -> Ty {
    let prefix: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    if prefix.contains(['b', 'B']) { Ty::Bytes } else { Ty::Str }
}

/// The type of `left operator right` for builtin types.
pub fn binary_type(operator: &str, left: &Ty, right: &Ty) -> Ty {
    use Ty::{Bool, Bytes, Complex, Float, Int, List, Never, Str, Tuple, TupleOf};
    match (operator, left, right) {
        (_, Never, _) | (_, _, Never) => Never,
        ("%", Str, _) => Str,
        ("%", Bytes, _) => Bytes,
        ("/", Int | Bool | Float, Int | Bool | Float) => Float,
        ("**", Int | Bool, Int | Bool) => Ty::Unknown,
        ("&" | "|" | "^", Bool, Bool) => Bool,
        ("+" | "-" | "*" | "//" | "%" | "&" | "|" | "^" | "<<" | ">>", Int | Bool, Int | Bool) => Int,
        ("+" | "-" | "*" | "//" | "%" | "**", Int | Bool | Float, Int | Bool | Float) if operator != "**" => Float,
        ("+" | "-" | "*", Complex, Int | Float | Bool | Complex) => Complex,
        ("+", Str, Str) | ("*", Str, Int) | ("*", Int, Str) => Str,
        ("+", Bytes, Bytes) | ("*", Bytes, Int) => Bytes,
        ("+", List(a), List(b)) => List(Box::new(a.join(b))),
        ("*", List(a), Int) => List(a.clone()),
        ("+", Tuple(a), Tuple(b)) => Tuple(a.iter().chain(b).cloned().collect()),
        ("+", TupleOf(a), TupleOf(b)) => TupleOf(Box::new(a.join(b))),
        ("|" | "&" | "-" | "^", Ty::Set(a), Ty::Set(b)) => Ty::Set(Box::new(a.join(b))),
        _ => Ty::Unknown,
    }
}

/// The types that annotations declare, in the forms people write.
fn annotation_type(text: &str) -> Ty {
    let text = text.trim();
    let plain = match text {
        "int" => Ty::Int,
        "float" => Ty::Float,
        "bool" => Ty::Bool,
        "str" | "Text" | "typing.Text" => Ty::Str,
        "bytes" => Ty::Bytes,
        "None" => Ty::None,
        "TextIO" | "typing.TextIO" | "IO[str]" | "typing.IO[str]" | "io.TextIOBase" | "io.TextIOWrapper"
        | "TextIOWrapper" | "TextIOBase" | "io.StringIO" | "StringIO" => Ty::File { binary: false },
        "BinaryIO" | "typing.BinaryIO" | "IO[bytes]" | "typing.IO[bytes]" | "io.BufferedReader" => {
            Ty::File { binary: true }
        }
        "Path" | "pathlib.Path" => Ty::Instance("pathlib.Path".to_owned()),
        "list" | "List" => Ty::List(Box::default()),
        "dict" | "Dict" => Ty::Dict(Box::default(), Box::default()),
        "set" | "Set" => Ty::Set(Box::default()),
        _ => Ty::Unknown,
    };
    if plain != Ty::Unknown {
        return plain;
    }
    let Some((head, rest)) = text.split_once('[') else { return Ty::Unknown };
    let Some(arguments) = rest.strip_suffix(']') else { return Ty::Unknown };
    let parts: Vec<Ty> = split_arguments(arguments).into_iter().map(annotation_type).collect();
    let part = |i: usize| Box::new(parts.get(i).cloned().unwrap_or_default());
    match head.rsplit('.').next().unwrap_or(head) {
        "list" | "List" => Ty::List(part(0)),
        "set" | "Set" => Ty::Set(part(0)),
        "frozenset" | "FrozenSet" => Ty::FrozenSet(part(0)),
        "dict" | "Dict" => Ty::Dict(part(0), part(1)),
        "tuple" | "Tuple" if arguments.trim_end().ends_with("...") => Ty::TupleOf(part(0)),
        "tuple" | "Tuple" => Ty::Tuple(parts),
        _ => Ty::Unknown,
    }
}

/// Splits `int, dict[str, int]` at the commas outside brackets.
fn split_arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}
