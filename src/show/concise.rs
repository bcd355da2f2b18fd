//! A line for each finding.

use std::io::{self, Write};

use super::{Look, Show, headline, is_told};
use crate::finding::FileReport;
use crate::source::Lines;

/// `path:line:column: CODE [*] message`
#[derive(Debug)]
pub struct Concise {
    /// How to write to the stream.
    pub look: Look,
    /// The unsafe tier is applied too.
    pub unsafe_fixes: bool,
}

impl Show for Concise {
    fn report(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        if !report.findings.iter().any(is_told) {
            return Ok(());
        }
        let lines = Lines::of(&report.source.text);
        for finding in report.findings.iter().filter(|finding| is_told(finding)) {
            writeln!(out, "{}", headline(report, finding, &lines, self.unsafe_fixes, self.look))?;
        }
        Ok(())
    }
}
