//! pyfix over a program, and the program before and after it.

use std::fs;

use pyfix::check::{Engine, EngineSettings};
use pyfix::error::Error;
use pyfix::finding::{Finding, Judge as _};
use pyfix::proof::without;
use pyfix::python::Version;
use pyfix::python::project::Surroundings;
use pyfix::source::Source;
use pyfix::target::Targets;
use pyfix::transform::Catalogue;
use pyfix::verdict::Obligation;

use crate::compose::Files;
use crate::python::{Conduct, Python};

/// What pyfix did to a program.
#[derive(Debug)]
pub struct Fixed {
    /// The files afterwards.
    pub files: Files,
    /// Whether any of them is another than before.
    pub changed: bool,
    /// Why places were left as they are: obligation and sentence.
    pub refusals: Vec<(Obligation, String)>,
}

/// An engine and an interpreter: each thread has its own.
pub struct Judge {
    alone: Engine,
    beside: Engine,
    /// An obligation that is not asked: only what differs for that reason counts.
    off: Option<Obligation>,
    /// The interpreter.
    pub python: Python,
}

/// A program that does something else after pyfix.
#[derive(Debug)]
pub struct Difference {
    pub before: Files,
    pub after: Files,
    pub was: Conduct,
    pub is: Conduct,
}

impl Judge {
    /// With or without the rewrites of the unsafe tier.
    pub fn new(unsafe_fixes: bool) -> Judge {
        let engine = |surroundings| {
            let targets = Targets::new(Some(Version::DEFAULT));
            let catalogue = Catalogue::builtin().expect("the transforms load");
            Engine::new(catalogue, EngineSettings { unsafe_fixes, targets, surroundings }).expect("an engine")
        };
        let beside = engine(Surroundings::Disk { closed_world: false });
        Judge { alone: engine(Surroundings::Alone), beside, off: None, python: Python::start() }
    }

    /// Applies pyfix. Several files lie in a folder of their own, where it looks for others.
    ///
    /// # Errors
    /// What pyfix says of a file that it cannot handle.
    pub fn fix(&self, files: &Files) -> Result<Fixed, Error> {
        let [(name, text)] = files.as_slice() else { return self.fix_beside(files) };
        let mut fixed = Fixed { files: Vec::new(), changed: false, refusals: Vec::new() };
        take(&self.alone, name, name, text, &mut fixed)?;
        Ok(fixed)
    }

    fn fix_beside(&self, files: &Files) -> Result<Fixed, Error> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // The root of a project, wherever the folder lies.
        fs::write(folder.path().join("pyproject.toml"), "").expect("a file");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let mut fixed = Fixed { files: Vec::new(), changed: false, refusals: Vec::new() };
        for (name, text) in files {
            let path = folder.path().join(name).display().to_string();
            take(&self.beside, name, &path, text, &mut fixed)?;
        }
        Ok(fixed)
    }

    /// The same, but an obligation is not asked.
    #[must_use]
    pub fn blind_to(mut self, obligation: Obligation) -> Judge {
        self.off = Some(obligation);
        self
    }

    /// How the program differs after pyfix, if it does.
    pub fn differs(&mut self, files: &Files) -> Option<Difference> {
        let fixed = match self.off {
            None => self.fix(files).ok()?,
            Some(off) => without(off, || self.fix(files)).ok()?,
        };
        if !fixed.changed || self.off.is_some() && self.fix(files).ok()?.files == fixed.files {
            return None;
        }
        let was = self.python.run(files);
        self.compare(files, fixed, was)
    }

    /// Runs the rewritten program against what the first did.
    pub fn compare(&mut self, files: &Files, fixed: Fixed, was: Conduct) -> Option<Difference> {
        let is = self.python.run(&fixed.files);
        (was != is).then(|| Difference { before: files.clone(), after: fixed.files, was, is })
    }
}

/// One file through the engine.
fn take(engine: &Engine, name: &str, path: &str, text: &str, fixed: &mut Fixed) -> Result<(), Error> {
    let report = engine.judge(Source::from_text(path, text))?;
    let refused = |finding: &&Finding| !finding.applied;
    for finding in report.findings.iter().filter(refused) {
        let reasons = finding.reasons.iter().map(|r| (r.obligation, format!("{} {}", finding.code, r.sentence)));
        fixed.refusals.extend(reasons);
    }
    fixed.changed |= report.after.is_some();
    if let Some(after) = &report.after {
        let again = engine.judge(Source::from_text(path, after))?;
        assert!(again.after.is_none(), "a second run changes more:\n{text}\n---\n{after}");
    }
    fixed.files.push((name.to_owned(), report.after.unwrap_or_else(|| text.to_owned())));
    Ok(())
}
