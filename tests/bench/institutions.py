# SPDX-License-Identifier: MIT
"""Several institutions that speak of the same components, which is what the product is for: 1, 2 and 12 submissions about one
product that agree; statuses, JSON, text; resident, and from JSON in memory. The answers are those of one submission."""
import os

import engines
import write_assize
from workload import DATE, Policy, run

RULES = 100
SUBMISSIONS = (1, 2, 12)
MEASURES = {"review": "statuses", "json": "JSON", "text": "text", "load": "statuses from JSON in memory"}
MOST_SECONDS = 10


def write(bench, size, count):
    """The submissions, as a file and imported."""
    number = bench.facts.number(size)
    products = [bench.facts.products[number]] * count
    path, folder = bench.facts.path(f"{size}-by-{count}.ndjson"), bench.facts.empty_folder(f"by-{size}-{count}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(write_assize.submissions(products, bench.facts.suppliers, by_others=True))
    return path, folder


def engine(bench, policy, size, count):
    path, folder = write(bench, size, count)
    run(os.environ["ASSIZE"], "facts", "import", "-p", policy.bundle, "-f", folder, path)
    command = [os.path.join(bench.options.build, "assize"), policy.bundle, folder, bench.facts.subject(size), DATE, path]
    return engines.Engine(f"{count}", command, engines.read_verdict, loads=True)


def measure_size(bench, policy, size):
    bench.say(f"institutions: {RULES} rules, {size} components: {', '.join(map(str, SUBMISSIONS))} submissions")
    some = [engine(bench, policy, size, count) for count in SUBMISSIONS]
    try:
        bench.compared(some, policy, size)
        for measure, what in MEASURES.items():
            taken = engines.turns(some, measure, bench.options.rounds, MOST_SECONDS)
            ratio = engines.ratios(taken, f"{SUBMISSIONS[0]}")
            for count, one in zip(SUBMISSIONS, some):
                bench.results.append({"part": "institutions", "rules": RULES, "components": size, "submissions": count, "measure": measure,
                                      "what": what, "nanoseconds": engines.summary(taken[one.name]), "ratio": ratio[one.name],
                                      "memory": one.peak_memory()})
    finally:
        for one in some:
            one.stop()


def measure(bench):
    policy = Policy(bench.folder, bench.options.seed, RULES)
    policy.write()
    for size in bench.options.components:
        measure_size(bench, policy, size)
