//! Where the state of a user is kept, as the XDG base directory specification says.

use std::env::{home_dir, var_os};
use std::path::PathBuf;

/// The state folder, and whether it was asked for by name.
pub(super) fn find() -> Option<(PathBuf, bool)> {
    let named = |name: &str| var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = named("PYFIX_STATE_DIR") {
        return Some((folder, true));
    }
    // The specification: a path that is not absolute is ignored.
    let absolute = |folder: &PathBuf| folder.is_absolute();
    if let Some(folder) = named("XDG_STATE_HOME").filter(absolute) {
        return Some((folder.join("pyfix"), false));
    }
    if cfg!(windows) {
        return named("LOCALAPPDATA").map(|folder| (folder.join("pyfix"), false));
    }
    let home = home_dir().filter(absolute)?;
    Some((home.join(".local/state/pyfix"), false))
}
