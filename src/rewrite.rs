//! From a candidate to edits: templates, or a rewriter by name.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::layout::{line_end, line_start};
use crate::locate::Candidate;
use crate::prove::absent;
use crate::python::Facts;
use crate::python::syntax::path;
use crate::transform::{Part, Rewrite, Step};
use crate::verdict::{Obligation, Reason};

mod aligned;
mod layout;
mod width;

/// The edits of a candidate, in order of position; `None` where its transform has no rewrite.
pub fn rewrite<'m>(candidate: &Candidate<'m>, facts: &Facts<'m>) -> Option<Rewritten> {
    let edits = match candidate.transform.rewrite.as_ref()? {
        Rewrite::Named(call) => match candidate.arguments(&call.arguments) {
            Some(arguments) => (call.item.rewrite)(facts, &arguments),
            None => Err(absent(candidate)),
        },
        Rewrite::Steps(steps) => {
            let edits = steps.iter().map(|step| template(candidate, step, facts.module.text()));
            edits.collect::<Result<Vec<_>, _>>().map(|e| e.concat())
        }
    };
    Some(edits.and_then(|edits| in_order(edits, candidate, facts)))
}

/// The edits of one step.
///
/// What is kept is not edited: places in it are found again after the rewrite.
fn template(candidate: &Candidate<'_>, step: &Step, text: &str) -> Result<Vec<Edit>, Reason> {
    let range = candidate.range(&step.replace).ok_or_else(|| absent(candidate))?;
    let place = candidate.node(&step.replace);
    let mut pieces = Pieces::default();
    for part in &step.with.parts {
        match part {
            Part::Text(plain) => pieces.write(plain),
            // An optional capture that is absent stands for nothing.
            Part::Capture(name) => {
                if let Some(kept) = candidate.range(name) {
                    let loose = candidate.nodes(name).any(layout::spills)
                        && pieces.depth == 0
                        && !place.is_some_and(layout::in_brackets);
                    pieces.keep(kept, loose);
                }
            }
        }
    }
    if let Some(lost) = place.and_then(|node| lost_comment(node, &pieces.kept, text)) {
        let sentence = "the rewrite would lose a comment";
        return Err(Reason::new(Obligation::Layout, sentence, lost));
    }
    Ok(pieces.edits(&range, text))
}

/// New text and what is kept, in turn: one text more than there are ranges.
struct Pieces {
    written: Vec<String>,
    kept: Vec<Range<usize>>,
    /// Brackets open so far.
    depth: usize,
}

impl Default for Pieces {
    fn default() -> Self {
        Pieces { written: vec![String::new()], kept: Vec::new(), depth: 0 }
    }
}

impl Pieces {
    fn write(&mut self, text: &str) {
        if let Some(last) = self.written.last_mut() {
            last.push_str(text);
        }
        self.depth = layout::depth(self.depth, text);
    }

    /// Keeps the range, in parentheses where its line breaks need them.
    fn keep(&mut self, range: Range<usize>, parentheses: bool) {
        if parentheses {
            self.write("(");
        }
        self.kept.push(range);
        self.written.push(String::new());
        if parentheses {
            self.write(")");
        }
    }

    /// The edits that put all of this in the place of `range`.
    fn edits(mut self, range: &Range<usize>, text: &str) -> Vec<Edit> {
        let all = self.all(text);
        let (before, after) = layout::glue(text, range, &all);
        if let Some(first) = self.written.first_mut().filter(|_| before) {
            first.insert(0, ' ');
        }
        if let Some(last) = self.written.last_mut().filter(|_| after) {
            last.push(' ');
        }
        if !self.in_place(range) {
            let text = self.all(text);
            let range = range.clone();
            return vec![Edit { range, text }];
        }
        let starts = [range.start].into_iter().chain(self.kept.iter().map(|k| k.end));
        let ends = self.kept.iter().map(|k| k.start).chain([range.end]);
        let gaps = starts.zip(ends).zip(self.written);
        gaps.map(|((start, end), text)| {
            let range = start..end;
            Edit { range, text }
        })
        .collect()
    }

    /// Whether all that is kept stands in `range` already, in this order.
    fn in_place(&self, range: &Range<usize>) -> bool {
        let mut at = range.start;
        let in_order = self.kept.iter().all(|kept| {
            let fits = at <= kept.start;
            at = kept.end;
            fits
        });
        in_order && at <= range.end
    }

    /// The whole new text.
    fn all(&self, text: &str) -> String {
        let mut out = String::new();
        for (index, written) in self.written.iter().enumerate() {
            out.push_str(written);
            let kept = self.kept.get(index).cloned();
            out.push_str(kept.and_then(|range| text.get(range)).unwrap_or_default());
        }
        out
    }
}

/// A comment of `node` that stands in none of the ranges kept.
fn lost_comment(node: Node<'_>, kept: &[Range<usize>], text: &str) -> Option<Range<usize>> {
    if !text.get(node.byte_range())?.contains('#') {
        return None;
    }
    let inside = |range: &Range<usize>| kept.iter().any(|kept| kept.start <= range.start && range.end <= kept.end);
    layout::comments(node).into_iter().find(|range| !inside(range))
}

/// Is this place inside `f"{expression=}"`?
fn shows_itself(facts: &Facts<'_>, at: usize) -> bool {
    let root = facts.module.root();
    let Some(node) = root.descendant_for_byte_range(at, at) else { return false };
    path(root, node).into_iter().chain([node]).any(|node| {
        let mut cursor = node.walk();
        node.kind() == "interpolation" && node.children(&mut cursor).any(|c| c.kind() == "=")
    })
}

/// Would the new text end the text that it stands in the braces of? Before Python 3.12 neither its
/// quotes nor a backslash may stand there.
fn ends_its_text(facts: &Facts<'_>, edit: &Edit) -> bool {
    let at = edit.range.start;
    let Some(node) = facts.module.root().descendant_for_byte_range(at, at) else { return false };
    let around = path(facts.module.root(), node);
    let braces = around.iter().rposition(|n| n.kind() == "interpolation");
    let text = braces.and_then(|at| around.get(..at)?.last().copied()).map(|n| facts.text(n));
    text.and_then(|text| text.chars().find(|c| matches!(c, '"' | '\'')))
        .is_some_and(|quote| edit.text.contains([quote, '\\']))
}

/// Does the edit move or indent lines, of which one (or one of the place) is indented by more than blanks
/// and tabs? Python counts the columns after a form feed anew.
fn meets_form_feed(text: &str, edit: &Edit, place: &std::ops::Range<usize>) -> bool {
    let moved = text.get(edit.range.clone()).unwrap_or_default();
    let before = text.get(line_start(text, edit.range.start)..edit.range.start).unwrap_or_default();
    let within = !before.trim().is_empty();
    let inline = within && !edit.text.contains(['\n', '\r']) && !moved.contains(['\n', '\r']);
    let lines = |range: &std::ops::Range<usize>| {
        let (start, end) = (line_start(text, range.start), line_end(text, range.end));
        text.get(start..end).unwrap_or_default().split(['\n', '\r'])
    };
    let is_odd = |line: &str| {
        let code = line.trim_start();
        !code.is_empty() && line[..line.len() - code.len()].contains('\x0c')
    };
    !inline && lines(&edit.range).chain(lines(place)).any(is_odd)
}

/// Sorted, in lines that are not too wide, with the file's line ends, without edits that change nothing.
fn in_order(mut edits: Vec<Edit>, candidate: &Candidate<'_>, facts: &Facts<'_>) -> Rewritten {
    let text = facts.module.text();
    let newline = facts.module.source.newline();
    edits = width::fitted(facts, aligned::aligned(facts, edits));
    for edit in &mut edits {
        layout::set_newlines(&mut edit.text, newline);
    }
    edits.retain(|edit| text.get(edit.range.clone()) != Some(edit.text.as_str()));
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    layout::set_apart(text, &mut edits);
    let refuse = |sentence: &str| {
        let place = candidate.place.clone();
        Err(Reason::new(Obligation::Layout, sentence, place))
    };
    if edits.is_empty() {
        return refuse("the rewrite changes nothing");
    }
    let overlap = edits.windows(2).any(|pair| matches!(pair, [a, b] if b.range.start < a.range.end));
    if edits.iter().any(|edit| shows_itself(facts, edit.range.start)) {
        return refuse("`{...=}` prints the text of the expression that would be rewritten");
    }
    if edits.iter().any(|edit| ends_its_text(facts, edit)) {
        return refuse("its quotes would end the text that it stands in");
    }
    if edits.iter().any(|edit| meets_form_feed(text, edit, &candidate.place)) {
        return refuse("a form feed stands in the indentation of lines that would move");
    }
    if overlap || edits.iter().any(|edit| text.get(edit.range.clone()).is_none()) {
        return refuse("the edits of the rewrite overlap");
    }
    Ok(edits)
}
