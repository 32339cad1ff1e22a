# SPDX-License-Identifier: MIT
"""The shipped policy with dossiers as they come: a product of which institutions speak in twelve submissions, a bill of materials among
them. The policy of 58 rules is frozen here (frozen/), so that figures stay comparable; the one that is shipped has rows of its own."""
import copy
import glob
import json
import os

import engines
import imports
from workload import DATE, run

POLICIES = {58: "tests/bench/frozen/security_review.asz", None: imports.SHIPPED}
SAMPLE = "policies/security_review/sample"
SUBJECT = "harbour/console@2.4.0"
SBOM_SAID = ["--kind", "third_party_assessment", "--by", "institute/eastern", "--on", "2026-10-12", "--closed", "components"]
SIZES = (20, 500)
PRODUCTS, BULK_SIZE = 1_000, 20
MEASURES = {"review": "statuses", "json": "JSON", "text": "text"}


def bill(size):
    """The sample's bill with so many components: the first ones, or all of them several times."""
    with open(glob.glob(f"{SAMPLE}/sbom/*.json")[0], encoding="utf-8") as file:
        made = json.load(file)
    components = []
    for number in range(size):
        one = copy.deepcopy(made["components"][number % len(made["components"])])
        if number >= len(made["components"]):
            one["purl"], one["bom-ref"] = f"{one['purl']}.{number}", f"{one['bom-ref']}.{number}"
        components.append(one)
    refs = {one["bom-ref"] for one in components} | {made["metadata"]["component"].get("bom-ref")}
    made["components"] = components
    made["dependencies"] = [{**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in refs]}
                            for one in made.get("dependencies", []) if one["ref"] in refs]
    return made


def submissions():
    """What the sample's files say, of the product and of others."""
    found = []
    for path in sorted(glob.glob(f"{SAMPLE}/invented/*.json")):
        with open(path, encoding="utf-8") as file:
            said = json.load(file)
        found += said if isinstance(said, list) else [said]
    return [one for one in found if one["entity"] == "Product"], [one for one in found if one["entity"] != "Product"]


def renamed(one, subject):
    return json.dumps(one, separators=(",", ":")).replace(SUBJECT, subject) + "\n"


def fill(bench, bundle, name, size, subjects):
    """A fact base of products that are alike, and the native submissions of it as a file."""
    folder, path, sbom = bench.facts.empty_folder(name), bench.facts.path(f"{name}.ndjson"), bench.facts.path(f"{name}.cdx.json")
    of_product, others = submissions()
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(renamed(one, SUBJECT) for one in others)
        file.writelines(renamed(one, subject) for subject in subjects for one in of_product)
    with open(sbom, "w", encoding="utf-8") as file:
        json.dump(bill(size), file)
    importing = [os.environ["ASSIZE"], "facts", "import", "-p", bundle, "-f", folder]
    run(*importing, path)
    for subject in subjects:
        run(*importing, *SBOM_SAID, "--id", subject, sbom)
    return folder, path


def measure_size(bench, rules, bundle, size):
    bench.say(f"shipped: {rules} rules, {size} components")
    folder, path = fill(bench, bundle, f"shipped-{rules}-{size}", size, [SUBJECT])
    one = engines.Engine("shipped", [os.path.join(bench.options.build, "assize"), bundle, folder, SUBJECT, DATE, path])
    try:
        one.start()
        for measure, what in MEASURES.items():
            taken = engines.turns([one], measure, bench.options.rounds, 10)[one.name]
            bench.results.append({"part": "shipped", "rules": rules, "components": size, "measure": measure, "what": what,
                                  "nanoseconds": engines.summary(taken), "memory": one.peak_memory()})
    finally:
        one.stop()
    command = [os.environ["ASSIZE"], "review", SUBJECT, "-p", bundle, "-f", folder, "--on", DATE, "--format", "json"]
    for taken in imports.time_processes(bench, {"review": command}).values():
        bench.results.append({"part": "shipped", "rules": rules, "components": size, "measure": "process", "what": "a whole process, JSON", **taken,
                              "instructions": imports.count_instructions(bench, command)})


def measure_bulk(bench, rules, bundle):
    count = min(PRODUCTS, bench.options.products)
    bench.say(f"shipped: {rules} rules, {BULK_SIZE} components, {count} products")
    folder, _ = fill(bench, bundle, f"shipped-{rules}-all", BULK_SIZE, [f"harbour/console-{number}@2.4.0" for number in range(count)])
    command = [os.environ["ASSIZE"], "review", "--all", "-p", bundle, "-f", folder, "--on", DATE, "--format", "json", "--threads", "1"]
    for taken in imports.time_processes(bench, {"all": command}).values():
        bench.results.append({"part": "shipped", "rules": rules, "components": BULK_SIZE, "measure": "all", "what": "review --all, JSON, one thread",
                              "products": count, **taken})


def measure(bench):
    for number, source in POLICIES.items():
        bundle = bench.facts.path(f"shipped-{number or 'today'}.aszb")
        run(os.environ["ASSIZE"], "build", source, "-o", bundle)
        rules = number or rules_of(bundle)
        for size in SIZES:
            measure_size(bench, rules, bundle, size)
        measure_bulk(bench, rules, bundle)


def rules_of(bundle):
    return next(int(line.split()[1]) for line in run(os.environ["ASSIZE"], "inspect", bundle).split("\n") if line.startswith("rules "))
