//! Obligation 1 for a sequence that is given a name: one binding, one walk.

use std::rc::Rc;

use tree_sitter::Node;

use super::Situation;
use super::consumer::{Consumer, consumer};
use super::producer::producer;
use crate::python::Facts;
use crate::python::effects::Effects;
use crate::python::flow::{EXIT, Flow, Part, Point};
use crate::python::scopes::{Role, ScopeKind, SymbolId};
use crate::python::syntax::{ancestors, child, enclosing, is_suite, outer, statement_of, statements};
use crate::verdict::{Obligation, Reason, Verdict};

/// A name that is bound to a sequence once and walked once.
#[derive(Debug, Clone)]
pub struct Named<'m> {
    /// The assignment.
    pub assignment: Node<'m>,
    /// The statement that it is.
    pub statement: Node<'m>,
    /// The name.
    pub symbol: SymbolId,
    /// Its only use.
    pub load: Node<'m>,
    /// Who walks it there.
    pub consumer: Consumer<'m>,
    /// The statement that holds the use.
    pub walk: Node<'m>,
}

fn refuse(sentence: String, node: Node<'_>) -> Reason {
    Reason::new(Obligation::OneWalk, sentence, node.byte_range())
}

/// The name that the value `node` is bound to and its one walk.
///
/// # Errors
/// The use that is no walk, or the fact that stands in the way of there being one walk.
pub fn named<'m>(facts: &Facts<'m>, node: Node<'m>) -> Result<Named<'m>, Reason> {
    let value = outer(node);
    let assignment = value.parent().filter(|p| p.kind() == "assignment" && child(*p, "right") == Some(value));
    let assignment = assignment.ok_or_else(|| refuse("it is not simply given a name".to_owned(), node))?;
    let target = child(assignment, "left").filter(|t| t.kind() == "identifier");
    let target = target.ok_or_else(|| refuse("it is not simply given a name".to_owned(), assignment))?;
    let statement = statement_of(assignment).filter(|s| s.kind() == "expression_statement");
    let statement = statement.ok_or_else(|| refuse("it is given two names".to_owned(), assignment))?;
    let symbol = facts.scopes().symbol_at(target).ok_or_else(|| refuse("its name is not known".to_owned(), target))?;
    is_private(facts, target, symbol)?;
    let load = sole_load(facts, target, symbol)?;
    let consumer = consumer(facts, load)?;
    let walk = statement_of(load).ok_or_else(|| refuse("it is not used in a statement".to_owned(), load))?;
    Ok(Named { assignment, statement, symbol, load, consumer, walk })
}

/// Nobody else can see the name: no nested function, other module, `locals()`, class attribute.
pub fn is_private<'m>(facts: &Facts<'m>, target: Node<'m>, symbol: SymbolId) -> Result<(), Reason> {
    let scopes = facts.scopes();
    let (here, name) = (&scopes.symbols[symbol], facts.text(target));
    let scope = &scopes.scopes[here.scope];
    if scope.kind == ScopeKind::Class {
        return Err(refuse(format!("`{name}` is an attribute of the class"), target));
    }
    if scope.dynamic {
        return Err(refuse(format!("`{name}` may be read through `locals()`, `globals()` or `eval`"), target));
    }
    if let Some(node) = facts.is_captured(symbol) {
        return Err(refuse(format!("`{name}` is also used by a function inside"), node));
    }
    let shared = here.occurrences.iter().find(|o| matches!(o.role, Role::Declared | Role::Delete));
    if let Some(occurrence) = shared {
        return Err(refuse(format!("`{name}` is declared or deleted here"), occurrence.node));
    }
    if scope.kind == ScopeKind::Module && !facts.project.closed {
        let because = &facts.project.open_because;
        return Err(refuse(format!("`{name}` is a name of the module, which other code may read ({because})"), target));
    }
    if scope.kind == ScopeKind::Module && facts.is_word_in_strings(name) {
        return Err(refuse(format!("`{name}` also stands in a string"), target));
    }
    Ok(())
}

/// The one use that the binding reaches, which no other binding reaches.
fn sole_load<'m>(facts: &Facts<'m>, target: Node<'m>, symbol: SymbolId) -> Result<Node<'m>, Reason> {
    let name = facts.text(target);
    let loads = facts.loads_reached(target, symbol);
    let loads =
        loads.ok_or_else(|| refuse(format!("`{name}` is also used where it is not known when that runs"), target))?;
    let load = match loads.as_slice() {
        [] => return Err(refuse(format!("`{name}` is never used"), target)),
        [only] => *only,
        [first, second, ..] => {
            let sentence = match consumer(facts, *second) {
                Ok(_) => format!("`{name}` is used again"),
                Err(reason) => reason.sentence,
            };
            let reason = Reason::new(Obligation::OneWalk, sentence, second.byte_range());
            // The use that no rewrite could serve says more than the second walk.
            return Err(consumer(facts, *first)
                .err()
                .filter(|r| r.obligation == Obligation::OneWalk)
                .unwrap_or(reason));
        }
    };
    let definitions = facts.definitions_reaching(load, symbol);
    let others = definitions.iter().flatten().find(|o| o.node != target);
    match (definitions.is_some(), others) {
        (true, None) => Ok(load),
        (_, Some(other)) => Err(refuse(format!("`{name}` may also have been bound here"), other.node)),
        (false, None) => Err(refuse(format!("it is not known what `{name}` is there"), load)),
    }
}

/// The situation of a sequence that is given a name and walked later.
///
/// # Errors
/// The verdict, where there is no such situation.
pub fn by_name<'f, 'm>(facts: &'f Facts<'m>, node: Node<'m>) -> Result<Situation<'f, 'm>, Verdict> {
    let producer = producer(facts, node);
    let producer =
        producer.ok_or_else(|| Verdict::refute(refuse("this is no sequence that pyfix knows".to_owned(), node)))?;
    let named = named(facts, node).map_err(Verdict::refute)?;
    situate(facts, producer, &named)
}

/// Puts a producer and the walk of its name together.
///
/// # Errors
/// The verdict, where the walk repeats or the two do not run in the same code.
pub fn situate<'f, 'm>(
    facts: &'f Facts<'m>,
    producer: super::Producer<'m>,
    named: &Named<'m>,
) -> Result<Situation<'f, 'm>, Verdict> {
    let (flow, made, walked) = stretch(facts, named).map_err(Verdict::refute)?;
    let moved_into = left_with(&flow, named, made, walked);
    let between = between_effects(facts, &flow, (made, walked), named, moved_into);
    let skipped = skipped(&flow, made, walked, named);
    Ok(Situation { facts, producer, consumer: named.consumer.clone(), between, walk: named.walk, moved_into, skipped })
}

/// Where the name is bound and where it is walked, which happens once.
fn stretch<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Result<(Rc<Flow<'m>>, Point, Point), Reason> {
    let lost = || refuse("it is not known what runs between".to_owned(), named.load);
    let flow = facts.flow_around(named.statement).ok_or_else(lost)?;
    let made = flow.point_of(named.assignment).ok_or_else(lost)?;
    let walked = flow.point_of(named.load).ok_or_else(lost)?;
    if flow.reach(walked, |p| p == made).contains(&walked) {
        return Err(refuse(format!("`{}` is walked again in a loop", facts.text(named.load)), named.load));
    }
    repeated(facts, named.load)?;
    Ok((flow, made, walked))
}

/// What runs after the name is bound and before its walk begins.
fn between_effects<'m>(
    facts: &Facts<'m>,
    flow: &Flow<'m>,
    (made, walked): (Point, Point),
    named: &Named<'m>,
    moved_into: Option<Node<'m>>,
) -> Effects {
    let mut between = Effects::default();
    for point in flow.between(made, walked) {
        match flow.part(point) {
            Part::Leave(with) if Some(with) == moved_into => {}
            part => between.add(part_effects(facts, part)),
        }
    }
    between.add(before(facts, named.load, named.walk));
    between
}

/// Who walks the generator expression that is given a name, and so what that one walks;
/// what runs before counts as if it ran between two steps.
pub fn by_generator<'m>(facts: &Facts<'m>, generator: Node<'m>) -> Option<Consumer<'m>> {
    let assignment = outer(generator).parent().filter(|p| p.kind() == "assignment")?;
    let target = child(assignment, "left")?;
    let loads = facts.loads_reached(target, facts.scopes().symbol_at(target)?)?;
    // Only onwards: a loop in which generators walk each other has no end.
    let onwards = matches!(loads.as_slice(), [load] if load.start_byte() > generator.end_byte());
    let named = onwards.then(|| named(facts, generator).ok()).flatten()?;
    let (flow, made, walked) = stretch(facts, &named).ok()?;
    // What a block that ends on the way closes may be what is read.
    if flow.between(made, walked).into_iter().any(|p| matches!(flow.part(p), Part::Leave(_))) {
        return None;
    }
    let skipped = skipped(&flow, made, walked, &named).and_then(|r| r.span.map(|span| (span, r.sentence)));
    let mut consumer = named.consumer.clone();
    consumer.during.add(between_effects(facts, &flow, (made, walked), &named, None));
    consumer.early = consumer.early.or(skipped);
    Some(consumer)
}

/// The `with` statement around the producer that is left before the walk, if the walk is
/// the statement after it or further down in the same suite.
fn left_with<'m>(flow: &Flow<'m>, named: &Named<'m>, made: Point, walked: Point) -> Option<Node<'m>> {
    let with = enclosing(named.statement, &["with_statement", "function_definition"])
        .filter(|n| n.kind() == "with_statement")?;
    let left = flow.between(made, walked).into_iter().any(|p| flow.part(p) == Part::Leave(with));
    let direct = child(with, "body") == named.statement.parent();
    let suite = with.parent().filter(|p| is_suite(*p));
    let beside = suite.is_some() && statements_holder(named.walk, suite);
    (left && direct && beside).then_some(with)
}

/// The block that the walk has to move into, if it stands after it.
pub fn left_block<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Option<Node<'m>> {
    let flow = facts.flow_around(named.statement)?;
    left_with(&flow, named, flow.point_of(named.assignment)?, flow.point_of(named.load)?)
}

/// Is the statement one of the suite's own?
fn statements_holder(statement: Node<'_>, suite: Option<Node<'_>>) -> bool {
    suite.is_some_and(|s| statements(s).contains(&statement))
}

/// What running one point of the flow does.
pub fn part_effects<'m>(facts: &Facts<'m>, part: Part<'m>) -> Effects {
    match part {
        Part::Entry | Part::Exit => Effects::default(),
        Part::Simple(node) => facts.effects_of(node),
        Part::Test(node) => facts.test_effects(node),
        Part::Pattern(case) => facts.pattern_effects(case),
        Part::Iterate(node) => child(node, "right").map_or_else(Effects::default, |n| facts.effects_of(n)),
        Part::Step(node) => {
            let mut effects =
                crate::python::syntax::iterable(node).map_or_else(Effects::default, |n| facts.steps_of(n));
            if let Some(target) = child(node, "left") {
                effects.add(facts.binding_effects(target));
            }
            effects
        }
        Part::Enter(with) => facts.entering_effects(with),
        Part::Leave(with) => facts.leaving_effects(with),
        Part::Handler(clause) => facts.handler_effects(clause),
    }
}

/// Inside a comprehension only the first iterable is evaluated once.
///
/// # Errors
/// The comprehension that evaluates the load for each of its items.
pub fn repeated<'m>(facts: &Facts<'m>, load: Node<'m>) -> Result<(), Reason> {
    for around in ancestors(load).take_while(|n| !crate::python::syntax::is_statement(*n)) {
        if !crate::python::syntax::is_comprehension(around) {
            continue;
        }
        let first = crate::python::syntax::clauses(around).first().and_then(|c| crate::python::syntax::iterable(*c));
        if !first.is_some_and(|f| crate::python::syntax::holds(&f.byte_range(), &load.byte_range())) {
            return Err(refuse(format!("`{}` is walked again for each item of this", facts.text(load)), around));
        }
    }
    Ok(())
}

/// What the walking statement evaluates before it comes to the load.
pub fn before<'m>(facts: &Facts<'m>, load: Node<'m>, walk: Node<'m>) -> Effects {
    let mut effects = Effects::default();
    let mut here = outer(load);
    while let Some(parent) = here.parent() {
        if parent.kind() == "for_statement" {
            break;
        }
        for sibling in crate::python::syntax::children(parent).into_iter().filter(|n| *n != here) {
            if is_suite(sibling) || matches!(sibling.kind(), "elif_clause" | "else_clause" | "with_clause") {
                continue;
            }
            let target = child(parent, "left") == Some(sibling) && parent.kind() == "assignment";
            if !target && sibling.end_byte() <= here.start_byte() && is_evaluated(parent) {
                effects.add(facts.effects_of(sibling));
            }
        }
        if parent == walk || crate::python::syntax::is_statement(parent) {
            break;
        }
        here = parent;
    }
    effects
}

/// Are the children of such a node evaluated one after the other?
fn is_evaluated(parent: Node<'_>) -> bool {
    !matches!(parent.kind(), "keyword_argument" | "attribute" | "as_pattern" | "for_in_clause" | "lambda")
}

/// Where control may go so that the walk never happens, and under which condition.
fn skipped<'m>(flow: &Flow<'m>, made: Point, walked: Point, named: &Named<'m>) -> Option<Reason> {
    let misses = flow.reach(made, |p| p == walked).contains(&EXIT);
    let conditional = ancestors(named.load)
        .take_while(|n| *n != named.walk)
        .find(|n| matches!(n.kind(), "conditional_expression" | "boolean_operator" | "if_clause"));
    let between = flow.between(made, walked).into_iter().find_map(|p| flow.part(p).node());
    let place = conditional.or(between.filter(|_| misses))?;
    Some(Reason::new(Obligation::EarlyEnd, "a walk that may not happen".to_owned(), place.byte_range()))
}

/// Is this `with` statement only there for files that are read, so that leaving it later
/// changes nothing?
pub fn can_move_into<'m>(facts: &Facts<'m>, with: Node<'m>) -> Result<(), Reason> {
    for (context, _) in crate::python::syntax::with_items(with) {
        let opened = facts.opening(context).is_some_and(|o| o.reads_only());
        if !opened {
            let sentence = format!(
                "leaving `{}` later is not known to change nothing",
                crate::python::collect::brief(facts.text(context))
            );
            return Err(Reason::new(Obligation::Resource, sentence, context.byte_range()));
        }
    }
    Ok(())
}
