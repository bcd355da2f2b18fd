//! All findings as one JSON array.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;

use super::{Show, is_told};
use crate::edit::Edit;
use crate::finding::{FileReport, Finding, Kind};
use crate::source::Lines;
use crate::verdict::{Reason, Tier};

/// An array of objects, written as they come.
#[derive(Debug, Default)]
pub struct Json {
    begun: bool,
}

/// 1-based; columns are characters.
#[derive(Serialize)]
struct Location {
    row: usize,
    column: usize,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    name: &'a str,
    message: &'a str,
    filename: String,
    location: Location,
    end_location: Location,
    fix: Option<JsonFix<'a>>,
    reasons: Vec<JsonReason<'a>>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    applicability: &'static str,
    message: &'a str,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    content: &'a str,
    location: Location,
    end_location: Location,
}

#[derive(Serialize)]
struct JsonReason<'a> {
    message: &'a str,
    /// `fails` (no rewrite in any tier) or `doubt` (no safe one).
    weight: &'static str,
    /// The number of the obligation in the manual.
    obligation: Option<usize>,
    location: Option<Location>,
    end_location: Option<Location>,
}

/// Turns byte offsets of one text into locations.
struct Places<'a> {
    text: &'a str,
    lines: Lines,
}

impl Places<'_> {
    fn location(&self, offset: usize) -> Location {
        let (row, column) = self.lines.place(self.text, offset);
        Location { row, column }
    }

    fn both(&self, range: &Range<usize>) -> (Location, Location) {
        (self.location(range.start), self.location(range.end))
    }

    fn edit<'a>(&self, edit: &'a Edit) -> JsonEdit<'a> {
        let (location, end_location) = self.both(&edit.range);
        JsonEdit { content: &edit.text, location, end_location }
    }

    fn reason<'a>(&self, reason: &'a Reason, weight: &'static str) -> JsonReason<'a> {
        let (location, end_location) = reason.span.as_ref().map(|span| self.both(span)).unzip();
        let obligation = reason.obligation.number();
        JsonReason { message: &reason.sentence, weight, obligation, location, end_location }
    }

    /// What speaks against it, and beside a refutation what would be doubtful.
    fn reasons<'a>(&self, finding: &'a Finding) -> Vec<JsonReason<'a>> {
        let weight = if matches!(finding.kind, Kind::Fix(_)) { "doubt" } else { "fails" };
        let reasons = finding.reasons.iter().map(|reason| self.reason(reason, weight));
        reasons.chain(finding.doubts.iter().map(|reason| self.reason(reason, "doubt"))).collect()
    }

    fn fix<'a>(&self, finding: &'a Finding) -> Option<JsonFix<'a>> {
        let applicability = match finding.kind {
            Kind::Fix(Tier::Safe) => "safe",
            Kind::Fix(Tier::Unsafe) => "unsafe",
            _ => return None,
        };
        let edits = finding.edits.iter().map(|edit| self.edit(edit)).collect();
        Some(JsonFix { applicability, message: &finding.gain, edits })
    }

    fn finding<'a>(&self, filename: String, finding: &'a Finding) -> JsonFinding<'a> {
        let (location, end_location) = self.both(&finding.span);
        JsonFinding {
            code: &finding.code,
            name: &finding.name,
            message: &finding.message,
            filename,
            location,
            end_location,
            fix: self.fix(finding),
            reasons: self.reasons(finding),
            url: None, // until the manual has an address
        }
    }
}

/// JSON (in which such characters stand in strings alone) without what steers a terminal.
fn escaped(json: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !json.contains(steers) {
        return Cow::Borrowed(json);
    }
    let escape = |c: char| if steers(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(json.chars().map(escape).collect())
}

impl Show for Json {
    fn report(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        if !report.findings.iter().any(is_told) {
            return Ok(());
        }
        let text = &report.source.text;
        let places = Places { text, lines: Lines::of(text) };
        let filename = report.source.path.display().to_string();
        for finding in report.findings.iter().filter(|finding| is_told(finding)) {
            out.write_all(if self.begun { b",\n" } else { b"[\n" })?;
            self.begun = true;
            let object = serde_json::to_string(&places.finding(filename.clone(), finding))?;
            out.write_all(escaped(&object).as_bytes())?;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}
