//! What is known of the files around a module: is the project closed (obligation 10)?

use std::path::{Path, PathBuf};

use super::syntax::{children, text};
use crate::disk;
use crate::parse::Module;

/// The surroundings of one module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// All code that can reach this module's names is in this one file.
    pub closed: bool,
    /// Why it is not, in one sentence.
    pub open_because: String,
}

/// What makes a folder the root of a project.
const ROOTS: &[&str] = &[".git", ".hg", ".svn", "pyproject.toml", "setup.py", "setup.cfg"];
/// Files that make a project installable, so that code elsewhere may import it.
const PACKAGING: &[&str] = &["setup.py", "setup.cfg"];
/// Where version control keeps its own files.
const INTERNAL: &[&str] = &[".git", ".hg", ".svn"];
/// Folders with more files than this are not looked through: the answer is "open".
const MOST: usize = 50_000;

/// Where to look for other code that may use a module's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// On disk, around the file.
    Disk {
        /// The user says that no code outside the project uses it.
        closed_world: bool,
    },
    /// Nowhere: the module is all there is. For examples.
    Alone,
}

impl Project {
    /// What surrounds a module.
    pub fn of(module: &Module, surroundings: Surroundings) -> Project {
        match surroundings {
            Surroundings::Alone => Project::single(),
            Surroundings::Disk { closed_world } => {
                Project::around(&module.source.path, is_program(module), closed_world)
            }
        }
    }

    /// A project of one file that is known to be closed.
    pub fn single() -> Project {
        Project { closed: true, open_because: String::new() }
    }

    /// A project about which nothing is known.
    pub fn open(because: impl Into<String>) -> Project {
        Project { closed: false, open_because: because.into() }
    }

    /// Looks at the files around `path`. `program` says that the module does something
    /// when it is run. Reads folders and `pyproject.toml`, nothing else.
    pub fn around(path: &Path, program: bool, closed_world: bool) -> Project {
        // `a/../b` has other ancestors as it is written.
        let folder = path.parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p });
        let Some((folder, name)) = folder.zip(path.file_name()) else { return Project::open("it lies in no folder") };
        let Ok(folder) = folder.canonicalize() else { return Project::open("its folder cannot be read") };
        let path = folder.join(name);
        if !closed_world {
            if folder.join("__init__.py").exists() {
                return Project::open("it is part of a package");
            }
            if !program {
                return Project::open("it is no program: nothing in it runs by itself");
            }
        }
        let root = root_of(&folder);
        if !closed_world && let Some(packaging) = packaging(&root) {
            return Project::open(format!("`{packaging}` makes it installable"));
        }
        match other_python(&root, &path) {
            Ok(None) => Project::single(),
            Ok(Some(other)) => {
                let name = other.strip_prefix(&root).unwrap_or(&other).display().to_string();
                Project::open(format!("`{name}` beside it may use it"))
            }
            Err(why) => Project::open(why),
        }
    }
}

/// Does the module do something when it is run: a `__main__` guard, a call, a loop?
fn is_program(module: &Module) -> bool {
    children(module.root()).into_iter().any(|statement| match statement.kind() {
        "for_statement" | "while_statement" | "with_statement" | "match_statement" => true,
        "expression_statement" => children(statement).iter().any(|n| matches!(n.kind(), "call" | "await")),
        "if_statement" => text(statement, module.text()).lines().next().is_some_and(|l| l.contains("__main__")),
        _ => false,
    })
}

/// The nearest folder upwards that looks like a root, else the folder itself.
fn root_of(folder: &Path) -> PathBuf {
    let marked = folder.ancestors().find(|dir| ROOTS.iter().any(|name| dir.join(name).exists()));
    marked.unwrap_or(folder).to_owned()
}

fn packaging(root: &Path) -> Option<&'static str> {
    if let Some(name) = PACKAGING.iter().find(|name| root.join(name).exists()) {
        return Some(name);
    }
    let text = String::from_utf8(disk::read(&root.join("pyproject.toml")).ok()?).ok()?;
    let table: toml::Table = text.parse().unwrap_or_default();
    (table.contains_key("project") || table.contains_key("build-system")).then_some("pyproject.toml")
}

/// Another Python file or notebook below `root`, if there is one.
fn other_python(root: &Path, own: &Path) -> Result<Option<PathBuf>, String> {
    let mut seen = 0;
    let internal = |entry: &ignore::DirEntry| INTERNAL.iter().any(|name| entry.file_name() == *name);
    let mut walk = ignore::WalkBuilder::new(root);
    walk.hidden(false).git_ignore(false).ignore(false).follow_links(false);
    for entry in walk.filter_entry(move |entry| !internal(entry)).build() {
        let entry = entry.map_err(|e| format!("a folder beside it cannot be read ({e})"))?;
        seen += 1;
        if seen > MOST {
            return Err(format!("`{}` holds too many files to look through", root.display()));
        }
        let path = entry.path();
        let python =
            path.extension().is_some_and(|e| matches!(e.to_str(), Some("py" | "pyi" | "pyw" | "ipynb" | "pyx")));
        if python && path != own {
            return Ok(Some(path.to_owned()));
        }
    }
    Ok(None)
}
