//! Edits and patches: what a rewrite changes, as byte ranges of one text.

pub mod imports;
pub mod layout;

use std::ops::Range;

use crate::verdict::Reason;

/// Replace the bytes of `range` by `text`. Edits of one patch never overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte range of the text that is edited.
    pub range: Range<usize>,
    /// What stands there afterwards; line ends are those of the file.
    pub text: String,
}

/// Edits that are applied together or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patch {
    /// In order of position.
    pub edits: Vec<Edit>,
    /// What the proof looked at: another patch that meets it waits for the next pass.
    pub scope: Range<usize>,
}

impl Patch {
    /// The text with all edits applied; `None` where edits overlap or leave the text.
    pub fn apply(&self, text: &str) -> Option<String> {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for edit in edits {
            out.push_str(text.get(done..edit.range.start)?);
            out.push_str(&edit.text);
            done = edit.range.end;
        }
        out.push_str(text.get(done..)?);
        Some(out)
    }
}

/// What a rewriter answers: edits, or the reason why it cannot be written down.
pub type Rewritten = Result<Vec<Edit>, Reason>;
