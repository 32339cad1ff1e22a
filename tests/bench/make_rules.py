# SPDX-License-Identifier: MIT
"""Rules from a seed, in the proportions of a real policy. No two have the same bounds. Of ten rules one is violated, of twenty
one is undetermined and one does not apply."""
import datetime
import random

from make_facts import COUNTRIES, LICENCES, day
from vocabulary import Rule

# Of twenty rules; the first ten stand for all.
FORMS = ["product", "every", "nested", "supplier", "product", "count", "every", "text", "closure", "product",
         "some", "every", "version", "product", "nested", "every", "supplier", "product", "every", "product"]

# What would decide a figure alone is a workload of its own: the patterns of PCRE2, and what is reached along references, for which
# others have a function of their own.
KINDS = {"all": FORMS, "plain": [{"text": "every", "closure": "every"}.get(form, form) for form in FORMS],
         "patterns": ["text"] * len(FORMS), "closures": ["closure"] * len(FORMS)}


class RuleMaker:
    def __init__(self, seed, applicable=None, kind="all"):
        """applicable: how many rules apply, one in so many at even distances; all others ask for another category of product. None:
        as in a policy where most apply. kind: of KINDS."""
        self.forms = KINDS[kind]
        self.random = random.Random(f"{seed}-rules")
        self.applicable = applicable
        self.used = set()

    def fresh(self, first, last):
        """A number that no bound had before, where there are any left."""
        for _ in range(50):
            number = self.random.randint(first, last)
            if (first, last, number) not in self.used:
                break
        self.used.add((first, last, number))
        return number

    def decimal(self, first, last):
        return self.fresh(round(first * 1000), round(last * 1000)) / 1000

    def date(self, first, last):
        return datetime.date.fromordinal(self.fresh(day(first), day(last))).isoformat()

    def some_of(self, values, least):
        return tuple(sorted(self.random.sample(values, self.random.randint(least, len(values)))))

    def rules(self, count):
        made = []
        targets = {}
        for number in range(count):
            if number % 20 == 0:
                first, second = self.random.sample(range(10), 2)
                third, fourth = self.random.sample(range(10, 20), 2)
                targets = {first: "violated", second: "undetermined", third: "violated", fourth: "not_applicable"}
            target = targets.get(number % 20, "satisfied")
            maker = getattr(self, self.forms[number % 20])
            rule = maker(f"R-{number + 1}", "satisfied" if target == "not_applicable" else target)
            rule.when = self.when(number, count, target)
            made.append(rule)
        return made

    def when(self, number, count, target):
        if self.applicable is not None:
            step = max(1, count // self.applicable)
            applies = number % step == 0 and number // step < self.applicable
            return ("cmp", "p", "text_0", "=", "category-0" if applies else f"category-{self.random.randint(1, 60)}")
        if target == "not_applicable":
            return ("and", ("is", "p", "flag_1"), ("cmp", "p", "number_0", ">=", self.fresh(-10000, 100)))
        if number % 4 == 1:
            return ("or", ("is", "p", "flag_0"), ("cmp", "p", "number_1", ">", self.fresh(-10000, 10000)))
        return None

    # ---- forms: each gives a rule that ends as `target` says ----

    def product(self, code, target):
        if target == "undetermined":
            return Rule(code, "product", self.random.choice([
                ("or", ("is", "p", "flag_14"), ("cmp", "p", "number_2", ">", self.fresh(101, 100000))),
                ("cmp", "p", "number_11", "<", self.fresh(0, 100000)),
                ("and", ("is", "p", "flag_0"), ("cmp", "p", "date_4", ">=", self.date("2000-01-01", "2020-01-01")))]))
        good = target == "satisfied"
        number = self.random.randint(2, 9)
        other = self.random.randint(2, 9)
        when_good = self.random.choice([
            ("or", ("is", "p", f"flag_{number}"), ("cmp", "p", f"number_{number}", "<=", self.fresh(101, 100000))),
            ("sum", f"number_{number}", f"number_{other}", "<=", self.fresh(200, 100000)),
            ("and", ("cmp", "p", f"date_{number % 4}", ">=", self.date("1990-01-01", "2019-12-31")), ("is", "p", "flag_0")),
            ("or", ("in", "p", f"text_{1 + number % 3}", tuple(sorted(COUNTRIES))), ("cmp", "p", "level_0", ">=", "high")),
            ("cmp", "p", f"share_{number % 2}", "<=", self.decimal(100, 1000)),
            ("and", ("not", ("is", "p", "flag_1")), ("cmp", "p", f"number_{number}", ">=", self.fresh(-100000, 0)))])
        when_bad = self.random.choice([
            ("and", ("is", "p", "flag_1"), ("cmp", "p", f"number_{number}", "<=", self.fresh(101, 100000))),
            ("sum", f"number_{number}", f"number_{other}", ">", self.fresh(200, 100000)),
            ("cmp", "p", f"share_{number % 2}", ">", self.decimal(100, 1000)),
            ("cmp", "p", f"date_{number % 4}", "<", self.date("1990-01-01", "2019-12-31"))])
        return Rule(code, "product", when_good if good else when_bad)

    def component_condition(self, target):
        """(condition, where) for every component."""
        country = self.random.choice(COUNTRIES)
        choices = {
            "satisfied": [
                (("cmp", "c", "size", "<=", self.fresh(200000, 900000)), None),
                (("or", ("is", "c", "signed"), ("cmp", "c", "size", "<=", self.fresh(60000, 900000))), None),
                (("and", ("cmp", "c", "score", "<=", self.decimal(98, 200)), ("cmp", "c", "size", "<", self.fresh(200000, 900000))), None),
                (("or", ("in", "c", "licence", self.some_of(LICENCES, 3)), ("cmp", "c", "size", "<", self.fresh(100001, 900000))),
                 ("cmp", "c", "level", "<=", "medium")),
                (("or", ("cmp", "c", "released", ">=", self.date("2006-01-01", "2026-01-01")),
                  ("cmp", "c", "support_until", ">=", self.date("1980-01-01", "2020-12-30"))), None),
                (("or", ("cmp", "c", "audited_on", ">=", self.date("1990-01-01", "2019-12-31")),
                  ("cmp", "c", "size", "<=", self.fresh(50000, 900000))), ("cmp", "c", "origin", "=", country)),
                (("or", ("cmp", "c", "level", "<=", "high"), ("cmp", "c", "size", "<", self.fresh(30001, 900000))), None),
                (("and", ("cmp", "c", "support_until", ">=", self.date("1980-01-01", "2020-12-30")),
                  ("cmp", "c", "score", "<", self.decimal(98, 200))), ("cmp", "c", "released", "<", self.date("2006-01-01", "2026-01-01")))],
            "violated": [
                (("cmp", "c", "size", "<=", self.fresh(100001, 149999)), None),
                (("or", ("is", "c", "signed"), ("cmp", "c", "size", "<=", self.fresh(50000, 59999))), None),
                (("cmp", "c", "score", "<=", self.decimal(90.1, 97)), None),
                (("or", ("in", "c", "licence", tuple(sorted(LICENCES))), ("cmp", "c", "size", "<", self.fresh(1, 29999))), None),
                (("cmp", "c", "support_until", ">=", self.date("2021-01-01", "2026-12-31")), None),
                (("or", ("cmp", "c", "audited_on", ">=", self.date("2011-01-01", "2019-12-31")),
                  ("cmp", "c", "size", "<", self.fresh(1, 29999))), ("cmp", "c", "origin", "=", "DE")),
                (("or", ("cmp", "c", "level", "<=", "high"), ("cmp", "c", "size", "<", self.fresh(1, 29999))), None)],
            "undetermined": [
                (("or", ("or", ("is", "c", "signed"), ("cmp", "c", "size", "<=", self.fresh(40000, 49999))),
                  ("cmp", "c", "level", "=", "low")), None),
                (("or", ("cmp", "c", "audited_on", ">=", self.date("1990-01-01", "2010-05-31")),
                  ("cmp", "c", "size", "<", self.fresh(30001, 50000))), ("cmp", "c", "origin", "=", "US"))]}
        return self.random.choice(choices[target])

    def every(self, code, target):
        condition, where = self.component_condition(target)
        return Rule(code, "every", condition, where=where)

    def closure(self, code, target):
        condition, where = self.component_condition(target)
        if where:
            condition = ("or", ("not", where), condition)
        roots = "roots_0" if target != "satisfied" else f"roots_{self.random.randint(0, 2)}"
        return Rule(code, "closure", condition, roots=roots)

    def nested(self, code, target):
        bound = {"satisfied": self.decimal(9.6, 20), "violated": self.decimal(8.001, 9.499),
                 "undetermined": self.decimal(7, 7.999)}[target]
        condition = ("or", ("is", "v", "fixed"), ("cmp", "v", "cvss", "<", bound))
        if target == "undetermined":
            condition = ("or", condition, ("cmp", "v", "found", "<", self.date("2025-02-01", "2026-04-01")))
        elif self.random.random() < 0.3:
            condition = ("or", condition, ("and", ("is", "v", "exploited"), ("cmp", "c", "size", "<", self.fresh(1, 900000))))
        inner = ("cmp", "v", "severity", ">=", "high") if self.random.random() < 0.5 else None
        outer = ("cmp", "c", "level", "<=", "high") if self.random.random() < 0.3 else None
        return Rule(code, "nested", condition, where=outer, where_inner=inner)

    def count(self, code, target):
        if target == "undetermined":
            return Rule(code, "count", ("and", ("not", ("is", "c", "signed")), ("cmp", "c", "size", ">", self.fresh(40000, 49999))), most=1)
        if target == "violated":
            return Rule(code, "count", ("and", ("cmp", "c", "level", ">=", "high"), ("cmp", "c", "size", ">", self.fresh(100000, 149999))), most=0)
        return Rule(code, "count", self.random.choice([
            ("and", ("cmp", "c", "level", ">=", "high"), ("cmp", "c", "size", ">", self.fresh(1, 99999))),
            ("and", ("cmp", "c", "origin", "=", self.random.choice(COUNTRIES)), ("cmp", "c", "score", ">=", self.decimal(1, 90))),
            ("not", ("is", "c", "signed"))]), most=self.fresh(10001, 900000))

    def text(self, code, target):
        if target == "undetermined":
            condition = ("or", ("not", ("match", "c", "name", f"^[a-z]+[0-9]?-[0-9a-z]{{1,{self.fresh(6, 900)}}}$")),
                         ("or", ("is", "c", "signed"), ("or", ("cmp", "c", "size", "<=", self.fresh(40000, 49999)), ("cmp", "c", "level", "=", "low"))))
            return Rule(code, "every", condition)
        number = self.fresh(100, 9999)
        bad = [f"^leftpad-|^event-stream-{number}$", f"(left|right)pad-legacy|colors-{number}"]
        good = [f"^(log4j|event-stream)-{number}", f"-{number}[0-9]*(beta|rc)$", f"^lib[a-z]*-{number}$"]
        pattern = self.random.choice(bad if target == "violated" else good)
        return Rule(code, "every", ("not", ("match", "c", "name", pattern)))

    def version(self, code, target):
        if target == "undetermined":
            condition = ("or", ("is", "c", "signed"), ("or", ("cmp", "c", "version", "<", f"0.{self.fresh(6, 900)}.0"),
                                                      ("or", ("cmp", "c", "size", "<=", self.fresh(40000, 49999)), ("cmp", "c", "level", "=", "low"))))
            return Rule(code, "every", condition)
        bound = f"0.{self.fresh(5, 900)}.1" if target == "violated" else f"0.{self.random.randint(0, 4)}.{self.fresh(0, 9000)}"
        return Rule(code, "every", ("cmp", "c", "version", ">=", bound))

    def supplier(self, code, target):
        bound = {"satisfied": (50001, 900000), "violated": (1, 30000), "undetermined": (30001, 50000)}[target]
        leaf = self.random.choice([("is", "s", "trusted"), ("in", "s", "country", tuple(sorted(COUNTRIES))), ("cmp", "s", "rating", ">=", 3)])
        return Rule(code, "every", ("or", leaf, ("cmp", "c", "size", "<", self.fresh(*bound))))

    def some(self, code, target):
        if target == "undetermined":
            return Rule(code, "some", ("cmp", "c", "audited_on", "<", self.date("1990-01-01", "2010-05-31")))
        bound = self.fresh(1, 30000) if target == "satisfied" else self.fresh(30001, 900000)
        return Rule(code, "some", ("and", ("cmp", "c", "level", "=", "critical"), ("cmp", "c", "size", ">=", bound)))
