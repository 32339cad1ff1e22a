# SPDX-License-Identifier: MIT
"""What products, components and rules are made of, and the conditions that rules are written in. A condition is a tuple:
    ("or", a, b), ("and", a, b), ("not", a)      of conditions
    ("is", variable, attribute)                  a boolean attribute
    ("cmp", variable, attribute, operator, value)
    ("in", variable, attribute, values)          a text among texts
    ("match", variable, attribute, pattern)      a regular expression that is found anywhere in a text
    ("sum", first, second, operator, value)      of two numbers of the product
Variables: p the product, c a component, s the component's supplier, v a vulnerability of the component.
Each language has a writer, which gives for a condition the expression that is true where the condition is surely true and the
one that is true where it is surely false; where neither holds, the answer is unknown."""

COMPONENT = {
    "name": "text", "version": "version", "licence": "text", "origin": "text", "size": "integer", "score": "decimal",
    "released": "date", "support_until": "date", "audited_on": "date", "signed": "boolean", "level": "level",
    "supplier": "supplier",
}
VULNERABILITY = {"severity": "level", "cvss": "decimal", "fixed": "boolean", "exploited": "boolean", "found": "date"}
SUPPLIER = {"trusted": "boolean", "country": "text", "rating": "integer"}
PRODUCT = {}
for number in range(15):
    PRODUCT[f"flag_{number}"] = "boolean"
for number in range(12):
    PRODUCT[f"number_{number}"] = "integer"
for number in range(5):
    PRODUCT[f"date_{number}"] = "date"
for number in range(4):
    PRODUCT[f"text_{number}"] = "text"
for number in range(2):
    PRODUCT[f"share_{number}"] = "decimal"
for number in range(2):
    PRODUCT[f"level_{number}"] = "level"
ROOTS = [f"roots_{number}" for number in range(3)]  # sets of components of which something is asked with all that they depend on

ATTRIBUTES = {"p": PRODUCT, "c": COMPONENT, "s": SUPPLIER, "v": VULNERABILITY}
LEVELS = ["low", "medium", "high", "critical"]

# What a fact base may not know; all else is always known, so that writers need no second case for it.
PERHAPS = {("p", "flag_14"), ("p", "number_11"), ("p", "date_4"), ("c", "signed"), ("c", "audited_on"), ("s", "trusted"),
           ("s", "country"), ("s", "rating"), ("v", "fixed")}

NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def type_of(condition):
    return ATTRIBUTES[condition[1]][condition[2]]


def leaf_reads(condition):
    """The attributes that a leaf reads, as (variable, attribute)."""
    if condition[0] == "sum":
        return [("p", condition[1]), ("p", condition[2])]
    return [(condition[1], condition[2])]


def variables(condition):
    if condition[0] in ("and", "or"):
        return variables(condition[1]) | variables(condition[2])
    if condition[0] == "not":
        return variables(condition[1])
    return {variable for variable, _ in leaf_reads(condition)}


def both_ways(condition, leaf, binary):
    """(surely true, surely false) of a condition, where `leaf` gives that of a leaf and binary(word, a, b) joins two expressions."""
    word = condition[0]
    if word == "not":
        surely, never = both_ways(condition[1], leaf, binary)
        return never, surely
    if word in ("and", "or"):
        a, b = both_ways(condition[1], leaf, binary), both_ways(condition[2], leaf, binary)
        other = "or" if word == "and" else "and"
        return binary(word, a[0], b[0]), binary(other, a[1], b[1])
    return leaf(condition)


class Rule:
    """form: product, every, some, nested, count, closure. `where` filters components, `where_inner` vulnerabilities; `most` is the
    largest count; `roots` the attribute that a closure starts from."""

    def __init__(self, code, form, condition, when=None, where=None, where_inner=None, most=None, roots=None):
        self.code, self.form, self.condition, self.when = code, form, condition, when
        self.where, self.where_inner, self.most, self.roots = where, where_inner, most, roots
