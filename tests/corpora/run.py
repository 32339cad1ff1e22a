#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The natives of the standard library against the tests that others have written: package URLs, licence expressions, CVSS vectors,
values that texts write, addresses. Each row is a part of one dossier, or an expression of a test in a policy, so that it goes the whole way
through the program. What the language has no function for is counted, not asked. And all base vectors of CVSS 3 against fractions.

usage: run.py ASSIZE CORPORA"""
import collections
import glob
import itertools
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from urllib.parse import quote

PROGRAM, CORPORA = (os.path.abspath(path) for path in sys.argv[1:3])

POLICY = """policy corpora version "1.0.0" { title "Corpora" reviews x : Thing }
use std.packages
use std.licences
use std.cvss
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank report }
entity Thing { rows: many Row }
part Row key n { n: integer  text: text  score: decimal  kind: text  space: text  name: text  canonical: text  allowed: many text }
rule R-1 "one" { cites s 1 aspect a severity minor require true }
verdict { bad when any violated  good otherwise }
"""


def run(folder, *command):
    return subprocess.run([PROGRAM, *command], cwd=folder, capture_output=True, text=True, check=False)


class Dossier:
    """Rows as parts of one entity, and questions about them."""

    def __init__(self, folder, rows):
        self.folder, self.count = folder, len(rows)
        with open(os.path.join(folder, "p.asz"), "w", encoding="utf-8") as file:
            file.write(POLICY)
        with open(os.path.join(folder, "f.ndjson"), "w", encoding="utf-8") as file:
            json.dump({"entity": "Thing", "id": "x", "evidence": {"kind": "report", "on": "2026-01-01"},
                       "facts": {"rows": [{"n": n, **row} for n, row in enumerate(rows)]}}, file)
        self.facts = f"facts{len(os.listdir(folder))}"
        done = run(folder, "facts", "import", "-p", "p.asz", "-f", self.facts, "f.ndjson")
        if done.returncode:
            sys.exit(done.stderr)

    def ask(self, condition):
        """The rows of which it is true, and of which it is unknown."""
        done = run(self.folder, "ask", "-p", "p.asz", "-f", self.facts, "--on", "2026-01-02", "--format", "json", "--",
                   f"{{ r.n for r in x.rows where {condition} }}", "x")
        if not done.stdout:
            sys.exit(done.stderr)
        answer = json.loads(done.stdout)
        return {int(n) for n in answer["in"]}, {int(n) for n in answer["may_be_in"]}


def read_json(*path):
    with open(os.path.join(CORPORA, *path), encoding="utf-8") as file:
        return json.load(file)


# ---- package URLs ----

def built(parts):
    """The canonical form of a purl by its parts."""
    def encoded(text, safe=":"):
        return quote(text, safe=safe + "~")
    text = "pkg:" + parts["type"] + "/"
    text += encoded(parts["namespace"], ":/") + "/" if parts["namespace"] else ""
    text += encoded(parts["name"], ":/" if parts["type"] == "git" else ":")
    text += "@" + encoded(parts["version"]) if parts["version"] else ""
    pairs = sorted((parts["qualifiers"] or {}).items())
    text += "?" + "&".join(f"{key}={encoded(value)}" for key, value in pairs) if pairs else ""
    return text + ("#" + encoded(parts["subpath"], ":/") if parts["subpath"] else "")


def check_purls(folder):
    tests = [test for path in sorted(glob.glob(os.path.join(CORPORA, "purl", "*", "*.json"))) for test in read_json(path)["tests"]]
    others = collections.Counter(test["test_type"] for test in tests if test["test_type"] not in ("parse", "validate"))
    rows, parse, validate, none = [], set(), set(), set()
    for test in tests:
        if test["test_type"] == "validate":
            validate.add(len(rows))
            rows.append({"text": test["input"], "canonical": test["expected_output"]})
        elif test["test_type"] == "parse" and test["expected_failure"]:
            none.add(len(rows))
            rows.append({"text": test["input"]})
        elif test["test_type"] == "parse":
            parts = test["expected_output"]
            parse.add(len(rows))
            rows.append({"text": test["input"], "kind": parts["type"], "space": parts["namespace"] or "", "name": parts["name"],
                         "canonical": built(parts)})
    dossier = Dossier(folder, rows)
    right, unknown = dossier.ask("purl_type(r.text) = r.kind and purl_namespace(r.text) = r.space and purl_name(r.text) = r.name "
                                 "and canonical_purl(r.text) = r.canonical")
    known = dossier.ask("purl_name(r.text) = purl_name(r.text)")[0]
    wrong = [rows[n]["text"] for n in sorted((parse - right) | (none & known))]
    same = dossier.ask("canonical_purl(r.text) = r.canonical")[0]
    print(f"purl: {len(parse)} read, {len(none)} refused, {len(wrong)} wrong; canonical: {len(validate & same)} of {len(validate)} "
          f"as the specification's own; not asked: {', '.join(f'{count} {kind}' for kind, count in sorted(others.items()))}")
    return [f"purl: {text}" for text in wrong]


# ---- licences ----

def check_licences(folder):
    groups = read_json("license", "spdx-satisfies-examples.json")
    cases = [(group, text, allowed) for group in groups for text, allowed in groups[group]]
    identifiers = read_json("license", "spdx-id-list.schema.json")["enum"]
    exceptions = identifiers[identifiers.index("389-exception"):]
    rows = [{"text": text, "allowed": allowed} for group, text, allowed in cases]
    first = len(rows)
    for name in identifiers:
        text = f"MIT WITH {name}" if name in exceptions else name
        rows += [{"text": text, "name": text}, {"text": text.replace("MIT WITH", "mit WITH").lower().replace(" with ", " WITH "), "name": text}]
    dossier = Dossier(folder, rows)
    permitted = dossier.ask("permits(r.text, r.allowed)")[0]
    forbidden = dossier.ask("not permits(r.text, r.allowed)")[0]
    wrong = []
    for n, (group, text, allowed) in enumerate(cases):
        got = "returnTrue" if n in permitted else "returnFalse" if n in forbidden else "throwErrors"
        wrong += [f"licence: {text} by {allowed}: {got}"] if got != group else []
    right = dossier.ask("is_licence_expression(r.text) and count(licences_in(r.text)) = 1 and r.name in licences_in(r.text) "
                        "and covers(r.text, r.name)")[0]
    wrong += [f"licence: {rows[n]['text']}" for n in range(first, len(rows)) if n not in right]
    print(f"licences: {len(cases)} expressions, {len(identifiers)} identifiers in two spellings, {len(wrong)} wrong")
    return wrong


# ---- CVSS ----

def check_cvss(folder):
    rows, bare, wrong = [], collections.Counter(), []
    for path in sorted(glob.glob(os.path.join(CORPORA, "cvss", "*.txt"))):
        version = re.search(r"cvss-([\d.]+)-", path)[1]
        with open(path, encoding="utf-8") as file:
            for line in file:
                fields = line.split()
                vector = ("CVSS:3.0/" if version == "3.0" else "") + fields[0]
                rows.append({"text": vector, "score": fields[1 if version == "3.0" else 2]})
                bare[version] += 1
    dossier = Dossier(folder, rows)
    right = dossier.ask("cvss_score(r.text) = r.score")[0]
    wrong = [f"cvss: {rows[n]['text']} {rows[n]['score']}" for n in range(len(rows)) if n not in right]
    print(f"cvss: {', '.join(f'{count} of {version}' for version, count in sorted(bare.items()))}, {len(wrong)} wrong")
    return wrong


def base_score(values, minor):
    """In tenths, by the equations of the specification."""
    vector, complexity, privileges, interaction, scope, *aims = values
    weights = [{"N": 85, "A": 62, "L": 55, "P": 20}[vector], {"L": 77, "H": 44}[complexity],
               {"U": {"N": 85, "L": 62, "H": 27}, "C": {"N": 85, "L": 68, "H": 50}}[scope][privileges], {"N": 85, "R": 62}[interaction]]
    lost = 1 - math.prod(1 - Fraction({"H": 56, "L": 22, "N": 0}[aim], 100) for aim in aims)
    impact = (Fraction("6.42") * lost if scope == "U" else
              Fraction("7.52") * (lost - Fraction("0.029")) - Fraction("3.25") * (lost - Fraction("0.02")) ** 15)
    if impact <= 0:
        return 0
    score = impact + Fraction("8.22") * math.prod(Fraction(weight, 100) for weight in weights)
    score = min(score * (1 if scope == "U" else Fraction("1.08")), 10)
    return math.ceil(score * 10 if minor == 0 else Fraction(math.floor(score * 100000 + Fraction(1, 2)), 10000))


def check_scores(folder):
    rows = []
    for values in itertools.product("NALP", "LH", "NLH", "NR", "UC", "HLN", "HLN", "HLN"):
        vector = "/".join(f"{name}:{value}" for name, value in zip(("AV", "AC", "PR", "UI", "S", "C", "I", "A"), values))
        for minor in (0, 1):
            rows.append({"text": f"CVSS:3.{minor}/{vector}", "score": str(base_score(values, minor) / 10)})
    right = Dossier(folder, rows).ask("cvss_score(r.text) = r.score")[0]
    print(f"cvss: all {len(rows)} base vectors of 3.0 and 3.1 by fractions, {len(rows) - len(right)} wrong")
    return [f"cvss: {rows[n]['text']} {rows[n]['score']}" for n in range(len(rows)) if n not in right]


# ---- values ----

CALLS = {"getFullYear": "year(date_of({0}))", "getMonth": "month(date_of({0})) - 1", "getDate": "day_of_month(date_of({0}))",
         "getDayOfMonth": "day_of_month(date_of({0})) - 1", "getDayOfWeek": "weekday(date_of({0}))"}


def translated(text):
    """An expression of CEL in the language; None, and what it has no function for."""
    split = re.fullmatch(r"'([^']*)'\.split\('([^']*)'(?:, -1)?\) == \[(.*)\]", text)
    if split:
        pieces = {piece.strip().strip("'") for piece in split[3].split(",")}
        call = f'split("{split[1]}", "{split[2]}")'
        return " and ".join([f"count({call}) = {len(pieces)}"] + [f'"{piece}" in {call}' for piece in sorted(pieces)]), None
    case = re.fullmatch(r"'([A-Za-z ]*)'\.(lower|upper)Ascii\(\) == '([A-Za-z ]*)'", text)
    if case:
        return f'{case[2]}("{case[1]}") = "{case[3]}"', None
    left = re.sub(r"timestamp\('([^']*)'\)", r'to_instant("\1")', text)
    left = re.sub(r"duration\('(-?\d+)s'\)", r"\1 seconds", left)
    call = re.fullmatch(r"(to_instant\(\"[^\"]*\"\))\.(\w+)\(\)", left)
    if call and call[2] in CALLS:
        return CALLS[call[2]].format(call[1]), None
    left = left.replace("==", "=")
    if "." in re.sub(r'"[^"]*"', "", left) or "'" in left or re.search(r"\.\d+Z", left) or "{" in left or "string" in left:
        names = re.findall(r"\.(\w+)\(|\b(string|int|type)\(", text)
        return None, next((a or b for a, b in names), "fractions of seconds")
    if not re.fullmatch(r'(?:to_instant\("[^"]*"\)|-?\d+ seconds|[-+<>=! ])+', left):
        return None, (re.findall(r"\.?(\w+)\(", text) or ["other"])[0]
    return left, None


def check_values(folder):
    policy, asked, missing, unknown = [], [], collections.Counter(), []
    for name in ("cel-string_ext", "cel-timestamps"):
        with open(os.path.join(CORPORA, "values", f"{name}.textproto"), encoding="utf-8") as file:
            text = file.read()
        for body in re.split(r"\n  test:? \{", text)[1:]:
            expr = re.search(r'^\s*expr: (?:"(.*)"|\'(.*)\')$', body, re.M)
            source = (expr[1] or expr[2] or "").replace('\\"', '"')
            wanted = re.search(r"(int64|bool)_value: (\S+)", body)
            value, why = translated(source)
            if value is None:
                missing[why] += 1
            elif "eval_error" in body and not source.startswith("timestamp(") or ") + " in source and "eval_error" in body:
                missing["the range of timestamps"] += 1
            elif "eval_error" in body:
                if " - " in source:
                    missing["the range of timestamps"] += 1
                    continue
                unknown.append(value)
            elif wanted and wanted[1] == "int64":
                number = "7" if "weekday" in value and wanted[2] == "0" else wanted[2]
                asked.append(f"{value} = {number}")
            elif wanted and wanted[2] == "false":
                asked.append(f"not ({value})")
            elif re.search(r"[=<>]", value):
                asked.append(value)
            else:
                missing["string of a value"] += 1
    rules = "".join(f'rule U-{n} "u" {{ cites s 1 aspect a severity minor require {value} > to_instant("2000-01-01T00:00:00Z") }}\n'
                    for n, value in enumerate(unknown, 1))
    policy = POLICY.replace("use std.cvss", "use std.text\nuse std.dates").replace("verdict {", rules + "verdict {")
    policy += 'test "values" on 2026-01-02 {\n  given x : Thing by report on 2026-01-01 { rows: [] }\n'
    policy += "".join(f"  expect {value}\n" for value in asked) + "".join(f"  expect U-{n} undetermined\n" for n in range(1, len(unknown) + 1))
    with open(os.path.join(folder, "v.asz"), "w", encoding="utf-8") as file:
        file.write(policy + "}\n")
    done = run(folder, "test", "v.asz")
    wrong = [] if done.returncode == 0 else [f"values: {done.stdout}{done.stderr}"]
    print(f"values: {len(asked)} have their value, {len(unknown)} have none, {len(wrong)} wrong; the language has no "
          + ", ".join(f"{name} ({count})" for name, count in sorted(missing.items())))
    return wrong


ADDRESSES = """policy corpora version "1.0.0" { title "Corpora" reviews x : Thing }
use std.addresses
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank report }
entity Thing { n : integer }
list none : address = {%s}
rule R-1 "one" { cites s 1 aspect a severity minor require true or count(none) = 0 }
verdict { bad when any violated  good otherwise }
test "addresses" on 2026-01-02 {
  given x : Thing by report on 2026-01-01 { n: 1 }
%s}
"""


def check_addresses(folder):
    """Of CEL's addresses what is read, how it is printed, what is equal, and what lies in what. By the language ::ffff:192.168.0.1 is
    192.168.0.1 (CEL refuses it), and a block with host bits is none (CEL has them)."""
    with open(os.path.join(CORPORA, "values", "cel-network_ext.textproto"), encoding="utf-8") as file:
        rows = re.findall(r'^  test \{(.*?)^  \}', file.read(), re.M | re.S)
    printed, refused, asked, missing = {}, set(), [], collections.Counter()
    address = r"(?:ip|cidr)\('([^']*)'\)"
    for body in rows:
        source = re.search(r'expr: "(.*)"', body)[1]
        wanted = re.search(r'value: \{ \w+: "?([^" ]*)"? ', body)
        text = re.fullmatch(rf"string\({address}\)", source)
        alone = re.fullmatch(address, source)
        equal = re.fullmatch(rf"{address} == {address}", source)
        inside = re.fullmatch(rf"{address}\.contains(?:IP|CIDR)\((?:{address}|'([^']*)')\)", source)
        if "::ffff:192.168" in source or equal and re.search(r"127.0.0.1/24|10.0.0.1/8", source):
            missing["other meaning of mapped addresses and host bits"] += 1
        elif text:
            printed[text[1]] = wanted[1]
        elif alone:
            refused.add(alone[1])
        elif equal:
            asked.append((f'within("{equal[1]}", "{equal[2]}") and within("{equal[2]}", "{equal[1]}")', wanted[1]))
        elif inside:
            asked.append((f'within("{inside[2] or inside[3]}", "{inside[1]}")', wanted[1]))
        else:
            missing[re.search(r"\.(\w+)\(\)|(type|isIP|ip\.isCanonical)\(", source).group(0).strip(".()")] += 1
    asked += [(f'count(none) = {len(set(printed.values()))}', "true")]
    expects = "".join(f"  expect {'' if wanted == 'true' else 'not '}({question})\n" for question, wanted in asked)
    path = os.path.join(folder, "a.asz")
    with open(path, "w", encoding="utf-8") as file:
        file.write(ADDRESSES % (", ".join(f'"{text}"' for text in printed), expects))
    done = run(folder, "test", "a.asz")
    wrong = [] if done.returncode == 0 else [f"addresses: {done.stdout}{done.stderr}"]
    with open(path, "w", encoding="utf-8") as file:
        file.write(ADDRESSES % (", ".join(f'"{text}"' for text in refused), ""))
    said = run(folder, "check", "a.asz").stderr
    wrong += [f"addresses: {text} is read" for text in refused if f"`{text}` is no address" not in said]
    print(f"addresses: {len(asked)} questions, {len(printed)} read, {len(refused)} refused, {len(wrong)} wrong; the language has no "
          + ", ".join(f"{name} ({count})" for name, count in sorted(missing.items())))
    return wrong


def main():
    with tempfile.TemporaryDirectory() as folder:
        wrong = check_scores(folder)
        if os.path.isdir(CORPORA):
            wrong += check_purls(folder) + check_licences(folder) + check_cvss(folder) + check_values(folder)
            wrong += check_addresses(folder)
        else:
            print(f"skipped: there is no {CORPORA}")
    print("\n".join(wrong + [f"corpora: {len(wrong)} wrong"]))
    return 1 if wrong else 0


sys.exit(main())
