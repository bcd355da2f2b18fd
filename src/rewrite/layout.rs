//! What a template needs to know about layout: line breaks, brackets, comments, spaces.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::Edit;

/// Whether the node has a line break that only brackets around it make legal.
pub(super) fn spills(node: Node<'_>) -> bool {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if node.start_position().row == node.end_position().row || closed(node) {
            continue;
        }
        let mut row = node.start_position().row;
        let mut cursor = node.walk();
        let mut more = cursor.goto_first_child();
        while more {
            let child = cursor.node();
            if child.start_position().row != row {
                return true;
            }
            row = child.end_position().row;
            stack.push(child);
            more = cursor.goto_next_sibling();
        }
    }
    false
}

/// A node that is its own bracket.
fn closed(node: Node<'_>) -> bool {
    node.kind() == "string" || node.child(0).is_some_and(|first| matches!(first.kind(), "(" | "[" | "{"))
}

/// Whether a bracket is open around the node.
pub(super) fn in_brackets(node: Node<'_>) -> bool {
    let mut node = node;
    while let Some(parent) = node.parent() {
        if matches!(parent.kind(), "module" | "block") {
            return false;
        }
        if opened_before(parent, node) {
            return true;
        }
        node = parent;
    }
    false
}

/// Whether a bracket of `parent` is open where `child` stands.
fn opened_before(parent: Node<'_>, child: Node<'_>) -> bool {
    let mut open = 0_usize;
    let mut cursor = parent.walk();
    let mut more = cursor.goto_first_child();
    while more && cursor.node() != child {
        match cursor.node().kind() {
            "(" | "[" | "{" => open += 1,
            ")" | "]" | "}" => open = open.saturating_sub(1),
            _ => {}
        }
        more = cursor.goto_next_sibling();
    }
    open > 0
}

/// How many brackets are open after `text`, where `open` were before it.
pub(super) fn depth(open: usize, text: &str) -> usize {
    text.chars().fold(open, |open, c| match c {
        '(' | '[' | '{' => open + 1,
        ')' | ']' | '}' => open.saturating_sub(1),
        _ => open,
    })
}

/// The comments in a node.
pub(super) fn comments(node: Node<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if node.kind() == "comment" {
            found.push(node.byte_range());
        }
        let mut cursor = node.walk();
        let mut more = cursor.goto_first_child();
        while more {
            stack.push(cursor.node());
            more = cursor.goto_next_sibling();
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// Whether `new` in the place of `range` needs a space before it, and one after it, not
/// to run into a neighbouring word.
pub(super) fn glue(text: &str, range: &Range<usize>, new: &str) -> (bool, bool) {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    (
        before.is_some_and(is_word) && new.starts_with(is_word_or_quote),
        after.is_some_and(is_word) && new.ends_with(is_word),
    )
}

/// Keeps words apart that sorted edits would make one: `not[x]` is not `notany(x)`.
pub(super) fn set_apart(text: &str, edits: &mut [Edit]) {
    let mut done: Option<(usize, Option<char>)> = None;
    for at in 0..edits.len() {
        let next = edits.get(at + 1).map(|edit| edit.range.start);
        let Some(edit) = edits.get_mut(at) else { return };
        let kept = text.get(..edit.range.start).and_then(|t| t.chars().next_back());
        let before = match done {
            Some((end, last)) if end == edit.range.start => last.or(kept),
            _ => kept,
        };
        let follows =
            text.get(edit.range.end..).and_then(|t| t.chars().next()).filter(|_| next != Some(edit.range.end));
        let within = before == kept && is_split(text, edit.range.start) && is_split(text, edit.range.end);
        let first = edit.text.chars().next().or(follows);
        if before.is_some_and(is_word) && first.is_some_and(is_word_or_quote) && !within {
            edit.text.insert(0, ' ');
        }
        if edit.text.ends_with(is_word) && follows.is_some_and(is_word) && !is_split(text, edit.range.end) {
            edit.text.push(' ');
        }
        done = Some((edit.range.end, edit.text.chars().next_back()));
    }
}

/// Does the place part a word?
fn is_split(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    before.is_some_and(is_word) && text.get(at..).is_some_and(|t| t.starts_with(is_word))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_word_or_quote(c: char) -> bool {
    is_word(c) || matches!(c, '"' | '\'')
}

/// Gives all line ends of `text` the form that the file has.
pub(super) fn set_newlines(text: &mut String, newline: &str) {
    if newline != "\n" && text.contains('\n') {
        *text = text.replace("\r\n", "\n").replace('\n', newline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_keep_words_apart() {
        let apart = |text: &str, edits: &[(Range<usize>, &str)]| {
            let edits = edits.iter().map(|(range, text)| Edit { range: range.clone(), text: (*text).to_owned() });
            let mut edits: Vec<Edit> = edits.collect();
            set_apart(text, &mut edits);
            crate::edit::Patch { edits, scope: 0..0 }.apply(text).unwrap_or_default()
        };
        assert_eq!(apart("not[x]or y", &[(3..4, "any("), (5..6, ")")]), "not any(x)or y");
        assert_eq!(apart("return[x]", &[(6..7, "list("), (8..9, ")")]), "return list(x)");
        assert_eq!(apart("in[x]if y", &[(2..3, ""), (4..5, "")]), "in x if y");
        assert_eq!(apart("f.lines()if y", &[(1..9, "")]), "f if y");
        assert_eq!(apart("a b", &[(1..2, ""), (2..2, " c ")]), "a c b");
    }

    #[test]
    fn words_do_not_run_together() {
        assert_eq!(glue("in(list)(x)", &(2..11), "x"), (true, false));
        assert_eq!(glue("in (list)(x)", &(3..12), "x"), (false, false));
        assert_eq!(glue("[list(x)for", &(1..8), "x"), (false, true));
        assert_eq!(glue("in(list)(x)", &(2..11), "(x)"), (false, false));
        assert_eq!(glue("in(list)(x)", &(2..11), "'x'"), (true, false));
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let mut text = "a\r\nb\nc".to_owned();
        set_newlines(&mut text, "\n");
        assert_eq!(text, "a\r\nb\nc");
        set_newlines(&mut text, "\r\n");
        assert_eq!(text, "a\r\nb\r\nc");
    }

    #[test]
    fn a_template_knows_its_open_brackets() {
        assert_eq!(depth(0, "sum("), 1);
        assert_eq!(depth(0, "f(x)[y"), 1);
        assert_eq!(depth(1, ") + x"), 0);
    }
}
