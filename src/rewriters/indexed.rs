//! A loop over the places of a list becomes a walk of the list.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{line_end, lines_of, owns_lines};
use crate::edit::{Edit, Rewritten};
use crate::proof::indexed::{Indexed, first_named, indexed};
use crate::python::Facts;
use crate::python::syntax::{child, preorder};

use super::moving::layout;
use super::nested::fresh;

/// `for i in range(len(lines))` becomes `for line in lines`, and `lines[i]` becomes `line`.
pub fn walked<'m>(facts: &Facts<'m>, walk: Node<'m>) -> Rewritten {
    let found = indexed(facts, walk).ok_or_else(|| layout("this is no walk of a list", walk))?;
    let body = child(walk, "body").ok_or_else(|| layout("the loop has no body", walk))?;
    let header = walk.start_byte()..body.start_byte();
    if let Some(comment) =
        preorder(walk).find(|n| n.kind() == "comment" && n.start_position().row < header_row(facts, walk))
    {
        return Err(layout("its comment would be lost", comment));
    }
    let (name, mut edits) = item(facts, &found);
    let list = facts.text(found.list);
    let end = child(walk, "right").or(child(walk, "condition")).map_or(header.end, |n| n.end_byte());
    let (items, from) = match found.from {
        0 => (list.to_owned(), String::new()),
        from => {
            let (islice, import) = imports::add(facts, &Import::new("itertools", "islice"), &["itertools"])?;
            edits.extend(import);
            (format!("{islice}({list}, {from}, None)"), format!(", {from}"))
        }
    };
    let text = match found.place.filter(|_| found.counted) {
        Some(place) => format!("for {}, {name} in enumerate({items}{from})", facts.text(place)),
        None => format!("for {name} in {items}"),
    };
    edits.push(Edit { range: walk.start_byte()..end, text });
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// The row of the end of the header.
fn header_row<'m>(_: &Facts<'m>, walk: Node<'m>) -> usize {
    child(walk, "right").or(child(walk, "condition")).map_or(0, |n| n.end_position().row)
}

/// The name of the item, and the edits that put it where the item was taken.
fn item<'m>(facts: &Facts<'m>, found: &Indexed<'m>) -> (String, Vec<Edit>) {
    let text = facts.module.text();
    if let Some((target, statement)) = first_named(facts, found) {
        let bare = text[statement.end_byte()..line_end(text, statement.end_byte())].trim().is_empty();
        if bare && owns_lines(text, statement) {
            let name = facts.text(target);
            let rest = found.items.iter().skip(1);
            let mut edits = vec![Edit { range: lines_of(text, statement), text: String::new() }];
            edits.extend(rest.map(|n| Edit { range: n.byte_range(), text: name.to_owned() }));
            return (name.to_owned(), edits);
        }
    }
    let name = fresh(facts, found.walk, singular(facts.text(found.list)));
    let edits = found.items.iter().map(|n| Edit { range: n.byte_range(), text: name.clone() }).collect();
    (name, edits)
}

/// `line` of `lines`; `item` where that is no plural.
fn singular(list: &str) -> &str {
    let one = list.strip_suffix('s').filter(|one| one.len() > 1 && !one.ends_with('s'));
    one.unwrap_or("item")
}
