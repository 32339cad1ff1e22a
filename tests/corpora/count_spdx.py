#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What an SPDX file has, counted without the program: packages, files, relationships, the elements that are components, and the edges
among them. The tables of directions are written here a second time, so that a mistake in one of the two is seen.

usage: count_spdx.py FILE…"""
import json
import sys

# Which relationships of SPDX 2 say that their first element hangs on, lies in, or was made from their second one, and which say
# it of their second one.
FORWARD = {
    "depends_on": {"DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"},
    "contained_in": {"CONTAINED_BY", "PACKAGE_OF", "OPTIONAL_COMPONENT_OF", "EXPANDED_FROM_ARCHIVE"},
    "generated_from": {"GENERATED_FROM"},
}
BACKWARD = {
    "depends_on": {"DEPENDENCY_OF", "RUNTIME_DEPENDENCY_OF", "DEV_DEPENDENCY_OF", "BUILD_DEPENDENCY_OF", "OPTIONAL_DEPENDENCY_OF",
                   "TEST_DEPENDENCY_OF", "PROVIDED_DEPENDENCY_OF", "PREREQUISITE_FOR"},
    "contained_in": {"CONTAINS"},
    "generated_from": {"GENERATES"},
}
# The same of SPDX 3, where a relationship goes one way only.
FORWARD_3 = {
    "depends_on": {"dependsOn", "hasDynamicLink", "hasStaticLink", "hasPrerequisite", "hasOptionalDependency", "hasProvidedDependency"},
    "contained_in": set(),
    "generated_from": set(),
}
BACKWARD_3 = {
    "depends_on": set(),
    "contained_in": {"contains", "hasOptionalComponent", "expandsTo"},
    "generated_from": {"generates"},
}
SETS = tuple(FORWARD)


def sorted_edges(relationships, forward, backward):
    """For each set, the pairs (of which it is said, what is said)."""
    edges = {name: set() for name in SETS}
    for first, kind, second in relationships:
        for name in SETS:
            if kind in forward[name]:
                edges[name].add((first, second))
            if kind in backward[name]:
                edges[name].add((second, first))
    return edges


def counted(packages, files, relationships, edges, roots):
    """roots: what the document describes; the only package of them is the product, else the only element."""
    elements = packages | files
    described = (roots & packages) if roots & packages else (roots & files)
    product = described if len(described) == 1 else set()
    components = elements - product
    result = {"packages": len(packages), "files": len(files), "relationships": relationships, "product": len(product),
              "components": len(components)}
    for name in SETS:
        result[name] = sum(1 for first, second in edges[name] if first in components and second in components)
        result[f"product_{name}"] = sum(1 for first, second in edges[name] if first in product and second in components)
    return result


def count_2(document):
    there = [entry for entry in document.get("relationships") or [] if entry]
    packages = {entry["SPDXID"] for entry in document.get("packages") or [] if entry}
    files = {entry["SPDXID"] for entry in document.get("files") or [] if entry}
    triples = [(entry["spdxElementId"], entry["relationshipType"], entry["relatedSpdxElement"]) for entry in there]
    triples += [(entry["SPDXID"], "CONTAINS", file) for entry in document.get("packages") or [] if entry for file in entry.get("hasFiles") or []]
    itself = document["SPDXID"]
    roots = {second for first, kind, second in triples if kind == "DESCRIBES" and first == itself}
    roots |= {first for first, kind, second in triples if kind == "DESCRIBED_BY" and second == itself}
    if len(roots & packages) != 1:
        roots |= set(document.get("documentDescribes") or [])
    return counted(packages, files, len(there), sorted_edges(triples, FORWARD, BACKWARD), roots)


def count_3(document):
    graph = [entry for entry in document["@graph"] if entry]
    by_id = {entry.get("spdxId") or entry.get("@id"): entry for entry in graph}
    packages = {name for name, entry in by_id.items() if entry["type"] == "software_Package"}
    files = {name for name, entry in by_id.items() if entry["type"] == "software_File"}
    there = [entry for entry in graph if entry["type"].endswith("Relationship")]
    triples = [(entry["from"], entry["relationshipType"], to) for entry in there for to in entry["to"]]
    # What is only handed out as a package is not a second thing beside it.
    artefacts = {second for _, kind, second in triples if kind == "hasDistributionArtifact"} & files
    others = {name for first, kind, second in triples if kind != "hasDistributionArtifact" for name in (first, second)}
    roots, queue = set(), [name for name, entry in by_id.items() if entry["type"] == "SpdxDocument"]
    documents = set(queue)
    while queue:
        for name in by_id.get(queue.pop(), {}).get("rootElement", []):
            if name not in roots:
                roots.add(name)
                queue.append(name)
    roots |= {second for first, kind, second in triples if kind == "describes" and first in documents}
    edges = sorted_edges(triples, FORWARD_3, BACKWARD_3)
    return counted(packages, files - (artefacts - others), len(there), edges, roots)


def count(path):
    with open(path, encoding="utf-8-sig") as file:
        document = json.load(file)
    return count_3(document) if "@graph" in document else count_2(document)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, json.dumps(count(name)))
