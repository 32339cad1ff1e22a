# SPDX-License-Identifier: MIT
"""Products that were not seen before: another one each time, beside one again and again, on one open fact base."""
import os

import engines
import make_facts
import write_assize
from workload import DATE, Policy, run

RULES = 100
PRODUCTS = {20: 4_000, 500: 400, 10000: 20}  # by components: so many that they do not lie in a processor's cache together
MEASURES = {"review": "the same again", "distinct": "another each time"}


def engine(bench, policy, size):
    folder, path, subjects = (bench.facts.path(f"distinct-{size}{ending}") for ending in ("", ".ndjson", ".txt"))
    made = [make_facts.product(size, bench.options.seed, number) for number in range(PRODUCTS[size])]
    with open(path, "w", encoding="utf-8") as file:
        file.write(write_assize.submissions(made, make_facts.suppliers(bench.options.seed)))
    with open(subjects, "w", encoding="utf-8") as file:
        file.writelines(f"{one['id']}\n" for one in made)
    bench.facts.empty_folder(os.path.basename(folder))
    run(os.environ["ASSIZE"], "facts", "import", "-p", policy.bundle, "-f", folder, path)
    return engines.Engine(f"{size}", [os.path.join(bench.options.build, "assize"), policy.bundle, folder, made[0]["id"], DATE, path, subjects])


def measure_size(bench, policy, size):
    bench.say(f"distinct: {RULES} rules, {size} components: {PRODUCTS[size]} products")
    one = engine(bench, policy, size)
    try:
        one.start()
        # Each measure has turns of its own, one behind the other: in turns with the same product it would be as new each time.
        taken = {what: engines.turns([one], name, bench.options.rounds, 10)[one.name] for name, what in MEASURES.items()}
    finally:
        one.stop()
    found = {what: engines.summary(nanoseconds) for what, nanoseconds in taken.items()}
    bench.results.append({"part": "distinct", "rules": RULES, "components": size, "products": PRODUCTS[size], "nanoseconds": found,
                          "ratio": found[MEASURES["distinct"]]["median"] / found[MEASURES["review"]]["median"]})


def measure(bench):
    policy = Policy(bench.folder, bench.options.seed, RULES)
    policy.write()
    for size in bench.options.components:
        if size in PRODUCTS:
            measure_size(bench, policy, size)
