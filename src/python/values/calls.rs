//! The types that calls give.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::syntax::{Call, child, children, inner, is_async, is_deferred, preorder_if};
use crate::python::types::Ty;

impl<'m> Facts<'m> {
    pub(super) fn call_type(&self, call: &Call<'m>) -> Ty {
        if let Some(entry) = self.entry_of(call) {
            let (receiver, args, keywords) = self.argument_types(call);
            let named: Vec<(&str, Ty)> = keywords.iter().map(|(n, t)| (*n, t.clone())).collect();
            let found = self.opened(call).or_else(|| self.checked_output(call)).or_else(|| self.matched(call, entry));
            if let Some(found) = found {
                return found;
            }
            // Of a value that is still being inferred nothing can be said yet.
            if args.contains(&Ty::Never) || receiver == Some(Ty::Never) {
                return Ty::Never;
            }
            if call.all().is_empty() && self.is_builtin(call.function, "list") {
                return Ty::List(Box::new(Ty::Never));
            }
            // The list of what the receiver gives one by one.
            if let (Some(receiver), true) = (&receiver, entry.lists_receiver()) {
                return Ty::List(Box::new(self.element(receiver)));
            }
            if let Some(function) = entry.maps.and_then(|at| call.positional()?.get(at).copied()) {
                return Ty::Iter(Box::new(self.given_by(inner(function), &self.items_given(call, entry))));
            }
            return entry.returned(receiver.as_ref(), &args, &named);
        }
        if let Some(function) = self.callee(call) {
            return self.returned_by(function);
        }
        match self.class_called(call) {
            Some(class) => self.class_name(class).map_or(Ty::Unknown, Ty::Instance),
            None => Ty::Unknown,
        }
    }

    /// Receiver (as it is where it is not `None`), positional and keyword argument types; positions after a star are unknown.
    pub fn argument_types(&self, call: &Call<'m>) -> (Option<Ty>, Vec<Ty>, Vec<(&'m str, Ty)>) {
        let receiver = match call.method() {
            Some((object, _)) if self.dotted(call.function).is_none() => Some(self.type_of(object).present().clone()),
            _ => None,
        };
        let args = call.positional().unwrap_or_default().into_iter().map(|a| self.type_of(a)).collect();
        let keywords = call.keywords().into_iter().map(|(n, v)| (self.text(n), self.type_of(v))).collect();
        (receiver, args, keywords)
    }

    /// What a function of the module returns: the join over its `return` statements, or an
    /// iterator over what it yields.
    pub fn returned_by(&self, function: Node<'m>) -> Ty {
        let key = function.id();
        if let Some(known) = self.returns.borrow().get(&key) {
            return known.clone();
        }
        self.returns.borrow_mut().insert(key, Ty::Never);
        let ty = self.infer_returned(function);
        self.returns.borrow_mut().insert(key, ty.clone());
        ty
    }

    fn infer_returned(&self, function: Node<'m>) -> Ty {
        if is_async(function) {
            return Ty::Unknown;
        }
        if let Some(annotation) = child(function, "return_type") {
            let declared = self.annotated(annotation);
            if declared != Ty::Unknown {
                return declared;
            }
        }
        let Some(body) = child(function, "body") else { return Ty::Unknown };
        let (mut returned, mut yielded, mut generator) = (Ty::Never, Ty::Never, false);
        for node in preorder_if(body, |n| !is_deferred(n)) {
            match node.kind() {
                "yield" => {
                    generator = true;
                    let from = node.child(1).is_some_and(|c| c.kind() == "from");
                    let ty = children(node).first().map_or(Ty::None, |v| self.type_of(*v));
                    yielded = yielded.join(&if from { self.element(&ty) } else { ty });
                }
                "return_statement" => {
                    let value = children(node).first().copied();
                    returned = returned.join(&value.map_or(Ty::None, |v| self.type_of(v)));
                }
                _ => {}
            }
        }
        if generator {
            return Ty::Iter(Box::new(yielded));
        }
        let falls_off = self.flow(function).is_some_and(|flow| flow.falls_off(|with| self.files_of(with).is_some()));
        if falls_off { returned.join(&Ty::None) } else { returned }
    }
}
