# SPDX-License-Identifier: MIT
"""The figures as a table for the terminal, and beside what is required."""


def duration(nanoseconds):
    if nanoseconds is None:
        return ""
    for unit, factor in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= factor:
            return f"{significant(nanoseconds / factor)} {unit}"
    return f"{nanoseconds:.0f} ns"


def significant(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def size(bytes_):
    for unit, factor in (("MB", 1e6), ("kB", 1e3)):
        if bytes_ >= factor:
            return f"{significant(bytes_ / factor)} {unit}"
    return f"{bytes_} bytes"


def lines_of(rows, heads):
    widths = [max(len(str(row[column])) for row in [heads, *rows]) for column in range(len(heads))]

    def line(row):
        return "| " + " | ".join(str(cell).ljust(width) if column == 0 else str(cell).rjust(width)
                                 for column, (cell, width) in enumerate(zip(row, widths))) + " |"
    return [line(heads), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *[line(row) for row in rows]]


def of(found, part, **named):
    return [one for one in found["results"] if one["part"] == part and all(one.get(name) == value for name, value in named.items())]


# ---- what is required ----

BOUNDS = {"OPA, store": 100, "OPA, input": 100, "regorus": 30, "Cedar": 20, "CEL": 20, "CLIPS": 20}


def required(found):
    """[(measure, bound, value, met)], in the order of what must be reached."""
    rows = []

    def add(measure, bound, value, met):
        rows.append({"measure": measure, "bound": bound, "value": value, "met": bool(met)})

    for one in of(found, "review"):
        where = f"{one['rules']} rules, {one['components']} components"
        if "C, rows" in one["engines"]:
            bound = 1.0 if one["components"] < 500 else 0.3
            value = 1 / one["engines"]["C, rows"]["ratio"]["median"]
            add(f"assize ÷ C by rows, {where}", f"≤ {bound}", round(value, 3), value <= bound)
        for name, bound in BOUNDS.items():
            if name in one["engines"]:
                value = one["engines"][name]["ratio"]["median"]
                add(f"{name} ÷ assize, {where}", f"≥ {bound}", round(value, 1), value >= bound)
    add_growth(found, add)
    for one in of(found, "process", components=500):
        value = one["nanoseconds"]["median"] / 1e6
        add(f"whole process, {one['rules']} rules, 500 components, {one['format']}", "≤ 3 ms", round(value, 2), value <= 3)
    for one in of(found, "compile", name="the shipped policy"):
        value = one["nanoseconds"]["median"] / 1e6
        add("compile the shipped policy", "≤ 30 ms", round(value, 1), value <= 30)
    for one in of(found, "import"):
        if one["bytes"] < 1_000_000:
            continue
        speed = one["bytes"] / one["nanoseconds"]["median"] * 1e3
        add(f"import {one['file']}", "≥ 100 MB/s", round(speed, 1), speed >= 100)
        times = one["memory"] * 1024 / one["bytes"]
        add(f"memory to import {one['file']}", "≤ 4 × the file", round(times, 2), times <= 4)
    return rows


def add_growth(found, add):
    times = {(one["rules"], one["applicable"]): one["engines"]["assize"]["nanoseconds"]["median"] for one in of(found, "applicable")}
    if (10000, 10) in times and (100, 10) in times:
        value = times[10000, 10] / times[100, 10]
        add("10,000 rules of which 10 apply ÷ 100 of which 10 apply", "≤ 3", round(value, 2), value <= 3)
    for one in of(found, "review", components=10000):
        small = of(found, "review", components=500, rules=one["rules"])
        if small:
            value = one["engines"]["assize"]["nanoseconds"]["median"] / small[0]["engines"]["assize"]["nanoseconds"]["median"]
            add(f"10,000 components ÷ 500, {one['rules']} rules", "≤ 20", round(value, 1), value <= 20)


# ---- the table ----

def review_tables(found):
    lines = []
    for one in of(found, "review") + of(found, "applicable"):
        apply = "" if one["applicable"] is None else f", {one['applicable']:,} apply"
        counted = f", {one['instructions']:,} instructions" if "instructions" in one else ""
        printed = f", {duration(one['print']['median'])} to print as JSON" if "print" in one else ""
        lines += ["", f"{one['rules']:,} rules{apply}, {one['components']:,} components{counted}{printed}"]
        rows = []
        for name, engine in one["engines"].items():
            time, ratio, loading = engine["nanoseconds"], engine["ratio"], engine.get("loading")
            rows.append([name, duration(time["median"]), f"{duration(time['low'])} to {duration(time['high'])}",
                         f"{significant(ratio['median'])}", duration(loading["median"]) if loading else "",
                         significant(engine["loading_ratio"]["median"]) if loading else "", size(engine["memory"] * 1024)])
        lines += lines_of(rows, ["engine", "review", "half of the runs", "÷ assize", "with loading", "÷ assize", "memory"])
    return lines


def other_tables(found):
    rows = []
    for one in of(found, "import"):
        rows.append([f"import {one['file']} ({size(one['bytes'])})", duration(one["nanoseconds"]["median"]), duration(one["processor"]),
                     f"{significant(one['bytes'] / one['nanoseconds']['median'] * 1e3)} MB/s", size(one["memory"] * 1024)])
    for one in of(found, "compile"):
        rows.append([f"compile {one['name']}", duration(one["nanoseconds"]["median"]), duration(one["processor"]), "", size(one["memory"] * 1024)])
    for one in of(found, "process"):
        rows.append([f"whole review, {one['rules']} rules, {one['components']:,} components, {one['format']}",
                     duration(one["nanoseconds"]["median"]), duration(one["processor"]), "", size(one["memory"] * 1024)])
    lines = ["", "Whole processes", *lines_of(rows, ["what", "time", "of it processor", "", "memory"])] if rows else []
    rows = [[f"{int(components):,} components", *[size(taken) for taken in forms.values()]] for components, forms in found["bytes"].items()]
    return lines + ["", "A product at rest", *lines_of(rows, ["", *next(iter(found["bytes"].values()))])]


def required_table(found):
    rows = [[one["measure"], one["bound"], one["value"], "yes" if one["met"] else "NO"] for one in found["required"]]
    return ["", "What is required", *lines_of(rows, ["measure", "must be", "is", "met"])]


def table(found):
    machine = found["machine"]
    lines = [f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; seed {found['seed']}"]
    lines += review_tables(found) + other_tables(found) + required_table(found)
    lines += ["", "Bulk reviews (review --all) do not exist yet: absent."]
    lines += [f"{name}: absent: {why}" for name, why in found["absent"].items()]
    return "\n".join(lines)
