//! The one theorem: a sequence that is made at once may become lazy.
//!
//! A *producer* makes it, a *consumer* walks it, and between the two other code runs. The
//! proof is the conjunction of the [`OBLIGATIONS`], each of which answers by itself; nothing
//! else decides about safety. What comes before it only finds out what is there: who makes the
//! sequence, by which [`Way`] it gets to whom, and what runs meanwhile.

pub mod adding;
pub mod binding;
pub mod consumer;
pub mod empties;
mod failing_reads;
pub mod filled_list;
mod fresh;
mod handed;
pub mod handlers;
pub mod headed;
pub mod indexed;
pub mod iterated;
pub mod joined;
mod left_over;
pub mod list_function;
pub mod named_content;
pub mod numbers;
pub mod obligations;
pub mod producer;
pub mod question;
pub mod ranked;
pub mod ranking;
pub mod repeated;
pub mod resource;
mod reused;
pub mod sliced;
pub mod suspension;
pub mod unread;
pub mod whole;

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::effects::Effects;
use crate::verdict::{Judgement, Obligation, Reason, Verdict};
use binding::Named;
use consumer::Consumer;
use filled_list::FilledList;
use producer::Producer;

pub use obligations::{OBLIGATIONS, without};

/// How a sequence gets from where it is made to where it is walked.
#[derive(Debug)]
pub enum Way<'m> {
    /// It is walked where it is made, or where the function that makes it is called.
    Directly,
    /// It is given a name.
    Named(Box<Named<'m>>),
    /// It is given a name, and filled by statements after that.
    Filled(Box<FilledList<'m>>),
}

/// A producer, its consumer, and what runs between them.
pub struct Situation<'f, 'm> {
    /// The facts asked.
    pub facts: &'f Facts<'m>,
    /// What makes the sequence.
    pub producer: Producer<'m>,
    /// What walks it.
    pub consumer: Consumer<'m>,
    /// The statement that walks it.
    pub walk: Node<'m>,
    /// How it gets there.
    pub way: Way<'m>,
    /// Everything that runs between the producer's former end and the last step of the walk.
    pub meanwhile: Effects,
    /// The `with` statement that the walk moves into, if it stood after it.
    pub moved_into: Option<Node<'m>>,
    /// The statement that closes the file before the walk, which goes behind it.
    pub closed_later: Option<Node<'m>>,
    /// Where and why the walk may not happen at all.
    pub skipped: Option<Reason>,
    /// The walk stays as it is written, whatever else its name may be bound to.
    pub stays: bool,
}

impl<'f, 'm> Situation<'f, 'm> {
    /// A sequence of which the walk begins as soon as it is made.
    pub fn new(
        facts: &'f Facts<'m>,
        producer: Producer<'m>,
        consumer: Consumer<'m>,
        walk: Node<'m>,
        way: Way<'m>,
    ) -> Self {
        let meanwhile = consumer.during.clone();
        Situation {
            facts,
            producer,
            consumer,
            walk,
            way,
            meanwhile,
            moved_into: None,
            closed_later: None,
            skipped: None,
            stays: false,
        }
    }

    /// The same with something that runs before the walk begins.
    #[must_use]
    pub fn after(mut self, between: Effects) -> Self {
        let during = std::mem::replace(&mut self.meanwhile, between);
        self.meanwhile.add(during);
        self
    }

    /// May the name have another value at the walk, too? Not where the walk is rewritten for this one.
    fn may_have_others(&self) -> bool {
        self.stays && self.moved_into.is_none() && self.consumer.repair.is_none() && !self.producer.opens()
    }

    /// The conjunction of all obligations.
    pub fn judge(&self) -> Judgement {
        obligations::all(|check| (check.of_sequence)(self))
    }

    /// The conjunction of all obligations but one.
    pub fn judge_all_but(&self, left_out: Obligation) -> Judgement {
        let asked = |check: &obligations::Check| check.obligation != left_out;
        obligations::all(|check| if asked(check) { (check.of_sequence)(self) } else { Verdict::Proven })
    }
}

/// A sequence that is walked where it is made: `for x in M`, `sum(M)`.
pub fn lazy_in_place<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    match in_place(facts, node) {
        Ok(situation) => situation.judge(),
        Err(reason) => iterated::judge(facts, node).unwrap_or_else(|| reason.into()),
    }
}

/// Is the sequence walked once, or asked once what its items can tell one by one? Of code that pyfix
/// does not know this is all that can be said: no rewrite follows from it.
pub fn taken_once<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    let consumer = match binding::named(facts, node) {
        Ok(named) => obligations::named_once(facts, &named).map(|()| named.consumer),
        Err(reason) if binding::assignment(node).is_ok() => Err(reason),
        Err(_) => question::taker(facts, node),
    };
    consumer.and_then(Consumer::gains).map_or_else(Judgement::from, |_| Verdict::Proven.into())
}

/// The situation of a sequence that is walked where it is made.
fn in_place<'f, 'm>(facts: &'f Facts<'m>, node: Node<'m>) -> Result<Situation<'f, 'm>, Reason> {
    let unknown = || Reason::new(Obligation::Receiver, "this is no sequence that pyfix knows", node.byte_range());
    // What its steps do is asked where something walks them.
    let consumer = question::taker(facts, node)?;
    let producer = producer::producer(facts, node).ok_or_else(unknown)?;
    let walk = facts.statement_of(node).ok_or_else(unknown)?;
    if producer.opens() {
        producer::in_time(facts, producer.node, walk)?;
    }
    producer::walked_while_open(&producer, &consumer, walk)?;
    Ok(Situation::new(facts, producer, consumer, walk, Way::Directly).with_fresh())
}

/// A sequence that is given a name and walked later: `M = ...; for x in M`.
pub fn lazy_by_name<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    binding::by_name(facts, node).map_or_else(Judgement::from, |situation| situation.judge())
}

/// The same, where only what the name is bound to is rewritten, and the walk is not.
pub fn lazy_value<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    let stays = |situation| Situation { stays: true, ..situation };
    binding::by_name(facts, node).map_or_else(Judgement::from, |situation| stays(situation).judge())
}
