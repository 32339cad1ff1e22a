# SPDX-License-Identifier: MIT
"""Facts as the records of records.h: a file of keys and values, which the program `store` puts into LMDB."""
import struct

from make_facts import day
from vocabulary import LEVELS, ROOTS

NO, YES, PERHAPS = 0, 1, 2
NO_DATE, NO_NUMBER = -2**31, -2**63
# In the order of `Column` in records.h, with the format of an element.
COLUMNS = [("product", "s"), ("size", "q"), ("score", "q"), ("version", "q"), ("cvss", "q"), ("released", "i"), ("support_until", "i"),
           ("audited_on", "i"), ("found", "i"), ("supplier", "I"), ("name", "I"), ("licence", "I"), ("origin", "I"),
           ("dependency_offsets", "I"), ("dependencies", "I"), ("vulnerability_offsets", "I"), ("parent", "I"), ("id_offsets", "I"),
           ("vulnerability_id_offsets", "I"), ("text_offsets", "I"), ("signed", "B"), ("level", "B"), ("severity", "B"), ("fixed", "B"),
           ("exploited", "B"), ("ids", "s"), ("vulnerability_ids", "s"), ("texts", "s")]


def flag(facts, name):
    return PERHAPS if facts.get(name) is None else int(facts[name])


def date(facts, name):
    return day(facts[name]) if name in facts else NO_DATE


def millionths(value):
    return round(value * 1000) * 1000


def version(text):
    first, second, third = (int(part) for part in text.split("."))
    return first << 40 | second << 20 | third


def number_of(identity):
    return int(identity.rsplit("-", 1)[1])


class Records:
    def __init__(self, product, suppliers):
        self.facts, self.components = product["facts"], product["facts"]["components"]
        self.suppliers = {one["id"]: number for number, one in enumerate(suppliers)}
        self.used = sorted({one["supplier"] for one in self.components})
        self.place = {identity: place for place, identity in enumerate(self.used)}

    def product(self):
        facts = self.facts
        texts = [facts[f"text_{number}"].encode() for number in range(4)]
        made = struct.pack("<12q2q5i", *[facts.get(f"number_{number}", NO_NUMBER) for number in range(12)],
                           *[millionths(facts[f"share_{number}"]) for number in range(2)],
                           *[date(facts, f"date_{number}") for number in range(5)])
        made += struct.pack("<3II4H", *[len(facts[name]) for name in ROOTS], len(self.used), *map(len, texts))
        made += bytes([flag(facts, f"flag_{number}") for number in range(15)] + [LEVELS.index(facts[f"level_{number}"]) for number in range(2)]) + bytes(3)
        for name in ROOTS:
            made += b"".join(struct.pack("<I", number_of(one)) for one in facts[name])
        made += b"".join(struct.pack("<I", self.suppliers.get(one, 2**32 - 1)) for one in self.used)
        return made + b"".join(texts)

    def component(self, one):
        texts = [one[name].encode() for name in ("id", "name", "licence", "origin")]
        vulnerabilities, dependencies = one["vulnerabilities"], one["depends_on"]
        made = struct.pack("<qqqiiiIBB", one["size"], millionths(one["score"]), version(one["version"]), date(one, "released"),
                           date(one, "support_until"), date(one, "audited_on"), self.place[one["supplier"]], flag(one, "signed"),
                           LEVELS.index(one["level"]))
        made += struct.pack("<4HHHH", *map(len, texts), len(dependencies), len(vulnerabilities), 0)
        for other in vulnerabilities:
            made += struct.pack("<qiHBBB7x", millionths(other["cvss"]), date(other, "found"), len(other["id"]),
                                LEVELS.index(other["severity"]), flag(other, "fixed"), flag(other, "exploited"))
        made += b"".join(struct.pack("<I", number_of(other)) for other in dependencies)
        return made + b"".join(texts) + b"".join(other["id"].encode() for other in vulnerabilities)

    def columns(self):
        parts, vulnerabilities, parents = self.components, [], []
        for number, one in enumerate(parts):
            vulnerabilities += one["vulnerabilities"]
            parents += [number] * len(one["vulnerabilities"])
        texts = sorted({one[name].encode() for one in parts for name in ("name", "licence", "origin")})
        place = {text: number for number, text in enumerate(texts)}
        dependencies = [[number_of(other) for other in one["depends_on"]] for one in parts]
        ids, vulnerability_ids = [one["id"].encode() for one in parts], [one["id"].encode() for one in vulnerabilities]
        column = {
            "product": self.product(), "size": [one["size"] for one in parts], "score": [millionths(one["score"]) for one in parts],
            "version": [version(one["version"]) for one in parts], "cvss": [millionths(one["cvss"]) for one in vulnerabilities],
            "found": [date(one, "found") for one in vulnerabilities], "supplier": [self.place[one["supplier"]] for one in parts],
            "dependencies": [other for some in dependencies for other in some], "dependency_offsets": offsets(dependencies),
            "vulnerability_offsets": offsets([one["vulnerabilities"] for one in parts]), "parent": parents,
            "id_offsets": offsets(ids), "vulnerability_id_offsets": offsets(vulnerability_ids), "text_offsets": offsets(texts),
            "signed": [flag(one, "signed") for one in parts], "level": [LEVELS.index(one["level"]) for one in parts],
            "severity": [LEVELS.index(one["severity"]) for one in vulnerabilities], "fixed": [flag(one, "fixed") for one in vulnerabilities],
            "exploited": [flag(one, "exploited") for one in vulnerabilities],
            "ids": b"".join(ids), "vulnerability_ids": b"".join(vulnerability_ids), "texts": b"".join(texts)}
        for name in ("released", "support_until", "audited_on"):
            column[name] = [date(one, name) for one in parts]
        for name in ("name", "licence", "origin"):
            column[name] = [place[one[name].encode()] for one in parts]
        header, body = [], b""
        begin = 16 + 4 * len(COLUMNS)
        for name, format_ in COLUMNS:
            body += bytes(-(begin + len(body)) % 16)
            header.append(begin + len(body))
            body += column[name] if format_ == "s" else struct.pack(f"<{len(column[name])}{format_}", *column[name])
        body += bytes(max(0, 4096 - begin - len(body)))  # in pages of its own, and so aligned
        return struct.pack("<4I", len(parts), len(vulnerabilities), len(texts), 0) + struct.pack(f"<{len(header)}I", *header) + body


def offsets(items):
    made = [0]
    for item in items:
        made.append(made[-1] + len(item))
    return made


def supplier(one):
    facts = one["facts"]
    country = facts["country"].encode()
    return struct.pack("<qBB", facts["rating"], flag(facts, "trusted"), len(country)) + country


# Keys: a letter, the product's number or 0, the number in it; big-endian, so that a product's components follow each other.
def key(letter, product=0, number=0):
    return letter.encode() + struct.pack(">II", product, number)


def write(path, products, suppliers):
    """Gives the bytes of values, by the product's number and form."""
    sizes = {}
    with open(path, "wb") as file:
        def put(key_, value):
            file.write(struct.pack("<II", len(key_), len(value)) + key_ + value)
            return len(value)
        for number, one in enumerate(suppliers):
            put(key("s", 0, number), supplier(one))
        for number, one in enumerate(products):
            records = Records(one, suppliers)
            rows = put(key("p", number), records.product())
            rows += sum(put(key("c", number, place), records.component(part)) for place, part in enumerate(records.components))
            sizes[number] = {"rows": rows, "columns": put(key("k", number), records.columns())}
    return sizes
