//! What makes a sequence at once, and what its steps do.

use std::ops::Range;

use tree_sitter::Node;

use super::binding::before;
use super::consumer::Consumer;
use super::question::{Repair, question};
use super::{joined, ranking, repeated, sliced};
use crate::python::Facts;
use crate::python::eager::EagerCall;
use crate::python::effects::{Effects, FileUse, Hidden, Place};
use crate::python::knowledge;
use crate::python::syntax::{Call, ancestors, child, children, clauses, holds, inner, is_comprehension, iterable};
use crate::python::types::Ty;
use crate::python::whole::Content;
use crate::verdict::{Obligation, Reason};

/// An expression that makes a sequence at once.
#[derive(Debug, Clone)]
pub struct Producer<'m> {
    /// The expression, or the first statement that fills the list.
    pub node: Node<'m>,
    /// The statements after it that go on filling.
    pub rest: Vec<Node<'m>>,
    /// What its steps do, from the first to the last.
    pub steps: Effects,
    /// It becomes a generator: `StopIteration` and `super()` differ there.
    pub generator: bool,
    /// What the steps walk: the file, the iterables.
    pub sources: Vec<Node<'m>>,
    /// The library call that it is.
    pub eager: Option<EagerCall<'m>>,
}

impl<'m> Producer<'m> {
    /// All of it: the expression, or the filling statements.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'m>> {
        std::iter::once(self.node).chain(self.rest.iter().copied())
    }

    /// Where it stands.
    pub fn span(&self) -> Range<usize> {
        self.node.start_byte()..self.rest.last().unwrap_or(&self.node).end_byte()
    }
}

/// The producer that `node` is, if pyfix knows its kind.
pub fn producer<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Producer<'m>> {
    let node = inner(node);
    match node.kind() {
        "list_comprehension" => Some(comprehension(facts, node)),
        "generator_expression" if listed_to_be_written(facts, node) => Some(comprehension(facts, node)),
        "call" => made_by_call(facts, node)
            .or_else(|| ranking::producer(facts, node))
            .or_else(|| joined::producer(facts, node)),
        "list" => of_iterator(facts, node).or_else(|| joined::producer(facts, node)),
        "binary_operator" => joined::producer(facts, node).or_else(|| repeated::producer(facts, node)),
        "subscript" => sliced::producer(facts, node),
        _ => None,
    }
}

/// Is it of a kind that pyfix knows? What its steps do is not asked yet.
pub fn is_producer<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let node = inner(node);
    let called = || facts.eager_call(node).is_some() || ranking::ranking(facts, node).is_some();
    match node.kind() {
        "list_comprehension" => true,
        "generator_expression" => listed_to_be_written(facts, node),
        "list" => of_iterator(facts, node).is_some(),
        kind => kind == "call" && called(),
    }
}

/// Is it a generator of which `join` makes a list, and a text that is written?
fn listed_to_be_written<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    question(facts, node).is_some_and(|(_, repair)| repair == Repair::Written)
}

/// `[*f]`, of an iterator: a list of what it gives.
fn of_iterator<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<Producer<'m>> {
    let source = unpacked(list).map(inner)?;
    let iterates = facts.knowledge().is_iterator(&facts.type_of(source));
    let sources = vec![source];
    iterates.then(|| Producer {
        node: list,
        rest: Vec::new(),
        steps: facts.steps_of(source),
        generator: false,
        sources,
        eager: None,
    })
}

/// What `[*items]` is a list of.
pub fn unpacked(list: Node<'_>) -> Option<Node<'_>> {
    let [splat] = children(list).try_into().ok()?;
    children(splat).first().copied().filter(|_| list.kind() == "list" && splat.kind() == "list_splat")
}

fn comprehension<'m>(facts: &Facts<'m>, node: Node<'m>) -> Producer<'m> {
    let loops = clauses(node).into_iter().filter(|c| c.kind() == "for_in_clause");
    let sources = loops.filter_map(|c| iterable(c).map(inner)).collect();
    Producer {
        node,
        rest: Vec::new(),
        steps: facts.steps_of_comprehension(node),
        generator: true,
        sources,
        eager: None,
    }
}

/// A call of a function that the knowledge files know to make a sequence at once.
fn made_by_call<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Producer<'m>> {
    facts.eager_call(node).map(|eager| made_at_once(facts, node, eager))
}

/// What makes a sequence at once out of what `node` gives.
pub fn made_at_once<'m>(facts: &Facts<'m>, node: Node<'m>, eager: EagerCall<'m>) -> Producer<'m> {
    let mut steps = Effects::default();
    let walked = eager.walked();
    match walked {
        Some(walked) => steps.add(facts.steps_of(walked)),
        None if eager.opening().is_some() => eager.opening().into_iter().for_each(|c| steps.add(opened(facts, c))),
        None => {
            let text = facts.pattern_of(&eager.call, eager.entry).is_some_and(|pattern| pattern.text);
            let frozen = |n: &Node<'m>| text || facts.knowledge().is_frozen(&facts.type_of(*n));
            let shared = eager.call.all().into_iter().filter(|argument| !frozen(argument));
            shared.for_each(|n| steps.read(Place::Content(facts.text(n).to_owned()), n.byte_range()));
            eager.entry.reads.iter().for_each(|place| steps.read(Place::World(*place), node.byte_range()));
        }
    }
    if eager.eager.presumed && walked.is_some_and(|w| facts.type_of(w) == Ty::Unknown) {
        // That it is something else is one doubt, told once; its steps are those of its class.
        steps.unknown.clear();
    }
    let generator = !eager.is_plain();
    Producer { node, rest: Vec::new(), steps, generator, sources: walked.into_iter().collect(), eager: Some(eager) }
}

/// What reading on in a file does that is opened for it: it fails where the call failed.
fn opened<'m>(facts: &Facts<'m>, content: &Content<'m>) -> Effects {
    if content.is_of_child(facts) {
        let mut steps = Effects::default();
        steps.read(Place::World(knowledge::Place::Files), content.call.node.byte_range());
        return steps;
    }
    let found = facts.effects_of(content.call.node);
    let mut steps = Effects { files: found.files, ..Effects::default() };
    if let (true, Some(receiver)) = (steps.files.is_empty(), content.receiver()) {
        let span = receiver.byte_range();
        let path = facts.path_of(receiver);
        steps.files.push(FileUse { span: span.clone(), path, handle: None, changes: false });
        steps.read(Place::Content(facts.text(receiver).to_owned()), span.clone());
        steps.read(Place::World(knowledge::Place::Files), span);
    }
    steps
}

/// All that is in a file, which could come block by block.
pub fn content<'m>(facts: &Facts<'m>, content: &Content<'m>) -> Producer<'m> {
    let steps = match content.file() {
        Some(file) if facts.type_of(file) != Ty::Unknown => facts.steps_of(file),
        // That it is something else is one doubt, told elsewhere.
        Some(_) => Effects::default(),
        None => opened(facts, content),
    };
    let sources = content.file().into_iter().collect();
    Producer { node: content.call.node, rest: Vec::new(), steps, generator: false, sources, eager: None }
}

/// `node` is evaluated once, whatever happens, before anything else in the statement runs.
///
/// # Errors
/// What runs before, or decides whether it is evaluated at all.
pub fn in_time<'m>(facts: &Facts<'m>, node: Node<'m>, statement: Node<'m>) -> Result<(), Reason> {
    let refused = |what: &str, node: Node<'m>| Err(Reason::new(Obligation::Layout, what, node.byte_range()));
    let mut inside = node;
    for around in ancestors(node).take_while(|n| *n != statement) {
        let certain = match around.kind() {
            "lambda" | "elif_clause" => false,
            "conditional_expression" => children(around).get(1) == Some(&inside),
            "boolean_operator" => children(around).first() == Some(&inside),
            // `a < b < c` ends where `a < b` does not hold.
            "comparison_operator" => children(around).get(..2).is_some_and(|both| both.contains(&inside)),
            _ => !is_comprehension(around) || clauses(around).first() == Some(&inside),
        };
        if !certain {
            return refused("it is not certain that the file is read here", around);
        }
        inside = around;
    }
    match before(facts, node, statement).is_silent() {
        true => Ok(()),
        false => refused("something else runs before the file is read", statement),
    }
}

/// The file that is opened for the sequence is closed after the statement that walks it.
///
/// # Errors
/// A walk that goes on after that.
pub fn walked_while_open<'m>(producer: &Producer<'m>, consumer: &Consumer<'m>, walk: Node<'m>) -> Result<(), Reason> {
    if !producer.opens() || holds(&walk.byte_range(), &consumer.node.byte_range()) {
        return Ok(());
    }
    let sentence = "the file that is opened for it would be closed before the walk";
    Err(Reason::new(Obligation::Resource, sentence, consumer.node.byte_range()))
}

impl<'m> Producer<'m> {
    /// A file is opened for it alone.
    pub fn opens(&self) -> bool {
        self.eager.as_ref().is_some_and(|eager| eager.opening().is_some())
    }

    /// Do its items come of a file, a database, or a folder? Else what they are made of is in memory.
    pub fn comes_from_outside(&self, facts: &Facts<'m>) -> bool {
        let world = |place: &Place| matches!(place, Place::World(_) | Place::Stream(_));
        self.opens() || !self.files(facts).is_empty() || self.steps.reads.iter().any(|(place, _)| world(place))
    }

    /// Is it a comprehension that only copies: `[x for x in xs]`?
    pub fn is_copy(&self, facts: &Facts<'m>) -> bool {
        let clauses = clauses(self.node);
        let [only] = clauses.as_slice() else { return false };
        let (body, target) = (child(self.node, "body"), child(*only, "left"));
        let same = |(body, target)| facts.text(body) == facts.text(target);
        self.node.kind() == "list_comprehension" && body.zip(target).is_some_and(same)
    }

    /// The nodes of the files that its steps read.
    pub fn files(&self, facts: &Facts<'m>) -> Vec<Node<'m>> {
        let mut found: Vec<Node<'m>> =
            self.sources.iter().copied().filter(|s| matches!(facts.type_of(*s), Ty::File { .. })).collect();
        if found.is_empty() {
            found.extend(self.read_by_lines());
        }
        for source in &self.sources {
            found.extend(walked_inside(facts, *source));
        }
        found
    }

    /// The object whose method makes the sequence, and its class.
    pub fn receiver(&self) -> Option<(Node<'m>, &'m str)> {
        let eager = self.eager.as_ref()?;
        Some((eager.walked()?, eager.class()?))
    }

    /// The receiver that is a file or taken for one.
    pub fn read_by_lines(&self) -> Option<Node<'m>> {
        self.receiver().filter(|(_, class)| *class == "file").map(|(file, _)| file)
    }

    /// Does a step look up anything shared: contents, attributes, iterators?
    pub fn reads_shared(&self) -> bool {
        let shared = |place: &Place| !matches!(place, Place::Name(_) | Place::Own(_) | Place::Stream(_));
        self.steps.reads.iter().any(|(place, _)| shared(place))
    }

    /// The first unknown code of a step.
    pub fn unknown(&self) -> Option<&crate::python::effects::Unknown> {
        let call = self.steps.unknown.iter().find(|u| u.hidden == Hidden::Call);
        call.or(self.steps.unknown.first())
    }
}

/// The files in `enumerate(f)`, `zip(f, g)`, `map(str.strip, f)`, `(x for x in f)`, and in
/// names for such.
fn walked_inside<'m>(facts: &Facts<'m>, source: Node<'m>) -> Vec<Node<'m>> {
    let parts: Vec<Node<'m>> = match source.kind() {
        "call" => Call::of(source).map(|c| c.all()).unwrap_or_default(),
        "generator_expression" => clauses(source).into_iter().filter_map(iterable).collect(),
        "identifier" => facts.lazily_bound(source).into_iter().collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for part in parts.into_iter().map(inner) {
        if matches!(facts.type_of(part), Ty::File { .. }) {
            found.push(part);
        } else {
            found.extend(walked_inside(facts, part));
        }
    }
    found
}

impl<'m> Facts<'m> {
    /// The parts of a display or comprehension that are evaluated for each item.
    pub fn per_item(&self, comprehension: Node<'m>) -> Vec<Node<'m>> {
        let mut parts: Vec<Node<'m>> = child(comprehension, "body").into_iter().collect();
        for (index, clause) in clauses(comprehension).into_iter().enumerate() {
            match clause.kind() {
                "for_in_clause" if index == 0 => {}
                "for_in_clause" => parts.extend(iterable(clause)),
                _ => parts.extend(children(clause)),
            }
        }
        parts
    }
}
