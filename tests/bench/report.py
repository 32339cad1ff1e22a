# SPDX-License-Identifier: MIT
"""The figures beside what is required, and as tables for the terminal."""

BASE = "assize"


def duration(nanoseconds):
    if nanoseconds is None:
        return ""
    for unit, factor in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= factor:
            return f"{significant(nanoseconds / factor)} {unit}"
    return f"{nanoseconds:.0f} ns"


def significant(value):
    """Three digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def size(bytes_):
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if bytes_ >= factor:
            return f"{significant(bytes_ / factor)} {unit}"
    return f"{bytes_} bytes"


def spread(summary):
    return f"{duration(summary['low'])} to {duration(summary['high'])}"


def counted(result):
    return f"{result['instructions']:,}" if "instructions" in result else ""


def lines_of(rows, heads):
    widths = [max(len(str(row[column])) for row in [heads, *rows]) for column in range(len(heads))]

    def line(row):
        return "| " + " | ".join(str(cell).ljust(width) if column == 0 else str(cell).rjust(width)
                                 for column, (cell, width) in enumerate(zip(row, widths))) + " |"
    return [line(heads), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *[line(row) for row in rows]]


def of(found, part, **named):
    return [one for one in found["results"] if one["part"] == part and all(one.get(name) == value for name, value in named.items())]


def median(result, engine=BASE):
    return result["engines"][engine]["nanoseconds"]["median"]


# ---- what is required ----

PEERS = {"OPA, store": 100, "OPA, input": 100, "regorus": 30, "Cedar": 20, "CEL": 20, "CLIPS": 20}
BY_HAND = "C, rows"
OPA, OPA_LOADS = "OPA, store", "OPA, input"
PRINTED = {20: 40, 500: 200}
LARGE_FILE = 1_000_000


class Measure:
    """One thing that is required, and what it is in each workload that shows it."""

    def __init__(self, name, sign, bound, unit=""):
        self.name, self.sign, self.bound, self.unit, self.values = name, sign, bound, unit, []

    def add(self, where, value):
        value = float(f"{value:.3g}")
        self.values.append({"where": where, "value": value, "met": value <= self.bound if self.sign == "≤" else value >= self.bound})

    def result(self):
        return {"measure": self.name, "bound": f"{self.sign} {self.bound:g}{self.unit}", "unit": self.unit, "values": self.values,
                "met": all(one["met"] for one in self.values)}


def required(found):
    """In the order of what must be reached; without what was not measured."""
    measures = [*of_institutions(found), *of_shipped(found), *beside_others(found), *growth(found), under_profiles(found),
                *whole_processes(found), *of_dossiers(found)]
    return [one.result() for one in measures if one.values]


KINDS = {"all": "rules", "plain": "rules without patterns and closures", "patterns": "patterns", "closures": "closures"}


def rules_and_components(one):
    return f"{one['rules']:,} {KINDS[one.get('kind', 'all')]}, {one['components']:,} components"


AGREEING = {20: 1.5, 500: 2, 10000: 2}  # what two submissions that agree may take beside one


def of_institutions(found):
    two = {size: Measure(f"two submissions that agree about all components ÷ one, {size:,} components", "≤", bound)
           for size, bound in AGREEING.items()}
    text = Measure("a verdict as text ÷ as JSON", "≤", 1)
    for one in of(found, "institutions"):
        where = f"{one['components']:,} components, {one['submissions']} submission{'s' if one['submissions'] > 1 else ''}"
        if one["submissions"] == 2 and one["components"] in two and one["measure"] != "load":
            two[one["components"]].add(one["what"], one["ratio"]["median"])
        for other in of(found, "institutions", components=one["components"], submissions=one["submissions"], measure="json"):
            if one["measure"] == "text":
                text.add(where, one["nanoseconds"]["median"] / other["nanoseconds"]["median"])
    return [*two.values(), text]


SHIPPED = 58  # rules of the policy that is frozen
SHIPPED_JSON = {20: 50, 500: 150}


def of_shipped(found):
    frozen = of(found, "shipped", rules=SHIPPED)
    printed = {size: Measure(f"the shipped policy of {SHIPPED} rules, 12 submissions, {size} components: JSON verdict", "≤", bound, " µs")
               for size, bound in SHIPPED_JSON.items()}
    process = Measure(f"the same, 500 components: a whole process, JSON", "≤", 3, " ms")
    every = Measure("the same, 20 components: review --all, JSON, one thread", "≥", 20_000, " products/s")
    for one in frozen:
        if one["measure"] == "json" and one["components"] in printed:
            printed[one["components"]].add("resident", one["nanoseconds"]["median"] / 1e3)
        if one["measure"] == "process" and one["components"] == 500:
            process.add("from start to end", one["nanoseconds"]["median"] / 1e6)
            process.add("processors", one["processor"] / 1e6)
        if one["measure"] == "all":
            every.add(f"{one['products']:,} products", one["products"] / one["processor"] * 1e9)
    return [*printed.values(), process, every]


def of_dossiers(found):
    time = Measure("a small import into a dossier, the last of many ÷ the first", "≤", 2)
    large = Measure("a small import into a dossier of 10,000 components ÷ into one that began empty", "≤", 2)
    rest = Measure("at rest ÷ the JSON of the submissions", "≤", 1.5)
    known = Measure("what is asked of one entity: 16 times as many ÷ fewer, instructions", "≤", 1.1)
    for one in of(found, "dossier"):
        time.add(f"{one['imports']:,} into {one['into']}", one["last"] / one["first"])
        rest.add(f"{one['imports']:,} small imports into {one['into']}", one["disk"] / one["json"])
    for one in of(found, "dossier", large=True):
        for other in of(found, "dossier", large=False):
            large.add("processors", one["last"] / other["last"])
    for one in of(found, "at rest"):
        rest.add(f"{one['products']:,} products of {one['components']} components", one["disk"] / one["json"])
    asked = sorted(of(found, "asked"), key=lambda one: one["entities"])
    for first, last in ((one, other) for one in asked for other in asked if one["what"] == other["what"] and one["entities"] < other["entities"]):
        known.add(last["what"], last["instructions"] / first["instructions"])
    return [time, large, rest, known]


def beside_others(found):
    few = Measure("a review ÷ the same rules in C, row by row, 20 components", "≤", 1.0)
    many = Measure("a review ÷ the same rules in C, row by row, from 500 components on", "≤", 0.3)
    peers = {name: Measure(f"{name} ÷ a review", "≥", bound) for name, bound in PEERS.items()}
    printed = {size: Measure(f"OPA's evaluation alone ÷ a review with its JSON verdict, {size} components", "≥", bound)
               for size, bound in PRINTED.items()}
    loading = Measure("OPA ÷ a review, both from JSON in memory to statuses", "≥", 20)
    for one in of(found, "review") + of(found, "apart"):
        ratios = {name: engine["ratio"]["median"] for name, engine in one["engines"].items()}
        by_hand = BY_HAND in ratios and one["part"] == "apart" and one["kind"] == "plain"
        if by_hand and (one["components"] == 20 or one["components"] >= 500):
            (few if one["components"] == 20 else many).add(rules_and_components(one), 1 / ratios[BY_HAND])
        for name, measure in peers.items():
            if name in ratios:
                measure.add(rules_and_components(one), ratios[name])
        if OPA in ratios and "print" in one and one["components"] in printed:
            whole = median(one) + one["print"]["median"]
            printed[one["components"]].add(f"{one['rules']:,} rules", one["engines"][OPA]["nanoseconds"]["median"] / whole)
        if "loading_ratio" in one["engines"].get(OPA_LOADS, {}):
            loading.add(rules_and_components(one), one["engines"][OPA_LOADS]["loading_ratio"]["median"])
    return [few, many, *peers.values(), *printed.values(), loading]


def growth(found):
    rules = Measure("10,000 rules of which 10 apply ÷ 100 of which 10 apply", "≤", 3)
    components = Measure("10,000 components ÷ 500", "≤", 20)
    for one in of(found, "applicable", rules=10000, applicable=10):
        rules.add(f"{one['components']:,} components", one["ratio_to_few_rules"]["median"])
    for one in of(found, "review", components=10000):
        for small in of(found, "review", components=500, rules=one["rules"]):
            components.add(f"{one['rules']:,} rules", median(one) / median(small))
    return [rules, components]


def under_profiles(found):
    profiles = Measure("a review under three profiles ÷ under those that apply", "≤", 1.5)
    for one in of(found, "profiles"):
        profiles.add(f"{one['sample']}, {one['what']}", one["ratio"]["median"])
    return profiles


def whole_processes(found):
    process = Measure("whole process: open, map, review, print, 500 components", "≤", 3, " ms")
    for one in of(found, "process", components=500):
        process.add(f"{one['rules']:,} rules, {one['format']}", one["nanoseconds"]["median"] / 1e6)
    compiling = Measure("compile the shipped policy", "≤", 30, " ms")
    many = Measure("compile 20,000 rules", "≤", 0.7, " s")
    for one in of(found, "compile", name="20,000 rules"):
        many.add("processors", one["processor"] / 1e9)
    for one in of(found, "compile"):
        if one["name"].startswith("the shipped policy"):
            compiling.add(one["name"], one["nanoseconds"]["median"] / 1e6)
    speed = Measure("import of an SBOM", "≥", 100, " MB/s")
    memory = Measure("memory of that import ÷ the file", "≤", 4)
    for one in of(found, "import"):
        if one["bytes"] >= LARGE_FILE:
            where = f"{one['file']}, {size(one['bytes'])}"
            speed.add(where, one["bytes"] / one["nanoseconds"]["median"] * 1e3)
            memory.add(where, one["memory"] * 1024 / one["bytes"])
    threads = Measure("review --all: one thread ÷ two", "≥", 1.8)
    for one in of(found, "bulk", threads=2) if is_free(found) else []:
        threads.add(f"{one['products']:,} products", 1 / one["ratio"]["median"])
    return [process, compiling, many, speed, memory, threads]


MOST_OTHERS = 0.05  # of the processors: where others take more, what two threads gain is not measurable


def is_free(found):
    return found["machine"]["cores"] >= 2 and found["machine"]["others"] <= MOST_OTHERS


def figure(measure, value):
    return f"{significant(value['value'])}{measure['unit']}"


# ---- tables ----

def alone_rows(found):
    rows = []
    for one in of(found, "review") + of(found, "applicable"):
        taken = one["engines"][BASE]
        apply = "most" if one["applicable"] is None else f"{one['applicable']:,}"
        rows.append([f"{one['rules']:,}", apply, f"{one['components']:,}", duration(taken["nanoseconds"]["median"]),
                     spread(taken["nanoseconds"]), duration(taken["loading"]["median"]), duration(one["print"]["median"]) if "print" in one else "",
                     counted(one), size(taken["memory"] * 1024)])
    return rows


ALONE_HEADS = ["rules", "apply", "components", "review", "half of the runs", "with loading", "print JSON", "instructions", "peak memory"]


def beside_tables(found):
    lines = []
    for one in of(found, "review") + of(found, "apart"):
        if len(one["engines"]) == 1:
            continue
        rows = []
        for name, engine in one["engines"].items():
            time, loading = engine["nanoseconds"], engine.get("loading")
            rows.append([name, duration(time["median"]), spread(time), significant(engine["ratio"]["median"]),
                         duration(loading["median"]) if loading else "",
                         significant(engine["loading_ratio"]["median"]) if loading else "", size(engine["memory"] * 1024)])
        lines += ["", rules_and_components(one), *lines_of(rows, ["engine", "review", "half of the runs", "÷ assize", "with loading",
                                                                  "÷ assize", "peak memory"])]
    return lines


INSTITUTION_HEADS = ["components", "submissions", "what", "time", "half of the runs", "÷ one submission"]


def institution_rows(found):
    return [[f"{one['components']:,}", one["submissions"], one["what"], duration(one["nanoseconds"]["median"]), spread(one["nanoseconds"]),
             significant(one["ratio"]["median"])] for one in of(found, "institutions")]


DISTINCT_HEADS = ["components", "products", "the same again", "another each time", "÷"]


def distinct_rows(found):
    return [[f"{one['components']:,}", f"{one['products']:,}", *[duration(taken["median"]) for taken in one["nanoseconds"].values()],
             significant(one["ratio"])] for one in of(found, "distinct")]


SHIPPED_HEADS = ["the shipped policy, 12 submissions", "components", "what", "time", "half of the runs"]


def shipped_rows(found):
    return [[f"{one['rules']} rules", one["components"], one["what"], duration(one["nanoseconds"]["median"]), spread(one["nanoseconds"])]
            for one in of(found, "shipped")]


DOSSIER_HEADS = ["small imports, processors", "first", "last", "JSON", "on the disk", "÷"]


def dossier_rows(found):
    rows = [[f"{one['imports']:,} into {one['into']}", duration(one["first"]), duration(one["last"]), size(one["json"]), size(one["disk"]),
             significant(one["disk"] / one["json"])] for one in of(found, "dossier")]
    return rows + [[f"{one['products']:,} products of {one['components']} components", "", "", size(one["json"]), size(one["disk"]),
                    significant(one["disk"] / one["json"])] for one in of(found, "at rest")]


PROFILE_HEADS = ["sample", "", "profiles that apply", "three profiles", "÷"]


def profile_rows(found):
    return [[one["sample"], one["what"], *[duration(engine["nanoseconds"]["median"]) for engine in one["engines"].values()],
             significant(one["ratio"]["median"])] for one in of(found, "profiles")]


PROCESS_HEADS = ["whole process", "time", "half of the runs", "processors", "speed", "instructions", "peak memory"]


def process_rows(found):
    def row(name, one, speed=""):
        return [name, duration(one["nanoseconds"]["median"]), spread(one["nanoseconds"]), duration(one["processor"]), speed,
                counted(one), size(one["memory"] * 1024)]
    rows = []
    for one in of(found, "import"):
        speed = f"{significant(one['bytes'] / one['nanoseconds']['median'] * 1e3)} MB/s"
        rows.append(row(f"import {one['file']} ({size(one['bytes'])})", one, speed))
    rows += [row(f"compile {one['name']}", one) for one in of(found, "compile")]
    rows += [row(f"review, {rules_and_components(one)}, {one['format']}", one) for one in of(found, "process")]
    for one in of(found, "bulk"):
        each = f"{significant(one['products'] / one['nanoseconds']['median'] * 1e9)} a second"
        threads = "1 thread" if one["threads"] == 1 else f"{one['threads']} threads"
        rows.append(row(f"review --all, {one['products']:,} products, {threads}", one, each))
    return rows


def rest_rows(found):
    rows = [[f"{int(components):,} components", *[size(taken) for taken in forms.values()]] for components, forms in found["bytes"].items()]
    for one in of(found, "bulk", threads=1):
        rows.append([f"{one['components']:,} components, one of {one['products']:,}", size(one["bytes_per_product"]),
                     *[""] * (len(rows[0]) - 2)])
    return rows


def rest_heads(found):
    return ["a product at rest", *next(iter(found["bytes"].values()))]


def required_rows(found):
    return [[one["measure"] if place == 0 else "", value["where"], one["bound"], figure(one, value), "yes" if value["met"] else "NO"]
            for one in found["required"] for place, value in enumerate(one["values"])]


def machine_line(found):
    machine = found["machine"]
    return (f"{machine['processor']}, {machine['cores']} cores, of which others took {machine['others']:.0%} meanwhile; {machine['system']}; "
            f"{found['on']}, version {found['version']}")


def table(found):
    lines = [f"{machine_line(found)}; seed {found['seed']}", "", "Assize", *lines_of(alone_rows(found), ALONE_HEADS)] \
        if alone_rows(found) else [machine_line(found)]
    lines += beside_tables(found)
    for rows, heads in ((institution_rows(found), INSTITUTION_HEADS), (distinct_rows(found), DISTINCT_HEADS), (shipped_rows(found), SHIPPED_HEADS),
                        (dossier_rows(found), DOSSIER_HEADS)):
        lines += ["", *lines_of(rows, heads)] if rows else []
    rows = profile_rows(found)
    lines += ["", *lines_of(rows, PROFILE_HEADS)] if rows else []
    rows = process_rows(found)
    lines += ["", *lines_of(rows, PROCESS_HEADS)] if rows else []
    lines += ["", *lines_of(rest_rows(found), rest_heads(found))]
    lines += ["", "What is required", *lines_of(required_rows(found), ["measure", "where", "must be", "is", "met"])]
    lines += ["", *[f"absent: {name}: {why}" for name, why in found["absent"].items()]] if found["absent"] else []
    return "\n".join(lines)
