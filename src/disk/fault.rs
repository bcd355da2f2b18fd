//! Points at which tests let the disk fail, or the process die. Release builds have none.
//!
//! `PYFIX_FAULT=kill:7` kills the process at the seventh point, `PYFIX_FAULT=28:7` makes the
//! seventh step fail with that error number (28 is "no space left on device").

use std::io;

/// Passes one step of writing; `what` tells people where it stands.
///
/// # Errors
/// A test asked for one.
#[cfg(all(debug_assertions, unix))]
pub fn point(_what: &str) -> io::Result<()> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};
    static WANTED: OnceLock<Option<(String, usize)>> = OnceLock::new();
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let wanted = WANTED.get_or_init(|| {
        let wanted = std::env::var("PYFIX_FAULT").ok()?;
        let (how, number) = wanted.split_once(':')?;
        Some((how.to_owned(), number.parse().ok()?))
    });
    let Some((how, number)) = wanted else {
        return Ok(());
    };
    if PASSED.fetch_add(1, Ordering::Relaxed) + 1 != *number {
        return Ok(());
    }
    match how.parse() {
        Ok(code) => Err(io::Error::from_raw_os_error(code)),
        Err(_) => {
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
            Ok(())
        }
    }
}

/// Passes one step of writing.
///
/// # Errors
/// None: this is no build for tests.
#[cfg(not(all(debug_assertions, unix)))]
pub fn point(_what: &str) -> io::Result<()> {
    Ok(())
}
