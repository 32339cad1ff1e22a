#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether `assize impact` says what two policies do.

usage: run.py ASSIZE [--rounds N] [--seed N]

Of invented policies and products: a policy has no impact beside itself; the matrix, who changes, the rules' statuses and what is missing
are what `review --all` by either policy says; a rule is a cause by itself where a policy with this change alone gives the outcome, and
needed where one with all others does not: such policies are written and reviewed; what is printed is the same in any number of threads;
samples are the same again, and parts of all; a parameter that is swept gives at each value what it gives when it is set."""
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

ON = "2026-02-01"
SEVERITIES = ("advisory", "minor", "major", "critical")
GUARDS = ("any major violated", "any critical violated", "count of minor violated >= 2", "any minor a violated", "penalty >= 6",
          "penalty of b >= 5", "R-1 violated", "any critical b violated or count of major violated >= 2")
ATTRIBUTES = [f"n{i}" for i in range(6)]


class Failed(Exception):
    pass


def rule(chance, code):
    return {"code": code, "severity": chance.choice(SEVERITIES[code == "R-1":]),  # which a guard names
            "aspect": chance.choice("ab"),
            "evidence": chance.random() < 0.3, "require": f"x.{chance.choice(ATTRIBUTES)} {chance.choice(('<', '>='))} {chance.randrange(1, 9)}"}


def policy(chance):
    return {"rules": {code: rule(chance, code) for code in ("R-1", "R-2", "R-3", "R-4", "R-5", "R-6")}, "guards": chance.sample(GUARDS, 2),
            "limit": chance.randrange(1, 9)}


def changed(chance, one):
    """The policy with some changes, and these: a rule's code, or the guards."""
    other = copy.deepcopy(one)
    for _ in range(chance.randrange(1, 5)):
        kind, code = chance.randrange(6), f"R-{chance.randrange(2, 7)}"
        if kind == 0:
            other["guards"] = [*other["guards"][:1], chance.choice([guard for guard in GUARDS if guard not in other["guards"]])]
        elif kind == 1 and len(other["rules"]) > 3:
            other["rules"].pop(code, None)
        elif kind == 2:
            other["rules"]["R-9"] = rule(chance, "R-9")
        elif code in other["rules"]:
            other["rules"][code] = rule(chance, code)
    codes = set(one["rules"]) | set(other["rules"])
    what = {code for code in codes if one["rules"].get(code) != other["rules"].get(code)}
    return other, what | ({None} if one["guards"] != other["guards"] else set())


def mixed(base, other, codes):
    """The base with the other's side of some changes."""
    made = copy.deepcopy(base)
    for code in codes:
        if code is None:
            made["guards"] = other["guards"]
        elif code in other["rules"]:
            made["rules"][code] = other["rules"][code]
        else:
            made["rules"].pop(code, None)
    return made


def text(one):
    rules = "\n".join(f'rule {r["code"]} "t" {{ cites s 1  aspect {r["aspect"]}  severity {r["severity"]}  '
                      f'{"evidence at least tested  " if r["evidence"] else ""}require {r["require"]} }}' for r in one["rules"].values())
    attributes = "  ".join(f"{name} : integer" for name in ATTRIBUTES)
    return f"""policy p version "1" {{ title "P"  reviews x : T }}
evidence {{ rank said < tested }}
entity T {{ {attributes} }}
source s "S" {{ clause 1 "c" }}
aspect a "A"
aspect b "B"
parameter limit : integer = {one["limit"]}, fixed
rule R-0 "limit" {{ cites s 1  aspect a  severity minor  require x.n0 < limit }}
{rules}
verdict {{ bad when {one["guards"][0]}  poor when {one["guards"][1]}  fine otherwise }}
"""


class Round:
    def __init__(self, program, chance, folder):
        self.program, self.chance, self.folder = os.path.abspath(program), chance, folder
        self.causes = self.moved = 0
        self.known = {}

    def call(self, *arguments, fine=(0, 1, 3)):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=120)
        if done.returncode not in fine:
            raise Failed(f"{' '.join(arguments)}: {done.returncode}: {done.stdout[:500]}{done.stderr[:2000]}")
        return done.returncode, done.stdout

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(content)

    def verdicts(self, one):
        """By product, under a policy."""
        source = text(one)
        if source not in self.known:
            self.write("v.asz", source)
            out = self.call("review", "--all", "-p", "v.asz", "-f", "facts", "--on", ON, "--format", "json")[1]
            self.known[source] = {verdict["subject"]["id"]: verdict for verdict in map(json.loads, out.splitlines())}
        return self.known[source]

    def impact(self, *more, fine=(0, 1)):
        code, out = self.call("impact", "old.asz", "new.asz", "-f", "facts", "--on", ON, "--format", "json", *more, fine=fine)
        return code, out, json.loads(out)

    def same(self, what, is_, must):
        if is_ != must:
            raise Failed(f"{what}: is {is_}, must be {must}\n{open(os.path.join(self.folder, 'old.asz')).read()}"
                         f"{open(os.path.join(self.folder, 'new.asz')).read()}")

    def prepare(self):
        lines = []
        for i in range(40):
            facts = {name: self.chance.randrange(10) for name in ATTRIBUTES if self.chance.random() < 0.85}
            lines.append(json.dumps({"entity": "T", "id": f"p{i:02}", "facts": facts,
                                     "evidence": {"kind": self.chance.choice(("said", "tested")), "on": "2026-01-01"}}))
        self.old = policy(self.chance)
        self.new, self.what = changed(self.chance, self.old)
        self.write("old.asz", text(self.old))
        self.write("new.asz", text(self.new))
        self.write("f.ndjson", "\n".join(lines))
        self.call("facts", "import", "-p", "old.asz", "-f", "facts", "f.ndjson")

    def sums(self, day, outcomes):
        before, after = self.verdicts(self.old), self.verdicts(self.new)
        matrix = [[sum(before[id_]["outcome"] == a and after[id_]["outcome"] == b for id_ in before) for b in outcomes] for a in outcomes]
        self.same("matrix", day["matrix"], matrix)
        self.same("reviewed", day["reviewed"], sum(map(sum, matrix)))
        self.same("who changes", [(one["id"], one["before"], one["after"]) for one in day["changed"]],
                  [(id_, before[id_]["outcome"], after[id_]["outcome"]) for id_ in sorted(before)
                   if before[id_]["outcome"] != after[id_]["outcome"]])
        for key, verdicts in (("before", before), ("after", after)):
            for one in day["rules"]:
                found = [r["status"] for verdict in verdicts.values() for r in verdict["rules"] if r["code"] == one["code"]]
                self.same(f"{key} {one['code']}", one[key] and {name: count for name, count in one[key].items() if count},
                          {name: found.count(name) for name in found} or None)
        needs = {}
        for verdict in after.values():
            for need in {(need["path"], len(need["evidence"])) for need in verdict["needs"]}:
                needs[need] = needs.get(need, 0) + 1
        self.same("missing", {(one["path"], len(one["evidence"])): one["subjects"] for one in day["missing"]}, needs)

    def reasons(self, day):
        for one in day["changed"][:6]:
            told = {cause["rule"]: (cause["alone"], cause["needed"]) for cause in one["because"]}
            for code in self.what:
                alone = self.verdicts(mixed(self.old, self.new, {code}))[one["id"]]["outcome"] == one["after"]
                needed = self.verdicts(mixed(self.new, self.old, {code}))[one["id"]]["outcome"] != one["after"]
                self.same(f"{one['id']}: {code}", told.get(code, (False, False)), (alone, needed))
                self.causes += alone or needed
            self.same(f"{one['id']}: what is not changed", set(told) - self.what, set())
            if len(self.what) == 1:
                self.same(f"{one['id']}: the only change", (list(told), one["together"]), ([next(iter(self.what))], False))
        self.moved += len(day["changed"])

    def run(self):
        self.prepare()
        code, out, told = self.impact("--threads", "1")
        self.sums(told["days"][0], told["outcomes"])
        self.reasons(told["days"][0])
        self.same("exit status", code, int(bool(told["days"][0]["changed"])))
        self.same("threads", self.impact("--threads", "4")[1], out)
        sample = self.impact("--sample", "9", "--seed", "5")
        self.same("sample again", self.impact("--sample", "9", "--seed", "5", "--threads", "3")[1], sample[1])
        self.same("sampled", (sample[2]["days"][0]["reviewed"], sample[2]["corpus"]["sample_of"]), (9, 40))
        everybody = [one["id"] for one in told["days"][0]["changed"]]
        self.same("part of all", [one["id"] for one in sample[2]["days"][0]["changed"] if one["id"] not in everybody], [])
        swept = self.impact("--sweep", "limit=2..8 by 3")[2]["sweep"]["points"]
        for point in swept:
            column = self.impact("--set", f"limit={point['value']}")[2]["days"][0]["matrix"]
            self.same(f"limit {point['value']}", point["counts"], [sum(column) for column in zip(*column)])
        code, out = self.call("impact", "old.asz", "old.asz", "-f", "facts", "--on", ON, "--format", "json")
        itself = json.loads(out)
        self.same("beside itself", (code, itself["changes"], itself["days"][0]["changed"]), (0, [], []))


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def main():
    seed, failed, moved, causes = option("--seed", 1), 0, 0, 0
    for number in range(option("--rounds", 12)):
        folder = tempfile.mkdtemp(prefix="assize-impact-")
        one = Round(sys.argv[1], random.Random(seed * 1000 + number), folder)
        try:
            one.run()
        except Failed as wrong:
            failed += 1
            print(f"seed {seed * 1000 + number}: {wrong}")
        moved, causes = moved + one.moved, causes + one.causes
        shutil.rmtree(folder)
    print(f"{moved} outcomes changed, {causes} causes made by hand; {failed} failed")
    return 1 if failed or moved < 10 or causes < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
