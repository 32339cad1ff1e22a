# SPDX-License-Identifier: MIT
"""What whole processes take: importing, compiling, reviewing from start to end."""
import glob
import json
import os
import random

import engines
from make_facts import LICENCES, NAMES
from workload import DATE, Policy, run

SHIPPED = "policies/security_review/security_review.asz"
GENERATED_COMPONENTS = 100_000
LARGE = 100_000  # bytes of an SBOM that is worth to be timed


def time_process(bench, command, removed=None, rounds=None):
    """What a whole process takes: nanoseconds from start to end, those of processors, kilobytes."""
    before = ["--remove", removed] if removed else []
    engine = engines.Engine("process", [os.path.join(bench.options.build, "process"), *before, *command])
    try:
        engine.start()
        taken = engines.turns([engine], "review", rounds or bench.options.rounds, 30)["process"]
        return {"nanoseconds": engines.summary(taken), "processor": engine.nanoseconds("processor", 1),
                "memory": engine.nanoseconds("memory", 1)}
    finally:
        engine.stop()


def write_sbom(path, count, seed):
    """A CycloneDX file as a large image of a system has it."""
    made = random.Random(f"{seed}-sbom")
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": '
                   '{"type": "application", "bom-ref": "root", "name": "system", "version": "1.0"}}, "components": [\n')
        for number in range(count):
            name, version = f"{made.choice(NAMES)}-{number}", f"{made.randint(0, 9)}.{made.randint(0, 40)}.{made.randint(0, 9)}"
            purl = f"pkg:generic/{name}@{version}"
            one = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
                   "licenses": [{"license": {"id": made.choice(LICENCES)}}],
                   "hashes": [{"alg": "SHA-256", "content": f"{made.getrandbits(256):064x}"}], "supplier": {"name": f"Supplier {number % 97}"}}
            file.write(json.dumps(one) + (",\n" if number < count - 1 else "\n"))
        file.write('], "dependencies": []}\n')


def import_command(bundle, folder, path):
    return [os.environ["ASSIZE"], "facts", "import", "-p", bundle, "-f", folder, "--kind", "third_party_assessment", "--on", "2026-10-12",
            "--id", "bench/imported@1", "--closed", "components", path]


def measure_imports(bench):
    bundle, folder = bench.facts.path("shipped.aszb"), bench.facts.path("imported")
    run(os.environ["ASSIZE"], "build", SHIPPED, "-o", bundle)
    generated = bench.facts.path("generated.cdx.json")
    write_sbom(generated, GENERATED_COMPONENTS, bench.options.seed)
    found = sorted(glob.glob(os.path.join(os.environ.get("ASSIZE_SHARED", "../shared"), "corpora/cyclonedx/*.json")))
    large = [path for path in found if os.path.getsize(path) >= LARGE]
    if not large:
        bench.say("import: there are no corpora")
    for path in [*large, generated]:
        size = os.path.getsize(path)
        bench.say(f"import: {os.path.basename(path)}, {size} bytes")
        taken = time_process(bench, import_command(bundle, folder, path), folder)
        bench.results.append({"part": "import", "file": os.path.basename(path), "bytes": size, **taken})


def measure_compiling(bench):
    large = Policy(bench.folder, bench.options.seed, 10000)
    large.write()
    for name, path, rules in (("the shipped policy", SHIPPED, None), ("10,000 rules", large.source, 10000)):
        bench.say(f"compile: {name}")
        taken = time_process(bench, [os.environ["ASSIZE"], "build", path, "-o", bench.facts.path("compiled.aszb")])
        bench.results.append({"part": "compile", "name": name, "rules": rules, **taken})


def measure_process(bench, first):
    hundred = Policy(bench.folder, bench.options.seed, 100)
    hundred.write()
    for size in bench.options.components:
        for policy in (first, hundred):
            bench.say(f"whole process: {policy.name} rules, {size} components")
            for form in ("text", "json"):
                command = [os.environ["ASSIZE"], "review", bench.facts.subject(size), "-p", policy.bundle, "-f", bench.facts.path("facts"),
                           "--on", DATE, "--format", form]
                taken = time_process(bench, command)
                bench.results.append({"part": "process", "rules": policy.count, "components": size, "format": form, **taken})
