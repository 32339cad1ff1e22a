# SPDX-License-Identifier: MIT
"""Reviews of the shipped samples under three profiles whose conditions are known, beside the same without those that do not apply."""
import glob
import json
import os

import engines
from imports import PROFILES, SHIPPED, with_profiles
from workload import DATE, Failure, run

# A sample, its subject, and the profile that applies to it.
SAMPLES = [("security_review", "harbour/console@2.4.0", []), ("finance", "abacus/ledger@7.2.0", ["finance"]),
           ("telecom", "relay/packet-core@5.3.1", ["telecom"]), ("energy", "weir/station-control@3.1.0", ["energy"])]
SBOM_SAID = ["--kind", "third_party_assessment", "--by", "institute/eastern", "--on", "2026-10-12", "--closed", "components"]
FEW, ALL = "profiles that apply", "three profiles"


def engine(bench, name, sample, subject, profiles):
    """With a bundle of its own, by which its facts were imported."""
    bundle = bench.facts.path(f"{sample}-{len(profiles)}.aszb")
    run(os.environ["ASSIZE"], "build", SHIPPED, *with_profiles(profiles), "-o", bundle)
    files = sorted(glob.glob(f"policies/{sample}/sample/invented/*.json"))
    facts = bench.facts.empty_folder(f"{sample}-{len(profiles)}")
    importing = [os.environ["ASSIZE"], "facts", "import", "-p", bundle, "-f", facts]
    run(*importing, *files)
    for sbom in glob.glob(f"policies/{sample}/sample/sbom/*.json"):
        run(*importing, *SBOM_SAID, "--id", subject, sbom)
    return engines.Engine(name, [os.path.join(bench.options.build, "assize"), bundle, facts, subject, DATE, files[0]])


def statuses(one):
    """By rule. Where a profile does not apply, the verdict is the same as without it."""
    verdict = json.loads(one.ask("answers"))
    if any(profile["applies"] is None for profile in verdict.get("profiles", [])):
        raise Failure(f"{one.name}: it is unknown whether a profile applies")
    return {rule["code"]: rule["status"] for rule in verdict["rules"]}


def measure(bench):
    bench.say("profiles: the shipped samples, with three profiles and with those that apply")
    for sample, subject, applying in SAMPLES:
        some = [engine(bench, FEW, sample, subject, applying), engine(bench, ALL, sample, subject, PROFILES)]
        try:
            for one in some:
                one.start()
            if statuses(some[0]) != statuses(some[1]):
                raise Failure(f"profiles that do not apply change the verdict on {subject}")
            for what in ("review", "print"):
                taken = engines.turns(some, what, bench.options.rounds, 10)
                bench.results.append({"part": "profiles", "sample": sample, "what": what, "ratio": engines.ratios(taken, FEW)[ALL],
                                      "engines": {one.name: {"nanoseconds": engines.summary(taken[one.name])} for one in some}})
        finally:
            for one in some:
                one.stop()
