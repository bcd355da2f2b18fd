//! What fills a list becomes a generator function of its own, beside the walk.

use tree_sitter::Node;

use crate::edit::layout::{indentation, is_blank_line, line_end, line_start, lines_of, owns_lines};
use crate::edit::{Edit, Rewritten};
use crate::proof::filled_list::{FilledList, parameters};
use crate::python::Facts;
use crate::python::syntax::{child, statements};
use crate::verdict::Reason;

use super::function::{Iterated, added, handed_out, iterator};
use super::moving::{deleted, layout};
use super::named::moved;
use super::nested::{indented, step_of};
use super::question::repaired;

/// `def rows():` in front of the filling statements, which yield what they added; the walk asks for
/// `rows()`.
///
/// # Errors
/// A layout that would be lost.
pub fn local_generator<'m>(facts: &Facts<'m>, list: &FilledList<'m>) -> Rewritten {
    let given = parameters(facts, list);
    let names: Vec<&str> = given.iter().map(|id| facts.scopes().symbols[*id].name.as_str()).collect();
    let given = format!("({})", names.join(", "));
    let text = facts.module.text();
    let start = list.named.statement;
    let parts = list.filling.iter().chain([&start, &list.named.walk]);
    if let Some(shared) = parts.into_iter().find(|node| !owns_lines(text, **node)) {
        return Err(layout("it shares its line with another statement", *shared));
    }
    let Some((first, last)) = list.filling.first().zip(list.filling.last()) else {
        return Err(layout("nothing fills it", start));
    };
    let suite = first.parent().ok_or_else(|| layout("it stands in no suite", *first))?;
    let step = step_of(facts, suite);
    let top = top(facts, list, *first);
    let lines = top..line_end(text, last.end_byte());
    let (result, imports) = result(facts, list)?;
    let mut edits = imports;
    edits.extend(header(facts, list, suite, top, &format!("{given}{result}"))?);
    edits.extend(first_items(facts, list, &step)?);
    for add in &list.adds {
        edits.extend(added(facts, *add)?);
    }
    let kept = |at: usize| !edits.iter().any(|e| e.range.start <= at && at < e.range.end);
    let deeper: Vec<Edit> = indented(facts, lines.clone(), &step).into_iter().filter(|e| kept(e.range.start)).collect();
    edits.extend(deeper);
    if !text[lines.end..].is_empty() && (list.moved_into.is_some() || !is_blank_line(text, lines.end)) {
        edits.push(Edit { range: lines.end..lines.end, text: "\n".to_owned() });
    }
    let load = list.named.load.end_byte();
    edits.push(Edit { range: load..load, text: given });
    edits.extend(repaired(facts, &list.named.consumer, list.named.load)?);
    edits.extend(moved(facts, &list.named, list.moved_into)?);
    Ok(edits)
}

/// What the list holds from the start is yielded first; an empty one goes.
fn first_items<'m>(facts: &Facts<'m>, list: &FilledList<'m>, step: &str) -> Rewritten {
    let start = list.named.statement;
    if list.first.is_empty() {
        return Ok(Vec::new());
    }
    let mut edits = handed_out(facts, start, &list.first, true)?;
    edits.iter_mut().for_each(|edit| edit.text = edit.text.replace('\n', &format!("\n{step}")));
    Ok(edits)
}

/// Where the function begins: its first statement, and the comments right above.
fn top<'m>(facts: &Facts<'m>, list: &FilledList<'m>, first: Node<'m>) -> usize {
    let text = facts.module.text();
    let mut at = line_start(text, first.start_byte());
    let floor = list.named.statement.end_byte();
    while at > 0 {
        let above = line_start(text, at - 1);
        let comment = text[above..at].trim_start().starts_with('#');
        if !comment || above < floor || indentation(text, above) != indentation(text, first.start_byte()) {
            break;
        }
        at = above;
    }
    at
}

/// `def rows():`, with an empty line before it where a formatter wants one, and without the list.
fn header<'m>(
    facts: &Facts<'m>,
    list: &FilledList<'m>,
    suite: Node<'m>,
    at: usize,
    signature: &str,
) -> Result<Vec<Edit>, Reason> {
    let text = facts.module.text();
    let start = list.named.statement;
    let own = list.first.is_empty().then(|| lines_of(text, start));
    // Nothing but the list, which goes, stands between what comes above and here.
    let alone = own.clone().filter(|own| own.end <= at && text[own.end..at].trim().is_empty());
    let noted = || text[start.end_byte()..line_end(text, start.end_byte())].trim().starts_with('#');
    let alone = alone.filter(|_| !noted());
    let above = alone.as_ref().map_or(at, |own| own.start);
    let opens = statements(suite).first().is_some_and(|n| line_start(text, n.start_byte()) >= above);
    let blank = above == 0 || is_blank_line(text, line_start(text, above - 1));
    let gap = match (opens || blank, suite.kind()) {
        (true, _) => "",
        (false, "module") => "\n\n",
        (false, _) => "\n",
    };
    let indent = indentation(text, at);
    let name = &facts.scopes().symbols[list.named.symbol].name;
    let mut edits = Vec::new();
    match alone {
        Some(own) => edits.push(Edit { range: own.start..at, text: String::new() }),
        None if own.is_some() => edits.push(deleted(facts, start)?),
        None => {}
    }
    edits.push(Edit { range: at..at, text: format!("{gap}{indent}def {name}{signature}:\n") });
    Ok(edits)
}

/// ` -> Iterator[int]` of a list that is said to be `list[int]`, and the import for it.
fn result<'m>(facts: &Facts<'m>, list: &FilledList<'m>) -> Result<(String, Vec<Edit>), Reason> {
    let Some(declared) = child(list.named.assignment, "type") else { return Ok(Default::default()) };
    let text = facts.text(declared);
    Ok(match iterator(facts, declared)? {
        Some(Iterated { head, name, imports }) => {
            let (before, after) = (head.start - declared.start_byte(), head.end - declared.start_byte());
            (format!(" -> {}{name}{}", &text[..before], &text[after..]), imports)
        }
        None => (format!(" -> {text}"), Vec::new()),
    })
}
