//! What gives the items of a slice without a list of them.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{line_end, line_start};
use crate::edit::{Edit, Rewritten};
use crate::proof::sliced::{Items, Sliced};
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
    let list = facts.text(slice.list);
    let (text, mut edits) = match slice.items {
        Items::All => (list.to_owned(), Vec::new()),
        Items::Reversed if facts.sees_builtin(node, "reversed") => (format!("reversed({list})"), Vec::new()),
        Items::Reversed => return Err(layout("`reversed` is the name of something else here", node)),
        Items::Some(bounds) => {
            let (islice, edits) = imports::add(facts, &Import::new("itertools", "islice"), &["itertools"])?;
            (format!("{islice}({list}, {})", arguments(facts, bounds)), edits)
        }
    };
    if widens(facts, whole, &text) {
        return Err(layout("the line would be too long for a formatter, which is no price for a copy", node));
    }
    edits.push(Edit { range: whole.byte_range(), text });
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// Would the line be wider than a formatter leaves it, which it is not now?
fn widens<'m>(facts: &Facts<'m>, node: Node<'m>, text: &str) -> bool {
    let source = facts.module.text();
    let line = line_start(source, node.start_byte())..line_end(source, node.end_byte());
    let old = source[line].trim_end().chars().count();
    let new = old - facts.text(node).chars().count() + text.chars().count();
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
