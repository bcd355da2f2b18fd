//! Reaching definitions: which bindings of a local name arrive at a use, and the reverse.

use std::rc::Rc;

use tree_sitter::Node;

use super::Facts;
use super::flow::{Flow, Part, Point};
use super::scopes::{Occurrence, Role, ScopeKind, SymbolId};
use super::syntax::{child, is_deferred, is_suite};

impl<'m> Flow<'m> {
    /// The point at which an expression or statement is evaluated.
    pub fn point_of(&self, node: Node<'m>) -> Option<Point> {
        let mut here = node;
        let mut below: Option<Node<'m>> = None;
        loop {
            let points = self.points_of(here);
            if let Some(point) = self.choose(points, here, below) {
                return Some(point);
            }
            below = Some(here);
            here = here.parent()?;
            if is_deferred(here) && !is_header(here, below) {
                // The inside of a nested function runs at no point of this flow.
                return None;
            }
        }
    }

    /// A `for` or `with` statement has several points: which one evaluates `below`?
    fn choose(&self, points: &[Point], at: Node<'m>, below: Option<Node<'m>>) -> Option<Point> {
        if points.len() <= 1 {
            return points.first().copied();
        }
        let target = below.is_some() && child(at, "left") == below;
        points.iter().copied().find(|p| match self.part(*p) {
            Part::Iterate(_) => !target,
            Part::Step(_) => target,
            Part::Leave(_) => false,
            _ => true,
        })
    }

    /// May control run off the end of the suite? `passes_on` says of a `with` statement that
    /// its managers let every exception through.
    pub fn falls_off(&self, passes_on: impl Fn(Node<'m>) -> bool) -> bool {
        let mut seen = vec![false; self.points().end];
        let mut work = vec![super::flow::ENTRY];
        while let Some(point) = work.pop() {
            if std::mem::replace(&mut seen[point], true) {
                continue;
            }
            let returns = self.part(point).node().is_some_and(|n| n.kind() == "return_statement");
            if !returns {
                if self.next(point).contains(&super::flow::EXIT) {
                    return true;
                }
                work.extend(self.next(point));
            }
            let caught = self.raising(point).iter().filter(|p| **p != super::flow::EXIT);
            work.extend(caught.filter(|p| !matches!(self.part(**p), Part::Leave(with) if passes_on(with))));
        }
        false
    }
}

/// An assignment or docstring without a call of anything: no function of the module runs.
fn runs_nothing(statement: Node<'_>) -> bool {
    let plain = matches!(statement.kind(), "expression_statement" | "type_alias_statement" | "pass_statement");
    plain && !super::syntax::children(statement).iter().any(|n| n.kind() == "call")
}

/// Decorators, defaults and annotations of a nested function are evaluated where it stands.
fn is_header(function: Node<'_>, below: Option<Node<'_>>) -> bool {
    below.is_some() && child(function, "body") != below
}

impl<'m> Facts<'m> {
    /// The bindings of `symbol` that may reach the use `node` in the same code; `None` if
    /// there is no flow to tell (lambda, class body) or the name may be unbound there.
    pub fn definitions_reaching(&self, node: Node<'m>, symbol: SymbolId) -> Option<Vec<&Occurrence<'m>>> {
        let flow = self.flow_around(node)?;
        let target = flow.point_of(node)?;
        let here = &self.scopes().symbols[symbol];
        let mut found = Vec::new();
        for occurrence in here.bindings() {
            let from = match occurrence.role {
                Role::Parameter => super::flow::ENTRY,
                _ => flow.point_of(occurrence.node)?,
            };
            if self.reached_from(&flow, symbol, from).binary_search(&target).is_ok() {
                found.push(occurrence);
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// The points at which a binding of the symbol made at `from` may arrive, in order.
    fn reached_from(&self, flow: &Flow<'m>, symbol: SymbolId, from: Point) -> Rc<Vec<Point>> {
        if let Some(known) = self.reached.borrow().get(&(symbol, from)) {
            return known.clone();
        }
        let kills = self.kill_points(flow, symbol);
        let found = Rc::new(flow.reach(from, |p| kills.binary_search(&p).is_ok()));
        self.reached.borrow_mut().insert((symbol, from), found.clone());
        found
    }

    /// The points that bind or delete the symbol, in order.
    fn kill_points(&self, flow: &Flow<'m>, symbol: SymbolId) -> Rc<Vec<Point>> {
        if let Some(known) = self.kills.borrow().get(&symbol) {
            return known.clone();
        }
        let here = &self.scopes().symbols[symbol];
        let binds = here.occurrences.iter().filter(|o| !matches!(o.role, Role::Load | Role::Declared));
        let mut points: Vec<Point> = binds.filter_map(|o| flow.point_of(o.node)).collect();
        points.sort_unstable();
        let points = Rc::new(points);
        self.kills.borrow_mut().insert(symbol, points.clone());
        points
    }

    /// The loads of `symbol` that the binding occurrence `definition` may reach; `None`
    /// where one of them stands in code that runs at an unknown time.
    pub fn loads_reached(&self, definition: Node<'m>, symbol: SymbolId) -> Option<Vec<Node<'m>>> {
        let flow = self.flow_around(definition)?;
        let from = flow.point_of(definition)?;
        let reached = self.reached_from(&flow, symbol, from);
        let mut found = Vec::new();
        for load in self.scopes().symbols[symbol].loads() {
            let point = flow.point_of(load.node)?;
            if reached.binary_search(&point).is_ok() {
                found.push(load.node);
            }
        }
        Some(found)
    }

    /// May the name be read here before anything is bound to it? Names of enclosing functions
    /// are taken to be bound when a nested function runs.
    pub fn may_be_unbound(&self, node: Node<'m>, symbol: SymbolId) -> bool {
        let scopes = self.scopes();
        let here = &scopes.symbols[symbol];
        let kind = scopes.scopes[here.scope].kind;
        if matches!(kind, ScopeKind::Comprehension | ScopeKind::Class)
            || here.bindings().any(|o| o.role == Role::Parameter)
        {
            return false;
        }
        let function = super::syntax::function_of(node);
        if scopes.is_global(symbol) && function.is_some() {
            return !self.is_bound_first(symbol);
        }
        let own = here.bindings().next().is_some_and(|o| super::syntax::function_of(o.node) == function);
        if !own {
            return false;
        }
        let Some(flow) = self.flow_around(node) else { return false };
        let Some(point) = flow.point_of(node) else { return false };
        self.reached_from(&flow, symbol, super::flow::ENTRY).binary_search(&point).is_ok()
    }

    /// Is this name of the module bound by a statement of the module itself, before anything
    /// runs that could call a function?
    fn is_bound_first(&self, symbol: SymbolId) -> bool {
        let first = self.scopes().symbols[symbol].bindings().next().map(|o| o.node);
        let Some(first) = first.and_then(super::syntax::statement_of) else { return false };
        if first.parent() != Some(self.module.root()) {
            return false;
        }
        let before = super::syntax::children(self.module.root()).into_iter().take_while(|s| *s != first);
        before.into_iter().all(|s| {
            matches!(
                s.kind(),
                "import_statement"
                    | "import_from_statement"
                    | "future_import_statement"
                    | "function_definition"
                    | "class_definition"
                    | "decorated_definition"
            ) || runs_nothing(s)
        })
    }

    /// The suite in which a statement stands.
    pub fn suite_of(&self, statement: Node<'m>) -> Option<Node<'m>> {
        statement.parent().filter(|p| is_suite(*p))
    }
}
