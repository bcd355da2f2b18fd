//! Transforms: one TOML file each, that says where (a query), whether (proofs) and
//! what (a rewrite), with examples that are manual and tests at once.
//!
//! Built-in transforms and those of users have the same form and the same loader:
//!
//! ```toml
//! code = "MEM101"            # unique
//! name = "readlines-loop"    # unique
//! summary = "`readlines()` builds a list of all lines only to walk it"
//! message = "..."            # optional: a template with @captures; else the summary
//! why = """..."""
//! gain = "the list of all lines"
//! by-hand = """..."""        # optional: what to do where nothing is proved
//! tier = "safe"              # optional ceiling: safe, unsafe or manual
//! literals = ["readlines"]   # one of them occurs in all code that it finds
//! at = "lines"               # optional: the capture that is the finding's place
//! query = '''(call) @lines (#file? @lines)'''
//! prove = ["lazy @lines"]    # optional: proofs with captures and words
//! rewrite = { replace = "@lines", with = "@f" }  # or an array of such steps
//! rewriter = "name @lines"   # instead of `rewrite`; neither of them: advice
//!
//! [[example]]                # one of five shapes
//! title = "..."              # optional
//! target = "3.9"             # optional
//! before = '''...'''         # with `after`: applied in the safe tier
//! after = '''...'''          # or `unsafe`: applied in the unsafe tier only
//! # report = '''...'''       # advice, `because` of a reason that holds this text
//! # needed = '''...'''       # rightly a sequence, `because` of such a reason
//! # quiet = '''...'''        # not found at all
//! ```
//!
//! In templates `@name` is the text of a capture as it stands in the source and `@@` an
//! at sign; a capture with line breaks gets parentheses where it needs them.

mod catalogue;
mod combined;
mod explain;
mod form;
mod load;
mod load_example;
mod query;
mod template;
mod vocabulary;

use std::path::PathBuf;

use crate::python::Version;
use crate::verdict::Tier;

pub use catalogue::Catalogue;
pub use combined::{Combined, Pattern, Queries, Test, TestArgument};
pub use explain::{explain, list};
pub use load::load;
pub use template::{Part, Template};
pub use vocabulary::{Call, Named, Operand, Vocabulary};

use crate::predicates::{Proof, Rewriter};

/// One transform, as its file says it.
#[derive(Debug, Clone)]
pub struct Transform {
    /// The file it came from.
    pub path: PathBuf,
    /// 1-based line and column of its code.
    pub place: (usize, usize),
    /// `MEM101`
    pub code: String,
    /// `readlines-loop`
    pub name: String,
    /// The folder it stands in.
    pub family: String,
    /// One sentence for the list.
    pub summary: String,
    /// The message of a finding, where it is not the summary.
    pub message: Option<Template>,
    /// Why the code it finds is worth changing.
    pub why: String,
    /// What the rewrite saves.
    pub gain: String,
    /// What to do where no rewrite is proved.
    pub by_hand: String,
    /// The best tier its rewrites may have.
    pub tier: Tier,
    /// One of these has to occur in a text for it to match.
    pub literals: Vec<String>,
    /// The capture that is the finding's place.
    pub at: String,
    /// The tree-sitter query.
    pub query: String,
    /// What has to be proved.
    pub prove: Vec<Call<Proof>>,
    /// What is written; none means advice.
    pub rewrite: Option<Rewrite>,
    /// Its examples, in the order of the file.
    pub examples: Vec<Example>,
}

/// What a transform writes.
#[derive(Debug, Clone)]
pub enum Rewrite {
    /// Captures replaced by templates.
    Steps(Vec<Step>),
    /// What a template cannot say.
    Named(Call<Rewriter>),
}

/// Replace the text of one capture.
#[derive(Debug, Clone)]
pub struct Step {
    /// The capture whose text goes.
    pub replace: String,
    /// What stands there instead.
    pub with: Template,
}

/// One example of a transform.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows, if its file says so.
    pub title: Option<String>,
    /// 1-based line of the example in its file.
    pub line: usize,
    /// The code it begins with.
    pub code: String,
    /// What must come out.
    pub shape: Shape,
    /// The oldest Python the result must run under.
    pub target: Version,
}

/// What must come out of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// This text, in the safe tier.
    Safe(String),
    /// Nothing in the safe tier, this text in the unsafe one.
    Unsafe(String),
    /// Advice, with a reason that holds this text.
    Report(String),
    /// A sequence that is rightly one, with a reason that holds this text.
    Needed(String),
    /// No finding at all.
    Quiet,
}
