//! The obligations of `safety.md`, each one named check, and the words they share.
//!
//! Two kinds of things are asked: a sequence that is made in one place and walked in another
//! ([`Situation`]), and a function that makes one for its callers ([`Case`]). The verdict on
//! either is the conjunction of the checks in [`OBLIGATIONS`] and nothing else.

mod order;
mod raising;
mod read_back;
mod receiver;
mod walks;
mod worth;

use std::cell::Cell;
use std::ops::Range;

use super::list_function::{self, Case};
use super::{Situation, resource};
use crate::python::effects::Place;
use crate::python::scopes::SymbolId;
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

pub use order::{is_consumed_here, nothing_kept_by_items};
pub use receiver::{is_what_it_seems, lines_are_its_own, same_values};
pub use walks::{evaluated_once, is_private, named_once};
pub(super) use worth::{FEW, is_tiny};

/// One obligation, as it is asked of either kind of thing.
pub struct Check {
    /// Its name.
    pub obligation: Obligation,
    /// Asked of a sequence that is walked.
    pub of_sequence: fn(&Situation<'_, '_>) -> Verdict,
    /// Asked of a function that makes one.
    pub of_function: fn(&Case<'_, '_>) -> Verdict,
}

const fn check(
    obligation: Obligation,
    of_sequence: fn(&Situation<'_, '_>) -> Verdict,
    of_function: fn(&Case<'_, '_>) -> Verdict,
) -> Check {
    Check { obligation, of_sequence, of_function }
}

/// The twelve obligations of "M becomes lazy". Most are no question to a function: they are
/// asked of each of its callers that walks the result.
pub const OBLIGATIONS: &[Check] = &[
    check(Obligation::OneWalk, walks::walked_once, walks::only_built),
    check(Obligation::ReadTooLate, order::nothing_read_too_late, read_back::nothing_read_back_leaves),
    check(Obligation::WrittenTooLate, order::nothing_written_too_late, list_function::nothing_is_kept),
    check(Obligation::StreamsSwap, order::no_streams_swap, no_question_of_function),
    check(Obligation::Exceptions, raising::exceptions_keep_their_place, no_question_of_function),
    check(Obligation::EarlyEnd, raising::leaving_early_is_harmless, no_question_of_function),
    check(Obligation::Resource, resource::resource_is_ours, no_question_of_function),
    check(Obligation::SameValues, same_values, list_function::made_values_are_the_same),
    check(Obligation::Receiver, is_what_it_seems, list_function::made_is_what_it_seems),
    check(Obligation::Callers, no_question_of_sequence, list_function::everyone_is_known),
    check(Obligation::Suspension, worth::may_be_a_generator, list_function::may_be_suspended),
    check(Obligation::Worth, worth::worth_it, list_function::somebody_gains),
];

fn no_question_of_sequence(_: &Situation<'_, '_>) -> Verdict {
    Verdict::Proven
}

fn no_question_of_function(_: &Case<'_, '_>) -> Verdict {
    Verdict::Proven
}

/// The conjunction of what `ask` finds out about each obligation.
pub(super) fn all(ask: impl Fn(&Check) -> Verdict) -> Judgement {
    let off = OFF.get();
    let checks = || OBLIGATIONS.iter().filter(|check| Some(check.obligation) != off);
    let verdict = checks().fold(Verdict::Proven, |verdict, check| verdict.and(ask(check)));
    Judgement { verdict, asked: checks().map(|check| check.obligation).collect() }
}

thread_local! {
    static OFF: Cell<Option<Obligation>> = const { Cell::new(None) };
}

/// Runs `work` as if the obligation were none: for the tests that each is needed.
#[doc(hidden)]
pub fn without<T>(obligation: Obligation, work: impl FnOnce() -> T) -> T {
    let before = OFF.replace(Some(obligation));
    let done = work();
    OFF.set(before);
    done
}

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
        Place::Own(s) | Place::Made(s) => format!("the contents of `{}`", name(s)),
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
        Place::Made(_) | Place::Content(_) | Place::Field { .. } | Place::Position(_) | Place::World(_) => true,
        Place::Name(symbol) if scopes.is_global(*symbol) => situation.facts.sole_binding(*symbol).is_none(),
        Place::Name(symbol) => {
            let here = &scopes.symbols[*symbol];
            let own = scopes.running(here.scope);
            here.bindings().any(|o| scopes.running(o.scope) != own)
        }
    }
}
