#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who sees what: the table of audience × what is confidential × command. Each cell tells exactly which needles show: of a confidential
attribute, of what each of two institutions submitted in confidence, of the digests that a verdict has. In a fact base with a register
each look of another audience than the public needs a purpose, and is an entry of the log; without one nothing is printed. A command
that has --audience and no line in the table is an error.

usage: audience.py ASSIZE"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

POLICY = """policy p version "1.0.0" { title "P"  reviews product : Product }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { by Org  rank declaration < audit }
entity Org { name: text }
entity Product { secret: integer confidential  note: text  other: text  seen: boolean  maker: Org }
rule R-01 "one" { cites s 1  aspect a  severity minor  require product.secret < 3 else "secret is {product.secret}" }
rule R-02 "two" { cites s 1  aspect a  severity minor  require product.note = "a" else "note is {product.note}" }
rule R-03 "three" { cites s 1  aspect a  severity minor  require product.other = "a" else "other is {product.other}" }
rule R-04 "four" { cites s 1  aspect a  severity minor  require product.maker.name is declared }
verdict { rejected when any violated  passed otherwise }
"""
ON, LATER = "2026-11-01", "2026-11-02"
AUDIENCES = {"public": (), "institution": ("--audience", "institution"), "lab": ("--audience", "institution", "--as", "lab"),
             "rival": ("--audience", "institution", "--as", "rival"), "office": ("--audience", "office")}
VALUES = {"attribute": "770077", "of lab": "labneedle", "of rival": "rivalneedle"}
# Of what may show at all, what each may see. Digests: of the verdict itself, of what was released to all, and to the laboratory.
MAY = {"public": {"to all"}, "institution": {"attribute", "to all"}, "lab": {"attribute", "of lab", "to all", "to lab"},
       "rival": {"attribute", "of rival", "to all"}, "office": {"attribute", "of lab", "of rival", "verdict", "to all", "to lab"}}
ALL = set(VALUES)
DIGESTS = {"verdict", "to all", "to lab"}


def commands(names):
    """By name: the arguments, what of the above it shows, and whether it needs a register. names: digests by what they are of."""
    of_policy, case = ("-p", "p.aszb"), ("-p", "p.aszb", "--on", LATER)
    table = {
        "facts list": (("facts", "list"), set()), "facts export": (("facts", "export"), ALL), "facts show": (("facts", "show", "Product:x", *of_policy), ALL),
        "review": (("review", "x", *case), ALL | {"own"}), "review --all": (("review", "--all", *case, "--format", "json"), ALL),
        "review --where": (("review", "--where", "not product.seen", *case, "--format", "json"), ALL),
        "needs": (("needs", "x", *case), set()), "impact": (("impact", "p.aszb", "p.aszb", "--on", LATER), set())}
    for form in ("json", "html", "sarif", "junit", "csv", "csv-findings"):
        table[f"review as {form}"] = (("review", "x", *case, "--format", form), {"json": ALL, "csv": {"own"}, "csv-findings": ALL}.get(form, ALL | {"own"}))
    for rule, attribute, what in (("R-01", "secret", "attribute"), ("R-02", "note", "of lab"), ("R-03", "other", "of rival")):
        table[f"explain {rule}"] = (("explain", "x", rule, *case), {what})
        table[f"ask {attribute}"] = (("ask", f"product.{attribute}", "x", *case), {what})
    if names:
        table.update({
            "report": (("report", names["verdict"], "--format", "json"), ALL), "report as html": (("report", names["verdict"], "--format", "html"), ALL | {"own"}),
            "report of what was released": (("report", names["to all"], "--format", "json"), ALL),
            "verdict diff": (("verdict", "diff", names["before"], names["verdict"]), ALL),
            "report diff": (("report", "diff", names["before"], names["verdict"]), ALL), "report provider": (("report", "provider", "org"), {"called"}),
            "verify": (("verify", names["to all"], "--format", "json"), {"to all"}),
            "register list": (("register", "list"), {"called"}), "register history": (("register", "history", "x"), DIGESTS),
            "register show": (("register", "show", names["to all"]), DIGESTS), "register procure": (("register", "procure", "x", "--on", LATER), {"called"}),
            "review --changed": (("review", "--changed", *case, "--format", "json"), set())})
    return table


# A verdict is called by its digest, or by that of what was released to whoever looks, last.
# A form that tells the digest of what it prints tells one that was released, where that is what it prints.
OWN = {"public": {"to all"}, "institution": set(), "lab": {"to lab"}, "rival": set(), "office": {"verdict"}}
CALLED = {"public": "to all", "institution": "to all", "lab": "to lab", "rival": "to all", "office": "verdict"}


class Table:
    def __init__(self, program):
        self.program, self.folder = os.path.abspath(program), tempfile.mkdtemp(prefix="assize-audience-")
        self.count, self.wrong, self.names = 0, [], {}

    def call(self, *arguments, fine=(0, 1, 3)):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)
        if fine and done.returncode not in fine:
            sys.exit(f"{' '.join(arguments)}: [{done.returncode}] {done.stderr[:1000]}")
        return done

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def issue(self):
        return re.search(r"registered as (sha256:\w+)", self.call("review", "x", "-p", "p.aszb", "-f", "r", "--on", LATER, "--register").stderr)[1]

    def fill(self):
        def said(by, facts, **more):
            return {"entity": "Product", "id": "x", "evidence": {"kind": "audit", "by": by, "on": "2026-10-01", **more}, "facts": facts}
        self.write("p.asz", POLICY)
        self.write("first.json", json.dumps([said("org", {"seen": False, "maker": "org"})]))
        self.write("more.json", json.dumps([said("org", {"secret": 770077}), said("lab", {"note": "labneedle"}, confidential=True),
                                            said("rival", {"other": "rivalneedle"}, confidential=True)]))
        self.call("build", "p.asz", "-o", "p.aszb")
        self.call("facts", "import", "-p", "p.aszb", "-f", "r", "first.json")
        before = self.issue()
        for facts in ("f", "r"):
            self.call("facts", "import", "-p", "p.aszb", "-f", facts, "first.json", "more.json")
        self.names = {"before": before, "verdict": self.issue()}
        for what, to in (("to all", ()), ("to lab", AUDIENCES["lab"])):
            self.names[what] = self.call("register", "release", self.names["verdict"], "--to", "x", "-f", "r", *to).stdout.split()[1]

    def log(self):
        return int(re.search(r"(\d+) entries of the log", self.call("facts", "verify", "-f", "r").stdout)[1])

    def shown(self, arguments, text):
        """Which needles show, but for the digests that the command names itself, unless it is verify."""
        needles = {**VALUES, **{what: digest for what, digest in self.names.items() if what != "before"}}
        told = set() if arguments[0] in ("verify", "register") else set(arguments)
        return {what for what, needle in needles.items() if needle not in told and needle in text}

    def look(self, command, arguments, shows, who, facts):
        must = {CALLED[who] if what == "called" else what for what in shows} & MAY[who]
        must |= {what for what in OWN[who] if "own" in shows and self.names[what] not in arguments}
        purpose = ("--purpose", "test") if who != "public" and facts == "r" else ()
        audience = AUDIENCES[who]
        if command in ("verify", "facts export"):  # they have no --as
            audience = audience[:2]
        if command == "facts export":  # for whoever keeps the folder: all that was submitted, and for the office the register
            must = ALL | (DIGESTS if who == "office" and facts == "r" else set())
        before = self.log() if facts == "r" else 0
        if purpose:
            refused = self.call(*arguments, "-f", facts, *audience, fine=())
            if refused.returncode != 2 or refused.stdout or self.log() != before:
                self.wrong.append(f"{command} for {who}: without a purpose [{refused.returncode}] {refused.stdout[:200]}")
        done = self.call(*arguments, "-f", facts, *audience, *purpose, fine=())
        is_so = self.shown(arguments, done.stdout + done.stderr)
        self.count += 1
        if done.returncode not in (0, 1, 3) or is_so != must:
            self.wrong.append(f"{command} for {who} in {facts}: [{done.returncode}] shows {sorted(is_so)}, and not {sorted(must)}: {done.stderr[:200]}")
        if purpose and self.log() <= before:
            self.wrong.append(f"{command} for {who}: the look is not logged")

    def check_whole(self, table):
        """Whether each command that prints for an audience has a line."""
        listed = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", self.call("--help").stdout, re.M)
        have = {" ".join(arguments[:2]) for _, (arguments, _) in table.items()} | {arguments[0] for _, (arguments, _) in table.items()}
        for name in listed:
            if "--audience" in self.call(*name.split(), "--help").stdout and name not in have and name != "register release":
                self.wrong.append(f"{name} has --audience, and no line in the table")

    def run(self):
        self.fill()
        for facts in ("f", "r"):
            table = commands(self.names if facts == "r" else None)
            for command, (arguments, shows) in table.items():
                for who in AUDIENCES:
                    self.look(command, arguments, shows, who, facts)
        self.check_whole(table)
        for who in AUDIENCES:  # a condition over what is hidden
            done = self.call("review", "--where", "product.secret > 3", "-p", "p.aszb", "-f", "f", "--on", LATER, *AUDIENCES[who], fine=())
            if (done.returncode == 2) != (who == "public"):
                self.wrong.append(f"--where over a confidential attribute for {who}: [{done.returncode}]")
        shutil.rmtree(self.folder)


def main():
    table = Table(sys.argv[1])
    table.run()
    print(f"{table.count} cells of audience and command, {len(table.wrong)} wrong")
    sys.exit("\n".join(table.wrong[:30]) or 0)


main()
