//! Makes a program that differs as small as it can be.

use crate::compose::{Files, compose};
use crate::judge::{Difference, Judge};
use crate::recipe::Recipe;
use crate::table::Tables;

/// After so many tries the program is small enough.
const TRIES: usize = 300;

/// The smallest program found that shows a difference as the recipe's does: first with
/// fewer parts, then with fewer lines.
pub fn minimise(tables: &Tables, judge: &mut Judge, recipe: &Recipe, found: Difference) -> Difference {
    let mut tries = TRIES;
    let found = with_fewer_parts(tables, judge, recipe.clone(), found, &mut tries);
    with_fewer_lines(judge, found, &mut tries)
}

fn with_fewer_parts(
    tables: &Tables,
    judge: &mut Judge,
    recipe: Recipe,
    found: Difference,
    tries: &mut usize,
) -> Difference {
    let (mut recipe, mut found) = (recipe, found);
    'again: loop {
        for simpler in recipe.simpler() {
            let shorter = |files: &Files| length(files) < length(&found.before);
            let files = if simpler.is_possible(tables) { compose(tables, &simpler) } else { continue };
            if let Some(other) = Some(&files).filter(|f| shorter(f)).and_then(|f| like(judge, f, &found, tries)) {
                (recipe, found) = (simpler, other);
                continue 'again;
            }
        }
        return found;
    }
}

/// All letters of a program.
fn length(files: &Files) -> usize {
    files.iter().map(|(_, text)| text.len()).sum()
}

/// The difference of a smaller program, if it ends as the larger one did before pyfix: one
/// that lost a definition would differ for another reason.
fn like(judge: &mut Judge, files: &Files, found: &Difference, tries: &mut usize) -> Option<Difference> {
    *tries = tries.checked_sub(1)?;
    let other = judge.differs(files)?;
    (other.was.exception() == found.was.exception()).then_some(other)
}

fn with_fewer_lines(judge: &mut Judge, found: Difference, tries: &mut usize) -> Difference {
    let mut found = found;
    'again: loop {
        for file in 0..found.before.len() {
            for text in smaller(&found.before[file].1) {
                let mut files = found.before.clone();
                files[file].1 = text;
                if let Some(other) = like(judge, &files, &found, tries) {
                    found = other;
                    continue 'again;
                }
            }
        }
        return found;
    }
}

/// Texts without one statement and all below it, or with the inner of a block in its place;
/// what removes most comes first.
fn smaller(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for start in 0..lines.len() {
        let end = end_of_block(&lines, start);
        found.push([&lines[..start], &lines[end..]].concat());
        if end > start + 1 {
            let deep = margin(lines[start + 1]).saturating_sub(margin(lines[start]));
            let inner: Vec<&str> = lines[start + 1..end].iter().map(|l| l.get(deep..).unwrap_or_default()).collect();
            found.push([&lines[..start], &inner, &lines[end..]].concat());
        }
    }
    found.sort_by_key(Vec::len);
    found.into_iter().map(|lines| format!("{}\n", lines.join("\n"))).collect()
}

/// The line after a statement and all that is deeper.
fn end_of_block(lines: &[&str], start: usize) -> usize {
    let deeper = |line: &&&str| line.trim().is_empty() || margin(line) > margin(lines[start]);
    let inner = lines[start + 1..].iter().take_while(deeper).collect::<Vec<_>>();
    let blank = inner.iter().rev().take_while(|line| line.trim().is_empty()).count();
    start + 1 + inner.len() - blank
}

fn margin(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
