//! The lattice everything is judged by: tiers, reasons and verdicts.
//!
//! A proof answers with a [`Verdict`]; the tier of a rewrite is the lowest of what its
//! transform allows and what its proofs found. Nothing can raise a verdict again.

mod obligation;

use std::ops::Range;

pub use obligation::Obligation;

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

/// One fact that stood in the way, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The obligation that failed.
    pub obligation: Obligation,
    /// One sentence without a full stop: "`rows` is used again (`len`)".
    pub sentence: String,
    /// Where the fact stands, as a byte range of the file.
    pub span: Option<Range<usize>>,
    /// A reader may find that the difference does not matter to this program.
    pub may_not_matter: bool,
}

impl Reason {
    /// A reason with its place.
    pub fn new(obligation: Obligation, sentence: impl Into<String>, span: Range<usize>) -> Self {
        Reason { obligation, sentence: sentence.into(), span: Some(span), may_not_matter: false }
    }

    /// Is the sequence rightly a sequence for this reason? Then no edit by hand helps.
    pub fn is_need(&self) -> bool {
        self.obligation.is_need() && !self.may_not_matter
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
    Refuted {
        /// What is known not to hold.
        because: Vec<Reason>,
        /// What may fail to hold beside that.
        doubts: Vec<Reason>,
    },
}

impl Verdict {
    /// A doubt with a single reason.
    pub fn doubt(reason: Reason) -> Self {
        Verdict::Doubtful(vec![reason])
    }

    /// A refutation with a single reason.
    pub fn refute(reason: Reason) -> Self {
        Verdict::Refuted { because: vec![reason], doubts: Vec::new() }
    }

    /// Both hold: the lower verdict wins, reasons of the same rank add up.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        use Verdict::{Doubtful, Proven, Refuted};
        match (self, other) {
            (Proven, v) | (v, Proven) => v,
            (Doubtful(a), Doubtful(b)) => Doubtful(joined(a, b)),
            (Refuted { because, doubts }, Doubtful(more)) | (Doubtful(more), Refuted { because, doubts }) => {
                Refuted { because, doubts: joined(doubts, more) }
            }
            (Refuted { because: a, doubts: c }, Refuted { because: b, doubts: d }) => {
                Refuted { because: joined(a, b), doubts: joined(c, d) }
            }
        }
    }

    /// The best tier a rewrite with this verdict may have; `None` where it is refuted.
    pub fn tier(&self) -> Option<Tier> {
        match self {
            Verdict::Proven => Some(Tier::Safe),
            Verdict::Doubtful(_) => Some(Tier::Unsafe),
            Verdict::Refuted { .. } => None,
        }
    }

    /// The reasons of its rank, if there are any.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Verdict::Proven => &[],
            Verdict::Doubtful(reasons) | Verdict::Refuted { because: reasons, .. } => reasons,
        }
    }

    /// The doubts that a refutation makes idle.
    pub fn idle_doubts(&self) -> &[Reason] {
        match self {
            Verdict::Refuted { doubts, .. } => doubts,
            _ => &[],
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

/// A verdict, and what was asked to find it.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// The conjunction.
    pub verdict: Verdict,
    /// The obligations that were asked; none where there was nothing to ask them of.
    pub asked: Vec<Obligation>,
}

impl Judgement {
    /// Both hold.
    #[must_use]
    pub fn and(mut self, other: Judgement) -> Judgement {
        self.verdict = self.verdict.and(other.verdict);
        let new = other.asked.into_iter().filter(|obligation| !self.asked.contains(obligation));
        self.asked.extend(new.collect::<Vec<_>>());
        self
    }

    /// The obligations that were asked and hold.
    pub fn held(&self) -> Vec<Obligation> {
        let reasons = || self.verdict.reasons().iter().chain(self.verdict.idle_doubts());
        let holds = |obligation: &&Obligation| reasons().all(|reason| reason.obligation != **obligation);
        self.asked.iter().filter(holds).copied().collect()
    }
}

impl From<Verdict> for Judgement {
    fn from(verdict: Verdict) -> Self {
        Judgement { verdict, asked: Vec::new() }
    }
}

/// There is nothing to ask the obligations of, because of this.
impl From<Reason> for Judgement {
    fn from(reason: Reason) -> Self {
        Verdict::refute(reason).into()
    }
}
