//! Runs the examples of transforms: the manual is the test.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use std::path::PathBuf;

use similar::TextDiff;

use crate::check::{Engine, EngineSettings};
use crate::error::Result;
use crate::finding::{FileReport, Finding, Judge, Kind};
use crate::parse::Module;
use crate::python::knowledge::Knowledge;
use crate::python::project::Surroundings;
use crate::source::Source;
use crate::target::Targets;
use crate::transform::{Catalogue, Example, Shape, Transform, Vocabulary};

/// Runs all examples of the transforms in these files and folders: what differs, as
/// text, and whether all is well.
///
/// # Errors
/// A file that cannot be read or loaded.
pub fn test(paths: &[PathBuf]) -> Result<(String, bool)> {
    test_all(&Catalogue::empty(Vocabulary::builtin()).with_files(paths)?)
}

/// Runs all examples of a catalogue; see [`test`].
///
/// # Errors
/// A query that does not compile.
pub fn test_all(catalogue: &Catalogue) -> Result<(String, bool)> {
    let mut out = String::new();
    let mut well = true;
    for transform in catalogue.transforms() {
        let mut failed = 0;
        for result in run_examples(catalogue, transform) {
            if let Some(complaint) = result? {
                failed += 1;
                out.push_str(&complaint);
            }
        }
        let count = transform.examples.len();
        let result = match failed {
            0 => "ok".to_owned(),
            _ => format!("{failed} failed"),
        };
        let s = if count == 1 { "" } else { "s" };
        let (code, name) = (&transform.code, &transform.name);
        let _ = writeln!(out, "{code} {name}: {count} example{s}, {result}");
        well &= failed == 0;
    }
    Ok((out, well))
}

/// Runs the examples of a transform one after the other, with that transform alone: for each what is
/// wrong, if anything is, or the error of a query that does not compile.
pub fn run_examples<'t>(
    catalogue: &Catalogue,
    transform: &'t Transform,
) -> impl Iterator<Item = Result<Option<String>>> + use<'t> {
    let alone = catalogue.only(|other| other.code == transform.code);
    // What a query compiles to serves all examples for the same Python.
    let mut engines = BTreeMap::new();
    transform.examples.iter().map(move |example| {
        let (safe, all) = match engines.entry(example.target) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(free) => free.insert((engine(&alone, example, false)?, engine(&alone, example, true)?)),
        };
        let wrong = Run { safe, all, example }.check().err().map(|wrong| {
            let path = transform.path.display();
            let title = example.title.as_ref().map_or(String::new(), |t| format!(" ({t})"));
            format!("{path}:{}: example{title}: {wrong}\n", example.line)
        });
        Ok(wrong)
    })
}

fn engine(alone: &Catalogue, example: &Example, unsafe_fixes: bool) -> Result<Engine> {
    let settings = EngineSettings {
        unsafe_fixes,
        targets: Targets::new(Some(example.target)),
        surroundings: Surroundings::Alone,
        knowledge: Knowledge::get().clone(),
    };
    Engine::new(alone.clone(), settings)
}

/// What is wrong with an example.
type Check = std::result::Result<(), String>;

/// An example and the engines of both tiers.
struct Run<'e> {
    safe: &'e Engine,
    all: &'e Engine,
    example: &'e Example,
}

impl Run<'_> {
    fn check(&self) -> Check {
        if !parses(&self.example.code) {
            return Err("its code cannot be parsed".to_owned());
        }
        match &self.example.shape {
            Shape::Safe(after) => {
                gives(self.safe, &self.example.code, after)?;
                still(self.safe, after)
            }
            Shape::Unsafe(after) => {
                let report = self.untouched(self.safe)?;
                let doubted = |f: &Finding| matches!(f.kind, Kind::Fix(_));
                if !report.findings.iter().any(doubted) {
                    return Err(format!("no rewrite is found{}", seen(&report)));
                }
                gives(self.all, &self.example.code, after)?;
                still(self.all, after)
            }
            Shape::Report(because) => self.refused(Kind::Advice, because),
            Shape::Needed(because) => self.refused(Kind::Needed, because),
            Shape::Quiet => {
                let report = self.untouched(self.all)?;
                match report.findings.is_empty() {
                    true => Ok(()),
                    false => Err(format!("something is found{}", seen(&report))),
                }
            }
        }
    }

    /// Nothing is rewritten in any tier, and a finding of that kind says why.
    fn refused(&self, kind: Kind, because: &str) -> Check {
        for engine in [self.safe, self.all] {
            let report = self.untouched(engine)?;
            let says = |f: &Finding| {
                let silent = f.reasons.is_empty() && f.message.contains(because);
                silent || f.reasons.iter().any(|r| r.sentence.contains(because))
            };
            if !report.findings.iter().any(|f| f.kind == kind && says(f)) {
                let seen = seen(&report);
                return Err(format!("no {kind:?} because of \"{because}\"{seen}"));
            }
        }
        Ok(())
    }

    /// The report of an engine that changes nothing.
    fn untouched(&self, engine: &Engine) -> std::result::Result<FileReport, String> {
        let report = judge(engine, &self.example.code)?;
        match &report.after {
            Some(after) => Err(format!("it is rewritten, and should not be:\n{}", diff(&self.example.code, after))),
            None => Ok(report),
        }
    }
}

/// The engine makes `after` of `before`, in one run.
fn gives(engine: &Engine, before: &str, after: &str) -> Check {
    let report = judge(engine, before)?;
    match &report.after {
        Some(found) if found == after => {}
        Some(found) => return Err(format!("another text:\n{}", diff(after, found))),
        None => return Err(format!("it is not rewritten{}", seen(&report))),
    }
    if parses(after) { Ok(()) } else { Err("its result cannot be parsed".to_owned()) }
}

/// A second run changes nothing.
fn still(engine: &Engine, after: &str) -> Check {
    match judge(engine, after)?.after {
        None => Ok(()),
        Some(again) => Err(format!("a second run changes it:\n{}", diff(after, &again))),
    }
}

fn judge(engine: &Engine, code: &str) -> std::result::Result<FileReport, String> {
    let source = Source::from_text("example.py", code);
    engine.judge(source).map_err(|error| error.to_string())
}

fn parses(code: &str) -> bool {
    Module::parse(Source::from_text("example.py", code)).is_ok_and(|module| !module.root().has_error())
}

fn diff(expected: &str, found: &str) -> String {
    TextDiff::from_lines(expected, found).unified_diff().header("expected", "found").to_string()
}

/// The findings of a report, for a complaint.
fn seen(report: &FileReport) -> String {
    if report.findings.is_empty() {
        return "; nothing is found".to_owned();
    }
    let mut out = String::from("; found:");
    for finding in &report.findings {
        let line = report.source.text.get(..finding.span.start);
        let line = line.map_or(0, |text| text.matches('\n').count() + 1);
        let _ = write!(out, "\n  line {line}: {:?}", finding.kind);
        for reason in &finding.reasons {
            let _ = write!(out, "\n    {:?}: {}", reason.obligation, reason.sentence);
        }
    }
    out
}
