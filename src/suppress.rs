//! Comments that ask pyfix to leave a line alone.
//!
//! `# noqa: CODE[,CODE]`, `# pyfix: ignore`, `# pyfix: ignore[CODE,name] reason`. The comment stands
//! on the line on which the finding begins. A `# noqa` that names no code of pyfix was written for a
//! linter of style, and says nothing of memory.

use std::ops::Range;

use crate::parse::Module;

/// The suppressing comments of one file.
#[derive(Debug, Default)]
pub struct Suppressions {
    lines: Vec<Line>,
}

/// One line with a suppressing comment.
#[derive(Debug)]
struct Line {
    /// The bytes of the line.
    bytes: Range<usize>,
    /// The codes (or prefixes of codes, or names) it is for; empty means all.
    codes: Vec<String>,
}

impl Suppressions {
    /// Finds the comments of `module`; strings that look like one do not count.
    pub fn of(module: &Module) -> Suppressions {
        let text = module.text();
        let mut lines = Vec::new();
        // Literals first: nearly no file has one, and then the tree is not asked.
        for at in marks(text) {
            let node = module.root().descendant_for_byte_range(at, at);
            let Some(comment) = node.filter(|node| node.kind() == "comment") else {
                continue;
            };
            let until = comment.end_byte();
            if let Some(codes) = text.get(at..until).and_then(codes_of) {
                let bytes = line_around(text, at);
                lines.push(Line { bytes, codes });
            }
        }
        Suppressions { lines }
    }

    /// Whether a finding that begins at byte `offset` is to be left alone.
    pub fn covers(&self, offset: usize, code: &str, name: &str) -> bool {
        self.lines.iter().any(|line| {
            let here = line.bytes.start <= offset && offset <= line.bytes.end;
            here && (line.codes.is_empty() || line.codes.iter().any(|c| matches(c, code, name)))
        })
    }
}

/// A code, the beginning of one (`MEM1`), the name of a transform, or `ALL`.
fn matches(written: &str, code: &str, name: &str) -> bool {
    let begins = code.get(..written.len());
    written == "ALL" || written == name || begins.is_some_and(|begin| begin.eq_ignore_ascii_case(written))
}

/// Where a suppression may begin: each `#` that stands before `noqa` or `pyfix:`.
fn marks(text: &str) -> Vec<usize> {
    let words = ["noqa", "NOQA", "NoQA", "Noqa", "pyfix:"];
    let mut marks: Vec<usize> = words
        .iter()
        .flat_map(|word| text.match_indices(word))
        .filter_map(|(at, _)| {
            let before = text[..at].trim_end_matches([' ', '\t']);
            before.ends_with('#').then(|| before.len() - 1)
        })
        .collect();
    marks.sort_unstable();
    marks
}

/// The codes of the comment that begins with `comment`; `None` where it suppresses nothing.
fn codes_of(comment: &str) -> Option<Vec<String>> {
    let body = comment.trim_start_matches(['#', ' ', '\t']);
    match body.strip_prefix("pyfix:") {
        Some(rest) => own_codes(rest.trim_start()),
        None => noqa_codes(body.get("noqa".len()..)?),
    }
}

/// What follows `pyfix:`.
fn own_codes(rest: &str) -> Option<Vec<String>> {
    let rest = rest.strip_prefix("ignore")?;
    match rest.strip_prefix('[') {
        Some(list) => {
            let (inside, _) = list.split_once(']')?;
            let codes = inside.split(',').map(|code| code.trim().to_owned());
            Some(codes.filter(|code| !code.is_empty()).collect())
        }
        // `ignore-file` and the like are other words.
        None => (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(Vec::new),
    }
}

/// What follows `noqa`, if it names a code.
fn noqa_codes(rest: &str) -> Option<Vec<String>> {
    let list = rest.trim_start().strip_prefix(':')?;
    let words = list.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    let codes: Vec<String> = words.take_while(|word| is_code(word)).map(str::to_owned).collect();
    (!codes.is_empty()).then_some(codes)
}

/// Letters, then digits: `MEM101`.
fn is_code(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    digits.len() < word.len() && digits.chars().all(|c| c.is_ascii_digit())
}

/// The bytes of the line that holds `at`, without its line end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |n| n + 1);
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |n| at + n);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    /// Whether a finding at the start of the first line is suppressed.
    fn covered(line: &str) -> bool {
        let text = format!("{line}\ny = 2\n");
        let module = Module::parse(Source::from_text("x.py", text)).unwrap();
        let suppressions = Suppressions::of(&module);
        assert!(!suppressions.covers(line.len() + 1, "MEM101", "readlines-loop"));
        suppressions.covers(0, "MEM101", "readlines-loop")
    }

    #[test]
    fn comments_that_suppress() {
        for line in [
            "x = 1  # noqa: MEM101",
            "x = 1  #NOQA:MEM101",
            "x = 1  # noqa: E501, MEM101",
            "x = 1  # noqa : MEM1",
            "x = 1  # type: ignore  # noqa: MEM101 because",
            "x = 1  # pyfix: ignore",
            "x = 1  # pyfix: ignore[ALL]",
            "x = 1  # pyfix: ignore because it is small",
            "x = 1  # pyfix: ignore[MEM101] it is small",
            "x = 1  # pyfix:ignore[MEM2, readlines-loop]",
        ] {
            assert!(covered(line), "{line}");
        }
    }

    #[test]
    fn comments_that_do_not() {
        for line in [
            "x = 1  # noqa",
            "x = 1  #NOQA: because",
            "x = 1  # noqa: E501",
            "x = 1  # noqab",
            "x = 1  # about noqa",
            "x = '# noqa'",
            "x = 1  # pyfix: ignore[MEM102]",
            "x = 1  # pyfix: ignored",
            "x = '# pyfix: ignore'",
        ] {
            assert!(!covered(line), "{line}");
        }
    }
}
