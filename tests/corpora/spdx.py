#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SPDX files that others have written: each is read, or refused for the reason that its name or ORIGIN.md gives; as many components
and edges come of it as another script counts (count_spdx.py); and the same product in SPDX 2.2 and in 3.0 gives the same facts.

usage: spdx.py ASSIZE CORPORA"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from count_spdx import SETS, count

PROGRAM, CORPORA = (os.path.abspath(path) for path in sys.argv[1:3])
POLICY = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "f-facts", "spdx.asz")
# What does not say what it is about: these have to be told an id.
NAMELESS = {"null-package-2_2.json", "null-package-2_3.json", "trustify-issue-1492.spdx23.json"}


def run(folder, *command):
    return subprocess.run([PROGRAM, *command], cwd=folder, capture_output=True, text=True, check=False)


def import_file(folder, path, *options):
    return run(folder, "facts", "import", "-p", POLICY, "-f", os.path.basename(path), "--kind", "declaration", "--on", "2026-10-01", *options, path)


def check_file(folder, path):
    """One file: whether it is taken, and how much comes of it."""
    name, wrong = os.path.basename(path), []
    done = import_file(folder, path)
    if (done.returncode != 0) != (name in NAMELESS) or (done.returncode and "error[foreign-id]" not in done.stderr):
        wrong.append(f"{name}: exit status {done.returncode}: {done.stderr[:300]}")
    if name in NAMELESS:
        done = import_file(folder, path, "--id", "x")
    report = re.search(r": SPDX [\d.]+(: .*)?", done.stdout)
    said = (sum(int(n) for n in re.findall(r"(\d+) (?:package|file)s?\b", report[0])),
            sum(int(n) for n in re.findall(r"(\d+) in \w+\.(?:depends_on|contained_in|generated_from)", report[0]))) if report else None
    counted = count(path)
    edges = sum(counted[key] for key in SETS) + counted["product_depends_on"] + counted["product_generated_from"]
    if said != (counted["components"], edges):
        wrong.append(f"{name}: {said}, where {counted['components']} components and {edges} edges are counted")
    return wrong, counted


def by_members(expression):
    """A licence expression without operands in an order: their order says nothing."""
    return "".join(sorted(re.findall(r"[\w.+-]+|[()]", expression)))


def facts(folder, path, product):
    """All that is known of a dossier, a finding each; nothing that is of the document alone."""
    done = run(folder, "review", product, "-p", POLICY, "-f", os.path.basename(path), "--on", "2026-10-02", "--format", "json")
    found = [finding["text"]["en"] for rule in json.loads(done.stdout)["rules"] for finding in rule["findings"]]
    found = [re.sub(r" (id|title|format)=\S+", "", text) for text in found if not text.startswith("the bill ")]
    return sorted(re.sub(r" is under (.*?): (identifier|expression)=(.*?) (expression=unknown )?declared", lambda match: f" is under {by_members(match[1])}: declared",
                         re.sub(r"title=.*? format", "format", text).replace("identifier=unknown ", "")) for text in found)


def check_same(folder, first, second, product):
    one, other = (facts(folder, path, product) for path in (first, second))
    differing = sorted(set(one) ^ set(other))
    print(f"spdx: {os.path.basename(first)} and {os.path.basename(second)}: {len(one)} and {len(other)} statements, {len(differing)} differ")
    return [f"of one alone: {text}" for text in differing] if one and other else ["nothing is known"]


def main():
    folder_of = os.path.join(CORPORA, "spdx")
    if not os.path.isdir(folder_of):
        print(f"skipped: there is no {folder_of}")
        return 0
    wrong, totals = [], {}
    with tempfile.TemporaryDirectory() as folder:
        paths = sorted(glob.glob(os.path.join(folder_of, "*.json")))
        for path in paths:
            of_file, counted = check_file(folder, path)
            wrong += of_file
            totals = {key: totals.get(key, 0) + number for key, number in counted.items()}
        wrong += check_same(folder, *(os.path.join(folder_of, f"appbomination.spdx{version}.json") for version in ("22", "30")), "App-BOM-ination@1.0")
    print(f"spdx: {len(paths)} files, {totals['packages']} packages, {totals['files']} files, {totals['relationships']} relationships, {len(wrong)} wrong")
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main())
