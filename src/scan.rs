//! Can anything match in this text? Asked before parsing, since most files need none.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::error::{Error, Result};
use crate::transform::Catalogue;

/// Finds the literals of many transforms in one walk over a text.
#[derive(Debug)]
pub struct Scanner {
    automaton: AhoCorasick,
    /// The transforms that each literal can mean, as indices into the catalogue.
    owners: Vec<Vec<usize>>,
}

impl Scanner {
    /// A scanner for all transforms of the catalogue.
    ///
    /// # Errors
    /// So many literals that no automaton can be made of them.
    pub fn new(catalogue: &Catalogue) -> Result<Scanner> {
        let mut literals: Vec<&str> = Vec::new();
        let mut owners: Vec<Vec<usize>> = Vec::new();
        for (index, transform) in catalogue.transforms().iter().enumerate() {
            for literal in &transform.literals {
                match literals.iter().position(|known| known == literal) {
                    Some(known) => owners[known].push(index),
                    None => {
                        literals.push(literal);
                        owners.push(vec![index]);
                    }
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(literals)
            .map_err(|error| Error::new(format!("too many literals: {error}")))?;
        Ok(Scanner { automaton, owners })
    }

    /// The transforms that can match in `text` at all.
    pub fn scan(&self, text: &str) -> BTreeSet<usize> {
        let mut seen = vec![false; self.owners.len()];
        let mut missing = seen.len();
        let mut found = BTreeSet::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            let literal = hit.pattern().as_usize();
            if !std::mem::replace(&mut seen[literal], true) {
                found.extend(&self.owners[literal]);
                missing -= 1;
            }
            if missing == 0 {
                break;
            }
        }
        found
    }
}
