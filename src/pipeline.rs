//! From paths to reports: many files at once, reports in path order.
//!
//! A worker takes a file, reads and judges it, and hands the report over; whoever asked
//! gets the reports in the order of the paths. No worker runs further ahead than a small
//! window, so memory is bounded by the files in flight, whatever one slow file does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::{Builder, Scope, scope};

use crate::discover::io_error;
use crate::disk;
use crate::error::{Error, Result};
use crate::finding::{FileReport, FileResult, Judge, Wanted};
use crate::source::Source;

/// Room for recursion over syntax trees that are deep.
const STACK: usize = 64 << 20;

/// Judges the files at `paths` with `jobs` threads and gives each result to `sink`, in the
/// order of the paths, until it breaks off.
///
/// # Errors
/// No thread can be started.
pub fn run(
    paths: &[PathBuf],
    jobs: NonZeroUsize,
    judge: &dyn Judge,
    mut sink: impl FnMut(FileResult) -> ControlFlow<()>,
) -> Result<()> {
    let jobs = jobs.get().min(paths.len());
    let queue = Queue::new(paths, jobs * 4);
    scope(|scope| {
        let (sender, receiver) = sync_channel(jobs.max(1));
        for started in 0..jobs {
            let sender = sender.clone();
            match spawn(scope, || work(&queue, judge, sender)) {
                Err(error) if started == 0 => return Err(error),
                Err(_) => break, // fewer do it too
                Ok(_) => {}
            }
        }
        drop(sender);
        deliver(&queue, &receiver, &mut sink);
        Ok(())
    })
}

/// Judges one source that is no file, with the same care.
pub fn judge_one(source: Source, judge: &dyn Judge) -> FileResult {
    let path = source.path.clone();
    let lost = || Error::at(&path, "no thread can be started");
    scope(|scope| {
        let handle = spawn(scope, || guarded(&path, || judge.judge(source)))?;
        handle.join().unwrap_or_else(|_| Err(lost()))
    })
}

/// Judges a part of a file whose bytes are known: what is wanted of it. The report, and the
/// bytes of the new text.
///
/// # Errors
/// The file cannot be handled, or its encoding lacks a character of the result.
pub fn judge_part(path: &Path, bytes: &[u8], judge: &dyn Judge, wanted: Wanted<'_>) -> Result<(FileReport, Vec<u8>)> {
    let report = judge_one(Source::decode(path, bytes)?, &Part { judge, wanted })?;
    let after = report.after.as_ref().map_or_else(|| Ok(bytes.to_vec()), |after| report.source.encode(after))?;
    Ok((report, after))
}

/// A judge of a part.
struct Part<'a> {
    judge: &'a dyn Judge,
    wanted: Wanted<'a>,
}

impl Judge for Part<'_> {
    fn judge_only(&self, source: Source, wanted: Wanted<'_>) -> FileResult {
        self.judge.judge_only(source, &|code, span| wanted(code, span) && (self.wanted)(code, span))
    }
}

/// Starts a thread with a large stack.
fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    task: impl FnOnce() -> T + Send + 'scope,
) -> Result<std::thread::ScopedJoinHandle<'scope, T>> {
    Builder::new()
        .stack_size(STACK)
        .spawn_scoped(scope, task)
        .map_err(|error| Error::new(format!("no thread can be started: {error}")))
}

/// The files to do, and how far ahead of the delivered ones a worker may take one.
struct Queue<'a> {
    paths: &'a [PathBuf],
    window: usize,
    state: Mutex<State>,
    moved: Condvar,
}

/// Where the queue stands.
#[derive(Default)]
struct State {
    next: usize,
    delivered: usize,
    stopped: bool,
}

impl<'a> Queue<'a> {
    fn new(paths: &'a [PathBuf], window: usize) -> Queue<'a> {
        let state = Mutex::default();
        Queue { paths, window, state, moved: Condvar::new() }
    }

    /// The next file, once it is near enough to the delivered ones.
    fn take(&self) -> Option<(usize, &'a Path)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self
            .moved
            .wait_while(state, |s| !s.stopped && s.next < self.paths.len() && s.next >= s.delivered + self.window)
            .unwrap_or_else(PoisonError::into_inner);
        let path = self.paths.get(state.next).filter(|_| !state.stopped)?;
        state.next += 1;
        Some((state.next - 1, path))
    }

    /// Changes the state and wakes the workers.
    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.moved.notify_all();
    }
}

/// A worker: file after file, until there are none or nobody listens.
fn work(queue: &Queue<'_>, judge: &dyn Judge, results: SyncSender<(usize, FileResult)>) {
    while let Some((index, path)) = queue.take() {
        let result = guarded(path, || judge.judge(read(path)?));
        if results.send((index, result)).is_err() {
            return;
        }
    }
}

/// Puts the results into order and gives them to `sink`.
fn deliver(
    queue: &Queue<'_>,
    results: &Receiver<(usize, FileResult)>,
    sink: &mut impl FnMut(FileResult) -> ControlFlow<()>,
) {
    let mut early = BTreeMap::new();
    let mut next = 0;
    let mut going = true;
    for (index, result) in results {
        early.insert(index, result);
        // After a break the workers are still drained: they may be waiting to send.
        while going && let Some(result) = early.remove(&next) {
            next += 1;
            going = sink(result).is_continue();
            queue.update(|state| {
                state.delivered = next;
                state.stopped = !going;
            });
        }
    }
}

/// Reads the file at `path`.
///
/// # Errors
/// It cannot be read, or is no text.
pub fn read(path: &Path) -> Result<Source> {
    let bytes = disk::read(path).map_err(|error| io_error(path, &error))?;
    Source::decode(path, &bytes)
}

thread_local! {
    /// Whether a panic of this thread is caught, and where it was.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on a panic that [`run`] makes the error of a file prints nothing itself.
pub fn quiet_panics() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let at = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
        let caught = CAUGHT.with(|caught| match &mut *caught.borrow_mut() {
            Some(place) => {
                *place = at.unwrap_or_default();
                true
            }
            None => false,
        });
        if !caught {
            loud(info);
        }
    }));
}

/// The result of `judge`; a panic in it becomes an error.
fn guarded(path: &Path, judge: impl FnOnce() -> FileResult) -> FileResult {
    CAUGHT.with(|caught| *caught.borrow_mut() = Some(String::new()));
    let result = catch_unwind(AssertUnwindSafe(judge));
    let place = CAUGHT.with(|caught| caught.borrow_mut().take()).unwrap_or_default();
    result.unwrap_or_else(|payload| {
        let said = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("a panic");
        let message = format!("internal error, the file is left alone: {said} [{place}]");
        Err(Error::at(path, message).help("please report it with the file"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Waits as many milliseconds as the file says; panics at `panic`.
    struct Slow;

    impl Judge for Slow {
        fn judge_only(&self, source: Source, _: Wanted<'_>) -> FileResult {
            if source.text == "panic" {
                panic!("it hurts");
            }
            let wait = source.text.trim().parse().unwrap_or(0);
            std::thread::sleep(Duration::from_millis(wait));
            Ok(FileReport { source, after: None, findings: Vec::new() })
        }
    }

    /// Files with these texts, in order.
    fn files(texts: &[&str]) -> (tempfile::TempDir, Vec<PathBuf>) {
        let folder = tempfile::tempdir().unwrap();
        let write = |(i, text): (usize, &&str)| {
            let path = folder.path().join(format!("{i:03}.py"));
            std::fs::write(&path, text).unwrap();
            path
        };
        let paths = texts.iter().enumerate().map(write).collect();
        (folder, paths)
    }

    fn jobs(n: usize) -> NonZeroUsize {
        NonZeroUsize::new(n).unwrap()
    }

    #[test]
    fn results_come_in_path_order_and_a_panic_is_one_error() {
        let mut texts = vec!["0"; 60];
        texts[0] = "50";
        texts[7] = "panic";
        let (_folder, paths) = files(&texts);
        for n in [1, 4] {
            let mut seen = Vec::new();
            run(&paths, jobs(n), &Slow, |result| {
                seen.push(result.map_or_else(|error| error.path.unwrap(), |report| report.source.path));
                ControlFlow::Continue(())
            })
            .unwrap();
            assert_eq!(seen, paths);
        }
    }

    #[test]
    fn breaking_off_ends_the_run() {
        let (_folder, paths) = files(&["0"; 50]);
        let mut seen = 0;
        run(&paths, jobs(4), &Slow, |_| {
            seen += 1;
            if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        assert_eq!(seen, 3);
        run(&[], jobs(4), &Slow, |_| ControlFlow::Break(())).unwrap();
    }

    #[test]
    fn a_panic_is_told() {
        let error = judge_one(Source::from_text("x.py", "panic"), &Slow).unwrap_err();
        assert!(error.to_string().contains("x.py: internal error"), "{error}");
        assert!(error.to_string().contains("it hurts"), "{error}");
    }
}
