//! The differential fuzzer: composes small programs, applies pyfix, and compares what they do
//! under CPython before and after.
//!
//! A program is one row of each table in `tables/` (producer, consumer, what stands between,
//! place) and at most one hazard: something that makes a naive rewrite wrong, tagged with the
//! obligation that it attacks. The seed decides about everything. Add a row to a table, and
//! it meets all the others.
//!
//! `cargo test` judges a few programs of fixed seeds. By hand:
//!
//! ```sh
//! PYFIX_FUZZ_COUNT=20000 PYFIX_FUZZ_SEED=7 cargo test --test fuzz -- --nocapture programs
//! ```
//!
//! | variable              | meaning                                                        |
//! |-----------------------|----------------------------------------------------------------|
//! | `PYFIX_FUZZ_COUNT`    | how many programs                                              |
//! | `PYFIX_FUZZ_SEED`     | the first seed                                                 |
//! | `PYFIX_FUZZ_TIER`     | `unsafe`: programs without hazard, rewritten in both tiers     |
//! | `PYFIX_FUZZ_MOST`     | how many differences are shown before it ends                  |
//! | `PYFIX_FUZZ_REPORT`   | a file that gets the reasons why plain programs were left      |
//! | `PYFIX_FUZZ_ONE`      | the seed of one program: it is shown, with what comes of it    |
#![allow(clippy::expect_used, clippy::panic, reason = "a test may stop where it stands")]

mod campaign;
mod compose;
mod judge;
mod minimise;
mod python;
mod recipe;
mod rng;
mod table;
mod template;

use std::fmt::Write as _;

use campaign::{Findings, Order, campaign, seed_of, shown};
use compose::compose;
use judge::Judge;
use minimise::minimise;
use pyfix::proof::{OBLIGATIONS, without};
use pyfix::verdict::Obligation;
use recipe::{Among, Recipe};
use table::Tables;

/// Programs of the run in `cargo test`, and of each search for a hole.
const COUNT: u64 = 2_000;

fn setting(name: &str) -> Option<String> {
    std::env::var(format!("PYFIX_FUZZ_{name}")).ok()
}

fn number(name: &str, otherwise: u64) -> u64 {
    setting(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("PYFIX_FUZZ_{name} is no number")))
}

#[test]
fn programs_behave_the_same() {
    let tables = Tables::load();
    if setting("ONE").is_some() {
        return show_one(&tables, number("ONE", 0));
    }
    let order = Order {
        seed: number("SEED", 1),
        count: number("COUNT", COUNT),
        unsafe_fixes: setting("TIER").as_deref() == Some("unsafe"),
        most: usize::try_from(number("MOST", 3)).expect("a small number"),
    };
    let start = std::time::Instant::now();
    let found = campaign(&tables, order);
    println!(
        "{order:?}: {:.0} programs a second; {} rewritten, of {} without hazard {}; {} invalid; {} differences",
        order.count as f64 / start.elapsed().as_secs_f64(),
        found.changed,
        found.plain,
        found.rewritten,
        found.invalid.len(),
        found.differences.len()
    );
    if let Some(path) = setting("REPORT") {
        std::fs::write(path, report(&found)).expect("the report is written");
    }
    let wrong = [found.invalid.as_slice(), found.differences.as_slice()].concat();
    assert!(wrong.is_empty(), "invalid or different:\n{}", wrong.join("\n\n"));
    assert!(found.rewritten * 3 >= found.plain, "{} of {} plain programs rewritten", found.rewritten, found.plain);
}

/// One program, what pyfix makes of it and why not more.
fn show_one(tables: &Tables, seed: u64) {
    let recipe = Recipe::draw(tables, seed, Among::All);
    let files = compose(tables, &recipe);
    let mut judge = Judge::new(setting("TIER").as_deref() == Some("unsafe"));
    let fixed = judge.fix(&files).unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in files.iter().chain(fixed.files.iter().filter(|_| fixed.changed)) {
        println!("--- {name}\n{text}");
    }
    println!("{:?}\n{:?}", fixed.refusals, judge.python.run(&files));
}

/// Why programs without a hazard were left, the commonest first, and how the rows fared.
fn report(found: &Findings) -> String {
    let mut reasons: Vec<(&String, &u64)> = found.reasons.iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut out = String::new();
    for (reason, count) in reasons {
        let _ = writeln!(out, "{count:6} {reason}");
    }
    for (row, (all, changed)) in &found.rows {
        let _ = writeln!(out, "{:5.0} % of {all:5} {row}", 100.0 * *changed as f64 / *all as f64);
    }
    out
}

/// A fuzzer that finds nothing shows nothing: where an obligation is no longer asked, it must
/// see the difference.
#[test]
fn every_obligation_is_needed() {
    let tables = &Tables::load();
    let obligations: Vec<Obligation> = OBLIGATIONS.iter().map(|check| check.obligation).collect();
    let mut blind = Vec::new();
    std::thread::scope(|scope| {
        let half = |half| obligations.iter().skip(half).step_by(2);
        let searches = [0, 1].map(|n| scope.spawn(move || half(n).map(|o| (*o, hole(tables, *o))).collect::<Vec<_>>()));
        for (obligation, found) in searches.into_iter().flat_map(|search| search.join().expect("no thread fails")) {
            match found {
                Ok((index, text)) => println!("{obligation:?}: program {index}\n{text}\n"),
                Err(others) => {
                    blind.push(format!("without {obligation:?} nothing differs; what else refuses:\n{others}"))
                }
            }
        }
    });
    assert!(blind.is_empty(), "in {COUNT} programs\n{}", blind.join("\n"));
}

/// The first program that differs where an obligation is not asked; else why those that attack
/// it were left alone all the same.
fn hole(tables: &Tables, obligation: Obligation) -> Result<(u64, String), String> {
    let mut judge = Judge::new(false).blind_to(obligation);
    let mut others = Findings::default();
    for index in 0..COUNT {
        let seed = seed_of(number("SEED", 1), index);
        let recipe = Recipe::draw(tables, seed, Among::Against(obligation));
        let files = compose(tables, &recipe);
        let fixed = without(obligation, || judge.fix(&files)).unwrap_or_else(|error| panic!("{error}\n{files:?}"));
        if fixed.changed && obligation == Obligation::Worth {
            return Ok((index, files[0].1.clone()));
        }
        others.count_reasons(&fixed.refusals);
        if let Some(found) = judge.differs(&files) {
            let found = minimise(tables, &mut judge, &recipe, found);
            return Ok((index, shown(tables, seed, &recipe, &found)));
        }
    }
    Err(report(&others))
}
