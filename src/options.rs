//! The command line: [`Options`] is how it is written, [`Settings`] is what it means.

mod args;
mod place;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::python::Version;

pub use args::{
    ChoiceOptions, Color, Command, CommitPer, CommonOptions, Format, ModeOptions, Options, OutputOptions,
    RecentOptions, WriteOptions,
};
pub use place::Place;

/// What happens to the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are rewritten.
    Apply,
    /// The diff, or the findings, are printed.
    DryRun,
    /// The summary is printed.
    Check,
}

/// Where the code comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// Standard input, to be called by this name.
    Stdin(PathBuf),
}

/// What the command line means; all the engine and the run need.
#[derive(Debug)]
pub struct Settings {
    /// What happens to the files.
    pub mode: Mode,
    /// Where the code comes from.
    pub input: Input,
    /// Codes, prefixes, names or `ALL`; empty means the default, all.
    pub select: Vec<String>,
    /// What is selected beside that.
    pub extend_select: Vec<String>,
    /// What is not.
    pub ignore: Vec<String>,
    /// Globs of files and folders to leave out.
    pub exclude: Vec<String>,
    /// Users' transforms.
    pub transforms: Vec<PathBuf>,
    /// Users' facts about library functions.
    pub knowledge: Vec<PathBuf>,
    /// The Python version of all files, if it is given.
    pub target: Option<Version>,
    /// The unsafe tier is applied too.
    pub unsafe_fixes: bool,
    /// No code outside the project calls it.
    pub closed_world: bool,
    /// Files with uncommitted changes are written too.
    pub allow_dirty: bool,
    /// Only files that changed since this revision.
    pub since: Option<String>,
    /// Only lines that changed since then, or since the last commit.
    pub changed_lines: bool,
    /// A command that must pass.
    pub verify: Option<String>,
    /// The time limit of each run of it, where one is given.
    pub verify_limit: Option<Duration>,
    /// What is one commit, where commits are asked for.
    pub commit_per: Option<CommitPer>,
    /// Files whose changes are all staged are written too.
    pub allow_staged: bool,
    /// Findings are left, the exit status is 0 all the same.
    pub exit_zero: bool,
    /// Threads.
    pub jobs: NonZeroUsize,
    /// The form of the findings, where findings are asked for.
    pub format: Option<Format>,
    /// Where the diff or the findings go, if not to standard output.
    pub output_file: Option<PathBuf>,
    /// A table of codes.
    pub statistics: bool,
    /// Errors alone.
    pub quiet: bool,
    /// Needed places too.
    pub verbose: bool,
    /// When to use colours.
    pub color: Color,
}

impl Settings {
    /// The settings of a look at one file, which is not changed.
    ///
    /// # Errors
    /// As [`Settings::of`].
    pub fn of_one_file(path: &Path, choice: ChoiceOptions, common: CommonOptions) -> Result<Settings> {
        let mode = ModeOptions { check: true, ..ModeOptions::default() };
        let paths = vec![path.to_owned()];
        let (recent, writing, output) = Default::default();
        let options = Options { command: None, paths, mode, choice, recent, writing, output, common };
        Settings::of(options)?.ok_or_else(|| Error::new("there is nothing to look at"))
    }

    /// The meaning of `options`; `None` where they ask for nothing (help is due).
    ///
    /// # Errors
    /// Standard input beside other paths.
    pub fn of(options: Options) -> Result<Option<Settings>> {
        let Options { paths, mode: flags, choice, recent, writing, output, common, .. } = options;
        let mode = match (flags.dry_run, flags.check) {
            (true, _) => Mode::DryRun,
            (_, true) => Mode::Check,
            _ => Mode::Apply,
        };
        if paths.is_empty() && mode == Mode::Apply {
            return Ok(None);
        }
        let input = input(paths, flags.stdin_filename)?;
        let git = recent.since.is_some() || recent.changed_lines;
        let writes = writing.verify.is_some() || writing.commit_per.is_some();
        if matches!(input, Input::Stdin(_)) && (git || writes) {
            return Err(Error::new("git and --verify know files, not standard input"));
        }
        if mode != Mode::Apply && writes {
            return Err(Error::new("--verify and --commit-per write files, --dry-run and --check do not"));
        }
        Ok(Some(Settings {
            mode,
            input,
            select: choice.select,
            extend_select: choice.extend_select,
            ignore: choice.ignore,
            exclude: choice.exclude,
            transforms: common.transforms,
            knowledge: choice.knowledge,
            target: choice.target_version,
            unsafe_fixes: flags.unsafe_fixes,
            closed_world: choice.closed_world,
            allow_dirty: writing.allow_dirty,
            since: recent.since,
            changed_lines: recent.changed_lines,
            verify: writing.verify,
            verify_limit: writing.verify_timeout.map(Duration::from_secs),
            commit_per: writing.commit_per,
            allow_staged: writing.allow_staged,
            exit_zero: flags.exit_zero,
            jobs: flags.jobs.unwrap_or_else(processors),
            format: output.output_format,
            output_file: output.output_file,
            statistics: output.statistics,
            quiet: common.quiet,
            verbose: common.verbose > 0,
            color: common.color,
        }))
    }
}

/// Standard input stands alone; no path is the current folder.
fn input(paths: Vec<PathBuf>, stdin_filename: Option<PathBuf>) -> Result<Input> {
    let stdin = Path::new("-");
    match paths.as_slice() {
        [] => Ok(Input::Paths(vec![PathBuf::from(".")])),
        [only] if only == stdin => Ok(Input::Stdin(stdin_filename.unwrap_or_else(|| stdin.to_owned()))),
        several if several.iter().any(|path| path == stdin) => {
            Err(Error::new("`-` (standard input) stands alone").help("a file of that name is written ./-"))
        }
        _ => Ok(Input::Paths(paths)),
    }
}

/// One thread a processor.
fn processors() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

#[cfg(test)]
mod tests;
