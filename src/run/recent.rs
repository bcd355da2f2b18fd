//! A judge that sees nothing but what changed since a revision.

use std::ops::{Range, RangeInclusive};
use std::path::PathBuf;

use crate::error::Result;
use crate::finding::{FileResult, Judge, Wanted};
use crate::git::{Changed, changed_since};
use crate::options::Settings;
use crate::source::Source;

/// What changed, and whether lines count, not files alone.
pub(super) struct Recent {
    changed: Changed,
    lines: bool,
}

impl Recent {
    /// What the settings ask for, if they do.
    pub(super) fn of(settings: &Settings, paths: &[PathBuf]) -> Result<Option<Recent>> {
        let revision = match &settings.since {
            Some(revision) => revision,
            None if settings.changed_lines => "HEAD",
            None => return Ok(None),
        };
        Ok(Some(Recent { changed: changed_since(revision, paths)?, lines: settings.changed_lines }))
    }

    /// Leaves the files that changed.
    pub(super) fn keep(&self, files: &mut Vec<PathBuf>) {
        files.retain(|path| self.changed.of(path).is_some());
    }
}

/// `judge`, for what is recent alone.
pub(super) struct RecentJudge<'a> {
    pub(super) recent: &'a Recent,
    pub(super) judge: &'a dyn Judge,
}

impl Judge for RecentJudge<'_> {
    fn judge_only(&self, source: Source, wanted: Wanted<'_>) -> FileResult {
        if !self.recent.lines {
            return self.judge.judge_only(source, wanted);
        }
        let ends: Vec<usize> = source.text.match_indices('\n').map(|(at, _)| at).collect();
        let changed = self.recent.changed.of(&source.path);
        let touched = |span: &Range<usize>| changed.is_some_and(|changed| changed.touch(&lines(&ends, span)));
        self.judge.judge_only(source, &|code, span| wanted(code, span) && touched(span))
    }
}

/// The lines of a span, 1-based, as git counts them.
fn lines(ends: &[usize], span: &Range<usize>) -> RangeInclusive<usize> {
    let line = |at: usize| ends.partition_point(|end| *end < at) + 1;
    line(span.start)..=line(span.end.saturating_sub(1).max(span.start))
}
