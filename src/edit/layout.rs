//! Lines and indentation: what a rewrite has to know of the text around a statement.
//!
//! Text inside strings is never indented or unindented.

use std::ops::Range;

use tree_sitter::Node;

use crate::python::syntax::preorder;

/// The start of the line that holds `at`.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |n| n + 1)
}

/// The end of the line that holds `at`, its line end included: `\n`, `\r\n` or a lone `\r`.
pub fn line_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    match rest.find(['\n', '\r']) {
        None => text.len(),
        Some(n) if rest[n..].starts_with("\r\n") => at + n + 2,
        Some(n) => at + n + 1,
    }
}

/// The white space at the start of the line that holds `at`.
pub fn indentation(text: &str, at: usize) -> &str {
    let start = line_start(text, at);
    let line = &text[start..];
    let end = line.find(|c| c != ' ' && c != '\t').unwrap_or(line.len());
    &line[..end]
}

/// Does the statement have its lines for itself: nothing before it, nothing after it but a comment?
pub fn owns_lines(text: &str, node: Node<'_>) -> bool {
    let before = &text[line_start(text, node.start_byte())..node.start_byte()];
    let after = text[node.end_byte()..line_end(text, node.end_byte())].trim();
    before.trim().is_empty() && (after.is_empty() || after.starts_with('#'))
}

/// The lines of a statement from its first to the end of its last.
pub fn lines_of(text: &str, node: Node<'_>) -> Range<usize> {
    line_start(text, node.start_byte())..line_end(text, node.end_byte())
}

/// The comment at the end of the statement's last line, with the white space before it.
pub fn trailing_comment(text: &str, node: Node<'_>) -> Option<Range<usize>> {
    let end = line_end(text, node.end_byte());
    let rest = text[node.end_byte()..end].trim_end();
    rest.trim_start().starts_with('#').then(|| node.end_byte()..node.end_byte() + rest.len())
}

/// The starts of the lines of `range` that may be indented: those not inside a string.
pub fn indentable_lines(text: &str, root: Node<'_>, range: &Range<usize>) -> Vec<usize> {
    let inside = strings(root, range);
    let mut starts = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if !inside.iter().any(|s| s.start < at && at < s.end) {
            starts.push(at);
        }
        let next = line_end(text, at);
        if next == at {
            break;
        }
        at = next;
    }
    starts
}

/// Strings that meet the range, in order.
fn strings(root: Node<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
    let whole = root.descendant_for_byte_range(range.start, range.end.saturating_sub(1)).unwrap_or(root);
    preorder(whole).filter(|n| n.kind() == "string").map(|n| n.byte_range()).collect()
}

/// Is every character of the line that starts at `at` white space?
pub fn is_blank_line(text: &str, at: usize) -> bool {
    text[at..line_end(text, at)].trim().is_empty()
}
