//! Imports that a rewrite needs (added once, sorted into place) or leaves unused (taken away).

use tree_sitter::Node;

use super::Edit;
use super::layout::{is_blank_line, line_end, lines_of};
use crate::python::Facts;
use crate::python::syntax::{child, children, holds, literal};
use crate::verdict::{Obligation, Reason};

/// `from module import name`
#[derive(Debug, Clone)]
pub struct Import<'a> {
    module: &'a str,
    name: &'a str,
}

impl<'a> Import<'a> {
    /// `from module import name`
    pub fn new(module: &'a str, name: &'a str) -> Import<'a> {
        Import { module, name }
    }
}

/// The name under which the import can be used, and the edits that add it if no import from
/// one of the `alternatives` gives it already.
///
/// # Errors
/// The name is taken by something else in this module.
pub fn add<'m>(facts: &Facts<'m>, import: &Import<'_>, alternatives: &[&str]) -> Result<(String, Vec<Edit>), Reason> {
    for module in alternatives {
        if let Some(local) = imported_as(facts, &format!("{module}.{}", import.name)) {
            return Ok((local, Vec::new()));
        }
    }
    // `import itertools` gives it under a longer name.
    if let Some(module) = imported_as(facts, import.module) {
        return Ok((format!("{module}.{}", import.name), Vec::new()));
    }
    // `from itertools import *` gives all of its public names.
    if facts.scopes().stars.iter().any(|star| star == import.module) && imported_by_star(facts, import) {
        return Ok((import.name.to_owned(), Vec::new()));
    }
    let taken = facts.scopes().symbols.iter().find(|s| s.name == import.name);
    if let Some(occurrence) = taken.and_then(|s| s.occurrences.first()) {
        let sentence = format!("`{}` is already the name of something else here", import.name);
        return Err(Reason::new(Obligation::Layout, sentence, occurrence.node.byte_range()));
    }
    if let Some(edit) = joined(facts, import) {
        return Ok((import.name.to_owned(), vec![edit]));
    }
    let line = format!("from {} import {}\n", import.module, import.name);
    Ok((import.name.to_owned(), vec![placed(facts, import.module, line)]))
}

/// Does the module import it already?
pub fn has(facts: &Facts<'_>, dotted: &str) -> bool {
    imported_as(facts, dotted).is_some()
}

/// Does a star import alone give the name: is it bound nowhere else here?
fn imported_by_star(facts: &Facts<'_>, import: &Import<'_>) -> bool {
    let known = facts.knowledge().function(&format!("{}.{}", import.module, import.name)).is_some();
    known && facts.scopes().stars.len() == 1 && !facts.scopes().symbols.iter().any(|s| s.name == import.name)
}

/// The edit that adds the name to an import of the same module, on one line at the top level:
/// in order, if the names there are.
fn joined<'m>(facts: &Facts<'m>, import: &Import<'_>) -> Option<Edit> {
    let same = |statement: &Node<'m>| {
        let module = child(*statement, "module_name").map(|m| facts.text(m));
        let plain = !facts.text(*statement).contains(['(', '\\', '*']);
        statement.kind() == "import_from_statement" && module == Some(import.module) && plain
    };
    let statement = children(facts.module.root()).into_iter().find(same)?;
    let module = child(statement, "module_name");
    let names: Vec<Node<'m>> = children(statement).into_iter().filter(|n| Some(*n) != module).collect();
    let next = names.iter().find(|name| facts.text(**name) > import.name);
    let at = match next {
        Some(next) => next.start_byte(),
        None => names.last()?.end_byte(),
    };
    let text = if next.is_some() { format!("{}, ", import.name) } else { format!(", {}", import.name) };
    Some(Edit { range: at..at, text })
}

/// The module-level name that is bound to this dotted name by an import.
fn imported_as<'m>(facts: &Facts<'m>, dotted: &str) -> Option<String> {
    let scopes = facts.scopes();
    let global = scopes.symbols.iter().enumerate().filter(|(id, _)| scopes.is_global(*id));
    let mut matching = global.filter(|(id, _)| match facts.sole_binding(*id).map(|b| b.bound) {
        Some(crate::python::bindings::Bound::Import(found)) => found == dotted,
        _ => false,
    });
    matching.next().map(|(_, symbol)| symbol.name.clone())
}

/// Where a `from` import of that module belongs: among the imports at the top, before the
/// first `from` import of the same block that sorts after it.
fn placed<'m>(facts: &Facts<'m>, module: &str, line: String) -> Edit {
    let text = facts.module.text();
    let statements = children(facts.module.root());
    let mut after_head = head_end(text);
    let mut last_plain = None;
    let mut previous_end = None;
    for (index, statement) in statements.iter().enumerate() {
        let docstring = index == 0 && children(*statement).first().is_some_and(|n| literal(*n, text).is_some());
        match statement.kind() {
            "future_import_statement" => after_head = line_end(text, statement.end_byte()),
            _ if docstring => after_head = line_end(text, statement.end_byte()),
            "import_statement" | "import_from_statement" => {
                let block_ended =
                    previous_end.is_some_and(|end: usize| has_blank_line(&text[end..statement.start_byte()]));
                if block_ended {
                    break;
                }
                let foreign = last_plain.is_none() && facts.knowledge().is_standard_module(module);
                if foreign && is_foreign_block(facts, &statements[index..]) {
                    // What comes with Python stands before the rest, a blank line apart (PEP 8).
                    return Edit { range: statement.start_byte()..statement.start_byte(), text: format!("{line}\n") };
                }
                let from = child(*statement, "module_name").map(|m| facts.text(m));
                if from.is_some_and(|from| from > module) {
                    return Edit { range: statement.start_byte()..statement.start_byte(), text: line };
                }
                last_plain = Some(*statement);
                previous_end = Some(statement.end_byte());
            }
            _ => break,
        }
    }
    match last_plain {
        Some(statement) => {
            let at = line_end(text, statement.end_byte());
            let line = if text[..at].ends_with(['\n', '\r']) { line } else { format!("\n{}", line.trim_end()) };
            Edit { range: at..at, text: line }
        }
        None => alone(text, after_head, line),
    }
}

/// Does no import of the block that begins here come from the standard library?
fn is_foreign_block<'m>(facts: &Facts<'m>, statements: &[Node<'m>]) -> bool {
    let text = facts.module.text();
    let mut end = None;
    for statement in statements {
        let names: Vec<Node<'m>> = match statement.kind() {
            "import_from_statement" => child(*statement, "module_name").into_iter().collect(),
            "import_statement" => children(*statement),
            _ => return true,
        };
        if end.is_some_and(|end: usize| has_blank_line(&text[end..statement.start_byte()])) {
            return true;
        }
        let standard =
            |name: &Node<'m>| facts.knowledge().is_standard_module(facts.text(*name).split(' ').next().unwrap_or(""));
        if names.iter().any(standard) {
            return false;
        }
        end = Some(statement.end_byte());
    }
    true
}

/// Where code may begin: below `#!`, below the comment that names the encoding (both count on
/// the first lines alone), and below comments that a blank line ends.
fn head_end(text: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    for number in 1.. {
        let next = line_end(text, at);
        let line = text[at..next].trim();
        if next == at || !(line.is_empty() || line.starts_with('#')) {
            break;
        }
        let magic = (number == 1 && line.starts_with("#!")) || (number <= 2 && line.contains("coding"));
        if magic || (line.starts_with('#') && next < text.len() && is_blank_line(text, next)) {
            end = next;
        }
        at = next;
    }
    end
}

/// Whether there is an empty line between the first line end and the last one.
fn has_blank_line(text: &str) -> bool {
    text.replace("\r\n", "\n").replace('\r', "\n").contains("\n\n")
}

/// The only import: below the docstring, a blank line apart from what surrounds it.
fn alone(text: &str, at: usize, line: String) -> Edit {
    let before = if at > 0 { "\n" } else { "" };
    let blank = |at: usize| at < text.len() && is_blank_line(text, at);
    let gap = match (blank(at), blank(at) && blank(line_end(text, at))) {
        (_, true) => "",
        (true, _) => "\n",
        _ => "\n\n",
    };
    Edit { range: at..at, text: format!("{before}{line}{gap}") }
}

/// As [`add`], in place of `old` from the same module if `used` was its last use and nothing else can
/// want it.
///
/// # Errors
/// As [`add`].
pub fn exchange<'m>(
    facts: &Facts<'m>,
    import: &Import<'_>,
    used: Node<'m>,
    old: &str,
) -> Result<(String, Vec<Edit>), Reason> {
    let (name, edits) = add(facts, import, &[import.module])?;
    let Some((statement, names, at)) = unused(facts, used, old) else { return Ok((name, edits)) };
    let same = child(statement, "module_name").is_some_and(|module| facts.text(module) == import.module);
    if edits.is_empty() {
        let gone = without(facts, statement, &names, at);
        return Ok((name, gone.into_iter().collect()));
    }
    if !same || name != import.name {
        return Ok((name, edits));
    }
    let written: Vec<&str> = names.iter().map(|n| facts.text(*n)).collect();
    let mut others: Vec<&str> = written.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, text)| *text).collect();
    let place = others.iter().position(|other| *other > import.name).unwrap_or(others.len());
    others.insert(place, import.name);
    let replaced = |range, text| vec![Edit { range, text }];
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return Ok((name, edits)) };
    let one_line = first.start_position().row == last.end_position().row;
    Ok((
        name,
        if one_line {
            replaced(first.start_byte()..last.end_byte(), others.join(", "))
        } else {
            replaced(names[at].byte_range(), import.name.to_owned())
        },
    ))
}

/// Takes away `List` from `from typing import List` if `used` was its last use, and the
/// module neither exports it nor reads names unseen.
pub fn drop_unused<'m>(facts: &Facts<'m>, used: Node<'m>, name: &str) -> Vec<Edit> {
    let gone = unused(facts, used, name).and_then(|(statement, names, at)| without(facts, statement, &names, at));
    gone.into_iter().collect()
}

/// The import of `name` whose last use is `used`, the names that it imports, and which it is; `None`
/// where the module exports it, reads names unseen, or says something of the import.
fn unused<'m>(facts: &Facts<'m>, used: Node<'m>, name: &str) -> Option<(Node<'m>, Vec<Node<'m>>, usize)> {
    let scopes = facts.scopes();
    let here = &scopes.symbols[scopes.global(name)?];
    let inside = |n: &Node<'_>| holds(&used.byte_range(), &n.byte_range());
    let wanted = here.loads().any(|o| !inside(&o.node)) || facts.is_word_in_strings(name);
    // What lists its public names keeps the others to itself.
    let private = facts.project.closed || scopes.global("__all__").is_some();
    let package = facts.module.source.path.file_stem().is_some_and(|stem| stem == "__init__");
    if wanted || package || scopes.is_open() || !private {
        return None;
    }
    let binding = here.bindings().next().filter(|_| here.bindings().count() == 1)?;
    let statement = facts.statement_of(binding.node)?;
    let commented = facts.module.text()[lines_of(facts.module.text(), statement)].contains('#');
    if statement.kind() != "import_from_statement" || statement.parent() != Some(facts.module.root()) || commented {
        return None;
    }
    let module = child(statement, "module_name");
    let names: Vec<Node<'_>> = children(statement).into_iter().filter(|n| Some(*n) != module).collect();
    let at = names.iter().position(|n| holds(&n.byte_range(), &binding.node.byte_range()))?;
    Some((statement, names, at))
}

/// The edit that takes a name out of its import, with its line if it has one of its own.
fn without<'m>(facts: &Facts<'m>, statement: Node<'m>, names: &[Node<'m>], at: usize) -> Option<Edit> {
    let text = facts.module.text();
    let lines = lines_of(text, names[at]);
    let alone = text[lines.clone()].trim().trim_end_matches(',') == facts.text(names[at]);
    let range = match (names.len(), names.get(at + 1), at.checked_sub(1).and_then(|i| names.get(i))) {
        (1, ..) => lines_of(text, statement),
        _ if alone => lines,
        (_, Some(next), _) => names[at].start_byte()..next.start_byte(),
        (_, None, Some(previous)) => previous.end_byte()..names[at].end_byte(),
        _ => return None,
    };
    Some(Edit { range, text: String::new() })
}

#[cfg(test)]
mod tests {
    use super::head_end;

    #[test]
    fn nothing_goes_above_the_first_lines() {
        let head = |text: &'static str| &text[..head_end(text)];
        assert_eq!(head("#!/usr/bin/python\nx = 1\n"), "#!/usr/bin/python\n");
        assert_eq!(head("#!/bin/py\r\n# coding: latin-1\r\n# x\r\nx = 1\r\n"), "#!/bin/py\r\n# coding: latin-1\r\n");
        assert_eq!(head("\n# coding: latin-1\nx = 1\n"), "\n# coding: latin-1\n");
        assert_eq!(head("# licence\n# of this\n\n# about x\nx = 1\n"), "# licence\n# of this\n");
        assert_eq!(head("# about x\nx = 1\n"), "");
        assert_eq!(head("# mac\r\rx = 1\r"), "# mac\r");
        assert_eq!(head(""), "");
        assert_eq!(head("# alone"), "");
    }
}
