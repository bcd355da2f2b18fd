//! What can run after what: a control-flow graph of one function body or module.
//!
//! Its nodes are statements and the headers of compound statements. Edges
//! over-approximate: whatever may raise has an edge to the handlers around it, and a
//! `finally` block may be left to wherever it was entered for (Language Reference 8).
//! That a generator is closed early is an exception at its `yield` (PEP 342).

mod build;
mod guards;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

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
    /// Where every `return` leads, and from there to the exit.
    Returned,
    /// A simple statement, or a definition being made.
    Simple(Node<'t>),
    /// An expression evaluated: a condition, the subject of a `match`, a guard.
    Test(Node<'t>),
    /// A pattern tried.
    Pattern(Node<'t>),
    /// The iterable of a `for` statement evaluated.
    Iterate(Node<'t>),
    /// The next item fetched, if there is one.
    Step(Node<'t>),
    /// What a `for` statement, a `case` or an `except` clause names is bound.
    Bind(Node<'t>),
    /// The managers of a `with` statement entered.
    Enter(Node<'t>),
    /// They are left.
    Leave(Node<'t>),
    /// An `except` clause is asked whether it takes the exception; a `finally` clause begins.
    Handler(Node<'t>),
    /// The name of an `except` clause is deleted at its end.
    Forget(Node<'t>),
    /// What a `finally` clause was entered with, or the rest of a group, is raised again.
    Reraise(Node<'t>),
}

/// The control-flow graph.
#[derive(Debug)]
pub struct Flow<'t> {
    suite: usize,
    parts: Vec<Part<'t>>,
    next: Vec<Vec<Point>>,
    /// Edges taken when the node raises, before it has bound anything.
    raising: Vec<Vec<Point>>,
    /// The edges of `next` and of `raising` from their other end.
    previous: Vec<Vec<Point>>,
    raised_by: Vec<Vec<Point>>,
    by_node: HashMap<usize, Vec<Point>>,
    /// The point of each expression that was asked for.
    evaluated: RefCell<HashMap<usize, Option<Point>>>,
}

/// The entry is the first node.
pub const ENTRY: Point = 0;
/// The exit is the second node.
pub const EXIT: Point = 1;
/// Where `return` leads is the third.
pub const RETURNED: Point = 2;

impl<'t> Flow<'t> {
    /// The graph of a function's body (a suite) or of the module.
    pub fn of(suite: Node<'t>, source: &str) -> Flow<'t> {
        let mut flow = Flow {
            suite: suite.id(),
            parts: Vec::new(),
            next: Vec::new(),
            raising: Vec::new(),
            previous: Vec::new(),
            raised_by: Vec::new(),
            by_node: HashMap::new(),
            evaluated: RefCell::default(),
        };
        for part in [Part::Entry, Part::Exit, Part::Returned] {
            flow.add(part);
        }
        flow.next[RETURNED].push(EXIT);
        build::fill(flow, suite, source)
    }

    /// Notes all edges at their other end too.
    fn turn_round(&mut self) {
        self.previous = turned(&self.next);
        self.raised_by = turned(&self.raising);
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

    /// The node id of the suite, which tells the flows of a module apart.
    pub fn suite_id(&self) -> usize {
        self.suite
    }

    /// The point of a node, found by `find` when it is asked for first.
    pub(super) fn evaluated(&self, node: Node<'t>, find: impl FnOnce() -> Option<Point>) -> Option<Point> {
        if let Some(known) = self.evaluated.borrow().get(&node.id()) {
            return *known;
        }
        let found = find();
        self.evaluated.borrow_mut().insert(node.id(), found);
        found
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

    /// Points that may run after the completion of `from` (not counting `from` itself unless it
    /// is reached again), never going on from the completion of a point that `stop` holds for;
    /// those are included. In order.
    pub fn reach(&self, from: Point, stop: impl Fn(Point) -> bool) -> Vec<Point> {
        self.reach_from(self.next[from].clone(), stop, true)
    }

    /// Like [`Flow::reach`], where nothing raises.
    pub fn reach_completed(&self, from: Point, stop: impl Fn(Point) -> bool) -> Vec<Point> {
        self.reach_from(self.next[from].clone(), stop, false)
    }

    /// Like [`Flow::reach`], after `from` has begun, completed or not.
    pub fn reach_begun(&self, from: Point, stop: impl Fn(Point) -> bool) -> Vec<Point> {
        self.reach_from(self.next[from].iter().chain(&self.raising[from]).copied().collect(), stop, true)
    }

    fn reach_from(&self, mut work: Vec<Point>, stop: impl Fn(Point) -> bool, raising: bool) -> Vec<Point> {
        let mut seen = vec![false; self.parts.len()];
        while let Some(point) = work.pop() {
            if std::mem::replace(&mut seen[point], true) {
                continue;
            }
            if !stop(point) {
                work.extend(&self.next[point]);
            }
            // A point that raises has not done what would stop us.
            if raising {
                work.extend(&self.raising[point]);
            }
        }
        self.points().filter(|point| seen[*point]).collect()
    }

    /// Points from whose completion control may go to the point.
    pub fn previous(&self, point: Point) -> &[Point] {
        &self.previous[point]
    }

    /// Points from which control may go to the point when they raise.
    pub fn raised_by(&self, point: Point) -> &[Point] {
        &self.raised_by[point]
    }

    /// May control come from the completion of `from` to `to` without completing `avoided`?
    pub fn reaches(&self, from: Point, to: Point, avoided: Point) -> bool {
        let mut seen = HashSet::new();
        let mut work: Vec<Point> = self.next[from].clone();
        while let Some(point) = work.pop() {
            if point == to {
                return true;
            }
            if seen.insert(point) {
                if point != avoided {
                    work.extend(&self.next[point]);
                }
                work.extend(&self.raising[point]);
            }
        }
        false
    }

    /// May the point begin a second time without the completion of `avoided` between? That it
    /// raised the first time does not undo what it had done by then.
    pub fn comes_again(&self, point: Point, avoided: Point) -> bool {
        // Backwards, as what comes before up to `avoided` is little, and what comes after is not.
        let mut seen = HashSet::new();
        let mut work = vec![point];
        while let Some(here) = work.pop() {
            for before in self.previous[here].iter().filter(|p| **p != avoided).chain(&self.raised_by[here]) {
                if *before == point {
                    return true;
                }
                if seen.insert(*before) {
                    work.push(*before);
                }
            }
        }
        false
    }

    /// Points on some path from the completion of `from` to `to`, without both, and without
    /// going through either again. Paths that raise on the way and are caught count.
    pub fn between(&self, from: Point, to: Point) -> Vec<Point> {
        let ends = |p: &Point| *p == from || *p == to;
        // Backwards first: what lies before `to` is little where `from` comes before it always.
        let mut before = HashSet::new();
        let mut work = vec![to];
        while let Some(point) = work.pop() {
            for other in self.previous[point].iter().chain(&self.raised_by[point]).filter(|p| !ends(p)) {
                if before.insert(*other) {
                    work.push(*other);
                }
            }
        }
        let mut found = HashSet::new();
        let mut work: Vec<Point> = self.next[from].clone();
        while let Some(point) = work.pop() {
            if before.contains(&point) && found.insert(point) {
                work.extend(self.next[point].iter().chain(&self.raising[point]));
            }
        }
        let mut found: Vec<Point> = found.into_iter().collect();
        found.sort_unstable();
        found
    }
}

/// The same edges, from the end of each to its beginning.
fn turned(edges: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let mut turned = vec![Vec::new(); edges.len()];
    for (from, ends) in edges.iter().enumerate() {
        for to in ends {
            turned[*to].push(from);
        }
    }
    turned
}

impl<'t> Part<'t> {
    /// The node it is about.
    pub fn node(self) -> Option<Node<'t>> {
        match self {
            Part::Entry | Part::Exit | Part::Returned => None,
            Part::Simple(n)
            | Part::Test(n)
            | Part::Pattern(n)
            | Part::Iterate(n)
            | Part::Step(n)
            | Part::Bind(n)
            | Part::Enter(n)
            | Part::Leave(n)
            | Part::Handler(n)
            | Part::Forget(n)
            | Part::Reraise(n) => Some(n),
        }
    }
}
