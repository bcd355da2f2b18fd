//! The message of a commit that pyfix makes.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::summary::plural;
use super::{harmless, shown};
use crate::finding::{Kind, Rewrite};
use crate::verdict::Tier;

/// So many rewrites are named.
const NAMED: usize = 100;

/// What was rewritten where, what that saves, and how sure it is.
pub fn commit_message(root: &Path, files: &[(PathBuf, Vec<Rewrite>)]) -> String {
    let rewrites: Vec<&Rewrite> = files.iter().flat_map(|(_, rewrites)| rewrites).collect();
    let transforms: BTreeMap<&str, &str> = rewrites.iter().map(|r| (r.code.as_str(), r.name.as_str())).collect();
    let relative = |path: &Path| {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        shown(real.strip_prefix(root).unwrap_or(&real))
    };
    let what = match (transforms.iter().next(), transforms.len()) {
        (Some((code, name)), 1) => format!("{name} ({code})"),
        _ => plural(rewrites.len(), "rewrite"),
    };
    let place = match files {
        [(path, _)] => relative(path),
        files => plural(files.len(), "file"),
    };
    let mut message = format!("pyfix: {} in {place}\n\n", harmless(&what));
    let gains: BTreeMap<&str, usize> = rewrites.iter().fold(BTreeMap::new(), |mut gains, rewrite| {
        *gains.entry(rewrite.gain.as_str()).or_default() += 1;
        gains
    });
    for (gain, times) in gains.iter().filter(|(gain, _)| !gain.is_empty()) {
        let times = if *times > 1 { format!(" ({times} times)") } else { String::new() };
        let _ = writeln!(message, "Saves {}{times}.", harmless(gain));
    }
    message.push('\n');
    let lines = files.iter().flat_map(|(path, rewrites)| rewrites.iter().map(move |rewrite| (path, rewrite)));
    for (path, rewrite) in lines.take(NAMED) {
        let tier = if rewrite.kind == Kind::Fix(Tier::Safe) { "" } else { " (unsafe tier)" };
        let (path, says) = (relative(path), harmless(&rewrite.message));
        let _ = writeln!(message, "{path}:{}: {}{tier} {says}", rewrite.line, harmless(&rewrite.code));
    }
    if rewrites.len() > NAMED {
        let _ = writeln!(message, "and {} more", rewrites.len() - NAMED);
    }
    if rewrites.iter().all(|rewrite| rewrite.kind == Kind::Fix(Tier::Safe)) {
        message.push_str("\nEach is proved: the same output, exceptions and effects in the same order.\n");
    }
    message
}
