//! The one theorem: a sequence that is made at once may become lazy.
//!
//! A *producer* makes it, a *consumer* walks it, and between the two other code runs. The
//! proof is the conjunction of the obligations in [`obligations`] and [`resource`], each of
//! which answers by itself; nothing else decides about safety.

pub mod append_loop;
pub mod binding;
pub mod consumer;
pub mod handlers;
pub mod list_function;
pub mod obligations;
pub mod producer;
pub mod resource;

use std::cell::Cell;

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::effects::Effects;
use crate::verdict::{Obligation, Reason, Verdict};
use consumer::Consumer;
use producer::Producer;

/// A producer, its consumer, and what runs between them.
pub struct Situation<'f, 'm> {
    /// The facts asked.
    pub facts: &'f Facts<'m>,
    /// What makes the sequence.
    pub producer: Producer<'m>,
    /// What walks it.
    pub consumer: Consumer<'m>,
    /// Runs after the sequence was made and, lazily, before its first step.
    pub between: Effects,
    /// The statement that walks it.
    pub walk: Node<'m>,
    /// The `with` statement that the walk moves into, if it stood after it.
    pub moved_into: Option<Node<'m>>,
    /// Where and why the walk may not happen at all.
    pub skipped: Option<Reason>,
}

/// An obligation: its name and its check.
pub type Check = (Obligation, fn(&Situation<'_, '_>) -> Verdict);

/// The obligations of "M becomes lazy" that a situation can be asked about. "One walk" and
/// "the receiver is what it seems" are settled before there is a situation.
pub const OBLIGATIONS: &[Check] = &[
    (Obligation::ReadTooLate, obligations::nothing_read_too_late),
    (Obligation::WrittenTooLate, obligations::nothing_written_too_late),
    (Obligation::StreamsSwap, obligations::no_streams_swap),
    (Obligation::Exceptions, obligations::exceptions_keep_their_place),
    (Obligation::EarlyEnd, obligations::leaving_early_is_harmless),
    (Obligation::Resource, resource::resource_is_ours),
    (Obligation::Suspension, obligations::may_be_a_generator),
    (Obligation::Worth, obligations::worth_it),
];

impl<'m> Situation<'_, 'm> {
    /// Everything that runs between the producer's former end and the last step of the walk.
    pub fn meanwhile(&self) -> Effects {
        let mut all = self.between.clone();
        all.add(self.consumer.during.clone());
        all
    }

    /// The conjunction of all obligations but "worth it".
    pub fn judge_all_but_worth(&self) -> Verdict {
        self.judge_those(|obligation| obligation != Obligation::Worth)
    }

    /// The conjunction of all obligations.
    pub fn judge(&self) -> Verdict {
        self.judge_those(|_| true)
    }

    fn judge_those(&self, asked: impl Fn(Obligation) -> bool) -> Verdict {
        let off = OFF.get();
        let checks = OBLIGATIONS.iter().filter(|(obligation, _)| asked(*obligation) && Some(*obligation) != off);
        checks.fold(Verdict::Proven, |all, (_, check)| all.and(check(self)))
    }
}

thread_local! {
    static OFF: Cell<Option<Obligation>> = const { Cell::new(None) };
}

/// Runs `work` as if the obligation were none: for the test that every obligation has an
/// example that needs it.
#[doc(hidden)]
pub fn without<T>(obligation: Obligation, work: impl FnOnce() -> T) -> T {
    let before = OFF.replace(Some(obligation));
    let done = work();
    OFF.set(before);
    done
}

/// A sequence that is walked where it is made: `for x in M`, `sum(M)`.
pub fn lazy_in_place<'m>(facts: &Facts<'m>, node: Node<'m>) -> Verdict {
    match in_place(facts, node) {
        Ok(situation) => situation.judge().and(situation.producer.doubts.clone()),
        Err(verdict) => verdict,
    }
}

/// The situation of a sequence that is walked where it is made.
fn in_place<'f, 'm>(facts: &'f Facts<'m>, node: Node<'m>) -> Result<Situation<'f, 'm>, Verdict> {
    let unknown = || {
        Verdict::refute(Reason::new(Obligation::Receiver, "this is no sequence that pyfix knows", node.byte_range()))
    };
    let producer = producer::producer(facts, node).ok_or_else(unknown)?;
    let consumer = consumer::consumer(facts, node).map_err(Verdict::refute)?;
    let walk = crate::python::syntax::statement_of(node).ok_or_else(unknown)?;
    Ok(Situation { facts, producer, consumer, between: Effects::default(), walk, moved_into: None, skipped: None })
}

/// A sequence that is given a name and walked later: `M = ...; for x in M`.
pub fn lazy_by_name<'m>(facts: &Facts<'m>, node: Node<'m>) -> Verdict {
    match binding::by_name(facts, node) {
        Ok(situation) => situation.judge().and(situation.producer.doubts.clone()),
        Err(verdict) => verdict,
    }
}
