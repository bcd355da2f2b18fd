//! pyfix rewrites Python that holds everything in memory into Python that streams, and proves
//! each rewrite. This page is the architecture.
//!
//! # The idea
//!
//! *The query says where, the proof says whether, the rewrite says what.* A transform is one
//! TOML file below `transforms/` ([`transform`] says what stands in it); built-in ones are
//! embedded by `build.rs`, users load theirs with `--transforms`. Its tree-sitter query finds
//! places, its predicates (`#walked?`) drop silently what is not our business, its proofs answer
//! **Proven**, **Doubtful** or **Refuted** with reasons, and its rewrite is a list of templates
//! or the name of a rewriter in Rust. The tier of a rewrite is the lowest of what its file
//! allows and what its proofs found ([`verdict`]); no author of a transform can forget that.
//!
//! # The theorem
//!
//! Almost every rewrite is one theorem: a sequence that a *producer* makes at once may become
//! lazy, so that its steps take turns with the *consumer*, which is all that ran after the
//! sequence was complete. It holds if the producer's steps and the consumer commute, if nothing
//! else looks at the sequence, and if what the steps need is alive until the last of them. The
//! conjunction of named obligations that says so is [`proof::OBLIGATIONS`]; each answers alone,
//! and nothing else decides about safety.
//!
//! # The way of the data
//!
//! ```text
//! discover   paths -> files, in a stable order; ignore rules, explicit files
//! pipeline   threads take files; results leave in path order, few files are in flight
//!   source     bytes -> text: encoding, byte-order mark, line ends; writes back equal bytes
//!   scan       text -> which transforms can match here? none: done, nothing is parsed
//!   parse      text -> module (text and tree belong together)
//!   check      passes until nothing changes:
//!     locate     module + one combined query -> candidates (transform + captures)
//!     prove      candidate + facts -> verdict, with reasons and what was proved
//!     rewrite    candidate -> edits, or the reason why they cannot be written down
//!     choose     patches that do not meet; apply, parse again, take back what does not parse
//! show       reports -> diff, full, concise, JSON; the summary
//! verify     a command runs in a rewritten copy; what it fails with is found by halves, left out
//! write      all files at the end, if git could bring the old ones back: first the way back goes
//!            into the journal, then each file is replaced; groups whole or not at all
//! ```
//!
//! # The rooms
//!
//! Each uses only what stands before it; `tests/tidy.rs` keeps this list true.
//!
//! ```text
//! error        what can go wrong: file, place, next step
//! disk         reading what may be anything, writing what survives a crash; points of failure
//! verdict      tiers, obligations, reasons, verdicts: the lattice everything is judged by
//! source       a file as text      parse       a text as tree; what is no Python
//!
//! python       facts about code, asked lazily through one door, `Facts`: scopes, uses, flow,
//!              types, effects, the project around; knowledge/*.toml says what builtins and
//!              the standard library do; node names of the grammar live here and in queries
//! edit         edits and patches; layout, imports
//! proof        the theorem: producers, consumers, bindings, resources, obligations
//! rewriters    what a template cannot say, one hard rewrite each
//! predicates   the tables of what a transform may name, a line of documentation each
//!
//! finding      what is said of one place and one file; the trait of whoever judges a file
//! transform    the TOML form: loading (every mistake with its place), selection, pages
//! target       the oldest Python of each file     suppress    noqa and pyfix: ignore
//! scan  locate  prove  rewrite  check             as above; check is the engine
//! examples     runs the examples of transforms
//!
//! discover     paths to files             pipeline     many files at once
//! git          what it could bring back, what changed since, commits
//! journal      what runs changed, hashes and the way back     write    transactions, undo, recovery
//! options      written form and meaning   show         all that is printed
//! verify       a copy, a command, halves  run          one run: judge, show, verify, write, commit
//! lib          from settings to an engine         main        options in, exit code out
//! ```
//!
//! # Where to make which change
//!
//! | to                                       | change                                        |
//! |------------------------------------------|-----------------------------------------------|
//! | find another shape of a known producer   | the query of a file in `transforms/`          |
//! | teach what a library function does       | a file in `src/python/knowledge/`             |
//! | know another producer that is a call     | its `eager` entry in `src/python/knowledge/`  |
//! | know what reads, or takes, a whole file  | its `whole` or `blocks` entry there           |
//! | know what may be done to lines alone     | its `by_line` entry there                     |
//! | see what is rewritten, and why not       | `snapshots/matrix.snap`                       |
//! | know another kind of producer            | [`proof::producer`]                           |
//! | know another consumer                    | `src/python/knowledge/`, [`proof::consumer`]  |
//! | know another question (`len`, a slice)   | [`proof::question`], `rewriters::question`    |
//! | know another way in which a loop fills   | [`proof::filled_list`], `rewriters::fuse`     |
//! | know another way to take the first items | [`proof::headed`], `rewriters::headed`        |
//! | know another slice, or what it is worth  | [`proof::sliced`], `rewriters::sliced`        |
//! | follow a list into the functions it is handed to | [`proof::handed`], `python::given`    |
//! | say which operators run code             | [`python::universe`], `knowledge/modules.toml`|
//! | mend a proof, for all transforms at once | [`proof::obligations`], [`proof::resource`]   |
//! | give transforms a new word               | a row in a table of [`predicates`]            |
//! | write what a template cannot             | [`rewriters`], and its row in the table       |
//! | change what users see                    | [`show`], then read the diff of `snapshots/`  |
//! | add an option                            | [`options`]: its doc line, its meaning        |
//! | write files in another way               | [`write`]; each step gets a [`disk::fault`] point|
//!
//! # Invariants
//!
//! - A verdict only falls. What is not known is a doubt, never a guess.
//! - A file comes out byte for byte as it was but for the edits: encoding, line ends, mode.
//! - A result that does not parse is taken back; rewrites that go in a circle are an error.
//! - Patches of one pass do not meet: each has a function of its own, or in a function the
//!   statements or the expression that nothing lazy leaves (`check::region`). All that is left is
//!   proved again on the new text. A second run changes nothing; the order of files and
//!   transforms does not matter (tests shuffle both).
//! - Nothing is written before everything is judged. A panic is the error of one file.
//! - No file is replaced before the way back is on the disk; killed at any point, each file is old
//!   or new, and the next start ends or takes back what was begun (`tests/cli/crash.rs`).
//! - Syntax trees may be deep: walks do not recurse without bound, and threads have large stacks.
//! - The engine does no output; only [`python::project`] and [`target`] look at the disk.
//! - No Rust file names the code of a transform.

pub mod check;
pub mod discover;
pub mod disk;
pub mod edit;
pub mod error;
pub mod examples;
pub mod finding;
pub mod git;
pub mod journal;
pub mod locate;
pub mod options;
pub mod parse;
pub mod pipeline;
pub mod predicates;
pub mod proof;
pub mod prove;
pub mod python;
pub mod rewrite;
pub mod rewriters;
pub mod run;
pub mod scan;
pub mod show;
pub mod source;
pub mod suppress;
pub mod target;
pub mod transform;
pub mod verdict;
pub mod verify;
pub mod write;

use check::{Engine, EngineSettings};
use error::Result;
use options::Settings;
use python::knowledge::Knowledge;
use python::project::Surroundings;
use target::Targets;
use transform::Catalogue;

/// The engine that a command line asks for.
///
/// # Errors
/// A transform that does not load, or a selector that names none.
pub fn engine(settings: &Settings) -> Result<Engine> {
    let all = Catalogue::builtin()?.with_files(&settings.transforms)?;
    let mut select = settings.select.clone();
    if select.is_empty() && !settings.extend_select.is_empty() {
        select.push("ALL".to_owned());
    }
    select.extend(settings.extend_select.iter().cloned());
    let chosen = all.select(&select, &settings.ignore)?;
    let settings = EngineSettings {
        unsafe_fixes: settings.unsafe_fixes,
        targets: Targets::new(settings.target),
        surroundings: Surroundings::Disk { closed_world: settings.closed_world },
        knowledge: Knowledge::with_files(&settings.knowledge)?,
    };
    Engine::new(chosen, settings)
}
