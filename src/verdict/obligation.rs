//! The obligations of the proof: their names, what it means that they hold, and what a person
//! can do where one does not.

/// The obligations of `safety.md`; every reason names the one that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obligation {
    /// 1. The sequence is walked at most once, from the start, in order.
    OneWalk,
    /// 2. Nothing the producer reads is written by the consumer.
    ReadTooLate,
    /// 3. Nothing the producer writes is read by the consumer.
    WrittenTooLate,
    /// 4. Producer and consumer do not both have visible effects.
    StreamsSwap,
    /// 5. Exceptions keep their place.
    Exceptions,
    /// 6. Leaving early, or never beginning, is harmless.
    EarlyEnd,
    /// 7. The resource is alive and ours.
    Resource,
    /// 8. The same values.
    SameValues,
    /// 9. The receiver is what it seems.
    Receiver,
    /// 10. Everyone who calls is known.
    Callers,
    /// 11. A generator may be suspended there.
    Suspension,
    /// 12. It is worth it.
    Worth,
    /// The rewrite itself cannot be written down (layout, comments, names).
    Layout,
}

impl Obligation {
    /// Where it fails the sequence is rightly a sequence: no edit by hand would help. The
    /// others fail for what is around it, which a reader can change.
    pub fn is_need(self) -> bool {
        use Obligation::{
            Callers, EarlyEnd, Exceptions, Layout, OneWalk, ReadTooLate, Receiver, Resource, SameValues, StreamsSwap,
            Suspension, Worth, WrittenTooLate,
        };
        match self {
            OneWalk | ReadTooLate | WrittenTooLate | StreamsSwap | Exceptions | EarlyEnd | SameValues | Worth => true,
            Resource | Receiver | Callers | Suspension | Layout => false,
        }
    }

    /// Its number in `safety.md` and the manual; the layout has none.
    pub fn number(self) -> Option<usize> {
        (self != Obligation::Layout).then_some(self as usize + 1)
    }

    /// What it says, if it holds.
    pub fn meaning(self) -> &'static str {
        match self {
            Obligation::OneWalk => "walked at most once on every path, from the start, in order",
            Obligation::ReadTooLate => "nothing that its steps read is changed before the last of them",
            Obligation::WrittenTooLate => "nothing that its steps write is read before the last of them, or kept",
            Obligation::StreamsSwap => "not both sides show effects in an order that the outside can see",
            Obligation::Exceptions => "an exception finds the same handlers, and nothing left behind",
            Obligation::EarlyEnd => "to end early, or never to begin, does no harm",
            Obligation::Resource => "the file is open during the whole walk, and nobody else uses it",
            Obligation::SameValues => "one by one it gives the same values",
            Obligation::Receiver => "it is what it seems to be, on every path",
            Obligation::Callers => "everyone who calls is known",
            Obligation::Suspension => "a generator may be suspended there",
            Obligation::Worth => "it saves memory",
            Obligation::Layout => "the rewrite can be written down",
        }
    }

    /// The edit by hand that would unlock the rewrite, where it does not hold.
    pub fn remedy(self) -> &'static str {
        match self {
            Obligation::OneWalk => {
                "do in one walk what is done in several, or ask for the length, the first item or the truth another way"
            }
            Obligation::ReadTooLate => "change what the steps read after the walk, or read it once into a name before",
            Obligation::WrittenTooLate => "give the steps names of their own, and read what they write after the walk",
            Obligation::StreamsSwap => {
                "let one side only print, log or call what may: collect the messages of the other"
            }
            Obligation::Exceptions => {
                "do what may raise before anything is shown or kept, or handle the exception at each step"
            }
            Obligation::EarlyEnd => "let the steps have no effects and not raise, or let the walk go to its end",
            Obligation::Resource => "keep every other use of the file, and of its path, out of the walk",
            Obligation::SameValues => "use the form that gives the same values, or say so by an annotation",
            Obligation::Receiver => "open the file here, or annotate it: `file: TextIO`",
            Obligation::Callers => {
                "make it private to its one caller, or, if no code elsewhere calls it, say so: --closed-world"
            }
            Obligation::Suspension => {
                "take what must not be suspended out of the way: yield after the block, not inside"
            }
            Obligation::Worth => "nothing to do: the list is small, or needed anyway",
            Obligation::Layout => "write the statement in a plainer form",
        }
    }
}
