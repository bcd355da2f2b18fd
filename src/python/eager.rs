//! Calls of library functions that make a whole sequence at once, as the knowledge files
//! describe them.

use tree_sitter::Node;

use super::Facts;
use super::knowledge::{Condition, Eager, Entry, Hole};
use super::syntax::{Call, inner, literal};
use super::types::Ty;

/// A call that makes a sequence at once.
#[derive(Debug, Clone)]
pub struct EagerCall<'m> {
    /// The call.
    pub call: Call<'m>,
    /// What is known of it.
    pub entry: &'m Entry,
    /// How it is done one by one.
    pub eager: &'m Eager,
    /// The dotted name of the entry.
    pub name: &'m str,
}

impl<'m> EagerCall<'m> {
    /// A part of the call.
    pub fn part(&self, hole: Hole) -> Option<Node<'m>> {
        match hole {
            Hole::Receiver => self.call.method().map(|(object, _)| inner(object)),
            Hole::Origin => {
                let receiver = Call::of(self.part(Hole::Receiver)?)?;
                receiver.method().map(|(object, _)| inner(object))
            }
            Hole::First => self.call.positional()?.first().copied().map(inner),
        }
    }

    /// What the steps walk.
    pub fn walked(&self) -> Option<Node<'m>> {
        self.eager.walks.and_then(|hole| self.part(hole))
    }

    /// The lazy form is what is walked, and nothing else.
    pub fn is_plain(&self) -> bool {
        self.eager.clauses.is_empty()
    }

    /// The class of which the walked object has to be: that of the method that is called on it.
    pub fn class(&self) -> Option<&'m str> {
        let method = match self.eager.walks? {
            Hole::Receiver => self.name,
            Hole::Origin => self.eager.of.as_deref()?,
            Hole::First => return None,
        };
        method.rsplit_once('.').map(|(class, _)| class)
    }
}

impl<'m> Facts<'m> {
    /// The call, if it is one that makes a sequence at once in a form that is described.
    pub fn eager_call(&self, node: Node<'m>) -> Option<EagerCall<'m>> {
        let call = Call::of(inner(node)).filter(|call| !call.has_splat())?;
        let (name, entry) = self.eager_entry(&call)?;
        let eager = entry.eager.as_ref()?;
        let found = EagerCall { call, entry, eager, name };
        (self.has_its_arguments(&found) && self.has_its_receiver(&found)).then_some(found)
    }

    /// What is dear to find is asked last.
    fn eager_entry(&self, call: &Call<'m>) -> Option<(&'m str, &'m Entry)> {
        let knowledge = self.knowledge();
        let method = call.method().map(|(object, name)| (object, self.text(name)));
        if method.is_some_and(|(_, name)| !knowledge.may_be_eager(name)) {
            return None;
        }
        if let Some(dotted) = self.dotted(call.function) {
            return knowledge.named(&dotted);
        }
        let (object, name) = method?;
        match self.type_of(object) {
            Ty::Unknown => knowledge.presumed(name),
            receiver => knowledge.named_method(&receiver, name),
        }
    }

    fn has_its_arguments(&self, found: &EagerCall<'m>) -> bool {
        let Some(positional) = found.call.positional() else { return false };
        let counted =
            found.eager.arguments.is_none_or(|count| found.call.all().len() == count && positional.len() == count);
        let bare = |n: &Node<'m>| matches!(n.kind(), "named_expression" | "lambda" | "yield" | "list_splat");
        counted && !positional.iter().any(bare) && found.eager.when.is_none_or(|when| self.meets(when, &positional))
    }

    fn meets(&self, condition: Condition, positional: &[Node<'m>]) -> bool {
        match condition {
            Condition::NoGroups => {
                let pattern = positional.first().and_then(|p| literal(*p, self.module.text()));
                pattern.is_some_and(has_no_groups)
            }
        }
    }

    /// `f.read()` before `.splitlines()`: a known method of a known object, without arguments.
    fn has_its_receiver(&self, found: &EagerCall<'m>) -> bool {
        let Some(of) = &found.eager.of else { return true };
        let receiver = found.part(Hole::Receiver).and_then(Call::of).filter(|call| call.all().is_empty());
        let method = receiver.and_then(|call| {
            let (object, name) = call.method()?;
            self.knowledge().named_method(&self.type_of(object), self.text(name))
        });
        method.is_some_and(|(name, _)| name == of)
    }
}

/// Does the regular expression, as it is written, hold no parenthesis but those that open no
/// group? An escaped one is not told apart: before it may stand an escaped backslash.
pub(super) fn has_no_groups(pattern: &str) -> bool {
    const PLAIN: &[&str] = &["(?:", "(?=", "(?!", "(?<=", "(?<!"];
    // Spellings of a parenthesis by its number or name.
    const SPELT: &[&str] = &["\\x28", "\\50", "\\050", "\\u0028", "\\U00000028", "\\N{"];
    let rest = PLAIN.iter().fold(pattern.to_owned(), |rest, part| rest.replace(part, ""));
    !rest.contains('(') && !SPELT.iter().any(|spelt| pattern.contains(spelt))
}
