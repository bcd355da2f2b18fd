//! From paths to reports: many files at once, reports in path order.

use crate::finding::FileResult;
use crate::source::Source;

/// Whoever turns one source into a report. The engine of `check` does; tests may fake it.
pub trait Judge: Sync {
    /// Judges one file.
    ///
    /// # Errors
    /// Where the file cannot be handled at all.
    fn judge(&self, source: Source) -> FileResult;
}
