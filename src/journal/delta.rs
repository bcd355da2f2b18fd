//! The patch that leads from new bytes back to the old ones.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag};

/// In the new bytes, `length` bytes from `at` on become the next `size` bytes of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// The first byte of the new text that is replaced.
    pub at: usize,
    /// How many.
    pub length: usize,
    /// How many bytes stand there instead.
    pub size: usize,
}

/// After so long a coarse patch is as good: it leads back all the same.
const PATIENCE: Duration = Duration::from_millis(500);

/// The hunks that lead from `after` to `before`, and their bytes.
pub fn reverse(before: &[u8], after: &[u8]) -> (Vec<Hunk>, Vec<u8>) {
    let (old, new) = (lines(before), lines(after));
    let deadline = std::time::Instant::now().checked_add(PATIENCE);
    let ops = similar::capture_diff_slices_deadline(Algorithm::Myers, &new, &old, deadline);
    let (new_starts, old_starts) = (starts(&new), starts(&old));
    let mut hunks = Vec::new();
    let mut data = Vec::new();
    for op in ops.iter().filter(|op| op.tag() != DiffTag::Equal) {
        let bytes = |starts: &[usize], lines: std::ops::Range<usize>| {
            let at = |line: usize| starts.get(line).copied().unwrap_or_default();
            at(lines.start)..at(lines.end)
        };
        let (from, to) = (bytes(&new_starts, op.old_range()), bytes(&old_starts, op.new_range()));
        data.extend_from_slice(before.get(to.clone()).unwrap_or_default());
        hunks.push(Hunk { at: from.start, length: from.len(), size: to.len() });
    }
    (hunks, data)
}

/// The old bytes; `None` where the hunks are not of this text.
pub fn apply(after: &[u8], hunks: &[Hunk], data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(after.len());
    let (mut done, mut used) = (0, 0_usize);
    for hunk in hunks {
        out.extend_from_slice(after.get(done..hunk.at)?);
        out.extend_from_slice(data.get(used..used.checked_add(hunk.size)?)?);
        done = hunk.at.checked_add(hunk.length)?;
        used += hunk.size;
    }
    out.extend_from_slice(after.get(done..)?);
    Some(out)
}

/// The lines with their ends.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Where each line starts, and the end.
fn starts(lines: &[&[u8]]) -> Vec<usize> {
    let ends = lines.iter().scan(0, |end, line| {
        *end += line.len();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_leads_back() {
        let texts: [&[u8]; 8] =
            [b"", b"a", b"a\n", b"a\nb\nc\n", b"a\nB\nc", b"b\na\n\xff\0\r\r\n", b"x\na\nb\nc\n", b"c\nb\na\n"];
        for before in texts {
            for after in texts {
                let (hunks, data) = reverse(before, after);
                assert_eq!(apply(after, &hunks, &data).as_deref(), Some(before), "{before:?} {after:?}");
                assert_eq!(hunks.is_empty(), before == after);
            }
        }
        let many = b"line\n".repeat(1000);
        let mut other = many.clone();
        other.splice(500..502, *b"XYZ");
        let (hunks, data) = reverse(&many, &other);
        assert_eq!(data, b"line\n");
        assert_eq!(apply(b"", &hunks, &data), None);
    }
}
