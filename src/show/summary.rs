//! The summary, on standard error: what was done, what is left, what is right as it is.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::full::sentence;
use super::{harmless, is_told, shown};
use crate::finding::{FileReport, Finding, Kind};
use crate::source::Lines;
use crate::verdict::Tier;

/// What one transform found.
#[derive(Debug, Default, Clone)]
struct Count {
    name: String,
    safe: usize,
    doubtful: usize,
    advice: usize,
    needed: usize,
}

/// Counts of all reports so far.
#[derive(Debug, Default)]
pub struct Summary {
    codes: BTreeMap<String, Count>,
    rewrites: usize,
    files: usize,
    only_unsafe: usize,
    advice: usize,
    needed: usize,
    failed: usize,
    left_out: usize,
}

impl Summary {
    /// Counts one report.
    pub fn add(&mut self, report: &FileReport) {
        self.files += usize::from(report.after.is_some());
        for finding in &report.findings {
            self.count(finding);
        }
    }

    /// Counts one finding.
    fn count(&mut self, finding: &Finding) {
        let count = self.codes.entry(finding.code.clone()).or_default();
        count.name.clone_from(&finding.name);
        match finding.kind {
            Kind::Fix(Tier::Safe) => count.safe += 1,
            Kind::Fix(_) => count.doubtful += 1,
            Kind::Advice => count.advice += 1,
            Kind::Needed => count.needed += 1,
        }
        match finding.kind {
            _ if finding.applied => self.rewrites += 1,
            Kind::Fix(Tier::Unsafe) => self.only_unsafe += 1,
            Kind::Fix(_) => {}
            Kind::Advice => self.advice += 1,
            Kind::Needed => self.needed += 1,
        }
    }

    /// Counts no longer some rewrites of a file that were not written, or the file.
    pub fn take_back(&mut self, rewrites: usize, file: bool) {
        self.rewrites -= rewrites.min(self.rewrites);
        self.files -= self.files.min(usize::from(file));
    }

    /// The same, for rewrites that a command fails with.
    pub fn leave_out(&mut self, rewrites: usize, file: bool) {
        self.take_back(rewrites, file);
        self.left_out += rewrites;
    }

    /// How many rewrites a command fails with.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Counts a file that could not be handled.
    pub fn fail(&mut self) {
        self.failed += 1;
    }

    /// How many files could not be handled.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// Whether there is a fix or an advice.
    pub fn has_findings(&self) -> bool {
        self.codes.values().any(|count| count.safe + count.doubtful + count.advice > 0)
    }

    /// `3 rewrites in 2 files (1 more with --unsafe-fixes), 4 advice, 7 lists rightly lists`
    pub fn line(&self, unsafe_fixes: bool) -> String {
        let mut line = match self.rewrites {
            0 => "no rewrites".to_owned(),
            n => format!("{} in {}", plural(n, "rewrite"), plural(self.files, "file")),
        };
        // With the flag, what is left of them was in the way of another rewrite.
        if self.only_unsafe > 0 && !unsafe_fixes {
            let more = if self.rewrites > 0 { " more" } else { "" };
            let _ = write!(line, " ({}{more} with --unsafe-fixes)", self.only_unsafe);
        }
        if self.advice > 0 {
            let _ = write!(line, ", {} advice", self.advice);
        }
        match self.needed {
            0 => {}
            1 => line.push_str(", 1 list rightly a list"),
            n => {
                let _ = write!(line, ", {n} lists rightly lists");
            }
        }
        if self.left_out > 0 {
            let _ = write!(line, ", {} left out by --verify", self.left_out);
        }
        if self.failed > 0 {
            let _ = write!(line, ", {} not handled", plural(self.failed, "file"));
        }
        line
    }

    /// The table of `--statistics`: a line for each transform that found something.
    pub fn table(&self) -> String {
        let mut table = String::from("  safe  unsafe  advice  needed  transform\n");
        for (code, count) in &self.codes {
            let Count { name, safe, doubtful, advice, needed } = count;
            let _ = writeln!(
                table,
                "{safe:6}  {doubtful:6}  {advice:6}  {needed:6}  {} {}",
                harmless(code),
                harmless(name)
            );
        }
        table
    }
}

/// A line for each rewrite of `report`: `path:line: CODE name: what it saves`.
pub fn rewrites(report: &FileReport) -> Vec<String> {
    let applied = |finding: &&Finding| is_told(finding) && finding.applied;
    lines_for(report, applied, |finding, _| match finding.gain.as_str() {
        "" => "rewritten".to_owned(),
        gain => format!("saves {gain}"),
    })
}

/// A line for each place that is right as it is, with the reasons.
pub fn needed(report: &FileReport) -> Vec<String> {
    let needed = |finding: &&Finding| finding.kind == Kind::Needed;
    lines_for(report, needed, |finding, lines| {
        let mut reasons: Vec<String> = Vec::new();
        for reason in &finding.reasons {
            let reason = sentence(report, reason, lines);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        format!("rightly a list: {}", reasons.join("; "))
    })
}

/// `path:line: CODE name: words`, for the findings that are `wanted`.
fn lines_for(
    report: &FileReport,
    wanted: impl Fn(&&Finding) -> bool,
    words: impl Fn(&Finding, &Lines) -> String,
) -> Vec<String> {
    let mut findings = report.findings.iter().filter(wanted).peekable();
    if findings.peek().is_none() {
        return Vec::new();
    }
    let text = &report.source.text;
    let lines = Lines::of(text);
    let path = shown(&report.source.path);
    findings
        .map(|finding| {
            let (row, _) = lines.place(text, finding.span.start);
            let words = words(finding, &lines);
            let words = format!("{} {}: {words}", finding.code, finding.name);
            format!("{path}:{row}: {}", harmless(&words))
        })
        .collect()
}

/// `1 file`, `2 files`
pub(super) fn plural(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
