//! A small vocabulary for the demo transforms, and engines over them.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use pyfix::check::{Engine, EngineSettings};
use pyfix::edit::Edit;
use pyfix::finding::{FileReport, Judge};
use pyfix::predicates::{Argument, Parameter, Predicate, Proof, Rewriter, Rewritten};
use pyfix::python::knowledge::Knowledge;
use pyfix::python::project::Surroundings;
use pyfix::python::{Facts, Version};
use pyfix::source::Source;
use pyfix::target::Targets;
use pyfix::transform::{Catalogue, Vocabulary};
use pyfix::verdict::{Judgement, Obligation, Reason, Verdict};

/// What a first argument's node says in the source.
fn text<'f>(facts: &Facts<'f>, arguments: &[Argument<'_>]) -> (&'f str, std::ops::Range<usize>) {
    match arguments {
        [Argument::Node(node), ..] => {
            let range = node.byte_range();
            (&facts.module.text()[range.clone()], range)
        }
        _ => ("", 0..0),
    }
}

fn plain(facts: &Facts<'_>, arguments: &[Argument<'_>]) -> bool {
    text(facts, arguments).0.starts_with(|c: char| c.is_alphabetic())
}

fn calm(facts: &Facts<'_>, arguments: &[Argument<'_>]) -> Judgement {
    let (text, range) = text(facts, arguments);
    let reason = |obligation, sentence| Reason::new(obligation, sentence, range.clone());
    let verdict = if text.contains("busy") {
        Verdict::refute(reason(Obligation::Resource, "it is busy"))
    } else if text.contains("needed") {
        Verdict::refute(reason(Obligation::OneWalk, "it is needed"))
    } else if text.contains("maybe") {
        Verdict::doubt(reason(Obligation::ReadTooLate, "it may change"))
    } else {
        Verdict::Proven
    };
    verdict.into()
}

/// Writes the argument in capitals, with a comment line before its statement.
fn shout(facts: &Facts<'_>, arguments: &[Argument<'_>]) -> Rewritten {
    let (found, range) = text(facts, arguments);
    if found.contains("hush") {
        let sentence = "nobody shouts here";
        return Err(Reason::new(Obligation::Layout, sentence, range));
    }
    let start = facts.module.text()[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let line = &facts.module.text()[start..];
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
    let note = format!("{indent}# loud\n");
    let loud = found.trim_start_matches("shout(").trim_end_matches(')').to_uppercase();
    Ok(vec![Edit { range: start..start, text: note }, Edit { range, text: loud }])
}

static PREDICATES: &[Predicate] =
    &[Predicate { name: "plain?", parameters: &[Parameter::Capture], doc: "Begins with a letter.", holds: plain }];
static PROOFS: &[Proof] = &[Proof {
    name: "calm",
    parameters: &[Parameter::Capture, Parameter::Word(&["always", "here"])],
    doc: "it is calm",
    prove: calm,
}];
static REWRITERS: &[Rewriter] = &[Rewriter {
    name: "shout",
    parameters: &[Parameter::Capture],
    doc: "in capitals, with a comment",
    rewrite: shout,
}];

pub fn words() -> Vocabulary {
    Vocabulary { predicates: PREDICATES, proofs: PROOFS, rewriters: REWRITERS }
}

/// The folder of the demo transforms.
pub fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/transforms/demo")
}

pub fn demo() -> Catalogue {
    Catalogue::empty(words()).with_files(&[demo_folder()]).unwrap()
}

pub fn engine(catalogue: Catalogue, unsafe_fixes: bool) -> Engine {
    let settings = EngineSettings {
        unsafe_fixes,
        targets: Targets::new(Some(Version::DEFAULT)),
        surroundings: Surroundings::Alone,
        knowledge: Knowledge::get().clone(),
    };
    Engine::new(catalogue, settings).unwrap()
}

pub fn judge(engine: &Engine, text: &str) -> FileReport {
    engine.judge(Source::from_text("demo.py", text)).unwrap()
}
