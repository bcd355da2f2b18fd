//! A list that a loop fills and another walks: one loop, or a generator expression.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::layout::{indentable_lines, indentation, is_blank_line, line_end, line_start, lines_of, owns_lines};
use crate::proof::filled_list::rounds::{Header, Others, What, headers};
use crate::proof::filled_list::{AppendLoop, filled_list, judge};
use crate::python::Facts;
use crate::python::syntax::{child, children, comment_in, inner, preorder};
use crate::verdict::Reason;

use super::bound::bound;
use super::counted::after_loop;
use super::local::local_generator;
use super::moving::{deleted, layout};
use super::named::moved;
use super::nested::fresh;
use super::question::repaired;

/// Rewrites the loop that fills the list `list`, and the walk.
pub fn loops<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let (found, _) = judge(facts, filled_list(facts, list)?);
    let mut edits = match (found.fused(), found.one_loop()) {
        (Some(found), _) => fused(facts, &found)?,
        (None, Some(one)) => match expression(facts, &one) {
            Ok(edits) => edits,
            Err(_) => local_generator(facts, &found)?,
        },
        (None, None) => local_generator(facts, &found)?,
    };
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// The body of the walk goes where the items were added.
fn fused<'m>(facts: &Facts<'m>, found: &AppendLoop<'_, 'm>) -> Rewritten {
    let text = facts.module.text();
    let (first, last) = (found.added.first, found.added.last);
    let (body, header_end) = own_lines(facts, found)?;
    let between = line_end(text, found.filling.end_byte())..line_start(text, found.list.named.walk.start_byte());
    let mut edits = vec![deleted(facts, found.list.named.statement)?];
    let beside = indentation(text, found.filling.start_byte());
    let moved = match found.list.moved_into {
        Some(_) => reindented(facts, between.clone(), found.list.named.walk, beside),
        None => text[between.clone()].to_owned(),
    };
    let moved = moved.trim_matches(['\n', '\r']).trim_end();
    if !moved.is_empty() {
        let at = line_start(text, found.filling.start_byte());
        edits.push(Edit { range: at..at, text: format!("{moved}\n") });
    }
    let indent = indentation(text, first.start_byte());
    let note = text[header_colon(found.list.named.walk)..header_end].trim();
    let mut new = if note.is_empty() { String::new() } else { format!("{indent}{note}\n") };
    let mut inside = indent.to_owned();
    if let Some(header) = looped(facts, found)? {
        inside.push_str(unit(text, found.filling));
        new.push_str(&format!("{indent}{header}\n"));
    }
    let replaced = match &found.added.what {
        What::Either(branches) => {
            for (statement, value) in branches {
                let bound = bound(facts, target(found), *value).unwrap_or_else(|| "pass".to_owned());
                edits.push(Edit { range: statement.byte_range(), text: bound });
            }
            let (header, deeper) = for_the_others(found, indent, unit(text, found.filling));
            new.push_str(&header);
            inside.push_str(deeper);
            line_end(text, last.end_byte())..line_end(text, last.end_byte())
        }
        What::Item(value) => {
            new.extend(bound(facts, target(found), *value).map(|bound| format!("{indent}{bound}\n")));
            lines_of(text, first)
        }
        What::Items(_) | What::Several(_) => lines_of(text, first).start..lines_of(text, last).end,
    };
    new.push_str(&reindented(facts, header_end..line_end(text, found.list.named.walk.end_byte()), body, &inside));
    let behind = text[last.end_byte()..line_end(text, last.end_byte())].trim();
    if !behind.is_empty() && !replaced.is_empty() {
        new = format!("{indent}{behind}\n{new}");
    }
    edits.push(Edit { range: replaced, text: new });
    edits.push(Edit { range: between.start..line_end(text, found.list.named.walk.end_byte()), text: String::new() });
    Ok(edits)
}

/// The branch for those that add nothing, where it has to be written down, and by what the body of
/// the walk goes deeper for it.
fn for_the_others<'s>(found: &AppendLoop<'_, '_>, indent: &str, step: &'s str) -> (String, &'s str) {
    match (found.added.others, found.added.last.kind()) {
        (Others::Leave, _) => (String::new(), ""),
        (Others::Missing, "match_statement") => (format!("{indent}{step}case _:\n{indent}{step}{step}continue\n"), ""),
        (Others::Missing, _) => (format!("{indent}else:\n{indent}{step}continue\n"), ""),
        (Others::GoOn, _) => (format!("{indent}else:\n"), step),
    }
}

/// The body of the walk and the end of its header, where each part has lines of its own.
fn own_lines<'m>(facts: &Facts<'m>, found: &AppendLoop<'_, 'm>) -> Result<(Node<'m>, usize), Reason> {
    let (text, walk) = (facts.module.text(), found.list.named.walk);
    let parts = [found.added.first, found.added.last, found.filling, walk];
    if let Some(shared) = parts.into_iter().find(|node| !owns_lines(text, *node)) {
        return Err(layout("it shares its line with another statement", shared));
    }
    let body = child(walk, "body").ok_or_else(|| layout("the loop has no body", walk))?;
    let header_end = line_end(text, header_colon(walk));
    match body.start_byte() < header_end {
        true => Err(layout("the loop stands on one line", walk)),
        false => Ok((body, header_end)),
    }
}

/// `for word in line.split():`, where a round adds several items.
fn looped<'m>(facts: &Facts<'m>, found: &AppendLoop<'_, 'm>) -> Result<Option<String>, Reason> {
    let target = target(found).map_or("", |t| facts.text(t));
    let (first, last) = (found.added.first, found.added.last);
    let comment = children_between(first, last).into_iter().find(|n| n.kind() == "comment");
    match &found.added.what {
        What::Item(_) | What::Either(_) => Ok(None),
        _ if comment.is_some() => Err(layout("its comment would be lost", first)),
        What::Items(items) => Ok(Some(format!("for {target} in {}:", facts.text(inner(*items))))),
        What::Several(values) => Ok(Some(format!("for {target} in ({}):", several(facts, values)))),
    }
}

/// What the walk binds.
fn target<'m>(found: &AppendLoop<'_, 'm>) -> Option<Node<'m>> {
    child(found.list.named.walk, "left")
}

/// The nodes from one statement to another of the same suite.
fn children_between<'m>(first: Node<'m>, last: Node<'m>) -> Vec<Node<'m>> {
    let mut cursor = first.walk();
    let suite = first.parent().map(|suite| suite.children(&mut cursor).collect::<Vec<_>>()).unwrap_or_default();
    suite
        .into_iter()
        .filter(|n| n.start_byte() >= first.start_byte() && n.end_byte() <= last.end_byte())
        .flat_map(preorder)
        .collect()
}

fn several<'m>(facts: &Facts<'m>, values: &[Node<'m>]) -> String {
    values.iter().map(|value| facts.text(*value)).collect::<Vec<_>>().join(", ")
}

/// The end of the colon that closes the header.
fn header_colon(statement: Node<'_>) -> usize {
    let body = child(statement, "body").map_or(statement.end_byte(), |b| b.start_byte());
    let mut cursor = statement.walk();
    let colon = statement.children(&mut cursor).filter(|n| n.kind() == ":" && n.end_byte() <= body).last();
    colon.map_or(statement.end_byte(), |c| c.end_byte())
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
fn expression<'m>(facts: &Facts<'m>, found: &AppendLoop<'_, 'm>) -> Rewritten {
    let text = facts.module.text();
    let lost = || layout("the loop does more than an expression could", found.filling);
    let (headers, value) = headers(facts, found.filling, found.added).ok_or_else(lost)?;
    if let Some(comment) = comment_in(found.filling) {
        return Err(layout("its comments would be lost in an expression", comment));
    }
    if !owns_lines(text, found.filling) {
        return Err(layout("it shares its line with another statement", found.filling));
    }
    if preorder(found.filling).any(|n| matches!(n.kind(), "named_expression" | "yield" | "await")) {
        return Err(layout("what it binds or awaits cannot go into an expression", found.filling));
    }
    let (item, last) = item(facts, found, value)?;
    let mut parts = vec![item];
    for header in headers {
        parts.push(match header {
            Header::Inside(statement) => clause(facts, statement)?,
            Header::Unless(condition) => format!("if {}", opposite(facts, condition)?),
        });
    }
    parts.extend(last);
    let unmade = match &found.added.what {
        // The name of an item may stand for what makes it.
        What::Item(item) => found.list.moved_into.is_none() && facts.effects_of(value.unwrap_or(*item)).is_silent(),
        _ => false,
    };
    let rounds = parts.get(1..).filter(|_| unmade).map(|rounds| rounds.join(" "));
    if let Some(count) = rounds.and_then(|rounds| after_loop(facts, &found.list.named, found.filling, &rounds)) {
        let gone = Edit { range: lines_of(text, found.filling), text: String::new() };
        return Ok(vec![deleted(facts, found.list.named.statement)?, gone, count]);
    }
    let name = &facts.scopes().symbols[found.list.named.symbol].name;
    let indent = indentation(text, found.filling.start_byte());
    let mut new = format!("{name} = ({})", parts.join(" "));
    if indent.len() + new.len() > facts.target.width || new.contains('\n') {
        let step = unit(text, found.filling);
        let lines: Vec<String> = parts.iter().map(|p| format!("{indent}{step}{p}\n")).collect();
        new = format!("{name} = (\n{}{indent})", lines.concat());
    }
    let filling = found.filling.start_byte()..found.filling.end_byte();
    let mut edits = vec![deleted(facts, found.list.named.statement)?, Edit { range: filling, text: new }];
    edits.extend(repaired(facts, &found.list.named.consumer, found.list.named.load)?);
    edits.extend(moved(facts, &found.list.named, found.list.moved_into)?);
    Ok(edits)
}

/// What the expression gives for each round, and the clause that goes over several of it.
fn item<'m>(
    facts: &Facts<'m>,
    found: &AppendLoop<'_, 'm>,
    named: Option<Node<'m>>,
) -> Result<(String, Option<String>), Reason> {
    let flat = |node: Node<'m>| match node.start_position().row == node.end_position().row {
        true => Ok(facts.text(node)),
        false => Err(layout("its value has several lines", node)),
    };
    let variable = || fresh(facts, found.filling, "item");
    let over = |items: String| (variable(), Some(format!("for {} in {items}", variable())));
    match &found.added.what {
        What::Item(value) => {
            let value = named.unwrap_or(*value);
            let bare = matches!(value.kind(), "expression_list" | "pattern_list");
            let said = flat(value)?;
            Ok((if bare { format!("({said})") } else { said.to_owned() }, None))
        }
        What::Items(items) => {
            let bare = matches!(inner(*items).kind(), "conditional_expression" | "lambda" | "expression_list");
            let said = flat(*items)?;
            Ok(over(if bare && inner(*items) == *items { format!("({said})") } else { said.to_owned() }))
        }
        What::Several(values) => {
            values.iter().try_for_each(|value| flat(*value).map(|_| ()))?;
            Ok(over(format!("({})", several(facts, values))))
        }
        What::Either(branches) => {
            let condition = either_condition(found.added.last);
            let ([(_, first), (_, second)], Some(condition)) = (branches.as_slice(), condition) else {
                return Err(layout("it has more branches than an expression should", found.added.last));
            };
            Ok((format!("{} if {} else {}", flat(*first)?, flat(condition)?, flat(*second)?), None))
        }
    }
}

/// The condition of an `if` with an `else` and nothing between: one of two branches is always taken.
fn either_condition(branching: Node<'_>) -> Option<Node<'_>> {
    let kinds: Vec<&str> = children(branching).iter().map(Node::kind).collect();
    let either = kinds.contains(&"else_clause") && !kinds.contains(&"elif_clause");
    child(branching, "condition").filter(|_| either && branching.kind() == "if_statement")
}

/// `not x`, as people write it.
fn opposite<'m>(facts: &Facts<'m>, condition: Node<'m>) -> Result<String, Reason> {
    if condition.start_position().row != condition.end_position().row {
        return Err(layout("its header has several lines", condition));
    }
    let plain = inner(condition);
    let said = facts.text(plain);
    if plain.kind() == "not_operator" {
        return Ok(children(plain).first().map_or_else(String::new, |n| facts.text(*n).to_owned()));
    }
    if plain.kind() == "comparison_operator"
        && let [left, right] = children(plain).as_slice()
    {
        let mut cursor = plain.walk();
        let operator = plain.children_by_field_name("operators", &mut cursor).next().map_or("", |o| facts.text(o));
        let scalar = [left, right].iter().all(|n| facts.type_of(**n).is_immutable_scalar());
        let other = match operator {
            "is" => Some("is not"),
            "is not" => Some("is"),
            "in" => Some("not in"),
            "not in" => Some("in"),
            "==" if scalar => Some("!="),
            "!=" if scalar => Some("=="),
            _ => None,
        };
        if let Some(other) = other {
            return Ok(format!("{} {other} {}", facts.text(*left), facts.text(*right)));
        }
    }
    let binds_less = matches!(plain.kind(), "boolean_operator" | "conditional_expression" | "lambda");
    Ok(if binds_less { format!("not ({said})") } else { format!("not {said}") })
}

/// One step of indentation, as the loop's own body shows it.
fn unit<'t>(text: &'t str, filling: Node<'_>) -> &'t str {
    let outer = indentation(text, filling.start_byte());
    let inner = child(filling, "body").map_or(outer, |b| indentation(text, b.start_byte()));
    inner.strip_prefix(outer).filter(|u| !u.is_empty()).unwrap_or("    ")
}

/// A header as a clause of a generator expression.
fn clause<'m>(facts: &Facts<'m>, header: Node<'m>) -> Result<String, Reason> {
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
