//! Checks a transform's query, and all that depends on it, when the transform is loaded.

use tree_sitter::{CaptureQuantifier, Language, Query, QueryError, QueryErrorKind, QueryPredicate, QueryPredicateArg};

use crate::error::{Error, Result};

use super::form::{Form, Text, instead};
use super::load::{fits, usage};
use super::vocabulary::{Named, Operand, Vocabulary};

/// Predicates that tree-sitter itself evaluates.
const TEXT_PREDICATES: &[&str] = &[
    "eq?",
    "not-eq?",
    "any-eq?",
    "any-not-eq?",
    "match?",
    "not-match?",
    "any-match?",
    "any-not-match?",
    "any-of?",
    "not-any-of?",
];

/// The query of a transform and where its captures are used outside of it.
pub(super) struct Uses<'a> {
    pub(super) query: Text<'a>,
    uses: Vec<Use>,
}

/// One mention of a capture outside the query.
struct Use {
    name: String,
    at: usize,
    /// Every match must have it exactly once.
    single: bool,
}

impl<'a> Uses<'a> {
    pub(super) fn new(query: Text<'a>) -> Self {
        let uses = Vec::new();
        Uses { query, uses }
    }

    /// Notes a mention at a byte offset of the file.
    pub(super) fn note(&mut self, name: &str, at: usize, single: bool) {
        let name = name.to_owned();
        self.uses.push(Use { name, at, single });
    }
}

/// The Python grammar.
pub(super) fn language() -> Language {
    tree_sitter_python::LANGUAGE.into()
}

/// Compiles the query and checks its predicates and everything that names its captures.
pub(super) fn verify(form: &Form<'_>, text: &str, uses: &Uses<'_>, words: Vocabulary) -> Result<()> {
    let compiled = Query::new(&language(), text).map_err(|error| compile_error(form, &uses.query, &error))?;
    for pattern in 0..compiled.pattern_count() {
        let check = Check { form, text: &uses.query, query: &compiled, pattern, words };
        check.properties()?;
        check.predicates()?;
        check.uses(&uses.uses)?;
    }
    if compiled.pattern_count() == 0 {
        let error = form.error(uses.query.span.start, "the query has no pattern");
        return Err(error.help("write `query = '''(call) @call'''`"));
    }
    Ok(())
}

/// What tree-sitter says, with a place in the file and what is known instead.
fn compile_error(form: &Form<'_>, text: &Text<'_>, error: &QueryError) -> Error {
    // Errors of predicates have a row only.
    let line_start = |row: usize| {
        let lines = text.value.split_inclusive('\n').take(row);
        lines.map(str::len).sum::<usize>()
    };
    let inner = match error.kind {
        QueryErrorKind::Predicate => {
            let start = line_start(error.row);
            start + text.value.get(start..).and_then(|t| t.find("(#")).unwrap_or(0)
        }
        _ => error.offset,
    };
    let word = error.message.trim_matches('"');
    let (message, help) = match error.kind {
        QueryErrorKind::NodeType => {
            let message = format!("Python's grammar has no node `{word}`");
            (message, Some(near(word, &node_kinds(&language()))))
        }
        QueryErrorKind::Field => {
            let message = format!("Python's grammar has no field `{word}`");
            (message, Some(near(word, &fields(&language()))))
        }
        QueryErrorKind::Capture => {
            let message = format!("this pattern has no capture `@{}`", word.trim_start_matches('@'));
            let help = "a predicate may only name captures of its own pattern, before it";
            (message, Some(help.to_owned()))
        }
        QueryErrorKind::Structure => ("no Python code has this structure".to_owned(), None),
        QueryErrorKind::Syntax => ("the query is cut off or malformed here".to_owned(), None),
        QueryErrorKind::Predicate | QueryErrorKind::Language => (error.message.trim_end_matches('.').to_owned(), None),
    };
    let found = form.error(text.offset(form, inner.min(text.value.len())), message);
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}

/// The node names of the grammar.
fn node_kinds(language: &Language) -> Vec<&str> {
    let kinds = (0..=u16::MAX).take(language.node_kind_count());
    kinds.filter_map(|id| language.node_kind_for_id(id)).collect()
}

/// The field names of the grammar.
fn fields(language: &Language) -> Vec<&str> {
    let ids = (1..=u16::MAX).take(language.field_count());
    ids.filter_map(|id| language.field_name_for_id(id)).collect()
}

/// A near word of a long list, or where the list is.
fn near(word: &str, known: &[&str]) -> String {
    match super::form::nearest(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "see the node types of tree-sitter-python".to_owned(),
    }
}

/// The checks of one pattern.
struct Check<'c> {
    form: &'c Form<'c>,
    text: &'c Text<'c>,
    query: &'c Query,
    pattern: usize,
    words: Vocabulary,
}

impl Check<'_> {
    /// `#set!` and `#is?` mean something to editors only.
    fn properties(&self) -> Result<()> {
        let settings = self.query.property_settings(self.pattern);
        if !settings.is_empty() {
            return Err(self.unknown("set!", self.find("set!", self.start())));
        }
        match self.query.property_predicates(self.pattern).first() {
            None => Ok(()),
            Some((_, positive)) => {
                let name = if *positive { "is?" } else { "is-not?" };
                Err(self.unknown(name, self.find(name, self.start())))
            }
        }
    }

    /// The predicates that tree-sitter leaves to us, which it keeps in order.
    fn predicates(&self) -> Result<()> {
        let mut from = self.start();
        for predicate in self.query.general_predicates(self.pattern) {
            let at = self.find(&predicate.operator, from);
            from = at + 1;
            self.predicate(predicate, at)?;
        }
        Ok(())
    }

    fn predicate(&self, predicate: &QueryPredicate, at: usize) -> Result<()> {
        let Some((known, _)) = self.words.predicate(&predicate.operator) else {
            return Err(self.unknown(&predicate.operator, at));
        };
        let arguments: Vec<Operand> = predicate.args.iter().map(|a| operand(self.query, a)).collect();
        if let Err((_, message)) = fits(known, &arguments) {
            let help = format!("write `(#{})`", usage(known));
            return Err(self.error(at, message).help(help));
        }
        for argument in &arguments {
            if let Operand::Capture(name) = argument {
                self.single(name, self.text.offset(self.form, at))?;
            }
        }
        Ok(())
    }

    /// Every capture that the rest of the file names is there.
    fn uses(&self, uses: &[Use]) -> Result<()> {
        for mention in uses {
            if self.quantifier(&mention.name) == CaptureQuantifier::Zero {
                return Err(self.no_capture(mention));
            }
            if mention.single {
                self.single(&mention.name, mention.at)?;
            }
        }
        Ok(())
    }

    fn no_capture(&self, mention: &Use) -> Error {
        let name = &mention.name;
        let names = self.query.capture_names();
        let message = if names.contains(&name.as_str()) {
            format!("pattern {} of the query has no capture `@{name}`", self.pattern + 1)
        } else {
            format!("the query has no capture `@{name}`")
        };
        let marked: Vec<String> = names.iter().map(|name| format!("@{name}")).collect();
        let marked: Vec<&str> = marked.iter().map(String::as_str).collect();
        let help = instead(&format!("@{name}"), &marked, "`");
        self.form.error(mention.at, message).help(help)
    }

    fn quantifier(&self, name: &str) -> CaptureQuantifier {
        let index = self.query.capture_index_for_name(name);
        let all = self.query.capture_quantifiers(self.pattern);
        index.and_then(|index| all.get(index as usize).copied()).unwrap_or(CaptureQuantifier::Zero)
    }

    /// An error unless each match has the capture once.
    fn single(&self, name: &str, at: usize) -> Result<()> {
        let how = match self.quantifier(name) {
            CaptureQuantifier::One | CaptureQuantifier::Zero => return Ok(()),
            CaptureQuantifier::ZeroOrOne => "may be absent from a match",
            _ => "may stand for several nodes",
        };
        let error = self.form.error(at, format!("`@{name}` {how}"));
        Err(error.help("write one pattern for each case, where it is there once"))
    }

    fn unknown(&self, operator: &str, at: usize) -> Error {
        let ours = self.words.predicates.iter().map(Named::name);
        let known = ours.chain(TEXT_PREDICATES.iter().copied());
        let known: Vec<String> = known.map(|name| format!("#{name}")).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let error = self.error(at, format!("unknown predicate `#{operator}`"));
        error.help(instead(&format!("#{operator}"), &known, "`"))
    }

    fn start(&self) -> usize {
        self.query.start_byte_for_pattern(self.pattern)
    }

    /// Where `#operator` stands in the query, from `from` on.
    fn find(&self, operator: &str, from: usize) -> usize {
        let tail = self.text.value.get(from..).unwrap_or_default();
        tail.find(&format!("#{operator}")).map_or(from, |at| from + at)
    }

    fn error(&self, inner: usize, message: String) -> Error {
        self.form.error(self.text.offset(self.form, inner), message)
    }
}

/// An argument of a predicate as tree-sitter gives it.
fn operand(query: &Query, argument: &QueryPredicateArg) -> Operand {
    match argument {
        QueryPredicateArg::Capture(index) => {
            let name = query.capture_names().get(*index as usize);
            Operand::Capture(name.map_or(String::new(), |name| (*name).to_owned()))
        }
        QueryPredicateArg::String(word) => Operand::Word(word.to_string()),
    }
}
