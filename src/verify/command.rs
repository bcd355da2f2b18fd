//! A command that says whether a project works, and no more than so long.

use std::ffi::OsString;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::interrupt::Interrupt;
use crate::error::{Error, Result};

/// How often a running command is looked at.
const PAUSE: Duration = Duration::from_millis(10);
/// What is kept of its output, from the end, in bytes.
const KEPT: u64 = 16 << 10;

/// The command.
#[derive(Debug)]
pub struct Check {
    /// For the shell.
    pub line: String,
    /// Where it runs.
    pub folder: PathBuf,
    /// The value of PYTHONPATH.
    pub python_path: OsString,
}

/// How it ended.
#[derive(Debug)]
pub struct Ran {
    /// With status 0, in time.
    pub passed: bool,
    /// `status 1`, `no end within 60 s`
    pub how: String,
    /// The end of what it printed.
    pub output: String,
    /// How long it took.
    pub took: Duration,
}

impl Check {
    /// Runs it, no longer than `limit`.
    ///
    /// # Errors
    /// There is no shell, or somebody pressed Ctrl-C.
    pub fn run(&self, limit: Duration, interrupt: &Interrupt) -> Result<Ran> {
        let failed = |error: io::Error| Error::new(format!("`{}` cannot be run: {error}", self.line));
        let mut printed = tempfile::tempfile().map_err(failed)?;
        let (out, err) = (printed.try_clone().map_err(failed)?, printed.try_clone().map_err(failed)?);
        let mut command = shell(&self.line);
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(out).stderr(err);
        // Sources change within a second, and compiled modules are told apart by seconds.
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONPATH", &self.python_path);
        let start = Instant::now();
        let mut child = command.spawn().map_err(failed)?;
        let ended = wait(&mut child, start, limit, interrupt);
        // What it started in the background goes too.
        stop(&mut child);
        let ended = ended.map_err(failed)?;
        if interrupt.came() {
            return Err(Error::new("interrupted: nothing is written"));
        }
        let output = tail(&mut printed).map_err(failed)?;
        let how = match ended {
            None => format!("no end within {} s", limit.as_secs()),
            Some(status) => ending(status),
        };
        Ok(Ran { passed: ended.is_some_and(|status| status.success()), how, output, took: start.elapsed() })
    }
}

/// `status 1`, or what stopped it.
fn ending(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("status {code}"))
}

/// Waits for the end; `None` where the time is over, or somebody pressed Ctrl-C.
fn wait(child: &mut Child, start: Instant, limit: Duration, interrupt: &Interrupt) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit || interrupt.came() {
            return Ok(None);
        }
        std::thread::sleep(PAUSE);
    }
}

/// The end of what was printed.
fn tail(printed: &mut std::fs::File) -> io::Result<String> {
    let length = printed.seek(SeekFrom::End(0))?;
    printed.seek(SeekFrom::Start(length.saturating_sub(KEPT)))?;
    let mut bytes = Vec::new();
    printed.take(KEPT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The shell with a line, as the head of a process group of its own.
#[cfg(unix)]
fn shell(line: &str) -> Command {
    use std::os::unix::process::CommandExt;
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(line).process_group(0);
    shell
}

/// The shell with a line.
#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").arg(line);
    shell
}

/// Kills the command and all that it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_pass_fail_or_never_end() {
        let ran = |line: &str, seconds: f64| {
            let check = Check { line: line.to_owned(), folder: "/".into(), python_path: "x".into() };
            check.run(Duration::from_secs_f64(seconds), &Interrupt::new()).unwrap()
        };
        let passed = ran("echo one; echo two >&2; echo $PYTHONPATH", 60.0);
        assert!(passed.passed);
        assert_eq!(passed.output, "one\ntwo\nx\n");
        let failed = ran("exit 3", 60.0);
        assert_eq!((failed.passed, failed.how.as_str()), (false, "status 3"));
        let endless = ran("sleep 60 & sleep 60", 0.2);
        assert!(!endless.passed && endless.how.starts_with("no end") && endless.took < Duration::from_secs(30));
        assert_eq!(ran("head -c 100000 /dev/zero | tr '\\0' x", 60.0).output.len(), 16 << 10);
    }
}
