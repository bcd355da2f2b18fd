//! The statements that hand out one by one what a statement made as a list.

use std::collections::HashSet;

use tree_sitter::Node;

use crate::edit::layout::{indentation, owns_lines};
use crate::edit::{Edit, Rewritten};
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::scopes::ScopeKind;
use crate::python::syntax::{
    child, children, clauses, comment_in, inner, is_comprehension, is_deferred, preorder, statements,
};
use crate::verdict::Reason;

use super::generator::brackets;
use super::lazy::iterables;
use super::moving::layout;
use super::nested::{block_header, fresh, step_of};

/// `return [f(x) for x in xs]` becomes `for x in xs:` and `yield f(x)`; `return f.readlines()`
/// becomes `yield from f`.
///
/// # Errors
/// A layout that would be lost.
pub fn one_by_one<'m>(facts: &Facts<'m>, statement: Node<'m>, made: Node<'m>, goes_on: bool) -> Rewritten {
    let walked = match facts.eager_call(made) {
        Some(eager) if !eager.is_plain() => return by_clauses(facts, statement, &eager, goes_on),
        Some(eager) => eager.walked().ok_or_else(|| layout("what it walks is not written out", made))?,
        None => made,
    };
    match loops(facts, statement, walked) {
        Some(lines) => replaced(facts, statement, lines, goes_on),
        None => delegated(facts, statement, walked, goes_on),
    }
}

/// The lines in the place of the statement, each a step deeper than the one before.
fn replaced<'m>(facts: &Facts<'m>, statement: Node<'m>, lines: Vec<String>, goes_on: bool) -> Rewritten {
    let step = statement.parent().map_or_else(String::new, |suite| step_of(facts, suite));
    let deeper = |(depth, line): (usize, String)| format!("{}{line}", step.repeat(depth));
    let lines: Vec<String> = lines.into_iter().enumerate().map(deeper).collect();
    in_lines(facts, statement, lines, goes_on)
}

/// The lines in the place of the statement, and a `return` where the function does not go on.
///
/// # Errors
/// It shares its line with another statement.
pub fn in_lines<'m>(facts: &Facts<'m>, statement: Node<'m>, mut lines: Vec<String>, goes_on: bool) -> Rewritten {
    if !goes_on {
        lines.push("return".to_owned());
    }
    if lines.len() == 1 {
        return Ok(vec![Edit { range: statement.byte_range(), text: lines.concat() }]);
    }
    let room = room(facts, statement)?;
    let text = format!("{}{}", room.lead, lines.join(&format!("\n{}", room.indent)));
    Ok(vec![Edit { range: room.from..statement.end_byte(), text }])
}

/// Where several lines can stand in the place of one statement.
struct Room {
    /// Where they begin.
    from: usize,
    /// What comes before the first of them: behind the colon of `if x: return y` a new line.
    lead: String,
    /// The white space before each.
    indent: String,
}

fn room<'m>(facts: &Facts<'m>, statement: Node<'m>) -> Result<Room, Reason> {
    let (text, start) = (facts.module.text(), statement.start_byte());
    let indent = indentation(text, start);
    if owns_lines(text, statement) {
        return Ok(Room { from: start, lead: String::new(), indent: indent.to_owned() });
    }
    let shared = || layout("it shares its line with another statement", statement);
    let suite = statement.parent().filter(|suite| statements(*suite).len() == 1).ok_or_else(shared)?;
    let from = text[..start].trim_end_matches([' ', '\t']).len();
    if !text[..from].ends_with(':') {
        return Err(shared());
    }
    let indent = format!("{indent}{}", step_of(facts, suite));
    Ok(Room { from, lead: format!("\n{indent}"), indent })
}

/// A loop or condition for each clause of a comprehension, and the `yield` of its item.
fn loops<'m>(facts: &Facts<'m>, statement: Node<'m>, made: Node<'m>) -> Option<Vec<String>> {
    let one_line = |n: &Node<'_>| n.start_position().row == n.end_position().row;
    let item = child(made, "body").filter(|_| is_comprehension(made))?;
    let parts = clauses(made);
    // What is evaluated later sees the variable, which would be one with others of its name.
    let deferred = preorder(made).any(|n| n != made && (is_deferred(n) || n.kind() == "generator_expression"));
    let plain = parts.iter().all(one_line) && one_line(&item) && !deferred;
    if !plain || comment_in(statement).is_some() || !may_be_local(facts, made) {
        return None;
    }
    let mut lines: Vec<String> = parts.iter().map(|clause| format!("{}:", facts.text(*clause))).collect();
    lines.push(format!("yield {}", yielded(facts, item)));
    Some(lines)
}

/// May the variables of the comprehension be names of the function? Not where it uses such a
/// name for something else.
fn may_be_local<'m>(facts: &Facts<'m>, made: Node<'m>) -> bool {
    let scopes = facts.scopes();
    let Some(own) = scopes.scope_of(made) else { return false };
    let names: HashSet<&str> = scopes.symbols.iter().filter(|s| s.scope == own).map(|s| s.name.as_str()).collect();
    let Some(function) = facts.function_of(made) else { return false };
    let mut uses = preorder(function).filter(|n| n.kind() == "identifier" && names.contains(facts.text(*n)));
    uses.all(|n| match scopes.symbol_at(n) {
        Some(symbol) => scopes.scopes[scopes.symbols[symbol].scope].kind == ScopeKind::Comprehension,
        None => true,
    })
}

/// The text of a yielded value: a tuple needs no parentheses, an assignment does.
pub fn yielded<'m>(facts: &Facts<'m>, value: Node<'m>) -> String {
    match value.kind() {
        "named_expression" => format!("({})", facts.text(value)),
        _ => bare(facts, value).to_owned(),
    }
}

/// The text of a value, without the parentheses of a tuple, or around anything, that stands on one line.
pub fn bare<'m>(facts: &Facts<'m>, value: Node<'m>) -> &'m str {
    let text = facts.text(value);
    let parts = children(value);
    let plain = value.kind() == "tuple" && parts.len() > 1 && parts.iter().all(|p| p.kind() != "list_splat");
    let one_line = value.start_position().row == value.end_position().row;
    if value.kind() == "parenthesized_expression"
        && one_line
        && !matches!(inner(value).kind(), "named_expression" | "yield")
    {
        return facts.text(inner(value));
    }
    match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inside) if plain && one_line && !inside.trim_end().ends_with(',') => inside,
        _ => text,
    }
}

/// `yield from` what is walked.
fn delegated<'m>(facts: &Facts<'m>, statement: Node<'m>, walked: Node<'m>, goes_on: bool) -> Rewritten {
    let one_line = walked.start_position().row == walked.end_position().row;
    let closed = is_comprehension(walked) || matches!(walked.kind(), "call" | "list" | "tuple" | "set" | "subscript");
    let kept = |n: &Node<'m>| walked.start_byte() <= n.start_byte() && n.end_byte() <= walked.end_byte();
    if !one_line && !closed || preorder(statement).any(|n| n.kind() == "comment" && !kept(&n)) {
        return Err(layout("it needs the brackets around it", walked));
    }
    let (mut from, mut start, mut end) = (statement.start_byte(), "yield from ".to_owned(), String::new());
    if !goes_on {
        let room = room(facts, statement)?;
        (from, start, end) = (room.from, format!("{}{start}", room.lead), format!("\n{}return", room.indent));
    }
    let mut edits = vec![Edit { range: from..walked.start_byte(), text: start }];
    if walked.kind() == "list_comprehension" {
        edits.extend(brackets(walked, false));
    }
    edits.push(Edit { range: walked.end_byte()..statement.end_byte(), text: end });
    Ok(edits)
}

/// The loops of a library call's lazy form, in the block of the file that is opened for it.
fn by_clauses<'m>(
    facts: &Facts<'m>,
    statement: Node<'m>,
    eager: &EagerCall<'m>,
    goes_on: bool,
) -> Result<Vec<Edit>, Reason> {
    if comment_in(statement).is_some() {
        return Err(layout("its comment would be lost", statement));
    }
    let (iterables, mut edits) = iterables(facts, eager)?;
    let mut lines: Vec<String> = block_header(facts, eager).into_iter().collect();
    match (eager.eager.clauses.as_slice(), iterables.as_slice(), &eager.eager.item) {
        ([outer, _], [items, parts], None) => {
            let variable = fresh(facts, statement, &outer.variable);
            lines.push(format!("for {variable} in {items}:"));
            lines.push(format!("yield from {}", parts.replacen(&outer.variable, &variable, 1)));
        }
        ([only], [items], Some(item)) => {
            let variable = fresh(facts, statement, &only.variable);
            lines.push(format!("for {variable} in {items}:"));
            lines.push(format!("yield {}", item.replacen(&only.variable, &variable, 1)));
        }
        ([_], [items], None) => lines.push(format!("yield from {items}")),
        _ => return Err(layout("its loops have no form of their own", statement)),
    }
    edits.extend(replaced(facts, statement, lines, goes_on)?);
    Ok(edits)
}
