# SPDX-License-Identifier: MIT
"""Rules as a policy of Assize, and facts as submissions."""
import json

from vocabulary import COMPONENT, PRODUCT, ROOTS, SUPPLIER, VULNERABILITY, type_of

TYPES = {"level": "Level", "supplier": "Supplier"}
EVIDENCE = {"kind": "laboratory", "on": "2026-10-01"}


def declared(types):
    return " ".join(f"{name}: {TYPES.get(type_, type_)}" for name, type_ in types.items())


def constant(type_, value):
    if type_ in ("text", "version"):
        return f'"{value}"'
    return str(value)


def path(variable):
    return {"p": "product", "s": "c.supplier"}.get(variable, variable)


def expression(condition):
    word = condition[0]
    if word == "not":
        return f"not {expression(condition[1])}"
    if word in ("and", "or"):
        return f"({expression(condition[1])} {word} {expression(condition[2])})"
    if word == "sum":
        return f"product.{condition[1]} + product.{condition[2]} {condition[3]} {condition[4]}"
    attribute = f"{path(condition[1])}.{condition[2]}"
    if word == "is":
        return attribute
    if word == "cmp":
        return f"{attribute} {condition[3]} {constant(type_of(condition), condition[4])}"
    if word == "in":
        return f"{attribute} in {{{', '.join(constant('text', one) for one in condition[3])}}}"
    return f"({attribute} matches \"{condition[3]}\")"


def filtered(binder, condition):
    return f"{binder} where {expression(condition)}" if condition else binder


def requirement(rule):
    condition = expression(rule.condition)
    components = filtered("c in product.components", rule.where)
    if rule.form == "product":
        return f'{condition} else ""'
    if rule.form == "count":
        return f'count(c in product.components where {condition}) <= {rule.most} else ""'
    if rule.form == "some":
        return f'some {components} : {condition} else ""'
    if rule.form == "closure":
        return f'every c in product.{rule.roots} via depends_on : {condition} else "{{c.id}}"'
    if rule.form == "nested":
        inner = filtered("v in c.vulnerabilities", rule.where_inner)
        return f'every {components}, {inner} : {condition} else "{{c.id}} {{v.id}}"'
    return f'every {components} : {condition} else "{{c.id}}"'


def policy(rules):
    roots = " ".join(f"{name}: many ref Component" for name in ROOTS)
    lines = ['policy bench version "1.0.0" { title "Bench" reviews product : Product }', 'source s "S" { clause 1 "one" }',
             'aspect a "A"', "evidence { rank declaration < laboratory }", "ordered type Level = low < medium < high < critical",
             f"entity Supplier {{ {declared(SUPPLIER)} }}",
             f"entity Product {{ {declared(PRODUCT)} {roots} components: many Component }}",
             f"part Component key id {{ id: text {declared(COMPONENT)} depends_on: many ref Component vulnerabilities: many Vulnerability }}",
             f"part Vulnerability key id {{ id: text {declared(VULNERABILITY)} }}"]
    for rule in rules:
        when = f" when {expression(rule.when)}" if rule.when else ""
        lines.append(f'rule {rule.code} "{rule.code}" {{ cites s 1 aspect a severity minor{when} require {requirement(rule)} }}')
    lines.append("verdict { rejected when penalty >= 1000000 passed otherwise }")
    return "\n".join(lines) + "\n"


def submission(entity, one, by=None):
    evidence = {**EVIDENCE, "by": by} if by else EVIDENCE
    return json.dumps({"entity": entity, "id": one["id"], "evidence": evidence, "facts": one["facts"]}, separators=(",", ":"))


def submissions(products, suppliers, by_others=False):
    """by_others: each about a product is another institution's."""
    about = [submission("Product", one, f"institution-{number}" if by_others else None) for number, one in enumerate(products)]
    return "\n".join(about + [submission("Supplier", one) for one in suppliers]) + "\n"
