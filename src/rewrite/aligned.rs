//! Lines that are aligned with what follows a bracket stay so where a rewrite moves it to the side.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::layout::{indentable_lines, indentation, line_end, line_start};
use crate::python::Facts;
use crate::python::syntax::path;

/// The edits, with those that move such lines as far as the bracket moves.
pub(super) fn aligned(facts: &Facts<'_>, edits: Vec<Edit>) -> Vec<Edit> {
    let text = facts.module.text();
    let mut firsts: Vec<usize> = edits.iter().map(|edit| line_start(text, edit.range.start)).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let mut moved: Vec<Edit> = Vec::new();
    for line in firsts {
        for bracket in open_brackets(facts.module.root(), text, line) {
            let new = followers(facts, &edits, bracket);
            // Of brackets in each other the inner one moves a line.
            let new = new.into_iter().filter(|new| moved.iter().all(|old| old.range.start != new.range.start));
            let new: Vec<Edit> = new.collect();
            moved.extend(new);
        }
    }
    let mut edits = edits;
    edits.extend(moved);
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits
}

/// The brackets that open on the line that begins at `line` and close on a later one, the last first.
fn open_brackets<'m>(root: Node<'m>, text: &str, line: usize) -> Vec<Node<'m>> {
    let end = line_end(text, line);
    let Some(last) = end.checked_sub(1).and_then(|at| root.descendant_for_byte_range(at.max(line), end)) else {
        return Vec::new();
    };
    let around = path(root, last).into_iter().chain([last]);
    let opens = |node: &Node<'_>| {
        let bracket = node.child(0).is_some_and(|first| matches!(first.kind(), "(" | "[" | "{"));
        bracket && (line..end).contains(&node.start_byte()) && end < node.end_byte()
    };
    let mut found: Vec<Node<'m>> = around.filter(opens).collect();
    found.reverse();
    found
}

/// The edits that move the lines in the bracket that are aligned with what follows it.
fn followers(facts: &Facts<'_>, edits: &[Edit], bracket: Node<'_>) -> Vec<Edit> {
    let text = facts.module.text();
    let Some(anchor) = bracket.child(1).filter(|n| n.start_position().row == bracket.start_position().row) else {
        return Vec::new();
    };
    let at = anchor.start_byte();
    let line = line_start(text, at);
    let Some(by) = shift(text, edits, &(line..at)) else { return Vec::new() };
    let column = text[line..at].chars().count();
    let lines = indentable_lines(text, facts.module.root(), &(line_end(text, at)..bracket.end_byte()));
    let is_deep = |at: &usize| indentation(text, *at).len() >= column && !indentation(text, *at).contains('\t');
    let code = |at: &usize| text[*at..line_end(text, *at)].trim();
    let mut inside =
        lines.iter().filter(|at| !code(at).is_empty() && !code(at).starts_with([')', ']', '}'])).peekable();
    let first = inside.peek().is_some_and(|at| indentation(text, **at).len() == column);
    if !first || !inside.all(is_deep) {
        return Vec::new();
    }
    lines.iter().copied().filter(is_deep).filter_map(|at| moved(text, edits, at, by)).collect()
}

/// By how many columns what stands behind the range moves; `None` where that cannot be told.
fn shift(text: &str, edits: &[Edit], range: &Range<usize>) -> Option<isize> {
    let mut by = 0;
    for edit in
        edits.iter().filter(|e| e.range.start < range.end && range.start < e.range.end || e.range.start == range.start)
    {
        let old = text.get(edit.range.clone())?;
        if edit.range.start < range.start || range.end < edit.range.end || edit.text.contains('\n') {
            return None;
        }
        by += isize::try_from(edit.text.chars().count()).ok()? - isize::try_from(old.chars().count()).ok()?;
    }
    Some(by)
}

/// The edit that moves the line by so many columns, but for what it is moved already.
fn moved(text: &str, edits: &[Edit], line: usize, by: isize) -> Option<Edit> {
    let end = line + indentation(text, line).len();
    let rest = by - shift(text, edits, &(line..end))?;
    let less = rest.min(0).unsigned_abs();
    let range = end.checked_sub(less)?..end;
    let touched = edits.iter().any(|edit| range.start < edit.range.end && edit.range.start < end);
    let text = " ".repeat(rest.max(0).unsigned_abs());
    (rest != 0 && line <= range.start && !touched).then_some(Edit { range, text })
}
