//! The record of one run.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::delta::{self, Hunk};
use crate::disk::{self, fault::point};

/// What a run has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Files are being replaced; after a crash the next run sees to them.
    Writing,
    /// All that the record names is written.
    Done,
    /// Files are being put back; after a crash the next run goes on with it.
    Undoing,
    /// All is as it was before the run.
    Undone,
}

const WORDS: [(State, &str); 4] =
    [(State::Writing, "writing"), (State::Done, "done"), (State::Undoing, "undoing"), (State::Undone, "undone")];

impl State {
    /// The word for it on disk.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of a word.
    pub(super) fn of_word(word: &str) -> Option<State> {
        WORDS.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// What is known of a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry {
    /// When it began, in seconds since 1970.
    pub time: u64,
    /// The folder it ran in.
    pub folder: Name,
    /// The words of its command line.
    pub command: Vec<String>,
    /// The pyfix that wrote it.
    pub version: String,
    /// A part of the names of its temporary files.
    pub token: String,
    /// It was killed; what it left half was put right.
    #[serde(default)]
    pub interrupted: bool,
    /// The files.
    pub files: Vec<Record>,
}

/// One file of a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// Where it is, with all links resolved.
    pub path: Name,
    /// Files of one group are written all or none.
    pub group: usize,
    /// SHA-256 of the old bytes,
    pub before: String,
    /// and of the new ones.
    pub after: String,
    /// The patch that leads back.
    pub reverse: Vec<Hunk>,
    /// Where its bytes begin in the data.
    pub data: u64,
}

/// A path; those that are not UTF-8 are kept as bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Name {
    /// UTF-8.
    Text(String),
    /// Anything else that the system allows.
    Bytes(Vec<u8>),
}

impl Name {
    /// The name of a path.
    pub fn of(path: &Path) -> Name {
        match path.to_str() {
            Some(text) => Name::Text(text.to_owned()),
            None => Name::Bytes(path.as_os_str().as_encoded_bytes().to_vec()),
        }
    }

    /// The path.
    pub fn path(&self) -> PathBuf {
        match self {
            Name::Text(text) => PathBuf::from(text),
            Name::Bytes(bytes) => path_of_bytes(bytes),
        }
    }
}

/// The path with these bytes.
#[cfg(unix)]
pub fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// The path with these bytes.
#[cfg(not(unix))]
pub fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// SHA-256 in hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Record {
    /// The old bytes, from the new ones and the data of the run; `None` where the journal is
    /// damaged.
    pub fn restored(&self, after: &[u8], data: &mut File) -> Option<Vec<u8>> {
        let size = self.reverse.iter().map(|hunk| hunk.size).sum();
        let mut bytes = vec![0; size];
        data.seek(SeekFrom::Start(self.data)).ok()?;
        data.read_exact(&mut bytes).ok()?;
        let before = delta::apply(after, &self.reverse, &bytes)?;
        (hash(&before) == self.before).then_some(before)
    }
}

impl Entry {
    /// Whether it wrote a file below `folder`, or ran there.
    pub fn is_below(&self, folder: &Path) -> bool {
        self.folder.path().starts_with(folder) || self.files.iter().any(|file| file.path.path().starts_with(folder))
    }

    /// Writes the record into the folder of its run.
    pub(super) fn save(&self, folder: &Path) -> io::Result<()> {
        disk::write_whole(folder, "run.json", &serde_json::to_vec(self)?)
    }
}

/// The record of a run that has not begun.
#[derive(Debug)]
pub struct Draft {
    entry: Entry,
    data: File,
    end: u64,
}

impl Draft {
    /// A record without files.
    ///
    /// # Errors
    /// There is no room for a temporary file.
    pub fn new(folder: &Path, command: Vec<String>, time: u64) -> io::Result<Draft> {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let folder = Name::of(folder);
        let entry = Entry { time, folder, command, version, token: token(), interrupted: false, files: Vec::new() };
        Ok(Draft { entry, data: tempfile::tempfile()?, end: 0 })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// There is no room for the patch.
    pub fn add(&mut self, path: &Path, group: usize, before: &[u8], after: &[u8]) -> io::Result<()> {
        let (reverse, bytes) = delta::reverse(before, after);
        self.data.write_all(&bytes)?;
        let record =
            Record { path: Name::of(path), group, before: hash(before), after: hash(after), reverse, data: self.end };
        self.end += bytes.len() as u64;
        self.entry.files.push(record);
        Ok(())
    }

    /// A part of the names of temporary files that nobody else uses.
    pub fn token(&self) -> &str {
        &self.entry.token
    }

    /// Writes all of it into the folder of the run.
    pub(super) fn save(mut self, folder: &Path) -> io::Result<()> {
        point("the patches are kept")?;
        let mut data = File::create(folder.join("data"))?;
        self.data.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.data, &mut data)?;
        data.sync_all()?;
        self.entry.save(folder)
    }
}

/// Letters and digits that no other run has.
fn token() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}
