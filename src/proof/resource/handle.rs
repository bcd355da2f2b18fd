//! Uses of the file object itself: nobody else reads, closes or keeps it during the walk.

use std::cell::LazyCell;
use std::ops::Range;

use tree_sitter::Node;

use super::child::piped;
use super::{doubt, refute};
use crate::proof::{Situation, Way, consumer, handlers};
use crate::python::Facts;
use crate::python::effects::{Hidden, Place};
use crate::python::flow::{Flow, Part, Point};
use crate::python::knowledge;
use crate::python::scopes::{Occurrence, Role, SymbolId};
use crate::python::syntax::{Call, child, holds, is_deferred, outer, preorder};
use crate::python::uses::Use;
use crate::verdict::Verdict;

/// Uses of the file object itself.
pub(super) fn handle<'m>(situation: &Situation<'_, 'm>, file: Node<'m>) -> Verdict {
    let facts = situation.facts;
    if facts.opening(file).is_some() || is_new(facts, file) {
        return Verdict::Proven;
    }
    if made_again(situation, file) {
        return refute("the file is read again before the walk begins".to_owned(), &situation.producer.span());
    }
    let named = (file.kind() == "identifier").then(|| facts.scopes().symbol_at(file)).flatten();
    match named {
        Some(symbol) if facts.scopes().is_bound(symbol) && facts.dotted(file).is_none() => {
            by_name(situation, file, symbol)
        }
        _ => elsewhere(situation, file),
    }
}

/// `io.StringIO(text)`: a file that nobody else has, nor what it reads from.
fn is_new<'m>(facts: &Facts<'m>, file: Node<'m>) -> bool {
    let name = Call::of(file).and_then(|call| facts.dotted(call.function));
    facts.makes_file(file) && matches!(name.as_deref(), Some("io.StringIO" | "io.BytesIO"))
}

/// In a loop that the walk does not stand in, only what was read last is walked: what was read
/// before, which may be all there is, would not have been read.
fn made_again<'m>(situation: &Situation<'_, 'm>, file: Node<'m>) -> bool {
    let facts = situation.facts;
    let Some(flow) = facts.flow_around(file) else { return false };
    let point = |node| flow.point_of(node);
    let (Some(made), Some(walked)) = (point(situation.producer.node), point(situation.consumer.node)) else {
        return false;
    };
    let symbol = (file.kind() == "identifier").then(|| facts.scopes().symbol_at(file)).flatten();
    let bindings = symbol.into_iter().flat_map(|s| facts.scopes().symbols[s].bindings());
    let opened: Vec<Point> = bindings.filter_map(|o| flow.point_of(o.node)).collect();
    made != walked && flow.reach(made, |p| p == walked || opened.contains(&p)).contains(&made)
}

/// A file that is reached through an attribute, a call, or a name of another module.
fn elsewhere<'m>(situation: &Situation<'_, 'm>, file: Node<'m>) -> Verdict {
    let facts = situation.facts;
    let text = facts.text(file);
    let meanwhile = &situation.meanwhile;
    if let Some(verdict) = piped(situation, file) {
        return verdict;
    }
    let stdin = knowledge::Place::Stdin;
    let used = meanwhile.reads.iter().chain(&meanwhile.writes).find(|(place, _)| match place {
        Place::World(place) => *place == stdin && text.contains("stdin"),
        Place::Position(path) => path == text,
        _ => false,
    });
    if let Some((_, span)) = used {
        return refute(format!("`{text}` is used while it is being read"), span);
    }
    if let Some(unknown) = meanwhile.unknown.iter().find(|u| u.hidden == Hidden::Call) {
        return doubt(format!("{} may use `{text}` too", unknown.what), &unknown.span);
    }
    if let Some(span) = &meanwhile.suspends {
        return doubt(format!("other code runs here and may use `{text}`"), span);
    }
    if file.kind() == "attribute"
        && facts.dotted(file).is_some()
        && leaves_it(situation).is_none()
        && meanwhile.raises.is_none()
    {
        return Verdict::Proven;
    }
    doubt(format!("`{text}` may be used elsewhere"), &file.byte_range())
}

fn by_name<'m>(situation: &Situation<'_, 'm>, file: Node<'m>, symbol: SymbolId) -> Verdict {
    let facts = situation.facts;
    let name = facts.text(file);
    if let Some(captured) = facts.is_captured(symbol) {
        return refute(format!("`{name}` is also used by a function inside"), &captured.byte_range());
    }
    if facts.scopes().is_global(symbol) && facts.function_of(file).is_some() {
        return doubt(format!("`{name}` is a name of the module: others may use it"), &file.byte_range());
    }
    let Some(flow) = facts.flow_around(file) else {
        return doubt(format!("it is not known what runs around `{name}`"), &file.byte_range());
    };
    outside(situation, file, symbol).and(other_uses(situation, &flow, file, symbol)).and(known_given(situation, symbol))
}

/// Where and why the walk may leave the file in the middle, or never come to read it.
fn leaves_it(situation: &Situation<'_, '_>) -> Option<(Range<usize>, String)> {
    let skipped = || situation.skipped.as_ref().and_then(|r| r.span.clone().map(|span| (span, r.sentence.clone())));
    situation.consumer.early.clone().or_else(skipped)
}

/// A handle that came from outside is seen by the caller wherever the walk stops.
fn outside<'m>(situation: &Situation<'_, 'm>, file: Node<'m>, symbol: SymbolId) -> Verdict {
    let facts = situation.facts;
    let ours = facts.opened_by(file).is_some_and(|e| facts.makes_file(e));
    let module = facts.scopes().is_global(symbol) && !facts.project.closed;
    if ours && !module {
        return Verdict::Proven;
    }
    let name = facts.text(file);
    if let Some((span, why)) = leaves_it(situation) {
        return refute(format!("{why} may leave `{name}`, which came from elsewhere, in the middle"), &span);
    }
    let meanwhile = &situation.meanwhile;
    let raising = meanwhile.raises.clone().or(meanwhile.unknown.first().map(|u| (u.span.clone(), u.what.clone())));
    let suspended = meanwhile.suspends.clone().map(|s| (s, "`yield` or `await`".to_owned()));
    match raising.or(suspended) {
        Some((span, what)) => doubt(
            format!("{what} may stop the walk and leave `{name}`, which came from elsewhere, in the middle"),
            &span,
        ),
        None => Verdict::Proven,
    }
}

/// Every other use of the name: before the producer, meanwhile, or after.
fn other_uses<'m>(situation: &Situation<'_, 'm>, flow: &Flow<'m>, file: Node<'m>, symbol: SymbolId) -> Verdict {
    let facts = situation.facts;
    let (Some(made), Some(walked)) = (flow.point_of(situation.producer.node), flow.point_of(situation.consumer.node))
    else {
        return doubt("it is not known when this runs".to_owned(), &file.byte_range());
    };
    let region = region(situation, flow, made, walked);
    let after = LazyCell::new(|| after(situation, flow, &region, (made, walked)));
    let files = situation.producer.files(facts);
    let guarded = || handlers::is_guarded(situation).then(|| "an exception".to_owned());
    let left = leaves_it(situation).map(|(_, why)| why).or_else(guarded);
    let of_another = others(facts, flow, file, symbol);
    let (producer, consumer) = (situation.producer.span(), situation.consumer.node.byte_range());
    let mut verdict = Verdict::Proven;
    for occurrence in &facts.scopes().symbols[symbol].occurrences {
        let node = occurrence.node;
        if occurrence.role == Role::Declared || of_another(occurrence) {
            continue;
        }
        let range = node.byte_range();
        let moved = situation.closed_later.is_some_and(|closing| holds(&closing.byte_range(), &range));
        if holds(&producer, &range) || files.contains(&node) || moved {
            continue;
        }
        let Some(point) = flow.point_of(node) else { continue };
        let inside = region.binary_search(&point).is_ok() || holds(&consumer, &range) && point != made;
        let use_ = FileUseAt {
            node,
            left: left.as_deref().filter(|_| occurrence.role == Role::Load && after.binary_search(&point).is_ok()),
            inside,
            before: point == made,
        };
        verdict = verdict.and(judge_use(situation, occurrence.role, &use_));
    }
    verdict.and(left_before_walk(situation, flow, &region)).and(read_again(situation, flow, (made, walked), symbol))
}

/// Which uses of the name are of another file: where this code opens what `file` names, those
/// that no such opening reaches.
fn others<'m>(
    facts: &Facts<'m>,
    flow: &Flow<'m>,
    file: Node<'m>,
    symbol: SymbolId,
) -> impl Fn(&Occurrence<'m>) -> bool {
    let chains = facts.chains(flow, symbol);
    let opened = facts.opened_by(file).is_some_and(|e| facts.makes_file(e)) && !chains.bound_elsewhere;
    let openings = chains.arriving(file).map(|a| a.bindings.clone()).filter(|_| opened);
    move |occurrence| match (&openings, chains.arriving(occurrence.node)) {
        (Some(ours), Some(here)) if occurrence.role == Role::Load => !here.bindings.iter().any(|b| ours.contains(b)),
        _ => false,
    }
}

/// The producer itself may come again, on the same file: what an early end left is then read.
fn read_again<'m>(
    situation: &Situation<'_, 'm>,
    flow: &Flow<'m>,
    (made, walked): (Point, Point),
    symbol: SymbolId,
) -> Verdict {
    let facts = situation.facts;
    let mut around = facts.around(situation.producer.node).take_while(|n| !is_deferred(*n));
    if !around.any(|n| matches!(n.kind(), "for_statement" | "while_statement")) {
        return Verdict::Proven;
    }
    let opened: Vec<Point> =
        facts.scopes().symbols[symbol].bindings().filter_map(|o| flow.binding_point(o.node)).collect();
    if !flow.reach_begun(walked, |p| opened.contains(&p)).contains(&made) {
        return Verdict::Proven;
    }
    let span = situation.producer.span();
    match leaves_it(situation) {
        Some((_, why)) => {
            refute(format!("the file is read again in a loop, after {why} may have left it in the middle"), &span)
        }
        None if handlers::is_guarded(situation) => refute(
            "the file is read again in a loop, after an exception may have left it in the middle".to_owned(),
            &span,
        ),
        None => Verdict::Proven,
    }
}

struct FileUseAt<'w, 'm> {
    node: Node<'m>,
    /// What may have left the file in the middle, if anything has.
    left: Option<&'w str>,
    inside: bool,
    before: bool,
}

fn judge_use<'m>(situation: &Situation<'_, 'm>, role: Role, at: &FileUseAt<'_, 'm>) -> Verdict {
    let facts = situation.facts;
    let (name, span) = (facts.text(at.node), at.node.byte_range());
    let closing = || is_closing(facts, at.node);
    if role != Role::Load {
        return if at.inside {
            refute(format!("`{name}` is bound to something else before the walk is over"), &span)
        } else {
            Verdict::Proven
        };
    }
    if at.inside {
        let how = if closing() { "closed" } else { "used" };
        return refute(format!("`{name}` is {how} while it is being read"), &span);
    }
    if at.before {
        // Another use in the statement that reads it: which comes first is not looked into.
        return refute(format!("`{name}` is used again in the same statement"), &span);
    }
    if let Some(why) = at.left.filter(|_| !closing()) {
        return refute(format!("`{name}` is used again after {why} may have left it in the middle"), &span);
    }
    escaping(facts, at.node)
}

/// A second name or an iterator for the same file may be used unseen.
pub(super) fn escaping<'m>(facts: &Facts<'m>, node: Node<'m>) -> Verdict {
    let name = facts.text(node);
    let outer_node = outer(node);
    let Some(parent) = outer_node.parent() else { return Verdict::Proven };
    let known = match parent.kind() {
        "attribute" => child(parent, "attribute").is_some_and(|a| {
            let called = parent.parent().and_then(Call::of).is_some_and(|c| c.function == parent);
            let name = facts.text(a);
            DATA.contains(&name) || called && METHODS.contains(&name)
        }),
        "for_statement" | "with_item" | "list_splat" => true,
        "for_in_clause" => {
            parent.parent().is_some_and(|c| c.kind() != "generator_expression" || consumer::consumer(facts, c).is_ok())
        }
        "argument_list" => {
            facts.use_of(node) == Use::Read
                || parent.parent().and_then(Call::of).is_some_and(|c| facts.is_builtin(c.function, "next"))
        }
        "keyword_argument" => facts.use_of(node) == Use::Read,
        _ => false,
    };
    if known {
        return Verdict::Proven;
    }
    // A plain second name that is used somewhere is used on the same file.
    let second = child(parent, "left").filter(|l| parent.kind() == "assignment" && l.kind() == "identifier");
    let used = second
        .and_then(|l| facts.scopes().symbol_at(l))
        .is_some_and(|s| facts.scopes().symbols[s].loads().next().is_some());
    if used {
        return refute(format!("`{name}` has a second name, which is used too"), &node.byte_range());
    }
    doubt(format!("`{name}` is handed on here and may be used unseen"), &node.byte_range())
}

/// Methods of files that, called, give plain data and no other way to the file. Without the
/// call they are bound methods, which use the file wherever they are called.
const METHODS: &[&str] = &[
    "read",
    "readline",
    "readlines",
    "seek",
    "tell",
    "write",
    "writelines",
    "close",
    "flush",
    "truncate",
    "readable",
    "writable",
    "seekable",
    "isatty",
    "__exit__",
];

/// Attributes of files that are plain data.
const DATA: &[&str] = &["name", "mode", "closed", "encoding", "errors", "newlines"];

fn is_closing<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let attribute = node.parent().filter(|p| p.kind() == "attribute");
    let called = attribute.and_then(|a| a.parent()).is_some_and(|p| p.kind() == "call");
    called
        && attribute
            .and_then(|a| child(a, "attribute"))
            .is_some_and(|n| matches!(facts.text(n), "close" | "__exit__" | "closed"))
}

/// The points from the producer to the end of the walk.
fn region<'m>(situation: &Situation<'_, 'm>, flow: &Flow<'m>, made: Point, walked: Point) -> Vec<Point> {
    let mut points = if made == walked { Vec::new() } else { flow.between(made, walked) };
    // What closes the file goes behind the whole statement that walks it.
    let late = situation.moved_into.is_some() || situation.closed_later.is_some();
    let body = if late { situation.walk } else { situation.consumer.node };
    if body.kind() == "for_statement" {
        let nodes = std::iter::once(body).chain(child(body, "body").into_iter().flat_map(preorder));
        let inside = nodes.flat_map(|n| flow.points_of(n)).copied();
        points.extend(inside.filter(|p| !matches!(flow.part(*p), Part::Iterate(n) if n == body)));
    }
    if let Some(with) = situation.moved_into {
        points.retain(|p| !matches!(flow.part(*p), Part::Leave(n) if n == with));
    }
    points.sort_unstable();
    points.dedup();
    points
}

/// The points that may run after the walk began, or where there was none, and are not part of it.
fn after(
    situation: &Situation<'_, '_>,
    flow: &Flow<'_>,
    region: &[Point],
    (made, walked): (Point, Point),
) -> Vec<Point> {
    let mut found = flow.reach_begun(walked, |_| false);
    if situation.skipped.is_some() {
        // Where the walk does not happen, what would have been read is still there.
        found.extend(flow.reach(made, |p| p == walked).into_iter().filter(|p| *p != walked));
    }
    found.retain(|p| region.binary_search(p).is_err());
    found.sort_unstable();
    found
}

/// The `with` block that holds the file must not be left before the walk is over.
fn left_before_walk<'m>(situation: &Situation<'_, 'm>, flow: &Flow<'m>, region: &[Point]) -> Verdict {
    for point in region {
        if let Part::Leave(with) = flow.part(*point) {
            let opened = crate::python::syntax::with_items(with).into_iter().any(|(_, target)| {
                let target = target.and_then(|t| situation.facts.scopes().symbol_at(t));
                target.is_some()
                    && situation
                        .producer
                        .files(situation.facts)
                        .iter()
                        .any(|f| situation.facts.scopes().symbol_at(*f) == target)
            });
            let steps = matches!(situation.way, Way::Filled(_)).then(|| situation.producer.span());
            let within = steps.is_some_and(|steps| holds(&steps, &with.byte_range()));
            if opened && !within && !holds(&situation.consumer.node.byte_range(), &with.byte_range()) {
                return refute(
                    "the file is closed before the walk: its `with` block ends here".to_owned(),
                    &(with.start_byte()..with.start_byte() + 4),
                );
            }
        }
    }
    Verdict::Proven
}

/// Known and unknown calls that are given the handle.
fn known_given(situation: &Situation<'_, '_>, symbol: SymbolId) -> Verdict {
    let name = &situation.facts.scopes().symbols[symbol].name;
    let meanwhile = &situation.meanwhile;
    if let Some(unknown) = meanwhile.unknown.iter().find(|u| u.given.contains(&symbol) && u.hidden == Hidden::Call) {
        return refute(format!("`{name}` is handed to {} while it is being read", unknown.what), &unknown.span);
    }
    let touched = meanwhile.reads.iter().chain(&meanwhile.writes).find(|(p, _)| *p == Place::Stream(symbol));
    match touched {
        Some((_, span)) => refute(format!("`{name}` is used while it is being read"), span),
        None => Verdict::Proven,
    }
}
