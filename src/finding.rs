//! What pyfix says of one place, and of one file.

use std::ops::Range;

use crate::edit::Edit;
use crate::error::Error;
use crate::source::{Lines, Source};
use crate::verdict::{Obligation, Reason, Tier};

/// The outcome of a located place; "silent" places never become findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A rewrite, in the tier it was proved for (safe or unsafe).
    Fix(Tier),
    /// No rewrite, but an edit by hand would save memory.
    Advice,
    /// The sequence is rightly a sequence: counted, shown by `-v`, no finding.
    Needed,
}

/// One located and judged place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// `MEM101`
    pub code: String,
    /// `readlines-loop`
    pub name: String,
    /// What was found and what would be written instead, in one sentence without a full stop.
    pub message: String,
    /// What the rewrite saves, in one sentence.
    pub gain: String,
    /// What to do by hand, for advice.
    pub by_hand: String,
    /// Byte range in `FileReport::source.text`.
    pub span: Range<usize>,
    /// Fix, advice or needed.
    pub kind: Kind,
    /// Why it is not safe, or not a fix; spans are ranges of the original text.
    pub reasons: Vec<Reason>,
    /// What would be doubtful, were there not these reasons.
    pub doubts: Vec<Reason>,
    /// The obligations that were asked and hold.
    pub held: Vec<Obligation>,
    /// Why it is safe: the facts that were proved, a sentence each.
    pub proved: Vec<String>,
    /// The edits, as ranges of the original text; empty where a later pass found it.
    pub edits: Vec<Edit>,
    /// The rewrite is part of `FileReport::after`.
    pub applied: bool,
}

/// All that came out of one file.
#[derive(Debug)]
pub struct FileReport {
    /// The file as it was read.
    pub source: Source,
    /// The rewritten text, where something was rewritten.
    pub after: Option<String>,
    /// In order of position.
    pub findings: Vec<Finding>,
}

/// A rewrite that is part of a file's new text: what is remembered when the report is gone.
#[derive(Debug, Clone)]
pub struct Rewrite {
    /// `MEM101`
    pub code: String,
    /// `readlines-loop`
    pub name: String,
    /// What was found and what is written instead.
    pub message: String,
    /// What it saves.
    pub gain: String,
    /// A fix of this tier.
    pub kind: Kind,
    /// Byte range in the original text.
    pub span: Range<usize>,
    /// Its line there, 1-based.
    pub line: usize,
}

impl FileReport {
    /// The rewrites that are part of the new text.
    pub fn rewrites(&self) -> Vec<Rewrite> {
        let lines = Lines::of(&self.source.text);
        let applied = self.findings.iter().filter(|finding| finding.applied);
        let rewrite = |finding: &Finding| Rewrite {
            code: finding.code.clone(),
            name: finding.name.clone(),
            message: finding.message.clone(),
            gain: finding.gain.clone(),
            kind: finding.kind,
            span: finding.span.clone(),
            line: lines.place(&self.source.text, finding.span.start).0,
        };
        applied.map(rewrite).collect()
    }
}

/// One file's result, or why there is none.
pub type FileResult = std::result::Result<FileReport, Error>;

/// Which findings count: by their code, and their place in the original text.
pub type Wanted<'a> = &'a (dyn Fn(&str, &Range<usize>) -> bool + Sync);

/// Whoever turns one source into a report. The engine of `check` does; tests may fake it.
pub trait Judge: Sync {
    /// Judges one file, as if there were nothing in it but what is wanted.
    ///
    /// # Errors
    /// Where the file cannot be handled at all.
    fn judge_only(&self, source: Source, wanted: Wanted<'_>) -> FileResult;

    /// Judges one file.
    ///
    /// # Errors
    /// Where the file cannot be handled at all.
    fn judge(&self, source: Source) -> FileResult {
        self.judge_only(source, &|_, _| true)
    }
}
