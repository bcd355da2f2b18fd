//! From what the command line names to the Python files to read, in a stable order.
//!
//! Folders are walked under the rules of ignore files; what is named is always taken.

use std::collections::BTreeMap;
use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};

use crate::error::{Error, Result};

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Found {
    /// Each file once, in path order.
    pub files: Vec<PathBuf>,
    /// Missing paths, unreadable folders, broken links, things that are no files.
    pub errors: Vec<Error>,
}

/// Folders that hold other people's code, or code that was made.
const SKIPPED: [&str; 9] = [
    "site-packages",
    "dist-packages",
    "node_modules",
    "__pycache__",
    "__pypackages__",
    "build",
    "_build",
    "dist",
    "buck-out",
];

/// The Python files that `paths` name or hold, without those that the globs `exclude` match.
///
/// # Errors
/// A glob that cannot be read.
pub fn discover(paths: &[PathBuf], exclude: &[String]) -> Result<Found> {
    let excluded = Arc::new(globs(exclude)?);
    let mut found = Found::default();
    let mut unique = Unique::default();
    let roots: Vec<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for path in paths {
        if is_excluded(&excluded, path) {
            continue;
        }
        match std::fs::metadata(path) {
            Err(error) => found.errors.push(io_error(path, &error)),
            Ok(data) if data.is_dir() => walk(path, &roots, &excluded, &mut found.errors, &mut unique),
            Ok(data) if data.is_file() => unique.add(path),
            Ok(data) => found.errors.push(not_a_file(path, data.file_type())),
        }
    }
    found.files = unique.into_paths();
    found.errors.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The globs of `--exclude`, relative to the current folder.
fn globs(exclude: &[String]) -> Result<Gitignore> {
    let bad = |error: ignore::Error| Error::new(format!("--exclude: {error}"));
    let mut builder = GitignoreBuilder::new(std::env::current_dir().unwrap_or_default());
    for glob in exclude {
        builder.add_line(None, glob).map_err(bad)?;
    }
    builder.build().map_err(bad)
}

/// Whether a path of the command line, or a folder it lies in, is excluded.
fn is_excluded(excluded: &Gitignore, path: &Path) -> bool {
    let plain = path.strip_prefix(".").unwrap_or(path);
    plain.ancestors().enumerate().any(|(depth, part)| {
        let is_dir = depth > 0 || part.is_dir();
        !part.as_os_str().is_empty() && excluded.matched(part, is_dir).is_ignore()
    })
}

/// Adds the Python files below `root`; no link leads out of all `roots`.
fn walk(root: &Path, roots: &[PathBuf], excluded: &Arc<Gitignore>, errors: &mut Vec<Error>, unique: &mut Unique) {
    let excluded = Arc::clone(excluded);
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| wanted(entry, &excluded))
        .build();
    for entry in walk {
        match entry {
            Err(error) => errors.push(walk_error(root, &error)),
            Ok(entry) => match classify(&entry) {
                Ok(true) if !leads_out(&entry, roots) => unique.add(entry.path()),
                Ok(_) => {}
                Err(error) => errors.push(error),
            },
        }
    }
}

/// Whether the walk takes a file, or goes into a folder.
fn wanted(entry: &DirEntry, excluded: &Gitignore) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
    let path = entry.path().strip_prefix(".").unwrap_or(entry.path());
    if excluded.matched(path, is_dir).is_ignore() {
        return false;
    }
    let skipped = SKIPPED.iter().any(|name| entry.file_name() == *name);
    !is_dir || !(skipped || entry.path().join("pyvenv.cfg").is_file())
}

/// Whether an entry is a link to something that nobody named.
fn leads_out(entry: &DirEntry, roots: &[PathBuf]) -> bool {
    let real = entry.path_is_symlink().then(|| entry.path().canonicalize().ok()).flatten();
    real.is_some_and(|real| !roots.iter().any(|root| real.starts_with(root)))
}

/// Whether a walked entry is a Python file; an error where it only looks like one.
fn classify(entry: &DirEntry) -> Result<bool> {
    let path = entry.path();
    let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
    if is_dir || !is_python(path) {
        return Ok(false);
    }
    if entry.file_type().is_some_and(|kind| kind.is_file()) {
        return Ok(true);
    }
    let data = std::fs::metadata(path).map_err(|error| io_error(path, &error))?;
    if data.is_file() {
        return Ok(true);
    }
    // A link to a folder is not followed: it may lead out, or round.
    if data.is_dir() { Ok(false) } else { Err(not_a_file(path, data.file_type())) }
}

/// Whether the name is that of a Python file.
fn is_python(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("py" | "pyi" | "pyw"))
}

/// Files by their real path: a link and its target are one file.
#[derive(Default)]
struct Unique {
    files: BTreeMap<PathBuf, PathBuf>,
    /// The folder of the last file and its real path: files come folder by folder.
    last: Option<(PathBuf, PathBuf)>,
}

impl Unique {
    /// Takes `path`, unless it is there under another name; a real name beats a link.
    fn add(&mut self, path: &Path) {
        let shown = path.strip_prefix(".").unwrap_or(path).to_owned();
        let is_link = path.is_symlink();
        let real = if is_link { path.canonicalize().ok() } else { self.real(path) };
        let real = real.unwrap_or_else(|| shown.clone());
        if is_link {
            self.files.entry(real).or_insert(shown);
        } else {
            self.files.insert(real, shown);
        }
    }

    /// The real path of a file that is no link.
    fn real(&mut self, path: &Path) -> Option<PathBuf> {
        let folder = match path.parent()? {
            empty if empty.as_os_str().is_empty() => Path::new("."),
            folder => folder,
        };
        let known = self.last.as_ref().filter(|(last, _)| last == folder);
        let real = match known {
            Some((_, real)) => real.clone(),
            None => folder.canonicalize().ok()?,
        };
        self.last = Some((folder.to_owned(), real.clone()));
        Some(real.join(path.file_name()?))
    }

    /// The paths as they are shown, in order.
    fn into_paths(self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.files.into_values().collect();
        paths.sort();
        paths
    }
}

/// The error for something at `path` that is neither file nor folder.
fn not_a_file(path: &Path, kind: FileType) -> Error {
    Error::at(path, format!("{}, not a file", what(kind))).help("`-` reads standard input")
}

/// What kind of thing it is.
#[cfg(unix)]
fn what(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

/// What kind of thing it is.
#[cfg(not(unix))]
fn what(_: FileType) -> &'static str {
    "a device"
}

/// What went wrong with the file or folder at `path`, in plain words.
pub fn io_error(path: &Path, error: &std::io::Error) -> Error {
    use std::io::ErrorKind;
    let message = match error.kind() {
        ErrorKind::NotFound if path.is_symlink() => "a link to nothing".to_owned(),
        ErrorKind::NotFound => "no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "may not be read".to_owned(),
        _ => error.to_string(),
    };
    Error::at(path, message)
}

/// The error of a walk, with the path it is about.
fn walk_error(root: &Path, error: &ignore::Error) -> Error {
    let path = path_of(error).unwrap_or(root);
    match error.io_error() {
        Some(cause) => io_error(path, cause),
        None => Error::at(path, error.to_string()),
    }
}

/// The path inside an error of the walk.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path, .. } => return Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = err,
            ignore::Error::Loop { child, .. } => return Some(child),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests;
