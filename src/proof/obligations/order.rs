//! Obligations 2 to 4: nothing is read too late, nothing is written too late, and what the
//! outside sees stays in order.

use tree_sitter::Node;

use super::read_back::nothing_read_back_changes;
use super::{doubt, is_reachable, place_name, refute};
use crate::proof::{Situation, Way, consumer, filled_list, reused, sliced};
use crate::python::Facts;
use crate::python::effects::{Effects, Hidden, Overlap, Place, Unknown, overlap};
use crate::python::knowledge;
use crate::python::syntax::{child, clauses, iterable, preorder};
use crate::verdict::{Obligation, Verdict};

/// 2. Nothing the producer reads is written by what now runs before its last step.
pub fn nothing_read_too_late(situation: &Situation<'_, '_>) -> Verdict {
    if let Some(refuted) = reads_its_name(situation) {
        return refuted;
    }
    let meanwhile = &situation.meanwhile;
    let mut verdict = nothing_read_back_changes(situation);
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
                    let known = is_copied(situation, read) || is_same_container(situation, read, written);
                    let judge = if known { refute } else { doubt };
                    verdict = verdict.and(judge(Obligation::ReadTooLate, sentence, span));
                }
                Overlap::Must => {
                    let sentence = format!("{what} is changed while it would still be read");
                    return refute(Obligation::ReadTooLate, sentence, span);
                }
            }
        }
        // Names in folders change where files are made or removed.
        let touched =
            meanwhile.files.iter().find(|file| file.changes && *read == Place::World(knowledge::Place::Files));
        if let Some(file) = touched {
            let sentence = "the files that are still being looked for may change".to_owned();
            verdict = verdict.and(doubt(Obligation::ReadTooLate, sentence, &file.span));
        }
        if let Some(unknown) = reached(situation, meanwhile, read) {
            verdict = verdict.and(copy_protects(situation, read, unknown));
        }
        if let Some(span) = meanwhile.suspends.as_ref().filter(|_| is_reachable(situation, read)) {
            let sentence = format!("other code runs here and may change {}", place_name(situation, read));
            let judge = if is_copied(situation, read) { refute } else { doubt };
            verdict = verdict.and(judge(Obligation::ReadTooLate, sentence, span));
        }
    }
    verdict
}

/// A step that reads the name that the sequence is given meant what it was bound to before.
fn reads_its_name(situation: &Situation<'_, '_>) -> Option<Verdict> {
    let Way::Named(named) = &situation.way else { return None };
    let (_, span) = situation.producer.steps.reads.iter().find(|(place, _)| *place == Place::Name(named.symbol))?;
    let name = situation.facts.text(named.target);
    Some(refute(Obligation::ReadTooLate, format!("`{name}` is itself read by its steps"), span))
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
    let sentence = format!("{} may change {what} while it is still being read", unknown.what);
    let meant = is_copied(situation, read) && unknown.hidden == Hidden::Call || is_filled_for(situation);
    let judge = if meant { refute } else { doubt };
    judge(Obligation::ReadTooLate, sentence, &unknown.span)
}

/// Is the list a plain copy of this container: `list(self.entries.items())`? It is there so that
/// what runs during the walk may change the container, be it under another name.
fn is_copied(situation: &Situation<'_, '_>, read: &Place) -> bool {
    let producer = &situation.producer;
    let contents = matches!(read, Place::Content(_) | Place::Made(_));
    let copies = || {
        producer.eager.is_some()
            || sliced::is_whole(situation.facts, producer.node)
            || producer.is_copy(situation.facts)
    };
    contents && !producer.sources.is_empty() && copies()
}

/// Is the list filled from a container so that the walk may change it: `self.remove(item)` for what
/// was found in `self`?
fn is_filled_for(situation: &Situation<'_, '_>) -> bool {
    const CHANGES: &[&str] = &["remove", "pop", "discard", "add", "append", "insert", "update", "clear", "popitem"];
    let facts = situation.facts;
    let changes = |source: &Node<'_>, unknown: &Unknown| {
        let text = facts.module.text().get(unknown.span.clone())?;
        let method = text.strip_prefix(container_of(facts.text(*source)))?.strip_prefix('.')?;
        CHANGES.contains(&method.split('(').next()?).then_some(())
    };
    let filled = matches!(situation.way, Way::Filled(_));
    let changed = |source: &Node<'_>| situation.meanwhile.unknown.iter().any(|u| changes(source, u).is_some());
    filled && situation.producer.sources.iter().any(changed)
}

/// Do both stand for one container as it is written, or for parts of one that may be the same:
/// `entries.items()` and `entries`, `near[a]` and `near[b]`, `row` of `for row in rows` and `rows[0]`?
fn is_same_container(situation: &Situation<'_, '_>, read: &Place, written: &Place) -> bool {
    let (Some(read), Some(written)) = (object_path(situation, read), object_path(situation, written)) else {
        return false;
    };
    let item = item_of(situation, read).filter(|_| written.contains('['));
    container_of(item.unwrap_or(read)) == container_of(written)
}

/// The expression by which contents or an attribute are reached.
fn object_path<'s>(situation: &'s Situation<'_, '_>, place: &'s Place) -> Option<&'s str> {
    match place {
        Place::Field { path, .. } => Some(path),
        _ => container_path(situation, place),
    }
}

/// What the loop of a comprehension walks whose item this is, or is a part of.
fn item_of<'m>(situation: &Situation<'_, 'm>, path: &str) -> Option<&'m str> {
    let facts = situation.facts;
    let root = path.split(['.', '[']).next()?;
    let named = |clause: &Node<'m>| child(*clause, "left").is_some_and(|target| facts.text(target) == root);
    let clause = clauses(situation.producer.node).into_iter().find(named)?;
    iterable(clause).map(|walked| facts.text(walked))
}

/// The expression by which contents are reached.
fn container_path<'s>(situation: &'s Situation<'_, '_>, place: &'s Place) -> Option<&'s str> {
    match place {
        Place::Content(path) => Some(path),
        Place::Own(symbol) | Place::Made(symbol) => Some(&situation.facts.scopes().symbols[*symbol].name),
        _ => None,
    }
}

/// The container that an expression is a view or a part of.
fn container_of(path: &str) -> &str {
    let views = [".items()", ".keys()", ".values()"];
    let whole = views.into_iter().find_map(|view| path.strip_suffix(view)).unwrap_or(path);
    match whole.split_once('[') {
        Some((container, _)) if !container.is_empty() && !container.contains('(') => container,
        _ => whole,
    }
}

/// Obligation 3: nothing the producer writes is read by what now runs before its last step, nor kept
/// by what it makes.
pub fn nothing_written_too_late(situation: &Situation<'_, '_>) -> Verdict {
    let meanwhile = &situation.meanwhile;
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
        let global = matches!(written, Place::World(_)) || is_reachable(situation, written);
        if let (true, Some(unknown)) = (global, meanwhile.unknown.first()) {
            let sentence = format!(
                "{} may depend on {}, which would be written later",
                unknown.what,
                place_name(situation, written)
            );
            verdict = verdict.and(doubt(Obligation::WrittenTooLate, sentence, &unknown.span));
        }
    }
    let verdict = verdict.and(nothing_changed_unseen(situation)).and(nothing_kept_by_items(situation));
    match &situation.way {
        Way::Filled(found) => verdict.and(filled_list::names_stay(situation, found)),
        Way::Directly | Way::Named(_) => verdict,
    }
}

/// A call of a step that nobody knows changes nothing that is read before the last step now.
fn nothing_changed_unseen(situation: &Situation<'_, '_>) -> Verdict {
    let Some(unknown) = situation.producer.steps.unknown.iter().find(|u| u.hidden == Hidden::Call) else {
        return Verdict::Proven;
    };
    let mut read = situation.meanwhile.reads.iter().filter(|(place, _)| is_reachable(situation, place));
    read.next().map_or(Verdict::Proven, |(place, span)| {
        let sentence =
            format!("{} may change {}, which is read before it does", unknown.what, place_name(situation, place));
        doubt(Obligation::WrittenTooLate, sentence, span)
    })
}

/// What the items are made of, or keep, is nothing that the steps go on to change.
pub fn nothing_kept_by_items(situation: &Situation<'_, '_>) -> Verdict {
    targets_vanish(situation).and(nothing_captured(situation))
}

/// Walrus targets in the producer are read by nobody else.
fn targets_vanish(situation: &Situation<'_, '_>) -> Verdict {
    let inside = situation.producer.span();
    let walrus = situation
        .producer
        .nodes()
        .flat_map(preorder)
        .filter(|n| n.kind() == "named_expression")
        .filter_map(|n| child(n, "name"));
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
    let mut whole: Vec<Node<'_>> = situation.producer.nodes().collect();
    whole.extend(situation.producer.sources.iter().filter_map(|s| situation.facts.lazily_bound(*s)));
    let bodies = whole
        .into_iter()
        .flat_map(preorder)
        .filter(|n| matches!(n.kind(), "list_comprehension" | "generator_expression" | "lambda"));
    for body in bodies.filter_map(|n| child(n, "body")) {
        let maker = preorder(body)
            .find(|n| matches!(n.kind(), "lambda" | "generator_expression") && !is_consumed_here(situation.facts, *n));
        if let Some(maker) = maker {
            let made = crate::python::collect::brief(situation.facts.text(maker));
            let sentence = format!("`{made}` keeps names that would have other values when it is used");
            return refute(Obligation::WrittenTooLate, sentence, &maker.byte_range());
        }
    }
    match child(situation.producer.node, "body") {
        Some(body) if situation.producer.node.kind() == "list_comprehension" => nothing_reused(situation, body),
        _ => Verdict::Proven,
    }
}

/// A generator or lambda that a known call uses up on the spot keeps nothing.
pub fn is_consumed_here<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    if node.kind() == "generator_expression" {
        return consumer::consumer(facts, node).is_ok();
    }
    let keyword = node.parent().filter(|p| p.kind() == "keyword_argument");
    keyword.and_then(|k| child(k, "name")).is_some_and(|n| facts.text(n) == "key")
}

/// What a step gives is nothing that later steps change: they would be items that are one object.
fn nothing_reused<'m>(situation: &Situation<'_, 'm>, body: Node<'m>) -> Verdict {
    let (facts, producer) = (situation.facts, &situation.producer);
    let Some(place) = reused::changed_by_steps(facts, producer.node, body, &producer.steps) else {
        return Verdict::Proven;
    };
    let sentence = format!("{} are given again and again, changed from step to step", place_name(situation, &place));
    refute(Obligation::WrittenTooLate, sentence, &body.byte_range())
}

/// 4. Producer and consumer do not both have effects that the outside can see in order.
pub fn no_streams_swap(situation: &Situation<'_, '_>) -> Verdict {
    if let Way::Filled(found) = &situation.way
        && let Some(leaving) = filled_list::leaving(found)
    {
        let sentence = "the filling loop may return before anything is walked".to_owned();
        return refute(Obligation::StreamsSwap, sentence, &leaving.byte_range());
    }
    let steps = &situation.producer.steps;
    let meanwhile = &situation.meanwhile;
    let ours = steps.visible.clone();
    let theirs = meanwhile.visible.clone();
    if let (Some((_, first)), Some((span, second))) = (&ours, &theirs) {
        return refute(Obligation::StreamsSwap, format!("{first} and {second} would take turns"), span);
    }
    let hidden = |effects: &Effects| effects.unknown.first().map(|u| (u.span.clone(), u.what.clone()));
    let suspended = meanwhile.suspends.clone().map(|s| (s, "`yield` or `await`".to_owned()));
    let first = ours.or_else(|| situation.producer.unknown().map(|u| (u.span.clone(), u.what.clone())));
    let second = theirs.or_else(|| hidden(meanwhile)).or(suspended);
    match (first, second) {
        (Some((span, first)), Some((_, second))) => doubt(
            Obligation::StreamsSwap,
            format!("{first} and {second} would take turns, and one may show what the other does"),
            &span,
        ),
        _ => Verdict::Proven,
    }
}
