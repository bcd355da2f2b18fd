//! The types of names: of their bindings, those that reach or all of them.

use tree_sitter::Node;

use super::{DEPTH, Inferred};
use crate::python::Facts;
use crate::python::bindings::{Binding, Bound};
use crate::python::scopes::{ScopeKind, SymbolId};
use crate::python::syntax::child;
use crate::python::types::Ty;

impl<'m> Facts<'m> {
    /// The type of a name where it is read: of the bindings that reach, if they can be told apart.
    pub(super) fn name_type(&self, node: Node<'m>) -> Ty {
        if let Some(dotted) = self.dotted(node) {
            return self.dotted_type(&dotted);
        }
        let Some(symbol) = self.scopes().symbol_at(node) else { return Ty::Unknown };
        // A name that is asked for again while its type is found is what the symbol may be.
        let first = self.open_names.borrow_mut().insert(node.id());
        let reaching = self.reaching_bindings(node, symbol).filter(|_| first);
        let ty = match &reaching {
            Some(reaching) => {
                let types = reaching.iter().map(|b| self.binding_type(b));
                types.fold(Ty::Never, |all, ty| all.join(&ty))
            }
            None => self.symbol_type(symbol),
        };
        let declared = reaching.is_some_and(|reaching| reaching.iter().all(|b| self.is_declared_by(b)));
        if first {
            self.open_names.borrow_mut().remove(&node.id());
        } else {
            self.assume_once();
        }
        let held = if declared { ty } else { self.as_held(ty, symbol) };
        self.narrowed(node, symbol, held)
    }

    /// What a name may be, binding by binding, where that can be told.
    pub fn alternatives(&self, node: Node<'m>) -> Vec<Ty> {
        let symbol = (node.kind() == "identifier").then(|| self.scopes().symbol_at(node)).flatten();
        let local = symbol.filter(|s| !self.scopes().is_global(*s) && self.is_captured(*s).is_none());
        match local {
            Some(symbol) => {
                let bindings: Vec<_> = self.scopes().symbols[symbol].bindings().map(|o| self.binding(o)).collect();
                bindings.iter().map(|b| self.binding_type(b)).collect()
            }
            None => vec![self.type_of(node)],
        }
    }

    pub(super) fn dotted_type(&self, dotted: &str) -> Ty {
        if let Some(constant) = self.knowledge().constant(dotted) {
            return constant;
        }
        match self.knowledge().function(dotted) {
            Some(_) => Ty::Callable(dotted.to_owned()),
            None => Ty::Module(dotted.to_owned()),
        }
    }

    /// The join over all bindings of a symbol, wherever they stand.
    pub fn symbol_type(&self, symbol: SymbolId) -> Ty {
        match self.types.borrow().get(&symbol) {
            Some(Inferred::Done(ty)) => return ty.clone(),
            Some(Inferred::Assumed(ty)) => {
                self.assume_once();
                return ty.clone();
            }
            None => {}
        }
        let assumed = self.assumed.get();
        let first = self.assume(symbol, Ty::Never);
        // All that it is bound to rests on what is assumed of another, which is checked there.
        if first == Ty::Never && self.assumed.get() != assumed && !self.rests_on_nothing_open() {
            return Ty::Never;
        }
        let again = if first == Ty::Never { Ty::Unknown } else { self.assume(symbol, first.clone()) };
        let settled = match first == again || again == Ty::Unknown {
            true => again,
            // A count that becomes a number of any kind, an empty list to which others are added.
            false => Some(self.assume(symbol, again.clone())).filter(|third| *third == again).unwrap_or_default(),
        };
        // What it assumed of itself has been checked; what it assumed of others has not.
        if self.rests_on_nothing_open() {
            self.assumed.set(assumed);
            self.types.borrow_mut().insert(symbol, Inferred::Done(settled.clone()));
        }
        settled
    }

    /// Is no other symbol, name or container being inferred right now?
    fn rests_on_nothing_open(&self) -> bool {
        let types = self.types.borrow();
        let assumed = types.values().any(|t| matches!(t, Inferred::Assumed(_)));
        !assumed && self.open_names.borrow().len() <= 1 && self.open_contents.borrow().is_empty()
    }

    fn assume(&self, symbol: SymbolId, ty: Ty) -> Ty {
        self.types.borrow_mut().insert(symbol, Inferred::Assumed(ty));
        let scopes = self.scopes();
        let here = &scopes.symbols[symbol];
        let hidden = here.scope == 0 && (scopes.is_open() || !self.project.closed);
        if hidden && !self.is_constant_like(symbol) {
            self.types.borrow_mut().remove(&symbol);
            return Ty::Unknown;
        }
        let bindings: Vec<_> = here.bindings().map(|o| self.binding(o)).collect();
        let found = bindings.iter().fold(Ty::Never, |all, b| all.join(&self.binding_type(b)));
        self.types.borrow_mut().remove(&symbol);
        found
    }

    /// A module-level name that is bound once is believed to keep its type, even where
    /// other modules could bind it anew.
    fn is_constant_like(&self, symbol: SymbolId) -> bool {
        self.scopes().symbols[symbol].bindings().take(2).count() == 1
    }

    /// The type that a binding gives its name.
    pub fn binding_type(&self, binding: &Binding<'m>) -> Ty {
        if self.depth.get() > DEPTH {
            return Ty::Unknown;
        }
        if let Some(annotation) = binding.annotation {
            let declared = self.annotated(annotation);
            if let Some(value) = self.filled_by(&declared, &binding.bound) {
                return value;
            }
            if declared != Ty::Unknown {
                return self.unless_contradicted(declared, &binding.bound);
            }
        }
        let mut ty = match &binding.bound {
            Bound::Value(node) => self.type_of(*node),
            Bound::Item(node) => self.element_of(*node),
            Bound::Entered(node) => self.entered_type(*node),
            Bound::Parameter(node) => self.parameter_type(*node),
            Bound::Import(dotted) => self.dotted_type(dotted),
            Bound::Update(node) => self.update_type(*node),
            Bound::Function(_) | Bound::Class(_) | Bound::Other => Ty::Unknown,
        };
        for index in &binding.path {
            ty = match &ty {
                Ty::Tuple(parts) => parts.get(*index).cloned().unwrap_or_default(),
                other => self.element(other),
            };
        }
        ty
    }

    /// `counts: dict = {}` says nothing of what is in it: that is what flows into the value.
    fn filled_by(&self, declared: &Ty, bound: &Bound<'m>) -> Option<Ty> {
        let Bound::Value(node) = bound else { return None };
        let value = matches!(declared, Ty::Dict(..) | Ty::List(_) | Ty::Set(_)).then(|| self.type_of(*node))?;
        (declared.without_elements() == *declared && value.without_elements() == *declared).then_some(value)
    }

    fn update_type(&self, node: Node<'m>) -> Ty {
        let (Some(left), Some(right)) = (child(node, "left"), child(node, "right")) else { return Ty::Unknown };
        let operator = child(node, "operator").map_or("", |o| self.text(o)).trim_end_matches('=');
        let Some(symbol) = self.scopes().symbol_at(left) else { return Ty::Unknown };
        match (operator, self.symbol_type(symbol)) {
            // A list takes the items of whatever can be walked.
            ("+", Ty::List(of)) => Ty::List(Box::new(of.join(&self.element_of(right)))),
            (_, left) => self.combined_type(operator, &left, &self.type_of(right)),
        }
    }

    /// The bindings of a local name that reach a use in the same code; `None` where the
    /// flow cannot tell (another function binds it, the use stands elsewhere).
    fn reaching_bindings(&self, node: Node<'m>, symbol: SymbolId) -> Option<Vec<Binding<'m>>> {
        let scopes = self.scopes();
        let owner = &scopes.symbols[symbol];
        if owner.bindings().nth(1).is_none() || scopes.scopes[owner.scope].kind == ScopeKind::Comprehension {
            return None;
        }
        let reaching = self.definitions_reaching(node, symbol)?;
        Some(reaching.into_iter().map(|o| self.binding(o)).collect())
    }
}
