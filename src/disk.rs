//! The few things that reading and writing files safely is made of.
//!
//! What is read may be anything that bears the right name; what is written must be old or
//! new after a power cut, never half.

pub mod fault;

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use fault::point;

/// The largest file that is read, in bytes: no module is so large, and all of it is held.
pub const LARGEST: u64 = 256 << 20;

/// The bytes of the file at `path`.
///
/// # Errors
/// It is no regular file by now (a FIFO would never end), too large, or cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut options = OpenOptions::new();
    options.read(true);
    no_waiting(&mut options);
    let file = options.open(path)?;
    let data = file.metadata()?;
    if !data.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    if data.len() > LARGEST {
        let message = format!("larger than {} MB, it is left alone", LARGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or_default());
    // It may grow while it is read.
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opening a FIFO must not wait for a writer.
#[cfg(unix)]
fn no_waiting(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
}

/// There are no FIFOs in folders here.
#[cfg(not(unix))]
fn no_waiting(_: &mut OpenOptions) {}

/// Makes `bytes` the content of `folder/name`, in one step that survives a power cut.
///
/// # Errors
/// The disk is full, or the folder takes no files.
pub fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    point("a record is written")?;
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    point("a record is renamed")?;
    file.persist(folder.join(name)).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Makes the renames in `folder` survive a power cut.
///
/// # Errors
/// The folder is gone.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    point("a folder is flushed")?;
    match File::open(folder)?.sync_all() {
        // Some network file systems know no such thing.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Folders cannot be opened here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
