#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of what commands do (growth.c) by callgrind while what they work on grows from n to 2 n and 4 n: what
the second step adds may be 2.5 times what the first one did (2 where work is linear, 4 where it is quadratic). And texts that were
made to collide under a hash without a key take as long as others. What is compiled (compile.c) may grow by 2.3 times as much, for
every kind of declaration (declarations.py); and what is asked of one entity takes as long in a large fact base as in a small one.

usage: run.py ASSIZE GROWTH COMPILE FOLDER"""
import concurrent.futures
import datetime
import glob
import json
import os
import re
import shutil
import subprocess
import sys

import declarations

SIZES = (100, 200, 400)
KIND_SIZES, FEW_KIND_SIZES = (150, 300, 600), (15, 30, 60)
BASE_SIZES = (2000, 16000)
MOST_GROWTH, MOST_KIND_GROWTH, MOST_BASE_GROWTH, MOST_FLOOD = 2.5, 2.3, 1.1, 1.2
STEPS = 5  # of growth.c
DATE = "2026-11-01"
POLICY = os.path.abspath("tests/growth/policy.asz")


def submission(number, facts, entity="Product", name="x"):
    return json.dumps({"entity": entity, "id": name, "facts": facts,
                       "evidence": {"kind": "declaration", "by": f"o{number}", "on": f"2026-{1 + number % 9:02}-{1 + number % 28:02}"}})


def each(facts):
    return lambda n: [submission(i, facts(i)) for i in range(n)]


def of_one(facts):
    return lambda n: [submission(0, {"items": [dict({"id": f"i{i}", "size": 1}, **facts(i, n)) for i in range(n)]})]


def about_a_maker(n):
    claims = [submission(i, {"good": True, "places": ["p"]}, "Maker", "m0") for i in range(n)]
    return claims + of_one(lambda i, n: {"by": "m0"})(n)


# n submissions about one thing, or one about n.
SHAPES = {
    "one set, the same element": each(lambda i: {"tags": ["a"]}),
    "one set, other elements": each(lambda i: {"tags": [f"t{i}"]}),
    "one value that is contested": each(lambda i: {"n": i}),
    "one reference": each(lambda i: {"maker": f"m{i}"}),
    "a set of references": each(lambda i: {"makers": [f"m{i}"]}),
    "one part that is contested": each(lambda i: {"items": [{"id": "a", "size": i, "names": [f"n{i}"]}]}),
    "parts of their own": each(lambda i: {"items": [{"id": f"i{i}", "size": i}]}),
    "parts in a chain": of_one(lambda i, n: {"uses": [f"i{i + 1}"] if i + 1 < n else []}),
    "claims about a maker of all parts": about_a_maker,
}


# ---- policies of n things ----

def base_policy(rules):
    return "\n".join(['policy many version "1.0.0" { title "Many" reviews product : Product }', 'source s "S" { clause 1 "c" }', 'aspect a "A"',
                      "evidence { rank declaration < laboratory }", "entity Product { n: integer }", *rules,
                      "verdict { rejected when any critical violated  passed otherwise }", ""])


def list_of_lines(n):
    lines = [f"component-{7919 * i % 10**6}" for i in range(20 * n)]
    rule = 'rule R-1 "r" { cites s 1  aspect a  severity minor  require product.n in numbers and "x" in names }'
    lists = ['list names : text = file "names.txt"', 'list numbers : integer = file "numbers.txt"']
    return {"policy.asz": base_policy([*lists, rule]), "names.txt": "\n".join(lines),
            "numbers.txt": "\n".join(line.split("-")[1] for line in lines)}


def set_by_a_profile(n):
    """Each rule reads a parameter of its own that a profile sets, and is raised by that too."""
    rules = [f'parameter p{i}: integer = {i + 10}, higher is stricter\nrule R-{i} "r" {{ cites s 1  aspect a  severity minor  require product.n >= p{i} }}'
             for i in range(n)]
    changes = [f"set p{i} = {i + 11}\nstrengthen R-{i} {{ severity major }}" for i in range(n)]
    profile = 'profile tighter version "1.0.0" refines many "1.x" { title "T" }\n' + "\n".join(changes) + "\n"
    return {"policy.asz": base_policy(rules), "profile.asz": profile, "facts.ndjson": submission(0, {"n": n}, name="x")}


def mapped(n):
    """Each attribute is mapped in a block of its own, from several paths, with several texts; and a block of as many."""
    attributes = " ".join(f"t{i}: text" for i in range(n))
    types = ["entity Product { n: integer  components: many Component }", f"part Component key id {{ id: text {attributes}  notes: many Note }}",
             f"part Note {{ {attributes} }}"]
    words = ", ".join(f'"w{i}" => "v{i}"' for i in range(n))
    blocks = [f"format cyclonedx {{ Component from component {{ t{i} from a{i}[] | b.c{i} | d{i} }} }}" for i in range(1, n)]
    blocks.append(f"format cyclonedx {{ Component from component {{ t0 from a {{ {words} }}  notes from notes[] {{ "
                  + " ".join(f"t{i} from a{i}" for i in range(n)) + " } } }")
    rule = 'rule R-1 "r" { cites s 1  aspect a  severity minor  require product.n > 1 }'
    return {"policy.asz": base_policy(types[1:] + blocks + [rule]).replace("entity Product { n: integer }", types[0])}


# Files by name, and commands on them.
POLICIES = {
    "lines of a list": (list_of_lines, {"check": ["check", "policy.asz"], "build": ["build", "policy.asz", "-o", "made.aszb"]}),
    "what is mapped": (mapped, {"build": ["build", "policy.asz", "-o", "made.aszb"], "open": ["disasm", "made.aszb"]}),
    "what a profile sets": (set_by_a_profile, {
        "build": ["build", "policy.asz", "--profile", "profile.asz", "-o", "made.aszb"],
        "diff": ["profile", "diff", "policy.asz", "--profile", "profile.asz"],
        "show": ["profile", "show", "policy.asz", "--profile", "profile.asz"],
        "import": ["facts", "import", "-p", "policy.asz", "--profile", "profile.asz", "facts.ndjson"],
        "review": ["review", "x", "-p", "policy.asz", "--profile", "profile.asz", "--on", DATE],
        "review in JSON": ["review", "x", "-p", "policy.asz", "--profile", "profile.asz", "--on", DATE, "--format", "json"]}),
}


# The register of n days of one product, and of n products; commands on it. Before they are counted the fact base is filled.
LOOK = ["--audience", "office", "--purpose", "growth"]
REGISTERS = {
    "verdicts on one subject": (lambda n: (1, n), {
        "review": ["review", "x0", "-p", "policy.asz", "--on", "2025-01-01", "--register"], "history": ["register", "history", "x0", *LOOK],
        "list": ["register", "list", *LOOK], "procure": ["register", "procure", "x0", "--on", "2030-01-01", *LOOK]}),
    "subjects with a verdict": (lambda n: (n, 1), {
        "review": ["review", "--all", "-p", "policy.asz", "--on", DATE, "--register"], "list": ["register", "list", *LOOK],
        "procure": ["register", "procure", "x0", "--on", "2030-01-01", *LOOK]}),
}


class Counter:
    def __init__(self, program, growth, compiler, folder):
        self.program, self.growth, self.compiler, self.folder = map(os.path.abspath, (program, growth, compiler, folder))

    def run(self, out, within, *command):
        """Under callgrind; what it writes down, with a number behind the name for each that was asked for."""
        folder = os.path.join(self.folder, within)
        done = subprocess.run(["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={out}", *command], cwd=folder, capture_output=True, text=True)
        if done.returncode not in (0, 1, 3) and "there is no dossier" not in done.stderr:
            sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr[-1000:]}")
        for path in glob.glob(os.path.join(glob.escape(folder), f"{out}*")):
            with open(path, encoding="utf-8") as file:
                yield file.read()

    def of_size(self, name, lines):
        """The instructions of each step. One process for all of them: each takes less than the start of one. Another one for other
        submissions: memory that was used before must be cleared."""
        with open(os.path.join(self.folder, f"{name}.ndjson"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        steps = {}
        for text in self.run(f"{name}.out", "", self.growth, "growth.aszb", name):
            step = re.search(r"^desc: Trigger: Client Request: (\S+)", text, re.M)
            if step:
                steps[step[1]] = total(text)
        if len(steps) != STEPS:
            sys.exit(f"{name}: {len(steps)} steps were counted")
        return steps

    def write_files(self, within, files):
        os.makedirs(os.path.join(self.folder, within))
        for name, text in files.items():
            with open(os.path.join(self.folder, within, name), "w", encoding="utf-8") as file:
                file.write(text)

    def of_kinds(self, within, kinds, size):
        """The instructions of each kind, all in one process."""
        folders = {f"k{number}": kind for number, kind in enumerate(kinds)}
        for folder, kind in folders.items():
            self.write_files(os.path.join(within, folder), kinds[kind](size))
        counts = {}
        for text in self.run(os.path.join(self.folder, f"{within}.out"), within, self.compiler, *folders):
            folder = re.search(r"^desc: Trigger: Client Request: (\S+)", text, re.M)
            if folder:
                counts[folders[folder[1]]] = total(text)
        if len(counts) != len(kinds):
            sys.exit(f"{within}: {len(counts)} kinds were counted")
        return counts

    def of_base(self, size):
        """What is asked of one of so many entities."""
        base = os.path.join(self.folder, f"b{size}")
        with open(f"{base}.ndjson", "w", encoding="utf-8") as file:
            file.writelines(submission(0, {"n": 1}, name=f"p{i}") + "\n" for i in range(size))
        with open(f"{base}-more.ndjson", "w", encoding="utf-8") as file:
            file.write(submission(0, {"n": 2}, name="p7"))
        reading = ["-f", f"b{size}"]
        importing = ["facts", "import", "-p", "growth.aszb", *reading]
        subprocess.run([self.program, *importing, f"b{size}.ndjson"], cwd=self.folder, check=True, capture_output=True)
        return {name: sum(map(total, self.run(f"b{size}-{place}.out", "", self.program, *command)))
                for place, (name, command) in enumerate({
                    "facts show": ["facts", "show", "p7", *reading], "facts show of what is unknown": ["facts", "show", "p7x", *reading],
                    "review": ["review", "p7", "-p", "growth.aszb", *reading, "--on", DATE],
                    "review of what is unknown": ["review", "p7x", "-p", "growth.aszb", *reading, "--on", DATE],
                    "import of one more": [*importing, f"b{size}-more.ndjson"]}.items())}

    def of_policy(self, number, size, shape):
        write, stages = shape
        within = f"p{number}-{size}"
        self.write_files(within, write(size))
        return {stage: sum(map(total, self.run(f"{place}.out", within, self.program, *command))) for place, (stage, command) in enumerate(stages.items())}

    def of_register(self, number, size, shape):
        products, days = shape[0](size)
        folder = os.path.join(self.folder, f"r{number}-{size}")
        os.makedirs(folder)
        with open(os.path.join(folder, "policy.asz"), "w", encoding="utf-8") as file:
            file.write(base_policy(['rule R-1 "r" { cites s 1  aspect a  severity minor  require product.n >= 3 }']))
        with open(os.path.join(folder, "facts.ndjson"), "w", encoding="utf-8") as file:
            file.writelines(submission(i, {"n": i}, name=f"x{i}") + "\n" for i in range(products))
        days = [str(datetime.date(2026, 1, 1) + datetime.timedelta(day)) for day in range(days)]
        reviews = [["review", "--all", "-p", "policy.asz", "--register", "--on", day] for day in days]
        for command in [["facts", "import", "-p", "policy.asz", "facts.ndjson"], *reviews]:
            subprocess.run([self.program, *command], cwd=folder, check=True, capture_output=True)
        return {stage: sum(map(total, self.run(f"{place}.out", folder, self.program, *command)))
                for place, (stage, command) in enumerate(shape[1].items())}


def total(text):
    return int(re.search(r"^(?:summary|totals): (\d+)", text, re.M)[1])


def grows(counts, most):
    """Whether what the second step adds is more than so many times what the first one did."""
    first, second, third = counts
    return third - second > most * max(second - first, first / 20)


def growth_of_kinds(counter):
    wrong = []
    some = (("few", declarations.FEW_KINDS, FEW_KIND_SIZES), ("many", declarations.KINDS, KIND_SIZES))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [[(size, pool.submit(counter.of_kinds, f"{name}-{size}", kinds, size)) for size in reversed(sizes)] for name, kinds, sizes in some]
        bases = [pool.submit(counter.of_base, size) for size in BASE_SIZES]
    for sized, (_, kinds, sizes) in zip(jobs, some):
        results = {size: job.result() for size, job in sized}
        for kind in kinds:
            counts = [results[size][kind] for size in sizes]
            if grows(counts, MOST_KIND_GROWTH):
                wrong.append(f"{kind}, compiled: {counts[0]:,}, {counts[1]:,}, {counts[2]:,} instructions")
    small, large = (job.result() for job in bases)
    for name, count in large.items():
        if count > MOST_BASE_GROWTH * small[name]:
            wrong.append(f"{name}, in a fact base of {BASE_SIZES}: {small[name]:,}, {count:,} instructions")
    return wrong


def growth(counter):
    jobs = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (shape, lines) in enumerate(SHAPES.items()):
            jobs[shape] = [pool.submit(counter.of_size, f"s{number}-{size}", lines(size)) for size in SIZES]
        for number, (name, shape) in enumerate(POLICIES.items()):
            jobs[name] = [pool.submit(counter.of_policy, number, size, shape) for size in SIZES]
        for number, (name, shape) in enumerate(REGISTERS.items()):
            jobs[name] = [pool.submit(counter.of_register, number, size, shape) for size in SIZES]
    wrong = []
    for shape, some in jobs.items():
        counts = [job.result() for job in some]
        for stage in counts[0]:
            first, second, third = (count[stage] for count in counts)
            if grows((first, second, third), MOST_GROWTH):
                wrong.append(f"{shape}, {stage}: {first:,}, {second:,}, {third:,} instructions")
    return wrong


def colliding(count):
    """Texts of 16 bytes that all have one value of the hash that was there before it had a key, whatever its size."""
    mask = (1 << 64) - 1
    letters, state, goal, found = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", 88172645463325252, None, []
    while len(found) < count:
        state ^= state << 13 & mask
        state ^= state >> 7
        state ^= state << 17 & mask
        first = "".join(letters[state >> 6 * i & 63] for i in range(8))
        mixed = (0x9e3779b97f4a7c15 ^ 16 ^ int.from_bytes(first.encode(), "little")) * 0xff51afd7ed558ccd & mask
        mixed ^= mixed >> 32
        goal = goal if goal is not None else mixed ^ int.from_bytes(b"AAAAAAAA", "little")
        second = (mixed ^ goal).to_bytes(8, "little")
        if not max(second) >> 7 and 0 not in second:
            found.append(first + second.decode())
    return found


def flood(counter):
    texts = colliding(2000)
    others = [text[:8] + text[:7:-1] for text in texts]  # of the same letters
    counts = [counter.of_size(name, [submission(0, {"tags": some})])["import"] for name, some in (("flood", texts), ("plain", others))]
    return [f"texts that collide: {counts[0]:,} instructions, others {counts[1]:,}"] if counts[0] > MOST_FLOOD * counts[1] else []


def main():
    program, grown, compiler, folder = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    counter = Counter(program, grown, compiler, folder)
    subprocess.run([counter.program, "build", POLICY, "-o", "growth.aszb"], cwd=folder, check=True, capture_output=True)
    wrong = growth(counter) + growth_of_kinds(counter) + flood(counter)
    kinds = len(declarations.KINDS) + len(declarations.FEW_KINDS)
    print(f"{len(SHAPES)} shapes, {STEPS} steps each, {len(POLICIES)} of policies, {len(REGISTERS)} of the register, {kinds} kinds of declarations, "
          f"{len(wrong)} grow too fast")
    if wrong:
        sys.exit("\n".join(wrong))


main()
