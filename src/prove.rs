//! From a candidate to a verdict: all its proofs together.

use crate::locate::Candidate;
use crate::python::Facts;
use crate::verdict::{Obligation, Reason, Verdict};

/// What the proofs of a candidate found.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// The lowest of their verdicts, with the reasons of that rank.
    pub verdict: Verdict,
    /// What was proved, a sentence for each proof that held.
    pub proved: Vec<String>,
}

/// Asks every proof that the candidate's transform names.
pub fn prove<'m>(candidate: &Candidate<'m>, facts: &Facts<'m>) -> Judgement {
    let mut judgement = Judgement::default();
    for call in &candidate.transform.prove {
        let verdict = match candidate.arguments(&call.arguments) {
            Some(arguments) => (call.item.prove)(facts, &arguments),
            None => Verdict::refute(absent(candidate)),
        };
        if verdict == Verdict::Proven {
            judgement.proved.push(call.item.doc.to_owned());
        }
        judgement.verdict = judgement.verdict.and(verdict);
    }
    judgement
}

/// The reason where a match lacks a capture; the loader rules that out.
pub(crate) fn absent(candidate: &Candidate<'_>) -> Reason {
    let sentence = "a part of the code that the rewrite needs is not there";
    Reason::new(Obligation::Layout, sentence, candidate.place.clone())
}
