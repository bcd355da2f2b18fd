//! A file as text, and back to the same bytes: encoding, byte-order mark, line ends.
//!
//! Everything after this module works on text. What cannot come back byte for byte is
//! refused here, so that an unchanged line is never written differently.

mod lines;
mod names;

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use crate::error::{Error, Result};

pub use lines::Lines;
use names::label_of;

/// The UTF-8 byte-order mark.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// How the bytes of a file become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    /// UTF-8, the default of Python, with or without a byte-order mark.
    Utf8 { bom: bool },
    /// Bytes below 128 alone.
    Ascii,
    /// ISO 8859-1 as Python has it: byte and code point are equal, 0x80 to 0x9f included
    /// (the web's "latin1", which encoding_rs follows, is Windows-1252).
    Latin1,
    /// Any other encoding of the web's list.
    Other(&'static Encoding),
}

/// The text of one Python file and all that is needed to write it back byte for byte.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it was given or found.
    pub path: PathBuf,
    /// The decoded text, without the byte-order mark, with its own line ends.
    pub text: String,
    codec: Codec,
    newline: &'static str,
}

impl Source {
    /// Decodes `bytes`.
    ///
    /// # Errors
    /// A NUL byte, an unknown coding cookie, bytes that do not decode or would not come back.
    pub fn decode(path: &Path, bytes: &[u8]) -> Result<Source> {
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            let (line, column) = place(bytes, at);
            return Err(Error::at(path, "a NUL byte: this is not Python source").place(line, column));
        }
        let codec = codec_of(path, bytes)?;
        let text = codec.decode(path, bytes)?;
        let source = Source { newline: dominant_newline(&text), path: path.to_owned(), text, codec };
        if matches!(codec, Codec::Other(_)) && source.encode(&source.text)? != bytes {
            return Err(Error::at(path, format!("as {} the bytes would not come back unchanged", codec.name())));
        }
        Ok(source)
    }

    /// A source from text in memory.
    pub fn from_text(path: impl Into<PathBuf>, text: impl Into<String>) -> Source {
        let text = text.into();
        Source { path: path.into(), newline: dominant_newline(&text), text, codec: Codec::Utf8 { bom: false } }
    }

    /// The bytes of `text` in this file's encoding, byte-order mark included.
    ///
    /// # Errors
    /// A character of `text` that the encoding does not have.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>> {
        let mut bytes = if self.has_bom() { BOM.to_vec() } else { Vec::new() };
        bytes.extend(self.encode_part(text)?);
        // The comment that names the encoding counts on the first two lines alone.
        if codec_of(&self.path, &bytes)? != self.codec {
            return Err(Error::at(&self.path, "the result would be read in another encoding, it is left alone"));
        }
        Ok(bytes)
    }

    /// The bytes of a part of the text, without a byte-order mark.
    ///
    /// # Errors
    /// A character of `text` that the encoding does not have.
    pub fn encode_part(&self, text: &str) -> Result<Vec<u8>> {
        self.codec.encode(text).ok_or_else(|| {
            let name = self.codec.name();
            Error::at(&self.path, format!("the result has characters that {name} does not"))
        })
    }

    /// Whether the file begins with a byte-order mark.
    pub fn has_bom(&self) -> bool {
        self.codec == Codec::Utf8 { bom: true }
    }

    /// The line end that most lines of the file have.
    pub fn newline(&self) -> &'static str {
        self.newline
    }
}

impl Codec {
    /// The name for messages.
    fn name(self) -> &'static str {
        match self {
            Codec::Utf8 { .. } => "UTF-8",
            Codec::Ascii => "ASCII",
            Codec::Latin1 => "Latin-1",
            Codec::Other(encoding) => encoding.name(),
        }
    }

    /// The text of `bytes`, without a byte-order mark.
    fn decode(self, path: &Path, bytes: &[u8]) -> Result<String> {
        match self {
            Codec::Utf8 { bom } => {
                let body = if bom { &bytes[BOM.len()..] } else { bytes };
                match std::str::from_utf8(body) {
                    Ok(text) => Ok(text.to_owned()),
                    Err(error) => Err(self.undecodable(path, body, error.valid_up_to())),
                }
            }
            Codec::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                None => Ok(String::from_utf8_lossy(bytes).into_owned()),
                Some(at) => Err(self.undecodable(path, bytes, at)),
            },
            Codec::Latin1 => Ok(encoding_rs::mem::decode_latin1(bytes).into_owned()),
            Codec::Other(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(std::borrow::Cow::into_owned)
                .ok_or_else(|| Error::at(path, format!("not {} text", self.name()))),
        }
    }

    /// The bytes of `text`; `None` where a character is not in the encoding.
    fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Codec::Utf8 { .. } => Some(text.as_bytes().to_vec()),
            Codec::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec()),
            Codec::Latin1 => {
                encoding_rs::mem::is_str_latin1(text).then(|| encoding_rs::mem::encode_latin1_lossy(text).into_owned())
            }
            Codec::Other(encoding) => {
                let (bytes, _, unmappable) = encoding.encode(text);
                (!unmappable).then(|| bytes.into_owned())
            }
        }
    }

    /// The error for the first byte that is not of this encoding.
    fn undecodable(self, path: &Path, bytes: &[u8], at: usize) -> Error {
        let (line, column) = place(bytes, at);
        let byte = bytes.get(at).copied().unwrap_or_default();
        Error::at(path, format!("not {} text: byte 0x{byte:02x}", self.name()))
            .place(line, column)
            .help("a coding comment on the first line names another encoding")
    }
}

/// What the byte-order mark and the coding cookie say.
fn codec_of(path: &Path, bytes: &[u8]) -> Result<Codec> {
    let bom = bytes.starts_with(BOM);
    let Some(cookie) = cookie(if bom { &bytes[BOM.len()..] } else { bytes }) else {
        return Ok(Codec::Utf8 { bom });
    };
    let unknown = || Error::at(path, format!("unknown encoding `{cookie}` in the coding comment"));
    let codec = codec_named(&cookie).ok_or_else(unknown)?;
    match codec {
        Codec::Utf8 { .. } => Ok(Codec::Utf8 { bom }),
        _ if bom => Err(Error::at(path, format!("a UTF-8 byte-order mark, but the coding comment says `{cookie}`"))),
        _ => Ok(codec),
    }
}

/// The encoding that Python knows by `name`.
fn codec_named(name: &str) -> Option<Codec> {
    match label_of(name)? {
        "utf-8" => Some(Codec::Utf8 { bom: false }),
        "latin-1" => Some(Codec::Latin1),
        "ascii" => Some(Codec::Ascii),
        // Python refuses source encodings that are no superset of ASCII, such as UTF-16.
        label => Encoding::for_label(label.as_bytes()).filter(|e| e.is_ascii_compatible()).map(Codec::Other),
    }
}

/// The encoding named by a comment on one of the first two lines (PEP 263).
fn cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')).take(3) {
        let line = line.trim_ascii_start();
        match line.first() {
            None => continue,
            Some(b'#') => {}
            Some(_) => return None,
        }
        if let Some(name) = cookie_in(line) {
            // With `\r\n` the second line is the third piece.
            return second_line_ok(bytes, line).then_some(name);
        }
    }
    None
}

/// Whether `line`, a part of `bytes`, stands on the first or second line.
fn second_line_ok(bytes: &[u8], line: &[u8]) -> bool {
    let start = line.as_ptr() as usize - bytes.as_ptr() as usize;
    place(bytes, start).0 <= 2
}

/// The name after `coding:` or `coding=` in a comment.
fn cookie_in(comment: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(comment);
    let mut rest: &str = &text;
    while let Some(at) = rest.find("coding") {
        rest = &rest[at + "coding".len()..];
        let Some(value) = rest.strip_prefix([':', '=']) else {
            continue;
        };
        let value = value.trim_start_matches([' ', '\t']);
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String = value.chars().take_while(|c| in_name(*c)).collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

/// 1-based line and column (in bytes) of `at`.
fn place(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = &bytes[..at.min(bytes.len())];
    let mut line = 1;
    let mut start = 0;
    for (i, byte) in before.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
        if ends {
            line += 1;
            start = i + 1;
        }
    }
    (line, before.len() - start + 1)
}

/// The most frequent line end; `\n` where there is none.
fn dominant_newline(text: &str) -> &'static str {
    let (mut unix, mut dos, mut mac) = (0_usize, 0_usize, 0_usize);
    let bytes = text.as_bytes();
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            b'\r' if bytes.get(i + 1) == Some(&b'\n') => dos += 1,
            b'\r' => mac += 1,
            b'\n' if i == 0 || bytes[i - 1] != b'\r' => unix += 1,
            _ => {}
        }
    }
    if unix >= dos && unix >= mac {
        "\n"
    } else if dos >= mac {
        "\r\n"
    } else {
        "\r"
    }
}

#[cfg(test)]
mod tests;
