//! Reaching definitions: which bindings of a local name arrive at a use, and the reverse.

use tree_sitter::Node;

use super::Facts;
use super::flow::{ENTRY, EXIT, Flow, Part, Point, RETURNED};
use super::scopes::{Occurrence, Role, ScopeKind, SymbolId};
use super::syntax::{child, is_deferred, is_suite};

impl<'m> Flow<'m> {
    /// The point at which an expression or statement is evaluated.
    pub fn point_of(&self, node: Node<'m>) -> Option<Point> {
        self.evaluated(node, || self.find_point(node))
    }

    fn find_point(&self, node: Node<'m>) -> Option<Point> {
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
            Part::Bind(clause) => target && clause.kind() == "for_statement",
            Part::Step(_) | Part::Leave(_) | Part::Forget(_) | Part::Reraise(_) => false,
            _ => true,
        })
    }

    /// The point at which a name is bound or deleted.
    pub fn binding_point(&self, name: Node<'m>) -> Option<Point> {
        let point = self.point_of(name)?;
        let header = match self.part(point) {
            Part::Pattern(case) => Some(case),
            Part::Handler(clause) => Some(clause).filter(|_| is_alias(clause, name)),
            _ => None,
        };
        let bind = |clause: Node<'m>| self.points_of(clause).iter().find(|p| matches!(self.part(**p), Part::Bind(_)));
        Some(header.and_then(bind).copied().unwrap_or(point))
    }

    /// May control run off the end of the suite? `passes_on` says of a `with` statement that
    /// its managers let every exception through.
    pub fn falls_off(&self, passes_on: impl Fn(Node<'m>) -> bool) -> bool {
        let mut seen = vec![false; self.points().end];
        let mut work = vec![ENTRY];
        while let Some(point) = work.pop() {
            if point == EXIT {
                return true;
            }
            if point == RETURNED || std::mem::replace(&mut seen[point], true) {
                continue;
            }
            work.extend(self.next(point));
            let caught = self.raising(point).iter().filter(|p| **p != EXIT);
            work.extend(caught.filter(|p| !matches!(self.part(**p), Part::Leave(with) if passes_on(with))));
        }
        false
    }
}

/// Is this the name that an `except` clause gives the exception?
fn is_alias(clause: Node<'_>, name: Node<'_>) -> bool {
    child(clause, "alias") == Some(name) || name.parent().is_some_and(|p| p.kind() == "as_pattern_target")
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
        let chains = self.chains(&flow, symbol);
        let arriving = chains.arriving(node).filter(|_| !chains.bound_elsewhere)?;
        let occurrences = &self.scopes().symbols[symbol].occurrences;
        let found: Vec<_> = arriving.bindings.iter().filter_map(|at| occurrences.get(*at)).collect();
        (!found.is_empty()).then_some(found)
    }

    /// The loads of `symbol` that the binding occurrence `definition` may reach; `None`
    /// where one of them stands in code that runs at an unknown time.
    pub fn loads_reached(&self, definition: Node<'m>, symbol: SymbolId) -> Option<Vec<Node<'m>>> {
        let flow = self.flow_around(definition)?;
        flow.point_of(definition)?;
        let chains = self.chains(&flow, symbol);
        (!chains.read_elsewhere).then(|| chains.loads_of(definition))
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
        let function = self.function_of(node);
        if scopes.is_global(symbol) && function.is_some() {
            return !self.is_bound_first(symbol);
        }
        let own = here.bindings().next().is_some_and(|o| self.function_of(o.node) == function);
        if !own {
            return false;
        }
        let Some(flow) = self.flow_around(node) else { return false };
        self.chains(&flow, symbol).arriving(node).is_some_and(|arriving| arriving.unbound)
    }

    /// Is this name of the module bound by a statement of the module itself, before anything
    /// runs that could call a function?
    fn is_bound_first(&self, symbol: SymbolId) -> bool {
        let first = self.scopes().symbols[symbol].bindings().next().map(|o| o.node);
        let Some(first) = first.and_then(|first| self.statement_of(first)) else { return false };
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
