//! The second pass over the names found, which gives each its symbol.

use std::collections::HashMap;

use super::collect::{Collector, Found};
use super::{MODULE, Occurrence, Role, ScopeId, ScopeKind, Scopes, Symbol, SymbolId};

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
                let name = self.spelled(node, scope);
                if self.pass_of(scope, &name, role) != pass {
                    continue;
                }
                let owner =
                    if pass < 2 { self.owner_of_binding(scope, &name) } else { self.owner_of_load(scope, &name) };
                let symbol = self.symbol(&mut symbols, owner, &name);
                symbols[symbol].occurrences.push(Occurrence { node, role, scope });
                by_start.insert(node.start_byte(), symbol);
                if matches!(role, Role::Load | Role::Update)
                    && let Some(behind) = self.owner_behind(scope, owner, &name)
                {
                    let behind = self.symbol(&mut symbols, behind, &name);
                    symbols[behind].occurrences.push(Occurrence { node, role: Role::Load, scope });
                }
            }
        }
        for symbol in &mut symbols {
            symbol.occurrences.sort_by_key(|o| o.node.start_byte());
            symbol.is_bound = symbol.occurrences.iter().any(Occurrence::binds);
        }
        self.spread_dynamic();
        Scopes { scopes: self.scopes, symbols, stars: self.stars, by_start, scope_of_node: self.made_by }
    }

    /// The symbol called `name` that `owner` owns, made when first asked for.
    fn symbol(&mut self, symbols: &mut Vec<Symbol<'t>>, owner: ScopeId, name: &str) -> SymbolId {
        if let Some(known) = self.scopes[owner].names.get(name) {
            return *known;
        }
        symbols.push(Symbol { name: name.to_owned(), scope: owner, occurrences: Vec::new(), is_bound: false });
        self.scopes[owner].names.insert(name.to_owned(), symbols.len() - 1);
        symbols.len() - 1
    }

    fn pass_of(&self, scope: ScopeId, name: &str, role: Role) -> usize {
        match role {
            Role::Load => 2,
            _ if self.scopes[scope].nonlocals.contains(name) => 1,
            _ => 0,
        }
    }

    fn owner_of_binding(&self, scope: ScopeId, name: &str) -> ScopeId {
        let here = &self.scopes[scope];
        if here.globals.contains(name) {
            return MODULE;
        }
        match here.parent {
            Some(parent) if here.nonlocals.contains(name) => self.owner_from(parent, name, false),
            _ => scope,
        }
    }

    /// Loads are resolved after all bindings have put their names in place.
    fn owner_of_load(&self, scope: ScopeId, name: &str) -> ScopeId {
        self.owner_from(scope, name, true)
    }

    /// The scope that has the name, going outwards from `scope`. A class body is seen from
    /// itself and from the annotation scopes right in it; a `global` statement of a function
    /// holds for the functions in it too.
    fn owner_from(&self, scope: ScopeId, name: &str, mut sees_class: bool) -> ScopeId {
        let mut here = scope;
        loop {
            let current = &self.scopes[here];
            if current.kind != ScopeKind::Class || sees_class {
                if current.globals.contains(name) {
                    return MODULE;
                }
                if current.names.contains_key(name) {
                    return here;
                }
            }
            sees_class &= current.kind == ScopeKind::Annotation;
            match current.parent {
                Some(parent) => here = parent,
                None => return MODULE,
            }
        }
    }

    /// Where a load looks that does not find the name in the class body that owns it: from the
    /// body itself among the names of the module (Reference 4.2.2), from an annotation scope outwards.
    fn owner_behind(&self, scope: ScopeId, owner: ScopeId, name: &str) -> Option<ScopeId> {
        let class = &self.scopes[owner];
        if class.kind != ScopeKind::Class {
            return None;
        }
        let outwards = class.parent.filter(|_| scope != owner);
        Some(outwards.map_or(MODULE, |parent| self.owner_from(parent, name, false)))
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
