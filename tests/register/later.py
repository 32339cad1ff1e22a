#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A later version of the program: its tables of opcodes, natives and sections have a row more, and the standard library declares the
native. Bundles and images of the one are nothing to the other; verdicts must be.

usage: later.py FOLDER      copies the sources there, with those rows"""
import os
import re
import shutil
import sys

# The file; behind which line (a pattern), or at BEFORE it, the text goes; the text.
BEFORE = "before "
ROWS = [
    ("engine/code/op.def", r"^OP\(LIKE,", 'OP(SHOUT, TEXT, TEXT, NONE, NONE, SAME, ALL, "a text once more")'),
    ("engine/code/sections.def", r"^NUMBERS\(constants,", 'NUMBERS(spares, uint32_t, ANY, "nothing yet: any number will do")'),
    ("stdlib/builtins.def", r"^BUILTIN\(upper,", 'BUILTIN(shout, TEXT, TEXT, NONE, NONE, TOO_COSTLY, "never", "the text once more")'),
    ("stdlib/std/text.asz", r"^native define upper", "native define shout(of: text) : text"),
    ("engine/machine/ops/natives.c", BEFORE + r"static Truth native_upper",
     "static Truth native_shout(Review *review, int64_t text, int64_t *result)\n{\n    (void)review;\n    *result = text;\n    return TRUTH_TRUE;\n}\n"),
    ("engine/machine/ops/text.c", BEFORE + r"void op_LIKE",
     "void op_SHOUT(Run *run, const Instr *instr, Register *out)\n{\n    (void)run, (void)instr, (void)out;\n}\n"),
]


def insert(path, behind, row):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    before = behind.startswith(BEFORE)
    at = next(number for number, line in enumerate(lines) if re.match(behind.removeprefix(BEFORE), line))
    while not before and lines[at].rstrip().endswith(","):
        at += 1
    lines.insert(at if before else at + 1, row)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def main():
    folder = sys.argv[1]
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("engine", "grammar", "stdlib", "GNUmakefile"):
        (shutil.copytree if os.path.isdir(name) else shutil.copy)(name, os.path.join(folder, name))
    os.symlink(os.path.abspath("tests"), os.path.join(folder, "tests"))
    for path, behind, row in ROWS:
        insert(os.path.join(folder, path), behind, row)


main()
