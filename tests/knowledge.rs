//! The knowledge files against the installed Python: the names exist, signatures agree.

// Helpers of tests are not seen as tests.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::process::{Command, Stdio};

use pyfix::python::knowledge::{Effect, Knowledge};
use pyfix::python::types::Ty;

/// Reads lines of `name kind count`, prints what is wrong.
const CHECKER: &str = include_str!("knowledge.py");

#[test]
fn names_and_signatures_agree_with_python() {
    let known = Knowledge::get();
    let mut asked = String::new();
    for name in known.names() {
        let entry = known.function(name).unwrap();
        let kind = match (entry.constant, entry.attribute) {
            (true, _) => "constant",
            (_, true) => "attribute",
            _ => "call",
        };
        // More than `takes` is asked of cases too.
        let cases = entry.cases.iter().map(|case| case.takes.len());
        let count = cases.chain([entry.takes.len()]).max().unwrap_or(0);
        let keywords: Vec<&str> = entry.keywords.keys().map(String::as_str).collect();
        asked += &format!("{name} {kind} {count} {}\n", keywords.join(","));
    }
    assert!(asked.lines().count() > 500, "nothing was loaded");
    let wrong = ask_python(CHECKER, &asked);
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn ask_python(program: &str, lines: &str) -> String {
    let mut python = Command::new("python3")
        .args(["-W", "ignore", "-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = python.stdin.take().unwrap();
    to.write_all(lines.as_bytes()).unwrap();
    drop(to);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "the checker failed");
    String::from_utf8(output.stdout).unwrap()
}

/// Calls what is said to be total, and compares what comes out with what is said to.
const CALLER: &str = include_str!("knowledge_calls.py");

/// One argument of each of these is tried.
const ONE: &[&str] = &[
    "none",
    "bool",
    "int",
    "float",
    "complex",
    "str",
    "bytes",
    "bytearray",
    "range",
    "list[int]",
    "list[float]",
    "list[str]",
    "list[bytes]",
    "list[unknown]",
    "tuple[int, ...]",
    "tuple[str, ...]",
    "tuple[unknown, ...]",
    "set[int]",
    "set[str]",
    "frozenset[str]",
    "dict[str, int]",
    "dict[int, str]",
    "iter[int]",
    "iter[str]",
    "iter[float]",
    "iter[unknown]",
    "view[str]",
    "file[text]",
    "file[binary]",
    "instance[pathlib.Path]",
    "instance[pathlib.PurePath]",
    "callable[builtins.int]",
    "instance[re.Pattern]",
    "instance[re.Match]",
    "instance[datetime.date]",
    "instance[datetime.datetime]",
    "instance[datetime.timedelta]",
    "instance[decimal.Decimal]",
    "instance[fractions.Fraction]",
    "instance[collections.Counter]",
    "instance[collections.deque]",
    "instance[collections.OrderedDict]",
    "instance[collections.defaultdict]",
    "instance[hashlib._Hash]",
    "instance[uuid.UUID]",
    "instance[csv.reader]",
    "unknown",
];

/// Two arguments of these.
const TWO: &[&str] = &[
    "callable[builtins.int]",
    "none",
    "int",
    "float",
    "str",
    "bytes",
    "list[int]",
    "list[str]",
    "list[float]",
    "list[unknown]",
    "set[str]",
    "dict[str, int]",
    "iter[str]",
    "unknown",
];

/// Three arguments of these.
const THREE: &[&str] = &["none", "int", "str", "float", "list[int]"];

#[test]
fn what_is_pure_does_not_raise_and_results_have_their_types() {
    let known = Knowledge::get();
    let mut asked = String::new();
    for name in known.names() {
        let entry = known.function(name).unwrap();
        if entry.constant || !entry.reads.is_empty() || !entry.writes.is_empty() {
            continue;
        }
        for receiver in receivers(name) {
            for args in argument_lists() {
                let effect = entry.effect_of(receiver.as_ref(), &args, &[]);
                if !matches!(effect, Effect::Pure | Effect::Raises) && !entry.attribute {
                    continue;
                }
                let returned = entry.returned(receiver.as_ref(), &args, &[]);
                let of = receiver.as_ref().map_or("-".to_owned(), Ty::to_string);
                asked += &format!("{name}\t{of}\t{effect:?}\t{returned}");
                args.iter().for_each(|arg| asked += &format!("\t{arg}"));
                asked.push('\n');
            }
        }
    }
    assert!(asked.lines().count() > 1000, "nothing was tried");
    let wrong = ask_python(CALLER, &asked);
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn types(of: &[&str]) -> Vec<Ty> {
    of.iter().map(|text| Ty::parse(text).unwrap()).collect()
}

/// The types whose method it is, or nobody.
fn receivers(name: &str) -> Vec<Option<Ty>> {
    let class = name.rsplit_once('.').map_or("", |(class, _)| class);
    let of: Vec<_> = types(ONE).into_iter().filter(|ty| ty.class() == Some(class)).collect();
    match of.is_empty() {
        true => vec![None],
        false => of.into_iter().map(Some).collect(),
    }
}

fn argument_lists() -> Vec<Vec<Ty>> {
    let mut lists = vec![vec![]];
    lists.extend(types(ONE).into_iter().map(|ty| vec![ty]));
    for a in types(TWO) {
        lists.extend(types(TWO).into_iter().map(|b| vec![a.clone(), b]));
    }
    for a in types(THREE) {
        for b in types(THREE) {
            let of = types(THREE).into_iter();
            lists.extend(of.map(|c| vec![a.clone(), b.clone(), c]));
        }
    }
    lists
}
