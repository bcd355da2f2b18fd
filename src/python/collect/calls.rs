//! The effects of calls: known functions by what is written down about them, functions of
//! the module by what they do, everything else as unknown code.

use tree_sitter::Node;

use super::{Collector, brief};
use crate::python::Facts;
use crate::python::effects::{Effects, Hidden, Unknown};
use crate::python::knowledge::{Between, Effect, Entry, Walk};
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, child, inner, literal, preorder};
use crate::python::types::Ty;
use crate::python::universe::{self, Special};

impl<'m> Facts<'m> {
    /// What a walking call does to the items of an argument between two steps, apart from
    /// calling functions back.
    pub fn between_effects(&self, call: &Call<'m>, entry: &Entry, argument: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.between(call, entry, argument);
        collector.effects
    }

    /// What a known method does to its receiver.
    pub fn receiver_effects(&self, call: &Call<'m>) -> Effects {
        let mut collector = Collector::new(self);
        if let Some(entry) = self.entry_of(call) {
            let (receiver, ..) = self.argument_types(call);
            if receiver.is_some() {
                let bare = Call { node: call.node, function: call.function, arguments: call.function };
                collector.touched(&bare, entry, receiver.as_ref());
            }
        }
        collector.effects
    }
}

impl<'m> Collector<'_, 'm> {
    /// A call: what is called, the arguments, and the call itself.
    pub(super) fn call(&mut self, node: Node<'m>) {
        let Some(call) = Call::of(node) else { return };
        if self.facts.dotted(call.function).is_none() {
            match call.method() {
                Some((object, _)) => self.run(object),
                None => self.run(call.function),
            }
        }
        for argument in call.all() {
            self.run(argument);
        }
        let receiver = call.method().map(|(object, _)| self.facts.type_of(object));
        if let Some(entry) = self.facts.entry_of(&call) {
            self.known(&call, entry);
        } else if receiver == Some(Ty::Scalar) && call.all().iter().all(|a| self.facts.type_of(*a).is_plain()) {
            // A method of a number or of text, or there is no such method.
            self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
        } else if let Some(entry) = self.facts.entry_if_present(&call) {
            self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
            self.known(&call, entry);
        } else if self.facts.class_called(&call).is_some_and(|class| self.facts.is_bare_exception(class)) {
            // It keeps what it is told, which was evaluated above; no keyword is one of its own.
            if !call.keywords().is_empty() {
                self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
            }
        } else if let Some(fits) = self.facts.makes_data(&call) {
            if !fits {
                self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
            }
        } else if !self.own_function(&call) {
            self.foreign(&call);
            self.making_instance(&call);
            self.own_method(&call);
        }
    }

    /// A call of something nobody knows: it may do anything with what it is given.
    fn foreign(&mut self, call: &Call<'m>) {
        // It may call what it is given: `Thread(target=f)`.
        for argument in call.all() {
            let value = child(argument, "value").filter(|_| argument.kind() == "keyword_argument").unwrap_or(argument);
            if matches!(value.kind(), "identifier" | "lambda") {
                self.callback_if_own(value);
            }
        }
        let mut given = call.all();
        given.push(call.function);
        let symbols: Vec<SymbolId> = given
            .iter()
            .flat_map(|n| preorder(*n))
            .filter(|n| n.kind() == "identifier" && *n != call.function)
            .filter_map(|n| self.facts.scopes().symbol_at(n))
            .filter(|s| self.facts.scopes().is_bound(*s))
            .collect();
        let unknown = Unknown {
            span: call.node.byte_range(),
            what: format!("`{}`", brief(self.facts.text(call.function))),
            hidden: Hidden::Call,
            given: symbols,
            literals: self.literals_in(&given),
        };
        if !self.effects.unknown.contains(&unknown) {
            self.effects.unknown.push(unknown);
        }
    }

    fn known(&mut self, call: &Call<'m>, entry: &Entry) {
        let span = call.node.byte_range();
        let what = brief(self.facts.text(call.node));
        let (receiver, args, keywords) = self.facts.argument_types(call);
        let named: Vec<(&str, Ty)> = keywords.iter().map(|(n, t)| (*n, t.clone())).collect();
        let mut effect =
            if call.has_splat() { Effect::Unknown } else { entry.effect_of(receiver.as_ref(), &args, &named) };
        if effect == Effect::Raises && !entry.pure_if_literal.is_empty() && self.is_literally_pure(call, entry) {
            effect = Effect::Pure;
        }
        if effect == Effect::Raises && self.facts.looks_through_text(call, entry) {
            effect = Effect::Pure;
        }
        // What a keyword gives to a parameter that is changed or kept is not followed.
        let followed = entry.mutates_args.is_empty() && entry.keeps.is_empty();
        if !followed && !call.keywords().is_empty() {
            effect = Effect::Unknown;
        }
        let effect = if effect == Effect::Unknown { self.through_calls(call, entry) } else { effect };
        match effect {
            Effect::Pure => {}
            Effect::Raises => self.raised(call, entry, &what),
            Effect::Visible => {
                if self.facts.redirects_output() {
                    self.foreign(call);
                }
                self.effects.show(span.clone(), format!("`{what}`"));
                if entry.may_raise(effect) && !self.is_plain_print(call) {
                    self.effects.raise(span.clone(), format!("`{what}`"));
                }
            }
            // Known apart from the operators of what it is given.
            Effect::Unknown if self.is_known_but_for_operators(call, entry) => {
                self.special(call.node, self.special_of_builtin(call, entry), &call.all());
                if entry.effect == Effect::Visible {
                    self.effects.show(span.clone(), format!("`{what}`"));
                }
            }
            Effect::Unknown => self.foreign(call),
        }
        self.world(entry, &span);
        self.touched(call, entry, receiver.as_ref());
        self.walked(call, entry);
        self.filed(call, entry);
    }

    /// What a call of a builtin comes down to: it asks its arguments for nothing but special
    /// methods (which is not so in the rest of the library, nor of what a keyword gives).
    fn special_of_builtin(&self, call: &Call<'m>, entry: &Entry) -> Option<Special> {
        let builtin = self.facts.dotted(call.function).is_some_and(|dotted| dotted.starts_with("builtins."));
        let known = builtin && entry.effect != Effect::Unknown && call.keywords().is_empty();
        match entry.between {
            _ if !known => None,
            Between::Format => Some(universe::FORMAT),
            _ => self.facts.is_inert_throughout().then_some(universe::ANY),
        }
    }

    /// What is not known of the call is only what the operators of its arguments do.
    fn is_known_but_for_operators(&self, call: &Call<'m>, entry: &Entry) -> bool {
        let described = entry.effect != Effect::Unknown || entry.between != Between::Nothing;
        described && self.callbacks(call, entry).is_empty() && !call.has_splat()
    }

    /// A file that is opened or read fails with the environment, which the safe tier sets aside.
    fn raised(&mut self, call: &Call<'m>, entry: &Entry, what: &str) {
        let span = call.node.byte_range();
        let name = self.facts.dotted(call.function).unwrap_or_default();
        if name == "builtins.next" {
            self.effects.stops.get_or_insert(span.clone());
        }
        let plain = |n: &Node<'m>| matches!(self.facts.type_of(*n), Ty::Str | Ty::Bytes | Ty::Int | Ty::Bool);
        let told = !entry.fails_with.is_empty() && call.positional().is_some_and(|all| all.iter().all(plain));
        let handled = told && entry.fails_with.iter().all(|exception| self.is_caught(exception));
        if entry.may_raise(Effect::Raises) && !handled {
            self.effects.raise(span, format!("`{what}`"));
        }
    }

    /// `print` of plain values to standard output fails only with the environment.
    fn is_plain_print(&self, call: &Call<'m>) -> bool {
        self.facts.is_builtin(call.function, "print")
            && call.positional().is_some_and(|all| all.iter().all(|a| self.facts.type_of(*a).is_plain()))
    }

    fn is_literally_pure(&self, call: &Call<'m>, entry: &Entry) -> bool {
        let Some(positional) = call.positional() else { return false };
        entry.pure_if_literal.iter().all(|index| match positional.get(*index) {
            None => call.keywords().is_empty(),
            Some(node) => {
                let down = || self.facts.is_builtin(call.function, "range") && self.facts.is_negative(*node);
                let filled = literal(*node, self.facts.module.text()).is_some_and(|t| !t.is_empty());
                filled || self.facts.is_positive(*node) || down()
            }
        })
    }

    /// What is read and changed through the receiver and the arguments.
    fn touched(&mut self, call: &Call<'m>, entry: &Entry, receiver: Option<&Ty>) {
        let span = call.node.byte_range();
        if let (Some((object, _)), Some(ty)) = (call.method(), receiver) {
            if matches!(ty, Ty::File { .. }) {
                self.stream(inner(object), entry, &span);
            } else if let Some(place) = self.contents(object) {
                self.effects.read(place.clone(), span.clone());
                if entry.mutates {
                    self.effects.write(place, span.clone());
                }
            }
        }
        for (index, argument) in call.positional().unwrap_or_default().into_iter().enumerate() {
            let Some(place) = self.contents(argument) else { continue };
            self.effects.read(place.clone(), argument.byte_range());
            if entry.mutates_args.contains(&index) {
                self.effects.write(place, span.clone());
            }
        }
    }

    /// What a walker does to the items of an argument between two steps.
    pub(super) fn between(&mut self, call: &Call<'m>, entry: &Entry, argument: Node<'m>) {
        let element = self.facts.element_of(argument);
        if self.facts.is_fit_between(call, entry, &element) {
            return;
        }
        match self.facts.special_between(call, entry, &element) {
            Some(_) if element.is_plain() => {
                self.effects.raise(call.node.byte_range(), format!("`{}`", brief(self.facts.text(call.node))))
            }
            special => self.special(call.node, special, &[argument]),
        }
    }

    /// Arguments that the call walks before it returns.
    fn walked(&mut self, call: &Call<'m>, entry: &Entry) {
        let Some(positional) = call.positional() else { return };
        for (index, argument) in positional.iter().enumerate() {
            match entry.walk(index, positional.len()) {
                Some(Walk::Full | Walk::Early | Walk::Builds) => {
                    self.walk(inner(*argument));
                    self.between(call, entry, *argument);
                }
                Some(Walk::Step) => self.walk(inner(*argument)),
                Some(Walk::Keeps | Walk::Lazy | Walk::Backwards) | None => {}
            }
        }
    }
}
