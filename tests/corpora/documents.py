#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Documents that others have written, of all formats: each is imported, or refused for the reason that its name gives; as many components,
services, edges and vulnerabilities come of it as other scripts count (count_cyclonedx.py, count_vex.py); what six producers wrote of
one project is shown side by side; and what was imported, exported and imported again has the same images.

usage: documents.py ASSIZE CORPORA"""
import csv
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import count_cyclonedx
import count_vex

PROGRAM, CORPORA = (os.path.abspath(path) for path in sys.argv[1:3])

POLICY = """policy documents version "1.0.0" { title "What documents say" reviews product : Product }
use std.product
use std.cyclonedx
use std.spdx
use std.vex
use std.sarif
use std.scorecard
use std.provenance
part Line key id { id: text  cells: many text }
extend Product { lines: many Line }
format csv { Line from row { cells from a | b | c | first | key } }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank report }
rule R-1 "one" { cites s 1 aspect a severity minor require product.name is declared }
verdict { bad when any violated  good otherwise }
"""
IMPORT = ["facts", "import", "-p", "policy.aszb", "--kind", "report", "--on", "2026-01-01"]
FORMATS = ("cyclonedx/**/*.json", "spdx/*.json", "vuln/openvex/*", "vuln/csaf/*", "sarif/*", "scorecard/*", "attest/*", "csv/csvs/*")
# The schema refuses each file of this name; these are refused here, for what is said, and the others are read, since what is
# wrong in them is kept as it stands, or said.
REFUSED = {"invalid-bomformat-1.6.json": "error[fact-value]", "invalid-dependency-1.6.json": "error[foreign-member]"}
WARNED = {"invalid-component-type-1.6.json": "`foo` in components[].type", "invalid-scope-1.6.json": "`foo` in components[].scope",
          "invalid-properties-1.6.json": "foreign-keyless", "invalid-component-swid-1.6.json": "components[].swid.name",
          "invalid-issue-type-1.6.json": "components[].pedigree", "invalid-patch-type-1.6.json": "components[].pedigree",
          "invalid-license-encoding-1.6.json": "components[].licenses[].license.text"}
# What the producers say of one project: components, with a purl, with a hash, with a licence; edges; whether they name the product.
PRODUCERS = {
    "build-info-go": (10, 0, 9, 0, 9, False),
    "cdxgen": (11, 11, 11, 11, 14, True),
    "cyclonedx-maven-plugin": (9, 9, 9, 9, 12, True),
    "depscan": (11, 11, 11, 11, 14, False),
    "jbom": (1, 0, 1, 0, 0, True),
    "openrewrite": (9, 9, 0, 6, 4, True),
}


def run(folder, *command):
    return subprocess.run([PROGRAM, *command], cwd=folder, capture_output=True, text=True, check=False)


def of(pattern):
    found = sorted(glob.glob(os.path.join(CORPORA, pattern), recursive=True))
    if not found:
        sys.exit(f"nothing is called {pattern}")
    return found


def name_of(path):
    return os.path.relpath(path, CORPORA)


# ---- what is refused ----

def check_refused(folder):
    """Files that are wrong; and those that do not say what they are about, where nobody says it for them."""
    wrong = []
    for path in of("cyclonedx/spec-1.6/invalid-*"):
        said = REFUSED.get(os.path.basename(path))
        done = run(folder, *IMPORT, "-f", "refused", "--id", "x", path) if said or os.path.basename(path) in WARNED else None
        if said and (done.returncode != 4 or said not in done.stderr):
            wrong.append(f"{name_of(path)}: exit status {done.returncode}: {done.stderr[:200]}")
        elif done and not said and (done.returncode or WARNED[os.path.basename(path)] not in done.stdout + done.stderr):
            wrong.append(f"{name_of(path)}: exit status {done.returncode}, and nothing is said of what is wrong: {done.stderr[:200]}")
        shutil.rmtree(os.path.join(folder, "refused"), ignore_errors=True)
    nameless = 0
    for path in of("cyclonedx/**/*.json"):
        if os.path.basename(path) in REFUSED or count_cyclonedx.Bom(count_cyclonedx.load(path)).names_itself():
            continue
        nameless += 1
        done = run(folder, *IMPORT, "-f", "refused", path)
        if done.returncode != 4 or "error[foreign-id]" not in done.stderr:
            wrong.append(f"{name_of(path)}: exit status {done.returncode} without an id: {done.stderr[:200]}")
    print(f"documents: {len(REFUSED)} files refused as their names say, {nameless} that do not say what they are about, {len(wrong)} wrong")
    return wrong


# ---- what is imported ----

def import_all(folder, paths):
    """All files in one import, each about something of its own; statements about packages beside a bill of these."""
    bills = []
    with open(os.path.join(folder, "manifest.csv"), "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "id"])
        for number, path in enumerate(paths):
            copy = os.path.join("files", f"{number}-{os.path.basename(path)}")
            shutil.copy(path, os.path.join(folder, copy))
            rows.writerow([copy, f"x{number}"])
            if "/vuln/" in path:
                listed = sorted({purl for purl, _ in count_vex.pairs(path)})
                bills.append({"entity": "Product", "id": f"x{number}", "evidence": {"kind": "report", "on": "2025-12-01"},
                              "facts": {"components": [{"id": purl, "purl": purl} for purl in listed]}})
    with open(os.path.join(folder, "bills.json"), "w", encoding="utf-8") as file:
        json.dump(bills, file)
    wrong = []
    for command in (["bills.json"], ["--kind", "report", "--on", "2026-01-01", "--manifest", "manifest.csv"]):
        done = run(folder, "facts", "import", "-p", "policy.aszb", "-f", "first", *command)
        if done.returncode:
            wrong.append(f"{command}: exit status {done.returncode}: {done.stderr[-2000:]}")
    return wrong


def claims_of(folder, number):
    """The facts of the submission of a file, as the program claims them."""
    done = run(folder, "facts", "show", f"x{number}", "-p", "policy.aszb", "-f", "first", "--audience", "office", "--format", "json")
    shown = [one["submission"] for one in json.loads(done.stdout)]
    return next(one for one in shown if "format" in one)["facts"]


def stated_pairs(facts):
    """Pairs of a component and a vulnerability."""
    return {(component["id"], one["id"]) for component in count_cyclonedx.elements(facts.get("components"))
            for one in count_cyclonedx.elements(component.get("vulnerabilities"))}


def check_counts(folder, paths):
    wrong, totals = [], {}
    for number, path in enumerate(paths):
        if "/cyclonedx/" in path:
            counted, claimed = count_cyclonedx.count(path), count_cyclonedx.count_claims(claims_of(folder, number))
        elif "/vuln/" in path:
            counted, claimed = {"statements": len(count_vex.pairs(path))}, {"statements": len(stated_pairs(claims_of(folder, number)))}
        else:
            continue
        if counted != claimed:
            wrong.append(f"{name_of(path)}: {claimed}, where {counted} are counted")
        totals = {key: totals.get(key, 0) + counted.get(key, 0) for key in {**totals, **counted}}
    print(f"documents: {', '.join(f'{count} {name}' for name, count in totals.items())}, {len(wrong)} wrong")
    return wrong


# ---- six producers of one project ----

def check_producers(folder, paths):
    rows = {}
    for number, path in enumerate(paths):
        if "jacop-six-producers" not in path:
            continue
        facts = claims_of(folder, number)
        components = count_cyclonedx.elements(facts.get("components"))
        with_any = [sum(1 for one in components if one.get(member)) for member in ("purl", "hashes", "licences")]
        rows[os.path.basename(path)[:-5]] = (len(components), *with_any, count_cyclonedx.count_claims(facts)["edges"], "name" in facts)
    heads = ("components", "purls", "hashes", "licences", "edges", "product")
    print("\n".join(f"  {name:24}" + "".join(f"{str(cell):>12}" for cell in row) for name, row in (("jacop, by", heads), *rows.items())))
    return [] if rows == PRODUCERS else [f"six producers: {rows}"]


# ---- once more ----

def images(folder, base):
    """The digests of the images in a fact base, of which each is checked."""
    with open(os.path.join(folder, base, "data.mdb"), "rb") as file:
        data = file.read()
    found = set()
    for match in re.finditer(rb"ASZI\r\n\x1a\n", data):
        size = int.from_bytes(data[match.end():match.end() + 8], "little")
        image = data[match.start():match.start() + size]
        if hashlib.sha256(image[48:]).digest() == image[16:48]:
            found.add(image[16:48])
    return found


def check_again(folder, paths):
    """Exported and imported again, by a policy that asks for the same."""
    with open(os.path.join(folder, "lines"), "w", encoding="utf-8") as file:
        subprocess.run([PROGRAM, "facts", "export", "-f", "first"], cwd=folder, stdout=file, check=True)
    done = run(folder, "facts", "import", "-p", "policy.aszb", "-f", "again", "lines")
    wrong = [] if done.returncode == 0 else [f"again: exit status {done.returncode}: {done.stderr[:500]}"]
    listed = [json.loads(run(folder, "facts", "list", "-f", base, "--audience", "office", "--format", "json").stdout) for base in ("first", "again")]
    first, again = images(folder, "first"), images(folder, "again")
    if listed[0] != listed[1] or len(listed[0]) != len(paths):
        wrong.append("again: the dossiers are others")
    if not again <= first or len(again) != len(paths):  # the first has those of the bills alone, too
        wrong.append(f"again: {len(first)} and {len(again)} images of {len(paths)} dossiers, {len(first & again)} the same")
    print(f"documents: {len(paths)} files exported and imported again, {len(first & again)} images the same, {len(wrong)} wrong")
    return wrong


def main():
    if not os.path.isdir(os.path.join(CORPORA, "cyclonedx")):
        print(f"skipped: there is no {CORPORA}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "files"))
        with open(os.path.join(folder, "policy.asz"), "w", encoding="utf-8") as file:
            file.write(POLICY)
        if run(folder, "build", "policy.asz", "-o", "policy.aszb").returncode:
            sys.exit("the policy is wrong")
        paths = [path for pattern in FORMATS for path in of(pattern) if os.path.basename(path) not in REFUSED]
        wrong = check_refused(folder) + import_all(folder, paths)
        if not wrong:
            wrong += check_counts(folder, paths) + check_producers(folder, paths) + check_again(folder, paths)
    print("\n".join(wrong + [f"documents: {len(paths)} files, {len(wrong)} wrong"]))
    return 1 if wrong else 0


sys.exit(main())
