//! Functions that make a whole sequence at once, and what gives the same items one by one.

use serde::{Deserialize, Deserializer};

/// A call that makes a sequence at once: `f.readlines()` is `f`, walked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eager {
    /// What the steps walk. Without it they read what the entry reads.
    pub walks: Option<Hole>,
    /// The method without arguments whose result has to be the receiver: `file.read`.
    pub of: Option<String>,
    /// How many positional arguments it has to be, with no keywords; any if not given.
    pub arguments: Option<usize>,
    /// The loops of the lazy form, outermost first; without them it is what is walked.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// What is given for each round of the innermost loop, if it is not its variable.
    pub item: Option<String>,
    /// It gives the same items only where lines end at `\n`.
    #[serde(default)]
    pub newline: bool,
    /// It gives the same items only for such arguments.
    pub when: Option<Condition>,
    /// A receiver of unknown type is taken for one of this class, with a doubt.
    #[serde(default)]
    pub presumed: bool,
}

/// A part of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hole {
    /// What the method is called on.
    Receiver,
    /// What the method is called on whose result is the receiver.
    Origin,
    /// The first argument.
    First,
}

/// What the arguments have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// A literal regular expression without groups.
    NoGroups,
}

/// `line in {origin}`: a variable and the iterable, of parts of the call and outer variables.
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
    /// `{receiver}`, `{origin}`, `{first}`
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
                    "origin" => Piece::Part(Hole::Origin),
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
