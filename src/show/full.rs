//! Each finding with its code, what it saves, and why it is safe or what stood in the way.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Look, Show, harmless, headline, is_c1, is_told, shown};
use crate::finding::{FileReport, Finding, Kind};
use crate::source::Lines;
use crate::verdict::Reason;

/// The lines of a finding that are shown at most.
const LINES: usize = 8;

/// The headline, the code and the notes of each finding.
#[derive(Debug)]
pub struct Full {
    /// How to write to the stream.
    pub look: Look,
    /// The unsafe tier is applied too.
    pub unsafe_fixes: bool,
}

impl Show for Full {
    fn report(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        if !report.findings.iter().any(is_told) {
            return Ok(());
        }
        let lines = Lines::of(&report.source.text);
        for finding in report.findings.iter().filter(|finding| is_told(finding)) {
            writeln!(out, "{}", headline(report, finding, &lines, self.unsafe_fixes, self.look))?;
            let notes = notes(report, finding, &lines);
            writeln!(out, "{}\n", body(report, finding, &lines, &notes, self.look))?;
        }
        Ok(())
    }
}

/// A word and a sentence below a code frame.
pub(super) type Note = (&'static str, String);

/// The code frame with the notes below it.
pub(super) fn body(report: &FileReport, finding: &Finding, lines: &Lines, notes: &[Note], look: Look) -> String {
    let text = &report.source.text;
    let (row, _) = lines.place(text, finding.span.start);
    let (frame, span) = frame(text, lines, &finding.span);
    // The renderer knows `\n` alone, and no controls beyond ASCII; the lengths stay.
    let frame = frame.replace('\r', " ").replace(is_c1, "\u{b7}");
    let snippet = Snippet::source(frame).line_start(row).annotation(AnnotationKind::Primary.span(span));
    let notes = notes.iter().map(|(name, note)| Level::NOTE.with_name(*name).message(harmless(note).into_owned()));
    let group = Group::with_level(Level::NOTE).element(snippet).elements(notes);
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The lines of `span`, not too many, and `span` within them.
fn frame<'a>(text: &'a str, lines: &Lines, span: &Range<usize>) -> (&'a str, Range<usize>) {
    let (first, _) = lines.place(text, span.start);
    let (last, _) = lines.place(text, span.end.max(span.start));
    let start = lines.start(first);
    let end = lines.end(last.min(first + LINES - 1), text);
    let frame = text.get(start..end).unwrap_or_default();
    let to = (span.end.min(end) - start).min(frame.trim_end().len());
    let from = (span.start - start).min(to);
    (frame, from..to)
}

/// What there is to say of a finding: a word and a sentence each.
fn notes(report: &FileReport, finding: &Finding, lines: &Lines) -> Vec<Note> {
    let mut notes = Vec::new();
    if !finding.gain.is_empty() {
        notes.push(("saves", finding.gain.clone()));
    }
    if finding.kind == Kind::Advice && !finding.by_hand.is_empty() {
        notes.push(("by hand", finding.by_hand.clone()));
    }
    if finding.reasons.is_empty() && matches!(finding.kind, Kind::Fix(_)) {
        notes.extend(finding.proved.iter().map(|fact| ("safe", fact.clone())));
    }
    let word = match finding.kind {
        Kind::Fix(_) => "unsafe",
        _ => "no fix",
    };
    for reason in &finding.reasons {
        let note = (word, sentence(report, reason, lines));
        // Two places of one line may give one sentence.
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// A reason with its place.
pub(super) fn sentence(report: &FileReport, reason: &Reason, lines: &Lines) -> String {
    match &reason.span {
        None => reason.sentence.clone(),
        Some(span) => {
            let (row, _) = lines.place(&report.source.text, span.start);
            format!("{} ({}:{row})", reason.sentence, shown(&report.source.path))
        }
    }
}
