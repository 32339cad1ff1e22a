# SPDX-License-Identifier: MIT
"""The table of expected results: every rule on every product, worked out here from the facts alone, by Python made for each
rule. An answer is (status, findings); a finding is the id of a component, or of a component and a vulnerability."""
import re

from vocabulary import LEVELS, NEGATED, PERHAPS, both_ways, leaf_reads, type_of


def version_key(text):
    return tuple(int(part) for part in text.split("."))


def constant(type_, value):
    if type_ == "level":
        return str(LEVELS.index(value))
    if type_ == "version":
        return repr(version_key(value))
    return repr(value)


def leaf(condition):
    known = [f"{variable}.{attribute} is not None" for variable, attribute in leaf_reads(condition) if (variable, attribute) in PERHAPS]
    guard = "".join(f"{one} and " for one in known)
    word = condition[0]
    if word == "is":
        value = f"{condition[1]}.{condition[2]}"
        surely, never = value, f"not {value}"
    elif word == "cmp":
        _, variable, attribute, operator, value = condition
        value = constant(type_of(condition), value)
        surely, never = (f"{variable}.{attribute} {'==' if one == '=' else one} {value}" for one in (operator, NEGATED[operator]))
    elif word == "in":
        surely, never = (f"{condition[1]}.{condition[2]} {one} {condition[3]!r}" for one in ("in", "not in"))
    elif word == "match":
        found = f"pattern({condition[3]!r}).search({condition[1]}.{condition[2]})"
        surely, never = f"{found} is not None", f"{found} is None"
    else:
        _, first, second, operator, value = condition
        surely, never = (f"p.{first} + p.{second} {one} {value}" for one in (operator, NEGATED[operator]))
    return f"({guard}{surely})", f"({guard}{never})"


def expressions(condition):
    return both_ways(condition, leaf, lambda word, a, b: f"({a} {word} {b})")


class Row:
    """An object of facts: attributes that are missing are None."""
    __slots__ = ("id", "p", "c", "components", "vulnerabilities", "s", "depends_on", "roots", "__dict__")


def row(facts, types):
    made = Row()
    for name, type_ in types.items():
        value = facts.get(name)
        if value is not None and type_ == "level":
            value = LEVELS.index(value)
        elif value is not None and type_ == "version":
            value = version_key(value)
        setattr(made, name, value)
    return made


def read(product, suppliers):
    """A product as rows."""
    from vocabulary import COMPONENT, PRODUCT, SUPPLIER, VULNERABILITY
    known = {one["id"]: row(one["facts"], SUPPLIER) for one in suppliers}
    nothing = row({}, SUPPLIER)
    p = row(product["facts"], PRODUCT)
    p.components = []
    by_id = {}
    for facts in product["facts"]["components"]:
        c = row(facts, COMPONENT)
        c.id, c.depends_on = facts["id"], facts["depends_on"]
        c.s = known.get(facts["supplier"], nothing)
        c.vulnerabilities = []
        for one in facts["vulnerabilities"]:
            v = row(one, VULNERABILITY)
            v.id = one["id"]
            c.vulnerabilities.append(v)
        p.components.append(c)
        by_id[c.id] = c
    p.roots = {name: reach(by_id, product["facts"][name]) for name in product["facts"] if name.startswith("roots_")}
    return p


def reach(by_id, ids):
    seen = dict.fromkeys(ids)
    queue = list(seen)
    for one in queue:
        for other in by_id[one].depends_on:
            if other not in seen:
                seen[other] = None
                queue.append(other)
    return [by_id[one] for one in seen]


def compile_rule(rule):
    """A function of a product's rows: (bindings that are false with their ids, how many are unknown, how many are true)."""
    surely, never = expressions(rule.condition)
    if rule.form == "product":
        return eval(f"lambda p: ([''] if {never} else [], not ({surely} or {never}), {surely})", {"pattern": re.compile})
    rows = f"p.roots[{rule.roots!r}]" if rule.form == "closure" else "p.components"
    inner, name, filters = "", "c.id", []
    if rule.form == "nested":
        inner, name = " for v in c.vulnerabilities", "c.id + ' ' + v.id"
        filters = [expressions(rule.where_inner)[0]] if rule.where_inner else []
    if rule.where:
        filters.append(expressions(rule.where)[0])
    needs_supplier = " for s in (c.s,)" if "s." in surely else ""
    loop = f"for c in {rows}{needs_supplier}{inner}" + "".join(f" if {one}" for one in filters)
    return eval(f"lambda p: ([{name} {loop} if {never}], sum(1 {loop} if not ({surely} or {never})), sum(1 {loop} if {surely}))",
                {"pattern": re.compile, "sum": sum})


def answer(rule, p):
    surely, never = expressions(rule.when) if rule.when else ("True", "False")
    if eval(never, {"p": p}):
        return "not_applicable", []
    assert eval(surely, {"p": p}), "whether a rule applies is known, in these workloads"
    false, unknown, true = compile_rule(rule)(p)
    if rule.form == "count":
        if true > rule.most:
            return "violated", [""]
        return ("undetermined" if true + unknown > rule.most else "satisfied"), []
    if rule.form == "some":
        return ("satisfied", []) if true else ("undetermined", []) if unknown else ("violated", [""])
    return ("violated", sorted(false)) if false else ("undetermined" if unknown else "satisfied", [])


def answers(rules, product_rows):
    return {rule.code: answer(rule, product_rows) for rule in rules}
