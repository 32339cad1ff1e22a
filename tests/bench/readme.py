#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The section "How fast" of the README, from the figures of a whole run. usage: readme.py BENCH.json README.md: writes it there; without
a README it is printed."""
import json
import re
import sys

import report
from report import BASE, duration, median, of, significant

HEADING = "## How fast\n"
RULES = 100  # of the workload in which engines are shown side by side


def markdown(heads, rows):
    return ["| " + " | ".join(heads) + " |", "| --- |" + " --: |" * (len(heads) - 1), *["| " + " | ".join(row) + " |" for row in rows], ""]


def reviews(found):
    results = of(found, "review")
    sizes = sorted({one["components"] for one in results})
    times = {(one["rules"], one["components"]): duration(median(one)) for one in results}
    rows = [[f"{count:,} rules", *[times.get((count, size), "") for size in sizes]] for count in sorted({one["rules"] for one in results})]
    side = {one["components"]: one["engines"] for one in results if one["rules"] == RULES}
    names = [name for name in next(iter(side.values())) if name != BASE]
    for name in names:
        cells = [f"× {significant(side[size][name]['ratio']['median'])}" if name in side.get(size, {}) else "" for size in sizes]
        rows.append([f"{RULES} rules, {name}", *cells])
    return markdown(["one review", *[f"{size:,} components" for size in sizes]], rows)


def worst_beside_best(found):
    """Of one, two and twelve submissions about a product: the best and the worst, for each thing that is asked."""
    results = of(found, "institutions")
    sizes, whats = sorted({one["components"] for one in results}), list(dict.fromkeys(one["what"] for one in results))
    rows = []
    for what in whats:
        cells = []
        for size in sizes:
            some = sorted((one["nanoseconds"]["median"], one["submissions"]) for one in results if (one["what"], one["components"]) == (what, size))
            cells.append(" to ".join(f"{duration(time)} ({count})" for time, count in (some[0], some[-1])) if some else "")
        rows.append([what, *cells])
    return markdown([f"{RULES} rules, best to worst (of so many submissions)", *[f"{size:,} components" for size in sizes]], rows) if rows else []


def is_met(measure):
    missed = [value["where"] for value in measure["values"] if not value["met"]]
    if not missed:
        return "yes"
    return "**no**" if len(missed) == len(measure["values"]) else f"**no**: {'; '.join(missed)}"


def required(found):
    rows = []
    for one in found["required"]:
        values = sorted(one["values"], key=lambda value: value["value"])
        first, last = (report.figure(one, value) for value in (values[0], values[-1]))
        rows.append([one["measure"], one["bound"], first if first == last else f"{first.removesuffix(one['unit'])} to {last}", is_met(one)])
    return markdown(["what is required", "must be", "is", "met"], rows)


def section(found):
    absent = [f"Not measured: {'; '.join(f'{name} ({why})' for name, why in found['absent'].items())}.", ""] if found["absent"] else []
    return "\n".join([
        HEADING, f"Taken by `make bench` on {report.machine_line(found)}.",
        "Times are medians of runs in turns, on an open fact base with an open bundle; `× 3` takes three times as",
        "long as Assize. All engines have the same rules and facts, and gave the same answers first: statuses and findings. Evidence,",
        "reasons and what is missing, which no other engine tells, are found where a verdict is printed: they are in the whole process.", "",
        *reviews(found), *worst_beside_best(found), *required(found), *absent,
        "`build/bench.html` shows these figures and how they grow; `make bench-readme` writes this section.", "", ""])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        made = section(json.load(file))
    if len(sys.argv) == 2:
        print(made, end="")
        return
    with open(sys.argv[2], encoding="utf-8") as file:
        before = file.read()
    after, count = re.subn(re.escape(HEADING) + r".*?(?=^## )", lambda _: made, before, flags=re.DOTALL | re.MULTILINE)
    if count != 1:
        sys.exit(f"{sys.argv[2]} has no section: {HEADING.strip()}")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(after)


if __name__ == "__main__":
    main()
