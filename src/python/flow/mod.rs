//! What can run after what: a control-flow graph of one function body or module.
//!
//! Its nodes are statements and the headers of compound statements. Edges
//! over-approximate: whatever may raise has an edge to the handlers around it, and a
//! `finally` block may be left to wherever it was entered for (Language Reference 8).

mod build;

use std::collections::HashMap;

use tree_sitter::Node;

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
        build::fill(flow, suite, source)
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
