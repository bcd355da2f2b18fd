//! The lazy form of a sequence where it is made.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{indentable_lines, indentation, line_end};
use crate::edit::{Edit, Rewritten};
use crate::proof::empties::largest_length;
use crate::proof::joined::{Joined, Part, joined};
use crate::proof::producer::unpacked;
use crate::proof::repeated::{Repeated, repeated};
use crate::proof::sliced::sliced;
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::knowledge::{Clause, Hole, Piece};
use crate::python::syntax::{Call, ancestors, child, clauses, comment_in, enclosing, inner, iterable, outer};
use crate::python::whole::Content;
use crate::verdict::Reason;

use super::clause::in_clause;
use super::generator::{argument, brackets, is_sole_argument, itself};
use super::moving::layout;
use super::nested::{block_header, fresh, loops, opened, step_of};
use super::sliced::unsliced;

/// The edits that turn the expression `list` into its lazy form where it stands: nested loops
/// where a loop walks it, else an expression.
pub fn in_place<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let list = inner(list);
    let eager = facts.eager_call(list);
    if let Some(eager) = &eager
        && let Some(edits) = loops(facts, list, eager, block_header(facts, eager))?
    {
        return Ok(edits);
    }
    let edits = in_expression(facts, list, eager.as_ref())?;
    with_its_file(facts, list, edits)
}

/// The edits that turn it into a lazy expression where it stands.
pub fn in_expression<'m>(facts: &Facts<'m>, list: Node<'m>, eager: Option<&EagerCall<'m>>) -> Rewritten {
    let Some(eager) = eager else { return lazy(facts, list, is_sole_argument(list)) };
    let found =
        in_braces(facts, list, eager)?.map_or_else(|| in_clause(facts, list, eager), |edits| Ok(Some(edits)))?;
    let mut edits = match found {
        Some(edits) => edits,
        None => made_lazy(facts, list, eager, is_sole_argument(list))?,
    };
    if let Some(call) = largest_length(facts, list).filter(|_| eager.eager.but_empty) {
        // The empty item that is missing was the largest where there is no other.
        let inside = call.arguments.start_byte() + 1..call.arguments.end_byte() - 1;
        edits.push(Edit { range: inside.start..inside.start, text: "(".to_owned() });
        edits.push(Edit { range: inside.end..inside.end, text: "), default=0".to_owned() });
        edits.sort_by_key(|e| (e.range.start, e.range.end));
    }
    Ok(edits)
}

/// `a + [x] + b` becomes `chain(a, [x], b)`, `sum(lists, [])` becomes `chain.from_iterable(lists)`.
fn chained<'m>(facts: &Facts<'m>, list: Node<'m>, joined: &Joined<'m>) -> Rewritten {
    if let Some(comment) = comment_in(list) {
        return Err(layout("its comment would be lost", comment));
    }
    let (chain, mut edits) = imports::add(facts, &Import::new("itertools", "chain"), &["itertools"])?;
    let text = match joined {
        Joined::Items(lists) => match lists.kind() {
            "generator_expression" => format!("{chain}.from_iterable{}", facts.text(*lists)),
            _ => format!("{chain}.from_iterable({})", facts.text(*lists)),
        },
        Joined::Parts(parts) => side_by_side(facts, list, &chain, parts)?,
    };
    edits.push(Edit { range: outer(list).byte_range(), text });
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// `chain(a, [x], b)`
fn side_by_side<'m>(facts: &Facts<'m>, list: Node<'m>, chain: &str, parts: &[Part<'m>]) -> Result<String, Reason> {
    let few = |items: &[Node<'m>]| items.iter().map(|n| facts.text(*n)).collect::<Vec<_>>().join(", ");
    let parts: Vec<String> = parts
        .iter()
        .map(|part| match part {
            Part::Whole(list) => facts.text(*list).to_owned(),
            Part::Few(items) => format!("[{}]", few(items)),
        })
        .collect();
    if parts.iter().any(|part| part.contains('\n')) {
        return Err(layout("a part of it stands on several lines", list));
    }
    Ok(format!("{chain}({})", parts.join(", ")))
}

/// `[x] * n` becomes `repeat(x, n)`.
fn repeating<'m>(facts: &Facts<'m>, list: Node<'m>, again: &Repeated<'m>) -> Rewritten {
    if let Some(comment) = comment_in(outer(list)) {
        return Err(layout("its comment would be lost", comment));
    }
    let (repeat, mut edits) = imports::add(facts, &Import::new("itertools", "repeat"), &["itertools"])?;
    let text = format!("{repeat}({}, {})", facts.text(again.item), facts.text(again.count));
    edits.push(Edit { range: outer(list).byte_range(), text });
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// `set(f.read().split())` becomes `{word for line in f for word in line.split()}`.
fn in_braces<'m>(facts: &Facts<'m>, list: Node<'m>, eager: &EagerCall<'m>) -> Result<Option<Vec<Edit>>, Reason> {
    let Some(call) = is_sole_argument(list).then(|| enclosing(list, &["call"])).flatten().and_then(Call::of) else {
        return Ok(None);
    };
    // A brace beside the brace of an f-string would be an escaped one.
    let formatted = ancestors(list).any(|n| n.kind() == "interpolation");
    let comment = comment_in(call.node).is_some();
    if eager.is_plain() || formatted || comment {
        return Ok(None);
    }
    let one = eager.eager.clauses.len() == 1 && eager.eager.item.is_none();
    if one || !facts.is_builtin(call.function, "set") {
        return Ok(None);
    }
    let (text, mut edits) = expression(facts, eager)?;
    edits.push(Edit { range: call.node.byte_range(), text: format!("{{{text}}}") });
    Ok(Some(edits))
}

/// The edits, and those that open the file that the list is made of around its statement.
pub fn with_its_file<'m>(facts: &Facts<'m>, list: Node<'m>, edits: Vec<Edit>) -> Rewritten {
    let statement = facts.statement_of(list).ok_or_else(|| layout("it stands in no statement", list))?;
    opened(facts, list, (statement, statement), edits)
}

/// The edits that turn the expression `list` into a lazy expression, without parentheses if
/// those of a call are all that it needs.
pub fn lazy<'m>(facts: &Facts<'m>, list: Node<'m>, bare: bool) -> Rewritten {
    let list = inner(list);
    if list.kind() == "list_comprehension" {
        // A second name for what has one says nothing.
        let first = clauses(list).first().and_then(|clause| iterable(*clause));
        let bound = outer(list).parent().is_some_and(|p| p.kind() == "assignment");
        let named = bound && first.is_some_and(|items| inner(items).kind() != "call");
        if let Some(edits) = itself(facts, list).filter(|_| !named) {
            return Ok(edits);
        }
        return Ok(brackets(list, bare || outer(list) != list));
    }
    if list.kind() == "generator_expression" {
        return Ok(Vec::new());
    }
    if let Some(joined) = joined(facts, list) {
        return chained(facts, list, &joined);
    }
    if let Some(again) = repeated(facts, list) {
        return repeating(facts, list, &again);
    }
    if let Some(slice) = sliced(facts, list) {
        return unsliced(facts, list, &slice);
    }
    if let Some(items) = unpacked(list).filter(|_| comment_in(list).is_none()) {
        return Ok(vec![Edit { range: list.byte_range(), text: facts.text(items).to_owned() }]);
    }
    let eager = facts.eager_call(list).ok_or_else(|| layout("this is no sequence that pyfix knows", list))?;
    made_lazy(facts, list, &eager, bare)
}

/// The same for a call that is known to make a sequence at once.
pub fn made_lazy<'m>(facts: &Facts<'m>, list: Node<'m>, eager: &EagerCall<'m>, bare: bool) -> Rewritten {
    let comment = comment_in(list);
    if eager.is_plain() {
        let source = eager.walked().ok_or_else(|| layout("what it walks is not written out", list))?;
        let generated = source.kind() == "generator_expression" && source.start_byte() > list.start_byte();
        if generated && bare {
            return if is_sole_argument(list) { argument(facts, list) } else { Ok(brackets(list, true)) };
        }
        let gone = [list.start_byte()..source.start_byte(), source.end_byte()..list.end_byte()];
        let mut edits = gone.map(|range| Edit { range, text: String::new() }).to_vec();
        edits.extend(outdented(facts, list, source));
        edits.sort_by_key(|e| e.range.start);
        return Ok(edits);
    }
    if let Some(comment) = comment {
        return Err(layout("its comment would be lost", comment));
    }
    let (text, mut edits) = expression(facts, eager)?;
    let bare = bare || outer(list) != list;
    let one = eager.eager.clauses.len() == 1 && eager.eager.item.is_none();
    let text = match one || bare {
        true => text,
        false => on_its_lines(facts, list, &text).unwrap_or_else(|| format!("({text})")),
    };
    edits.push(Edit { range: list.byte_range(), text });
    Ok(edits)
}

/// What stood on lines of its own in the parentheses of a call goes out by a step with them.
fn outdented<'m>(facts: &Facts<'m>, call: Node<'m>, kept: Node<'m>) -> Vec<Edit> {
    let text = facts.module.text();
    let outside = indentation(text, call.start_byte());
    let step = indentation(text, kept.start_byte()).strip_prefix(outside).map_or(0, str::len);
    if call.start_position().row == kept.start_position().row {
        return Vec::new();
    }
    let lines = indentable_lines(text, facts.module.root(), &(line_end(text, kept.start_byte())..kept.end_byte()));
    let deep = |at: &usize| indentation(text, *at).len() >= outside.len() + step;
    lines.into_iter().filter(deep).map(|at| Edit { range: at..at + step, text: String::new() }).collect()
}

/// The generator in lines of its own, if it has several and is given a name; those of a text stay.
fn on_its_lines<'m>(facts: &Facts<'m>, list: Node<'m>, text: &str) -> Option<String> {
    let source = facts.module.text();
    let assignment = outer(list).parent().filter(|p| p.kind() == "assignment" && text.contains('\n'))?;
    let suite = assignment.parent()?.parent()?;
    let (indent, step) = (indentation(source, assignment.start_byte()), step_of(facts, suite));
    let old = line_end(source, list.start_byte())..list.end_byte();
    let mut starts = indentable_lines(source, facts.module.root(), &old).into_iter().peekable();
    let (item, rounds) = text.split_once(" for ")?;
    let mut at = old.start;
    let mut deeper = String::new();
    for (number, line) in rounds.split_inclusive('\n').enumerate() {
        if number > 0 {
            deeper.extend(starts.next_if_eq(&at).map(|_| step.as_str()));
            at = line_end(source, at);
        }
        deeper.push_str(line);
    }
    Some(format!("(\n{indent}{step}{item}\n{indent}{step}for {deeper}\n{indent})"))
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
    let item = eager.item().unwrap_or_else(|| variable.to_owned());
    let loops: Vec<String> =
        clauses.iter().zip(iterables).map(|(clause, items)| format!("for {} in {items}", clause.variable)).collect();
    Ok((format!("{item} {}", loops.join(" ")), edits))
}

/// `1 for line in f for _ in line.split()`: a one for each item of a lazy form that has loops.
pub fn rounds<'m>(
    facts: &Facts<'m>,
    list: Node<'m>,
    eager: Option<&EagerCall<'m>>,
) -> Result<Option<(String, Vec<Edit>)>, Reason> {
    let Some(eager) = eager.filter(|eager| !eager.is_plain()) else { return Ok(None) };
    if comment_in(list).is_some() {
        return Ok(None);
    }
    let (iterables, edits) = iterables(facts, eager)?;
    let last = iterables.len() - 1;
    let variables = eager.eager.clauses.iter().enumerate();
    let variables = variables.map(|(at, clause)| if at == last { "_" } else { clause.variable.as_str() });
    let loops: Vec<String> = variables.zip(&iterables).map(|(name, items)| format!("for {name} in {items}")).collect();
    Ok(Some((format!("1 {}", loops.join(" ")), edits)))
}

/// The iterable of each clause, and the imports that they need.
pub(super) fn iterables<'m>(facts: &Facts<'m>, eager: &EagerCall<'m>) -> Result<(Vec<String>, Vec<Edit>), Reason> {
    let mut edits = Vec::new();
    let mut all = Vec::new();
    for clause in &eager.eager.clauses {
        let mut text = String::new();
        for piece in &clause.iterable {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Part(hole) => {
                    let opened = eager.content.as_ref().filter(|_| *hole == Hole::Content);
                    if let Some(name) = opened.and_then(|content| file_name(facts, content, eager.call.node)) {
                        let stream = opened.and_then(|content| content.whole.stream.as_ref());
                        text.push_str(&stream.map_or(name.clone(), |stream| format!("{name}.{stream}")));
                        continue;
                    }
                    let part = eager.part(*hole).ok_or_else(|| layout("a part of it is missing", eager.call.node))?;
                    text.push_str(facts.text(part));
                }
                Piece::Arguments => text.push_str(arguments(facts, eager.call.arguments)),
                Piece::Sibling(name) => {
                    let (function, added) = sibling(facts, eager, name)?;
                    text.push_str(&function);
                    edits.extend(added);
                }
            }
        }
        all.push(if all.is_empty() { text } else { eager.changed(&text) });
    }
    Ok((all, edits))
}

/// The name of the file that is opened for a content.
pub(super) fn file_name<'m>(facts: &Facts<'m>, content: &Content<'m>, at: Node<'m>) -> Option<String> {
    let wanted = match &content.whole.opens {
        Some(clause) => clause.variable.as_str(),
        None => content.opened_for_it(facts).map(|_| "file")?,
    };
    // The name of the content is free: it was used once.
    Some(if content.name == Some(wanted) { wanted.to_owned() } else { fresh(facts, at, wanted) })
}

/// How the file is opened that is read for a content: `path.open(encoding="utf-8")`.
pub(super) fn opening_of<'m>(facts: &Facts<'m>, content: &Content<'m>) -> Option<String> {
    let Some(Clause { iterable, .. }) = content.whole.opens.as_ref() else {
        return content.opened_for_it(facts).map(|file| facts.text(file).to_owned());
    };
    let mut text = String::new();
    for piece in iterable {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Part(Hole::Receiver) => text.push_str(facts.text(content.receiver()?)),
            Piece::Arguments if content.is_of_child(facts) => text.push_str(&facts.arguments_of_child(&content.call)?),
            Piece::Arguments => text.push_str(arguments(facts, content.call.arguments)),
            Piece::Sibling(name) => {
                let module = child(content.call.function, "object")?;
                text.push_str(&format!("{}.{name}", facts.text(module)));
            }
            Piece::Part(_) => return None,
        }
    }
    Some(text)
}

/// What stands between the parentheses of a call, line ends included: a formatter put them there.
fn arguments<'m>(facts: &Facts<'m>, list: Node<'m>) -> &'m str {
    let list = facts.text(list);
    list.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(list)
}

/// The function called `name` in the module of the function that is called.
fn sibling<'m>(facts: &Facts<'m>, eager: &EagerCall<'m>, name: &str) -> Result<(String, Vec<Edit>), Reason> {
    let function = eager.call.function;
    if let Some(object) = child(function, "object").filter(|_| function.kind() == "attribute") {
        return Ok((format!("{}.{name}", facts.text(object)), Vec::new()));
    }
    let module = eager.name.rsplit_once('.').map_or("", |(module, _)| module);
    imports::exchange(facts, &Import::new(module, name), function, facts.text(function))
}
