//! A question to a list, asked of its items one by one.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::edit::Rewritten;
use crate::edit::imports::{self, Import};
use crate::proof::consumer::Consumer;
use crate::proof::question::{Repair, taker};
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::syntax::{Call, child, enclosing, preorder};

use super::lazy::{lazy, made_lazy, rounds, with_its_file};
use super::moving::layout;

/// The list where it is made gives way to its items, and the question to its other form.
pub fn asked<'m>(facts: &Facts<'m>, list: Node<'m>) -> Rewritten {
    let edits = asked_of(facts, list, facts.eager_call(list).as_ref())?;
    with_its_file(facts, list, edits)
}

/// The same for a call that is known to make a sequence at once.
pub fn asked_of<'m>(facts: &Facts<'m>, list: Node<'m>, eager: Option<&EagerCall<'m>>) -> Rewritten {
    let consumer = taker(facts, list)?;
    if consumer.repair == Some(Repair::Count)
        && let Some(edits) = counted(facts, consumer.node, list)?
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
            let bare = consumer.repair == Some(Repair::Written);
            let items = eager.map_or_else(|| lazy(facts, list, bare), |eager| made_lazy(facts, list, eager, bare))?;
            items.into_iter().chain(repaired(facts, &consumer, list)?).collect()
        }
    };
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// `len([x.strip() for x in xs if x])` is `sum(1 for x in xs if x)`, if making an item does
/// nothing else.
fn counted<'m>(facts: &Facts<'m>, call: Node<'m>, list: Node<'m>) -> Result<Option<Vec<Edit>>, crate::verdict::Reason> {
    let body = child(list, "body").filter(|_| list.kind() == "list_comprehension");
    let Some(body) = body.filter(|body| facts.effects_of(*body).is_silent()) else { return Ok(None) };
    if preorder(call).any(|n| n.kind() == "comment") || !facts.sees_builtin(call, "sum") {
        return Ok(None);
    }
    Ok(Some(vec![
        Edit { range: call.start_byte()..body.end_byte(), text: "sum(1".to_owned() },
        Edit { range: list.end_byte() - 1..call.end_byte(), text: ")".to_owned() },
    ]))
}

/// The edits around `items`, which stands where the list was asked, that ask in the other form.
pub fn repaired<'m>(facts: &Facts<'m>, consumer: &Consumer<'m>, items: Node<'m>) -> Rewritten {
    let Some(repair) = consumer.repair else { return Ok(Vec::new()) };
    let asked = asked_around(items, repair).ok_or_else(|| layout("the question is not complete", items))?;
    let builtin = |name: &str| match facts.sees_builtin(asked, name) {
        true => Ok(()),
        false => Err(layout(&format!("`{name}` is something else here"), asked)),
    };
    let text = |node: Node<'m>| facts.text(node);
    let (name, before, after, mut edits) = match repair {
        Repair::Count => {
            builtin("sum")?;
            (String::new(), "sum(1 for _ in ".to_owned(), ")".to_owned(), Vec::new())
        }
        Repair::Written => {
            let (file, _) =
                Call::of(asked).and_then(|call| call.method()).ok_or_else(|| layout("it writes no file", asked))?;
            (format!("{}.writelines", text(file)), "(".to_owned(), ")".to_owned(), Vec::new())
        }
        Repair::Head { stop, .. } => {
            let (name, edits) = imports::add(facts, &Import::new("itertools", "islice"), &["itertools"])?;
            (name, "(".to_owned(), format!(", {})", text(stop)), edits)
        }
        Repair::Rest { start } => {
            let (name, edits) = imports::add(facts, &Import::new("itertools", "islice"), &["itertools"])?;
            (name, "(".to_owned(), format!(", {}, None)", text(start)), edits)
        }
        Repair::Tail { count, .. } => {
            let (name, edits) = imports::add(facts, &Import::new("collections", "deque"), &["collections"])?;
            (name, "(".to_owned(), format!(", maxlen={})", text(count)), edits)
        }
    };
    let kept = matches!(repair, Repair::Head { kept: true, .. } | Repair::Tail { kept: true, .. });
    if kept {
        builtin("list")?;
    }
    let (open, close) = if kept { ("list(", ")") } else { ("", "") };
    edits.push(Edit { range: asked.start_byte()..items.start_byte(), text: format!("{open}{name}{before}") });
    edits.push(Edit { range: items.end_byte()..asked.end_byte(), text: format!("{after}{close}") });
    Ok(edits)
}

/// The call or subscript that asks.
fn asked_around<'m>(items: Node<'m>, repair: Repair<'m>) -> Option<Node<'m>> {
    let call = || enclosing(items, &["call"]);
    match repair {
        Repair::Count => call(),
        // `write` is given what `join` makes.
        Repair::Written => enclosing(call()?, &["call"]),
        _ => enclosing(items, &["subscript"]),
    }
}
