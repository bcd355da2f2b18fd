//! All that is in a file, given a name and later taken apart into lines or words, or asked
//! something: `text = f.read()`, then `for line in text.splitlines()`.

use tree_sitter::Node;

use super::binding::{Named, assignment, by_generator, named, of_named, refuse};
use super::consumer::Consumer;
use super::headed::headed;
use super::indexed::indexed_of;
use super::obligations::named_once;
use super::producer::{self, made_at_once};
use super::question::taker;
use super::whole::{asker, can_be_encoded, copy_from, part_is_within_lines, writer};
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::syntax::{Call, child, enclosing, inner, outer};
use crate::python::whole::{Asked, Content, NamedContent};
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

/// What is done with the content under its name.
#[derive(Debug, Clone)]
pub enum Use<'m> {
    /// It is taken apart, and the parts are walked.
    Parted(EagerCall<'m>),
    /// It is asked something that each line can tell.
    Asked(Asked<'m>),
    /// It is written into another file.
    Copied {
        /// The call that writes it.
        call: Node<'m>,
        /// The file that it is written into.
        target: Node<'m>,
        /// What is written.
        content: Content<'m>,
    },
}

/// The name of the content that `node` reads, and its only use.
///
/// # Errors
/// What else is done with it.
pub fn named_content<'m>(facts: &Facts<'m>, node: Node<'m>) -> Result<(Named<'m>, Use<'m>), Reason> {
    let (assignment, statement, target, named) = sole_use(facts, node)?;
    let other = |what: &str| refuse(format!("`{}` {what}", facts.text(target)), target);
    let symbol = facts.scopes().symbol_at(target).ok_or_else(|| other("is not known"))?;
    let (used, consumer) = used(facts, &named).unwrap_or_else(|| Err(other("is needed as a whole")))?;
    if facts.is_asserted(consumer.node) {
        return Err(other("is shown where the `assert` fails"));
    }
    let walk = facts.statement_of(consumer.node).ok_or_else(|| other("is not used in a statement"))?;
    let (load, loads) = (named.load, Some(vec![named.load]));
    Ok((Named { assignment, statement, target, symbol, load, loads, consumer, walk }, used))
}

/// The assignment of a content to a name, its statement, the name, and the only use of it.
///
/// # Errors
/// A use that is not the only one, or not known.
pub(super) fn sole_use<'m>(
    facts: &Facts<'m>,
    node: Node<'m>,
) -> Result<(Node<'m>, Node<'m>, Node<'m>, NamedContent<'m>), Reason> {
    let (assignment, statement, target) = assignment(node)?;
    let other = |what: &str| refuse(format!("`{}` {what}", facts.text(target)), target);
    let content = facts.content_of(node).or_else(|| facts.child_waited_for(node));
    let content = content.ok_or_else(|| other("is no content of a file"))?;
    let symbol = facts.scopes().symbol_at(target).ok_or_else(|| other("is not known"))?;
    let loads = facts.loads_reached(target, symbol).ok_or_else(|| other("is used where it is not known when"))?;
    let [load] = loads.as_slice() else { return Err(other("is used again")) };
    let content = Content { name: Some(facts.text(target)), ..content };
    Ok((assignment, statement, target, NamedContent { load: *load, content }))
}

/// What takes the content apart or asks it, and who walks what comes of that, or why nobody does;
/// `None` where neither is done with it.
fn used<'m>(facts: &Facts<'m>, named: &NamedContent<'m>) -> Option<Result<(Use<'m>, Consumer<'m>), Reason>> {
    let mut node = named.load;
    loop {
        let parent = outer(node).parent()?;
        let around = if parent.kind() == "argument_list" { parent.parent()? } else { parent };
        if let Some(asked) = facts.asks_content(around, Some(named)) {
            let consumer = asker(&asked);
            return Some(Ok((Use::Asked(asked), consumer)));
        }
        if let Some((target, content)) = written(facts, around, named) {
            let consumer = writer(facts, around, &content);
            return Some(Ok((Use::Copied { call: around, target, content }, consumer)));
        }
        if parent.kind() == "attribute" && facts.content_from(parent, Some(named)).is_some() {
            node = parent;
            continue;
        }
        let call = parent.parent().and_then(Call::of).filter(|call| call.function == parent)?;
        if let Some(asked) = facts.asks_content(call.node, Some(named)) {
            let consumer = asker(&asked);
            return Some(Ok((Use::Asked(asked), consumer)));
        }
        if let Some(eager) = facts.eager_call_from(call.node, Some(named)) {
            return Some(walked(facts, call.node).map(|consumer| (Use::Parted(eager), consumer)));
        }
        facts.content_from(call.node, Some(named))?;
        node = call.node;
    }
}

/// The file that the content is written into by a call that is a statement.
fn written<'m>(facts: &Facts<'m>, call: Node<'m>, named: &NamedContent<'m>) -> Option<(Node<'m>, Content<'m>)> {
    let alone = outer(call).parent().is_some_and(|p| p.kind() == "expression_statement");
    copy_from(facts, call, Some(named)).filter(|_| alone)
}

/// Who walks the parts of the content.
fn walked<'m>(facts: &Facts<'m>, parts: Node<'m>) -> Result<Consumer<'m>, Reason> {
    let reason = match taker(facts, parts).and_then(Consumer::gains) {
        Ok(consumer) => return Ok(consumer),
        Err(reason) => reason,
    };
    by_generator(facts, parts).ok_or_else(|| under_their_name(facts, parts).unwrap_or(reason))
}

/// Why the name that the parts are given is in the way.
fn under_their_name<'m>(facts: &Facts<'m>, parts: Node<'m>) -> Option<Reason> {
    let in_two_steps = || {
        let sentence =
            "the content and its parts both have names; write them as one expression, of which pyfix can do more";
        Reason::new(Obligation::Layout, sentence, parts.byte_range())
    };
    if headed(facts, parts).is_ok() {
        return Some(in_two_steps());
    }
    let (_, _, target) = assignment(parts).ok()?;
    let uses = facts.loads_reached(target, facts.scopes().symbol_at(target)?)?;
    let mut loops = uses.iter().filter_map(|load| enclosing(*load, &["for_statement", "while_statement"]));
    let by_place = |walk| indexed_of(facts, walk, &|value| inner(value) == parts).is_some();
    if loops.any(by_place) {
        return Some(in_two_steps());
    }
    match named(facts, parts).and_then(|named| named_once(facts, &named)) {
        Ok(()) => Some(in_two_steps()),
        Err(reason) => Some(reason),
    }
}

/// May the lines of the file stand for the content that has a name?
pub fn judged<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    let (named, used) = match named_content(facts, node) {
        Ok(found) => found,
        Err(reason) => return reason.into(),
    };
    let (producer, known) = match used {
        Use::Parted(eager) => (made_at_once(facts, node, eager), Verdict::Proven),
        Use::Asked(asked) => (producer::content(facts, &asked.content), part_is_within_lines(facts, &asked)),
        Use::Copied { target, content, .. } => {
            (producer::content(facts, &content), can_be_encoded(facts, &content, target))
        }
    };
    match of_named(facts, producer, named) {
        Ok(situation) => {
            let mut judgement = situation.judge();
            judgement.verdict = judgement.verdict.and(known);
            judgement
        }
        Err(reason) => reason.into(),
    }
}

/// Is it given a name and then taken apart or asked?
pub fn is_parted<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let bound =
        outer(node).parent().is_some_and(|p| p.kind() == "assignment" && child(p, "right") == Some(outer(node)));
    bound && sole_use(facts, node).is_ok_and(|(.., named)| used(facts, &named).is_some())
}
