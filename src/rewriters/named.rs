//! A named sequence that is walked once: the file instead of its list of lines, a generator
//! instead of a list.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::layout::{indentation, line_end, line_start, lines_of, owns_lines, trailing_comment};
use crate::proof::binding::{Named, assignment, behind, beside, can_move_into, closed_between, left_block, named};
use crate::proof::numbers::listed_range;
use crate::proof::producer::producer;
use crate::python::Facts;
use crate::python::syntax::{child, comment_in, outer, statements};
use crate::verdict::Reason;

use super::counted::{asked_by_name, without_name};
use super::lazy::lazy;
use super::moving::{into_block, layout};
use super::named_content::in_its_block;
use super::nested::{fresh, opened};
use super::question::{first_line, repaired};

/// `data = f.readlines()` goes, and `data` becomes `f` where it is walked.
pub fn walk_file<'m>(facts: &Facts<'m>, lines: Node<'m>) -> Rewritten {
    let binding = named(facts, lines)?;
    let file = producer(facts, lines).and_then(|p| p.sources.first().copied());
    let file = file.ok_or_else(|| layout("the file is not written out", lines))?;
    let statement = binding.statement;
    let text = facts.module.text();
    if !owns_lines(text, statement) {
        return Err(layout("it shares its line with another statement", statement));
    }
    if let Some(comment) = comment_in(statement) {
        return Err(layout("its comment would be lost", comment));
    }
    if facts.opening(file).is_some() {
        let name = fresh(facts, lines, "file");
        let header = format!("with {} as {name}:", facts.text(file));
        let mut form = vec![Edit { range: binding.load.byte_range(), text: name }];
        form.extend(repaired(facts, &binding.consumer, binding.load)?);
        return in_its_block(facts, &binding, &header, form).map(merged);
    }
    if file.kind() != "identifier" && facts.dotted(file).is_none() {
        // What is walked has no other name.
        return generator(facts, lines);
    }
    let mut edits = vec![Edit { range: binding.load.byte_range(), text: facts.text(file).to_owned() }];
    let block = left_block(facts, &binding);
    let alone = statement.parent().is_some_and(|suite| statements(suite).len() == 1);
    if alone && block.is_none() {
        return Err(layout("nothing would be left in its block", statement));
    }
    edits.push(Edit { range: lines_of(text, statement), text: String::new() });
    edits.extend(repaired(facts, &binding.consumer, binding.load)?);
    edits.extend(kept_comment(facts, &binding));
    edits.extend(moved(facts, &binding, block)?);
    edits.extend(closed_later(facts, &binding, file)?);
    Ok(merged(edits))
}

/// `ids = list(range(n))` becomes `ids = range(n)`.
pub fn range<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let range = listed_range(facts, list).ok_or_else(|| layout("this is no list of numbers", list))?;
    let (assignment, statement, target) = assignment(list)?;
    let comment = comment_in(list);
    let typed =
        trailing_comment(facts.module.text(), statement).filter(|c| facts.module.text()[c.clone()].contains("# type:"));
    if comment.is_some() || typed.is_some() {
        return Err(layout("a comment in it would be lost or be wrong", statement));
    }
    undeclared(facts, target)?;
    let replaced = outer(list).byte_range();
    let mut edits = vec![
        Edit { range: replaced.start..range.start_byte(), text: String::new() },
        Edit { range: range.end_byte()..replaced.end, text: String::new() },
    ];
    edits.extend(without_annotation(assignment, target));
    Ok(merged(edits))
}

/// Elsewhere the name is declared to stand for a list, which a type checker holds against any other value.
///
/// # Errors
/// It is.
fn undeclared<'m>(facts: &Facts<'m>, target: Node<'m>) -> Result<(), Reason> {
    let symbol = facts.scopes().symbol_at(target).map(|symbol| &facts.scopes().symbols[symbol]);
    let others = symbol.into_iter().flat_map(|symbol| symbol.bindings()).map(|o| o.node).filter(|n| *n != target);
    let annotated = |name: &Node<'m>| {
        let by = name.parent().filter(|p| p.kind() == "assignment" && child(*p, "left") == Some(*name));
        by.and_then(|by| child(by, "type")).is_some_and(|annotation| facts.annotated(annotation).is_sized())
    };
    match others.into_iter().find(annotated) {
        Some(other) => Err(layout(&format!("`{}` is declared to stand for a list", facts.text(other)), other)),
        None => Ok(()),
    }
}

/// The annotation that says `list` goes.
fn without_annotation(assignment: Node<'_>, target: Node<'_>) -> Option<Edit> {
    let annotation = child(assignment, "type")?;
    Some(Edit { range: target.end_byte()..annotation.end_byte(), text: String::new() })
}

/// `words = [...]` becomes `words = (...)`; a call that makes a list becomes its lazy form.
pub fn generator<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let binding = named(facts, list)?;
    let comment = trailing_comment(facts.module.text(), binding.statement);
    if comment.is_some_and(|c| facts.module.text()[c].contains("# type:")) {
        return Err(layout("a type comment says that it is a list", binding.statement));
    }
    let unmade = first_line(facts, &binding.consumer, facts.eager_call(list).as_ref());
    if let Some(edits) = unmade.or_else(|| without_name(facts, list, &binding)) {
        return Ok(edits);
    }
    undeclared(facts, binding.target)?;
    let mut edits = lazy(facts, list, false)?;
    edits.extend(without_annotation(binding.assignment, binding.target));
    edits.extend(asked_by_name(facts, list, &binding)?);
    edits.extend(moved(facts, &binding, left_block(facts, &binding))?);
    if let Some(file) = producer(facts, list).and_then(|producer| producer.files(facts).first().copied()) {
        edits.extend(closed_later(facts, &binding, file)?);
    }
    opened(facts, list, (binding.statement, binding.walk), merged(edits))
}

/// The edits that move the walk into the block of its file, if it stands after it.
pub(super) fn moved<'m>(facts: &Facts<'m>, binding: &Named<'m>, block: Option<Node<'m>>) -> Rewritten {
    match block {
        Some(with) => {
            can_move_into(facts, with)?;
            let (from, last) = behind(facts, with, binding.walk).unwrap_or((with, binding.walk));
            into_block(facts, with, from, last)
        }
        None => Ok(Vec::new()),
    }
}

/// The edits that put what closes the file behind the walk.
pub(super) fn closed_later<'m>(facts: &Facts<'m>, binding: &Named<'m>, file: Node<'m>) -> Rewritten {
    let Some(closing) = closed_between(facts, binding, file) else { return Ok(Vec::new()) };
    let text = facts.module.text();
    let last = beside(closing, binding.walk).ok_or_else(|| layout("it has no place behind the walk", closing))?;
    if !owns_lines(text, closing) || !owns_lines(text, last) {
        return Err(layout("it shares its line with another statement", closing));
    }
    let lines = lines_of(text, closing);
    let at = line_end(text, last.end_byte());
    let ends = text[..at].ends_with('\n');
    let moved = text[lines.clone()].trim_end_matches('\n');
    let moved = if ends { format!("{moved}\n") } else { format!("\n{moved}") };
    Ok(vec![Edit { range: lines, text: String::new() }, Edit { range: at..at, text: moved }])
}

/// A comment at the end of the deleted line moves to the line that takes its place.
pub(super) fn kept_comment<'m>(facts: &Facts<'m>, binding: &Named<'m>) -> Option<Edit> {
    let text = facts.module.text();
    let comment = trailing_comment(text, binding.statement)?;
    let walk = binding.walk;
    let end = header_end(walk);
    let rest = text[end..line_end(text, end)].trim();
    if rest.is_empty() {
        return Some(Edit { range: end..end, text: text[comment].to_owned() });
    }
    let start = line_start(text, walk.start_byte());
    // Where the walk moves into the block, it gets the indentation of what stands there.
    let moves = left_block(facts, binding).is_some();
    let indent = indentation(text, if moves { binding.statement.start_byte() } else { walk.start_byte() });
    Some(Edit { range: start..start, text: format!("{indent}{}\n", text[comment].trim()) })
}

/// The end of the first line of a compound statement's header, or of a simple statement.
fn header_end(statement: Node<'_>) -> usize {
    let Some(body) = child(statement, "body") else { return statement.end_byte() };
    let mut cursor = statement.walk();
    let colon = statement.children(&mut cursor).filter(|n| n.kind() == ":" && n.end_byte() <= body.start_byte()).last();
    colon.map_or(statement.end_byte(), |c| c.end_byte())
}

/// Insertions at one place become one edit, in the order in which they were made.
fn merged(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    edits
}
