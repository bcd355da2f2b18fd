//! A module: a source and its syntax tree, which belong together.
//!
//! A clean tree does not show that CPython takes the file; Python 2, which the grammar
//! takes too, is recognised by its statements and left alone.

use std::borrow::Cow;

use tree_sitter::{Node, Parser, Tree};

use crate::error::{Error, Result};
use crate::source::Source;

/// A parsed file. Byte offsets of the tree are offsets of `source.text`.
#[derive(Debug)]
pub struct Module {
    /// What was parsed.
    pub source: Source,
    /// Its tree, free of error nodes.
    pub tree: Tree,
}

impl Module {
    /// Parses `source`.
    ///
    /// # Errors
    /// Text that the grammar does not take, with the first place it does not; Python 2.
    pub fn parse(source: Source) -> Result<Module> {
        let text = readable(&source.text);
        let tree = parse_text(&text).ok_or_else(|| Error::at(&source.path, CANNOT))?;
        if let Some(at) = python2::first_sign(&text, &tree) {
            return Err(refusal(&source, &text, at, PYTHON_2));
        }
        if let Some(at) = first_error(&tree) {
            let message = if python2::explains_error(&text, at) { PYTHON_2 } else { CANNOT };
            return Err(refusal(&source, &text, at, message));
        }
        if let Some(at) = misread_match(&text, &tree) {
            return Err(refusal(&source, &text, at, CANNOT));
        }
        Ok(Module { source, tree })
    }

    /// The text of the whole file.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The root node.
    pub fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }
}

/// The grammar reads `match [a, b]:` before a `case` that assigns as an annotated assignment
/// to `match[a, b]`: the place of the first such.
fn misread_match(text: &str, tree: &Tree) -> Option<usize> {
    let mut starts = text.match_indices("match [").chain(text.match_indices("match[")).map(|(at, _)| at);
    starts.find(|at| {
        let word = tree.root_node().descendant_for_byte_range(*at, at + 5);
        let subscript = word.and_then(|w| w.parent()).filter(|n| n.kind() == "subscript" && n.start_byte() == *at);
        let assignment = subscript.and_then(|s| s.parent()).filter(|n| n.kind() == "assignment");
        assignment
            .and_then(|a| a.child_by_field_name("type"))
            .is_some_and(|t| t.start_position().row > t.parent().map_or(0, |p| p.start_position().row))
    })
}

/// Not called a syntax error: the grammar may be the one that is wrong.
const CANNOT: &str = "pyfix cannot parse this";
const PYTHON_2: &str = "this is Python 2, it is left alone";

/// The error at byte `at` of `text`.
fn refusal(source: &Source, text: &str, at: usize, message: &str) -> Error {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    Error::at(&source.path, message).place(line, column)
}

/// The text with each lone `\r` as `\n`: a line end to Python, not to the grammar.
fn readable(text: &str) -> Cow<'_, str> {
    let lone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !text.match_indices('\r').any(|(at, _)| lone(at)) {
        return Cow::Borrowed(text);
    }
    let chars = text.char_indices();
    Cow::Owned(chars.map(|(at, c)| if c == '\r' && lone(at) { '\n' } else { c }).collect())
}

/// The tree of a readable text.
pub fn parse_text(text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).ok()?;
    parser.parse(text, None)
}

/// Where the first error or missing node stands.
fn first_error(tree: &Tree) -> Option<usize> {
    let mut node = tree.root_node();
    if !node.has_error() {
        return None;
    }
    // Down along the first child with an error; a loop, as trees are thousands deep.
    let mut cursor = tree.walk();
    loop {
        let inner = node.children(&mut cursor).find(|child| child.has_error() || child.is_missing());
        match inner {
            Some(child) => node = child,
            None => return Some(node.start_byte()),
        }
    }
}

/// The signs by which Python 2 is told.
mod python2 {
    use tree_sitter::{Node, Tree};

    /// Keywords that begin a statement which only Python 2 has in that form.
    const KEYWORDS: [&str; 4] = ["print", "exec", "except", "raise"];

    /// The first statement that only Python 2 has.
    pub(super) fn first_sign(text: &str, tree: &Tree) -> Option<usize> {
        let statements = KEYWORDS.iter().filter_map(|word| first_statement(text, tree, word));
        statements.chain(first_backtick(text, tree)).min()
    }

    /// The first expression in backticks, which the grammar takes for a string.
    fn first_backtick(text: &str, tree: &Tree) -> Option<usize> {
        let mut seen = 0;
        for (at, _) in text.match_indices('`') {
            if at < seen {
                continue;
            }
            let node = tree.root_node().descendant_for_byte_range(at, at)?;
            if node.kind() == "string_start" {
                return Some(at);
            }
            // The other backticks of a docstring need no look into the tree.
            seen = node.end_byte();
        }
        None
    }

    /// Where the first Python 2 statement that begins with `word` stands.
    fn first_statement(text: &str, tree: &Tree, word: &str) -> Option<usize> {
        let hits = text.match_indices(word).map(|(at, _)| at);
        hits.filter(|at| begins_statement(text, *at, word)).find(|at| {
            let token = tree.root_node().descendant_for_byte_range(*at, at + word.len());
            let parent = token.filter(|node| node.kind() == word).and_then(|node| node.parent());
            parent.is_some_and(|node| is_python2(node, text))
        })
    }

    /// Whether `word` at `at` is a whole word where a statement may begin. (Cheap: it
    /// spares a look into the tree for nearly all hits.)
    fn begins_statement(text: &str, at: usize, word: &str) -> bool {
        let before = text[..at].trim_end_matches([' ', '\t', '\u{c}']);
        let rest = &text[at + word.len()..];
        let free = rest.starts_with([' ', '\t', '"', '\'', '>', '`', '\\']);
        free && (before.is_empty() || before.ends_with(['\n', ';', ':']))
    }

    /// Whether the statement `node` is one that Python 3 does not have.
    fn is_python2(node: Node<'_>, text: &str) -> bool {
        match node.kind() {
            // `print (a), b` is also a tuple of Python 3.
            "print_statement" => !text[node.byte_range()]["print".len()..].trim_start().starts_with('('),
            "exec_statement" => true,
            "except_clause" => names_the_exception(node, text),
            "raise_statement" => node.named_child(0).is_some_and(|n| n.kind() == "expression_list"),
            _ => false,
        }
    }

    /// `except X, e:`; Python 3.14 has `except X, Y:`, where the second is a class.
    fn names_the_exception(clause: Node<'_>, text: &str) -> bool {
        let mut cursor = clause.walk();
        let values: Vec<Node<'_>> = clause.children_by_field_name("value", &mut cursor).collect();
        let [_, name] = values[..] else {
            return false;
        };
        name.kind() == "identifier" && text[name.byte_range()].starts_with(|c: char| c.is_lowercase())
    }

    /// Whether the line on which the grammar stumbles looks like Python 2.
    pub(super) fn explains_error(text: &str, at: usize) -> bool {
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |n| n + 1);
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let line = line.trim_start();
        let statement = ["print \"", "print '", "exec \"", "exec '"];
        line.matches('`').count() == 2 || statement.iter().any(|begin| line.starts_with(begin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Module> {
        Module::parse(Source::from_text("x.py", text))
    }

    fn refused(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn lone_carriage_returns_are_line_ends() {
        let module = parse("if x:\r    y = 1\r\nz = 2\r").unwrap();
        assert!(module.text().contains('\r'));
        assert_eq!(module.root().named_child_count(), 2);
    }

    #[test]
    fn errors_have_a_place() {
        assert_eq!(refused("x = 1\ny = )\n"), "x.py:2:1: pyfix cannot parse this");
        assert!(refused("def f(:\n    pass\n").contains("cannot parse"));
    }

    #[test]
    fn python_2_is_left_alone() {
        for text in [
            "import os\nprint 'x'\n",
            "if x: print x\n",
            "print >>f, x\n",
            "exec code in ns\n",
            "try:\n    f()\nexcept E, e:\n    pass\n",
            "raise E, 'x'\n",
            "x = `y`\n",
        ] {
            assert!(refused(text).contains("Python 2"), "{text}: {}", refused(text));
        }
    }

    #[test]
    fn python_3_is_not_python_2() {
        for text in [
            "print (x), y\nprint('a')\nprint (\"a\")\n",
            "'''\nprint x\n'''\n# print x\n",
            "print = 1\nprint\nexec (x)\n",
            "try:\n    f()\nexcept A, B:\n    pass\n",
            "try:\n    f()\nexcept (A, b):\n    raise x\n",
        ] {
            assert!(parse(text).is_ok(), "{text}: {}", refused(text));
        }
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        let deep = format!("x = {}{}\n", "[".repeat(5000), "]".repeat(5000));
        assert!(parse(&deep).is_ok());
        let broken = format!("x = {}{}\n", "[".repeat(5000), "]".repeat(4999));
        assert!(parse(&broken).is_err());
    }
}
