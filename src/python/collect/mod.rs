//! Collects the effects of expressions and statements: what they read, write, raise, show and
//! which unknown code they run. The kinds of code have a file each.

mod binding;
mod bounds;
mod callbacks;
mod callee;
mod calls;
mod contents;
mod expressions;
mod files;
mod operators;
mod statements;
mod walking;

pub use callee::{is_generator, rename_root};

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::effects::{Effects, Hidden, Place, Unknown};
use crate::python::scopes::SymbolId;
use crate::python::syntax::{child, children, inner, is_definition, preorder, with_items};
use crate::python::types::Ty;
use crate::python::universe::Special;

/// Deeper code is not looked into: it counts as unknown.
const DEPTH: usize = 150;

/// Collects the effects of code, with the depth reached so far.
pub struct Collector<'f, 'm> {
    pub(super) facts: &'f Facts<'m>,
    pub(super) effects: Effects,
    depth: usize,
    /// What the handlers around the code that is looked at are for.
    caught: Vec<String>,
}

impl<'m> Facts<'m> {
    /// What evaluating an expression or running a statement, compound or simple, may do.
    /// Bodies of functions that are only defined there do not run.
    pub fn effects_of(&self, node: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.run(node);
        collector.effects
    }

    /// What a single step of walking the value of `node` may do, without evaluating `node`.
    pub fn steps_of(&self, node: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.walk(inner(node));
        collector.effects
    }

    /// The steps of a comprehension: everything but evaluating its first iterable.
    pub fn steps_of_comprehension(&self, comprehension: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.generator_steps(comprehension);
        collector.effects
    }

    /// What evaluating a condition does, its truth included; of the subject of a `match`, without.
    pub fn test_effects(&self, node: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        if node.parent().is_some_and(|p| p.kind() == "match_statement") {
            collector.run(node);
        } else {
            collector.truth(node);
        }
        collector.effects
    }

    /// What trying the pattern of a `case` does: it compares, takes apart and binds.
    pub fn pattern_effects(&self, case: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        for part in children(case).into_iter().filter(|n| n.kind() != "block") {
            collector.run(part);
            if part.kind() == "case_pattern" {
                collector.unknown(part, Hidden::Operator, &[]);
            }
        }
        collector.effects
    }

    /// What the beginning of an `except` clause does: it binds a name, which vanishes again.
    pub fn handler_effects(&self, clause: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.handler_head(clause);
        collector.effects
    }

    /// What an operator of a value of unknown type may do; see [`super::universe`].
    pub fn special_effects(&self, node: Node<'m>, special: Special) -> Effects {
        let mut collector = Collector::new(self);
        collector.special(node, Some(special), &[node]);
        collector.effects
    }

    /// What taking an item of `items` apart does, for a target that is no plain name.
    pub fn unpacking_effects(&self, target: Node<'m>, items: Option<Node<'m>>) -> Effects {
        let mut collector = Collector::new(self);
        collector.unpacked(target, &items.map_or(Ty::Unknown, |items| self.element_of(items)));
        collector.effects
    }

    /// What entering the managers of a `with` statement does.
    pub fn entering_effects(&self, with: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.managers(with);
        collector.changed_by_managers(with, "__enter__");
        collector.effects
    }

    /// What leaving them does: a file is closed, anything else runs unknown code.
    pub fn leaving_effects(&self, with: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        for (context, _) in with_items(with) {
            if !collector.is_file(context) {
                collector.unknown(context, Hidden::Call, &[context]);
            }
        }
        collector.changed_by_managers(with, "__exit__");
        collector.effects
    }

    /// What binding a target may do.
    pub fn binding_effects(&self, target: Node<'m>) -> Effects {
        let mut collector = Collector::new(self);
        collector.bind(target);
        collector.effects
    }
}

impl<'f, 'm> Collector<'f, 'm> {
    pub(super) fn new(facts: &'f Facts<'m>) -> Self {
        Collector { facts, effects: Effects::default(), depth: 0, caught: Vec::new() }
    }
}

impl<'m> Collector<'_, 'm> {
    /// Code of unknown kind runs here.
    pub(super) fn unknown(&mut self, node: Node<'m>, hidden: Hidden, given: &[Node<'m>]) {
        self.unknown_as(format!("`{}`", brief(self.facts.text(node))), node, hidden, given);
    }

    /// Code of unknown kind runs at `node`; `what` says in a message what runs it.
    fn unknown_as(&mut self, what: String, node: Node<'m>, hidden: Hidden, given: &[Node<'m>]) {
        let literals = self.literals_in(given);
        let given = given.iter().flat_map(|n| self.symbols_in(*n)).collect();
        let unknown = Unknown { span: node.byte_range(), what, hidden, given, literals };
        if !self.effects.unknown.contains(&unknown) {
            self.effects.unknown.push(unknown);
        }
    }

    /// An operator of values of unknown type: it runs the special method that a class of the
    /// program may define for it, or does nothing but raise.
    pub(super) fn special(&mut self, node: Node<'m>, special: Option<Special>, operands: &[Node<'m>]) {
        let plain = |ty: Ty| ty.is_plain() || ty.is_data();
        let plain = !operands.is_empty() && operands.iter().all(|operand| plain(self.facts.type_of(*operand)));
        let Some(special) = special.filter(|special| plain || self.facts.is_inert(*special)) else {
            return self.unknown(node, Hidden::Operator, operands);
        };
        if special.raises {
            self.effects.raise(node.byte_range(), format!("`{}`", brief(self.facts.text(node))));
        }
        for part in operands.iter().flat_map(|operand| preorder(*operand)) {
            if matches!(part.kind(), "identifier" | "attribute" | "subscript" | "call") {
                self.read_deeply(part);
            }
        }
    }

    /// What is in a value, and in what is in it.
    fn read_deeply(&mut self, node: Node<'m>) {
        let parent = node.parent();
        let is_method = node.kind() == "attribute" && parent.is_some_and(|p| child(p, "function") == Some(node));
        if is_method || parent.is_some_and(|p| child(p, "attribute") == Some(node)) {
            return;
        }
        let ty = self.facts.type_of(node);
        if ty.is_plain() || matches!(ty, Ty::Module(_) | Ty::Callable(_)) {
            return;
        }
        if let Some(place) = self.contents(node) {
            self.effects.read(place, node.byte_range());
        }
        if !self.facts.element(&ty).is_plain() {
            self.effects.read(Place::Content(self.facts.text(node).to_owned()), node.byte_range());
        }
    }

    /// What the string literals in some expressions say.
    pub(super) fn literals_in(&self, nodes: &[Node<'m>]) -> Vec<String> {
        let strings = nodes.iter().flat_map(|n| preorder(*n)).filter(|n| n.kind() == "string_content");
        strings.map(|n| self.facts.text(n).to_owned()).collect()
    }

    /// The names in an expression that stand for something that could be reached through them.
    pub(super) fn symbols_in(&self, node: Node<'m>) -> Vec<SymbolId> {
        let names = preorder(node).filter(|n| n.kind() == "identifier");
        names.filter_map(|n| self.facts.scopes().symbol_at(n)).filter(|s| self.facts.scopes().is_bound(*s)).collect()
    }

    /// Runs an expression or statement.
    pub fn run(&mut self, node: Node<'m>) {
        if self.depth > DEPTH {
            self.unknown(node, Hidden::Call, &[]);
            return;
        }
        self.depth += 1;
        if node.kind().ends_with("_statement") || is_definition(node) {
            self.statement(node);
        } else {
            self.expression(node);
        }
        self.depth -= 1;
    }

    fn run_all(&mut self, nodes: impl IntoIterator<Item = Node<'m>>) {
        for node in nodes {
            self.run(node);
        }
    }

    fn run_field(&mut self, node: Node<'m>, field: &str) {
        if let Some(found) = child(node, field) {
            self.run(found);
        }
    }
}

/// The first line of a text, shortened, for messages.
pub fn brief(text: &str) -> String {
    let line = text.lines().next().unwrap_or("").trim();
    if line.chars().count() > 40 || text.lines().count() > 1 {
        let short: String = line.chars().take(37).collect();
        format!("{short}...")
    } else {
        line.to_owned()
    }
}
