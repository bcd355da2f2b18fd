//! Options in, exit code out.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use pyfix::error::{Error, Result};
use pyfix::examples;
use pyfix::git;
use pyfix::journal::Journal;
use pyfix::options::{ChoiceOptions, Color, Command, CommonOptions, Input, Mode, Options, Place, Settings};
use pyfix::pipeline::{judge_one, quiet_panics, read};
use pyfix::run::{Book, Status, Streams, run};
use pyfix::show::{self, Look, error_line};
use pyfix::transform::{self, Catalogue};
use pyfix::write;

fn main() -> ExitCode {
    quiet_panics();
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(usage) => return print_usage(&usage),
    };
    let color = options.common.color;
    let status = std::panic::catch_unwind(|| start(options))
        .unwrap_or_else(|_| Err(Error::new("internal error; please report it")));
    match status {
        Ok(status) => ExitCode::from(status as u8),
        Err(error) => {
            let look = err_look(color);
            let _ = writeln!(io::stderr(), "{}", error_line(&error, look));
            ExitCode::from(Status::Refused as u8)
        }
    }
}

/// Does what the options ask for.
fn start(mut options: Options) -> Result<Status> {
    match options.command.take() {
        Some(Command::List) => print(&list(&options.common)?),
        Some(Command::Explain { name }) => print(&explain(&options.common, &name)?),
        Some(Command::Why { place, choice }) => why(&place, choice, options.common),
        Some(Command::Undo { run }) => undo(run, options.common.color),
        Some(Command::History { all }) => print(&history(all, options.common.color)?),
        Some(Command::Test { paths }) => {
            let (report, passed) = examples::test(&paths)?;
            print(&report)?;
            Ok(if passed { Status::Done } else { Status::Left })
        }
        None => match Settings::of(options)? {
            Some(settings) => rewrite(&settings),
            None => {
                let help = Options::command().render_help();
                let _ = writeln!(io::stderr(), "{help}");
                Ok(Status::Refused)
            }
        },
    }
}

/// Rewrites, or shows what would be rewritten.
fn rewrite(settings: &Settings) -> Result<Status> {
    let engine = pyfix::engine(settings)?;
    let (mut out, out_look) = output(settings)?;
    let streams = Streams {
        input: &mut io::stdin().lock(),
        out: &mut out,
        out_look,
        err: &mut io::stderr(),
        err_look: err_look(settings.color),
    };
    run(settings, &engine, &book(settings)?, streams)
}

/// Where the run is written down.
fn book(settings: &Settings) -> Result<Book> {
    let writes = settings.mode == Mode::Apply && matches!(settings.input, Input::Paths(_));
    let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    let command = std::iter::once("pyfix".to_owned()).chain(words).collect();
    Ok(Book { journal: if writes { Journal::open()? } else { None }, command })
}

/// Puts back what a run wrote.
fn undo(run: Option<u64>, color: Color) -> Result<Status> {
    let journal = journal()?;
    recovered(&journal, color)?;
    let folder = here();
    let Some(undone) = write::undo(&journal, run, &folder)? else {
        return print(&show::no_run(&folder)).map(|_| Status::Left);
    };
    for error in &undone.errors {
        complain(error, color);
    }
    if undone.errors.is_empty() { print(&show::undone(&undone)) } else { Ok(Status::Refused) }
}

/// Ends what runs that were killed left half done, and says so.
fn recovered(journal: &Journal, color: Color) -> Result<()> {
    for recovered in write::recover(journal)? {
        let _ = writeln!(io::stderr(), "{}", show::recovered(&recovered));
        recovered.errors.iter().for_each(|error| complain(error, color));
    }
    Ok(())
}

/// Prints an error.
fn complain(error: &Error, color: Color) {
    let _ = writeln!(io::stderr(), "{}", error_line(error, err_look(color)));
}

/// The runs of the journal, a line each, the last one at the end.
fn history(all: bool, color: Color) -> Result<String> {
    let journal = journal()?;
    recovered(&journal, color)?;
    let folder = here();
    let mut text = String::new();
    for number in journal.numbers()? {
        let Some(state) = journal.state(number) else {
            continue;
        };
        let entry = journal.entry(number)?;
        if all || entry.is_below(&folder) {
            text.push_str(&show::run_line(number, &entry, state));
            text.push('\n');
        }
    }
    Ok(text)
}

/// The journal of this user.
fn journal() -> Result<Journal> {
    let none = || Error::new("there is no journal").help("PYFIX_STATE_DIR names the folder of one");
    Journal::open()?.ok_or_else(none)
}

/// The repository that this folder lies in, or the folder.
fn here() -> PathBuf {
    let folder = std::env::current_dir().and_then(|folder| folder.canonicalize()).unwrap_or_default();
    git::work_tree(&folder).unwrap_or(folder)
}

/// Tells what stands for and against a rewrite at a place.
fn why(place: &Place, choice: ChoiceOptions, common: CommonOptions) -> Result<Status> {
    let settings = Settings::of_one_file(&place.path, choice, common)?;
    let engine = pyfix::engine(&settings)?;
    let (_, look) = output(&settings)?;
    let report = judge_one(read(&place.path)?, &engine)?;
    match show::why(&report, place.line, look) {
        Ok(told) => print(&told),
        Err(nothing) => print(&nothing).map(|_| Status::Left),
    }
}

/// Where the diff or the findings go.
fn output(settings: &Settings) -> Result<(Box<dyn Write>, Look)> {
    let Some(path) = &settings.output_file else {
        let stdout = io::stdout();
        let look = Look { color: settings.color.on(&stdout), terminal: stdout.is_terminal() };
        return Ok((Box::new(BufWriter::new(stdout)), look));
    };
    let file = File::create(path).map_err(|error| Error::at(path, format!("cannot be written: {error}")))?;
    let look = Look { color: settings.color == Color::Always, terminal: false };
    Ok((Box::new(BufWriter::new(file)), look))
}

/// How messages are written.
fn err_look(color: Color) -> Look {
    let stderr = io::stderr();
    Look { color: color.on(&stderr), terminal: stderr.is_terminal() }
}

/// Prints help, the version, or what is wrong with the options.
fn print_usage(usage: &clap::Error) -> ExitCode {
    let _ = usage.print();
    ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(Status::Refused as u8))
}

/// Prints the answer of a command.
fn print(text: &str) -> Result<Status> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::new(format!("the output cannot be written: {error}")))
        }
        _ => Ok(Status::Done),
    }
}

/// The transforms that the options load.
fn catalogue(options: &CommonOptions) -> Result<Catalogue> {
    Catalogue::builtin()?.with_files(&options.transforms)
}

/// All transforms, a line each.
fn list(options: &CommonOptions) -> Result<String> {
    Ok(transform::list(&catalogue(options)?))
}

/// The page of the transform with this code or name.
fn explain(options: &CommonOptions, name: &str) -> Result<String> {
    transform::explain(&catalogue(options)?, name)
}
