//! The few smallest or largest of what is sorted, which a heap keeps.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::{Edit, Rewritten};
use crate::proof::ranked;
use crate::proof::ranking::{Ranking, Wanted};
use crate::python::Facts;
use crate::python::syntax::{child, comment_in, holds, inner, preorder};

use super::moving::layout;

/// `sorted(items, key=len)[:3]` is `nsmallest(3, items, key=len)`.
pub fn ranked<'m>(facts: &Facts<'m>, asked: Node<'m>, ranking: &Ranking<'m>) -> Rewritten {
    match ranking.wanted {
        Wanted::One => in_heap(facts, asked, ranking, "1", "[0]"),
        Wanted::Few(count) => {
            in_heap(facts, asked, ranking, facts.text(count), if ranking.last { "[::-1]" } else { "" })
        }
    }
}

/// `ordered = sorted(items)` is `ordered = nsmallest(3, items)`, where no more of them are looked at.
pub fn by_name<'m>(facts: &Facts<'m>, sorted: Node<'m>) -> Rewritten {
    let found = ranked::ranked(facts, sorted)?;
    let around = if found.ranking.last && found.count != "1" { "[::-1]" } else { "" };
    let mut edits = in_heap(facts, inner(sorted), &found.ranking, &found.count, around)?;
    // All of them are what the name stands for now.
    let alone = found
        .alone
        .filter(|slice| comment_in(*slice).is_none())
        .and_then(|slice| Some((slice, child(slice, "value")?)));
    edits.extend(alone.map(|(slice, name)| Edit { range: name.end_byte()..slice.end_byte(), text: String::new() }));
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

fn in_heap<'m>(facts: &Facts<'m>, asked: Node<'m>, ranking: &Ranking<'m>, count: &str, around: &str) -> Rewritten {
    let items = ranking.items;
    let kept = ranking.key.into_iter().fold(items.byte_range(), |all, key| all.start..key.end_byte());
    let lost = preorder(asked).find(|n| n.kind() == "comment" && !holds(&kept, &n.byte_range()));
    if let Some(comment) = lost {
        return Err(layout("its comment would be lost", comment));
    }
    let name = if ranking.largest { "nlargest" } else { "nsmallest" };
    let (name, mut edits) = imports::add(facts, &Import::new("heapq", name), &["heapq"])?;
    let key = ranking.key.map_or_else(String::new, |key| format!(", {}", facts.text(key)));
    edits.push(Edit { range: asked.start_byte()..items.start_byte(), text: format!("{name}({count}, ") });
    edits.push(Edit { range: items.end_byte()..asked.end_byte(), text: format!("{key}){around}") });
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}
