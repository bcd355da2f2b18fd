//! What a function of the module does, by itself and as seen from one of its calls.

use std::collections::HashSet;
use std::rc::Rc;

use tree_sitter::Node;

use super::Collector;
use crate::python::Facts;
use crate::python::effects::{Effects, Hidden, Place};
use crate::python::paths::Path;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, ancestors, child, children, is_deferred, preorder, preorder_if};
use crate::python::values::parameter_name;

impl<'m> Facts<'m> {
    /// What calling a function of this module does, apart from its arguments: its own
    /// names are left out, what its parameters stand for is not known.
    pub fn summary(&self, function: Node<'m>) -> Option<Rc<Effects>> {
        if let Some(known) = self.summaries.borrow().get(&function.id()) {
            return known.clone();
        }
        // One that comes back to itself through others is unknown to them.
        self.summaries.borrow_mut().insert(function.id(), None);
        let summary = child(function, "body").map(|body| {
            let once = self.body_effects(function, body);
            Rc::new(self.with_recursion(function, body, once))
        });
        self.summaries.borrow_mut().insert(function.id(), summary.clone());
        summary
    }

    fn body_effects(&self, function: Node<'m>, body: Node<'m>) -> Effects {
        let mut all = self.effects_of(body);
        if is_generator(function) {
            all.suspends = None;
        }
        self.without_own(function, all)
    }

    /// Effects of a function, and of those of its calls that it makes itself: they do the same to
    /// what they are given, of which nothing else is known.
    fn with_recursion(&self, function: Node<'m>, body: Node<'m>, mut once: Effects) -> Effects {
        let calls = preorder_if(body, |n| !is_deferred(n)).filter_map(Call::of);
        let Some(recursive) = calls.filter(|_| !is_generator(function)).find(|c| self.callee(c) == Some(function))
        else {
            return once;
        };
        let own = self.scopes().scope_of(function);
        let is_own =
            |s: &SymbolId| own.is_some_and(|own| self.scopes().is_within(self.scopes().symbols[*s].scope, own));
        let handed = once.unknown.iter().any(|unknown| unknown.given.iter().any(is_own));
        let opened = once.files.iter().any(|file| file.handle.iter().chain(file.path.symbols()).any(is_own));
        let mut collector = Collector::new(self);
        if (handed || opened) && !collector.touches_no_argument(function) {
            collector.unknown(recursive.node, Hidden::Call, &recursive.all());
        }
        once.add(collector.effects);
        let names = self.own_names(function);
        let mut again = once.clone();
        for (place, _) in again.reads.iter_mut().chain(&mut again.writes) {
            rename_root(place, &[], &names);
        }
        once.add(again);
        once
    }

    /// Effects without those on a function's own names.
    pub fn without_own(&self, function: Node<'m>, mut all: Effects) -> Effects {
        let Some(scope) = self.scopes().scope_of(function) else { return all };
        let scopes = self.scopes();
        let own = |symbol: SymbolId| scopes.is_within(scopes.symbols[symbol].scope, scope);
        let keep = |place: &Place| match place {
            Place::Name(symbol) | Place::Own(symbol) | Place::Stream(symbol) => !own(*symbol),
            _ => true,
        };
        all.reads.retain(|(place, _)| keep(place));
        all.writes.retain(|(place, _)| keep(place));
        all
    }

    /// The names that mean something else outside of the function: its own, and those of what is in it.
    pub(super) fn own_names(&self, function: Node<'m>) -> Rc<HashSet<&'m str>> {
        if let Some(known) = self.own_names.borrow().get(&function.id()) {
            return known.clone();
        }
        let (scopes, scope) = (self.scopes(), self.scopes().scope_of(function));
        let own = |symbol: SymbolId| scope.is_some_and(|scope| scopes.is_within(scopes.symbols[symbol].scope, scope));
        let names = preorder(function).filter(|n| n.kind() == "identifier");
        let names = names.filter(|n| scopes.symbol_at(*n).is_some_and(own)).map(|n| self.text(n));
        let found = Rc::new(names.collect::<HashSet<_>>());
        self.own_names.borrow_mut().insert(function.id(), found.clone());
        found
    }

    /// The names of a function's parameters with what this call gives them.
    pub fn arguments_of(&self, call: &Call<'m>, function: Node<'m>) -> Vec<(&'m str, Node<'m>)> {
        let given = Collector::new(self).arguments_by_symbol(call, function);
        let first = |symbol: SymbolId| self.scopes().symbols[symbol].bindings().next();
        given.into_iter().filter_map(|(symbol, node)| Some((self.text(first(symbol)?.node), node))).collect()
    }

    /// Effects of a function's body as seen from one of its calls.
    pub fn as_called(&self, call: &Call<'m>, function: Node<'m>, effects: &Effects) -> Effects {
        Collector::new(self).mapped(call, function, effects)
    }
}

impl<'m> Collector<'_, 'm> {
    /// A function of this module; `false` if it is not one or not known.
    pub(super) fn own_function(&mut self, call: &Call<'m>) -> bool {
        let Some(function) = self.facts.callee(call) else { return false };
        let recursive = ancestors(call.node).find(|n| is_deferred(*n)) == Some(function);
        if is_generator(function) {
            // Calling a generator function runs nothing yet.
            return !recursive || self.touches_no_argument(function);
        }
        // What it does is being found out: what its calls of itself do is added at the end.
        if recursive && self.facts.summaries.borrow().get(&function.id()).is_some_and(Option::is_none) {
            return true;
        }
        let Some(summary) = self.facts.summary(function) else { return false };
        let mapped = self.mapped(call, function, &summary);
        self.effects.add(mapped);
        true
    }

    /// What a class of this module does where an instance is made, as far as it is written in its
    /// `__init__`: with what an unknown call may do beside it (a base, a metaclass) this is not all.
    pub(super) fn making_instance(&mut self, call: &Call<'m>) {
        let Some(class) = self.facts.class_called(call) else { return };
        for function in ["__init__", "__post_init__"].into_iter().flat_map(|name| self.facts.methods(class, name)) {
            self.at_least(call, function, self.facts.named(class));
        }
    }

    /// What a method of the own class or of a base does, where a class derived from it may do
    /// otherwise: `self.drop(key)`.
    pub(super) fn own_method(&mut self, call: &Call<'m>) {
        let method = call.method().filter(|(object, _)| object.kind() == "identifier").and_then(|(object, name)| {
            let here = self.facts.function_of(call.node).filter(|here| self.facts.is_given_receiver(*here))?;
            let own = child(here, "parameters").and_then(|all| children(all).first().copied())?;
            let class = self.facts.method_class(here).filter(|_| self.facts.text(own) == self.facts.text(object))?;
            self.facts.inherited(class, self.facts.text(name)).filter(|method| !is_generator(*method))
        });
        if let Some(method) = method {
            self.at_least(call, method, "");
        }
    }

    /// What a function does to what others reach too, where the call may run more than it, or another
    /// one. Of an instance that is only being made its class alone is everybody's.
    fn at_least(&mut self, call: &Call<'m>, function: Node<'m>, class: &str) {
        let Some(summary) = self.facts.summary(function) else { return };
        let mut mapped = self.mapped(call, function, &summary);
        let own = child(function, "parameters").and_then(|all| children(all).first().copied());
        let name = own.map_or("self", |own| self.facts.text(own));
        let [by_field, by_type] = [format!("<{name}>.__class__."), format!("type({name}).")];
        let keep = |(place, _): &mut (Place, _)| match place {
            Place::Content(path) | Place::Position(path) | Place::Field { path, .. } => {
                let shared = path.strip_prefix(&by_field).or_else(|| path.strip_prefix(&by_type));
                if let Some(rest) = shared.filter(|_| !class.is_empty()) {
                    *path = format!("{class}.{rest}");
                }
                !path.starts_with('<')
            }
            // Each call makes another one.
            Place::Made(_) | Place::Own(_) => false,
            _ => true,
        };
        mapped.reads.retain_mut(keep);
        mapped.writes.retain_mut(keep);
        self.effects.add(mapped);
    }

    /// Are all parameters of the function plain values, so that a call of itself with other
    /// arguments does nothing else?
    fn touches_no_argument(&self, function: Node<'m>) -> bool {
        let parameters = child(function, "parameters").map(children).unwrap_or_default();
        parameters.iter().all(|p| match parameter_name(*p) {
            Some(name) => self.facts.type_of_parameter(*p, name).is_plain(),
            None => false,
        })
    }

    /// The effects of a function's body as seen from one call: what was done with a
    /// parameter was done with the argument.
    pub(super) fn mapped(&self, call: &Call<'m>, function: Node<'m>, summary: &Effects) -> Effects {
        let mut effects = summary.clone();
        let arguments = self.arguments_by_symbol(call, function);
        let given = |symbols: &[SymbolId]| -> Vec<SymbolId> {
            let mut all = Vec::new();
            for symbol in symbols {
                match arguments.iter().find(|(s, _)| s == symbol) {
                    Some((_, argument)) => all.extend(self.symbols_in(*argument)),
                    None => all.push(*symbol),
                }
            }
            all
        };
        for unknown in &mut effects.unknown {
            unknown.given = given(&unknown.given);
        }
        for file in &mut effects.files {
            file.path = self.mapped_path(&file.path, &arguments);
            if let Some(handle) = file.handle {
                file.handle = match arguments.iter().find(|(s, _)| *s == handle) {
                    Some((_, argument)) => self.symbols_in(*argument).first().copied(),
                    None => Some(handle),
                };
            }
        }
        let paths: Vec<(String, String)> = arguments
            .iter()
            .map(|(s, a)| (self.facts.scopes().symbols[*s].name.clone(), self.facts.text(*a).to_owned()))
            .collect();
        let own = self.facts.own_names(function);
        for (place, _) in effects.reads.iter_mut().chain(&mut effects.writes) {
            rename_root(place, &paths, &own);
        }
        self.own_contents(&mut effects, &arguments);
        effects
    }

    /// What the callee does to the contents of a parameter it does to a container that only
    /// the caller has.
    fn own_contents(&self, effects: &mut Effects, arguments: &[(SymbolId, Node<'m>)]) {
        for (_, argument) in arguments {
            let Some(place @ (Place::Own(_) | Place::Made(_))) = self.contents(*argument) else { continue };
            let text = self.facts.text(*argument);
            for (touched, _) in effects.reads.iter_mut().chain(&mut effects.writes) {
                if matches!(touched, Place::Content(path) if path == text) {
                    *touched = place.clone();
                }
            }
        }
    }

    /// A path made of one parameter is the path of its argument; of several, unknown.
    fn mapped_path(&self, path: &Path, arguments: &[(SymbolId, Node<'m>)]) -> Path {
        let Path::Expression { base, suffix, symbols } = path else { return path.clone() };
        let Some((symbol, argument)) = arguments.iter().find(|(s, _)| symbols.contains(s)) else { return path.clone() };
        let name = &self.facts.scopes().symbols[*symbol].name;
        if let Some(rest) = base.strip_prefix(name.as_str()).filter(|r| r.starts_with('.')) {
            // `self.path` of the callee is `reader.path` of the caller.
            let base = format!("{}{rest}", self.facts.text(*argument));
            return Path::Expression { base, suffix: suffix.clone(), symbols: self.symbols_in(*argument) };
        }
        if base != name {
            return Path::Any;
        }
        match self.facts.path_of(*argument) {
            Path::Literal { text, symbols } => Path::Literal { text: format!("{text}{suffix}"), symbols },
            Path::Expression { base, suffix: own, symbols } => {
                Path::Expression { base, suffix: format!("{own}{suffix}"), symbols }
            }
            Path::Any => Path::Any,
        }
    }

    /// Parameter symbols with the arguments of this call.
    fn arguments_by_symbol(&self, call: &Call<'m>, function: Node<'m>) -> Vec<(SymbolId, Node<'m>)> {
        let mut found = Vec::new();
        if self.facts.is_given_receiver(function) {
            let own = child(function, "parameters").and_then(|all| children(all).first().copied());
            let object = call.method().map(|(object, _)| object);
            found.extend(own.and_then(|own| self.symbol_of(own)).zip(object));
        }
        let mut give = |parameter: Option<Node<'m>>, argument| {
            found.extend(parameter.and_then(|p| self.symbol_of(p)).map(|symbol| (symbol, argument)));
        };
        for (index, argument) in call.positional().unwrap_or_default().into_iter().enumerate() {
            give(self.facts.parameter_at(function, index, None), argument);
        }
        for (word, argument) in call.keywords() {
            give(self.facts.parameter_at(function, 0, Some(self.facts.text(word))), argument);
        }
        found
    }

    fn symbol_of(&self, parameter: Node<'m>) -> Option<SymbolId> {
        parameter_name(parameter).and_then(|n| self.facts.scopes().symbol_at(n))
    }
}

/// Does a function have a `yield` of its own?
pub fn is_generator(function: Node<'_>) -> bool {
    let body = child(function, "body");
    body.is_some_and(|b| preorder_if(b, |n| !is_deferred(n)).any(|n| n.kind() == "yield"))
}

/// `values[0]` of a parameter called `values` is `rows[0]` where it is given `rows`, and `<values>[0]`
/// where it is given nothing that has a name: the caller's `values` is something else.
pub fn rename_root(place: &mut Place, names: &[(String, String)], own: &HashSet<&str>) {
    let rename = |path: &mut String| {
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(path.len());
        if let Some((_, argument)) = names.iter().find(|(name, _)| *name == path[..end]) {
            *path = format!("{argument}{}", &path[end..]);
        } else if own.contains(&path[..end]) {
            *path = format!("<{}>{}", &path[..end], &path[end..]);
        }
    };
    match place {
        Place::Content(path) | Place::Position(path) | Place::Field { path, .. } => rename(path),
        _ => {}
    }
}
