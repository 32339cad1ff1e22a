#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the policies and the standard library as their users do.

usage: run.py ASSIZE [--write]
- `check` has nothing to say of policies/, not even a warning; all tests that stand there pass;
- the bytes of a bundle do not depend on the order in which profiles are given;
- natives.asz, beside this file: what the natives give;
- wrong/*.asz: each is refused, with the code that its first line names, and nothing else;
- secret.json: nothing that it holds in confidence is printed for the public, and all of it for the office;
- policies/*/sample/expected.json: the review of each sample comes out as written there, and the public is told the status alone of
  those rules that stand there as hidden; --write writes what comes out."""
import glob
import itertools
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
POLICIES = os.path.join(HERE, "..", "..", "policies")
BASE = os.path.join(POLICIES, "security_review", "security_review.asz")
PROFILES = {name: os.path.join(POLICIES, name, f"{name}.asz") for name in ("energy", "finance", "telecom")}
failures = []
checks = 0


def run(*arguments, folder=HERE):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def expect(what, holds, shown):
    global checks
    checks += 1
    if not holds:
        failures.append(what)
        print(f"FAILED: {what}\n{shown}")


def check_policies():
    code, out, errors = run("check", POLICIES)
    expect("check has nothing to say", code == 0 and not out + errors, out + errors)
    for path in (POLICIES, os.path.join(HERE, "natives.asz")):
        code, out, errors = run("test", path)
        expect(f"the tests of {os.path.basename(path)} pass", code == 0 and " 0 failed" in out, out + errors)


def given(names):
    """Options that give profiles."""
    return [argument for name in names for argument in ("--profile", PROFILES[name])]


def check_orders():
    bundles = set()
    with tempfile.TemporaryDirectory() as place:
        for number, names in enumerate(itertools.permutations(PROFILES)):
            path = os.path.join(place, f"{number}.aszb")
            code, out, errors = run("build", BASE, *given(names), "-o", path)
            expect(f"a bundle with {', '.join(names)}", code == 0, out + errors)
            with open(path, "rb") as file:
                bundles.add(file.read())
    expect("the order of profiles changes no byte of the bundle", len(bundles) == 1, f"{len(bundles)} bundles that differ")


def check_refusals():
    for path in sorted(glob.glob(os.path.join(HERE, "wrong", "*.asz"))):
        with open(path, encoding="utf-8") as file:
            wanted = file.readline().removeprefix("# error: ").split()
        code, out, errors = run("check", "--format", "json", path)
        found = [one["code"] for one in json.loads(out)] if out else errors
        expect(f"{os.path.basename(path)} is refused", code == 4 and found == wanted, f"{code}: {found}, not {wanted}")


SECRETS = ("SECRET", "2027-05-04", "0.778899", "60606", "7.123456")
QUESTIONS = ("product.staff", "{ m.id for m in product.staff }", "max(m.vetted_on for m in product.staff)",
             "every m in product.staff : m.vetted_on <= today", "product.contracts.price_increase_cap", "product.ports",
             "max(c.scorecard for c in product.components where c.scorecard is declared)", "product.submissions.title")


def check_secrets():
    with tempfile.TemporaryDirectory() as place:
        common = ("-p", BASE, "-f", os.path.join(place, "facts"), "--on", "2026-11-22")
        code, out, errors = run("facts", "import", *common[:4], "secret.json")
        expect("secret.json is imported", code == 0, errors)
        commands = [("review", "x", "--all-rules"), ("explain", "x", "R42-17"), ("explain", "x", "R44-08"), ("explain", "x", "R41-10")]
        commands += [("ask", question, "x") for question in QUESTIONS]
        shown = ""
        for command in commands:
            for form in ("text", "json"):
                code, out, errors = run(*command, *common, "--format", form)
                found = [secret for secret in SECRETS if secret in out + errors]
                expect(f"{command[0]} {command[1]} says nothing that is secret", not found, f"{found}: {out}{errors}")
                if command[0] == "ask":
                    expect(f"ask {command[1]} is confidential", code == 0 and "confidential" in out, f"{code}: {out}{errors}")
                shown += run(*command, *common, "--format", form, "--audience", "office")[1]
        expect("the office sees all", all(secret in shown for secret in SECRETS), shown)


def outcome_of(verdict):
    """What of a verdict a reader would notice if it changed."""
    rules = {}
    for rule in verdict["rules"]:
        result = {"status": rule["status"]}
        if rule["findings"]:
            result["findings"] = [finding["text"]["en"] for finding in rule["findings"]]
        if rule.get("reasons"):
            result["reasons"] = sorted({f"{one['why']}: {one['path']}" for one in rule["reasons"] if "path" in one})
        rules[rule["code"]] = result
    applies = {profile["name"]: profile["applies"] for profile in verdict["policy"]["profiles"]}
    return {"outcome": verdict["outcome"], "best": verdict["best"], "worst": verdict["worst"], "applies": applies, "rules": rules}


def check_sample(path, write):
    folder = os.path.dirname(path)
    with open(path, encoding="utf-8") as file:
        expected = json.load(file)
    policy = ["-p", expected["policy"], *(word for path in expected.get("profiles", []) for word in ("--profile", path))]
    with tempfile.TemporaryDirectory() as place:
        facts = os.path.join(place, "facts")
        for arguments in expected["imports"]:
            files = [one for argument in arguments for one in (sorted(glob.glob(argument, root_dir=folder)) or [argument])]
            code, out, errors = run("facts", "import", "-f", facts, *policy, *files, folder=folder)
            expect(f"{folder}: the import of {arguments[-1]}", code == 0, out + errors)
        code, out, errors = run("review", expected["subject"], "-f", facts, *policy, "--on", expected["on"],
                                "--audience", "office", "--format", "json", folder=folder)
        public = run("review", expected["subject"], "-f", facts, *policy, "--on", expected["on"], "--format", "json", folder=folder)[1]
    expect(f"{folder}: the review ends", code == expected["status"], f"{code}: {errors}")
    found = outcome_of(json.loads(out))
    found["hidden"] = [rule["code"] for rule in json.loads(public)["rules"] if rule.get("confidential")]
    if write:
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**expected, "verdict": found}, file, indent=1, ensure_ascii=False)
            file.write("\n")
        return
    wanted = expected["verdict"]
    for code in sorted(set(wanted["rules"]) | set(found["rules"])):
        one, other = wanted["rules"].get(code), found["rules"].get(code)
        expect(f"{folder}: {code}", one == other, f"  expected {json.dumps(one)}\n  found    {json.dumps(other)}")
    for member in ("outcome", "best", "worst", "applies", "hidden"):
        expect(f"{folder}: {member}", wanted[member] == found[member], f"{found[member]}, not {wanted[member]}")


check_policies()
check_orders()
check_refusals()
check_secrets()
for sample in sorted(glob.glob(os.path.join(POLICIES, "*", "sample", "expected.json"))):
    check_sample(sample, "--write" in sys.argv[2:])
print(f"{checks} checks, {len(failures)} failed")
sys.exit(1 if failures else 0)
