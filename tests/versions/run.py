#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Rows are put into the tables of all that is stored. First into one table at a time: each gives another fingerprint. Then into all
of them, with the code that they need, and the program that comes of it meets what this one has stored: it refuses the bundles, makes
the images anew, and its verdicts have the same bytes.

usage: run.py --build FOLDER --compiler CC --sanitisers=FLAGS --libraries=FLAGS, from the root of the repository"""
import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys

POLICIES = {  # a policy, what is submitted, and whom it is about
    "security_review": ("policies/security_review/security_review.asz", "policies/security_review/sample/invented", "harbour/console@2.4.0"),
    "fixture": ("tests/fixture/fixture.asz", "tests/fixture", "box/1"),
}
DATE = "2026-11-22"
INCLUDED = ("engine", "grammar", "stdlib")

# Of the program with other tables: a file, what is looked for in it (the first place), what is put there instead, as of re.sub.
ROWS = [
    ("engine/code/op.def", r"^OP\(TRUE,", r'OP(SPARE, TRUTH, NONE, NONE, NONE, ROOT, NOTHING, "true, too")\n\g<0>'),
    ("engine/machine/ops/logic.c", r"\Z", "\nvoid op_SPARE(Run *run, const Instr *instr, Register *out)\n{\n    op_TRUE(run, instr, out);\n}\n"),
    ("engine/code/sections.def", r"^SECTION\(slots, SlotInfo\)", r"SECTION(spares, SlotInfo)\n\g<0>"),
    ("stdlib/builtins.def", r"^(BUILTIN\(length.*\n)(BUILTIN\(lower.*\n)", r"\g<2>\g<1>"),
    ("engine/model/stored.def", r"MODE_PLAIN,", r"\g<0> MODE_SPARE,"),
    ("engine/model/stored.def", r"TYPE_NONE,", r"\g<0> TYPE_SPARE,"),
    ("engine/model/stored.def", r"COLUMN_VALUES, COLUMN_TRUTH", r"COLUMN_TRUTH, COLUMN_VALUES"),
    ("engine/model/records.def", r"(RECORD\(ImageHead,(?:.*\n)*?)(    uint32_t type;)", r"\g<1>    uint64_t spare;\n\g<2>"),
]

# What the table of entities holds in each of its formats: whoever changes the record raises the number (RECORD_FORMAT) and reads the
# one that was there before (base_format.c).
RECORD_FORMATS = {
    2: "record EntityRecord, Digest dossier; int64_t changed; uint32_t count; uint32_t reserved;",
}

problems = []
checks = 0


def check(good, what):
    global checks
    checks += 1
    if not good:
        problems.append(what)
        print(what)


def run(*command, **more):
    return subprocess.run(command, capture_output=True, **more)


def must(*command, **more):
    done = run(*command, **more)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}\n{(done.stderr or done.stdout)[-4000:].decode()}")
    return done.stdout


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


# ---- one table at a time ----

def changes_of_table(path):
    """(what is changed, the table's text with it): a row or a value more, before each that is there."""
    text = read(path)
    named = r"|^(?:FORMAT\(\w+|RECORD\(\w+, \w+|DERIVED\(\w+, \w+, \w+)(?=.*\)$)" if path.endswith("formats.def") else ""
    for row in re.finditer(r"^(OP|BUILTIN|SECTION|NUMBERS)\(\w+|^(FIELD)\(\w+, \w+, \w+" + named, text, re.M):
        end = text.index(")\n", row.end()) + 2
        spare = re.sub(r"\w+$", "spare", row[0]) + text[row.end():end]
        if row[2]:  # eight of a field leave no hole in its record, whatever is behind them
            spare = "".join(re.sub(r"\w+$", f"spare_{i}", row[0]) + text[row.end():end] for i in range(8))
        yield f"{spare.split(chr(10))[0]} in {path}, before {row[0]}", text[:row.start()] + spare + text[row.start():]
    inside = {"ENUMERATION": "SPARE_VALUE, ", "RECORD": "uint64_t spare; "}
    for row in re.finditer(r"^(ENUMERATION|RECORD)\(\w+,(?!.*\)$)\s*|^(ENUMERATION)\(\w+,\s*", text, re.M):
        if not path.endswith("sections.def"):
            more = inside[row[1] or row[2]]
            yield f"{more}in {path}, behind {row[0].strip()}", text[:row.end()] + more + text[row.end():]


def check_record_format(arguments):
    number = int(re.search(r"RECORD_FORMAT = (\d+)", read("engine/store/base_inside.h"))[1])
    said = re.search(r"^record EntityRecord,.*$", read(os.path.join(arguments.build, "gen/fingerprint.txt")), re.M)[0]
    check(RECORD_FORMATS.get(number) == said, f"the record of an entity has changed, and its format still is {number}: {said}")


def some_of(changes, most):
    """Of many changes the first, the last, and some between."""
    changes = list(changes)
    return changes[:-1:max(1, len(changes) // most)] + changes[-1:]


def fingerprints(arguments, folder, tree):
    """How many texts there are that a fingerprint is of, when tables are changed one by one."""
    seen = {fingerprint(arguments, folder, tree): "the tables as they are"}
    tables = {"engine/code/op.def": 4, "engine/code/sections.def": 12, "stdlib/builtins.def": 3, "engine/model/stored.def": 99,
              "engine/model/records.def": 99, "engine/model/formats.def": 9}
    for table, most in tables.items():
        before = read(table)
        for what, text in some_of(changes_of_table(table), most):
            write(os.path.join(tree, table), text)
            said = fingerprint(arguments, folder, tree)
            check(said not in seen, f"{what}: the fingerprint is that of {seen.get(said)}")
            seen[said] = what
        write(os.path.join(tree, table), before)
    return len(seen) - 1


def fingerprint(arguments, folder, tree):
    generator, support = os.path.join(folder, "generator"), os.path.join(arguments.build, "engine/support")
    objects = sorted(os.path.join(support, name) for name in os.listdir(support) if name.endswith(".o"))
    objects.append(os.path.join(arguments.build, "engine/notation/purl.o"))
    must(*shlex.split(arguments.compiler), "-std=c17", "-D_GNU_SOURCE", "-O0", "-w", *(f"-I{tree}/{part}" for part in INCLUDED),
         *shlex.split(arguments.sanitisers), "-o", generator, f"{tree}/engine/fingerprint.c", *objects, *shlex.split(arguments.libraries))
    must(generator, os.path.join(folder, "header"), os.path.join(folder, "text"))
    return read(os.path.join(folder, "text"))


# ---- all of them ----

def copy_tree(folder):
    tree = os.path.join(folder, "tree")
    os.makedirs(tree)
    for part in ("GNUmakefile", *INCLUDED):
        (shutil.copytree if os.path.isdir(part) else shutil.copy2)(part, os.path.join(tree, part))
    write(os.path.join(tree, "tests/tests.mk"), "")
    return tree


def other_program(arguments, tree):
    for path, pattern, row in ROWS:
        path = os.path.join(tree, path)
        text, count = re.subn(pattern, row, read(path), count=1, flags=re.M)
        check(count == 1, f"{path}: there is no place for the row: {pattern}")
        write(path, text)
    must("make", "-C", tree, "-j2", "-s", "BUILD=build", f"CC={arguments.compiler}", "OPTIMISE=-O0", "SANITISE=", "WARNINGS=-w", "all")
    return os.path.abspath(os.path.join(tree, "build/assize"))


class Stored:
    """A policy's bundle and a fact base, as this program has made them; what others make of them."""

    def __init__(self, program, folder, name):
        self.policy, submissions, self.subject = POLICIES[name]
        self.bundle, self.facts = (os.path.join(folder, f"{name}.{what}") for what in ("aszb", "facts"))
        must(program, "build", self.policy, "-o", self.bundle)
        files = [os.path.join(submissions, file) for file in sorted(os.listdir(submissions)) if file.endswith("json")]
        must(program, "facts", "import", "-p", self.bundle, "-f", self.facts, *files)
        self.verdict = self.review(program, self.bundle)

    def review(self, program, policy):
        done = run(program, "review", self.subject, "-p", policy, "-f", self.facts, "--on", DATE, "--format", "json", "--audience", "office")
        check(done.stdout.startswith(b"{"), f"no verdict of {self.subject}: {done.stderr.decode()}")
        return done.stdout

    def verified(self, program, policy):
        done = run(program, "facts", "verify", "-f", self.facts, "-p", policy)
        check(done.returncode == 0 and b"all is well" in done.stdout, f"not verified: {done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode()


def meet(stored, mine, other, folder, name):
    refused = run(other, "review", stored.subject, "-p", stored.bundle, "-f", stored.facts, "--on", DATE)
    check(refused.returncode == 4 and b"made by another version of the program: build it again from its policy" in refused.stderr,
          f"{name}: yesterday's bundle: {refused.returncode} {refused.stderr.decode()}")
    bundle = os.path.join(folder, f"{name}.other.aszb")
    must(other, "build", stored.policy, "-o", bundle)
    check(run(mine, "inspect", bundle).returncode == 4, f"{name}: this program takes the bundle of the other one")
    check("made by another version" in stored.verified(other, bundle), f"{name}: the images are not said to be older")
    check(stored.review(other, bundle) == stored.verdict, f"{name}: the verdict is another one, by images made in memory")
    upgraded = must(other, "facts", "upgrade", "-f", stored.facts, "-p", bundle).decode()
    check(re.match(r"[1-9]\d* images? made anew, 0 current", upgraded), f"{name}: upgraded: {upgraded}")
    check("version" not in stored.verified(other, bundle), f"{name}: images are still older")
    check(stored.review(other, bundle) == stored.verdict, f"{name}: the verdict is another one, by images that are stored")
    check(stored.review(mine, stored.bundle) == stored.verdict, f"{name}: the verdict is another one, by the images of the other program")


def main():
    parser = argparse.ArgumentParser()
    for option in ("build", "compiler", "sanitisers", "libraries"):
        parser.add_argument(f"--{option}", required=True)
    arguments = parser.parse_args()
    folder = os.path.join(arguments.build, "versions")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    mine, tree = os.path.abspath(os.path.join(arguments.build, "assize")), copy_tree(folder)
    check_record_format(arguments)
    count = fingerprints(arguments, folder, tree)
    other = other_program(arguments, tree)
    for name in POLICIES:
        meet(Stored(mine, folder, name), mine, other, folder, name)
    print(f"{count} changed tables, {checks} checks, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
