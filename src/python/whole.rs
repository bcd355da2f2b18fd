//! Calls that give all that is in a file, and calls that take it, as the knowledge files describe
//! them.

use tree_sitter::Node;

use super::Facts;
use super::knowledge::{Blocks, Whole};
use super::syntax::{Call, inner, outer};
use super::types::Ty;

/// A call that gives all that is in a file: `f.read()`, `path.read_text()`.
#[derive(Debug, Clone)]
pub struct Content<'m> {
    /// The call.
    pub call: Call<'m>,
    /// What is known of it.
    pub whole: &'m Whole,
}

impl<'m> Content<'m> {
    /// What its method is called on: the file, or what opens one.
    pub fn receiver(&self) -> Option<Node<'m>> {
        self.call.method().map(|(object, _)| inner(object))
    }

    /// The file that it reads, if it is open before.
    pub fn file(&self) -> Option<Node<'m>> {
        self.receiver().filter(|_| self.whole.opens.is_none())
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
        let call = Call::of(inner(node)).filter(|call| !call.has_splat())?;
        let (object, name) = call.method()?;
        let (_, entry) = self.knowledge().named_method(&self.type_of(object), self.text(name))?;
        let whole = entry.whole.as_ref()?;
        let keywords = call.keywords();
        let known = keywords.iter().all(|(name, _)| whole.keywords.iter().any(|k| k == self.text(*name)));
        let counted = call.all().len() == whole.positional + keywords.len();
        (known && counted).then_some(Content { call, whole })
    }

    /// The call, if it takes all that is in a file: `hashlib.sha256(f.read())`.
    pub fn in_blocks(&self, node: Node<'m>) -> Option<InBlocks<'m>> {
        let call = Call::of(inner(node)).filter(|call| !call.has_splat())?;
        let (name, entry) = self.knowledge().named(&self.dotted(call.function)?)?;
        let blocks = entry.blocks.as_ref()?;
        let positional = call.positional()?;
        let last = positional.len() == blocks.argument + 1;
        let given = *positional.get(blocks.argument).filter(|_| last)?;
        let content = self.content_of(given).or_else(|| self.presumed_content(given))?;
        Some(InBlocks { call, name, blocks, content })
    }

    /// `source.read()`, where nothing says that `source` is no file.
    fn presumed_content(&self, node: Node<'m>) -> Option<Content<'m>> {
        let call = Call::of(inner(node)).filter(|call| call.all().is_empty())?;
        let (object, name) = call.method()?;
        let presumed =
            self.text(name) == "read" && self.type_of(object) == Ty::Unknown && object.kind() == "identifier";
        let whole = self.knowledge().function("file.read")?.whole.as_ref()?;
        presumed.then_some(Content { call, whole })
    }

    /// The call whose argument this is.
    pub fn call_given(&self, argument: Node<'m>) -> Option<Call<'m>> {
        let list = outer(argument).parent().filter(|p| p.kind() == "argument_list")?;
        Call::of(list.parent()?)
    }
}
