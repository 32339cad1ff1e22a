# SPDX-License-Identifier: MIT
"""Invents policies and facts in which some things are confidential, and can tell everywhere what must not show.

A needle is a value that nothing else in a case has. `Case` holds a policy, submissions, and the same submissions with other values
wherever something is confidential: two fact bases that the public cannot tell apart."""
import itertools
import json
import random

KINDS = ("declaration", "audit", "laboratory")
TEXTS = ("alpha", "beta", "gamma", "delta")
TYPES = ("boolean", "integer", "decimal", "text", "date", "version", "Level", "duration")


class Needles:
    """Values that stand nowhere else."""

    def __init__(self, chance):
        self.chance, self.numbers = chance, itertools.count(chance.randrange(1000, 9000))
        self.made = []

    def keep(self, value):
        self.made.append(str(value))
        return value

    def text(self, what="needle"):
        return self.keep(f"{what}{next(self.numbers)}zq")

    def value(self, kind):
        number = next(self.numbers)
        if kind == "boolean":
            return self.chance.random() < 0.5
        if kind == "integer":
            return self.keep(70_000_000 + number)
        if kind == "decimal":
            return self.keep(f"{80_000 + number}.25")
        if kind == "date":
            return self.keep(f"{2100 + number % 800}-0{1 + number % 9}-{10 + number % 18}")
        if kind == "version":
            return self.keep(f"9{number}.{number}.1")
        if kind == "duration":
            self.keep(f"{50_000 + number} days")
            return f"{50_000 + number} days"
        if kind == "Level":
            return self.chance.choice(("low", "medium", "high"))
        return self.keep(f"needle{number}zq")


class Attribute:
    def __init__(self, name, kind, many=False, confidential=False, part=None, entity=None, ref=False):
        self.name, self.kind, self.many, self.confidential = name, kind, many, confidential
        self.part, self.entity, self.ref = part, entity, ref

    def declared(self):
        target = self.part or self.entity or self.kind
        return f"{self.name}: {'many ' if self.many else ''}{'ref ' if self.ref else ''}{target}{' confidential' if self.confidential else ''}"


def schema_of(chance):
    """Attributes by type: entities Product, Org; parts Piece (keyed, with defects and references), Note (without a key)."""
    def some(names, confidential):
        return [Attribute(name, kind, many, chance.random() < confidential) for name, kind, many in names]
    plain = [(f"v{i}", kind, False) for i, kind in enumerate(TYPES)] + [("w1", "integer", False), ("w2", "text", False)]
    sets = [("s1", "integer", True), ("s2", "text", True)]
    piece = [Attribute("k", "text", confidential=chance.random() < 0.15)]
    piece += some([("p1", "integer", False), ("p2", "text", False), ("p3", "boolean", False), ("p4", "date", False)], 0.35)
    piece += [Attribute("near", None, True, chance.random() < 0.2, part="Piece", ref=True),
              Attribute("boss", None, False, chance.random() < 0.3, entity="Org")]
    schema = {
        "Org": some([("o1", "integer", False), ("o2", "text", False), ("o3", "boolean", False)], 0.35)
        + [Attribute("parent", None, False, chance.random() < 0.3, entity="Org")],
        "Product": some(plain, 0.35) + some(sets, 0.35)
        + [Attribute("pieces", None, True, chance.random() < 0.15, part="Piece"),
           Attribute("notes", None, True, chance.random() < 0.3, part="Note"),
           Attribute("maker", None, False, chance.random() < 0.35, entity="Org"),
           Attribute("sellers", None, True, chance.random() < 0.35, entity="Org")],
        "Piece": piece,
        "Note": some([("n1", "integer", False), ("n2", "text", False)], 0.35),
    }
    return schema


# ---- expressions ----

class Words:
    """Expressions of all forms, by type, over variables in scope."""

    def __init__(self, chance, schema):
        self.chance, self.schema, self.fresh = chance, schema, itertools.count()

    def path(self, scope, kind, many=False):
        """An attribute of a kind that something in scope has; null where there is none."""
        found = [f"{name}.{one.name}" for name, type_ in scope for one in self.schema.get(type_, ())
                 if one.kind == kind and one.many == many and not one.part and not one.entity]
        found += [f"{name}.{one.name}.{other.name}" for name, type_ in scope for one in self.schema.get(type_, ())
                  if one.entity and not one.many and not many for other in self.schema[one.entity] if other.kind == kind and not other.entity]
        return self.chance.choice(found) if found else None

    def element(self, scope):
        """A set of parts or entities, and the type of its elements."""
        found = [(f"{name}.{one.name}", one.part or one.entity) for name, type_ in scope for one in self.schema.get(type_, ())
                 if one.many and (one.part or one.entity)]
        if not found:
            return None
        set_, type_ = self.chance.choice(found)
        if type_ == "Piece" and self.chance.random() < 0.3:
            set_ = f"({set_} via near)"
        return set_, type_

    def number(self, scope, depth):
        pick = self.chance.randrange(9) if depth else self.chance.randrange(2)
        read = self.path(scope, "integer") or "3"
        if pick == 0:
            return str(self.chance.randrange(0, 50))
        if pick <= 3:
            return read
        if pick == 4:
            return f"({self.number(scope, depth - 1)} {self.chance.choice('+-')} {read})"
        if pick == 5:
            return f"(if {self.truth(scope, depth - 1)} then {read} else {self.number(scope, 0)})"
        set_, type_ = self.element(scope) or ("product.pieces", "Piece")
        name = f"e{next(self.fresh)}"
        inside = [*scope, (name, type_)]
        if pick == 6:
            item = self.path([(name, type_)], "integer") or "1"
            return f"{self.chance.choice(('max', 'min'))}({item} for {name} in {set_} where {self.truth(inside, 0)})"
        if pick == 7:
            return f"max({name} for {name} in {self.path(scope, 'integer', True) or '{1}'})"
        return f"length({self.path(scope, 'text') or '``'})"

    def truth(self, scope, depth):
        pick = self.chance.randrange(22) if depth else self.chance.randrange(6)
        text = self.path(scope, "text")
        if pick == 0:
            return f"{self.number(scope, 0)} {self.chance.choice(('=', '!=', '<', '<=', '>', '>='))} {self.number(scope, max(depth - 1, 0))}"
        if pick == 1 and text:
            return f'{text} {self.chance.choice(("=", "!="))} "{self.chance.choice(TEXTS)}"'
        if pick == 2 and self.path(scope, "boolean"):
            return self.path(scope, "boolean")
        if pick == 3 and text:
            return self.chance.choice((f'{text} like "*a*"', f'{text} matches "^[a-n]"', f'contains({text}, "eta")', f'starts_with({text}, "n")'))
        if pick == 4:
            for kind in self.chance.sample(TYPES, len(TYPES)):
                read = self.path(scope, kind)
                if read:
                    return f"{read} is {self.chance.choice(('declared', 'not declared', 'disputed'))}"
        if pick == 5 and self.path(scope, "date"):
            return self.chance.choice(("{0} < today", "{0} + 30 days > 2130-01-01", "today - {0} < 400 days", "year({0}) > 2120")).format(self.path(scope, "date"))
        if not depth:
            return f"{self.number(scope, 0)} {self.chance.choice(('=', '<', '>'))} {self.number(scope, 0)}"
        a, b = self.truth(scope, depth - 1), self.truth(scope, depth - 1)
        if pick <= 8:
            return f"({a}) {self.chance.choice(('and', 'or'))} ({b})"
        if pick == 9:
            return f"not ({a})"
        if pick == 10:
            return f"(if {a} then {b} else {self.truth(scope, 0)})"
        if pick == 11 and self.path(scope, "version"):
            return f"is_pre_release({self.path(scope, 'version')})"
        if pick == 12 and self.path(scope, "Level"):
            return f"{self.path(scope, 'Level')} >= medium"
        if pick == 13 and self.path(scope, "decimal"):
            return f"{self.path(scope, 'decimal')} * 2 > {self.number(scope, 0)}"
        if pick == 14:
            return f"{self.number(scope, 0)} in {self.path(scope, 'integer', True) or '{1, 2}'}"
        if pick == 15:
            name = f"u{next(self.fresh)}"
            return f"(every {name} in product.submissions : {name}.on < {self.chance.choice(('2026-02-01', '2030-01-01'))} or {name}.kind = audit)"
        if pick == 16:
            name = f"u{next(self.fresh)}"
            set_ = self.path(scope, "integer", True) or "{4}"
            return f"({self.chance.choice(('every', 'some', 'no'))} {name} in {set_} : {name} > {self.number(scope, 0)})"
        set_, type_ = self.element(scope) or ("product.pieces", "Piece")
        name = f"e{next(self.fresh)}"
        inside = [*scope, (name, type_)]
        where = f" where {self.truth(inside, 0)}" if self.chance.random() < 0.4 else ""
        if pick == 17:
            return f"count({name} in {set_}{where}) {self.chance.choice(('<', '>=', '='))} {self.chance.randrange(4)}"
        if pick == 18:
            item = self.path([(name, type_)], "integer") or "1"
            return f"sum({item} for {name} in {set_}{where}) > {self.number(scope, 0)}"
        if pick == 19:
            item = self.path([(name, type_)], "integer") or "1"
            return f"{self.number(scope, 0)} in {{ {item} for {name} in {set_}{where} }}"
        return f"({self.chance.choice(('every', 'some', 'no'))} {name} in {set_}{where} : {self.truth(inside, depth - 1)})"

    def shown(self, scope):
        """What a finding shows."""
        kind = self.chance.choice(TYPES)
        read = self.path(scope, kind) or self.number(scope, 0)
        return read if self.chance.random() < 0.7 else self.number(scope, 1)

    def rule(self, number):
        lead = self.element([("product", "Product")])
        scope = [("product", "Product")]
        lines = [f'rule R-{number:02} "rule {number}" {{ cites s 1 aspect a severity {self.chance.choice(("critical", "major", "minor"))}']
        if self.chance.random() < 0.2:
            lines.append(f"evidence at least {self.chance.choice(KINDS)}")
        if self.chance.random() < 0.25:
            lines.append(f"when {self.truth(scope, 1)}")
        for i in range(2):
            if self.chance.random() < 0.15:
                lines.append(f'except when {self.truth(scope, 1)} because "reason {i}"')
        for _ in range(self.chance.choice((1, 1, 2))):
            if lead and self.chance.random() < 0.5:
                inside = [*scope, ("x", lead[1])]
                where = f" where {self.truth(inside, 0)}" if self.chance.random() < 0.3 else ""
                condition, inner = f"every x in {lead[0]}{where} : {self.truth(inside, 1)}", inside
            else:
                condition, inner = self.truth(scope, 2), scope
            pieces = " ".join(f"{{{self.shown(inner)}}}" for _ in range(self.chance.randrange(3))).replace('"', "`")
            named = " of {x}" if inner is not scope and self.chance.random() < 0.5 else ""
            text = f' else "finding {pieces}{named}"' if self.chance.random() < 0.8 else ""
            lines.append(f"require {condition}{text}")
        return "\n  ".join(lines) + " }"


# ---- facts ----

class Case:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.schema = schema_of(self.chance)
        words = Words(self.chance, self.schema)
        rules = self.chance.randrange(4, 9)
        self.codes = [f"R-{i:02}" for i in range(rules)]
        self.policy = self.header() + "\n".join(words.rule(i) for i in range(rules)) + "\n"
        scope = [("product", "Product")]
        self.questions = [words.truth(scope, 2) for _ in range(5)] + [words.number(scope, 1) for _ in range(3)]
        self.questions += [f"product.{one.name}" for one in self.chance.sample(self.schema["Product"], 3)] + ["product.submissions", "count(product.submissions)"]
        self.values = (Needles(random.Random(seed + 1)), Needles(random.Random(seed + 2)))
        self.values[1].numbers = itertools.count(next(self.values[0].numbers) + 500)
        self.days = [f"2026-0{1 + i}-11" for i in range(self.chance.choice((1, 3, 9)))] # often several on one
        self.pairs = self.submissions()

    def header(self):
        accept = self.chance.choice(("", "", "accept audit when by.o3", "accept audit when by.o3 and on >= 2020-01-01",
                                     "accept audit when by.o1 is declared implies by.o3"))
        lines = ['policy p version "1.0.0" { title "T" reviews product : Product }', "use std.text", "use std.dates", "use std.versions",
                 'source s "S" { clause 1 "c" }', 'aspect a "A"', "ordered type Level = low < medium < high",
                 f"evidence {{ by Org rank declaration < audit, laboratory {accept} }}"]
        for name, attributes in self.schema.items():
            keyword = "entity" if name in ("Org", "Product") else "part"
            key = " key k" if name == "Piece" else ""
            lines.append(f"{keyword} {name}{key} {{ {'  '.join(one.declared() for one in attributes)} }}")
        lines.append("verdict { rejected when any major violated  poor when any violated  passed otherwise }")
        return "\n".join(lines) + "\n"

    def plain(self, kind):
        chance = self.chance
        return {"boolean": chance.random() < 0.5, "integer": chance.randrange(40), "decimal": f"{chance.randrange(9)}.5",
                "text": chance.choice(TEXTS), "date": f"20{chance.randrange(10, 30)}-01-{chance.randrange(10, 29)}",
                "version": f"{chance.randrange(3)}.{chance.randrange(3)}.0", "Level": chance.choice(("low", "medium", "high")),
                "duration": f"{chance.randrange(1, 60)} days"}[kind]

    def both(self, kind, secret):
        """A value, for either fact base: the same, or two needles."""
        if secret:
            return tuple(needles.value(kind) for needles in self.values)
        value = self.plain(kind)
        return value, value

    def id_of(self, secret):
        """Of an entity that is named: in confidence often one that nothing else names."""
        if secret and self.chance.random() < 0.6:
            return tuple(needles.text("org-") for needles in self.values)
        one = self.chance.choice(("org/1", "org/2", "org/3"))
        return one, one

    def record(self, type_, secret, keys):
        """Facts about an entity or a part, as two objects."""
        pair = ({}, {})
        for one in self.schema[type_]:
            hidden = secret or one.confidential
            if one.name != "k" and self.chance.random() < 0.35:
                continue
            for side, value in zip(pair, self.claim(one, hidden, keys)):
                side[one.name] = value
        return pair

    def claim(self, one, hidden, keys):
        chance = self.chance
        if one.name == "k":
            key = tuple(needles.text("key") for needles in self.values) if hidden else (chance.choice(TEXTS),) * 2
            keys.append(key)
            return key
        if not one.many:
            return self.id_of(hidden) if one.entity else self.both(one.kind, hidden)
        if one.ref:
            return [], []
        items = [self.id_of(hidden) if one.entity else self.record(one.part, hidden, keys) if one.part else self.both(one.kind, hidden)
                 for _ in range(chance.randrange(4))]
        if one.part == "Piece":
            items = list({json.dumps(item[0].get("k")): item for item in items}.values())
            self.connect(items, hidden)
        else:
            items = list({json.dumps(item[0]): item for item in items}.values())
        sides = [item[0] for item in items], [item[1] for item in items]
        return tuple({"open": side} for side in sides) if chance.random() < 0.3 else sides

    def connect(self, pieces, hidden):
        """References among the pieces of a list, from one to a later one."""
        for i, piece in enumerate(pieces):
            for side in (0, 1):
                if "near" in piece[side]:
                    piece[side]["near"] = [other[side]["k"] for other in pieces[i + 1:][:2]]

    def submission(self, type_, ids, number):
        chance = self.chance
        secret = chance.random() < 0.25
        facts = self.record(type_, secret, [])
        by = tuple(needles.text("lab-") for needles in self.values) if secret and chance.random() < 0.5 else (chance.choice(("org/1", "org/2")),) * 2
        title = tuple(needles.text("title") for needles in self.values) if secret else (f"title {number}",) * 2
        kind, on = chance.choice(KINDS), chance.choice(self.days)
        pair = tuple({"entity": type_, "id": ids[side], "evidence": {"kind": kind, "by": by[side], "on": on, "title": title[side],
                                                                      "confidential": secret}, "facts": facts[side]} for side in (0, 1))
        return secret, pair

    def submissions(self):
        """The subject's, those of organisations, and those of entities that only confidential ones speak of."""
        about = [("Product", ("x", "x"))] * self.chance.randrange(2, 7) + [("Org", (f"org/{i}",) * 2) for i in (1, 2, 3)]
        made = [self.submission(type_, ids, number) for number, (type_, ids) in enumerate(about)]
        hidden = [("Product", tuple(needles.text("product-") for needles in self.values))]
        for type_, ids in hidden:
            while True:
                secret, pair = self.submission(type_, ids, len(made))
                if secret:
                    break
            made.append((secret, pair))
        return made
