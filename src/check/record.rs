//! What a run over one file found, told in places of the original text.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use crate::edit::Edit;
use crate::finding::{Finding, Kind};
use crate::verdict::{Obligation, Reason};

use super::history::History;
use super::judge::Judged;

/// A finding's identity: its code and its place in the original text.
type Key = (String, usize, usize);

/// Findings of all passes, by their place in the original text.
#[derive(Default)]
pub(super) struct Record {
    history: History,
    findings: Vec<Entry>,
    index: HashMap<Key, usize>,
    refused: HashSet<Key>,
}

struct Entry {
    finding: Finding,
    /// It still stood there when nothing changed any more.
    left: bool,
}

impl Record {
    /// The findings of the first pass.
    pub(super) fn begin(&mut self, findings: impl Iterator<Item = Finding>) {
        for finding in findings {
            self.add(finding);
        }
    }

    /// Turns findings whose patch was refused before into advice.
    pub(super) fn refuse_known(&self, judged: &mut [Judged]) {
        for judged in judged {
            if self.refused.contains(&self.key(&judged.finding)) {
                spoil(&mut judged.finding);
                judged.patch = None;
            }
        }
    }

    /// Notes that the finding's patch does not leave valid syntax.
    pub(super) fn refuse(&mut self, finding: &Finding) {
        let key = self.key(finding);
        if let Some(entry) = self.index.get(&key).and_then(|&i| self.findings.get_mut(i)) {
            spoil(&mut entry.finding);
        }
        self.refused.insert(key);
    }

    /// Notes that the patches of these findings were applied, as these edits together.
    pub(super) fn applied(&mut self, findings: &[&Finding], edits: Vec<Edit>) {
        for finding in findings {
            let now = self.in_original(finding);
            let entry = self.entry(finding);
            // What was no fix in the first pass may have become one.
            if entry.finding.kind != now.kind {
                entry.finding = now;
            }
            entry.finding.applied = true;
        }
        self.history.push(&edits);
    }

    /// Notes what is left when nothing changes any more.
    pub(super) fn left(&mut self, judged: Vec<Judged>) {
        for judged in judged {
            let new = !self.index.contains_key(&self.key(&judged.finding));
            if !(new && judged.finding.kind == Kind::Needed) {
                self.entry(&judged.finding).left = true;
            }
        }
    }

    /// What was applied and what is left, in order of position. A finding that is neither
    /// went away with another's rewrite.
    pub(super) fn finish(self) -> Vec<Finding> {
        let stays = |entry: &Entry| entry.left || entry.finding.applied;
        let mut findings: Vec<Finding> = self.findings.into_iter().filter(stays).map(|entry| entry.finding).collect();
        findings.sort_by(|a, b| {
            let key = |f: &Finding| (f.span.start, std::cmp::Reverse(f.span.end));
            key(a).cmp(&key(b)).then_with(|| a.code.cmp(&b.code))
        });
        findings
    }

    /// The codes of all that was applied, each once.
    pub(super) fn applied_codes(&self) -> Vec<&str> {
        let applied = self.findings.iter().filter(|entry| entry.finding.applied);
        let codes: BTreeSet<&str> = applied.map(|entry| entry.finding.code.as_str()).collect();
        codes.into_iter().collect()
    }

    /// The entry of a finding of the present pass, added if it is new.
    fn entry(&mut self, finding: &Finding) -> &mut Entry {
        let key = self.key(finding);
        let at = match self.index.get(&key) {
            Some(&at) => at,
            None => self.add(self.in_original(finding)),
        };
        &mut self.findings[at]
    }

    fn add(&mut self, finding: Finding) -> usize {
        let at = self.findings.len();
        let key = (finding.code.clone(), finding.span.start, finding.span.end);
        self.index.insert(key, at);
        self.findings.push(Entry { finding, left: false });
        at
    }

    /// A finding of a later pass: places mapped back, edits left out.
    fn in_original(&self, finding: &Finding) -> Finding {
        let mut finding = finding.clone();
        finding.span = self.back(&finding.span);
        finding.edits.clear();
        for reason in finding.reasons.iter_mut().chain(&mut finding.doubts) {
            reason.span = reason.span.as_ref().map(|span| self.back(span));
        }
        finding
    }

    fn key(&self, finding: &Finding) -> Key {
        let span = self.back(&finding.span);
        (finding.code.clone(), span.start, span.end)
    }

    /// Where a place of the present text stood in the original one.
    pub(super) fn back(&self, span: &Range<usize>) -> Range<usize> {
        self.history.back(span)
    }
}

/// A rewrite that would not parse is advice.
fn spoil(finding: &mut Finding) {
    let sentence = "the rewritten code would not parse";
    let reason = Reason::new(Obligation::Layout, sentence, finding.span.clone());
    finding.kind = Kind::Advice;
    finding.edits.clear();
    finding.proved.clear();
    if !finding.reasons.contains(&reason) {
        finding.reasons.push(reason);
    }
}
