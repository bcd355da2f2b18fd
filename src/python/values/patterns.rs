//! What comes of looking for a regular expression that is written down in the module.

use tree_sitter::Node;

use super::string_type;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::eager::has_no_groups;
use crate::python::knowledge::{Entry, Matches};
use crate::python::syntax::{Call, inner, literal};
use crate::python::types::Ty;

/// A pattern under more names than that is not looked for.
const NAMES: usize = 4;

impl<'m> Facts<'m> {
    /// The type of the result, where the expression is known and made for text.
    pub(super) fn matched(&self, call: &Call<'m>, entry: &Entry) -> Option<Ty> {
        let pattern = self.text_pattern(call, entry)?;
        match entry.matches? {
            Matches::Text => Some(Ty::Str),
            Matches::Pieces => {
                let plain = literal(pattern, self.module.text()).is_some_and(has_no_groups);
                plain.then(|| Ty::List(Box::new(Ty::Str)))
            }
        }
    }

    /// The literal that the call looks for, if that is no bytes: then what it looks through is
    /// text, or the call raises before it has looked (`re`: "both patterns and strings to be
    /// searched can be Unicode strings as well as 8-bit strings, [but] cannot be mixed").
    pub fn text_pattern(&self, call: &Call<'m>, entry: &Entry) -> Option<Node<'m>> {
        entry.matches?;
        let pattern = match self.dotted(call.function) {
            Some(_) => call.positional()?.first().copied()?,
            None => call.method()?.0,
        };
        let written = self.written_pattern(pattern, NAMES)?;
        (string_type(self.text(written)) == Ty::Str).then_some(written)
    }

    /// The literal of an expression that is written here, compiled here, or bound once.
    fn written_pattern(&self, pattern: Node<'m>, names: usize) -> Option<Node<'m>> {
        let pattern = inner(pattern);
        match pattern.kind() {
            "string" => literal(pattern, self.module.text()).map(|_| pattern),
            "identifier" => {
                let binding = self.sole_binding(self.scopes().symbol_at(pattern)?)?;
                let Bound::Value(value) = binding.bound else { return None };
                binding.path.is_empty().then(|| self.written_pattern(value, names.checked_sub(1)?))?
            }
            "call" => {
                let call = Call::of(pattern).filter(|c| self.dotted(c.function).as_deref() == Some("re.compile"))?;
                self.written_pattern(*call.positional()?.first()?, names.checked_sub(1)?)
            }
            _ => None,
        }
    }
}
