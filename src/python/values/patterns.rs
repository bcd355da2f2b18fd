//! What comes of looking for a regular expression that is written down in the module.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::knowledge::{Entry, Matches};
use crate::python::regex::{Groups, groups};
use crate::python::syntax::{Call, inner, literal};
use crate::python::types::Ty;

/// A pattern under more names than that is not looked for.
const NAMES: usize = 4;

/// A regular expression that is written down.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// Its groups.
    pub groups: Groups,
    /// It is no bytes: then what is looked through is text, or the call raises before it has
    /// looked (`re`: "both patterns and strings to be searched can be Unicode strings as well
    /// as 8-bit strings, [but] cannot be mixed").
    pub text: bool,
}

impl<'m> Facts<'m> {
    /// The type of the result, where the expression is known and made for text.
    pub(super) fn matched(&self, call: &Call<'m>, entry: &Entry) -> Option<Ty> {
        let pattern = self.pattern_of(call, entry).filter(|pattern| pattern.text)?;
        let pieces = |piece: Ty| Some(Ty::List(Box::new(piece)));
        match (entry.matches?, pattern.groups.count) {
            (Matches::Text, _) => Some(Ty::Str),
            (Matches::Pieces, 0) | (Matches::Found, 0 | 1) => pieces(Ty::Str),
            (Matches::Found, count) => pieces(Ty::Tuple(vec![Ty::Str; count])),
            (Matches::Pieces | Matches::Match, _) => None,
        }
    }

    /// Does an expression that was compiled here look through text, as it is made for? That does
    /// not fail.
    pub fn looks_through_text(&self, call: &Call<'m>, entry: &Entry) -> bool {
        let Some((pattern, _)) = call.method().filter(|_| self.dotted(call.function).is_none()) else { return false };
        let looks = matches!(entry.matches, Some(Matches::Match | Matches::Found));
        let made_for_text = || self.written_pattern(pattern, NAMES).is_some_and(|written| !self.is_bytes(written));
        let texts = call.all().first().is_some_and(|text| self.type_of(*text) == Ty::Str);
        looks && call.keywords().is_empty() && texts && made_for_text()
    }

    fn is_bytes(&self, literal: Node<'m>) -> bool {
        self.text(literal).chars().take_while(char::is_ascii_alphabetic).any(|c| matches!(c, 'b' | 'B'))
    }

    /// What the call looks for, if that is written out here, compiled here, or bound once.
    pub fn pattern_of(&self, call: &Call<'m>, entry: &Entry) -> Option<Pattern> {
        entry.matches?;
        let pattern = match self.dotted(call.function) {
            Some(_) => call.positional()?.first().copied()?,
            None => call.method()?.0,
        };
        let written = self.written_pattern(pattern, NAMES)?;
        let prefix: String = self.text(written).chars().take_while(char::is_ascii_alphabetic).collect();
        let groups = groups(literal(written, self.module.text())?, prefix.contains(['r', 'R']))?;
        Some(Pattern { groups, text: !self.is_bytes(written) })
    }

    fn written_pattern(&self, pattern: Node<'m>, names: usize) -> Option<Node<'m>> {
        let pattern = inner(pattern);
        match pattern.kind() {
            "string" => Some(pattern),
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
