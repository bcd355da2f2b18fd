//! The matrix of what makes a sequence and what takes it: `snapshots/matrix.snap`, made by running
//! pyfix on a small program for each cell.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test --test matrix`, and read the diff.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pyfix::check::Engine;
use pyfix::finding::{FileReport, Kind};
use pyfix::transform::Catalogue;
use pyfix::verdict::Tier;

use support::{engine, judge};

/// What makes the sequence: the header of the block that it stands in, if any, and the expression.
const PRODUCERS: &[(&str, &str)] = &[
    ("with open(path) as f:", "f.readlines()"),
    ("with open(path) as f:", "list(f)"),
    ("with open(path) as f:", "[*f]"),
    ("with open(path) as f:", "tuple(f)"),
    ("with open(path) as f:", "[line.strip() for line in f]"),
    ("with open(path) as f:", "f.read().splitlines()"),
    ("with open(path) as f:", "f.read().split()"),
    ("with open(path) as f:", "f.read().split('\\n')"),
    ("with gzip.open(path, 'rt') as f:", "f.readlines()"),
    ("with lzma.open(path, 'rb') as f:", "f.readlines()"),
    ("with codecs.open(path, encoding='utf-8') as f:", "f.readlines()"),
    ("with fileinput.input(path) as f:", "list(f)"),
    ("with tempfile.TemporaryFile('w+') as f:", "f.readlines()"),
    ("with socket.create_connection(('', 1)).makefile() as f:", "f.readlines()"),
    ("with Path(path).open() as f:", "f.readlines()"),
    ("", "open(path).readlines()"),
    ("", "sys.stdin.readlines()"),
    ("", "io.StringIO(text).readlines()"),
    ("", "Path(path).read_text().splitlines()"),
    ("", "Path(path).read_bytes().split()"),
    ("with zipfile.ZipFile(path) as z:", "z.read('a').splitlines()"),
    ("with open(path) as f:", "f.read().lower().split()"),
    ("with open(path, 'rb') as f:", "f.read().decode('utf-8').splitlines(True)"),
    ("content = Path(path).read_text()", "content.splitlines()"),
    ("done = subprocess.run([path], stdout=subprocess.PIPE, text=True)", "done.stdout.splitlines()"),
    ("child = subprocess.Popen([path], stdout=subprocess.PIPE, text=True)", "child.stdout.readlines()"),
    ("", "subprocess.check_output([path], text=True).splitlines()"),
    ("", "urllib.request.urlopen(path).read().splitlines()"),
    ("with ThreadPoolExecutor() as pool:", "list(pool.map(str, xs))"),
    ("with open(path) as f:", "list(csv.reader(f))"),
    ("with open(path) as f:", "[json.loads(line) for line in f]"),
    ("cursor = sqlite3.connect(path).cursor()", "cursor.fetchall()"),
    ("", "os.listdir(path)"),
    ("", "glob.glob('*.txt')"),
    ("", "list(os.walk(path))"),
    ("", "list(Path(path).iterdir())"),
    ("", "re.findall(r'<(a+)>', text)"),
    ("", "[i * i for i in range(n)]"),
    ("", "list(map(str, xs))"),
    ("", "list(zip(xs, xs))"),
    ("pairs = dict(zip(xs, xs))", "list(pairs.items())"),
];

/// What takes it, `$M`. Lines after `---` stand behind the block.
const CONSUMERS: &[(&str, &str)] = &[
    ("for", "for x in $M:\n    total += 1"),
    ("for, print", "for x in $M:\n    print(x)"),
    ("for, break", "for x in $M:\n    total += 1\n    if total > 9:\n        break"),
    ("for, if not x: continue", "for x in $M:\n    if not x:\n        continue\n    total += 1"),
    ("named, for", "rows = $M\nfor x in rows:\n    total += 1"),
    ("named, for behind the block", "rows = $M\n---\nfor x in rows:\n    total += 1"),
    ("for i in range(len)", "rows = $M\nfor i in range(len(rows)):\n    total += rows[i] is None"),
    ("while, pop(0)", "rows = $M\nwhile rows:\n    total += rows.pop(0) is None"),
    ("for in enumerate", "for i, x in enumerate($M):\n    total += i"),
    ("for in zip", "for x, y in zip($M, xs):\n    total += y"),
    ("for in map", "for x in map(id, $M):\n    total += 1"),
    ("sum", "total = sum(1 for x in $M)"),
    ("any", "total = any(x is None for x in $M)"),
    ("max, key", "total = max($M, key=id)"),
    ("set", "seen = set($M)"),
    ("Counter", "seen = Counter($M)"),
    ("dict comprehension", "seen = {id(x): 1 for x in $M}"),
    ("list, filter", "seen = [x for x in $M if x]"),
    ("len", "total = len($M)"),
    ("[:3]", "seen = $M[:3]"),
    ("for in [1:]", "for x in $M[1:]:\n    total += 1"),
    ("[-3:]", "seen = $M[-3:]"),
    ("[0]", "seen = $M[0]"),
    ("[-1]", "seen = $M[-1]"),
    ("named, [-1] behind the block", "rows = $M\n---\nseen = rows[-1]"),
    ("[0], for in [1:]", "rows = $M\nseen = rows[0]\nfor x in rows[1:]:\n    total += 1"),
    ("pop(0), for", "rows = $M\nseen = rows.pop(0)\nfor x in rows:\n    total += 1"),
    ("first, *rest", "seen, *rows = $M\nfor x in rows:\n    total += 1"),
    ("for i in range(1, len)", "rows = $M\nfor i in range(1, len(rows)):\n    total += rows[i] is None"),
    ("in", "total = None in $M"),
    ("writelines", "out.writelines($M)"),
    ("write, join", "out.write(''.join($M))"),
    ("yield from", "yield from $M"),
    ("sorted", "seen = sorted($M)"),
    ("two walks", "rows = $M\nfor x in rows:\n    total += 1\nfor x in rows:\n    total += 1"),
    ("return", "return $M"),
];

/// The program of a cell.
fn program(producer: (&str, &str), consumer: &str) -> String {
    let imports = "import codecs, csv, fileinput, glob, gzip, io, json, lzma, os, re, socket, sqlite3, subprocess, sys, tempfile, urllib.request, zipfile\nfrom collections import Counter\nfrom concurrent.futures import ThreadPoolExecutor\nfrom pathlib import Path\n";
    let mut text = format!(
        "{imports}\n\ndef work(path: str, text: str, xs: list[int], n: int):\n    total, seen = 0, None\n    out = open(\"out\", \"w\")\n"
    );
    let (head, sequence) = producer;
    let block = head.ends_with(':');
    let mut depth = 1;
    if !head.is_empty() {
        writeln!(text, "    {head}").unwrap();
        depth += usize::from(block);
    }
    for line in consumer.lines() {
        if line == "---" {
            depth = 1;
        } else {
            writeln!(text, "{}{}", "    ".repeat(depth), line.replace("$M", sequence)).unwrap();
        }
    }
    text + "    return total, seen\n\n\nprint(work('a', 'b', [1], 2))\n"
}

/// The letter of a cell, and the reason of a refusal.
fn cell(engines: &[Engine; 2], text: &str) -> (char, Option<String>) {
    let report = judge(&engines[1], text);
    let applied = report.findings.iter().any(|f| f.applied);
    if applied {
        let safe = judge(&engines[0], text).findings.iter().any(|f| f.applied);
        return (if safe { 'S' } else { 'u' }, reason(&report));
    }
    let kind = |wanted: Kind| report.findings.iter().any(|f| f.kind == wanted);
    let letter = match () {
        () if kind(Kind::Advice) => 'a',
        () if kind(Kind::Needed) => '-',
        () => ' ',
    };
    (letter, reason(&report))
}

/// The first reason of the findings.
fn reason(report: &FileReport) -> Option<String> {
    report.findings.iter().flat_map(|f| f.reasons.iter()).map(|r| r.sentence.clone()).next()
}

#[test]
fn producers_and_consumers() {
    let make = |unsafe_fixes| engine(Catalogue::builtin().unwrap(), unsafe_fixes);
    let engines = [make(false), make(true)];
    let mut page = "S rewritten, safe   u rewritten with --unsafe-fixes   a advice   - rightly a list   blank: nothing is said, which no cell may be\n\n".to_owned();
    for (number, (name, _)) in CONSUMERS.iter().enumerate() {
        writeln!(page, "{:>2} {name}", number + 1).unwrap();
    }
    page.push('\n');
    let numbers =
        |digit: fn(usize) -> usize| -> String { (1..=CONSUMERS.len()).map(|n| format!(" {}", digit(n))).collect() };
    writeln!(page, "{}\n{}", numbers(|n| n / 10), numbers(|n| n % 10)).unwrap();
    let mut reasons: BTreeMap<(char, String), Vec<String>> = BTreeMap::new();
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    for producer in PRODUCERS {
        let mut row = String::new();
        for (number, (_, consumer)) in CONSUMERS.iter().enumerate() {
            let (letter, why) = cell(&engines, &program(*producer, consumer));
            row.extend([' ', letter]);
            *counts.entry(letter).or_default() += 1;
            if let Some(why) = why {
                reasons.entry((letter, why)).or_default().push(format!("{} {}", number + 1, producer.1));
            }
        }
        writeln!(page, "{row}  {}", [producer.0, producer.1].join(" ").trim()).unwrap();
    }
    let counted: Vec<String> = counts.iter().map(|(letter, count)| format!("{letter} {count}")).collect();
    writeln!(page, "\n{} cells: {}\n\nWhy:", PRODUCERS.len() * CONSUMERS.len(), counted.join(", ")).unwrap();
    for ((letter, why), cells) in &reasons {
        writeln!(page, "{letter} {why}\n      {}", cells.join(", ")).unwrap();
    }
    assert!(!counts.contains_key(&' '), "cells of which nothing is said\n{page}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("matrix", page));
}

/// Each letter that stands for a rewrite has an example whose result is what a reader would write.
#[test]
fn programs_of_some_cells() {
    let safe = engine(Catalogue::builtin().unwrap(), false);
    let text = program(PRODUCERS[0], CONSUMERS[5].1);
    let after = judge(&safe, &text).after.unwrap();
    assert!(after.contains("    with open(path) as f:\n        for x in f:\n            total += 1\n"), "{after}");
    assert!(judge(&safe, &after).after.is_none());
    let kept = judge(&safe, &program(PRODUCERS[0], "return $M"));
    assert!(kept.after.is_none() && kept.findings.iter().all(|f| f.kind != Kind::Fix(Tier::Safe)));
}
