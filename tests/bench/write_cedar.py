# SPDX-License-Identifier: MIT
"""Rules as Cedar policies. Cedar has no quantifiers: a request is made for the product, for each component, and for each vulnerability,
and the policies that permit it say what is so of it. A policy's id is four times its rule's number, and what it says."""
import json

from make_facts import day
from vocabulary import ATTRIBUTES, LEVELS, NEGATED, PERHAPS, both_ways, leaf_reads, type_of
from write_cel import both, equality, release

FAILS, OPEN, HOLDS, APPLIES = range(4)


def text(value):
    return json.dumps(value)


def constant(type_, value):
    return {"text": text, "level": LEVELS.index, "date": day, "version": release, "decimal": lambda one: round(one * 1000),
            "integer": int}[type_](value)


class Cedar:
    def __init__(self, rules):
        self.rules = rules
        self.patterns = {}
        self.policies = {"product": [], "component": [], "vulnerability": []}

    def path(self, variable, entity):
        if entity == "vulnerability":
            return {"v": "principal", "c": "principal.component"}[variable]
        return {"s": "principal.supplier"}.get(variable, "principal")

    def leaf(self, condition, entity):
        word, never = condition[0], None

        def place(variable, attribute):
            return f"{self.path(variable, entity)}.{attribute}"
        if word == "sum":
            sum_ = f"{place('p', condition[1])} + {place('p', condition[2])}"
            surely, never = (f"{sum_} {equality(one)} {condition[4]}" for one in (condition[3], NEGATED[condition[3]]))
        elif word == "is":
            surely = place(*condition[1:3])
        elif word == "in":
            surely = f"[{', '.join(map(text, condition[3]))}].contains({place(*condition[1:3])})"
        elif word == "match":
            number = self.patterns.setdefault(condition[3], len(self.patterns))
            surely = f"{place(condition[1], 'matches')}.contains({number})"
        else:
            value = constant(type_of(condition), condition[4])
            surely, never = (f"{place(*condition[1:3])} {equality(one)} {value}" for one in (condition[3], NEGATED[condition[3]]))
        guard = "".join(f"{self.path(variable, entity)} has {attribute} && " for variable, attribute in leaf_reads(condition)
                        if (variable, attribute) in PERHAPS)
        return f"({guard}{surely})", f"({guard}{never or f'!({surely})'})"

    def tested(self, condition, entity):
        return both_ways(condition, lambda one: self.leaf(one, entity), lambda word, a, b: f"({a} {'&&' if word == 'and' else '||'} {b})")

    def add(self, entity, number, kind, condition, scope="principal"):
        self.policies[entity].append({"id": str(4 * number + kind), "text": f"permit({scope}, action, resource) when {{ {condition} }};"})

    def add_rule(self, number, rule):
        if rule.when:
            self.add("product", number, APPLIES, self.tested(rule.when, "product")[0])
        entity = {"product": "product", "nested": "vulnerability"}.get(rule.form, "component")
        scope = f'principal in Roots::"{rule.roots}"' if rule.form == "closure" else "principal"
        filters = [self.tested(one, entity)[0] for one in (rule.where, rule.where_inner) if one]
        surely, never = self.tested(rule.condition, entity)
        if rule.form in ("some", "count"):
            self.add(entity, number, HOLDS, both(*filters, surely))
        else:
            self.add(entity, number, FAILS, both(*filters, never), scope)
        if " has " in never:
            self.add(entity, number, OPEN, both(*filters, f"!{surely}", f"!{never}"), scope)

    def file(self):
        for number, rule in enumerate(self.rules):
            self.add_rule(number, rule)
        types = {name: ATTRIBUTES[name[0]] for name in ("product", "component", "vulnerability", "supplier")}
        rules = [{"code": rule.code, "form": rule.form, "conditional": bool(rule.when), "most": rule.most or 0} for rule in self.rules]
        return json.dumps({"types": types, "patterns": list(self.patterns), "rules": rules, "policies": self.policies}, indent=0)
