//! A list comprehension where it stands becomes a generator expression, or a set or dict comprehension.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::layout::{indentable_lines, indentation, is_blank_line, line_end, line_start};
use crate::python::Facts;
use crate::python::effects::Effects;
use crate::python::syntax::{
    Call, child, children, clauses, comment_in, holds, inner, is_async, iterable, outer, preorder,
};
use crate::python::types::Ty;

/// Replaces the brackets of a list comprehension that is walked where it stands.
pub fn argument<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let list = inner(list);
    if let Some(edits) = itself(facts, list) {
        return Ok(edits);
    }
    let call = outer(list).parent().filter(|p| p.kind() == "argument_list").and_then(|p| p.parent()).and_then(Call::of);
    if let Some(call) = call.filter(|c| c.all().len() == 1) {
        // A brace beside the brace of an f-string would be an escaped one.
        let formatted = facts.around(list).any(|n| n.kind() == "interpolation");
        match facts.dotted(call.function).as_deref() {
            _ if formatted || has_comment_around(&call, list) || hides_a_stop(facts, list) => {}
            Some("builtins.set") => return Ok(display(&call, comprehension(list))),
            Some("builtins.dict") => {
                if let Some(edits) = pairs(facts, &call, list) {
                    return Ok(edits);
                }
            }
            _ => {}
        }
        return Ok(dedented(facts, &call, list).unwrap_or_else(|| brackets(list, sole_argument(&call, list))));
    }
    Ok(brackets(list, outer(list) != list))
}

/// A `StopIteration` of a step is a `RuntimeError` in a generator (PEP 479), and itself in a display.
fn hides_a_stop<'m>(facts: &Facts<'m>, list: Node<'m>) -> bool {
    let made = comprehension(list);
    let may_stop = |steps: Effects| steps.stops.is_some() || !steps.unknown.is_empty();
    made != list && may_stop(facts.steps_of_comprehension(made))
}

/// The comprehension that makes a list: itself, or the generator expression in `list(...)`.
pub fn comprehension(list: Node<'_>) -> Node<'_> {
    let listed = Call::of(list).map(|call| call.arguments);
    listed.filter(|arguments| arguments.kind() == "generator_expression").unwrap_or(list)
}

/// `[x for x in items]` is walked as `items` is, if that can be walked and is no mapping or set, text or
/// buffer, which some would take as one, and which `in` asks otherwise.
pub fn itself<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<Vec<Edit>> {
    let made = comprehension(list);
    let [clause] = clauses(made).try_into().ok()?;
    let (target, body, items) = (child(clause, "left")?, child(made, "body")?, iterable(clause)?);
    let same = target.kind() == "identifier" && facts.text(target) == facts.text(body) && !is_async(clause);
    let ty = facts.type_of(items);
    let walkable = ty.is_walked_by_all() && !matches!(ty, Ty::Dict(..) | Ty::Set(_) | Ty::FrozenSet(_) | Ty::View(_));
    // A generator in parentheses, or anything that binds less than a call, would need them.
    let simple = matches!(inner(items).kind(), "identifier" | "attribute" | "call" | "subscript");
    let comment = comment_in(list).is_some();
    let range = outer(list).byte_range();
    let gone = [range.start..inner(items).start_byte(), inner(items).end_byte()..range.end];
    let edits = gone.map(|range| Edit { range, text: String::new() }).to_vec();
    (same && walkable && simple && !comment).then_some(edits)
}

/// Is the expression the only argument of a call, without a comma after it?
pub fn is_sole_argument(node: Node<'_>) -> bool {
    let list = outer(node).parent().filter(|p| p.kind() == "argument_list");
    let call = list.and_then(|list| list.parent()).and_then(Call::of);
    call.is_some_and(|call| call.all().len() == 1 && !has_trailing_comma(&call))
}

/// Is there a comment in what a display would replace: around the list, or in its pair?
fn has_comment_around<'m>(call: &Call<'m>, list: Node<'m>) -> bool {
    let list = comprehension(list);
    let pair = child(list, "body").filter(|b| b.kind() == "tuple").map(|b| b.byte_range());
    let comments = preorder(call.node).filter(|n| n.kind() == "comment");
    let mut replaced = comments.filter(|c| {
        let inside = holds(&list.byte_range(), &c.byte_range());
        !inside || pair.as_ref().is_some_and(|p| holds(p, &c.byte_range()))
    });
    replaced.next().is_some()
}

/// The only argument of a call needs no parentheses of its own.
fn sole_argument<'m>(call: &Call<'m>, list: Node<'m>) -> bool {
    // Brackets on lines of their own would leave those lines blank.
    let body = child(comprehension(list), "body").map_or(0, |b| b.start_position().row);
    let line = list.start_position().row;
    let alone = call.arguments.start_position().row < line && line < body;
    outer(list) != list || !has_trailing_comma(call) && !alone
}

fn has_trailing_comma(call: &Call<'_>) -> bool {
    let mut cursor = call.arguments.walk();
    call.arguments.children(&mut cursor).any(|n| n.kind() == ",")
}

/// Brackets that have lines of their own inside those of the call go, and what they held moves out
/// by a step.
fn dedented<'m>(facts: &Facts<'m>, call: &Call<'m>, list: Node<'m>) -> Option<Vec<Edit>> {
    let text = facts.module.text();
    let made = comprehension(list);
    let [open, close] = around(list);
    let lines = [&open, &close].map(|bracket| line_start(text, bracket.start)..line_end(text, bracket.start));
    let alone = |(bracket, line): (&Range<usize>, &Range<usize>)| text[line.clone()].trim() == &text[bracket.clone()];
    let bare = [&open, &close].into_iter().zip(&lines).all(alone);
    let apart = call.arguments.start_byte() < lines[0].start && lines[1].end < call.arguments.end_byte();
    let body = child(made, "body").filter(|_| bare && apart && !has_trailing_comma(call))?;
    let outside = indentation(text, open.start);
    let step = indentation(text, body.start_byte()).strip_prefix(outside).filter(|step| !step.is_empty())?;
    let mut edits = lines.clone().map(|range| Edit { range, text: String::new() }).to_vec();
    for at in indentable_lines(text, facts.module.root(), &(lines[0].end..lines[1].start)) {
        if is_blank_line(text, at) {
            continue;
        }
        indentation(text, at).strip_prefix(outside)?.strip_prefix(step)?;
        edits.push(Edit { range: at..at + step.len(), text: String::new() });
    }
    edits.sort_by_key(|e| e.range.start);
    Some(edits)
}

/// Edits that turn `[...]` into `(...)`, or into nothing where parentheses are there already.
pub fn brackets(list: Node<'_>, bare: bool) -> Vec<Edit> {
    let (open, close) = if bare { ("", "") } else { ("(", ")") };
    let [before, after] = around(list);
    vec![Edit { range: before, text: open.to_owned() }, Edit { range: after, text: close.to_owned() }]
}

/// What stands around the comprehension of a list: `[` and `]`, or `list(` and `)`.
fn around(list: Node<'_>) -> [Range<usize>; 2] {
    let made = comprehension(list);
    [list.start_byte()..made.start_byte() + 1, made.end_byte() - 1..list.end_byte()]
}

/// `set([...])` becomes `{...}`.
fn display<'m>(call: &Call<'m>, list: Node<'m>) -> Vec<Edit> {
    vec![
        Edit { range: call.node.start_byte()..list.start_byte() + 1, text: "{".to_owned() },
        Edit { range: list.end_byte() - 1..call.node.end_byte(), text: "}".to_owned() },
    ]
}

/// `dict([(k, v) ...])` becomes `{k: v ...}`; `None` where the pairs are not written out.
fn pairs<'m>(facts: &Facts<'m>, call: &Call<'m>, list: Node<'m>) -> Option<Vec<Edit>> {
    let list = comprehension(list);
    let pair = child(list, "body").filter(|b| b.kind() == "tuple")?;
    let parts = children(pair);
    let [key, value] = parts.as_slice() else { return None };
    if parts.iter().any(|p| matches!(p.kind(), "list_splat" | "named_expression" | "lambda")) {
        return None;
    }
    let gap = facts.module.text().get(key.end_byte()..value.start_byte())?;
    let mut edits = display(call, list);
    edits.push(Edit { range: pair.start_byte()..key.start_byte(), text: String::new() });
    edits.push(Edit { range: key.end_byte()..value.start_byte(), text: gap.replacen(',', ":", 1) });
    edits.push(Edit { range: value.end_byte()..pair.end_byte(), text: String::new() });
    Some(edits)
}
