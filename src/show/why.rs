//! All that is known of one place: which obligations hold, which fail, on which fact, and what
//! a person can do about it.

use super::full::{Note, body, sentence};
use super::summary::plural;
use super::{Look, headline, shown};
use crate::finding::{FileReport, Finding, Kind};
use crate::source::Lines;
use crate::verdict::{Obligation, Reason, Tier};

/// Lines with findings that are named where the line asked about has none.
const NEAR: usize = 3;

/// What stands for and against a rewrite on `line` (1-based).
///
/// # Errors
/// Nothing that pyfix looks for stands there: what to ask instead.
pub fn why(report: &FileReport, line: usize, look: Look) -> Result<String, String> {
    let lines = Lines::of(&report.source.text);
    let rows = |finding: &Finding| {
        let row = |offset| lines.place(&report.source.text, offset).0;
        row(finding.span.start)..=row(finding.span.end)
    };
    let here: Vec<&Finding> = report.findings.iter().filter(|finding| rows(finding).contains(&line)).collect();
    if here.is_empty() {
        let mut others: Vec<usize> = report.findings.iter().map(|finding| *rows(finding).start()).collect();
        others.sort_by_key(|row| row.abs_diff(line));
        others.dedup();
        return Err(nothing(report, line, &others));
    }
    let told = here.into_iter().map(|finding| {
        let head = headline(report, finding, &lines, true, look);
        format!("{head}\n{}\n", body(report, finding, &lines, &notes(report, finding, &lines), look))
    });
    Ok(told.collect::<Vec<_>>().join("\n"))
}

fn nothing(report: &FileReport, line: usize, others: &[usize]) -> String {
    let path = shown(&report.source.path);
    let mut text = format!("{path}:{line}: nothing that pyfix looks for stands on this line\n");
    if !others.is_empty() {
        let near: Vec<String> = others.iter().take(NEAR).map(|row| format!("{path}:{row}")).collect();
        text += &format!("{}, nearest first: {}\n", plural(others.len(), "other place"), near.join(", "));
    }
    text
}

fn notes(report: &FileReport, finding: &Finding, lines: &Lines) -> Vec<Note> {
    let mut notes = vec![("outcome", outcome(finding).to_owned())];
    if !finding.gain.is_empty() {
        notes.push(("saves", finding.gain.clone()));
    }
    notes.extend(finding.held.iter().map(|held| ("holds", named(*held, held.meaning()))));
    let refuted = !matches!(finding.kind, Kind::Fix(_));
    let word = if refuted { "fails" } else { "doubt" };
    notes.extend(against(report, &finding.reasons, word, lines));
    notes.extend(against(report, &finding.doubts, "doubt", lines));
    let mut failed: Vec<Obligation> = finding.reasons.iter().chain(&finding.doubts).map(|r| r.obligation).collect();
    failed.sort();
    failed.dedup();
    notes.extend(failed.into_iter().map(|obligation| ("by hand", named(obligation, obligation.remedy()))));
    if refuted && !finding.by_hand.is_empty() {
        notes.push(("by hand", finding.by_hand.clone()));
    }
    notes
}

fn outcome(finding: &Finding) -> &'static str {
    match finding.kind {
        Kind::Fix(Tier::Safe) => "it is rewritten: all obligations hold",
        Kind::Fix(_) => "it is rewritten with --unsafe-fixes alone: there is a doubt",
        Kind::Advice => "it is not rewritten, but an edit by hand would save memory",
        Kind::Needed => "it is rightly a list",
    }
}

/// The reasons against it, those of one obligation together.
fn against(report: &FileReport, reasons: &[Reason], word: &'static str, lines: &Lines) -> Vec<Note> {
    let mut reasons: Vec<&Reason> = reasons.iter().collect();
    reasons.sort_by_key(|reason| reason.obligation);
    let mut notes: Vec<Note> =
        reasons.iter().map(|reason| (word, named(reason.obligation, &sentence(report, reason, lines)))).collect();
    notes.dedup();
    notes
}

/// `5. exceptions ...`
fn named(obligation: Obligation, sentence: &str) -> String {
    match obligation.number() {
        Some(number) => format!("{number}. {sentence}"),
        None => sentence.to_owned(),
    }
}
