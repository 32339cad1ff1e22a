#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether `assize impact`, `verdict diff` and `needs` print JSON as engine/report/impact.schema.json says: what golden cases expect of
them, and what is told of the sample. As of verdicts, all objects are closed; and what is changed must not pass.

usage: impact.py ASSIZE"""
import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests/schema"))
from run import closed  # noqa: E402

FORMATS = {"assize-impact/1": "impact", "assize-verdict-diff/1": "diff", "assize-needs/1": "needs"}


def golden():
    """(case, definition, document) of all that golden cases print."""
    for path in sorted(glob.glob(os.path.join(ROOT, "tests/[a-z]-*/*.case"))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                found = re.search(r'"format":"(assize-[a-z-]+/1)"', line) if line.startswith('{"a') else None
                if found and found[1] in FORMATS:
                    yield os.path.basename(path), FORMATS[found[1]], json.JSONDecoder().raw_decode(line)[0]


def told(program):
    """The same of the sample product."""
    policy = "policies/security_review/security_review.asz"
    with tempfile.TemporaryDirectory() as folder:
        facts = os.path.join(folder, "facts")

        def call(*arguments):
            done = subprocess.run([os.path.abspath(program), *arguments], cwd=ROOT, capture_output=True, timeout=120)
            if done.returncode not in (0, 1, 3):
                sys.exit(f"{' '.join(arguments)}: {done.returncode}: {done.stderr.decode()[:500]}")
            return done.stdout

        call("facts", "import", "-p", policy, "-f", facts, *sorted(glob.glob(os.path.join(ROOT, "policies/security_review/sample/invented/*.json"))))
        for audience in ("public", "institution", "office"):
            common = ("-f", facts, "--audience", audience, "--format", "json")
            yield f"needs {audience}", "needs", json.loads(call("needs", "harbour/console@2.4.0", "-p", policy, "--on", "2026-11-22", *common))
            yield f"impact {audience}", "impact", json.loads(call("impact", policy, policy, "--on", "2026-11-22", "--on", "2030-01-01", *common))
            verdicts = []
            for on in ("2026-11-22", "2029-11-22"):
                verdicts.append(os.path.join(folder, f"{on}.json"))
                with open(verdicts[-1], "wb") as file:
                    file.write(call("review", "harbour/console@2.4.0", "-p", policy, "--on", on, *common))
            yield f"verdict diff {audience}", "diff", json.loads(call("verdict", "diff", *verdicts, "--format", "json"))


def changes(document):
    """Documents that are none."""
    for member in document:
        other = copy.deepcopy(document)
        other.pop(member)
        if member != "sweep":
            yield f"without {member}", other
    other = copy.deepcopy(document)
    other["format"] = "assize-verdict/1"
    yield "another format", other
    other = copy.deepcopy(document)
    other["subject" if "subject" in other else "outcomes"] = 3
    yield "a number", other


def main():
    with open(os.path.join(ROOT, "engine/report/impact.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    whole = Draft202012Validator(schema)
    strict = {name: Draft202012Validator({**closed(schema), "oneOf": [{"$ref": f"#/$defs/{name}"}]}) for name in FORMATS.values()}
    count, wrong, seen = 0, [], {name: 0 for name in FORMATS.values()}
    for what, name, document in (*golden(), *told(sys.argv[1])):
        count += 1
        seen[name] += 1
        wrong += [f"{what}: {error.json_path}: {error.message[:300]}" for error in list(strict[name].iter_errors(document))[:3]]
        if not whole.is_valid(document):
            wrong.append(f"{what}: is none of the three")
        for how, other in changes(document):
            count += 1
            if whole.is_valid(other):
                wrong.append(f"{what}, {how}: is taken for right")
    wrong += [f"too little is told by {name}" for name, number in seen.items() if number < 4]
    print("\n".join(wrong + [f"{count} documents of impact, differences and needs, {len(wrong)} not as the schema says"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
