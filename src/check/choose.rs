//! Which patches of a pass are applied: in order of position, those that do not meet.

use std::collections::BTreeMap;
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
    let mut taken = Taken::default();
    let mut picked = Vec::new();
    for index in order {
        if let Some(judged) = judged.get(index)
            && let Some(patch) = judged.patch.as_ref().filter(|_| allowed(judged))
            && taken.take(&patch.scope)
        {
            picked.push(index);
        }
    }
    picked
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
    use super::Taken;

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
