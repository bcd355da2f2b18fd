//! Proofs: may this place be rewritten, and how sure is that?

use tree_sitter::Node;

use crate::proof::list_function::{judge, list_function};
use crate::proof::{
    filled_list, headed, indexed, lazy_by_name, lazy_in_place, lazy_value, named_content, numbers, ranked, taken_once,
    unread, whole,
};
use crate::python::Facts;
use crate::verdict::Judgement;

use super::{Argument, Parameter, Proof};

/// All proofs.
pub static PROOFS: &[Proof] = &[
    Proof {
        name: "lazy",
        parameters: &[Parameter::Capture],
        doc: "walked once, where it is made; nothing in between tells it from a list",
        prove: |facts, arguments| of_node(facts, arguments, lazy_in_place),
    },
    Proof {
        name: "taken-once",
        parameters: &[Parameter::Capture],
        doc: "walked once, or asked once what its items can tell one by one, where it is made or under its name; nothing is said about what else runs",
        prove: |facts, arguments| of_node(facts, arguments, taken_once),
    },
    Proof {
        name: "lazy-by-name",
        parameters: &[Parameter::Capture],
        doc: "given a name that is walked once and read nowhere else; nothing in between tells it from a list",
        prove: |facts, arguments| of_node(facts, arguments, lazy_by_name),
    },
    Proof {
        name: "same-as-range",
        parameters: &[Parameter::Capture],
        doc: "given a name that is only indexed, measured, looked through and walked: nobody can tell it from its `range`",
        prove: |facts, arguments| of_node(facts, arguments, numbers::judge),
    },
    Proof {
        name: "few-looked-at",
        parameters: &[Parameter::Capture],
        doc: "given a name under which only the first or the last few are looked at, which are the same if no others are kept",
        prove: |facts, arguments| of_node(facts, arguments, ranked::judge),
    },
    Proof {
        name: "never-read",
        parameters: &[Parameter::Capture],
        doc: "nothing reads the list that a loop fills; never proven, as what makes its items may be wanted: tells each line that adds",
        prove: |facts, arguments| of_node(facts, arguments, unread::judge),
    },
    Proof {
        name: "lazy-value",
        parameters: &[Parameter::Capture],
        doc: "given a name, maybe beside other values, and walked once under it; nothing in between tells it from a list",
        prove: |facts, arguments| of_node(facts, arguments, lazy_value),
    },
    Proof {
        name: "lazy-loop",
        parameters: &[Parameter::Capture],
        doc: "filled by one loop and walked once; the loop and the walk may take turns",
        prove: |facts, arguments| of_node(facts, arguments, filled),
    },
    Proof {
        name: "in-blocks",
        parameters: &[Parameter::Capture],
        doc: "the content of a file that the call takes is read there and nowhere else, whatever happens",
        prove: |facts, arguments| of_node(facts, arguments, whole::taken_in_blocks),
    },
    Proof {
        name: "by-lines",
        parameters: &[Parameter::Capture],
        doc: "each line of the file answers for itself what is asked of its content",
        prove: |facts, arguments| of_node(facts, arguments, whole::asked),
    },
    Proof {
        name: "by-lines-later",
        parameters: &[Parameter::Capture],
        doc: "the content has a name and one use, which the lines of the file serve as well; nothing in between tells them from it",
        prove: |facts, arguments| of_node(facts, arguments, named_content::judged),
    },
    Proof {
        name: "in-blocks-later",
        parameters: &[Parameter::Capture],
        doc: "the content has a name and one use, a call that may take it block by block where it is read",
        prove: |facts, arguments| of_node(facts, arguments, whole::taken_later),
    },
    Proof {
        name: "walks-list",
        parameters: &[Parameter::Capture],
        doc: "nobody but the loop sees the list, and its items could come one by one where it walks them",
        prove: |facts, arguments| of_node(facts, arguments, indexed::judge),
    },
    Proof {
        name: "lazy-after-head",
        parameters: &[Parameter::Capture],
        doc: "its first item is taken, then the others are walked, and nothing else is done with it; an iterator gives both",
        prove: |facts, arguments| of_node(facts, arguments, headed::judge),
    },
    Proof {
        name: "copied",
        parameters: &[Parameter::Capture],
        doc: "the content of one file is written into another, which is not the same",
        prove: |facts, arguments| of_node(facts, arguments, whole::copied),
    },
    Proof {
        name: "lazy-function",
        parameters: &[Parameter::Capture],
        doc: "every caller is known: each walks the result once, or gets a list; nothing in between tells it from a list",
        prove: |facts, arguments| of_node(facts, arguments, function),
    },
];

/// Asks of the one capture.
fn of_node<'m>(
    facts: &Facts<'m>,
    arguments: &[Argument<'m>],
    prove: fn(&Facts<'m>, Node<'m>) -> Judgement,
) -> Judgement {
    match arguments {
        [Argument::Node(node)] => prove(facts, *node),
        _ => Judgement::default(),
    }
}

fn filled<'m>(facts: &Facts<'m>, list: Node<'m>) -> Judgement {
    filled_list::filled_list(facts, list).map_or_else(Judgement::from, |found| filled_list::judge(facts, found).1)
}

fn function<'m>(facts: &Facts<'m>, function: Node<'m>) -> Judgement {
    list_function(facts, function).map_or_else(Judgement::from, |list| judge(facts, list).0)
}
