#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether every message has a case that it appears in, named after the section of LANGUAGE.md that messages.def gives it.

usage: messages.py CASE…"""
import os
import re
import sys

# What no case of a reasonable size brings about.
BEYOND = {"too-large": "a file of 4 GB", "too-many-frames": "65,000 different sets",
          "foreign-ties": "a document of 20 MB at least",
          "sets-too-deep": "1,000 sets; tests/limits has them"}


def main():
    with open("engine/support/messages.def", encoding="utf-8") as file:
        messages = re.findall(r'^MESSAGE\((\w+), \w+, "([^"]*)"', file.read(), re.M)
    shown = {}
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for name in re.findall(r"(?:error|warning|note)\[([a-z0-9-]+)\]", file.read()):
                shown.setdefault(name, set()).add(os.path.basename(path))
    failed = 0
    for name, section in messages:
        name = name.lower().replace("_", "-")
        if name in BEYOND:
            continue
        if not any(case.startswith(f"{section}-{name}.") for case in shown.get(name, ())):
            failed += 1
            print(f"{name}: no case {section}-{name}.case shows it")
    print(f"{len(messages)} messages, {failed} without a case")
    return 1 if failed or len(messages) < 50 else 0


sys.exit(main())
