#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of eight small workloads with callgrind, of one public function each, and compares them with those on
record. More than 5 % above fails; more than 5 % below asks to record anew. Two figures stand for each workload: `own`, of Assize's
own code, and `all`, together with the libraries that it calls, which are told to use no more than what every processor of this
kind has. What is counted hangs on the compiler, and on whether the processor has AVX2, which our own code uses where it is there: with
others than on record nothing is measured.

usage: run.py --build FOLDER --compiler CC --flags FLAGS [--record], from the root of the repository"""
import argparse
import glob
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys

sys.path.insert(0, "tests/bench")
import make_facts  # noqa: E402
import make_rules  # noqa: E402
import write_assize  # noqa: E402

RECORD = "tests/instructions/recorded"
FLAGS = "-O3"
BOUND = 0.05
SEED, DATE = 1, "2026-11-22"
DATED = write_assize.EVIDENCE["on"]
SHIPPED = "policies/security_review/security_review.asz"
SAMPLE = "policies/security_review/sample/invented/*.json"
SBOM = "policies/security_review/sample/sbom/laravel-7.12.0.cdx14.json"
# The simplest ways through libc and nettle, on every processor; and texts are sorted as bytes.
SIMPLE = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "NETTLE_FAT_OVERRIDE": "none",
          "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX_Fast_Unaligned_Load,-AVX2,-AVX,-ERMS,-FSRM,-SSE4_2,-SSSE3,-BMI2,-RTM"}


def stop(why):
    sys.stdout.flush()
    sys.exit(why)


# ---- workloads ----

class Workloads:
    """Files of all workloads, in one folder; commands are run there, so that paths are the same everywhere."""

    def __init__(self, build):
        self.folder = os.path.join(build, "instructions")
        self.program = os.path.abspath(os.path.join(build, "assize"))
        self.sample = sorted(map(os.path.abspath, glob.glob(SAMPLE)))
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def assize(self, *arguments):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            stop(f"assize {' '.join(arguments)}\n{done.stderr[-2000:]}")

    def prepare(self):
        for count, applicable in ((10, None), (100, None), (1000, 10)):
            self.write(f"{count}.asz", write_assize.policy(make_rules.RuleMaker(SEED, applicable).rules(count)))
            self.assize("build", f"{count}.asz", "-o", f"{count}.aszb")
        products = [make_facts.product(size, SEED) for size in (20, 500)]
        self.write("facts.ndjson", write_assize.submissions(products, make_facts.suppliers(SEED)))
        self.assize("facts", "import", "-p", "10.aszb", "-f", "facts", "facts.ndjson")
        days = [write_assize.submissions(products, []).replace(DATED, day) for day in ("2026-09-30", "2026-10-02")]
        self.write("by-three.ndjson", self.read("facts.ndjson") + "".join(days))
        self.assize("facts", "import", "-p", "10.aszb", "-f", "by-three", "by-three.ndjson")
        self.assize("build", os.path.abspath(SHIPPED), "-o", "shipped.aszb")
        self.assize("facts", "import", "-p", "shipped.aszb", "-f", "sample", *self.sample)
        shutil.copy(SBOM, self.folder)

    def all(self):
        """(name, what is counted, command, files that it reads)"""
        def review(rules, size, facts="facts"):
            return ["review", f"product-{size}", "-p", f"{rules}.aszb", "-f", facts, "--on", DATE], [f"{rules}.asz", f"{facts}.ndjson"]
        sbom = os.path.basename(SBOM)
        said = ["--kind", "third_party_assessment", "--on", "2026-10-12", "--id", "some/system@1", "--closed", "components"]
        imported = ["facts", "import", "-f", "imported", "-p"]
        printed = ["review", "harbour/console@2.4.0", "-p", "shipped.aszb", "-f", "sample", "--on", DATE, "--format", "json"]
        return [("review-10-rules-20-components", "assize_review", *review(10, 20)),
                ("review-100-rules-500-components", "assize_review", *review(100, 500)),
                ("review-three-that-agree", "assize_review", *review(100, 500, "by-three")),
                ("review-1000-rules-10-apply", "assize_review", *review(1000, 20)),
                ("print-eleven-submissions", "assize_review_print", printed, self.sample),
                ("import-submissions", "assize_import", [*imported, "10.aszb", "facts.ndjson"], ["facts.ndjson"]),
                ("import-sbom", "assize_import", [*imported, "shipped.aszb", *said, sbom], [sbom]),
                ("compile-100-rules", "assize_policy_open", ["build", "100.asz", "-o", "built.aszb"], ["100.asz"])]

    def digest(self, files):
        found = hashlib.sha256()
        for name in files:
            with open(os.path.join(self.folder, name), "rb") as file:
                found.update(file.read())
        return found.hexdigest()[:16]

    def count(self, name, function, command):
        """(own, all)"""
        shutil.rmtree(os.path.join(self.folder, "imported"), ignore_errors=True)
        done = subprocess.run(["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={name}.out", f"--toggle-collect={function}",
                               "--compress-strings=no", self.program, *command], cwd=self.folder, env=SIMPLE, capture_output=True, text=True)
        if done.returncode not in (0, 1, 3):
            stop(f"{name}: {' '.join(command)}\n{done.stderr[-2000:]}")
        own, everything = add_up(os.path.join(self.folder, f"{name}.out"), self.program)
        if not own:
            stop(f"{name}: {function} is not in the program, or was not called")
        return own, everything


def add_up(path, program):
    """Instructions of the program's own code, and of all, from callgrind's file: a line of cost belongs to the object named last; the
    line after a call repeats what the called function took."""
    own = everything = 0
    mine = after_call = False
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("ob="):
                mine = line[3:].strip() == program
            elif line.startswith("calls="):
                after_call = True
            elif line[:1].isdigit() or line[:1] in "+-*":
                cost = 0 if after_call else int(line.split()[1])
                after_call = False
                everything += cost
                own += cost if mine else 0
    return own, everything


# ---- the record ----

def vectors():
    """What the machine's columns are compared with: valgrind knows AVX2, and nothing beyond."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return " avx2" if re.search(r"^flags\b.*\bavx2\b", file.read(), re.MULTILINE) else ""
    except OSError:
        return ""


def compiler_name(compiler):
    """Such as `gcc 12 x86_64 avx2`."""
    said = subprocess.run([*compiler.split(), "--version"], capture_output=True, text=True)
    first = said.stdout.split("\n", maxsplit=1)[0] if said.returncode == 0 else compiler
    version = subprocess.run([*compiler.split(), "-dumpversion"], capture_output=True, text=True).stdout.strip()
    family = "clang" if "clang" in first else "gcc"
    return f"{family} {version.split('.')[0]} {platform.machine()}{vectors()}"


def read_record():
    compiler, figures = "", {}
    with open(RECORD, encoding="utf-8") as file:
        for line in file:
            words = line.split("#", maxsplit=1)[0].split()
            if words and words[0] == "compiler":
                compiler = " ".join(words[1:])
            elif words:
                figures[words[0]] = (int(words[1]), int(words[2]), words[3])
    return compiler, figures


def write_record(compiler, figures):
    with open(RECORD, "w", encoding="utf-8") as file:
        file.write("# SPDX-License-Identifier: MIT\n"
                   "# Instructions that eight small workloads take: of Assize's own code, and of all; then a digest of what they read.\n"
                   "# Written by `make instructions-record`, on purpose only: the commit says why they changed.\n"
                   f"compiler {compiler}\n")
        for name, (own, everything, digest) in figures.items():
            file.write(f"{name:<32} {own:>10} {everything:>10}  {digest}\n")


def agree(one, other):
    """Each process hashes by a key of its own, by which a few probes more or less are made; and imports write the time into the log."""
    return all(abs(a - b) <= a / 100 for a, b in zip(one, other))


def measure_all(workloads, twice):
    figures = {}
    for name, function, command, files in workloads.all():
        counted = workloads.count(name, function, command)
        if twice and not agree(counted, workloads.count(name, function, command)):
            stop(f"{name}: two runs differ: nothing is recorded")
        figures[name] = (*counted, workloads.digest(files))
    return figures


def compare(recorded, figures, folder):
    """Prints a line for each workload; ends with 1 where one takes more than it may."""
    above, below, largest = [], [], 0.0
    if list(recorded) != list(figures):
        stop("the workloads are others than those on record: make instructions-record")
    for name, (own, everything, digest) in figures.items():
        if recorded[name][2] != digest:
            stop(f"{name}: reads other files than when it was recorded: make instructions-record")
        changes = [own / recorded[name][0] - 1, everything / recorded[name][1] - 1]
        print(f"{name:<32} own {own:>10,} ({changes[0]:+.2%})   all {everything:>10,} ({changes[1]:+.2%})")
        worst = max(changes, key=abs)
        largest = max(largest, worst, key=abs)
        if max(changes) > BOUND:
            above.append(f"{name} {max(changes):+.1%}")
        elif min(changes) < -BOUND:
            below.append(f"{name} {min(changes):+.1%}")
    if above:
        print(f"See what takes them: callgrind_annotate {folder}/WORKLOAD.out. If it must be so: make instructions-record, and say why.")
        stop(f"takes more instructions than on record: {', '.join(above)}")
    if below:
        print(f"fewer instructions than on record, record them (make instructions-record): {', '.join(below)}")
    else:
        print(f"{len(figures)} workloads as on record, the largest change is {largest:+.2%}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--flags", required=True)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    compiler, flags = compiler_name(options.compiler), " ".join(options.flags.split())
    recorded_for, recorded = (compiler, {}) if options.record else read_record()
    if flags != FLAGS:
        why = f"built with {flags}, on record is {FLAGS}"
    elif compiler != recorded_for:
        why = f"the compiler is {compiler}, on record is {recorded_for}"
    else:
        why = None if shutil.which("valgrind") else "there is no valgrind"
    if why:
        (stop if options.record else print)(f"not measured: {why}")
        return
    workloads = Workloads(options.build)
    workloads.prepare()
    figures = measure_all(workloads, options.record)
    if options.record:
        write_record(compiler, figures)
        print(f"{RECORD} is written: say in the commit why")
    else:
        compare(recorded, figures, workloads.folder)


if __name__ == "__main__":
    main()
