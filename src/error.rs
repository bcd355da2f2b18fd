//! What can go wrong, as values: the file, the place and the next step.

use std::fmt;
use std::path::{Path, PathBuf};

/// An error that names the file it is about, the place in it where that is known,
/// and what to do next where there is something to do.
#[derive(Debug, Clone, thiserror::Error)]
pub struct Error {
    /// The file or folder it is about.
    pub path: Option<PathBuf>,
    /// 1-based line and column.
    pub place: Option<(usize, usize)>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write or do instead.
    pub help: Option<String>,
}

/// The result of anything that can fail with an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error about nothing on disk.
    pub fn new(message: impl Into<String>) -> Self {
        Error { path: None, place: None, message: message.into(), help: None }
    }

    /// An error about the file at `path`.
    pub fn at(path: &Path, message: impl Into<String>) -> Self {
        Error { path: Some(path.to_owned()), ..Error::new(message) }
    }

    /// Adds the 1-based line and column.
    #[must_use]
    pub fn place(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}:", path.display())?;
            if let Some((line, column)) = self.place {
                write!(f, "{line}:{column}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}
