//! The house stays tidy: imports go one way, files and functions stay short, what an
//! author of transforms may name is documented, and no code of a transform is in Rust.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pyfix::predicates::{PREDICATES, PROOFS, REWRITERS};
use pyfix::transform::Catalogue;

/// The rooms, each using only what stands before it; those on one line do not use each other
/// upwards either. The crate documentation draws the same list.
const ROOMS: &[&str] = &[
    "error",
    "disk",
    "verdict",
    "source",
    "parse", // text
    "python",
    "edit",
    "proof",
    "rewriters",
    "predicates", // code
    "finding",
    "transform",
    "target",
    "suppress",
    "scan",
    "locate",
    "prove",
    "rewrite",
    "check",
    "examples", // the engine
    "discover",
    "pipeline",
    "git",
    "journal",
    "write",
    "options",
    "show",
    "verify",
    "run", // the world
    "lib",
    "main",
];

/// The longest file.
const FILE: usize = 400;

/// The longest function.
const FUNCTION: usize = 50;

/// Files that are too long still, and may not grow.
const LONG_FILES: &[(&str, usize)] = &[];

/// Functions that are too long still, and may not grow.
const LONG_FUNCTIONS: &[(&str, &str, usize)] = &[];

/// One Rust file of ours.
struct File {
    /// `src/check/judge.rs`
    path: String,
    /// Without its tests.
    text: String,
    /// With them, in lines.
    length: usize,
}

impl File {
    /// `check`
    fn room(&self) -> &str {
        let inner = self.path.trim_start_matches("src/");
        inner.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// The text without comments.
    fn code(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.map(|line| format!("{line}\n")).collect()
    }
}

/// All files below `src`, without those that are tests.
fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    paths.sort();
    let own = paths.into_iter().filter(|path| !path.ends_with("tests.rs"));
    let files: Vec<File> = own.map(|path| file(root, &path)).collect();
    assert!(files.len() > 20, "the files are not found");
    files
}

fn file(root: &Path, path: &Path) -> File {
    let text = fs::read_to_string(path).unwrap();
    File {
        path: path.strip_prefix(root).unwrap().display().to_string(),
        length: text.lines().count(),
        text: text.split("#[cfg(test)]").next().unwrap().to_owned(),
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|e| e == "rs") {
            paths.push(path);
        }
    }
}

/// Fails with all complaints at once.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// The rooms that a file imports from.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for prefix in ["crate::", "pyfix::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => {
                    let group = group.split('}').next().unwrap();
                    found.extend(group.split(',').map(|part| word(part.trim())));
                }
                None => found.push(word(rest)),
            }
        }
    }
    found
}

/// The name at the start of a text.
fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn imports_go_downwards() {
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut complaints = Vec::new();
    for file in files() {
        let Some(own) = place(file.room()) else {
            complaints.push(format!("{}: a room without a place in the order", file.path));
            continue;
        };
        for other in imports(&file.code()) {
            if place(&other).is_some_and(|other| other > own) {
                complaints.push(format!("{} imports {other}, which stands above it", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn the_crate_documentation_knows_every_room() {
    let lib = files().into_iter().find(|file| file.path == "src/lib.rs").unwrap();
    let page: String = lib.text.lines().filter(|line| line.starts_with("//!")).collect();
    let missing = ROOMS.iter().filter(|room| !page.contains(*room));
    none(&missing.map(|room| format!("`{room}` is missing")).collect::<Vec<_>>());
}

#[test]
fn the_middle_does_no_output() {
    let middle = ROOMS.iter().position(|room| *room == "discover").unwrap();
    let mut complaints = Vec::new();
    for file in files() {
        let low = ROOMS[..middle].contains(&file.room());
        let printing = ["println!", "print!(", "stdout()", "stderr()"];
        if low && printing.iter().any(|how| file.code().contains(how)) {
            complaints.push(format!("{} prints", file.path));
        }
    }
    none(&complaints);
}

#[test]
fn files_are_short() {
    let mut complaints = Vec::new();
    for file in files() {
        let known = LONG_FILES.iter().find(|(path, _)| *path == file.path);
        let most = known.map_or(FILE, |(_, most)| *most);
        if file.length > most {
            complaints.push(format!("{}: {} lines, {most} at most", file.path, file.length));
        }
        if known.is_some() && file.length <= FILE {
            complaints.push(format!("{} is short now: no exception is needed", file.path));
        }
    }
    none(&complaints);
}

/// Name and lines of every function, in the layout of rustfmt.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let margin = &line[..line.len() - bare.len()];
        let words: Vec<&str> = bare.split_whitespace().take(4).collect();
        let Some(at) = words.iter().position(|word| *word == "fn") else {
            continue;
        };
        let modifiers = &words[..at];
        let plain = modifiers.iter().all(|word| word.starts_with("pub") || *word == "const");
        if !plain || line.trim_end().ends_with(['}', ';']) {
            continue;
        }
        let end = format!("{margin}}}");
        let length = lines[start..].iter().position(|line| **line == end).unwrap_or(0) + 1;
        found.push((word(words.get(at + 1).unwrap_or(&"")), length));
    }
    found
}

#[test]
fn functions_are_short() {
    let mut complaints = Vec::new();
    for file in files() {
        for (name, length) in functions(&file.text) {
            let known = LONG_FUNCTIONS.iter().find(|(path, n, _)| *path == file.path && *n == name);
            let most = known.map_or(FUNCTION, |(_, _, most)| *most);
            if length > most {
                complaints.push(format!("{}: `{name}` has {length} lines, {most} at most", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent = files().into_iter().filter(|file| !file.text.starts_with("//! "));
    none(&silent.map(|file| file.path).collect::<Vec<_>>());
}

#[test]
fn what_a_transform_may_name_is_documented() {
    let predicates = PREDICATES.iter().map(|p| (p.name, p.doc));
    let proofs = PROOFS.iter().map(|p| (p.name, p.doc));
    let rewriters = REWRITERS.iter().map(|r| (r.name, r.doc));
    let mut seen = BTreeMap::new();
    for (name, doc) in predicates.chain(proofs).chain(rewriters) {
        assert!(doc.len() > 10, "{name} has no documentation");
        assert!(!doc.contains('\n'), "the documentation of {name} is one line");
        assert_eq!(seen.insert(name, doc), None, "{name} is there twice");
    }
}

#[test]
fn no_rust_names_a_transform() {
    let catalogue = Catalogue::builtin().unwrap();
    let mut complaints = Vec::new();
    for file in files() {
        let code = file.code();
        for transform in catalogue.transforms() {
            let quoted = format!("\"{}\"", transform.name);
            if code.contains(&transform.code) || code.contains(&quoted) {
                complaints.push(format!("{} names {}", file.path, transform.code));
            }
        }
    }
    none(&complaints);
}

#[test]
fn nothing_is_unwrapped() {
    let mut complaints = Vec::new();
    for file in files() {
        for (number, line) in file.text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            let hasty = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!("];
            if hasty.iter().any(|how| code.contains(how)) {
                complaints.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none(&complaints);
}
