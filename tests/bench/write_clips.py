# SPDX-License-Identifier: MIT
"""Rules and facts for CLIPS. A slot that is not known holds the symbol `unknown`. A rule becomes one that fires for what fails, one
for what stays open, and for counts one for what holds; each tells it by (found RULE WHAT NAME). What follows from what a component
depends on is derived by two more."""
import json

from make_facts import day
from vocabulary import ATTRIBUTES, LEVELS, NEGATED, PERHAPS, ROOTS, both_ways, leaf_reads, type_of
from write_cel import release
from write_cedar import APPLIES, FAILS, HOLDS, OPEN

TEMPLATES = {"p": "product", "c": "component", "s": "supplier", "v": "vulnerability"}


def text(value):
    return json.dumps(value)


def value(type_, one):
    if type_ == "boolean":
        return "TRUE" if one else "FALSE"
    return str({"text": text, "supplier": text, "level": LEVELS.index, "date": day, "version": release, "decimal": float,
                "integer": int}[type_](one))


# ---- conditions: lists of alternatives or of what holds together, with the variables that each reads ----

class Part:
    def __init__(self, words, reads, conjuncts=None):
        self.words, self.reads, self.conjuncts = words, reads, conjuncts or [self]


def join(word, a, b):
    return Part(f"({word} {a.words} {b.words})", a.reads | b.reads, a.conjuncts + b.conjuncts if word == "and" else None)


def slot(variable, attribute):
    return f"?{variable}_{attribute}"


class Clips:
    def __init__(self, rules):
        self.rules, self.patterns = rules, {}

    def leaf(self, condition):
        word, reads = condition[0], leaf_reads(condition)
        place = slot(*reads[0])
        if word == "is":
            return Part(f"(eq {place} TRUE)", set(reads)), Part(f"(eq {place} FALSE)", set(reads))
        if word in ("cmp", "sum"):
            surely, never = (self.comparison(condition, reads, place, operator) for operator in (condition[3], NEGATED[condition[3]]))
        else:
            surely = self.membership(condition, place)
            never = f"(not {surely})"
        for variable, attribute in reads:
            if (variable, attribute) in PERHAPS:
                known = f"(neq {slot(variable, attribute)} unknown)"
                surely, never = f"(and {known} {surely})", f"(and {known} {never})"
        return Part(surely, set(reads)), Part(never, set(reads))

    @staticmethod
    def comparison(condition, reads, place, operator):
        if condition[0] == "sum":
            return f"({operator} (+ {place} {slot(*reads[1])}) {condition[4]})"
        if operator in ("=", "!="):
            return f"({'eq' if operator == '=' else 'neq'} {place} {value(type_of(condition), condition[4])})"
        return f"({operator} {place} {value(type_of(condition), condition[4])})"

    def membership(self, condition, place):
        if condition[0] == "match":
            return f"(matches {place} {self.patterns.setdefault(condition[3], len(self.patterns))})"
        return f"(or {' '.join(f'(eq {place} {text(one)})' for one in condition[3])})"

    def tested(self, condition):
        return both_ways(condition, self.leaf, join)

    def pattern(self, variable, fixed, conditions):
        """A pattern with what it binds, and the conditions that need no other; the last of its slots carries them."""
        mine = [one for one in conditions if {read[0] for read in one.reads} == {variable}]
        slots = dict.fromkeys(attribute for one in conditions for of, attribute in sorted(one.reads) if of == variable)
        lines = [f"({name} {binding})" for name, binding in fixed.items()]
        test = f"&:(and {' '.join(one.words for one in mine)} TRUE)" if mine else ""
        for place, attribute in enumerate(slots):
            lines.append(f"({attribute} {slot(variable, attribute)}{test if place == len(slots) - 1 else ''})")
        return f"({TEMPLATES[variable]} {' '.join(lines)})"

    def left_side(self, rule, conditions):
        """Patterns, and the name that is found."""
        applies = self.tested(rule.when)[0].conjuncts if rule.when else []
        if rule.form == "product":
            return [self.pattern("p", {}, applies + conditions)], '""'
        lines = [self.pattern("p", {}, applies)] if rule.when else []
        reads = {variable for one in conditions for variable, _ in one.reads}
        lines.append(self.pattern("c", {"id": "?id", **({"supplier": "?supplier"} if "s" in reads else {})}, conditions))
        name = "?id"
        if rule.form == "nested":
            lines.append(self.pattern("v", {"component": "?id", "id": "?other"}, conditions))
            name = '(str-cat ?id " " ?other)'
        if "s" in reads:
            lines.append(self.pattern("s", {"id": "?supplier"}, conditions))
        if rule.form == "closure":
            lines.append(f"(reached (from {rule.roots}) (id ?id))")
        lines += [f"(test {one.words})" for one in conditions if len({read[0] for read in one.reads}) > 1]
        return lines, name

    def add(self, lines, number, kind, rule, conditions):
        left, name = self.left_side(rule, conditions)
        lines.append(f"(defrule r-{number}-{kind} {' '.join(left)} => (found {number} {kind} {name}))")

    def add_rule(self, lines, number, rule):
        if rule.when:
            pattern = self.pattern("p", {}, self.tested(rule.when)[0].conjuncts)
            lines.append(f'(defrule r-{number}-{APPLIES} {pattern} => (found {number} {APPLIES} ""))')
        filters = [part for one in (rule.where, rule.where_inner) if one for part in self.tested(one)[0].conjuncts]
        surely, never = self.tested(rule.condition)
        if rule.form in ("some", "count"):
            self.add(lines, number, HOLDS, rule, filters + surely.conjuncts)
        else:
            self.add(lines, number, FAILS, rule, filters + never.conjuncts)
        if surely.reads & PERHAPS:
            open_ = [Part(f"(not {one.words})", one.reads) for one in (surely, never)]
            self.add(lines, number, OPEN, rule, filters + open_)

    def constructs(self):
        lines = [f"(deftemplate {template} (slot id) {'(slot component)' if variable == 'v' else ''} "
                 f"{' '.join(f'(slot {name} (default unknown))' for name in ATTRIBUTES[variable])})"
                 for variable, template in TEMPLATES.items()]
        lines += ["(deftemplate depends (slot from) (slot to))", "(deftemplate root (slot from) (slot id))",
                  "(deftemplate reached (slot from) (slot id))"]
        if any(rule.form == "closure" for rule in self.rules):
            lines += ["(defrule begin (root (from ?set) (id ?id)) => (assert (reached (from ?set) (id ?id))))",
                      "(defrule go-on (reached (from ?set) (id ?id)) (depends (from ?id) (to ?to)) "
                      "=> (assert (reached (from ?set) (id ?to))))"]
        for number, rule in enumerate(self.rules):
            self.add_rule(lines, number, rule)
        return "\n".join(lines) + "\n"

    def table(self):
        """For the program: rules, and then patterns, a line each."""
        lines = [f"{rule.code} {rule.form} {int(bool(rule.when))} {rule.most or 0}" for rule in self.rules]
        return "\n".join([str(len(lines)), *lines, str(len(self.patterns)), *self.patterns]) + "\n"


# ---- facts ----

def fact(variable, facts, **more):
    slots = [f"({name} {text(one)})" for name, one in more.items()]
    slots += [f"({name} {value(type_, facts[name])})" for name, type_ in ATTRIBUTES[variable].items() if name in facts]
    return f"({TEMPLATES[variable]} {' '.join(slots)})"


def facts(product, suppliers):
    """A supplier of whom nothing is known is there too, with nothing known."""
    lines = [fact("p", product["facts"], id=product["id"])]
    known = {one["id"]: one["facts"] for one in suppliers}
    lines += [fact("s", known.get(one, {}), id=one) for one in sorted({part["supplier"] for part in product["facts"]["components"]})]
    for part in product["facts"]["components"]:
        lines.append(fact("c", part, id=part["id"]))
        lines += [fact("v", one, id=one["id"], component=part["id"]) for one in part["vulnerabilities"]]
        lines += [f"(depends (from {text(part['id'])}) (to {text(other)}))" for other in part["depends_on"]]
    lines += [f"(root (from {name}) (id {text(one)}))" for name in ROOTS for one in product["facts"][name]]
    return "\n".join(lines) + "\n"
