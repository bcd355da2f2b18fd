//! Any bytes in: never a panic, never a hang; what comes out parses and compiles if what went
//! in did, and a second run is still.
//!
//! Programs are made from the examples of all transforms, by splicing, cutting and spoiling
//! bytes. By hand, with other seeds:
//! `PYFIX_BYTES_COUNT=100000 PYFIX_BYTES_SEED=7 cargo test --test bytes -- --nocapture`
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pyfix::check::Engine;
use pyfix::parse::Module;
use pyfix::pipeline::judge_one;
use pyfix::source::Source;
use pyfix::transform::Catalogue;

/// No program may take so long, even without optimisation on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Numbers that look random, the same for one seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides.max(1) as u64).unwrap()
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len())]
    }

    fn range(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.roll(length + 1);
        start..(start + self.roll(most + 1)).min(length)
    }
}

/// Bytes that mean something to a tokenizer, a decoder or a terminal.
const PIECES: [&[u8]; 32] = [
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\x0c",
    b"\t",
    b"\\\n",
    b"\x1b[31m",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xe9",
    b"\xc3\xa9",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"#",
    b"'''",
    b"\"",
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b":",
    b" ",
    b"    ",
    b"async ",
    b"lambda: ",
    b"yield ",
    b"f'{x}'",
    b":=",
    b"# coding: cp1252\n",
    b"; ",
];

const COOKIES: [&str; 8] = ["latin-1", "cp1252", "shift_jis", "euc-jp", "gbk", "koi8-r", "utf-8", "cp437"];

/// Spoils a program a little.
fn spoil(text: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    match dice.roll(12) {
        0 => {
            let range = dice.range(text.len(), 40);
            text.drain(range);
        }
        1 => {
            let piece = text[dice.range(text.len(), 200)].to_vec();
            let at = dice.roll(text.len() + 1);
            text.splice(at..at, piece);
        }
        2 => {
            let other = dice.of(seeds);
            let piece = other[dice.range(other.len(), 300)].to_vec();
            let at = dice.roll(text.len() + 1);
            text.splice(at..at, piece);
        }
        3 => text.truncate(dice.roll(text.len() + 1)),
        4 => {
            let byte = u8::try_from(dice.roll(256)).unwrap();
            let at = dice.roll(text.len() + 1);
            text.insert(at, byte);
        }
        5 => *text = ends(text, dice),
        6 => {
            let cookie = format!("# -*- coding: {} -*-\n# \u{e9}", dice.of(&COOKIES));
            text.splice(0..0, [cookie.as_bytes(), b"\xe9\x85\n"].concat());
        }
        7 => *text = replaced(text, b"    ", b"\t"),
        8 => {
            let depth = dice.roll(200);
            let line = format!("\nx = {}{}\n", "[".repeat(depth), "]".repeat(depth));
            text.extend(line.bytes());
        }
        9 => {
            text.extend(b"\n");
            text.extend(dice.of(seeds).clone());
        }
        _ => {
            let piece = *dice.of(&PIECES);
            let range = dice.range(text.len(), 2);
            text.splice(range, piece.iter().copied());
        }
    }
}

/// Other line ends, all or some.
fn ends(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let end = *dice.of(&[b"\r\n".as_slice(), b"\r", b"\n\x0c"]);
    let some = dice.roll(2) == 0;
    let mut out = Vec::new();
    for byte in text {
        let other = *byte == b'\n' && !(some && dice.roll(2) == 0);
        out.extend_from_slice(if other { end } else { std::slice::from_ref(byte) });
    }
    out
}

fn replaced(text: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        match rest.strip_prefix(old) {
            Some(after) => {
                out.extend_from_slice(new);
                rest = after;
            }
            None => {
                out.push(rest[0]);
                rest = &rest[1..];
            }
        }
    }
    out
}

/// The bytes that come out, where they are others; an error where a promise is broken.
fn survived(engine: &Engine, bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let path = Path::new("fuzz.py");
    let Ok(source) = Source::decode(path, bytes) else {
        return Ok(None);
    };
    if source.encode(&source.text).map_err(|error| error.to_string())? != bytes {
        return Err("the bytes do not come back".to_owned());
    }
    let start = Instant::now();
    let result = judge_one(source, engine);
    if start.elapsed() > PATIENCE {
        return Err(format!("it took {:?}", start.elapsed()));
    }
    let report = match result {
        Ok(report) => report,
        Err(error) if error.to_string().contains("internal error") => return Err(error.to_string()),
        Err(error) if error.to_string().contains("circle") => return Err(error.to_string()),
        Err(_) => return Ok(None),
    };
    let Some(after) = &report.after else {
        return Ok(None);
    };
    let Ok(bytes) = report.source.encode(after) else {
        return Ok(None);
    };
    let again = Source::decode(path, &bytes).map_err(|error| format!("the result: {error}"))?;
    if again.text != *after {
        return Err("the result is read as another text".to_owned());
    }
    Module::parse(again.clone()).map_err(|error| format!("the result: {error}"))?;
    match judge_one(again, engine) {
        Ok(report) if report.after.is_none() => Ok(Some(bytes)),
        Ok(report) => Err(format!("a second run makes it\n{}", report.after.unwrap_or_default())),
        Err(error) => Err(format!("a second run: {error}")),
    }
}

/// The numbers of the pairs of which the first compiles under CPython and the second does not.
fn miscompiled(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<usize> {
    let script = "\
import sys, warnings
warnings.simplefilter('ignore')
def good(code):
    try:
        compile(code, 'x', 'exec', dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError, LookupError):
        return False
    return True
data = sys.stdin.buffer
for number, line in enumerate(iter(data.readline, b'')):
    before, after = (data.read(int(size)) for size in line.split())
    if good(before) and not good(after):
        print(number)
";
    let mut python = Command::new("python3");
    let mut child = python.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for (before, after) in pairs {
        let head = format!("{} {}\n", before.len(), after.len());
        input.write_all(&[head.as_bytes(), before, after].concat()).unwrap();
    }
    drop(input);
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).unwrap().lines().map(|line| line.parse().unwrap()).collect()
}

/// Bytes for people, a line a line.
fn readable(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string().replace("\\n", "\\n\n")
}

#[test]
fn any_bytes() {
    let count = setting("PYFIX_BYTES_COUNT", 3000);
    let seed = setting("PYFIX_BYTES_SEED", 1);
    let catalogue = Catalogue::builtin().unwrap();
    let examples = catalogue.transforms().iter().flat_map(|transform| &transform.examples);
    let seeds: Vec<Vec<u8>> = examples.map(|example| example.code.clone().into_bytes()).collect();
    let engines = [support::engine(Catalogue::builtin().unwrap(), false), support::engine(catalogue, true)];
    let mut pairs = Vec::new();
    let mut broken = Vec::new();
    for number in 0..count {
        let mut dice = Dice(seed.wrapping_mul(1 << 32).wrapping_add(number));
        let mut text = dice.of(&seeds).clone();
        for _ in 0..dice.roll(6) {
            spoil(&mut text, &seeds, &mut dice);
        }
        match survived(&engines[dice.roll(2)], &text) {
            Ok(Some(after)) => pairs.push((text, after)),
            Ok(None) => {}
            Err(what) => broken.push(format!("{seed}/{number}: {what}\n{}", String::from_utf8_lossy(&text))),
        }
    }
    for pair in miscompiled(&pairs) {
        let (before, after) = &pairs[pair];
        let (before, after) = (readable(before), readable(after));
        broken.push(format!("the result does not compile:\n{before}\n--- becomes\n{after}"));
    }
    println!("{count} programs, {} rewritten, {} broken", pairs.len(), broken.len());
    assert!(broken.is_empty(), "{}", broken.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n======\n"));
    assert!(pairs.len() as u64 > count / 20, "only {} of {count} were rewritten", pairs.len());
}
