#!/usr/bin/env python3
"""Measure what each shape costs before and after pyfix rewrote it: time, and peak of memory.

    tests/real/costs.py target/release/pyfix > snapshots/costs.md

Each shape is the body of a function `work(n)`; data that exists anyway is made outside. The time
is the best of several runs, the peak that of `tracemalloc` in one more. Exit 1 if a shape is
more than 1.2 times slower and does not take half of the memory, or is not rewritten.
"""
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable

N = 300_000
RUNS = 7
SLOWER = 1.2

HEAD = """\
import csv
from array import array

NUMBERS = [i * 7919 % 1_000_003 for i in range(300_000)]
OTHERS = [i * 104_729 % 1_000_003 for i in range(300_000)]
WORDS = [f"{i * 7919 % 9973}" for i in range(300_000)]
GROUPS = [[i, i + 1, i + 2] for i in range(2_000)]
with open("in", "w") as out:
    out.writelines(f"{word}\\n" for word in WORDS)


"""

# A name, and the body of `work(n: int, numbers: list[int], others: list[int], words: list[str], groups: list[list[int]])`.
SHAPES = [
    ("`sum([...])`", "return sum([i * i for i in range(n)])"),
    ("`max([...], default=0)`", "return max([i * 7 % 1001 for i in range(n)], default=0)"),
    ("`any([...])`, to its end", "return any([i == n for i in range(n)])"),
    ("`set([...])`", "return len(set([i % 1000 for i in range(n)]))"),
    ("`dict([...])`", "return len(dict([(i, i + 1) for i in range(n)]))"),
    ("`x in [...]`, to its end", "return -1 in [i * 2 for i in range(n)]"),
    ("`if [... if ...]`", "return 1 if [i for i in range(n) if i > n // 2] else 2"),
    ("`if [... if ...]`, where there is none", "return 1 if [i for i in range(n) if i < 0] else 2"),
    ("`len([... if ...])`", "return len([i for i in range(n) if i % 3])"),
    ("`[...][:100]`", "return [i * i for i in range(n)][:100]"),
    ("`[...][-100:]`", "return [i * i for i in range(n)][-100:]"),
    ("`for x in [...]`", "total = 0\nfor x in [i * 2 for i in range(n)]:\n    total += x\nreturn total"),
    ("`sum([x for x in xs])`", "return sum([i for i in range(n)])"),
    ("`for x in list(map(...))`", "total = 0\nfor x in list(map(len, words)):\n    total += x\nreturn total"),
    ("`for x in list(zip(...))`", "total = 0\nfor a, b in list(zip(numbers, others)):\n    total += a\nreturn total"),
    ("`for x in tuple(map(...))`", "total = 0\nfor x in tuple(map(len, words)):\n    total += x\nreturn total"),
    ("`sum(list(...))` of a generator", "return sum(list(i * i for i in range(n)))"),
    ("`for x in xs[1:]`", "total = 0\nfor x in numbers[1:]:\n    total += x\nreturn total"),
    ("`for x in xs[::-1]`", "total = 0\nfor x in numbers[::-1]:\n    total += x\nreturn total"),
    ("`for x in xs[::2]`", "total = 0\nfor x in numbers[::2]:\n    total += x\nreturn total"),
    ("`for x in xs.copy()`", "total = 0\nfor x in numbers.copy():\n    total += x\nreturn total"),
    ("`zip(xs, xs[1:])`", "return sum(1 for a, b in zip(numbers, numbers[1:]) if a < b)"),
    ("`bytes([...])`", "return len(bytes([i % 256 for i in range(n)]))"),
    ("`array([...])`", 'return len(array("h", [i % 1000 for i in range(n)]))'),
    ("a list for a function here", "def added(values):\n    total = 0\n    for value in values:\n        total += value\n    return total\nreturn added([i * i for i in range(n)])"),
    ("a list with a name", "squares = [i * i for i in range(n)]\nreturn sum(squares)"),
    ("a chain of three lists", "a = [i + 1 for i in range(n)]\nb = [i * 2 for i in a if i % 3]\nc = [i - 1 for i in b]\nreturn sum(c)"),
    ("one of two lists", "a = [i + 1 for i in range(n)] if n else [i * 2 for i in range(n)]\nreturn sum(a)"),
    ("append loop, then a loop", "a = []\nfor i in range(n):\n    if i % 3:\n        a.append(i)\ntotal = 0\nfor x in a:\n    total += x\nreturn total"),
    ("append in either branch, then a loop", "a = []\nfor i in range(n):\n    if i % 3:\n        a.append(i)\n    else:\n        a.append(-i)\ntotal = 0\nfor x in a:\n    total += x\nreturn total"),
    ("append loop, then `sum`", "a = []\nfor i in range(n):\n    if i % 3:\n        a.append(i)\nreturn sum(a)"),
    ("two appends, then `sum`", "a = []\nfor i in range(n):\n    a.append(i)\n    a.append(i + 1)\nreturn sum(a)"),
    ("extend loop, then a loop", "a = []\nfor i in range(n // 3):\n    a.extend([i, i + 1, i + 2])\ntotal = 0\nfor x in a:\n    total += x\nreturn total"),
    ("`for x in a + b`", "total = 0\nfor x in numbers + others:\n    total += x\nreturn total"),
    ("`sum([*a, *b])`", "return sum([*numbers, *others])"),
    ("`for x in sum(lists, [])`", "total = 0\nfor x in sum(groups, []):\n    total += x\nreturn total"),
    ("`sorted(...)[:3]`", "return sorted(i * 7919 % 1_000_003 for i in range(n))[:3]"),
    ("`sorted(...)[:1000]`", "return sorted(i * 7919 % 1_000_003 for i in range(n))[:1000]"),
    ("`sorted(xs)[:3]` of a list", "return sorted(numbers)[:3]"),
    ("`sorted(xs)[:3]` of a sorted list", "return sorted(range(n))[:3]"),
    ("`sorted(xs, key=len, reverse=True)[:3]`", "return sorted(words, key=len, reverse=True)[:3]"),
    ("`sorted(...)[-1]`", "return sorted(i * 7919 % 1_000_003 for i in range(n))[-1]"),
    ("`ordered = sorted(xs)`, then `ordered[:3]`", "ordered = sorted(numbers)\nreturn ordered[:3]"),
    ("`ordered = sorted(...)`, then a few of it", "ordered = sorted(i * 7919 % 1_000_003 for i in range(n))\nreturn ordered[0], ordered[1], ordered[:10]"),
    ("`for x in [None] * n`", "total = 0\nfor _ in [None] * n:\n    total += 1\nreturn total"),
    ("`zip(xs, [0] * len(xs))`", "total = 0\nfor a, b in zip(numbers, [0] * len(numbers)):\n    total += a + b\nreturn total"),
    ("`for x in a + [0] * n`", "total = 0\nfor x in numbers + [0] * n:\n    total += x\nreturn total"),
    ("`zip(xs[1:], xs[2:])`", "squares = [i * i for i in range(n)]\ntotal = 0\nfor a, b in zip(squares[1:], squares[2:]):\n    total += b - a\nreturn total"),
    ("`len([... if ...]) > 0`", "return len([i for i in range(n) if i > n // 2]) > 0"),
    ("`len([... if ...]) == 0`, where there is none", "return len([i for i in range(n) if i < 0]) == 0"),
    ("a list with a name, counted", "found = [i for i in range(n) if i % 3]\nreturn len(found)"),
    ("append loop with `continue`, then a loop", "a = []\nfor i in range(n):\n    if i % 3 == 0:\n        continue\n    a.append(i)\ntotal = 0\nfor x in a:\n    total += x\nreturn total"),
    ("append loop with `continue`, then `sum`", "a = []\nfor i in range(n):\n    if i % 3 == 0:\n        continue\n    a.append(i)\nreturn sum(a)"),
    ("append in the `else` of a `try`, then a loop", "a = []\nfor word in words:\n    try:\n        value = int(word)\n    except ValueError:\n        continue\n    else:\n        a.append(value)\ntotal = 0\nfor x in a:\n    total += x\nreturn total"),
    ("append in a `try`, then a loop", "a = []\nfor word in words:\n    try:\n        a.append(int(word))\n    except ValueError:\n        continue\ntotal = 0\nfor x in a:\n    total += x\nreturn total"),
    ("`lines = iter(f.readlines())`", "with open('in') as f:\n    lines = iter(f.readlines())\n    total = len(next(lines, ''))\n    for line in lines:\n        total += len(line)\n    return total"),
    ("`rows = csv.reader(list(f))`", "with open('in') as f:\n    rows = csv.reader(list(f))\n    total = 0\n    for row in rows:\n        total += len(row)\n    return total"),
    ("`ids = list(range(n))`, walked twice", "ids = list(range(n))\ntotal = len(ids)\nfor i in ids:\n    total += i\nfor i in ids:\n    total -= i\nreturn total"),
    ("`ids = list(range(n))`, indexed", "ids = list(range(n))\ntotal = len(ids)\nfor i in range(n):\n    total += ids[i]\nreturn total"),
    ("`write(\"\".join([...]))`", "with open('out', 'w') as out:\n    out.write(''.join([f'{i:>9}\\n' for i in range(n)]))\nreturn n"),
]

SIGNATURE = "def work(n: int, numbers: list[int], others: list[int], words: list[str], groups: list[list[int]]):\n"
CALL = "\n\nprint(work(300_000, NUMBERS, OTHERS, WORDS, GROUPS))\n"


def main() -> int:
    tool = str(pathlib.Path(sys.argv[1]).resolve())
    rows, failed = [], 0
    place = tempfile.TemporaryDirectory(prefix="pyfix-costs-")
    os.chdir(place.name)
    for name, body in SHAPES:
        before = HEAD + SIGNATURE + "".join(f"    {line}\n" for line in body.split("\n")) + CALL
        after = rewritten(tool, before)
        if after == before:
            print(f"not rewritten: {name}", file=sys.stderr)
            failed += 1
            continue
        (first, high), (second, low) = prepared(before), prepared(after)
        # In turn, so that a busy machine is so for both.
        pairs = [(first(), second()) for _ in range(RUNS)]
        slow, fast = (min(times) for times in zip(*pairs))
        times = fast / slow
        failed += times > SLOWER and low > high / 2
        rows.append(f"| {name} | {size(high)} → {size(low)} | {slow * 1000:.1f} → {fast * 1000:.1f} | ×{times:.2f} |")
    print("# What the rewrites of lists cost and save\n")
    print(f"Measured by `tests/real/costs.py` with CPython {platform.python_version()}, {N:,} items each:")
    print("peak of memory, time (best of several), and the factor of the time.\n")
    print("| shape | peak, MB | ms | time |\n|---|---|---|---|")
    print("\n".join(rows))
    return 1 if failed else 0


def rewritten(tool: str, program: str) -> str:
    with tempfile.TemporaryDirectory(prefix="pyfix-costs-") as place:
        path = pathlib.Path(place) / "program.py"
        path.write_text(program)
        subprocess.run([tool, "--allow-dirty", str(path)], capture_output=True, check=False)
        return path.read_text()


def prepared(program: str) -> tuple[Callable[[], float], int]:
    """What times one call of `work` in seconds, and its peak in bytes."""
    names = {}
    exec(compile(program.replace(CALL, ""), "program", "exec"), names)  # noqa: S102
    given = [N, *(names[name] for name in ("NUMBERS", "OTHERS", "WORDS", "GROUPS"))]
    tracemalloc.start()
    names["work"](*given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return lambda: timed(names["work"], given), peak


def timed(work, given) -> float:
    start = time.perf_counter()
    work(*given)
    return time.perf_counter() - start


def size(count: int) -> str:
    return f"{count / 1e6:.1f}"


if __name__ == "__main__":
    sys.exit(main())
