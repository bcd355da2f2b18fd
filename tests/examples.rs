//! Every example of every transform is a test; no line of a transform is dead; order
//! does not matter.

#![allow(clippy::unwrap_used)]

mod support;

use pyfix::check::Engine;
use pyfix::examples::run_examples;
use pyfix::finding::FileReport;
use pyfix::finding::Judge;
use pyfix::proof::OBLIGATIONS;
use pyfix::source::Source;
use pyfix::transform::{Catalogue, Transform, Vocabulary};

fn builtin() -> Catalogue {
    Catalogue::builtin_verified().unwrap()
}

/// The complaints about the examples of a catalogue, one by one.
fn complaints(catalogue: &Catalogue) -> impl Iterator<Item = String> {
    let results = catalogue.transforms().iter().flat_map(|transform| run_examples(catalogue, transform));
    results.filter_map(Result::unwrap)
}

/// The complaints about all examples of a catalogue, and how many examples there are.
fn run_all(catalogue: &Catalogue) -> (Vec<String>, usize) {
    let count = catalogue.transforms().iter().map(|transform| transform.examples.len()).sum();
    (complaints(catalogue).collect(), count)
}

#[test]
fn examples_of_the_demo_transforms() {
    let (complaints, count) = run_all(&support::demo());
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(count, 11);
}

#[test]
fn examples_of_the_builtin_transforms() {
    let catalogue = builtin();
    let (complaints, count) = run_all(&catalogue);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(count > 0, !catalogue.transforms().is_empty());
}

#[test]
fn no_line_of_the_demo_transforms_is_dead() {
    assert_eq!(dead(&support::demo()), Vec::<String>::new());
}

#[test]
fn no_line_of_the_builtin_transforms_is_dead() {
    let dead = dead(&builtin());
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn no_obligation_is_dead() {
    let catalogue = builtin();
    let idle = |obligation| pyfix::proof::without(obligation, || complaints(&catalogue).next().is_none());
    let dead: Vec<_> = OBLIGATIONS.iter().map(|check| check.obligation).filter(|o| idle(*o)).collect();
    assert!(dead.is_empty(), "no example needs {dead:?}");
}

#[test]
fn a_dead_line_is_found() {
    let mut catalogue = Catalogue::empty(support::words());
    let demo = support::demo();
    let mut transform = (**demo.get("unlist-loop").unwrap()).clone();
    transform.literals.push("dead".to_owned());
    transform.query = transform.query.replace("(#plain?", "(#match? @function \"l\")\n(#plain?");
    catalogue.add(transform).unwrap();
    let dead = dead(&catalogue);
    assert_eq!(dead.len(), 2, "{dead:?}");
    assert!(dead[0].ends_with("nothing needs the predicate `(#match? @function \"l\")`"));
    assert!(dead[1].ends_with("nothing needs the literal `dead`"));
}

#[test]
fn order_does_not_matter() {
    confluent(&support::demo());
    confluent(&builtin());
}

/// The lines of transforms that can go without any example noticing.
fn dead(catalogue: &Catalogue) -> Vec<String> {
    let mut dead = Vec::new();
    for transform in catalogue.transforms() {
        for (what, without) in reduced(transform) {
            let mut alone = Catalogue::empty(catalogue.words());
            alone.add(without).unwrap();
            let noticed = run_examples(&alone, &alone.transforms()[0]).any(|found| !matches!(found, Ok(None)));
            if !noticed {
                dead.push(format!("{}: nothing needs {what}", transform.path.display()));
            }
        }
    }
    dead
}

/// The transform without each of its predicates, patterns, proofs and literals in turn.
fn reduced(transform: &Transform) -> Vec<(String, Transform)> {
    let mut all = Vec::new();
    let query = &transform.query;
    let (predicates, patterns) = parts(query);
    let patterns = if patterns.len() > 1 { patterns } else { Vec::new() };
    let pieces = predicates.iter().map(|range| ("predicate", range));
    for (what, range) in pieces.chain(patterns.iter().map(|range| ("pattern", range))) {
        let mut without = transform.clone();
        without.query.replace_range(range.clone(), "");
        all.push((format!("the {what} `{}`", &query[range.clone()]), without));
    }
    for index in 0..transform.prove.len() {
        let mut without = transform.clone();
        let proof = without.prove.remove(index);
        all.push((format!("the proof `{proof}`"), without));
    }
    for index in (0..transform.literals.len()).filter(|_| transform.literals.len() > 1) {
        let mut without = transform.clone();
        let literal = without.literals.remove(index);
        all.push((format!("the literal `{literal}`"), without));
    }
    all
}

/// The ranges of a query's predicates, and of its patterns.
fn parts(query: &str) -> (Vec<std::ops::Range<usize>>, Vec<std::ops::Range<usize>>) {
    let (mut predicates, mut patterns, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let mut chars = query.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                while let Some((_, c)) = chars.next() {
                    match c {
                        '\\' => drop(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            ';' => drop(chars.find(|(_, c)| *c == '\n')),
            '(' | '[' => open.push(at),
            ')' | ']' => {
                let range = open.pop().unwrap()..at + 1;
                if query[range.clone()].starts_with("(#") {
                    predicates.push(range);
                } else if open.is_empty() {
                    patterns.push(range);
                }
            }
            _ => {}
        }
    }
    (predicates, with_captures(query, patterns))
}

/// A pattern goes on to the next: `(call) @call`.
fn with_captures(query: &str, patterns: Vec<std::ops::Range<usize>>) -> Vec<std::ops::Range<usize>> {
    let ends: Vec<usize> = patterns.iter().skip(1).map(|range| range.start).chain([query.len()]).collect();
    let joined = patterns.iter().zip(ends);
    joined.map(|(range, end)| range.start..end).collect()
}

/// Whatever the order of transforms, patches and files, the bytes are the same.
fn confluent(catalogue: &Catalogue) {
    let texts = texts(catalogue);
    let plain = support::engine(catalogue.clone(), true);
    let expected: Vec<String> = texts.iter().map(|text| outcome(&plain, text)).collect();
    for seed in 0..6 {
        let engine = support::engine(renamed(catalogue, seed), true).shuffled(seed);
        for index in shuffled(texts.len(), seed) {
            let found = outcome(&engine, &texts[index]);
            assert_eq!(found, expected[index], "seed {seed}");
        }
    }
}

/// The code of every example, and all of them as functions of one file.
fn texts(catalogue: &Catalogue) -> Vec<String> {
    let examples = catalogue.transforms().iter().flat_map(|t| &t.examples);
    let mut texts: Vec<String> = examples.map(|example| example.code.clone()).collect();
    let mut all = String::new();
    for (index, text) in texts.iter().enumerate() {
        all.push_str(&format!("def function_{index}():\n"));
        for line in text.lines() {
            let margin = if line.is_empty() { "" } else { "    " };
            all.push_str(&format!("{margin}{line}\n"));
        }
        all.push_str("    pass\n\n");
    }
    texts.push(all);
    texts
}

fn outcome(engine: &Engine, text: &str) -> String {
    let report: Result<FileReport, _> = engine.judge(Source::from_text("a.py", text));
    report.unwrap().after.unwrap_or_else(|| text.to_owned())
}

/// The same transforms with their codes dealt out anew, so that they sort differently.
fn renamed(catalogue: &Catalogue, seed: u64) -> Catalogue {
    let mut renamed = Catalogue::empty(catalogue.words());
    let transforms = catalogue.transforms();
    for (code, index) in shuffled(transforms.len(), seed).into_iter().enumerate() {
        let mut transform = (*transforms[index]).clone();
        transform.code = format!("X{code:03}");
        renamed.add(transform).unwrap();
    }
    renamed
}

/// The numbers below `count` in an order that depends on the seed.
fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for last in (1..count).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let other = (state >> 33) as usize % (last + 1);
        numbers.swap(last, other);
    }
    numbers
}

#[test]
fn the_vocabulary_is_documented() {
    let words = Vocabulary::builtin();
    assert!(words.predicates.iter().all(|p| p.name.ends_with('?') && !p.doc.is_empty()));
    assert!(words.proofs.iter().all(|p| !p.doc.is_empty()));
    assert!(words.rewriters.iter().all(|r| !r.doc.is_empty()));
}
