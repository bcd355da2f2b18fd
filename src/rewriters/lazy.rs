//! The lazy form of a sequence where it is made.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{indentable_lines, indentation, is_blank_line, line_end, owns_lines};
use crate::edit::{Edit, Rewritten};
use crate::proof::producer::producer;
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::knowledge::Piece;
use crate::python::syntax::{child, children, enclosing, inner, loop_of, outer, preorder, preorder_if};
use crate::verdict::Reason;

use super::generator::{brackets, is_sole_argument};
use super::moving::layout;

/// The edits that turn the expression `list` into its lazy form where it stands: nested loops
/// where a loop walks it, else an expression.
pub fn in_place<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let list = inner(list);
    match facts.eager_call(list).filter(|eager| eager.eager.clauses.len() == 2 && eager.eager.item.is_none()) {
        Some(eager) => match nested(facts, list, &eager)? {
            Some(edits) => Ok(edits),
            None => lazy(facts, list, is_sole_argument(list)),
        },
        None => lazy(facts, list, is_sole_argument(list)),
    }
}

/// The edits that turn the expression `list` into a lazy expression, without parentheses if
/// those of a call are all that it needs.
pub fn lazy<'m>(facts: &Facts<'m>, list: Node<'m>, bare: bool) -> Rewritten {
    let list = inner(list);
    if list.kind() == "list_comprehension" {
        return Ok(brackets(list, outer(list) != list));
    }
    let producer = producer(facts, list).ok_or_else(|| layout("this is no sequence that pyfix knows", list))?;
    let eager = producer.eager.ok_or_else(|| layout("this is no sequence that pyfix knows", list))?;
    let comment = preorder(list).find(|n| n.kind() == "comment");
    if eager.is_plain() {
        let source = eager.walked().ok_or_else(|| layout("what it walks is not written out", list))?;
        return Ok(vec![
            Edit { range: list.start_byte()..source.start_byte(), text: String::new() },
            Edit { range: source.end_byte()..list.end_byte(), text: String::new() },
        ]);
    }
    if let Some(comment) = comment {
        return Err(layout("its comment would be lost", comment));
    }
    let (text, mut edits) = expression(facts, &eager)?;
    let bare = bare || outer(list) != list;
    let one = eager.eager.clauses.len() == 1 && eager.eager.item.is_none();
    let text = if one || bare { text } else { format!("({text})") };
    edits.push(Edit { range: list.byte_range(), text });
    Ok(edits)
}

/// `word for line in f for word in line.split()`; of a single loop that gives its variable,
/// what it walks.
fn expression<'m>(facts: &Facts<'m>, eager: &EagerCall<'m>) -> Result<(String, Vec<Edit>), Reason> {
    let (iterables, edits) = iterables(facts, eager)?;
    let clauses = &eager.eager.clauses;
    let variable = clauses.last().map_or("", |clause| clause.variable.as_str());
    if let ([only], None) = (iterables.as_slice(), &eager.eager.item) {
        return Ok((only.clone(), edits));
    }
    let item = eager.eager.item.as_deref().unwrap_or(variable);
    let loops: Vec<String> =
        clauses.iter().zip(iterables).map(|(clause, items)| format!("for {} in {items}", clause.variable)).collect();
    Ok((format!("{item} {}", loops.join(" ")), edits))
}

/// The iterable of each clause, and the imports that they need.
fn iterables<'m>(facts: &Facts<'m>, eager: &EagerCall<'m>) -> Result<(Vec<String>, Vec<Edit>), Reason> {
    let mut edits = Vec::new();
    let mut all = Vec::new();
    for clause in &eager.eager.clauses {
        let mut text = String::new();
        for piece in &clause.iterable {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Part(hole) => {
                    let part = eager.part(*hole).ok_or_else(|| layout("a part of it is missing", eager.call.node))?;
                    text.push_str(facts.text(part));
                }
                Piece::Arguments => {
                    let list = facts.text(eager.call.arguments);
                    text.push_str(list.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(list).trim());
                }
                Piece::Sibling(name) => {
                    let (function, added) = sibling(facts, eager, name)?;
                    text.push_str(&function);
                    edits.extend(added);
                }
            }
        }
        all.push(text);
    }
    Ok((all, edits))
}

/// The function called `name` in the module of the function that is called.
fn sibling<'m>(facts: &Facts<'m>, eager: &EagerCall<'m>, name: &str) -> Result<(String, Vec<Edit>), Reason> {
    let function = eager.call.function;
    if let Some(object) = child(function, "object").filter(|_| function.kind() == "attribute") {
        return Ok((format!("{}.{name}", facts.text(object)), Vec::new()));
    }
    let module = eager.name.rsplit_once('.').map_or("", |(module, _)| module);
    imports::add(facts, &Import::new(module, name), &[module])
}

/// `for word in f.read().split():` becomes a loop over the lines and one over their words,
/// if nothing leaves the loop early.
fn nested<'m>(facts: &Facts<'m>, list: Node<'m>, eager: &EagerCall<'m>) -> Result<Option<Vec<Edit>>, Reason> {
    let walk = outer(list).parent().filter(|p| p.kind() == "for_statement" && child(*p, "right") == Some(outer(list)));
    let Some(walk) = walk.filter(|walk| is_nestable(facts, *walk)) else { return Ok(None) };
    let (Some(body), Some(target)) = (child(walk, "body"), child(walk, "left")) else { return Ok(None) };
    let text = facts.module.text();
    let indent = indentation(text, walk.start_byte());
    let step = indentation(text, body.start_byte()).strip_prefix(indent).filter(|step| !step.is_empty());
    let header = line_end(text, list.end_byte());
    let Some(step) = step.filter(|_| header <= body.start_byte()) else { return Ok(None) };
    let (iterables, mut edits) = iterables(facts, eager)?;
    let ([items, parts], [outermost, _]) = (iterables.as_slice(), eager.eager.clauses.as_slice()) else {
        return Ok(None);
    };
    let variable = fresh(facts, walk, &outermost.variable);
    let parts = parts.replacen(&outermost.variable, &variable, 1);
    let first = format!("for {variable} in {items}:\n{indent}{step}");
    edits.push(Edit { range: walk.start_byte()..walk.start_byte(), text: first });
    edits.push(Edit { range: target.end_byte()..outer(list).end_byte(), text: format!(" in {parts}") });
    let range = header..line_end(text, walk.end_byte());
    for at in indentable_lines(text, facts.module.root(), &range) {
        if !is_blank_line(text, at) {
            edits.push(Edit { range: at..at, text: step.to_owned() });
        }
    }
    Ok(Some(edits))
}

/// A plain loop on lines of its own that nothing leaves early.
fn is_nestable<'m>(facts: &Facts<'m>, walk: Node<'m>) -> bool {
    let plain = child(walk, "alternative").is_none() && !children(walk).iter().any(|n| n.kind() == "else_clause");
    let breaks = preorder_if(walk, |n| !crate::python::syntax::is_deferred(n))
        .any(|n| n.kind() == "break_statement" && loop_of(n) == Some(walk));
    let one_line = child(walk, "right").is_some_and(|r| r.start_position().row == r.end_position().row);
    plain && !breaks && one_line && owns_lines(facts.module.text(), walk)
}

/// A name like `wanted` that stands nowhere in the function or module around `at`.
fn fresh<'m>(facts: &Facts<'m>, at: Node<'m>, wanted: &str) -> String {
    let around = facts.function_of(at).or_else(|| enclosing(at, &["module"])).unwrap_or(at);
    let taken = |name: &str| preorder(around).any(|n| n.kind() == "identifier" && facts.text(n) == name);
    let mut name = wanted.to_owned();
    while taken(&name) {
        name.push('_');
    }
    name
}
