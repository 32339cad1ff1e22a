#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether submissions to be filled in can be, and what comes of it.

usage: run.py ASSIZE [--rounds N] [--seed N]

Of the sample products under each policy, and of invented policies and facts: what `needs --skeleton` writes is filled in at random,
by what it says of itself alone, and imported. Filled in in part, for each kind of evidence, it imports without a message but warnings;
filled in wholly, by the strongest evidence, again and again, it decides the outcome, unless a warning has said what no submission could
settle. The sets of facts that could satisfy a rule are those that trying all values finds: for formulas that read each fact once, for
comparisons and counts of the same facts, and for what several profiles ask of which it is unknown whether they apply."""
import glob
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests/needle"))
import invent  # noqa: E402

ON = "2026-11-22"
VALUES = {"boolean": lambda r: r.random() < 0.5, "integer": lambda r: r.randrange(-5, 100), "decimal": lambda r: r.choice((0, 7.5, "0.1", 40)),
          "text": lambda r: r.choice(("a", "这", "x y")), "date": lambda r: r.choice(("2026-11-01", "2020-02-29", "2030-01-01")),
          "instant": lambda r: "2026-11-22T09:30:00Z", "duration": lambda r: r.choice(("30 days", "2 hours")),
          "version": lambda r: r.choice(("1.2.3", "2.0.0-rc1")), "address": lambda r: r.choice(("10.0.0.0/8", "2001:db8::1"))}
KEEP = object()  # what is left as it is asked


class Failed(Exception):
    pass


def answer(chance, asked):
    """A value of what is asked for, from its description."""
    type_, values = asked["type"], asked.get("values")
    if type_.startswith("many "):
        of = type_[5:]
        if values:
            return chance.sample(values, chance.randrange(len(values) + 1))
        return [VALUES[of](chance) for _ in range(chance.randrange(3))] if of in VALUES else []
    if values:
        return chance.choice(values)
    if type_ in VALUES:
        return VALUES[type_](chance)
    return "some/entity" if type_[:1].isupper() or not type_.isascii() else KEEP


def fill(chance, facts, path, asked, share):
    """Fills in a share of what is null; gives how much was, and how much was not."""
    done = left = 0
    for name, value in facts.items():
        here = f"{path}.{name}" if path else name
        if value is None:
            value = answer(chance, asked[here]) if chance.random() < share else KEEP
            done, left = done + (value is not KEEP), left + (value is KEEP)
            facts[name] = None if value is KEEP else value
        elif isinstance(value, (dict, list)):
            parts = value["open"] if isinstance(value, dict) and set(value) == {"open"} else value if isinstance(value, list) else [value]
            for part in parts:
                if isinstance(part, dict):
                    more = fill(chance, part, here, asked, share)
                    done, left = done + more[0], left + more[1]
    return done, left


class Trial:
    def __init__(self, program, chance, folder):
        self.program, self.chance, self.folder = os.path.abspath(program), chance, folder
        self.filled = self.decided = self.stuck = self.asked = 0

    def call(self, *arguments, fine=(0,)):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)
        if done.returncode not in fine:
            raise Failed(f"{' '.join(arguments)}: {done.returncode}: {done.stdout[:500]}{done.stderr[:2000]}")
        return done.stdout, done.stderr

    def skeleton(self, subject, facts, *more):
        out, errors = self.call("needs", subject, "-p", "p.aszb", "-f", facts, "--on", ON, "--audience", "office", "--skeleton", "-", *more)
        return json.loads(out), "settles" in errors

    def fill_in(self, skeletons, facts, share, name="filled.json"):
        done = left = 0
        for one in skeletons:
            asked = {entry["path"]: entry for entry in one["asked"]}
            for entry in one["asked"]:
                if not entry["question"]["en"] or not entry["question"]["zh"] or entry["why"] not in (
                        "missing", "too weak", "expired", "not accepted", "contested", "open set", "unreadable", "not comparable"):
                    raise Failed(f"asked strangely: {entry}")
            more = fill(self.chance, one["facts"], "", asked, share)
            done, left = done + more[0], left + more[1]
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            json.dump(skeletons, file, ensure_ascii=False)
        self.call("facts", "import", "-p", "p.aszb", "-f", facts, name)
        self.filled += done
        return done, left

    def run(self, subject, by):
        kinds = {one["evidence"]["kind"] for one in self.skeleton(subject, "facts")[0]}
        for kind in sorted(kinds):  # each in part, in a fact base of its own
            shutil.rmtree(os.path.join(self.folder, "copy"), ignore_errors=True)
            shutil.copytree(os.path.join(self.folder, "facts"), os.path.join(self.folder, "copy"))
            self.fill_in(self.skeleton(subject, "copy", "--kind", kind)[0], "copy", 0.5)
        strongest = None
        for _ in range(12):
            skeletons, stuck = self.skeleton(subject, "facts")
            if not skeletons:
                break
            strongest = strongest or skeletons[-1]["evidence"]["kind"]
            skeletons, stuck = self.skeleton(subject, "facts", "--kind", strongest, "--for", by)
            self.asked += sum(len(one["asked"]) for one in skeletons)
            if not self.fill_in(skeletons, "facts", 1)[0]:
                break
        needs = json.loads(self.call("needs", subject, "-p", "p.aszb", "-f", "facts", "--on", ON, "--audience", "office", "--format", "json")[0])
        if needs["outcome"] != "undetermined":
            self.decided += 1
        elif stuck or not needs["needs"]:
            self.stuck += 1
        else:
            raise Failed(f"{subject}: what was asked is answered, and it is {needs['outcome']}: {needs['needs'][:5]}")


def samples(trial):
    for policy in sorted(glob.glob(os.path.join(ROOT, "policies/*/sample/invented"))):
        name = policy.split(os.sep)[-3]
        source = os.path.join(ROOT, f"policies/{name}/{name}.asz")
        if name != "security_review":
            continue  # those of the profiles are the same product's
        trial.call("build", source, "-o", "p.aszb")
        trial.call("facts", "import", "-p", "p.aszb", "-f", "facts", *sorted(glob.glob(policy + "/*.json")))
        trial.run("harbour/console@2.4.0", "office/review")
        trial.run("unheard/of@1", "office/review")
        shutil.rmtree(os.path.join(trial.folder, "facts"))


def invented(trial, seed):
    case = invent.Case(seed)
    with open(os.path.join(trial.folder, "p.asz"), "w", encoding="utf-8") as file:
        file.write(case.policy)
    with open(os.path.join(trial.folder, "s.ndjson"), "w", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(pair[0]) for _, pair in case.pairs))
    shutil.rmtree(os.path.join(trial.folder, "facts"), ignore_errors=True)
    trial.call("build", "p.asz", "-o", "p.aszb")
    trial.call("facts", "import", "-p", "p.aszb", "-f", "facts", "s.ndjson")
    trial.run("x", "org/1")


# ---- ways to satisfy a rule ----

def formula(chance, names):
    """A formula over names, each of which it reads once: text, and a function of Kleene's logic (None: unknown)."""
    if len(names) == 1:
        name, turned = names[0], chance.random() < 0.3
        return (f"(not x.{name})", lambda v: None if v[name] is None else not v[name]) if turned else (f"x.{name}", lambda v: v[name])
    cut = chance.randrange(1, len(names))
    (left, a), (right, b) = formula(chance, names[:cut]), formula(chance, names[cut:])
    if chance.random() < 0.5:
        return f"({left} and {right})", lambda v: False if False in (a(v), b(v)) else None if None in (a(v), b(v)) else True
    return f"({left} or {right})", lambda v: True if True in (a(v), b(v)) else None if None in (a(v), b(v)) else False


def ways_of(holds, values):
    """The minimal sets of unknown names that some values of make it true, whatever the others are."""
    found, unknown = [], [name for name, value in values.items() if value is None]
    for size in range(len(unknown) + 1):
        for some in itertools.combinations(unknown, size):
            if not any(set(less) <= set(some) for less in found) and any(
                    holds({**values, **dict(zip(some, tried))}) for tried in itertools.product((False, True), repeat=size)):
                found.append(some)
    return sorted(sorted(one) for one in found)


def ways(trial, chance):
    names, rules = [f"f{i}" for i in range(8)], []
    for number in range(8):
        text, holds = formula(chance, chance.sample(names, chance.randrange(1, 8)))
        rules.append((f"R-{number}", text, holds))
    values = {name: chance.choice((None, None, None, True, False)) for name in names}
    lines = "\n".join(f'rule {code} "t" {{ cites s 1  aspect a  severity minor  require {text} }}' for code, text, _ in rules)
    with open(os.path.join(trial.folder, "w.asz"), "w", encoding="utf-8") as file:
        file.write(f"""policy w version "1" {{ title "W"  reviews x : T }}
evidence {{ rank said }}
entity T {{ {"  ".join(name + " : boolean" for name in names)} }}
source s "S" {{ clause 1 "c" }}
aspect a "A"
{lines}
verdict {{ bad when any minor violated  fine otherwise }}
""")
    with open(os.path.join(trial.folder, "w.ndjson"), "w", encoding="utf-8") as file:
        file.write(json.dumps({"entity": "T", "id": "w", "evidence": {"kind": "said", "on": "2026-01-01"},
                               "facts": {name: value for name, value in values.items() if value is not None}}))
    shutil.rmtree(os.path.join(trial.folder, "ways"), ignore_errors=True)
    trial.call("facts", "import", "-p", "w.asz", "-f", "ways", "w.ndjson")
    told = json.loads(trial.call("needs", "w", "-p", "w.asz", "-f", "ways", "--on", ON, "--format", "json")[0])["ways"]
    holds = {code: one for code, _, one in rules}
    for one in told:
        sets = sorted(sorted(fact["path"] for fact in way) for way in one["sets"])
        if not one["minimal"] or sets != ways_of(holds[one["code"]], values):
            raise Failed(f"{one}: must be {ways_of(holds[one['code']], values)}")
    return len(told)


# ---- comparisons, choices and counts over the same facts ----

MANY = {"f0": (False, True), "f1": (False, True), "n": range(6), "m": range(6), "k": ("a", "b", "c"),
        "ps.ok 1": (False, True), "ps.ok 2": (False, True), "ps.ok 3": (False, True)}


def kleene_not(value):
    return None if value is None else not value


def kleene_and(a, b):
    return False if False in (a, b) else None if None in (a, b) else True


def leaf(chance):
    """A comparison, a boolean, or a count beside a number: text, and what it comes to (None: unknown)."""
    number, kind = chance.choice((2, 3)), chance.choice(("f0", "f1", "n", "m", "n", "m", "k", "pair", "pair", "count"))
    if kind[0] == "f":
        return f"x.{kind}", lambda v: v[kind]
    if kind in "nm":
        sign, compare = chance.choice((("<", int.__lt__), ("=", int.__eq__), (">", int.__gt__), ("<=", int.__le__)))
        return f"x.{kind} {sign} {number}", lambda v: None if v[kind] is None else compare(v[kind], number)
    if kind == "k":
        value = chance.choice("abc")
        return f"x.k = {value}", lambda v: None if v["k"] is None else v["k"] == value
    if kind == "pair":
        text, compare = chance.choice((("x.n < x.m", lambda n, m: n < m), ("x.n = x.m", lambda n, m: n == m), ("x.n + 1 <= x.m", lambda n, m: n + 1 <= m),
                                       ("x.m - x.n < 0", lambda n, m: m < n)))
        return text, lambda v: None if None in (v["n"], v["m"]) else compare(v["n"], v["m"])
    sign, compare = chance.choice(((">=", int.__ge__), ("<", int.__lt__), ("=", int.__eq__), ("<=", int.__le__)))
    least = chance.randrange(4)

    def counted(values):
        members = [values[f"ps.ok {i}"] for i in (1, 2, 3)]
        low, high = members.count(True), members.count(True) + members.count(None)
        found = {compare(count, least) for count in range(low, high + 1)}
        return found.pop() if len(found) == 1 else None
    return f"count(p in x.ps where p.ok) {sign} {least}", counted


def formula_of_leaves(chance, depth):
    if depth == 0:
        return leaf(chance)
    (left, a), (right, b) = formula_of_leaves(chance, depth - 1), formula_of_leaves(chance, chance.randrange(depth))
    kind = chance.randrange(5)
    if kind < 2:
        return f"(({left}) and ({right}))", lambda v: kleene_and(a(v), b(v))
    if kind < 4:
        return f"(({left}) or ({right}))", lambda v: kleene_not(kleene_and(kleene_not(a(v)), kleene_not(b(v))))
    return f"(not ({left}))", lambda v: kleene_not(a(v))


def ways_of_many(holds, values):
    """ways_of, of facts that have several values."""
    found, unknown = [], [name for name, value in values.items() if value is None]
    for size in range(len(unknown) + 1):
        for some in itertools.combinations(unknown, size):
            if not any(set(less) <= set(some) for less in found) and any(
                    holds({**values, **dict(zip(some, tried))}) for tried in itertools.product(*(range(-1, 9) if name in "nm" else MANY[name] for name in some))):
                found.append(some)
    return sorted(sorted(one) for one in found)


def compared_ways(trial, chance):
    values, rules = {name: chance.choice((None, None, *some)) for name, some in MANY.items()}, []
    values["n"] = values["f0"] = None
    for _ in range(300):  # one that is violated would decide the outcome, and nothing would be needed
        text, holds = formula_of_leaves(chance, 3)
        if holds(values) is None and len(rules) < 6:
            rules.append((f"R-{len(rules)}", text, holds))
    lines = "\n".join(f'rule {code} "t" {{ cites s 1  aspect a  severity minor  require {text} }}' for code, text, _ in rules)
    with open(os.path.join(trial.folder, "w.asz"), "w", encoding="utf-8") as file:
        file.write(f"""policy w version "1" {{ title "W"  reviews x : T }}
evidence {{ rank said }}
type Kind = a | b | c
part Part key i {{ i : integer  ok : boolean }}
entity T {{ f0 : boolean  f1 : boolean  n : integer  m : integer  k : Kind  ps : many Part }}
source s "S" {{ clause 1 "c" }}
aspect a "A"
{lines}
verdict {{ bad when any minor violated  fine otherwise }}
""")
    said = {name: value for name, value in values.items() if value is not None and " " not in name}
    said["ps"] = [{"i": i, **({} if values[f"ps.ok {i}"] is None else {"ok": values[f"ps.ok {i}"]})} for i in (1, 2, 3)]
    with open(os.path.join(trial.folder, "w.ndjson"), "w", encoding="utf-8") as file:
        file.write(json.dumps({"entity": "T", "id": "w", "evidence": {"kind": "said", "on": "2026-01-01"}, "facts": said}))
    shutil.rmtree(os.path.join(trial.folder, "ways"), ignore_errors=True)
    trial.call("facts", "import", "-p", "w.asz", "-f", "ways", "w.ndjson")
    needs = json.loads(trial.call("needs", "w", "-p", "w.asz", "-f", "ways", "--on", ON, "--format", "json")[0])
    holds, texts, told = {code: one for code, _, one in rules}, {code: text for code, text, _ in rules}, 0
    for one in needs["ways"]:
        expected = ways_of_many(holds[one["code"]], values)
        sets = sorted(sorted(fact["path"] + (f" {fact['part']}" if "part" in fact else "") for fact in way) for way in one["sets"])
        if not one["minimal"] or sets != expected:
            raise Failed(f"{texts[one['code']]} of {values}: {one} must be {expected}")
        told += one["minimal"]
    return told


# ---- profiles of which it is unknown whether they apply ----

def profiled_ways(trial, chance):
    """Of a rule that up to four profiles change, some of which refine others."""
    names = [f"f{i}" for i in range(chance.randrange(4, 8))]
    texts, required = formula(chance, chance.sample(names, 2))
    profiles = []
    for number in range(chance.randrange(2, 5)):
        condition, more = (formula(chance, chance.sample(names, chance.randrange(1, 3))) for _ in range(2))
        profiles.append((chance.choice((None, None, *range(number))), condition, more))

    def applies(number, values):
        refined, (_, condition), _ = profiles[number]
        return condition(values) if refined is None else kleene_and(applies(refined, values), condition(values))

    def holds(values):
        return required(values) is True and all(applies(number, values) is False or more(values) is True
                                                for number, (_, _, (_, more)) in enumerate(profiles))

    def write(name, text):
        with open(os.path.join(trial.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    write("w.asz", f"""policy w version "1" {{ title "W"  reviews x : T }}
evidence {{ rank said }}
entity T {{ {"  ".join(name + " : boolean" for name in names)} }}
source s "S" {{ clause 1 "c" }}
aspect a "A"
rule R-1 "t" {{ cites s 1  aspect a  severity minor  require {texts} }}
verdict {{ bad when any minor violated  fine otherwise }}
""")
    for number, (refined, (condition, _), (more, _)) in enumerate(profiles):
        write(f"w{number}.asz", f'profile w{number} version "1" refines {"w" if refined is None else f"w{refined}"} "1" '
              f'{{ title "W"  applies when {condition} }}\nstrengthen R-1 {{ require {more} }}\n')
    values = {name: chance.choice((None, None, None, True, False)) for name in names}
    write("w.ndjson", json.dumps({"entity": "T", "id": "w", "evidence": {"kind": "said", "on": "2026-01-01"},
                                  "facts": {name: value for name, value in values.items() if value is not None}}))
    shutil.rmtree(os.path.join(trial.folder, "ways"), ignore_errors=True)
    trial.call("facts", "import", "-p", "w.asz", "-f", "ways", "w.ndjson")
    given = [argument for number in range(len(profiles)) for argument in ("--profile", f"w{number}.asz")]
    told = json.loads(trial.call("needs", "w", "-p", "w.asz", *given, "-f", "ways", "--on", ON, "--format", "json")[0])["ways"]
    for one in told:
        sets = sorted(sorted(fact["path"] for fact in way) for way in one["sets"])
        if not one["minimal"] or sets != ways_of(holds, values):
            raise Failed(f"{one}: must be {ways_of(holds, values)}")
    return len(told)


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def main():
    seed, failed = option("--seed", 1), 0
    folder = tempfile.mkdtemp(prefix="assize-needs-")
    trial = Trial(sys.argv[1], random.Random(seed), folder)
    try:
        samples(trial)
    except Failed as wrong:
        failed += 1
        print(f"samples: {wrong}")
    for number in range(option("--rounds", 20)):
        try:
            invented(trial, seed * 1000 + number)
        except Failed as wrong:
            failed += 1
            print(f"seed {seed * 1000 + number}: {wrong}")
    told = 0
    for what, tried, share in (("ways", ways, 1), ("compared ways", compared_ways, 2), ("ways under profiles", profiled_ways, 1)):
        for number in range(option("--rounds", 20) // share):
            try:
                told += tried(trial, random.Random(seed * 1000 + number))
            except Failed as wrong:
                failed += 1
                print(f"{what}, seed {seed * 1000 + number}: {wrong}")
    shutil.rmtree(folder)
    print(f"{told} rules' ways; {trial.filled} facts filled in, {trial.asked} asked; {trial.decided} outcomes decided, {trial.stuck} that no submission settles; {failed} failed")
    return 1 if failed or trial.filled < 20 or told < 5 or not trial.decided else 0


if __name__ == "__main__":
    sys.exit(main())
