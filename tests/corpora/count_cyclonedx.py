#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a CycloneDX file has, counted without the program: components, services, edges, vulnerabilities as they affect things.

usage: count_cyclonedx.py FILE…"""
import json
import sys

# Of a component, what the standard library maps: two that agree in these are one.
MAPPED = ("purl", "cpe", "group", "name", "version", "type", "scope", "isExternal", "versionRange", "description", "supplier", "manufacturer",
          "publisher", "author", "authors", "copyright", "mime-type", "swid", "licenses", "hashes", "externalReferences", "properties")
PRODUCT, ELSEWHERE, NOWHERE = "product", "elsewhere", "nowhere"


def nested(entries, inside):
    for entry in entries or []:
        yield entry
        yield from nested(entry.get(inside), inside)


def says(text):
    return isinstance(text, str) and text.strip()


def key_of(entry, number):
    """What tells a component or service from its like."""
    if says(entry.get("purl")) and entry["purl"].startswith("pkg:"):
        return entry["purl"]
    if says(entry.get("name")):
        group = entry["group"] + "/" if says(entry.get("group")) else ""
        return group + entry["name"] + ("@" + entry["version"] if says(entry.get("version")) else "")
    return entry.get("bom-ref") or f"without a name {number}"


class Bom:
    def __init__(self, document):
        self.document, self.names, known = document, {}, {}
        subject = document.get("metadata", {}).get("component") or {}
        self.name(subject.get("bom-ref"), PRODUCT)
        entries = [*nested(subject.get("components"), "components"), *nested(document.get("components"), "components")]
        for number, entry in enumerate(entries):
            same = (key_of(entry, number), json.dumps([entry.get(member) for member in MAPPED], sort_keys=True))
            known.setdefault(same, len(known))
            self.name(entry.get("bom-ref"), known[same])
        self.components, self.listed = len(known), len(entries)
        services = list(nested(document.get("services"), "services"))
        self.services = len({key_of(entry, number) for number, entry in enumerate(services)})
        for entry in services:
            self.name(entry.get("bom-ref"), ELSEWHERE)
        self.subject = subject

    def name(self, reference, thing):
        if not reference:
            return
        if self.names.get(reference, thing) not in (thing, PRODUCT):
            thing = None  # several things
        self.names[reference] = thing

    def find(self, reference):
        if reference.startswith("urn:cdx:") and "#" in reference and reference not in self.names:
            reference = reference.split("#", 1)[1]
        return self.names.get(reference, NOWHERE)

    def edges(self):
        """Of what is nowhere in the file the product has the dependencies; what is nowhere is known by its reference."""
        found = set()
        for entry in self.document.get("dependencies") or []:
            owner = self.find(entry["ref"])
            owner = PRODUCT if owner in (NOWHERE, None) else owner
            for reference in entry.get("dependsOn") or []:
                target = self.find(reference)
                if owner != ELSEWHERE and (isinstance(target, int) or target == NOWHERE):
                    found.add((owner, reference if target == NOWHERE else target))
        return found

    def vulnerabilities(self):
        """As they affect components; what affects anything else, or nothing, is the product's."""
        found = set()
        for number, entry in enumerate(self.document.get("vulnerabilities") or []):
            name = entry.get("id") or entry.get("bom-ref") or number
            for affected in entry.get("affects") or [{"ref": ""}]:
                target = self.find(affected["ref"])
                found.add((target if isinstance(target, int) else PRODUCT, name))
        return found

    def names_itself(self):
        """Whether the file says what it is about."""
        return bool(says(self.subject.get("purl")) and self.subject["purl"].startswith("pkg:")
                    or says(self.subject.get("name")) and says(self.subject.get("version")))


def load(path):
    with open(path, encoding="utf-8-sig") as file:
        return json.load(file)


def count(path):
    bom = Bom(load(path))
    return {"components": bom.components, "services": bom.services, "edges": len(bom.edges()), "vulnerabilities": len(bom.vulnerabilities())}


# ---- the same of what the program claims ----

def elements(claimed):
    """Of a set, which is closed, open, or not claimed."""
    return claimed["open"] if isinstance(claimed, dict) else claimed or []


def count_claims(facts):
    components = elements(facts.get("components"))
    return {"components": len(components), "services": len(elements(facts.get("services"))),
            **{name: sum(len(elements(one.get(of))) for one in (facts, *components))
               for name, of in (("edges", "depends_on"), ("vulnerabilities", "vulnerabilities"))}}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, json.dumps(count(name)))
