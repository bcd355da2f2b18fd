#!/usr/bin/env python3
"""Run pyfix on a copy of real code and check that nothing it did is broken.

    tests/real/check.py target/release/pyfix                  the standard library of this Python
    tests/real/check.py target/release/pyfix FOLDER           any folder of Python code
    tests/real/check.py target/release/pyfix --unsafe-fixes --diffs /tmp/diffs.txt --samples 20

What is checked: pyfix ends with 0 or 1 and without an internal error; a dry run touches
nothing; every file it changed compiles under CPython if it did before; functions without
an edit keep their syntax tree; comments and line ends survive; a second run changes nothing.
Exit 1 if any of this fails.
"""
import argparse
import ast
import collections
import difflib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import tokenize
import warnings
from pathlib import Path

SKIPPED = ("__pycache__", "site-packages", "dist-packages", ".git", "node_modules", "*.so", "*.a", "*.pyc")
SHOWN = 20


def main() -> int:
    args = arguments()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    with tempfile.TemporaryDirectory(prefix="pyfix-real-") as place:
        code = Path(place) / "code"
        os.environ["PYFIX_STATE_DIR"] = str(Path(place) / "state")
        copy(args.folder, code, args.with_tests)
        check = Check(args.pyfix.resolve(), code, args.unsafe_fixes)
        check.run()
        report(check, args)
    return 1 if check.problems else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pyfix", type=Path, help="the pyfix binary")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(sysconfig.get_paths()["stdlib"]),
                        help="Python code (default: the standard library of this Python)")
    parser.add_argument("--unsafe-fixes", action="store_true", help="apply the unsafe tier too")
    parser.add_argument("--with-tests", action="store_true", help="keep folders named test and tests")
    parser.add_argument("--samples", type=int, default=20, metavar="N", help="how many diffs to write for reading")
    parser.add_argument("--diffs", type=Path, help="where to write them")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    args = parser.parse_args()
    if not args.pyfix.is_file():
        parser.error(f"no such binary: {args.pyfix} (cargo build --release)")
    if not args.folder.is_dir():
        parser.error(f"no such folder: {args.folder}")
    return args


def copy(folder: Path, target: Path, with_tests: bool) -> None:
    skipped = SKIPPED if with_tests else (*SKIPPED, "test", "tests")
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(*skipped), symlinks=True,
                    ignore_dangling_symlinks=True)


class Check:
    """One run of pyfix over one copy of some code, and what was found wrong with it."""

    def __init__(self, pyfix: Path, code: Path, unsafe_fixes: bool) -> None:
        self.pyfix = pyfix
        self.code = code
        self.tier = ["--unsafe-fixes"] if unsafe_fixes else []
        self.problems: list[str] = []
        self.findings: list[dict] = []
        self.changed: list[Path] = []
        self.edited = self.unannounced = 0
        self.old: dict[Path, bytes] = {}
        self.new: dict[Path, bytes] = {}
        self.seconds: dict[str, float] = {}
        self.broken_before = 0

    def run(self) -> None:
        self.old = self.texts()
        self.findings = self.dry_run()
        if self.texts() != self.old:
            self.problem("a dry run changed files")
        self.apply("in place")
        self.new = self.texts()
        if self.new.keys() != self.old.keys():
            self.problem(f"files came or went: {sorted(map(str, self.new.keys() ^ self.old.keys()))}")
        self.changed = [path for path in self.old if self.new.get(path, b"") != self.old[path]]
        announced = self.announced_lines()
        for path in self.changed:
            self.check_file(path, announced[str(path)])
        self.apply("second run")
        again = self.texts()
        for path in self.new:
            if again.get(path) != self.new[path]:
                self.problem(f"{path}: a second run changes more\n{diff(path, self.new[path], again.get(path, b''))}")

    def problem(self, text: str) -> None:
        self.problems.append(text)

    def texts(self) -> dict[Path, bytes]:
        return {path.relative_to(self.code): path.read_bytes()
                for path in sorted(self.code.rglob("*.py")) if path.is_file() and not path.is_symlink()}

    def command(self, name: str, *flags: str) -> str:
        """Run pyfix; its standard output."""
        start = time.perf_counter()
        done = subprocess.run([self.pyfix, *flags, *self.tier, self.code], capture_output=True, text=True,
                              errors="replace", stdin=subprocess.DEVNULL)
        self.seconds[name] = time.perf_counter() - start
        if done.returncode not in (0, 1):
            self.problem(f"{name}: exit {done.returncode}\n{done.stderr[-2000:]}")
        for word in ("panicked", "internal error"):
            for line in done.stderr.splitlines():
                if word in line:
                    self.problem(f"{name}: {line}")
        return done.stdout

    def apply(self, name: str) -> None:
        self.command(name, "--allow-dirty")

    def dry_run(self) -> list[dict]:
        out = self.command("dry run", "--dry-run", "--output-format", "json")
        try:
            return json.loads(out or "[]")
        except json.JSONDecodeError as error:
            self.problem(f"dry run: not JSON: {error}")
            return []

    def announced_lines(self) -> dict[str, set[int]]:
        """The lines of each file that a finding or one of its edits names."""
        lines = collections.defaultdict(set)
        for finding in self.findings:
            places = [finding, *((finding.get("fix") or {}).get("edits") or [])]
            for place in places:
                name = place.get("filename") or finding.get("filename", "")
                first = place.get("location", {}).get("row", 0)
                last = place.get("end_location", {}).get("row", first)
                lines[self.relative(name)].update(range(first, last + 1))
        return lines

    def relative(self, name: str) -> str:
        path = Path(name)
        for base in (self.code, self.code.resolve()):
            if path.is_absolute() and path.is_relative_to(base):
                return str(path.relative_to(base))
        return name

    def check_file(self, path: Path, announced: set[int]) -> None:
        old, new = self.old[path], self.new[path]
        if not compiles(old, path):
            self.broken_before += 1
            return
        if error := why_not(new, path):
            self.problem(f"{path}: no longer compiles: {error}\n{diff(path, old, new)}")
            return
        self.check_functions(path, old, new, announced)
        self.check_layout(path, old, new)

    def check_functions(self, path: Path, old: bytes, new: bytes, announced: set[int]) -> None:
        touched = touched_lines(old, new)
        after = functions(new)
        for key, (lines, dump) in functions(old).items():
            kept = key in after and after[key][1] == dump
            if kept:
                continue
            self.edited += 1
            if not touched.intersection(lines):
                self.problem(f"{path}: {key[0]} has no edit and another syntax tree")
            if not announced.intersection(lines):
                self.unannounced += 1

    def check_layout(self, path: Path, old: bytes, new: bytes) -> None:
        lost = comments(old) - comments(new)
        if lost:
            self.problem(f"{path}: comments lost: {list(lost)[:3]}\n{diff(path, old, new)}")
        for end in (b"\r\n", b"\n"):
            uniform = old.count(b"\n") == old.count(end)
            if uniform and old.count(b"\n") and new.count(b"\n") != new.count(end):
                self.problem(f"{path}: line ends are mixed now")
            if old.endswith(end) != new.endswith(end):
                self.problem(f"{path}: the end of the file changed")
        if b"\r" not in old and b"\r" in new:
            self.problem(f"{path}: a carriage return came in")


def why_not(text: bytes, path: Path) -> str | None:
    """Why the text does not compile, or None."""
    try:
        compile(text, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def compiles(text: bytes, path: Path) -> bool:
    return why_not(text, path) is None


def functions(text: bytes) -> dict[tuple[str, int], tuple[range, str]]:
    """Each function by qualified name and how many of that name came before: its lines, its tree."""
    found: dict[tuple[str, int], tuple[range, str]] = {}
    seen = collections.Counter()

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = prefix
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{prefix}.{child.name}" if prefix else child.name
                if not isinstance(child, ast.ClassDef):
                    first = min([child.lineno, *(d.lineno for d in child.decorator_list)])
                    found[name, seen[name]] = range(first, child.end_lineno + 1), ast.dump(child)
                    seen[name] += 1
            walk(child, name)

    walk(ast.parse(text), "")
    return found


def touched_lines(old: bytes, new: bytes) -> set[int]:
    """The lines of the old text that a diff touches, 1-based; an insertion touches both neighbours."""
    a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    matcher = difflib.SequenceMatcher(None, a[start:len(a) - end], b[start:len(b) - end], autojunk=False)
    touched: set[int] = set()
    for tag, low, high, _, _ in matcher.get_opcodes():
        if tag == "insert":
            touched.update((start + low, start + low + 1))
        elif tag != "equal":
            touched.update(range(start + low + 1, start + high + 1))
    return touched


def comments(text: bytes) -> collections.Counter:
    """How often each comment occurs."""
    try:
        return collections.Counter(token.string for token in tokenize.tokenize(io.BytesIO(text).readline)
                                   if token.type == tokenize.COMMENT)
    except (tokenize.TokenError, SyntaxError):
        return collections.Counter()


def diff(path: Path, old: bytes, new: bytes) -> str:
    lines = [text.decode("utf-8", "replace").splitlines(keepends=True) for text in (old, new)]
    return "".join(difflib.unified_diff(*lines, f"a/{path}", f"b/{path}"))


def table(findings: list[dict]) -> list[str]:
    """Safe, unsafe and advice findings of each transform."""
    rows = collections.defaultdict(collections.Counter)
    for finding in findings:
        fix = finding.get("fix")
        tier = fix.get("applicability", "safe") if fix else "advice"
        rows[finding.get("code", "?"), finding.get("name", "")][tier] += 1
    lines = [f"{'code':8}{'name':44}{'safe':>8}{'unsafe':>8}{'advice':>8}"]
    for (code, name), n in sorted(rows.items()):
        lines.append(f"{code:8}{name:44}{n['safe']:>8}{n['unsafe']:>8}{n['advice']:>8}")
    total = sum(rows.values(), collections.Counter())
    lines.append(f"{'':8}{'all':44}{total['safe']:>8}{total['unsafe']:>8}{total['advice']:>8}")
    return lines


def write_samples(check: Check, path: Path, n: int, seed: int) -> int:
    """Write the diffs of n changed files, drawn at random, in path order."""
    drawn = sorted(random.Random(seed).sample(check.changed, min(n, len(check.changed))))
    with open(path, "w", encoding="utf-8") as out:
        for changed in drawn:
            out.write(diff(changed, check.old[changed], check.new[changed]) + "\n")
    return len(drawn)


def report(check: Check, args: argparse.Namespace) -> None:
    size = sum(map(len, check.old.values())) / 1e6
    print(f"{len(check.old)} files, {size:.1f} MB of Python {sys.version_info.major}.{sys.version_info.minor} code:",
          args.folder)
    print("\n".join(table(check.findings)))
    print(f"{len(check.changed)} files changed, {check.edited} functions"
          f" ({check.unannounced} of them not named by a finding of the dry run),"
          f" {check.broken_before} changed files did not compile before")
    print("seconds:", ", ".join(f"{name} {seconds:.2f}" for name, seconds in check.seconds.items()),
          f"on {os.cpu_count()} cores")
    if args.diffs:
        print(write_samples(check, args.diffs, args.samples, args.seed), "diffs in", args.diffs)
    for problem in check.problems[:SHOWN]:
        print("PROBLEM", problem)
    print(f"{len(check.problems)} problems")


if __name__ == "__main__":
    sys.exit(main())
