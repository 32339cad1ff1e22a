#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the conformance cases through the program, as their README maps them, and counts by section.

usage: run.py ASSIZE FOLDER [NAME…]     with names: these cases or sections only, and what differs in full"""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

STATUS = {"passed": 0, "rejected": 1, "conditional": 3, "undetermined": 3}


def messages(errors):
    """What a command has said with --format json: nothing, or one array."""
    return json.loads(errors) if errors else []


class Differs(Exception):
    pass


class Runner:
    def __init__(self, program, case):
        self.program, self.case = os.path.abspath(program), case
        self.folder = tempfile.mkdtemp(prefix="assize-")

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, timeout=60)
        errors = done.stderr.decode()
        if done.returncode < 0:
            raise Differs(f"{arguments[0]} died of signal {-done.returncode}: {errors}")
        return done.returncode, done.stdout.decode(), errors

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)

    def setup(self):
        for name, text in self.case["files"].items():
            self.write(name, text.encode("utf-8", "surrogatepass"))
        for name, text in self.case.get("files_base64", {}).items():
            self.write(name, base64.b64decode(text))
        self.options = ["--policy", "policy.asz"]
        for profile in self.case.get("profiles", []):
            self.options += ["--profile", profile]

    def review(self):
        on = ["--on", self.case["on"]] if "on" in self.case else []
        subject = self.case.get("subject", {"id": "x"})["id"]
        return self.run("review", subject, *self.options, "--facts", "facts", *on, "--format", "json")

    def import_text(self, data):
        """The status of an import, what it says, and the digests that it prints."""
        self.write("s.ndjson", data)
        code, out, errors = self.run("facts", "import", "--facts", "facts", *self.options, "--format", "json", "s.ndjson")
        return code, errors, [] if code else [one["digest"] for one in json.loads(out)["submissions"]]

    def import_all(self):
        """An import ends before a submission that replaces one of those before it by its number."""
        digests, lines = [], ""
        for one in self.case.get("submissions", []):
            replaces = one["evidence"].get("replaces", []) if isinstance(one.get("evidence"), dict) else []
            if any(isinstance(digest, str) and digest.startswith("#") for digest in replaces):
                if lines:
                    code, errors, new = self.import_text(lines.encode())
                    if code:
                        return code, errors, digests
                    digests, lines = digests + new, ""
                named = [digests[int(digest[1:])] if digest.startswith("#") else digest for digest in replaces]
                one = {**one, "evidence": {**one["evidence"], "replaces": named}}
            lines += json.dumps(one, ensure_ascii=False) + "\n"
        for data in (lines.encode(), self.case.get("submissions_text", "").encode("utf-8", "surrogatepass")):
            if data:
                code, errors, new = self.import_text(data)
                if code:
                    return code, errors, digests
                digests += new
        return 0, "", digests

    def expect_error(self, stage):
        if stage == "check":
            code, _, errors = self.review()
            if code != 4 or not any(one.get("file") and one.get("line") for one in messages(errors)):
                raise Differs(f"refused at check: status {code}, said {errors!r}")
            return
        code, _, errors = self.run("check", "policy.asz")
        if code:
            raise Differs(f"the policy is refused: {errors}")
        code, errors, _ = self.import_all()
        if code != 4 or not messages(errors):
            raise Differs(f"refused at import: status {code}, said {errors!r}")

    def expect_verdict(self, expect):
        code, errors, digests = self.import_all()
        if code:
            raise Differs(f"import gives {code}: {errors}")
        for one in self.case.get("withdrawn", []):
            index, day = one if isinstance(one, list) else (one, self.case["on"])
            code, _, errors = self.run("facts", "withdraw", digests[index], "--on", day, "--because", "test", "--facts", "facts")
            if code:
                raise Differs(f"withdraw gives {code}: {errors}")
        code, out, errors = self.review()
        if code not in (0, 1, 3):
            raise Differs(f"review gives {code}: {errors}")
        verdict = json.loads(out)
        if code != STATUS.get(verdict["outcome"], code):
            raise Differs(f"exit status {code} for {verdict['outcome']}")
        compare(expect, verdict, reasons=self.case["section"] != "random" and not self.case["name"].startswith("random"))

    def expect_tests(self, tests):
        code, out, errors = self.run("test", "policy.asz", "--format", "json")
        if code not in (0, 1):
            raise Differs(f"test gives {code}: {errors}")
        passed = {one["test"]: one["passed"] for one in json.loads(out)}
        if passed != tests:
            raise Differs(f"tests {passed}, expected {tests}")
        if code != (0 if all(tests.values()) else 1):
            raise Differs(f"test gives {code}")

    def check(self):
        self.setup()
        if "expect_error" in self.case:
            self.expect_error(self.case["expect_error"]["stage"])
            return
        expect = self.case["expect"]
        if expect.keys() - {"tests"}:
            self.expect_verdict(expect)
        if "tests" in expect:
            self.expect_tests(expect["tests"])


def same(what, got, wanted):
    if got != wanted:
        raise Differs(f"{what}: got {got!r}, expected {wanted!r}")


def compare(expect, verdict, reasons):
    for name in ("outcome", "best", "worst", "in_force", "valid_until"):
        if name in expect:
            same(name, verdict.get(name, "no such member"), expect[name])
    applies = {one["name"]: one["applies"] for one in verdict["policy"].get("profiles", [])}
    for name, value in expect.get("applies", {}).items():
        same(f"applies {name}", applies.get(name, "no such profile"), value)
    for name in ("scores", "counts"):
        for key, value in expect.get(name, {}).items():
            same(f"{name} {key}", verdict[name].get(key), value)
    if "rules" not in expect:
        return
    rules = {rule["code"]: rule for rule in verdict["rules"]}
    same("rules", sorted(rules), sorted(expect["rules"]))
    for code, wanted in expect["rules"].items():
        rule = rules[code]
        for name in ("status", "otherwise"):
            if name in wanted:
                same(f"{code} {name}", rule.get(name), wanted[name])
        if "findings" in wanted:
            same(f"{code} findings", sorted(one["text"]["en"] for one in rule["findings"]), sorted(wanted["findings"]))
        for language, texts in wanted.get("findings_in", {}).items():
            same(f"{code} findings in {language}", sorted(one["text"].get(language, "") for one in rule["findings"]), sorted(texts))
        if "interpretations" in wanted:
            same(f"{code} interpretations", [[one["on"], one["text"]["en"]] for one in rule.get("interpretations", [])],
                 [list(one) for one in wanted["interpretations"]])
        if "reasons" in wanted and reasons:
            same(f"{code} reasons", {one["why"] for one in rule["reasons"]}, set(wanted["reasons"]))


def has_formats(case):
    """Whether a file of the case has a `format` block, in either language."""
    return any(re.search(r"^\s*(format|格式)\s", text, re.M) for text in case["files"].values())


def run_case(program, path):
    """How it came out, why, and whether the case has profiles, and `format` blocks."""
    with open(path, encoding="utf-8") as file:
        case = json.load(file)
    runner = Runner(program, case)
    has = bool(case.get("profiles")), has_formats(case)
    try:
        runner.check()
        return "passed", "", has
    except Differs as differs:
        return "failed", str(differs), has
    finally:
        shutil.rmtree(runner.folder)


def main():
    program, folder, names = sys.argv[1], sys.argv[2], set(sys.argv[3:])
    counts, failed, profiles, formats = {}, 0, 0, 0
    paths = sorted((section, name) for section in os.listdir(folder) if os.path.isdir(os.path.join(folder, section))
                   for name in os.listdir(os.path.join(folder, section)) if not names or name[:-5] in names or section in names)
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda path: run_case(program, os.path.join(folder, *path)), paths)
        for (section, name), (result, why, has) in zip(paths, results):
            profiles, formats = profiles + has[0], formats + has[1]
            count = counts.setdefault(section, {"passed": 0, "failed": 0})
            count[result] += 1
            if result == "failed":
                failed += 1
                print(f"{section}/{name}: {why}")
    print(f"{'section':10} {'passed':>7} {'failed':>7}")
    for section, count in counts.items():
        print(f"{section:10} {count['passed']:7} {count['failed']:7}")
    total = {key: sum(count[key] for count in counts.values()) for key in ("passed", "failed")}
    print(f"{'all':10} {total['passed']:7} {total['failed']:7}")
    print(f"{profiles} cases with profiles, {formats} with format blocks")
    return 1 if failed or not counts else 0


sys.exit(main())
