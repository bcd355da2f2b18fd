//! Reading TOML so that every mistake has its line and column.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Result};

/// A TOML file: its path and its text.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl<'a> Form<'a> {
    /// Reads the text as TOML.
    pub(super) fn parse(&self) -> Result<Spanned<DeTable<'a>>> {
        DeTable::parse(self.text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            self.error(offset, one_line(error.message()))
        })
    }

    /// An error at a byte offset of the text.
    pub(super) fn error(&self, offset: usize, message: impl Into<String>) -> Error {
        let (line, column) = self.place(offset);
        Error::at(self.path, message).place(line, column)
    }

    /// 1-based line and column of a byte offset; columns count characters.
    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (line, before[start..].chars().count() + 1)
    }
}

/// A message of several lines in one.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A string of the file, with its place.
#[derive(Clone)]
pub(super) struct Text<'a> {
    pub(super) value: &'a str,
    pub(super) span: Range<usize>,
}

impl Text<'_> {
    /// Where byte `inner` of the value stands in the file; the value's start if it is escaped.
    pub(super) fn offset(&self, form: &Form<'_>, inner: usize) -> usize {
        let raw = form.text.get(self.span.clone()).unwrap_or_default();
        let quotes = raw.len() - raw.trim_start_matches(['"', '\'']).len();
        let quotes = if quotes >= 3 { 3 } else { 1 };
        let body = raw.get(quotes..).unwrap_or_default();
        let skipped = match body {
            _ if quotes == 1 => 0,
            _ if body.starts_with("\r\n") => 2,
            _ if body.starts_with('\n') => 1,
            _ => 0,
        };
        match body.get(skipped..) {
            Some(body) if body.starts_with(self.value) => self.span.start + quotes + skipped + inner,
            _ => self.span.start,
        }
    }
}

/// A table of the file.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub(super) form: &'a Form<'a>,
    pub(super) keys: &'a DeTable<'a>,
    /// Where errors about the whole table are placed.
    pub(super) at: usize,
    /// "a transform", "an example".
    pub(super) what: &'static str,
}

impl<'a> Table<'a> {
    /// An error about the first key that is not among `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<()> {
        let unknown =
            self.keys.keys().filter(|key| !known.contains(&key.get_ref().as_ref())).min_by_key(|key| key.span().start);
        let Some(key) = unknown else { return Ok(()) };
        let name = key.get_ref();
        let error = self.form.error(key.span().start, format!("unknown key `{name}` in {}", self.what));
        Err(error.help(instead(name, known, "`")))
    }

    /// The value of a key, with its place.
    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.keys.get(key)
    }

    /// Where the key stands, or the table where it is missing.
    pub(super) fn key_at(&self, key: &str) -> usize {
        self.keys.get_key_value(key).map_or(self.at, |(key, _)| key.span().start)
    }

    /// The string under `key`, if there is one.
    pub(super) fn text(&self, key: &str) -> Result<Option<Text<'a>>> {
        self.get(key).map(|value| self.as_text(key, value)).transpose()
    }

    /// The string under `key`, which must be there and not be empty.
    pub(super) fn need(&self, key: &str, sample: &str) -> Result<Text<'a>> {
        let missing = || {
            self.form
                .error(self.at, format!("{} needs the key `{key}`", self.what))
                .help(format!("write `{key} = {sample}`"))
        };
        let text = self.text(key)?.ok_or_else(missing)?;
        if text.value.trim().is_empty() {
            let error = self.form.error(text.span.start, format!("`{key}` is empty"));
            return Err(error.help(format!("write `{key} = {sample}`")));
        }
        Ok(text)
    }

    /// The strings under `key`: an array, or nothing.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<Text<'a>>> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(items) = value.get_ref() else {
            return Err(self.wrong(key, value, "an array of strings, `[\"...\"]`"));
        };
        let what = format!("an item of {key}");
        items.iter().map(|item| self.as_text(&what, item)).collect()
    }

    /// The tables under `key`: an array of tables, one table, or nothing.
    pub(super) fn tables(&self, key: &str, what: &'static str) -> Result<Vec<Table<'a>>> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let one = std::slice::from_ref(value);
        let items: &'a [Spanned<DeValue<'a>>] = match value.get_ref() {
            DeValue::Array(items) => items,
            _ => one,
        };
        let table = |item: &'a Spanned<DeValue<'a>>| match item.get_ref() {
            DeValue::Table(keys) => Ok(Table { form: self.form, keys, at: item.span().start, what }),
            _ => Err(self.wrong(key, item, "a table")),
        };
        items.iter().map(table).collect()
    }

    fn as_text(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Result<Text<'a>> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Text { value: text, span: value.span() }),
            _ => Err(self.wrong(key, value, "a string")),
        }
    }

    /// An error about a value of the wrong type.
    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Error {
        let found = value.get_ref().type_str();
        self.form.error(value.span().start, format!("`{key}` has to be {wanted}, not {found}"))
    }
}

/// What to write instead of an unknown word: the one that is near, or all of them.
pub(super) fn instead(word: &str, known: &[&str], quote: &str) -> String {
    if let Some(near) = nearest(word, known) {
        return format!("did you mean {quote}{near}{quote}?");
    }
    if known.is_empty() {
        return "there are none yet".to_owned();
    }
    let mut sorted = known.to_vec();
    sorted.sort_unstable();
    let all: Vec<String> = sorted.iter().map(|word| format!("{quote}{word}{quote}")).collect();
    format!("known are {}", all.join(", "))
}

/// The known word that `word` is most likely meant to be.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    similar::get_close_matches(word, known, 1, 0.7).first().copied()
}
