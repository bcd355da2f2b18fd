//! One run: judge all files, show what came out, write what changed.
//!
//! Nothing is written before everything is judged: no file is judged beside half-written
//! ones, and git is asked about all files that would be written before the first is.

mod commits;
mod recent;
mod verified;
mod writing;

use std::io::{self, ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::discover::discover;
use crate::error::{Error, Result};
use crate::finding::{FileReport, FileResult, Judge};
use crate::options::{Format, Input, Mode, Settings};
use crate::pipeline;
use crate::show::{self, Concise, Diff, Full, Json, Look, Nothing, Show, Summary};
use crate::source::Source;

use recent::{Recent, RecentJudge};
pub use writing::Book;
use writing::Pending;

/// How a run ended; the number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing is left to do, or all is done.
    Done = 0,
    /// A diff or a finding is left, or a file could not be handled.
    Left = 1,
    /// Nothing was done.
    Refused = 2,
}

/// The streams of a run, and how to write to them.
pub struct Streams<'a> {
    /// Where `-` is read from.
    pub input: &'a mut dyn Read,
    /// For the diff, the findings, the result of standard input.
    pub out: &'a mut dyn Write,
    /// How `out` is to be written to.
    pub out_look: Look,
    /// For messages.
    pub err: &'a mut dyn Write,
    /// How `err` is to be written to.
    pub err_look: Look,
}

/// Does what `settings` say, with `judge` for the files.
///
/// # Errors
/// What stops the whole run: a bad glob, a stream that takes no more, git.
pub fn run<'a>(settings: &'a Settings, judge: &dyn Judge, book: &'a Book, streams: Streams<'a>) -> Result<Status> {
    let show = form(settings, streams.out_look);
    let mut run = Run { settings, book, show, streams, summary: Summary::default(), failure: None };
    match &settings.input {
        Input::Stdin(name) => run.stdin(name, judge),
        Input::Paths(paths) => run.files(paths, judge),
    }
}

/// The form in which reports are shown.
fn form(settings: &Settings, look: Look) -> Box<dyn Show> {
    let unsafe_fixes = settings.unsafe_fixes;
    match (settings.format, settings.mode) {
        (Some(Format::Full), _) => Box::new(Full { look, unsafe_fixes }),
        (Some(Format::Concise), _) => Box::new(Concise { look, unsafe_fixes }),
        (Some(Format::Json), _) => Box::new(Json::default()),
        (None, Mode::DryRun) => Box::new(Diff { look }),
        (None, _) => Box::new(Nothing),
    }
}

/// A run on its way.
struct Run<'a> {
    settings: &'a Settings,
    book: &'a Book,
    streams: Streams<'a>,
    show: Box<dyn Show>,
    summary: Summary,
    /// What stopped it.
    failure: Option<Error>,
}

impl Run<'_> {
    /// Judges, shows and writes files.
    fn files(&mut self, paths: &[PathBuf], judge: &dyn Judge) -> Result<Status> {
        if self.settings.mode == Mode::Apply {
            self.recover()?;
        }
        let mut found = discover(paths, &self.settings.exclude)?;
        let recent = Recent::of(self.settings, paths)?;
        if let Some(recent) = &recent {
            recent.keep(&mut found.files);
        }
        let judge = match &recent {
            Some(recent) => &RecentJudge { recent, judge },
            None => judge,
        };
        for error in &found.errors {
            self.fail(error);
        }
        let mut pending = match self.settings.mode {
            Mode::Apply => Some(Pending::new()?),
            Mode::DryRun | Mode::Check => None,
        };
        pipeline::run(&found.files, self.settings.jobs, judge, |result| self.take(result, pending.as_mut()))?;
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        if let Some(pending) = pending
            && !self.write(pending, judge)?
        {
            self.end_output()?;
            return Ok(Status::Refused);
        }
        self.finish()
    }

    /// Judges standard input; what cannot be handled comes out as it went in.
    fn stdin(&mut self, name: &Path, judge: &dyn Judge) -> Result<Status> {
        let mut bytes = Vec::new();
        let failed = |error: io::Error| Error::at(name, format!("cannot be read: {error}"));
        self.streams.input.read_to_end(&mut bytes).map_err(failed)?;
        let result = Source::decode(name, &bytes).and_then(|source| pipeline::judge_one(source, judge));
        let mut after = None;
        match result.and_then(with_bytes) {
            Err(error) => self.fail(&error),
            Ok((report, changed)) => {
                let _ = self.told(report)?;
                after = changed.map(|(_, after)| after);
            }
        }
        if self.settings.mode == Mode::Apply && self.settings.format.is_none() {
            let out = &mut self.streams.out;
            let _ = goes_on(out.write_all(after.as_ref().unwrap_or(&bytes)))?;
        }
        self.finish()
    }

    /// Takes one file's result.
    fn take(&mut self, result: FileResult, pending: Option<&mut Pending>) -> ControlFlow<()> {
        let done = match result.and_then(with_bytes) {
            Err(error) => {
                self.fail(&error);
                return ControlFlow::Continue(());
            }
            Ok((report, changed)) => {
                let kept = match (pending, changed) {
                    (Some(pending), Some((before, after))) => {
                        pending.add(&report.source.path, &before, &after, report.rewrites())
                    }
                    _ => Ok(()),
                };
                kept.and_then(|()| self.told(report))
            }
        };
        match done {
            Ok(flow) => flow,
            Err(error) => {
                self.failure = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Counts and shows one report.
    fn told(&mut self, mut report: FileReport) -> Result<ControlFlow<()>> {
        self.summary.add(&report);
        if self.settings.mode == Mode::DryRun {
            self.say_all(&show::rewrites(&report));
        }
        if self.settings.verbose {
            self.say_all(&show::needed(&report));
        }
        if self.settings.mode == Mode::Apply {
            report.findings.retain(|finding| !finding.applied); // what is left
        }
        let flow = goes_on(self.show.report(&report, self.streams.out))?;
        // Writing goes on without a reader.
        let writes = self.settings.mode == Mode::Apply;
        Ok(if writes { ControlFlow::Continue(()) } else { flow })
    }

    /// Ends the run: the output, the summary, the status.
    fn finish(&mut self) -> Result<Status> {
        self.end_output()?;
        if self.settings.statistics {
            let _ = write!(self.streams.err, "{}", self.summary.table());
        }
        let line = self.summary.line(self.settings.unsafe_fixes);
        self.say_all(&[line]);
        Ok(self.status())
    }

    /// Ends what stands on the output.
    fn end_output(&mut self) -> Result<()> {
        let ended = self.show.finish(self.streams.out);
        let _ = goes_on(ended.and_then(|()| self.streams.out.flush()))?;
        Ok(())
    }

    /// What is left when all is shown and written.
    fn status(&self) -> Status {
        let looked = self.settings.mode != Mode::Apply;
        let left = looked && self.summary.has_findings() && !self.settings.exit_zero;
        if left || self.summary.failed() > 0 || self.summary.left_out() > 0 { Status::Left } else { Status::Done }
    }

    /// A file could not be handled; the rest goes on.
    fn fail(&mut self, error: &Error) {
        self.summary.fail();
        self.error(error);
    }

    /// Prints an error. (Nobody can be told that messages cannot be printed.)
    fn error(&mut self, error: &Error) {
        let line = show::error_line(error, self.streams.err_look);
        let _ = writeln!(self.streams.err, "{line}");
    }

    /// Prints a warning, unless errors alone are wanted.
    fn warn(&mut self, warning: &Error) {
        let line = show::warning_line(warning, self.streams.err_look);
        self.say_all(&[line]);
    }

    /// Prints messages, unless errors alone are wanted.
    fn say_all(&mut self, lines: &[String]) {
        if !self.settings.quiet {
            for line in lines {
                let _ = writeln!(self.streams.err, "{line}");
            }
        }
    }
}

/// The bytes of a file before and after.
type Changed = (Vec<u8>, Vec<u8>);

/// A report with the old and the new bytes, where they differ.
fn with_bytes(report: FileReport) -> Result<(FileReport, Option<Changed>)> {
    let changed = match &report.after {
        Some(after) if *after != report.source.text => {
            let before = report.source.encode(&report.source.text)?;
            Some((before, report.source.encode(after)?))
        }
        _ => None,
    };
    Ok((report, changed))
}

/// Whether there is a reader still; one who went away (`| head`) is no error.
fn goes_on(written: io::Result<()>) -> Result<ControlFlow<()>> {
    match written {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        Err(error) => Err(Error::new(format!("the output cannot be written: {error}"))),
    }
}

#[cfg(test)]
mod tests;
