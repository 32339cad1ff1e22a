#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Policies that are made as large or as deep as one likes, of one thing at a time.

usage: grown.py KIND N [FOLDER]     writes policy.asz, and the files that it uses, into the folder; without a KIND: lists them
A kind of MANY has N declarations; one of DEEP leads N levels down, from the rule Z-1."""
import os
import sys

HEADER = 'policy p version "1.0.0" { title "T" reviews x : T }\n'
SOURCE = 'source s "S" { clause 1 "c" }\n'
ASPECT = 'aspect a "A"\n'
EVIDENCE = "evidence { rank declaration < laboratory }\n"
ENTITY = "entity T { b: boolean  n: integer  t: text  d: date  ps: many P  ts: many T  q: T }\npart P key k { k: integer  m: boolean }\n"
VERDICT = "verdict { rejected when any critical violated  passed otherwise }\n"
FIELDS = "cites s 1 aspect a severity major"


def rule(code, rest, fields=FIELDS, title='"r"'):
    return f"rule {code} {title} {{ {fields} {rest} }}\n"


def policy(more, source=SOURCE, aspect=ASPECT, evidence=EVIDENCE, entity=ENTITY, verdict=VERDICT, header=HEADER):
    return header + source + aspect + evidence + entity + more + verdict


def lines(pattern, n, between=""):
    return between.join(pattern.format(i=i, h=max(i - 1, 0)) for i in range(n))


def test(rest, facts="b: true"):
    return f'test "t" on 2026-11-22 {{ given g : T by laboratory on 2026-10-01 {{ {facts} }} {rest} }}\n'


ONE = rule("R-1", "require x.b")


def libraries(n):
    files = {f"l{i}.asz": f"library l{i}\n" + (f"use l{i + 1}\n" if i + 1 < n else "") + f"define f{i}(y: integer) : integer = y\n"
             for i in range(n)}
    return policy("use l0\n" + ONE), files


def includes(n):
    return policy(lines('include "i{i}.asz"\n', n) + ONE), {f"i{i}.asz": f"define f{i}(y: integer) : integer = y\n" for i in range(n)}


MANY = {
    "entities": lambda n: policy(lines("entity E{i} {{ b: boolean  o: E{h} }}\n", n) + ONE),
    "parts": lambda n: policy(lines("part Q{i} key k {{ k: integer  b: boolean }}\n", n)
                              + "extend T { " + lines("q{i}: many Q{i} ", n) + "}\n" + ONE),
    "attributes": lambda n: policy("extend T { " + lines("a{i}: boolean ", n) + "}\n" + lines(rule("R-{i}", "require x.a{i}")
                                   .replace("{ ", "{{ ").replace(" }", " }}"), n)),
    "extensions": lambda n: policy(lines("extend T {{ a{i}: boolean }}\n", n) + rule("R-1", "require " + lines("x.a{i}", min(n, 900), " and "))),
    "types": lambda n: policy(lines("ordered type E{i} = v{i} < w{i}\n", n) + "extend T { " + lines("a{i}: E{i} ", n) + "}\n" + ONE),
    "values": lambda n: policy("ordered type E = " + lines("v{i}", n, " < ") + "\nextend T { e: E }\nlist l : E = { "
                               + lines("v{i}", n, ", ") + " }\n" + lines("parameter p{i} : E = v{i}, higher is stricter\n", n)
                               + rule("R-1", "require x.e in l")),
    "parameters": lambda n: policy(lines("parameter p{i} : integer = {i}, lower is stricter\n", n)
                                   + lines("rule R-{i} \"r\" {{ " + FIELDS + " require x.n <= p{i} }}\n", n)),
    "definitions": lambda n: policy(lines("define f{i}(y: T) : boolean = y.n > {i}\n", n)
                                    + lines("rule R-{i} \"r\" {{ " + FIELDS + " require x.f{i} }}\n", n)),
    "lists": lambda n: policy(lines("list l{i} : integer = {{ {i} }}\n", n)
                              + lines("rule R-{i} \"r\" {{ " + FIELDS + " require x.n in l{i} }}\n", n)),
    "members of a list": lambda n: policy("list l : text = { " + lines('"m{i}"', n, ", ") + " }\n" + rule("R-1", "require x.t in l")),
    "members of a set": lambda n: policy(rule("R-1", "require x.n in { " + lines("{i}", n, ", ") + " }")),
    "rules": lambda n: policy(lines("rule R-{i} \"r\" {{ " + FIELDS + " require x.n > {i} }}\n", n)),
    "rules that apply when": lambda n: policy(lines("rule R-{i} \"r\" {{ " + FIELDS + " when x.n > {i} require x.n != {i} }}\n", n)),
    "rules with thresholds": lambda n: policy(lines("rule R-{i} \"r\" {{ " + FIELDS + " evidence at least laboratory require "
                                                    "every p in x.ps : p.k > {i} else \"{{p.k}}\" }}\n", n)),
    "rules with sets of their own": lambda n: policy(lines("rule R-{i} \"r\" {{ " + FIELDS + " require "
                                                           "every p in {{ q for q in x.ps where q.k > {i} }}, o in x.ts : p.m }}\n", n)),
    "requirements": lambda n: policy("rule R-1 \"r\" { " + FIELDS + lines(" require x.n != {i} else \"{{x.n}}\"", n) + " }\n"),
    "conditions": lambda n: policy("rule R-1 \"r\" { " + FIELDS + lines(" when x.n != {i}", n) + " require x.b }\n"),
    "exceptions": lambda n: policy("rule R-1 \"r\" { " + FIELDS + lines(" except when x.n = {i} because \"e{i}\"", n) + " require x.b }\n"),
    "thresholds": lambda n: policy("extend T { " + lines("a{i}: boolean ", n) + "}\nrule R-1 \"r\" { " + FIELDS
                                   + lines(" evidence at least laboratory for a{i}", n) + " require x.a1 }\n"),
    "cites": lambda n: policy(rule("R-1", "require x.b", f"cites s {lines('{i}', n, ', ')} aspect a severity major"),
                              source='source s "S" { ' + lines('clause {i} "c" ', n) + "}\n"),
    "clauses": lambda n: policy(ONE, source='source s "S" { clause 1 "c" ' + lines('clause A.{i} "c" informative "i" ', n) + "}\n"),
    "sources": lambda n: policy(lines('source s{i} "S" {{ clause 1 "c" }}\n', n)
                                + lines("rule R-{i} \"r\" {{ cites s{i} 1 aspect a severity major require x.n > {i} }}\n", n)
                                + rule("Z-1", "require x.b")),
    "aspects": lambda n: policy(lines('aspect a{i} "A"\n', n)
                                + lines("rule R-{i} \"r\" {{ cites s 1 aspect a{i} severity major require x.n > {i} }}\n", n), aspect=""),
    "kinds": lambda n: policy(ONE, evidence="evidence { rank declaration < laboratory < " + lines("k{i}", n, " < ")
                              + lines(" expire k{i} after 9 days", n) + lines(" accept k{i} when on > 2020-01-01", n) + " }\n"),
    "kinds of one rank": lambda n: policy(ONE, evidence="evidence { rank declaration < laboratory, " + lines("k{i}", n, ", ") + " }\n"),
    "languages": lambda n: policy(rule("R-1", "require x.b", title='"r"' + lines(' l{i} "t"', n))),
    "translations": lambda n: policy(lines("rule R-{i} \"r\" zh \"t{i}\" {{ " + FIELDS + " require x.b else \"f{i}\" zh \"g{i}\" }}\n", n)),
    "outcomes": lambda n: policy(ONE, verdict="verdict { " + lines("o{i} when penalty >= {i} ", n) + "passed otherwise }\n"),
    "guards": lambda n: policy(lines("rule R-{i} \"r\" {{ " + FIELDS + " require x.n > {i} }}\n", n),
                               verdict="verdict { rejected when " + lines("R-{i} violated", n, " or ") + " passed otherwise }\n"),
    "tests": lambda n: policy(ONE + lines('test "t{i}" on 2026-11-22 {{ given g : T by laboratory on 2026-10-01 {{ b: true }} '
                                          "expect R-1 satisfied expect passed expect x.b }}\n", n)),
    "equal expectations": lambda n: policy(ONE + test(" expect x.b" * 4 * n)),
    "givens": lambda n: policy(ONE + test(lines(" given g{i} : T by laboratory on 2026-10-01 from g {{ b: true }}", n) + " expect R-1 satisfied")),
    "expectations": lambda n: policy(ONE + test(lines(" expect x.n != {i}", n), "b: true n: 1")),
    "facts": lambda n: policy("extend T { " + lines("a{i}: boolean ", n) + "}\n" + ONE
                              + test("expect R-1 satisfied", "b: true " + lines("a{i}: true ", n))),
    "elements": lambda n: policy(ONE + test("expect R-1 satisfied", "b: true ps: [ " + lines("{{ k: {i} m: true }}", n, ", ") + " ]")),
    "holidays": lambda n: policy("list holidays : date = { " + ", ".join(f"{1900 + i // 336}-{i // 28 % 12 + 1:02}-{i % 28 + 1:02}"
                                                                           for i in range(n)) + " }\n"
                                 + rule("R-1", "require x.d + 10 working days > today")),
    "rules that ask": lambda n: policy(ONE.replace("R-1", "A-1") + lines("rule R-{i} \"r\" {{ " + FIELDS + " require A-1 holds and x.n > {i} }}\n", n)),
    "libraries": libraries,
    "files": includes,
}

# Things that are wrong n times; what is said of them stays short.
WRONG = {
    "names that mean nothing": lambda n: policy(lines("define f{i}(y: T) : boolean = y.n > {i}\n", n)
                                                + lines("rule R-{i} \"r\" {{ " + FIELDS + " require unknown{i}(x) }}\n", n)),
    "types that mean nothing": lambda n: policy("extend T { " + lines("a{i}: U{i} ", n) + "}\n" + lines("type E{i} = v{i}\n", n) + ONE),
    "attributes that mean nothing": lambda n: policy("extend T { " + lines("a{i}: boolean ", n) + "}\n"
                                                     + lines("rule R-{i} \"r\" {{ " + FIELDS + " require x.u{i} }}\n", n)),
    "kinds that mean nothing": lambda n: policy(ONE, evidence="evidence { rank declaration < laboratory < " + lines("k{i}", n, " < ")
                                                + lines(" expire u{i} after 9 days", n) + " }\n"),
    "clauses that mean nothing": lambda n: policy(rule("R-1", "require x.b", f"cites s {lines('B.{i}', n, ', ')} aspect a severity major"),
                                                  source='source s "S" { ' + lines('clause {i} "c" informative "i" ', n) + "}\n"),
    "equal reasons": lambda n: policy("rule R-1 \"r\" { " + FIELDS + " except when x.n = 1 because \"e\"" * n + " require x.b }\n"),
    "equal names": lambda n: policy("define f(y: T) : boolean = y.b\n" * n + ONE),
    "equal attributes": lambda n: policy("extend T { " + "a: boolean " * n + "}\n" + ONE),
    "equal values": lambda n: policy("type E = " + " | ".join(["v"] * n) + "\n" + ONE),
    "equal clauses": lambda n: policy(ONE, source='source s "S" { ' + 'clause 1 "c" ' * n + "}\n"),
    "equal kinds": lambda n: policy(ONE, evidence="evidence { rank declaration < laboratory < " + " < ".join(["k"] * n) + " }\n"),
    "equal outcomes": lambda n: policy(ONE, verdict="verdict { " + "o when penalty >= 1 " * n + "passed otherwise }\n"),
    "equal facts": lambda n: policy(ONE + test("expect R-1 satisfied", "b: true " * n)),
    "equal fields": lambda n: policy("rule R-1 \"r\" { " + FIELDS + " aspect a" * n + " require x.b }\n"),
    "equal languages": lambda n: policy(rule("R-1", "require x.b", title='"r"' + ' zh "t"' * n)),
    "unexpected words": lambda n: policy("} rule " * n + ONE),
    "cycles": lambda n: policy(lines("rule R-{i} \"r\" {{ " + FIELDS + " require Z-1 holds }}\n", n)
                               + rule("Z-1", "require " + lines("R-{i} holds", min(n, 900), " and "))),
    "a cycle through all": lambda n: policy(lines("rule R-{i} \"r\" {{ " + FIELDS + " require R-{h} holds }}\n", n).replace(
        "R-0 \"r\" { " + FIELDS + " require R-0", "R-0 \"r\" { " + FIELDS + f" require R-{n - 1}")),
    "a cycle of definitions": lambda n: policy(lines("define f{i}(y: T) : boolean = f{h}(y)\n", n).replace(
        "= f0(y)", f"= f{n - 1}(y)", 1) + ONE),
    "arguments": lambda n: policy("define f(" + lines("a{i}: integer", n, ", ") + ") : integer = a1\n" + ONE),
    "binders": lambda n: policy(rule("R-1", "require every " + lines("p{i} in x.ps", n, ", ") + " : p0.m")),
    "operands": lambda n: policy(rule("R-1", "require " + " and ".join(["x.b"] * n))),
    "conditions in conditions": lambda n: policy(rule("R-1", "require " + "if x.b then true else " * n + "x.b")),
    "parentheses": lambda n: policy(rule("R-1", "require " + "(" * n + "x.b" + ")" * n)),
    "guards in guards": lambda n: policy(ONE, verdict="verdict { rejected when " + "R-1 violated or (" * n + "R-1 violated" + ")" * n
                                         + " passed otherwise }\n"),
    "negations": lambda n: policy(rule("R-1", "require " + "not " * n + "x.b")),
    "members": lambda n: policy(rule("R-1", "require x" + ".q" * n + ".b")),
    "parts in parts": lambda n: policy(lines("part Q{i} key k {{ k: integer  q: many Q{h} }}\n", n).replace("  q: many Q0", "", 1)
                                       + f"extend T {{ q0: many Q{n - 1} }}\n" + ONE),
    "facts in facts": lambda n: policy(ONE + test("expect R-1 satisfied", "q: { " * n + "b: true" + " }" * n)),
    "findings": lambda n: policy(rule("R-1", 'require x.b else "' + "{x.n}" * n + '"')),
}


def chain(first, pattern, last="require f{n}(x)"):
    """Definitions of f0 … and a rule that asks the last."""
    return lambda n: policy(first + "".join(pattern.format(i=i, h=i - 1) for i in range(1, n)) + rule("Z-1", last.format(n=n - 1)))


BOOLEAN = "define f0(y: T) : boolean = y.b\n"
DEEP = {
    "chain: definitions": chain(BOOLEAN, "define f{i}(y: T) : boolean = f{h}(y)\n"),
    "chain: definitions, the last first": lambda n: policy(BOOLEAN + "".join(f"define f{i}(y: T) : boolean = f{i - 1}(y)\n" for i in range(n - 1, 0, -1))
                                                    + rule("Z-1", f"require f{n - 1}(x)")),
    "chain: definitions behind dots": chain(BOOLEAN, "define f{i}(y: T) : boolean = not y.f{h}\n", "require x.f{n}"),
    "chain: definitions without arguments": lambda n: policy("define f0 : integer = 1\n" + lines("define f{i} : integer = f{h}\n", n).split("\n", 1)[1]
                                                      + rule("Z-1", f"require f{n - 1} = 1")),
    "chain: definitions with and, or": chain(BOOLEAN, "define f{i}(y: T) : boolean = y.b and (f{h}(y) or y.n > {i})\n"),
    "chain: definitions with if": chain(BOOLEAN, "define f{i}(y: T) : boolean = if y.n > {i} then y.b else f{h}(y)\n"),
    "chain: definitions with arguments": chain("define f0(y: integer) : integer = y\n", "define f{i}(y: integer) : integer = f{h}(0 - {i})\n",
                                        "require f{n}(x.n) < 5"),
    "chain: definitions with every": chain(BOOLEAN, "define f{i}(y: T) : boolean = f{h}(y) and (every p in y.ps : p.k > {i})\n"),
    "chain: definitions of sets": chain("define f0(y: T) : many P = { p for p in y.ps }\n",
                                 "define f{i}(y: T) : many P = {{ p for p in f{h}(y) where p.k > {i} }}\n", "require count(f{n}(x)) < 5"),
    "chain: definitions of sets, all": chain("define f0(y: T) : many P = { p for p in y.ps }\n",
                                      "define f{i}(y: T) : many P = f{h}(y)\n", "require every p in f{n}(x) : p.m"),
    "chain: rules": lambda n: policy(rule("R-0", "require x.b") + lines("rule R-{i} \"r\" {{ " + FIELDS + " require R-{h} holds }}\n", n).split("\n", 1)[1]
                              + rule("Z-1", f"require R-{n - 1} holds")),
    "chain: rules with thresholds": lambda n: policy(rule("R-0", "require x.b") + lines("rule R-{i} \"r\" {{ " + FIELDS
                                              + " evidence at least laboratory require R-{h} holds and x.n > {i} }}\n", n).split("\n", 1)[1]
                                              + rule("Z-1", f"require R-{n - 1} holds")),
    "chain: rules and definitions": lambda n: policy(rule("R-0", "require x.b") + "".join(
        f"define f{i}(y: T) : boolean = y.n > {i} and R-{i - 1} holds\n" + rule(f"R-{i}", f"require f{i}(x)") for i in range(1, n // 2))
        + rule("Z-1", f"require R-{n // 2 - 1} holds")),
    "chain: exceptions": lambda n: policy(rule("R-0", "require x.b") + lines("rule R-{i} \"r\" {{ " + FIELDS
                                   + " except when R-{h} holds because \"e\" require x.n > {i} }}\n", n).split("\n", 1)[1]
                                   + rule("Z-1", f"require R-{n - 1} holds")),
    "chain: rules that apply when another does not hold": lambda n: policy(rule("R-0", "require x.b") + lines("rule R-{i} \"r\" {{ " + FIELDS
                                   + " when not R-{h} holds require x.n > {i} }}\n", n).split("\n", 1)[1] + rule("Z-1", f"require R-{n - 1} holds")),
    "chain: findings": lambda n: policy("define f0(y: T) : integer = y.n\n" + lines("define f{i}(y: T) : integer = if y.b then {i} else f{h}(y)\n", n).split("\n", 1)[1]
                                 + rule("Z-1", 'require x.b else "{' + f"f{n - 1}(x)" + '}"')),
    "chain: closures": chain("define f0(y: T) : many T = y.ts\n", "define f{i}(y: T) : many T = {{ t for t in f{h}(y) via ts }}\n",
                      "require count(f{n}(x)) >= 0"),
    "chain: evidence": lambda n: policy("define f0(y: T) : boolean = y.b is declared\n"
                                 + lines("define f{i}(y: T) : boolean = f{h}(y) or y.n is declared\n", n).split("\n", 1)[1]
                                 + rule("Z-1", f"require f{n - 1}(x)", FIELDS + " evidence at least laboratory")),
    "chain: two rules each": lambda n: policy(rule("R-0", "require x.b") + rule("R-1", "require x.b") + "".join(
        rule(f"R-{i}", f"require R-{i - 1} holds and R-{i - 2} holds", FIELDS + " evidence at least laboratory") for i in range(2, n))
        + rule("Z-1", f"require R-{n - 1} holds")),
}


def doubling(n):
    """Definitions of which each calls the one before twice, with other arguments."""
    return "define d0(y: integer) : integer = y\n" + "".join(
        f"define d{i}(y: integer) : integer = d{i - 1}(y + 1) + d{i - 1}(y + 2)\n" for i in range(1, n))


def spreading(n):
    """The same with arguments of ever other widths."""
    return "define w0(a: integer, b: integer, c: integer) : boolean = a > b\n" + "".join(
        f"define w{i}(a: integer, b: integer, c: integer) : boolean = w{i - 1}(a + b, b, c) and w{i - 1}(a, b + c, c) "
        f"and w{i - 1}(a, b, c + a)\n" for i in range(1, n))


# What takes twice as much code with each definition more.
DOUBLING = {
    "doubling in a rule": lambda n: policy(doubling(n) + rule("R-1", f"require d{n - 1}(x.n) > 1")),
    "doubling in a finding": lambda n: policy(doubling(n) + rule("R-1", 'require x.b else "{d' + str(n - 1) + '(x.n)}"')),
    "doubling in a test": lambda n: policy(doubling(n) + ONE + test(f"expect d{n - 1}(g.n) > 1")),
    "doubling in a condition of acceptance": lambda n: policy(
        doubling(n) + ONE, evidence=f"evidence {{ rank declaration < laboratory accept laboratory when d{n - 1}(1) > 1 }}\n"),
    "doubling of widths": lambda n: policy(spreading(n) + rule("R-1", f"require w{n - 1}(x.n, 1, 2)")),
}


def made(kind, n):
    """The files of a policy by name."""
    for table in (MANY, WRONG, DEEP, DOUBLING):
        if kind in table:
            result = table[kind](n)
            text, files = result if isinstance(result, tuple) else (result, {})
            return {"policy.asz": text, **files}
    raise KeyError(kind)


def main():
    if len(sys.argv) < 3:
        for title, table in (("MANY", MANY), ("WRONG", WRONG), ("DEEP", DEEP), ("DOUBLING", DOUBLING)):
            print(f"{title}: {', '.join(table)}")
        return
    folder = sys.argv[3] if len(sys.argv) > 3 else "."
    for name, text in made(sys.argv[1], int(sys.argv[2])).items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
