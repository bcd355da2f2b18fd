//! A list of which the first item is taken before the others are walked becomes an iterator.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{indentation, lines_of, owns_lines, trailing_comment};
use crate::edit::{Edit, Rewritten};
use crate::proof::binding::left_block;
use crate::proof::headed::{Head, Headed, headed, made, source};
use crate::python::Facts;
use crate::python::syntax::{child, comment_in, statements};
use crate::verdict::Reason;

use super::lazy::lazy;
use super::moving::layout;
use super::named::{closed_later, moved};

/// `lines[0]` becomes the only one of `islice(f, 1)`, and `lines[1:]` becomes `f`.
pub fn iterated<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let found = headed(facts, list)?;
    let named = &found.named;
    let statement = named.statement;
    if let Some(comment) = comment_in(statement) {
        return Err(layout("its comment would be lost", comment));
    }
    let source = source(facts, list);
    let name = facts.text(source.unwrap_or(named.target));
    let (islice, mut edits) = imports::add(facts, &Import::new("itertools", "islice"), &["itertools"])?;
    let block = left_block(facts, named);
    edits.push(Edit { range: found.rest.byte_range(), text: name.to_owned() });
    edits.extend(taken(facts, list, &found, (name, &islice), block.is_some())?);
    edits.extend(moved(facts, named, block)?);
    let file = made(facts, list).and_then(|made| made.files(facts).first().copied());
    if let Some(file) = file {
        edits.extend(closed_later(facts, named, file)?);
    }
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// The edits where the list is made and its first item is taken.
fn taken<'m>(
    facts: &Facts<'m>,
    list: Node<'m>,
    found: &Headed<'m>,
    (name, islice): (&str, &str),
    moves: bool,
) -> Rewritten {
    let (named, source) = (&found.named, source(facts, list));
    let (statement, text) = (named.statement, facts.module.text());
    let mut edits = Vec::new();
    match &found.head {
        Head::Item(head) => {
            if !facts.sees_builtin(*head, "list") {
                return Err(layout("`list` is something else here", *head));
            }
            // Each of them says of an empty list what it said before.
            let takes = if head.kind() == "call" { ".pop()" } else { "[0]" };
            edits.push(Edit { range: head.byte_range(), text: format!("list({islice}({name}, 1)){takes}") });
            if source.is_some() {
                edits.push(gone(facts, statement, moves)?);
            } else {
                edits.extend(lazy(facts, list, false)?);
                let annotation = child(named.assignment, "type");
                edits.extend(
                    annotation.map(|a| Edit { range: named.target.end_byte()..a.end_byte(), text: String::new() }),
                );
            }
        }
        Head::Unpacked(names) => {
            let said: Vec<&str> = names.iter().map(|n| facts.text(*n)).collect();
            let said = if said.len() == 1 { format!("[{}]", said[0]) } else { said.join(", ") };
            let taken = format!("{said} = {islice}({name}, {})", names.len());
            if source.is_some() {
                edits.push(Edit { range: statement.byte_range(), text: taken });
            } else {
                if !owns_lines(text, statement) {
                    return Err(layout("it shares its line with another statement", statement));
                }
                let left = child(named.assignment, "left").map_or(statement.byte_range(), |left| left.byte_range());
                edits.push(Edit { range: left, text: name.to_owned() });
                if !facts.knowledge().is_iterator(&facts.type_of(list)) {
                    edits.extend(lazy(facts, list, false)?);
                }
                let indent = indentation(text, statement.start_byte());
                let at = statement.end_byte();
                edits.push(Edit { range: at..at, text: format!("\n{indent}{taken}") });
            }
        }
    }
    Ok(edits)
}

/// The lines of the statement go.
fn gone<'m>(facts: &Facts<'m>, statement: Node<'m>, moves: bool) -> Result<Edit, Reason> {
    let text = facts.module.text();
    let alone = statement.parent().is_some_and(|suite| statements(suite).len() == 1);
    let comment = trailing_comment(text, statement);
    if !owns_lines(text, statement) || comment.is_some() || alone && !moves {
        return Err(layout("its line holds more than it", statement));
    }
    Ok(Edit { range: lines_of(text, statement), text: String::new() })
}
