"""Prints what CPython's symtable says of every file of the standard library, or of those given.

One line for a file (`F path`), for a scope (`S depth kind line name`) and for a name in the
scope before (`N class flags name`). Depth counts from 0, the module. The class is what the
compiler made of the name: local, cell, free, explicit or implicit global. Flags: r read,
b bound or deleted, p parameter, i import, a annotated, g `global`, n `nonlocal`.
"""

import _symtable
import os
import sys
import sysconfig
import tokenize
import warnings

CLASSES = {
    _symtable.LOCAL: "local",
    _symtable.CELL: "cell",
    _symtable.FREE: "free",
    _symtable.GLOBAL_EXPLICIT: "explicit",
    _symtable.GLOBAL_IMPLICIT: "implicit",
}
FLAGS = [
    (_symtable.USE, "r"),
    (_symtable.DEF_LOCAL, "b"),
    (_symtable.DEF_PARAM, "p"),
    (_symtable.DEF_IMPORT, "i"),
    (_symtable.DEF_ANNOT, "a"),
    (_symtable.DEF_GLOBAL, "g"),
    (_symtable.DEF_NONLOCAL, "n"),
]
KINDS = {
    _symtable.TYPE_MODULE: "module",
    _symtable.TYPE_CLASS: "class",
    _symtable.TYPE_FUNCTION: "function",
}


# The library's own tests are many; these are about names and syntax.
TESTS = {
    "test_class", "test_comprehensions", "test_exceptions", "test_fstring", "test_genexps",
    "test_grammar", "test_keywordonlyarg", "test_listcomps", "test_named_expressions",
    "test_patma", "test_pep3131", "test_positional_only_arg", "test_scope", "test_setcomps",
    "test_super", "test_symtable", "test_syntax", "test_type_annotations",
    "test_unicode_identifiers", "test_with",
}  # fmt: skip


def walk(table, depth, out):
    out.append(f"S {depth} {KINDS[table.type]} {table.lineno} {table.name}")
    for name, bits in table.symbols.items():
        flags = "".join(letter for bit, letter in FLAGS if bits & bit)
        kind = CLASSES[bits >> _symtable.SCOPE_OFF & _symtable.SCOPE_MASK]
        out.append(f"N {kind} {flags}- {name}")
    for child in table.children:
        walk(child, depth + 1, out)


def files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - {"site-packages", "dist-packages", "__pycache__"})
        if folder == os.path.join(root, "test"):
            folders.clear()
            names = [name for name in names if name.removesuffix(".py") in TESTS]
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    for path in sys.argv[1:] or files(sysconfig.get_path("stdlib")):
        try:
            with tokenize.open(path) as file:
                table = _symtable.symtable(file.read(), path, "exec")
        except (SyntaxError, UnicodeError, ValueError):
            continue
        out = [f"F {path}"]
        walk(table, 0, out)
        sys.stdout.write("\n".join(out) + "\n")


main()
