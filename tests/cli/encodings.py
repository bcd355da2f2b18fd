"""Writes a file for each name of each text encoding of the standard library that may be named in
a coding comment; `check` says which of them pyfix handled, and complains of wrong bytes."""
import codecs
import encodings.aliases
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")
BODY = '''# -*- coding: {name} -*-
NOTE = "{note}"


def total(p):
    n = 0
    with open(p) as f:
        for line in f.readlines():
            n += len(line)
    return n
'''
LETTERS = "éÄßŁžЖяΩ€日本語한글中กאب\u0080\u0085\u00a0"


def names():
    found = set(encodings.aliases.aliases) | set(encodings.aliases.aliases.values())
    more = ["latin-1", "utf-8-sig", "iso-8859-15", "windows-1252", "cp65001", "koi8_t", "kz1048", "cp720", "Latin-1-unix",
            "UTF-8", "utf-8-unix", "big5hkscs", "mac_cyrillic", "unicode_escape", "raw_unicode_escape", "utf_7"]
    return sorted(found | {name.replace("_", "-") for name in found} | set(more))


def made():
    for name in names():
        try:
            codec = codecs.lookup(name.split("-unix")[0])
        except LookupError:
            continue
        if not codec._is_text_encoding:
            continue
        note = ""
        for letter in LETTERS:
            try:
                ok = (note + letter).encode(codec.name).decode(codec.name) == note + letter
            except (UnicodeError, LookupError):
                continue
            note += letter if ok else ""
        text = BODY.format(name=name, note=note)
        try:
            before, after = (code.encode(codec.name) for code in (text, text.replace("f.readlines()", "f")))
            scope = {}
            exec(compile(before, name, "exec"), scope)
            if scope["NOTE"] != note:
                continue
        except (SyntaxError, UnicodeError, LookupError, ValueError):
            continue
        yield name, codec.name, before, after


def main():
    folder = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "make":
        for name, _, before, _ in made():
            (folder / f"{name}.py").write_bytes(before)
        return
    said = sys.stdin.read()
    handled, left = set(), set()
    for name, codec, before, after in made():
        found = (folder / f"{name}.py").read_bytes()
        if found == after:
            handled.add(codec)
            compile(found, name, "exec")
        elif found == before and f"{name}.py: " in said:
            left.add(codec)
        else:
            print(f"wrong: {name}: {found!r}")
    print("handled:", *sorted(handled))
    print("left:", *sorted(left))
    # Later versions may know more names.
    print("both:", *(sorted(handled & left) if sys.version_info < (3, 12) else ()))


main()
