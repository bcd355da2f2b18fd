//! From a candidate to a verdict: all its proofs together.

use crate::locate::Candidate;
use crate::python::Facts;
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

/// Asks every proof that the candidate's transform names: what they found together, and a
/// sentence for each proof that held.
pub fn prove<'m>(candidate: &Candidate<'m>, facts: &Facts<'m>) -> (Judgement, Vec<String>) {
    let mut judgement = Judgement::default();
    let mut proved = Vec::new();
    for call in &candidate.transform.prove {
        let found = match candidate.arguments(&call.arguments) {
            Some(arguments) => (call.item.prove)(facts, &arguments),
            None => absent(candidate).into(),
        };
        if found.verdict == Verdict::Proven {
            proved.push(call.item.doc.to_owned());
        }
        judgement = judgement.and(found);
    }
    (judgement, proved)
}

/// The reason where a match lacks a capture; the loader rules that out.
pub(crate) fn absent(candidate: &Candidate<'_>) -> Reason {
    let sentence = "a part of the code that the rewrite needs is not there";
    Reason::new(Obligation::Layout, sentence, candidate.place.clone())
}
