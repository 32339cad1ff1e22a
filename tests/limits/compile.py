#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Policies with 10,000 of each thing compile in time; what is wrong 10,000 times is said in a few lines; chains 1,000 deep work
from checking to explaining, and longer ones are refused at their place, on a stack of 4 MB; what doubles is refused as soon.

usage: compile.py ASSIZE"""
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import grown

MANY, DEEPEST = 10_000, 1_000
MOST_SECONDS, MOST_KIB, MOST_OUTPUT = 2.0, 512 * 1024, 64 * 1024
SLOWDOWN = float(os.environ.get("ASSIZE_SLOWDOWN", "1"))  # of a build with sanitizers
STACK = 4 << 20

# What is not wrong, however often.
FINE = {"findings", "parentheses"}
SUBMISSION = ('{"entity":"T","id":"x","evidence":{"kind":"laboratory","on":"2026-10-01"},'
              '"facts":{"b":false,"n":3,"ps":[{"k":5,"m":false}],"ts":{"open":["x"]}}}')


class Failed(Exception):
    pass


class Runner:
    def __init__(self, program, files):
        self.program = os.path.abspath(program)
        self.folder = tempfile.mkdtemp(prefix="assize-limits-")
        for name, text in files.items():
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)

    def run(self, *arguments, stack=None):
        """The exit status, what is printed, the time and the memory that it took."""
        began = time.monotonic()
        with tempfile.TemporaryFile() as out:
            child = subprocess.Popen([self.program, *arguments], cwd=self.folder, stdout=out, stderr=subprocess.STDOUT,
                                     preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_STACK, (stack, stack))) if stack else None)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            took = used.ru_utime + used.ru_stime
            out.seek(0)
            text = out.read().decode("utf-8", "replace")
        if child.returncode < 0:
            raise Failed(f"{arguments[0]} dies of signal {-child.returncode} after {time.monotonic() - began:.1f} s")
        return child.returncode, text, took, used.ru_maxrss

    def close(self):
        shutil.rmtree(self.folder)


def check_bounds(text, took, memory):
    if took > MOST_SECONDS * SLOWDOWN:
        raise Failed(f"takes {took:.2f} s")
    if SLOWDOWN == 1 and memory > MOST_KIB:
        raise Failed(f"takes {memory // 1024} MB")
    if len(text.encode()) > MOST_OUTPUT:
        raise Failed(f"says {len(text)} characters")


def try_many(runner):
    for arguments in (("check", "policy.asz"), ("build", "policy.asz", "-o", "p.aszb"), ("inspect", "p.aszb")):
        code, text, took, memory = runner.run(*arguments)
        if code:
            raise Failed(f"{arguments[0]}: is refused: {text[:300]}")
        check_bounds(text if arguments[0] != "inspect" else "", took, memory)


def try_facts(runner):
    """Facts are stored and read in time, however many types there are beside theirs."""
    with open(os.path.join(runner.folder, "s.json"), "w", encoding="utf-8") as file:
        file.write(SUBMISSION)
    there = ("-p", "p.aszb", "-f", "facts")
    for expected, arguments in (((0,), ("build", "policy.asz", "-o", "p.aszb")), ((0,), ("facts", "import", *there, "s.json")),
                                ((0, 1, 3), ("review", "x", *there, "--on", "2026-11-22")),
                                ((0, 1, 3), ("ask", "x.b", "x", *there, "--on", "2026-11-22"))):
        code, text, took, _ = runner.run(*arguments)
        if code not in expected:
            raise Failed(f"{arguments[0]} gives {code}: {text[:300]}")
        if took > 2 * MOST_SECONDS * SLOWDOWN:
            raise Failed(f"{arguments[0]} takes {took:.2f} s")


def try_wrong(runner):
    code, text, took, memory = runner.run("check", "policy.asz", stack=STACK if SLOWDOWN == 1 else None)
    if code != 4 or not re.search(r"^[a-z0-9]+\.asz:\d+:\d+: error\[", text, re.M):
        raise Failed(f"gives {code}: {text[:300]}")
    check_bounds(text, took, memory)


def try_deep(runner):
    with open(os.path.join(runner.folder, "s.json"), "w", encoding="utf-8") as file:
        file.write(SUBMISSION)
    stack = STACK if SLOWDOWN == 1 else None
    there = ("-p", "p.aszb", "-f", "facts")
    for expected, arguments in (
            ((0,), ("check", "policy.asz")),
            ((0,), ("build", "policy.asz", "-o", "p.aszb")),
            ((0,), ("test", "policy.asz")),
            ((0,), ("facts", "import", *there, "s.json")),
            ((0, 1, 3), ("review", "x", *there, "--on", "2026-11-22", "--format", "json")),
            ((0, 1, 3), ("explain", "x", "Z-1", *there, "--on", "2026-11-22")),
            ((0, 1, 3), ("ask", "Z-1 holds", "x", *there, "--on", "2026-11-22")),
            ((0,), ("disasm", "p.aszb", "--rule", "Z-1"))):
        code, text, took, _ = runner.run(*arguments, stack=stack)
        if code not in expected:
            raise Failed(f"{arguments[0]} gives {code}: {text[:300]}")
        if took > MOST_SECONDS * SLOWDOWN:
            raise Failed(f"{arguments[0]} takes {took:.2f} s")


def try_deeper(runner):
    code, text, took, memory = runner.run("check", "policy.asz", stack=STACK if SLOWDOWN == 1 else None)
    places = re.findall(r"^policy\.asz:\d+:\d+: error\[too-deep\]", text, re.M)
    if code != 4 or len(places) != 1:
        raise Failed(f"gives {code} with {len(places)} places: {text[:300]}")
    check_bounds("", took, memory)


def try_doubling(runner):
    code, text, took, memory = runner.run("check", "policy.asz")
    if code != 4 or not re.search(r"^policy\.asz:\d+:\d+: error\[too-much-code\]", text, re.M):
        raise Failed(f"gives {code}: {text[:300]}")
    if took > MOST_SECONDS * SLOWDOWN or (SLOWDOWN == 1 and memory > 256 * 1024):
        raise Failed(f"takes {took:.2f} s and {memory // 1024} MB")


def main():
    tests = [(kind, try_many, MANY) for kind in grown.MANY]
    tests += [(kind, try_facts, 10 * MANY) for kind in ("entities", "parts")]
    tests += [(kind, try_many if kind in FINE else try_wrong, MANY) for kind in grown.WRONG]
    tests += [(kind, try_deep, DEEPEST - 1) for kind in grown.DEEP]
    tests += [(kind, try_deeper, size) for kind in grown.DEEP for size in (DEEPEST + 2, 20 * DEEPEST) if kind != "chain: rules and definitions"]
    tests += [(kind, try_doubling, 50 if "widths" in kind else 24) for kind in grown.DOUBLING]
    failed = 0
    for kind, trial, size in tests:
        files = grown.made(kind, size)
        if trial is try_deep:
            files["policy.asz"] += grown.test("expect x.b")
        runner = Runner(sys.argv[1], files)
        try:
            trial(runner)
        except Failed as failure:
            failed += 1
            print(f"{kind}, {size:,}: {failure}")
        finally:
            runner.close()
    print(f"{len(tests)} policies that are large, deep or wrong many times, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
