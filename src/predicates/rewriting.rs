//! Rewriters that a transform may name.

use super::{Argument, Parameter, Rewriter};
use crate::edit::Rewritten;
use crate::python::Facts;
use crate::rewriters::{
    function, fuse, generator, headed, indexed, lazy, named, named_content, question, ranked, whole,
};
use crate::verdict::{Obligation, Reason};

/// All rewriters.
pub static REWRITERS: &[Rewriter] = &[
    Rewriter {
        name: "generator-argument",
        parameters: &[Parameter::Capture],
        doc: "the list comprehension becomes a generator expression, or with `set` and `dict` a set or dict comprehension",
        rewrite: |facts, arguments| with_node(facts, arguments, generator::argument),
    },
    Rewriter {
        name: "walk-file",
        parameters: &[Parameter::Capture],
        doc: "the name of the list of lines gives way to the file; a walk after the `with` block moves into it",
        rewrite: |facts, arguments| with_node(facts, arguments, named::walk_file),
    },
    Rewriter {
        name: "named-generator",
        parameters: &[Parameter::Capture],
        doc: "the named list comprehension becomes a generator expression; a walk after the `with` block of its file moves into it",
        rewrite: |facts, arguments| with_node(facts, arguments, named::generator),
    },
    Rewriter {
        name: "range-itself",
        parameters: &[Parameter::Capture],
        doc: "the list of numbers that is given a name gives way to its `range`",
        rewrite: |facts, arguments| with_node(facts, arguments, named::range),
    },
    Rewriter {
        name: "lazy-form",
        parameters: &[Parameter::Capture],
        doc: "the call that makes a list gives way to what gives the same items one by one",
        rewrite: |facts, arguments| with_node(facts, arguments, lazy::in_place),
    },
    Rewriter {
        name: "ask-items",
        parameters: &[Parameter::Capture],
        doc: "the list gives way to its items one by one, and `len`, `[:n]`, `[n:]` and `[-n:]` to `sum`, `islice` and `deque`",
        rewrite: |facts, arguments| with_node(facts, arguments, question::asked),
    },
    Rewriter {
        name: "keep-few",
        parameters: &[Parameter::Capture],
        doc: "the sorted list that is given a name gives way to the few of it that are looked at, from `heapq`",
        rewrite: |facts, arguments| with_node(facts, arguments, ranked::by_name),
    },
    Rewriter {
        name: "feed-blocks",
        parameters: &[Parameter::Capture],
        doc: "the call that takes all that is in a file gives way to a loop that feeds it block by block, or to a function that takes the file",
        rewrite: |facts, arguments| with_node(facts, arguments, whole::in_blocks),
    },
    Rewriter {
        name: "ask-lines",
        parameters: &[Parameter::Capture],
        doc: "what is asked of all that is in a file is asked of each of its lines",
        rewrite: |facts, arguments| with_node(facts, arguments, whole::asked),
    },
    Rewriter {
        name: "named-by-lines",
        parameters: &[Parameter::Capture],
        doc: "the named content gives way to the file where it is taken apart or asked; what uses it after the `with` block moves into it",
        rewrite: |facts, arguments| with_node(facts, arguments, named_content::by_lines),
    },
    Rewriter {
        name: "feed-where-read",
        parameters: &[Parameter::Capture],
        doc: "where the content is read, a loop feeds it block by block to the call that takes it later",
        rewrite: |facts, arguments| with_node(facts, arguments, whole::fed_where_read),
    },
    Rewriter {
        name: "walk-items",
        parameters: &[Parameter::Capture],
        doc: "the loop over the places of a list becomes one over its items, with `enumerate` where the place is used otherwise",
        rewrite: |facts, arguments| with_node(facts, arguments, indexed::walked),
    },
    Rewriter {
        name: "take-head",
        parameters: &[Parameter::Capture],
        doc: "the list of which the first item is taken before the others are walked becomes an iterator, from which `islice` takes it",
        rewrite: |facts, arguments| with_node(facts, arguments, headed::iterated),
    },
    Rewriter {
        name: "copy-file",
        parameters: &[Parameter::Capture],
        doc: "the call that writes all that is in another file gives way to `shutil.copyfileobj`",
        rewrite: |facts, arguments| with_node(facts, arguments, whole::copied),
    },
    Rewriter {
        name: "fuse-loops",
        parameters: &[Parameter::Capture],
        doc: "the body of the walk goes where the append was; any other walk gets a generator expression",
        rewrite: |facts, arguments| with_node(facts, arguments, fuse::loops),
    },
    Rewriter {
        name: "generator-function",
        parameters: &[Parameter::Capture],
        doc: "`append` becomes `yield`, `extend` and `+=` become `yield from`; callers that need a list get `list(...)`; annotations follow",
        rewrite: |facts, arguments| with_node(facts, arguments, function::to_generator),
    },
];

/// Calls a rewriter that takes one capture.
fn with_node<'m>(
    facts: &Facts<'m>,
    arguments: &[Argument<'m>],
    rewrite: fn(&Facts<'m>, tree_sitter::Node<'m>) -> Rewritten,
) -> Rewritten {
    match arguments {
        [Argument::Node(node)] => rewrite(facts, *node),
        _ => Err(Reason {
            obligation: Obligation::Layout,
            sentence: "this rewriter takes one capture".to_owned(),
            span: None,
            may_not_matter: false,
        }),
    }
}
