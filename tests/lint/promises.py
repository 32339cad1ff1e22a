#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each paragraph of LANGUAGE.md from 2.1 to 6.5, and of the sections without a number that stand in UNNUMBERED, and each row of
their tables, is shown by a golden case that a person can read. Such a case is named after its section, and quotes what it shows
in its comment, on lines that begin with `# > `. What is quoted must stand in the section: where the reference changes, its cases
are looked at again.

usage: promises.py CASE…           says what is not shown, and what is quoted wrongly
       promises.py --list CASE…    also which cases show each paragraph"""
import os
import re
import sys

FIRST, LAST = (2, 1), (6, 5)
# The title of a section without a number → the word with which the names of its cases begin.
UNNUMBERED = {
    "Bundles": "bundles",
    "Facts": "facts",
    "What is stored": "stored",
    "Verdicts": "verdicts",
    "Forms": "forms",
    "Audiences": "audiences",
    "What is missing": "needs",
    "Attestations": "attestations",
    "The register": "register",
    "What a policy would do": "impact",
}
# What no case shows: it would have to read as much.
TOO_LARGE = {"| all files together | 4 GB |"}


def words(text):
    return " ".join(text.split())


def promises(text):
    """The paragraphs and the rows of tables of a section's text. What ends with a colon leads to what follows it."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    found = []
    for block in re.split(r"\n\s*\n", text):
        if block.startswith("|"):
            rows = block.split("\n")
            found += rows[2:]
        elif block and not block.rstrip().endswith(":"):
            found.append(block)
    return [words(one) for one in found]


def read_sections(path):
    with open(path, encoding="utf-8") as file:
        pieces = re.split(r"^##+ (.*)$", file.read(), flags=re.M)
    sections = {}
    for title, text in zip(pieces[1::2], pieces[2::2]):
        number = re.match(r"(\d+)\.(\d+) ", title)
        if number and FIRST <= (int(number[1]), int(number[2])) <= LAST:
            sections[f"{number[1]}.{number[2]}"] = text
        elif title in UNNUMBERED:
            sections[UNNUMBERED[title]] = text
    return sections


def read_quotes(paths):
    """(section, case, what is quoted) of all cases that quote something."""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            comment = file.read().split("\n--- ")[0]
        name = os.path.basename(path)
        for quote in re.findall(r"^# > (.*)$", comment, re.M):
            yield name.split("-")[0], path, words(quote)


def main():
    listing = sys.argv[1] == "--list"
    sections = read_sections("grammar/LANGUAGE.md")
    wrong = [f"there is no section for cases named {word}-…" for word in UNNUMBERED.values() if word not in sections]
    shown = {number: {promise: [] for promise in promises(text)} for number, text in sections.items()}
    for section, path, quote in read_quotes(sys.argv[2 if listing else 1:]):
        if quote not in words(sections.get(section, "")):
            wrong.append(f"{path}: this does not stand in {section}: {quote}")
        for promise, cases in shown.get(section, {}).items():
            if quote in promise:
                cases.append(path)
    for section, of_section in shown.items():
        for promise, cases in of_section.items():
            if not cases and promise not in TOO_LARGE:
                wrong.append(f"{section}: no case shows: {promise[:100]}")
            if listing:
                print(f"{section} {promise[:80]}\n    {' '.join(sorted(set(cases))) or 'no case'}")
    print("\n".join(wrong + [f"{sum(map(len, shown.values()))} promises in {len(shown)} sections, {len(wrong)} wrong"]))
    return 1 if wrong or len(shown) < 10 else 0


sys.exit(main())
