#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every place that is told of a fact of the sample is looked at: in a submission of our own the value that is told stands there, in a
bill of materials the component that it is told of.

usage: places.py ASSIZE, from the root of the repository

The sample is reviewed and registered. All rules are explained (for the office), findings are printed as SARIF and CSV, of the review and
of the register, and what these say is held against the files that were imported."""
import csv
import glob
import hashlib
import io
import json
import os
import sys
import tempfile
import urllib.parse

sys.path.insert(0, "tests/fixture")
from looks import POLICY, SUBJECT, call, check, end  # noqa: E402

SAMPLE = "policies/security_review/sample"
BILL = f"{SAMPLE}/sbom/laravel-7.12.0.cdx14.json"


def at(value, pointer):
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def submissions(common):
    """What was submitted, by digest: our own as it stands, of a document its own text and what was said of it."""
    found = {}
    with open(BILL, "rb") as file:
        bill = file.read()
    for entity in json.loads(call("facts", "list", *common, "--format", "json")):
        for one in json.loads(call("facts", "show", f"{entity['entity']}:{entity['id']}", *common, "--format", "json")):
            said = one["submission"]
            document = said["evidence"].get("document")
            if said.get("format"):
                check(document == f"sha256:{hashlib.sha256(bill).hexdigest()}", f"a document that nobody imported: {document}")
            found[one["digest"]] = (json.loads(bill), True) if said.get("format") else (said, False)
    return found


def same(told, stands):
    """Whether a value is told as it stands in JSON; of a set nothing is told but that it is one."""
    if isinstance(stands, list):
        return told in ("all of it", "open: there may be more")
    if isinstance(stands, (bool, int)):
        return told == json.dumps(stands)
    if isinstance(stands, float):
        return float(told) == stands
    return told == stands


def names(component, part):
    """Whether a component of a bill is the one of which a fact is told, by its key."""
    purl = component.get("purl", "")
    return part in (purl, component.get("bom-ref")) or urllib.parse.unquote(part) == urllib.parse.unquote(purl)


def claims(tree):
    """All claims below a node, each with the part and the path that its fact is about."""
    if isinstance(tree, dict):
        fact = tree.get("fact")
        for claim in (fact or {}).get("claims", []):
            yield fact, claim
        for below in tree.values():
            yield from claims(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from claims(below)


def look_at_explanations(common, said):
    told = [0, 0]  # of our own, of the bill
    for rule in json.loads(call("review", SUBJECT, *common, "--format", "json"))["rules"]:
        for fact, claim in claims(json.loads(call("explain", SUBJECT, rule["code"], *common, "--format", "json"))):
            text, foreign = said[claim["submission"]]
            where = f"{rule['code']}: {fact['path']} of {fact.get('part')}: {claim}"
            whole = foreign and "part" not in fact # the document as a whole says it
            check(("pointer" in claim) != whole, f"{where} has no place")
            if "pointer" not in claim:
                continue
            stands = at(text, claim["pointer"])
            good = names(stands, fact["part"]) if foreign else same(claim["value"], stands)
            check(good, f"{where}: there stands {stands}")
            told[foreign] += 1
    check(told[0] > 300, f"{told[0]} places in submissions")
    check(told[1] > 20, f"{told[1]} places in the bill")
    return told


def look_at_findings(said, sarif, cells):
    """Places that findings name are there, and are the same in both forms."""
    places = set()
    for result in json.loads(sarif)["runs"][0]["results"]:
        for place in result["properties"].get("places", []):
            check(place["submission"] in result["properties"]["evidence"], f"{place} is no evidence")
            places |= {(result["ruleId"], place["submission"], pointer) for pointer in place["pointers"]}
    for _, submission, pointer in places:
        at(said[submission][0], pointer)
    rows = csv.DictReader(io.StringIO(cells.lstrip("\ufeff"), newline=""))
    listed = {(row["code"], *urllib.parse.unquote(place).split("#", 1)) for row in rows for place in row["places"].split()}
    check(listed == places, f"CSV and SARIF differ: {listed ^ places}")
    check(len(places) > 10, f"{len(places)} places of findings")
    return places


def main():
    with tempfile.TemporaryDirectory() as place:
        base = ("-f", os.path.join(place, "facts"))
        with_policy = ("-p", os.path.join(place, "p.aszb"), *base)
        call("build", POLICY, "-o", with_policy[1])
        call("facts", "import", *with_policy, *sorted(glob.glob(f"{SAMPLE}/invented/*.json")))
        call("facts", "import", *with_policy, "--trust", f"{SAMPLE}/signed/keys", *sorted(glob.glob(f"{SAMPLE}/signed/*.json")))
        call("facts", "import", *with_policy, "--kind", "third_party_assessment", "--by", "institute/eastern", "--on", "2026-10-12", "--id", SUBJECT,
             "--closed", "components", BILL)
        said = submissions((*with_policy, "--audience", "office"))
        common = (*with_policy, "--on", "2026-11-22", "--audience", "office")
        told = look_at_explanations(common, said)
        now = look_at_findings(said, *(call("review", SUBJECT, *common, "--format", form) for form in ("sarif", "csv-findings")))
        call("review", SUBJECT, *common, "--register")
        seen = (*base, "--audience", "office", "--purpose", "a test")
        digest = json.loads(call("register", "list", *seen, "--format", "json"))[0]["verdict"]
        then = look_at_findings(said, *(call("report", digest, *seen, "--format", form) for form in ("sarif", "csv-findings")))
        check(now == then, f"the register tells other places: {now ^ then}")
    return end(f"{told[0]} places in submissions, {told[1]} in a bill of materials, {len(now)} of findings; ")


if __name__ == "__main__":
    sys.exit(main())
