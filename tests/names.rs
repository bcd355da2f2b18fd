//! Scopes and names against CPython's own `symtable`, for the files of the standard library (of
//! its own tests those about names and syntax, for the time; the others agree as well).
//!
//! What `symtable` says (see `names/symtable_dump.py`) and what `Scopes` says are written in
//! one form, a tree of scopes with the names of each, and must be equal. Four rules explain
//! all that is not equal as it stands:
//!
//! 1. CPython adds names nobody wrote: the parameter `.0` of a comprehension, and `__class__`
//!    wherever `super` is read in a function. Both are left out on its side; `__class__`, a cell
//!    no statement binds, on ours.
//! 2. `from __future__ import annotations` hides what stands in annotations from CPython; we
//!    read them, for others may evaluate them. They are left out on our side.
//! 3. A walrus in a comprehension is bound in the scope around; CPython enters the name in both;
//!    what it binds in the module counts as declared by `global`. So it is on our side.
//! 4. What `global` declares anywhere is noted in the module too; so it is on our side.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use pyfix::parse::Module;
use pyfix::python::scopes::{Role, ScopeId, ScopeKind, Scopes};
use pyfix::python::syntax::{ancestors, child, children, preorder, text};
use pyfix::source::Source;
use tree_sitter::Node;

/// How many files are compared side by side.
const THREADS: usize = 2;

/// A scope: what it is, its names with their class and flags, the scopes in it.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Table {
    line: usize,
    kind: String,
    name: String,
    names: BTreeMap<String, (String, String)>,
    children: Vec<Table>,
}

impl Table {
    /// Puts the scopes in each scope in an order that does not depend on who walked how.
    fn ordered(mut self) -> Table {
        self.children = self.children.into_iter().map(Table::ordered).collect();
        self.children.sort();
        self
    }

    /// Scopes and names, this and all below.
    fn counts(&self) -> (usize, usize) {
        let below = self.children.iter().map(Table::counts);
        below.fold((1, self.names.len()), |(s, n), (scopes, names)| (s + scopes, n + names))
    }

    fn differences(&self, theirs: &Table, path: &str, found: &mut Vec<String>) {
        let here = format!("{path}:{} {} {}", self.line, self.kind, self.name);
        if (self.line, &self.kind, &self.name) != (theirs.line, &theirs.kind, &theirs.name) {
            found.push(format!("{here}: CPython has {} {} at {}", theirs.kind, theirs.name, theirs.line));
            return;
        }
        let all: BTreeSet<&String> = self.names.keys().chain(theirs.names.keys()).collect();
        for name in all {
            let (ours, theirs) = (self.names.get(name), theirs.names.get(name));
            if ours != theirs {
                found.push(format!("{here}: {name} is {ours:?}, CPython says {theirs:?}"));
            }
        }
        if self.children.len() != theirs.children.len() {
            found.push(format!("{here}: {} scopes, not {}", self.children.len(), theirs.children.len()));
            return;
        }
        for (ours, theirs) in self.children.iter().zip(&theirs.children) {
            ours.differences(theirs, path, found);
        }
    }
}

/// What came out.
#[derive(Debug, Default)]
struct Totals {
    files: usize,
    /// Files that CPython takes and our grammar does not.
    refused: usize,
    scopes: usize,
    names: usize,
    differences: Vec<String>,
}

#[test]
fn scopes_agree_with_symtable() {
    let (send, receive) = sync_channel::<(String, Vec<String>)>(64);
    let receive = Mutex::new(receive);
    let totals = Mutex::new(Totals::default());
    std::thread::scope(|threads| {
        for _ in 0..THREADS {
            std::thread::Builder::new()
                .stack_size(64 << 20)
                .spawn_scoped(threads, || compare_all(&receive, &totals))
                .unwrap();
        }
        let mut python = Command::new("python3")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names/symtable_dump.py"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let mut file: Option<(String, Vec<String>)> = None;
        for line in BufReader::new(python.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            match (line.strip_prefix("F "), &mut file) {
                (Some(path), _) => {
                    file.replace((path.to_owned(), Vec::new())).into_iter().for_each(|f| send.send(f).unwrap())
                }
                (None, Some((_, lines))) => lines.push(line),
                (None, None) => panic!("a line before the first file: {line}"),
            }
        }
        file.into_iter().for_each(|f| send.send(f).unwrap());
        drop(send);
        assert!(python.wait().unwrap().success(), "symtable_dump.py failed");
    });
    let totals = totals.into_inner().unwrap();
    println!(
        "{} files ({} not taken by the grammar), {} scopes, {} names, {} differences",
        totals.files,
        totals.refused,
        totals.scopes,
        totals.names,
        totals.differences.len()
    );
    assert!(totals.files > 500 && totals.names > 50_000, "too little was compared: {totals:?}");
    assert!(totals.refused * 100 < totals.files, "too much was refused: {totals:?}");
    let shown: Vec<&str> = totals.differences.iter().map(String::as_str).take(40).collect();
    assert!(shown.is_empty(), "{} differences\n{}", totals.differences.len(), shown.join("\n"));
}

fn compare_all(files: &Mutex<Receiver<(String, Vec<String>)>>, totals: &Mutex<Totals>) {
    loop {
        let next = files.lock().unwrap().recv();
        let Ok((path, lines)) = next else { return };
        let bytes = std::fs::read(&path).unwrap();
        let module = Source::decode(Path::new(&path), &bytes).and_then(Module::parse);
        let compared = module.map(|module| (ours(&module), theirs(&lines)));
        let mut totals = totals.lock().unwrap();
        let Ok((ours, theirs)) = compared else {
            totals.refused += 1;
            continue;
        };
        let (scopes, names) = ours.counts();
        totals.files += 1;
        totals.scopes += scopes;
        totals.names += names;
        ours.differences(&theirs, &path, &mut totals.differences);
    }
}

/// The tree that `symtable_dump.py` printed for one file.
fn theirs(lines: &[String]) -> Table {
    let mut open: Vec<Table> = Vec::new();
    let close = |open: &mut Vec<Table>| {
        let done = open.pop().unwrap();
        open.last_mut().unwrap().children.push(done);
    };
    for line in lines {
        let fields: Vec<&str> = line.split(' ').collect();
        match fields[..] {
            ["S", depth, kind, line, name] => {
                while open.len() > depth.parse().unwrap() {
                    close(&mut open);
                }
                let (kind, name, line) = (kind.to_owned(), name.to_owned(), line.parse().unwrap());
                open.push(Table { line, kind, name, ..Table::default() });
            }
            // Rule 1.
            ["N", _, _, ".0" | "__class__"] => {}
            ["N", class, flags, name] => {
                let said = (class.to_owned(), flags.trim_end_matches('-').to_owned());
                open.last_mut().unwrap().names.insert(name.to_owned(), said);
            }
            _ => panic!("{line}"),
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap().ordered()
}

/// The same tree, as `Scopes` has it.
fn ours(module: &Module) -> Table {
    let scopes = Scopes::of(module);
    let future = module.text().contains("from __future__ import") && imports_annotations(module);
    let hidden = |node: Node<'_>| future && in_annotation(node);
    let around = surroundings(module);
    let mut tables: Vec<Option<Table>> = scopes.scopes.iter().map(|_| None).collect();
    for node in preorder(module.root()) {
        if let Some(scope) = scopes.scope_of(node).filter(|_| !hidden(node)) {
            tables[scope] = Some(described(node, module.text()));
        }
    }
    for (id, symbol) in scopes.symbols.iter().enumerate() {
        if symbol.name == "__class__" {
            continue;
        }
        for (scope, said) in sayings(&scopes, id, &around, &hidden) {
            let Some(table) = &mut tables[scope] else { continue };
            // A name that only passes through a class may also be one of its own.
            if said.1.is_empty() {
                table.names.entry(symbol.name.clone()).or_insert(said);
            } else {
                table.names.insert(symbol.name.clone(), said);
            }
        }
    }
    for id in (1..tables.len()).rev() {
        let parent = scopes.scopes[id].parent.unwrap();
        if let Some(table) = tables[id].take() {
            tables[parent].as_mut().unwrap().children.push(table);
        }
    }
    tables[0].take().unwrap().ordered()
}

/// Rule 2: does the file put off its annotations?
fn imports_annotations(module: &Module) -> bool {
    let imports = preorder(module.root()).filter(|n| n.kind() == "future_import_statement");
    imports.into_iter().any(|n| text(n, module.text()).contains("annotations"))
}

fn in_annotation(node: Node<'_>) -> bool {
    ancestors(node).any(|n| n.kind() == "type")
}

/// Kind, name and line as `symtable` gives them.
fn described(node: Node<'_>, source: &str) -> Table {
    let own = child(node, "name").map_or("", |n| text(n, source));
    let (kind, name) = match node.kind() {
        "module" => ("module", "top"),
        "class_definition" => ("class", own),
        "lambda" => ("function", "lambda"),
        "list_comprehension" => ("function", "listcomp"),
        "set_comprehension" => ("function", "setcomp"),
        "dictionary_comprehension" => ("function", "dictcomp"),
        "generator_expression" => ("function", "genexpr"),
        _ => ("function", own),
    };
    let line = if kind == "module" { 0 } else { node.start_position().row + 1 };
    Table { line, kind: kind.to_owned(), name: name.to_owned(), ..Table::default() }
}

/// What is said of a symbol in each scope that knows it: its class and its flags there.
fn sayings(
    scopes: &Scopes<'_>,
    id: usize,
    around: &HashMap<usize, Around>,
    hidden: &dyn Fn(Node<'_>) -> bool,
) -> BTreeMap<ScopeId, (String, String)> {
    let symbol = &scopes.symbols[id];
    let mut flags: BTreeMap<ScopeId, BTreeSet<char>> = BTreeMap::new();
    for occurrence in &symbol.occurrences {
        // The second of two symbols that a load in a class body may mean is no matter of `symtable`.
        let behind = scopes.symbol_at(occurrence.node) != Some(id);
        if behind || hidden(occurrence.node) && occurrence.role == Role::Load {
            continue;
        }
        let around = around.get(&occurrence.node.start_byte()).copied();
        let written = if around == Some(Around::Walrus) { scopes.scope_at(occurrence.node) } else { occurrence.scope };
        let mut letters = letters(occurrence.role, around);
        if written != occurrence.scope {
            // Rule 3.
            let declared = if scopes.is_global(id) { 'g' } else { 'n' };
            flags.entry(written).or_default().extend(['b', declared]);
            letters = if occurrence.scope == 0 { "" } else { letters };
        }
        flags.entry(occurrence.scope).or_default().extend(letters.chars());
    }
    let captured = flags.keys().any(|scope| *scope != symbol.scope);
    if captured && !scopes.is_global(id) {
        let between: Vec<ScopeId> = flags.keys().flat_map(|scope| up_to(scopes, *scope, symbol.scope)).collect();
        for scope in between {
            flags.entry(scope).or_default();
        }
    }
    if flags.values().any(|f| f.contains(&'g')) {
        // Rule 4.
        flags.entry(0).or_default().insert('g');
    }
    let class = |scope: ScopeId, flags: &BTreeSet<char>| match () {
        () if scopes.is_global(id) && flags.contains(&'g') => "explicit",
        () if scope == symbol.scope && scope == 0 && flags.iter().any(|f| "bi".contains(*f)) => "local",
        () if scopes.is_global(id) => "implicit",
        () if scope != symbol.scope => "free",
        () if captured && scopes.scopes[scope].kind != ScopeKind::Class => "cell",
        () => "local",
    };
    let said = flags.into_iter().map(|(scope, flags)| {
        let text = "rbpiagn".chars().filter(|f| flags.contains(f)).collect();
        (scope, (class(scope, &flags).to_owned(), text))
    });
    said.collect()
}

/// The scopes around `scope`, below `owner`.
fn up_to(scopes: &Scopes<'_>, scope: ScopeId, owner: ScopeId) -> Vec<ScopeId> {
    let around = std::iter::successors(Some(scope), |s| scopes.scopes[*s].parent);
    around.take_while(|s| *s != owner).collect()
}

/// What stands around a name that a role does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    Walrus,
    Annotated,
    Global,
    Nonlocal,
}

/// What stands around the names of a module, by the byte where they start.
fn surroundings(module: &Module) -> HashMap<usize, Around> {
    let mut found = HashMap::new();
    for node in preorder(module.root()) {
        let around = match node.kind() {
            "named_expression" => Around::Walrus,
            "assignment" if child(node, "type").is_some() => Around::Annotated,
            "global_statement" => Around::Global,
            "nonlocal_statement" => Around::Nonlocal,
            _ => continue,
        };
        let names = match around {
            Around::Walrus => child(node, "name").into_iter().collect(),
            Around::Annotated => child(node, "left").into_iter().collect(),
            Around::Global | Around::Nonlocal => children(node),
        };
        found.extend(names.iter().map(|n| (n.start_byte(), around)));
    }
    found
}

/// The flags that an occurrence gives the name in its scope.
fn letters(role: Role, around: Option<Around>) -> &'static str {
    match (role, around) {
        (Role::Load, _) => "r",
        (Role::Store, Some(Around::Annotated)) => "ab",
        (Role::Store | Role::Update | Role::Delete, _) => "b",
        (Role::Import, _) => "i",
        (Role::Parameter, _) => "p",
        (Role::Declared, Some(Around::Global)) => "g",
        (Role::Declared, Some(Around::Nonlocal)) => "n",
        (Role::Declared, _) => "ab",
    }
}
