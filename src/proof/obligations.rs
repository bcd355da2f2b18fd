//! Obligations 2 to 6, 11 and 12 of `safety.md`, one function each.

use std::ops::Range;

use tree_sitter::Node;

use super::{Situation, handlers};
use crate::python::effects::{Effects, Hidden, Overlap, Place, Unknown, overlap};
use crate::python::scopes::SymbolId;
use crate::python::syntax::{child, inner, preorder};
use crate::verdict::{Obligation, Reason, Verdict};

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

/// 2. Nothing the producer reads is written by what now runs before its last step.
pub fn nothing_read_too_late(situation: &Situation<'_, '_>) -> Verdict {
    let meanwhile = situation.meanwhile();
    let mut verdict = Verdict::Proven;
    for (read, _) in &situation.producer.steps.reads {
        // The position of a file is the business of obligation 7.
        if matches!(read, Place::Stream(_)) {
            continue;
        }
        for (written, span) in &meanwhile.writes {
            let what = place_name(situation, read);
            match overlap(read, written) {
                Overlap::No => {}
                Overlap::May => {
                    let sentence =
                        format!("{} may be changed while {what} is still being read", place_name(situation, written));
                    verdict = verdict.and(doubt(Obligation::ReadTooLate, sentence, span));
                }
                Overlap::Must => {
                    let sentence = format!("{what} is changed while it would still be read");
                    return refute(Obligation::ReadTooLate, sentence, span);
                }
            }
        }
        if let Some(unknown) = reached(situation, &meanwhile, read) {
            verdict = verdict.and(copy_protects(situation, read, unknown));
        }
        if let Some(span) = meanwhile.suspends.as_ref().filter(|_| is_reachable(situation, read)) {
            let sentence = format!("other code runs here and may change {}", place_name(situation, read));
            verdict = verdict.and(doubt(Obligation::ReadTooLate, sentence, span));
        }
    }
    verdict
}

/// The first unknown code that may write the place.
fn reached<'e>(situation: &Situation<'_, '_>, meanwhile: &'e Effects, place: &Place) -> Option<&'e Unknown> {
    if !is_reachable(situation, place) {
        return None;
    }
    meanwhile.unknown.iter().find(|u| u.hidden == Hidden::Call).or(meanwhile.unknown.first())
}

/// Where the list is a plain copy of a container, unknown calls in the loop are what the
/// copy is there for: that is no doubt but a reason to leave it.
fn copy_protects(situation: &Situation<'_, '_>, read: &Place, unknown: &Unknown) -> Verdict {
    let what = place_name(situation, read);
    let sentence = format!("`{}` may change {what} while it is still being read", unknown.what);
    let copy = situation.producer.node.kind() == "call"
        && matches!(read, Place::Content(_))
        && !situation.producer.sources.is_empty();
    if copy && unknown.hidden == Hidden::Call {
        return refute(Obligation::ReadTooLate, sentence, &unknown.span);
    }
    doubt(Obligation::ReadTooLate, sentence, &unknown.span)
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

/// Obligation 3: nothing the producer writes is read by what now runs before its last step, nor kept
/// by what it makes.
pub fn nothing_written_too_late(situation: &Situation<'_, '_>) -> Verdict {
    let meanwhile = situation.meanwhile();
    let mut verdict = Verdict::Proven;
    for (written, _) in &situation.producer.steps.writes {
        if matches!(written, Place::Stream(_)) {
            continue;
        }
        for (read, span) in meanwhile.reads.iter().chain(&meanwhile.writes) {
            let what = place_name(situation, written);
            match overlap(read, written) {
                Overlap::No => {}
                Overlap::May => {
                    let sentence =
                        format!("{} may depend on {what}, which would be written later", place_name(situation, read));
                    verdict = verdict.and(doubt(Obligation::WrittenTooLate, sentence, span));
                }
                Overlap::Must => {
                    let sentence = format!("{what} is used before it would be complete");
                    return refute(Obligation::WrittenTooLate, sentence, span);
                }
            }
        }
        let global = matches!(written, Place::Content(_) | Place::Field { .. } | Place::World(_))
            || is_reachable(situation, written);
        if let (true, Some(unknown)) = (global, meanwhile.unknown.first()) {
            let sentence = format!(
                "`{}` may depend on {}, which would be written later",
                unknown.what,
                place_name(situation, written)
            );
            verdict = verdict.and(doubt(Obligation::WrittenTooLate, sentence, &unknown.span));
        }
    }
    verdict.and(targets_vanish(situation)).and(nothing_captured(situation))
}

/// Walrus targets in the producer are read by nobody else.
fn targets_vanish(situation: &Situation<'_, '_>) -> Verdict {
    let inside = situation.producer.node.byte_range();
    let walrus =
        preorder(situation.producer.node).filter(|n| n.kind() == "named_expression").filter_map(|n| child(n, "name"));
    for name in walrus {
        let Some(symbol) = situation.facts.scopes().symbol_at(name) else { continue };
        let outside = situation.facts.scopes().symbols[symbol]
            .loads()
            .find(|o| !crate::python::syntax::holds(&inside, &o.node.byte_range()));
        if let Some(load) = outside {
            let sentence = format!("`{}` is bound inside the list and read elsewhere", situation.facts.text(name));
            return refute(Obligation::WrittenTooLate, sentence, &load.node.byte_range());
        }
    }
    Verdict::Proven
}

/// A function made for each item would see its names at another moment.
fn nothing_captured(situation: &Situation<'_, '_>) -> Verdict {
    let mut whole = vec![situation.producer.node];
    whole.extend(situation.producer.sources.iter().filter_map(|s| situation.facts.lazily_bound(*s)));
    let bodies = whole
        .into_iter()
        .flat_map(preorder)
        .filter(|n| matches!(n.kind(), "list_comprehension" | "generator_expression" | "lambda"));
    for body in bodies.filter_map(|n| child(n, "body")) {
        let maker = preorder(body)
            .find(|n| matches!(n.kind(), "lambda" | "generator_expression") && !is_consumed_here(situation, *n));
        if let Some(maker) = maker {
            let made = crate::python::collect::brief(situation.facts.text(maker));
            let sentence = format!("`{made}` keeps names that would have other values when it is used");
            return refute(Obligation::WrittenTooLate, sentence, &maker.byte_range());
        }
    }
    match child(situation.producer.node, "body") {
        Some(body) if situation.producer.node.kind() == "list_comprehension" => reused_buffer(situation, body),
        _ => Verdict::Proven,
    }
}

/// A generator or lambda that a known call uses up on the spot keeps nothing.
fn is_consumed_here<'m>(situation: &Situation<'_, 'm>, node: Node<'m>) -> bool {
    if node.kind() == "generator_expression" {
        return super::consumer::consumer(situation.facts, node).is_ok();
    }
    let keyword = node.parent().filter(|p| p.kind() == "keyword_argument");
    keyword.and_then(|k| child(k, "name")).is_some_and(|n| situation.facts.text(n) == "key")
}

/// Elements that are one object, changed from step to step.
fn reused_buffer(situation: &Situation<'_, '_>, body: Node<'_>) -> Verdict {
    for (written, span) in &situation.producer.steps.writes {
        let held = match written {
            Place::Own(symbol) => Some(situation.facts.scopes().symbols[*symbol].name.clone()),
            Place::Content(path) => Some(path.clone()),
            _ => None,
        };
        if held.is_some_and(|name| situation.facts.text(inner(body)) == name) {
            return refute(
                Obligation::WrittenTooLate,
                "every item is the same object, changed from step to step".to_owned(),
                span,
            );
        }
    }
    Verdict::Proven
}

/// 4. Producer and consumer do not both have effects that the outside can see in order.
pub fn no_streams_swap(situation: &Situation<'_, '_>) -> Verdict {
    let steps = &situation.producer.steps;
    let meanwhile = situation.meanwhile();
    let ours = steps.visible.clone();
    let theirs = meanwhile.visible.clone();
    if let (Some((_, first)), Some((span, second))) = (&ours, &theirs) {
        return refute(Obligation::StreamsSwap, format!("{first} and {second} would take turns"), span);
    }
    let hidden = |effects: &Effects| effects.unknown.first().map(|u| (u.span.clone(), format!("`{}`", u.what)));
    let suspended = meanwhile.suspends.clone().map(|s| (s, "`yield` or `await`".to_owned()));
    let first = ours.or_else(|| situation.producer.unknown().map(|u| (u.span.clone(), format!("`{}`", u.what))));
    let second = theirs.or_else(|| hidden(&meanwhile)).or(suspended);
    match (first, second) {
        (Some((span, first)), Some((_, second))) => doubt(
            Obligation::StreamsSwap,
            format!("{first} and {second} would take turns, and one may show what the other does"),
            &span,
        ),
        _ => Verdict::Proven,
    }
}

/// Obligation 5: if a step can raise, what now comes before it leaves nothing behind, and the
/// exception is still raised inside the same handlers.
pub fn exceptions_keep_their_place(situation: &Situation<'_, '_>) -> Verdict {
    let steps = &situation.producer.steps;
    let raising = steps
        .raises
        .clone()
        .or_else(|| steps.stops.clone().map(|s| (s, "`next`".to_owned())))
        .or_else(|| situation.producer.unknown().map(|u| (u.span.clone(), format!("`{}`", u.what))));
    let mut verdict = Verdict::Proven;
    if let Some((span, what)) = &raising {
        verdict = verdict.and(handlers::same_handlers(situation, what, span));
        verdict = verdict.and(leaves_nothing(situation, what, span));
        if situation.producer.generator {
            verdict = verdict.and(stop_iteration(situation));
        }
    }
    if let Some((span, handler)) = handlers::catches_the_environment(situation) {
        let sentence = format!("`{handler}` handles a failing read, which could now come after part of the walk");
        if leaves_something(situation).is_some() || situation.moved_into.is_some() {
            verdict = verdict.and(doubt(Obligation::Exceptions, sentence, &span));
        }
    }
    verdict
}

/// `StopIteration` out of a generator's own code becomes `RuntimeError` (PEP 479).
fn stop_iteration(situation: &Situation<'_, '_>) -> Verdict {
    let steps = &situation.producer.steps;
    if let Some(span) = &steps.stops {
        return doubt(
            Obligation::Exceptions,
            "`StopIteration` would become `RuntimeError` in a generator".to_owned(),
            span,
        );
    }
    match situation.producer.unknown() {
        Some(unknown) => {
            let sentence = format!("`{}` is not known: it may raise, or show something", unknown.what);
            doubt(Obligation::Exceptions, sentence, &unknown.span)
        }
        None => Verdict::Proven,
    }
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
    let meanwhile = situation.meanwhile();
    if let Some((span, what)) = &meanwhile.visible {
        return Some((span.clone(), what.clone()));
    }
    if let Some(unknown) = meanwhile.unknown.first() {
        return Some((unknown.span.clone(), format!("`{}`", unknown.what)));
    }
    if let Some(span) = &meanwhile.suspends {
        return Some((span.clone(), "`yield` or `await`".to_owned()));
    }
    if let Some((span, what)) = &meanwhile.raises {
        return Some((span.clone(), format!("{what}, which may raise too,")));
    }
    let guarded = handlers::is_guarded(situation);
    let module = crate::python::syntax::function_of(situation.walk).is_none();
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
    let meanwhile = situation.meanwhile();
    let raising = meanwhile
        .raises
        .clone()
        .or_else(|| meanwhile.unknown.first().map(|u| (u.span.clone(), format!("`{}`, which may raise,", u.what))));
    let early = situation.consumer.early.clone();
    let skipped = situation.skipped.as_ref().and_then(|r| r.span.clone().map(|s| (s, r.sentence.clone())));
    let Some((span, ends)) = early.clone().or(skipped).or(raising) else { return Verdict::Proven };
    if let Some((_, shown)) = &steps.visible {
        let sentence = format!("{shown} would not happen for the items after {ends}");
        return if early.is_some() {
            refute(Obligation::EarlyEnd, sentence, &span)
        } else {
            doubt(Obligation::EarlyEnd, sentence, &span)
        };
    }
    // Who reads the names that the producer binds is looked at by obligation 3.
    let scopes = situation.facts.scopes();
    let made_in = crate::python::syntax::function_of(situation.producer.node);
    let lasting = |p: &&(Place, Range<usize>)| match &p.0 {
        Place::Stream(_) | Place::Position(_) => false,
        // A container of ours matters if anyone else looks at it.
        Place::Own(symbol) => {
            let range = situation.producer.node.byte_range();
            scopes.symbols[*symbol].loads().any(|o| !crate::python::syntax::holds(&range, &o.node.byte_range()))
        }
        Place::Name(symbol) => {
            scopes.is_global(*symbol) && made_in.is_some() || situation.facts.is_captured(*symbol).is_some()
        }
        _ => true,
    };
    if let Some((place, _)) = steps.writes.iter().find(lasting) {
        let sentence = format!("{} would not be changed for the items after {ends}", place_name(situation, place));
        return if early.is_some() {
            refute(Obligation::EarlyEnd, sentence, &span)
        } else {
            doubt(Obligation::EarlyEnd, sentence, &span)
        };
    }
    if let Some(unknown) = situation.producer.unknown() {
        return doubt(
            Obligation::EarlyEnd,
            format!("`{}` would not run for the items after {ends}", unknown.what),
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

/// 11. What it becomes may be a generator there.
pub fn may_be_a_generator(situation: &Situation<'_, '_>) -> Verdict {
    let node = situation.producer.node;
    if let Some(span) = &situation.producer.steps.suspends {
        return refute(
            Obligation::Suspension,
            "with `await` inside it would be an asynchronous generator".to_owned(),
            span,
        );
    }
    if !situation.producer.generator {
        return Verdict::Proven;
    }
    if let Some(decorator) = compiled(situation) {
        let sentence = "the function is compiled from its source, which may not take generators".to_owned();
        return refute(Obligation::Suspension, sentence, &decorator);
    }
    let bare_super = preorder(node).find(|n| n.kind() == "call" && situation.facts.text(*n) == "super()");
    match bare_super {
        Some(call) => refute(
            Obligation::Suspension,
            "`super()` without arguments does not work in a generator".to_owned(),
            &call.byte_range(),
        ),
        None => Verdict::Proven,
    }
}

/// The decorator of a function around that hands it to a compiler (numba, torch.jit, jax).
fn compiled(situation: &Situation<'_, '_>) -> Option<Range<usize>> {
    let around =
        crate::python::syntax::ancestors(situation.producer.node).filter(|n| n.kind() == "decorated_definition");
    let mut decorators = around.flat_map(crate::python::syntax::children).filter(|n| n.kind() == "decorator");
    let compiles = |n: &Node<'_>| {
        let text = situation.facts.text(*n);
        ["jit", "vectorize", "stencil", "tf.function", "cython"].iter().any(|word| text.contains(word))
    };
    decorators.find(compiles).map(|n| n.byte_range())
}

/// 12. It is worth it: nothing of the same size is built anyway, and the sequence may be long.
pub fn worth_it(situation: &Situation<'_, '_>) -> Verdict {
    let span = situation.consumer.node.byte_range();
    if situation.consumer.builds {
        return refute(Obligation::Worth, "a sequence of the same size is built here anyway".to_owned(), &span);
    }
    if situation.producer.sources.iter().any(|s| is_tiny(situation, *s)) && situation.producer.sources.len() == 1 {
        return refute(
            Obligation::Worth,
            "the sequence is known to be tiny".to_owned(),
            &situation.producer.node.byte_range(),
        );
    }
    Verdict::Proven
}

/// A display of a few items, a `range` of a small literal.
fn is_tiny(situation: &Situation<'_, '_>, source: Node<'_>) -> bool {
    const FEW: usize = 32;
    let parts = crate::python::syntax::children(source);
    let plain = parts.iter().all(|p| !p.kind().contains("splat"));
    match source.kind() {
        "list" | "tuple" | "set" => plain && parts.len() <= FEW,
        "string" => source.byte_range().len() <= FEW,
        "call" => {
            let text = situation.facts.text(source);
            let bound = text
                .strip_prefix("range(")
                .and_then(|t| t.strip_suffix(')'))
                .and_then(|t| t.trim().parse::<usize>().ok());
            bound.is_some_and(|n| n <= FEW)
        }
        _ => false,
    }
}
