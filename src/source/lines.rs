//! Lines and columns for people, from byte offsets.

/// Where the lines of one text begin; `\n`, `\r\n` and a lone `\r` end one.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of `text`.
    pub fn of(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let ends = |(i, byte): (usize, &u8)| {
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            ends.then_some(i + 1)
        };
        let starts = std::iter::once(0).chain(bytes.iter().enumerate().filter_map(ends));
        Lines { starts: starts.collect() }
    }

    /// 1-based line of byte `offset`, and column in characters.
    pub fn place(&self, text: &str, offset: usize) -> (usize, usize) {
        let row = self.starts.partition_point(|start| *start <= offset);
        let start = self.start(row);
        let before = text.get(start..offset).unwrap_or_default();
        (row, before.chars().count() + 1)
    }

    /// The byte at which line `row` (1-based) begins; past the last line, that of the last.
    pub fn start(&self, row: usize) -> usize {
        let index = row.saturating_sub(1).min(self.starts.len() - 1);
        self.starts.get(index).copied().unwrap_or_default()
    }

    /// The byte at which line `row` ends, its line end included.
    pub fn end(&self, row: usize, text: &str) -> usize {
        self.starts.get(row).copied().unwrap_or(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters() {
        let text = "é = 1\r\nñ = x\rz\n";
        let lines = Lines::of(text);
        let place = |part: &str| lines.place(text, text.find(part).unwrap());
        assert_eq!(place("1"), (1, 5));
        assert_eq!(place("x"), (2, 5));
        assert_eq!(place("z"), (3, 1));
        assert_eq!(lines.place(text, text.len()), (4, 1));
        assert_eq!(Lines::of("").place("", 0), (1, 1));
    }
}
