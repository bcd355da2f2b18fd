//! What gives the items of a slice without a list of them.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{line_end, line_start};
use crate::edit::{Edit, Rewritten};
use crate::proof::sliced::{Items, Sliced, beside, sliced};
use crate::python::syntax::{Call, comment_in, inner, outer};
use crate::python::{Facts, Version};
use crate::verdict::Reason;

use super::moving::layout;

/// `xs[:]` becomes `xs`, `xs[::-1]` becomes `reversed(xs)`, `xs[1:]` becomes `islice(xs, 1, None)`;
/// `zip(xs, xs[1:])` becomes `pairwise(xs)`.
pub fn unsliced<'m>(facts: &Facts<'m>, node: Node<'m>, slice: &Sliced<'m>) -> Rewritten {
    let whole = outer(node);
    if let Some(comment) = comment_in(whole) {
        return Err(layout("its comment would be lost", comment));
    }
    if let Some(edits) = paired(facts, whole, slice)? {
        return Ok(edits);
    }
    if matches!(slice.items, Items::Reversed) && !facts.sees_builtin(node, "reversed") {
        return Err(layout("`reversed` is the name of something else here", node));
    }
    let (islice, mut edits) = match slice.items {
        Items::Some(_) => imports::add(facts, &Import::new("itertools", "islice"), &["itertools"])?,
        _ => (String::new(), Vec::new()),
    };
    let text = form(facts, slice, &islice);
    if widens(facts, whole, &text, &islice) {
        return Err(layout("the line would be too long for a formatter, which is no price for a copy", node));
    }
    edits.push(Edit { range: whole.byte_range(), text });
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// What gives the items of the slice, where `islice` has that name.
fn form<'m>(facts: &Facts<'m>, slice: &Sliced<'m>, islice: &str) -> String {
    let list = facts.text(slice.list);
    match slice.items {
        Items::All => list.to_owned(),
        Items::Reversed => format!("reversed({list})"),
        Items::Some(bounds) => format!("{islice}({list}, {})", arguments(facts, bounds)),
    }
}

/// Would the line be wider than a formatter leaves it, which it is not now? Slices beside it in a `zip`
/// are rewritten with it.
fn widens<'m>(facts: &Facts<'m>, node: Node<'m>, text: &str, islice: &str) -> bool {
    let source = facts.module.text();
    let line = line_start(source, node.start_byte())..line_end(source, node.end_byte());
    let old = source[line].trim_end().chars().count();
    let width = |text: &str| text.chars().count();
    let beside = beside(facts, node).into_iter().filter_map(|argument| Some((argument, sliced(facts, argument)?)));
    let grows = |(argument, slice)| width(&form(facts, &slice, islice)).saturating_sub(width(facts.text(argument)));
    let new = old - width(facts.text(node)) + width(text) + beside.map(grows).sum::<usize>();
    old <= facts.target.width && new > facts.target.width
}

/// The arguments of `islice` after the first: `stop`, or `start, stop`, or all three.
fn arguments<'m>(facts: &Facts<'m>, bounds: [Option<Node<'m>>; 3]) -> String {
    let text = |n: Option<Node<'m>>| n.map_or("None", |n| facts.text(n));
    match bounds {
        [None, stop, None] => text(stop).to_owned(),
        [start, stop, None] => format!("{}, {}", text(start), text(stop)),
        [start, stop, step] => {
            format!("{}, {}, {}", start.map_or("0", |n| facts.text(n)), text(stop), text(step))
        }
    }
}

/// `itertools.pairwise` came with Python 3.10.
const PAIRWISE: Version = Version::new(3, 10);

fn paired<'m>(facts: &Facts<'m>, node: Node<'m>, slice: &Sliced<'m>) -> Result<Option<Vec<Edit>>, Reason> {
    let call = node.parent().and_then(|list| list.parent()).and_then(Call::of);
    let Some(zip) = call.filter(|call| facts.is_builtin(call.function, "zip")) else { return Ok(None) };
    let next = match slice.items {
        Items::Some([Some(start), None, None]) => facts.text(start) == "1",
        _ => false,
    };
    let pair = match zip.all().as_slice() {
        [first, second] => *second == node && facts.text(inner(*first)) == facts.text(slice.list),
        _ => false,
    };
    let there = facts.target.version >= PAIRWISE || imports::has(facts, "itertools.pairwise");
    if !next || !pair || !there || slice.list.kind() != "identifier" || comment_in(zip.node).is_some() {
        return Ok(None);
    }
    let (pairwise, mut edits) = imports::add(facts, &Import::new("itertools", "pairwise"), &["itertools"])?;
    edits.push(Edit { range: zip.node.byte_range(), text: format!("{pairwise}({})", facts.text(slice.list)) });
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(Some(edits))
}
