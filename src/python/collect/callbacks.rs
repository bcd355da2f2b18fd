//! The effects of functions that are handed to a call, which calls them back.

use tree_sitter::Node;

use super::Collector;
use super::callee::rename_root;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::effects::{Effects, Hidden, Place};
use crate::python::knowledge::{Effect, Entry, Param};
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, child, inner};
use crate::python::types::Ty;

impl<'m> Facts<'m> {
    /// What the callbacks of a known call do, each called once with an item of what it walks.
    pub fn callback_effects(&self, call: &Call<'m>) -> Effects {
        let mut collector = Collector::new(self);
        let Some(entry) = self.entry_of(call) else { return collector.effects };
        let items = self.items_given(call, entry);
        for function in collector.callbacks(call, entry) {
            if !collector.is_total(function, &items) && !collector.callback(function) {
                collector.unknown(function, Hidden::Call, &[function]);
            }
        }
        collector.effects
    }
}

impl<'m> Collector<'_, 'm> {
    /// Adds what a function of this module does that is handed to unknown code.
    pub(super) fn callback_if_own(&mut self, value: Node<'m>) {
        let symbol = (value.kind() == "identifier").then(|| self.facts.scopes().symbol_at(value)).flatten();
        let own =
            symbol.and_then(|s| self.facts.sole_binding(s)).is_some_and(|b| matches!(b.bound, Bound::Function(_)));
        if own || value.kind() == "lambda" {
            self.callback(value);
        }
    }

    /// `map(f, xs)`, `max(xs, key=f)`: where only the callback makes the call unknown, its
    /// effects stand for it.
    pub(super) fn through_calls(&mut self, call: &Call<'m>, entry: &Entry) -> Effect {
        let callbacks = self.callbacks(call, entry);
        if callbacks.is_empty() || call.has_splat() {
            return Effect::Unknown;
        }
        for callback in callbacks {
            if !self.callback(callback) {
                return Effect::Unknown;
            }
        }
        Effect::Raises
    }

    /// The arguments that are called back.
    pub(super) fn callbacks(&self, call: &Call<'m>, entry: &Entry) -> Vec<Node<'m>> {
        let positional = call.positional().unwrap_or_default();
        let mut found = Vec::new();
        for parameter in &entry.calls {
            match parameter {
                Param::Index(index) => found.extend(positional.get(*index)),
                Param::Name(name) => {
                    found.extend(
                        call.keywords().into_iter().filter(|(n, _)| self.facts.text(*n) == name).map(|(_, v)| v),
                    );
                }
            }
        }
        found.retain(|n| n.kind() != "none");
        found
    }

    /// Adds what calling a value once does; `false` if nobody knows.
    pub(super) fn callback(&mut self, function: Node<'m>) -> bool {
        let function = inner(function);
        match function.kind() {
            "lambda" => {
                if let Some(body) = child(function, "body") {
                    let mut inside = Collector::new(self.facts);
                    inside.run(body);
                    self.add_body(function, inside.effects);
                }
                true
            }
            "identifier" => {
                let Some(symbol) = self.facts.scopes().symbol_at(function) else { return false };
                match self.facts.sole_binding(symbol).map(|b| b.bound) {
                    Some(Bound::Function(def)) => match self.facts.summary(def) {
                        Some(summary) => {
                            self.add_body(def, (*summary).clone());
                            true
                        }
                        None => false,
                    },
                    _ => self.known_callback(function),
                }
            }
            _ => self.known_callback(function),
        }
    }

    /// `str.strip`, `len`, `int`: known functions that are total for what they are given
    /// are looked up where the element type is known; here nothing is, so they may raise.
    fn known_callback(&mut self, function: Node<'m>) -> bool {
        let dotted = self.facts.dotted(function).or_else(|| {
            let object = child(function, "object").and_then(|o| self.facts.dotted(o))?;
            let name = child(function, "attribute").map(|a| self.facts.text(a))?;
            Some(format!("{}.{name}", object.strip_prefix("builtins.")?))
        });
        let Some(entry) = dotted.as_deref().and_then(|d| self.facts.knowledge().function(d)) else { return false };
        if matches!(entry.effect, Effect::Pure | Effect::Raises) && entry.writes.is_empty() && entry.calls.is_empty() {
            self.effects.raise(function.byte_range(), format!("`{}`", self.facts.text(function)));
            self.unknown(function, Hidden::Operator, &[]);
            return true;
        }
        false
    }

    /// Adds the effects of a body without its own names.
    fn add_body(&mut self, function: Node<'m>, mut effects: Effects) {
        let scopes = self.facts.scopes();
        if let Some(scope) = scopes.scope_of(function) {
            let own = |s: SymbolId| scopes.is_within(scopes.symbols[s].scope, scope);
            effects.reads.retain(|(p, _)| !matches!(p, Place::Name(s) | Place::Own(s) | Place::Stream(s) if own(*s)));
            effects.writes.retain(|(p, _)| !matches!(p, Place::Name(s) | Place::Own(s) | Place::Stream(s) if own(*s)));
        }
        let own = self.facts.own_names(function);
        for (place, _) in effects.reads.iter_mut().chain(&mut effects.writes) {
            rename_root(place, &[], &own);
        }
        self.effects.add(effects);
    }

    /// The callback of `map` or `filter` gets an item of each iterable.
    pub(super) fn called_per_item(&mut self, call: &Call<'m>, entry: &Entry, lazy: &[Node<'m>]) {
        for function in self.callbacks(call, entry) {
            let items: Vec<Ty> = lazy.iter().map(|n| self.facts.element_of(*n)).collect();
            // What is called may look into the items.
            let open = lazy.iter().zip(&items).filter(|(_, item)| !self.facts.knowledge().is_frozen(item));
            for (walked, _) in open.collect::<Vec<_>>() {
                let place = Place::Content(format!("the items of {}", self.facts.text(*walked)));
                self.effects.read(place, walked.byte_range());
            }
            if self.is_total(function, &items) || self.bound_method(function, &items) {
                continue;
            }
            if !self.callback(function) {
                self.unknown(function, Hidden::Call, &[function]);
            }
        }
    }

    /// `seen.add`, `counts.get`: a known method, which reads what it is bound to, and may change it;
    /// `false` if it is none.
    fn bound_method(&mut self, function: Node<'m>, items: &[Ty]) -> bool {
        let function = inner(function);
        let (Some(object), Some(name)) = (child(function, "object"), child(function, "attribute")) else {
            return false;
        };
        let receiver = self.facts.type_of(object);
        let Some(entry) = self.facts.knowledge().method(&receiver, self.facts.text(name)) else { return false };
        let effect = entry.effect_of(Some(&receiver), items, &[]);
        let plain =
            matches!(effect, Effect::Pure | Effect::Raises) && entry.writes.is_empty() && entry.calls.is_empty();
        if !plain || !entry.mutates_args.is_empty() || matches!(receiver, Ty::File { .. }) {
            return false;
        }
        let span = function.byte_range();
        if let Some(place) = self.contents(object) {
            self.effects.read(place.clone(), span.clone());
            if entry.mutates {
                self.effects.write(place, span.clone());
            }
        }
        if effect == Effect::Raises {
            self.effects.raise(span, format!("`{}`", self.facts.text(function)));
        }
        true
    }

    /// `len` of text, `str.strip` of text: known, total, without effect.
    fn is_total(&self, function: Node<'m>, items: &[Ty]) -> bool {
        let function = inner(function);
        if let Some(entry) = self.facts.dotted(function).and_then(|d| self.facts.knowledge().function(&d)) {
            return entry.effect_of(None, items, &[]) == Effect::Pure;
        }
        let (Some(object), Some(name)) = (child(function, "object"), child(function, "attribute")) else {
            return false;
        };
        let class = self.facts.dotted(object).and_then(|d| d.strip_prefix("builtins.").map(str::to_owned));
        let (Some(class), Some((receiver, rest))) = (class, items.split_first()) else { return false };
        if receiver.class() != Some(class.as_str()) {
            return false;
        }
        let entry = self.facts.knowledge().method(receiver, self.facts.text(name));
        entry.is_some_and(|e| e.effect_of(Some(receiver), rest, &[]) == Effect::Pure)
    }
}
