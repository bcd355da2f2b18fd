//! All that is in a file, taken block by block.

use tree_sitter::Node;

use crate::edit::imports::{self, Import};
use crate::edit::layout::{indentation, line_end, owns_lines};
use crate::edit::{Edit, Rewritten};
use crate::proof::whole::{self, copy};
use crate::python::syntax::{child, comment_in, holds, is_suite, outer, preorder, statements};
use crate::python::whole::{Asked, Content, InBlocks, Question};
use crate::python::{Facts, Version};
use crate::verdict::Reason;

use super::lazy::{file_name, opening_of};
use super::moving::{deleted, layout};
use super::nested::{fresh, in_block, stands_in_class, step_of};

/// How much is read at a time: that of `shutil` and `hashlib.file_digest`, nearly.
const BLOCK: &str = "65536";

/// `dst.write(src.read())` becomes `copyfileobj(src, dst)`.
pub fn copied<'m>(facts: &Facts<'m>, call: Node<'m>) -> Rewritten {
    let (target, content) = copy(facts, call).ok_or_else(|| layout("this copies no file", call))?;
    let (name, mut edits) = imports::add(facts, &Import::new("shutil", "copyfileobj"), &["shutil"])?;
    let (header, file) = opened(facts, &content, call)?;
    let copying = format!("{name}({file}, {})", facts.text(target));
    let place = Place::of(facts, call)?;
    let lines = match header {
        Some(header) => vec![(0, header), (1, copying)],
        None => vec![(0, copying)],
    };
    edits.push(place.instead(&lines));
    Ok(edits)
}

/// `hashlib.sha256(f.read())` becomes a loop over blocks, or `hashlib.file_digest(f, "sha256")`.
pub fn in_blocks<'m>(facts: &Facts<'m>, call: Node<'m>) -> Rewritten {
    let taken = facts.in_blocks(call, None).ok_or_else(|| layout("this takes no content of a file", call))?;
    if let Some(comment) = comment_in(call) {
        return Err(layout("its comment would be lost", comment));
    }
    if let Some(edits) = of_file(facts, &taken) {
        return Ok(edits);
    }
    let place = Place::of(facts, call)?;
    let bound = bound_name(facts, call);
    let (name, lines) = fed(facts, &taken, bound, call)?;
    if bound.is_some() || taken.blocks.names.is_empty() {
        return Ok(vec![place.instead(&lines)]);
    }
    let mut edits = place.before(&lines);
    edits.push(Edit { range: outer(call).byte_range(), text: name });
    Ok(edits)
}

/// `data = f.read()` becomes the loop that feeds the blocks to what takes `data` later.
pub fn fed_where_read<'m>(facts: &Facts<'m>, content: Node<'m>) -> Rewritten {
    let (named, taken) = whole::named_in_blocks(facts, content)?;
    let mut comments = preorder(named.statement).chain(preorder(taken.call.node)).filter(|n| n.kind() == "comment");
    if let Some(comment) = comments.next() {
        return Err(layout("its comment would be lost", comment));
    }
    let place = Place::of_value(facts, named.statement)?;
    let bound = bound_name(facts, taken.call.node);
    let (name, lines) = fed(facts, &taken, bound, named.load)?;
    let later = match bound {
        Some(_) => deleted(facts, named.walk)?,
        None if taken.blocks.names.is_empty() => deleted(facts, named.walk)?,
        None => Edit { range: outer(taken.call.node).byte_range(), text: name },
    };
    Ok(vec![place.instead(&lines), later])
}

/// The name of what gathers the blocks, and the lines that feed it.
fn fed<'m>(
    facts: &Facts<'m>,
    taken: &InBlocks<'m>,
    bound: Option<&'m str>,
    at: Node<'m>,
) -> Result<(String, Vec<(usize, String)>), Reason> {
    let free = || taken.blocks.names.iter().find(|name| fresh(facts, at, name) == **name).cloned();
    let first = taken.blocks.names.first().map_or("state", String::as_str);
    let name = bound.map(str::to_owned).or_else(free).unwrap_or_else(|| fresh(facts, at, first));
    let block = fresh(facts, at, "block");
    let (header, file) = opened(facts, &taken.content, at)?;
    let function = facts.text(taken.call.function);
    let start = taken.blocks.start.clone().unwrap_or_else(|| without_content(facts, taken));
    let fed = format!("{block}{}", taken.content.suffix);
    let step = taken.blocks.step.replace("{name}", &name).replace("{block}", &fed).replace("{function}", function);
    let depth = usize::from(header.is_some());
    let mut lines: Vec<(usize, String)> = header.into_iter().map(|header| (0, header)).collect();
    if !taken.blocks.names.is_empty() {
        lines.push((depth, format!("{name} = {start}")));
    }
    lines.push((depth, format!("while {block} := {file}.read({BLOCK}):")));
    lines.push((depth + 1, step));
    Ok((name, lines))
}

/// `"x" in f.read()` becomes `any("x" in line for line in f)`.
pub fn asked<'m>(facts: &Facts<'m>, node: Node<'m>) -> Rewritten {
    let asked = facts.asks_content(node, None).ok_or_else(|| layout("this asks no content of a file", node))?;
    let statement = facts.statement_of(node).ok_or_else(|| layout("it stands in no statement", node))?;
    let (header, file) = match asked.content.file() {
        Some(file) => (None, facts.text(file).to_owned()),
        None => opened(facts, &asked.content, node)?,
    };
    let edits = asked_by_lines(facts, &asked, &file)?;
    match header {
        Some(header) => in_block(facts, header, (statement, statement), edits),
        None => Ok(edits),
    }
}

/// The edits that ask each line of `file`.
pub fn asked_by_lines<'m>(facts: &Facts<'m>, asked: &Asked<'m>, file: &str) -> Rewritten {
    let node = asked.node;
    if let Some(comment) = comment_in(node) {
        return Err(layout("its comment would be lost", comment));
    }
    let line = fresh(facts, node, "line");
    let changed = format!("{line}{}", asked.content.suffix);
    let rounds = format!("for {line} in {file}");
    let part = asked.question.part().map_or("", |part| facts.text(part));
    let (function, text) = match asked.question {
        Question::Length => ("sum", format!("sum(len({changed}) {rounds})")),
        Question::Count(_) => ("sum", format!("sum({changed}.count({part}) {rounds})")),
        Question::Contains { absent: false, .. } => ("any", format!("any({part} in {changed} {rounds})")),
        Question::Contains { absent: true, .. } => ("any", format!("not any({part} in {changed} {rounds})")),
    };
    if !facts.sees_builtin(node, function) {
        return Err(layout(&format!("`{function}` is something else here"), node));
    }
    Ok(vec![Edit { range: node.byte_range(), text }])
}

/// The function that takes the file itself, where the version has it and the file is one that
/// was opened: those in memory are taken from their start.
fn of_file<'m>(facts: &Facts<'m>, taken: &InBlocks<'m>) -> Option<Vec<Edit>> {
    let form = taken.blocks.of_file.as_ref().filter(|form| facts.target.version >= Version::new(3, form.since))?;
    let opened = |file: &Node<'m>| facts.opening(*file).is_some() || facts.opening_of_name(*file).is_some();
    let file = taken.content.file().filter(|file| opened(file) && taken.content.suffix.is_empty())?;
    let positional = taken.call.positional().unwrap_or_default();
    if positional.len() != taken.call.all().len() {
        return None;
    }
    // Where the function has a name of its own, its import would be left over.
    let module = child(taken.call.function, "object")?;
    let first = positional.first().map_or("", |n| facts.text(*n));
    let last = taken.name.rsplit('.').next().unwrap_or_default();
    let given = form.arguments.replace("{file}", facts.text(file)).replace("{function}", last).replace("{0}", first);
    let text = format!("{}.{}({given})", facts.text(module), form.function);
    Some(vec![Edit { range: taken.call.node.byte_range(), text }])
}

/// The call without what it takes: `hashlib.new(algorithm)`.
fn without_content<'m>(facts: &Facts<'m>, taken: &InBlocks<'m>) -> String {
    let content = taken.call.positional().and_then(|all| all.get(taken.blocks.argument).copied());
    let follows = taken.call.positional().is_some_and(|all| all.len() > taken.blocks.argument + 1);
    let kept = taken.call.all().into_iter().filter(|n| follows || Some(*n) != content);
    let kept: Vec<&str> = kept.map(|n| if Some(n) == content { "None" } else { facts.text(n) }).collect();
    format!("{}({})", facts.text(taken.call.function), kept.join(", "))
}

/// The header of the block of the file that is opened for it, and the file.
fn opened<'m>(facts: &Facts<'m>, content: &Content<'m>, at: Node<'m>) -> Result<(Option<String>, String), Reason> {
    if content.whole.opens.is_some() {
        let known = file_name(facts, content, at).zip(opening_of(facts, content));
        let (name, opening) = known.ok_or_else(|| layout("it is not known how it is opened", at))?;
        return Ok((Some(format!("with {opening} as {name}:")), name));
    }
    let file = content.file().ok_or_else(|| layout("the file is not written out", at))?;
    match file.kind() {
        "identifier" | "attribute" => Ok((None, facts.text(file).to_owned())),
        _ if facts.opening(file).is_some() => {
            let name = fresh(facts, at, "file");
            Ok((Some(format!("with {} as {name}:", facts.text(file))), name))
        }
        _ => Err(layout("the file has no name of its own", file)),
    }
}

/// The name that the call's value is given and nothing else is done: `digest = sha256(f.read())`.
fn bound_name<'m>(facts: &Facts<'m>, call: Node<'m>) -> Option<&'m str> {
    let value = outer(call);
    let assignment = value.parent().filter(|p| p.kind() == "assignment" && child(*p, "right") == Some(value))?;
    let alone =
        child(assignment, "type").is_none() && assignment.parent().is_some_and(|p| p.kind() == "expression_statement");
    let target = child(assignment, "left").filter(|t| alone && t.kind() == "identifier")?;
    Some(facts.text(target))
}

/// Where lines can come before a statement, or take its place.
struct Place<'m> {
    statement: Node<'m>,
    indent: String,
    step: String,
    /// The statement stands behind the colon of a header: from there.
    behind: Option<usize>,
}

impl<'m> Place<'m> {
    fn of(facts: &Facts<'m>, node: Node<'m>) -> Result<Place<'m>, Reason> {
        let refused = || layout("there is no place for a loop before this", node);
        let statement = facts.statement_of(node).ok_or_else(refused)?;
        let part = match statement.kind() {
            "expression_statement" | "return_statement" => Some(statement),
            "if_statement" => child(statement, "condition"),
            _ => None,
        };
        let inside = part.is_some_and(|part| holds(&part.byte_range(), &node.byte_range()));
        match inside {
            true => Place::of_value(facts, statement),
            false => Err(refused()),
        }
    }

    /// The place of a whole statement.
    fn of_value(facts: &Facts<'m>, statement: Node<'m>) -> Result<Place<'m>, Reason> {
        let text = facts.module.text();
        let refused = || layout("there is no place for a loop before this", statement);
        let suite = statement.parent().filter(|p| is_suite(*p)).ok_or_else(refused)?;
        if stands_in_class(statement) {
            return Err(refused());
        }
        let step = step_of(facts, suite);
        if owns_lines(text, statement) {
            let indent = indentation(text, statement.start_byte()).to_owned();
            return Ok(Place { statement, indent, step, behind: None });
        }
        // `with open(path) as f: return sha256(f.read())`
        let row = statement.start_position().row;
        let header = suite.parent().filter(|p| p.start_position().row == row && statement.end_position().row == row);
        let rest = text[statement.end_byte()..line_end(text, statement.end_byte())].trim();
        let alone = statements(suite).len() == 1 && (rest.is_empty() || rest.starts_with('#'));
        let header = header.filter(|_| alone).ok_or_else(refused)?;
        let indent = format!("{}{step}", indentation(text, header.start_byte()));
        let before = &text[..statement.start_byte()];
        Ok(Place { statement, indent, step, behind: Some(before.trim_end_matches([' ', '\t']).len()) })
    }

    fn written(&self, lines: &[(usize, String)]) -> Vec<String> {
        lines.iter().map(|(depth, line)| format!("{}{line}", self.step.repeat(*depth))).collect()
    }

    /// The lines in place of the statement.
    fn instead(&self, lines: &[(usize, String)]) -> Edit {
        let between = format!("\n{}", self.indent);
        let text = self.written(lines).join(&between);
        match self.behind {
            Some(colon) => Edit { range: colon..self.statement.end_byte(), text: format!("{between}{text}") },
            None => Edit { range: self.statement.byte_range(), text },
        }
    }

    /// The lines before the statement.
    fn before(&self, lines: &[(usize, String)]) -> Vec<Edit> {
        let between = format!("\n{}", self.indent);
        let text = format!("{}{between}", self.written(lines).join(&between));
        let at = self.statement.start_byte();
        match self.behind {
            Some(colon) => vec![Edit { range: colon..at, text: format!("{between}{text}") }],
            None => vec![Edit { range: at..at, text }],
        }
    }
}
