//! One loop that adds in one place: may the body of the walk go there?

use tree_sitter::Node;

use super::FilledList;
use super::rounds::{Added, Others};
use crate::python::syntax::{
    ancestors, child, children, enclosing, holds, inner, is_deferred, loop_of, preorder_if, statements,
};

/// A list that one loop fills, which adds in one place.
#[derive(Debug, Clone, Copy)]
pub struct AppendLoop<'l, 'm> {
    /// The list, and its walk.
    pub list: &'l FilledList<'m>,
    /// The loop: a statement beside it, or the last one of a block beside it.
    pub filling: Node<'m>,
    /// What a round adds.
    pub added: &'l Added<'m>,
}

impl<'m> AppendLoop<'_, 'm> {
    /// Is the walk a `for` statement beside the filling loop, so that its body can go where
    /// the append was?
    pub fn is_fusable(&self) -> bool {
        let walk = self.list.named.walk;
        let beside =
            walk.kind() == "for_statement" && walk.parent() == self.list.moved_into.unwrap_or(self.filling).parent();
        let whole = beside && child(walk, "right").map(inner) == Some(self.list.named.load);
        let plain =
            |l: Node<'_>| child(l, "alternative").is_none() && !children(l).iter().any(|c| c.kind() == "else_clause");
        whole && plain(walk) && plain(self.filling) && self.jumps_fit()
    }

    /// `continue` and `break` of the walk mean the same where the append was.
    fn jumps_fit(&self) -> bool {
        let Some(body) = child(self.list.named.walk, "body") else { return false };
        let jumps: Vec<Node<'m>> = preorder_if(body, |n| !is_deferred(n))
            .filter(|n| matches!(n.kind(), "break_statement" | "continue_statement"))
            .filter(|n| loop_of(*n) == Some(self.list.named.walk))
            .collect();
        let breaks = jumps.iter().any(|j| j.kind() == "break_statement");
        let innermost = enclosing(self.added.first, &["for_statement", "while_statement"]);
        if self.added.is_looped() {
            return !breaks;
        }
        let skips = self.added.others == Others::Missing;
        (jumps.is_empty() && !skips || self.is_last()) && (!breaks || innermost == Some(self.filling))
    }

    /// Nothing of an iteration comes after the append.
    pub fn is_last(&self) -> bool {
        let Some(innermost) = enclosing(self.added.last, &["for_statement", "while_statement"]) else { return false };
        let mut here = self.added.last;
        for around in ancestors(self.added.last) {
            if around == innermost {
                return true;
            }
            if around.kind() == "block"
                && statements(around).last().is_none_or(|last| !holds(&last.byte_range(), &here.byte_range()))
            {
                return false;
            }
            here = around;
        }
        false
    }
}
