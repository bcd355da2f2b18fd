//! What rewrites are for: a peak of memory that grew with the input does not any more.
//!
//! For each producer a program is run at two sizes of its input, before and after, in the safe
//! tier. Before, four times the input takes near four times the memory; afterwards it takes the same.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod support;

use std::fs;
use std::process::Command;

use pyfix::transform::Catalogue;

use support::{engine, judge};

const SMALL: usize = 4_000;
const LARGE: usize = 4 * SMALL;

/// What may come on top in a larger run: buffers that grow to their size, an interned text.
const SLACK: usize = 24_000;

/// How the input is made, `n` lines of numbers in `data`.
const LINES: &str = "with open('data', 'w') as out:\n    out.writelines(f'{i % 977:060d}\\n' for i in range(n))\n";

/// What makes the sequence, how its input is made, and the body of `work`.
const PROGRAMS: &[(&str, &str, &str)] = &[
    ("readlines", LINES, "with open('data') as f:\n    for line in f.readlines():\n        total += len(line)"),
    ("list of a file", LINES, "with open('data') as f:\n    rows = list(f)\nfor row in rows:\n    total += len(row)"),
    (
        "lines of the content",
        LINES,
        "with open('data') as f:\n    for line in f.read().splitlines():\n        total += len(line)",
    ),
    ("words of the content", LINES, "with open('data') as f:\n    total = len(f.read().split())"),
    (
        "content split at line ends",
        LINES,
        "with open('data') as f:\n    for line in f.read().split('\\n'):\n        if line:\n            total += len(line)",
    ),
    ("read_text", LINES, "for line in Path('data').read_text().splitlines():\n    total += len(line)"),
    ("read_bytes", LINES, "words = Path('data').read_bytes().split()\nfor word in words:\n    total += len(word)"),
    (
        "gzip",
        "with gzip.open('data', 'wt') as out:\n    out.writelines(f'{i:060d}\\n' for i in range(n))\n",
        "with gzip.open('data', 'rt') as f:\n    for line in f.readlines():\n        total += len(line)",
    ),
    (
        "member of an archive",
        "with zipfile.ZipFile('data', 'w') as archive:\n    with archive.open('a', 'w') as out:\n        for i in range(n):\n            out.write(b'%060d\\n' % i)\n",
        "with zipfile.ZipFile('data') as archive:\n    for line in archive.read('a').splitlines():\n        total += len(line)",
    ),
    (
        "rows",
        "db = sqlite3.connect('data')\nwith db:\n    db.execute('CREATE TABLE t (a)')\n    db.executemany('INSERT INTO t VALUES (?)', ((i,) for i in range(n)))\ndb.close()\n",
        "cursor = sqlite3.connect('data').execute('SELECT a FROM t')\nfor (a,) in cursor.fetchall():\n    total += 1",
    ),
    ("records", LINES, "with open('data') as f:\n    for row in list(csv.reader(f)):\n        total += len(row)"),
    (
        "matches",
        "global TEXT\nTEXT = 'a1 ' * n\n",
        "for digit in re.findall(r'a(\\d)', TEXT):\n    total += len(digit)",
    ),
    ("comprehension", "", "total = sum([i % 7 * 1.5 for i in range(n)])"),
    ("named comprehension", "", "rows = [str(i) for i in range(n)]\nfor row in rows:\n    total += len(row)"),
    ("map", "", "for text in list(map(str, range(n))):\n    total += len(text)"),
    (
        "append loop",
        "",
        "rows = []\nfor i in range(n):\n    rows.append(f'{i:>60}')\nfor row in rows:\n    total += len(row)",
    ),
    ("digest", LINES, "with open('data', 'rb') as f:\n    total = hashlib.sha256(f.read()).hexdigest()"),
    ("checksum", LINES, "total = zlib.crc32(Path('data').read_bytes())"),
    (
        "copy of a content with a name",
        LINES,
        "with open('data', 'rb') as src:\n    data = src.read()\nwith open('copy', 'wb') as dst:\n    dst.write(data)",
    ),
    (
        "longest of the content",
        LINES,
        "with open('data') as f:\n    total = max(len(line) for line in f.read().split('\\n'))",
    ),
    ("copy", LINES, "with open('data', 'rb') as src, open('copy', 'wb') as dst:\n    dst.write(src.read())"),
    ("asked content", LINES, "with open('data') as f:\n    total = len(f.read())"),
    (
        "part of a content",
        LINES,
        "with open('data') as f:\n    total = f.read().count('7')\ntotal += 'x' in Path('data').read_text()",
    ),
    (
        "content with a name",
        LINES,
        "with open('data') as f:\n    text = f.read()\nfor line in text.splitlines():\n    total += len(line)",
    ),
    (
        "digest of a content with a name",
        LINES,
        "with open('data', 'rb') as f:\n    data = f.read()\ntotal = hashlib.sha256(data).hexdigest()",
    ),
    ("file opened for a list", LINES, "lines = open('data').readlines()\nfor line in lines:\n    total += len(line)"),
    (
        "file closed before",
        LINES,
        "f = open('data')\nlines = f.readlines()\nf.close()\nfor line in lines:\n    total += len(line)",
    ),
    (
        "places of lines",
        LINES,
        "with open('data') as f:\n    lines = f.readlines()\nfor i in range(len(lines)):\n    total += len(lines[i])",
    ),
    (
        "popped lines",
        LINES,
        "with open('data') as f:\n    lines = f.readlines()\nwhile lines:\n    total += len(lines.pop(0))",
    ),
    (
        "child waited for",
        LINES,
        "done = subprocess.run(['cat', 'data'], stdout=subprocess.PIPE, text=True)\nfor line in done.stdout.splitlines():\n    total += len(line)",
    ),
    (
        "child read at once",
        LINES,
        "child = subprocess.Popen(['cat', 'data'], stdout=subprocess.PIPE, text=True)\nfor line in child.stdout.readlines():\n    total += len(line)\nchild.wait()",
    ),
    (
        "bz2",
        "with bz2.open('data', 'wt') as out:\n    out.writelines(f'{i:060d}\\n' for i in range(n))\n",
        "with bz2.open('data', 'rt') as f:\n    for line in f.read().splitlines():\n        total += len(line)",
    ),
    (
        "lzma",
        "with lzma.open('data', 'wb', preset=0) as out:\n    out.writelines(b'%060d\\n' % i for i in range(n))\n",
        "with lzma.open('data') as f:\n    rows = [line.decode() for line in f]\nfor line in rows:\n    total += len(line)",
    ),
    (
        "temporary file",
        "",
        "with tempfile.TemporaryFile('w+') as f:\n    f.writelines(f'{i:060d}\\n' for i in range(n))\n    f.seek(0)\n    for line in f.readlines():\n        total += len(line)",
    ),
    (
        "parsed records",
        "with open('data', 'w') as out:\n    out.writelines('{\"a\": %d}\\n' % i for i in range(n))\n",
        "with open('data') as f:\n    events = [json.loads(line) for line in f]\nfor event in events:\n    if isinstance(event, dict) and event.get('a'):\n        total += 1",
    ),
    ("joined text", "", "with open('data', 'w') as out:\n    out.write(''.join([f'{i:>60}\\n' for i in range(n)]))"),
    (
        "joined text of a generator",
        "",
        "with open('data', 'w') as out:\n    out.write(''.join(f'{i:>60}\\n' for i in range(n)))",
    ),
    ("one of the last lines", LINES, "with open('data') as f:\n    total = len(f.readlines()[-1])"),
    ("one of the first lines", LINES, "with open('data') as f:\n    total = len(f.read().splitlines()[1])"),
    (
        "a header and rows",
        LINES,
        "with open('data') as f:\n    lines = f.readlines()\ntotal += len(lines[0])\nfor line in lines[1:]:\n    total += len(line)",
    ),
    (
        "a header that is unpacked",
        LINES,
        "with open('data') as f:\n    header, *rows = csv.reader(f)\n    for row in rows:\n        total += len(row)",
    ),
    (
        "places behind the header",
        LINES,
        "with open('data') as f:\n    lines = f.readlines()\ntotal += len(lines[0])\nfor i in range(1, len(lines)):\n    total += len(lines[i])",
    ),
    (
        "list filled in the block of its file",
        LINES,
        "rows = []\nwith open('data') as f:\n    for line in f:\n        rows.append(line.strip())\nfor row in rows:\n    total += len(row)",
    ),
    (
        "list filled from several files",
        LINES,
        "rows = []\nfor name in ['data', 'data']:\n    with open(name) as f:\n        for line in f:\n            rows.append(line.strip())\nfor row in rows:\n    total += len(row)",
    ),
    (
        "file that may be missing",
        LINES,
        "try:\n    with open('data') as f:\n        rows = f.readlines()\nexcept FileNotFoundError:\n    return 0\nfor row in rows:\n    total += len(row)",
    ),
    (
        "digest that is there before",
        LINES,
        "digest = hashlib.sha256()\nwith open('data', 'rb') as f:\n    digest.update(f.read())\ntotal = digest.hexdigest()",
    ),
    ("digest with a key", LINES, "total = hmac.new(b'key', Path('data').read_bytes(), 'sha256').hexdigest()"),
    (
        "content split at line ends, all of it",
        LINES,
        "with open('data') as f:\n    total = sum(1 for line in f.read().split('\\n') if line.endswith('7'))",
    ),
    ("unpacked file", LINES, "with open('data') as f:\n    for line in [*f]:\n        total += len(line)"),
    ("written lines", "", "with open('data', 'w') as out:\n    out.writelines(['%60d\\n' % i for i in range(n)])"),
];

/// The whole program, which prints its result and its peak.
fn program(prepare: &str, work: &str) -> String {
    let indent = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    format!(
        "import bz2, csv, gzip, hashlib, hmac, json, lzma, re, sqlite3, subprocess, sys, tempfile, tracemalloc, zipfile, zlib\nfrom pathlib import Path\n\n\n\
         def prepare(n: int):\n    pass\n{}\n\n\
         def work(n: int):\n    total = 0\n{}    return total\n\n\n\
         size = int(sys.argv[1])\nprepare(size)\nwork(10)\ntracemalloc.start()\nprint(work(size))\n\
         print(tracemalloc.get_traced_memory()[1])\n",
        indent(prepare),
        indent(work)
    )
}

/// What the program prints first, and its peak in bytes.
fn run(text: &str, size: usize) -> (String, usize) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.py"), text).unwrap();
    let done =
        Command::new("python3").args(["main.py", &size.to_string()]).current_dir(folder.path()).output().unwrap();
    let out = String::from_utf8(done.stdout).unwrap();
    let mut lines = out.lines();
    match (lines.next(), lines.next().and_then(|peak| peak.parse().ok())) {
        (Some(result), Some(peak)) => (result.to_owned(), peak),
        _ => panic!("{text}\n{}", String::from_utf8_lossy(&done.stderr)),
    }
}

#[test]
fn peaks_do_not_grow_any_more() {
    let safe = engine(Catalogue::builtin().unwrap(), false);
    let mut wrong = Vec::new();
    for (name, prepare, work) in PROGRAMS {
        let before = program(prepare, work);
        let Some(after) = judge(&safe, &before).after else {
            wrong.push(format!("{name}: not rewritten\n{before}"));
            continue;
        };
        let [old_small, old_large] = [SMALL, LARGE].map(|size| run(&before, size));
        let [new_small, new_large] = [SMALL, LARGE].map(|size| run(&after, size));
        let peaks =
            format!("{name}: {} and {} before, {} and {} after", old_small.1, old_large.1, new_small.1, new_large.1);
        println!("{peaks}");
        let same = old_small.0 == new_small.0 && old_large.0 == new_large.0;
        if !same || old_large.1 < old_small.1 * 2 || new_large.1 > new_small.1 + SLACK || new_large.1 * 2 > old_large.1
        {
            wrong.push(format!("{peaks}\n{after}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
