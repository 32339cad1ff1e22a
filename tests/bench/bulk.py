# SPDX-License-Identifier: MIT
"""Reviews of all products of a fact base, by one thread and by two. The products are alike but for their components; the verdicts of
some of them, from first to last, are compared with what is expected."""
import json
import os
import subprocess

import engines
import expected
import imports
import make_facts
import write_assize
from workload import DATE, Failure, Policy, run

COMPONENTS, RULES = 20, 100
AT_ONCE = 2_000  # products of one import
COMPARED = 50
THREADS = (1, 2)


def fill(bench, policy, folder):
    """The bytes that a product takes."""
    suppliers = make_facts.suppliers(bench.options.seed)
    path, data = bench.facts.path("bulk.ndjson"), os.path.join(folder, "data.mdb")
    empty = 0
    for start in range(0, bench.options.products, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, bench.options.products))
        made = [make_facts.product(COMPONENTS, bench.options.seed, number) for number in numbers]
        for products, others in (([], suppliers), (made, [])) if start == 0 else ((made, []),):
            with open(path, "w", encoding="utf-8") as file:
                file.write(write_assize.submissions(products, others))
            run(os.environ["ASSIZE"], "facts", "import", "-p", policy.bundle, "-f", folder, path)
            empty = empty or os.stat(data).st_size
    os.unlink(path)
    return (os.stat(data).st_size - empty) / bench.options.products


def compare(bench, policy, command):
    """Runs it once; stops the bench where a verdict is another, or where one is missing."""
    step = max(1, bench.options.products // COMPARED)
    numbers = {f"product-{COMPONENTS}-{number}": number for number in range(0, bench.options.products, step)}
    suppliers = make_facts.suppliers(bench.options.seed)
    count = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            count += 1
            verdict = json.loads(line)
            number = numbers.pop(verdict["subject"]["id"], None)
            if number is None:
                continue
            rows = expected.read(make_facts.product(COMPONENTS, bench.options.seed, number), suppliers)
            found = engines.read_verdict(line)
            for code, answer in expected.answers(policy.rules, rows).items():
                if found[code] != answer:
                    raise Failure(f"review --all: product {number}: {code}: {found[code]}, it is {answer}")
    if count != bench.options.products or numbers:
        raise Failure(f"review --all: {count} verdicts of {bench.options.products}")


def measure(bench):
    policy = Policy(bench.folder, bench.options.seed, RULES)
    policy.write()
    folder = bench.facts.empty_folder("bulk")
    bench.say(f"bulk: {bench.options.products} products: making them")
    rest = fill(bench, policy, folder)
    commands = {threads: [os.environ["ASSIZE"], "review", "--all", "-p", policy.bundle, "-f", folder, "--on", DATE, "--format", "json",
                          "--threads", str(threads)] for threads in THREADS}
    bench.say(f"bulk: {bench.options.products} products, {RULES} rules, {COMPONENTS} components, {' and '.join(map(str, THREADS))} threads")
    for command in commands.values():
        compare(bench, policy, command)
    for threads, taken in imports.time_processes(bench, commands).items():
        bench.results.append({"part": "bulk", "threads": threads, "products": bench.options.products, "rules": RULES,
                              "components": COMPONENTS, "bytes_per_product": round(rest), **taken})
