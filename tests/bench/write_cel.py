# SPDX-License-Identifier: MIT
"""Rules as CEL expressions. What is missing is an error there, and `all`, `exists`, `&&` and `||` take an error as an answer that is
not known, so that whether a rule holds is one expression: true, false, or an error. What it found is a second one, asked for where
it is false; it and counts test what is there."""
import json

from vocabulary import LEVELS, NEGATED, PERHAPS, both_ways, leaf_reads, type_of


def release(text):
    """A version as a number in the same order."""
    first, second, third = (int(part) for part in text.split("."))
    return first << 40 | second << 20 | third


def constant(type_, value):
    if type_ == "decimal":
        return repr(float(value))
    if type_ == "version":
        return str(release(value))
    return str(value) if type_ == "integer" else text(value)


def text(value):
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def path(variable):
    return {"p": "product", "s": "suppliers[c.supplier]"}.get(variable, variable)


def levels(operator, value):
    place = LEVELS.index(value)
    kept = {"=": LEVELS[place:place + 1], "<=": LEVELS[:place + 1], "<": LEVELS[:place], ">=": LEVELS[place:], ">": LEVELS[place + 1:],
            "!=": LEVELS[:place] + LEVELS[place + 1:]}
    return kept[operator]


def equality(operator):
    return "==" if operator == "=" else operator


def holds_when(condition, operator=None):
    """A leaf, with another operator in it where one is given."""
    word = condition[0]
    if word == "sum":
        return f"product.{condition[1]} + product.{condition[2]} {equality(operator or condition[3])} {condition[4]}"
    place = f"{path(condition[1])}.{condition[2]}"
    if word == "is":
        return place
    if word == "in":
        return f"{place} in [{', '.join(map(text, condition[3]))}]"
    if word == "match":
        return f"{place}.matches({text(condition[3])})"
    operator, type_ = operator or condition[3], type_of(condition)
    if type_ == "level" and operator not in ("=", "!="):
        return f"{place} in [{', '.join(map(text, levels(operator, condition[4])))}]"
    return f"{place} {equality(operator)} {constant(type_, condition[4])}"


def leaf(condition):
    surely = holds_when(condition)
    never = holds_when(condition, NEGATED[condition[3]]) if condition[0] in ("cmp", "sum") else f"!({surely})"
    guard = ""
    for variable, attribute in leaf_reads(condition):
        if (variable, attribute) in PERHAPS:
            guard += "c.supplier in suppliers && " if variable == "s" else ""
            guard += f"has({path(variable)}.{attribute}) && "
    return f"({guard}{surely})", f"({guard}{never})"


def tested(condition):
    """(surely true, surely false), with tests of what is there."""
    return both_ways(condition, leaf, lambda word, a, b: f"({a} {'&&' if word == 'and' else '||'} {b})")


def plain(condition):
    """True, false, or an error."""
    word = condition[0]
    if word == "not":
        return f"!({plain(condition[1])})"
    if word in ("and", "or"):
        return f"({plain(condition[1])} {'&&' if word == 'and' else '||'} {plain(condition[2])})"
    return holds_when(condition)


def both(*conditions):
    return " && ".join(one for one in conditions if one)


def implied(where, condition):
    return f"!({plain(where)}) || {condition}" if where else condition


def of_vulnerabilities(rule):
    """Whether all hold, and which do not."""
    never = both(rule.where_inner and plain(rule.where_inner), tested(rule.condition)[1])
    outer = rule.where and plain(rule.where)
    return (f"product.components.all(c, {implied(rule.where, f'c.vulnerabilities.all(v, {implied(rule.where_inner, plain(rule.condition))})')})",
            f"product.components.filter(c, {both(outer, f'c.vulnerabilities.exists(v, {never})')})"
            f".map(c, c.vulnerabilities.filter(v, {never}).map(v, c.id + ' ' + v.id)).flatten()")


def rule_of(rule):
    made = {"code": rule.code}
    if rule.when:
        made["when"] = plain(rule.when)
    surely, never = tested(rule.condition)
    condition = plain(rule.condition)
    if rule.form == "product":
        made["holds"] = condition
    elif rule.form == "some":
        made["holds"] = f"product.components.exists(c, {both(rule.where and plain(rule.where), condition)})"
    elif rule.form == "count":
        made["holds"] = f"product.components.filter(c, {surely}).size() <= {rule.most}"
        if "has(" in never:
            made["surely"] = f"product.components.filter(c, !{never}).size() <= {rule.most}"
    elif rule.form == "nested":
        made["holds"], made["findings"] = of_vulnerabilities(rule)
    else:
        parts = "product.components" if rule.form == "every" else f"product.{rule.roots}"
        made["holds"] = f"{parts}.all(c, {implied(rule.where, condition)})"
        made["findings"] = f"{parts}.filter(c, {both(rule.where and plain(rule.where), never)}).map(c, c.id)"
    return made


def rules(some):
    return json.dumps([rule_of(rule) for rule in some], indent=0)
