#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Catalogues that others have written, matched with bills that are made of them: of each package a component at every version that
an entry names, which the entry itself says is affected or not: what is listed, introduced or last affected is, what is fixed is not.
That takes no order of versions. And the packages that an advisory names in CSAF are those that the same one names in OSV.

usage: catalogues.py ASSIZE CORPORA"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
from urllib.parse import quote

PROGRAM, CORPORA = (os.path.abspath(path) for path in sys.argv[1:3])
VULN = os.path.join(CORPORA, "vuln")
TYPES = {"npm": "npm", "PyPI": "pypi", "RubyGems": "gem", "Maven": "maven", "Go": "golang"}

POLICY = """policy catalogues version "1.0.0" { title "Catalogues" reviews x : Product }
use std.product
use std.evidence
source s "S" { clause 1 "c" }
aspect a "A"
rule R-1 "one" { cites s 1 aspect a severity minor require x.kind = software }
verdict { bad when any violated  good otherwise }
"""


def run(folder, *command):
    return subprocess.run([PROGRAM, *command], cwd=folder, capture_output=True, text=True, check=False)


def match(folder, name, components, *catalogues):
    """What the program says of components: the ids that it finds for each, None where the set is open; and its messages."""
    bill = {"entity": "Product", "id": name, "evidence": {"kind": "declaration", "on": "2026-01-01"},
            "facts": {"components": [{"id": one} for one in components]}}
    for path, text in (("p.asz", POLICY), (name + ".json", json.dumps(bill))):
        with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
            file.write(text)
    done = run(folder, "facts", "import", "-p", "p.asz", "-f", "f", name + ".json")
    if done.returncode:
        sys.exit(done.stderr)
    done = run(folder, "facts", "match", name, "-p", "p.asz", "-f", "f", "--kind", "declaration", "--on", "2026-02-01",
               "--catalogue", *catalogues)
    if done.returncode:
        return None, done.stderr
    found = {}
    for one in json.loads(done.stdout)["facts"]["components"]["open"]:
        listed = one["vulnerabilities"]
        found[one["id"]] = None if isinstance(listed, dict) else {vulnerability["id"] for vulnerability in listed}
    return found, done.stderr


def purl_of(package, version):
    """A package URL by the ecosystem's name; None of those that are not asked here."""
    if package["ecosystem"] not in TYPES:
        return None
    name = package["name"].replace(":", "/") if package["ecosystem"] == "Maven" else package["name"]
    if package["ecosystem"] == "PyPI":  # the key of a component is its purl in canonical form
        name = re.sub(r"[-_.]+", "-", name.lower())
    return f"pkg:{TYPES[package['ecosystem']]}/{quote(name, safe='/')}@{quote(version)}"


def known_as(purl):
    """The same in canonical form, by which a component is known: names of PyPI are in lower case."""
    name, version = purl.rsplit("@", 1)
    return f"{name.lower().replace('_', '-')}@{version}" if purl.startswith("pkg:pypi/") else purl


def says(entry):
    """The versions that an entry names, and whether it says that they are affected."""
    said = {}
    for affected in entry.get("affected", []):
        if "package" not in affected:
            continue
        for version in affected.get("versions", []):
            said[purl_of(affected["package"], version)] = True
        for event in (event for one in affected.get("ranges", []) if one["type"] != "GIT" for event in one["events"]):
            (kind, version), = event.items()
            if version != "0":
                said.setdefault(purl_of(affected["package"], version), kind in ("introduced", "last_affected"))
        said[purl_of(affected["package"], "999999.0.0")] = any(
            not any(kind in event for event in one["events"] for kind in ("fixed", "last_affected", "limit"))
            for one in affected.get("ranges", []))
    return {purl: is_affected for purl, is_affected in said.items() if purl}


def check_entries(folder):
    wrong, asked, refused, other = [], 0, 0, 0
    for number, path in enumerate(sorted(glob.glob(f"{VULN}/osv/**/*.json", recursive=True))):
        name = os.path.basename(path)
        with open(path, encoding="utf-8") as file:
            entry = json.load(file)
        is_entry = "id" in entry and not name.startswith("nointroduced")
        expected = says(entry) if is_entry else {}
        found, said = match(folder, f"p{number}", sorted(expected) or ["pkg:npm/x@1.0.0"], path)
        if not is_entry:
            refused += 1
            if found is not None or f"this lacks `{'introduced' if 'id' in entry else 'id'}`" not in said:
                wrong.append(f"{name}: is not refused: {said}")
            continue
        if found is None:
            wrong.append(f"{name}: {said}")
            continue
        if entry.get("withdrawn"):
            expected = dict.fromkeys(expected, False)
            if "is withdrawn" not in said:
                wrong.append(f"{name}: it is not said that it is withdrawn")
        other += not expected
        asked += len(expected)
        names = {entry["id"], *entry.get("aliases", [])}
        for purl, is_affected in expected.items():
            hit = found.get(known_as(purl), set())
            if hit is None or bool(hit) != is_affected or not hit <= names:
                wrong.append(f"{name}: {purl}: {hit}, and the entry says {is_affected}")
    print(f"catalogues: {asked} versions, {refused} files refused, {other} entries of ecosystems that are not asked, {len(wrong)} wrong")
    return wrong


def purls_of(branches):
    for branch in branches:
        yield from purls_of(branch.get("branches", []))
        purl = branch.get("product", {}).get("product_identification_helper", {}).get("purl")
        if purl:
            yield purl


def check_advisory(folder):
    """At the version that the advisory in CSAF calls fixed, nothing is found; before it, all that it names is."""
    with open(os.path.join(VULN, "csaf", "rhsa-2024_4546.csaf.json"), encoding="utf-8") as file:
        fixed = sorted(set(purls_of(json.load(file)["product_tree"]["branches"])))
    before = [purl.replace("-3.el8_6.1", "-2.el8_6") for purl in fixed]
    found, _ = match(folder, "advisory", fixed + before, os.path.join(VULN, "osv", "RHSA-2024_4546.osv.json"))
    wrong = [f"advisory: {purl}: {found.get(purl)}" for purl in fixed if found.get(purl) != set()]
    wrong += [f"advisory: {purl}: {found.get(purl)}" for purl in before if found.get(purl) != {"RHSA-2024:4546"}]
    print(f"advisory: {len(fixed)} packages, {len(wrong)} wrong")
    return wrong


def main():
    if not os.path.isdir(VULN):
        print(f"skipped: there is no {VULN}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        wrong = check_entries(folder) + check_advisory(folder)
    print("\n".join(wrong + [f"catalogues: {len(wrong)} wrong"]))
    return 1 if wrong else 0


sys.exit(main())
