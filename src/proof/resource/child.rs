//! A child process whose output is read while it runs, and not after its end.

use std::ops::Range;

use tree_sitter::Node;

use super::{doubt, refute};
use crate::proof::binding::stretch;
use crate::proof::{Situation, Way};
use crate::python::effects::Place;
use crate::python::flow::Part;
use crate::python::syntax::{Call, holds, inner, with_items};
use crate::verdict::Verdict;

/// Nothing runs beside the child that it could see, or that could see what it does, and it is read
/// to its end.
pub(super) fn child(situation: &Situation<'_, '_>) -> Verdict {
    let facts = situation.facts;
    let content = situation.producer.eager.as_ref().and_then(|eager| eager.content.as_ref());
    let waited = content.filter(|content| content.is_of_child(facts)).map(|content| content.call);
    if let Some(call) = waited.as_ref().filter(|call| is_checked(situation, call)) {
        let sentence = "a status that is an error raises before the first line is used".to_owned();
        return refute(sentence, &call.node.byte_range());
    }
    let piped = situation.producer.sources.first().and_then(|source| facts.child_read_by(*source));
    let Some(call) = waited.or(piped) else { return Verdict::Proven };
    let what = crate::python::collect::brief(facts.text(call.function));
    match beside(situation) {
        Some((span, what_else)) => {
            doubt(format!("the child of `{what}` would still run while {what_else} does something"), &span)
        }
        None => Verdict::Proven,
    }
}

/// `check_output`, or `run` with `check`.
fn is_checked<'m>(situation: &Situation<'_, 'm>, call: &Call<'m>) -> bool {
    let facts = situation.facts;
    let keywords = call.keywords();
    let check = keywords.iter().find(|(name, _)| facts.text(*name) == "check").map(|(_, value)| value.kind());
    check.is_some_and(|kind| kind != "false")
        || facts.dotted(call.function).as_deref() == Some("subprocess.check_output")
}

/// What runs meanwhile and is more than work on names and values, or ends the walk.
fn beside(situation: &Situation<'_, '_>) -> Option<(Range<usize>, String)> {
    let meanwhile = &situation.meanwhile;
    let skipped = situation.skipped.as_ref().and_then(|r| r.span.clone().map(|span| (span, r.sentence.clone())));
    let unknown = meanwhile.unknown.first().map(|u| (u.span.clone(), u.what.clone()));
    let suspended = meanwhile.suspends.clone().map(|span| (span, "`yield` or `await`".to_owned()));
    let files = meanwhile.files.first().map(|file| (file.span.clone(), "this".to_owned()));
    let touched = meanwhile.reads.iter().chain(&meanwhile.writes);
    let world = touched
        .filter(|(place, _)| matches!(place, Place::World(_)))
        .map(|(_, span)| (span.clone(), "this".to_owned()));
    let found = situation.consumer.early.clone().or(skipped).or(meanwhile.visible.clone()).or(unknown);
    found.or(meanwhile.raises.clone()).or(suspended).or(files).or_else(|| world.into_iter().next())
}

/// The output of a child that a name stands for is nobody else's, unless the name is used meanwhile.
pub(super) fn piped<'m>(situation: &Situation<'_, 'm>, file: Node<'m>) -> Option<Verdict> {
    let facts = situation.facts;
    facts.child_read_by(file)?;
    if let Some(span) = left_before_walk(situation, file) {
        return Some(refute("the child is waited for before the walk: its `with` block ends here".to_owned(), &span));
    }
    Some(match is_used_meanwhile(situation, file) {
        Some(used) => doubt(format!("`{}` is used while it is being read", facts.text(used)), &used.byte_range()),
        None => Verdict::Proven,
    })
}

/// The `with` statement of the child that is left before the walk of what it writes.
fn left_before_walk<'m>(situation: &Situation<'_, 'm>, file: Node<'m>) -> Option<Range<usize>> {
    let facts = situation.facts;
    let named = match &situation.way {
        Way::Directly => return None,
        Way::Named(named) => named,
        Way::Filled(found) => &found.named,
    };
    let symbol = |node: Node<'m>| facts.scopes().symbol_at(inner(node));
    let child = crate::python::syntax::child(file, "object").and_then(symbol)?;
    let (flow, made, walked) = stretch(facts, named).ok()?;
    flow.between(made, walked).into_iter().find_map(|point| {
        let Part::Leave(with) = flow.part(point) else { return None };
        let of_child = |(context, target): (Node<'m>, Option<Node<'m>>)| {
            [Some(context), target].into_iter().flatten().any(|node| symbol(node) == Some(child))
        };
        let left = Some(with) != situation.moved_into && with_items(with).into_iter().any(of_child);
        left.then(|| with.start_byte()..with.start_byte() + 4)
    })
}

/// Is the child itself, of which `file` is the output, used beside its reading before the walk is over?
fn is_used_meanwhile<'m>(situation: &Situation<'_, 'm>, file: Node<'m>) -> Option<Node<'m>> {
    let facts = situation.facts;
    let object = inner(crate::python::syntax::child(file, "object")?);
    let symbol = facts.scopes().symbol_at(object).filter(|_| object.kind() == "identifier")?;
    if let Some(captured) = facts.is_captured(symbol) {
        return Some(captured);
    }
    let (made, walk) = (situation.producer.span(), situation.walk.byte_range());
    let meanwhile =
        |n: Node<'m>| !holds(&made, &n.byte_range()) && made.start <= n.start_byte() && n.end_byte() <= walk.end;
    facts.scopes().symbols[symbol].loads().map(|o| o.node).find(|n| meanwhile(*n))
}
