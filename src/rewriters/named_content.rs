//! A content that has a name gives way to the file.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{indentable_lines, indentation, is_blank_line, line_end, lines_of, owns_lines};
use crate::edit::{Edit, Rewritten};
use crate::proof::binding::{Named, left_block};
use crate::proof::named_content::{Use, named_content};
use crate::python::Facts;
use crate::python::syntax::{ancestors, child, comment_in, is_suite, statements};

use super::lazy::{file_name, in_expression, opening_of};
use super::moving::layout;
use super::named::{closed_later, kept_comment, moved};
use super::nested::{fitted, loops, stands_in_class, step_of};
use super::question::asked_of;
use super::whole::asked_by_lines;

/// `text = f.read()` goes, and its lines are those of `f` where it is taken apart.
pub fn by_lines<'m>(facts: &Facts<'m>, node: Node<'m>) -> Rewritten {
    let (named, used) = named_content(facts, node)?;
    let text = facts.module.text();
    let statement = named.statement;
    if !owns_lines(text, statement) || !owns_lines(text, named.walk) {
        return Err(layout("it shares its line with another statement", statement));
    }
    if let Some(comment) = comment_in(statement) {
        return Err(layout("its comment would be lost", comment));
    }
    let content = match &used {
        Use::Parted(eager) => eager.content.as_ref(),
        Use::Asked(asked) => Some(&asked.content),
        Use::Copied { content, .. } => Some(content),
    };
    let content = content.ok_or_else(|| layout("it is not known what it reads", node))?;
    let form = match &used {
        Use::Copied { call, target, content } => {
            let file = content.file().map(|file| facts.text(file).to_owned());
            let file = file_name(facts, content, node).or(file).unwrap_or_default();
            let (name, mut edits) = imports::add(facts, &Import::new("shutil", "copyfileobj"), &["shutil"])?;
            edits.push(Edit { range: call.byte_range(), text: format!("{name}({file}, {})", facts.text(*target)) });
            edits
        }
        Use::Asked(asked) => {
            let file = content.file().map(|file| facts.text(file).to_owned());
            asked_by_lines(facts, asked, &file_name(facts, content, node).or(file).unwrap_or_default())?
        }
        Use::Parted(eager) => match named.consumer.repair.is_some()
            && named.walk == facts.statement_of(named.load).unwrap_or(named.walk)
        {
            true => asked_of(facts, eager.call.node, Some(eager))?,
            false => match loops(facts, eager.call.node, eager, None)? {
                Some(edits) => edits,
                None => in_expression(facts, eager.call.node, Some(eager))?,
            },
        },
    };
    let mut edits = match opening_of(facts, content) {
        Some(opening) => {
            let header = format!("with {opening} as {}:", file_name(facts, content, node).unwrap_or_default());
            in_its_block(facts, &named, &header, form)?
        }
        None => beside_its_file(facts, &named, form)?,
    };
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    Ok(edits)
}

/// The walk goes where the file is open.
fn beside_its_file<'m>(facts: &Facts<'m>, named: &Named<'m>, form: Vec<Edit>) -> Rewritten {
    let text = facts.module.text();
    let file = child(named.assignment, "right").and_then(|read| facts.content_of(read)).and_then(|c| c.file());
    let file = file.filter(|file| matches!(file.kind(), "identifier" | "attribute"));
    let file = file.ok_or_else(|| layout("the file has no name of its own", named.statement))?;
    let block = left_block(facts, named);
    if block.is_none() && named.statement.parent().is_some_and(|suite| statements(suite).len() == 1) {
        return Err(layout("nothing would be left in its block", named.statement));
    }
    let extra = block.and_then(|with| {
        let first = statements(child(with, "body")?).first().copied()?;
        indentation(text, first.start_byte()).strip_prefix(indentation(text, with.start_byte()))
    });
    let mut edits = vec![Edit { range: lines_of(text, named.statement), text: String::new() }];
    // What moves the lines comes before what is put on them.
    edits.extend(moved(facts, named, block)?);
    edits.extend(deeper(named, form, extra.unwrap_or("")));
    edits.extend(kept_comment(facts, named));
    edits.extend(closed_later(facts, named, file)?);
    Ok(edits)
}

/// The file gets a block of its own where it was read, as far as the walk.
pub(super) fn in_its_block<'m>(facts: &Facts<'m>, named: &Named<'m>, header: &str, form: Vec<Edit>) -> Rewritten {
    let text = facts.module.text();
    let first = named.statement;
    let apart = || layout("the block of the file that would be opened has no place here", first);
    let suite = first.parent().filter(|p| is_suite(*p)).ok_or_else(apart)?;
    // What is walked in another block comes with it.
    let mut around = std::iter::once(named.walk).chain(ancestors(named.walk));
    let mut around = around.by_ref().take_while(|n| {
        *n == named.walk || n.parent() == Some(suite) || matches!(n.kind(), "block" | "with_statement")
    });
    let last = around.find(|n| n.parent() == Some(suite)).ok_or_else(apart)?;
    if last != named.walk && last.kind() != "with_statement" || !owns_lines(text, last) {
        return Err(apart());
    }
    if stands_in_class(first) {
        return Err(apart());
    }
    let step = step_of(facts, suite);
    let range = line_end(text, first.end_byte())..line_end(text, last.end_byte());
    let lines = indentable_lines(text, facts.module.root(), &range).into_iter();
    let kept = |at: &usize| !form.iter().any(|e| e.range.start < *at && *at < e.range.end);
    let lines: Vec<Edit> = lines
        .filter(|at| !is_blank_line(text, *at))
        .filter(kept)
        .map(|at| Edit { range: at..at, text: step.clone() })
        .collect();
    let mut edits = vec![Edit {
        range: first.byte_range(),
        text: fitted(header, indentation(text, first.start_byte()), &step, facts.target.width),
    }];
    // A blank line after the reading would be the first in the block.
    let below = &text[line_end(text, first.end_byte())..];
    if is_blank_line(text, line_end(text, first.end_byte())) {
        let blank = below.len() - below.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let from = line_end(text, first.end_byte());
        let until = text[..from + blank].rfind('\n').map_or(from, |n| n + 1);
        edits.push(Edit { range: from..until, text: String::new() });
    }
    // What moves the lines comes before what is put on them.
    edits.extend(lines);
    edits.extend(deeper(named, form, &step));
    Ok(edits)
}

/// The edits, of which those behind the reading stand deeper by `extra` (imports do not).
fn deeper(named: &Named<'_>, edits: Vec<Edit>, extra: &str) -> Vec<Edit> {
    let moved = |edit: &Edit| edit.range.start >= named.statement.end_byte() && !edit.text.trim().is_empty();
    let lined = |edit: Edit| Edit { text: edit.text.replace('\n', &format!("\n{extra}")), ..edit };
    edits.into_iter().map(|edit| if moved(&edit) { lined(edit) } else { edit }).collect()
}
