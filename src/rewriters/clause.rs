//! A lazy form whose items have no name of their own where they are walked: what makes an item
//! stands where the item was used.

use tree_sitter::Node;

use crate::edit::Edit;
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::syntax::{
    Call, ancestors, child, children, comment_in, holds, is_async, is_comprehension, iterable, outer,
};
use crate::verdict::Reason;

use super::lazy::iterables;
use super::nested::fresh_within;

/// A call is written twice at most; an attribute is no dearer than a name.
const TWICE: usize = 2;

/// Parts of an item under names of their own: more of them read better by their names.
const PARTS: usize = 3;

/// In a comprehension the loops become clauses of it, and an item stands where it is used:
/// `[match.group(1).lower() for match in re.finditer(pattern, text)]`.
pub(super) fn in_clause<'m>(
    facts: &Facts<'m>,
    list: Node<'m>,
    eager: &EagerCall<'m>,
) -> Result<Option<Vec<Edit>>, Reason> {
    let walk = walked_as(facts, list).filter(|(walk, _)| walk.kind() == "for_in_clause" && !is_async(*walk));
    let Some((clause, target)) = walk.filter(|_| comment_in(list).is_none()) else { return Ok(None) };
    let Some(around) = clause.parent() else { return Ok(None) };
    let (iterables, mut edits) = iterables(facts, eager)?;
    match (eager.eager.clauses.as_slice(), iterables.as_slice(), eager.item()) {
        ([lines, _], [items, parts], None) if iterable(clause) == Some(outer(list)) => {
            let variable = fresh_within(facts, list, &lines.variable, around);
            let at = clause.start_byte();
            edits.push(Edit { range: at..at, text: format!("for {variable} in {items} ") });
            let parts = parts.replacen(&lines.variable, &variable, 1);
            edits.push(Edit { range: outer(list).byte_range(), text: parts });
        }
        ([only], [items], Some(item)) => {
            let rebinds = eager.eager.rebinds && target.kind() == "identifier";
            let variable =
                if rebinds { facts.text(target).to_owned() } else { fresh_within(facts, list, &only.variable, around) };
            let Some(uses) = in_place_of(facts, target, eager, &item) else { return Ok(None) };
            edits.extend(uses.into_iter().map(|(load, text)| {
                let text = text.replacen(&only.variable, &variable, 1);
                let text = if text.contains(" or ") && !stands_alone(load) { format!("({text})") } else { text };
                Edit { range: load.byte_range(), text }
            }));
            edits.push(Edit { range: target.byte_range(), text: variable });
            edits.push(Edit { range: outer(list).byte_range(), text: items.clone() });
        }
        _ => return Ok(None),
    }
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(Some(edits))
}

/// The clause or loop that walks the list, itself or in `enumerate`, and what it calls an item.
pub(super) fn walked_as<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<(Node<'m>, Node<'m>)> {
    let list = outer(list);
    let parent = list.parent()?;
    if iterable(parent) == Some(list) {
        return Some((parent, child(parent, "left")?));
    }
    let call = Call::of(parent.parent().filter(|_| parent.kind() == "argument_list")?)?;
    let counted = facts.is_builtin(call.function, "enumerate") && call.positional()?.first() == Some(&list);
    let walk = outer(call.node).parent().filter(|walk| counted && iterable(*walk) == Some(outer(call.node)))?;
    let target = child(walk, "left").filter(|t| matches!(t.kind(), "pattern_list" | "tuple_pattern"))?;
    let [_, item] = children(target).try_into().ok()?;
    (item.kind() != "list_splat_pattern").then_some((walk, item))
}

/// What is written for each use of the item, or of its parts, that the target names; `None` where
/// names say it better.
fn in_place_of<'m>(
    facts: &Facts<'m>,
    target: Node<'m>,
    eager: &EagerCall<'m>,
    item: &str,
) -> Option<Vec<(Node<'m>, String)>> {
    if target.kind() == "identifier" {
        let most = match item.contains('(') {
            false => usize::MAX,
            // A line keeps its name.
            true if eager.eager.rebinds => 1,
            true => TWICE,
        };
        let loads = replaceable(facts, target, item)?;
        if let Some(parts) = loads.iter().map(|load| indexed(facts, *load, eager)).collect() {
            return Some(parts);
        }
        return (loads.len() <= most).then(|| loads.into_iter().map(|load| (load, item.to_owned())).collect());
    }
    let parts = children(target);
    let taken_apart = matches!(target.kind(), "pattern_list" | "tuple_pattern");
    // Another number of parts raises.
    let all = facts.pattern_of(&eager.call, eager.entry).is_some_and(|pattern| pattern.groups.count == parts.len());
    let names = parts.iter().all(|part| part.kind() == "identifier");
    let part = eager.eager.part.as_ref().filter(|_| taken_apart && all && names)?;
    let mut found = Vec::new();
    for (at, name) in parts.iter().enumerate() {
        let text = part.replace("{n}", &(at + 1).to_string());
        let loads = replaceable(facts, *name, &text)?;
        if loads.len() > 1 {
            return None;
        }
        found.extend(loads.into_iter().map(|load| (load, text.clone())));
    }
    (found.len() <= PARTS).then_some(found)
}

/// `pair[0]`, and what stands for that part.
fn indexed<'m>(facts: &Facts<'m>, load: Node<'m>, eager: &EagerCall<'m>) -> Option<(Node<'m>, String)> {
    let subscript = load.parent().filter(|p| p.kind() == "subscript" && child(*p, "value") == Some(load))?;
    let [_, key] = children(subscript).try_into().ok()?;
    let at = Some(key).filter(|key: &Node<'_>| key.kind() == "integer")?;
    let at: usize = facts.text(at).parse().ok()?;
    let known = facts.pattern_of(&eager.call, eager.entry).is_some_and(|pattern| at < pattern.groups.count);
    let part = eager.eager.part.as_ref().filter(|_| known)?;
    Some((subscript, part.replace("{n}", &(at + 1).to_string())))
}

/// The uses of a comprehension's variable, where something else can stand for each.
fn replaceable<'m>(facts: &Facts<'m>, target: Node<'m>, by: &str) -> Option<Vec<Node<'m>>> {
    let symbol = &facts.scopes().symbols[facts.scopes().symbol_at(target)?];
    let loads: Vec<Node<'m>> = symbol.loads().map(|o| o.node).collect();
    let around = ancestors(target).into_iter().find(|n| is_comprehension(*n))?;
    let inside = |n: &Node<'m>| holds(&around.byte_range(), &n.byte_range());
    // Its quotes would end the text around it.
    let quoted = by.contains(['"', '\'', '\\']);
    let fits = |load: &Node<'m>| {
        ancestors(*load).into_iter().all(|n| match n.kind() {
            "lambda" => !inside(&n),
            "interpolation" => !(quoted || inside(&n) && facts.text(n).contains("=}")),
            _ => true,
        })
    };
    let once = symbol.bindings().count() == 1 || loads.is_empty();
    (once && loads.iter().all(fits)).then_some(loads)
}

/// Is it a whole argument or element, which needs no parentheses?
fn stands_alone(load: Node<'_>) -> bool {
    load.parent().is_some_and(|parent| match parent.kind() {
        "argument_list" | "list" | "tuple" | "set" | "pair" | "keyword_argument" => true,
        kind => kind.ends_with("comprehension") || kind == "generator_expression",
    })
}
