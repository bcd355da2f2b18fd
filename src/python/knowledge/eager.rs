//! Functions that make a whole sequence at once, and what gives the same items one by one.

use serde::{Deserialize, Deserializer};

/// A call that makes a sequence at once: `f.readlines()` is `f`, walked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Eager {
    /// What the steps walk. Without it they read what the entry reads.
    pub walks: Option<Hole>,
    /// How many positional arguments it has to be, with no keywords; any if not given.
    pub arguments: Option<usize>,
    /// The loops of the lazy form, outermost first; without them it is what is walked.
    pub clauses: Vec<Clause>,
    /// What is given for each round of the innermost loop, if it is not its variable.
    pub item: Option<String>,
    /// What stands for the `{n}`th part of an item, from 1, where the item is taken apart.
    pub part: Option<String>,
    /// A loop may hold for a moment, under its own name, what the item is made of.
    pub rebinds: bool,
    /// It gives the same items only where the lines of the file end so.
    pub newline: Option<LineEnds>,
    /// What stays open where the walk is left before its end, until it is collected.
    pub keeps_open: Option<String>,
    /// An empty item may be missing at the end.
    pub but_empty: bool,
    /// It gives the same items, but for empty ones if [`Eager::but_empty`], where this was taken
    /// from the ends before.
    pub strips: Option<Strips>,
    /// By what it gives other items, which may not matter: a matter for whoever reads the code.
    pub differs: Option<String>,
    /// It gives the same items only for such arguments.
    pub when: Option<Condition>,
    /// A receiver of unknown type is taken for one of this class, with a doubt.
    pub presumed: bool,
}

/// A call that gives all that is in a file: `f.read()`, `path.read_text()`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Whole {
    /// How the file is opened that it reads: `text in {receiver}.open({arguments})`. Without it
    /// the receiver is that file.
    pub opens: Option<Clause>,
    /// The attribute of what is opened that is the file.
    pub stream: Option<String>,
    /// How many positional arguments it has to be.
    pub positional: usize,
    /// The keywords that it may have.
    pub keywords: Vec<String>,
}

/// How a call that takes all that is in a file takes it block by block. In its texts `{name}` is
/// what gathers the blocks, `{block}` one of them, `{file}` the file, `{function}` the function
/// and `{0}` the first argument.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Blocks {
    /// The positional argument that is the content.
    pub argument: usize,
    /// So many positional ones may follow it; `None` then stands where it stood.
    pub others: usize,
    /// How what gathers the blocks may be called, the best first; none where that is there before.
    pub names: Vec<String>,
    /// What it is at first; without it the call without its content.
    pub start: Option<String>,
    /// What is done with a block.
    pub step: String,
    /// The function beside it that takes a file that was opened, and since when (Python 3).
    pub of_file: Option<OfFile>,
}

/// A function that takes the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfFile {
    /// Its name.
    pub function: String,
    /// What it is given.
    pub arguments: String,
    /// The minor version that brought it.
    pub since: u8,
}

/// With which arguments a method of a text does to each of its lines what it does to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ByLine {
    /// None: `lower()`.
    Bare,
    /// An encoding in which a line end is nothing else: `decode("utf-8")`.
    Encoding,
    /// Literals without a line end: `replace(",", " ")`.
    Literals,
    /// It takes away what is at the ends of the whole: see [`Eager::strips`].
    Strips,
}

/// What may be taken from the ends of a text before it is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strips {
    /// White space.
    Blanks,
    /// Line ends.
    LineEnds,
}

/// A part of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hole {
    /// What the method is called on.
    Receiver,
    /// The file whose whole content the receiver is.
    Content,
    /// The first argument.
    First,
}

/// Where the lines of a file may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineEnds {
    /// At `\n`, `\r` or both, but never between the two.
    Whole,
    /// At `\n` and nowhere else.
    Plain,
}

/// What the arguments have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// A literal line end.
    LineEnd,
    /// One literal: `True`, `keepends=True`.
    Flag,
    /// A known regular expression without groups.
    NoGroup,
    /// One with a single group, which takes part in every match.
    SureGroup,
    /// One of text with a single group.
    OneGroup,
    /// One with several groups, which all take part in every match.
    SureGroups,
    /// One of text with several groups.
    Groups,
}

/// One form, or several of which the first that fits counts.
pub(super) fn forms<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Eager>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Forms {
        One(Box<Eager>),
        Several(Vec<Eager>),
    }
    Ok(match Forms::deserialize(from)? {
        Forms::One(form) => vec![*form],
        Forms::Several(forms) => forms,
    })
}

/// `line in {content}`: a variable and the iterable, of parts of the call and outer variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The name of the variable.
    pub variable: String,
    /// The iterable, in pieces.
    pub iterable: Vec<Piece>,
}

/// A piece of an iterable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// `{receiver}`, `{content}`, `{first}`
    Part(Hole),
    /// `{arguments}`: all arguments, as they are.
    Arguments,
    /// `{function:NAME}`: the function called NAME beside the one that is called.
    Sibling(String),
}

impl Clause {
    /// Reads `variable in iterable`; `None` if it is not one.
    fn parse(text: &str) -> Option<Clause> {
        let (variable, mut rest) = text.split_once(" in ")?;
        let mut iterable = Vec::new();
        while let Some((before, after)) = rest.split_once('{') {
            let (hole, tail) = after.split_once('}')?;
            if !before.is_empty() {
                iterable.push(Piece::Text(before.to_owned()));
            }
            iterable.push(match hole.split_once(':') {
                Some(("function", name)) => Piece::Sibling(name.to_owned()),
                Some(_) => return None,
                None => match hole {
                    "receiver" => Piece::Part(Hole::Receiver),
                    "content" => Piece::Part(Hole::Content),
                    "first" => Piece::Part(Hole::First),
                    "arguments" => Piece::Arguments,
                    _ => return None,
                },
            });
            rest = tail;
        }
        if !rest.is_empty() {
            iterable.push(Piece::Text(rest.to_owned()));
        }
        Some(Clause { variable: variable.to_owned(), iterable })
    }
}

impl<'de> Deserialize<'de> for Clause {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let refuse = || serde::de::Error::custom(format!("`{text}` is no clause, such as `line in {{receiver}}`"));
        Clause::parse(&text).ok_or_else(refuse)
    }
}
