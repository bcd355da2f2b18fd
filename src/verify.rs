//! Rewrites that break a command are left out: a copy of the project is rewritten first, the
//! command runs in it before and after, and where it fails the guilty rewrites are found by
//! halves. Nothing but what passed leaves the copy.

mod bisect;
mod command;
mod copy;
mod interrupt;
mod trial;

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::finding::{Judge, Rewrite};
use crate::write::Changes;

use command::Ran;
use trial::Trial;

/// The time limit of the first run, where none is given.
const FIRST: Duration = Duration::from_secs(1800);
/// The others may take so many times as long as the first,
const TIMES: u32 = 5;
/// and so much more.
const MORE: Duration = Duration::from_secs(60);
/// So many lines of a failing command are shown.
const LINES: usize = 20;

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// The folder that is copied.
    pub root: PathBuf,
    /// The folder in it that the command runs in.
    pub folder: PathBuf,
    /// The command, for the shell.
    pub command: &'a str,
    /// The time limit of each run, where one is given.
    pub limit: Option<Duration>,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Verified {
    /// For each file, for each of its rewrites: does it stay?
    pub kept: Vec<Vec<bool>>,
    /// The bytes of files of which a part stays, by their number.
    pub parts: Vec<(usize, Vec<u8>)>,
    /// The rewrites that are left out (file, rewrite), with the output that shows why.
    pub guilty: Vec<(usize, usize, String)>,
}

/// Runs the command before and after `changes`, whose files have these rewrites; `tell` gets
/// a line for each step.
///
/// # Errors
/// The command fails before anything is changed, or cannot be run; no copy can be made.
pub fn verify(
    request: &Request<'_>,
    changes: &mut Changes,
    rewrites: &[Vec<Rewrite>],
    judge: &dyn Judge,
    tell: &mut dyn FnMut(&str),
) -> Result<Verified> {
    let mut trial = Trial::new(request, changes, rewrites, judge, tell)?;
    let limit = request.limit.unwrap_or(FIRST);
    let before = trial.run("before", limit)?;
    if !before.passed {
        last_lines(&before.output).for_each(|line| (trial.tell)(line));
        return Err(broken(request, &before));
    }
    trial.limit = request.limit.unwrap_or(before.took * TIMES + MORE);
    let all: Vec<usize> = (0..trial.count()).collect();
    if trial.passes(&all)? {
        return Ok(Verified { kept: rewrites.iter().map(|of| vec![true; of.len()]).collect(), ..Verified::default() });
    }
    let mut outputs = vec![(all.clone(), std::mem::take(&mut trial.output))];
    let found = bisect::bisect(all.len(), &mut |set| {
        let passes = trial.passes(set)?;
        outputs.push((set.to_vec(), std::mem::take(&mut trial.output)));
        Ok(passes)
    })?;
    trial.verified(&found, &outputs)
}

/// The last lines of some output.
pub fn last_lines(output: &str) -> impl Iterator<Item = &str> {
    let lines = output.lines().count();
    output.lines().skip(lines.saturating_sub(LINES))
}

/// The error of a command that fails whatever pyfix does.
fn broken(request: &Request<'_>, ran: &Ran) -> Error {
    let message = format!("`{}` fails before anything is changed ({})", request.command, ran.how);
    Error::new(message).help("it runs in a copy of the project without .git")
}
