#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The order in which things are told does not hang on digests that are not given.

usage: order.py ASSIZE

Submissions of one day stand in the order of their digests, and so do the parts that they list. Fact bases that differ in a
confidential value alone have other digests: the public is told the same of all of them, byte for byte."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

ON = "2026-11-22"
BASES = 8  # of so many, two have the submissions in another order
POLICY = """policy p version "1.0.0" { title "T" reviews product : Product }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { by Inst rank declaration < audit }
entity Inst { ok: boolean }
entity Product { secret: text confidential  level: integer  keyed: many Keyed  notes: many Note  refs: many Inst }
part Keyed key k { k: integer  b: boolean  n: integer }
part Note { b: boolean  n: integer }
verdict { rejected when any major violated  passed otherwise }
"""
REQUIRED = ["every x in product.keyed : x.b", 'every x in product.keyed : x.b else "bad"', 'every x in product.notes : x.b else "bad {x.n}"',
            'every x in product.notes : x.b else "bad"', 'every x in product.keyed : x.b else "bad" zh "{x.k}"',
            'every x in product.notes, y in product.keyed : x.b and y.b else "bad"', 'every x in product.refs : x.ok else "bad"',
            'every x in product.keyed : x.n > 3 else "bad"', "every x in product.notes : x.n > 30 and x.b is declared",
            "count(x in product.notes where x.b) > 3", "product.level > 3"]
QUESTIONS = ["product.keyed", "product.notes", "product.keyed.k", "product.notes.n", "product.submissions", "{x.n for x in product.notes}", "product.refs",
             "count(product.notes)", "product.submissions.by", "every x in product.notes : x.b", "every x in product.notes : x.n > 3"]


def submissions(base):
    evidence = {"kind": "declaration", "on": "2026-01-01"}
    for i in range(4):
        yield {"entity": "Product", "id": "x", "evidence": {**evidence, "by": f"i{i}"}, "open": ["keyed", "notes", "refs"],
               "facts": {"secret": f"s{base}{i}", "keyed": [{"k": i, "b": False}, {"k": i + 10}], "notes": [{"b": False, "n": i}, {"n": i + 10}],
                         "refs": [f"i{i}"]}}
    for i in range(110):  # more than an explanation tells
        yield {"entity": "Product", "id": "x", "evidence": evidence, "facts": {"secret": f"t{base}{i}", "level": i}}
    for i in range(3):
        yield {"entity": "Inst", "id": f"i{i}", "evidence": evidence, "facts": {"ok": False}}


def commands():
    for form in ("text", "json"):
        review = ("-p", "p.asz", "-f", "f", "--on", ON, "--format", form)
        yield ("review", "x", *review, "--all-rules")
        yield from (("explain", "x", f"R-{i}", *review) for i in range(len(REQUIRED)))
        yield from (("ask", question, "x", *review) for question in QUESTIONS)
        yield ("facts", "show", "x", "-p", "p.asz", "-f", "f", "--format", form)


def main():
    program, folder = os.path.abspath(sys.argv[1]), tempfile.mkdtemp(prefix="assize-order-")
    told = {}

    def run(*arguments):
        done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    rules = "".join(f'rule R-{i} "r" {{ cites s 1 aspect a severity major require {text} }}\n' for i, text in enumerate(REQUIRED))
    with open(os.path.join(folder, "p.asz"), "w", encoding="utf-8") as file:
        file.write(POLICY + rules)
    for base in range(BASES):
        shutil.rmtree(os.path.join(folder, "f"), ignore_errors=True)
        with open(os.path.join(folder, "s.json"), "w", encoding="utf-8") as file:
            json.dump(list(submissions(base)), file)
        if run("facts", "import", "-p", "p.asz", "-f", "f", "s.json")[0]:
            sys.exit("the submissions are refused")
        for arguments in commands():
            told.setdefault(arguments, set()).add(run(*arguments))
    shutil.rmtree(folder)
    apart = [arguments for arguments, answers in told.items() if len(answers) > 1]
    unanswered = [arguments for arguments, answers in told.items() if any(code not in (0, 1, 3) for code, _, _ in answers)]
    for arguments in apart + unanswered:
        print("the public can tell apart, or has no answer:", " ".join(arguments))
    print(f"{len(told)} commands, {BASES} fact bases, {len(apart) + len(unanswered)} failed")
    return 1 if apart or unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
