//! The lattice everything is judged by: tiers, reasons and verdicts.
//!
//! A proof answers with a [`Verdict`]; the tier of a rewrite is the lowest of what its
//! transform allows and what its proofs found. Nothing can raise a verdict again.

use std::ops::Range;

/// What a rewrite promises; see "What safe promises" in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Advice: never applied.
    Manual,
    /// Same results whenever nothing raises and unknown calls have nothing to do with the laziness.
    Unsafe,
    /// Same output, exceptions and order of side effects, for every input.
    Safe,
}

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
}

/// One fact that stood in the way, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The obligation that failed.
    pub obligation: Obligation,
    /// One sentence without a full stop: "`rows` is used again (`len`)".
    pub sentence: String,
    /// Where the fact stands, as a byte range of the file.
    pub span: Option<Range<usize>>,
}

impl Reason {
    /// A reason with its place.
    pub fn new(obligation: Obligation, sentence: impl Into<String>, span: Range<usize>) -> Self {
        Reason { obligation, sentence: sentence.into(), span: Some(span) }
    }
}

/// What a proof found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Verdict {
    /// Holds for every input, under the assumptions of the safe tier.
    #[default]
    Proven,
    /// May fail to hold: the rewrite is at most unsafe.
    Doubtful(Vec<Reason>),
    /// Known not to hold: no rewrite in any tier.
    Refuted(Vec<Reason>),
}

impl Verdict {
    /// A doubt with a single reason.
    pub fn doubt(reason: Reason) -> Self {
        Verdict::Doubtful(vec![reason])
    }

    /// A refutation with a single reason.
    pub fn refute(reason: Reason) -> Self {
        Verdict::Refuted(vec![reason])
    }

    /// Both hold: the lower verdict wins, reasons of the same rank add up.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        use Verdict::{Doubtful, Proven, Refuted};
        match (self, other) {
            (Proven, v) | (v, Proven) => v,
            (Refuted(a), Refuted(b)) => Refuted(joined(a, b)),
            (Doubtful(a), Doubtful(b)) => Doubtful(joined(a, b)),
            (Refuted(a), Doubtful(_)) | (Doubtful(_), Refuted(a)) => Refuted(a),
        }
    }

    /// The best tier a rewrite with this verdict may have; `None` where it is refuted.
    pub fn tier(&self) -> Option<Tier> {
        match self {
            Verdict::Proven => Some(Tier::Safe),
            Verdict::Doubtful(_) => Some(Tier::Unsafe),
            Verdict::Refuted(_) => None,
        }
    }

    /// The reasons, if there are any.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Verdict::Proven => &[],
            Verdict::Doubtful(reasons) | Verdict::Refuted(reasons) => reasons,
        }
    }
}

/// The reasons of both, each once.
fn joined(mut a: Vec<Reason>, b: Vec<Reason>) -> Vec<Reason> {
    for reason in b {
        if !a.contains(&reason) {
            a.push(reason);
        }
    }
    a
}
