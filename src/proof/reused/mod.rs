//! Obligation 3 for what is handed out and goes on to change: a buffer that is filled anew, the record
//! to which later lines add, the node whose successor is linked to it afterwards. Who walks a list
//! finds each item as it is in the end; who walks a generator, as it was when it was handed out.

mod reached;

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::binding::part_effects;
use crate::python::Facts;
use crate::python::effects::{Effects, Place};
use crate::python::flow::{Flow, Part, Point};
use crate::python::syntax::{Call, child, children, clauses, inner, is_deferred, iterable, preorder, preorder_if};
use crate::python::types::Ty;
use reached::{Given, Reached, drawn_from, is_changeable, is_path, reached_at_once, root};

/// So often names of names are looked for.
const ROUNDS: usize = 6;
/// Methods that put an argument into a container.
const STORE: &[&str] = &["append", "appendleft", "add", "insert", "push", "put", "setdefault", "extend"];

/// A statement that hands out a value: the node that does it, and the value.
pub type HandsOut<'m> = (Node<'m>, Node<'m>);

/// The code in which a name is given to it, and what names it there.
struct Search<'f, 'm> {
    facts: &'f Facts<'m>,
    flow: &'f Flow<'m>,
    /// Targets with what they are bound to.
    bound: Vec<(Node<'m>, Given<'m>)>,
    /// Containers with what is put into them.
    stored: Vec<(Node<'m>, Node<'m>)>,
}

/// The first place where `code` changes what it handed out before; it runs along `flow`, as far as `end`.
/// `list` is the name of the list that is filled.
pub fn changed_later<'m>(
    facts: &Facts<'m>,
    flow: &Flow<'m>,
    code: Node<'m>,
    list: Option<&str>,
    adds: &[HandsOut<'m>],
    end: Option<Point>,
) -> Option<Node<'m>> {
    let starts: Vec<(Node<'m>, Reached<'m>)> =
        adds.iter().map(|(at, value)| (*at, reached_at_once(facts, *value))).filter(|(_, r)| !r.is_empty()).collect();
    if starts.is_empty() {
        return None;
    }
    let search = Search::new(facts, flow, code, list);
    starts.into_iter().find_map(|(at, reached)| search.changed_after(at, reached, end))
}

/// Does a step of the comprehension change what it gives, by another name than one that the
/// comprehension binds for each item?
pub fn changed_by_steps<'m>(facts: &Facts<'m>, made: Node<'m>, body: Node<'m>, steps: &Effects) -> Option<Place> {
    let mut reached = reached_at_once(facts, body);
    let targets = clauses(made).into_iter().filter_map(|clause| child(clause, "left"));
    for name in targets.flat_map(preorder).filter(|n| n.kind() == "identifier") {
        let text = facts.text(name);
        reached.same.retain(|path| root(path) != text);
        reached.holders.retain(|path| root(path) != text);
    }
    let changed = |place: &&Place| reached.is_changed_by(facts, place);
    steps.writes.iter().map(|(place, _)| place).find(changed).cloned()
}

impl<'f, 'm> Search<'f, 'm> {
    fn new(facts: &'f Facts<'m>, flow: &'f Flow<'m>, code: Node<'m>, list: Option<&str>) -> Self {
        let mut search = Search { facts, flow, bound: Vec::new(), stored: Vec::new() };
        for node in preorder_if(code, |n| !is_deferred(n) || n.kind() == "function_definition") {
            search.note(node, list);
        }
        search
    }

    fn note(&mut self, node: Node<'m>, list: Option<&str>) {
        match node.kind() {
            "assignment" | "named_expression" => {
                let target = child(node, "left").or_else(|| child(node, "name"));
                let value = child(node, "right").or_else(|| child(node, "value"));
                if let (Some(target), Some(value)) = (target, value) {
                    self.bind(target, Given::Value(value));
                }
            }
            "for_statement" => {
                let given = iterable(node).map_or(Given::Part, Given::Each);
                let names = child(node, "left").into_iter().flat_map(preorder).filter(|n| n.kind() == "identifier");
                self.bound.extend(names.map(|name| (name, given)));
            }
            "call" => {
                let put = Call::of(node).map(|call| self.put_by(&call, list));
                self.stored.extend(put.into_iter().flatten());
            }
            _ => {}
        }
    }

    /// The container that a call changes, with each value that it is given: `rows.append(row)`, `heappush(heap, item)`.
    fn put_by(&self, call: &Call<'m>, list: Option<&str>) -> Vec<(Node<'m>, Node<'m>)> {
        let changes = self.facts.entry_of(call).is_some_and(|entry| entry.mutates_args.contains(&0));
        let method = call.method().filter(|(_, name)| STORE.contains(&self.facts.text(*name)));
        let arguments = call.all();
        let (container, values) = match (method, arguments.split_first()) {
            (_, Some((first, rest))) if changes => (*first, rest),
            (Some((object, _)), _) => (object, arguments.as_slice()),
            _ => return Vec::new(),
        };
        let other = is_path(container) && Some(self.facts.text(container)) != list;
        values.iter().filter(|_| other).map(|value| (container, *value)).collect()
    }

    fn bind(&mut self, target: Node<'m>, given: Given<'m>) {
        match (target.kind(), given) {
            ("identifier" | "attribute", _) => self.bound.push((target, given)),
            ("subscript", Given::Value(value)) => {
                let container = child(target, "value").filter(|n| is_path(*n));
                self.stored.extend(container.map(|container| (container, value)));
            }
            ("pattern_list" | "tuple_pattern" | "list_pattern", Given::Value(value)) => {
                let (targets, parts) = (children(target), children(inner(value)));
                let displayed = matches!(inner(value).kind(), "expression_list" | "tuple");
                let each = displayed && parts.len() == targets.len();
                for (at, target) in targets.into_iter().enumerate() {
                    let part = parts.get(at).copied().filter(|_| each);
                    self.bind(target, part.map_or(Given::Part, Given::Value));
                }
            }
            _ => {}
        }
    }

    fn changed_after(&self, at: Node<'m>, mut reached: Reached<'m>, end: Option<Point>) -> Option<Node<'m>> {
        let from = self.flow.point_of(at)?;
        self.close(&mut reached);
        reached.names().find_map(|name| {
            let ends = self.rebound(name, &reached);
            let after = self.flow.reach(from, |point| ends.contains(&point) || Some(point) == end);
            let changes = after.into_iter().filter(|point| Some(*point) != end).map(|point| self.flow.part(point));
            changes.filter_map(|part| self.change(part, name, &reached)).next()
        })
    }

    /// Other names for what is reached, and the containers that hold it.
    fn close(&self, reached: &mut Reached<'m>) {
        for _ in 0..ROUNDS {
            let before = (reached.same.len(), reached.holders.len());
            for (target, given) in &self.bound {
                let text = self.facts.text(*target);
                if reached.gives(self.facts, *given) {
                    reached.same.insert(text);
                }
                let Given::Value(value) = given else { continue };
                let value = inner(*value);
                if reached.same.contains(text) {
                    if is_path(value) && is_changeable(self.facts, value) {
                        reached.same.insert(self.facts.text(value));
                    }
                    // `record = records.setdefault(key, {})` keeps what it gives.
                    let keeps = value.kind() == "call" && self.facts.text(value).contains(".setdefault(");
                    reached.holders.extend(drawn_from(self.facts, value).filter(|_| keeps));
                }
                let displayed = matches!(value.kind(), "list" | "tuple" | "set")
                    && children(value).into_iter().any(|n| reached.has(self.facts, n));
                if displayed {
                    reached.holders.insert(text);
                }
            }
            for (container, value) in &self.stored {
                let held = matches!(inner(*value).kind(), "list" | "tuple")
                    && children(inner(*value)).into_iter().any(|n| reached.has(self.facts, n));
                if held || reached.has(self.facts, *value) {
                    reached.holders.insert(self.facts.text(*container));
                }
            }
            if before == (reached.same.len(), reached.holders.len()) {
                break;
            }
        }
    }

    /// Where the name is bound to something else.
    fn rebound(&self, name: &str, reached: &Reached<'m>) -> BTreeSet<Point> {
        let anew = self.bound.iter().filter(|(target, given)| {
            let text = self.facts.text(*target);
            (text == name || root(name) == text) && !reached.gives(self.facts, *given)
        });
        anew.filter_map(|(target, _)| self.flow.binding_point(*target)).collect()
    }

    /// Where the part of the flow changes what this name reaches.
    fn change(&self, part: Part<'m>, name: &'m str, reached: &Reached<'m>) -> Option<Node<'m>> {
        let node = part.node()?;
        let named = |n: &Node<'m>| n.kind() == "identifier" && self.facts.text(*n) == root(name);
        let looked_at = match part {
            Part::Simple(node) => Some(node),
            Part::Test(node) => Some(node),
            Part::Iterate(node) | Part::Step(node) => child(node, "right"),
            Part::Bind(node) => child(node, "left"),
            _ => None,
        };
        let runs = |n: Node<'m>| Call::of(n).is_some_and(|call| self.facts.callee(&call).is_some());
        looked_at.filter(|n| preorder(*n).any(|n| named(&n) || runs(n)))?;
        let summed = self.summed(node);
        let counts = |place: &Place| !matches!((place, summed), (Place::Content(path), Some(sum)) if path == sum);
        let written = part_effects(self.facts, part).writes;
        let changed = written.iter().any(|(place, _)| counts(place) && reached.is_changed_by(self.facts, place));
        (changed || self.is_told(node, reached)).then_some(node)
    }

    /// `total += x` of a value that is not known to change in place.
    fn summed(&self, statement: Node<'m>) -> Option<&'m str> {
        let update = children(statement).first().copied().filter(|n| n.kind() == "augmented_assignment");
        let left = update.and_then(|n| child(n, "left"))?;
        let in_place = matches!(self.facts.type_of(left), Ty::List(_) | Ty::Set(_) | Ty::Dict(..) | Ty::ByteArray);
        let own = self.facts.has_a_word(&["__iadd__".to_owned()]);
        (!in_place && !own).then(|| self.facts.text(left))
    }

    /// `record.finish()` alone in its statement is there for what it does to its object.
    fn is_told(&self, statement: Node<'m>, reached: &Reached<'m>) -> bool {
        let alone = children(statement).first().copied().filter(|_| statement.kind() == "expression_statement");
        let Some(call) = alone.and_then(Call::of) else { return false };
        if self.facts.is_builtin(call.function, "setattr") {
            return call.all().first().is_some_and(|object| reached.has(self.facts, *object));
        }
        if self.facts.entry_of(&call).is_some() || self.facts.callee(&call).is_some() {
            return false;
        }
        let object = call.method().map(|(object, _)| self.facts.text(object).to_owned());
        object.is_some_and(|path| reached.is_changed_by(self.facts, &Place::Content(path)))
    }
}
