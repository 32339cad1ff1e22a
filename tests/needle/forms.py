#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each form of the language over values that are confidential, one after the other: none of them shows.

usage: forms.py ASSIZE

A form stands in a rule, which is explained and reviewed, in its finding, and is asked; for the public and for institutions that did
not say it. Twice: of a confidential attribute, and of one that only a submission in confidence claims."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ON = "2026-11-22"
# The values, as they may be printed. Nothing else in the case has them.
NEEDLES = ("zqtext", "717171", "717172", "808080", "31.415", "2119-03-07", "9.18.27", "45454 days", "zqkey", "zqowner", "zqseller", "zqtitle",
           "zqlab", "zqname", "717170", "1435342", "zqdoc", "2119", "crimson")
FACTS = {"t": "zqtext", "n": 717171, "d": "31.415", "on": "2119-03-07", "v": "9.18.27", "length": "45454 days", "colour": "crimson", "b": False,
         "ns": [717171, 717172], "ts": ["zqtext", "zqtext2"], "owner": "zqowner", "sellers": ["zqseller"],
         "parts": [{"k": "zqkey", "x": 808080, "next": ["zqkey2"], "boss": "zqowner"}, {"k": "zqkey2", "x": 808081}]}
SCHEMA = ("t: text{0}  n: integer{0}  d: decimal{0}  on: date{0}  v: version{0}  length: duration{0}  colour: Colour{0}  b: boolean{0}  "
          "ns: many integer{0}  ts: many text{0}  owner: Org{0}  sellers: many Org{0}  parts: many Piece{0}")

# (a condition that these facts make false, or unknown, or true; what a finding shows of it).
FORMS = [
    ("p.t = `a`", "p.t"), ("p.t != `zq` and p.b", "p.b"), ("p.n < 3", "p.n"), ("p.n <= 3", "p.n - 1"), ("p.n > 99999999", "p.n + 0"),
    ("p.n >= 99999999", "p.n * 2"), ("p.n / 2 < 3", "p.n / 1"), ("-p.n > 3", "(-p.n)"), ("p.d * 2 < 3", "p.d"), ("p.d = 1.5", "p.d + 0.5"),
    ("p.on < today", "p.on"), ("p.on + 30 days < today", "p.on + 0 days"), ("p.on - today < 3 days", "p.on - today"),
    ("p.on + 6 months < today", "p.on + 0 months"), ("p.on + 1 working days < today", "p.on"), ("year(p.on) < 3", "year(p.on)"),
    ("p.length < 3 days", "p.length"), ("whole_days(p.length) < 3", "whole_days(p.length)"), ("p.v < semver(`1.0.0`)", "p.v"),
    ("major(p.v) < 3", "p.v"), ("is_pre_release(p.v)", "minor(p.v)"), ("p.colour = green", "p.colour"), ("p.colour > red", "p.colour"),
    ("p.b", "p.b"), ("not (not p.b)", "p.b"), ("p.b and p.n > 3", "p.n"), ("p.b or p.n < 3", "p.n"),
    ("if p.b then p.n > 3 else p.n < 3", "if p.b then p.n else p.n"), ("(if p.b then p.n else 3) < 2", "if p.n > 3 then p.n else 0"),
    ("p.n in {1, 2}", "p.n"), ("p.n not in p.ns", "p.n"), ("p.n in 1..4", "p.n"), ("p.t in names", "p.t"), ("p.n in p.ns and p.b", "p.n"),
    ("p.t matches `^a`", "p.t"), ("p.t like `a*`", "p.t"), ("starts_with(p.t, `a`)", "p.t"), ("contains(p.t, `y`)", "upper(p.t)"),
    ("length(p.t) < 2", "length(p.t)"), ("lower(p.t) = `a`", "lower(p.t)"), ("p.t is not declared", "p.t"), ("p.t is disputed", "p.t"),
    ("every x in p.ns : x < 3", "x"), ("no x in p.ns : x > 3", "x"), ("(some x in p.ns : x < 3)", "max(x for x in p.ns)"),
    ("every x in p.ns where x > 3 : x < 3", "x"), ("every x in p.ts : x = `a`", "x"),
    ("every x in p.parts : x.x < 3", "x.x"), ("every x in p.parts : x.k = `a`", "x"), ("no x in p.parts where x.x > 3 : x.k != `a`", "x.k"),
    ("every x in p.parts, y in x.next : y.x < 3", "y"), ("every x in p.parts : (some y in p.ns : y = x.x)", "x.k"),
    ("every x in p.parts : x.boss.name = `a`", "x.boss"), ("every x in p.sellers : x.name = `a`", "x"), ("every x in p.parts via next : x.x < 3", "x"),
    ("p.owner.name = `a`", "p.owner"), ("p.owner.name is declared", "p.owner.name"), ("p.owner in p.sellers", "p.owner"),
    ("count(p.ns) > 3", "count(p.ns)"), ("count(x in p.ns where x > 5) > 3", "count(x in p.ns where x > 3)"), ("count(p.parts) > 3", "count(p.parts)"),
    ("sum(x for x in p.ns) < 3", "sum(x for x in p.ns)"), ("sum(x.x for x in p.parts) < 3", "sum(x.x for x in p.parts)"),
    ("min(x for x in p.ns) < 3", "min(x for x in p.ns)"), ("max(x for x in p.ns) < 3", "max(x for x in p.ns)"),
    ("max(x.x for x in p.parts) < 3", "max(x.x for x in p.parts)"), ("min(x.x for x in p.parts where x.k != `a`) < 3", "min(x.x for x in p.parts)"),
    ("3 in { x.x for x in p.parts }", "count({ x.x for x in p.parts })"), ("3 in { x + 1 for x in p.ns where x > 3 }", "p.n"),
    ("3 in p.parts.x", "count(p.parts.x)"), ("`a` in p.parts.k", "count(p.parts.k)"), ("3 in {p.n, 4}", "p.n"),
    ("count({ x for x in p.ns }) > 5", "count({ x for x in p.ns })"), ("small(p)", "twice(p)"), ("p.small", "p.twice"),
    ("every x in p.ns : (every y in p.ns : x < y)", "x"), ("no x in p.ns : (every y in p.ns : (some z in p.parts : z.x < y + x))", "x"),
    ("Z-01 holds", "p.n"), ("p.n + limit < 3", "p.n - limit"), ("absolute(p.d) < 1.0", "absolute(p.d)"), ("floor(p.d) < 3", "floor(p.d)"),
]
# Of submissions: who says something, when, under which title.
SUBMITTED = [
    ("every s in p.submissions : s.on < 2020-01-01", "s.on"), ("every s in p.submissions : s.title = `a`", "s.title"), ("no s in p.submissions : s.by = s.by", "s.by"),
    ("every s in p.submissions : s.acceptable and s.kind = audit", "s.kind"), ("count(p.submissions) > 9", "count(p.submissions)"),
    ("max(s.on for s in p.submissions) < 2020-01-01", "max(s.on for s in p.submissions)"), ("every s in p.submissions : s.by.name = `a`", "s.by.name"),
]


# What is made of the attributes of parts and of others, where these alone are confidential.
MEMBERS = ("808080", "808081", "1616161", "zqname")


def policy(confidential, members=False):
    forms = FORMS + ([] if confidential else SUBMITTED)
    rules = []
    for i, (condition, shown) in enumerate(forms):
        rules.append(f'rule F-{i:02} "form {i}" {{ cites s 1 aspect a severity major require {condition} else "it is {{{shown}}}" }}')
    mark, inner = " confidential" if confidential and not members else "", " confidential" if members else ""
    head = f"""policy forms version "1.0.0" {{ title "T" reviews p : Product }}
use std.text
use std.dates
use std.numbers
use std.versions
source s "S" {{ clause 1 "c" }}
aspect a "A"
ordered type Colour = green < red < crimson
evidence {{ by Org rank declaration < audit }}
list names : text = {{ "a", "b" }}
parameter limit : integer = 3, fixed
define small(q: Product) : boolean = q.n < 3
define twice(q: Product) : integer = q.n
entity Org {{ name: text{mark}{inner} }}
entity Product {{ {SCHEMA.format(mark)} open: integer }}
part Piece key k {{ k: text  x: integer{inner}  next: many ref Piece  boss: Org }}
rule Z-01 "z" {{ cites s 1 aspect a severity major require p.n < 3 }}
verdict {{ rejected when any major violated  passed otherwise }}
"""
    return head + "\n".join(rules) + "\n", forms


class Table:
    def __init__(self, program):
        self.program, self.folder = os.path.abspath(program), tempfile.mkdtemp(prefix="assize-forms-")
        self.count, self.failed, self.members = 0, [], False

    def call(self, *arguments):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def must(self, *arguments):
        code, out = self.call(*arguments)
        if code:
            sys.exit(f"{arguments}: {code}: {out}")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def prepare(self, name, confidential, members):
        text, forms = policy(confidential, members)
        self.write(f"{name}.asz", text)
        self.must("build", f"{name}.asz", "-o", f"{name}.aszb")
        evidence = {"kind": "audit", "on": "2026-01-02"}
        secret = {**evidence, "confidential": True, "by": "zqlab", "title": "zqtitle", "document": "zqdoc"}
        said = evidence if confidential else secret
        facts = [{"entity": "Product", "id": "x", "evidence": said, "facts": FACTS},
                 {"entity": "Product", "id": "x", "evidence": {**evidence, "kind": "declaration"}, "facts": {"open": 5}},
                 {"entity": "Org", "id": "zqowner", "evidence": said, "facts": {"name": "zqname"}}]
        self.write(f"{name}.json", json.dumps(facts))
        self.must("facts", "import", "-p", f"{name}.aszb", "-f", name, f"{name}.json")
        return forms

    def look(self, what, audience, *arguments):
        """Nothing shows; nor does the exit status of an answer tell anything."""
        code, out = self.call(*arguments, *audience)
        self.count += 1
        found = [needle for needle in (MEMBERS if self.members else NEEDLES) if needle in out]
        answered = not self.members and arguments[0] == "ask" and (code, out.strip()) not in ((0, "confidential"), (0, '{"confidential":true}'))
        if found or answered or code < 0:
            self.failed.append(f"{what}: {' '.join(arguments)} ({code}) shows {found}:\n{out}")

    def run(self, name, confidential, audience, members=False):
        self.members = members
        forms = self.prepare(name, confidential, members)
        common = ("-p", f"{name}.aszb", "-f", name, "--on", ON)
        seen = ""
        for form in ("html", "sarif", "junit", "csv", "csv-findings"):
            self.look("all forms", audience, "review", "x", *common, "--format", form)
        for form in ("text", "json"):
            self.look("all forms", audience, "review", "x", *common, "--format", form)
            for i, (condition, shown) in enumerate(forms):
                self.look(condition, audience, "explain", "x", f"F-{i:02}", *common, "--format", form)
                seen += self.call("explain", "x", f"F-{i:02}", *common, "--format", form, "--audience", "office")[1]
                self.look(condition, audience, "ask", condition, "x", *common, "--format", form)
                if not re.match(r"[xys]\b", shown): # a variable is none outside
                    self.look(shown, audience, "ask", shown, "x", *common, "--format", form)
            for what in ("p.parts", "p.ns", "p.sellers", "{ x.x for x in p.parts }", "p.parts.k", "p.parts via next", "{p.n}"):
                self.look(what, audience, "ask", what, "x", *common, "--format", form)
        missing = [needle for needle in ("zqtext", "717171", "31.415", "2119-03-07", "9.18.27", "zqkey", "zqowner") if needle not in seen]
        if missing:
            self.failed.append(f"the office does not see {missing}")
        return len(forms)


def main():
    table = Table(sys.argv[1])
    table.run("attributes", True, ())
    forms = table.run("submissions", False, ())
    table.run("members", True, (), members=True)
    table.run("institution", False, ("--audience", "institution", "--as", "somebody"))
    shutil.rmtree(table.folder)
    for failure in table.failed[:10]:
        print(failure[:1500])
    print(f"{forms} forms, {table.count} looks, {len(table.failed)} failed")
    return 1 if table.failed else 0


if __name__ == "__main__":
    sys.exit(main())
