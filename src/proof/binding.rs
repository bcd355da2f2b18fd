//! A sequence that is given a name: where it is bound, where it is walked, what runs between.

use std::rc::Rc;

use tree_sitter::Node;

use super::consumer::Consumer;
use super::handlers::attempt_around;
use super::obligations::named_once;
use super::producer::{Producer, producer, walked_while_open};
use super::question::taker;
use super::{Situation, Way};
use crate::python::Facts;
use crate::python::effects::Effects;
use crate::python::flow::{EXIT, Flow, Part, Point};
use crate::python::scopes::SymbolId;
use crate::python::syntax::{
    Call, ancestors, child, children, enclosing, holds, is_deferred, is_suite, outer, preorder_if, statements,
};
use crate::verdict::{Obligation, Reason};

/// A name that is bound to a sequence, and a walk of it. That it is the only one is the
/// business of obligation 1.
#[derive(Debug, Clone)]
pub struct Named<'m> {
    /// The assignment.
    pub assignment: Node<'m>,
    /// The statement that it is.
    pub statement: Node<'m>,
    /// The name where it is bound.
    pub target: Node<'m>,
    /// The name.
    pub symbol: SymbolId,
    /// The use that walks it.
    pub load: Node<'m>,
    /// All uses of the sequence under this name, in order; `None` where they are not known.
    pub loads: Option<Vec<Node<'m>>>,
    /// Who walks it there.
    pub consumer: Consumer<'m>,
    /// The statement that holds the use.
    pub walk: Node<'m>,
}

pub(super) fn refuse(sentence: impl Into<String>, node: Node<'_>) -> Reason {
    Reason::new(Obligation::OneWalk, sentence, node.byte_range())
}

/// The name that the value `node` is bound to and the first walk of it.
///
/// # Errors
/// What the value is used for instead, where nothing walks it under a name.
pub fn named<'m>(facts: &Facts<'m>, node: Node<'m>) -> Result<Named<'m>, Reason> {
    let (assignment, statement, target) = assignment(node)?;
    let symbol = facts.scopes().symbol_at(target).ok_or_else(|| refuse("its name is not known", target))?;
    let loads = facts.loads_reached(target, symbol);
    let all = || facts.scopes().symbols[symbol].loads().map(|o| o.node).collect();
    let (load, consumer) = first_walk(facts, &loads.clone().unwrap_or_else(all), target)?;
    let walk = facts.statement_of(load).ok_or_else(|| refuse("it is not used in a statement", load))?;
    Ok(Named { assignment, statement, target, symbol, load, loads, consumer, walk })
}

/// The plain assignment of `node` to one name: itself, its statement, the name.
///
/// # Errors
/// It is bound in another way, or not at all.
pub fn assignment(node: Node<'_>) -> Result<(Node<'_>, Node<'_>, Node<'_>), Reason> {
    let value = chosen(outer(node));
    let assignment = value.parent().filter(|p| p.kind() == "assignment" && child(*p, "right") == Some(value));
    let assignment = assignment.ok_or_else(|| refuse("it is not simply given a name", node))?;
    let target = child(assignment, "left").filter(|t| t.kind() == "identifier");
    let target = target.ok_or_else(|| refuse("it is not simply given a name", assignment))?;
    let statement = assignment.parent().filter(|s| s.kind() == "expression_statement");
    let statement = statement.ok_or_else(|| refuse("it is given two names", assignment))?;
    Ok((assignment, statement, target))
}

/// The conditional expression around of which the value is one branch; else the value.
pub fn chosen(value: Node<'_>) -> Node<'_> {
    let around = value.parent().filter(|p| p.kind() == "conditional_expression");
    match around.filter(|p| children(*p).get(1) != Some(&value)) {
        Some(around) => chosen(outer(around)),
        None => value,
    }
}

/// The first of the uses that is a walk, rather one in the code that binds the name.
pub(super) fn first_walk<'m>(
    facts: &Facts<'m>,
    loads: &[Node<'m>],
    target: Node<'m>,
) -> Result<(Node<'m>, Consumer<'m>), Reason> {
    let mut other = None;
    let (here, elsewhere): (Vec<Node<'m>>, Vec<Node<'m>>) = loads.iter().partition(|l| facts.same_code(**l, target));
    for load in here.into_iter().chain(elsewhere) {
        match taker(facts, load) {
            Ok(consumer) => return Ok((load, consumer)),
            Err(reason) => other = other.or(Some(reason)),
        }
    }
    Err(other.unwrap_or_else(|| refuse(format!("`{}` is never used", facts.text(target)), target)))
}

/// The situation of a sequence that is given a name and walked later.
///
/// # Errors
/// The fact for which there is no such situation.
pub fn by_name<'f, 'm>(facts: &'f Facts<'m>, node: Node<'m>) -> Result<Situation<'f, 'm>, Reason> {
    let producer = producer(facts, node).ok_or_else(|| refuse("this is no sequence that pyfix knows", node))?;
    of_named(facts, producer, named(facts, node)?)
}

/// The situation of what is given this name and walked under it.
///
/// # Errors
/// The fact for which there is no such situation.
pub fn of_named<'f, 'm>(
    facts: &'f Facts<'m>,
    producer: Producer<'m>,
    named: Named<'m>,
) -> Result<Situation<'f, 'm>, Reason> {
    walked_while_open(&producer, &named.consumer, named.walk)?;
    let (flow, made, walked) = stretch(facts, &named)?;
    let moved_into = left_with(facts, &flow, &named, made, walked);
    let closed_later = producer.files(facts).first().and_then(|file| closed_between(facts, &named, *file));
    let left_out = |part: &Part<'m>| match part {
        Part::Leave(with) => Some(*with) == moved_into,
        Part::Simple(statement) => closed_later.is_some_and(|c| holds(&c.byte_range(), &statement.byte_range())),
        _ => false,
    };
    let between = between_effects(facts, &flow, (made, walked), &named, left_out);
    let skipped = skipped(facts, &flow, (made, walked), &named, moved_into);
    let (consumer, walk) = (named.consumer.clone(), named.walk);
    let situation = Situation::new(facts, producer, consumer, walk, Way::Named(Box::new(named))).after(between);
    Ok(Situation { moved_into, closed_later, skipped, ..situation }.with_fresh())
}

/// Where the name is bound and where it is walked, in the code that runs both.
pub(super) fn stretch<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Result<(Rc<Flow<'m>>, Point, Point), Reason> {
    let lost = || refuse("it is not known what runs between", named.load);
    let flow = facts.flow_around(named.statement).ok_or_else(lost)?;
    let made = flow.point_of(named.assignment).ok_or_else(lost)?;
    let walked = flow.point_of(named.load).ok_or_else(lost)?;
    Ok((flow, made, walked))
}

/// What runs after the name is bound and before its walk begins.
fn between_effects<'m>(
    facts: &Facts<'m>,
    flow: &Flow<'m>,
    (made, walked): (Point, Point),
    named: &Named<'m>,
    left_out: impl Fn(&Part<'m>) -> bool,
) -> Effects {
    let mut between = Effects::default();
    let parts = flow.between(made, walked).into_iter().map(|point| flow.part(point));
    parts.filter(|part| !left_out(part)).for_each(|part| between.add(part_effects(facts, part)));
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
    named_once(facts, &named).ok().filter(|()| named.consumer.repair.is_none())?;
    let (flow, made, walked) = stretch(facts, &named).ok()?;
    // What a block that ends on the way closes may be what is read.
    if leaves(&flow, made, walked) {
        return None;
    }
    let skipped =
        skipped(facts, &flow, (made, walked), &named, None).and_then(|r| r.span.map(|span| (span, r.sentence)));
    let mut consumer = named.consumer.clone();
    consumer.during.add(between_effects(facts, &flow, (made, walked), &named, |_| false));
    consumer.early = consumer.early.or(skipped);
    Some(consumer)
}

/// `f.close()` between the producer and the walk of what was read from `f`, where it can as well come
/// after the walk: nothing but reading was done with the file, and the walk ends where it ends.
pub fn closed_between<'m>(facts: &Facts<'m>, named: &Named<'m>, file: Node<'m>) -> Option<Node<'m>> {
    let symbol = (file.kind() == "identifier").then(|| facts.scopes().symbol_at(file)).flatten()?;
    facts.opening_of_name(file).filter(|opening| opening.reads_only())?;
    // In a loop it is closed when it is read again.
    let opened = facts.sole_start(symbol)?;
    let apart = |n: Node<'m>| {
        matches!(n.kind(), "for_statement" | "while_statement") && !holds(&n.byte_range(), &opened.byte_range())
    };
    if ancestors(named.statement).take_while(|n| !is_deferred(*n)).any(apart) {
        return None;
    }
    let suite = named.statement.parent()?;
    let walk = beside(named.statement, named.walk)?;
    let closes = |statement: &Node<'m>| {
        let call = children(*statement).first().copied().and_then(Call::of);
        let method = call.filter(|call| call.all().is_empty()).and_then(|call| call.method());
        method.is_some_and(|(object, name)| {
            let same = object.kind() == "identifier" && facts.scopes().symbol_at(object) == Some(symbol);
            same && facts.text(name) == "close"
        })
    };
    let between = statements(suite).into_iter().filter(|s| named.statement.end_byte() <= s.start_byte());
    let mut closing = between.filter(|s| s.end_byte() <= walk.start_byte() && s.kind() == "expression_statement");
    let statement = closing.find(closes)?;
    let leaves = |n: Node<'m>| matches!(n.kind(), "return_statement" | "raise_statement" | "yield" | "await");
    let stays = !preorder_if(walk, |n| !is_deferred(n)).any(leaves) && walk.kind() != "continue_statement";
    stays.then_some(statement)
}

/// Does a `with` block end after the name is bound and before its walk begins?
pub fn leaves_block<'m>(facts: &Facts<'m>, named: &Named<'m>) -> bool {
    stretch(facts, named).map_or(true, |(flow, made, walked)| leaves(&flow, made, walked))
}

fn leaves(flow: &Flow<'_>, made: Point, walked: Point) -> bool {
    flow.between(made, walked).into_iter().any(|p| matches!(flow.part(p), Part::Leave(_)))
}

/// The `with` statement around the producer that is left before the walk, if the walk is
/// the statement after it or further down in the same suite.
fn left_with<'m>(
    facts: &Facts<'m>,
    flow: &Flow<'m>,
    named: &Named<'m>,
    made: Point,
    walked: Point,
) -> Option<Node<'m>> {
    let with = enclosing(named.statement, &["with_statement", "function_definition"])
        .filter(|n| n.kind() == "with_statement")?;
    let left = flow.between(made, walked).into_iter().any(|p| flow.part(p) == Part::Leave(with));
    let direct = child(with, "body") == named.statement.parent();
    (left && direct && behind(facts, with, named.walk).is_some()).then_some(with)
}

/// The statement behind the block, or behind the `try` that is there for it alone, that is the walk
/// or holds it; and what it stands behind.
pub fn behind<'m>(facts: &Facts<'m>, with: Node<'m>, walk: Node<'m>) -> Option<(Node<'m>, Node<'m>)> {
    let attempt = || attempt_around(facts, with).and_then(|attempt| Some((attempt, beside(attempt, walk)?)));
    beside(with, walk).map(|last| (with, last)).or_else(attempt)
}

/// The statement beside `with` that is the walk or holds it.
pub fn beside<'m>(with: Node<'m>, walk: Node<'m>) -> Option<Node<'m>> {
    let suite = with.parent().filter(|p| is_suite(*p))?;
    std::iter::once(walk).chain(ancestors(walk)).find(|n| n.parent() == Some(suite))
}

/// The block that the walk has to move into, if it stands after it.
pub fn left_block<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Option<Node<'m>> {
    let flow = facts.flow_around(named.statement)?;
    left_with(facts, &flow, named, flow.point_of(named.assignment)?, flow.point_of(named.load)?)
}

/// What running one point of the flow does.
pub fn part_effects<'m>(facts: &Facts<'m>, part: Part<'m>) -> Effects {
    match part {
        Part::Entry | Part::Exit | Part::Returned | Part::Reraise(_) => Effects::default(),
        Part::Simple(node) => facts.effects_of(node),
        Part::Test(node) => facts.test_effects(node),
        Part::Pattern(case) => facts.pattern_effects(case),
        Part::Iterate(node) => child(node, "right").map_or_else(Effects::default, |n| facts.effects_of(n)),
        Part::Step(node) => crate::python::syntax::iterable(node).map_or_else(Effects::default, |n| facts.steps_of(n)),
        Part::Bind(node) if node.kind() == "for_statement" => {
            child(node, "left").map_or_else(Effects::default, |target| facts.binding_effects(target))
        }
        // The captures of a pattern and the name of an exception are among the effects of these.
        Part::Bind(_) => Effects::default(),
        // The name of the exception is deleted.
        Part::Forget(clause) => facts.handler_effects(clause),
        Part::Enter(with) => facts.entering_effects(with),
        Part::Leave(with) => facts.leaving_effects(with),
        Part::Handler(clause) => facts.handler_effects(clause),
    }
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

/// May control come past the walk but by a failing end of the block, which will come after it?
fn goes_past<'m>(flow: &Flow<'m>, made: Point, walked: Point, with: Node<'m>) -> bool {
    let mut work = flow.next(made).to_vec();
    let mut seen = vec![false; flow.points().len()];
    while let Some(point) = work.pop() {
        if point == EXIT || point == made {
            return true;
        }
        if std::mem::replace(&mut seen[point], true) || point == walked {
            continue;
        }
        work.extend(flow.next(point));
        if flow.part(point) != Part::Leave(with) {
            work.extend(flow.raising(point));
        }
    }
    false
}

/// Where control may go so that the walk never happens, and under which condition. In a loop
/// that the walk does not stand in, what was made before is made anew and never walked; nor is it
/// where its name is bound to something else first.
fn skipped<'m>(
    facts: &Facts<'m>,
    flow: &Flow<'m>,
    (made, walked): (Point, Point),
    named: &Named<'m>,
    moved_into: Option<Node<'m>>,
) -> Option<Reason> {
    let bindings = facts.scopes().symbols[named.symbol].bindings().map(|o| o.node);
    let others: Vec<Point> = bindings.filter(|n| *n != named.target).filter_map(|n| flow.point_of(n)).collect();
    // That what runs between may raise is known from its effects.
    let ahead = flow.reach_completed(made, |point| point == walked || others.contains(&point));
    let misses = ahead.iter().any(|point| [EXIT, made].contains(point) || others.contains(point));
    let misses = misses && moved_into.is_none_or(|with| goes_past(flow, made, walked, with));
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
