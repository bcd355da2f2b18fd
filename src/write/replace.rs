//! One file: what stands in its way, the new bytes beside it, and the step in which it is
//! replaced.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::disk::fault::point;
use crate::disk::{self, sync_folder};
use crate::error::{Error, Result};
use crate::journal::entry::hash;

/// A file that may be written.
#[derive(Debug)]
pub struct Target {
    /// As it is shown.
    path: PathBuf,
    /// Where it is: a link stays, what it leads to is written.
    real: PathBuf,
    data: Metadata,
}

/// The new bytes, on the disk, beside the file they will replace.
#[derive(Debug)]
pub struct Staged {
    target: Target,
    temporary: TempPath,
}

impl Target {
    /// The file at `path`, if it may be replaced and holds `before`.
    ///
    /// # Errors
    /// It may not, with the reason.
    pub fn check(path: &Path, before: &[u8]) -> Result<Target> {
        let failed = |error: io::Error| cannot(path, &error);
        let real = path.canonicalize().map_err(failed)?;
        let data = fs::metadata(&real).map_err(failed)?;
        let target = Target { path: path.to_owned(), real, data };
        if let Some(reason) = target.obstacle() {
            return Err(Error::at(path, format!("{reason}, it is left alone")));
        }
        target.holds(before)?;
        Ok(target)
    }

    /// Why it must not be replaced by another file of its name.
    fn obstacle(&self) -> Option<String> {
        if !self.data.is_file() {
            return Some("is no regular file".to_owned());
        }
        let links = links(&self.data);
        if links > 1 {
            return Some(format!("has {links} hard links, of which only one would change"));
        }
        // Renaming would get around a file that this user may not write; its mode alone does
        // not tell.
        let opened = OpenOptions::new().write(true).open(&self.real);
        opened.err().map(|error| format!("may not be written ({error})"))
    }

    /// Whether it still holds `before`.
    fn holds(&self, before: &[u8]) -> Result<()> {
        if disk::read(&self.real).map_err(|error| cannot(&self.path, &error))? == before {
            return Ok(());
        }
        Err(Error::at(&self.path, "has changed since it was read, it is left alone").help("run pyfix again"))
    }

    /// Puts `after` on the disk beside the file.
    ///
    /// # Errors
    /// The disk is full, or the folder takes no files.
    pub fn stage(self, after: &[u8], token: &str) -> Result<Staged> {
        match self.temporary(after, &temporary_path(&self.real, token)) {
            Ok(temporary) => Ok(Staged { target: self, temporary }),
            Err(error) => Err(cannot(&self.path, &error)),
        }
    }

    fn temporary(&self, after: &[u8], path: &Path) -> io::Result<TempPath> {
        point("the new bytes get a file")?;
        let name = path.file_name().unwrap_or_default();
        let mut file = tempfile::Builder::new().prefix(name).rand_bytes(0).tempfile_in(folder(path))?;
        point("the new bytes are written")?;
        file.write_all(after)?;
        keep_owner(file.as_file(), &self.data);
        file.as_file().set_permissions(self.data.permissions())?;
        point("the new bytes are flushed")?;
        file.as_file().sync_all()?;
        // Thousands may wait at once: no open file each.
        Ok(file.into_temp_path())
    }
}

impl Staged {
    /// Replaces the file, if it still holds `before`.
    ///
    /// # Errors
    /// It does not, or the folder takes no changes.
    pub fn replace(self, before: &[u8]) -> Result<()> {
        self.target.holds(before)?;
        let failed = |error: &io::Error| cannot(&self.target.path, error);
        point("the file is replaced").map_err(|error| failed(&error))?;
        self.temporary.persist(&self.target.real).map_err(|error| failed(&error.error))?;
        Ok(())
    }
}

/// Replaces `before` in the file at `path` by `after`, in one step that survives a power cut.
///
/// # Errors
/// The file holds something else by now, or it cannot be replaced.
pub fn replace(path: &Path, before: &[u8], after: &[u8], token: &str) -> Result<()> {
    let target = Target::check(path, before)?;
    let folder = folder(&target.real).to_owned();
    target.stage(after, token)?.replace(before)?;
    sync_folder(&folder).map_err(|error| cannot(path, &error))
}

/// Where the new bytes of a file are for a moment: a run that finds its journal open knows.
pub fn temporary_path(real: &Path, token: &str) -> PathBuf {
    let name: String = hash(real.as_os_str().as_encoded_bytes()).chars().take(16).collect();
    folder(real).join(format!(".pyfix-{token}-{name}"))
}

/// The folder of a file.
pub fn folder(real: &Path) -> &Path {
    real.parent().unwrap_or(Path::new("."))
}

fn cannot(path: &Path, error: &io::Error) -> Error {
    Error::at(path, format!("cannot be written: {error}"))
}

/// How many names the file has.
#[cfg(unix)]
fn links(data: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(data)
}

/// Nobody can tell here.
#[cfg(not(unix))]
fn links(_: &Metadata) -> u64 {
    1
}

/// Gives `file` the owner and group of the file it replaces, where that is allowed.
#[cfg(unix)]
fn keep_owner(file: &File, data: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    // The group alone may be allowed where the owner is not.
    let _ = fchown(file, None, Some(data.gid()));
    let _ = fchown(file, Some(data.uid()), None);
}

/// There are no owners here.
#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}
