#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills imports at random moments. After each kill the fact base opens, verifies, and holds exactly what was reported as stored:
an import that had printed its report is there; one that had not is there wholly or not at all.

usage: kill.py ASSIZE [COUNT]"""
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
entity Product { n: integer  items: many Item }
part Item key id { id: text  size: integer }
rule R-01 "one" { cites s 1  aspect a  severity minor  require every i in product.items : i.size > 0 }
verdict { rejected when any critical violated  passed otherwise }
"""


def submissions(number, products, items):
    """An import of several dossiers, large enough to take a while."""
    lines = []
    for product in range(products):
        facts = {"n": number, "items": [{"id": f"i{number}-{i}", "size": i + 1} for i in range(items)]}
        lines.append(json.dumps({"entity": "Product", "id": f"p{product}", "evidence": {"kind": "declaration", "on": "2026-10-01",
                                                                                        "title": f"import {number}"}, "facts": facts}))
    return "\n".join(lines) + "\n"


def run(*arguments, **options):
    return subprocess.run(arguments, capture_output=True, text=True, **options)


def stored(program, base):
    """Digests of all submissions, after the fact base has verified itself."""
    done = run(program, "facts", "verify", "-f", base)
    if done.returncode:
        sys.exit(f"the fact base does not verify: {done.stdout}{done.stderr}")
    listed = run(program, "facts", "list", "-f", base, "--audience", "office", "--format", "json")
    digests = set()
    for entity in json.loads(listed.stdout):
        shown = run(program, "facts", "show", f"Product:{entity['id']}", "-f", base, "--audience", "office", "--format", "json")
        digests |= {one["digest"] for one in json.loads(shown.stdout)}
    return digests


def main():
    program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int.from_bytes(os.urandom(4), "little")
    chance = random.Random(seed)
    folder = tempfile.mkdtemp(prefix="assize-kill-")
    policy, bundle, base = (os.path.join(folder, name) for name in ("p.asz", "p.aszb", "facts"))
    with open(policy, "w", encoding="utf-8") as file:
        file.write(POLICY)
    if run(program, "build", policy, "-o", bundle).returncode:
        sys.exit("the policy does not compile")
    have, killed, reported, landed = set(), 0, 0, 0
    first = os.path.join(folder, "first.ndjson")
    with open(first, "w", encoding="utf-8") as file:
        file.write(submissions(-1, 1, 1))
    if run(program, "facts", "import", "-p", bundle, "-f", base, first).returncode:
        sys.exit("the first import fails")
    have = stored(program, base)
    length = 0.02
    for number in range(count):
        path = os.path.join(folder, "s.ndjson")
        with open(path, "w", encoding="utf-8") as file:
            file.write(submissions(number, 3, 400))
        with open(os.path.join(folder, "out"), "w+", encoding="utf-8") as out:
            began = time.monotonic()
            process = subprocess.Popen([program, "facts", "import", "-p", bundle, "-f", base, "--format", "json", path], stdout=out,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0, 1.3) * length)
                length = 0.9 * length + 0.1 * max(time.monotonic() - began, 0.004)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            out.seek(0)
            report = out.read()
        now = stored(program, base)
        more = now - have
        if have - now:
            sys.exit(f"seed {seed}, import {number}: what was stored is gone")
        if len(more) not in (0, 3):
            sys.exit(f"seed {seed}, import {number}: {len(more)} of 3 submissions landed")
        if report.strip():
            reported += 1
            if {one["digest"] for one in json.loads(report)["submissions"]} != more:
                sys.exit(f"seed {seed}, import {number}: what was reported is not what is stored")
        landed += bool(more)
        have = now
        if number % 20 == 19:  # a small fact base keeps this short
            shutil.rmtree(base)
            if run(program, "facts", "import", "-p", bundle, "-f", base, first).returncode:
                sys.exit("a new fact base fails")
            have = stored(program, base)
    shutil.rmtree(folder)
    if killed < count // 4 or landed == 0:
        sys.exit(f"only {killed} of {count} imports were killed, {landed} landed: this shows nothing")
    print(f"{count} imports, {killed} killed, {landed} landed, {reported} of them reported")


main()
