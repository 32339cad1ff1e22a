#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether `assize profile` and `assize inspect` print JSON as engine/report/profile.schema.json says: what golden cases expect of it, and what is told of the
shipped policy with its profiles. As of verdicts, all objects are closed; and what is changed must not pass.

usage: profile.py ASSIZE"""
import copy
import glob
import json
import os
import re
import subprocess
import sys

from jsonschema import Draft202012Validator

from run import ROOT, closed

COMMANDS = ("show", "diff", "rebase", "inspect")
BASE = "policies/security_review/security_review.asz"
PROFILES = [f"policies/{name}/{name}.asz" for name in ("finance", "telecom", "energy")]


def golden():
    """(case, command, document) of each `assize profile …` or `assize inspect` with `--format json` in a case that prints one."""
    for path in sorted(glob.glob(os.path.join(ROOT, "tests/*/*.case"))):
        with open(path, encoding="utf-8") as file:
            runs = file.read().partition("\n--- run\n")[2]
        for run in re.split(r"^\$ ", runs, flags=re.M):
            command = re.match(r"assize (?:profile )?(show|diff|rebase|inspect) .*--format json", run)
            for line in run.split("\n")[1:]:
                if command and line.startswith("{"):
                    yield os.path.basename(path), command[1], json.loads(line)


def told(program):
    """The same of the shipped policy and its profiles."""
    given = [argument for profile in PROFILES for argument in ("--profile", profile)]
    calls = [("show", BASE, *given), ("diff", BASE, *given), ("inspect", BASE), ("inspect", BASE, *given)]
    calls += [("rebase", profile, "--onto", BASE, *language) for profile in PROFILES for language in ((), ("--language", "zh"))]
    for call in calls:
        done = subprocess.run([program, *(() if call[0] == "inspect" else ("profile",)), *call, "--format", "json"], cwd=ROOT, capture_output=True, timeout=60)
        if done.returncode not in (0, 1):
            sys.exit(f"profile {' '.join(call)}: exit status {done.returncode}: {done.stderr.decode()[:500]}")
        yield " ".join(call), call[0], json.loads(done.stdout)


def changes(command, document):
    """Documents that are none, and what was changed."""
    def changed(what, change):
        other = copy.deepcopy(document)
        change(other)
        return what, other

    for member in document:
        yield changed(f"without {member}", lambda other: other.pop(member))
    if command == "rebase":
        wrong = next(i for i, entry in enumerate(document["entries"]) if "message" in entry)
        fine = next(i for i, entry in enumerate(document["entries"]) if "message" not in entry)
        yield changed("a base that refines nothing, as profile", lambda other: other["profile"].pop("refines"))
        yield changed("another state", lambda other: other["entries"][wrong].update(state="moved"))
        yield changed("what does not fit, without why", lambda other: other["entries"][wrong].pop("message"))
        yield changed("what fits, with a message", lambda other: other["entries"][fine].update(message="so"))
        yield changed("nowhere", lambda other: other["entries"][fine]["entry"]["place"].update(line=0))
        return
    if command == "inspect":
        yield changed("no files", lambda other: other.update(files=[]))
        yield changed("a file of nothing", lambda other: other["files"][0].update(kind="list"))
        yield changed("a short digest", lambda other: other["files"][0].update(digest="sha256:00"))
        yield changed("a profile without its files", lambda other: other["profiles"][0].pop("files"))
        return
    yield changed("no profile", lambda other: other.update(profiles=[]))
    yield changed("a policy that refines", lambda other: other["policy"].update(refines={"name": "a", "version": "1"}))
    if command == "show":
        yield changed("another field", lambda other: other["rules"][0]["fields"][0].update(field="title"))
        yield changed("a field of nothing", lambda other: other["rules"][0]["fields"][0].pop("now"))
        yield changed("an item without a name", lambda other: other["outcomes"][0].update(name=""))
        return
    set_at = next(i for i, one in enumerate(document["differences"]) if one["kind"] == "parameter" and not one["added"])
    added = next(i for i, one in enumerate(document["differences"]) if one["added"])
    yield changed("a parameter without a direction", lambda other: other["differences"][set_at].pop("stricter"))
    yield changed("what nobody changes", lambda other: other["differences"][set_at].update(changes=[]))
    yield changed("another effect", lambda other: other["differences"][set_at]["changes"][0].update(effect="looser"))
    yield changed("another kind", lambda other: other["differences"][set_at].update(kind="title"))
    yield changed("what is added, from something", lambda other: other["differences"][added].update(
        {"from": document["differences"][set_at]["from"]}))


def main():
    program = os.path.abspath(sys.argv[1])
    with open(os.path.join(ROOT, "engine/report/profile.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    whole = Draft202012Validator(schema)
    strict = {name: Draft202012Validator({**closed(schema), "oneOf": [{"$ref": f"#/$defs/{name}"}]}) for name in COMMANDS}
    count, wrong, seen, to_change = 0, [], {name: 0 for name in COMMANDS}, {}
    for what, command, document in (*golden(), *told(program)):
        count += 1
        seen[command] += 1
        wrong += [f"{what}: {error.json_path}: {error.message[:300]}" for error in list(strict[command].iter_errors(document))[:3]]
        if not whole.is_valid(document):
            wrong.append(f"{what}: is none of them")
        if command == "inspect" and not document["profiles"]:
            continue
        if command != "rebase" or {"message" in entry for entry in document["entries"]} == {True, False}:
            to_change[command] = document
    for command in COMMANDS:
        if seen[command] < 3 or command not in to_change:
            wrong.append(f"too little is told of {command}")
            continue
        for what, other in changes(command, to_change[command]):
            count += 1
            if strict[command].is_valid(other) or whole.is_valid(other):
                wrong.append(f"{command}: {what}: is taken for right")
    print("\n".join(wrong + [f"{count} documents about profiles, {len(wrong)} not as the schema says"]))
    return 1 if wrong else 0


sys.exit(main())
