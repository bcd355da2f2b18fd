//! Where a place of a later text stood in the original one.

use std::ops::Range;

use crate::edit::Edit;

/// The edits of all passes so far.
#[derive(Debug, Default)]
pub(super) struct History {
    layers: Vec<Vec<Spot>>,
}

/// One edit: what it replaced, and where its text is now.
#[derive(Debug)]
struct Spot {
    before: Range<usize>,
    after: Range<usize>,
}

impl History {
    /// Adds the edits of a pass, in order of position.
    pub(super) fn push(&mut self, edits: &[Edit]) {
        let mut spots = Vec::with_capacity(edits.len());
        let (mut old, mut new) = (0, 0);
        for edit in edits {
            let start = new + edit.range.start.saturating_sub(old);
            let after = start..start + edit.text.len();
            old = edit.range.end;
            new = after.end;
            let before = edit.range.clone();
            spots.push(Spot { before, after });
        }
        self.layers.push(spots);
    }

    /// The range of the original text; what an edit wrote stands where it wrote it.
    pub(super) fn back(&self, range: &Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (range.start, range.end);
        for spots in self.layers.iter().rev() {
            start = start_before(spots, start);
            end = end_before(spots, end);
        }
        start..end.max(start)
    }
}

/// Where a range that starts at `offset` started before.
fn start_before(spots: &[Spot], offset: usize) -> usize {
    let passed = spots.partition_point(|spot| spot.after.end <= offset);
    match spots.get(passed) {
        Some(spot) if spot.after.start < offset => spot.before.start,
        _ => shifted(spots, passed, offset),
    }
}

/// Where a range that ends at `offset` ended before; text deleted after it is not its own.
fn end_before(spots: &[Spot], offset: usize) -> usize {
    let passed =
        spots.partition_point(|spot| spot.after.end < offset || (spot.after.end == offset && !spot.after.is_empty()));
    match spots.get(passed) {
        Some(spot) if spot.after.start < offset => spot.before.end,
        _ => shifted(spots, passed, offset),
    }
}

/// An offset outside of all edits, after the first `passed` of them.
fn shifted(spots: &[Spot], passed: usize, offset: usize) -> usize {
    match passed.checked_sub(1).and_then(|last| spots.get(last)) {
        Some(last) => offset - last.after.end + last.before.end,
        None => offset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, text: &str) -> Edit {
        let text = text.to_owned();
        Edit { range, text }
    }

    #[test]
    fn places_are_found_again_through_two_passes() {
        // "0123456789" -> "0AB34567789" -> drop "0A"
        let mut history = History::default();
        history.push(&[edit(1..3, "AB"), edit(8..8, "7")]);
        history.push(&[edit(0..2, "")]);
        // "B345677" + "89"
        assert_eq!(history.back(&(1..3)), 3..5);
        assert_eq!(history.back(&(0..1)), 1..3);
        assert_eq!(history.back(&(7..8)), 8..9);
        assert_eq!(history.back(&(6..7)), 8..8);
    }

    #[test]
    fn a_deletion_belongs_to_neither_neighbour() {
        let mut history = History::default();
        history.push(&[edit(2..5, "")]);
        assert_eq!(history.back(&(0..2)), 0..2);
        assert_eq!(history.back(&(2..4)), 5..7);
        assert_eq!(history.back(&(1..3)), 1..6);
    }

    /// Numbers that look random, the same in every run.
    fn dice() -> impl FnMut(usize) -> usize {
        let mut state = 7_u64;
        move |sides| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % sides
        }
    }

    #[test]
    fn every_character_that_stays_is_found_again() {
        let original: Vec<char> = ('\u{100}'..'\u{200}').collect();
        let mut roll = dice();
        for _ in 0..200 {
            let mut history = History::default();
            let mut text = original.clone();
            for _ in 0..4 {
                let edits = some_edits(text.len(), &mut roll);
                for edit in edits.iter().rev() {
                    let new: Vec<char> = edit.text.chars().collect();
                    text.splice(edit.range.clone(), new);
                }
                history.push(&edits);
            }
            for (at, c) in text.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
                let back = history.back(&(at..at + 1));
                assert_eq!(back.len(), 1);
                assert_eq!(original[back.start], *c);
            }
        }
    }

    /// Edits of a text of that many characters, in order, of which none overlap.
    fn some_edits(length: usize, roll: &mut impl FnMut(usize) -> usize) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = roll(9);
        while at < length {
            let end = (at + roll(6)).min(length);
            edits.push(edit(at..end, &"new text"[..roll(8)]));
            at = end + 1 + roll(20);
        }
        edits
    }
}
