//! What one round of a loop adds to the list that it fills.

use tree_sitter::Node;

use crate::proof::adding::{Add, add};
use crate::python::Facts;
use crate::python::syntax::{ancestors, child, children, inner, is_suite, statements};

/// What a round adds, and by which statements.
#[derive(Debug, Clone)]
pub struct Added<'m> {
    /// The statement that adds, or the first of several after each other.
    pub first: Node<'m>,
    /// The last of them, or the statement of which each branch ends by adding one item.
    pub last: Node<'m>,
    /// What is added.
    pub what: What<'m>,
    /// What comes of the branches that add nothing.
    pub others: Others,
}

/// The branches of a statement that add nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// There are none, or they leave the round.
    Leave,
    /// There is none for the rest of the cases: what comes behind is to be skipped.
    Missing,
    /// The handlers of a `try` go on: what comes behind is for its `else`.
    GoOn,
}

/// What is added.
#[derive(Debug, Clone)]
pub enum What<'m> {
    /// `xs.append(value)`, `xs += [value]`
    Item(Node<'m>),
    /// `xs.extend(items)`, `xs += items`
    Items(Node<'m>),
    /// Several items after each other.
    Several(Vec<Node<'m>>),
    /// One item in either branch: the statement and its value.
    Either(Vec<(Node<'m>, Node<'m>)>),
}

impl<'m> Added<'m> {
    /// Do several items come of one round, so that a loop has to go over them?
    pub fn is_looped(&self) -> bool {
        matches!(self.what, What::Items(_) | What::Several(_))
    }

    /// What the adding of these names comes to; `None` where a round may add in other ways.
    pub fn of(facts: &Facts<'m>, names: &[Node<'m>]) -> Option<Added<'m>> {
        let adds: Vec<(Node<'m>, Add<'m>)> = names.iter().map(|name| single(facts, *name)).collect::<Option<_>>()?;
        if let [(statement, only)] = adds.as_slice() {
            let what = match only {
                Add::Item(_, value) => What::Item(*value),
                Add::Items(_, items) => What::Items(*items),
            };
            let alone = Added { first: *statement, last: *statement, what, others: Others::Leave };
            return match only {
                Add::Item(_, value) => attempted(*statement, *value).or(Some(alone)),
                Add::Items(..) => Some(alone),
            };
        }
        let item = |(statement, add): &(Node<'m>, Add<'m>)| match add {
            Add::Item(_, value) => Some((*statement, *value)),
            Add::Items(..) => None,
        };
        let items: Vec<(Node<'m>, Node<'m>)> = adds.iter().map(item).collect::<Option<_>>()?;
        in_a_row(&items).or_else(|| in_branches(facts, items))
    }
}

/// The statement that adds; `xs += [value]` adds an item.
fn single<'m>(facts: &Facts<'m>, name: Node<'m>) -> Option<(Node<'m>, Add<'m>)> {
    let added = add(facts, name)?;
    let statement = added.node().parent().filter(|p| p.kind() == "expression_statement")?;
    let Add::Items(node, items) = added else { return Some((statement, added)) };
    let display = Some(inner(items)).filter(|n| matches!(n.kind(), "list" | "tuple")).map(children);
    match display.as_deref() {
        Some([only]) if only.kind() != "list_splat" => Some((statement, Add::Item(node, *only))),
        _ => Some((statement, added)),
    }
}

/// One statement after the other, with nothing between.
fn in_a_row<'m>(items: &[(Node<'m>, Node<'m>)]) -> Option<Added<'m>> {
    let ((first, _), (last, _)) = (items.first()?, items.last()?);
    let suite = statements(first.parent()?);
    let from = suite.iter().position(|statement| statement == first)?;
    let row = suite.get(from..from + items.len())?;
    let same = row.iter().zip(items).all(|(statement, (adding, _))| statement == adding);
    let values = items.iter().map(|(_, value)| *value).collect();
    same.then_some(Added { first: *first, last: *last, what: What::Several(values), others: Others::Leave })
}

/// The body of a `try` ends by adding an item, which its handlers do not.
fn attempted<'m>(statement: Node<'m>, value: Node<'m>) -> Option<Added<'m>> {
    let suite = statement.parent()?;
    let whole = suite.parent().filter(|n| n.kind() == "try_statement" && child(*n, "body") == Some(suite))?;
    let clauses: Vec<Node<'m>> =
        children(whole).into_iter().filter(|part| *part != suite && !part.is_extra()).collect();
    let handlers = !clauses.is_empty() && clauses.iter().all(|part| part.kind() == "except_clause");
    let leave = clauses.iter().all(|part| children(*part).into_iter().find(|n| is_suite(*n)).is_some_and(leaves_round));
    let others = if leave { Others::Leave } else { Others::GoOn };
    let what = What::Either(vec![(statement, value)]);
    let last = statements(suite).last() == Some(&statement);
    (handlers && last).then_some(Added { first: whole, last: whole, what, others })
}

/// Does the suite end the round?
fn leaves_round(suite: Node<'_>) -> bool {
    statements(suite).last().is_some_and(|last| last.kind() == "continue_statement")
}

/// Each branch of one statement ends by adding one item, or leaves the round.
fn in_branches<'m>(facts: &Facts<'m>, items: Vec<(Node<'m>, Node<'m>)>) -> Option<Added<'m>> {
    let (first, _) = items.first()?;
    let kinds = ["if_statement", "match_statement", "try_statement"];
    let whole = ancestors(*first).find(|n| kinds.contains(&n.kind()))?;
    let (suites, complete) = branches(facts, whole)?;
    let ends = |suite: &Node<'m>| items.iter().any(|(statement, _)| statements(*suite).last() == Some(statement));
    let adding = suites.iter().filter(|suite| ends(suite)).count();
    let all = adding == items.len() && suites.iter().all(|suite| ends(suite) || leaves_round(*suite));
    let others = if complete { Others::Leave } else { Others::Missing };
    all.then_some(Added { first: whole, last: whole, what: What::Either(items), others })
}

/// The suites of a statement of which one runs at most (of a `try`: one runs to its end), and
/// whether one always does.
fn branches<'m>(facts: &Facts<'m>, whole: Node<'m>) -> Option<(Vec<Node<'m>>, bool)> {
    if whole.kind() == "match_statement" {
        let cases = children(child(whole, "body")?);
        let (last, parts) = cases.last().map(|case| (*case, children(*case)))?;
        let all = child(last, "guard").is_none() && parts.first().is_some_and(|pattern| facts.text(*pattern) == "_");
        let suites = cases.into_iter().map(|case| child(case, "consequence")).collect::<Option<_>>()?;
        return Some((suites, all));
    }
    let attempt = whole.kind() == "try_statement";
    let mut suites = vec![child(whole, if attempt { "body" } else { "consequence" })?];
    for part in children(whole) {
        match part.kind() {
            "elif_clause" => suites.push(child(part, "consequence")?),
            "except_clause" => suites.push(children(part).into_iter().find(|n| is_suite(*n))?),
            // What a `try` goes on with comes after its body.
            "else_clause" if attempt => return None,
            "else_clause" => suites.push(children(part).into_iter().find(|n| is_suite(*n))?),
            "except_group_clause" | "finally_clause" => return None,
            _ => {}
        }
    }
    let otherwise = children(whole).last().is_some_and(|part| part.kind() == "else_clause");
    Some((suites, attempt || otherwise))
}

/// A part of the way from the loop to what it adds.
#[derive(Debug, Clone, Copy)]
pub enum Header<'m> {
    /// `for x in xs:` or `if x:`
    Inside(Node<'m>),
    /// `if x: continue`, of which the condition.
    Unless(Node<'m>),
}

/// The way from the loop to what it adds, and the value if that has a name for a moment; `None`
/// if the loop does anything else.
pub fn headers<'m>(
    facts: &Facts<'m>,
    filling: Node<'m>,
    added: &Added<'m>,
) -> Option<(Vec<Header<'m>>, Option<Node<'m>>)> {
    let mut headers = Vec::new();
    let mut here = filling;
    loop {
        let suite = match here.kind() {
            "for_statement" if children(here).iter().all(|c| c.kind() != "else_clause") => child(here, "body"),
            "if_statement" if child(here, "alternative").is_none() => child(here, "consequence"),
            _ => None,
        }?;
        headers.push(Header::Inside(here));
        let all = statements(suite);
        let mut parts = all.as_slice();
        if here.kind() == "for_statement" {
            while let Some(((skipped, condition), rest)) =
                parts.split_first().and_then(|(first, rest)| skipped(*first).map(|c| ((first, c), rest)))
            {
                if *skipped == added.first {
                    break;
                }
                headers.push(Header::Unless(condition));
                parts = rest;
            }
        }
        let last = parts.last().copied()?;
        if last == added.last {
            let bound = parts.len().checked_sub(2).and_then(|at| parts.get(at)).copied();
            return match parts.first().copied()? {
                first if first == added.first && bare_branches(added) => Some((headers, None)),
                _ if parts.len() == 2 => named_value(facts, bound?, added).map(|value| (headers, Some(value))),
                _ => None,
            };
        }
        here = (parts.len() == 1).then_some(last)?;
    }
}

/// Does each branch do nothing but add?
fn bare_branches(added: &Added<'_>) -> bool {
    match &added.what {
        What::Either(items) => {
            items.iter().all(|(statement, _)| statement.parent().is_some_and(|s| statements(s).len() == 1))
        }
        _ => true,
    }
}

/// The condition of `if x: continue`.
fn skipped(statement: Node<'_>) -> Option<Node<'_>> {
    let alone = statement.kind() == "if_statement" && child(statement, "alternative").is_none();
    let suite = child(statement, "consequence").map(statements).filter(|_| alone)?;
    match suite.as_slice() {
        [only] if only.kind() == "continue_statement" => child(statement, "condition"),
        _ => None,
    }
}

/// The value in `value = x * x; xs.append(value)`, where nothing else reads the name.
fn named_value<'m>(facts: &Facts<'m>, statement: Node<'m>, added: &Added<'m>) -> Option<Node<'m>> {
    let What::Item(value) = added.what else { return None };
    let assignment = children(statement).first().copied().filter(|n| n.kind() == "assignment")?;
    let target =
        child(assignment, "left").filter(|t| t.kind() == "identifier" && facts.text(*t) == facts.text(value))?;
    let symbol = &facts.scopes().symbols[facts.scopes().symbol_at(target)?];
    let only = symbol.bindings().count() == 1 && symbol.loads().count() == 1;
    child(assignment, "right").filter(|_| only)
}
