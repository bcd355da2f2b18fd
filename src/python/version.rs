//! What a file is written for: a version of Python that it must run under, and a width of lines.

use std::fmt;
use std::str::FromStr;

/// A version of Python, such as 3.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 3
    pub major: u8,
    /// 9
    pub minor: u8,
}

impl Version {
    /// What is assumed where nothing is known.
    pub const DEFAULT: Version = Version::new(3, 9);

    /// The version `major.minor`.
    pub const fn new(major: u8, minor: u8) -> Version {
        Version { major, minor }
    }
}

/// What a file is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The oldest Python that it must run under.
    pub version: Version,
    /// The widest line, in characters, that its formatter does not break.
    pub width: usize,
}

impl Target {
    /// What is assumed where nothing is known; the width is that of Black and Ruff.
    pub const DEFAULT: Target = Target { version: Version::DEFAULT, width: 88 };
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `3.9`, `3.9.1`, `py39` and `py313`.
    fn from_str(text: &str) -> Result<Version, String> {
        let version = match text.strip_prefix("py") {
            Some(digits) if digits.is_char_boundary(1) => numbers(&digits[..1], &digits[1..]),
            Some(_) => None,
            None => dotted(text),
        };
        version
            .filter(|version| version.major == 3)
            .ok_or_else(|| "write a version of Python 3, such as 3.9 or py39".to_owned())
    }
}

/// `3.9`, `3.9.1`, `3.9.*`, `3`, of any Python.
pub fn dotted(text: &str) -> Option<Version> {
    let mut parts = text.trim().split('.');
    numbers(parts.next()?, parts.next().unwrap_or("0"))
}

/// Both numbers of a version.
fn numbers(major: &str, minor: &str) -> Option<Version> {
    let minor = if minor == "*" { "0" } else { minor };
    Some(Version::new(major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_people_write_them() {
        for (text, minor) in [("3.9", 9), ("py39", 9), ("py313", 13), ("3.10.2", 10)] {
            assert_eq!(text.parse(), Ok(Version::new(3, minor)), "{text}");
        }
        for text in ["2.7", "py", "py27", "", "three", "pyé", "3.x"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
