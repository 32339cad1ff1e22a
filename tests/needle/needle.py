#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks for what is confidential in all that is printed for others than the office.

usage: needle.py ASSIZE [--rounds N] [--seed N]

For invented policies and facts (invent.py), every command in every format:
- prints no needle: no value of a confidential attribute, nothing that a submission in confidence says or names, no digest of these;
- prints the same for two fact bases that differ in such values alone, as far as the statuses of rules are the same;
- prints the needles for the office: else this test could not fail."""
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import invent

ON = "2026-11-22"
FORMS = ("html", "sarif", "junit", "csv-findings", "csv") # of a verdict alone; the last shows no values


class Failed(Exception):
    pass


class Round:
    def __init__(self, program, seed):
        self.program, self.case, self.seed = program, invent.Case(seed), seed
        self.folder = tempfile.mkdtemp(prefix="assize-needle-")
        self.count = 0

    def call(self, *arguments):
        self.count += 1
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)
        if done.returncode < 0 or "Sanitizer" in done.stderr:
            raise Failed(f"{arguments}: {done.returncode}: {done.stderr[:2000]}")
        return done.returncode, done.stdout, done.stderr

    def must(self, *arguments):
        code, out, errors = self.call(*arguments)
        if code:
            raise Failed(f"{arguments}: {code}: {out}{errors}")
        return out

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def prepare(self):
        self.write("p.asz", self.case.policy)
        self.must("build", "p.asz", "-o", "p.aszb")
        self.secrets = [set(), set()]
        for side in (0, 1):
            lines = [json.dumps(pair[side]) for _, pair in self.case.pairs]
            self.write(f"s{side}.ndjson", "\n".join(lines))
            out = self.must("facts", "import", "-p", "p.aszb", "-f", f"f{side}", f"s{side}.ndjson")
            self.hide(side, re.findall(r"sha256:([0-9a-f]{64})  (\w+) (\S+),", out))

    def hide(self, side, stored):
        """All that must not show of one fact base."""
        secrets = self.secrets[side]
        for value in self.case.values[side].made:
            secrets.add(value.lower())
            secrets.add(hashlib.sha256(value.encode()).hexdigest())
        dossiers = {(one["entity"], one["id"]): one["digest"][7:] for one in
                  json.loads(self.must("facts", "list", "-f", f"f{side}", "--audience", "office", "--format", "json"))}
        made = [value.lower() for value in self.case.values[side].made]
        for digest, type_, id_ in stored:
            one = next(one for one in json.loads(self.must("facts", "show", f"{type_}:{id_}", "-f", f"f{side}", "--audience", "office",
                                                           "--format", "json")) if one["digest"][7:] == digest)
            said = json.dumps(one["submission"]).lower()
            if any(value in said for value in made) or self.holds_hidden(one["submission"]):
                secrets.update((digest, dossiers[(type_, id_)]))

    def holds_hidden(self, submission):
        """Whether a submission was made in confidence, or claims anything about a confidential attribute."""
        def below(type_, facts):
            for one in self.case.schema[type_]:
                if one.name not in facts:
                    continue
                if one.confidential:
                    return True
                value = facts[one.name]
                items = value["open"] if isinstance(value, dict) and "open" in value else value
                if one.part and not one.ref and any(below(one.part, item) for item in items):
                    return True
                if one.ref and items and self.case.schema["Piece"][0].confidential:
                    return True
            return False
        return submission["evidence"].get("confidential", False) or below(submission["entity"], submission["facts"])

    # ---- what is printed ----

    def commands(self, side):
        """Everything that may be printed for an audience, by a name that is the same for both fact bases."""
        facts = ("-f", f"f{side}")
        common = ("-p", "p.aszb", *facts, "--on", ON)
        yield "list", ("facts", "list", *facts)
        yield "list json", ("facts", "list", *facts, "-p", "p.aszb", "--format", "json")
        for what in ("x", "Product:x", "org/1", "org/2"):
            yield f"show {what}", ("facts", "show", what, *facts)
            yield f"show {what} json", ("facts", "show", what, *facts, "-p", "p.aszb", "--format", "json")
            yield f"show {what} policy", ("facts", "show", what, *facts, "-p", "p.aszb")
        yield "verify", ("facts", "verify", *facts)
        for form in ("text", "json"):
            for language in ("en", "zh"):
                yield f"review {form} {language}", ("review", "x", *common, "--format", form, "--language", language, "--all-rules")
            yield f"impact {form}", ("impact", "p.aszb", "p.aszb", *facts, "--on", ON, "--format", form)
            yield f"needs {form}", ("needs", "x", *common, "--format", form)
            yield f"all {form}", ("review", "--all", *common, "--format", form)
            for code in self.case.codes:
                yield f"explain {code} {form}", ("explain", "x", code, *common, "--format", form)
            for i, question in enumerate(self.case.questions):
                yield f"ask {i} {form}", ("ask", question, "x", *common, "--format", form)
        for form in FORMS:
            yield f"review {form}", ("review", "x", *common, "--format", form)

    def misses(self, side):
        """What is near to an id that is hidden, and the id itself."""
        facts = ("-f", f"f{side}")
        ids = [value for value in self.case.values[side].made if value.startswith(("product-", "org-", "lab-"))][:4]
        for id_ in ids + [id_[:-1] for id_ in ids]:
            yield id_, ("facts", "show", id_, *facts)
            yield id_, ("review", id_, "-p", "p.aszb", *facts, "--on", ON)
            yield id_, ("explain", id_, "R-00", "-p", "p.aszb", *facts, "--on", ON)
            yield id_, ("ask", "product.w1", id_, "-p", "p.aszb", *facts, "--on", ON)

    def look(self, side, what, code, text):
        low = text.lower()
        for secret in self.secrets[side]:
            if secret in low:
                raise Failed(f"{what} ({code}) shows {secret}:\n{text}")

    def public(self, side, *audience):
        printed = {}
        for name, arguments in self.commands(side):
            code, out, errors = self.call(*arguments, *(() if name == "verify" else audience))
            self.look(side, arguments, code, out + errors)
            printed[name] = (code, out, errors)
        for id_, arguments in self.misses(side):
            code, out, errors = self.call(*arguments, *audience)
            # Who gives an id is told it again.
            self.look(side, arguments, code, (out + errors).replace(id_, "?").replace(json.dumps(id_)[1:-1], "?"))
        return printed

    def office(self, side):
        """Whether the office sees needles at all; and the statuses, by rule."""
        shown = ""
        for name, arguments in self.commands(side):
            if name.startswith(("list", "show", "explain")) and "json" in name:
                shown += self.call(*arguments, "--audience", "office")[1].lower()
        verdict = json.loads(self.call("review", "x", "-p", "p.aszb", "-f", f"f{side}", "--on", ON, "--format", "json", "--audience", "office")[1])
        forms = [self.call("review", "x", "-p", "p.aszb", "-f", f"f{side}", "--on", ON, "--format", form, "--audience", "office")[1].lower() for form in FORMS]
        self.forms = [sum(secret in printed for secret in self.secrets[side]) for printed in forms]
        return sum(secret in shown for secret in self.secrets[side]), {rule["code"]: rule["status"] for rule in verdict["rules"]}

    def institution(self):
        """An institution sees confidential attributes, and of what is said in confidence what it said itself."""
        said, own = [], []
        for secret, (one, _) in self.case.pairs:
            by = one["evidence"]["by"]
            (own if by == "org/1" else said).extend(
                value for value in self.case.values[0].made if secret and value in json.dumps(one) and value != by)
        said, own = ({value.lower() for value in values} for values in (said, own))
        for name, arguments in self.commands(0):
            if name == "verify":
                continue
            for by, hidden in ((), said | own), (("--as", "org/1"), said), (("--as", "org/9"), said | own):
                code, out, errors = self.call(*arguments, "--audience", "institution", *by)
                for value in hidden:
                    if value in (out + errors).lower():
                        raise Failed(f"{arguments} {by} shows an institution {value}:\n{out}{errors}")

    # ---- the register ----

    def looks_at_register(self, facts, views):
        """Everything that may be printed of a register, and of what is printed for an audience from it."""
        facts = ("-f", facts)
        for form in ("text", "json"):
            for arguments in (("list",), ("history", "x"), ("procure", "x", "--on", ON), ("procure", "Product:x", "--on", "2027-01-01", "-p", "p.aszb")):
                yield ("register", *arguments, *facts, "--format", form)
            for id_ in ("org/1", "org/2", "Org:org/1", "lab"):
                yield ("report", "provider", id_, *facts, "--format", form)
            for view in views:
                yield ("register", "show", view, *facts, "--format", form)
                yield ("report", view, *facts, "--format", form)
                yield ("verify", view, *facts, "--format", form)
                yield ("verdict", "diff", view, views[-1], *facts, "--format", form)
            yield ("review", "--changed", "-p", "p.aszb", *facts, "--on", "2026-11-23", "--format", form)
        for view in views:
            for form in FORMS:
                yield ("report", view, *facts, "--format", form)

    def registered(self, side=0):
        """Verdicts of two days are registered, between which something is said in confidence, and released; then all is looked at."""
        facts, views, own = f"r{side}", [], []
        shutil.copytree(os.path.join(self.folder, f"f{side}"), os.path.join(self.folder, facts))
        secrets = set(self.secrets[side])
        for on in (ON, "2026-11-24"):
            errors = self.call("review", "x", "-p", "p.aszb", "-f", facts, "--on", on, "--register")[2]
            verdict = re.search(r"registered as (sha256:[0-9a-f]{64})", errors)[1]
            secrets.add(verdict[7:])
            views.append(self.must("register", "release", verdict, "--to", "all", "-f", facts).split()[1])
            own.append(self.must("register", "release", verdict, "--to", "org", "-f", facts, "--audience", "institution", "--as", "org/1").split()[1])
        secrets -= {view[7:] for view in views + own}  # of nothing that is hidden
        for arguments in self.looks_at_register(facts, views):
            code, out, errors = self.call(*arguments)
            found = [secret for secret in secrets if secret in (out + errors).lower()]
            if found:
                raise Failed(f"{arguments} ({code}) shows {found}:\n{out}{errors}")
        said = {value.lower() for one in self.hidden_from("org/1") for value in one}
        for arguments in self.looks_at_register(facts, own):
            audience = ("--audience", "institution", "--as", "org/1", "--purpose", "test")
            code, out, errors = self.call(*arguments, *(audience if arguments[0] != "verify" else ()))
            found = [value for value in said if value in (out + errors).lower()]
            if found:
                raise Failed(f"{arguments} ({code}) shows an institution {found}:\n{out}{errors}")
        office = ("--audience", "office", "--purpose", "test", "--format", "json", "-f", facts)
        shown = self.call("report", views[0], *office)[1].lower() + self.call("report", "provider", "org/1", *office)[1].lower()
        return sum(secret in shown for secret in secrets)

    def hidden_from(self, institution):
        """Values of what was said in confidence by others."""
        for secret, (one, _) in self.case.pairs:
            if secret and one["evidence"]["by"] != institution:
                yield [value for value in self.case.values[0].made if value in json.dumps(one) and value != one["evidence"]["by"]]

    # ---- two fact bases ----

    def picked(self, rule):
        """A rule without what a hidden condition picked: findings that give no evidence."""
        return {**rule, "findings": [finding for finding in rule["findings"] if "evidence" in finding]}

    def compare(self, printed, statuses):
        """What differs though it must not."""
        same = {code for code in self.case.codes if statuses[0][code] == statuses[1][code]}
        verdicts = [json.loads(side["review json en"][1]) for side in printed]
        for rules in zip(verdicts[0]["rules"], verdicts[1]["rules"]):
            if rules[0]["code"] in same and self.picked(rules[0]) != self.picked(rules[1]):
                raise Failed(f"the public can tell apart {rules[0]['code']}:\n{rules[0]}\n{rules[1]}")
        alike = len(same) == len(self.case.codes)
        whole = alike and [rule["findings"] for rule in verdicts[0]["rules"]] == [rule["findings"] for rule in verdicts[1]["rules"]]
        for name in printed[0]:
            kind = name.split()[0]
            about = kind in ("list", "show", "ask") or (kind == "explain" and name.split()[1] in same) or (kind == "review" and whole) or (
                kind == "needs" and alike)
            if about and printed[0][name] != printed[1][name]:
                raise Failed(f"the public can tell apart {name}:\n{printed[0][name]}\n{printed[1][name]}")
        if alike:
            rest = [{key: value for key, value in verdict.items() if key != "rules"} for verdict in verdicts]
            if rest[0] != rest[1]:
                raise Failed(f"the public can tell apart the verdicts:\n{rest[0]}\n{rest[1]}")
        return len(same), whole

    def run(self):
        try:
            self.prepare()
            printed = [self.public(side) for side in (0, 1)]
            self.institution()
            kept = self.registered(0)
            found, statuses = zip(*(self.office(side) for side in (0, 1)))
            same, whole = self.compare(printed, statuses)
            return {"calls": self.count, "found": sum(found), "kept": kept, "forms": self.forms, "same": same, "whole": whole, "open": sum(
                code in (0, 1, 3) and "confidential" not in out for name, (code, out, _) in printed[0].items() if name.startswith("ask"))}
        except Failed as failed:
            return {"failed": f"seed {self.seed}: {failed}\n{self.folder}"}
        finally:
            if not os.environ.get("KEEP"):
                shutil.rmtree(self.folder)


def main():
    program = os.path.abspath(sys.argv[1])
    options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
    rounds, seed = int(options.get("--rounds", 40)), int(options.get("--seed", 1))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda number: Round(program, number * 10).run(), range(seed, seed + rounds)))
    failures = [result["failed"] for result in results if "failed" in result]
    for failure in failures[:3]:
        print(failure[:6000])
    fine = [result for result in results if "failed" not in result]
    total = {key: sum(result[key] for result in fine) for key in ("calls", "found", "kept", "same", "whole", "open")}
    forms = [sum(counts) for counts in zip(*(result["forms"] for result in fine))]
    if fine and not (total["found"] > 10 * len(fine) and total["kept"] > len(fine) and total["whole"] and total["open"] and (all(forms[:-1]) or len(fine) < 10)):
        failures.append(f"nothing was there to be found; of forms: {forms}")
        print(failures[-1])
    print(f"{rounds} policies, {total['calls']} commands, {total['found']} needles that the office sees, {total['kept']} of them in registers; of pairs {total['same']} rules "
          f"and {total['whole']} verdicts alike; {total['open']} open answers; {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
