# SPDX-License-Identifier: MIT
"""Policies with n of each kind of declaration, or of what stands in one: what is compiled grows with its text and no faster."""

RULE = "cites s 1  aspect a  severity minor"


def base_policy(lines, product="n: integer"):
    return "\n".join(['policy many version "1.0.0" { title "Many" reviews product : Product }', 'source s "S" { clause 1 "c" }', 'aspect a "A"',
                      "evidence { rank declaration < laboratory }", f"entity Product {{ {product} }}", *lines,
                      "verdict { rejected when any critical violated  passed otherwise }", ""])


def rule(number, requires, fields=RULE, more=""):
    return f'rule R-{number} "r" {{ {fields}  {more} require {requires} }}'


CITED = f'rule Z-1 "r" {{ {RULE} require product.n > 0 }}'  # each clause is


def lines_of(line, *others, product="n: integer"):
    """n lines, and others."""
    return lambda n: {"policy.asz": base_policy([*(line(i) for i in range(n)), *others], product)}


def joined(line, between, **product):
    """One line of n pieces."""
    before, piece, behind = line
    return lambda n: {"policy.asz": base_policy([before + between.join(piece(i) for i in range(n)) + behind], **product)}


def attributes_that_are_read(n):
    product = " ".join(f"a{i}: integer" for i in range(n))
    return {"policy.asz": base_policy([rule(i, f"product.a{i} > {i}") for i in range(n)], product)}


def entities_that_are_read(n):
    product = " ".join(f"e{i}: E{i}" for i in range(n))
    return {"policy.asz": base_policy([f"entity E{i} {{ x: integer }}\n" + rule(i, f"product.e{i}.x > 1") for i in range(n)], product)}


def parts_that_are_read(n):
    product = " ".join(f"s{i}: many P{i}" for i in range(n))
    rules = [f"part P{i} key id {{ id: text x: integer }}\n" + rule(i, f'every p in product.s{i} : p.x > 1 else "{{p.id}}"') for i in range(n)]
    return {"policy.asz": base_policy(rules, product)}


def enumerations_that_are_read(n):
    product = " ".join(f"t{i}: T{i}" for i in range(n))
    return {"policy.asz": base_policy([f"type T{i} = x{i} | y{i}\n" + rule(i, f"product.t{i} = x{i}") for i in range(n)], product)}


def values_of_a_type(ordered):
    def write(n):
        values = (" < " if ordered else " | ").join(f"v{i}" for i in range(n))
        rules = [rule(i, f"product.t {'>=' if ordered else '='} v{i}") for i in range(n)]
        return {"policy.asz": base_policy([f"{'ordered ' if ordered else ''}type T = {values}", *rules], "t: T")}
    return write


def clauses_that_are_cited(n):
    clauses = " ".join(f'clause {i + 1} "c"' for i in range(n))
    rules = [rule(i, f"product.n > {i}", f"cites t {i + 1}  aspect a  severity minor") for i in range(n)]
    return {"policy.asz": base_policy([f'source t "T" {{ {clauses} }}', CITED, *rules])}


def clauses_of_one_rule(n):
    clauses = " ".join(f'clause {i + 1} "c"' for i in range(n))
    cites = ", ".join(str(i + 1) for i in range(n))
    return {"policy.asz": base_policy([f'source t "T" {{ {clauses} }}', CITED, rule(0, "product.n > 1", f"cites t {cites}  aspect a  severity minor")])}


def sources(n):
    lines = [f'source s{i} "S" {{ clause 1 "c" }}\n' + rule(i, f"product.n > {i}", f"cites s{i} 1  aspect a  severity minor") for i in range(n)]
    return {"policy.asz": base_policy([CITED, *lines])}


def aspects(n):
    return {"policy.asz": base_policy([f'aspect a{i} "A"\n' + rule(i, f"product.n > {i}", f"cites s 1  aspect a{i}  severity minor") for i in range(n)])}


def kinds_of_evidence(n):
    ranks = " < ".join(f"k{i}" for i in range(n))
    expire = " ".join(f"expire k{i} after {i + 1} days" for i in range(n))
    rules = [rule(i, f"product.n > {i}", more=f"evidence at least k{i}") for i in range(n)]
    return {"policy.asz": base_policy([f"extend evidence {{ {expire} }}", *rules]).replace("< laboratory", f"< laboratory < {ranks}")}


def rows_of_a_table(n):
    rows = " ".join(f"{i} => {i % 7}" for i in range(n))
    return {"policy.asz": base_policy([f"table t(x: integer): integer {{ < 0 => 0 {rows} >= {n} => 0 }}", rule(0, "t(product.n) = 1")])}


def rows_of_a_table_first(n):
    rows = " ".join(f"> {n - i} => {i % 7}" for i in range(n))
    return {"policy.asz": base_policy([f"table t(x: integer): integer first {{ {rows} _ => 0 }}", rule(0, "t(product.n) = 1")])}


def rows_of_two_columns(n):
    rows = " ".join(f"{i // 20}, {i % 20} => {i % 7}" for i in range(n))
    return {"policy.asz": base_policy([f"table t(x: integer, y: integer): integer first {{ {rows} _, _ => 0 }}", rule(0, "t(product.n, product.n) = 1")])}


def tests(n):
    lines = [f'test "t{i}" on 2026-01-01 {{ given p: Product by declaration on 2025-12-01 {{ n: {i} }} expect R-1 satisfied }}' for i in range(n)]
    return {"policy.asz": base_policy([rule(1, "product.n >= 0"), *lines])}


def givens_of_a_test(n):
    given = " ".join(f"given q{i}: Product by declaration on 2025-12-01 {{ n: {i} }}" for i in range(n))
    return {"policy.asz": base_policy([rule(1, "product.n >= 0"), f'test "t" on 2026-01-01 {{ {given} expect R-1 satisfied }}'])}


def parts_of_a_test(n):
    parts = ", ".join(f'{{ id: "i{i}", x: {i} }}' for i in range(n))
    given = f"given p: Product by declaration on 2025-12-01 {{ ps: [{parts}] }}"
    return {"policy.asz": base_policy(["part P key id { id: text x: integer }", rule(1, "every p in product.ps : p.x >= 0"),
                                       f'test "t" on 2026-01-01 {{ {given} expect R-1 satisfied }}'], "n: integer ps: many P")}


def expectations_of_a_test(n):
    expect = " ".join(f"expect R-{i} satisfied" for i in range(n))
    given = "given p: Product by declaration on 2025-12-01 { n: 1000000 }"
    return {"policy.asz": base_policy([*(rule(i, f"product.n > {i}") for i in range(n)), f'test "t" on 2026-01-01 {{ {given} {expect} }}'])}


def included(n):
    files = {f"f{i}.asz": rule(i, f"product.n > {i}") + "\n" for i in range(n)}
    return {"policy.asz": base_policy([f'include "f{i}.asz"' for i in range(n)]), **files}


def outcomes(n):
    text = base_policy([rule(i, f"product.n > {i}") for i in range(n)])
    guards = "\n".join(f"o{i} when R-{i} violated" for i in range(n))
    return {"policy.asz": text.replace("rejected when any critical violated", guards)}


def guard_of_many(n):
    text = base_policy([rule(i, f"product.n > {i}") for i in range(n)])
    return {"policy.asz": text.replace("any critical violated", " or ".join(f"R-{i} violated" for i in range(n)))}


def profile(line, declared=None):
    """A policy of n rules, and a profile of n lines."""
    def write(n):
        rules = [(declared(i) + "\n" if declared else "") + f'rule R-{i} "r" {{ {RULE} waivable  except when product.n = {i} because "b" require product.n >= {i} }}'
                 for i in range(n)]
        head = 'profile tighter version "1.0.0" refines many "1.x" { title "T" }\n'
        return {"policy.asz": base_policy(rules), "profile.asz": head + "\n".join(line(i) for i in range(n)) + "\n"}
    return write


def profiles(n):
    files = {f"profile{i}.asz": f'profile p{i} version "1.0.0" refines many "1.x" {{ title "T" }}\nstrengthen R-{i} {{ severity major }}\n' for i in range(n)}
    return {"policy.asz": base_policy([rule(i, f"product.n > {i}") for i in range(n)]), **files}


def definitions_in_a_chain(n):
    chain = ["define d0(p: Product) = p.n > 0", *(f"define d{i}(p: Product) = d{i - 1}(p) or p.n > {i}" for i in range(1, n))]
    return {"policy.asz": base_policy([*chain, rule(0, f"d{n - 1}(product)")])}


def marked(mark, write):
    """The first line says what is done with it (compile.c)."""
    def write_marked(n):
        files = write(n)
        return {**files, "policy.asz": f"# {mark}\n{files['policy.asz']}"}
    return write_marked


def tested(write):
    return marked("tests", write)


def refused(write):
    return marked("refused", write)


KINDS = {
    "rules": lines_of(lambda i: rule(i, f"product.n > {i}")),
    "rules that are alike": lines_of(lambda i: rule(i, "product.n > 1")),
    "requirements of a rule": joined((f'rule R-1 "r" {{ {RULE} ', lambda i: f"require product.n > {i}", " }"), "\n"),
    "conditions of a rule": joined((f'rule R-1 "r" {{ {RULE} ', lambda i: f"when product.n > {i}", " require product.n > 1 }"), "\n"),
    "exceptions of a rule": joined((f'rule R-1 "r" {{ {RULE} ', lambda i: f'except when product.n = {i} because "b{i}"', " require product.n > 1 }"), "\n"),
    "exceptions": lines_of(lambda i: rule(i, f"product.n > {i}", more=f'except when product.n = {i} because "b{i}"')),
    "findings": lines_of(lambda i: f'rule R-{i} "r" {{ {RULE} require product.n > {i} else "{i}: {{product.n}} and {{product.n + {i}}}" }}'),
    "remedies in two languages": lines_of(lambda i: f'rule R-{i} "r{i}" zh "r{i}" {{ {RULE} require product.n > {i} remedy "m{i}" zh "z{i}" }}'),
    "a literal set": joined((f'rule R-1 "r" {{ {RULE} require product.n in {{', lambda i: str(7919 * i % 10 ** 6), "} }"), ", "),
    "quantifiers": lines_of(lambda i: rule(i, f"every t in product.tags : t != \"t{i}\""), product="tags: many text"),
    "patterns": lines_of(lambda i: rule(i, f"product.t matches \"a{i}.*\""), product="t: text"),
    "definitions": lines_of(lambda i: f"define d{i}(p: Product) = p.n > {i}\n" + rule(i, f"d{i}(product)")),
    "definitions that nothing calls": lines_of(lambda i: f"define d{i}(p: Product) = p.n > {i}", rule(0, "product.n > 1")),
    "definitions with parameters": lines_of(lambda i: f"define d{i}(x: integer): boolean = x > {i}\n" + rule(i, f"d{i}(product.n)")),
    "calls of a definition": lines_of(lambda i: rule(i, f"d(product.n, {i})"), "define d(x: integer, y: integer): boolean = x > y"),
    "parameters": lines_of(lambda i: f"parameter p{i}: integer = {i}, higher is stricter\n" + rule(i, f"product.n >= p{i}")),
    "attributes": attributes_that_are_read,
    "attributes that extend": lines_of(lambda i: f"extend Product {{ a{i}: integer }}\n" + rule(i, f"product.a{i} > 1")),
    "entities": entities_that_are_read,
    "parts": parts_that_are_read,
    "enumerations": enumerations_that_are_read,
    "values of an enumeration": values_of_a_type(False),
    "values in order": values_of_a_type(True),
    "sources": sources,
    "clauses": clauses_that_are_cited,
    "clauses of a rule": clauses_of_one_rule,
    "aspects": aspects,
    "kinds of evidence": kinds_of_evidence,
    "lists": lines_of(lambda i: f"list l{i}: integer = {{ {i}, {i + 1} }}\n" + rule(i, f"product.n in l{i}")),
    "values of a list": joined(("list l: integer = { ", lambda i: str(7919 * i % 10 ** 6), " }\n" + rule(0, "product.n in l")), ", "),
    "tables": lines_of(lambda i: f"table t{i}(x: integer): integer first {{ > {i} => 1 _ => 0 }}\n" + rule(i, f"t{i}(product.n) = 1")),
    "rows of a table": rows_of_a_table,
    "rows of a table, the first": rows_of_a_table_first,
    "rows of two columns": rows_of_two_columns,
    "interpretations": lines_of(lambda i: rule(i, f"product.n > {i}") + f'\ninterpret R-{i} on 2026-01-01 "reads {i}"'),
    "outcomes": outcomes,
    "a guard of many": guard_of_many,
    "files": included,
    "tests": tested(tests),
    "givens of a test": tested(givens_of_a_test),
    "parts of a test": tested(parts_of_a_test),
    "expectations of a test": tested(expectations_of_a_test),
    "waivers": profile(lambda i: f'waive R-{i} until 2027-01-01 because "w{i}"'),
    "severities that a profile raises": profile(lambda i: f"strengthen R-{i} {{ severity major }}"),
    "requirements that a profile adds": profile(lambda i: f"strengthen R-{i} {{ require product.n > {i + 10} }}"),
    "exceptions that a profile drops": profile(lambda i: f'strengthen R-{i} {{ drop except "b" }}'),
    "parameters that a profile sets": profile(lambda i: f"set p{i} = {i + 1}", lambda i: f"parameter p{i}: integer = {i}, higher is stricter"),
    "rules of a profile": profile(lambda i: f'rule P-{i} "r" {{ {RULE} require product.n > {i} }}'),
    "guards that a profile adds": profile(lambda i: f"rejected also when R-{i} violated"),
    "messages": refused(lines_of(lambda i: rule(i, f"product.unknown{i} > 1"))),
    "warnings": lines_of(lambda i: f"define unused{i}(p: Product) = p.n > {i}", rule(0, "product.n > 1")),
    "names that are taken": refused(lines_of(lambda i: f"define d{i // 2}(p: Product) = p.n > {i}", rule(0, "product.n > 1"))),
}

# Of what may be nested so deep, or named so often, and no more.
FEW_KINDS = {
    "a long condition": joined((f'rule R-1 "r" {{ {RULE} require ', lambda i: f"product.n > {i}", " }"), " and "),
    "a long sum": joined((f'rule R-1 "r" {{ {RULE} require 0 < ', lambda i: "product.n", " }"), " + "),
    "definitions in a chain": definitions_in_a_chain,
    "profiles": profiles,
}
