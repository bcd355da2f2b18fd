//! Moves the statements after a `with` block into it, up to the one that walks its file.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::layout::{indentable_lines, indentation, is_blank_line, line_end, line_start, lines_of, owns_lines};
use crate::python::Facts;
use crate::python::syntax::{child, statements};
use crate::verdict::{Obligation, Reason};

/// A refusal because of how the code is laid out.
pub fn layout(sentence: &str, node: Node<'_>) -> Reason {
    Reason::new(Obligation::Layout, sentence, node.byte_range())
}

/// Deletes the lines of a statement; a comment behind it stays.
///
/// # Errors
/// Where it shares a line with another statement.
pub fn deleted<'m>(facts: &Facts<'m>, statement: Node<'m>) -> Result<Edit, Reason> {
    let text = facts.module.text();
    if !owns_lines(text, statement) {
        return Err(layout("it shares its line with another statement", statement));
    }
    let rest = &text[statement.end_byte()..line_end(text, statement.end_byte())];
    let range = if rest.trim().is_empty() {
        lines_of(text, statement)
    } else {
        statement.start_byte()..statement.end_byte() + rest.len() - rest.trim_start().len()
    };
    Ok(Edit { range, text: String::new() })
}

/// Edits that move everything after `from`, up to and including `last`, into the body of `with`:
/// that is `from`, or ends the body of that `try`, whose handlers then come after it all.
///
/// # Errors
/// Where lines are shared with other statements, or the indentation is not regular.
pub fn into_block<'m>(facts: &Facts<'m>, with: Node<'m>, from: Node<'m>, last: Node<'m>) -> Result<Vec<Edit>, Reason> {
    let text = facts.module.text();
    let body = child(with, "body").ok_or_else(|| layout("the block has no body", with))?;
    let first = statements(body).first().copied().ok_or_else(|| layout("the block is empty", with))?;
    let irregular = || layout("the indentation is not regular here", with);
    if line_start(text, first.start_byte()) == line_start(text, with.start_byte())
        || first.start_position().row == with.start_position().row
    {
        return Err(layout("the block stands on one line", with));
    }
    if !owns_lines(text, last) || !owns_lines(text, with) || !owns_lines(text, from) {
        return Err(layout("the statements share a line with others", last));
    }
    let outer = indentation(text, from.start_byte());
    let inner = indentation(text, first.start_byte());
    let extra = inner.strip_prefix(outer).filter(|e| !e.is_empty()).ok_or_else(irregular)?;
    let range = line_end(text, from.end_byte())..line_end(text, last.end_byte());
    let mut edits = Vec::new();
    let handlers = line_end(text, with.end_byte())..range.start;
    if !handlers.is_empty() {
        let ends = text[..range.end].ends_with('\n');
        let moved = if ends { "" } else { "\n" }.to_owned() + &text[handlers.clone()];
        let moved = if ends { moved } else { moved.trim_end_matches('\n').to_owned() };
        edits.push(Edit { range: range.end..range.end, text: moved });
        edits.push(Edit { range: handlers, text: String::new() });
    }
    let mut leading = true;
    for at in indentable_lines(text, facts.module.root(), &range) {
        if is_blank_line(text, at) {
            if leading {
                edits.push(Edit { range: at..line_end(text, at), text: String::new() });
            }
            continue;
        }
        let own = indentation(text, at);
        // A comment that already stands inside the block stays as it is.
        if leading && own.len() > outer.len() && own.starts_with(inner) {
            continue;
        }
        leading = false;
        let at = if own.starts_with(outer) { at + outer.len() } else { at };
        edits.push(Edit { range: at..at, text: extra.to_owned() });
    }
    Ok(edits)
}
