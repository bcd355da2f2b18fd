//! Obligations 2 to 6, 11 and 12 of `safety.md`, one function each, and the words they share.

mod order;
mod raising;
mod worth;

use std::ops::Range;

use super::Situation;
use crate::python::effects::Place;
use crate::python::scopes::SymbolId;
use crate::verdict::{Obligation, Reason, Verdict};

pub use order::{no_streams_swap, nothing_read_too_late, nothing_written_too_late};
pub use raising::{exceptions_keep_their_place, leaving_early_is_harmless};
pub use worth::{may_be_a_generator, worth_it};

fn doubt(obligation: Obligation, sentence: String, span: &Range<usize>) -> Verdict {
    Verdict::doubt(Reason::new(obligation, sentence, span.clone()))
}

fn refute(obligation: Obligation, sentence: String, span: &Range<usize>) -> Verdict {
    Verdict::refute(Reason::new(obligation, sentence, span.clone()))
}

/// How a place is called in a message.
fn place_name(situation: &Situation<'_, '_>, place: &Place) -> String {
    let name = |s: &SymbolId| situation.facts.scopes().symbols[*s].name.clone();
    match place {
        Place::Name(s) => format!("`{}`", name(s)),
        Place::Own(s) => format!("the contents of `{}`", name(s)),
        Place::Content(path) => format!("the contents of `{}`", crate::python::collect::brief(path)),
        Place::Field { path, .. } => format!("`{}`", crate::python::collect::brief(path)),
        Place::Stream(s) => format!("the position of `{}`", name(s)),
        Place::Position(path) => format!("`{}`, an iterator,", crate::python::collect::brief(path)),
        Place::World(place) => format!("{place:?}").to_lowercase(),
    }
}

/// Can code that nobody knows write this place?
fn is_reachable(situation: &Situation<'_, '_>, place: &Place) -> bool {
    let scopes = situation.facts.scopes();
    match place {
        Place::Own(_) | Place::Stream(_) => false,
        Place::Content(_) | Place::Field { .. } | Place::Position(_) | Place::World(_) => true,
        Place::Name(symbol) if scopes.is_global(*symbol) => situation.facts.sole_binding(*symbol).is_none(),
        Place::Name(symbol) => {
            let here = &scopes.symbols[*symbol];
            let own = scopes.running(here.scope);
            here.bindings().any(|o| scopes.running(o.scope) != own)
        }
    }
}
