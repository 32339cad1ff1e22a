# SPDX-License-Identifier: MIT
"""What whole processes take: importing, compiling, reviewing from start to end."""
import glob
import json
import os
import random
import shutil
import subprocess

import engines
import make_facts
import write_assize
from make_facts import LICENCES, NAMES
from workload import DATE, Failure, Policy, run

SHIPPED = "policies/security_review/security_review.asz"
PROFILES = ["finance", "telecom", "energy"]
GENERATED_COMPONENTS = 100_000
SUBMITTED = 100  # products, of 500 components each
LARGE = 100_000  # bytes of an SBOM that is worth to be timed


def time_processes(bench, commands, removed=None):
    """What whole processes take, run in turns, of commands by name: nanoseconds from start to end, those of processors, kilobytes,
    and the ratio of each to the first. `removed` is a folder that goes before each run."""
    before = ["--remove", removed] if removed else []
    process = os.path.join(bench.options.build, "process")
    some = [engines.Engine(name, [process, *before, *command]) for name, command in commands.items()]
    try:
        for engine in some:
            engine.start()
        taken = engines.turns(some, "review", bench.options.rounds, 30)
        ratio = engines.ratios(taken, some[0].name)
        return {engine.name: {"nanoseconds": engines.summary(taken[engine.name]), "ratio": ratio[engine.name],
                              "processor": engine.nanoseconds("processor", 1), "memory": engine.nanoseconds("memory", 1)}
                for engine in some}
    finally:
        for engine in some:
            engine.stop()


def count_instructions(bench, command, removed=None):
    """Of a whole process, by callgrind."""
    if removed:
        shutil.rmtree(removed, ignore_errors=True)
    out = bench.facts.path("callgrind.out")
    counting = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={out}"]
    done = subprocess.run([*counting, *command], capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        raise Failure(f"valgrind: {done.stderr[-1000:]}")
    with open(out, encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(("summary:", "totals:")))


def write_sbom(path, count, seed):
    """A CycloneDX file as a large image of a system has it, with what each component depends on."""
    made = random.Random(f"{seed}-sbom")
    purls = []
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": '
                   '{"type": "application", "bom-ref": "root", "name": "system", "version": "1.0"}}, "components": [\n')
        for number in range(count):
            name, version = f"{made.choice(NAMES)}-{number}", f"{made.randint(0, 9)}.{made.randint(0, 40)}.{made.randint(0, 9)}"
            purl = f"pkg:generic/{name}@{version}"
            purls.append(purl)
            one = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
                   "licenses": [{"license": {"id": made.choice(LICENCES)}}],
                   "hashes": [{"alg": "SHA-256", "content": f"{made.getrandbits(256):064x}"}], "supplier": {"name": f"Supplier {number % 97}"}}
            file.write(json.dumps(one) + (",\n" if number < count - 1 else "\n"))
        file.write('], "dependencies": [\n')
        for number, purl in enumerate(purls):
            others = [purls[made.randrange(number + 1)] for _ in range(3)] if number else []
            file.write(json.dumps({"ref": purl, "dependsOn": others}) + (",\n" if number < count - 1 else "\n"))
        file.write(']}\n')


def write_spdx(path, count, seed):
    """The same system as SPDX 2.3."""
    made = random.Random(f"{seed}-sbom")
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "system", "dataLicense": "CC0-1.0", "documentNamespace": '
                   '"https://example.org/system", "creationInfo": {"created": "2026-10-12T00:00:00Z", "creators": ["Tool: bench-1.0"]}, "packages": [\n')
        file.write('{"SPDXID": "SPDXRef-root", "name": "system", "versionInfo": "1.0", "downloadLocation": "NOASSERTION"}')
        for number in range(count):
            name, version = f"{made.choice(NAMES)}-{number}", f"{made.randint(0, 9)}.{made.randint(0, 40)}.{made.randint(0, 9)}"
            one = {"SPDXID": f"SPDXRef-{number}", "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
                   "supplier": f"Organization: Supplier {number % 97}", "licenseDeclared": made.choice(LICENCES),
                   "checksums": [{"algorithm": "SHA256", "checksumValue": f"{made.getrandbits(256):064x}"}],
                   "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                     "referenceLocator": f"pkg:generic/{name}@{version}"}]}
            file.write(",\n" + json.dumps(one))
        file.write('], "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", '
                   '"relatedSpdxElement": "SPDXRef-root"}]}\n')


def write_submissions(path, seed):
    """Native submissions about products of the bench's own policy."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(write_assize.submissions([make_facts.product(500, seed, number) for number in range(SUBMITTED)], make_facts.suppliers(seed)))


def import_command(bundle, folder, path):
    return [os.environ["ASSIZE"], "facts", "import", "-p", bundle, "-f", folder, "--kind", "third_party_assessment", "--on", "2026-10-12",
            "--id", "bench/imported@1", "--closed", "components", path]


def measure_imports(bench):
    bundle, folder = bench.facts.path("shipped.aszb"), bench.facts.path("imported")
    run(os.environ["ASSIZE"], "build", SHIPPED, "-o", bundle)
    generated = bench.facts.path("generated.cdx.json")
    write_sbom(generated, GENERATED_COMPONENTS, bench.options.seed)
    spdx = bench.facts.path("generated.spdx.json")
    write_spdx(spdx, GENERATED_COMPONENTS, bench.options.seed)
    found = sorted(glob.glob(os.path.join(os.environ.get("ASSIZE_SHARED", "../shared"), "corpora/cyclonedx/*.json")))
    large = [path for path in found if os.path.getsize(path) >= LARGE]
    if not large:
        bench.absent["SBOMs of real products"] = "there are no corpora: ASSIZE_SHARED names their folder"
    commands = {path: import_command(bundle, folder, path) for path in [*large, generated, spdx]}
    native, own = bench.facts.path("generated.ndjson"), Policy(bench.folder, bench.options.seed, 10)
    write_submissions(native, bench.options.seed)
    own.write()
    commands[native] = [os.environ["ASSIZE"], "facts", "import", "-p", own.bundle, "-f", folder, native]
    bench.say(f"import: {', '.join(os.path.basename(path) for path in commands)}")
    for path, taken in time_processes(bench, commands, folder).items():
        bench.results.append({"part": "import", "file": os.path.basename(path), "bytes": os.path.getsize(path), **taken,
                              "instructions": count_instructions(bench, commands[path], folder)})


def with_profiles(names):
    return [word for name in names for word in ("--profile", f"policies/{name}/{name}.asz")]


def measure_compiling(bench):
    large, twice = (Policy(bench.folder, bench.options.seed, count) for count in (10000, 20000))
    large.write()
    twice.write()
    bench.say("compile: the shipped policy, the same with three profiles, 10,000 and 20,000 rules")
    paths = {"the shipped policy": [SHIPPED], "the shipped policy with three profiles": [SHIPPED, *with_profiles(PROFILES)],
             "10,000 rules": [large.source], "20,000 rules": [twice.source]}
    commands = {name: [os.environ["ASSIZE"], "build", *path, "-o", bench.facts.path("compiled.aszb")] for name, path in paths.items()}
    for name, taken in time_processes(bench, commands).items():
        bench.results.append({"part": "compile", "name": name, **taken, "instructions": count_instructions(bench, commands[name])})


def measure_process(bench, first):
    hundred = Policy(bench.folder, bench.options.seed, 100)
    hundred.write()
    for size in bench.options.components:
        bench.say(f"whole process: {first.name} and {hundred.name} rules, {size} components")
        commands = {(policy.count, form): [os.environ["ASSIZE"], "review", bench.facts.subject(size), "-p", policy.bundle,
                                           "-f", bench.facts.path("facts"), "--on", DATE, "--format", form]
                    for policy in (first, hundred) for form in ("text", "json")}
        for (count, form), taken in time_processes(bench, commands).items():
            bench.results.append({"part": "process", "rules": count, "components": size, "format": form, **taken,
                                  "instructions": count_instructions(bench, commands[count, form])})
