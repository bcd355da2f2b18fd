//! The second pass over the names found, which gives each its symbol.

use std::collections::HashMap;

use super::collect::{Collector, Found};
use super::{MODULE, Occurrence, Role, ScopeId, ScopeKind, Scopes, Symbol};
use crate::python::syntax::text;

impl<'t> Collector<'t, '_> {
    /// All scopes and symbols, with what was found in its place.
    pub(super) fn resolve(mut self) -> Scopes<'t> {
        self.found.sort_by_key(|f| f.node.start_byte());
        let mut symbols: Vec<Symbol<'t>> = Vec::new();
        let mut by_start = HashMap::new();
        // What binds in its own scope first, so that `nonlocal` and loads find it.
        for pass in 0..3 {
            for index in 0..self.found.len() {
                let Found { node, scope, role } = self.found[index];
                let name = text(node, self.source);
                if self.pass_of(scope, name, role) != pass {
                    continue;
                }
                let owner = if pass < 2 { self.owner_of_binding(scope, name) } else { self.owner_of_load(scope, name) };
                let symbol = *self.scopes[owner].names.entry(name.to_owned()).or_insert_with(|| {
                    symbols.push(Symbol { name: name.to_owned(), scope: owner, occurrences: Vec::new() });
                    symbols.len() - 1
                });
                symbols[symbol].occurrences.push(Occurrence { node, role, scope });
                by_start.insert(node.start_byte(), symbol);
            }
        }
        for symbol in &mut symbols {
            symbol.occurrences.sort_by_key(|o| o.node.start_byte());
        }
        self.spread_dynamic();
        Scopes { scopes: self.scopes, symbols, stars: self.stars, by_start, scope_of_node: self.made_by }
    }

    fn pass_of(&self, scope: ScopeId, name: &str, role: Role) -> usize {
        match role {
            Role::Load => 2,
            _ if self.scopes[scope].nonlocals.iter().any(|n| n == name) => 1,
            _ => 0,
        }
    }

    fn owner_of_binding(&self, scope: ScopeId, name: &str) -> ScopeId {
        let here = &self.scopes[scope];
        if here.globals.iter().any(|n| n == name) {
            return MODULE;
        }
        if here.nonlocals.iter().any(|n| n == name) {
            let parent = here.parent.unwrap_or(MODULE);
            return self.owner_of_load(parent, name);
        }
        scope
    }

    /// The scope that has the name, going outwards; class bodies are seen only from themselves.
    /// Loads are resolved after all bindings have put their names in place.
    fn owner_of_load(&self, scope: ScopeId, name: &str) -> ScopeId {
        if self.scopes[scope].globals.iter().any(|n| n == name) {
            return MODULE;
        }
        let mut here = scope;
        let mut first = true;
        loop {
            let current = &self.scopes[here];
            let visible = first || current.kind != ScopeKind::Class;
            if visible && current.names.contains_key(name) && !current.nonlocals.iter().any(|n| n == name) {
                return here;
            }
            first = false;
            match current.parent {
                Some(parent) => here = parent,
                None => return MODULE,
            }
        }
    }

    /// `eval` in a nested scope can read what encloses it.
    fn spread_dynamic(&mut self) {
        if !self.spreads {
            return;
        }
        for index in (1..self.scopes.len()).rev() {
            if self.scopes[index].dynamic
                && let Some(parent) = self.scopes[index].parent
            {
                self.scopes[parent].dynamic = true;
            }
        }
    }
}
