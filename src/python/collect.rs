//! Collects the effects of expressions and statements.

use std::ops::Range;

use tree_sitter::Node;

use super::Facts;
use super::effects::{Effects, FileUse, Hidden, Place, Unknown};
use super::knowledge;
use super::scopes::SymbolId;
use super::syntax::{Call, child, children, clauses, inner, is_comprehension, iterable, preorder, with_items};
use super::types::Ty;

/// Deeper code is not looked into: it counts as unknown.
const DEPTH: usize = 150;

/// Collects the effects of code, with the depth reached so far.
pub struct Collector<'f, 'm> {
    pub(super) facts: &'f Facts<'m>,
    pub(super) effects: Effects,
    depth: usize,
}

impl<'m> Facts<'m> {
    /// What evaluating an expression or running a statement, compound or simple, may do.
    /// Bodies of functions that are only defined there do not run.
    pub fn effects_of(&self, node: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.run(node);
        collector.effects
    }

    /// What a single step of walking the value of `node` may do, without evaluating `node`.
    pub fn steps_of(&self, node: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.walk(inner(node));
        collector.effects
    }

    /// The steps of a comprehension: everything but evaluating its first iterable.
    pub fn steps_of_comprehension(&self, comprehension: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.generator_steps(comprehension);
        collector.effects
    }

    /// What evaluating a condition does, its truth included; of the subject of a `match`, without.
    pub fn test_effects(&self, node: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        if node.parent().is_some_and(|p| p.kind() == "match_statement") {
            collector.run(node);
        } else {
            collector.truth(node);
        }
        collector.effects
    }

    /// What trying the pattern of a `case` does: it compares, takes apart and binds.
    pub fn pattern_effects(&self, case: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        for part in children(case).into_iter().filter(|n| n.kind() != "block") {
            collector.run(part);
            if part.kind() == "case_pattern" {
                collector.unknown(part, Hidden::Operator, &[]);
            }
        }
        collector.effects
    }

    /// What the beginning of an `except` clause does: it binds a name, which vanishes again.
    pub fn handler_effects(&self, clause: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.handler_head(clause);
        collector.effects
    }

    /// What entering the managers of a `with` statement does.
    pub fn entering_effects(&self, with: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.managers(with);
        collector.effects
    }

    /// What leaving them does: a file is closed, anything else runs unknown code.
    pub fn leaving_effects(&self, with: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        for (context, _) in with_items(with) {
            if !collector.is_file(context) {
                collector.unknown(context, Hidden::Call, &[context]);
            }
        }
        collector.effects
    }

    /// What binding a target may do.
    pub fn binding_effects(&self, target: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.bind(target);
        collector.effects
    }
}

impl<'f, 'm> Collector<'f, 'm> {
    pub(super) fn new(facts: &'f Facts<'m>) -> Self {
        Collector { facts, effects: Effects::default(), depth: 0 }
    }

    /// Code of unknown kind runs here.
    pub(super) fn unknown(&mut self, node: Node<'m>, hidden: Hidden, given: &[Node<'m>]) {
        let literals = self.literals_in(given);
        let given = given.iter().flat_map(|n| self.symbols_in(*n)).collect();
        let unknown = Unknown { span: node.byte_range(), what: brief(self.facts.text(node)), hidden, given, literals };
        if !self.effects.unknown.contains(&unknown) {
            self.effects.unknown.push(unknown);
        }
    }

    /// What the string literals in some expressions say.
    pub(super) fn literals_in(&self, nodes: &[Node<'m>]) -> Vec<String> {
        let strings = nodes.iter().flat_map(|n| preorder(*n)).filter(|n| n.kind() == "string_content");
        strings.map(|n| self.facts.text(n).to_owned()).collect()
    }

    /// The names in an expression that stand for something that could be reached through them.
    fn symbols_in(&self, node: Node<'m>) -> Vec<SymbolId> {
        let names = preorder(node).filter(|n| n.kind() == "identifier");
        names.filter_map(|n| self.facts.scopes().symbol_at(n)).filter(|s| self.facts.scopes().is_bound(*s)).collect()
    }

    /// Runs an expression or statement.
    pub fn run(&mut self, node: Node<'m>) {
        if self.depth > DEPTH {
            self.unknown(node, Hidden::Call, &[]);
            return;
        }
        self.depth += 1;
        if node.kind().ends_with("_statement") || super::syntax::is_definition(node) {
            self.statement(node);
        } else {
            self.expression(node);
        }
        self.depth -= 1;
    }

    fn run_all(&mut self, nodes: impl IntoIterator<Item = Node<'m>>) {
        for node in nodes {
            self.run(node);
        }
    }

    fn run_field(&mut self, node: Node<'m>, field: &str) {
        if let Some(found) = child(node, field) {
            self.run(found);
        }
    }

    fn statement(&mut self, node: Node<'m>) {
        match node.kind() {
            "for_statement" => {
                self.run_field(node, "right");
                if let Some(iterable) = iterable(node) {
                    self.walk(inner(iterable));
                }
                if let Some(target) = child(node, "left") {
                    self.bind(target);
                }
                if super::syntax::is_async(node) {
                    self.effects.suspends.get_or_insert(node.byte_range());
                }
                self.run_field(node, "body");
                self.run_field(node, "alternative");
            }
            "with_statement" => self.with(node),
            "raise_statement" => {
                self.run_all(children(node));
                self.effects.raise(node.byte_range(), "`raise`");
                if self.may_stop_iteration(node) {
                    self.effects.stops.get_or_insert(node.byte_range());
                }
            }
            "assert_statement" => {
                self.run_all(children(node));
                self.effects.raise(node.byte_range(), "`assert`");
            }
            "delete_statement" => self.delete(node),
            "decorated_definition" | "class_definition" => {
                self.unknown(node, Hidden::Call, &[node]);
                self.bind_names(node);
            }
            "function_definition" => {
                let defaults = child(node, "parameters").map(children).unwrap_or_default();
                self.run_all(defaults.iter().filter_map(|p| child(*p, "value")));
                let annotations = defaults.iter().filter_map(|p| child(*p, "type"));
                self.annotations(annotations.chain(child(node, "return_type")).collect());
                if let Some(name) = child(node, "name") {
                    self.bind(name);
                }
            }
            "import_statement" | "import_from_statement" | "exec_statement" | "print_statement" => {
                self.unknown(node, Hidden::Call, &[]);
                self.bind_names(node);
            }
            "if_statement" | "while_statement" => {
                if let Some(condition) = child(node, "condition") {
                    self.truth(condition);
                }
                self.run_all(children(node).into_iter().filter(|n| Some(*n) != child(node, "condition")));
            }
            "global_statement"
            | "nonlocal_statement"
            | "pass_statement"
            | "break_statement"
            | "continue_statement"
            | "future_import_statement" => {}
            "expression_statement" | "return_statement" | "try_statement" => self.run_all(children(node)),
            "match_statement" => self.unknown_parts(node),
            "type_alias_statement" => self.unknown(node, Hidden::Operator, &[]),
            _ => self.unknown(node, Hidden::Call, &[node]),
        }
    }

    /// `raise` of anything that is not known to be another exception may be `StopIteration`.
    fn may_stop_iteration(&self, node: Node<'m>) -> bool {
        let Some(raised) = children(node).first().copied() else { return true };
        let class = Call::of(raised).map_or(raised, |c| c.function);
        let name = self.facts.text(class);
        let builtin = self.facts.dotted(class).is_some_and(|d| d.starts_with("builtins."));
        let known = builtin && self.facts.knowledge().is_exception(name) && name != "StopIteration";
        let own =
            self.facts.scopes().symbol_at(class).and_then(|s| self.facts.sole_binding(s)).is_some_and(|b| {
                match b.bound {
                    super::bindings::Bound::Class(class) => {
                        let bases = child(class, "superclasses").map_or("", |b| self.facts.text(b));
                        matches!(
                            bases,
                            "(Exception)"
                                | "(ValueError)"
                                | "(RuntimeError)"
                                | "(TypeError)"
                                | "(KeyError)"
                                | "(LookupError)"
                        )
                    }
                    _ => false,
                }
            });
        !known && !own
    }

    /// Matching may compare and take apart what nobody knows.
    fn unknown_parts(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        self.unknown(node, Hidden::Operator, &[]);
    }

    fn delete(&mut self, node: Node<'m>) {
        for target in children(node) {
            match target.kind() {
                "identifier" => self.bind(target),
                "subscript" | "attribute" => {
                    self.bind(target);
                    self.effects.raise(target.byte_range(), "`del`");
                }
                _ => self.unknown(target, Hidden::Operator, &[target]),
            }
        }
    }

    fn with(&mut self, node: Node<'m>) {
        self.managers(node);
        self.run_field(node, "body");
    }

    /// A real file, maybe wrapped so that it is closed.
    fn is_file(&self, context: Node<'m>) -> bool {
        matches!(self.facts.entered_type(context), Ty::File { .. })
    }

    fn managers(&mut self, node: Node<'m>) {
        for (context, target) in with_items(node) {
            self.run(context);
            if !self.is_file(context) {
                self.unknown(context, Hidden::Call, &[context]);
            }
            if let Some(target) = target {
                self.bind(target);
            }
        }
        if super::syntax::is_async(node) {
            self.effects.suspends.get_or_insert(node.byte_range());
        }
    }

    fn expression(&mut self, node: Node<'m>) {
        match node.kind() {
            "identifier" => self.name(node),
            "attribute" => self.attribute(node),
            "subscript" => self.subscript(node),
            "call" => self.call(node),
            "binary_operator" => self.binary(node),
            "unary_operator" => {
                self.run_all(children(node));
                let ty = child(node, "argument").map_or(Ty::Unknown, |n| self.facts.type_of(n));
                if !matches!(ty, Ty::Int | Ty::Bool | Ty::Float) {
                    self.unknown(node, Hidden::Operator, &[node]);
                }
            }
            "comparison_operator" => self.comparison(node),
            "boolean_operator" => {
                if let Some(left) = child(node, "left") {
                    self.truth(left);
                }
                self.run_field(node, "right");
            }
            "not_operator" => children(node).into_iter().for_each(|n| self.truth(n)),
            "conditional_expression" => {
                let parts = children(node);
                for (index, part) in parts.into_iter().enumerate() {
                    if index == 1 { self.truth(part) } else { self.run(part) }
                }
            }
            "named_expression" => {
                self.run_field(node, "value");
                if let Some(name) = child(node, "name") {
                    self.bind(name);
                }
            }
            "assignment" => self.assignment(node),
            "augmented_assignment" => self.update(node),
            "interpolation" => self.interpolation(node),
            "set" | "dictionary" => self.hashed(node),
            "list_splat" => {
                self.run_all(children(node));
                children(node).into_iter().for_each(|n| self.walk(inner(n)));
            }
            "dictionary_splat" | "slice" => self.run_all(children(node)),
            "await" | "yield" => {
                self.run_all(children(node));
                self.effects.suspends.get_or_insert(node.byte_range());
            }
            "generator_expression" => self.make_generator(node),
            _ if is_comprehension(node) => self.comprehension(node),
            "lambda" => {
                let defaults = child(node, "parameters").map(children).unwrap_or_default();
                self.run_all(defaults.into_iter().filter_map(|p| child(p, "value")));
            }
            "except_clause" | "except_group_clause" => self.handler(node),
            "case_pattern" => self.captures(node),
            "type" | "comment" | "integer" | "float" | "true" | "false" | "none" | "ellipsis" | "string_content"
            | "string_start" | "string_end" | "type_conversion" | "format_specifier" => {}
            _ => self.run_all(children(node)),
        }
    }

    /// The classes named in a handler are only looked at; its name is bound.
    fn handler(&mut self, node: Node<'m>) {
        self.handler_head(node);
        self.run_all(children(node).into_iter().filter(|n| n.kind() == "block"));
    }

    /// An annotation that calls something is code.
    fn annotations(&mut self, annotations: Vec<Node<'m>>) {
        let called = annotations.into_iter().flat_map(preorder).filter(|n| n.kind() == "call");
        for call in called.collect::<Vec<_>>() {
            self.run(call);
        }
    }

    fn handler_head(&mut self, node: Node<'m>) {
        let head: Vec<_> = children(node).into_iter().filter(|n| n.kind() != "block").collect();
        self.annotations(head.clone());
        let head = head.into_iter();
        for target in head.flat_map(preorder).filter(|n| n.kind() == "as_pattern_target") {
            children(target).into_iter().for_each(|n| self.bind(n));
        }
    }

    /// Names bound by a definition or an import.
    fn bind_names(&mut self, node: Node<'m>) {
        let scopes = self.facts.scopes();
        for name in preorder(node).filter(|n| n.kind() == "identifier") {
            if let Some(symbol) = scopes.symbol_at(name) {
                let binds = scopes.symbols[symbol].bindings().any(|o| o.node == name);
                if binds {
                    self.effects.write(Place::Name(symbol), name.byte_range());
                }
            }
        }
    }

    fn captures(&mut self, node: Node<'m>) {
        for name in preorder(node).filter(|n| n.kind() == "identifier") {
            if let Some(symbol) = self.facts.scopes().symbol_at(name) {
                self.effects.write(Place::Name(symbol), name.byte_range());
            }
        }
    }

    fn name(&mut self, node: Node<'m>) {
        let Some(symbol) = self.facts.scopes().symbol_at(node) else { return };
        if self.facts.scopes().is_bound(symbol) {
            self.effects.read(Place::Name(symbol), node.byte_range());
            if self.facts.owns(symbol) {
                self.effects.read(Place::Own(symbol), node.byte_range());
            }
            if self.facts.may_be_unbound(node, symbol) {
                self.effects
                    .raise(node.byte_range(), format!("`{}`, which may not be bound yet,", self.facts.text(node)));
            }
        } else if self.facts.dotted(node).is_none() {
            self.effects.raise(node.byte_range(), format!("`{}`, which is bound nowhere here,", self.facts.text(node)));
        }
    }

    fn attribute(&mut self, node: Node<'m>) {
        if self.facts.dotted(node).is_some() {
            return;
        }
        let (Some(object), Some(name)) = (child(node, "object"), child(node, "attribute")) else { return };
        self.run(object);
        let (receiver, name) = (self.facts.type_of(object), self.facts.text(name));
        if self.facts.knowledge().is_iterator(&receiver) {
            self.effects.read(Place::Position(self.facts.text(object).to_owned()), node.byte_range());
        }
        if self.facts.knowledge().attribute(&receiver, name).is_some()
            || self.facts.knowledge().method(&receiver, name).is_some()
        {
            return;
        }
        self.effects
            .read(Place::Field { name: name.to_owned(), path: self.facts.text(node).to_owned() }, node.byte_range());
        if !self.facts.has_field(&receiver, name) {
            self.unknown(node, Hidden::Operator, &[object]);
        }
    }

    /// The place of a container's contents; `None` if they cannot change or nobody else has them.
    pub fn contents(&self, node: Node<'m>) -> Option<Place> {
        let node = inner(node);
        let ty = self.facts.type_of(node);
        if ty.is_plain() || matches!(ty, Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Module(_) | Ty::Callable(_)) {
            return None;
        }
        match node.kind() {
            "identifier" => {
                let symbol = self.facts.scopes().symbol_at(node)?;
                let own = self.facts.owns(symbol);
                let path = || self.facts.text(self.facts.aliased(node, 0)).to_owned();
                Some(if own { Place::Own(symbol) } else { Place::Content(path()) })
            }
            _ if self.facts.is_new_container(node) => None,
            _ => Some(Place::Content(self.facts.text(node).to_owned())),
        }
    }

    fn subscript(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        let Some(value) = child(node, "value") else { return };
        let ty = self.facts.type_of(value);
        if let Some(place) = self.contents(value) {
            // Looking a key up in a defaultdict adds it.
            if matches!(&ty, Ty::Instance(name) if name == "collections.defaultdict") {
                self.effects.write(place.clone(), node.byte_range());
            }
            self.effects.read(place, node.byte_range());
        }
        let keys: Vec<_> = children(node).into_iter().skip(1).collect();
        let [key] = keys.as_slice() else { return self.unknown(node, Hidden::Operator, &[node]) };
        match (&ty, key.kind()) {
            (Ty::Str | Ty::Bytes | Ty::List(_) | Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Range, "slice") => {
                self.slice(*key)
            }
            (Ty::Tuple(parts), _) if self.facts.index(*key, parts.len()).is_some() => {}
            (Ty::Str | Ty::Bytes | Ty::ByteArray | Ty::List(_) | Ty::Tuple(_) | Ty::TupleOf(_) | Ty::Range, _) => {
                if self.facts.is_in_bounds(value, *key) {
                    return;
                }
                self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
                if !matches!(self.facts.type_of(*key), Ty::Int | Ty::Bool) {
                    self.unknown(node, Hidden::Operator, &[node]);
                }
            }
            (Ty::Dict(..), _) if self.facts.type_of(*key).is_plain() => {
                self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
            }
            _ => self.unknown(node, Hidden::Operator, &[value]),
        }
    }

    /// A slice of ints cannot fail; a step of zero can.
    fn slice(&mut self, slice: Node<'m>) {
        for bound in children(slice) {
            let fits = |ty: &Ty| matches!(ty, Ty::Int | Ty::Bool | Ty::None);
            if !self.facts.alternatives(bound).iter().all(fits) {
                self.unknown(slice, Hidden::Operator, &[slice]);
            }
        }
        if children(slice).len() > 2 {
            self.effects.raise(slice.byte_range(), "the step of a slice");
        }
    }

    fn binary(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        let (Some(left), Some(right)) = (child(node, "left"), child(node, "right")) else { return };
        let operator = child(node, "operator").map_or("", |o| self.facts.text(o));
        self.operator(node, operator, (left, right));
    }

    fn operator(&mut self, node: Node<'m>, operator: &str, (left, right): (Node<'m>, Node<'m>)) {
        let (a, b) = (self.facts.type_of(left), self.facts.type_of(right));
        let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Bool | Ty::Float);
        if number(&a) && number(&b) {
            let float = |ty: &Ty| *ty == Ty::Float;
            // An int that is no literal may be too large for a float.
            let fits = |n: Node<'m>, ty: &Ty| float(ty) || inner(n).kind() == "integer" || *ty == Ty::Bool;
            let mixed = float(&a) || float(&b) || operator == "/";
            let safe = match operator {
                _ if mixed && !(fits(left, &a) && fits(right, &b)) => false,
                "+" | "-" | "*" | "&" | "|" | "^" => true,
                "/" | "//" | "%" => self.facts.is_positive(right),
                "<<" | ">>" => inner(right).kind() == "integer",
                _ => false,
            };
            if !safe {
                self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
            }
        } else if matches!(super::values::binary_type(operator, &a, &b), Ty::Unknown | Ty::Never) || operator == "%" {
            self.unknown(node, Hidden::Operator, &[node]);
        }
    }

    fn comparison(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        let mut cursor = node.walk();
        let operators: Vec<&str> =
            node.children_by_field_name("operators", &mut cursor).map(|o| self.facts.text(o)).collect();
        let operands = children(node);
        for (operator, pair) in operators.iter().zip(operands.windows(2)) {
            let (a, b) = (self.facts.type_of(pair[0]), self.facts.type_of(pair[1]));
            let known = match *operator {
                "is" | "is not" => true,
                "==" | "!=" | "<>" => a.is_plain() && b.is_plain() || pair.iter().any(|n| n.kind() == "none"),
                "in" | "not in" => membership(&a, &b),
                _ => ordered(&a, &b),
            };
            if let (true, Some(place)) = (matches!(*operator, "in" | "not in"), self.contents(pair[1])) {
                self.effects.read(place, pair[1].byte_range());
            }
            if !known {
                self.unknown(node, Hidden::Operator, &[node]);
            }
        }
    }

    /// Evaluates an expression and asks for its truth.
    fn truth(&mut self, node: Node<'m>) {
        self.run(node);
        let ty = self.facts.type_of(node);
        let known = ty.is_plain() || ty.is_sized() || matches!(ty, Ty::Iter(_) | Ty::File { .. });
        if !known && !is_yes_or_no(inner(node)) {
            self.unknown(node, Hidden::Operator, &[node]);
        } else if let Some(place) = self.contents(node).filter(|_| ty.is_sized()) {
            self.effects.read(place, node.byte_range());
        }
    }

    /// Formatting runs `__format__`; plain values with a literal format cannot fail, but for
    /// formats of another type.
    fn interpolation(&mut self, node: Node<'m>) {
        self.run_field(node, "expression");
        let specifier = children(node).into_iter().find(|n| n.kind() == "format_specifier");
        let converted = children(node).into_iter().any(|n| n.kind() == "type_conversion");
        let ty = child(node, "expression").map_or(Ty::Unknown, |n| self.facts.type_of(n));
        let nested = specifier.is_some_and(|s| !children(s).is_empty());
        // `{text:=5}` reads as a walrus to the grammar.
        let walrus = child(node, "expression").is_some_and(|n| n.kind() == "named_expression");
        let fits = match specifier.map(|s| self.facts.text(s).trim_start_matches(':')) {
            None => ty.is_plain(),
            Some(format) if converted => ty.is_plain() && super::format::fits(format, &Ty::Str),
            Some(format) => super::format::fits(format, &ty),
        };
        if let Some(specifier) = specifier {
            self.run_all(children(specifier));
        }
        if !fits || nested || walrus {
            self.unknown(node, Hidden::Operator, &[node]);
        }
    }

    /// Keys of a display are hashed.
    fn hashed(&mut self, node: Node<'m>) {
        self.run_all(children(node));
        for part in children(node) {
            let key = if part.kind() == "pair" { child(part, "key") } else { Some(part) };
            if !key.is_some_and(|k| self.facts.type_of(k).is_plain()) {
                self.unknown(part, Hidden::Operator, &[part]);
            }
        }
    }

    fn assignment(&mut self, node: Node<'m>) {
        let (left, right) = (child(node, "left"), child(node, "right"));
        self.annotations(child(node, "type").into_iter().collect());
        if let Some(right) = right {
            self.run(right);
        }
        let Some(left) = left.filter(|_| right.is_some()) else { return };
        self.bind(left);
        if !matches!(left.kind(), "pattern_list" | "tuple_pattern" | "list_pattern") {
            return;
        }
        let count = children(left).len();
        let value = right.map_or(Ty::Unknown, |r| self.facts.type_of(r));
        match value {
            Ty::Tuple(parts) if parts.len() == count => {}
            ty => {
                if let Some(right) = right {
                    if !ty.is_walkable() {
                        self.unknown(right, Hidden::Operator, &[right]);
                    } else {
                        self.walk(inner(right));
                    }
                }
                self.effects.raise(left.byte_range(), "unpacking");
            }
        }
    }

    fn update(&mut self, node: Node<'m>) {
        let (Some(left), Some(right)) = (child(node, "left"), child(node, "right")) else { return };
        let operator = child(node, "operator").map_or("", |o| self.facts.text(o)).trim_end_matches('=');
        self.run(left);
        self.run(right);
        match self.facts.type_of(left) {
            Ty::List(_) | Ty::ByteArray if operator == "+" => self.walk(inner(right)),
            Ty::Unknown | Ty::Instance(_) => self.unknown(node, Hidden::Operator, &[left, right]),
            _ => self.operator(node, operator, (left, right)),
        }
        // Only a mutable value has contents.
        if let Some(place) = self.contents(left) {
            self.effects.write(place, node.byte_range());
        }
        self.bind(left);
    }

    /// Binds a target: names, attributes, items, or several of them.
    pub fn bind(&mut self, target: Node<'m>) {
        if self.facts.has_finalizers() {
            self.unknown(target, Hidden::Call, &[]);
        }
        match target.kind() {
            "identifier" => {
                if let Some(symbol) = self.facts.scopes().symbol_at(target) {
                    self.effects.write(Place::Name(symbol), target.byte_range());
                }
            }
            "attribute" => {
                let (Some(object), Some(name)) = (child(target, "object"), child(target, "attribute")) else { return };
                self.run(object);
                let place =
                    Place::Field { name: self.facts.text(name).to_owned(), path: self.facts.text(target).to_owned() };
                self.effects.write(place, target.byte_range());
                if !self.facts.has_field(&self.facts.type_of(object), self.facts.text(name)) {
                    self.unknown(target, Hidden::Operator, &[object]);
                }
            }
            "subscript" => self.bind_item(target),
            _ => children(target).into_iter().for_each(|n| self.bind(n)),
        }
    }

    fn bind_item(&mut self, target: Node<'m>) {
        self.run_all(children(target));
        let Some(value) = child(target, "value") else { return };
        if let Some(place) = self.contents(value) {
            self.effects.write(place, target.byte_range());
        }
        let keys: Vec<_> = children(target).into_iter().skip(1).collect();
        let plain = keys.iter().all(|k| self.facts.type_of(*k).is_plain());
        match self.facts.type_of(value) {
            Ty::Dict(..) if plain => {}
            Ty::Instance(name)
                if plain
                    && matches!(
                        name.as_str(),
                        "collections.Counter" | "collections.defaultdict" | "collections.OrderedDict"
                    ) => {}
            Ty::List(_) if keys.iter().all(|k| self.facts.is_in_bounds(value, *k)) => {}
            Ty::ByteArray
                if keys.iter().all(|k| self.facts.is_in_bounds(value, *k)) && stores_small(target, self.facts) => {}
            Ty::List(_) | Ty::ByteArray => {
                self.effects.raise(target.byte_range(), format!("`{}`", brief(self.facts.text(target))))
            }
            _ => self.unknown(target, Hidden::Operator, &[value]),
        }
    }

    /// A comprehension that is evaluated at once.
    fn comprehension(&mut self, node: Node<'m>) {
        let parts = clauses(node);
        for clause in &parts {
            self.clause(*clause);
        }
        self.run_field(node, "body");
        if node.kind() == "set_comprehension" || node.kind() == "dictionary_comprehension" {
            let key = child(node, "body").map(|b| child(b, "key").unwrap_or(b));
            if !key.is_some_and(|k| self.facts.type_of(k).is_plain()) {
                self.unknown(node, Hidden::Operator, &[node]);
            }
        }
    }

    fn clause(&mut self, clause: Node<'m>) {
        if clause.kind() == "if_clause" {
            children(clause).into_iter().for_each(|n| self.truth(n));
            return;
        }
        if super::syntax::is_async(clause) {
            self.effects.suspends.get_or_insert(clause.byte_range());
        }
        match iterable(clause) {
            Some(iterable) => {
                self.run(iterable);
                self.walk(inner(iterable));
            }
            None => self.unknown(clause, Hidden::Operator, &[clause]),
        }
        self.clause_target(clause);
    }

    /// Unpacking the target of a clause may fail; its names vanish with the comprehension.
    pub(super) fn clause_target(&mut self, clause: Node<'m>) {
        let Some(target) = child(clause, "left") else { return };
        if target.kind() == "identifier" {
            return;
        }
        let count = children(target).len();
        let element = iterable(clause).map_or(Ty::Unknown, |i| self.facts.element_of(i));
        match element {
            Ty::Tuple(parts)
                if parts.len() == count && target.kind() != "attribute" && target.kind() != "subscript" => {}
            _ => {
                self.effects.raise(target.byte_range(), "unpacking");
                self.unknown(target, Hidden::Operator, &[]);
            }
        }
    }

    /// A generator expression evaluates its first iterable and nothing else.
    fn make_generator(&mut self, node: Node<'m>) {
        if let Some(first) = clauses(node).first().and_then(|c| iterable(*c)) {
            self.run(first);
        }
    }

    /// The steps of a generator expression or comprehension: everything but evaluating its first iterable.
    pub fn generator_steps(&mut self, node: Node<'m>) {
        let mut first = true;
        for clause in clauses(node) {
            if first && clause.kind() == "for_in_clause" {
                first = false;
                match iterable(clause) {
                    Some(iterable) => self.walk(inner(iterable)),
                    None => self.unknown(clause, Hidden::Operator, &[clause]),
                }
                if super::syntax::is_async(clause) {
                    self.effects.suspends.get_or_insert(clause.byte_range());
                }
                self.clause_target(clause);
            } else {
                self.clause(clause);
            }
        }
        self.run_field(node, "body");
    }

    /// A step of walking the value of an expression.
    pub fn walk(&mut self, node: Node<'m>) {
        if self.depth > DEPTH {
            return self.unknown(node, Hidden::Operator, &[node]);
        }
        self.depth += 1;
        self.walk_value(node);
        self.depth -= 1;
    }

    fn walk_value(&mut self, node: Node<'m>) {
        match node.kind() {
            "generator_expression" => return self.generator_steps(node),
            "call" => {
                if let Some(call) = Call::of(node)
                    && self.walk_call(&call)
                {
                    return;
                }
            }
            "binary_operator" if self.facts.is_new_container(node) => return,
            "identifier" => {
                if let Some(made) = self.facts.lazily_bound(node) {
                    return self.walk(made);
                }
            }
            _ => {}
        }
        let ty = self.facts.type_of(node);
        match &ty {
            _ if ty.is_plain() => {}
            Ty::Tuple(_) | Ty::TupleOf(_) => {}
            Ty::File { .. } => self.walk_file(node),
            Ty::Range | Ty::Str | Ty::Bytes => {}
            _ if ty.is_sized() => {
                if let Some(place) = self.contents(node) {
                    self.effects.read(place, node.byte_range());
                }
            }
            _ if self.facts.knowledge().is_iterator(&ty) => {
                self.effects.read(Place::Position(self.facts.text(node).to_owned()), node.byte_range());
                self.effects.write(Place::Position(self.facts.text(node).to_owned()), node.byte_range());
                self.unknown(node, Hidden::Operator, &[node]);
            }
            _ => {
                let place = self.contents(node).unwrap_or_else(|| Place::Content(self.facts.text(node).to_owned()));
                self.effects.read(place, node.byte_range());
                self.unknown(node, Hidden::Operator, &[node]);
            }
        }
    }

    fn walk_file(&mut self, node: Node<'m>) {
        let symbol = (node.kind() == "identifier").then(|| self.facts.scopes().symbol_at(node)).flatten();
        match symbol {
            Some(symbol) => {
                self.effects.read(Place::Stream(symbol), node.byte_range());
                self.effects.write(Place::Stream(symbol), node.byte_range());
            }
            None => {
                self.effects.read(Place::Position(self.facts.text(node).to_owned()), node.byte_range());
                self.effects.write(Place::Position(self.facts.text(node).to_owned()), node.byte_range());
            }
        }
        self.file_use(node, false, node.byte_range());
    }

    /// A file is read or written through an expression that stands for it.
    pub(super) fn file_use(&mut self, file: Node<'m>, changes: bool, span: Range<usize>) {
        let file = inner(file);
        let handle = (file.kind() == "identifier").then(|| self.facts.scopes().symbol_at(file)).flatten();
        let opening = match handle {
            Some(_) => self.facts.opening_of_name(file),
            None => self.facts.opening(file),
        };
        let path = opening.map_or(super::paths::Path::Any, |o| self.facts.path_of(o.path));
        self.effects.files.push(FileUse { span, path, handle, changes });
    }

    /// Shared state of the process or the world.
    pub(super) fn world(&mut self, entry: &knowledge::Entry, span: &Range<usize>) {
        for place in entry.reads.iter().filter(|p| **p != knowledge::Place::Position) {
            self.effects.read(Place::World(*place), span.clone());
        }
        for place in entry.writes.iter().filter(|p| **p != knowledge::Place::Position) {
            self.effects.write(Place::World(*place), span.clone());
        }
    }
}

impl<'m> Facts<'m> {
    /// The expression that a name bound once is another name for: `live = self.entries`.
    pub fn aliased(&self, name: Node<'m>, depth: usize) -> Node<'m> {
        use super::bindings::Bound;
        let symbol = (name.kind() == "identifier" && depth < 8).then(|| self.scopes().symbol_at(name)).flatten();
        match symbol.and_then(|s| self.sole_binding(s)) {
            Some(binding) if binding.path.is_empty() => match binding.bound {
                Bound::Value(value) if matches!(value.kind(), "identifier" | "attribute") => {
                    self.aliased(value, depth + 1)
                }
                _ => name,
            },
            _ => name,
        }
    }

    /// Is the value of this number known to be greater than zero: a literal, a name bound
    /// once to one, an item of a `range` that starts above zero?
    pub fn is_positive(&self, node: Node<'m>) -> bool {
        use super::bindings::Bound;
        let node = inner(node);
        match node.kind() {
            "integer" | "float" => self.text(node).chars().any(|c| c.is_ascii_digit() && c != '0'),
            "binary_operator" => {
                let grows = child(node, "operator").is_some_and(|o| matches!(self.text(o), "+" | "*"));
                let operands = [child(node, "left"), child(node, "right")];
                grows && operands.into_iter().flatten().all(|n| self.is_positive(n))
            }
            "identifier" => {
                let Some(binding) = self.scopes().symbol_at(node).and_then(|s| self.sole_binding(s)) else {
                    return false;
                };
                match binding.bound {
                    Bound::Value(value) if binding.path.is_empty() => {
                        matches!(value.kind(), "integer" | "float") && self.is_positive(value)
                    }
                    Bound::Item(iterable) if binding.path.is_empty() => self.is_positive_range(inner(iterable)),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Is this index below the length with which the container was made: an item of
    /// `range(start, n)` into `bytearray(n)` or `[0] * n`, where `n` never changes?
    pub fn is_in_bounds(&self, container: Node<'m>, key: Node<'m>) -> bool {
        let Some(length) = self.made_with_length(inner(container)) else { return false };
        let Some(bound) = self.upper_bound(inner(key)) else { return false };
        let same = self
            .scopes()
            .symbol_at(length)
            .zip(self.scopes().symbol_at(bound))
            .is_some_and(|(a, b)| a == b && self.sole_binding(a).is_some());
        same && matches!(self.type_of(length), Ty::Int)
    }

    /// The name that gives the length of a local container that never shrinks or grows.
    fn made_with_length(&self, container: Node<'m>) -> Option<Node<'m>> {
        use super::bindings::Bound;
        let symbol = (container.kind() == "identifier").then(|| self.scopes().symbol_at(container))??;
        let fixed = self.ownership(symbol).is_some_and(|o| {
            o.escape.is_none()
                && o.changes
                    .iter()
                    .all(|c| c.kind() == "subscript" && children(*c).get(1).is_some_and(|k| k.kind() != "slice"))
        });
        let Bound::Value(value) = self.sole_binding(symbol).filter(|b| fixed && b.path.is_empty())?.bound else {
            return None;
        };
        let value = inner(value);
        let length = match value.kind() {
            "call" => Call::of(value)
                .filter(|c| self.is_builtin(c.function, "bytearray"))
                .and_then(|c| c.all().first().copied()),
            "binary_operator" => child(value, "right")
                .filter(|_| child(value, "left").is_some_and(|l| l.kind() == "list" && children(l).len() == 1)),
            _ => None,
        };
        length.filter(|n| n.kind() == "identifier")
    }

    /// The name below which an item of a `range` that starts at or above zero stays.
    fn upper_bound(&self, key: Node<'m>) -> Option<Node<'m>> {
        use super::bindings::Bound;
        let symbol = (key.kind() == "identifier").then(|| self.scopes().symbol_at(key))??;
        let Bound::Item(iterable) = self.sole_binding(symbol).filter(|b| b.path.is_empty())?.bound else { return None };
        let call = Call::of(inner(iterable)).filter(|c| self.is_builtin(c.function, "range"))?;
        let from_zero = |n: Node<'m>| self.text(n) == "0" || self.is_positive(n);
        let end = match call.all().as_slice() {
            [end] => Some(*end),
            [start, end] if from_zero(*start) => Some(*end),
            [start, end, step] if from_zero(*start) && self.is_positive(*step) => Some(*end),
            _ => None,
        };
        end.filter(|n| n.kind() == "identifier")
    }

    /// `range(1, n)`: counts up from a positive start.
    fn is_positive_range(&self, node: Node<'m>) -> bool {
        let Some(call) = Call::of(node).filter(|c| self.is_builtin(c.function, "range")) else { return false };
        match call.all().as_slice() {
            [start, _] => start.kind() == "integer" && self.is_positive(*start),
            [start, _, step] => start.kind() == "integer" && self.is_positive(*start) && self.is_positive(*step),
            _ => false,
        }
    }
}

/// `buffer[i] = 1`: a literal that fits into a byte.
fn stores_small<'m>(target: Node<'m>, facts: &Facts<'m>) -> bool {
    let value = target.parent().filter(|p| p.kind() == "assignment").and_then(|p| child(p, "right"));
    value.is_some_and(|v| v.kind() == "integer" && facts.text(v).parse::<u8>().is_ok())
}

/// `x in container` runs nothing foreign.
fn membership(item: &Ty, container: &Ty) -> bool {
    match container {
        Ty::Str => *item == Ty::Str,
        Ty::Dict(..) | Ty::Set(_) | Ty::FrozenSet(_) => item.is_plain(),
        Ty::List(of) | Ty::TupleOf(of) => item.is_plain() && of.is_plain(),
        Ty::Tuple(parts) => item.is_plain() && parts.iter().all(Ty::is_plain),
        Ty::Range => matches!(item, Ty::Int | Ty::Bool),
        _ => false,
    }
}

/// `a < b` runs nothing foreign and cannot fail.
fn ordered(a: &Ty, b: &Ty) -> bool {
    let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Bool | Ty::Float);
    match (a, b) {
        _ if number(a) && number(b) => true,
        (Ty::Str, Ty::Str) | (Ty::Bytes, Ty::Bytes) => true,
        (Ty::Tuple(a), Ty::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| ordered(a, b)),
        _ => false,
    }
}

/// `not x`, `a is b`: a bool whatever the operands are.
fn is_yes_or_no(node: Node<'_>) -> bool {
    node.kind() == "not_operator"
}

/// The first line of a text, shortened, for messages.
pub fn brief(text: &str) -> String {
    let line = text.lines().next().unwrap_or("").trim();
    if line.chars().count() > 40 || text.lines().count() > 1 {
        let short: String = line.chars().take(37).collect();
        format!("{short}...")
    } else {
        line.to_owned()
    }
}
