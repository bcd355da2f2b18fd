//! What running a piece of code may read, write, raise, show and call.
//!
//! Effects are collected bottom-up. What is not known is an [`Unknown`]; whoever asks
//! decides how much that matters for the question at hand.

use std::ops::Range;

use super::knowledge;
use super::paths::Path;
use super::scopes::SymbolId;

/// State that code reads or writes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// What a name is bound to.
    Name(SymbolId),
    /// The contents of a container that only this name reaches.
    Own(SymbolId),
    /// The contents of a container that was made for this name, which is let out somewhere.
    Made(SymbolId),
    /// The contents of a container reached by this expression, and maybe by others.
    Content(String),
    /// The attribute of that name, of the object that this expression stands for.
    Field {
        /// The attribute.
        name: String,
        /// The whole expression, `self.state`.
        path: String,
    },
    /// How far the file behind this name has been read or written.
    Stream(SymbolId),
    /// How far some iterator that this expression stands for has come.
    Position(String),
    /// State of the process or the world.
    World(knowledge::Place),
}

/// A place and where the code touches it.
pub type Touch = (Place, Range<usize>);

/// How unknown code is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// By a call that can be seen.
    Call,
    /// By an operator, attribute, iteration or conversion of a value of unknown type.
    Operator,
}

/// Code that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Where it is run.
    pub span: Range<usize>,
    /// What it is, as messages say it: `` `f` ``, ``walking `rows` ``.
    pub what: String,
    /// How.
    pub hidden: Hidden,
    /// Names whose values it is given, the receiver included.
    pub given: Vec<SymbolId>,
    /// What is between the quotes of the string literals that it is given.
    pub literals: Vec<String>,
}

/// What happens to a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileUse {
    /// Where.
    pub span: Range<usize>,
    /// Which path.
    pub path: Path,
    /// The name bound to a file that was opened before, where it is used through that.
    pub handle: Option<SymbolId>,
    /// Content or name are changed; otherwise only read.
    pub changes: bool,
}

/// All effects of a piece of code; the first place of each kind is kept.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// State read.
    pub reads: Vec<Touch>,
    /// State written.
    pub writes: Vec<Touch>,
    /// An exception that may be raised by known code: where, and what raises.
    pub raises: Option<(Range<usize>, String)>,
    /// `StopIteration` may come out.
    pub stops: Option<Range<usize>>,
    /// Output, or anything else ordered in time.
    pub visible: Option<(Range<usize>, String)>,
    /// Unknown code.
    pub unknown: Vec<Unknown>,
    /// `yield` or `await`: foreign code runs here.
    pub suspends: Option<Range<usize>>,
    /// Files touched by path or handle.
    pub files: Vec<FileUse>,
}

impl Effects {
    /// Nothing that anyone could see, and no way to fail.
    pub fn is_silent(&self) -> bool {
        self.writes.is_empty() && self.is_harmless()
    }

    /// Nothing raises, is shown, suspends or is unknown; names may be bound.
    pub fn is_harmless(&self) -> bool {
        self.raises.is_none()
            && self.stops.is_none()
            && self.visible.is_none()
            && self.unknown.is_empty()
            && self.suspends.is_none()
            && !self.files.iter().any(|f| f.changes)
    }

    /// Adds what other code does after, or instead of, this.
    pub fn add(&mut self, other: Effects) {
        for touch in other.reads {
            self.read(touch.0, touch.1);
        }
        for touch in other.writes {
            self.write(touch.0, touch.1);
        }
        self.raises = self.raises.take().or(other.raises);
        self.stops = self.stops.take().or(other.stops);
        self.visible = self.visible.take().or(other.visible);
        self.suspends = self.suspends.take().or(other.suspends);
        for unknown in other.unknown {
            if !self.unknown.contains(&unknown) {
                self.unknown.push(unknown);
            }
        }
        for file in other.files {
            if !self.files.contains(&file) {
                self.files.push(file);
            }
        }
    }

    /// Notes a read.
    pub fn read(&mut self, place: Place, span: Range<usize>) {
        if !self.reads.iter().any(|(p, _)| *p == place) {
            self.reads.push((place, span));
        }
    }

    /// Notes a write.
    pub fn write(&mut self, place: Place, span: Range<usize>) {
        if !self.writes.iter().any(|(p, _)| *p == place) {
            self.writes.push((place, span));
        }
    }

    /// Notes something that may raise.
    pub fn raise(&mut self, span: Range<usize>, what: impl Into<String>) {
        if self.raises.is_none() {
            self.raises = Some((span, what.into()));
        }
    }

    /// Notes something visible.
    pub fn show(&mut self, span: Range<usize>, what: impl Into<String>) {
        if self.visible.is_none() {
            self.visible = Some((span, what.into()));
        }
    }
}

/// How sure it is that two places are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overlap {
    /// They are not.
    No,
    /// They may be.
    May,
    /// They are.
    Must,
}

/// May a write to `written` be seen by a read of `read`?
pub fn overlap(read: &Place, written: &Place) -> Overlap {
    use Place::{Content, Field, Made, Position};
    if read == written {
        return Overlap::Must;
    }
    match (read, written) {
        (Content(_), Content(_)) => Overlap::May,
        // What was made for one name is nothing that was made for another.
        (Made(_), Content(_) | Position(_)) | (Content(_) | Position(_), Made(_)) => Overlap::May,
        (Field { name: a, .. }, Field { name: b, .. }) if a == b => Overlap::May,
        (Position(_), Position(_)) => Overlap::May,
        // An iterator over a container or another iterator may stand behind either.
        (Position(_), Content(_)) | (Content(_), Position(_)) => Overlap::May,
        _ => Overlap::No,
    }
}
