#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What OpenVEX and CSAF files state, counted without the program: pairs of a package and a vulnerability.

usage: count_vex.py FILE…"""
import json
import sys


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def purl_of(thing):
    for name in (thing.get("identifiers", {}).get("purl"), thing.get("@id")):
        if name and name.startswith("pkg:"):
            return name
    return None


def openvex(document):
    """A statement about a product with subcomponents speaks of these."""
    pairs = set()
    for statement in document["statements"]:
        vulnerability = statement["vulnerability"]
        for product in statement["products"]:
            for thing in product.get("subcomponents") or [product]:
                pairs.add((purl_of(thing), vulnerability.get("name") or vulnerability["@id"]))
    return pairs


def products(document):
    """The purls of products by their ids; of a relationship that of its component."""
    tree, found = document["product_tree"], {}

    def add(product):
        found[product["product_id"]] = product.get("product_identification_helper", {}).get("purl")

    def walk(branches):
        for branch in branches:
            if "product" in branch:
                add(branch["product"])
            walk(branch.get("branches", []))
    walk(tree.get("branches", []))
    for product in tree.get("full_product_names", []):
        add(product)
    relationships = tree.get("relationships", [])
    for _ in relationships:  # one may be about another one, which stands behind it
        for one in relationships:
            found.setdefault(one["full_product_name"]["product_id"], found.get(one["product_reference"]))
            found[one["full_product_name"]["product_id"]] = found.get(one["product_reference"])
    return found


def csaf(document):
    by_id, pairs = products(document), set()
    for entry in document["vulnerabilities"]:
        name = entry.get("cve") or entry["ids"][0]["text"]
        for listed in entry.get("product_status", {}).values():
            pairs |= {(by_id[product], name) for product in listed}
    return pairs


def pairs(path):
    document = load(path)
    return openvex(document) if "statements" in document else csaf(document)


def statements(path):
    document = load(path)
    return len(document.get("statements") or document["vulnerabilities"])


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(path, statements(path), len(pairs(path)))
