//! Each obligation of the proof has a file below `tests/obligations`: programs in which it
//! holds, which are rewritten in the safe tier, and programs in which it fails, which are not.
//! Where it alone fails, switching it off must let the rewrite through: the check that is
//! tested is the one that refused.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may stop where it stands")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pyfix::check::Engine;
use pyfix::finding::FileReport;
use pyfix::proof::{OBLIGATIONS, without};
use pyfix::transform::Catalogue;
use pyfix::verdict::Obligation;
use serde::Deserialize;

/// One file: both sides of one obligation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sides {
    obligation: String,
    holds: Vec<Holds>,
    fails: Vec<Fails>,
}

/// A program that must be rewritten.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holds {
    why: String,
    code: String,
}

/// A program that must be left alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fails {
    why: String,
    code: String,
    /// A part of the reason's sentence.
    because: String,
    /// Other obligations fail too, or the rewrite could not be written down.
    #[serde(default)]
    others: bool,
}

#[test]
fn every_obligation_is_tested_from_both_sides() {
    let engine = support::engine(Catalogue::builtin_verified().expect("the built-in transforms"), false);
    let mut wrong = Vec::new();
    let mut tested = BTreeSet::new();
    for sides in all_sides() {
        let obligation = named(&sides.obligation);
        tested.insert(obligation);
        assert!(!sides.holds.is_empty() && !sides.fails.is_empty(), "{obligation:?} has one side only");
        let held = sides.holds.iter().filter_map(|side| Some((&side.why, not_rewritten(&engine, &side.code)?)));
        let failed = sides.fails.iter().filter_map(|side| Some((&side.why, not_refused(&engine, obligation, side)?)));
        wrong.extend(held.chain(failed).map(|(why, what)| format!("{obligation:?}, {why}: {what}")));
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    let untested: Vec<_> = OBLIGATIONS.iter().map(|check| check.obligation).filter(|o| !tested.contains(o)).collect();
    assert!(untested.is_empty(), "no file for {untested:?}");
}

fn all_sides() -> Vec<Sides> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/obligations");
    let entries = fs::read_dir(folder).expect("tests/obligations");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let parsed = paths.iter().map(|path| {
        let text = fs::read_to_string(path).expect("a readable file");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    parsed.collect()
}

fn named(name: &str) -> Obligation {
    let mut all = OBLIGATIONS.iter().map(|check| check.obligation);
    all.find(|o| format!("{o:?}") == name).unwrap_or_else(|| panic!("no obligation is called {name}"))
}

/// What is found, where nothing is rewritten.
fn not_rewritten(engine: &Engine, code: &str) -> Option<String> {
    let report = support::judge(engine, code);
    report.after.is_none().then(|| format!("it is not rewritten\n{}", reasons(&report).join("\n")))
}

/// What is wrong with a refusal.
fn not_refused(engine: &Engine, obligation: Obligation, side: &Fails) -> Option<String> {
    let report = support::judge(engine, &side.code);
    if let Some(after) = report.after {
        return Some(format!("it is rewritten\n{after}"));
    }
    let told = |r: &pyfix::verdict::Reason| r.obligation == obligation && r.sentence.contains(&side.because);
    if !report.findings.iter().flat_map(|f| &f.reasons).any(told) {
        return Some(format!("it is not refused because of \"{}\"\n{}", side.because, reasons(&report).join("\n")));
    }
    let without = without(obligation, || support::judge(engine, &side.code));
    match (without.after.is_some(), side.others) {
        (true, true) => Some("nothing else refuses it".to_owned()),
        (false, false) => Some(format!("it is not rewritten without it\n{}", reasons(&without).join("\n"))),
        _ => None,
    }
}

fn reasons(report: &FileReport) -> Vec<String> {
    let reasons = report.findings.iter().flat_map(|f| &f.reasons);
    reasons.map(|r| format!("    {:?}: {}", r.obligation, r.sentence)).collect()
}
