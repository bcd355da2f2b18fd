//! The names that a rewrite writes down: builtins have to mean what they mean to it, and new names must
//! not show where a program lists its names.

use std::collections::{HashMap, HashSet};

use crate::edit::{Edit, Rewritten};
use crate::python::Facts;
use crate::python::bindings::is_part_of_word;
use crate::verdict::{Obligation, Reason};

/// The edits, if each builtin that they bring in is what it seems where it is written, and no name is new
/// where `locals()` or the like lists all names. Code that is moved brings in nothing: what is taken away
/// elsewhere counts.
///
/// # Errors
/// The name of a builtin means something else there; a new name would be listed.
pub fn with_names(facts: &Facts<'_>, edits: Vec<Edit>) -> Rewritten {
    match something_else(facts, &edits).or_else(|| listed(facts, &edits)) {
        Some(reason) => Err(reason),
        None => Ok(edits),
    }
}

/// The new name that a program would list with all others of the function or module.
fn listed(facts: &Facts<'_>, edits: &[Edit]) -> Option<Reason> {
    let text = facts.module.text();
    edits.iter().find_map(|edit| {
        let node = facts.module.root().descendant_for_byte_range(edit.range.start, edit.range.start)?;
        let around = facts.function_of(node);
        let scope = &facts.scopes().scopes[facts.scopes().scope_at(node)];
        let globals = around.is_none() && facts.index_of().calls.contains_key("globals");
        if !(scope.dynamic || globals) {
            return None;
        }
        let known = around.map_or(text, |function| facts.text(function));
        let known: HashSet<&str> = names(known).collect();
        let new = |name: &&str| {
            !known.contains(name)
                && !facts.knowledge().is_builtin(name)
                && !KEYWORDS.contains(name)
                && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        };
        let name = names(&edit.text).find(new)?;
        let sentence = format!("`{name}` would show where the program lists its names");
        Some(Reason::new(Obligation::Layout, sentence, edit.range.clone()))
    })
}

/// The keywords that a rewrite may write down.
const KEYWORDS: &[&str] = &[
    "for", "in", "if", "else", "not", "and", "or", "is", "with", "as", "while", "from", "import", "yield", "None",
    "True", "False", "continue", "break", "pass", "try", "except", "finally", "return", "lambda", "async", "await",
    "del",
];

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
