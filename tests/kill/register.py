#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills what writes the register at random moments: `review --all --register`, and `register revoke`. After each kill the fact base
verifies; every verdict that was printed is registered, and every revocation that was printed stands; what was registered before is
there.

usage: register.py ASSIZE [COUNT]"""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

POLICY = """policy p version "1.0.0" { title "P" reviews product : Product }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank declaration }
entity Product { n: integer }
rule R-01 "one" { cites s 1  aspect a  severity critical  require product.n > 9 else "it is {product.n}" }
verdict { rejected when any critical violated  passed otherwise }
"""
PRODUCTS = 3000  # two transactions
LOOK = ("--audience", "office", "--purpose", "test")


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True)


class Trial:
    def __init__(self, program, folder, seed):
        self.program, self.seed, self.chance = program, seed, random.Random(seed)
        self.policy, self.bundle, self.base = (os.path.join(folder, name) for name in ("p.asz", "p.aszb", "facts"))
        self.out = os.path.join(folder, "out")
        self.facts = os.path.join(folder, "facts.ndjson")
        self.length = {"review": 0.05, "revoke": 0.02}
        self.killed = self.landed = 0
        with open(self.policy, "w", encoding="utf-8") as file:
            file.write(POLICY)
        with open(self.facts, "w", encoding="utf-8") as file:
            for number in range(PRODUCTS):
                file.write(json.dumps({"entity": "Product", "id": f"p{number:04}", "evidence": {"kind": "declaration", "on": "2026-10-01"},
                                       "facts": {"n": number % 20}}) + "\n")
        self.must("build", self.policy, "-o", self.bundle)

    def begin(self):
        shutil.rmtree(self.base, ignore_errors=True)
        self.must("facts", "import", "-p", self.bundle, "-f", self.base, self.facts)
        self.known, self.day = {}, 0

    def must(self, *arguments):
        done = run(self.program, *arguments)
        if done.returncode not in (0, 1):
            sys.exit(f"seed {self.seed}: assize {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def fail(self, what):
        sys.exit(f"seed {self.seed}: {what}")

    def kill(self, kind, *arguments):
        """Runs a command that is killed, or not; what it printed."""
        with open(self.out, "w+", encoding="utf-8") as out:
            began = time.monotonic()
            process = subprocess.Popen([self.program, *arguments, "-f", self.base], stdout=out, stderr=subprocess.DEVNULL)
            try:
                process.wait(self.chance.uniform(0, 1.3) * self.length[kind])
                self.length[kind] = 0.9 * self.length[kind] + 0.1 * max(time.monotonic() - began, 0.004)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                self.killed += 1
                self.length[kind] *= 1.05
            out.seek(0)
            return out.read()

    def state(self):
        """Every verdict of the register with its state, after the fact base has verified itself."""
        checked = run(self.program, "facts", "verify", "-f", self.base)
        if checked.returncode:
            self.fail(f"the fact base does not verify: {checked.stdout}")
        listed = json.loads(self.must("register", "list", "-f", self.base, "--format", "json", *LOOK))
        return {one["verdict"]: (one["id"], one["on"], one["state"]) for one in listed}

    def review(self):
        self.day += 1
        day = f"2026-11-{self.day:02}"
        printed = self.kill("review", "review", "--all", "--register", "-p", self.bundle, "--on", day)
        lines = printed.split("\n")[:-1]  # the last line may have been cut off
        shown = {line.split()[1].rstrip(":") for line in lines}
        now = self.state()
        registered = {subject for subject, on, _ in now.values() if on == day}
        if not shown <= registered:
            self.fail(f"{len(shown - registered)} verdicts were printed, and are not registered")
        if any(verdict not in now for verdict in self.known):
            self.fail("a verdict that was registered is gone")
        self.landed += 0 < len(registered)
        self.known = now

    def revoke(self):
        current = [verdict for verdict, (_, _, state) in self.known.items() if state != "revoked"]
        if not current:
            return
        verdict = self.chance.choice(current)
        printed = self.kill("revoke", "register", "revoke", verdict, "--because", "test", "--on", "2026-12-01")
        now = self.state()
        others = [one for one in now if one != verdict and now[one][2] == "revoked" != self.known[one][2]]
        if set(now) != set(self.known) or others:
            self.fail("a revocation changed something else")
        if printed and now[verdict][2] != "revoked":
            self.fail("a revocation was printed, and does not stand")
        self.landed += now[verdict][2] == "revoked"
        self.known = now


def main():
    program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    folder = tempfile.mkdtemp(prefix="assize-kill-register-")
    trial = Trial(program, folder, int.from_bytes(os.urandom(4), "little"))
    for number in range(count):
        if number % 20 == 0:  # a small register keeps this short
            trial.begin()
        if number % 20 < 5 or trial.chance.random() < 0.2:
            trial.review()
        else:
            trial.revoke()
    shutil.rmtree(folder)
    if trial.killed < count // 4 or trial.landed < count // 10:
        sys.exit(f"only {trial.killed} of {count} were killed, {trial.landed} landed: this shows nothing")
    print(f"{count} changes of the register, {trial.killed} killed, {trial.landed} landed")


main()
