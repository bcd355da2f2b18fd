//! Which of many rewrites break a command: halves, left first.

use crate::error::Result;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// These pass together.
    pub kept: Vec<usize>,
    /// Each of these fails beside those that were kept before it.
    pub guilty: Vec<usize>,
}

/// Splits the numbers below `count`, which fail together, with as few tests as the guilty
/// ones need: about two times the logarithm of `count` for each of them.
///
/// # Errors
/// The test cannot be made.
pub fn bisect(count: usize, test: &mut dyn FnMut(&[usize]) -> Result<bool>) -> Result<Found> {
    let mut search = Search { found: Found::default(), test };
    search.half(0, count, true)?;
    Ok(search.found)
}

struct Search<'a> {
    found: Found,
    test: &'a mut dyn FnMut(&[usize]) -> Result<bool>,
}

impl Search<'_> {
    /// Takes what passes of `start..end`; `fails` says that all of it was tested beside what is
    /// kept. Answers whether all of it passes.
    fn half(&mut self, start: usize, end: usize, fails: bool) -> Result<bool> {
        if start == end {
            return Ok(true);
        }
        if !fails {
            let mut together = self.found.kept.clone();
            together.extend(start..end);
            if (self.test)(&together)? {
                self.found.kept = together;
                return Ok(true);
            }
        }
        if end - start == 1 {
            self.found.guilty.push(start);
            return Ok(false);
        }
        let middle = start + (end - start) / 2;
        let left = self.half(start, middle, false)?;
        // Where the left half passes, the right one beside it is what failed before.
        self.half(middle, end, left)?;
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found where a set fails that holds one of `bad`; and the tests that took.
    fn found(count: usize, bad: &dyn Fn(&[usize]) -> bool) -> (Found, usize) {
        let mut tests = 0;
        let found = bisect(count, &mut |set| {
            tests += 1;
            Ok(!bad(set))
        });
        (found.unwrap(), tests)
    }

    #[test]
    fn the_guilty_are_found() {
        for guilty in [vec![0], vec![99], vec![3, 64], vec![10, 11, 12], (0..100).collect()] {
            let (found, tests) = found(100, &|set| set.iter().any(|n| guilty.contains(n)));
            assert_eq!(found.guilty, guilty);
            assert_eq!(found.kept.len(), 100 - guilty.len());
            assert!(tests <= 16 * guilty.len(), "{tests} tests for {guilty:?}");
        }
    }

    #[test]
    fn of_two_that_fail_together_one_is_left_out() {
        let (found, _) = found(8, &|set| set.contains(&2) && set.contains(&5));
        assert_eq!((found.guilty, found.kept.len()), (vec![5], 7));
    }

    #[test]
    fn one_alone_is_guilty_without_a_test() {
        assert_eq!(found(1, &|_| true), (Found { kept: vec![], guilty: vec![0] }, 0));
    }
}
