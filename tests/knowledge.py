"""Checks `name kind count keywords` lines from standard input; prints what does not agree."""
import builtins
import csv
import hashlib
import importlib
import inspect
import io
import os
import sys

# Classes that Python knows under no such name.
CLASSES = {
    "csv.reader": [type(csv.reader([]))],
    "csv.writer": [type(csv.writer(io.StringIO()))],
    "hashlib._Hash": [type(hashlib.sha256())],
    "file": [io.TextIOWrapper, io.BufferedReader, io.BufferedRandom, io.StringIO, io.BytesIO, io.FileIO],
}
FILE_ATTRIBUTES = {"name", "mode"}
# Deprecated or of one system or version only.
ELSEWHERE = {"pathlib.Path.lchmod"}
MISSING = object()


def resolve(dotted):
    head, _, last = dotted.rpartition(".")
    for known, classes in CLASSES.items():
        if head == known:
            return [getattr(c, last) for c in classes if hasattr(c, last)]
    parts = dotted.split(".")
    if isinstance(getattr(builtins, parts[0], None), type):
        parts.insert(0, "builtins")
    for size in range(len(parts) - 1, 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:size]))
        except ImportError:
            continue
        for part in parts[size:]:
            value = getattr(value, part, MISSING)
            if value is MISSING:
                break
        if value is not MISSING:
            return [value]
    return []


def check(name, kind, count, keywords):
    found = resolve(name)
    if not found:
        last = name.rpartition(".")[2]
        if name in ELSEWHERE or kind == "attribute" and last in FILE_ATTRIBUTES:
            return
        if name.startswith("builtins.__name__"):
            return
        yield "does not exist"
        return
    if kind == "attribute" and all(inspect.isroutine(value) for value in found):
        yield "is a method"
    if kind != "call":
        return
    if not any(callable(value) for value in found):
        yield "cannot be called"
        return
    problems = [list(signature(name, value, count, keywords)) for value in found]
    if all(problems):
        yield from problems[0]


def signature(name, value, count, keywords):
    try:
        parameters = inspect.signature(value).parameters.values()
    except (ValueError, TypeError):
        return
    kinds = inspect.Parameter
    places = [p for p in parameters if p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
    bound = bool(places) and places[0].name in ("self", "cls") and is_method(name)
    if not any(p.kind is kinds.VAR_POSITIONAL for p in parameters):
        if count > len(places) - bound:
            yield f"takes {len(places) - bound}, not {count}"
    names = {p.name for p in parameters if p.kind is not kinds.POSITIONAL_ONLY}
    if not any(p.kind is kinds.VAR_KEYWORD for p in parameters):
        for keyword in keywords:
            if GROUPED.get(keyword) is None and keyword not in names:
                yield f"has no {keyword}="


# Entries for many names at once list the keywords of all.
GROUPED = dict.fromkeys(
    "mode exist_ok src_dir_fd dst_dir_fd dir_fd follow_symlinks missing_ok parents strict topdown followlinks"
    " symlinks dirs_exist_ok ignore_errors max_size delete suffix prefix dir text width initial_indent"
    " subsequent_indent placeholder path filter members arcname exc_info stack_info n category"
    " hour minute second microsecond year month day k weights counts cum_weights".split(),
    True,
)


def is_method(name):
    head = name.rpartition(".")[0]
    found = resolve(head) if head not in CLASSES else CLASSES[head]
    return any(isinstance(value, type) for value in found)


def main():
    for line in sys.stdin:
        name, kind, count, *keywords = line.split()
        keywords = keywords[0].split(",") if keywords else []
        for problem in check(name, kind, int(count), keywords):
            print(f"{name}: {problem}")


main()
