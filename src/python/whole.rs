//! Calls that give all that is in a file, and calls that take it, as the knowledge files describe
//! them.

use tree_sitter::Node;

use super::Facts;
use super::knowledge::{Blocks, ByLine, Strips, Whole};
use super::syntax::{Call, child, children, inner, literal, outer};
use super::types::Ty;

/// Encodings in which the bytes of a line end are part of nothing else.
const LINEWISE: &[&str] = &["utf-8", "utf8", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "cp1252"];

/// A call that gives all that is in a file: `f.read()`, `path.read_text()`.
#[derive(Debug, Clone)]
pub struct Content<'m> {
    /// The call.
    pub call: Call<'m>,
    /// What is known of it.
    pub whole: &'m Whole,
    /// What is done to the whole, and could be to each of its lines: `.decode().lower()`.
    pub suffix: String,
    /// What is taken from its ends.
    pub strips: Option<Strips>,
    /// The name that it has until it is used.
    pub name: Option<&'m str>,
}

impl<'m> Content<'m> {
    /// What its method is called on: the file, or what opens one.
    pub fn receiver(&self) -> Option<Node<'m>> {
        self.call.method().map(|(object, _)| inner(object))
    }

    /// The call that opens the file for it alone, before the content is given a name.
    pub fn opened_for_it(&self, facts: &Facts<'m>) -> Option<Node<'m>> {
        self.file().filter(|file| self.name.is_some() && facts.opening(*file).is_some())
    }

    /// The file that it reads, if it is open before.
    pub fn file(&self) -> Option<Node<'m>> {
        self.receiver().filter(|_| self.whole.opens.is_none())
    }
}

/// A use of a name that all that is in a file was given.
#[derive(Debug, Clone)]
pub struct NamedContent<'m> {
    /// The use.
    pub load: Node<'m>,
    /// What the name stands for.
    pub content: Content<'m>,
}

/// A question to all that is in a file, which each of its lines can answer for itself.
#[derive(Debug, Clone)]
pub struct Asked<'m> {
    /// What asks.
    pub node: Node<'m>,
    /// What is asked.
    pub content: Content<'m>,
    /// What it is asked for.
    pub question: Question<'m>,
}

/// What a text is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question<'m> {
    /// `len(text)`
    Length,
    /// `text.count(part)`
    Count(Node<'m>),
    /// `part in text`, or `part not in text`.
    Contains {
        /// The part.
        part: Node<'m>,
        /// `not in`
        absent: bool,
    },
}

impl<'m> Question<'m> {
    /// The part that is looked for.
    pub fn part(self) -> Option<Node<'m>> {
        match self {
            Question::Length => None,
            Question::Count(part) | Question::Contains { part, .. } => Some(part),
        }
    }
}

/// A call that takes all that is in a file, and could take it block by block.
#[derive(Debug, Clone)]
pub struct InBlocks<'m> {
    /// The call.
    pub call: Call<'m>,
    /// The dotted name of its function.
    pub name: &'m str,
    /// How it takes blocks.
    pub blocks: &'m Blocks,
    /// What it is given.
    pub content: Content<'m>,
}

impl<'m> Facts<'m> {
    /// The call, if it gives all that is in a file.
    pub fn content_of(&self, node: Node<'m>) -> Option<Content<'m>> {
        self.content_from(node, None)
    }

    /// The same where a name is known to stand for a content.
    pub fn content_from(&self, node: Node<'m>, named: Option<&NamedContent<'m>>) -> Option<Content<'m>> {
        if let Some(named) = named.filter(|named| named.load == inner(node) && !named.content.is_output(self)) {
            return Some(named.content.clone());
        }
        if let Some(content) = self.content_of_child(node, named) {
            return Some(content);
        }
        let call = Call::of(inner(node)).filter(|call| !call.has_splat())?;
        let (object, name) = call.method()?;
        let (_, entry) = self.knowledge().named_method(&self.type_of(object), self.text(name))?;
        if let Some(by_line) = entry.by_line {
            return self.changed_by_line(self.content_from(object, named)?, &call, by_line);
        }
        let whole = entry.whole.as_ref()?;
        let keywords = call.keywords();
        let known = keywords.iter().all(|(name, _)| whole.keywords.iter().any(|k| k == self.text(*name)));
        let counted = call.all().len() == whole.positional + keywords.len();
        (known && counted).then_some(Content { call, whole, suffix: String::new(), strips: None, name: None })
    }

    /// The content after a method that could be called on each of its lines.
    fn changed_by_line(&self, content: Content<'m>, call: &Call<'m>, by_line: ByLine) -> Option<Content<'m>> {
        let arguments: Vec<Node<'m>> = call.all().into_iter().map(|n| child(n, "value").unwrap_or(n)).collect();
        let literals: Option<Vec<&str>> = arguments.iter().map(|n| literal(*n, self.module.text())).collect();
        let literals = literals?;
        if by_line == ByLine::Strips {
            let strips = match literals.as_slice() {
                [] => Strips::Blanks,
                ["\\n"] => Strips::LineEnds,
                _ => return None,
            };
            let widest = content.strips.filter(|known| *known == Strips::Blanks).unwrap_or(strips);
            return Some(Content { strips: Some(widest), ..content });
        }
        let fits = match by_line {
            ByLine::Bare => literals.is_empty(),
            ByLine::Encoding => {
                let first = call.positional()?.first().copied().or_else(|| self.keyword_of(call, "encoding"));
                let encoding = first.and_then(|n| literal(n, self.module.text())).unwrap_or("utf-8");
                LINEWISE.contains(&encoding.to_lowercase().replace('_', "-").as_str())
            }
            _ => literals.len() == 2 && !literals[0].is_empty() && !literals.iter().any(|text| has_line_end(text)),
        };
        let (_, name) = call.method()?;
        let suffix = format!("{}.{}{}", content.suffix, self.text(name), self.text(call.arguments));
        fits.then_some(Content { suffix, ..content })
    }

    fn keyword_of(&self, call: &Call<'m>, wanted: &str) -> Option<Node<'m>> {
        call.keywords().into_iter().find(|(name, _)| self.text(*name) == wanted).map(|(_, value)| value)
    }

    /// The call, if it takes all that is in a file: `hashlib.sha256(f.read())`.
    pub fn in_blocks(&self, node: Node<'m>, named: Option<&NamedContent<'m>>) -> Option<InBlocks<'m>> {
        let call = Call::of(inner(node)).filter(|call| !call.has_splat())?;
        let (name, entry) = match self.dotted(call.function) {
            Some(name) => self.knowledge().named(&name)?,
            None => {
                let (object, name) = call.method()?;
                self.knowledge().named_method(&self.type_of(object), self.text(name))?
            }
        };
        let blocks = entry.blocks.as_ref()?;
        let positional = call.positional()?;
        let behind = positional.len().checked_sub(blocks.argument + 1)?;
        let given = *positional.get(blocks.argument).filter(|_| behind <= blocks.others)?;
        let content = self.content_from(given, named).or_else(|| self.presumed_content(given))?;
        // Text is encoded block by block, but not decoded: a block may end within a letter.
        let encoded =
            content.suffix.is_empty() || content.suffix.starts_with(".encode(") && !content.suffix.contains(").");
        // Text itself it does not take, where there is any.
        let text = self.type_of(given) == Ty::Str;
        if content.strips.is_some() || !encoded || text || content.is_of_child(self) {
            return None;
        }
        Some(InBlocks { call, name, blocks, content })
    }

    /// `source.read()`, where nothing says that `source` is no file.
    fn presumed_content(&self, node: Node<'m>) -> Option<Content<'m>> {
        let call = Call::of(inner(node)).filter(|call| call.all().is_empty())?;
        let (object, name) = call.method()?;
        let presumed =
            self.text(name) == "read" && self.type_of(object) == Ty::Unknown && object.kind() == "identifier";
        let whole = self.knowledge().function("file.read")?.whole.as_ref()?;
        presumed.then_some(Content { call, whole, suffix: String::new(), strips: None, name: None })
    }

    /// The question that `node` is, if it asks all that is in a file.
    pub fn asks_content(&self, node: Node<'m>, named: Option<&NamedContent<'m>>) -> Option<Asked<'m>> {
        let (content, question) = match node.kind() {
            "comparison_operator" => {
                let [part, content] = children(node).try_into().ok()?;
                let mut cursor = node.walk();
                let operator = node.children_by_field_name("operators", &mut cursor).next()?;
                let absent = match self.text(operator) {
                    "in" => false,
                    "not in" => true,
                    _ => return None,
                };
                (content, Question::Contains { part, absent })
            }
            "call" => {
                let call = Call::of(node)?;
                let [argument] = call.positional()?.try_into().ok()?;
                if call.all().len() != 1 {
                    return None;
                }
                match call.method() {
                    Some((content, name)) if self.text(name) == "count" => (content, Question::Count(argument)),
                    None if self.is_builtin(call.function, "len") => (argument, Question::Length),
                    _ => return None,
                }
            }
            _ => return None,
        };
        let content = self.content_from(content, named)?;
        if content.strips.is_some() || content.is_of_child(self) || self.is_asserted(node) {
            return None;
        }
        Some(Asked { node, content, question })
    }

    /// Does it stand in an `assert`? What tests run with shows the parts of one that fails: a content
    /// says more there than whether its lines hold something.
    pub fn is_asserted(&self, node: Node<'m>) -> bool {
        self.statement_of(node).is_some_and(|statement| statement.kind() == "assert_statement")
    }

    /// The call whose argument this is.
    pub fn call_given(&self, argument: Node<'m>) -> Option<Call<'m>> {
        let list = outer(argument).parent().filter(|p| p.kind() == "argument_list")?;
        Call::of(list.parent()?)
    }
}

/// May a literal as it is written hold a line end, or an escape that is one?
pub fn has_line_end(literal: &str) -> bool {
    literal.contains(|c: char| c == '\\' || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}
