//! A place in a file, as the command line names it.

use std::path::PathBuf;
use std::str::FromStr;

/// A line of a file, as editors and linters write it: `path:line`, a column may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// 1-based.
    pub line: usize,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let parts: Vec<&str> = text.rsplitn(3, ':').collect();
        let line = |text: &str| text.parse().ok().filter(|line| *line > 0);
        let (path, line) = match parts.as_slice() {
            [column, middle, first] if line(column).and(line(middle)).is_some() => (first.to_string(), line(middle)),
            [last, rest @ ..] => (rest.iter().rev().copied().collect::<Vec<_>>().join(":"), line(last)),
            [] => (String::new(), None),
        };
        match line.filter(|_| !path.is_empty()) {
            Some(line) => Ok(Place { path: PathBuf::from(path), line }),
            None => Err("write it as PATH:LINE, such as src/read.py:12".to_owned()),
        }
    }
}
