//! What pyfix says of one place, and of one file.

use std::ops::Range;

use crate::edit::Edit;
use crate::error::Error;
use crate::source::Source;
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

/// One file's result, or why there is none.
pub type FileResult = std::result::Result<FileReport, Error>;

/// Whoever turns one source into a report. The engine of `check` does; tests may fake it.
pub trait Judge: Sync {
    /// Judges one file.
    ///
    /// # Errors
    /// Where the file cannot be handled at all.
    fn judge(&self, source: Source) -> FileResult;
}
