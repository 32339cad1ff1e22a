#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What tools found, how projects are kept, what was built, and tables: every file that others made is imported, and what the policy
sees of it is as much as this script counts in the file by itself.

usage: attested.py ASSIZE CORPORA"""
import base64
import csv
import glob
import json
import os
import subprocess
import sys
import tempfile

PROGRAM, CORPORA = (os.path.abspath(path) for path in sys.argv[1:3])

POLICY = """policy attested version "1.0.0" { title "What others attest" reviews product : Product }
use std.product
use std.sarif
use std.scorecard
use std.provenance
part Line key id { id: text  cells: many text }
extend Product { lines: many Line }
format csv { Line from row { %s } }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank report }
rule R-1 "one" { cites s 1 aspect a severity minor require product.name is declared }
verdict { bad when any violated  good otherwise }
"""
COLUMNS = "cells from a | b | c | first | key"


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def statement(path):
    document = load(path)
    return json.loads(base64.b64decode(document["payload"])) if "payload" in document else document


def results(path):
    """Findings: results that are failures, one for each rule and place where they say the same."""
    return sum(1 for run in load(path)["runs"] for result in run.get("results", []) if result.get("kind", "fail") == "fail")


def digests(path):
    return len({(name, value) for subject in statement(path)["subject"] for name, value in subject.get("digest", {}).items()})


def materials(path):
    predicate = statement(path).get("predicate", {})
    return len(predicate.get("materials", [])) + len(predicate.get("buildDefinition", {}).get("resolvedDependencies", []))


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return max(0, sum(1 for row in csv.reader(file) if row) - 1)


# Files, the sets that are closed, and questions with who counts what they should give.
KINDS = [
    ("sarif/*", ["tool_findings", "analyses"], [("count(product.tool_findings)", results), ("count(product.analyses)", lambda path: len(load(path)["runs"]))]),
    ("scorecard/*", ["scorecard_checks"], [("count(product.scorecard_checks)", lambda path: len(load(path)["checks"]))]),
    ("attest/*", ["attestations", "attestations.subjects", "attestations.materials"],
     [("count({ d for a in product.attestations, d in a.subjects })", digests),
      ("count({ m.id for a in product.attestations, m in a.materials })", materials)]),
    ("csv/csvs/*", ["lines"], [("count(product.lines)", rows)]),
]


def run(folder, *command):
    return subprocess.run([PROGRAM, *command], cwd=folder, capture_output=True, text=True, check=False)


def main():
    files = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "p.asz"), "w", encoding="utf-8") as file:
            file.write(POLICY % COLUMNS)
        for pattern, sets, questions in KINDS:
            paths = sorted(glob.glob(os.path.join(CORPORA, pattern)))
            if not paths:
                sys.exit(f"nothing is called {pattern}")
            for path in paths:
                files += 1
                facts = f"facts{files}"
                closed = [word for name in sets for word in ("--closed", name)]
                done = run(folder, "facts", "import", "-p", "p.asz", "-f", facts, "--kind", "report", "--on", "2026-01-01", "--id", "x",
                           path, *closed)
                if done.returncode:
                    print(f"{path}: {done.stderr}")
                    wrong += 1
                    continue
                for question, counts in questions:
                    said = run(folder, "ask", "-p", "p.asz", "-f", facts, "--on", "2026-01-02", question, "x")
                    got = said.stdout.split("\n")[0]
                    if got != str(counts(path)):
                        print(f"{path}: {question} is {got or said.stderr}, and {counts(path)} by another count")
                        wrong += 1
    print(f"{files} files, {wrong} wrong")
    return wrong != 0


sys.exit(main())
