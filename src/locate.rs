//! From a module and a combined query to candidates: places that a transform is about.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

use tree_sitter::{Node, QueryCursor, StreamingIterator};

use crate::predicates::Argument;
use crate::python::Facts;
use crate::python::syntax::is_below;
use crate::transform::{Combined, Operand, Test, TestArgument, Transform};

/// So many levels deep nothing is looked for: a node finds its parent from the root, and the
/// compiler of CPython ends with a `RecursionError` not far below.
const DEEPEST: usize = 1000;

/// A place that a transform is about.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The transform.
    pub transform: &'a Transform,
    /// Its captures, in order of position; a name may stand several times, or not at all.
    pub captures: Vec<(&'a str, Node<'a>)>,
    /// Byte range of the finding.
    pub place: Range<usize>,
}

impl<'a> Candidate<'a> {
    /// The first node of a capture.
    pub fn node(&self, name: &str) -> Option<Node<'a>> {
        self.nodes(name).next()
    }

    /// All nodes of a capture.
    pub fn nodes(&self, name: &str) -> impl Iterator<Item = Node<'a>> {
        let named = move |(found, node): &(&str, Node<'a>)| (*found == name).then_some(*node);
        self.captures.iter().filter_map(named)
    }

    /// From the first to the last node of a capture.
    pub fn range(&self, name: &str) -> Option<Range<usize>> {
        let start = self.nodes(name).map(|node| node.start_byte()).min()?;
        let end = self.nodes(name).map(|node| node.end_byte()).max()?;
        Some(start..end)
    }

    /// The arguments of a proof or rewriter; `None` where a capture is absent.
    pub fn arguments(&self, operands: &[Operand]) -> Option<Vec<Argument<'a>>> {
        operands
            .iter()
            .map(|operand| match operand {
                Operand::Capture(name) => self.node(name).map(Argument::Node),
                Operand::Word(word) => Some(Argument::Word(word.clone())),
            })
            .collect()
    }
}

/// The candidates of `allowed` transforms, in order of position, outer before inner.
pub fn locate<'a>(
    facts: &Facts<'a>,
    combined: &'a Combined,
    transforms: &'a [Arc<Transform>],
    allowed: &BTreeSet<usize>,
) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let names = combined.query.capture_names();
    let text = facts.module.text().as_bytes();
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&combined.query, facts.module.root(), text);
    while let Some(hit) = matches.next() {
        let Some(pattern) = combined.patterns.get(hit.pattern_index) else {
            continue;
        };
        let Some(transform) = transforms.get(pattern.transform) else {
            continue;
        };
        if !allowed.contains(&pattern.transform) {
            continue;
        }
        let captures: Vec<(u32, Node<'a>)> = hit.captures().iter().map(|c| (c.index, c.node)).collect();
        let captured = |(index, node): &(u32, Node<'a>)| Some((*names.get(*index as usize)?, *node));
        let candidate = Candidate { transform, captures: captures.iter().filter_map(captured).collect(), place: 0..0 };
        let Some(place) = candidate.range(&transform.at) else {
            continue;
        };
        // Tests come last: they may ask for facts, which are computed when asked.
        if !seen.contains(&(pattern.transform, place.start, place.end))
            && candidate.node(&transform.at).is_some_and(|node| !is_below(facts.module.root(), node, DEEPEST))
            && pattern.tests.iter().all(|test| holds(test, facts, &captures))
        {
            seen.insert((pattern.transform, place.start, place.end));
            found.push(Candidate { place, ..candidate });
        }
    }
    found.sort_by(|a, b| order(a).cmp(&order(b)));
    found
}

/// By position, outer first, then by code: the order of the catalogue plays no part.
fn order<'c>(candidate: &'c Candidate<'_>) -> (usize, std::cmp::Reverse<usize>, &'c str) {
    let place = &candidate.place;
    let code = candidate.transform.code.as_str();
    (place.start, std::cmp::Reverse(place.end), code)
}

/// Whether a predicate of ours holds; one about an absent capture does, as in tree-sitter.
fn holds<'m>(test: &Test, facts: &Facts<'m>, captures: &[(u32, Node<'m>)]) -> bool {
    let mut arguments = Vec::with_capacity(test.arguments.len());
    for argument in &test.arguments {
        match argument {
            TestArgument::Word(word) => arguments.push(Argument::Word(word.clone())),
            TestArgument::Capture(index) => match captures.iter().find(|(found, _)| found == index) {
                Some((_, node)) => arguments.push(Argument::Node(*node)),
                None => return true,
            },
        }
    }
    (test.predicate.holds)(facts, &arguments) != test.negated
}
