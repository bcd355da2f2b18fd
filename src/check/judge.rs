//! One pass: every candidate of a module, judged.

use std::collections::BTreeSet;

use crate::edit::{Edit, Patch};
use crate::error::Result;
use crate::finding::{Finding, Kind};
use crate::locate::{Candidate, locate};
use crate::parse::Module;
use crate::prove::prove;
use crate::python::Facts;
use crate::python::project::Project;
use crate::rewrite::rewrite;
use crate::suppress::Suppressions;
use crate::verdict::{Reason, Tier};

use super::Engine;
use super::names::with_names;
use super::region::region;
use super::scope::Scopes;

/// A finding of one pass, in that pass's text, and its patch if it has one.
pub(super) struct Judged {
    pub(super) finding: Finding,
    pub(super) patch: Option<Patch>,
}

impl Engine {
    /// All findings of a module, in order of position.
    pub(super) fn survey(&self, module: &Module, chosen: &BTreeSet<usize>) -> Result<Vec<Judged>> {
        if chosen.is_empty() {
            return Ok(Vec::new());
        }
        let transforms = self.catalogue.transforms();
        let combined = self.queries.get(transforms, chosen, self.catalogue.words())?;
        let facts = self.facts(module);
        let scopes = Scopes::new(module.root());
        let suppressed = Suppressions::of(module);
        let candidates = locate(&facts, &combined, transforms, chosen);
        let heard = |c: &&Candidate<'_>| !suppressed.covers(c.place.start, &c.transform.code, &c.transform.name);
        Ok(candidates.iter().filter(heard).map(|candidate| judged(candidate, &facts, &scopes)).collect())
    }

    /// The facts of a module, under the settings of the run.
    fn facts<'m>(&'m self, module: &'m Module) -> Facts<'m> {
        let target = self.settings.targets.of(&module.source.path);
        let project = Project::of(module, self.settings.surroundings);
        Facts::new(module, target, project, &self.settings.knowledge)
    }
}

/// Proves a candidate and writes it down.
fn judged<'m>(candidate: &Candidate<'m>, facts: &Facts<'m>, scopes: &Scopes<'_>) -> Judged {
    let transform = candidate.transform;
    let (judgement, proved) = prove(candidate, facts);
    let mut reasons = judgement.verdict.reasons().to_vec();
    let tier = judgement.verdict.tier().map(|tier| tier.min(transform.tier));
    let (kind, edits) = match tier {
        None => (refused(&reasons), Vec::new()),
        Some(Tier::Manual) => (Kind::Advice, Vec::new()),
        Some(tier) => match rewrite(candidate, facts).map(|edits| with_names(facts, edits?)) {
            None => (Kind::Advice, Vec::new()),
            Some(Ok(edits)) => (Kind::Fix(tier), edits),
            Some(Err(reason)) => {
                let kind = refused(std::slice::from_ref(&reason));
                reasons.push(reason);
                (kind, Vec::new())
            }
        },
    };
    let patch = (!edits.is_empty()).then(|| patch(candidate, facts, scopes, edits.clone()));
    let finding = Finding {
        code: transform.code.clone(),
        name: transform.name.clone(),
        message: message(candidate, facts.module.text()),
        gain: transform.gain.clone(),
        by_hand: transform.by_hand.clone(),
        span: candidate.place.clone(),
        kind,
        reasons,
        doubts: judgement.verdict.idle_doubts().to_vec(),
        held: judgement.held(),
        proved,
        edits,
        applied: false,
    };
    Judged { finding, patch }
}

/// What a refusal means: with one reason that the sequence is needed, no edit by hand helps.
fn refused(reasons: &[Reason]) -> Kind {
    if reasons.iter().any(Reason::is_need) { Kind::Needed } else { Kind::Advice }
}

fn patch(candidate: &Candidate<'_>, facts: &Facts<'_>, scopes: &Scopes<'_>, edits: Vec<Edit>) -> Patch {
    let mut hull = candidate.place.clone();
    for edit in &edits {
        hull.start = hull.start.min(edit.range.start);
        hull.end = hull.end.max(edit.range.end);
    }
    let scope = region(facts, &candidate.place, &edits).unwrap_or_else(|| scopes.scope(&hull));
    Patch { edits, scope }
}

/// The message of a finding: the template, or the summary.
fn message(candidate: &Candidate<'_>, text: &str) -> String {
    let transform = candidate.transform;
    let shown = |name: &str| {
        let range = candidate.range(name);
        Some(range.and_then(|range| text.get(range)).map_or_else(String::new, short))
    };
    let rendered = transform.message.as_ref().and_then(|m| m.render(shown));
    rendered.unwrap_or_else(|| transform.summary.clone())
}

/// Code in one line, of a length that a sentence can bear.
fn short(code: &str) -> String {
    const LONGEST: usize = 40;
    let line = code.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST - 3).collect();
    format!("{}...", cut.trim_end())
}
