#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether the register, `report provider` and `verify` print JSON as engine/report/register.schema.json says: of a register in which
there is everything once, to every audience. As of verdicts, all objects are closed; and what is changed must not pass.

usage: register.py ASSIZE"""
import copy
import json
import os
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests/schema"))
from run import closed  # noqa: E402

REGISTER = os.path.join(ROOT, "tests/k-register")
PROFILE = 'profile strict version "1.0.0" refines gates "1.x" { title "Strict" }\nstrengthen HIGH-1 { severity critical }\n'
OFFICE = ("--audience", "office", "--purpose", "test")
AUDIENCES = ((), ("--audience", "institution", "--as", "lab", "--purpose", "test"), OFFICE)


class Case:
    """A register, and all that is printed of it: definition, what was asked, the document."""

    def __init__(self, program, folder):
        self.program, self.folder, self.printed = os.path.abspath(program), folder, []

    def call(self, *arguments, fine=(0, 1, 3)):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)
        if done.returncode not in fine:
            sys.exit(f"{' '.join(arguments)}: {done.returncode}: {done.stderr[:500]}")
        return done

    def tell(self, definition, *arguments, fine=(0, 1, 3)):
        document = json.loads(self.call(*arguments, "--format", "json", fine=fine).stdout)
        self.printed.append((definition, " ".join(arguments), document))
        return document

    def issue(self, subject, on, *more):
        return self.call("review", subject, "-p", "p.aszb", "-f", "f", "--on", on, "--register", *more).stderr.split()[-1]

    def fill(self):
        for name, text in (("strict.asz", PROFILE), ("policy.asz", open(os.path.join(REGISTER, "reviewed.asz"), encoding="utf-8").read())):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.call("build", "policy.asz", "--profile", "strict.asz", "-o", "p.aszb")
        self.call("facts", "import", "-p", "policy.asz", "-f", "f", os.path.join(REGISTER, "facts.json"))
        opened = self.tell("done", "register", "open", "south", "--request", "market", "--by", "lab", "--on", "2026-10-30", "-f", "f")["opened"]
        self.verdicts = [self.issue("south", "2026-11-01", "--opened", opened)]
        self.verdicts += [self.issue(subject, "2026-11-01") for subject in ("north", "east", "west")] + [self.issue("north", "2026-11-03")]
        for verdict, to in zip(self.verdicts, ([], ["--audience", "institution", "--as", "lab"], [], [], [])):
            self.tell("done", "register", "release", verdict, "--to", "all", *to, "-f", "f")
        self.tell("done", "register", "revoke", self.verdicts[2], "--because", "a mistake", "-f", "f", "--on", "2026-11-05")

    def look(self, audience):
        more = ("-f", "f", *audience)
        listed = self.tell("list", "register", "list", *more)
        self.tell("list", "register", "list", "--outcome", "none", *more)
        for one in listed:
            self.tell("shown", "register", "show", one["verdict"], *more)
        for subject in ("north", "south", "east", "west", "ghost"):
            self.tell("history", "register", "history", subject, *more)
            for day in ("2026-11-02", "2026-11-04", "2026-11-06", "2027-11-06"):
                for profile in ((), ("--profile", "strict")):
                    self.tell("procured", "register", "procure", subject, "--on", day, *profile, *more)
        self.tell("procured", "register", "procure", "Org:forge", "-p", "policy.asz", "--on", "2026-11-04", *more)
        for provider in ("forge", "nobody"):
            self.tell("provider", "report", "provider", provider, *more)
        for verdict in self.verdicts[:2]:
            self.tell("compared", "verify", verdict, *(one for one in more if one not in ("--as", "lab")))

    def verify(self):
        verdict = self.call("report", self.verdicts[1], "-f", "f", *OFFICE, "--format", "json").stdout
        for name, text in (("v.json", verdict), ("w.json", verdict.replace('"on":"2026-11-01"', '"on":"2026-11-01","x":1', 1))):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        for audience in ((), OFFICE):
            self.tell("compared", "verify", "w.json", "-f", "f", *audience)
        self.call("keygen", "-o", "key.pem")
        self.call("keygen", "-o", "other.pem")
        self.call("sign", "v.json", "-p", "p.aszb", "--key", "key.pem", "-o", "v.intoto.jsonl")
        for key in ("key", "other"):
            for facts in ((), ("-f", "f")):
                self.tell("attested", "verify", "v.intoto.jsonl", "--trust", f"{key}.pub.pem", *facts)


def changes(definition, document, required):
    """Documents that are none: each without what it must have, or with something else in its place."""
    sample = document[0] if isinstance(document, list) else document
    for member in sample:
        for value in (None, 3.5):
            other = copy.deepcopy(document)
            where = other[0] if isinstance(other, list) else other
            if value is None and member in required:
                where.pop(member)
            elif value is not None:
                where[member] = value
            else:
                continue
            yield f"{definition}: {'without' if value is None else 'a number for'} {member}", other


def main():
    with open(os.path.join(ROOT, "engine/report/register.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    whole, definitions = Draft202012Validator(schema), schema["$defs"]
    strict = {name: Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": closed(definitions)}) for name in definitions}
    with tempfile.TemporaryDirectory() as folder:
        case = Case(sys.argv[1], folder)
        case.fill()
        for audience in AUDIENCES:
            case.look(audience)
        case.verify()
    wrong, changed, reached = [], 0, set()
    for definition, what, document in case.printed:
        errors = list(strict[definition].iter_errors(document)) + list(whole.iter_errors(document))
        wrong += [f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in errors[:3]]
        if document and definition not in reached:
            reached.add(definition)
            required = definitions[definition].get("items", definitions[definition])
            required = definitions[required["$ref"].rsplit("/", 1)[1]] if "$ref" in required else required
            for said, other in changes(definition, document, required.get("required", ())):
                changed += 1
                if strict[definition].is_valid(other):
                    wrong.append(f"passes: {said}")
    if reached != {"list", "shown", "history", "procured", "provider", "compared", "attested", "done"}:
        wrong.append(f"nothing was printed of others than {sorted(reached)}")
    print(f"{len(case.printed)} documents of the register against their schema, {changed} that are none, {len(wrong)} wrong")
    sys.exit("\n".join(wrong[:20]) or 0)


main()
