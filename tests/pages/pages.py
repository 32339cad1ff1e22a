#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whatever facts and policies call things, each form of a verdict stays what it is.

usage: pages.py ASSIZE SHARED HOSTILE [PAGE…]     writes a page with such names to the file HOSTILE

Names of the corpus of texts stand as subject, part, value, institution, title and document, and in the policy's own words: a page has
no element and no attribute but its own, and nothing that nobody would see; XML and JSON are well-formed; no cell runs. Then the sizes
of pages that exist, which are not to grow beyond what is promised."""
import csv
import html.parser
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree

ON = "2026-11-22"
TAGS = set("html head meta title style body header form fieldset legend label input main h1 h2 h3 p dl dt dd section table thead tbody tr th td svg "
           "path ul li code a details summary article time small b i bdi span cite br".split())
ATTRIBUTES = set("lang charset http-equiv content name type id class checked scope viewbox preserveaspectratio aria-hidden stroke-width d href open".split())
MOST_A_RULE, MOST_OF_100 = 5 * 1024, 500 * 1024
POLICY = r"""policy hostile version "1.0.0" { title "<script>alert(1)</script> & \"co\"" zh "</title><img src=x onerror=alert(1)>" reviews thing : Thing authority "<b>Office</b>" }
source law "]]> --> <law>" { clause 1 "' onmouseover='x" zh "&lt;" }
aspect safety "=1+1 <a>"
evidence { by Org rank report }
entity Org { name: text }
entity Thing { texts: many text  parts: many Piece  maker: Org  pin: text confidential }
part Piece key id { id: text  v: integer }
rule T-1 "<i>texts" { cites law 1  aspect safety  severity minor  require no x in thing.texts : x = x else "it says {x}" zh "内容 {x}"  remedy "</p><script>" }
rule T-2 "@parts" { cites law 1  aspect safety  severity major  require every p in thing.parts : p.v > 1 }
rule T-3 "maker" { cites law 1  aspect safety  severity major  require thing.maker.name is declared }
verdict { rejected when any minor violated  passed otherwise }
"""


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong, self.text, self.ids, self.style = [], [], [], False

    def handle_starttag(self, tag, attributes):
        self.style = tag == "style"
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attributes:
            if name not in ATTRIBUTES:
                self.wrong.append(f"<{tag} {name}={value}>")
            if name == "id":
                self.ids.append(value)

    def handle_endtag(self, tag):
        self.style = False

    def handle_data(self, data):
        if not self.style:
            self.text.append(data)

    def handle_comment(self, data):
        self.wrong.append("a comment")


def unseen(text):
    """Characters that nobody would see, or that turn what stands around them."""
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n" and not 0x600 <= ord(c) <= 0x605
            and ord(c) not in (0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD) and not 0x13430 <= ord(c) <= 0x1345F]


class Looks:
    def __init__(self, program):
        self.program, self.folder, self.count, self.failed = os.path.abspath(program), tempfile.mkdtemp(prefix="assize-pages-"), 0, []

    def check(self, good, what):
        self.count += 1
        if not good:
            self.failed.append(what)

    def call(self, *arguments):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, timeout=120)
        if done.returncode not in (0, 1, 3):
            sys.exit(f"{arguments}: {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8")

    def prepare(self, groups):
        with open(os.path.join(self.folder, "p.asz"), "w", encoding="utf-8") as file:
            file.write(POLICY)
        self.call("build", "p.asz", "-o", "p.aszb")
        with open(os.path.join(self.folder, "facts.ndjson"), "w", encoding="utf-8") as file:
            for names in groups:
                evidence = {"kind": "report", "on": "2026-10-01", "by": names[1], "title": names[2], "document": names[3]}
                facts = {"texts": names, "parts": [{"id": name} for name in names], "maker": names[4]}
                file.write(json.dumps({"entity": "Thing", "id": names[0], "evidence": evidence, "facts": facts}) + "\n")
        self.call("facts", "import", "-p", "p.aszb", "-f", "f", "facts.ndjson")

    def page(self, names, text):
        page = Page()
        page.feed(text)
        page.close()
        whole = "".join(page.text)
        self.check(not page.wrong, f"{names}: {page.wrong}")
        self.check(len(page.ids) == len(set(page.ids)), f"{names}: an id stands twice")
        self.check(not unseen(text), f"{names}: shows {[hex(ord(c)) for c in unseen(text)]}")
        for name in names:
            self.check(unseen(name) or name in whole or not is_shown(name), f"{name!r} is not in its page")

    def cells(self, names, text):
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
        self.check(len({len(row) for row in rows}) == 1, f"{names}: rows differ in length")
        self.check(not [cell for row in rows for cell in row if cell[:1] and cell[0] in "=+-@\t\r＝＋－＠"], f"{names}: a cell runs")
        self.check("\n" not in "".join(cell for row in rows for cell in row), f"{names}: a cell of two lines")

    def look(self, names):
        def verdict(form):
            return self.call("review", "-p", "p.aszb", "-f", "f", "--on", ON, "--format", form, "--", names[0])
        self.page(names, verdict("html"))
        root = xml.etree.ElementTree.fromstring(verdict("junit"))
        self.check(len(root.findall("testsuite/testcase")) == 3, f"{names}: three cases of JUnit")
        log = json.loads(verdict("sarif"))
        messages = "".join(result["message"]["text"] for result in log["runs"][0]["results"])
        self.check(not unseen(messages), f"{names}: SARIF shows {[hex(ord(c)) for c in unseen(messages)]}")
        for form in ("csv", "csv-findings"):
            self.cells(names, verdict(form))


def is_shown(name):
    """Whether a name is told as it is: no character of it is named instead."""
    return all(ord(c) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(c) <= 0xFDEF and c not in "\u115f\u1160\u3164\uffa0\u17b4\u17b5\u034f" and not
               (0xFE00 <= ord(c) <= 0xFE0F or 0xE0000 <= ord(c) <= 0xE0FFF or 0x180B <= ord(c) <= 0x180F) for c in name)


def corpus(shared):
    """Names that facts may have: NFC, without a zero, of 1 to 400 bytes, each once."""
    with open(os.path.join(shared, "corpora/text/blns.json"), encoding="utf-8") as file:
        names = json.load(file)
    names += ["a\u0007b", "\u202etxt.exe", "\ufffe", "\u2066x\u2069", "\r\nSet-Cookie: a", "<!--", "]]>", "&#x202e;", "'\"><svg/onload=1>", "\u200bzero", "\x7f", "\u0085"]
    good = []
    for name in names:
        name = unicodedata.normalize("NFC", name)
        if name and "\0" not in name and len(name.encode()) <= 400 and name == name.strip() and name not in good:
            good.append(name)
    return good


def keep_one(looks, group, path):
    with open(path, "w", encoding="utf-8") as file:
        file.write(looks.call("review", "-p", "p.aszb", "-f", "f", "--on", ON, "--format", "html", "--", group[0]))


def sizes(looks, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    rules = re.findall(r"<article id=.*?</article>", text, re.S)
    largest = max(len(rule.encode()) for rule in rules)
    looks.check(largest <= MOST_A_RULE, f"{path}: a rule takes {largest} bytes")
    looks.check(len(text.encode()) <= MOST_OF_100 * max(len(rules), 100) / 100, f"{path}: {len(text.encode())} bytes for {len(rules)} rules")
    looks.page([], text)
    return len(text.encode()), len(rules), largest


def main():
    looks = Looks(sys.argv[1])
    names = corpus(sys.argv[2])
    groups = [(names[at:at + 10] + names[:10])[:10] for at in range(0, len(names), 10)]
    looks.prepare(groups)
    for group in groups:
        looks.look(group)
    keep_one(looks, groups[-1], sys.argv[3])
    said = "".join(f"; {path.split('/')[-1]}: {size:,} bytes, {rules} rules, the largest of {largest:,}"
                   for path in sys.argv[4:] for size, rules, largest in (sizes(looks, path),))
    shutil.rmtree(looks.folder)
    for failure in looks.failed[:10]:
        print(failure[:1500])
    print(f"{len(names)} names, {looks.count} looks, {len(looks.failed)} failed{said}")
    return 1 if looks.failed or len(names) < 300 else 0


if __name__ == "__main__":
    sys.exit(main())
