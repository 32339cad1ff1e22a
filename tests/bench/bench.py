#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures Assize beside reviews written by hand in C and beside other engines, all with the same rules and facts, and all made to
give the same answers first. Writes bench.json, prints the table of report.py.

Runs from the root of the repository, with ASSIZE and COMPILE in the environment (bench.mk). Other engines take most of the time."""
import argparse
import datetime
import json
import os
import platform
import resource
import subprocess
import sys
import time

import bulk
import distinct
import dossiers
import engines
import imports
import institutions
import page
import peers
import report
import sectors
import shipped
from workload import DATE, Facts, Failure, Policy

BASE = "assize"
HAND_WRITTEN_RULES = 100  # C is written for so many rules at most
FEW_RULES = "100-10"      # of which 10 apply: others are compared with it
MOST_SECONDS = 20         # for the turns of one workload
MOST_CONDITIONS = 20_000_000  # rules times components, whose answers can be worked out by expected.py
PARTS = ("review", "apart", "distinct", "institutions", "applicable", "profiles", "import", "compile", "process", "shipped", "dossiers", "bulk")
KINDS_APART = ("plain", "patterns", "closures")


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = os.path.join(options.build, "work")
        self.results = []
        self.absent = {} if options.peers else {"other engines": "not asked for"}
        self.peers = peers.Peers(options)
        self.facts = Facts(self.folder, options.build, options.seed, options.components)

    def say(self, text):
        print(f"  {text}", file=sys.stderr, flush=True)

    def ours(self, policy, size, name=BASE):
        command = [os.path.join(self.options.build, "assize"), policy.bundle, self.facts.path("facts"), self.facts.subject(size), DATE,
                   self.facts.path(f"{size}.ndjson")]
        return engines.Engine(name, command, engines.read_verdict, loads=True)

    def by_hand(self, policy, size):
        return [engines.Engine(f"C, {form}", [policy.path(form), self.facts.path("store"), str(self.facts.number(size))])
                for form in ("rows", "columns")]

    def compared(self, some, policy, size):
        """Starts engines, and compares what they answer."""
        place = f"{policy.name} rules, {size} components"
        expected = policy.expected(self.facts, size)
        for engine in list(some):
            try:
                engine.start()
                engines.compare(engine, expected, place)
            except engines.LeftOut as left:
                self.peers.leave_out(engine.name, policy, size, str(left))
                engine.stop()
                some.remove(engine)
        return expected

    def measure(self, part, policy, size, some, more=()):
        """One workload: `more` are further measures of ours."""
        self.say(f"{part}: {policy.name} rules, {size} components: {', '.join(engine.name for engine in some)}")
        try:
            expected = self.compared(some, policy, size)
            taken = engines.turns(some, "review", self.options.rounds, MOST_SECONDS)
            ratio = engines.ratios(taken, BASE)
            result = {"part": part, "rules": policy.count, "kind": policy.kind, "applicable": policy.applicable, "components": size, "engines": {},
                      "statuses": count_statuses(expected)}
            for engine in some:
                result["engines"][engine.name] = {"nanoseconds": engines.summary(taken[engine.name]), "ratio": ratio[engine.name],
                                                  "memory": engine.peak_memory()}
            self.measure_loading(result, [engine for engine in some if engine.loads])
            for name in more:
                result[name] = engines.turns(some[:1], name, 5, MOST_SECONDS)[BASE]
                result[name] = engines.summary(result[name])
        finally:
            for engine in some:
                engine.stop()
        self.results.append(result)
        return result

    def measure_loading(self, result, some):
        taken = engines.turns(some, "load", 5, MOST_SECONDS)
        ratio = engines.ratios(taken, BASE)
        for engine in some:
            result["engines"][engine.name]["loading"] = engines.summary(taken[engine.name])
            result["engines"][engine.name]["loading_ratio"] = ratio[engine.name]

    def review(self):
        for count in self.options.rules:
            policy = Policy(self.folder, self.options.seed, count)
            policy.write()
            if count <= HAND_WRITTEN_RULES:
                policy.write_by_hand()
            for size in self.options.components:
                if count * size > MOST_CONDITIONS:
                    self.peers.leave_out("all engines", policy, size, "what is expected would take too long to work out")
                    continue
                some = [self.ours(policy, size)]
                if count <= HAND_WRITTEN_RULES:
                    some += self.by_hand(policy, size)
                if self.options.peers:
                    some += self.peers.engines_for(policy, size, self.facts, self.results)
                result = self.measure("review", policy, size, some, ["print"])
                if count * size <= 5_000_000:
                    result["instructions"] = engines.instructions(some[0].command, self.folder)

    def apart(self):
        """What one thing decides: patterns, and what is reached along references; and all else without them."""
        for kind in KINDS_APART:
            policy = Policy(self.folder, self.options.seed, HAND_WRITTEN_RULES, kind=kind)
            policy.write()
            policy.write_by_hand()
            for size in self.options.components:
                some = [self.ours(policy, size), *self.by_hand(policy, size)]
                if self.options.peers:
                    some += self.peers.engines_for(policy, size, self.facts, self.results)
                self.measure("apart", policy, size, some)

    def applicable(self):
        """All of them in turns, since they are compared with each other."""
        size = 500 if 500 in self.options.components else self.options.components[0]
        policies = [Policy(self.folder, self.options.seed, count, applicable) for count in (100, 1000, 10000) for applicable in (1, 10, count)]
        for policy in policies:
            policy.write()
        some = [self.ours(policy, size, policy.name) for policy in policies]
        self.say(f"applicable: {', '.join(policy.name for policy in policies)} rules, {size} components")
        try:
            expected = [self.compared([engine], policy, size) for engine, policy in zip(some, policies)]
            taken, loading = (engines.turns(some, measure, self.options.rounds, MOST_SECONDS) for measure in ("review", "load"))
            ratio = engines.ratios(taken, FEW_RULES)
            for engine, policy, statuses in zip(some, policies, expected):
                figures = {"nanoseconds": engines.summary(taken[policy.name]), "memory": engine.peak_memory(),
                           "loading": engines.summary(loading[policy.name])}
                self.results.append({"part": "applicable", "rules": policy.count, "applicable": policy.applicable, "components": size,
                                     "engines": {BASE: figures}, "ratio_to_few_rules": ratio[policy.name],
                                     "statuses": count_statuses(statuses),
                                     "instructions": engines.instructions(engine.command, self.folder)})
        finally:
            for engine in some:
                engine.stop()

    def run(self):
        first = Policy(self.folder, self.options.seed, 10)
        first.write()
        self.facts.write(first.bundle)
        parts = {"review": self.review, "apart": self.apart, "distinct": lambda: distinct.measure(self), "institutions": lambda: institutions.measure(self), "dossiers": lambda: dossiers.measure(self), "applicable": self.applicable, "profiles": lambda: sectors.measure(self),
                 "import": lambda: imports.measure_imports(self), "compile": lambda: imports.measure_compiling(self),
                 "process": lambda: imports.measure_process(self, first), "shipped": lambda: shipped.measure(self), "bulk": lambda: bulk.measure(self)}
        for name in PARTS:
            if not self.options.only or name in self.options.only:
                parts[name]()
        rest = {str(size): {"assize": self.facts.bytes_at_rest(first.bundle, size), "JSON": self.facts.json_sizes[size],
                            **{f"C, {form}": taken for form, taken in self.facts.by_hand_sizes[self.facts.number(size)].items()}}
                for size in self.options.components}
        return {"machine": machine(), "version": version(), "on": datetime.date.today().isoformat(), "seed": self.options.seed,
                "rounds": self.options.rounds, "absent": {**self.peers.absent, **self.absent}, "peers": self.peers.described(),
                "bytes": rest, "results": self.results}


def count_statuses(expected):
    counts = {}
    for status, _ in expected.values():
        counts[status] = counts.get(status, 0) + 1
    return counts


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    kernel = ".".join(platform.release().split(".")[:2])
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        system = "an unnamed system"
    return {"processor": model, "cores": os.cpu_count(), "system": f"{system}, {platform.system()} {kernel}"}


def version():
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


class Processors:
    """How much of the processors others take meanwhile: figures that were taken beside them are worth less."""

    def __init__(self):
        self.began = self.busy_and_ours()

    def busy_and_ours(self):
        with open("/proc/stat", encoding="ascii") as file:
            user, nice, system, _, _, *interrupts = [int(one) / os.sysconf("SC_CLK_TCK") for one in file.readline().split()[1:9]]
        ours = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return user + nice + system + sum(interrupts), ours, time.monotonic()

    def others(self):
        """The share of all processors."""
        busy, ours, seconds = (now - then for now, then in zip(self.busy_and_ours(), self.began))
        return max(0, round((busy - ours) / (seconds * os.cpu_count()), 3))


def numbers(text):
    return [positive(one) for one in text.split(",")]


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def parts(text):
    names = text.split(",")
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no part {unknown[0]}: it is one of {', '.join(PARTS)}")
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", required=True, metavar="FOLDER", help="where programs of the bench are, and its files go")
    parser.add_argument("--components", type=numbers, metavar="20,500,10000", help="of the products that are reviewed")
    parser.add_argument("--rules", type=numbers, default=[10, 100, 1000, 10000], metavar="10,100,1000,10000")
    parser.add_argument("--products", type=positive, default=100_000, metavar="100000", help="that are reviewed all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=positive, default=15, metavar="15", help="of turns, at most")
    parser.add_argument("--only", type=parts, default=[], metavar="PART,…", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--without-peers", dest="peers", action="store_false", help="without other engines")
    parser.add_argument("--full", action="store_true", help="five sizes of products; other engines have longer")
    options = parser.parse_args()
    options.components = options.components or ([20, 100, 500, 2000, 10000] if options.full else [20, 500, 10000])
    processors = Processors()
    try:
        found = Bench(options).run()
    except Failure as failure:
        sys.exit(f"the bench stops: {failure}")
    found["machine"]["others"] = processors.others()
    if report.of(found, "bulk") and not report.is_free(found):
        found["absent"]["what two threads gain"] = "not measurable here: others took the processors meanwhile, or there is one alone"
    found["required"] = report.required(found)
    path = os.path.join(options.build, "..", "bench.json") if not options.only else os.path.join(options.build, "part.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=1)
    with open(path.replace(".json", ".html"), "w", encoding="utf-8") as file:
        file.write(page.page(found))
    print(report.table(found))
    print(peers.table(found))
    print(f"\n{os.path.normpath(path)}, and as a page: {os.path.normpath(path.replace('.json', '.html'))}")


if __name__ == "__main__":
    main()
