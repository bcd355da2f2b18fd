//! The builtins that a rewrite writes down have to mean what they mean to it.

use std::collections::HashMap;

use crate::edit::{Edit, Rewritten};
use crate::python::Facts;
use crate::python::bindings::is_part_of_word;
use crate::verdict::{Obligation, Reason};

/// The edits, if each builtin that they bring in is what it seems where it is written. Code that is
/// moved brings in nothing: what is taken away elsewhere counts.
///
/// # Errors
/// The name of a builtin means something else there.
pub fn with_builtins(facts: &Facts<'_>, edits: Vec<Edit>) -> Rewritten {
    match something_else(facts, &edits) {
        Some(reason) => Err(reason),
        None => Ok(edits),
    }
}

fn something_else(facts: &Facts<'_>, edits: &[Edit]) -> Option<Reason> {
    let text = facts.module.text();
    let mut balance: HashMap<&str, isize> = HashMap::new();
    for edit in edits {
        let old = text.get(edit.range.clone()).unwrap_or_default();
        names(old).for_each(|name| *balance.entry(name).or_default() -= 1);
        names(&edit.text).for_each(|name| *balance.entry(name).or_default() += 1);
    }
    edits.iter().find_map(|edit| {
        let at = edit.range.start;
        let node = facts.module.root().descendant_for_byte_range(at, at)?;
        let replaced = |name: &&str| {
            balance.get(name).is_some_and(|more| *more > 0)
                && facts.knowledge().is_builtin(name)
                && !facts.sees_builtin(node, name)
        };
        let name = names(&edit.text).find(replaced)?;
        let sentence = format!("`{name}` is something else here");
        Some(Reason::new(Obligation::Layout, sentence, edit.range.clone()))
    })
}

/// The words of a piece of code that are no attributes.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let chains = text.split(|c| !is_part_of_word(c) && c != '.');
    chains.filter_map(|chain| chain.split('.').next()).filter(|word| !word.is_empty())
}
