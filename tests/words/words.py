#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every word of keywords.def, in both languages, as each thing that may have a name: a contextual word as any of them, a reserved
one behind a dot and as an attribute. Also that a reserved word is refused where it would be a name in an expression.

usage: words.py ASSIZE"""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

POLICY = """policy p version "1.0.0" {{ title "P" reviews {subject} : {type} }}
source {source} "S" {{ clause 1 "c" }}
aspect {aspect} "A"
evidence {{ rank {kind} < other  expire {kind} after 9 days }}
type Enumeration = {value} | another
entity {type} {{ {attribute} : integer  e : Enumeration  f : boolean  ns : many integer  ps : many Part }}
part Part key {key} {{ {key} : integer  next : many ref Part }}
parameter {parameter} : integer = 1, fixed
list {list} : integer = {{ 1, 2 }}
define {define}({argument}: integer) : boolean = {argument} > 1 and {argument} < 9
table {table}(n: integer) : boolean first {{ 1 => true  _ => false }}
define constant : integer = {parameter} + {parameter}
rule R-1 "one" {{
  cites {source} 1
  aspect {aspect}
  severity minor
  evidence at least {kind} for {attribute}, ps
  when {subject}.f and {subject}.{attribute} in {list} and {subject}.{attribute} > {parameter}
  except when {subject}.f because "b" citing {source} 1
  require (every {binder} in {subject}.ns : {binder} in {list} and {define}({binder}) and {binder}.{table})
          else "{{{subject}.{attribute}}} of {{{subject}}}"
  require {subject}.e != {value} and {subject}.e = Enumeration.{value} or {subject}.{attribute} is declared
  require every p in {subject}.ps via next, {binder} in {list} where {binder} > 1 : {{ q.{key} for q in {subject}.ps }} = {{ 1 }}
          or count({binder} in {{ {parameter}, 2 }}) > {parameter}
  require {subject}.{attribute} in {list}
  remedy "r"
}}
rule R-2 "two" {{
  require {subject}.{attribute} in {list}
  severity minor
  aspect {aspect}
  when {subject}.f
  cites {source} 1
}}
verdict {{ {outcome} when any {aspect} violated or penalty of {aspect} >= 3  good otherwise }}
test "t" on 2024-01-01 {{
  given {given} : {type} by {kind} on 2024-01-01 {{ {attribute}: 1 f: true e: {value} ns: [1, 2] ps: [{{ {key}: 1 }}] }}
  expect {given}.{attribute} = 1
  expect needs {needed}
  expect score of {aspect} in 0..100
  expect {outcome}
}}
"""
POLICY = POLICY.replace("{{ q.{key} for q in {subject}.ps }} = {{ 1 }}", "1 in {{ q.{key} for q in {subject}.ps }}")
NAMES = {"subject": "x", "type": "Thing", "source": "s", "aspect": "a", "kind": "weak", "value": "one", "attribute": "n", "key": "id",
         "parameter": "least_of_all", "list": "few", "define": "large", "argument": "m", "table": "odd", "binder": "b", "outcome": "bad",
         "given": "g"}
BEHIND_A_DOT = ("attribute", "key")
# A reserved word as one of these may be refused, and must be as these.
EXPRESSIONS = ("subject", "parameter", "list", "define", "table", "binder", "argument", "value", "given")


def words(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for token, english, chinese, kind in re.findall(r'^KEYWORD\((\w+), "([^"]*)", "([^"]*)", (\w+)\)', text, re.M):
        for word in (english, chinese):
            yield token, word, kind == "RESERVED"
    for token, english in re.findall(r'^UNIT_PLURAL\((\w+), "([^"]*)"\)', text, re.M):
        yield token, english, False


def says(program, place, word, reserved):
    with tempfile.NamedTemporaryFile("w", suffix=".asz", encoding="utf-8") as file:
        names = {**NAMES, place: word}
        # Behind `needs` an expression may begin as well: a reserved word is no name there.
        file.write(POLICY.format(needed="f" if reserved else names["attribute"], **names))
        file.flush()
        done = subprocess.run([program, "check", file.name], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr


def wrong(program, token, word, reserved, place):
    """What is wrong with a word in a place; null: nothing."""
    code, errors = says(program, place, word, reserved)
    if code not in (0, 4):
        return f"{word} as {place}: exit status {code}\n{errors}"
    if reserved and place not in BEHIND_A_DOT:
        return None if code == 4 or place not in EXPRESSIONS else f"{word} as {place}: a reserved word is taken"
    if meant_otherwise(token, place):
        return None
    return None if code == 0 else f"{word} as {place} is refused\n{errors[:600]}"


def meant_otherwise(token, place):
    severity = token in ("CRITICAL", "MAJOR", "MINOR", "ADVISORY")
    builtin = token in ("BOOLEAN", "INTEGER", "DECIMAL", "TEXT", "DATE", "INSTANT", "DURATION", "VERSION", "ADDRESS", "MANY", "REF")
    # A guard's `any major violated` is about all rules.
    return (place == "aspect" and severity) or (place == "type" and builtin) or (place == "outcome" and token == "UNDETERMINED")


def main():
    program = os.path.abspath(sys.argv[1])
    tasks = [(program, *word, place) for word in words("grammar/keywords.def") for place in NAMES]
    with ThreadPoolExecutor(2) as pool:
        found = [one for one in pool.map(lambda task: wrong(*task), tasks) if one]
    print("\n".join(found + [f"{len(tasks)} words in places, {len(found)} wrong"]))
    return 1 if found or len(tasks) < 2000 else 0


if __name__ == "__main__":
    sys.exit(main())
