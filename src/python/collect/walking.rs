//! The effects of walking values: loops, comprehensions, generators and lazy calls.

use tree_sitter::Node;

use super::{Collector, DEPTH, brief, is_generator};
use crate::python::effects::{Hidden, Place};
use crate::python::knowledge::{Between, Entry, Walk};
use crate::python::syntax::{Call, child, children, clauses, inner, is_async, iterable};
use crate::python::types::Ty;
use crate::python::universe;

impl<'m> Collector<'_, 'm> {
    /// A comprehension that is evaluated at once.
    pub(super) fn comprehension(&mut self, node: Node<'m>) {
        let parts = clauses(node);
        for clause in &parts {
            self.clause(*clause);
        }
        self.run_field(node, "body");
        if node.kind() == "set_comprehension" || node.kind() == "dictionary_comprehension" {
            let key = child(node, "body").map(|b| child(b, "key").unwrap_or(b));
            if !key.is_some_and(|k| self.facts.type_of(k).is_plain()) {
                self.special(node, key.map(|_| universe::HASH), key.as_slice());
            }
        }
    }

    fn clause(&mut self, clause: Node<'m>) {
        if clause.kind() == "if_clause" {
            children(clause).into_iter().for_each(|n| self.truth(n));
            return;
        }
        if is_async(clause) {
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
        match target.kind() {
            "identifier" => {}
            "attribute" | "subscript" => self.unknown(target, Hidden::Operator, &[target]),
            _ => self.unpacked(target, &iterable(clause).map_or(Ty::Unknown, |i| self.facts.element_of(i))),
        }
    }

    /// Takes a value of that type apart: it may have another length, and its walk may run code.
    pub(super) fn unpacked(&mut self, target: Node<'m>, value: &Ty) {
        if matches!(value, Ty::Tuple(parts) if parts.len() == children(target).len()) {
            return;
        }
        self.effects.raise(target.byte_range(), "unpacking");
        if value.is_plain() || matches!(value, Ty::Tuple(_) | Ty::TupleOf(_)) {
            // Nobody changes what is taken apart.
        } else if value.is_sized() {
            self.effects.read(Place::Content(self.facts.text(target).to_owned()), target.byte_range());
        } else {
            let what = format!("unpacking `{}`", brief(self.facts.text(target)));
            self.unknown_as(what, target, Hidden::Operator, &[]);
        }
    }

    /// A generator expression evaluates its first iterable and nothing else.
    pub(super) fn make_generator(&mut self, node: Node<'m>) {
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
                if is_async(clause) {
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
            return self.unknown_walk(node);
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
            _ if ty.is_plain() && !ty.is_sized() => {
                self.effects.raise(node.byte_range(), format!("a walk of `{}`", self.facts.text(node)));
            }
            _ if ty.is_plain() => {}
            Ty::Tuple(_) | Ty::TupleOf(_) => {}
            Ty::File { .. } => self.walk_file(node),
            Ty::Range | Ty::Str | Ty::Bytes => {}
            _ if ty.is_sized() => {
                if let Some(place) = self.contents(node) {
                    self.effects.read(place, node.byte_range());
                }
            }
            _ if self.facts.knowledge().is_iterator(&ty) && self.is_made_for_walk(node) => {
                self.looked_up(node);
                self.stepped(node, &ty);
            }
            _ if self.facts.knowledge().is_iterator(&ty) => {
                self.effects.read(Place::Position(self.facts.text(node).to_owned()), node.byte_range());
                self.effects.write(Place::Position(self.facts.text(node).to_owned()), node.byte_range());
                self.stepped(node, &ty);
            }
            _ => {
                let place = self.contents(node).unwrap_or_else(|| Place::Content(self.facts.text(node).to_owned()));
                self.effects.read(place, node.byte_range());
                self.unknown_walk(node);
            }
        }
    }

    /// Does a known call make the iterator, of which nobody else has a part: `os.walk(folder)`?
    fn is_made_for_walk(&self, node: Node<'m>) -> bool {
        let Some((call, entry)) = Call::of(node).and_then(|call| Some((call, self.facts.entry_of(&call)?))) else {
            return false;
        };
        let kept = |at: &usize| call.positional().and_then(|all| all.get(*at).copied());
        let plain = |at: &usize| kept(at).is_none_or(|n| self.facts.type_of(n).is_plain());
        let receiver = call.method().filter(|_| self.facts.dotted(call.function).is_none());
        let fixed = receiver.is_none_or(|(object, _)| self.facts.knowledge().is_frozen(&self.facts.type_of(object)));
        !entry.shared && fixed && !call.has_splat() && entry.keeps.iter().all(plain)
    }

    /// What an iterator is made from it may look up as late as in a step: the folder of `path.glob(pattern)`.
    fn looked_up(&mut self, node: Node<'m>) {
        let entry = Call::of(node).and_then(|call| self.facts.entry_of(&call));
        for place in entry.map(|entry| entry.reads.as_slice()).unwrap_or_default() {
            self.effects.read(Place::World(*place), node.byte_range());
        }
    }

    /// A step of an iterator that nobody knows.
    fn unknown_walk(&mut self, node: Node<'m>) {
        let what = format!("walking `{}`", brief(self.facts.text(node)));
        // A class of this file may keep its place, and what it found there, where others look.
        let own = ["__iter__", "__next__"].iter().any(|name| self.facts.index_of().functions.contains_key(name));
        self.unknown_as(what, node, if own { Hidden::Call } else { Hidden::Operator }, &[node]);
    }

    /// A step of an iterator: of some classes it is known what that does, and of more what it reads.
    fn stepped(&mut self, node: Node<'m>, ty: &Ty) {
        let Some(steps) = self.facts.knowledge().steps(ty) else {
            if !self.facts.is_given_by_itself(node) {
                self.unknown_walk(node);
            }
            return;
        };
        for place in &steps.reads {
            self.effects.read(Place::World(*place), node.byte_range());
        }
        if self.facts.has_a_word(&steps.unless) && !self.facts.is_given_by_itself(node) {
            self.unknown_walk(node);
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

    /// A step of walking what a call gives; `false` where the call says nothing about it.
    pub(super) fn walk_call(&mut self, call: &Call<'m>) -> bool {
        if let Some(entry) = self.facts.entry_of(call) {
            return self.walk_known(call, entry);
        }
        let Some(function) = self.facts.callee(call) else { return false };
        if !is_generator(function) {
            return self.facts.returns_new(function);
        }
        match self.facts.summary(function) {
            Some(summary) => {
                let mapped = self.mapped(call, function, &summary);
                self.effects.add(mapped);
                true
            }
            None => false,
        }
    }

    /// `map(f, xs)`, `zip(a, b)`, `enumerate(xs)`: a step is a step of each argument.
    fn walk_known(&mut self, call: &Call<'m>, entry: &Entry) -> bool {
        let Some(positional) = call.positional() else { return false };
        let lazy: Vec<Node<'m>> = positional
            .iter()
            .enumerate()
            .filter(|(index, _)| matches!(entry.walk(*index, positional.len()), Some(Walk::Lazy | Walk::Backwards)))
            .map(|(_, node)| *node)
            .collect();
        if lazy.is_empty() {
            return self.walk_view(call, entry);
        }
        for argument in &lazy {
            self.walk(inner(*argument));
            let truth = entry.calls.is_empty()
                || entry.between != Between::Truth
                || positional.first().is_some_and(|f| f.kind() == "none");
            if truth {
                self.between(call, entry, *argument);
            }
        }
        if call.keywords().iter().any(|(n, _)| self.facts.text(*n) == "strict") {
            self.effects.raise(call.node.byte_range(), "`strict`");
        }
        if !entry.calls.is_empty() {
            self.called_per_item(call, entry, &lazy);
        }
        true
    }

    /// `d.items()` is a view of `d`; a sequence that a known function made is new.
    fn walk_view(&mut self, call: &Call<'m>, entry: &Entry) -> bool {
        let ty = self.facts.type_of(call.node);
        if matches!(ty, Ty::View(_))
            && let Some((object, _)) = call.method()
        {
            if let Some(place) = self.contents(object) {
                self.effects.read(place, call.node.byte_range());
            }
            return true;
        }
        entry.keeps.is_empty() && (ty == Ty::Range || self.facts.is_new_container(call.node))
    }
}
