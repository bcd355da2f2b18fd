//! Builds the control-flow graph, statement by statement.

use tree_sitter::Node;

use super::{ENTRY, EXIT, Flow, Part, Point};
use crate::python::syntax::{Call, child, children, statements, text, with_items};

/// Adds the nodes and edges of a suite to a graph that has its entry and exit.
pub(super) fn fill<'t>(flow: Flow<'t>, suite: Node<'t>, source: &str) -> Flow<'t> {
    let mut builder = Builder {
        source,
        flow,
        raise_to: vec![vec![EXIT]],
        jump_to: vec![EXIT],
        waiting: Vec::new(),
        loops: Vec::new(),
    };
    let ends = builder.suite(suite, vec![ENTRY]);
    builder.join(&ends, EXIT);
    builder.flow
}

struct Builder<'t, 's> {
    source: &'s str,
    flow: Flow<'t>,
    /// Where an exception goes, innermost last.
    raise_to: Vec<Vec<Point>>,
    /// Where `return` goes, innermost last: a `finally` or the exit.
    jump_to: Vec<Point>,
    /// Jumps that wait for the end of each `finally` or `with` around, innermost last:
    /// whether they break (or continue) the loop around it.
    waiting: Vec<Vec<bool>>,
    /// (continue target, points that break) of the loops around, and how many
    /// `finally` blocks were open when the loop began.
    loops: Vec<Loop>,
}

struct Loop {
    again: Point,
    breaks: Vec<Point>,
    finals: usize,
}

type Ends = Vec<Point>;

impl<'t> Builder<'t, '_> {
    fn join(&mut self, from: &[Point], to: Point) {
        for point in from {
            if !self.flow.next[*point].contains(&to) {
                self.flow.next[*point].push(to);
            }
        }
    }

    fn node(&mut self, part: Part<'t>, from: &[Point]) -> Point {
        let point = self.flow.add(part);
        self.flow.raising[point] = self.raise_to.last().cloned().unwrap_or_default();
        self.join(from, point);
        point
    }

    fn suite(&mut self, suite: Node<'t>, from: Ends) -> Ends {
        let mut ends = from;
        for statement in statements(suite) {
            ends = self.statement(statement, ends);
        }
        ends
    }

    fn field(&mut self, node: Node<'t>, field: &str, from: Ends) -> Ends {
        match child(node, field) {
            Some(suite) => self.suite(suite, from),
            None => from,
        }
    }

    fn statement(&mut self, node: Node<'t>, from: Ends) -> Ends {
        match node.kind() {
            "if_statement" => self.branches(node, from),
            "while_statement" => self.while_loop(node, from),
            "for_statement" => self.for_loop(node, from),
            "try_statement" => self.attempt(node, from),
            "with_statement" => self.with(node, from),
            "match_statement" => self.matching(node, from),
            "return_statement" => {
                let point = self.node(Part::Simple(node), &from);
                let target = self.jump_to.last().copied().unwrap_or(EXIT);
                self.join(&[point], target);
                Vec::new()
            }
            "raise_statement" => {
                self.node(Part::Simple(node), &from);
                Vec::new()
            }
            "break_statement" | "continue_statement" => self.jump(node, from),
            _ => vec![self.node(Part::Simple(node), &from)],
        }
    }

    fn jump(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let point = self.node(Part::Simple(node), &from);
        self.leave(&[point], node.kind() == "break_statement");
        Vec::new()
    }

    /// Goes from `ends` to where a `break` or `continue` leads. What was opened inside the
    /// loop, `finally` or `with`, runs first and goes on from its own end.
    fn leave(&mut self, ends: &[Point], breaks: bool) {
        let opened = self.jump_to.len();
        let target = self.jump_to.last().copied().unwrap_or(EXIT);
        let Some(here) = self.loops.last_mut() else { return };
        if opened > here.finals {
            if let Some(waiting) = self.waiting.last_mut() {
                waiting.push(breaks);
            }
            self.join(ends, target);
        } else if breaks {
            here.breaks.extend(ends);
        } else {
            let again = here.again;
            self.join(ends, again);
        }
    }

    /// Something that every way out passes begins.
    fn open(&mut self, gate: Point) {
        self.jump_to.push(gate);
        self.waiting.push(Vec::new());
    }

    /// It is over: the jumps that waited go on from `ends`, and so does a `return`.
    fn close(&mut self, ends: &[Point]) {
        self.jump_to.pop();
        let mut waiting = self.waiting.pop().unwrap_or_default();
        waiting.sort_unstable();
        waiting.dedup();
        for breaks in waiting {
            self.leave(ends, breaks);
        }
    }

    fn branches(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let Some(condition) = child(node, "condition") else { return from };
        let mut test = self.node(Part::Test(condition), &from);
        let mut ends = self.field(node, "consequence", vec![test]);
        let mut open = true;
        for part in children(node) {
            match part.kind() {
                "elif_clause" => {
                    let Some(condition) = child(part, "condition") else { continue };
                    test = self.node(Part::Test(condition), &[test]);
                    ends.extend(self.field(part, "consequence", vec![test]));
                }
                "else_clause" => {
                    open = false;
                    ends.extend(self.field(part, "body", vec![test]));
                }
                _ => {}
            }
        }
        if open {
            ends.push(test);
        }
        ends
    }

    fn while_loop(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let Some(condition) = child(node, "condition") else { return from };
        let test = self.node(Part::Test(condition), &from);
        self.looped(node, test)
    }

    fn for_loop(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let iterate = self.node(Part::Iterate(node), &from);
        let step = self.node(Part::Step(node), &[iterate]);
        self.looped(node, step)
    }

    fn looped(&mut self, node: Node<'t>, head: Point) -> Ends {
        self.loops.push(Loop { again: head, breaks: Vec::new(), finals: self.jump_to.len() });
        let ends = self.field(node, "body", vec![head]);
        self.join(&ends, head);
        let done = self.loops.pop();
        let otherwise = children(node).into_iter().find(|n| n.kind() == "else_clause");
        let mut ends = match otherwise {
            Some(clause) => self.field(clause, "body", vec![head]),
            None => vec![head],
        };
        ends.extend(done.map(|l| l.breaks).unwrap_or_default());
        ends
    }

    fn with(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let passes = lets_all_through(node, self.source);
        let enter = self.node(Part::Enter(node), &from);
        // Made before the body so that exceptions in it can go there.
        let leave = self.node(Part::Leave(node), &[]);
        let outer = self.raise_to.last().cloned().unwrap_or_default();
        // Files let every exception through: then nothing after the block runs.
        let failing = if passes { self.node(Part::Leave(node), &[]) } else { leave };
        self.raise_to.push(vec![failing]);
        self.open(leave);
        let ends = self.field(node, "body", vec![enter]);
        self.raise_to.pop();
        self.join(&ends, leave);
        self.flow.raising[leave] = outer;
        let returns = self.returns_to(leave);
        self.close(&[leave]);
        if returns {
            let jump = self.jump_to.last().copied().unwrap_or(EXIT);
            self.join(&[leave], jump);
        }
        vec![leave]
    }

    /// Does a `return` lead to this point?
    fn returns_to(&self, gate: Point) -> bool {
        let returns = |p: &Point| self.flow.parts[*p].node().is_some_and(|n| n.kind() == "return_statement");
        (gate..self.flow.parts.len()).any(|p| returns(&p) && self.flow.next[p].contains(&gate))
    }

    fn matching(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let subjects: Vec<_> = children(node).into_iter().filter(|n| n.kind() != "block").collect();
        let mut ends = from;
        for subject in subjects {
            ends = vec![self.node(Part::Test(subject), &ends)];
        }
        let mut done = Vec::new();
        let cases = child(node, "body").map(children).unwrap_or_default();
        for case in cases.into_iter().filter(|n| n.kind() == "case_clause") {
            let pattern = self.node(Part::Pattern(case), &ends);
            done.extend(self.field(case, "consequence", vec![pattern]));
            ends = vec![pattern];
        }
        done.extend(ends);
        done
    }

    fn attempt(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let parts = children(node);
        let last = parts.iter().find(|n| n.kind() == "finally_clause").copied();
        // An empty node stands for the beginning of `finally`, where every way out meets.
        let outer = self.raise_to.last().cloned().unwrap_or_default();
        let gate = last.map(|clause| self.node(Part::Handler(clause), &[]));
        if let Some(gate) = gate {
            self.raise_to.push(vec![gate]);
            self.open(gate);
        }
        let handlers: Vec<_> =
            parts.iter().filter(|n| matches!(n.kind(), "except_clause" | "except_group_clause")).copied().collect();
        let heads: Vec<Point> = handlers.iter().map(|h| self.node(Part::Handler(*h), &[])).collect();
        let mut targets = heads.clone();
        targets.extend(self.raise_to.last().cloned().unwrap_or_default());
        self.raise_to.push(targets);
        let ends = self.field(node, "body", from);
        self.raise_to.pop();
        let otherwise = parts.iter().find(|n| n.kind() == "else_clause").copied();
        let mut ends = match otherwise {
            Some(clause) => self.field(clause, "body", ends),
            None => ends,
        };
        for (handler, head) in handlers.iter().zip(&heads) {
            let suite = children(*handler).into_iter().find(|n| n.kind() == "block");
            if let Some(suite) = suite {
                ends.extend(self.suite(suite, vec![*head]));
            }
        }
        let (Some(gate), Some(clause)) = (gate, last) else { return ends };
        self.raise_to.pop();
        self.join(&ends, gate);
        let suite = children(clause).into_iter().find(|n| n.kind() == "block");
        let ends = match suite {
            Some(suite) => self.suite(suite, vec![gate]),
            None => vec![gate],
        };
        self.close(&ends);
        // It may have been entered by an exception or a jump.
        let jump = self.jump_to.last().copied().unwrap_or(EXIT);
        for end in &ends {
            self.flow.raising[*end].extend(&outer);
            self.join(&[*end], jump);
        }
        ends
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
