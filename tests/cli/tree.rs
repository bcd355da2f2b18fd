//! A folder to run pyfix in.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A file that is rewritten, and what becomes of it.
pub const GOOD: &str = "def total(p):\n    n = 0\n    with open(p) as f:\n        for line in f.readlines():\n            n += len(line)\n    return n\n";
pub const DONE: &str = "def total(p):\n    n = 0\n    with open(p) as f:\n        for line in f:\n            n += len(line)\n    return n\n";

/// A folder of its own for one test, and one for the journal.
pub struct Tree(pub tempfile::TempDir, tempfile::TempDir);

impl Tree {
    /// A folder with one good file.
    pub fn new() -> Tree {
        let folder = |prefix| tempfile::Builder::new().prefix(prefix).tempdir().unwrap();
        let tree = Tree(folder("cli"), folder("state"));
        tree.file("good.py", GOOD);
        tree
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Runs pyfix in the folder with the words of `line`.
    pub fn run(&self, line: &str) -> Ran {
        self.feed(line, b"")
    }

    /// Runs pyfix with standard input.
    pub fn feed(&self, line: &str, input: &[u8]) -> Ran {
        let mut child = self
            .command(line.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::of(child.wait_with_output().unwrap())
    }

    /// pyfix with these words, to be run in the folder.
    pub fn command<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pyfix"));
        command.args(words).current_dir(self.0.path()).env("NO_COLOR", "1").env("PYFIX_STATE_DIR", self.1.path());
        command
    }

    pub fn sh(&self, program: &str, args: &[&str]) {
        let done = Command::new(program).current_dir(self.0.path()).args(args).output().unwrap();
        assert!(done.status.success(), "{program} {args:?}: {done:?}");
    }

    /// What a program prints.
    pub fn out(&self, program: &str, args: &[&str]) -> String {
        let done = Command::new(program).current_dir(self.0.path()).args(args).output().unwrap();
        assert!(done.status.success(), "{program} {args:?}: {done:?}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// Makes it a repository with everything committed.
    pub fn commit(&self) {
        self.sh("git", &["init", "-q"]);
        self.sh("git", &["add", "-A"]);
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        self.sh("git", &[&who[..], &["commit", "-qm", "all"]].concat());
    }
}

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    pub fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Ran {
        assert!(self.err.contains(part), "{part} in {self:#?}");
        self
    }

    #[track_caller]
    pub fn prints(self, part: &str) -> Ran {
        assert!(self.out.contains(part), "{part} in {self:#?}");
        self
    }
}
