//! Containers that are handed to functions of the module: what the function does with what it is
//! given, and what its callers give it.

use tree_sitter::Node;

use super::Facts;
use super::bindings::{Binding, Bound};
use super::collect::is_generator;
use super::effects::Place;
use super::scopes::{Role, ScopeKind, SymbolId};
use super::syntax::{Call, ancestors, child, holds, inner, is_deferred};
use super::uses::Use;
use super::values::parameter_name;

impl<'m> Facts<'m> {
    /// Does the function that is called only read what is in its argument, and keep nothing of it:
    /// that at `index` of its arguments, or the one called `word`?
    pub(super) fn only_reads(&self, call: &Call<'m>, index: usize, word: Option<&str>) -> bool {
        let Some(function) = self.callee(call).filter(|f| !is_generator(*f)) else { return false };
        let parameter = self.parameter_at(function, index, word);
        let symbol = parameter.and_then(parameter_name).and_then(|name| self.scopes().symbol_at(name));
        symbol.is_some_and(|symbol| self.is_only_read(symbol))
    }

    /// Is all that is done with this parameter to read what is in it? A function that hands it to
    /// itself counts as one that keeps it.
    fn is_only_read(&self, symbol: SymbolId) -> bool {
        if let Some(known) = self.only_read.borrow().get(&symbol) {
            return *known;
        }
        self.only_read.borrow_mut().insert(symbol, false);
        let scopes = self.scopes();
        let here = &scopes.symbols[symbol];
        let private = scopes.scopes[here.scope].kind == ScopeKind::Function
            && !scopes.scopes[here.scope].dynamic
            && self.is_captured(symbol).is_none();
        let read = |node| self.use_of(node) == Use::Read;
        let known = private
            && here.occurrences.iter().all(|o| match o.role {
                Role::Load => read(o.node),
                Role::Update => false,
                _ => true,
            });
        self.only_read.borrow_mut().insert(symbol, known);
        known
    }

    /// Does every caller make a container for this parameter that it keeps nothing of?
    pub(super) fn is_given_new(&self, binding: &Binding<'m>) -> bool {
        let Bound::Parameter(parameter) = binding.bound else { return false };
        // A default is one object for all calls.
        child(parameter, "value").is_none() && self.is_always_given(parameter, |value| self.is_new_container(value))
    }

    /// A call that is seen to give both parameters of a function the same.
    pub fn given_the_same(&self, function: Node<'m>, both: [&str; 2]) -> Option<Node<'m>> {
        if both.iter().any(|name| self.parameter_at(function, 0, Some(name)).is_none()) {
            return None;
        }
        let calls = self.index_of().calls.get(self.named(function)).into_iter().flatten();
        let same = |node: &Node<'m>| {
            let Some(call) = Call::of(*node).filter(|call| self.callee(call) == Some(function)) else { return false };
            let arguments = self.arguments_of(&call, function);
            let given = both.map(|name| arguments.iter().find(|(own, _)| *own == name).map(|(_, n)| self.text(*n)));
            given[0].is_some() && given[0] == given[1]
        };
        calls.copied().find(same)
    }

    /// Is the name a parameter that is only read, of which the callers know what is in it?
    pub(super) fn is_given_known(&self, symbol: SymbolId) -> bool {
        let known = self.given_known.borrow().get(&symbol).copied();
        match known {
            Some(Some(known)) => return known,
            // It is being found out right now: what rests on that is no result to keep.
            Some(None) => {
                self.assume_once();
                return false;
            }
            None => {}
        }
        self.given_known.borrow_mut().insert(symbol, None);
        let known = self.find_given_known(symbol);
        self.given_known.borrow_mut().insert(symbol, Some(known));
        known
    }

    /// Is the name a parameter for which every caller makes something whose steps depend on nothing
    /// that changes, do nothing and cannot fail: `(i * i for i in range(9))`?
    pub(super) fn is_given_by_itself(&self, name: Node<'m>) -> bool {
        let symbol = (name.kind() == "identifier").then(|| self.scopes().symbol_at(name)).flatten();
        let Some(Bound::Parameter(parameter)) = symbol.and_then(|s| self.sole_binding(s)).map(|b| b.bound) else {
            return false;
        };
        self.is_always_given(parameter, |value| self.nested(2, || self.stands_by_itself(value)) == Some(true))
    }

    fn stands_by_itself(&self, value: Node<'m>) -> bool {
        let steps = self.steps_of(value);
        let fixed = |place: &Place| matches!(place, Place::Name(symbol) if self.is_bound_for_good(*symbol, value));
        steps.is_silent() && steps.files.is_empty() && steps.reads.iter().all(|(place, _)| fixed(place))
    }

    /// Is the name one of a comprehension in `value`, or bound once and in no loop?
    fn is_bound_for_good(&self, symbol: SymbolId, value: Node<'m>) -> bool {
        let scopes = self.scopes();
        let here = &scopes.symbols[symbol];
        let Some(first) = here.bindings().next().map(|o| o.node) else { return true };
        let loops = ["for_statement", "while_statement", "for_in_clause"];
        let looped = ancestors(first).take_while(|n| !is_deferred(*n)).any(|n| loops.contains(&n.kind()));
        let inside = holds(&value.byte_range(), &first.byte_range());
        let private = self.project.closed || !scopes.is_global(symbol);
        inside || private && !looped && self.sole_binding(symbol).is_some()
    }

    fn find_given_known(&self, symbol: SymbolId) -> bool {
        let mut bindings = self.scopes().symbols[symbol].bindings();
        let (Some(binding), None) = (bindings.next(), bindings.next()) else { return false };
        let Bound::Parameter(parameter) = self.binding(binding).bound else { return false };
        let known = |value: Node<'m>| inner(value).kind() == "identifier" || self.is_new_container(value);
        let plain = child(parameter, "value").is_none();
        plain && self.is_only_read(symbol) && self.is_always_given(parameter, known)
    }
}
