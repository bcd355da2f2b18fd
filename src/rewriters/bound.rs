//! An item of a list that is not made is bound where it was added: `record = line.strip()`.

use tree_sitter::Node;

use crate::edit::layout::{indentable_lines, indentation, line_end, line_start};
use crate::python::Facts;
use crate::python::syntax::{ancestors, children, comment_in, is_statement};

use super::fuse::is_bracketed;
use super::yielding::bare;

/// `record = line.strip()`; nothing where both have the same name.
pub fn bound<'m>(facts: &Facts<'m>, target: Option<Node<'m>>, value: Node<'m>) -> Option<String> {
    let target = target?;
    let taken_apart = matches!(target.kind(), "pattern_list" | "tuple_pattern");
    let target = facts.text(target);
    let open = target.strip_prefix('(').and_then(|t| t.strip_suffix(')')).filter(|t| taken_apart && !t.ends_with(','));
    let target = open.unwrap_or(target);
    let spread = value.start_position().row != value.end_position().row;
    let needed = value.kind() == "named_expression" || spread && !is_bracketed(value);
    let indent = indentation(facts.module.text(), value_statement(value).start_byte());
    let room = facts.target.width.saturating_sub(indent.len() + target.len() + 3);
    let text = || carried(facts, value, indent.len() + target.chars().count() + 3);
    let said = match value.kind() {
        _ if needed => format!("({})", facts.text(value)),
        "tuple" if taken_apart && spread => on_one_line(facts, value).filter(|t| t.len() <= room).unwrap_or_else(text),
        "tuple" if !taken_apart => text(),
        _ if spread => text(),
        _ => bare(facts, value).to_owned(),
    };
    (target != said).then(|| format!("{target} = {said}"))
}

/// The items of a tuple, if each of them stands on one line.
fn on_one_line<'m>(facts: &Facts<'m>, tuple: Node<'m>) -> Option<String> {
    let parts = children(tuple);
    let flat = |n: &Node<'m>| n.start_position().row == n.end_position().row && n.kind() != "list_splat";
    let plain = parts.len() > 1 && parts.iter().all(flat) && comment_in(tuple).is_none();
    plain.then(|| parts.iter().map(|part| facts.text(*part)).collect::<Vec<_>>().join(", "))
}

/// The value as it stands at the column `column`: its lines move with it.
fn carried<'m>(facts: &Facts<'m>, value: Node<'m>, column: usize) -> String {
    let (text, start) = (facts.module.text(), value.start_byte());
    let before = &text[line_start(text, start)..start];
    let (old, outside) = (before.chars().count(), indentation(text, start).len());
    let movable = indentable_lines(text, facts.module.root(), &(line_end(text, start)..value.end_byte()));
    let own_line = before.trim().is_empty();
    let kept = |at: usize| {
        let deep = indentation(text, at).len();
        match own_line {
            // It stood deeper by a step than the statement that takes its place.
            true if deep >= outside && deep > 0 => {
                deep - outside + indentation(text, value_statement(value).start_byte()).len()
            }
            false if deep > old => deep + column - old.min(deep),
            _ => deep,
        }
    };
    let mut out = text[start..line_end(text, start).min(value.end_byte())].to_owned();
    let mut at = line_end(text, start);
    while at < value.end_byte() {
        let end = line_end(text, at).min(value.end_byte());
        let blank = text[at..end].trim().is_empty() || indentation(text, at).contains('\t');
        match movable.contains(&at) && !blank {
            true => out.push_str(&format!("{}{}", " ".repeat(kept(at)), text[at..end].trim_start_matches(' '))),
            false => out.push_str(&text[at..end]),
        }
        at = end;
    }
    out
}

/// The statement that the value stands in.
fn value_statement(value: Node<'_>) -> Node<'_> {
    ancestors(value).find(|n| is_statement(*n)).unwrap_or(value)
}
