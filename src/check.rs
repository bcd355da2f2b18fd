//! The engine: locates, proves and rewrites, applies what does not meet, and looks again
//! at the new text until nothing changes.

mod choose;
mod history;
mod judge;
mod names;
mod record;
mod region;
mod scope;

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use tree_sitter::Node;

use crate::edit::Edit;
use crate::error::{Error, Result};
use crate::finding::{FileReport, FileResult, Finding, Judge, Wanted};
use crate::parse::Module;
use crate::python::knowledge::Knowledge;
use crate::python::project::Surroundings;
use crate::python::syntax::{iterable, preorder, statements};
use crate::scan::Scanner;
use crate::source::Source;
use crate::target::Targets;
use crate::transform::{Catalogue, Queries};

use choose::choose;
use judge::Judged;
use record::Record;

/// After so many passes, and one for each finding of the first, the text is taken as it is:
/// each pass but those that rewrites make necessary applies the rewrite of one of them.
const PASSES: usize = 100;

/// What a run asks of the engine.
#[derive(Debug)]
pub struct EngineSettings {
    /// Rewrites of the unsafe tier are applied too.
    pub unsafe_fixes: bool,
    /// The oldest Python that the output of each file must run under.
    pub targets: Targets,
    /// Where to look for other code that may use a module's names.
    pub surroundings: Surroundings,
    /// What the functions do that the code calls.
    pub knowledge: Knowledge,
}

/// Judges files with the transforms of a catalogue; one engine serves all threads.
#[derive(Debug)]
pub struct Engine {
    catalogue: Catalogue,
    settings: EngineSettings,
    scanner: Scanner,
    queries: Queries,
    shuffle: Option<u64>,
}

impl Engine {
    /// An engine for all transforms of the catalogue.
    ///
    /// # Errors
    /// A catalogue so large that it cannot be searched for.
    pub fn new(catalogue: Catalogue, settings: EngineSettings) -> Result<Engine> {
        Ok(Engine {
            scanner: Scanner::new(&catalogue)?,
            queries: Queries::default(),
            shuffle: None,
            catalogue,
            settings,
        })
    }

    /// Considers patches in another order, for each seed its own: the result must not
    /// depend on it, which tests show.
    #[must_use]
    pub fn shuffled(mut self, seed: u64) -> Engine {
        self.shuffle = Some(seed);
        self
    }

    /// The transforms that it judges with.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Whether a finding's rewrite may be applied.
    fn allows(&self, judged: &Judged) -> bool {
        use crate::finding::Kind;
        use crate::verdict::Tier;
        match judged.finding.kind {
            Kind::Fix(Tier::Safe) => judged.patch.is_some(),
            Kind::Fix(Tier::Unsafe) => judged.patch.is_some() && self.settings.unsafe_fixes,
            _ => false,
        }
    }

    /// Passes over the text until nothing changes.
    fn run(&self, source: Source, chosen: BTreeSet<usize>, wanted: Wanted<'_>) -> FileResult {
        let mut module = Module::parse(source.clone())?;
        let mut record = Record::default();
        let mut seen = HashSet::from([hash(module.text())]);
        let mut chosen = chosen;
        let mut most = PASSES;
        for pass in 0.. {
            let mut judged = self.survey(&module, &chosen)?;
            judged.retain(|judged| wanted(&judged.finding.code, &record.back(&judged.finding.span)));
            record.refuse_known(&mut judged);
            if pass == 0 {
                most += judged.len();
                record.begin(judged.iter().map(|j| j.finding.clone()));
            }
            let picked = match pass < most {
                true => choose(&judged, self.shuffle, |judged| self.allows(judged)),
                false => Vec::new(),
            };
            if picked.is_empty() {
                record.left(judged);
                break;
            }
            if let Some(next) = apply(&module, &judged, picked, &mut record) {
                if !seen.insert(hash(next.text())) {
                    return Err(circle(&source, &record));
                }
                chosen = self.scanner.scan(next.text());
                module = next;
            }
        }
        let changed = module.text() != source.text;
        Ok(FileReport { after: changed.then(|| module.source.text.clone()), findings: record.finish(), source })
    }
}

impl Judge for Engine {
    fn judge_only(&self, source: Source, wanted: Wanted<'_>) -> FileResult {
        let chosen = self.scanner.scan(&source.text);
        if chosen.is_empty() {
            return Ok(FileReport { source, after: None, findings: Vec::new() });
        }
        self.run(source, chosen, wanted)
    }
}

/// Applies the picked patches together; those that spoil the syntax are refused.
fn apply(module: &Module, judged: &[Judged], picked: Vec<usize>, record: &mut Record) -> Option<Module> {
    let (kept, next) = settle(module, judged, &picked);
    for index in picked {
        if let Some(judged) = judged.get(index)
            && !kept.contains(&index)
        {
            record.refuse(&judged.finding);
        }
    }
    let next = next?;
    let applied: Vec<&Finding> =
        kept.iter().filter_map(|&index| judged.get(index)).map(|judged| &judged.finding).collect();
    record.applied(&applied, edits(judged, &kept));
    Some(next)
}

/// The edits of several patches, in order.
fn edits(judged: &[Judged], picked: &[usize]) -> Vec<Edit> {
    let patches = picked.iter().filter_map(|&index| judged.get(index)?.patch.as_ref());
    let mut edits: Vec<Edit> = patches.flat_map(|patch| patch.edits.clone()).collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits
}

/// How many times the whole text is parsed to find patches that spoil it.
const TRIES: usize = 24;

/// The patches of `picked` that can stay, and the module they make.
fn settle(module: &Module, judged: &[Judged], picked: &[usize]) -> (Vec<usize>, Option<Module>) {
    if let Some(next) = parsed(module, edits(judged, picked)) {
        return (picked.to_vec(), Some(next));
    }
    // Most culprits show in their own scope, which is cheap to parse.
    let sound = |index: &&usize| !judged.get(**index).is_some_and(|j| spoils(module, j));
    let sound: Vec<usize> = picked.iter().filter(sound).copied().collect();
    let mut kept = Vec::new();
    let mut next = None;
    let mut tries = TRIES;
    // Halves, left first; what cannot be told apart in time is refused.
    let mut groups = vec![sound];
    while let Some(group) = groups.pop().filter(|_| tries > 0) {
        if group.is_empty() {
            continue;
        }
        tries -= 1;
        let together = [kept.as_slice(), group.as_slice()].concat();
        if let Some(module) = parsed(module, edits(judged, &together)) {
            kept = together;
            next = Some(module);
        } else if group.len() > 1 {
            let (left, right) = group.split_at(group.len() / 2);
            groups.push(right.to_vec());
            groups.push(left.to_vec());
        }
    }
    (kept, next)
}

/// Whether the patch spoils the syntax of its own scope, taken alone.
fn spoils(module: &Module, judged: &Judged) -> bool {
    let Some(patch) = &judged.patch else {
        return false;
    };
    let scope = scope::Scopes::new(module.root()).scope(&patch.scope);
    let shifted = |edit: &Edit| Edit {
        range: edit.range.start.saturating_sub(scope.start)..edit.range.end.saturating_sub(scope.start),
        text: edit.text.clone(),
    };
    let edits = patch.edits.iter().map(shifted).collect();
    let text = module.text().get(scope.clone()).unwrap_or_default();
    match Module::parse(Source::from_text(&module.source.path, text)) {
        // A scope that does not parse alone shows nothing.
        Ok(alone) if !alone.root().has_error() => parsed(&alone, edits).is_none(),
        _ => false,
    }
}

/// The module after some edits; `None` where it no longer parses.
fn parsed(module: &Module, edits: Vec<Edit>) -> Option<Module> {
    let patch = crate::edit::Patch { edits, scope: 0..0 };
    let mut source = module.source.clone();
    source.text = patch.apply(&source.text)?;
    let next = Module::parse(source).ok()?;
    (!next.root().has_error() && !is_no_python(next.root())).then_some(next)
}

/// What the grammar allows and Python does not: a block without statements, an assignment expression in
/// what a comprehension walks (PEP 572).
fn is_no_python(root: Node<'_>) -> bool {
    let assigns =
        |clause| iterable(clause).is_some_and(|items| preorder(items).any(|n| n.kind() == "named_expression"));
    preorder(root).any(|n| match n.kind() {
        "block" => statements(n).is_empty(),
        "for_in_clause" => assigns(n),
        _ => false,
    })
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Rewrites that undo each other: a mistake in transforms, so nothing is written.
fn circle(source: &Source, record: &Record) -> Error {
    let codes = record.applied_codes().join(", ");
    let message = format!("rewrites go round in a circle ({codes}); the file is left alone");
    Error::at(&source.path, message).help("run again with `--ignore` for one of them")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_grammar_allows_may_be_no_python() {
        let whole = |text: &str| {
            let module = Module::parse(Source::from_text("a.py", text)).expect("it can be parsed");
            !module.root().has_error() && !is_no_python(module.root())
        };
        assert!(whole("with a:\n    for b in c:\n        pass\n"));
        assert!(!whole("with a:\nfor b in c:\n    pass\n"));
        assert!(!whole("for b in c:\n        for d in b:\n        pass\n"));
        assert!(!whole("if a:\n    # nothing\nb = 1\n"));
        assert!(whole("a = [b for c in d if (b := c)]\n"));
        assert!(!whole("a = sum(1 for e in (b for c in d if (b := c)))\n"));
    }
}
