#!/usr/bin/env python3
"""Do files that are clean under ruff stay clean?

    tests/real/ruff.py target/release/pyfix FOLDER
    tests/real/ruff.py target/release/pyfix FOLDER --ruff /tmp/venv/bin/ruff --unsafe-fixes --show 20

pyfix runs on a copy of FOLDER. Of the rewritten files that `ruff format --check` accepted before, it
has to accept 98 % afterwards, and no rewritten file may have more findings of C4, PERF, FURB, SIM,
UP or B than it had. Each file is formatted with the shortest usual line length that it keeps to.
Exit 1 if not.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RULES = "C4,PERF,FURB,SIM,UP,B"
SHARE = 0.98
BATCH = 200


def main() -> int:
    args = arguments()
    with tempfile.TemporaryDirectory(prefix="pyfix-ruff-") as place:
        code = Path(place) / "code"
        shutil.copytree(args.folder, code, symlinks=True, ignore_dangling_symlinks=True)
        tier = ["--unsafe-fixes"] if args.unsafe_fixes else []
        command = [args.pyfix.resolve(), "--allow-dirty", "-q", *tier, code]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYFIX_STATE_DIR": f"{place}/state"})
        if done.returncode > 1:
            sys.exit(done.stderr)
        changed = rewritten(args.folder, code)
        old = [args.folder / name for name in changed]
        new = [code / name for name in changed]
        clean = set(changed) - unformatted(args.ruff, changed, args.folder, args.folder)
        spoilt = sorted(clean & unformatted(args.ruff, changed, code, args.folder))
        more = new_findings(findings(args.ruff, old, args.folder), findings(args.ruff, new, code))
        kept = len(clean) - len(spoilt)
        print(f"{len(changed)} rewritten, {len(clean)} of them formatted before, {kept} afterwards")
        for name in spoilt[: args.show]:
            diff = [args.ruff, "format", "--diff", "--isolated", "--no-cache", *width(args.folder, name), code / name]
            print(f"--- {name}", subprocess.run(diff, capture_output=True, text=True).stdout, sep="\n")
        for (name, rule), count in more[: args.show]:
            print(f"{name}: {count} more of {rule}")
        enough = kept >= SHARE * len(clean)
        print("ok" if enough and not more else "not ok")
        return 0 if enough and not more else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pyfix", type=Path, help="the pyfix binary")
    parser.add_argument("folder", type=Path, help="Python code")
    parser.add_argument("--ruff", default="ruff", help="the ruff binary (default: that of PATH)")
    parser.add_argument("--unsafe-fixes", action="store_true", help="apply the unsafe tier too")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="how many of each to show")
    args = parser.parse_args()
    if shutil.which(args.ruff) is None:
        parser.error(f"no such program: {args.ruff} (pip install ruff)")
    return args


def rewritten(before: Path, after: Path) -> list[Path]:
    """The files that differ, relative to both folders."""
    names = (path.relative_to(after) for path in after.rglob("*.py") if path.is_file() and not path.is_symlink())
    return sorted(name for name in names if (before / name).read_bytes() != (after / name).read_bytes())


def width(folder: Path, name: Path) -> list[str]:
    """The line length that a file keeps to, of those that formatters are told."""
    text = (folder / name).read_text(encoding="utf-8", errors="replace")
    longest = max(map(len, text.splitlines()), default=0)
    return ["--line-length", str(next((w for w in (79, 88, 100, 120) if longest <= w), 88))]


def unformatted(ruff: str, names: list[Path], folder: Path, before: Path) -> set[Path]:
    """The files that the formatter would change."""
    found = set()
    for name in names:
        command = [ruff, "format", "--check", "--isolated", "--no-cache", "-q", *width(before, name), folder / name]
        if subprocess.run(command, capture_output=True).returncode:
            found.add(name)
    return found


def findings(ruff: str, paths: list[Path], folder: Path) -> collections.Counter:
    """How many findings of which rule each file has."""
    count = collections.Counter()
    for at in range(0, len(paths), BATCH):
        command = [ruff, "check", "--isolated", "--no-cache", "--preview", "--target-version", "py39"]
        command += ["--select", RULES, "--output-format", "json", *paths[at : at + BATCH]]
        output = subprocess.run(command, capture_output=True, text=True).stdout
        for finding in json.loads(output or "[]"):
            count[Path(finding["filename"]).relative_to(folder.resolve()), finding["code"]] += 1
    return count


def new_findings(before: collections.Counter, after: collections.Counter) -> list:
    return sorted((after - before).items(), key=str)


if __name__ == "__main__":
    sys.exit(main())
