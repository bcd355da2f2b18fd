//! Proofs: may this place be rewritten, and how sure is that?

use crate::proof::list_function::{judge, list_function};
use crate::proof::{
    append_loop, indexed, lazy_by_name, lazy_in_place, lazy_value, named_content, numbers, unread, whole,
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
        prove: in_place,
    },
    Proof {
        name: "lazy-by-name",
        parameters: &[Parameter::Capture],
        doc: "given a name that is walked once and read nowhere else; nothing in between tells it from a list",
        prove: by_name,
    },
    Proof {
        name: "same-as-range",
        parameters: &[Parameter::Capture],
        doc: "given a name that is only indexed, measured, looked through and walked: nobody can tell it from its `range`",
        prove: as_range,
    },
    Proof {
        name: "never-read",
        parameters: &[Parameter::Capture],
        doc: "nothing reads the list that a loop fills; never proven, as what makes its items may be wanted: tells each line that adds",
        prove: never_read,
    },
    Proof {
        name: "lazy-value",
        parameters: &[Parameter::Capture],
        doc: "given a name, maybe beside other values, and walked once under it; nothing in between tells it from a list",
        prove: value,
    },
    Proof {
        name: "lazy-loop",
        parameters: &[Parameter::Capture],
        doc: "filled by one loop and walked once; the loop and the walk may take turns",
        prove: filled,
    },
    Proof {
        name: "in-blocks",
        parameters: &[Parameter::Capture],
        doc: "the content of a file that the call takes is read there and nowhere else, whatever happens",
        prove: in_blocks,
    },
    Proof {
        name: "by-lines",
        parameters: &[Parameter::Capture],
        doc: "each line of the file answers for itself what is asked of its content",
        prove: by_lines,
    },
    Proof {
        name: "by-lines-later",
        parameters: &[Parameter::Capture],
        doc: "the content has a name and one use, which the lines of the file serve as well; nothing in between tells them from it",
        prove: by_lines_later,
    },
    Proof {
        name: "in-blocks-later",
        parameters: &[Parameter::Capture],
        doc: "the content has a name and one use, a call that may take it block by block where it is read",
        prove: in_blocks_later,
    },
    Proof {
        name: "walks-list",
        parameters: &[Parameter::Capture],
        doc: "nobody but the loop sees the list, and its items could come one by one where it walks them",
        prove: walks_list,
    },
    Proof {
        name: "copied",
        parameters: &[Parameter::Capture],
        doc: "the content of one file is written into another, which is not the same",
        prove: copied,
    },
    Proof {
        name: "lazy-function",
        parameters: &[Parameter::Capture],
        doc: "every caller is known: each walks the result once, or gets a list; nothing in between tells it from a list",
        prove: function,
    },
];

fn in_blocks<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => whole::taken_in_blocks(facts, *node),
        _ => Judgement::default(),
    }
}

fn by_lines<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => whole::asked(facts, *node),
        _ => Judgement::default(),
    }
}

fn by_lines_later<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => named_content::judged(facts, *node),
        _ => Judgement::default(),
    }
}

fn in_blocks_later<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => whole::taken_later(facts, *node),
        _ => Judgement::default(),
    }
}

fn walks_list<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => indexed::judge(facts, *node),
        _ => Judgement::default(),
    }
}

fn copied<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => whole::copied(facts, *node),
        _ => Judgement::default(),
    }
}

fn in_place<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => lazy_in_place(facts, *node),
        _ => Judgement::default(),
    }
}

fn by_name<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => lazy_by_name(facts, *node),
        _ => Judgement::default(),
    }
}

fn as_range<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => numbers::judge(facts, *node),
        _ => Judgement::default(),
    }
}

fn never_read<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => unread::judge(facts, *node),
        _ => Judgement::default(),
    }
}

fn value<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    match arguments {
        [Argument::Node(node)] => lazy_value(facts, *node),
        _ => Judgement::default(),
    }
}

fn filled<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    let [Argument::Node(node)] = arguments else { return Judgement::default() };
    append_loop::append_loop(facts, *node).map_or_else(Judgement::from, |found| append_loop::judge(facts, found))
}

fn function<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> Judgement {
    let [Argument::Node(node)] = arguments else { return Judgement::default() };
    list_function(facts, *node).map_or_else(Judgement::from, |list| judge(facts, list).0)
}
