//! Predicates: is this place our business at all?

use tree_sitter::Node;

use crate::proof::binding::chosen;
use crate::proof::consumer::consumer;
use crate::proof::filled_list::filled_list;
use crate::proof::headed;
use crate::proof::indexed::indexed;
use crate::proof::joined::joined;
use crate::proof::lazy_by_name;
use crate::proof::list_function::{is_walked_by, list_function};
use crate::proof::named_content::is_parted;
use crate::proof::numbers::listed_range;
use crate::proof::producer::is_producer;
use crate::proof::question::{question, taker};
use crate::proof::ranked::ranked;
use crate::proof::repeated::repeated;
use crate::proof::sliced::sliced;
use crate::proof::unread::unread;
use crate::proof::whole::{self, copy, named_in_blocks};
use crate::python::Facts;
use crate::python::syntax::{Call, child, enclosing, inner, outer};
use crate::python::types::Ty;
use crate::verdict::Verdict;

use super::{Argument, Parameter, Predicate, parts};

/// All predicates.
pub static PREDICATES: &[Predicate] = &[
    Predicate {
        name: "builtin?",
        parameters: &[Parameter::Capture],
        doc: "the name is a builtin that nothing shadows",
        holds: |facts, arguments| of_node(facts, arguments, is_builtin),
    },
    Predicate {
        name: "file?",
        parameters: &[Parameter::Capture],
        doc: "the expression is a real file object",
        holds: |facts, arguments| of_node(facts, arguments, is_file),
    },
    Predicate {
        name: "walked?",
        parameters: &[Parameter::Capture],
        doc: "a loop, a comprehension or a known call walks the expression where it stands",
        holds: |facts, arguments| of_node(facts, arguments, is_walked),
    },
    Predicate {
        name: "used-here?",
        parameters: &[Parameter::Capture],
        doc: "the expression is used where it stands, by a walk or otherwise: neither a name is given to it, nor a question asked of it that its items can tell one by one",
        holds: |facts, arguments| of_node(facts, arguments, is_used_here),
    },
    Predicate {
        name: "asked?",
        parameters: &[Parameter::Capture],
        doc: "the list is asked, where it is made, for its length or a part of it that its items can tell one by one",
        holds: |facts, arguments| of_node(facts, arguments, is_asked),
    },
    Predicate {
        name: "copies?",
        parameters: &[Parameter::Capture],
        doc: "`list(...)`, `tuple(...)` or `.copy()`: a new list of what could be walked itself; of a file it is another matter",
        holds: |facts, arguments| of_node(facts, arguments, copies),
    },
    Predicate {
        name: "made-at-once?",
        parameters: &[Parameter::Capture],
        doc: "a call of a library function that makes a list, of which the knowledge files know a lazy form of its own",
        holds: |facts, arguments| of_node(facts, arguments, is_made_at_once),
    },
    Predicate {
        name: "spread?",
        parameters: &[Parameter::Capture],
        doc: "a list of what one iterator gives: `[*f]`",
        holds: |facts, arguments| of_node(facts, arguments, is_producer),
    },
    Predicate {
        name: "headed?",
        parameters: &[Parameter::Capture],
        doc: "of the list the first item is taken and then the others are walked, and nothing stands against its being lazy",
        holds: |facts, arguments| of_node(facts, arguments, is_headed),
    },
    Predicate {
        name: "takes-whole?",
        parameters: &[Parameter::Capture],
        doc: "a call that is given all that is in a file, of which the knowledge files know how it takes blocks",
        holds: |facts, arguments| of_node(facts, arguments, takes_whole),
    },
    Predicate {
        name: "asks-whole?",
        parameters: &[Parameter::Capture],
        doc: "all that is in a file is asked for its length, or for a part of it",
        holds: |facts, arguments| of_node(facts, arguments, asks_whole),
    },
    Predicate {
        name: "parted?",
        parameters: &[Parameter::Capture],
        doc: "all that is in a file is given a name, and under it taken apart and walked, or asked",
        holds: |facts, arguments| of_node(facts, arguments, is_parted_by_name),
    },
    Predicate {
        name: "taken-later?",
        parameters: &[Parameter::Capture],
        doc: "all that is in a file is given a name, and under it to a call that could take blocks",
        holds: |facts, arguments| of_node(facts, arguments, is_taken_later),
    },
    Predicate {
        name: "indexed?",
        parameters: &[Parameter::Capture],
        doc: "the loop takes each item of a list that is made here by its place, or pops it from the front, and nothing else is done with the list",
        holds: |facts, arguments| of_node(facts, arguments, is_indexed),
    },
    Predicate {
        name: "copies-whole?",
        parameters: &[Parameter::Capture],
        doc: "a call that writes all that is in one file into another",
        holds: |facts, arguments| of_node(facts, arguments, copies_whole),
    },
    Predicate {
        name: "makes-list?",
        parameters: &[Parameter::Capture],
        doc: "the function makes a list and returns it: a comprehension, or a name that is filled by `append`, `extend` or `+=`; a call in this file walks it",
        holds: |facts, arguments| of_node(facts, arguments, makes_list),
    },
    Predicate {
        name: "filled-by-loop?",
        parameters: &[Parameter::Capture],
        doc: "the list is filled by a loop beside it, or by several statements, and walked after that",
        holds: |facts, arguments| of_node(facts, arguments, filled_by_loop),
    },
    Predicate {
        name: "made-by?",
        parameters: &[Parameter::Capture, Parameter::Word(MAKERS)],
        doc: "the expression is a call of that function, or a name for its result",
        holds: is_made_by,
    },
    Predicate {
        name: "comes-of?",
        parameters: &[Parameter::Capture, Parameter::Word(parts::WHOLE_NAMES)],
        doc: "the expression is what that function makes whole, a name for it, or a part of it: an attribute, an item, what a method gives that takes nothing or a literal",
        holds: parts::comes_of,
    },
    Predicate {
        name: "joined?",
        parameters: &[Parameter::Capture],
        doc: "lists are added to one: `a + b`, `[*a, *b]`, `sum(lists, [])`",
        holds: |facts, arguments| of_node(facts, arguments, is_joined),
    },
    Predicate {
        name: "joined-and-walked?",
        parameters: &[Parameter::Capture],
        doc: "lists are added to one that is walked where it stands",
        holds: |facts, arguments| {
            of_node(facts, arguments, |facts, node| joined(facts, node).is_some() && is_walked(facts, node))
        },
    },
    Predicate {
        name: "repeated?",
        parameters: &[Parameter::Capture],
        doc: "a list or tuple of one item, so many times: `[x] * n`",
        holds: |facts, arguments| of_node(facts, arguments, |facts, node| repeated(facts, node).is_some()),
    },
    Predicate {
        name: "sliced?",
        parameters: &[Parameter::Capture],
        doc: "a slice of a list or tuple of which `islice` or `reversed` gives the same items, or the thing itself",
        holds: |facts, arguments| of_node(facts, arguments, |facts, node| sliced(facts, node).is_some()),
    },
    Predicate {
        name: "never-read?",
        parameters: &[Parameter::Capture],
        doc: "the list has a local name, a loop adds to it, and nothing reads it",
        holds: |facts, arguments| of_node(facts, arguments, is_never_read),
    },
    Predicate {
        name: "numbers-kept?",
        parameters: &[Parameter::Capture],
        doc: "a list of consecutive numbers that is given a name, and more is done with it than one walk",
        holds: |facts, arguments| of_node(facts, arguments, keeps_numbers),
    },
    Predicate {
        name: "few-wanted?",
        parameters: &[Parameter::Capture],
        doc: "what `sorted` gives has a name, and only the first or the last few of it are looked at",
        holds: |facts, arguments| {
            of_node(facts, arguments, |facts, node| is_bound(facts, node) && ranked(facts, node).is_ok())
        },
    },
    Predicate {
        name: "bound?",
        parameters: &[Parameter::Capture],
        doc: "the expression is given a name by a simple assignment",
        holds: |facts, arguments| of_node(facts, arguments, is_bound),
    },
];

/// Asks of the one capture.
fn of_node<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>], holds: fn(&Facts<'m>, Node<'m>) -> bool) -> bool {
    matches!(arguments, [Argument::Node(node)] if holds(facts, *node))
}

/// Functions of libraries whose results a transform may ask for.
const MAKERS: &[&str] = &["json.load", "pandas.read_csv", "requests.get"];

fn is_made_by<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> bool {
    let [Argument::Node(node), Argument::Word(wanted)] = arguments else { return false };
    let node = inner(*node);
    let made = if node.kind() == "identifier" { facts.opened_by(node) } else { Some(node) };
    let function = made.and_then(Call::of).and_then(|call| facts.dotted(call.function));
    function.is_some_and(|function| function == *wanted)
}

fn is_builtin<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    facts.dotted(node).is_some_and(|dotted| dotted.starts_with("builtins."))
}

fn is_file<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    matches!(facts.type_of(inner(node)), Ty::File { .. })
}

fn is_walked<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    consumer(facts, node).is_ok_and(|c| !c.builds)
}

fn is_used_here<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let value = chosen(outer(node));
    let Some(by) = value.parent() else { return false };
    let elsewhere = match by.kind() {
        "expression_statement" => true,
        "assignment" => child(by, "right") == Some(value),
        // What a function returns is for those who call it.
        "return_statement" => enclosing(by, &["function_definition"]).is_some_and(|f| makes_list(facts, f)),
        _ => false,
    };
    !elsewhere && !taker(facts, node).is_ok_and(|taker| taker.repair.is_some())
}

fn copies<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let copied = facts.eager_call(node).filter(|eager| eager.is_plain()).and_then(|eager| {
        let items = eager.walked()?;
        Some((items, eager.class().is_none()))
    });
    copied.is_some_and(|(items, is_argument)| {
        let ty = facts.type_of(items);
        !matches!(ty, Ty::File { .. }) && (is_argument || ty.is_sized())
    })
}

fn is_made_at_once<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    facts.eager_call(node).is_some_and(|eager| !eager.is_plain())
}

fn takes_whole<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    facts.in_blocks(node, None).is_some_and(|taken| whole::is_fed(facts, &taken))
}

fn asks_whole<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    facts.asks_content(node, None).is_some()
}

fn is_parted_by_name<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    is_parted(facts, node)
}

fn is_taken_later<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    is_bound(facts, node) && named_in_blocks(facts, node).is_ok()
}

fn is_indexed<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    indexed(facts, node).is_some()
}

fn is_headed<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    headed::headed(facts, node).is_ok() && !matches!(headed::judge(facts, node).verdict, Verdict::Refuted { .. })
}

fn copies_whole<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    copy(facts, node).is_some()
}

fn is_asked<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    // What is cheap to see comes first.
    let made = matches!(inner(node).kind(), "list_comprehension" | "generator_expression" | "list" | "call");
    made && question(facts, node).is_some()
        && is_producer(facts, node)
        && taker(facts, node).is_ok_and(|c| c.repair.is_some())
}

/// Where no call in the file walks the result once, nobody here would gain by a generator.
fn makes_list<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let calls = facts.index_of().calls.get(facts.named(node)).map(Vec::as_slice).unwrap_or_default();
    !calls.is_empty() && list_function(facts, node).is_ok() && calls.iter().any(|call| is_walked_by(facts, *call))
}

fn filled_by_loop<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    filled_list(facts, node).is_ok()
}

fn is_joined<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    joined(facts, node).is_some()
}

fn is_never_read<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    unread(facts, node).is_some()
}

fn keeps_numbers<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let listed = is_bound(facts, node) && listed_range(facts, node).is_some();
    listed && lazy_by_name(facts, node).verdict != Verdict::Proven
}

fn is_bound<'m>(_: &Facts<'m>, node: Node<'m>) -> bool {
    let value = outer(node);
    value.parent().is_some_and(|p| p.kind() == "assignment" && child(p, "right") == Some(value))
}
