//! Text that every encoding can write: ASCII through and through, whatever the values in it are.

use tree_sitter::Node;

use super::Facts;
use super::syntax::{Call, child, children, inner};
use super::types::Ty;

impl<'m> Facts<'m> {
    /// Is the expression text of ASCII characters alone: literals and numbers?
    pub fn is_ascii_text(&self, node: Node<'m>) -> bool {
        let node = inner(node);
        match node.kind() {
            "string" => self.text(node).is_ascii() && !self.spells_others(node) && self.formats_ascii(node),
            "concatenated_string" => children(node).into_iter().all(|part| self.is_ascii_text(part)),
            "binary_operator" => {
                let (left, right) = (child(node, "left"), child(node, "right"));
                match child(node, "operator").map(|o| self.text(o)) {
                    Some("+") => [left, right].into_iter().flatten().all(|part| self.is_ascii_text(part)),
                    Some("%") => {
                        let values = right.map(inner).map_or_else(Vec::new, |right| match right.kind() {
                            "tuple" => children(right),
                            _ => vec![right],
                        });
                        left.is_some_and(|left| self.is_ascii_text(left))
                            && values.into_iter().all(|v| self.shows_ascii(v))
                    }
                    _ => false,
                }
            }
            "conditional_expression" => {
                let parts = children(node);
                [0, 2].into_iter().all(|at| parts.get(at).is_some_and(|part| self.is_ascii_text(*part)))
            }
            "call" => Call::of(node).is_some_and(|call| {
                let shown = call.all();
                self.is_builtin(call.function, "str") && shown.len() == 1 && self.shows_ascii(shown[0])
            }),
            _ => false,
        }
    }

    /// Numbers, and text that is ASCII.
    fn shows_ascii(&self, value: Node<'m>) -> bool {
        matches!(self.type_of(value), Ty::Int | Ty::Float | Ty::Bool | Ty::None) || self.is_ascii_text(value)
    }

    /// Does the literal spell characters by their numbers or names?
    fn spells_others(&self, literal: Node<'m>) -> bool {
        let text = self.text(literal);
        let by_octal = text.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_digit());
        by_octal || ["\\x", "\\u", "\\U", "\\N"].iter().any(|spelt| text.contains(spelt))
    }

    /// Is all that an f-string puts in ASCII, in a format without holes of its own?
    fn formats_ascii(&self, literal: Node<'m>) -> bool {
        let holes = children(literal).into_iter().filter(|n| n.kind() == "interpolation");
        holes.into_iter().all(|hole| {
            let specifier = children(hole).into_iter().find(|n| n.kind() == "format_specifier");
            let value = child(hole, "expression").is_some_and(|value| self.shows_ascii(value));
            // The thousands separator of `n` is that of the locale; `c` is a character by its number.
            let plain = specifier.is_none_or(|s| children(s).is_empty() && !self.text(s).ends_with(['n', 'c']));
            value && plain
        })
    }
}
