//! Obligation 7: the file is open during the whole walk, and nobody else uses it or its path.

mod child;
mod cursor;
mod handle;
mod path;

use std::ops::Range;

use super::binding::behind;
use super::{Situation, Way};
use crate::python::syntax::{holds, with_items};
use crate::verdict::{Obligation, Reason, Verdict};
use child::child;
use cursor::cursor;
use handle::handle;
use path::{path, unchanged};

fn doubt(sentence: String, span: &Range<usize>) -> Verdict {
    Verdict::doubt(Reason::new(Obligation::Resource, sentence, span.clone()))
}

fn refute(sentence: String, span: &Range<usize>) -> Verdict {
    Verdict::refute(Reason::new(Obligation::Resource, sentence, span.clone()))
}

/// The obligation, for every file that the producer reads.
pub fn resource_is_ours(situation: &Situation<'_, '_>) -> Verdict {
    let mut verdict = Verdict::Proven;
    let files = situation.producer.files(situation.facts);
    for file in &files {
        verdict = verdict.and(handle(situation, *file)).and(path(situation, *file));
    }
    if let Some((node, _)) = situation.producer.receiver().filter(|(_, class)| class.ends_with("Cursor")) {
        verdict = verdict.and(cursor(situation, node));
    }
    if files.is_empty() {
        // Files that a function opens for itself.
        for read in situation.producer.steps.files.iter().filter(|f| !f.changes) {
            verdict = verdict.and(unchanged(situation, &read.path));
        }
    }
    verdict.and(child(situation)).and(moved_past(situation)).and(walked_while_open(situation))
}

/// Where the file is closed behind the statement that walks the sequence, nothing further down walks
/// what that one makes of it: a generator.
fn walked_while_open(situation: &Situation<'_, '_>) -> Verdict {
    let facts = situation.facts;
    if holds(&situation.walk.byte_range(), &situation.consumer.node.byte_range()) {
        return Verdict::Proven;
    }
    let named = !matches!(situation.way, Way::Directly);
    let opened = || named && situation.producer.files(facts).iter().any(|file| facts.opening(*file).is_some());
    let closed = situation.moved_into.or(situation.closed_later).is_some();
    match closed || situation.producer.opens() || opened() {
        true => {
            let sentence = "what is made of it is walked further down, when the file is closed".to_owned();
            refute(sentence, &situation.walk.byte_range())
        }
        false => Verdict::Proven,
    }
}

/// What stood after the block moves into it along with the walk: a file that the block had
/// closed would be open there (Python Reference, "The with statement").
fn moved_past(situation: &Situation<'_, '_>) -> Verdict {
    let Some(with) = situation.moved_into else { return Verdict::Proven };
    let facts = situation.facts;
    let targets = with_items(with).into_iter().filter_map(|(_, target)| facts.scopes().symbol_at(target?));
    let walk = situation.walk;
    let moved = behind(facts, with, walk).map_or(walk.byte_range(), |(from, last)| from.end_byte()..last.end_byte());
    for symbol in targets {
        let here = &facts.scopes().symbols[symbol];
        let used = here.occurrences.iter().find(|o| holds(&moved, &o.node.byte_range()));
        if let Some(node) = used.map(|o| o.node).or_else(|| facts.is_captured(symbol)) {
            let sentence = format!("`{}` is used where its block has closed it", here.name);
            return refute(sentence, &node.byte_range());
        }
        for load in here.loads() {
            let unseen = handle::escaping(facts, load.node);
            if unseen != Verdict::Proven {
                return unseen;
            }
        }
    }
    Verdict::Proven
}
