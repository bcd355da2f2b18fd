//! What can run after what: a control-flow graph of one function body or module.
//!
//! Its nodes are statements and the headers of compound statements. Edges
//! over-approximate: whatever may raise has an edge to the handlers around it, and a
//! `finally` block may be left to wherever it was entered for (Language Reference 8).

use std::collections::HashMap;

use tree_sitter::Node;

use super::syntax::{child, children, statements};

/// Index of a node of the graph.
pub type Point = usize;

/// What happens at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// Before the first statement.
    Entry,
    /// After the last.
    Exit,
    /// A simple statement, or a definition being made.
    Simple(Node<'t>),
    /// An expression evaluated: a condition, the subject of a `match`, a guard.
    Test(Node<'t>),
    /// A pattern tried and its captures bound.
    Pattern(Node<'t>),
    /// The iterable of a `for` statement evaluated.
    Iterate(Node<'t>),
    /// The next item fetched and bound.
    Step(Node<'t>),
    /// The managers of a `with` statement entered.
    Enter(Node<'t>),
    /// They are left.
    Leave(Node<'t>),
    /// An `except` clause begins.
    Handler(Node<'t>),
}

/// The control-flow graph.
#[derive(Debug)]
pub struct Flow<'t> {
    parts: Vec<Part<'t>>,
    next: Vec<Vec<Point>>,
    /// Edges taken when the node raises, before it has bound anything.
    raising: Vec<Vec<Point>>,
    by_node: HashMap<usize, Vec<Point>>,
}

/// The entry is the first node.
pub const ENTRY: Point = 0;
/// The exit is the second node.
pub const EXIT: Point = 1;

impl<'t> Flow<'t> {
    /// The graph of a function's body (a suite) or of the module.
    pub fn of(suite: Node<'t>, source: &str) -> Flow<'t> {
        let mut flow = Flow { parts: Vec::new(), next: Vec::new(), raising: Vec::new(), by_node: HashMap::new() };
        flow.add(Part::Entry);
        flow.add(Part::Exit);
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

    fn add(&mut self, part: Part<'t>) -> Point {
        let point = self.parts.len();
        self.parts.push(part);
        self.next.push(Vec::new());
        self.raising.push(Vec::new());
        if let Some(node) = part.node() {
            self.by_node.entry(node.id()).or_default().push(point);
        }
        point
    }

    /// What happens at a point.
    pub fn part(&self, point: Point) -> Part<'t> {
        self.parts[point]
    }

    /// All points.
    pub fn points(&self) -> std::ops::Range<Point> {
        0..self.parts.len()
    }

    /// The points of a statement or header node.
    pub fn points_of(&self, node: Node<'_>) -> &[Point] {
        self.by_node.get(&node.id()).map_or(&[], Vec::as_slice)
    }

    /// Where control may go when the point has completed.
    pub fn next(&self, point: Point) -> &[Point] {
        &self.next[point]
    }

    /// Where control may go when the point raises.
    pub fn raising(&self, point: Point) -> &[Point] {
        &self.raising[point]
    }

    /// Points reachable from `from` (not counting `from` itself unless reached again),
    /// never going through a point that `stop` holds for; those are included.
    pub fn reach(&self, from: Point, stop: impl Fn(Point) -> bool) -> Vec<Point> {
        let mut seen = vec![false; self.parts.len()];
        let mut found = Vec::new();
        let mut work: Vec<Point> = self.next[from].clone();
        while let Some(point) = work.pop() {
            if std::mem::replace(&mut seen[point], true) {
                continue;
            }
            found.push(point);
            if !stop(point) {
                work.extend(&self.next[point]);
            }
            // A point that raises has not done what would stop us.
            work.extend(&self.raising[point]);
        }
        found.sort_unstable();
        found
    }

    /// Points on some path from the completion of `from` to `to`, without both, and without
    /// going through either again. Paths that raise on the way and are caught count.
    pub fn between(&self, from: Point, to: Point) -> Vec<Point> {
        let forward = self.reach(from, |p| p == to || p == from);
        let mut back = vec![false; self.parts.len()];
        let mut before: Vec<Vec<Point>> = vec![Vec::new(); self.parts.len()];
        for point in self.points() {
            for next in self.next[point].iter().chain(&self.raising[point]) {
                before[*next].push(point);
            }
        }
        let mut work = before[to].clone();
        while let Some(point) = work.pop() {
            if point == from || point == to || std::mem::replace(&mut back[point], true) {
                continue;
            }
            work.extend(&before[point]);
        }
        forward.into_iter().filter(|p| back[*p]).collect()
    }
}

impl<'t> Part<'t> {
    /// The node it is about.
    pub fn node(self) -> Option<Node<'t>> {
        match self {
            Part::Entry | Part::Exit => None,
            Part::Simple(n)
            | Part::Test(n)
            | Part::Pattern(n)
            | Part::Iterate(n)
            | Part::Step(n)
            | Part::Enter(n)
            | Part::Leave(n)
            | Part::Handler(n) => Some(n),
        }
    }
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
    super::syntax::with_items(with).into_iter().all(|(context, _)| {
        let call = super::syntax::Call::of(context);
        call.is_some_and(|c| OPENERS.contains(&super::syntax::text(c.function, source)))
    })
}
