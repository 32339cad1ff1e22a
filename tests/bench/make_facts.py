# SPDX-License-Identifier: MIT
"""Products with components, vulnerabilities and suppliers, from a seed. A few components of each are out of the ordinary in one
respect each, so that a rule's bounds decide whether it holds, and a violated rule has few findings, as in life."""
import datetime
import random

from vocabulary import LEVELS, PRODUCT, ROOTS

SUPPLIERS = 40
UNTRUSTED, UNKNOWN = "supplier-untrusted", "supplier-unknown"
NAMES = ["zlib", "openssl", "curl", "libxml", "sqlite", "expat", "protobuf", "libpng", "pcre", "ncurses", "lz4", "jansson"]
LICENCES = ["MIT", "Apache-2.0", "BSD-3-Clause", "GPL-2.0-only", "LGPL-2.1-only", "MPL-2.0", "ISC"]
COUNTRIES = ["CN", "DE", "US", "JP", "FR", "KR", "BR", "IN"]


def day(text):
    return datetime.date.fromisoformat(text).toordinal()


def date_between(random_, first, last):
    return datetime.date.fromordinal(random_.randint(day(first), day(last))).isoformat()


def vulnerability(random_, component, number):
    fixed = random_.random() < 0.9
    return {"id": f"CVE-{component}-{number}", "severity": random_.choice(LEVELS), "cvss": random_.randint(0, 100 if fixed else 69) / 10,
            "fixed": fixed, "exploited": random_.random() < 0.05, "found": date_between(random_, "2022-01-01", "2026-08-31")}


def component(random_, number):
    signed = random_.random() < 0.9
    many = random_.choices([0, 1, 2, 3], [80, 14, 4, 2])[0]
    return {
        "id": f"component-{number}", "name": f"{random_.choice(NAMES)}-{random_.randint(0, 99)}",
        "version": f"{random_.randint(1, 9)}.{random_.randint(0, 30)}.{random_.randint(0, 9)}",
        "licence": random_.choice(LICENCES), "origin": random_.choice(COUNTRIES),
        "size": random_.randint(1, 100000 if signed else 40000), "score": random_.randint(0, 900) / 10,
        "released": date_between(random_, "2015-01-01", "2026-08-31"),
        "support_until": date_between(random_, "2027-01-01", "2032-12-31"),
        "audited_on": date_between(random_, "2020-01-01", "2026-08-31"), "signed": signed,
        "level": random_.choice(LEVELS[:3]), "supplier": f"supplier-{random_.randint(0, SUPPLIERS - 1)}",
        "depends_on": [f"component-{other}" for other in
                       sorted({random_.randint(max(0, number - 60), number - 1) for _ in range(random_.randint(0, 3))})] if number else [],
        "vulnerabilities": [vulnerability(random_, number, k) for k in range(many)],
    }


def odd_ones(count):
    """The components that are out of the ordinary, and in what: (number, in what). Large products have some of them thrice."""
    kinds = ["large", "old", "foreign", "unsigned", "unclear", "untrusted", "unaudited"]
    if count >= 100:
        kinds += 2 * ["large", "old", "foreign", "untrusted"]
    return [(count * (2 * place + 1) // (2 * len(kinds)), kind) for place, kind in enumerate(kinds)]


def make_odd(components):
    for number, kind in odd_ones(len(components)):
        one = components[number]
        one.update(level="medium", signed=True, size=30000)
        if kind == "large":
            one.update(size=150000, score=97.5, level="high", vulnerabilities=[
                {"id": f"CVE-LARGE-{number}", "severity": "high", "cvss": 9.5, "fixed": False, "exploited": False, "found": "2025-01-15"}])
        elif kind == "old":
            one.update(released="2005-03-01", support_until="2020-12-31", audited_on="2010-06-01", version="0.5.0", origin="DE")
        elif kind == "foreign":
            one.update(licence="Proprietary", origin="XX", name="leftpad-legacy", level="critical")
        elif kind == "unsigned":
            one.update(signed=False, size=60000, level="low")
        elif kind == "untrusted":
            one.update(supplier=UNTRUSTED)
        elif kind == "unaudited":
            one.update(origin="US", size=50000)
            del one["audited_on"]
        else:
            one.update(size=50000, origin="US", supplier=UNKNOWN, vulnerabilities=[
                {"id": f"CVE-UNCLEAR-{number}", "severity": "high", "cvss": 8.0, "exploited": False, "found": "2026-05-01"}])
            del one["signed"]


def product(count, seed, number=None):
    """number: one of many that are alike, but for their components."""
    name = f"{count}" if number is None else f"{count}-{number}"
    random_ = random.Random(f"{seed}-{name}")
    components = [component(random_, number) for number in range(count)]
    make_odd(components)
    facts = product_attributes(random.Random(seed))
    odd = [f"component-{number}" for number, _ in odd_ones(count)]
    facts["roots_0"] = sorted(odd)
    for roots in ROOTS[1:]:
        facts[roots] = sorted({f"component-{random_.randint(count // 2, count - 1)}" for _ in range(3)})
    facts["components"] = components
    return {"id": f"product-{name}", "facts": facts}


def product_attributes(random_):
    """The same for all products of a seed: that rules about the product end alike for all of them."""
    values = {}
    for name, type_ in PRODUCT.items():
        values[name] = {"boolean": lambda: random_.random() < 0.7, "integer": lambda: random_.randint(0, 100),
                        "date": lambda: date_between(random_, "2020-01-01", "2026-08-31"),
                        "text": lambda: random_.choice(COUNTRIES), "decimal": lambda: random_.randint(0, 1000) / 10,
                        "level": lambda: random_.choice(LEVELS)}[type_]()
    values["text_0"] = "category-0"
    values["flag_0"], values["flag_1"] = True, False
    for name in ("flag_14", "number_11", "date_4"):
        del values[name]
    return values


def suppliers(seed):
    random_ = random.Random(f"{seed}-suppliers")
    made = [{"id": f"supplier-{number}", "facts": {"trusted": True, "country": random_.choice(COUNTRIES),
                                                   "rating": random_.randint(3, 9)}} for number in range(SUPPLIERS)]
    return made + [{"id": UNTRUSTED, "facts": {"trusted": False, "country": "ZZ", "rating": 1}}]
