//! What a user sees: the diff or the findings on one stream, the summary on the other.
//!
//! Each form is a [`Show`]; it gets the reports one by one, in path order, and keeps none.

mod commit;
mod concise;
mod diff;
mod full;
mod json;
mod runs;
mod summary;
mod why;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use annotate_snippets::normalize_untrusted_str;

use crate::error::Error;
use crate::finding::{FileReport, Finding, Kind};
use crate::source::Lines;
use crate::verdict::Tier;

pub use commit::commit_message;
pub use concise::Concise;
pub use diff::Diff;
pub use full::Full;
pub use json::Json;
pub use runs::{no_run, recovered, run_line, undone};
pub use summary::{Summary, needed, rewrites};
pub use why::why;

/// One form in which reports are shown.
pub trait Show {
    /// Shows one report.
    ///
    /// # Errors
    /// The stream takes no more.
    fn report(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()>;

    /// Ends the output, after the last report.
    ///
    /// # Errors
    /// The stream takes no more.
    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Nothing is shown: the summary is enough.
#[derive(Debug)]
pub struct Nothing;

impl Show for Nothing {
    fn report(&mut self, _: &FileReport, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// How a stream is to be written to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// With colours.
    pub color: bool,
    /// A person reads it directly: nothing in it may steer the terminal.
    pub terminal: bool,
}

impl Look {
    /// `text` in `style`, where colours are on.
    fn paint(self, style: anstyle::Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// The styles of all forms.
mod style {
    use anstyle::{AnsiColor, Style};

    pub(super) const PATH: Style = Style::new().bold();
    pub(super) const CODE: Style = AnsiColor::Red.on_default().bold();
    pub(super) const FIXABLE: Style = AnsiColor::Cyan.on_default();
    pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
    pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
    pub(super) const ADDED: Style = AnsiColor::Green.on_default();
    pub(super) const REMOVED: Style = AnsiColor::Red.on_default();
    pub(super) const HUNK: Style = AnsiColor::Cyan.on_default();
}

/// `text` without anything that steers a terminal.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !c.is_control() && (c.is_ascii() || c.is_alphanumeric())) {
        return Cow::Borrowed(text);
    }
    let text = text.replace(['\n', '\r', '\t'], " ");
    let text = text.replace(is_c1, "\u{fffd}");
    Cow::Owned(normalize_untrusted_str(&text))
}

/// Controls beyond ASCII, such as U+009B, which begins an escape sequence too.
fn is_c1(c: char) -> bool {
    c.is_control() && !c.is_ascii()
}

/// `path` for people to read.
pub fn shown(path: &Path) -> String {
    harmless(&path.display().to_string()).into_owned()
}

/// The line that tells of an error.
pub fn error_line(error: &Error, look: Look) -> String {
    let word = look.paint(style::ERROR, "error:");
    format!("{word} {}", harmless(&error.to_string()))
}

/// The line that tells of something that is no error.
pub fn warning_line(warning: &Error, look: Look) -> String {
    let word = look.paint(style::WARNING, "warning:");
    format!("{word} {}", harmless(&warning.to_string()))
}

/// A line of `--verify`: a step of it, or what the command printed.
pub fn verify_line(line: &str) -> String {
    format!("verify: {}", harmless(line))
}

/// Whether `finding` is one that the outside hears of.
pub fn is_told(finding: &Finding) -> bool {
    finding.kind != Kind::Needed
}

/// Whether `finding` would be fixed by a run with these options.
fn is_fixable(finding: &Finding, unsafe_fixes: bool) -> bool {
    match finding.kind {
        Kind::Fix(Tier::Safe) => true,
        Kind::Fix(tier) => unsafe_fixes && tier == Tier::Unsafe,
        Kind::Advice | Kind::Needed => false,
    }
}

/// `path:line:column: CODE [*] message`
fn headline(report: &FileReport, finding: &Finding, lines: &Lines, unsafe_fixes: bool, look: Look) -> String {
    let (row, column) = lines.place(&report.source.text, finding.span.start);
    let path = look.paint(style::PATH, &shown(&report.source.path));
    let code = look.paint(style::CODE, &harmless(&finding.code));
    let mark = if is_fixable(finding, unsafe_fixes) {
        format!(" {}", look.paint(style::FIXABLE, "[*]"))
    } else {
        String::new()
    };
    let message = harmless(&finding.message);
    let hint = match finding.kind {
        Kind::Fix(Tier::Unsafe) if !unsafe_fixes => " (with --unsafe-fixes)",
        _ => "",
    };
    format!("{path}:{row}:{column}: {code}{mark} {message}{hint}")
}

#[cfg(test)]
mod tests;
