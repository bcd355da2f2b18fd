//! The command line as it is written: one option is one field with its line of help.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::place::Place;
use crate::python::Version;

/// What stands below the options in `--help`.
const AFTER_HELP: &str = "\
Exit status: 0 nothing left to do, or all done; 1 after --dry-run or --check if a rewrite or an
advice is left, and always if a file could not be handled; 2 bad options, refused, internal error.

A folder that bears the name of a command is written ./list, ./undo and so on.
";

/// The command line as it is written.
#[derive(Debug, Parser)]
#[command(
    name = "pyfix",
    version,
    about = "Rewrites Python that holds everything in memory into Python that streams",
    after_help = AFTER_HELP,
    override_usage = "pyfix [OPTIONS] PATH...\n       pyfix --dry-run|--check [OPTIONS] [PATH...]\n       pyfix list|explain|why|undo|history|test ...",
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
    /// Which of the code.
    #[command(flatten)]
    pub recent: RecentOptions,
    /// How they are written.
    #[command(flatten)]
    pub writing: WriteOptions,
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
    /// Put the files back that the last run below this folder wrote
    Undo {
        /// Another run, as `history` numbers them
        run: Option<u64>,
    },
    /// List the runs that wrote files below this folder
    History {
        /// Those elsewhere too
        #[arg(long)]
        all: bool,
    },
    /// Run the examples of transforms and say what differs
    Test {
        /// Files or folders of transforms
        #[arg(value_name = "FILE|DIR", required = true)]
        paths: Vec<PathBuf>,
    },
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

/// How files are written.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Writing")]
pub struct WriteOptions {
    /// Write files too that have uncommitted changes
    #[arg(long)]
    pub allow_dirty: bool,
    /// Write files too whose changes are all staged
    #[arg(long)]
    pub allow_staged: bool,
    /// Run a command in a copy before and after, and leave out the rewrites it fails with
    #[arg(long, value_name = "COMMAND")]
    pub verify: Option<String>,
    /// End each run of that command after so many seconds [default: 1800, then 60 + 5 times the first]
    #[arg(long, value_name = "SECONDS", requires = "verify", value_parser = clap::value_parser!(u64).range(1..))]
    pub verify_timeout: Option<u64>,
    /// Make a commit of all that one transform, file or package changes
    #[arg(long, value_enum, value_name = "GROUP", conflicts_with_all = ["allow_dirty", "allow_staged"])]
    pub commit_per: Option<CommitPer>,
}

/// What is one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CommitPer {
    /// All rewrites of one transform.
    Transform,
    /// All rewrites of one file.
    File,
    /// All rewrites of one package, or of a folder outside of packages.
    Package,
}

/// Which of the code.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct RecentOptions {
    /// Look at files alone that changed since the branch left this commit
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
    /// Look at changed lines alone (since REV, or what is not committed)
    #[arg(long)]
    pub changed_lines: bool,
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
