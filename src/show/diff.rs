//! The unified diff that `git apply` takes.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use similar::udiff::UnifiedHunkHeader;
use similar::{ChangeTag, DiffOp, TextDiff};

use super::{Look, Show, harmless, style};
use crate::finding::FileReport;
use crate::source::Source;

/// Lines that stay, around those that change.
const CONTEXT: usize = 3;

/// The changes of each file. To a program the bytes are those of the file; to a terminal
/// they are made harmless.
#[derive(Debug)]
pub struct Diff {
    /// How to write to the stream.
    pub look: Look,
}

impl Show for Diff {
    fn report(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let Some(after) = &report.after else {
            return Ok(());
        };
        let source = &report.source;
        // The byte-order mark is a part of the first line.
        let (old, new) = (with_bom(source, &source.text), with_bom(source, after));
        let old: Vec<&str> = old.split_inclusive('\n').collect();
        let new: Vec<&str> = new.split_inclusive('\n').collect();
        let diff = TextDiff::from_slices(&old, &new);
        let groups = diff.grouped_ops(CONTEXT);
        if groups.is_empty() {
            return Ok(());
        }
        self.line(out, style::PATH, b"--- ", &name("a/", &source.path))?;
        self.line(out, style::PATH, b"+++ ", &name("b/", &source.path))?;
        for ops in groups.iter().filter(|ops| !ops.is_empty()) {
            self.hunk(out, source, &diff, ops)?;
        }
        Ok(())
    }
}

impl Diff {
    /// One hunk with its header.
    fn hunk(
        &self,
        out: &mut dyn Write,
        source: &Source,
        diff: &TextDiff<'_, '_, str>,
        ops: &[DiffOp],
    ) -> io::Result<()> {
        let header = UnifiedHunkHeader::new(ops).to_string();
        self.line(out, style::HUNK, b"", header.as_bytes())?;
        for change in ops.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, style) = match change.tag() {
                ChangeTag::Equal => (b" ", anstyle::Style::new()),
                ChangeTag::Delete => (b"-", style::REMOVED),
                ChangeTag::Insert => (b"+", style::ADDED),
            };
            let text = change.value();
            let line = text.strip_suffix('\n').unwrap_or(text);
            self.line(out, style, sign, &self.bytes(source, line))?;
            if line.len() == text.len() {
                out.write_all(b"\\ No newline at end of file\n")?;
            }
        }
        Ok(())
    }

    /// Writes one line in `style`.
    fn line(&self, out: &mut dyn Write, style: anstyle::Style, sign: &[u8], rest: &[u8]) -> io::Result<()> {
        if self.look.color {
            write!(out, "{style}")?;
        }
        out.write_all(sign)?;
        out.write_all(rest)?;
        if self.look.color {
            write!(out, "{style:#}")?;
        }
        out.write_all(b"\n")
    }

    /// A line of the file as the stream wants it.
    fn bytes(&self, source: &Source, line: &str) -> Vec<u8> {
        if !self.look.terminal {
            // What came from the file's encoding goes back into it.
            return source.encode_part(line).unwrap_or_else(|_| line.as_bytes().to_vec());
        }
        // Tabs are harmless here, and the layout is theirs.
        let parts = line.trim_end_matches('\r').split('\t').map(harmless);
        parts.collect::<Vec<Cow<'_, str>>>().join("\t").into_bytes()
    }
}

/// The text with the byte-order mark that the file has.
fn with_bom<'a>(source: &Source, text: &'a str) -> Cow<'a, str> {
    if source.has_bom() { Cow::Owned(format!("\u{feff}{text}")) } else { Cow::Borrowed(text) }
}

/// The name of a file as git writes it in a diff.
fn name(side: &str, path: &Path) -> Vec<u8> {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix("/").unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    let bytes = path_bytes(path);
    let odd = |c: char| c.is_control() || matches!(c, '"' | '\\' | char::REPLACEMENT_CHARACTER);
    if String::from_utf8_lossy(&bytes).contains(odd) {
        return quoted(side, &bytes);
    }
    let mut name = side.as_bytes().to_vec();
    name.extend(&*bytes);
    if bytes.contains(&b' ') {
        name.push(b'\t'); // or the name would end at the space
    }
    name
}

/// `"a/line\012end.py"`
fn quoted(side: &str, bytes: &[u8]) -> Vec<u8> {
    let mut name = format!("\"{side}").into_bytes();
    for byte in bytes {
        match byte {
            b'"' | b'\\' => name.extend([b'\\', *byte]),
            byte if byte.is_ascii_control() || !byte.is_ascii() => name.extend(format!("\\{byte:03o}").bytes()),
            byte => name.push(*byte),
        }
    }
    name.push(b'"');
    name
}

/// The bytes of a path.
#[cfg(unix)]
fn path_bytes(path: &Path) -> Cow<'_, [u8]> {
    use std::os::unix::ffi::OsStrExt;
    Cow::Borrowed(path.as_os_str().as_bytes())
}

/// The bytes of a path, with the slashes that git uses.
#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Cow<'_, [u8]> {
    Cow::Owned(path.to_string_lossy().replace('\\', "/").into_bytes())
}
