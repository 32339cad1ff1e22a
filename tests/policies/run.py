#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the policies and the standard library as their users do.

usage: run.py ASSIZE [--write]
- `check` has nothing to say of policies/, not even a warning; all tests that stand there pass;
- nor has it of the profiles, each alone and all together; the base's tests and their own pass under each, and under all;
- the bytes of a bundle do not depend on the order in which profiles are given, nor do those of a verdict, of a product in all sectors
  (together.json);
- every rule of the catalogue is there, and has a test in which it is satisfied, one in which it is violated, one in which it is open;
- natives.asz, beside this file: what the natives give;
- wrong/*.asz: each is refused, with the code that its first line names, and nothing else;
- secret.json: nothing that it holds in confidence is printed for the public, and all of it for the office;
- what a laboratory has signed is what the sample has unsigned, by the test key of tests/g-verdict/keys; without that signature it
  counts for nothing, once the laboratory's keys are on record;
- what the README has an office begin with, and that of the policy with the register, is run as it stands there, and ends as it should;
- policies/*/sample/expected.json: the review of each sample comes out as written there, and the public is told the status alone of
  those rules that stand there as hidden; --write writes what comes out."""
import glob
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
POLICIES = os.path.join(HERE, "..", "..", "policies")
BASE = os.path.join(POLICIES, "security_review", "security_review.asz")
PROFILES = {name: os.path.join(POLICIES, name, f"{name}.asz") for name in ("energy", "finance", "telecom")}
# How many rules the catalogue has under each of its headings; their numbers begin with 1 and have no gaps.
CATALOGUE = {"base": {"R41": 23, "R42": 20, "R43": 12, "R44": 10, "R45": 4, "R06": 11, "R12": 10},
             "finance": {"FIN": 17}, "telecom": {"TEL": 17}, "energy": {"ENE": 18}}
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
    code, out, errors = run("check", POLICIES, "-p", BASE)
    expect("check has nothing to say", code == 0 and not out + errors, out + errors)
    for path in (POLICIES, os.path.join(HERE, "natives.asz")):
        code, out, errors = run("test", path)
        expect(f"the tests of {os.path.basename(path)} pass", code == 0 and " 0 failed" in out, out + errors)


def given(names):
    """Options that give profiles."""
    return [argument for name in names for argument in ("--profile", PROFILES[name])]


def check_profiles():
    together = sorted(PROFILES)
    for names in [[name] for name in together] + [together]:
        code, out, errors = run("check", PROFILES[names[0]], "-p", BASE, *given(names[1:]))
        expect(f"check has nothing to say of {', '.join(names)}", code == 0 and not out + errors, out + errors)
        code, out, errors = run("test", BASE, *given(names))
        expect(f"the tests pass with {', '.join(names)}", code == 0 and " 0 failed" in out, out + errors)


def check_orders():
    bundles, verdicts = set(), set()
    with tempfile.TemporaryDirectory() as place:
        facts = os.path.join(place, "facts")
        code, out, errors = run("facts", "import", "-f", facts, "-p", BASE, *given(PROFILES), "together.json")
        expect("together.json is imported", code == 0, out + errors)
        for number, names in enumerate(itertools.permutations(PROFILES)):
            path = os.path.join(place, f"{number}.aszb")
            code, out, errors = run("build", BASE, *given(names), "-o", path)
            expect(f"a bundle with {', '.join(names)}", code == 0, out + errors)
            with open(path, "rb") as file:
                bundles.add(file.read())
            code, out, errors = run("review", "clock", "-f", facts, "-p", BASE, *given(names), "--on", "2026-11-22", "--format", "json")
            expect(f"a review with {', '.join(names)}", code == 3, f"{code}: {errors}")
            verdicts.add(out)
    expect("the order of profiles changes no byte of the bundle", len(bundles) == 1, f"{len(bundles)} bundles that differ")
    expect("the order of profiles changes no byte of the verdict", len(verdicts) == 1, f"{len(verdicts)} verdicts that differ")
    verdict = json.loads(verdicts.pop())
    applies = {profile["name"]: profile["applies"] for profile in verdict["policy"]["profiles"]}
    expect("all profiles apply", applies == dict.fromkeys(PROFILES, True), applies)
    codes = {rule["code"] for rule in verdict["rules"]}
    missing = [code for whose in CATALOGUE for code in catalogue_codes(whose) if code not in codes]
    expect("the verdict has the rules of all", not missing, f"missing: {', '.join(missing)}")


def catalogue_codes(whose):
    return [f"{heading}-{number:02}" for heading, most in CATALOGUE[whose].items() for number in range(1, most + 1)]


def check_catalogue():
    code, out, errors = run("check", "--dump", "tree", BASE, *given(PROFILES))
    expect("the tree of the base and its profiles", code == 0, errors)
    declared = set(re.findall(r"^rule ([A-Z0-9-]+) ", out, re.MULTILINE))
    expected = set(re.findall(r"^ +expect ([A-Z0-9-]+) (\w+)", out, re.MULTILINE))
    for whose in CATALOGUE:
        codes = catalogue_codes(whose)
        missing = [code for code in codes if code not in declared]
        expect(f"all {len(codes)} rules of the catalogue ({whose})", not missing, f"missing: {', '.join(missing)}")
        for status in ("satisfied", "violated", "undetermined"):
            open_ones = [code for code in codes if code in declared and (code, status) not in expected]
            expect(f"each of them is {status} in some test ({whose})", not open_ones, f"in none: {', '.join(open_ones)}")


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


def check_signed():
    folder = os.path.join(POLICIES, "security_review", "sample")
    signed = os.path.join(folder, "signed", "05-laboratory-test-northern.dsse.json")
    subject = ("harbour/console@2.4.0", "-p", BASE, "--on", "2026-11-22", "--format", "json")
    with tempfile.TemporaryDirectory() as place:
        facts, key, again = (os.path.join(place, name) for name in ("facts", "key.pem", "again.json"))
        shutil.copy(os.path.join(HERE, "..", "g-verdict", "keys", "ed25519.pem"), key)
        os.chmod(key, 0o600)
        code, out, errors = run("sign", "--submission", os.path.join(folder, "invented", "05-laboratory-test-northern.json"), "--key", key, "-o", again)
        expect("the laboratory's test is signed", code == 0, out + errors)
        with open(signed, "rb") as one, open(again, "rb") as other:
            expect("the sample's signed test is its unsigned one, signed with the test key", one.read() == other.read(), signed)
        unsigned = (*sorted(glob.glob(os.path.join(folder, "invented", "*.json"))), os.path.join(folder, "signed", "04-keys-of-institutions.json"))
        statuses = []
        for files in (unsigned[:-1], unsigned[-1:], ("--trust", os.path.join(folder, "signed", "keys"), signed)):
            code, out, errors = run("facts", "import", "-p", BASE, "-f", facts, *files)
            expect(f"the import of {os.path.basename(files[-1])}", code == 0, errors)
            rules = json.loads(run("review", *subject, "-f", facts)[1])["rules"]
            statuses.append({rule["code"]: rule["status"] for rule in rules})
    before, recorded, now = statuses
    fallen = [code for code, status in before.items() if status == "satisfied" and recorded[code] == "undetermined"]
    expect("a test that is not signed decides nothing, once keys are on record", "R41-01" in fallen and len(fallen) > 10, fallen)
    expect("a test that is signed decides what it did", now == before, "")


def commands_below(path, heading):
    """The lines of the first block of commands below a heading."""
    with open(path, encoding="utf-8") as file:
        return re.search(rf"^## {heading}\n.*?^```\n(.*?)^```", file.read(), re.DOTALL | re.MULTILINE)[1].splitlines()


def check_beginning():
    commands = commands_below(os.path.join(POLICIES, "..", "README.md"), "How an office begins")
    commands += commands_below(os.path.join(POLICIES, "security_review", "README.md"), "Keeping what was decided")
    digest = "DIGEST"
    with tempfile.TemporaryDirectory() as place:
        os.symlink(os.path.abspath(POLICIES), os.path.join(place, "policies"))
        environment = {**os.environ, "PATH": f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"}
        for line in commands:
            done = subprocess.run(line.replace("DIGEST", digest), shell=True, cwd=place, env=environment, capture_output=True, text=True, timeout=120)
            wanted = 3 if line.startswith(("assize review", "assize register procure")) else 0
            digest = next(iter(re.findall("registered as (sha256:[0-9a-f]+)", done.stderr)), digest)
            expect(f"{line} ends with {wanted}", done.returncode == wanted, f"{done.returncode}: {done.stdout}{done.stderr}")
            if " verify " in line:
                expect("the review is made again", "made again from what the register kept: the same bytes" in done.stdout, done.stdout)


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


def review_sample(expected, folder, policy):
    """What comes out of a sample under a policy, given by options, from an empty fact base."""
    with tempfile.TemporaryDirectory() as place:
        facts = os.path.join(place, "facts")
        for arguments in expected["imports"]:
            files = [one for argument in arguments for one in (sorted(glob.glob(argument, root_dir=folder)) or [argument])]
            code, out, errors = run("facts", "import", "-f", facts, *policy, *files, folder=folder)
            expect(f"{folder}: the import of {arguments[-1]}", code == 0, out + errors)
        command = ("review", expected["subject"], "-f", facts, *policy, "--on", expected["on"], "--format", "json")
        code, out, errors = run(*command, "--audience", "office", folder=folder)
        public = run(*command, folder=folder)[1]
    expect(f"{folder}: the review ends", code == expected["status"], f"{code}: {errors}")
    found = outcome_of(json.loads(out))
    found["hidden"] = [rule["code"] for rule in json.loads(public)["rules"] if rule.get("confidential")]
    return found


def check_sample(path, write):
    folder = os.path.dirname(path)
    with open(path, encoding="utf-8") as file:
        expected = json.load(file)
    policy = ["-p", expected["policy"], *(word for path in expected.get("profiles", []) for word in ("--profile", path))]
    found = review_sample(expected, folder, policy)
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
    # Given to a product of another sector a profile changes nothing.
    among_all = review_sample(expected, folder, ["-p", expected["policy"], *given(PROFILES)])
    expect(f"{folder}: the other profiles do not apply", among_all.pop("applies") == dict.fromkeys(PROFILES, False) | found.pop("applies"), "")
    expect(f"{folder}: they change nothing", among_all == found, f"{json.dumps(among_all)}\n{json.dumps(found)}")


check_policies()
check_profiles()
check_orders()
check_catalogue()
check_refusals()
check_secrets()
check_signed()
check_beginning()
for sample in sorted(glob.glob(os.path.join(POLICIES, "*", "sample", "expected.json"))):
    check_sample(sample, "--write" in sys.argv[2:])
print(f"{checks} checks, {len(failures)} failed")
sys.exit(1 if failures else 0)
