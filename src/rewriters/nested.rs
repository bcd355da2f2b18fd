//! What takes statements of its own: a loop for each clause of a lazy form, and the block of the
//! file that is opened for it.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::layout::{indentable_lines, indentation, is_blank_line, line_end, line_start, owns_lines};
use crate::edit::{Edit, Rewritten};
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::syntax::{
    ancestors, child, children, clauses, comment_in, enclosing, holds, is_comprehension, is_deferred, is_suite,
    loop_of, outer, preorder, preorder_if, statements,
};
use crate::verdict::Reason;

use super::clause::walked_as;
use super::lazy::{file_name, iterables, opening_of};
use super::moving::layout;

/// Where no block shows how deep one is indented (PEP 8).
const STEP: &str = "    ";

/// `for word in f.read().split():` becomes a loop over the lines and one over their words;
/// where an item is made of what the loop walks, that is the first thing it does.
///
/// # Errors
/// An import that cannot be added.
pub fn loops<'m>(
    facts: &Facts<'m>,
    list: Node<'m>,
    eager: &EagerCall<'m>,
    header: Option<String>,
) -> Result<Option<Vec<Edit>>, Reason> {
    let walk = walked_as(facts, list).filter(|(walk, _)| walk.kind() == "for_statement");
    let clauses = eager.eager.clauses.as_slice();
    let kept = clauses.len() == 1 && header.is_none();
    let Some((walk, target)) = walk.filter(|(walk, _)| is_nestable(facts, *walk, clauses.len(), kept)) else {
        return Ok(None);
    };
    let direct = child(walk, "right") == Some(outer(list));
    let Some(body) = child(walk, "body").filter(|_| direct || clauses.len() == 1 && eager.item().is_some()) else {
        return Ok(None);
    };
    let text = facts.module.text();
    let indent = indentation(text, walk.start_byte());
    let step = indentation(text, body.start_byte()).strip_prefix(indent).filter(|step| !step.is_empty());
    let below = line_end(text, child(walk, "right").unwrap_or(list).end_byte());
    let Some(step) = step.filter(|_| below <= body.start_byte()) else { return Ok(None) };
    let (iterables, mut edits) = iterables(facts, eager)?;
    let mut headers: Vec<String> = header.into_iter().collect();
    let bound = facts.text(target);
    let (variable, items, first) = match (clauses, iterables.as_slice(), eager.item()) {
        ([outermost, _], [items, parts], None) => {
            let variable = fresh(facts, walk, &outermost.variable);
            headers.push(format!("for {variable} in {items}:"));
            (bound.to_owned(), parts.replacen(&outermost.variable, &variable, 1), None)
        }
        ([only], [items], Some(item)) => {
            let rebinds = eager.eager.rebinds && target.kind() == "identifier";
            let variable = if rebinds { bound.to_owned() } else { fresh(facts, walk, &only.variable) };
            let first = format!("{} = {}", unwrapped(target, bound), item.replacen(&only.variable, &variable, 1));
            (variable, items.clone(), Some(first))
        }
        _ => return Ok(None),
    };
    let deeper = step.repeat(headers.len());
    edits.extend(headed(walk, indent, step, &headers, facts.target.width));
    edits.push(Edit { range: target.byte_range(), text: variable });
    edits.push(Edit { range: outer(list).byte_range(), text: items });
    if let Some(first) = first {
        let at = body.start_byte();
        edits.push(Edit { range: at..at, text: format!("{first}\n{indent}{deeper}{step}") });
    }
    edits.extend(indented(facts, below..line_end(text, walk.end_byte()), &deeper));
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(Some(edits))
}

/// `key, value` of `(key, value)`.
fn unwrapped<'t>(target: Node<'_>, text: &'t str) -> &'t str {
    let names = text.strip_prefix('(').and_then(|names| names.strip_suffix(')'));
    names.filter(|_| target.kind() == "tuple_pattern").unwrap_or(text)
}

/// The header of a block, with what its call is given on a line of its own where it would be too
/// wide, in characters.
pub fn fitted(header: &str, indent: &str, step: &str, width: usize) -> String {
    let wide = indent.chars().count() + header.chars().count() > width && !header.contains('\n');
    let split = || {
        let close = header.rfind(") as ")?;
        let mut depth = 0;
        let open = header[..close].char_indices().rev().find(|(_, c)| {
            depth += i32::from(*c == ')') - i32::from(*c == '(');
            depth < 0
        })?;
        let (before, inside) = (&header[..=open.0], &header[open.0 + 1..close]);
        Some(format!("{before}\n{indent}{step}{inside}\n{indent}{}", &header[close..]))
    };
    wide.then(split).flatten().unwrap_or_else(|| header.to_owned())
}

/// The headers before a statement, each a step deeper than the one before.
fn headed(statement: Node<'_>, indent: &str, step: &str, headers: &[String], width: usize) -> Option<Edit> {
    let line = |(depth, header): (usize, &String)| {
        let header = fitted(header, &format!("{indent}{}", step.repeat(depth)), step, width);
        format!("{header}\n{indent}{}", step.repeat(depth + 1))
    };
    let text: String = headers.iter().enumerate().map(line).collect();
    let at = statement.start_byte();
    (!text.is_empty()).then_some(Edit { range: at..at, text })
}

/// Lines of the range go deeper.
pub fn indented<'m>(facts: &Facts<'m>, range: Range<usize>, deeper: &str) -> Vec<Edit> {
    let text = facts.module.text();
    let lines = indentable_lines(text, facts.module.root(), &range).into_iter();
    let lines = lines.filter(|at| !deeper.is_empty() && !is_blank_line(text, *at));
    lines.map(|at| Edit { range: at..at, text: deeper.to_owned() }).collect()
}

/// `with path.open() as text:`, where the file is opened for it.
pub fn block_header<'m>(facts: &Facts<'m>, eager: &EagerCall<'m>) -> Option<String> {
    let content = eager.opening()?;
    Some(format!("with {} as {}:", opening_of(facts, content)?, file_name(facts, content, eager.call.node)?))
}

/// The edits, and those by which the statements from the first to the last stand in the block of
/// the file that is opened for `list`.
///
/// # Errors
/// Statements that share lines with others, or do not stand in one suite.
pub fn opened<'m>(facts: &Facts<'m>, list: Node<'m>, range: (Node<'m>, Node<'m>), edits: Vec<Edit>) -> Rewritten {
    match facts.eager_call(list).and_then(|eager| block_header(facts, &eager)) {
        Some(header) => in_block(facts, header, range, edits),
        None => Ok(edits),
    }
}

/// The edits, and those by which the statements from the first to the last stand in a block.
///
/// # Errors
/// Statements that share lines with others, or do not stand in one suite.
pub fn in_block<'m>(
    facts: &Facts<'m>,
    header: String,
    (first, last): (Node<'m>, Node<'m>),
    mut edits: Vec<Edit>,
) -> Rewritten {
    let text = facts.module.text();
    let apart = || layout("the block of the file that would be opened has no place here", first);
    let suite = first.parent().filter(|p| is_suite(*p)).ok_or_else(apart)?;
    let last = std::iter::once(last).chain(ancestors(last)).find(|n| n.parent() == Some(suite)).ok_or_else(apart)?;
    // The header of a compound statement is evaluated before its block, or again and again.
    let simple = matches!(first.kind(), "expression_statement" | "return_statement" | "for_statement");
    // In the body of a class the name of the file would be an attribute.
    let in_class = stands_in_class(first);
    if in_class || !simple || !owns_lines(text, first) || !owns_lines(text, last) {
        return Err(apart());
    }
    let indent = indentation(text, first.start_byte());
    let step = step_of(facts, suite);
    let range = line_end(text, first.start_byte())..line_end(text, last.end_byte());
    let kept = |at: usize| !edits.iter().any(|e| e.range.start < at && at < e.range.end);
    let deeper: Vec<Edit> = indented(facts, range, &step).into_iter().filter(|e| kept(e.range.start)).collect();
    edits.extend(headed(first, indent, &step, &[header], facts.target.width));
    edits.extend(deeper);
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// By how much a suite is indented here.
pub fn step_of<'m>(facts: &Facts<'m>, suite: Node<'m>) -> String {
    let text = facts.module.text();
    let blocks = std::iter::once(suite).chain(preorder(facts.module.root()));
    let step = |block: Node<'m>| {
        let first = statements(block).first().copied()?;
        let around = indentation(text, block.parent()?.start_byte());
        let own = line_start(text, first.start_byte()) != line_start(text, block.parent()?.start_byte());
        indentation(text, first.start_byte()).strip_prefix(around).filter(|s| own && !s.is_empty()).map(str::to_owned)
    };
    blocks.filter(|n| n.kind() == "block").find_map(step).unwrap_or_else(|| STEP.to_owned())
}

/// A loop on lines of its own, not in the body of a class; as several loops it is left by none.
fn is_nestable<'m>(facts: &Facts<'m>, walk: Node<'m>, loops: usize, kept: bool) -> bool {
    let plain = child(walk, "alternative").is_none() && !children(walk).iter().any(|n| n.kind() == "else_clause");
    let breaks =
        || preorder_if(walk, |n| !is_deferred(n)).any(|n| n.kind() == "break_statement" && loop_of(n) == Some(walk));
    // What stays where it stands may have several lines.
    let one_line = kept || child(walk, "right").is_some_and(|r| r.start_position().row == r.end_position().row);
    let in_class = stands_in_class(walk);
    let comments = child(walk, "right").is_some_and(|r| comment_in(r).is_some());
    let whole = loops == 1 || plain && !breaks();
    whole && one_line && !in_class && !comments && owns_lines(facts.module.text(), walk)
}

/// Are the names that the statement binds attributes of a class?
pub fn stands_in_class(statement: Node<'_>) -> bool {
    let around = enclosing(statement, &["class_definition", "function_definition"]);
    around.is_some_and(|n| n.kind() == "class_definition")
}

/// A name like `wanted` for a loop at `at`, which nothing in the function or module around it
/// uses but other loops, each for itself.
pub fn fresh<'m>(facts: &Facts<'m>, at: Node<'m>, wanted: &str) -> String {
    fresh_within(facts, at, wanted, facts.statement_of(at).unwrap_or(at))
}

/// The same for a name that is seen in `scope` alone: a statement, or a comprehension.
pub fn fresh_within<'m>(facts: &Facts<'m>, at: Node<'m>, wanted: &str, scope: Node<'m>) -> String {
    let around = facts.function_of(at).or_else(|| enclosing(at, &["module"])).unwrap_or(at);
    let here = scope.byte_range();
    let apart = |range: Range<usize>| !holds(&range, &here) && !holds(&here, &range);
    let taken = |name: &str| {
        let label = |n: Node<'m>| is_label(n) || child(around, "name") == Some(n);
        let uses = preorder(around).filter(|n| n.kind() == "identifier" && facts.text(*n) == name && !label(*n));
        let mut foreign = uses.filter(|n| !ancestors(*n).any(|l| binds(facts, l, name) && apart(l.byte_range())));
        foreign.next().is_some()
    };
    let mut name = wanted.to_owned();
    while taken(&name) {
        name.push('_');
    }
    name
}

/// `.name` and `name=` are no names of the function.
fn is_label(identifier: Node<'_>) -> bool {
    let labels = |p: Node<'_>| {
        let attribute = p.kind() == "attribute" && child(p, "attribute") == Some(identifier);
        attribute || p.kind() == "keyword_argument" && child(p, "name") == Some(identifier)
    };
    identifier.parent().is_some_and(labels)
}

/// A loop, or a comprehension, whose variable has that name.
fn binds<'m>(facts: &Facts<'m>, around: Node<'m>, name: &str) -> bool {
    let named = |t: Node<'m>| t.kind() == "identifier" && facts.text(t) == name;
    let target = |n: Node<'m>| child(n, "left").is_some_and(|t| named(t) || children(t).into_iter().any(named));
    match around.kind() {
        "for_statement" => target(around),
        "while_statement" => {
            let test = child(around, "condition").filter(|test| test.kind() == "named_expression");
            test.and_then(|test| child(test, "name")).is_some_and(|n| facts.text(n) == name)
        }
        _ => is_comprehension(around) && clauses(around).into_iter().any(target),
    }
}
