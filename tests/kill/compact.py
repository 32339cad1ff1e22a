#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills `facts compact` at random moments, while others read and write: the fact base verifies, and tells what it told before.

usage: compact.py ASSIZE [COUNT]"""
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

POLICY = """policy p version "1.0.0" { title "P" reviews product : Product }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank declaration }
entity Product { n: integer%s }
rule R-01 "one" { cites s 1  aspect a  severity critical  require product.n > 9 }
verdict { rejected when any critical violated  passed otherwise }
"""
PRODUCTS = 400


def must(*arguments):
    done = subprocess.run(arguments, capture_output=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments[1:])}: {done.stderr.decode()}")
    return done.stdout


def told(program, base):
    return hashlib.sha256(must(program, "facts", "export", "-f", base)).hexdigest()


def taken(base):
    return os.stat(os.path.join(base, "data.mdb")).st_blocks * 512


def write_facts(path, day, number):
    with open(path, "w", encoding="utf-8") as file:
        for product in range(PRODUCTS):
            file.write(json.dumps({"entity": "Product", "id": f"p{product:04}", "evidence": {"kind": "declaration", "on": f"2026-10-{day:02}"},
                                   "facts": {"n": number}}) + "\n")


def main():
    program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 40
    seed = random.randrange(1 << 30)
    chance, killed, most, length = random.Random(seed), 0, 0, 0.01
    with tempfile.TemporaryDirectory() as folder:
        base, facts = os.path.join(folder, "facts"), os.path.join(folder, "facts.ndjson")
        policies = []
        for name, more in (("p", ""), ("q", " m: integer")):
            policies.append(os.path.join(folder, name + ".asz"))
            with open(policies[-1], "w", encoding="utf-8") as file:
                file.write(POLICY % more)
        for attempt in range(count):
            if attempt % 8 == 0:  # dossiers become others, and have images for both
                write_facts(facts, attempt // 8 + 1, attempt)
                must(program, "facts", "import", "-p", policies[0], "-f", base, facts)
                must(program, "facts", "upgrade", "-p", policies[1], "-f", base)
                most = max(most, taken(base))
            before = told(program, base)
            reader = subprocess.Popen([program, "review", "--all", "-p", policies[0], "-f", base, "--on", "2026-11-01", "--format", "json"],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            began = time.monotonic()
            process = subprocess.Popen([program, "facts", "compact", "-f", base, *(["-p", policies[1]] if attempt % 2 else [])],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(chance.random() * length)
            process.send_signal(signal.SIGKILL)
            lines = reader.communicate()[0].count(b"\n")
            if process.wait() == -signal.SIGKILL:
                killed += 1
                length *= 1.2
            else:
                length = 1.5 * (time.monotonic() - began) / 2
            if lines != PRODUCTS or reader.returncode not in (0, 1, 3):
                sys.exit(f"seed {seed}: a review while it was compacted gave {lines} verdicts, {reader.returncode}")
            if told(program, base) != before:
                sys.exit(f"seed {seed}: after attempt {attempt} the fact base tells something else")
            if b"all is well" not in must(program, "facts", "verify", "-f", base, "-p", policies[attempt % 2]):
                sys.exit(f"seed {seed}: after attempt {attempt} the fact base does not verify")
        must(program, "facts", "compact", "-f", base, "-p", policies[1])
        if not taken(base) < most:
            sys.exit(f"seed {seed}: the data file takes {taken(base)} bytes, and took {most}")
    print(f"{count} compactions, {killed} killed: what was told stayed, and reviews went on")


if __name__ == "__main__":
    main()
