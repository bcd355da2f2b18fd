//! The command line: [`Options`] is how it is written, [`Settings`] is what it means.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::error::{Error, Result};
use crate::python::Version;

/// What stands below the options in `--help`.
const AFTER_HELP: &str = "\
Exit status: 0 nothing left to do, or all done; 1 after --dry-run or --check if a rewrite or an
advice is left, and always if a file could not be handled; 2 bad options, refused, internal error.

A folder that bears the name of a command is written ./list, ./explain, ./why or ./test.
";

/// The command line as it is written.
#[derive(Debug, Parser)]
#[command(
    name = "pyfix",
    version,
    about = "Rewrites Python that holds everything in memory into Python that streams",
    after_help = AFTER_HELP,
    override_usage = "pyfix [OPTIONS] PATH...\n       pyfix --dry-run|--check [OPTIONS] [PATH...]\n       pyfix list|explain|why|test ...",
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub struct Options {
    /// A command, where the first word is one.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Files and folders to rewrite in place; `-` reads standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What to do with them.
    #[command(flatten)]
    pub mode: ModeOptions,
    /// Which rewrites.
    #[command(flatten)]
    pub choice: ChoiceOptions,
    /// What is shown.
    #[command(flatten)]
    pub output: OutputOptions,
    /// What holds for the commands too.
    #[command(flatten)]
    pub common: CommonOptions,
}

/// The commands beside rewriting.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List all transforms
    List,
    /// Explain one transform, by code or name
    Explain {
        /// A code (MEM101) or a name (readlines-loop)
        name: String,
    },
    /// Tell what stands for and against a rewrite at a place
    Why {
        /// A line of a file
        #[arg(value_name = "PATH:LINE")]
        place: Place,
        /// Which transforms, what is known of the code
        #[command(flatten)]
        choice: ChoiceOptions,
    },
    /// Run the examples of transforms and say what differs
    Test {
        /// Files or folders of transforms
        #[arg(value_name = "FILE|DIR", required = true)]
        paths: Vec<PathBuf>,
    },
}

/// A line of a file, as editors and linters write it: `path:line`, a column may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// 1-based.
    pub line: usize,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let parts: Vec<&str> = text.rsplitn(3, ':').collect();
        let line = |text: &str| text.parse().ok().filter(|line| *line > 0);
        let (path, line) = match parts.as_slice() {
            [column, middle, first] if line(column).and(line(middle)).is_some() => (first.to_string(), line(middle)),
            [last, rest @ ..] => (rest.iter().rev().copied().collect::<Vec<_>>().join(":"), line(last)),
            [] => (String::new(), None),
        };
        match line.filter(|_| !path.is_empty()) {
            Some(line) => Ok(Place { path: PathBuf::from(path), line }),
            None => Err("write it as PATH:LINE, such as src/read.py:12".to_owned()),
        }
    }
}

/// Apply, or only show.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Mode")]
pub struct ModeOptions {
    /// Print the unified diff and touch nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Print the summary alone and touch nothing
    #[arg(long, conflicts_with = "dry_run")]
    pub check: bool,
    /// Apply the rewrites too that are safe only if nothing raises
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Write files too that have uncommitted changes
    #[arg(long)]
    pub allow_dirty: bool,
    /// The name to show for standard input
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<PathBuf>,
    /// Exit with 0 even if findings are left
    #[arg(long)]
    pub exit_zero: bool,
    /// How many files to work on at once [default: one a processor]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Do not use a cache (there is none yet)
    #[arg(long)]
    pub no_cache: bool,
}

/// Which files, which transforms, what is known of the code.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct ChoiceOptions {
    /// Use these transforms alone: codes, prefixes, names or ALL
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Use these transforms too
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub extend_select: Vec<String>,
    /// Do not use these transforms
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Leave out files and folders (globs as in .gitignore)
    #[arg(long, value_name = "GLOBS", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// The oldest Python the result must run on [default: requires-python, else 3.9]
    #[arg(long, value_name = "VERSION")]
    pub target_version: Option<Version>,
    /// No code outside the project calls or imports it
    #[arg(long)]
    pub closed_world: bool,
    /// Facts about functions of a library of yours (the form of src/python/knowledge)
    #[arg(long, value_name = "FILE")]
    pub knowledge: Vec<PathBuf>,
}

/// What is shown and where.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Print findings in this form (instead of the diff)
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub output_format: Option<Format>,
    /// Write the diff or the findings to a file
    #[arg(short, long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// Count the findings of each transform
    #[arg(long)]
    pub statistics: bool,
}

/// Options that the commands take too.
#[derive(Debug, Args)]
pub struct CommonOptions {
    /// Load more transforms
    #[arg(long, value_name = "FILE|DIR", global = true, help_heading = "Selection")]
    pub transforms: Vec<PathBuf>,
    /// Print errors alone
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,
    /// Print too what rightly stays as it is, and why
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
    /// When to use colours (auto respects NO_COLOR)
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true, help_heading = "Output")]
    pub color: Color,
}

/// The form of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the code, what is saved, and why it is safe or why not.
    Full,
    /// A line each.
    Concise,
    /// An array of objects.
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

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
        let options = Options { command: None, paths, mode, choice, output: OutputOptions::default(), common };
        Settings::of(options)?.ok_or_else(|| Error::new("there is nothing to look at"))
    }

    /// The meaning of `options`; `None` where they ask for nothing (help is due).
    ///
    /// # Errors
    /// Standard input beside other paths.
    pub fn of(options: Options) -> Result<Option<Settings>> {
        let Options { paths, mode: flags, choice, output, common, .. } = options;
        let mode = match (flags.dry_run, flags.check) {
            (true, _) => Mode::DryRun,
            (_, true) => Mode::Check,
            _ => Mode::Apply,
        };
        if paths.is_empty() && mode == Mode::Apply {
            return Ok(None);
        }
        Ok(Some(Settings {
            mode,
            input: input(paths, flags.stdin_filename)?,
            select: choice.select,
            extend_select: choice.extend_select,
            ignore: choice.ignore,
            exclude: choice.exclude,
            transforms: common.transforms,
            knowledge: choice.knowledge,
            target: choice.target_version,
            unsafe_fixes: flags.unsafe_fixes,
            closed_world: choice.closed_world,
            allow_dirty: flags.allow_dirty,
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

impl Color {
    /// Whether to use colours on `stream`.
    pub fn on<S: anstream::stream::RawStream + IsTerminal>(self, stream: &S) -> bool {
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
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
