//! Many programs, on a few threads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use pyfix::verdict::Obligation;

use crate::compose::{Files, compose};
use crate::judge::{Difference, Fixed, Judge};
use crate::minimise::minimise;
use crate::python::Conduct;
use crate::recipe::{Among, Recipe};
use crate::table::{Hazard, Tables};

/// How many programs are judged side by side.
const THREADS: u64 = 2;

/// What to do.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    pub seed: u64,
    pub count: u64,
    /// The rewrites of the unsafe tier too, and programs without hazard alone.
    pub unsafe_fixes: bool,
    /// Differences that are shown; the search ends after them.
    pub most: usize,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Findings {
    /// Programs without a hazard, and how many of them were rewritten.
    pub plain: u64,
    pub rewritten: u64,
    /// All programs that were rewritten.
    pub changed: u64,
    /// Programs that end in a way nobody meant, with what ended them.
    pub invalid: Vec<String>,
    /// Programs that behave otherwise after pyfix.
    pub differences: Vec<String>,
    /// Why programs without a hazard were not rewritten.
    pub reasons: BTreeMap<String, u64>,
    /// By name of the row: programs without a hazard, those rewritten.
    pub rows: BTreeMap<String, (u64, u64)>,
}

/// Makes, runs, rewrites and compares programs.
pub fn campaign(tables: &Tables, order: Order) -> Findings {
    let next = AtomicU64::new(0);
    let findings = Mutex::new(Findings::default());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut judge = Judge::new(order.unsafe_fixes);
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let full = findings.lock().expect("no thread fails").differences.len() >= order.most;
                    if index >= order.count || full {
                        return;
                    }
                    one(tables, &mut judge, order, index, &findings);
                }
            });
        }
    });
    findings.into_inner().expect("no thread fails")
}

/// Of the programs that pyfix leaves alone, one in so many is run, to see that it can be.
const SAMPLE: u64 = 4;

/// One program.
fn one(tables: &Tables, judge: &mut Judge, order: Order, index: u64, findings: &Mutex<Findings>) {
    let seed = seed_of(order.seed, index);
    let among = if order.unsafe_fixes { Among::Plain } else { Among::All };
    let recipe = Recipe::draw(tables, seed, among);
    let files = compose(tables, &recipe);
    let fixed = judge.fix(&files);
    let changed = fixed.as_ref().is_ok_and(|fixed| fixed.changed);
    let was = (changed || fixed.is_err() || index.is_multiple_of(SAMPLE)).then(|| judge.python.run(&files));
    let all = || findings.lock().expect("no thread fails");
    if let Some(was) = was.as_ref().filter(|was| is_invalid(tables, &recipe, was)) {
        return all().invalid.push(shown_program(seed, &files, was));
    }
    let fixed = fixed.unwrap_or_else(|error| panic!("{error}\n{}", texts(&files)));
    let refusals = fixed.refusals.clone();
    if let Some(was) = was.filter(|_| changed) {
        let found = compared(tables, judge, &recipe, &files, fixed, was);
        all().differences.extend(found.map(|found| shown(tables, seed, &recipe, &found)));
    }
    all().changed += u64::from(changed);
    if recipe.hazard.is_none() {
        all().count_plain(tables, &recipe, changed, &refusals);
    }
}

/// The minimised difference of a rewritten program, if there is one. Where nothing is gained
/// the rewrite itself is the difference.
fn compared(
    tables: &Tables,
    judge: &mut Judge,
    recipe: &Recipe,
    files: &Files,
    fixed: Fixed,
    was: Conduct,
) -> Option<Difference> {
    if recipe.parts(tables).hazard.is_some_and(|h| h.obligation == "Worth") {
        return Some(Difference { before: files.clone(), is: was.clone(), after: fixed.files, was });
    }
    let found = judge.compare(files, fixed, was)?;
    Some(minimise(tables, judge, recipe, found))
}

impl Findings {
    fn count_plain(&mut self, tables: &Tables, recipe: &Recipe, changed: bool, reasons: &[(Obligation, String)]) {
        self.plain += 1;
        self.rewritten += u64::from(changed);
        let parts = recipe.parts(tables);
        let mut rows = vec![
            format!("producer: {}", parts.producer.name),
            format!("consumer: {}", parts.consumer.name),
            format!("frame: {}", parts.frame.name),
            format!("inputs: {:?}", recipe.style),
            format!("files: {:?}", recipe.split),
        ];
        rows.extend(parts.wraps.iter().map(|(wrap, span)| format!("wrap: {} ({span:?})", wrap.name)));
        rows.extend(parts.between.map(|between| format!("between: {}", between.name)));
        for row in rows {
            let count = self.rows.entry(row).or_default();
            count.0 += 1;
            count.1 += u64::from(changed);
        }
        if !changed {
            self.count_reasons(reasons);
        }
    }

    /// Counts why a program was left as it is.
    pub fn count_reasons(&mut self, reasons: &[(Obligation, String)]) {
        let silent = [(Obligation::Layout, "no finding".to_owned())];
        for (obligation, sentence) in if reasons.is_empty() { &silent[..] } else { reasons } {
            *self.reasons.entry(format!("{obligation:?}: {sentence}")).or_default() += 1;
        }
    }
}

/// The seed of a program of a campaign.
pub fn seed_of(campaign: u64, index: u64) -> u64 {
    campaign.wrapping_mul(1_000_003).wrapping_add(index)
}

/// What may end a program although no row of a table is wrong: a list is emptied, or a file read
/// to its end, twice in a loop, say. Anything else a hazard has to name.
const USUAL: &[&str] = &[
    "AssertionError",
    "IndexError",
    "KeyError",
    "OSError",
    "RuntimeError",
    "StopIteration",
    "ValueError",
    "FileNotFoundError",
    "ZeroDivisionError",
    "io.UnsupportedOperation",
    "json.decoder.JSONDecodeError",
    "statistics.StatisticsError",
];

/// Whether a program ends in a way that its author did not mean.
fn is_invalid(tables: &Tables, recipe: &Recipe, conduct: &Conduct) -> bool {
    let end = conduct.exception();
    // A wrap that swallows what the producer raises leaves the list unbound.
    let unbound = ["NameError", "UnboundLocalError"].contains(&end) && conduct.end.contains("'rows'");
    // What a hazard binds in a function of its own is not what it means to.
    let own = recipe.parts(tables).consumer.tags.iter().any(|tag| tag == "own");
    let unbound = unbound || own && ["NameError", "UnboundLocalError"].contains(&end);
    let meant = |hazard: &Hazard| unbound || hazard.ends.iter().any(|e| e == end);
    conduct.end != "ok" && !USUAL.contains(&end) && !recipe.parts(tables).hazard.is_some_and(meant)
}

/// A program and how it ends.
fn shown_program(seed: u64, files: &Files, conduct: &Conduct) -> String {
    format!("seed {seed}: {}\n{}", conduct.end, texts(files))
}

fn texts(files: &Files) -> String {
    files.iter().map(|(name, text)| format!("--- {name}\n{text}")).collect()
}

/// A difference: seed, parts, program, diff, both outputs.
pub fn shown(tables: &Tables, seed: u64, recipe: &Recipe, found: &Difference) -> String {
    let parts = recipe.parts(tables);
    let hazard = parts.hazard.map_or("none", |hazard| hazard.name.as_str());
    let mut out = format!("seed {seed}, hazard: {hazard}, producer: {}\n{}", parts.producer.name, texts(&found.before));
    for ((name, was), (_, is)) in found.before.iter().zip(&found.after) {
        if was != is {
            out += &similar::TextDiff::from_lines(was, is).unified_diff().header(name, name).to_string();
        }
    }
    for (label, conduct) in [("before", &found.was), ("after", &found.is)] {
        let lines: Vec<&str> = conduct.out.lines().collect();
        let last = lines[lines.len().saturating_sub(12)..].join("\n");
        let _ = writeln!(out, "{label}: {}\n{last}", conduct.end);
        for (name, text) in &conduct.files {
            let _ = writeln!(out, "{name}: {:?}", text.chars().take(60).collect::<String>());
        }
    }
    out
}
