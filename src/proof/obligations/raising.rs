//! Obligations 5 and 6: exceptions keep their place, and leaving early is harmless.

use std::ops::Range;

use super::{doubt, place_name, refute};
use crate::proof::left_over::goes_on_with;
use crate::proof::{Situation, Way, failing_reads, handlers};
use crate::python::effects::{Hidden, Place, Unknown};
use crate::python::scopes::SymbolId;
use crate::python::syntax::holds;
use crate::verdict::{Obligation, Verdict};

/// Obligation 5: if a step can raise, what now comes before it leaves nothing behind, and the
/// exception is still raised inside the same handlers.
pub fn exceptions_keep_their_place(situation: &Situation<'_, '_>) -> Verdict {
    let steps = &situation.producer.steps;
    let raising = steps
        .raises
        .clone()
        .or_else(|| steps.stops.clone().map(|s| (s, "`next`".to_owned())))
        .or_else(|| situation.producer.unknown().map(|u| (u.span.clone(), u.what.clone())));
    let mut verdict = handlers::raises_elsewhere(situation);
    if let Some((span, what)) = &raising {
        verdict = verdict.and(handlers::same_handlers(situation, what, span));
        verdict = verdict.and(leaves_nothing(situation, what, span));
        if situation.producer.generator {
            verdict = verdict.and(stop_iteration(situation));
        }
    }
    if let Some((span, handler)) = failing_reads::catches_the_environment(situation) {
        let sentence = format!("`{handler}` handles a failing read, which could now come after part of the walk");
        let elsewhere = handlers::same_handlers(situation, "reading", &span) != Verdict::Proven;
        let moved = situation.moved_into.is_some() && handlers::entered(situation).is_none();
        if elsewhere || moved || leaves_something(situation).is_some() {
            verdict = verdict.and(doubt(Obligation::Exceptions, sentence, &span));
        }
    }
    verdict
}

/// `StopIteration` out of a generator's own code becomes `RuntimeError` (PEP 479).
fn stop_iteration(situation: &Situation<'_, '_>) -> Verdict {
    let steps = &situation.producer.steps;
    if let Some(span) = &steps.stops {
        let sentence = "`StopIteration` would become `RuntimeError` in a generator".to_owned();
        // Who handles it by its name counts on it.
        let handled = situation.facts.has_a_word(&["StopIteration".to_owned()]);
        return if handled { refute } else { doubt }(Obligation::Exceptions, sentence, span);
    }
    match unknown_inside(situation) {
        Some(unknown) => {
            let sentence = format!("{} is not known: `StopIteration` of it would become `RuntimeError`", unknown.what);
            doubt(Obligation::Exceptions, sentence, &unknown.span)
        }
        None => Verdict::Proven,
    }
}

/// The first unknown code of a step that runs inside the generator. Walking its outermost iterable
/// does not count: that is made an iterator outside (Language Reference 6.2.8), and where one of its
/// steps raises `StopIteration` the loop is over, in a list as in a generator. Attributes and operators
/// are taken not to raise it, unless code of this module steps iterators by hand.
fn unknown_inside<'s>(situation: &'s Situation<'_, '_>) -> Option<&'s Unknown> {
    let producer = &situation.producer;
    let outermost = producer.sources.first().filter(|_| producer.node.kind() == "list_comprehension");
    let outside = |unknown: &Unknown| outermost.is_some_and(|source| holds(&source.byte_range(), &unknown.span));
    let operators = situation.facts.index_of().stops;
    let stops = |unknown: &&Unknown| operators || unknown.hidden == Hidden::Call;
    let mut inside = producer.steps.unknown.iter().filter(|unknown| !outside(unknown)).filter(stops);
    let first = inside.next();
    first
        .filter(|unknown| unknown.hidden == Hidden::Call)
        .or_else(|| inside.find(|u| u.hidden == Hidden::Call))
        .or(first)
}

fn leaves_nothing(situation: &Situation<'_, '_>, what: &str, span: &Range<usize>) -> Verdict {
    match leaves_something(situation) {
        Some((_, left)) => {
            doubt(Obligation::Exceptions, format!("{what} may raise, after {left} for the items before"), span)
        }
        None => Verdict::Proven,
    }
}

/// What the consumer does that would still be there, or come first, if a later step of the
/// producer raised.
fn leaves_something(situation: &Situation<'_, '_>) -> Option<(Range<usize>, String)> {
    let meanwhile = &situation.meanwhile;
    if let Some((span, what)) = &meanwhile.visible {
        return Some((span.clone(), what.clone()));
    }
    if let Some(unknown) = meanwhile.unknown.first() {
        return Some((unknown.span.clone(), unknown.what.clone()));
    }
    if let Some(span) = &meanwhile.suspends {
        return Some((span.clone(), "`yield` or `await`".to_owned()));
    }
    if let Some((span, what)) = &meanwhile.raises {
        return Some((span.clone(), format!("{what}, which may raise too,")));
    }
    let guarded = handlers::is_guarded(situation);
    let module = situation.facts.function_of(situation.walk).is_none();
    let survives = |place: &Place| match place {
        Place::Name(symbol) => {
            let local = !situation.facts.scopes().is_global(*symbol);
            let captured = situation.facts.is_captured(*symbol).is_some();
            guarded || captured || !(local || module && is_target(situation, *symbol))
        }
        Place::Own(_) => guarded,
        Place::Stream(_) => false,
        _ => true,
    };
    let written = meanwhile.writes.iter().find(|(place, _)| survives(place))?;
    Some((written.1.clone(), format!("{} was changed", place_name(situation, &written.0))))
}

/// The names that the comprehension of the consumer binds for itself.
fn is_target(situation: &Situation<'_, '_>, symbol: SymbolId) -> bool {
    let scopes = situation.facts.scopes();
    scopes.scopes[scopes.symbols[symbol].scope].kind == crate::python::scopes::ScopeKind::Comprehension
}

/// 6. Leaving early, or never beginning, is harmless.
pub fn leaving_early_is_harmless(situation: &Situation<'_, '_>) -> Verdict {
    let steps = &situation.producer.steps;
    let meanwhile = &situation.meanwhile;
    let raising = meanwhile
        .raises
        .clone()
        .or_else(|| meanwhile.unknown.first().map(|u| (u.span.clone(), format!("{}, which may raise,", u.what))));
    let early = situation.consumer.early.clone();
    let skipped = situation.skipped.as_ref().and_then(|r| r.span.clone().map(|s| (s, r.sentence.clone())));
    let Some((span, ends)) = early.clone().or(skipped).or(raising) else { return Verdict::Proven };
    let open = situation.producer.eager.as_ref().and_then(|call| call.eager.keeps_open.as_ref());
    if let Some(open) = open.filter(|_| early.is_some()) {
        return doubt(Obligation::EarlyEnd, format!("{open} would stay open for a while after {ends}"), &span);
    }
    // A loop that fills a list is there for what else it does, too.
    let lost = early.is_some() || matches!(situation.way, Way::Filled(_));
    if let Some((_, shown)) = &steps.visible {
        let sentence = format!("{shown} would not happen for the items after {ends}");
        return if lost {
            refute(Obligation::EarlyEnd, sentence, &span)
        } else {
            doubt(Obligation::EarlyEnd, sentence, &span)
        };
    }
    if let Some((place, _)) = steps.writes.iter().find(|(place, _)| is_lasting(situation, place)) {
        let sentence = format!("{} would not be changed for the items after {ends}", place_name(situation, place));
        return if lost {
            refute(Obligation::EarlyEnd, sentence, &span)
        } else {
            doubt(Obligation::EarlyEnd, sentence, &span)
        };
    }
    if let Some(unknown) = situation.producer.unknown() {
        return doubt(
            Obligation::EarlyEnd,
            format!("{} would not run for the items after {ends}", unknown.what),
            &span,
        );
    }
    match &steps.raises {
        Some((_, what)) => {
            doubt(Obligation::EarlyEnd, format!("{what} could no longer raise for the items after {ends}"), &span)
        }
        None => Verdict::Proven,
    }
}

/// Is what the producer writes there still seen after the walk? Who reads the names that it
/// binds is looked at by obligation 3.
fn is_lasting(situation: &Situation<'_, '_>, place: &Place) -> bool {
    let scopes = situation.facts.scopes();
    let made_in = situation.facts.function_of(situation.producer.node);
    match place {
        Place::Stream(_) => false,
        Place::Position(name) => goes_on_with(situation, name),
        // The list that is filled goes away; that nobody else looks at it is obligation 1.
        Place::Own(symbol) if matches!(&situation.way, Way::Filled(found) if found.named.symbol == *symbol) => false,
        // A container of ours matters if anyone else looks at it.
        Place::Own(symbol) => {
            let range = situation.producer.span();
            scopes.symbols[*symbol].loads().any(|o| !holds(&range, &o.node.byte_range()))
        }
        Place::Name(symbol) => {
            scopes.is_global(*symbol) && made_in.is_some() || situation.facts.is_captured(*symbol).is_some()
        }
        _ => true,
    }
}
