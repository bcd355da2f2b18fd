//! Which patches of a pass are applied: in order of position, those that do not meet.

use std::collections::BTreeMap;
use std::ops::Range;

use super::judge::Judged;

/// Indices of the findings whose patches are applied together.
pub(super) fn choose(judged: &[Judged], allowed: impl Fn(&Judged) -> bool) -> Vec<usize> {
    let mut taken = Taken::default();
    let mut picked = Vec::new();
    for (index, judged) in judged.iter().enumerate() {
        if let Some(patch) = judged.patch.as_ref().filter(|_| allowed(judged))
            && taken.take(&patch.scope)
        {
            picked.push(index);
        }
    }
    picked
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
