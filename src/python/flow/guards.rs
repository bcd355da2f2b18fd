//! Statements that guard a suite: `try` and `with` (Language Reference 8.4, 8.5).

use tree_sitter::Node;

use super::build::{Builder, Ends, Guard};
use super::{Part, Point};
use crate::python::syntax::{Call, child, children, text, with_items};

impl<'t> Builder<'t, '_> {
    /// Something that every way out passes begins.
    fn open(&mut self, gate: Point) {
        self.guards.push(Guard { gate, waiting: Vec::new() });
    }

    /// It is over: the jumps that waited go on from `ends`.
    fn close(&mut self, ends: &[Point]) {
        for jump in self.guards.pop().map(|g| g.waiting).unwrap_or_default() {
            self.leave(ends, jump);
        }
    }

    pub(super) fn with(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let passes = lets_all_through(node, self.source);
        let enter = self.node(Part::Enter(node), &from);
        // Made before the body so that exceptions in it can go there.
        let leave = self.node(Part::Leave(node), &[]);
        // Files let every exception through: then nothing after the block runs.
        let failing = if passes { self.node(Part::Leave(node), &[]) } else { leave };
        if !enters_at_once(node) {
            self.flow.raising[enter].push(failing);
        }
        self.raise_to.push(vec![failing]);
        self.open(leave);
        let ends = self.field(node, "body", vec![enter]);
        self.raise_to.pop();
        self.join(&ends, leave);
        self.close(&[leave]);
        if ends.is_empty() && passes { Vec::new() } else { vec![leave] }
    }

    pub(super) fn attempt(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let clause = children(node).into_iter().find(|n| n.kind() == "finally_clause");
        let Some(clause) = clause else { return self.handled(node, from) };
        // An empty node stands for the beginning of `finally`, where every way out meets.
        let gate = self.node(Part::Handler(clause), &[]);
        self.raise_to.push(vec![gate]);
        self.open(gate);
        let completed = self.handled(node, from);
        self.raise_to.pop();
        self.join(&completed, gate);
        // A jump out of `finally` itself leaves what is around it.
        let waiting = self.guards.pop().map(|g| g.waiting).unwrap_or_default();
        let suite = children(clause).into_iter().find(|n| n.kind() == "block");
        let ends = match suite {
            Some(suite) => self.suite(suite, vec![gate]),
            None => vec![gate],
        };
        for jump in waiting {
            self.leave(&ends, jump);
        }
        // It may have been entered by an exception.
        self.node(Part::Reraise(clause), &ends);
        if completed.is_empty() { Vec::new() } else { ends }
    }

    /// A `try` without its `finally`.
    fn handled(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let parts = children(node);
        let handlers: Vec<_> =
            parts.iter().filter(|n| matches!(n.kind(), "except_clause" | "except_group_clause")).copied().collect();
        let heads: Vec<Point> = handlers.iter().map(|h| self.node(Part::Handler(*h), &[])).collect();
        for (_, head) in handlers.iter().zip(&heads).filter(|(h, _)| children(**h).len() == 1) {
            // A bare `except` takes everything.
            self.flow.raising[*head].clear();
        }
        // They are tried in turn; the last passes on what it does not take.
        for pair in heads.windows(2) {
            self.join(&pair[..1], pair[1]);
        }
        if let Some(first) = heads.first() {
            self.raise_to.push(vec![*first]);
        }
        let ends = self.field(node, "body", from);
        if !heads.is_empty() {
            self.raise_to.pop();
        }
        let otherwise = parts.iter().find(|n| n.kind() == "else_clause").copied();
        let mut ends = match otherwise {
            Some(clause) => self.field(clause, "body", ends),
            None => ends,
        };
        for (at, (handler, head)) in handlers.iter().zip(&heads).enumerate() {
            let rest = if is_starred(*handler) { heads.get(at + 1).copied() } else { None };
            ends.extend(self.handler(*handler, *head, rest));
        }
        if handlers.len() > 1
            && let (Some(clause), Some(head)) = (handlers.last(), heads.last())
            && is_starred(*clause)
        {
            // Those before it took all of the group.
            ends.push(*head);
        }
        ends
    }

    /// One `except` clause. What is left of a group goes to the next, `rest`, whether or not
    /// this one raises (PEP 654); after the last it is raised again.
    fn handler(&mut self, clause: Node<'t>, head: Point, rest: Option<Point>) -> Ends {
        let named = child(clause, "alias").is_some() || children(clause).iter().any(|n| n.kind() == "as_pattern");
        let first = if named { self.node(Part::Bind(clause), &[head]) } else { head };
        let targets: Vec<Point> = self.outer().into_iter().chain(rest).collect();
        self.raise_to.push(targets);
        let suite = children(clause).into_iter().find(|n| n.kind() == "block");
        let ends = match suite {
            Some(suite) if named => self.forgetting(clause, suite, first),
            Some(suite) => self.suite(suite, vec![first]),
            None => vec![first],
        };
        self.raise_to.pop();
        match rest {
            Some(rest) => {
                self.join(&ends, rest);
                Vec::new()
            }
            None => {
                if is_starred(clause) {
                    self.node(Part::Reraise(clause), &ends);
                }
                ends
            }
        }
    }

    /// The name of the exception is deleted on every way out (Language Reference 8.4.1).
    fn forgetting(&mut self, clause: Node<'t>, suite: Node<'t>, first: Point) -> Ends {
        let forget = self.node(Part::Forget(clause), &[]);
        let failing = self.node(Part::Forget(clause), &[]);
        self.raise_to.push(vec![failing]);
        self.open(forget);
        let ends = self.suite(suite, vec![first]);
        self.raise_to.pop();
        self.join(&ends, forget);
        self.close(&[forget]);
        if ends.is_empty() { Vec::new() } else { vec![forget] }
    }
}

/// Is this an `except*`?
fn is_starred(clause: Node<'_>) -> bool {
    clause.kind() == "except_group_clause" || clause.child(1).is_some_and(|c| c.kind() == "*")
}

/// Has nothing been entered yet when entering this `with` statement raises?
fn enters_at_once(with: Node<'_>) -> bool {
    match with_items(with).as_slice() {
        [(_, target)] => target.is_none_or(|t| t.kind() == "identifier"),
        _ => false,
    }
}

/// Functions that open a file, as they are written nearly always; `closing` lets through
/// what its body raises, as files do.
const OPENERS: &[&str] = &[
    "open",
    "io.open",
    "gzip.open",
    "bz2.open",
    "lzma.open",
    "closing",
    "contextlib.closing",
    "tempfile.TemporaryFile",
];

/// Is every manager of this `with` statement a file by its name, which swallows no exception?
fn lets_all_through(with: Node<'_>, source: &str) -> bool {
    with_items(with).into_iter().all(|(context, _)| {
        let call = Call::of(context);
        call.is_some_and(|c| OPENERS.contains(&text(c.function, source)))
    })
}
