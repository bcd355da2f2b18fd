//! A Python process that runs programs.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

use crate::compose::Files;

/// What a program did.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Conduct {
    /// What it printed.
    pub out: String,
    /// `ok`, the last line of its traceback, or the signal that killed it.
    pub end: String,
    /// The files it left or changed.
    pub files: BTreeMap<String, String>,
}

impl Conduct {
    /// The type of the exception that ended it.
    pub fn exception(&self) -> &str {
        self.end.split(':').next().unwrap_or_default()
    }
}

/// `runner.py`, waiting for programs.
pub struct Python {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Python {
    /// Starts the process.
    pub fn start() -> Python {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/runner.py");
        let mut child = Command::new("python3")
            .arg(script)
            .env("PYTHONHASHSEED", "0")
            .env_remove("PYTHONPATH")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the fuzzer runs programs under CPython: install `python3` (3.11 or later)");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Python { child, input, output }
    }

    /// Runs a program.
    pub fn run(&mut self, files: &Files) -> Conduct {
        let map: BTreeMap<&str, &str> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let mut line = serde_json::to_string(&map).expect("texts");
        line.push('\n');
        let input = self.input.as_mut().expect("the process runs");
        input.write_all(line.as_bytes()).expect("runner.py listens");
        let mut answer = String::new();
        self.output.read_line(&mut answer).expect("runner.py answers");
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("runner.py: {error}: {answer}"))
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // The end of its input ends it.
        self.input = None;
        let _ = self.child.wait();
    }
}
