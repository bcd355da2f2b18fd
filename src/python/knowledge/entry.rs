//! What is known of one function, method, attribute or constant.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::accept::Accept;
use super::eager::{Blocks, ByLine, Eager, Hole, Whole};
use crate::python::types::{Ty, TyExpr};

/// What is known of one dotted name. The facts hold where [`Entry::effect_of`] says
/// something better than [`Effect::Unknown`] for the arguments of a call.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    /// The type of the result, or of the constant or attribute.
    pub returns: TyExpr,
    /// Per positional parameter the accepted types; empty is anything.
    pub takes: Vec<Vec<Accept>>,
    /// How many positional arguments a call needs; all of `takes` if not given.
    pub needs: Option<usize>,
    /// The accepted types of further positional arguments; without it there may be none.
    pub rest: Option<Vec<Accept>>,
    /// The keyword arguments under which the facts hold, with accepted types.
    pub keywords: BTreeMap<String, Vec<Accept>>,
    /// The receivers for which the facts hold; empty is every receiver of the class.
    pub on: Vec<Accept>,
    /// What a call with accepted arguments may do.
    pub effect: Effect,
    /// The receiver is changed.
    pub mutates: bool,
    /// Positional arguments that are changed.
    pub mutates_args: Vec<usize>,
    /// Positional arguments that are walked, and how: `{ 0 = "full" }`.
    #[serde(deserialize_with = "walks")]
    pub walks: Vec<(usize, Walk)>,
    /// How every further positional argument is walked.
    pub walks_rest: Option<Walk>,
    /// The first argument is walked only where it is the only one: `max(xs)`, `max(a, b)`.
    pub walks_alone: bool,
    /// Positional arguments of which a mapping is not walked but taken as one: `dict(d)`.
    pub mappings: Vec<usize>,
    /// Positional arguments of which a text or a buffer is not walked but copied as it is: `bytes(b)`.
    pub buffers: Vec<usize>,
    /// Arguments that are called back.
    pub calls: Vec<Param>,
    /// The result is an iterator over what this positional argument, a function, gives for the
    /// items of those that are walked.
    pub maps: Option<usize>,
    /// The result is an iterator that reads this part of the tuple it gave again before it goes on.
    pub reads_back: Option<usize>,
    /// What is done to an element between two steps of a walk.
    pub between: Between,
    /// Shared state that the result depends on.
    pub reads: Vec<Place>,
    /// Shared state that is changed.
    pub writes: Vec<Place>,
    /// The container that is the result was there before, and others have it too.
    pub shared: bool,
    /// Positional arguments that live on in the result or the receiver.
    pub keeps: Vec<usize>,
    /// Whether a call may raise, where it does not follow from the effect.
    pub raises: Option<bool>,
    /// `Raises` is `Pure` if each of these arguments is missing or a non-empty,
    /// positive literal: the separator of `str.split`.
    pub pure_if_literal: Vec<usize>,
    /// What a call with texts and whole numbers raises, and nothing else.
    pub fails_with: Vec<String>,
    /// The result is a file: where the call says which and how.
    pub opens: Option<Opens>,
    /// The result is a sequence made at once, of which there is a lazy form.
    #[serde(deserialize_with = "super::eager::forms")]
    pub eager: Vec<Eager>,
    /// The result is all that is in a file.
    pub whole: Option<Whole>,
    /// An argument may be all that is in a file, and could come block by block.
    pub blocks: Option<Blocks>,
    /// Done to each line of a text, it does the same to the text.
    pub by_line: Option<ByLine>,
    /// It looks for a regular expression, the first argument or the receiver, in a text, and
    /// raises where one is text and the other bytes: what it gives then.
    pub matches: Option<Matches>,
    /// A value of a module, not a function.
    pub constant: bool,
    /// A value of an instance, not a method.
    pub attribute: bool,
    /// More precise facts for narrower arguments; the first that fits counts.
    pub cases: Vec<Case>,
}

/// How a function that opens a file is told which and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opens {
    /// The positional argument with the path; `None` if there is none (the receiver of
    /// `Path.open` is one, a temporary file has no path).
    pub path: Option<usize>,
    /// The positional argument with the mode, which may also come as `mode=`.
    pub mode: Option<usize>,
    /// The mode where none is given.
    pub default: String,
    /// Binary unless the mode has a `t`, instead of text unless it has a `b`.
    #[serde(default)]
    pub compressed: bool,
}

impl Opens {
    /// The type of the file that is opened in `mode`, or in the default mode.
    pub fn file(&self, mode: Option<&str>) -> Ty {
        let mode = mode.unwrap_or(&self.default);
        let binary = match self.compressed {
            true => !mode.contains('t'),
            false => mode.contains('b'),
        };
        Ty::File { binary }
    }
}

/// What comes of looking for a regular expression in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matches {
    /// A text of the same kind.
    Text,
    /// A list of the texts between, if the expression has no groups.
    Pieces,
    /// A list of the texts found, or of those of their groups.
    Found,
    /// A match, several of them, or none.
    Match,
}

/// More precise facts for narrower arguments.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// As in [`Entry`].
    #[serde(default)]
    pub on: Vec<Accept>,
    /// As in [`Entry`].
    #[serde(default)]
    pub takes: Vec<Vec<Accept>>,
    /// As in [`Entry`].
    pub needs: Option<usize>,
    /// As in [`Entry`].
    pub rest: Option<Vec<Accept>>,
    /// As in [`Entry`]; the same keywords as the entry if not given.
    pub keywords: Option<BTreeMap<String, Vec<Accept>>>,
    /// As in [`Entry`].
    pub returns: Option<TyExpr>,
    /// As in [`Entry`].
    pub effect: Option<Effect>,
}

/// What a call may do apart from stepping what it walks, calling what it is given to
/// call, and its places and mutations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Total, no effect, the result is fresh or immutable.
    Pure,
    /// May raise, otherwise pure.
    Raises,
    /// Output, network, log, process, sleep, files written: ordered in time.
    Visible,
    /// Anything.
    #[default]
    Unknown,
}

/// How an argument is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Walk {
    /// Once from start to end before returning; nothing of its size is kept.
    Full,
    /// Once, may stop early.
    Early,
    /// Once, but a collection of that size is built anyway: no gain.
    Builds,
    /// One step is taken of an iterator: `next(it)`.
    Step,
    /// An iterator is returned that will walk it.
    Lazy,
    /// An iterator is returned that will walk it from its end: it has to be a sequence.
    Backwards,
    /// It is kept, and walked nobody knows how often.
    Keeps,
}

/// What a walker does to an element between two steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Between {
    /// Nothing.
    #[default]
    Nothing,
    /// Hashes and compares for equality.
    Hash,
    /// Compares.
    Compare,
    /// Adds or multiplies.
    Add,
    /// Asks for truth.
    Truth,
    /// Calls a function with it.
    Call,
    /// Formats, converts, encodes or writes it.
    Format,
}

/// State that is shared between calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Contents and names in the file system.
    Files,
    /// Where the receiver stands in its stream.
    Position,
    /// What is in a database, and which statements are open on it.
    Database,
    /// The working folder.
    Cwd,
    /// Environment variables.
    Environ,
    /// The locale.
    Locale,
    /// The decimal context.
    Decimal,
    /// The clock and the time zone.
    Clock,
    /// The shared random generator.
    Random,
    /// Standard input.
    Stdin,
    /// Names, modules, filters, limits, threads: the state of the interpreter.
    Interpreter,
}

/// A parameter by position or by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// A positional argument.
    Index(usize),
    /// A keyword argument.
    Name(String),
}

impl Entry {
    /// What a call with these plain positional arguments and keywords may do. A starred
    /// argument fits nothing; the caller does not ask then.
    pub fn effect_of(&self, receiver: Option<&Ty>, args: &[Ty], keywords: &[(&str, Ty)]) -> Effect {
        let case = self.case(receiver, args, keywords);
        if let Some(effect) = case.and_then(|case| case.effect) {
            return effect;
        }
        if case.is_some() || self.admits(receiver, args, keywords) { self.effect } else { Effect::Unknown }
    }

    /// [`Entry::effect_of`] for a call whose argument at an index is a non-empty, positive
    /// literal (or `None`) where `literal` says so. Keyword arguments are not looked at: not
    /// to be asked of a call that has any.
    pub fn narrowed(&self, effect: Effect, count: usize, literal: impl Fn(usize) -> bool) -> Effect {
        let decides = !self.pure_if_literal.is_empty();
        let total = |at: &usize| *at >= count || literal(*at);
        match effect {
            Effect::Raises if decides && self.pure_if_literal.iter().all(total) => Effect::Pure,
            other => other,
        }
    }

    /// The type of the result of such a call. Where the arguments do not fit it is the
    /// type that a call has that succeeds.
    pub fn returned(&self, receiver: Option<&Ty>, args: &[Ty], keywords: &[(&str, Ty)]) -> Ty {
        let case = self.case(receiver, args, keywords);
        let returns = case.and_then(|case| case.returns.as_ref());
        returns.unwrap_or(&self.returns).resolve(receiver, args)
    }

    /// The arguments are among those that the facts are about.
    pub fn admits(&self, receiver: Option<&Ty>, args: &[Ty], keywords: &[(&str, Ty)]) -> bool {
        self.signature().admits(receiver, args, keywords)
    }

    /// A call makes a list of all that walking the receiver gives.
    pub fn lists_receiver(&self) -> bool {
        let plain = |eager: &Eager| eager.walks == Some(Hole::Receiver) && eager.clauses.is_empty();
        self.returns.is_list() && self.eager.iter().any(plain)
    }

    /// Whether a call with this effect may raise.
    pub fn may_raise(&self, effect: Effect) -> bool {
        effect != Effect::Pure && self.raises.unwrap_or(true)
    }

    /// Does each call make a container that nobody else has? What comes out of the receiver or
    /// an argument (`dict.pop`) was there before.
    pub fn makes_container(&self) -> bool {
        !self.shared && !self.constant && !self.attribute && self.returns.is_container()
    }

    /// How the positional argument `at` of `count` is walked.
    pub fn walk(&self, at: usize, count: usize) -> Option<Walk> {
        if self.walks_alone && count != 1 {
            return None;
        }
        let named = self.walks.iter().find(|(index, _)| *index == at);
        named.map(|(_, walk)| *walk).or(self.walks_rest)
    }

    fn case(&self, receiver: Option<&Ty>, args: &[Ty], keywords: &[(&str, Ty)]) -> Option<&Case> {
        let fits = |case: &&Case| case.signature(self).admits(receiver, args, keywords);
        self.cases.iter().find(fits)
    }

    fn signature(&self) -> Signature<'_> {
        Signature {
            on: &self.on,
            takes: &self.takes,
            needs: self.needs.unwrap_or(self.takes.len()),
            rest: self.rest.as_deref(),
            keywords: &self.keywords,
        }
    }
}

impl Case {
    fn signature<'e>(&'e self, entry: &'e Entry) -> Signature<'e> {
        Signature {
            on: &self.on,
            takes: &self.takes,
            needs: self.needs.unwrap_or(self.takes.len()),
            rest: self.rest.as_deref(),
            keywords: self.keywords.as_ref().unwrap_or(&entry.keywords),
        }
    }
}

/// The calls that some facts are about.
struct Signature<'e> {
    on: &'e [Accept],
    takes: &'e [Vec<Accept>],
    needs: usize,
    rest: Option<&'e [Accept]>,
    keywords: &'e BTreeMap<String, Vec<Accept>>,
}

impl Signature<'_> {
    fn admits(&self, receiver: Option<&Ty>, args: &[Ty], keywords: &[(&str, Ty)]) -> bool {
        let received = self.on.is_empty() || receiver.is_some_and(|ty| any(self.on, ty));
        let keyword = |(name, ty): &(&str, Ty)| {
            let accepted = self.keywords.get(*name);
            accepted.is_some_and(|accepted| any(accepted, ty))
        };
        received
            && args.len() >= self.needs
            && args.iter().enumerate().all(|(at, ty)| self.takes(at, ty))
            && keywords.iter().all(keyword)
    }

    fn takes(&self, at: usize, ty: &Ty) -> bool {
        let accepted = self.takes.get(at).map(Vec::as_slice).or(self.rest);
        accepted.is_some_and(|accepted| any(accepted, ty))
    }
}

/// `accepted` holds the type; an empty one holds all.
fn any(accepted: &[Accept], ty: &Ty) -> bool {
    match ty {
        _ if accepted.is_empty() => true,
        Ty::Maybe(of) if !accepted.iter().any(|accept| accept.admits(ty)) => {
            any(accepted, &Ty::None) && any(accepted, of)
        }
        _ => accepted.iter().any(|accept| accept.admits(ty)),
    }
}

fn walks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(usize, Walk)>, D::Error> {
    let by_name = BTreeMap::<String, Walk>::deserialize(from)?;
    let index = |(at, walk): (String, Walk)| at.parse().map(|at| (at, walk));
    let walks: Result<_, std::num::ParseIntError> = by_name.into_iter().map(index).collect();
    walks.map_err(serde::de::Error::custom)
}
