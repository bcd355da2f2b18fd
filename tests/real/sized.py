#!/usr/bin/env python3
"""Files of a wanted size, to see that no pass is worse than linear.

    tests/real/sized.py FOLDER [LINES ...]             write the files (1000 10000 100000 lines)
    tests/real/sized.py --time PYFIX [LINES ...]       and time `PYFIX --check --unsafe-fixes` on each

Each shape is realistic code with places that pyfix rewrites, stretched in one direction: many
functions, one function, one module body, one class, many globals, a chain of calls, a display, a
chain of `elif`, an expression. The table holds seconds of processor time, which other work on
the machine does not lengthen, and behind each the factor against the size before it: 10 is linear
where sizes grow tenfold. A run that takes more than LIMIT seconds by the clock is ended and shown
as `>`.
"""
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 60
SIZES = [1000, 10000, 100000]

HEAD = "import csv\nimport sys\n\n\ndef main():\n    print(len(sys.argv))\n\n\n"
TAIL = '\n\nif __name__ == "__main__":\n    main()\n'

# One function with places of several transforms; {n} makes its names its own. 20 lines.
FUNCTION = '''\
def job_{n}(path, limit):
    """Counts what is in the file."""
    total = sum([len(x) for x in path.split("/")])
    with open(path) as f:
        lines = f.readlines()
        for line in lines:
            if line.startswith("#"):
                continue
            total += len(line)
    names = []
    for part in path.split(":"):
        if part:
            names.append(part.strip())
    for name in names:
        print(name)
    if any([name == "x" for name in path]):
        return total
    return total + limit


'''

BODY = '''\
total_{n} = 0
with open("data{n}.txt") as f_{n}:
    lines_{n} = f_{n}.readlines()
    for line_{n} in lines_{n}:
        total_{n} += len(line_{n})
names_{n} = []
for part_{n} in "a:b".split(":"):
    names_{n}.append(part_{n})
for name_{n} in names_{n}:
    print(name_{n})
count_{n} = sum([len(x) for x in str(total_{n})])
'''

# The same names again and again, as in a long script.
SAME = '''\
with open("data{n}.txt") as f:
    lines = f.readlines()
    for line in lines:
        total += len(line)
names = []
for part in "a:b".split(":"):
    names.append(part)
for name in names:
    print(name)
total = total + sum([len(x) for x in str(total)])
'''


def indent(code, by=4):
    return "".join(" " * by + line if line.strip() else line for line in code.splitlines(True))


def repeat(piece, lines):
    size = piece.count("\n")
    return "".join(piece.replace("{n}", str(n)) for n in range(max(1, lines // size)))


def functions(lines):
    return HEAD + repeat(FUNCTION, lines) + TAIL


def one_function(lines):
    return HEAD + "def long():\n" + indent(repeat(BODY, lines)) + TAIL


def one_function_same_names(lines):
    return HEAD + "def long():\n    total = 0\n" + indent(repeat(SAME, lines)) + TAIL


def module_body(lines):
    return HEAD + repeat(BODY, lines) + TAIL


def module_body_same_names(lines):
    return HEAD + "total = 0\n" + repeat(SAME, lines) + TAIL


def methods(lines):
    piece = indent(FUNCTION.replace("(path, limit)", "(self, path, limit)")).replace("\n\n\n", "\n\n")
    calls = "    def also_{n}(self):\n        self.last = [x for x in self.job_{n}('a', 1)]\n        return self.last\n\n"
    return HEAD + "class Large:\n" + repeat(piece + calls, lines) + TAIL


def global_names(lines):
    return HEAD + repeat("LIMIT_{n} = max([1, {n}])\nNAMES_{n} = sorted([x for x in 'abc'])\nprint(LIMIT_{n}, NAMES_{n})\n", lines) + TAIL


def call_chain(lines):
    piece = "def step_{n}(items):\n    rows = [x + {n} for x in items]\n    for row in rows:\n        note_{n}(row)\n    return {next}\n\n\ndef note_{n}(row):\n    print(row)\n\n\n"
    count = max(1, lines // piece.count("\n"))
    parts = []
    for n in range(count):
        after = f"step_{n + 1}(items)" if n + 1 < count else "0"
        parts.append(piece.replace("{next}", after).replace("{n}", str(n)))
    return HEAD + "".join(parts) + TAIL


def list_builders(lines):
    piece = "def _rows_{n}(path):\n    rows = []\n    for part in path.split(':'):\n        rows.append(part)\n    return rows\n\n\ndef show_{n}():\n    for row in _rows_{n}('a:b'):\n        print(row)\n\n\n"
    return HEAD + repeat(piece, lines) + TAIL


def literal(lines):
    rows = "".join(f"    ('name{n}', {n}, [{n}, {n}]),\n" for n in range(lines))
    return HEAD + "DATA = [\n" + rows + "]\n" + FUNCTION.replace("{n}", "0") + TAIL


def dictionary(lines):
    rows = "".join(f"    'name{n}': sum([x for x in range({n})]),\n" for n in range(lines))
    return HEAD + "DATA = {\n" + rows + "}\n" + FUNCTION.replace("{n}", "0") + TAIL


def elif_chain(lines):
    parts = "".join(f"    elif key == {n}:\n        total = sum([x for x in range({n})])\n" for n in range(lines // 2))
    return HEAD + "def pick(key):\n    total = 0\n    if key < 0:\n        total = 1\n" + parts + "    return total\n" + TAIL


def expression(lines):
    parts = "".join(f"        + sum([x for x in range({n})])\n" for n in range(lines))
    return HEAD + "def large():\n    return (\n        0\n" + parts + "    )\n" + TAIL


def many_appends(lines):
    piece = indent("xs_{n} = []\nfor x in range({n}):\n    xs_{n}.append(x)\nprint(sum(xs_{n}))\n")
    return HEAD + "def long():\n" + repeat(piece, lines) + TAIL


SHAPES = [functions, one_function, one_function_same_names, module_body, module_body_same_names, methods, global_names,
          call_chain, list_builders, literal, dictionary, elif_chain, expression, many_appends]


def write(folder, sizes):
    for shape in SHAPES:
        for size in sizes:
            place = folder / f"{shape.__name__}_{size}"
            place.mkdir(parents=True, exist_ok=True)
            (place / "sized.py").write_text(shape(size))


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(pyfix, sizes):
    folder = Path(tempfile.mkdtemp())
    write(folder, sizes)
    print(f"{'shape':<26}" + "".join(f"{size:>17}" for size in sizes))
    for shape in SHAPES:
        row, before = f"{shape.__name__:<26}", None
        for size in sizes:
            start = processor_time()
            command = [pyfix, "--check", "--unsafe-fixes", str(folder / f"{shape.__name__}_{size}")]
            try:
                done = subprocess.run(command, capture_output=True, timeout=LIMIT)
            except subprocess.TimeoutExpired:
                row += f"{'>' + str(LIMIT):>17}"
                break
            took = processor_time() - start
            factor = f"x{took / before:.0f}" if before else ""
            mark = "" if done.returncode in (0, 1) else "!"
            row += f"{mark}{took:>10.2f} {factor:<6}"
            before = took
        print(row, flush=True)


def main():
    arguments = sys.argv[1:]
    if not arguments or arguments[0] != "--time" and arguments[0].startswith("-"):
        sys.exit(__doc__)
    timing = arguments[0] == "--time"
    target, sizes = arguments[timing], [int(a) for a in arguments[timing + 1:]] or SIZES
    measure(target, sizes) if timing else write(Path(target), sizes)


if __name__ == "__main__":
    main()
