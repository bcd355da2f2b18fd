//! Builds the control-flow graph, statement by statement.

use tree_sitter::Node;

use super::{ENTRY, EXIT, Flow, Part, Point, RETURNED};
use crate::python::syntax::{child, children, statements};

/// Adds the nodes and edges of a suite to a graph that has its entry and exit.
pub(super) fn fill<'t>(flow: Flow<'t>, suite: Node<'t>, source: &str) -> Flow<'t> {
    let mut builder = Builder { source, flow, raise_to: vec![vec![EXIT]], guards: Vec::new(), loops: Vec::new() };
    let ends = builder.suite(suite, vec![ENTRY]);
    builder.join(&ends, EXIT);
    builder.flow.turn_round();
    builder.flow
}

pub(super) struct Builder<'t, 's> {
    pub(super) source: &'s str,
    pub(super) flow: Flow<'t>,
    /// Where an exception goes, innermost last.
    pub(super) raise_to: Vec<Vec<Point>>,
    /// What every way out passes, innermost last: `finally` and the end of a `with` block.
    pub(super) guards: Vec<Guard>,
    /// The loops around, innermost last.
    loops: Vec<Loop>,
}

/// Something that runs on every way out of a suite.
pub(super) struct Guard {
    /// Its first point.
    pub(super) gate: Point,
    /// The jumps that go on from its end, each once.
    pub(super) waiting: Vec<Jump>,
}

/// A way out of a suite that is neither its end nor an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jump {
    Return,
    Break,
    Continue,
}

struct Loop {
    /// Where `continue` goes.
    again: Point,
    /// The points from which control leaves by `break`.
    breaks: Vec<Point>,
    /// How many guards were open when the loop began.
    guards: usize,
}

/// The points from which control goes on to what comes next.
pub(super) type Ends = Vec<Point>;

impl<'t> Builder<'t, '_> {
    pub(super) fn join(&mut self, from: &[Point], to: Point) {
        for point in from {
            if !self.flow.next[*point].contains(&to) {
                self.flow.next[*point].push(to);
            }
        }
    }

    pub(super) fn node(&mut self, part: Part<'t>, from: &[Point]) -> Point {
        let point = self.flow.add(part);
        self.flow.raising[point] = self.outer();
        self.join(from, point);
        point
    }

    /// Where an exception goes that is raised here.
    pub(super) fn outer(&self) -> Vec<Point> {
        self.raise_to.last().cloned().unwrap_or_default()
    }

    pub(super) fn suite(&mut self, suite: Node<'t>, from: Ends) -> Ends {
        let mut ends = from;
        for statement in statements(suite) {
            ends = self.statement(statement, ends);
        }
        ends
    }

    pub(super) fn field(&mut self, node: Node<'t>, field: &str, from: Ends) -> Ends {
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
            "return_statement" => self.jump(node, from, Some(Jump::Return)),
            "break_statement" => self.jump(node, from, Some(Jump::Break)),
            "continue_statement" => self.jump(node, from, Some(Jump::Continue)),
            "raise_statement" => self.jump(node, from, None),
            _ => vec![self.node(Part::Simple(node), &from)],
        }
    }

    /// A statement after which control does not go on to the next.
    fn jump(&mut self, node: Node<'t>, from: Ends, jump: Option<Jump>) -> Ends {
        let point = self.node(Part::Simple(node), &from);
        if let Some(jump) = jump {
            self.leave(&[point], jump);
        }
        Vec::new()
    }

    /// Goes from `ends` to where a jump leads. A guard on the way runs first, and the jump
    /// goes on from its end.
    pub(super) fn leave(&mut self, ends: &[Point], jump: Jump) {
        let bounds = match jump {
            Jump::Return => 0,
            Jump::Break | Jump::Continue => self.loops.last().map_or(0, |l| l.guards),
        };
        if self.guards.len() > bounds
            && let Some(guard) = self.guards.last_mut()
        {
            let gate = guard.gate;
            if !guard.waiting.contains(&jump) {
                guard.waiting.push(jump);
            }
            return self.join(ends, gate);
        }
        match (jump, self.loops.last_mut()) {
            (Jump::Break, Some(here)) => here.breaks.extend(ends),
            (Jump::Continue, Some(here)) => {
                let again = here.again;
                self.join(ends, again);
            }
            _ => self.join(ends, RETURNED),
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
        let done = if condition.kind() == "true" { Vec::new() } else { vec![test] };
        self.looped(node, test, test, done)
    }

    fn for_loop(&mut self, node: Node<'t>, from: Ends) -> Ends {
        let iterate = self.node(Part::Iterate(node), &from);
        let step = self.node(Part::Step(node), &[iterate]);
        // When the items are used up, the target keeps what it had.
        let bind = self.node(Part::Bind(node), &[step]);
        self.looped(node, step, bind, vec![step])
    }

    /// The body between `first` and `again`, and what comes after it from `done`.
    fn looped(&mut self, node: Node<'t>, again: Point, first: Point, done: Ends) -> Ends {
        self.loops.push(Loop { again, breaks: Vec::new(), guards: self.guards.len() });
        let ends = self.field(node, "body", vec![first]);
        self.join(&ends, again);
        let left = self.loops.pop();
        let otherwise = children(node).into_iter().find(|n| n.kind() == "else_clause");
        let mut ends = match otherwise {
            Some(clause) => self.field(clause, "body", done),
            None => done,
        };
        ends.extend(left.map(|l| l.breaks).unwrap_or_default());
        ends
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
            let bind = self.node(Part::Bind(case), &[pattern]);
            // A pattern that fails may have bound some of its names (Language Reference 8.6.1).
            ends = vec![pattern, bind];
            let guard = child(case, "guard").and_then(|g| children(g).first().copied());
            let matched = match guard {
                Some(condition) => {
                    let test = self.node(Part::Test(condition), &[bind]);
                    ends.push(test);
                    test
                }
                None => bind,
            };
            done.extend(self.field(case, "consequence", vec![matched]));
        }
        done.extend(ends);
        done
    }
}
