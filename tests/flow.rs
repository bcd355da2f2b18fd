//! The control-flow graph against CPython: whatever a traced run did is a path in the graph,
//! and whatever binding a name held is among those that reach it.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::process::Command;

use pyfix::parse::Module;
use pyfix::python::flow::{Flow, Part, Point};
use pyfix::python::knowledge::Knowledge;
use pyfix::python::project::{Project, Surroundings};
use pyfix::python::scopes::{Occurrence, Role};
use pyfix::python::syntax::{ancestors, preorder};
use pyfix::python::{Facts, Target};
use pyfix::source::Source;
use tree_sitter::Node;

/// Programs that `cargo test` looks at, and from which seed on. `PYFIX_FLOW="SEED PROGRAMS"`
/// looks at others.
const SEED_AND_PROGRAMS: &str = "1 60";

/// One program and what its runs did.
#[derive(Default)]
struct Traced {
    source: String,
    /// Line, and the line that ran next.
    steps: Vec<(usize, usize)>,
    /// Name, line that bound it (0 none, -1 a parameter), line that began.
    holds: Vec<(String, isize, usize)>,
}

fn traced() -> Vec<Traced> {
    let asked = std::env::var("PYFIX_FLOW").unwrap_or_else(|_| SEED_AND_PROGRAMS.to_owned());
    let output = Command::new("python3").arg("tests/flow/trace.py").args(asked.split(' ')).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    let (mut all, mut lines) = (Vec::new(), told.lines());
    while let Some(line) = lines.next() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["PROGRAM", count] => {
                let count = count.parse().unwrap();
                let source: String = lines.by_ref().take(count).map(|l| format!("{l}\n")).collect();
                all.push(Traced { source, ..Traced::default() });
            }
            ["STEP", a, b] => all.last_mut().unwrap().steps.push((a.parse().unwrap(), b.parse().unwrap())),
            ["HOLD", name, a, b] => {
                all.last_mut().unwrap().holds.push(((*name).to_owned(), a.parse().unwrap(), b.parse().unwrap()))
            }
            _ => assert_eq!(line, "END"),
        }
    }
    all
}

fn line(node: Node<'_>) -> usize {
    node.start_position().row + 1
}

/// The line at which a trace shows a point; `None` for those that it does not show.
fn shown(part: Part<'_>) -> Option<usize> {
    match part {
        Part::Handler(clause) if clause.kind() == "finally_clause" => None,
        Part::Reraise(_) | Part::Forget(_) => None,
        Part::Bind(clause) if clause.kind() == "except_clause" => None,
        part => part.node().map(line),
    }
}

fn is_silent(part: Part<'_>) -> bool {
    shown(part).is_none() || matches!(part, Part::Leave(_)) || is_endless(part)
}

fn is_endless(part: Part<'_>) -> bool {
    matches!(part, Part::Test(condition) if condition.kind() == "true")
}

/// The points of each line of a function.
fn by_line(flow: &Flow<'_>) -> BTreeMap<usize, Vec<Point>> {
    let mut lines: BTreeMap<usize, Vec<Point>> = BTreeMap::new();
    for point in flow.points() {
        if let Some(line) = shown(flow.part(point)) {
            lines.entry(line).or_default().push(point);
        }
    }
    lines
}

/// Is there a path from a point of the one line to one of the other that shows nothing else?
fn is_path(flow: &Flow<'_>, from: &[Point], to: &[Point]) -> bool {
    let mut seen = HashSet::new();
    let mut work: Vec<Point> = from.to_vec();
    while let Some(point) = work.pop() {
        for next in flow.next(point).iter().chain(flow.raising(point)) {
            if to.contains(next) {
                return true;
            }
            if (is_silent(flow.part(*next)) || from.contains(next)) && seen.insert(*next) {
                work.push(*next);
            }
        }
    }
    false
}

/// The line that binds there, as the trace tells it.
fn binder(occurrence: &Occurrence<'_>) -> isize {
    if occurrence.role == Role::Parameter { -1 } else { line(occurrence.node).try_into().unwrap() }
}

/// What of the run the graph does not have.
fn contradictions(facts: &Facts<'_>, traced: &Traced) -> Vec<String> {
    let mut found = Vec::new();
    let root = facts.module.root();
    for function in preorder(root).filter(|n| n.kind() == "function_definition" && n.parent() == Some(root)) {
        let flow = facts.flow(function).unwrap();
        let lines = by_line(&flow);
        let inside = function.start_position().row + 2..=function.end_position().row + 1;
        for (from, to) in traced.steps.iter().filter(|(a, _)| inside.contains(a)) {
            // The line of a `try:` does nothing; what ran before it is looked at on its own. That
            // of `while True:` and any line shown twice are shown where the compiler lays out jumps.
            let (Some(a), Some(b)) = (lines.get(from), lines.get(to)) else { continue };
            let forever = |points: &[Point]| points.iter().any(|p| is_endless(flow.part(*p)));
            if from == to || forever(a) || forever(b) {
                continue;
            }
            if !is_path(&flow, a, b) {
                found.push(format!("line {to} ran after line {from}"));
            }
        }
        for (name, bound, at) in traced.holds.iter().filter(|(_, _, at)| inside.contains(at)) {
            for load in loads(facts, function, name, *at) {
                let point = flow.point_of(load);
                if !point.is_some_and(|p| matches!(flow.part(p), Part::Simple(_) | Part::Test(_))) {
                    continue;
                }
                let symbol = facts.scopes().symbol_at(load).unwrap();
                let chains = facts.chains(&flow, symbol);
                let arriving = chains.arriving(load).unwrap();
                let occurrences = &facts.scopes().symbols[symbol].occurrences;
                let known = arriving.bindings.iter().any(|b| binder(&occurrences[*b]) == *bound);
                if !(known || *bound == 0 && arriving.unbound) {
                    found.push(format!("`{name}` at line {at} held what line {bound} bound"));
                }
            }
        }
    }
    found
}

/// The uses of a name at a line of a function.
fn loads<'m>(facts: &Facts<'m>, function: Node<'m>, name: &str, at: usize) -> Vec<Node<'m>> {
    // A guard runs after the line of its `case` began.
    let in_guard = |n: &Node<'m>| ancestors(*n).any(|a| a.kind() == "if_clause");
    let words = preorder(function).filter(|n| n.kind() == "identifier" && line(*n) == at && facts.text(*n) == name);
    let is_load = |n: &Node<'m>| {
        let symbol = facts.scopes().symbol_at(*n);
        symbol.is_some_and(|s| facts.scopes().symbols[s].loads().any(|o| o.node == *n))
    };
    words.filter(|n| is_load(n) && !in_guard(n) && facts.function_of(*n) == Some(function)).collect()
}

/// Edges from line to line of a program's graph, and how many of them the runs took.
fn precision(facts: &Facts<'_>, traced: &Traced) -> (usize, usize) {
    let root = facts.module.root();
    let mut edges = BTreeSet::new();
    for function in preorder(root).filter(|n| n.kind() == "function_definition" && n.parent() == Some(root)) {
        let flow = facts.flow(function).unwrap();
        let lines = by_line(&flow);
        for (from, a) in &lines {
            edges.extend(lines.iter().filter(|(_, b)| is_path(&flow, a, b)).map(|(to, _)| (*from, *to)));
        }
    }
    let taken = edges.iter().filter(|e| traced.steps.contains(e)).count();
    (taken, edges.len())
}

#[test]
fn what_python_does_is_a_path() {
    let mut complaints = Vec::new();
    let (mut taken, mut edges, mut steps, mut holds) = (0, 0, 0, 0);
    for traced in traced() {
        let module = Module::parse(Source::from_text("program.py", &traced.source)).unwrap();
        let project = Project::of(&module, Surroundings::Alone);
        let facts = Facts::new(&module, Target::DEFAULT, project, Knowledge::get());
        let wrong = contradictions(&facts, &traced);
        if !wrong.is_empty() {
            let numbered: Vec<String> =
                traced.source.lines().enumerate().map(|(at, line)| format!("{:>3} {line}", at + 1)).collect();
            complaints.push(format!("{}\n{}", numbered.join("\n"), wrong.join("\n")));
        }
        let (some, all) = precision(&facts, &traced);
        (taken, edges) = (taken + some, edges + all);
        (steps, holds) = (steps + traced.steps.len(), holds + traced.holds.len());
    }
    println!("{steps} steps, {holds} values; {taken} of {edges} edges between lines were seen");
    assert!(steps > 1000 && holds > 1000, "hardly anything ran");
    complaints.sort_by_key(String::len);
    let few: Vec<String> = complaints.iter().take(5).cloned().collect();
    assert!(complaints.is_empty(), "{} programs\n\n{}\n", complaints.len(), few.join("\n\n"));
}
