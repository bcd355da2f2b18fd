//! A list that a loop fills and another walks: one loop, or a generator expression.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::layout::{indentable_lines, indentation, is_blank_line, line_end, line_start, lines_of, owns_lines};
use crate::proof::append_loop::{AppendLoop, append_loop};
use crate::python::Facts;
use crate::python::syntax::{child, preorder};

use super::moving::{deleted, layout};
use super::question::repaired;

/// The longest line that a generator expression is put on.
pub const WIDTH: usize = 88;

/// Rewrites the loop that fills the list `list`, and the walk.
pub fn loops<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let found = append_loop(facts, list)?;
    let mut edits = if found.is_fusable() { fused(facts, &found)? } else { expression(facts, &found)? };
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// The body of the walk goes where the append was.
fn fused<'m>(facts: &Facts<'m>, found: &AppendLoop<'m>) -> Rewritten {
    let text = facts.module.text();
    let statement =
        facts.statement_of(found.append).ok_or_else(|| layout("it stands in no statement", found.append))?;
    for node in [statement, found.filling, found.named.walk] {
        if !owns_lines(text, node) {
            return Err(layout("it shares its line with another statement", node));
        }
    }
    let body = child(found.named.walk, "body").ok_or_else(|| layout("the loop has no body", found.named.walk))?;
    let header_end = line_end(text, header_colon(found.named.walk));
    if body.start_byte() < header_end {
        return Err(layout("the loop stands on one line", found.named.walk));
    }
    let between = line_end(text, found.filling.end_byte())..line_start(text, found.named.walk.start_byte());
    let mut edits = vec![deleted(facts, found.named.statement)?];
    let moved = text[between.clone()].trim_matches(['\n', '\r']).trim_end();
    if !moved.is_empty() {
        let at = line_start(text, found.filling.start_byte());
        edits.push(Edit { range: at..at, text: format!("{moved}\n") });
    }
    let indent = indentation(text, statement.start_byte());
    let mut new = String::new();
    let note = text[header_colon(found.named.walk)..header_end].trim();
    if !note.is_empty() {
        new.push_str(&format!("{indent}{note}\n"));
    }
    if let Some(bound) = binding(facts, found) {
        new.push_str(&format!("{indent}{bound}\n"));
    }
    new.push_str(&reindented(facts, header_end..line_end(text, found.named.walk.end_byte()), body, indent));
    let behind = text[statement.end_byte()..line_end(text, statement.end_byte())].trim();
    if !behind.is_empty() {
        new = format!("{indent}{behind}\n{new}");
    }
    edits.push(Edit { range: lines_of(text, statement), text: new });
    edits.push(Edit { range: between.start..line_end(text, found.named.walk.end_byte()), text: String::new() });
    Ok(edits)
}

/// The end of the colon that closes the header.
fn header_colon(statement: Node<'_>) -> usize {
    let body = child(statement, "body").map_or(statement.end_byte(), |b| b.start_byte());
    let mut cursor = statement.walk();
    let colon = statement.children(&mut cursor).filter(|n| n.kind() == ":" && n.end_byte() <= body).last();
    colon.map_or(statement.end_byte(), |c| c.end_byte())
}

/// `record = line.strip()`; nothing where both have the same name.
fn binding<'m>(facts: &Facts<'m>, found: &AppendLoop<'m>) -> Option<String> {
    let target = child(found.named.walk, "left").map_or("", |t| facts.text(t));
    let value = facts.text(found.value);
    let spread = found.value.start_position().row != found.value.end_position().row;
    let bare = found.value.kind() == "named_expression" || spread && !is_bracketed(found.value);
    let value = if bare { format!("({value})") } else { value.to_owned() };
    (target != value).then(|| format!("{target} = {value}"))
}

/// Does the expression begin and end with its own brackets, or as a call?
pub fn is_bracketed(value: Node<'_>) -> bool {
    matches!(
        value.kind(),
        "call"
            | "tuple"
            | "list"
            | "dictionary"
            | "set"
            | "subscript"
            | "list_comprehension"
            | "parenthesized_expression"
    )
}

/// The lines of `range`, with the indentation of `body` replaced by `indent`.
fn reindented<'m>(facts: &Facts<'m>, range: std::ops::Range<usize>, body: Node<'m>, indent: &str) -> String {
    let text = facts.module.text();
    let old = indentation(text, body.start_byte());
    let movable = indentable_lines(text, facts.module.root(), &range);
    let mut out = String::new();
    let mut at = range.start;
    while at < range.end {
        let end = line_end(text, at);
        let line = &text[at..end];
        match line.strip_prefix(old).filter(|_| movable.contains(&at) && !is_blank_line(text, at)) {
            Some(rest) => {
                out.push_str(indent);
                out.push_str(rest);
            }
            None => out.push_str(line),
        }
        at = end;
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// `xs = (value for x in items if x)`
fn expression<'m>(facts: &Facts<'m>, found: &AppendLoop<'m>) -> Rewritten {
    let text = facts.module.text();
    let headers =
        found.headers().ok_or_else(|| layout("the loop does more than an expression could", found.filling))?;
    if let Some(comment) = preorder(found.filling).find(|n| n.kind() == "comment") {
        return Err(layout("its comments would be lost in an expression", comment));
    }
    if found.value.start_position().row != found.value.end_position().row || !owns_lines(text, found.filling) {
        return Err(layout("its value has several lines", found.value));
    }
    if preorder(found.filling).any(|n| matches!(n.kind(), "named_expression" | "yield" | "await")) {
        return Err(layout("what it binds or awaits cannot go into an expression", found.filling));
    }
    let mut parts = vec![facts.text(found.value).to_owned()];
    for header in headers {
        parts.push(clause(facts, header)?);
    }
    let name = &facts.scopes().symbols[found.named.symbol].name;
    let indent = indentation(text, found.filling.start_byte());
    let mut new = format!("{name} = ({})", parts.join(" "));
    if indent.len() + new.len() > WIDTH || new.contains('\n') {
        let step = unit(text, found.filling);
        let lines: Vec<String> = parts.iter().map(|p| format!("{indent}{step}{p}\n")).collect();
        new = format!("{name} = (\n{}{indent})", lines.concat());
    }
    let filling = found.filling.start_byte()..found.filling.end_byte();
    let mut edits = vec![deleted(facts, found.named.statement)?, Edit { range: filling, text: new }];
    edits.extend(repaired(facts, &found.named.consumer, found.named.load)?);
    Ok(edits)
}

/// One step of indentation, as the loop's own body shows it.
fn unit<'t>(text: &'t str, filling: Node<'_>) -> &'t str {
    let outer = indentation(text, filling.start_byte());
    let inner = child(filling, "body").map_or(outer, |b| indentation(text, b.start_byte()));
    inner.strip_prefix(outer).filter(|u| !u.is_empty()).unwrap_or("    ")
}

/// A header as a clause of a generator expression.
fn clause<'m>(facts: &Facts<'m>, header: Node<'m>) -> Result<String, crate::verdict::Reason> {
    let fields: &[&str] = if header.kind() == "for_statement" { &["left", "right"] } else { &["condition"] };
    let mut texts = Vec::new();
    for field in fields {
        let node = child(header, field).ok_or_else(|| layout("the loop is not complete", header))?;
        if node.start_position().row != node.end_position().row {
            return Err(layout("its header has several lines", node));
        }
        let bare = matches!(node.kind(), "conditional_expression" | "lambda" | "expression_list") && *field != "left";
        let wrapped = if bare { format!("({})", facts.text(node)) } else { facts.text(node).to_owned() };
        texts.push(wrapped);
    }
    Ok(match texts.as_slice() {
        [target, items] => format!("for {target} in {items}"),
        [condition] => format!("if {condition}"),
        _ => String::new(),
    })
}
