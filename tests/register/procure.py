#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""May it be bought? The table of all states of registered verdicts × days before, on and after each of their days × who asks: the
program against a second evaluator, which is told what was done and knows nothing of the program's register.

usage: procure.py ASSIZE"""
import concurrent.futures
import datetime
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile

POLICY = """policy gates version "{version}" {{ title "Gates"  reviews gate : Gate  {dates}valid for 20 days }}
source law "Law" {{ clause 1 "Gates" }}
aspect safety "Safety"
evidence {{ rank declaration < audit }}
entity Gate {{ locked: boolean  height: integer }}
rule LOCK-1 "The gate is locked" {{ cites law 1  aspect safety  severity critical  require gate.locked }}
rule HIGH-1 "The gate is high" {{ cites law 1  aspect safety  severity minor  require gate.height > 5 }}
verdict {{ rejected when any critical violated  conditional when any minor violated  passed otherwise }}
"""
FACTS = {"best": {"locked": True, "height": 9}, "between": {"locked": True, "height": 3}, "undetermined": {"locked": True},
         "worst": {"locked": False, "height": 9}}
FIRST, SECOND, REVOKED, LAST = (datetime.date(2026, 11, day) for day in (1, 5, 8, 21))  # of the first verdict; LAST: it is valid
WHO = {"office": ["--audience", "office", "--purpose", "test"], "public": [], "port": ["--buyer", "port"], "rail": ["--buyer", "rail"]}
ANSWERS = {"best": "prefer", "between": "allow", "worst": "forbid", "revoked": "forbid"}  # all others: hold
REASONS = {*ANSWERS, "none", "undetermined", "expired", "out_of_force", "facts_changed", "not_released"}
STATUS = {"prefer": 0, "allow": 0, "hold": 3, "forbid": 1}


class Verdict:
    """What was done with one: its rank and day, the day as of which it was revoked, to whom it was released."""

    def __init__(self, rank, on=FIRST, released=None, revoked=None, in_force=True):
        self.rank, self.on, self.released, self.revoked, self.in_force = rank, on, released, revoked, in_force
        self.until = on + datetime.timedelta(20)
        self.called = {}  # by whom it is seen: the digest

    def is_seen(self, who):
        return who == "office" or self.released == "public" or self.released == who


class Subject:
    def __init__(self, number, verdicts, changed=False):
        self.id, self.verdicts, self.changed = f"gate{number:03}", verdicts, changed

    def looked_at_by(self):
        """A second institution is like the public where nothing was released to the first."""
        return [who for who in WHO if who != "rail" or any(verdict.released == "port" for verdict in self.verdicts)]

    def expected(self, who, day):
        """The reason, and the verdict that it rests on; of verdicts of one day the later one in the list counts."""
        there = [verdict for verdict in self.verdicts if verdict.on <= day]
        seen = [verdict for verdict in there if verdict.is_seen(who)]
        if not seen:
            return "none", None
        counts = max(seen, key=lambda verdict: (verdict.on, self.verdicts.index(verdict)))
        behind = [verdict for verdict in there if (verdict.on, self.verdicts.index(verdict)) > (counts.on, self.verdicts.index(counts))]
        if counts.revoked and counts.revoked <= day:
            return "revoked", counts
        if counts.rank == "worst":
            return "worst", counts
        if behind:
            return "not_released", counts
        if counts.until < day:
            return "expired", counts
        if counts.rank == "undetermined":
            return "undetermined", counts
        if self.changed or counts is not self.verdicts[-1]:  # before another verdict came there were other facts
            return "facts_changed", counts
        return (counts.rank if counts.in_force else "out_of_force"), counts


def subjects():
    made = []
    for rank, released, revoked in itertools.product(FACTS, (None, "public", "port"), (None, FIRST, REVOKED)):
        made.append([Verdict(rank, released=released, revoked=revoked)])
    for rank, in_force in itertools.product(("best", "undetermined", "worst"), (True, False)):
        made.append([Verdict(rank, released="public", in_force=in_force)])
    pairs = (("best", "worst"), ("worst", "best"), ("undetermined", "between"))
    releases = ((None, None), ("public", None), (None, "public"), ("public", "public"), ("port", "public"), ("public", "port"))
    for (one, other), on, (to, then), revoked in itertools.product(pairs, (FIRST, SECOND), releases, ((None, None), (REVOKED, None), (None, REVOKED))):
        made.append([Verdict(one, released=to, revoked=revoked[0]), Verdict(other, on, then, revoked[1])])
    changed = [Subject(i, verdicts, i % 5 == 0 and len(verdicts) == 1) for i, verdicts in enumerate(made)]
    more = [Subject(len(changed) + i, [Verdict(rank, released="public")], True) for i, rank in enumerate(FACTS)]
    return changed + more + [Subject(len(changed) + len(more), [])]


class Register:
    def __init__(self, program, folder):
        self.program, self.folder, self.turn = program, folder, 0
        for name, version, dates in (("now", "2.0.0", ""), ("old", "1.0.0", "effective 2020-01-01 until 2025-12-31  ")):
            self.put(f"{name}.asz", POLICY.format(version=version, dates=dates))
            self.run("build", f"{name}.asz", "-o", f"{name}.aszb", base=False)

    def put(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *arguments, base=True, fine=(0, 1, 3)):
        done = subprocess.run([self.program, *arguments, *(("-f", "facts") if base else ())], capture_output=True, text=True, cwd=self.folder)
        if done.returncode not in fine:
            sys.exit(f"assize {' '.join(arguments)}: [{done.returncode}] {done.stdout[-500:]}{done.stderr[-1000:]}")
        return done

    def tell(self, some):
        """The facts of subjects, each time by an audit that takes the place of the earlier ones."""
        self.turn += 1
        lines = []
        for subject, facts in some:
            evidence = {"kind": "audit", "by": "lab", "on": f"2026-10-{self.turn:02}", "title": str(self.turn)}
            if subject.told:
                evidence["replaces"] = subject.told
            lines.append({"entity": "Gate", "id": subject.id, "evidence": evidence, "facts": facts})
            canonical = json.dumps(lines[-1], sort_keys=True, separators=(",", ":"))
            subject.told = ["sha256:" + hashlib.sha256(canonical.encode()).hexdigest()]
        self.put("facts.ndjson", "".join(json.dumps(line) + "\n" for line in lines))
        self.run("facts", "import", "-p", "now.aszb", "facts.ndjson", fine=(0,))

    def issue(self, some, turn):
        """The verdicts of that turn, each day's by one command."""
        for on, in_force in sorted({(subject.verdicts[turn].on, subject.verdicts[turn].in_force) for subject in some}):
            names = [subject.id for subject in some if (subject.verdicts[turn].on, subject.verdicts[turn].in_force) == (on, in_force)]
            for name in names:
                self.run("review", name, "-p", "now.aszb" if in_force else "old.aszb", "--on", str(on), "--register")

    def name(self, some):
        """Which digest each verdict has: those of a subject stand in the order in which they were registered."""
        listed = json.loads(self.run("register", "list", "--format", "json", *WHO["office"]).stdout)
        for subject in some:
            own = [one for one in listed if one["id"] == subject.id]
            for verdict, one in zip(subject.verdicts, own, strict=True):
                verdict.called["office"] = one["verdict"]

    def settle(self, verdict):
        """Releases come first: what is revoked is not released."""
        digest = verdict.called["office"]
        if verdict.released:
            to = [] if verdict.released == "public" else ["--audience", "institution", "--as", verdict.released]
            view = self.run("register", "release", digest, "--to", "somebody", *to, fine=(0,)).stdout.split()[1]
            verdict.called.update({who: view for who in WHO if who != "office" and verdict.is_seen(who)})
        if verdict.revoked:
            self.run("register", "revoke", digest, "--because", "test", "--on", str(verdict.revoked), fine=(0,))

    def fill(self, all_of_them):
        for subject in all_of_them:
            subject.told = None
        for turn in range(2):
            some = [subject for subject in all_of_them if len(subject.verdicts) > turn]
            self.tell([(subject, FACTS[subject.verdicts[turn].rank]) for subject in some])
            self.issue(some, turn)
        self.name(all_of_them)
        for subject in all_of_them:
            for verdict in subject.verdicts:
                self.settle(verdict)
        self.tell([(subject, {"height": 7}) for subject in all_of_them if subject.changed])

    def look(self, subject, who, day):
        """What is wrong in one cell of the table; null: nothing."""
        reason, counts = subject.expected(who, day)
        answer = ANSWERS.get(reason, "hold")
        done = self.run("register", "procure", subject.id if subject.verdicts else f"Gate:{subject.id}", "--on", str(day), "--format", "json", *WHO[who])
        got = json.loads(done.stdout)
        is_so = (got["answer"], got["reason"], got.get("verdict"), got.get("until"), done.returncode)
        must = (answer, reason, counts and counts.called[who], counts and str(counts.until), STATUS[answer])
        return None if is_so == must else f"{subject.id} on {day} for {who}: {is_so}, and not {must}"


def days(subject):
    step = datetime.timedelta(1)
    known = [FIRST, LAST] + [verdict.on for verdict in subject.verdicts] + [verdict.revoked for verdict in subject.verdicts if verdict.revoked]
    return sorted({day + step * beside for day in known for beside in (-1, 0, 1)})


def main():
    program, where = os.path.abspath(sys.argv[1]), "/dev/shm" if os.path.isdir("/dev/shm") else None
    folder = tempfile.mkdtemp(prefix="assize-procure-", dir=where)  # each look is on the disk when it is answered
    register, some = Register(program, folder), subjects()
    register.fill(some)
    cells = [(subject, who, day) for subject in some for who in subject.looked_at_by() for day in days(subject)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [said for said in pool.map(lambda cell: register.look(*cell), cells) if said]
    reasons = {subject.expected(who, day)[0] for subject, who, day in cells}
    shutil.rmtree(folder)
    if reasons != REASONS:
        sys.exit(f"not looked at: {REASONS - reasons}")
    if wrong:
        sys.exit("\n".join(wrong[:20]) + f"\n{len(wrong)} of {len(cells)} cells are wrong")
    print(f"procurement: {len(some)} subjects, {len(cells)} cells of states, days and buyers; {len(reasons)} reasons")


main()
