//! A question to a list, asked of its items one by one.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::imports::{self, Import};
use crate::edit::layout::{indentation, line_start, owns_lines};
use crate::proof::consumer::Consumer;
use crate::proof::producer::producer;
use crate::proof::question::{Repair, taker};
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::syntax::{Call, child, clauses, comment_in, enclosing, holds, inner, is_comprehension, outer};
use crate::python::types::Ty;
use crate::verdict::Reason;

use super::counted::counted;
use super::generator::comprehension;
use super::lazy::{lazy, made_lazy, rounds, with_its_file};
use super::moving::layout;
use super::nested::step_of;
use super::ranked::ranked;

/// The list where it is made gives way to its items, and the question to its other form.
pub fn asked<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let edits = asked_of(facts, list, facts.eager_call(list).as_ref())?;
    with_its_file(facts, list, edits)
}

/// The same for a call that is known to make a sequence at once.
pub fn asked_of<'m>(facts: &Facts<'m>, list: Node<'m>, eager: Option<&EagerCall<'m>>) -> Rewritten {
    let consumer = taker(facts, list)?;
    if consumer.repair == Some(Repair::Count)
        && holds(&consumer.node.byte_range(), &list.byte_range())
        && let Some(edits) = counted(facts, consumer.node, list, eager)
    {
        return Ok(edits);
    }
    if let Some(edits) = first_line(facts, &consumer, eager) {
        return Ok(edits);
    }
    if let Some(Repair::Ranked(ranking)) = &consumer.repair {
        return ranked(facts, consumer.node, ranking);
    }
    if consumer.repair == Some(Repair::Truth)
        && let Some(edits) = any_of(facts, consumer.node, list)
    {
        return Ok(edits);
    }
    let counted = (consumer.repair == Some(Repair::Count)).then(|| rounds(facts, list, eager)).transpose()?.flatten();
    let mut edits = match counted {
        Some((text, mut edits)) if facts.sees_builtin(list, "sum") => {
            edits.push(Edit { range: consumer.node.byte_range(), text: format!("sum({text})") });
            edits
        }
        _ => {
            let bare = matches!(consumer.repair, Some(Repair::Written | Repair::First));
            let items = eager.map_or_else(|| lazy(facts, list, bare), |eager| made_lazy(facts, list, eager, bare))?;
            items.into_iter().chain(repaired(facts, &consumer, list)?).collect()
        }
    };
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// `f.read().splitlines()[0]` is `f.readline().splitlines()[0]`: an empty file has no line, and either way
/// an `IndexError` says so.
pub fn first_line<'m>(facts: &Facts<'m>, consumer: &Consumer<'m>, eager: Option<&EagerCall<'m>>) -> Option<Vec<Edit>> {
    let first = matches!(consumer.repair, Some(Repair::One { few: 1, last: false, .. }));
    let splits = eager.filter(|eager| first && eager.name.ends_with(".splitlines"))?;
    let content = splits.content.as_ref().filter(|content| content.file().is_some())?;
    let (_, name) = content.call.method().filter(|_| content.call.all().is_empty() && content.name.is_none())?;
    let reads = facts.text(name) == "read" && holds(&splits.call.node.byte_range(), &name.byte_range());
    reads.then(|| vec![Edit { range: name.byte_range(), text: "readline".to_owned() }])
}

/// `if [x for x in xs if x > 3]` is `if any(True for x in xs if x > 3)`, if making an item does nothing
/// else. `any(x > 3 for x in xs)` would hand out an answer for each item, which takes twice as long where
/// none is found.
fn any_of<'m>(facts: &Facts<'m>, asked: Node<'m>, list: Node<'m>) -> Option<Vec<Edit>> {
    let made = comprehension(list);
    let body = child(made, "body").filter(|_| is_comprehension(made))?;
    let comment = comment_in(asked).is_some();
    if comment || !facts.effects_of(body).is_silent() || !facts.sees_builtin(asked, "any") {
        return None;
    }
    let end = clauses(made).last()?.end_byte();
    let range = asked.byte_range();
    Some(vec![
        Edit { range: range.start..body.end_byte(), text: "any(True".to_owned() },
        Edit { range: end..range.end, text: ")".to_owned() },
    ])
}

/// The edits around `items`, which stands where the list was asked, that ask in the other form.
pub fn repaired<'m>(facts: &Facts<'m>, consumer: &Consumer<'m>, items: Node<'m>) -> Rewritten {
    let Some(repair) = consumer.repair else { return Ok(Vec::new()) };
    let items = outer(items);
    let asked = asked_around(items, repair).ok_or_else(|| layout("the question is not complete", items))?;
    let Form { before, after, mut edits } = form(facts, repair, asked, items)?;
    let kept = matches!(repair, Repair::Head { kept: true, .. } | Repair::Tail { kept: true, .. } | Repair::One { .. });
    // Both say in their own words that there is no such item.
    let class = if matches!(facts.type_of(items), Ty::Tuple(_) | Ty::TupleOf(_)) { "tuple" } else { "list" };
    if kept {
        seen(facts, asked, class)?;
    }
    // The parentheses of a generator are those of the call that it is given to.
    let (mut before, mut after) = (before, after);
    if repair == Repair::Written
        && items.kind() == "generator_expression"
        && items.parent().is_some_and(|p| p.kind() == "call")
    {
        before.pop();
        after.pop();
    }
    let (open, close) = if kept { (format!("{class}("), ")") } else { (String::new(), "") };
    let one = match repair {
        Repair::One { at, .. } => format!("[{}]", facts.text(at)),
        _ => String::new(),
    };
    let (mut before, mut after) = (format!("{open}{before}"), format!("{after}{close}{one}"));
    if let Some(broken) = (repair == Repair::Count).then(|| broken(facts, asked, items, &before, &after)).flatten() {
        (before, after) = broken;
    }
    edits.push(Edit { range: asked.start_byte()..items.start_byte(), text: before });
    edits.push(Edit { range: items.end_byte()..asked.end_byte(), text: after });
    Ok(edits)
}

/// Where a simple statement on one line would become too long for it, the items get a line of
/// their own, as a formatter would do it.
fn broken<'m>(
    facts: &Facts<'m>,
    asked: Node<'m>,
    items: Node<'m>,
    before: &str,
    after: &str,
) -> Option<(String, String)> {
    let text = facts.module.text();
    let statement = facts.statement_of(asked).filter(|s| s.start_position().row == s.end_position().row)?;
    let suite = statement.parent().filter(|_| owns_lines(text, statement) && child(statement, "body").is_none())?;
    let old = text[line_start(text, statement.start_byte())..statement.end_byte()].chars().count();
    let kept = old - text[asked.byte_range()].chars().count() + text[items.byte_range()].chars().count();
    if old > facts.target.width || kept + before.chars().count() + after.chars().count() <= facts.target.width {
        return None;
    }
    let indent = indentation(text, statement.start_byte());
    let (call, items) = before.split_once('(')?;
    let step = step_of(facts, suite);
    Some((format!("{call}(\n{indent}{step}{items}"), format!("\n{indent}{after}")))
}

/// What stands around the items, and the imports that it needs.
struct Form {
    before: String,
    after: String,
    edits: Vec<Edit>,
}

impl Form {
    fn plain(before: impl Into<String>, after: &str) -> Form {
        Form { before: before.into(), after: after.to_owned(), edits: Vec::new() }
    }

    fn imported<'m>(facts: &Facts<'m>, module: &str, name: &str, after: String) -> Result<Form, Reason> {
        let (name, edits) = imports::add(facts, &Import::new(module, name), &[module])?;
        Ok(Form { before: format!("{name}("), after, edits })
    }
}

fn form<'m>(facts: &Facts<'m>, repair: Repair<'m>, asked: Node<'m>, items: Node<'m>) -> Result<Form, Reason> {
    let text = |node: Node<'m>| facts.text(node);
    match repair {
        // What is sorted is asked where it stands, never under a name.
        Repair::Ranked(_) => Ok(Form::plain("", "")),
        Repair::Count => seen(facts, asked, "sum").map(|()| Form::plain("sum(1 for _ in ", ")")),
        Repair::Truth => seen(facts, asked, "any").map(|()| Form::plain("any(True for _ in ", ")")),
        Repair::First => {
            seen(facts, asked, "next")?;
            let iterator = inner(items).kind() == "list_comprehension" || is_iterator(facts, items);
            Ok(if iterator { Form::plain("next(", ")") } else { Form::plain("next(iter(", "))") })
        }
        Repair::Written => {
            let (file, _) =
                Call::of(asked).and_then(|call| call.method()).ok_or_else(|| layout("it writes no file", asked))?;
            Ok(Form::plain(format!("{}.writelines(", text(file)), ")"))
        }
        Repair::Head { stop, .. } => Form::imported(facts, "itertools", "islice", format!(", {})", text(stop))),
        Repair::One { few, last: false, .. } => Form::imported(facts, "itertools", "islice", format!(", {few})")),
        Repair::One { few, .. } => Form::imported(facts, "collections", "deque", format!(", maxlen={few})")),
        Repair::Rest { start } => Form::imported(facts, "itertools", "islice", format!(", {}, None)", text(start))),
        Repair::Tail { count, .. } => {
            Form::imported(facts, "collections", "deque", format!(", maxlen={})", text(count)))
        }
    }
}

/// The builtin of that name is what it seems.
fn seen<'m>(facts: &Facts<'m>, asked: Node<'m>, name: &str) -> Result<(), Reason> {
    let something_else = || layout(&format!("`{name}` is something else here"), asked);
    facts.sees_builtin(asked, name).then_some(()).ok_or_else(something_else)
}

/// Is what the list gives way to an iterator?
fn is_iterator<'m>(facts: &Facts<'m>, list: Node<'m>) -> bool {
    let made = match inner(list).kind() {
        "identifier" => facts.opened_by(inner(list)),
        _ => Some(inner(list)),
    };
    let walked = made.and_then(|made| producer(facts, made)).map(|producer| (producer.generator, producer.sources));
    let iterates = |source: &Node<'m>| matches!(facts.type_of(*source), Ty::Iter(_) | Ty::File { .. });
    walked.is_some_and(|(generator, sources)| generator || matches!(sources.as_slice(), [source] if iterates(source)))
}

/// The call or subscript that asks.
fn asked_around<'m>(items: Node<'m>, repair: Repair<'m>) -> Option<Node<'m>> {
    let call = || enclosing(items, &["call"]);
    match repair {
        Repair::Count => call(),
        // `write` is given what `join` makes.
        Repair::Written => enclosing(call()?, &["call"]),
        Repair::Truth => match items.parent().is_some_and(|p| p.kind() == "argument_list") {
            true => call(),
            false => Some(items),
        },
        _ => enclosing(items, &["subscript"]),
    }
}
