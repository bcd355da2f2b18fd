use super::*;
use crate::parse::Module;
use crate::python::knowledge::Knowledge;
use crate::python::project::Project;
use crate::python::{Facts, Target};
use crate::source::Source;

/// Lines that may run right after the line `from`, with none shown between. Line 1 is `def f():`.
fn after(body: &str, from: usize) -> Vec<usize> {
    with_flow(body, |flow| {
        let line = |p: Point| flow.part(p).node().map(|n| n.start_position().row + 1);
        let starts = flow.points().filter(|p| line(*p) == Some(from) && !is_quiet(flow.part(*p)));
        let mut work: Vec<Point> = starts.flat_map(|p| flow.next(p).iter().chain(flow.raising(p))).copied().collect();
        let mut found = HashSet::new();
        let mut seen = HashSet::new();
        while let Some(point) = work.pop() {
            match line(point).filter(|_| !is_quiet(flow.part(point))) {
                Some(line) => {
                    found.insert(line);
                }
                None if seen.insert(point) => work.extend(flow.next(point).iter().chain(flow.raising(point))),
                None => {}
            }
        }
        let mut found: Vec<usize> = found.into_iter().collect();
        found.sort_unstable();
        found
    })
}

fn is_quiet(part: Part<'_>) -> bool {
    matches!(part, Part::Leave(_) | Part::Bind(_) | Part::Forget(_) | Part::Reraise(_))
        || matches!(part, Part::Handler(clause) if clause.kind() == "finally_clause")
}

fn with_flow<T>(body: &str, look: impl FnOnce(&Flow<'_>) -> T) -> T {
    with_facts(body, |facts| {
        let root = facts.module.root();
        look(&facts.flow(root.named_child(0).expect("a function")).expect("a body"))
    })
}

fn with_facts<T>(body: &str, look: impl FnOnce(&Facts<'_>) -> T) -> T {
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let source = Source::from_text("f.py", format!("def f(a):\n{indented}"));
    let module = Module::parse(source).expect("it parses");
    look(&Facts::new(&module, Target::DEFAULT, Project::single(), Knowledge::get()))
}

/// The lines whose binding of `x` may arrive at its last use; 0 if it may be unbound.
fn arriving(body: &str) -> Vec<usize> {
    with_facts(body, |facts| {
        let symbols = &facts.scopes().symbols;
        let id = symbols.iter().position(|s| s.name == "x").expect("a name");
        let load = symbols[id].loads().last().expect("a use").node;
        let flow = facts.flow_around(load).expect("a flow");
        let chains = facts.chains(&flow, id);
        let here = chains.arriving(load).expect("it is used there");
        let bound = here.bindings.iter().map(|at| symbols[id].occurrences[*at].node.start_position().row + 1);
        here.unbound.then_some(0).into_iter().chain(bound).collect()
    })
}

#[test]
fn return_passes_every_block_around_it() {
    let body = "with m(): # 2\n    try:\n        return 4\n    finally:\n        g(6)\nh(7)";
    with_flow(body, |flow| assert!(flow.comes_out(4)));
    let body = "with m():\n    with n():\n        return 4\nh(5)";
    with_flow(body, |flow| assert!(flow.comes_out(4)));
}

impl Flow<'_> {
    /// May control come from the statement at the line to `return` without another shown line?
    fn comes_out(&self, line: usize) -> bool {
        let at = |p: &Point| self.part(*p).node().is_some_and(|n| n.start_position().row + 1 == line);
        self.points().filter(at).any(|p| self.reach(p, |_| false).contains(&RETURNED))
    }
}

#[test]
fn finally_goes_on_only_if_something_completed() {
    assert_eq!(after("try:\n    return 3\nfinally:\n    g(5)\nh(6)", 5), Vec::<usize>::new());
    assert_eq!(after("try:\n    g(3)\nfinally:\n    g(5)\nh(6)", 5), [6]);
    assert_eq!(after("while c():\n    try:\n        continue # 4\n    finally:\n        g(6)\nh(7)", 6), [2]);
}

#[test]
fn handlers_are_tried_in_turn() {
    let body = "try:\n    g(3)\nexcept A:\n    g(5)\nexcept B:\n    g(7)\nh(8)";
    assert_eq!(after(body, 3), [4, 8]);
    assert_eq!(after(body, 4), [5, 6]);
    assert_eq!(after(body, 5), [8]);
    assert_eq!(after(&body.replace("except", "except*"), 5), [6]);
}

#[test]
fn a_second_manager_that_fails_is_caught_by_the_first() {
    assert_eq!(after("with m(), n():\n    g(3)\nh(4)", 2), [3, 4]);
    assert!(with_flow("with m():\n    g(3)\nh(4)", |flow| {
        let enter = flow.points().find(|p| matches!(flow.part(*p), Part::Enter(_))).expect("a block");
        flow.raising(enter) == [EXIT]
    }));
}

#[test]
fn an_endless_loop_is_left_by_break_alone() {
    assert_eq!(after("while True:\n    if c():\n        break\n    g(5)\nh(6)", 2), [3]);
    assert_eq!(after("while True:\n    if c():\n        break\n    g(5)\nh(6)", 4), [6]);
}

#[test]
fn a_loop_over_nothing_binds_nothing() {
    assert_eq!(arriving("x = 1\nfor x in a:\n    pass\nuse(x)"), [2, 3]);
    assert_eq!(arriving("x = 1\nfor x in a:\n    use(x)"), [3]);
}

#[test]
fn what_may_not_be_evaluated_may_not_bind() {
    assert_eq!(arriving("x = 1\na and (x := 2)\nuse(x)"), [2, 3]);
    assert_eq!(arriving("x = 1\n(x := 2) and a\nuse(x)"), [3]);
    assert_eq!(arriving("x = 1\n[(x := y) for y in a]\nuse(x)"), [2, 3]);
    assert_eq!(arriving("x = 1\nuse((x := 2), x)"), [2, 3]);
    assert_eq!(arriving("x = 1\nmatch a:\n    case [x, 0]:\n        pass\nuse(x)"), [2, 4]);
}

#[test]
fn names_end() {
    assert_eq!(arriving("x = 1\ndel x\nuse(x)"), [0]);
    assert_eq!(arriving("x = 1\ntry:\n    g()\nexcept E as x:\n    pass\nuse(x)"), [0, 2]);
    assert_eq!(arriving("for b in a:\n    try:\n        g()\n    except E as x:\n        continue\n    use(x)"), [0]);
}

#[test]
fn a_statement_that_fails_may_have_bound() {
    assert_eq!(arriving("x = 1\ntry:\n    x, a.b = 2, 3\nexcept E:\n    use(x)"), [2, 4]);
    assert_eq!(arriving("x = 1\ntry:\n    x = g()\nexcept E:\n    use(x)"), [2]);
}

#[test]
fn generators_read_what_is_bound_later() {
    assert_eq!(arriving("x = 1\ng = (x for b in a)\nx = 2\nreturn g"), [2, 4]);
    assert_eq!(arriving("x = 1\ng = sum(x for b in a)\nx = 2\nreturn g"), [2]);
    assert_eq!(arriving("x = 1\ng = (b for b in x)\nx = 2\nreturn g"), [2]);
}

#[test]
fn a_walk_that_fails_may_be_begun_again() {
    let body = "while True:\n    try:\n        use(a)\n        break\n    except E:\n        pass";
    with_flow(body, |flow| {
        let at = |line| move |p: &Point| flow.part(*p).node().is_some_and(|n| n.start_position().row + 1 == line);
        let walk = flow.points().find(at(4)).expect("a statement");
        assert!(flow.comes_again(walk, ENTRY));
    });
}
