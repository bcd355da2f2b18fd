//! Which patches of a pass are applied: in order of position, those that do not meet.
//!
//! A patch waits for those inside its scope: a function that became a generator hands its
//! steps to code that nobody knows, and what its own loops walk could not be made lazy any more.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::judge::Judged;

/// Indices of the findings whose patches are applied together; with a `seed` they are
/// considered in some other order than that of position.
pub(super) fn choose(judged: &[Judged], seed: Option<u64>, allowed: impl Fn(&Judged) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..judged.len()).collect();
    if let Some(seed) = seed {
        order.sort_by_cached_key(|index| scattered(seed, *index));
    }
    let scope = |index: &usize| {
        let judged = judged.get(*index).filter(|judged| allowed(judged))?;
        judged.patch.as_ref().map(|patch| &patch.scope)
    };
    let waiting = holders(order.iter().filter_map(scope));
    let mut taken = Taken::default();
    let free = |scope: &&Range<usize>| !waiting.contains(&(scope.start, scope.end));
    order.retain(|index| scope(index).filter(free).is_some_and(|scope| taken.take(scope)));
    order
}

/// The ranges that hold another one.
fn holders<'r>(ranges: impl Iterator<Item = &'r Range<usize>>) -> BTreeSet<(usize, usize)> {
    let distinct: BTreeSet<(Reverse<usize>, usize)> = ranges.map(|range| (Reverse(range.start), range.end)).collect();
    let mut nearest = usize::MAX;
    let mut found = BTreeSet::new();
    for (Reverse(start), end) in distinct {
        if nearest <= end {
            found.insert((start, end));
        }
        nearest = nearest.min(end);
    }
    found
}

fn scattered(seed: u64, index: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, index).hash(&mut hasher);
    hasher.finish()
}

/// Ranges that do not even touch, by their start.
#[derive(Default)]
struct Taken {
    ends: BTreeMap<usize, usize>,
}

impl Taken {
    /// Takes the range, unless it touches one that is taken.
    fn take(&mut self, range: &Range<usize>) -> bool {
        let before = self.ends.range(..=range.end).next_back();
        if before.is_some_and(|(_, end)| *end >= range.start) {
            return false;
        }
        self.ends.insert(range.start, range.end);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Taken, holders};

    #[test]
    fn what_holds_another_waits() {
        let ranges = [0..100, 10..20, 10..20, 12..15, 30..40, 35..45, 90..100];
        let found: Vec<(usize, usize)> = holders(ranges.iter()).into_iter().collect();
        assert_eq!(found, [(0, 100), (10, 20)]);
    }

    #[test]
    fn ranges_that_touch_are_not_taken() {
        let mut taken = Taken::default();
        assert!(taken.take(&(10..20)));
        assert!(!taken.take(&(20..25)));
        assert!(!taken.take(&(5..10)));
        assert!(!taken.take(&(12..13)));
        assert!(!taken.take(&(0..99)));
        assert!(taken.take(&(21..30)));
        assert!(taken.take(&(0..9)));
    }
}
