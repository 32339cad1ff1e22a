#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A random register: policies with profiles, libraries and lists, facts that are added, corrected and withdrawn between the reviews,
on many days. Then every verdict is made again by each program that is given: the same bytes must come out; so they must of the
views that were released. Some nights go over what changed alone: those must be whose verdict is another one. Last, bytes of the verdicts are changed: that must be found.

usage: again.py SEED COUNT ASSIZE [OTHER…]      the first program makes the register"""
import datetime
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

LOOK = ("--audience", "office", "--purpose", "test")
SHARED = """library shared
use std.text
source law "Law" { clause 1 "one" }
aspect safety "Safety"
evidence { by Org  rank declaration < test < audit  expire test after 300 days }
entity Org { name: text  trusted: boolean }
entity Product { n: integer  name: text  secret: integer confidential  made: date  maker: Org  parts: many Part }
part Part key id { id: text  size: integer  note: text }
define loud(product: Product) : text = upper(product.name)
"""
RULES = ["product.n > {k}", "product.secret < {k}0", "every p in product.parts : p.size > {k}", "product.maker.trusted",
         "count(p in product.parts where p.size > {k}) < 4", "product.made <= today - {k} days", "loud(product) not in names",
         "some p in product.parts : p.note = \"note {k}\"", "product.maker.name is declared and product.n < 90"]


def policy(chance, number):
    rules = []
    for i, text in enumerate(chance.sample(RULES, chance.randint(3, len(RULES)))):
        evidence = chance.choice(["", "  evidence at least test", "  evidence at least audit"])
        severity = chance.choice(["minor", "major", "critical"])
        shown = ' else "{product.name} has {product.secret}"' if chance.random() < 0.3 else ""
        rules.append(f'rule R-{i:02} "rule {i}" {{ cites law 1  aspect safety  severity {severity}{evidence}'
                     f'  require {text.format(k=chance.randint(0, 9))}{shown} }}')
    return (f'policy policy{number} version "1.{number}.0" {{ title "P{number}"  reviews product : Product  valid for 90 days }}\n'
            "use shared\nlist names : text = { \"ONE\", \"TWO\" }\n" + "\n".join(rules) +
            "\nverdict { rejected when any critical violated  conditional when any violated  passed otherwise }\n")


def profile(number):
    return (f'profile strict{number} version "1.0.0" refines policy{number} "1.x" {{ title "Strict" }}\n'
            'rule X-01 "more" { cites law 1  aspect safety  severity minor  require product.n > 50 }\n')


class Register:
    def __init__(self, chance, program, folder):
        self.chance, self.program, self.folder = chance, program, folder
        self.last = None  # night: the policy, whether with its profile, the day
        self.held, self.settled = {}, 0  # by policy, profile and subject: the day and the text of each verdict, in their order
        self.put("shared.asz", SHARED)
        for number in range(4):
            self.put(f"policy{number}.asz", policy(chance, number))
            self.put(f"strict{number}.asz", profile(number))

    def put(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *arguments, program=None, fine=(0, 1, 3)):
        done = subprocess.run([program or self.program, *arguments, "-f", "facts"], capture_output=True, text=True, cwd=self.folder)
        if done.returncode not in fine:
            sys.exit(f"assize {' '.join(arguments)}: [{done.returncode}] {done.stdout[-500:]}{done.stderr[-2000:]}")
        return done.stdout

    def submissions(self, count):
        chance, lines = self.chance, []
        for _ in range(count):
            on = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            evidence = {"kind": chance.choice(["declaration", "test", "audit"]), "by": f"org{chance.randint(0, 3)}", "on": on}
            if chance.random() < 0.2:
                evidence["confidential"] = True
            if chance.random() < 0.2:
                lines.append({"entity": "Org", "id": f"org{chance.randint(0, 3)}", "evidence": evidence,
                              "facts": {"name": f"Org {chance.randint(0, 99)}", "trusted": chance.random() < 0.5}})
                continue
            facts = {"n": chance.randint(0, 99), "name": chance.choice(["one", "two", "three"]), "secret": chance.randint(0, 99),
                     "made": on, "maker": f"org{chance.randint(0, 3)}",
                     "parts": [{"id": f"p{i}", "size": chance.randint(0, 20), "note": f"note {chance.randint(0, 9)}"}
                               for i in range(chance.randint(0, 5))]}
            facts = {name: value for name, value in facts.items() if chance.random() < 0.7}
            lines.append({"entity": "Product", "id": f"product{chance.randint(0, 11):02}", "evidence": evidence, "facts": facts})
        self.put("facts.ndjson", "\n".join(map(json.dumps, lines)) + "\n")
        self.run("facts", "import", "-p", "policy0.asz", "facts.ndjson")

    def withdraw(self):
        shown = self.run("facts", "show", f"Product:product{self.chance.randint(0, 11):02}", "--format", "json", *LOOK, fine=(0, 4))
        digests = [one["digest"] for one in json.loads(shown or "[]")]
        if digests:
            self.run("facts", "withdraw", self.chance.choice(digests), "--because", "test", "--on", "2026-06-15")

    def night(self):
        """Of which policy, whether with its profile, and of which day; often soon after the last one."""
        if self.last and self.chance.random() < 0.5:
            number, profile, day = self.last
            return number, profile, str(datetime.date.fromisoformat(day) + datetime.timedelta(self.chance.randint(0, 5)))
        self.submissions(self.chance.randint(1, 6))
        if self.chance.random() < 0.5:
            self.withdraw()
        return self.chance.randint(0, 3), self.chance.random() < 0.5, f"2026-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}"

    def step(self):
        number, profile, date = self.last = self.night()
        with_profile = ["--profile", f"strict{number}.asz"] if profile else []
        review = ["-p", f"policy{number}.asz", *with_profile, "--on", date, "--threads", str(self.chance.randint(1, 2)),
                  "--format", "json", *LOOK]
        changes = self.chance.random() < 0.5
        due = self.due(review, number, profile, date) if changes else None
        made = [json.loads(line) for line in self.run("review", "--changed" if changes else "--all", "--register", *review).splitlines()]
        if changes and {one["subject"]["id"] for one in made} != due:
            sys.exit(f"policy {number} on {date}: {sorted(one['subject']['id'] for one in made)} were reviewed, and not {sorted(due)}")
        for one in made:
            self.held.setdefault((number, profile, one["subject"]["id"]), []).append((date, one))

    def due(self, review, number, profile, date):
        """What calls for a review: of which it gives another verdict, but for its day, than the one that counts then, or too late."""
        due = set()
        for line in self.run("review", "--all", *review).splitlines():
            now = json.loads(line)
            name = now["subject"]["id"]
            counts = max((one for one in reversed(self.held.get((number, profile, name), [])) if one[0] <= date), key=lambda one: one[0], default=None)
            same = counts and counts[1]["valid_until"] >= date and dict(counts[1], on="", valid_until="") == dict(now, on="", valid_until="")
            due |= set() if same else {name}
            self.settled += bool(same)
        return due

    def verdicts(self):
        return [one["verdict"] for one in json.loads(self.run("register", "list", "--format", "json", *LOOK))]


def check_damage(register, verdicts):
    """A verdict whose text says something else is found out, and where."""
    for verdict in register.chance.sample(verdicts, 10):
        text = register.run("report", verdict, "--format", "json", *LOOK)
        at = register.chance.choice([i for i, c in enumerate(text) if c.isdigit()])
        register.put("changed.json", text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1:])
        register.run("verify", "changed.json", fine=(1, 4))
        register.put("changed.json", text)
        register.run("verify", "changed.json", fine=(0,))


def main():
    seed, count, programs = int(sys.argv[1]), int(sys.argv[2]), [os.path.abspath(path) for path in sys.argv[3:]]
    folder = tempfile.mkdtemp(prefix="assize-register-")
    register = Register(random.Random(seed), programs[0], folder)
    register.submissions(30)
    while len(verdicts := register.verdicts()) < count:
        register.step()
    views = []
    for verdict in register.chance.sample(verdicts, 10):
        views.append(register.run("register", "release", verdict, "--to", "all").split()[1])
    for name in os.listdir(folder):  # nothing but the register is left
        if name.endswith(".asz"):
            os.remove(os.path.join(folder, name))
    checked = register.run("facts", "verify", fine=(0,)).split("\n")[0]
    for place, program in enumerate(programs):
        # A process for each: of the programs behind the first one some hundred.
        some = verdicts if place == 0 else register.chance.sample(verdicts, min(150, len(verdicts)))
        for verdict in some + views:
            register.run("verify", verdict, program=program, fine=(0,))
    check_damage(register, verdicts)
    shutil.rmtree(folder)
    if not register.settled:
        sys.exit("no verdict held: this shows nothing of --changed")
    print(f"{len(verdicts)} verdicts ({register.settled} times one still held) and {len(views)} views made again by {len(programs)} programs; {checked}")


main()
