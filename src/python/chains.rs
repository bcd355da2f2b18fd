//! Definition-use chains: for every use of a name in one flow, which of its bindings arrive.
//!
//! They are found backwards from each use, so that a name used in one place of a long
//! function costs what lies between, and not the function.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use tree_sitter::Node;

use super::Facts;
use super::flow::{ENTRY, Flow, Part, Point};
use super::scopes::{Occurrence, Role, SymbolId};
use super::syntax::{Call, ancestors, child, children, holds, is_comprehension, with_items};

/// What may arrive at a use.
#[derive(Debug, Clone, Default)]
pub struct Arriving {
    /// Bindings, as indices of the symbol's occurrences, in order.
    pub bindings: Vec<usize>,
    /// Nothing may be bound there.
    pub unbound: bool,
}

/// The chains of one symbol in one flow.
#[derive(Debug, Default)]
pub struct Chains<'m> {
    by_load: HashMap<usize, Arriving>,
    by_binding: HashMap<usize, Vec<Node<'m>>>,
    /// A binding stands in other code.
    pub bound_elsewhere: bool,
    /// A use stands in other code.
    pub read_elsewhere: bool,
}

impl<'m> Chains<'m> {
    /// What arrives at a use; `None` where it stands in other code.
    pub fn arriving(&self, load: Node<'_>) -> Option<&Arriving> {
        self.by_load.get(&load.id())
    }

    /// The uses at which a binding arrives, in order of position.
    pub fn loads_of(&self, binding: Node<'_>) -> Vec<Node<'m>> {
        self.by_binding.get(&binding.id()).cloned().unwrap_or_default()
    }
}

/// A binding or deletion at a point.
#[derive(Debug, Clone, Copy)]
struct Change {
    /// Index of the occurrence; `None` where the name ends unbound.
    binding: Option<usize>,
    /// It happens whenever the point completes.
    sure: bool,
    /// Something may raise at the point after it happened.
    raises_after: bool,
}

type Changes = HashMap<Point, Vec<Change>>;

impl<'m> Facts<'m> {
    /// The chains of a symbol in a flow.
    pub fn chains(&self, flow: &Flow<'m>, symbol: SymbolId) -> Rc<Chains<'m>> {
        let key = (symbol, flow.suite_id());
        if let Some(known) = self.chains.borrow().get(&key) {
            return known.clone();
        }
        let found = Rc::new(self.find_chains(flow, symbol));
        self.chains.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_chains(&self, flow: &Flow<'m>, symbol: SymbolId) -> Chains<'m> {
        let occurrences = &self.scopes().symbols[symbol].occurrences;
        let mut chains = Chains::default();
        let changes = changes(flow, occurrences, &mut chains);
        let mut known: HashMap<Point, Arriving> = HashMap::new();
        for load in occurrences.iter().filter(|o| matches!(o.role, Role::Load | Role::Update)) {
            let Some(point) = flow.point_of(load.node) else {
                chains.read_elsewhere = true;
                continue;
            };
            let before = known.entry(point).or_insert_with(|| arriving(flow, &changes, point));
            let mut here = before.clone();
            let beside = changes.get(&point).into_iter().flatten().filter_map(|c| c.binding);
            here.bindings.extend(beside.filter(|at| comes_first(occurrences[*at].node, load.node)));
            if changes.len() > 1 && self.is_stepped_later(load.node) {
                let later = flow.reach(point, |_| false);
                let bound = later.iter().filter_map(|p| changes.get(p)).flatten();
                here.bindings.extend(bound.clone().filter_map(|c| c.binding));
                here.unbound |= bound.into_iter().any(|c| c.binding.is_none());
            }
            here.bindings.sort_unstable();
            here.bindings.dedup();
            for at in &here.bindings {
                chains.by_binding.entry(occurrences[*at].node.id()).or_default().push(load.node);
            }
            chains.by_load.insert(load.node.id(), here);
        }
        chains
    }

    /// Does it stand in the part of a generator expression that runs when it is stepped, which
    /// may be later than the statement it stands in?
    fn is_stepped_later(&self, load: Node<'m>) -> bool {
        for around in ancestors(load).take_while(|n| !super::syntax::is_statement(*n)) {
            if around.kind() == "generator_expression" && !is_first_iterable(around, load) {
                let call = around.parent().and_then(|p| if p.kind() == "argument_list" { p.parent() } else { Some(p) });
                let call = call.and_then(Call::of).filter(|c| c.all().as_slice() == [around]);
                let at_once = call.is_some_and(|c| {
                    let joins = c.method().is_some_and(|(o, m)| o.kind() == "string" && self.text(m) == "join");
                    joins || AT_ONCE.iter().any(|name| self.is_builtin(c.function, name))
                });
                if !at_once {
                    return true;
                }
            }
        }
        false
    }
}

/// Builtins that are through with their argument when they return.
const AT_ONCE: &[&str] =
    &["sum", "any", "all", "min", "max", "list", "set", "tuple", "sorted", "frozenset", "dict", "bytes"];

/// Where the symbol is bound and deleted.
fn changes<'m>(flow: &Flow<'m>, occurrences: &[Occurrence<'m>], chains: &mut Chains<'m>) -> Changes {
    let mut changes = Changes::new();
    for (at, occurrence) in occurrences.iter().enumerate() {
        let node = occurrence.node;
        let binding = match occurrence.role {
            Role::Load | Role::Declared => continue,
            Role::Delete => None,
            Role::Store | Role::Update | Role::Parameter | Role::Import => Some(at),
        };
        let point = if occurrence.role == Role::Parameter { Some(ENTRY) } else { flow.binding_point(node) };
        let Some(point) = point else {
            chains.bound_elsewhere |= binding.is_some();
            continue;
        };
        let part = flow.part(point);
        let change = Change { binding, sure: is_sure(part, node), raises_after: !binds_last(part, node) };
        changes.entry(point).or_default().push(change);
        if let Part::Bind(clause) = part {
            let forgets = flow.points_of(clause).iter().filter(|p| matches!(flow.part(**p), Part::Forget(_)));
            for forget in forgets {
                let gone = Change { binding: None, sure: true, raises_after: true };
                changes.entry(*forget).or_default().push(gone);
            }
        }
    }
    changes
}

/// What arrives at the beginning of a point.
fn arriving(flow: &Flow<'_>, changes: &Changes, point: Point) -> Arriving {
    let mut found = Arriving::default();
    let mut seen = HashSet::from([point]);
    let mut work = vec![point];
    while let Some(here) = work.pop() {
        for before in flow.previous(here) {
            let made = changes.get(before).map_or(&[][..], Vec::as_slice);
            note(&mut found, made.iter());
            let passes = !made.iter().any(|c| c.sure);
            found.unbound |= *before == ENTRY && passes;
            if passes && seen.insert(*before) {
                work.push(*before);
            }
        }
        for before in flow.raised_by(here) {
            let made = changes.get(before).map_or(&[][..], Vec::as_slice);
            note(&mut found, made.iter().filter(|c| c.raises_after));
            if seen.insert(*before) {
                work.push(*before);
            }
        }
    }
    found
}

fn note<'c>(found: &mut Arriving, changes: impl Iterator<Item = &'c Change>) {
    for change in changes {
        match change.binding {
            Some(at) => found.bindings.push(at),
            None => found.unbound = true,
        }
    }
}

/// Is the name bound whenever the point completes?
fn is_sure(part: Part<'_>, name: Node<'_>) -> bool {
    let Some(whole) = part.node() else { return true };
    if matches!(part, Part::Bind(_) | Part::Forget(_)) || !holds(&whole.byte_range(), &name.byte_range()) {
        return true;
    }
    let mut below = name;
    for around in std::iter::successors(Some(name), |n| n.parent()).skip(1) {
        let first = |field: &str| child(around, field) == Some(below);
        let maybe = match around.kind() {
            "boolean_operator" => !first("left"),
            "conditional_expression" => children(around).get(1) != Some(&below),
            "comparison_operator" => !children(around).iter().take(2).any(|c| *c == below),
            "assert_statement" => true, // `-O` takes it out
            "class_definition" => first("body"),
            _ => is_comprehension(around),
        };
        if maybe {
            return false;
        }
        if around == whole {
            break;
        }
        below = around;
    }
    true
}

/// Is binding the name the last thing that happens at the point?
fn binds_last(part: Part<'_>, name: Node<'_>) -> bool {
    let Some(parent) = name.parent() else { return false };
    let target = child(parent, "left") == Some(name);
    match part {
        Part::Entry => true,
        Part::Simple(_) => match parent.kind() {
            "assignment" => {
                target
                    && child(parent, "type").is_none()
                    && child(parent, "right").is_none_or(|r| r.kind() != "assignment")
                    && parent.parent().is_none_or(|p| p.kind() != "assignment")
            }
            "augmented_assignment" => target,
            kind => matches!(kind, "function_definition" | "class_definition") && child(parent, "name") == Some(name),
        },
        Part::Bind(clause) => clause.kind() != "for_statement" || child(clause, "left") == Some(name),
        Part::Enter(with) => with_items(with).len() == 1 && parent.kind() == "as_pattern_target",
        _ => false,
    }
}

/// Of a binding and a use at the same point: may the binding be made first?
fn comes_first(binding: Node<'_>, load: Node<'_>) -> bool {
    let mut below = binding;
    for around in ancestors(binding) {
        match around.kind() {
            "named_expression" => return true,
            "class_definition" => return child(around, "body") == Some(below),
            "assignment" => {
                let value = std::iter::successors(child(around, "right"), |r| {
                    child(*r, "right").filter(|_| r.kind() == "assignment")
                });
                let inside = value.last().is_some_and(|v| holds(&v.byte_range(), &load.byte_range()));
                return !inside && binding.start_byte() < load.start_byte();
            }
            "for_statement" | "with_clause" => return binding.start_byte() < load.start_byte(),
            kind if kind.ends_with("_statement") || kind == "function_definition" => return false,
            _ => below = around,
        }
    }
    false
}

/// Does it stand in the first iterable of a generator expression, which is evaluated at once?
fn is_first_iterable(generator: Node<'_>, load: Node<'_>) -> bool {
    let first = super::syntax::clauses(generator).first().and_then(|c| child(*c, "right"));
    first.is_some_and(|f| holds(&f.byte_range(), &load.byte_range()))
}
