//! What is said of the journal: runs that were put right, undone, or are listed.

use std::fmt::Write;
use std::path::Path;

use super::summary::plural;
use super::{harmless, shown};
use crate::journal::{Entry, State};
use crate::write::{Recovered, Undone};

/// What became of a run that had been killed.
pub fn recovered(recovered: &Recovered) -> String {
    let Recovered { run, undo, kept, back, .. } = recovered;
    if *undo {
        return format!("run {run} was being undone when it was killed: {} put back", plural(*back, "file"));
    }
    let back = match back {
        0 => String::new(),
        n => format!(", {} as before", plural(*n, "file")),
    };
    format!("run {run} was killed: {} written{back}", plural(*kept, "file"))
}

/// What an undo did.
pub fn undone(undone: &Undone) -> String {
    let run = undone.run;
    match undone.files.as_slice() {
        [] => format!("run {run} was killed before it wrote anything: there is nothing to put back\n"),
        files => {
            let mut text = format!("run {run} is undone, {} put back\n", plural(files.len(), "file"));
            for file in files {
                let _ = writeln!(text, "  {}", shown(file));
            }
            text
        }
    }
}

/// A run in a line: `12  2026-11-25 21:17 UTC  3 files  undone  pyfix src  (/work)`
pub fn run_line(number: u64, entry: &Entry, state: State) -> String {
    let files = plural(entry.files.len(), "file");
    let state = match state {
        State::Undone => "undone",
        _ if entry.interrupted => "killed",
        _ => "",
    };
    let command = harmless(&entry.command.join(" ")).into_owned();
    let folder = shown(&entry.folder.path());
    format!("{number:4}  {}  {files:>9}  {state:6}  {command}  ({folder})", date(entry.time))
}

/// `2026-11-25 21:17 UTC`, of seconds since 1970.
fn date(time: u64) -> String {
    let (days, second) = (time / 86_400, time % 86_400);
    // Howard Hinnant, "chrono-compatible low-level date algorithms": eras of 400 years that
    // begin on 1 March.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + next;
    format!("{year}-{month:02}-{day:02} {:02}:{:02} UTC", second / 3600, second % 3600 / 60)
}

/// Where no run is found.
pub fn no_run(folder: &Path) -> String {
    format!("no run below {} is left to undo; `pyfix history --all` lists those elsewhere\n", shown(folder))
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates() {
        assert_eq!(date(0), "1970-01-01 00:00 UTC");
        assert_eq!(date(951_782_399), "2000-02-28 23:59 UTC");
        assert_eq!(date(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(date(1_764_105_454), "2025-11-25 21:17 UTC");
        assert_eq!(date(4_107_542_400), "2100-03-01 00:00 UTC");
    }
}
