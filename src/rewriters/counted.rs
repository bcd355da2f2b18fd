//! `len(M)` where M is not made: what has a length is asked for it, and the rounds of a loop are counted.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::layout::{
    indentable_lines, indentation, line_end, line_start, lines_of, owns_lines, trailing_comment,
};
use crate::edit::{Edit, Rewritten};
use crate::proof::binding::Named;
use crate::proof::producer::{in_time, producer};
use crate::proof::question::Repair;
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::syntax::{
    child, children, clauses, comment_in, inner, is_async, is_comprehension, iterable, outer, preorder, statements,
};

use super::generator::comprehension;
use super::question::repaired;

/// The form of `len(M)` that says more than `sum(1 for _ in M)`, where there is one.
pub fn counted<'m>(
    facts: &Facts<'m>,
    call: Node<'m>,
    list: Node<'m>,
    eager: Option<&EagerCall<'m>>,
) -> Option<Vec<Edit>> {
    has_length(facts, list, eager).or_else(|| compared(facts, call, list)).or_else(|| ones(facts, call, list))
}

/// `len([key for key in counts])` is `len(counts)`, if making an item does nothing else.
fn has_length<'m>(facts: &Facts<'m>, list: Node<'m>, eager: Option<&EagerCall<'m>>) -> Option<Vec<Edit>> {
    let copied = eager.filter(|eager| eager.is_plain()).and_then(|eager| eager.walked());
    let items = match (eager, list.kind()) {
        (Some(_), _) => copied?,
        (None, "list_comprehension") => {
            let [clause] = clauses(list).try_into().ok()?;
            let body = child(list, "body").filter(|body| facts.effects_of(*body).is_silent());
            iterable(clause).filter(|_| body.is_some() && !is_async(clause))?
        }
        _ => return None,
    };
    let fits = facts.type_of(items).is_sized() && comment_in(list).is_none();
    let text = facts.text(inner(items)).to_owned();
    fits.then(|| vec![Edit { range: outer(list).byte_range(), text }])
}

/// `len([x for x in xs if x]) > 0` is `any(True for x in xs if x)`, if nobody sees that the others are
/// not looked at.
fn compared<'m>(facts: &Facts<'m>, call: Node<'m>, list: Node<'m>) -> Option<Vec<Edit>> {
    let (comparison, some) = emptiness(facts, call)?;
    let rounds = rounds(facts, list).filter(|_| is_quiet(facts, list) && comment_in(comparison).is_none())?;
    let text = any(facts, call, &format!("True {rounds}"), some)?;
    Some(vec![Edit { range: comparison.byte_range(), text }])
}

/// `len([x.strip() for x in xs if x])` is `sum(1 for x in xs if x)`, if making an item does
/// nothing else.
fn ones<'m>(facts: &Facts<'m>, call: Node<'m>, list: Node<'m>) -> Option<Vec<Edit>> {
    let made = comprehension(list);
    // A name that the conditions bind is read, and that is all.
    let assigned = |body: &Node<'m>| {
        let mut names = preorder(made).filter(|n| n.kind() == "named_expression").filter_map(|n| child(n, "name"));
        body.kind() == "identifier" && names.any(|name| facts.text(name) == facts.text(*body))
    };
    let silent = |body: &Node<'m>| assigned(body) || facts.effects_of(*body).is_silent();
    let body = child(made, "body").filter(|body| is_comprehension(made) && silent(body))?;
    if comment_in(call).is_some() || !facts.sees_builtin(call, "sum") {
        return None;
    }
    // A one on a line of its own says nothing.
    let apart = clauses(made).first().is_some_and(|clause| clause.start_position().row > body.end_position().row);
    if let Some(rounds) = rounds(facts, list).filter(|_| apart) {
        let (range, text) = (call.byte_range(), format!("sum(1 {rounds})"));
        if fits(facts, &range, &text) {
            return Some(vec![Edit { range, text }]);
        }
    }
    let mut edits = vec![Edit { range: call.start_byte()..body.end_byte(), text: "sum(1".to_owned() }];
    // What is aligned with the item of `len([item` is aligned with that of `sum(1`.
    let text = facts.module.text();
    let column = text[line_start(text, body.start_byte())..body.start_byte()].len();
    let hugs = made.start_byte() + 1 == body.start_byte() && call.end_byte() == list.end_byte() + 1;
    let lines = indentable_lines(text, facts.module.root(), &(line_end(text, body.end_byte())..made.end_byte()));
    let aligned = lines.into_iter().filter(|at| hugs && indentation(text, *at).len() == column);
    edits.extend(aligned.map(|at| Edit { range: at..at + 1, text: String::new() }));
    edits.push(Edit { range: made.end_byte() - 1..call.end_byte(), text: ")".to_owned() });
    Some(edits)
}

/// The question in another form where the list has a name that stays.
///
/// # Errors
/// A builtin that it needs is something else there.
pub fn asked_by_name<'m>(facts: &Facts<'m>, list: Node<'m>, named: &Named<'m>) -> Rewritten {
    if named.consumer.repair != Some(Repair::Count) {
        return repaired(facts, &named.consumer, named.load);
    }
    let walked = facts.eager_call(list).filter(|eager| eager.is_plain()).and_then(|eager| eager.walked());
    if walked.is_some_and(|items| facts.type_of(items).is_sized()) {
        return Ok(Vec::new());
    }
    let question = emptiness(facts, named.consumer.node).filter(|_| is_quiet(facts, list));
    let edit = question.and_then(|(comparison, some)| {
        let text = any(facts, comparison, &format!("True for _ in {}", facts.text(named.load)), some)?;
        Some(Edit { range: comparison.byte_range(), text })
    });
    edit.map_or_else(|| repaired(facts, &named.consumer, named.load), |edit| Ok(vec![edit]))
}

/// The list that has a name only to be counted in the next statement goes where it is counted.
pub fn without_name<'m>(facts: &Facts<'m>, list: Node<'m>, named: &Named<'m>) -> Option<Vec<Edit>> {
    let (call, text) = (named.consumer.node, facts.module.text());
    let silent = child(list, "body").is_some_and(|body| facts.effects_of(body).is_silent());
    let counts = named.consumer.repair == Some(Repair::Count) && list.kind() == "list_comprehension" && silent;
    let rounds = rounds(facts, list).filter(|_| counts && is_next(facts, named, named.statement))?;
    let question = emptiness(facts, call).filter(|_| is_quiet(facts, list));
    let (range, new) = match question {
        Some((comparison, some)) => (comparison.byte_range(), any(facts, call, &format!("True {rounds}"), some)?),
        None => (call.byte_range(), format!("sum(1 {rounds})")),
    };
    let fits = fits(facts, &range, &new) && facts.sees_builtin(call, "sum");
    // A blank line stays between what stands before and the walk.
    let first = named.statement.parent().is_some_and(|suite| follows_heading(suite, named.statement));
    let lines = lines_of(text, named.statement);
    let end = if first { line_start(text, named.walk.start_byte()) } else { lines.end };
    let gone = Edit { range: lines.start..end, text: String::new() };
    fits.then(|| vec![gone, Edit { range, text: new }])
}

/// Does nothing but a docstring stand before the statement in its suite?
fn follows_heading(suite: Node<'_>, statement: Node<'_>) -> bool {
    let before: Vec<Node<'_>> = statements(suite).into_iter().take_while(|s| *s != statement).collect();
    before.iter().all(|s| children(*s).first().is_some_and(|value| value.kind() == "string"))
}

/// Is the line narrow enough with the new text in it?
fn fits(facts: &Facts<'_>, range: &Range<usize>, new: &str) -> bool {
    let text = facts.module.text();
    let (before, behind) = (line_start(text, range.start)..range.start, range.end..line_end(text, range.end));
    let around = format!("{}{}", &text[before], text[behind].trim_end());
    around.chars().count() + new.chars().count() <= facts.target.width
}

/// Is the list used once, by the statement after the one that makes it, before anything else there?
fn is_next<'m>(facts: &Facts<'m>, named: &Named<'m>, made: Node<'m>) -> bool {
    let (text, walk) = (facts.module.text(), named.walk);
    let suite = made.parent().map(statements).unwrap_or_default();
    let after = suite.iter().position(|statement| *statement == made).and_then(|at| suite.get(at + 1));
    let end = line_end(text, made.end_byte());
    let plain = owns_lines(text, made) && trailing_comment(text, made).is_none() && comment_in(made).is_none();
    let once = named.loads.as_ref().is_some_and(|loads| *loads == [named.load]) && walk.kind() != "while_statement";
    let beside = after == Some(&walk) && end <= walk.start_byte() && text[end..walk.start_byte()].trim().is_empty();
    beside && plain && once && in_time(facts, named.load, walk).is_ok()
}

/// The rounds of the loop that fills a list only to be counted in the next statement are counted there.
pub fn after_loop<'m>(facts: &Facts<'m>, named: &Named<'m>, filling: Node<'m>, rounds: &str) -> Option<Edit> {
    let call = named.consumer.node;
    let (range, text) = (call.byte_range(), format!("sum(1 {rounds})"));
    let counts = named.consumer.repair == Some(Repair::Count) && is_next(facts, named, filling);
    let fits = counts && facts.sees_builtin(call, "sum") && fits(facts, &range, &text);
    fits.then_some(Edit { range, text })
}

/// `for x in xs if x`, on one line.
fn rounds<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<String> {
    let made = comprehension(list);
    let silent = child(made, "body").is_some_and(|body| facts.effects_of(body).is_silent());
    let clauses = clauses(made);
    let flat = clauses.iter().all(|clause| clause.start_position().row == clause.end_position().row);
    let binds = preorder(made).any(|n| n.kind() == "named_expression");
    (is_comprehension(made) && silent && flat && !binds)
        .then(|| clauses.iter().map(|clause| facts.text(*clause)).collect::<Vec<_>>().join(" "))
}

/// Does nobody see whether its steps are taken?
fn is_quiet<'m>(facts: &Facts<'m>, list: Node<'m>) -> bool {
    producer(facts, list).is_some_and(|made| {
        let sized = made.sources.iter().all(|source| facts.type_of(*source).is_sized());
        sized && made.steps.is_silent()
    })
}

/// `any(...)`, or the opposite.
fn any<'m>(facts: &Facts<'m>, at: Node<'m>, rounds: &str, some: bool) -> Option<String> {
    let text = format!("{}any({rounds})", if some { "" } else { "not " });
    facts.sees_builtin(at, "any").then_some(text)
}

/// The comparison in which the length is asked for being more than nothing, or nothing.
fn emptiness<'m>(facts: &Facts<'m>, call: Node<'m>) -> Option<(Node<'m>, bool)> {
    let length = outer(call);
    let comparison = length.parent().filter(|p| p.kind() == "comparison_operator")?;
    let [left, right] = children(comparison).try_into().ok()?;
    let mut cursor = comparison.walk();
    let operator = comparison.children_by_field_name("operators", &mut cursor).next().map(|o| facts.text(o))?;
    let (operator, number) = match left == length {
        true => (operator, facts.text(right)),
        false => (mirrored(operator), facts.text(left)),
    };
    let some = match (operator, number) {
        (">" | "!=", "0") | (">=", "1") => true,
        ("==" | "<=", "0") | ("<", "1") => false,
        _ => return None,
    };
    // `not len(...) == 0` would become `not not any(...)`.
    let denied = outer(comparison).parent().is_some_and(|p| p.kind() == "not_operator");
    (some || !denied).then_some((comparison, some))
}

/// The operator that says the same of the operands the other way round.
fn mirrored(operator: &str) -> &str {
    match operator {
        "<" => ">",
        ">" => "<",
        "<=" => ">=",
        ">=" => "<=",
        other => other,
    }
}
