# SPDX-License-Identifier: MIT
"""What a fact base takes as it grows: many small imports into one dossier, an empty one and a large one: processor time and disk; what is
at rest beside the JSON that was submitted; and what is asked of one entity in a small and in a large fact base, in instructions."""
import os
import resource
import subprocess

import imports
import make_facts
import write_assize
from workload import Failure, Policy, run

RULES = 10
LARGE = 10_000     # components
IMPORTS = 1_000    # small ones, into one dossier
BASES = (1_000, 16_000)  # entities


def small(number):
    """A submission that says little that is new."""
    facts = {f"number_{number % 10}": number % 100, f"flag_{2 + number % 8}": True}
    return write_assize.submission("Product", {"id": "grows", "facts": facts}, f"institution-{number}") + "\n"


def import_text(bench, policy, folder, text):
    """The seconds that processors took."""
    path = bench.facts.path("grows.ndjson")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([os.environ["ASSIZE"], "facts", "import", "-p", policy.bundle, "-f", folder, path], capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"an import into a dossier that grows: {done.stderr[-1000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def disk(folder):
    return os.stat(os.path.join(folder, "data.mdb")).st_blocks * 512


def grow(bench, policy, name, first):
    """The first of the small imports beside the last ones, by the tenth part of them."""
    folder = bench.facts.empty_folder(f"grows-{name.replace(' ', '-')}")
    count = min(IMPORTS, bench.options.products)
    bytes_ = len(first)
    if first:
        import_text(bench, policy, folder, first)
    seconds = []
    for number in range(count):
        text = small(number)
        bytes_ += len(text)
        seconds.append(import_text(bench, policy, folder, text))
    tenth = max(1, count // 10)
    bench.results.append({"part": "dossier", "into": name, "large": bool(first), "imports": count, "json": bytes_, "disk": disk(folder),
                          "first": 1e9 * sum(seconds[:tenth]) / tenth, "last": 1e9 * sum(seconds[-tenth:]) / tenth})


def at_rest(bench, policy):
    """Products as they come, some at once, with what their suppliers say."""
    folder = bench.facts.empty_folder("at-rest")
    count, at_once, bytes_ = min(2_000, bench.options.products), 100, 0
    for start in range(0, count, at_once):
        products = [make_facts.product(20, bench.options.seed, number) for number in range(start, min(start + at_once, count))]
        text = write_assize.submissions(products, make_facts.suppliers(bench.options.seed) if start == 0 else [])
        bytes_ += len(text)
        import_text(bench, policy, folder, text)
    bench.results.append({"part": "at rest", "products": count, "components": 20, "json": bytes_, "disk": disk(folder)})


def asked(bench, policy):
    """Instructions: no other figure is fine enough."""
    for size in BASES:
        folder = bench.facts.empty_folder(f"of-{size}")
        import_text(bench, policy, folder, "".join(write_assize.submission("Product", {"id": f"product-{number}", "facts": {}}) + "\n"
                                                   for number in range(size)))
        for what, command in {"facts show": ["facts", "show", "product-7", "-f", folder],
                              "a review of an id that nothing is known of":
                                  ["review", "product-7x", "-p", policy.bundle, "-f", folder, "--on", "2026-11-22"]}.items():
            bench.results.append({"part": "asked", "what": what, "entities": size,
                                  "instructions": imports.count_instructions(bench, [os.environ["ASSIZE"], *command])})


def measure(bench):
    policy = Policy(bench.folder, bench.options.seed, RULES)
    policy.write()
    large = {**make_facts.product(LARGE, bench.options.seed), "id": "grows"}
    bench.say(f"dossiers: small imports into an empty one, and into one of {LARGE:,} components")
    grow(bench, policy, "an empty dossier", "")
    grow(bench, policy, f"a dossier of {LARGE:,} components", write_assize.submissions([large], []))
    bench.say("dossiers: what is at rest, what is asked of one entity")
    at_rest(bench, policy)
    asked(bench, policy)
