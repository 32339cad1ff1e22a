#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether verdicts are as engine/report/verdict.schema.json says: those of the fixture and of the sample product, to every audience,
with limits that are hit, of what has no dossier. They are held against the schema with all objects closed, so that no member goes
without its description; and verdicts that are changed must not pass.

usage: run.py ASSIZE"""
import copy
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
AUDIENCES = ("public", "institution", "office")


def closed(schema):
    """The schema with no room for members that it does not describe."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        result.setdefault("additionalProperties", False)
    return result


def changes(verdict):
    """Verdicts that are none: what was changed, and what came of it."""
    def changed(what, change):
        other = copy.deepcopy(verdict)
        change(other)
        return what, other

    rules = {rule["status"]: number for number, rule in enumerate(verdict["rules"])}
    for member in verdict:
        yield changed(f"without {member}", lambda other: other.pop(member))
    yield changed("another format", lambda other: other.update(format="assize-verdict/2"))
    yield changed("another date", lambda other: other.update(on="2026-1-1"))
    yield changed("a number for a score", lambda other: other["scores"].update(all=[0.0, 66.67]))
    yield changed("a score of three places", lambda other: other["scores"].update(all=["0.000", "1.00"]))
    yield changed("a score beyond 100", lambda other: other["scores"].update(all=["0.00", "100.01"]))
    yield changed("a number for the penalty", lambda other: other.update(penalty=3))
    yield changed("a count below zero", lambda other: other["counts"].update(decided=-1))
    yield changed("another audience", lambda other: other.update(audience="all"))
    yield changed("a short digest", lambda other: other["policy"].update(digest="sha256:00"))
    yield changed("a limit that there is not", lambda other: other.update(hit=["time"]))
    yield changed("another status", lambda other: other["rules"][0].update(status="passed"))
    yield changed("another severity", lambda other: other["rules"][0].update(severity="high"))
    yield changed("no code", lambda other: other["rules"][0].update(code="rule 1"))
    yield changed("a text without a language", lambda other: other["rules"][0].update(title="One"))
    yield changed("a violation without findings", lambda other: other["rules"][rules["violated"]].update(findings=[]))
    yield changed("a violation that is satisfied", lambda other: other["rules"][rules["violated"]].update(status="satisfied"))
    yield changed("unknown without reasons", lambda other: other["rules"][rules["undetermined"]].update(reasons=[]))
    yield changed("unknown for another reason",
                  lambda other: other["rules"][rules["undetermined"]]["reasons"][0].update(why="unclear"))
    yield changed("satisfied with reasons", lambda other: other["rules"][rules["satisfied"]].update(
        reasons=verdict["rules"][rules["undetermined"]]["reasons"]))
    yield changed("excepted for nothing", lambda other: other["rules"][rules["satisfied"]].update(status="excepted"))
    yield changed("a need without rules", lambda other: other["needs"][0].update(rules=[]))
    yield changed("a member that nothing describes", lambda other: other.update(signature=""))


def changes_of_profiles(unknown, waived):
    """The same of what profiles say: of one that hangs on them, and one that has a waiver."""
    def changed(what, verdict, change):
        other = copy.deepcopy(verdict)
        change(other)
        return what, other

    number = next(i for i, rule in enumerate(unknown["rules"]) if "depends" in rule)
    waiver = next(i for i, rule in enumerate(waived["rules"]) if rule["status"] == "waived")
    yield changed("a profile that may apply", unknown, lambda other: other["policy"]["profiles"][0].update(applies="perhaps"))
    yield changed("reasons of one that applies", unknown, lambda other: other["policy"]["profiles"][0].update(applies=True))
    yield changed("a profile without a digest", unknown, lambda other: other["policy"]["profiles"][0].pop("digest"))
    yield changed("hangs on nothing", unknown, lambda other: other["rules"][number]["depends"].update(on=[]))
    yield changed("hangs on a profile, and is violated", unknown, lambda other: other["rules"][number].update(status="violated"))
    yield changed("another change", waived, lambda other: other["rules"][0].update(changes=[{"change": "title", "profile": "rural"}]))
    yield changed("a need of nobody", unknown, lambda other: other["needs"][0].update(rules=[], profiles=[]))
    yield changed("waived by nobody", waived, lambda other: other["rules"][waiver]["waiver"].update(by=[]))
    yield changed("waived without end", waived, lambda other: other["rules"][waiver]["waiver"].pop("until"))
    yield changed("waived without a waiver", waived, lambda other: other["rules"][waiver].pop("waiver"))
    yield changed("waived for nothing", waived, lambda other: other["rules"][waiver].update(otherwise="satisfied"))
    yield changed("waived, and it does not say from what", waived, lambda other: other["rules"][waiver].pop("otherwise"))


class Runner:
    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.folder = tempfile.mkdtemp(prefix="assize-schema-")
        with open(os.path.join(ROOT, "engine/report/verdict.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        Draft202012Validator.check_schema(schema)
        self.open, self.closed = Draft202012Validator(schema), Draft202012Validator(closed(schema))
        self.count = self.failed = 0
        self.seen = set()

    def call(self, *arguments, fine=(0, 1, 3)):
        done = subprocess.run([self.program, *arguments], cwd=ROOT, capture_output=True, timeout=60)
        if done.returncode not in fine:
            sys.exit(f"{' '.join(arguments)}: exit status {done.returncode}: {done.stderr.decode()[:500]}")
        return done.stdout

    def wrong(self, what, why):
        self.failed += 1
        print(f"{what}: {why}")

    def verdict(self, subject, policy, facts, on, *more):
        """A verdict, once it is held against the schema."""
        what = " ".join((subject, policy, on, *more))
        verdict = json.loads(self.call("review", subject, "-p", policy, "-f", facts, "--on", on, "--format", "json", *more))
        self.count += 1
        for error in list(self.closed.iter_errors(verdict))[:3]:
            self.wrong(what, f"{error.json_path}: {error.message[:300]}")
        self.seen.update(rule["status"] for rule in verdict["rules"])
        self.seen.update(reason["why"] for rule in verdict["rules"] for reason in rule["reasons"])
        self.seen.update(f"hit {limit}" for limit in verdict["hit"])
        return verdict

    def bundle(self, name, source):
        path = os.path.join(self.folder, name + ".aszb")
        self.call("build", source, "-o", path)
        return path

    def facts(self, name, policy, *files):
        path = os.path.join(self.folder, name + ".facts")
        self.call("facts", "import", "-p", policy, "-f", path, *files)
        return path

    def fixture(self):
        policy = self.bundle("fixture", "tests/fixture/fixture.asz")
        facts = self.facts("fixture", policy, "tests/fixture/submissions.ndjson")
        for audience in AUDIENCES:
            for subject in ("box/1", "box/2", "nothing"):
                for on in ("2023-01-01", "2024-05-01", "2025-06-01", "2030-01-01"):
                    self.verdict(subject, policy, facts, on, "--audience", audience)
        for limit in (("rows", "1"), ("rows", "20"), ("regex", "1"), ("memory", "1000000")):
            self.verdict("box/1", policy, facts, "2024-05-01", f"--limit-{limit[0]}", limit[1])
        self.verdict("nothing", policy, os.path.join(self.folder, "none"), "9999-12-31")

    def profiles(self):
        """Of some it is unknown whether they apply, of some why is confidential, some waive rules."""
        sectors, extra, subjects = "tests/g-verdict/sectors/", [], ("bank", "some", "open", "holes", "nothing")
        for name, text in (("owned", 'applies when product.owner = "state" and product.audited }\nrejected also when CTRL-01 violated\n'
                            'strengthen SUPP-01 { weight 9 }'),
                           ("rural", '}\nwaive CTRL-02 until 2025-12-31 because "later"\ninterpret CTRL-01 on 2024-06-01 "so"')):
            extra.append(os.path.join(self.folder, name + ".asz"))
            with open(extra[-1], "w", encoding="utf-8") as file:
                file.write(f'profile {name} version "1" refines review "1.x" {{ title "T" {text}\n')
        submissions = os.path.join(self.folder, "sectors.ndjson")
        with open(submissions, "w", encoding="utf-8") as file:
            for subject, facts in (("bank", {"documented": False, "patch_days": 10, "known_holes": 1, "sectors": ["finance"], "owner": "us"}),
                                   ("some", {"documented": True, "patch_days": 10, "audited": False, "small": True}),
                                   ("open", {"documented": False, "patch_days": 40, "known_holes": 0, "owner": "state"}),
                                   ("holes", {"documented": True, "patch_days": 1, "known_holes": 2, "small": False})):
                file.write(json.dumps({"entity": "Product", "id": subject, "evidence": {"kind": "declaration", "on": "2024-06-01"},
                                       "facts": facts}) + "\n")
        facts = self.facts("sectors", sectors + "base.asz", submissions)
        given = [["--profile", sectors + "energy.asz", "--profile", sectors + "finance.asz"], ["--profile", extra[0]], ["--profile", extra[1]]]
        for profiles in (*given, sum(given, [])):
            for audience in AUDIENCES:
                for subject in subjects:
                    self.verdict(subject, sectors + "base.asz", facts, "2025-07-01", *profiles, "--audience", audience)
        return (self.verdict("some", sectors + "base.asz", facts, "2025-07-01", *given[0]),
                self.verdict("holes", sectors + "base.asz", facts, "2025-07-01", *given[2]))

    def sample(self):
        policy = self.bundle("sample", "policies/security_review/security_review.asz")
        facts = self.facts("sample", policy, *sorted(glob.glob(os.path.join(ROOT, "policies/security_review/sample/invented/*.json"))))
        verdicts = [self.verdict("harbour/console@2.4.0", policy, facts, on, "--audience", audience)
                    for audience in AUDIENCES for on in ("2026-11-22", "2020-01-01", "2040-01-01")]
        return verdicts[-3]  # the office's, from which nothing is hidden

    def changed(self, all_changes):
        for what, other in all_changes:
            self.count += 1
            added = what == "a member that nothing describes"
            if self.closed.is_valid(other):
                self.wrong(what, "is taken for a verdict")
            if added != self.open.is_valid(other):
                self.wrong(what, "more members may be added, and nothing else")


def main():
    runner = Runner(sys.argv[1])
    runner.fixture()
    runner.changed(changes(runner.sample()))
    runner.changed(changes_of_profiles(*runner.profiles()))
    for wanted in ("satisfied", "violated", "undetermined", "not_applicable", "excepted", "waived", "missing", "too weak", "expired",
                   "not accepted", "contested", "open set", "too costly", "hit rows"):
        if wanted not in runner.seen:
            runner.wrong(wanted, "is in none of these verdicts")
    shutil.rmtree(runner.folder)
    print(f"{runner.count} verdicts, {runner.failed} not as the schema says")
    return 1 if runner.failed else 0


if __name__ == "__main__":
    sys.exit(main())
