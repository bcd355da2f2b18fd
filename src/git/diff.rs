//! Which lines changed since a revision.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::{ask, path_from, work_tree};
use crate::error::{Error, Result};

/// The changed lines of files.
#[derive(Debug, Default)]
pub struct Changed {
    files: HashMap<PathBuf, ChangedLines>,
}

/// The changed lines of one file, in order, 1-based, as git counts: a line ends at `\n`.
#[derive(Debug)]
pub enum ChangedLines {
    /// Git does not know the file.
    All,
    /// These.
    Some(Vec<RangeInclusive<usize>>),
}

impl Changed {
    /// The changed lines of the file at `path`, if there are any.
    pub fn of(&self, path: &Path) -> Option<&ChangedLines> {
        self.files.get(&path.canonicalize().ok()?)
    }
}

impl ChangedLines {
    /// Whether one of these lines changed.
    pub fn touch(&self, lines: &RangeInclusive<usize>) -> bool {
        match self {
            ChangedLines::All => true,
            ChangedLines::Some(changed) => {
                let next = changed.partition_point(|range| range.end() < lines.start());
                changed.get(next).is_some_and(|range| range.start() <= lines.end())
            }
        }
    }
}

/// What changed in the work trees of `paths` since they parted from `revision`: commits, the
/// index, the files themselves, and files that are not tracked.
///
/// # Errors
/// A path in no work tree, no such revision, no git.
pub fn changed_since(revision: &str, paths: &[PathBuf]) -> Result<Changed> {
    let mut trees = BTreeSet::new();
    for path in paths {
        let real = path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.clone());
        let root = work_tree(&real).ok_or_else(|| Error::at(path, "is in no git repository"))?;
        trees.insert(root);
    }
    let mut changed = Changed::default();
    for root in &trees {
        add_tree(root, revision, &mut changed)?;
    }
    Ok(changed)
}

/// Adds what changed in one work tree.
fn add_tree(root: &Path, revision: &str, changed: &mut Changed) -> Result<()> {
    let commit = parting(root, revision)?;
    let args = ["diff", "--raw", "--patch", "-z", "--unified=0", "--no-renames", "--diff-filter=AM", "--text"];
    let plain = ["--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules", "--end-of-options", &commit];
    let output = ask(root, args.iter().chain(&plain))?;
    for (name, lines) in files_of(&output) {
        changed.files.insert(root.join(name), ChangedLines::Some(lines));
    }
    let untracked = ask(root, ["ls-files", "--others", "--exclude-standard", "-z"])?;
    for name in untracked.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        changed.files.insert(root.join(path_from(name)), ChangedLines::All);
    }
    Ok(())
}

/// The commit at which the work tree parted from `revision`: what others did there since is no
/// change of ours.
fn parting(root: &Path, revision: &str) -> Result<String> {
    let unknown = |error: Error| Error::new(format!("--since {revision}: {}", error.message));
    let wanted = format!("{revision}^{{commit}}");
    let commit = ask(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
    let commit = commit.map_err(|_| unknown(Error::new("git knows no such commit")))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let base = ask(root, ["merge-base", &commit, "HEAD"]).unwrap_or_default();
    let base = String::from_utf8_lossy(&base).trim().to_owned();
    Ok(if base.is_empty() { commit } else { base })
}

/// The files of `git diff --raw --patch -z`, with their changed lines: the records first, each
/// with its name, then the patches in the same order.
fn files_of(output: &[u8]) -> Vec<(PathBuf, Vec<RangeInclusive<usize>>)> {
    let mut rest = output;
    let mut names = Vec::new();
    while rest.first() == Some(&b':') {
        let mut parts = rest.splitn(3, |byte| *byte == 0);
        let (_, name) = (parts.next(), parts.next().unwrap_or_default());
        names.push(path_from(name));
        rest = parts.next().unwrap_or_default();
    }
    let mut files: Vec<_> = names.into_iter().map(|name| (name, Vec::new())).collect();
    let mut current = 0_usize;
    let patch = rest.strip_prefix(b"\0").unwrap_or(rest);
    for line in patch.split(|byte| *byte == b'\n') {
        // Lines of the files themselves begin with `+`, `-` or a backslash.
        if line.starts_with(b"diff --git ") {
            current += 1;
        } else if let Some(range) = line.strip_prefix(b"@@ ").and_then(new_lines)
            && let Some((_, lines)) = files.get_mut(current.saturating_sub(1))
        {
            lines.push(range);
        }
    }
    files
}

/// The new lines of `-1,2 +3,4 @@`; where lines only went, those around the gap.
fn new_lines(header: &[u8]) -> Option<RangeInclusive<usize>> {
    let header = String::from_utf8_lossy(header);
    let new = header.split(' ').find_map(|word| word.strip_prefix('+'))?;
    let (start, count) = new.split_once(',').unwrap_or((new, "1"));
    let (start, count): (usize, usize) = (start.parse().ok()?, count.parse().ok()?);
    Some(if count == 0 { start..=start + 1 } else { start..=start + count - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_lines_of_a_diff() {
        let output = b":100644 100644 1 2 M\0a b.py\0:000000 100644 0 1 A\0\xff.py\0\0diff --git x y\n--- a\n+++ b\n\
            @@ -1 +1,2 @@ def f():\n-x\n+y\n+@@ -1 +9 @@\n@@ -7,2 +8,0 @@\n-a\n-b\ndiff --git z z\n@@ -0,0 +1 @@\n+x\n";
        let files = files_of(output);
        assert_eq!(files[0], (PathBuf::from("a b.py"), vec![1..=2, 8..=9]));
        assert_eq!((files[1].0.clone(), &files[1].1), (path_from(b"\xff.py"), &vec![1..=1]));
    }
}
