//! Obligation 7: the file is open during the whole walk, and nobody else uses it or its path.

mod handle;
mod path;

use std::ops::Range;

use super::Situation;
use crate::verdict::{Obligation, Reason, Verdict};
use handle::handle;
use path::{path, path_given, untouched};

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
    if files.is_empty() {
        // Files that a function opens for itself.
        for read in situation.producer.steps.files.iter().filter(|f| !f.changes) {
            verdict = verdict.and(untouched(situation, &read.path, false)).and(path_given(situation, &read.path));
        }
    }
    verdict
}
