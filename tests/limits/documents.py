#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Documents of others that are large: what memory an import takes, for elements as small and as large as each format has them; and
that of many alike, of long chains and circles and of names that all lead to one thing it takes no time that grows with their square.

usage: documents.py ASSIZE"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
SIZE = 17_000_000    # bytes of a file
MANY = 100_000       # things of a kind
MOST_SECONDS = 4.0   # of a processor, for those
GOAL = 4             # times the file
SLOWDOWN = float(os.environ.get("ASSIZE_SLOWDOWN", "1"))  # of a build with sanitizers

POLICY = """policy large version "1.0.0" { title "Large documents" reviews product : Product }
use std.product
use std.cyclonedx
use std.spdx
use std.vex
use std.sarif
use std.scorecard
use std.provenance
use std.evidence
source s "S" { clause 1 "c" }
aspect a "A"
part Row key id { id: text  name: text  version: version  note: text }
extend Product { rows: many Row }
format csv { Row from row { id from id  name from name  version from version  note from note } }
rule R-1 "one" { cites s 1 aspect a severity minor require product.name is declared }
verdict { bad when any violated  good otherwise }
"""


def packed(value):
    return json.dumps(value, separators=(",", ":"))


def hash_of(i):
    return f"{i * 2654435761 % 2**64:064x}"


# ---- what documents begin and end with ----

CYCLONEDX = '{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"name":"x","version":"1"}},'
SPDX = ('{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","dataLicense":"CC0-1.0","documentNamespace":"https://x/y",'
        '"creationInfo":{"created":"2026-01-01T00:00:00Z","creators":["Tool: t-1"]},')
SPDX3 = ('{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1",'
         '"created":"2026-01-01T00:00:00Z","createdBy":["urn:me"]},{"type":"Person","spdxId":"urn:me","creationInfo":"_:c","name":"me"},')
OPENVEX = '{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://x/v","author":"me","timestamp":"2026-01-01T00:00:00Z","version":1,"statements":['
CSAF = ('{"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"category":"vendor","name":"n","namespace":"https://x"},"title":"t",'
        '"tracking":{"id":"a","version":"1","status":"final","current_release_date":"2026-01-01T00:00:00Z",'
        '"initial_release_date":"2026-01-01T00:00:00Z","revision_history":[]}},')
SARIF = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":['
SCORECARD = '{"date":"2026-01-01","repo":{"name":"x/y","commit":"c"},"scorecard":{"version":"v5","commit":"d"},"score":5.0,"checks":['
IN_TOTO = '{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","subject":['
BUILT = '],"predicate":{"buildDefinition":{"buildType":"b"},"runDetails":{"builder":{"id":"b"}}}}'
MATERIALS = IN_TOTO + '{"name":"n","digest":{"sha256":"a"}}],"predicate":{"buildDefinition":{"buildType":"b","resolvedDependencies":['
MATERIALS_END = ']},"runDetails":{"builder":{"id":"b"}}}}'
ONE_PRODUCT = '"product_tree":{"full_product_names":[{"name":"n","product_id":"p"}]},"vulnerabilities":['
PRODUCTS = '"product_tree":{"full_product_names":[' + ",".join(
    f'{{"name":"n{i}","product_id":"p{i}","product_identification_helper":{{"purl":"pkg:npm/p{i}@1"}}}}' for i in range(200)) + ']},"vulnerabilities":['
THINGS = range(2000)  # that edges are between


def large_component(i):
    return packed({"type": "library", "bom-ref": f"pkg:npm/c{i}@1.{i % 9}", "name": f"c{i}", "version": f"1.{i % 9}", "purl": f"pkg:npm/c{i}@1.{i % 9}",
                   "description": "A description of what it does, in words " * 8, "licenses": [{"license": {"id": "MIT"}}],
                   "hashes": [{"alg": "SHA-256", "content": hash_of(i)}, {"alg": "SHA-1", "content": hash_of(i)[:40]}],
                   "supplier": {"name": f"Supplier {i % 97}"},
                   "externalReferences": [{"type": "vcs", "url": f"https://example.org/{i}.git"}, {"type": "website", "url": f"https://example.org/{i}"}],
                   "properties": [{"name": f"p{k}", "value": f"v{i % 13}"} for k in range(8)]})


def large_package(i):
    return packed({"SPDXID": f"SPDXRef-{i}", "name": f"p{i}", "versionInfo": f"1.{i % 9}", "downloadLocation": f"https://example.org/{i}.tgz",
                   "supplier": f"Organization: Supplier {i % 97} (a{i % 97}@example.org)", "originator": "Person: Someone",
                   "homepage": f"https://example.org/{i}", "licenseConcluded": "MIT", "licenseDeclared": "Apache-2.0 OR MIT",
                   "copyrightText": "Copyright somebody " * 6, "description": "What it does " * 20,
                   "checksums": [{"algorithm": "SHA256", "checksumValue": hash_of(i)}, {"algorithm": "SHA1", "checksumValue": hash_of(i)[:40]}],
                   "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": f"pkg:npm/p{i}@1.{i % 9}"},
                                    {"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
                                     "referenceLocator": f"cpe:2.3:a:x:p{i}:1:*:*:*:*:*:*:*"}]})


def large_element(i):
    return packed({"type": "software_Package", "spdxId": f"urn:a:{i}", "creationInfo": "_:c", "name": f"p{i}", "software_packageVersion": f"1.{i % 9}",
                   "software_packageUrl": f"pkg:npm/p{i}@1.{i % 9}", "software_downloadLocation": f"https://example.org/{i}",
                   "description": "What it does " * 20, "software_copyrightText": "Copyright somebody " * 6,
                   "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": hash_of(i)}],
                   "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "cpe23",
                                           "identifier": f"cpe:2.3:a:x:p{i}:1:*:*:*:*:*:*:*"}]})


def large_statement(i):
    return packed({"vulnerability": {"name": f"CVE-{i}", "description": "What it is " * 20, "aliases": [f"GHSA-{i}", f"X-{i}"]},
                   "timestamp": "2026-01-02T00:00:00Z", "products": [{"@id": f"pkg:npm/p{i % 1000}@1", "identifiers": {"purl": f"pkg:npm/p{i % 1000}@1"},
                                                                      "subcomponents": [{"@id": f"pkg:npm/q{i % 100}@1"}]}],
                   "status": "not_affected", "justification": "component_not_present", "impact_statement": "It is not there " * 10})


def large_vulnerability(i):
    several = [f"p{(i + k) % 200}" for k in range(5)]
    return packed({"cve": f"CVE-2026-{i}", "title": "A title", "notes": [{"category": "description", "text": "What it is " * 20}],
                   "product_status": {"known_not_affected": several, "fixed": [f"p{(i + 9) % 200}"]},
                   "flags": [{"label": "component_not_present", "product_ids": several}],
                   "remediations": [{"category": "vendor_fix", "details": "Take it " * 5, "product_ids": [f"p{(i + 9) % 200}"]}],
                   "scores": [{"products": [f"p{i % 200}"], "cvss_v3": {"version": "3.1", "baseScore": 9.8, "baseSeverity": "CRITICAL",
                                                                        "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}]})


def large_result(i):
    return packed({"ruleId": f"R{i % 50}", "level": "warning", "kind": "fail", "message": {"text": "What was found there " * 30},
                   "locations": [{"physicalLocation": {"artifactLocation": {"uri": f"src/a{i % 1000}.c"},
                                                       "region": {"startLine": i, "snippet": {"text": "code " * 40}}}}],
                   "partialFingerprints": {"a": hash_of(i)}, "suppressions": [{"kind": "inSource", "status": "accepted"}]})


def large_check(i):
    return packed({"name": f"n{i}", "score": i % 11, "reason": "Why it is so " * 20, "details": ["Warn: something " * 5] * 5,
                   "documentation": {"url": f"https://x/{i}", "short": "short"}})


def large_material(i):
    return packed({"uri": f"git+https://example.org/project/{i}.git@refs/heads/main", "digest": {"sha256": hash_of(i), "sha1": hash_of(i)[:40]},
                   "name": f"n{i}", "annotations": {"a": "What it is " * 20}})


SUBMISSION = '{"entity":"Product","id":"x@1","evidence":{"kind":"declaration","on":"2026-10-01"},"facts":{"name":"x","components":['


# What a file begins with, an element, what it ends with; and how many times the file the memory may be. What is above the goal is
# what it takes today, so that it does not become more.
MEMORY = {
    "CycloneDX, large components": (CYCLONEDX + '"components":[', large_component, "]}", 0),
    "CycloneDX, components with a version and purl": (CYCLONEDX + '"components":[',
        lambda i: f'{{"type":"library","name":"c{i:07}","version":"1.{i % 9}","purl":"pkg:npm/c{i:07}@1.{i % 9}"}}', "]}", 4.1),
    "CycloneDX, components with a name": (CYCLONEDX + '"components":[', lambda i: f'{{"type":"file","name":"c{i:07}"}}', "]}", 5.4),
    "CycloneDX, edges": (CYCLONEDX + '"components":[' + ",".join(f'{{"name":"c{i}","bom-ref":"{i}"}}' for i in THINGS) + '],"dependencies":[',
        lambda i: f'{{"ref":"{i % 2000}","dependsOn":[{",".join(packed(str((i * 7 + k) % 2000)) for k in range(20))}]}}', "]}", 0),
    "CycloneDX, vulnerabilities with an id": (CYCLONEDX + '"components":[{"name":"c","bom-ref":"c"}],"vulnerabilities":[',
        lambda i: f'{{"id":"CVE-{i}","affects":[{{"ref":"c"}}]}}', "]}", 4.6),
    "SPDX 2, large packages": (SPDX + '"packages":[', large_package, "]}", 0),
    "SPDX 2, packages with what they must have": (SPDX + '"packages":[',
        lambda i: f'{{"SPDXID":"SPDXRef-{i:07}","name":"p{i:07}","downloadLocation":"NONE"}}', "]}", 4.6),
    "SPDX 2, files": (SPDX + '"packages":[{"SPDXID":"SPDXRef-P","name":"p","versionInfo":"1","downloadLocation":"NONE"}],"files":[',
        lambda i: f'{{"SPDXID":"SPDXRef-{i:07}","fileName":"./f{i:07}","checksums":[{{"algorithm":"SHA1","checksumValue":"{hash_of(i)[:40]}"}}]}}', "]}", 0),
    "SPDX 2, relationships": (SPDX + '"packages":[' + ",".join(f'{{"SPDXID":"SPDXRef-{i}","name":"p{i}"}}' for i in THINGS) + '],"relationships":[',
        lambda i: f'{{"spdxElementId":"SPDXRef-{i % 2000}","relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-{(i * 7 + i // 2000) % 2000}"}}',
        "]}", 0),
    "SPDX 3, large packages": (SPDX3, large_element, "]}", 0),
    "SPDX 3, packages with a name": (SPDX3, lambda i: f'{{"type":"software_Package","spdxId":"urn:a:{i:07}","creationInfo":"_:c","name":"p{i:07}"}}', "]}", 4.9),
    "SPDX 3, relationships": (SPDX3 + ",".join(f'{{"type":"software_Package","spdxId":"urn:{i}","creationInfo":"_:c","name":"p{i}"}}' for i in THINGS) + ",",
        lambda i: f'{{"type":"Relationship","spdxId":"urn:r:{i}","creationInfo":"_:c","from":"urn:{i % 2000}","relationshipType":"dependsOn",'
                  f'"to":["urn:{(i * 7 + i // 2000) % 2000}"]}}', "]}", 0),
    "OpenVEX, large statements": (OPENVEX, large_statement, "]}", 0),
    "OpenVEX, statements with what they must have": (OPENVEX,
        lambda i: f'{{"vulnerability":{{"name":"CVE-{i:07}"}},"products":[{{"@id":"pkg:a/b@1"}}],"status":"fixed"}}', "]}", 6.3),
    "OpenVEX, a product each": (OPENVEX,
        lambda i: f'{{"vulnerability":{{"name":"CVE-1"}},"products":[{{"@id":"pkg:a/b{i:07}@1"}}],"status":"fixed"}}', "]}", 11.1),
    "CSAF, large vulnerabilities": (CSAF + PRODUCTS, large_vulnerability, "]}", 0),
    "CSAF, vulnerabilities with a status": (CSAF + ONE_PRODUCT, lambda i: f'{{"cve":"CVE-2026-{i:07}","product_status":{{"fixed":["p"]}}}}', "]}", 7),
    "CSAF, products": (CSAF + '"product_tree":{"full_product_names":[', lambda i: f'{{"name":"n","product_id":"p{i:07}"}}',
        ',{"name":"n","product_id":"p"}]},"vulnerabilities":[{"cve":"CVE-2026-1","product_status":{"fixed":["p"]}}]}', 8.3),
    "SARIF, large results": (SARIF, large_result, "]}]}", 0),
    "SARIF, results with a place": (SARIF,
        lambda i: f'{{"ruleId":"R{i % 50}","message":{{"text":"m{i:07}"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a{i % 1000}.c"}},'
                  f'"region":{{"startLine":{i}}}}}}}]}}', "]}]}", 0),
    "SARIF, results with a text": (SARIF, lambda i: f'{{"message":{{"text":"m{i:07}"}}}}', "]}]}", 9.3),
    "Scorecard, large checks": (SCORECARD, large_check, "]}", 0),
    "Scorecard, checks with a score": (SCORECARD, lambda i: f'{{"name":"n{i:07}","score":1}}', "]}", 6),
    "in-toto, large materials": (MATERIALS, large_material, MATERIALS_END, 0),
    "in-toto, materials with an address": (MATERIALS, lambda i: f'{{"uri":"u{i:07}"}}', MATERIALS_END, 10.9),
    "in-toto, subjects": (IN_TOTO, lambda i: f'{{"name":"n","digest":{{"sha256":"{i:07}"}}}}', BUILT, 5.6),
    "CSV, large rows": ("id,name,version,note\n", lambda i: f'r{i:07},"name-{i:07}",1.{i % 10},"{"A note that ""says"" much, " * 20}"', "\n", 0),
    "a submission, components with a version": (SUBMISSION,
        lambda i: f'{{"id":"pkg:generic/lib-{i % 97}-{i}@{i % 10}.{i % 41}","name":"lib-{i % 97}-{i}","version":"{i % 10}.{i % 41}"}}', "]}}", 0),
    "a submission, components with references": (SUBMISSION,
        lambda i: f'{{"id":"pkg:generic/lib-{i}@1.{i % 41}","name":"lib-{i}","version":"1.{i % 41}","depends_on":['
                  + ",".join(f'"pkg:generic/lib-{one}@1.{one % 41}"' for one in {i // 2, i // 3, i // 5}) + "]}", "]}}", 0),
    "CSV, rows of three cells": ("id,name,version\n", lambda i: f"r{i:07},name-{i:07},1.{i % 10}.{i % 100}", "\n", 11.6),
}

NESTED = "[" * 200 + "]" * 200


def alike():
    """Of a kind of thing many: what they begin with, each, what they end with; the exit statuses that are right."""
    return {
        "SPDX 2, one id, and each says something else": (SPDX + '"packages":[', lambda i: f'{{"SPDXID":"{i}","name":"n","copyrightText":"{i}"}}', "]}", (0,)),
        "SPDX 2, one reference": (SPDX + '"packages":[', lambda i: f'{{"SPDXID":"a","name":"n{i}"}}', "]}", (0,)),
        "SPDX 2, a circle": (SPDX + f'"packages":[{",".join(packed({"SPDXID": str(i), "name": f"n{i}"}) for i in range(MANY))}],"relationships":[',
            lambda i: f'{{"spdxElementId":"{i}","relationshipType":"DEPENDS_ON","relatedSpdxElement":"{(i + 1) % MANY}"}}', "]}", (0,)),
        "SPDX 2, all contain one": (SPDX + '"packages":[{"SPDXID":"a","name":"a"},{"SPDXID":"b","name":"b"}],"relationships":[',
            lambda i: f'{{"spdxElementId":"{"ab"[i % 2]}","relationshipType":"CONTAINS","relatedSpdxElement":"{"ba"[i // 2 % 2]}"}}', "]}", (0,)),
        "SPDX 2, references that lead nowhere": (SPDX + '"packages":[{"SPDXID":"a","name":"a"}],"relationships":[',
            lambda i: f'{{"spdxElementId":"a","relationshipType":"DEPENDS_ON","relatedSpdxElement":"u{i}"}}', "]}", (0,)),
        "SPDX 2, a list of files": (SPDX + '"packages":[{"SPDXID":"a","name":"a","hasFiles":[', lambda i: f'"f{i % 3}"',
            ']}],"files":[{"SPDXID":"f0","fileName":"f"}]}', (0,)),
        "SPDX 2, arrays in each other": (SPDX + '"packages":[', lambda i: f'{{"SPDXID":"{i}","name":"n{i}","x":{NESTED if i % 100 == 0 else 0}}}', "]}", (0,)),
        "SPDX 3, roots of roots": (SPDX3, lambda i: f'{{"type":"software_Sbom","spdxId":"{i}","rootElement":["{(i + 1) % MANY}"]}}',
            ',{"type":"SpdxDocument","spdxId":"d","rootElement":["0"]}]}', (0,)),
        "SPDX 3, suppliers that are packages": (SPDX3,
            lambda i: f'{{"type":"software_Package","spdxId":"{i}","name":"n{i}","suppliedBy":"{(i * 7 + 1) % MANY}"}}',
            "]}", (0,)),
        "SPDX 3, one thing is all": (SPDX3 + '{"type":"software_Package","spdxId":"a","name":"a"},',
            lambda i: f'{{"type":"Relationship","spdxId":"r{i}","from":"a","relationshipType":"contains","to":["a","u{i}"]}}', "]}", (0,)),
        "SPDX 3, licences of one package": (SPDX3 + '{"type":"software_Package","spdxId":"a","name":"a"},',
            lambda i: f'{{"type":"Relationship","spdxId":"r{i}","from":"a","relationshipType":"hasDeclaredLicense","to":["https://spdx.org/licenses/MIT"]}}',
            "]}", (0,)),
        "OpenVEX, one vulnerability": (OPENVEX, lambda i: '{"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:a/b@1"}],"status":"fixed"}', "]}", (0,)),
        "OpenVEX, products of a statement": (OPENVEX + '{"vulnerability":{"name":"CVE-1"},"status":"fixed","products":[', lambda i: f'{{"@id":"pkg:a/b{i}@1"}}',
            "]}]}", (0,)),
        "OpenVEX, parts of a product": (OPENVEX + '{"vulnerability":{"name":"CVE-1"},"status":"fixed","products":[{"@id":"x","subcomponents":[',
            lambda i: f'{{"@id":"pkg:a/b{i % 3}@1"}}', "]}]}]}", (0,)),
        "OpenVEX, aliases": (OPENVEX + '{"vulnerability":{"name":"CVE-1","aliases":[', lambda i: f'"A-{i}"',
            ']},"products":[{"@id":"pkg:a/b@1"}],"status":"fixed"}]}', (0,)),
        "CSAF, relationships that lead to each other": (CSAF + '"product_tree":{"full_product_names":[{"name":"n","product_id":"p"}],"relationships":[',
            lambda i: f'{{"category":"default_component_of","product_reference":"r{(i + 1) % MANY}","relates_to_product_reference":"p",'
                      f'"full_product_name":{{"name":"n","product_id":"r{i}"}}}}',
            ']},"vulnerabilities":[{"cve":"CVE-2026-1","product_status":{"fixed":["r0"]}}]}',
            (0, 4)),
        "CSAF, a chain of relationships": (CSAF + '"product_tree":{"full_product_names":[{"name":"n","product_id":"r0"}],"relationships":[',
            lambda i: f'{{"category":"default_component_of","product_reference":"r{i}","relates_to_product_reference":"r0",'
                      f'"full_product_name":{{"name":"n","product_id":"r{i + 1}"}}}}',
            f']}},"vulnerabilities":[{{"cve":"CVE-2026-1","product_status":{{"fixed":["r{MANY}","r5"]}}}}]}}', (0, 4)),
        "CSAF, products of a group": (CSAF + '"product_tree":{"full_product_names":[{"name":"n","product_id":"p"}],'
            '"product_groups":[{"group_id":"g","product_ids":[',
            lambda i: '"p"', ']}]},"vulnerabilities":[{"cve":"CVE-2026-1","product_status":{"fixed":["p"]},"threats":['
            + ",".join(['{"category":"impact","details":"d","group_ids":["g"]}'] * 50) + "]}]}", (0, 4)),
        "CSAF, threats": (CSAF + ONE_PRODUCT + '{"cve":"CVE-2026-1","product_status":{"fixed":["p"]},"threats":[',
            lambda i: f'{{"category":"impact","details":"d{i}","product_ids":["p"]}}', "]}]}", (0,)),
        "SARIF, results of one key": (SARIF, lambda i: f'{{"ruleId":"R","message":{{"text":"m{i}"}}}}', "]}]}", (0,)),
        "SARIF, rules": ('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t","rules":[', lambda i: f'{{"id":"R{i}"}}',
            ']}},"results":[' + ",".join(f'{{"ruleId":"R{i}","message":{{"text":"m"}}}}' for i in range(MANY - 1, 0, -10)) + "]}]}", (0,)),
        "SARIF, runs": ('{"version":"2.1.0","runs":[', lambda i: '{"tool":{"driver":{"name":"t"}},"results":[]}', "]}", (0,)),
        "SARIF, places": (SARIF + '{"ruleId":"R","message":{"text":"m"},"locations":[',
            lambda i: f'{{"physicalLocation":{{"artifactLocation":{{"uri":"{i}"}}}}}}',
            "]}]}]}", (0,)),
        "SARIF, suppressions": (SARIF + '{"ruleId":"R","message":{"text":"m"},"suppressions":[',
            lambda i: '{"kind":"inSource","status":"underReview"}', "]}]}]}", (0,)),
        "Scorecard, checks of one name": (SCORECARD, lambda i: f'{{"name":"n","score":{i % 11},"reason":"{i}"}}', "]}", (0,)),
        "in-toto, subjects that are alike": (IN_TOTO, lambda i: '{"name":"n","digest":{"sha256":"a","sha1":"b"}}', BUILT, (0,)),
        "in-toto, materials of one address": (MATERIALS, lambda i: f'{{"uri":"u","digest":{{"sha256":"{i}"}}}}', MATERIALS_END, (0,)),
        "in-toto, digests": (IN_TOTO + '{"name":"n","digest":{', lambda i: f'"a{i}":"b"', "}}" + BUILT, (0,)),
        "CSV, rows of one id": ("id,name\n", lambda i: f"a,{i}", "\n", (0,)),
        "CSV, columns": ("id", lambda i: f"c{i}", "\n" + "," * MANY + "\n", (0, 4)),
        "CycloneDX, dependencies in a circle": (CYCLONEDX + f'"components":[{",".join(packed({"name": f"n{i}", "bom-ref": str(i)}) for i in range(MANY))}],'
            '"dependencies":[', lambda i: f'{{"ref":"{i}","dependsOn":["{(i + 1) % MANY}","0"]}}', "]}", (0,)),
    }


class Runner:
    def __init__(self, folder):
        self.folder, self.wrong, self.within = folder, [], 0
        with open(os.path.join(folder, "policy.asz"), "w", encoding="utf-8") as file:
            file.write(POLICY)
        if subprocess.run([PROGRAM, "build", "policy.asz", "-o", "policy.aszb"], cwd=folder, capture_output=True, check=False).returncode:
            sys.exit("the policy is wrong")

    def write(self, shape, size, most):
        """A file of a size, or of so many things; a table has a line each."""
        begin, item, end = shape[:3]
        between = "\n" if begin.startswith("id,") else ","
        length, i = len(begin), 0
        path = os.path.join(self.folder, "document")
        with open(path, "w", encoding="utf-8") as file:  # in pieces: what this process takes counts as its child's, too
            file.write(begin)
            while length < size and i < most:
                one = (between if i or begin == "id" else "") + item(i)
                file.write(one)
                length += len(one)
                i += 1
            file.write(end)
        return os.path.getsize(path)

    def run(self, name, statuses, said=True):
        """Imports the file: the seconds of a processor that it takes, and the memory. Submissions say themselves what evidence they are."""
        evidence = ["--kind", "declaration", "--on", "2026-10-01", "--id", "x@1"] if said else []
        shutil.rmtree(os.path.join(self.folder, "facts"), ignore_errors=True)
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen([PROGRAM, "facts", "import", "-p", "policy.aszb", "-f", "facts", *evidence, "document"],
                                       cwd=self.folder, stdout=told, stderr=told)
            _, how, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(how)
            told.seek(0)
            if process.returncode not in statuses:
                self.wrong.append(f"{name}: exit status {process.returncode}: {told.read(300).decode('utf-8', 'replace')}")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024

    def memory(self, name, shape):
        size = self.write(shape, SIZE, SIZE)
        taken = self.run(name, (0,), said=shape[0] != SUBMISSION)[1] / size
        self.within += taken <= GOAL
        most = max(GOAL, shape[3])
        print(f"  {name:48} {taken:6.2f} times the file, {most:5.1f} at most")
        if taken > most and SLOWDOWN == 1:
            self.wrong.append(f"{name}: {taken:.2f} times the file in memory")

    def time(self, name, shape):
        self.write(shape, sys.maxsize, MANY)
        seconds = self.run(name, shape[3])[0]
        if seconds > MOST_SECONDS * SLOWDOWN:
            self.wrong.append(f"{name}: {seconds:.2f} seconds")


def main():
    with tempfile.TemporaryDirectory(prefix="assize-documents-") as folder:
        runner = Runner(folder)
        for name, shape in MEMORY.items():
            runner.memory(name, shape)
        many = alike()
        for name, shape in many.items():
            runner.time(name, shape)
    print("\n".join(runner.wrong))
    print(f"{len(MEMORY)} large documents, {runner.within} of them within {GOAL} times the file in memory; {len(many)} of many things that are alike, "
          f"{len(runner.wrong)} wrong")
    return 1 if runner.wrong else 0


sys.exit(main())
