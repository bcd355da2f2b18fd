#!/usr/bin/env python3
"""Memory and time of pyfix over very many small files: `many.py PYFIX [COUNT ...]`.

Makes COUNT files (default 1,000, 10,000 and 100,000; a tenth of them is rewritten), then checks,
applies and undoes; prints for each the seconds and the largest memory in MB. Memory has to stay
flat but for the paths themselves, time has to be linear."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

GOOD = """def total(p):
    n = 0
    with open(p) as f:
        for line in f.readlines():
            n += len(line)
    return n
"""
OTHER = "def f(a, b):\n    return a + b\n\n\nclass C:\n    x = 1\n"


def make(root: pathlib.Path, count: int) -> None:
    for number in range(count):
        folder = root / f"p{number // 1000:03}" / f"q{number // 100 % 10}"
        if number % 100 == 0:
            folder.mkdir(parents=True)
        (folder / f"m{number}.py").write_text(GOOD if number % 10 == 0 else OTHER)


def run(command: list[str]) -> str:
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    return f"{seconds:8.2f} s {usage.ru_maxrss / 1024:6.0f} MB{'' if code in (0, 1) else f' exit {code}'}"


def main() -> int:
    pyfix = str(pathlib.Path(sys.argv[1]).resolve())
    counts = [int(word) for word in sys.argv[2:]] or [1_000, 10_000, 100_000]
    print(f"{'files':>8}  {'check':>20}  {'apply':>20}  {'undo':>20}")
    for count in counts:
        place = pathlib.Path(tempfile.mkdtemp(prefix="pyfix-many-"))
        os.environ["PYFIX_STATE_DIR"] = str(place / "state")
        try:
            root = place / "code"
            make(root, count)
            os.chdir(root)
            figures = [run([pyfix, *words]) for words in (["--check", "."], ["."], ["undo"])]
            left = sum("readlines" not in path.read_text() for path in root.rglob("m*0.py"))
            print(f"{count:>8}  " + "  ".join(f"{figure:>20}" for figure in figures) + (f"  {left} wrong" if left else ""))
        finally:
            os.chdir("/")
            shutil.rmtree(place)
    return 0


sys.exit(main())
