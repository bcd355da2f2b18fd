//! One query for many transforms: eighty queries over one file cost thirty times as
//! much as the same eighty patterns in one query.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tree_sitter::{Query, QueryPredicateArg};

use crate::error::{Error, Result};
use crate::predicates::Predicate;

use super::query::language;
use super::{Transform, Vocabulary};

/// The compiled queries of some transforms, as one query.
#[derive(Debug)]
pub struct Combined {
    /// All patterns.
    pub query: Query,
    /// What each pattern of the query belongs to.
    pub patterns: Vec<Pattern>,
}

/// One pattern of a combined query.
#[derive(Debug)]
pub struct Pattern {
    /// The transform it belongs to, as an index into the catalogue.
    pub transform: usize,
    /// What has to hold of a match.
    pub tests: Vec<Test>,
}

/// A predicate of ours in a pattern.
pub struct Test {
    /// The predicate.
    pub predicate: &'static Predicate,
    /// It has to fail.
    pub negated: bool,
    /// Its arguments.
    pub arguments: Vec<TestArgument>,
}

impl std::fmt::Debug for Test {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{} {:?}", self.predicate.name, self.arguments)
    }
}

/// An argument of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestArgument {
    /// A capture, by its index in the combined query.
    Capture(u32),
    /// A plain word.
    Word(String),
}

impl Combined {
    /// Compiles the queries of `chosen`, in order.
    ///
    /// # Errors
    /// A query that does not compile, or a predicate that nobody knows.
    fn compile(transforms: &[Arc<Transform>], chosen: &BTreeSet<usize>, words: Vocabulary) -> Result<Combined> {
        let mut text = String::new();
        let mut starts = Vec::new();
        for &index in chosen {
            if let Some(transform) = transforms.get(index) {
                starts.push((text.len(), index));
                text.push_str(&transform.query);
                text.push('\n');
            }
        }
        let query = Query::new(&language(), &text).map_err(|error| {
            let owner = owner(&starts, error.offset).and_then(|index| transforms.get(index));
            let message = format!("its query does not compile: {}", error.message);
            owner.map_or_else(|| Error::new(&message), |t| Error::at(&t.path, &message))
        })?;
        let patterns = (0..query.pattern_count())
            .map(|pattern| {
                let start = query.start_byte_for_pattern(pattern);
                let transform = owner(&starts, start).unwrap_or_default();
                let tests = tests(&query, pattern, words).map_err(|message| match transforms.get(transform) {
                    Some(t) => Error::at(&t.path, message),
                    None => Error::new(message),
                })?;
                Ok(Pattern { transform, tests })
            })
            .collect::<Result<_>>()?;
        Ok(Combined { query, patterns })
    }
}

/// The transform whose query holds this byte of the combined text.
fn owner(starts: &[(usize, usize)], offset: usize) -> Option<usize> {
    let after = starts.partition_point(|(start, _)| *start <= offset);
    starts.get(after.checked_sub(1)?).map(|(_, index)| *index)
}

/// The predicates of ours in a pattern.
fn tests(query: &Query, pattern: usize, words: Vocabulary) -> std::result::Result<Vec<Test>, String> {
    let unknown = |name: &str| format!("unknown predicate `#{name}`");
    if !query.property_settings(pattern).is_empty() {
        return Err(unknown("set!"));
    }
    if !query.property_predicates(pattern).is_empty() {
        return Err(unknown("is?"));
    }
    let test = |found: &tree_sitter::QueryPredicate| {
        let name = &found.operator;
        let (predicate, negated) = words.predicate(name).ok_or_else(|| unknown(name))?;
        if predicate.parameters.len() != found.args.len() {
            return Err(format!("wrong number of arguments to `#{name}`"));
        }
        let arguments = found.args.iter().map(|argument| match argument {
            QueryPredicateArg::Capture(index) => TestArgument::Capture(*index),
            QueryPredicateArg::String(word) => TestArgument::Word(word.to_string()),
        });
        Ok(Test { predicate, negated, arguments: arguments.collect() })
    };
    query.general_predicates(pattern).iter().map(test).collect()
}

/// How many different sets are compiled before all further ones share the query of all.
const SETS: usize = 8;

type Slot = Arc<OnceLock<Result<Arc<Combined>>>>;

/// The combined queries compiled so far, by the set of transforms they hold.
///
/// A query that holds more than a text needs is right too, since its other patterns do
/// not match there; so a few sets are compiled, then everything.
#[derive(Debug, Default)]
pub struct Queries {
    slots: Mutex<HashMap<BTreeSet<usize>, Slot>>,
}

impl Queries {
    /// A query that holds at least `chosen`, compiled now if need be.
    ///
    /// # Errors
    /// A query that does not compile.
    pub fn get(
        &self,
        transforms: &[Arc<Transform>],
        chosen: &BTreeSet<usize>,
        words: Vocabulary,
    ) -> Result<Arc<Combined>> {
        let (set, slot) = self.slot(transforms.len(), chosen);
        // Compiled outside the lock: other sets need not wait for this one.
        slot.get_or_init(|| Combined::compile(transforms, &set, words).map(Arc::new)).clone()
    }

    /// The set to use for `chosen` and its place.
    fn slot(&self, all: usize, chosen: &BTreeSet<usize>) -> (BTreeSet<usize>, Slot) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let known = slots.len();
        if let Some(slot) = slots.get(chosen) {
            return (chosen.clone(), slot.clone());
        }
        let set = if known < SETS { chosen.clone() } else { (0..all).collect() };
        let slot = slots.entry(set.clone()).or_default().clone();
        (set, slot)
    }
}
