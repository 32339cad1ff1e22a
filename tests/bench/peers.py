# SPDX-License-Identifier: MIT
"""Other engines, each in the form that its own users would choose: a program of each under peers/, which is built if what it takes
is there. One that cannot be built is absent, with the reason; one that would take too long is left out of that workload."""
import os
import re
import subprocess
import textwrap

import engines
import write_cedar
import write_cel
import write_clips
import write_rego

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")
MOST_SECONDS = 10       # that one review may take, loading included; with --full:
MOST_SECONDS_FULL = 60
BUILD_SECONDS = 1200
THREE_VALUES = "what is unknown (each rule says when it fails and when it stays open, by tests of what is there)"
SETS = "sets that are closed or open (all are taken as closed), evidence, submissions that replace others"
REGO_CANNOT = [THREE_VALUES, "dates and decimals as types (texts and numbers)", SETS]


class Peer:
    """folder: under peers/; build(folder, to): the commands that make the program `to`; release: the file in the folder and the
    pattern that tell its version; prepare(policy): writes the rules; arguments: by the engine's name, of (policy, size, facts)."""

    def __init__(self, folder, build, release, prepare, arguments, form, cannot):
        self.folder, self.build, self.release, self.prepare, self.arguments = folder, build, release, prepare, arguments
        self.form, self.cannot = form, cannot

    def version(self):
        with open(os.path.join(HERE, self.folder, self.release[0]), encoding="utf-8") as file:
            return re.search(self.release[1], file.read())[1]

    def description(self):
        return {"engines": list(self.arguments), "version": self.version(), "form": self.form, "cannot": self.cannot}


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


# ---- the peers ----

def build_go(folder, to):
    return [["go", "build", "-mod=readonly", "-o", to, "."]]


def build_cargo(folder, to):
    target = os.path.join(os.path.dirname(to), "target")
    name = f"{os.path.basename(to)}-bench"
    return [["cargo", "build", "--release", "--locked", "--quiet", "--target-dir", target, "--bin", name],
            ["cp", os.path.join(target, "release", name), to]]


def build_c(folder, to):
    return [["cc", "-O2", "-I../../..", "-I/usr/include/clips", "-o", to, "main.c", "../../protocol.c", "-lclips", "-lpcre2-8", "-lm"]]


def prepare_clips(policy):
    clips = write_clips.Clips(policy.rules)
    write(policy.path("clp"), clips.constructs())
    write(policy.path("clips"), clips.table())


def clips_arguments(policy, size, facts):
    path = facts.path(f"{size}.clips")
    product = facts.products[facts.number(size)]
    write(path, write_clips.facts(product, facts.suppliers))
    return [policy.path("clp"), policy.path("clips"), path]


def prepare_rego(policy):
    for root in ("data", "input"):
        write(policy.path(f"{root}.rego"), write_rego.Rego(policy.rules, root).module())


def rego_arguments(form, root):
    return lambda policy, size, facts: [form, policy.path(f"{root}.rego"), facts.path(f"{size}.json")]


PEERS = [
    Peer("opa", build_go, ("go.mod", r"open-policy-agent/opa v(\S+)"), prepare_rego,
         {"OPA, store": rego_arguments("store", "data"), "OPA, input": rego_arguments("input", "input")},
         "a prepared query of the Go library; the product as parsed values in the store in memory, or as parsed input; a set of findings "
         "for each rule, closures by graph.reachable, versions by semver.compare, levels by a table of ranks",
         REGO_CANNOT),
    Peer("regorus", build_cargo, ("Cargo.toml", r'regorus = \{ version = "=([^"]+)"'), prepare_rego,
         {"regorus": lambda policy, size, facts: [policy.path("input.rego"), facts.path(f"{size}.json")]},
         "the same Rego, compiled for its machine, with the cache of patterns; the product as parsed input", REGO_CANNOT),
    Peer("cel", build_go, ("go.mod", r"cel-go v(\S+)"), lambda policy: write(policy.path("cel.json"), write_cel.rules(policy.rules)),
         {"CEL": lambda policy, size, facts: [policy.path("cel.json"), facts.path(f"{size}.json")]},
         "cel-go: expressions checked, optimised and planned; the product as CEL's own maps and lists. An error stands for what is unknown, "
         "until `&&`, `||`, `all` or `exists` need it no more; findings are a second expression, for rules that are violated",
         ["closures (which parts are reached is worked out in Go while loading), versions (numbers, made while loading), dates and exact "
          "decimals in short (texts, and binary fractions)", "what is unknown in counts and findings, but by tests of what is there", SETS]),
    Peer("cedar", build_cargo, ("Cargo.toml", r'cedar-policy = "=([^"]+)"'),
         lambda policy: write(policy.path("cedar.json"), write_cedar.Cedar(policy.rules).file()),
         {"Cedar": lambda policy, size, facts: [policy.path("cedar.json"), facts.path(f"{size}.json")]},
         "the Rust library: a request for the product, each component and each vulnerability, prepared, to the policies about such; the "
         "policies that permit say what fails, stays open or holds, and the program counts them, within the time of the review",
         ["every, some, no and counts (the program goes over the parts), closures and patterns of texts (worked out while loading, as "
          "parents of entities and numbers of patterns), dates, decimals and versions in short (whole numbers, made while loading)",
          THREE_VALUES, SETS]),
    Peer("clips", build_c, ("main.c", r"CLIPS (\S+) under measurement"), prepare_clips, {"CLIPS": clips_arguments},
         "the C library: a rule for what fails, one for what stays open, one for what holds, and facts as deffacts; a review is a reset, "
         "which asserts and matches them, and a run",
         ["patterns of texts (a function of the program, by PCRE2), dates and versions (whole numbers), decimals in short (binary "
          "fractions), counts (the program counts what the rules tell)", THREE_VALUES, SETS]),
]


# ---- as engines ----

class Peers:
    def __init__(self, options):
        self.folder = os.path.abspath(os.path.join(options.build, "peers"))
        self.most_seconds = MOST_SECONDS_FULL if options.full else MOST_SECONDS
        self.absent, self.left_out = {}, []
        self.programs, self.prepared = {}, set()

    def program(self, peer):
        """None: it is absent."""
        if peer.folder not in self.programs:
            to = os.path.join(self.folder, peer.folder)
            why = build(peer, to)
            self.programs[peer.folder] = None if why else to
            if why:
                self.absent.update(dict.fromkeys(peer.arguments, why))
        return self.programs[peer.folder]

    def engines_for(self, policy, size, facts, results):
        """Those that are here, and are quick enough for this workload as far as the results so far tell."""
        some = []
        for peer in PEERS:
            if not self.program(peer):
                continue
            for name, arguments in peer.arguments.items():
                would_take = predicted(results, name, policy.count, size)
                if would_take > self.most_seconds:
                    self.leave_out(name, policy, size, f"it would take about {would_take:.0f} s")
                    continue
                if (peer.folder, policy.name) not in self.prepared:
                    self.prepared.add((peer.folder, policy.name))
                    peer.prepare(policy)
                some.append(engines.Engine(name, [self.program(peer), *arguments(policy, size, facts)], loads=True,
                                           patience=6 * self.most_seconds))
        return some

    def leave_out(self, name, policy, size, why):
        self.left_out.append({"engine": name, "rules": policy.count, "components": size, "why": why})

    def described(self):
        return {"here": [peer.description() for peer in PEERS if self.programs.get(peer.folder)], "left_out": self.left_out}


def build(peer, to):
    """Why it cannot be built, as the last line of what the builder says; nothing where it is built."""
    os.makedirs(os.path.dirname(to), exist_ok=True)
    folder = os.path.join(HERE, peer.folder)
    for command in peer.build(folder, to):
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=BUILD_SECONDS)
        except FileNotFoundError:
            return f"there is no {command[0]} here"
        except subprocess.TimeoutExpired:
            return f"it is not built in {BUILD_SECONDS} s"
        if done.returncode:
            said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
            return f"it does not build: {said[-1] if said else command}"[:300]
    return None


def predicted(results, name, rules, components):
    """Seconds of a review with loading, from the largest workload so far that this one contains; nothing is known: 0."""
    seconds = 0
    for one in results:
        if one["part"] == "review" and name in one["engines"] and one["rules"] <= rules and one["components"] <= components:
            taken = max(one["engines"][name][kind]["median"] for kind in ("nanoseconds", "loading"))
            seconds = taken / 1e9 * rules / one["rules"] * components / one["components"]
    return seconds


# ---- for the terminal ----

def table(found):
    """What stands beside Assize, in what form, and what it cannot say."""
    lines = []
    for one in found["peers"]["here"]:
        text = f"{', '.join(one['engines'])} ({one['version']}): {one['form']}. It cannot express: {'; '.join(one['cannot'])}."
        lines += ["", *textwrap.wrap(text, 130, subsequent_indent="  ")]
    for one in found["peers"]["left_out"]:
        lines.append(f"left out: {one['engine']}, {one['rules']:,} rules, {one['components']:,} components: {one['why']}")
    return "\n".join(lines)
