//! A module: a source and its syntax tree, which belong together.

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
    /// Text that the grammar does not take, with the first place it does not.
    pub fn parse(source: Source) -> Result<Module> {
        let tree = parse_text(&source.text)
            .ok_or_else(|| Error::at(&source.path, "pyfix cannot parse this"))?;
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

/// The tree of a text; a lone carriage return is a line end to Python, not to the grammar.
fn parse_text(text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_python::LANGUAGE.into())
        .ok()?;
    parser.parse(text, None)
}
