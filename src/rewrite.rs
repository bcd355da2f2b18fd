//! From a candidate to edits: templates, or a rewriter by name.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::Edit;
use crate::locate::Candidate;
use crate::predicates::Rewritten;
use crate::prove::absent;
use crate::python::Facts;
use crate::transform::{Part, Rewrite, Step};
use crate::verdict::{Obligation, Reason};

mod layout;

/// The edits of a candidate, in order of position; `None` where its transform has no rewrite.
pub fn rewrite(candidate: &Candidate<'_>, facts: &Facts<'_>) -> Option<Rewritten> {
    let edits = match candidate.transform.rewrite.as_ref()? {
        Rewrite::Named(call) => match candidate.arguments(&call.arguments) {
            Some(arguments) => (call.item.rewrite)(facts, &arguments),
            None => Err(absent(candidate)),
        },
        Rewrite::Steps(steps) => steps
            .iter()
            .map(|step| template(candidate, step, facts.module.text()))
            .collect(),
    };
    Some(edits.and_then(|edits| in_order(edits, candidate, facts)))
}

/// The edit of one step.
fn template(candidate: &Candidate<'_>, step: &Step, text: &str) -> Result<Edit, Reason> {
    let range = candidate
        .range(&step.replace)
        .ok_or_else(|| absent(candidate))?;
    let place = candidate.node(&step.replace);
    let mut out = String::new();
    let mut kept = Vec::new();
    for part in &step.with.parts {
        match part {
            Part::Text(plain) => out.push_str(plain),
            // An optional capture that is absent stands for nothing.
            Part::Capture(name) => {
                if let Some(range) = candidate.range(name) {
                    let loose = candidate.nodes(name).any(layout::spills)
                        && layout::depth(&out) == 0
                        && !place.is_some_and(layout::in_brackets);
                    let inner = text.get(range.clone()).unwrap_or_default();
                    push(&mut out, inner, loose);
                    kept.push(range);
                }
            }
        }
    }
    if let Some(lost) = place.and_then(|node| lost_comment(node, &kept, text)) {
        let sentence = "the rewrite would lose a comment";
        return Err(Reason::new(Obligation::Layout, sentence, lost));
    }
    let text = layout::unglued(text, &range, out);
    Ok(Edit { range, text })
}

/// Appends `inner`, in parentheses where its line breaks need them.
fn push(out: &mut String, inner: &str, parentheses: bool) {
    if parentheses {
        out.push('(');
    }
    out.push_str(inner);
    if parentheses {
        out.push(')');
    }
}

/// A comment of `node` that stands in none of the ranges kept.
fn lost_comment(node: Node<'_>, kept: &[Range<usize>], text: &str) -> Option<Range<usize>> {
    if !text.get(node.byte_range())?.contains('#') {
        return None;
    }
    let inside = |range: &Range<usize>| {
        kept.iter()
            .any(|kept| kept.start <= range.start && range.end <= kept.end)
    };
    layout::comments(node)
        .into_iter()
        .find(|range| !inside(range))
}

/// Sorted, with the file's line ends, without edits that change nothing.
fn in_order(mut edits: Vec<Edit>, candidate: &Candidate<'_>, facts: &Facts<'_>) -> Rewritten {
    let text = facts.module.text();
    let newline = facts.module.source.newline();
    for edit in &mut edits {
        layout::set_newlines(&mut edit.text, newline);
    }
    edits.retain(|edit| text.get(edit.range.clone()) != Some(edit.text.as_str()));
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let refuse = |sentence: &str| {
        let place = candidate.place.clone();
        Err(Reason::new(Obligation::Layout, sentence, place))
    };
    if edits.is_empty() {
        return refuse("the rewrite changes nothing");
    }
    let overlap = edits
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if b.range.start < a.range.end));
    if overlap
        || edits
            .iter()
            .any(|edit| text.get(edit.range.clone()).is_none())
    {
        return refuse("the edits of the rewrite overlap");
    }
    Ok(edits)
}
