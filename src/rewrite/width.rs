//! A line that a rewrite makes too wide for the formatter of the project is broken as Ruff and Black
//! break it: behind the last bracket, and, where that is not enough, between what stands in it.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::layout::{indentation, line_end, line_start};
use crate::edit::{Edit, Patch};
use crate::parse::parse_text;
use crate::python::Facts;
use crate::python::syntax::{ancestors, children, is_comprehension};
use crate::rewriters::nested::step_of;

/// A line may have to be broken, then what is in its brackets, and so on.
const ROUNDS: usize = 4;

/// Of a line that is too wide already nobody minds a few characters more.
const MORE: usize = 8;

/// The edits, with line breaks where a line that was narrow enough would be too wide, or one that was
/// not much wider.
pub(super) fn fitted(facts: &Facts<'_>, edits: Vec<Edit>) -> Vec<Edit> {
    let mut edits = edits;
    for _ in 0..ROUNDS {
        match broken(facts, &edits) {
            Some(narrower) => edits = narrower,
            None => break,
        }
    }
    edits
}

/// The same with one more line break in each line that is too wide; `None` where there is none.
fn broken(facts: &Facts<'_>, edits: &[Edit]) -> Option<Vec<Edit>> {
    let (text, width) = (facts.module.text(), facts.target.width);
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let wide: Vec<usize> = groups(text, &edits).iter().flat_map(|group| too_wide(text, group, width)).collect();
    if wide.is_empty() {
        return None;
    }
    let pieces = pieces(&edits);
    let new = Patch { edits: edits.clone(), scope: 0..0 }.apply(text)?;
    let tree = parse_text(&new).filter(|tree| !tree.root_node().has_error())?;
    let step = step_of(facts, facts.module.root());
    let breaks = wide.into_iter().filter_map(|at| at_brackets(&new, tree.root_node(), at, width, &step));
    let breaks: Vec<Edit> = breaks.flatten().collect();
    if breaks.is_empty() { None } else { taken_back(edits, &pieces, breaks) }
}

/// Edits that share lines of the old text.
struct Group<'e> {
    lines: Range<usize>,
    edits: &'e [Edit],
    /// Where its first line stands in the new text.
    new: usize,
}

fn groups<'e>(text: &str, sorted: &'e [Edit]) -> Vec<Group<'e>> {
    let mut found: Vec<Group<'e>> = Vec::new();
    let (mut first, mut added, mut gone) = (0, 0, 0);
    let mut new = 0;
    let mut lines = 0..0;
    for (at, edit) in sorted.iter().enumerate() {
        let start = line_start(text, edit.range.start);
        if at == 0 || lines.end <= start {
            found.extend((at > 0).then(|| Group { lines: lines.clone(), edits: &sorted[first..at], new }));
            (first, lines, new) = (at, start..start, start + added - gone);
        }
        lines.end = lines.end.max(line_end(text, edit.range.end));
        added += edit.text.len();
        gone += edit.range.len();
    }
    found.extend((!sorted.is_empty()).then(|| Group { lines, edits: &sorted[first..], new }));
    found
}

/// Where the lines begin, in the new text, that are too wide where none was, or much wider than any was.
fn too_wide(text: &str, group: &Group<'_>, width: usize) -> Vec<usize> {
    let columns = |line: &str| line.trim_end_matches(['\n', '\r']).chars().count();
    let old = text.get(group.lines.clone()).unwrap_or_default();
    let widest = old.split(['\n', '\r']).map(columns).max().filter(|widest| *widest > width);
    let most = widest.map_or(width, |widest| widest + MORE);
    let local = |edit: &Edit| Edit {
        range: edit.range.start - group.lines.start..edit.range.end - group.lines.start,
        text: edit.text.clone(),
    };
    let patch = Patch { edits: group.edits.iter().map(local).collect(), scope: 0..0 };
    let Some(new) = patch.apply(old) else { return Vec::new() };
    let mut found = Vec::new();
    let mut at = 0;
    while at < new.len() {
        let end = line_end(&new, at);
        found.extend((columns(&new[at..end]) > most).then_some(group.new + at));
        at = end;
    }
    found
}

/// Where the text of each edit stands in the new text.
fn pieces(sorted: &[Edit]) -> Vec<Range<usize>> {
    let (mut done, mut at) = (0, 0);
    let place = |edit: &Edit| {
        at += edit.range.start.saturating_sub(done);
        done = edit.range.end;
        let start = at;
        at += edit.text.len();
        start..at
    };
    sorted.iter().map(place).collect()
}

/// The line breaks for the line that begins at `start`.
fn at_brackets(text: &str, root: Node<'_>, start: usize, width: usize, step: &str) -> Option<Vec<Edit>> {
    let line = text[start..line_end(text, start)].trim_end();
    let code = line.trim_end_matches([':', ',']);
    let close = start + code.len().checked_sub(1)?;
    let last = root.descendant_for_byte_range(close, close + 1)?;
    let bracket = last.parent().filter(|_| matches!(last.kind(), ")" | "]" | "}"))?;
    let open = bracket.child(0).filter(|open| matches!(open.kind(), "(" | "[" | "{") && start < open.start_byte())?;
    if is_within(bracket, start) || bracket.kind() == "parenthesized_expression" {
        return None;
    }
    let indent = indentation(text, start);
    let inside = open.end_byte()..last.start_byte();
    let body = text.get(inside.clone())?.trim();
    let insert = |at: usize, text: String| Edit { range: at..at, text };
    let behind = format!("\n{indent}{step}");
    let mut breaks = vec![insert(inside.start, behind.clone())];
    let call = bracket.kind() == "argument_list";
    let room = indent.chars().count() + step.chars().count() + body.chars().count() <= width;
    let parts = children(bracket);
    if is_comprehension(bracket) {
        let clauses = parts.iter().skip(1).filter(|_| !room);
        breaks.extend(
            clauses.map(|clause| Edit { range: blanks_before(text, clause.start_byte()), text: behind.clone() }),
        );
    } else if !(call && room) {
        breaks.extend(
            parts
                .iter()
                .skip(1)
                .map(|part| Edit { range: blanks_before(text, part.start_byte()), text: behind.clone() }),
        );
        let sole = parts.len() == 1 && (call || bracket.kind() == "tuple");
        if !body.ends_with(',') && !sole {
            breaks.push(insert(inside.end, ",".to_owned()));
        }
    }
    breaks.push(insert(inside.end, format!("\n{indent}")));
    (!parts.is_empty() && !body.contains('\n')).then_some(breaks)
}

/// Is the bracket part of a text, or of an expression that is broken at its operators?
fn is_within(bracket: Node<'_>, line: usize) -> bool {
    let text = ancestors(bracket).any(|n| matches!(n.kind(), "string" | "interpolation"));
    let around = ancestors(bracket).take_while(|n| line <= n.start_byte() && !n.kind().ends_with("statement"));
    let mut around = around.take_while(|n| !n.child(0).is_some_and(|c| matches!(c.kind(), "(" | "[" | "{")));
    let loose = ["conditional_expression", "expression_list"];
    text || around.any(|n| n.kind().ends_with("operator") || loose.contains(&n.kind()))
}

fn blanks_before(text: &str, at: usize) -> Range<usize> {
    text[..at].trim_end_matches([' ', '\t']).len()..at
}

/// The edits, with those of the new text in them or beside them; `None` where one is in both.
fn taken_back(mut edits: Vec<Edit>, pieces: &[Range<usize>], mut breaks: Vec<Edit>) -> Option<Vec<Edit>> {
    let mut beside = Vec::new();
    breaks.sort_by_key(|e| (e.range.start, e.range.end));
    // From the end, so that what is before stays where it is.
    for change in breaks.into_iter().rev() {
        let (start, end) = (change.range.start, change.range.end);
        let first = pieces.partition_point(|piece| piece.end < start);
        let near = pieces.iter().enumerate().skip(first).take_while(|(_, piece)| piece.start <= end);
        let mut near = near
            .filter(|(_, piece)| piece.start <= start && end <= piece.end || piece.start < end && start < piece.end);
        if let Some((at, piece)) = near.next() {
            if start < piece.start || piece.end < end {
                return None;
            }
            edits[at].text.replace_range(start - piece.start..end - piece.start, &change.text);
            continue;
        }
        let behind = pieces.partition_point(|piece| piece.end <= start);
        let before = behind.checked_sub(1).map_or((0, 0), |at| (pieces[at].end, edits[at].range.end));
        let range = start - before.0 + before.1..end - before.0 + before.1;
        beside.push(Edit { range, text: change.text });
    }
    edits.extend(beside.into_iter().rev());
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Some(edits)
}
