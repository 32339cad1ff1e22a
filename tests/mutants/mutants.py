#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Applies one-line changes to the engine, each to a copy of the tree, and says which no fast part of `make check` notices.

usage: mutants.py LIST --places                                 whether each change finds its place: its text stands there once
       mutants.py LIST --build FOLDER [--make VARIABLE=VALUE]… [WORD…]     tries the changes whose names hold a WORD, or all

    what is wrong then          a name, in words, at the margin
      engine/file.c
      - text in one line of it
      + what stands there instead; nothing: a bare +
"""
import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

# A change is tried no further than to the first part that fails. The fastest come first, and what lies outside of the repository
# last; `random` takes a tenth of its pairs.
# Of the golden cases those come first that speak of what the change is about.
PARTS = (("golden", "GOLDEN_FIRST={about}"), ("policies",), ("corpora",), ("fuzz",), ("random", "RANDOM_SHARE=10"), ("unit",), ("conformance",))
PROCESSOR_SECONDS = 120  # for one process of a part: what takes longer hangs, however busy the machine is
SECONDS = 1200  # for one part: what takes longer waits for something that does not come
WORKERS = 2
FAST = ("OPTIMISE=-O1 -g0", "WARNINGS=")


class Change:
    def __init__(self, name, line):
        self.name, self.line, self.path, self.old, self.new = name, line, None, None, None

    def problem(self):
        """Why it cannot be applied to the tree that is the current folder; or None."""
        if None in (self.path, self.old, self.new):
            return "a file, `- text` and `+ text` belong to a change"
        if not self.old or self.old == self.new:
            return "it changes nothing"
        if not os.path.isfile(self.path):
            return f"there is no {self.path}"
        with open(self.path, encoding="utf-8") as file:
            times = file.read().count(self.old)
        return None if times == 1 else f"`{self.old}` stands in {self.path} {times} times"

    def about(self):
        """Words: of its name, and of its file's."""
        return " ".join(re.findall("[A-Za-z0-9]+", f"{self.name} {self.path}"))

    def apply(self, tree):
        path = os.path.join(tree, self.path)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(self.old, self.new))


def read_list(path):
    changes = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().split("\n"), 1):
            if not line or line.startswith("#"):
                continue
            if not line.startswith(" ") or not changes:
                changes.append(Change(line, number))
            elif line.startswith("  - "):
                changes[-1].old = line[4:]
            elif line.startswith("  +"):
                changes[-1].new = line[4:]
            else:
                changes[-1].path = line.strip()
    return changes


def check_places(path, changes):
    """Prints what is wrong with the list itself; returns how much is."""
    wrong, names = 0, set()
    for change in changes:
        problem = "the name is taken" if change.name in names else change.problem()
        names.add(change.name)
        if problem:
            wrong += 1
            print(f"{path}:{change.line}: {change.name}: {problem}")
    return wrong


def copy_tree(folder):
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=True, text=True)
    for path in filter(os.path.isfile, listed.stdout.split("\0")):
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        shutil.copy2(path, os.path.join(folder, path))


def make(tree, variables, *arguments):
    """None where `make` succeeds in a tree, else what it does; what it prints goes to a log there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment["ASSIZE_SHARED"] = os.environ.get("ASSIZE_SHARED") or os.path.abspath("../shared")
    command = ["prlimit", f"--cpu={PROCESSOR_SECONDS}", "make", "--no-print-directory", *FAST, *variables, *arguments]
    with open(os.path.join(tree, "log"), "a", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=tree, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   start_new_session=True)
        try:
            return None if process.wait(SECONDS) == 0 else "fails"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return "hangs"


def caught_by(tree, variables, about):
    """The name of the first part that fails, or that hangs; or None."""
    for name, *options in PARTS:
        wrong = make(tree, [*variables, *(option.format(about=about) for option in options)], f"check-{name}")
        if wrong:
            return name if wrong == "fails" else f"{name} {wrong}"
    return None


def tail(tree):
    with open(os.path.join(tree, "log"), encoding="utf-8", errors="replace") as log:
        return "    " + "    ".join(log.readlines()[-40:])


def attempt(folder, number, change, variables):
    """What becomes of one change: whether it is caught, a word for the table, and what is to be read if it is not."""
    tree = os.path.join(folder, str(number))
    shutil.copytree(os.path.join(folder, "whole"), tree, symlinks=True)
    change.apply(tree)
    if make(tree, variables, "all"):
        result = (False, "NOT BUILT", tail(tree))
    else:
        part = caught_by(tree, variables, change.about())
        result = (part is not None, part or "SURVIVES", "")
    shutil.rmtree(tree)
    return result


def attempt_all(folder, changes, variables):
    shutil.rmtree(folder, ignore_errors=True)
    whole = os.path.join(folder, "whole")
    copy_tree(whole)
    began = time.monotonic()
    part = make(whole, ["-j2", *variables], "all") or caught_by(whole, variables, "all")
    print(f"{'as it is':13} {'does not pass: ' + part if part else 'passes'} ({time.monotonic() - began:.0f} s)", flush=True)
    if part:
        print(tail(whole))
        return 1
    failed = 0
    with ThreadPoolExecutor(WORKERS) as pool:
        results = pool.map(lambda pair: attempt(folder, *pair, variables), enumerate(changes, 1))
        for change, (caught, word, shown) in zip(changes, results):
            failed += not caught
            print(f"{word:13} {change.name}", flush=True)
            if shown:
                print(shown)
    print(f"{time.monotonic() - began:.0f} s")
    print(f"{len(changes) - failed} passed, {failed} failed")
    return failed


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("list")
    parser.add_argument("--places", action="store_true")
    parser.add_argument("--build")
    parser.add_argument("--make", action="append", default=[])
    parser.add_argument("words", nargs="*")
    given = parser.parse_intermixed_args()
    changes = read_list(given.list)
    wrong = check_places(given.list, changes)
    if given.places or wrong:
        print(f"{len(changes)} changes, {wrong} without a place")
        return 1 if wrong or not changes else 0
    if given.words:
        changes = [change for change in changes if any(word in change.name for word in given.words)]
    if not changes:
        print(f"no change has {' or '.join(given.words)} in its name")
    return 1 if not changes or attempt_all(given.build, changes, given.make) else 0


sys.exit(main())
