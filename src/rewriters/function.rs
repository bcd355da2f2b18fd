//! A function that builds a list becomes a generator function; its callers follow.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::imports::{self, Import};
use crate::edit::layout::{line_end, line_start};
use crate::proof::adding::{Add, Part};
use crate::proof::list_function::{Caller, Form, ListFunction, Return, judge, list_function};
use crate::python::Facts;
use crate::python::syntax::{Call, child, children, inner, statements};
use crate::verdict::Reason;

use super::lazy::lazy;
use super::moving::{deleted, layout};
use super::yielding::{bare, in_lines, one_by_one, yielded};

/// Rewrites the function and all its callers.
pub fn to_generator<'m>(facts: &Facts<'m>, function: Node<'m>) -> Rewritten {
    let list = list_function(facts, function)?;
    let (_, callers) = judge(facts, list.clone());
    let mut edits = Vec::new();
    if let Some(filled) = &list.filled {
        edits.extend(handed_out(facts, filled.start, &filled.first, true)?);
    }
    for add in list.adds() {
        edits.extend(added(facts, add)?);
    }
    for returned in &list.returns {
        edits.extend(self::returned(facts, &list, returned)?);
    }
    edits.extend(annotation(facts, function)?);
    for caller in callers {
        if let Caller::Needs(call) = caller {
            edits.extend(wrapped(facts, call.node)?);
        }
    }
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// What stood as one expression in a statement is yielded; the function goes on to its end, or
/// returns.
pub(super) fn handed_out<'m>(facts: &Facts<'m>, statement: Node<'m>, part: &Part<'m>, goes_on: bool) -> Rewritten {
    match part {
        Part::Items(items) => {
            let lines = yields(facts, items)?;
            if lines.is_empty() && goes_on {
                return replace_statement(facts, statement, "");
            }
            in_lines(facts, statement, lines, goes_on)
        }
        Part::Made(made) => one_by_one(facts, statement, *made, goes_on),
    }
}

/// One `yield` for each item of a display.
fn yields<'m>(facts: &Facts<'m>, items: &[Node<'m>]) -> Result<Vec<String>, Reason> {
    let line = |item: &Node<'m>| match item.start_position().row == item.end_position().row {
        true => Ok(format!("yield {}", yielded(facts, *item))),
        false => Err(layout("an item of the list has several lines", *item)),
    };
    items.iter().map(line).collect()
}

/// Puts `new` in the place of a statement, or deletes its lines where there is nothing to
/// put; a comment behind it stays.
fn replace_statement<'m>(facts: &Facts<'m>, statement: Node<'m>, new: &str) -> Rewritten {
    if !new.is_empty() {
        return Ok(vec![Edit { range: statement.byte_range(), text: new.to_owned() }]);
    }
    Ok(vec![deleted(facts, statement)?])
}

/// `xs.append(x)` becomes `yield x`, `xs.extend(ys)` and `xs += ys` become `yield from ys`.
pub(super) fn added<'m>(facts: &Facts<'m>, add: Add<'m>) -> Rewritten {
    let (node, value) = (add.node(), add.value());
    if let Some(item) = Some(add).filter(|add| matches!(add, Add::Items(..))).and_then(|_| sole_item(value)) {
        return Ok(replaced(facts, node, item, "yield ", bare(facts, item)));
    }
    let keyword = if matches!(add, Add::Item(..)) { "yield " } else { "yield from " };
    if let Some(call) = Call::of(node) {
        let arguments = call.arguments;
        let spread = arguments.start_position().row != arguments.end_position().row;
        let walrus = value.kind() == "named_expression";
        if walrus || arguments.kind() == "generator_expression" || spread && !hugs(facts, arguments, value) {
            if has_trailing_comma(arguments) {
                return Err(layout("the comma after its argument would make a tuple", arguments));
            }
            return Ok(vec![Edit { range: node.start_byte()..arguments.start_byte(), text: keyword.to_owned() }]);
        }
        let kept = if matches!(add, Add::Item(..)) { bare(facts, value) } else { facts.text(value) };
        return Ok(replaced(facts, node, value, keyword, kept));
    }
    // `xs += a, b`: a bare tuple needs parentheses behind `yield from`.
    if value.kind() == "expression_list" {
        return Ok(vec![
            Edit { range: node.start_byte()..value.start_byte(), text: format!("{keyword}(") },
            Edit { range: value.end_byte()..value.end_byte(), text: ")".to_owned() },
        ]);
    }
    Ok(vec![Edit { range: node.start_byte()..value.start_byte(), text: keyword.to_owned() }])
}

/// The item of `[item]` on one line.
fn sole_item(display: Node<'_>) -> Option<Node<'_>> {
    let display = inner(display);
    let one_line = display.start_position().row == display.end_position().row;
    match children(display).as_slice() {
        [only] if one_line && matches!(display.kind(), "list" | "tuple") => {
            (!matches!(only.kind(), "list_splat" | "named_expression")).then_some(*only)
        }
        _ => None,
    }
}

/// Edits around a value that is kept, so that places inside it stay where they are.
fn replaced<'m>(facts: &Facts<'m>, whole: Node<'m>, value: Node<'m>, keyword: &str, kept: &str) -> Vec<Edit> {
    let offset = facts.text(value).find(kept).unwrap_or(0);
    let start = value.start_byte() + offset;
    vec![
        Edit { range: whole.start_byte()..start, text: keyword.to_owned() },
        Edit { range: start + kept.len()..whole.end_byte(), text: String::new() },
    ]
}

/// Does the value begin and end on the lines of the parentheses, without comments between?
fn hugs<'m>(facts: &Facts<'m>, arguments: Node<'m>, value: Node<'m>) -> bool {
    let before = arguments.start_position().row == value.start_position().row;
    let after = arguments.end_position().row == value.end_position().row;
    let text = facts.module.text();
    let gap = text[value.end_byte()..arguments.end_byte()].trim();
    // A value that spreads without brackets of its own needs the call's.
    let closed = matches!(
        value.kind(),
        "call"
            | "tuple"
            | "list"
            | "dictionary"
            | "set"
            | "subscript"
            | "string"
            | "list_comprehension"
            | "parenthesized_expression"
    );
    before && after && closed && gap == ")"
}

fn has_trailing_comma(arguments: Node<'_>) -> bool {
    let mut cursor = arguments.walk();
    arguments.children(&mut cursor).any(|n| n.kind() == ",")
}

/// `return xs` at the end goes, elsewhere it becomes `return`; what `return [a]` and the like
/// return is yielded, or stays a lazy expression.
fn returned<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, returned: &Return<'m>) -> Rewritten {
    let statement = returned.statement;
    let last = ends_function(list.function, statement);
    let some = returned.part.as_ref().filter(|part| !part.is_empty());
    match some {
        Some(Part::Made(made)) if list.form == Form::Expression => lazy(facts, *made, false),
        Some(part) => handed_out(facts, statement, part, last),
        None if last && statement.prev_named_sibling().is_some() => {
            let mut edits = replace_statement(facts, statement, "")?;
            if let (Some(edit), Some(before)) = (edits.first_mut(), statement.prev_sibling()) {
                edit.range = without_gap(facts, edit.range.clone(), before);
            }
            Ok(edits)
        }
        None => Ok(vec![Edit { range: statement.byte_range(), text: "return".to_owned() }]),
    }
}

/// Does nothing of the function come after the statement?
fn ends_function<'m>(function: Node<'m>, statement: Node<'m>) -> bool {
    let mut here = statement;
    while let Some(parent) = here.parent().filter(|_| here != function) {
        let ends = match parent.kind() {
            "block" => statements(parent).last() == Some(&here),
            "if_statement" | "elif_clause" | "else_clause" | "with_statement" => true,
            _ => parent == function,
        };
        if !ends {
            return false;
        }
        here = parent;
    }
    true
}

/// Blank lines before the deleted last statement go with it.
fn without_gap<'m>(facts: &Facts<'m>, range: Range<usize>, before: Node<'m>) -> Range<usize> {
    let text = facts.module.text();
    if line_start(text, range.start) != range.start {
        return range;
    }
    let from = line_end(text, before.end_byte());
    let blank = text.get(from..range.start).is_some_and(|gap| gap.trim().is_empty());
    if blank { from..range.end } else { range }
}

/// A call whose result has to be a list.
fn wrapped<'m>(facts: &Facts<'m>, call: Node<'m>) -> Rewritten {
    if !facts.sees_builtin(call, "list") {
        return Err(layout("`list` is something else here", call));
    }
    Ok(vec![
        Edit { range: call.start_byte()..call.start_byte(), text: "list(".to_owned() },
        Edit { range: call.end_byte()..call.end_byte(), text: ")".to_owned() },
    ])
}

/// `-> list[int]` becomes `-> Iterator[int]`.
fn annotation<'m>(facts: &Facts<'m>, function: Node<'m>) -> Rewritten {
    let Some(declared) = child(function, "return_type") else { return Ok(Vec::new()) };
    let Some(Iterated { head, name, mut imports }) = iterator(facts, declared)? else { return Ok(Vec::new()) };
    imports.push(Edit { range: head, text: name });
    Ok(imports)
}

/// What an annotation says instead of a list.
pub struct Iterated {
    /// Where it says `list`.
    pub head: Range<usize>,
    /// The name of an iterator's type.
    pub name: String,
    /// The edits that import it.
    pub imports: Vec<Edit>,
}

/// What the annotation of a list says of a generator; nothing where it says what is true of both.
///
/// # Errors
/// It says something else.
pub fn iterator<'m>(facts: &Facts<'m>, declared: Node<'m>) -> Result<Option<Iterated>, Reason> {
    let text = facts.text(declared);
    let bare = text.trim_matches(['"', '\'']);
    let head = &bare[..bare.find('[').unwrap_or(bare.len())];
    if !matches!(head, "list" | "List" | "typing.List" | "t.List") {
        if matches!(head, "Iterable" | "typing.Iterable" | "t.Iterable") {
            return Ok(None);
        }
        return Err(layout("its annotation says something else than a list", declared));
    }
    if head == "list" && !facts.sees_builtin(declared, "list") {
        return Err(layout("`list` is something else here", declared));
    }
    let wanted = if facts.target.version >= crate::python::Version::new(3, 9) {
        Import::new("collections.abc", "Iterator")
    } else {
        Import::new("typing", "Iterator")
    };
    let (name, mut edits) = imports::add(facts, &wanted, &["collections.abc", "typing"])?;
    let start = declared.start_byte() + text.find(head).unwrap_or(0);
    edits.extend(imports::drop_unused(facts, declared, head));
    Ok(Some(Iterated { head: start..start + head.len(), name, imports: edits }))
}
