#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The figures as one page that needs nothing else. usage: page.py build/bench.json > build/bench.html"""
import json
import sys
from html import escape

import draw
import report
from report import BASE, duration, median, of, significant

STYLE = """
:root { color-scheme: light dark; --surface: #fcfcfb; --panel: #f4f3f0; --text: #1c1c1a; --muted: #5d5c57; --grid: #e3e1db;
  --assize: #2a6fdb; --hand: #15906c; --peer: #c45c22; --met: #1a7444; --missed: #b3261e;
  --step-1: #8db6ee; --step-2: #5a92e3; --step-3: #2a6fdb; --step-4: #123f86; }
@media (prefers-color-scheme: dark) { :root { --surface: #191918; --panel: #232321; --text: #f1f0ec; --muted: #aaa89f; --grid: #373632;
  --assize: #6aa5ff; --hand: #3fc79c; --peer: #f0935c; --met: #58cc90; --missed: #ff8d84;
  --step-1: #3c69b3; --step-2: #5d92e6; --step-3: #8fb9fa; --step-4: #cfe2ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 66rem; background: var(--surface); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; } h2 { margin: 2.75rem 0 .25rem; font-size: 1.2rem; }
h3 { margin: 0 0 .5rem; font-size: .95rem; font-weight: 600; }
p { margin: .25rem 0 1rem; max-width: 46rem; color: var(--muted); }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr)); gap: 1rem; }
.panel { min-width: 0; padding: 1rem; background: var(--panel); border-radius: 8px; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
svg text { fill: var(--text); } svg .tick, svg .axis-name { fill: var(--muted); }
svg .grid { stroke: var(--grid); stroke-width: 1; } svg .axis { stroke: var(--muted); stroke-width: 1; }
svg .bound { stroke: var(--text); stroke-width: 2; } svg .leader { fill: none; stroke: var(--muted); stroke-width: .75; }
svg .dot { stroke: var(--panel); stroke-width: 1.5; }
svg polyline[class^="line-"] { fill: none; stroke-width: 2; stroke-linejoin: round; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--muted); }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.met, .met b { color: var(--met); } td.missed, .missed b { color: var(--missed); } td.missed { font-weight: 600; }
.measure { width: 24%; } .bound-cell { white-space: nowrap; } ul { margin: 0; padding: 0; list-style: none; columns: 15rem auto; }
ul.said { columns: auto; max-width: 46rem; } .said li { margin: .35rem 0; }
li { break-inside: avoid; } li b { font-weight: 600; }
summary { margin: 1.5rem 0 .5rem; cursor: pointer; font-weight: 600; }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .35em 0 .9em; border-radius: 2px; vertical-align: -.05em; }
""" + "".join(f".fill-{kind}, .key-{kind} {{ fill: var(--{kind}); background: var(--{kind}); }} .line-{kind} {{ stroke: var(--{kind}); }}\n"
              for kind in ("assize", "hand", "peer", "step-1", "step-2", "step-3", "step-4"))


def kind_of(engine):
    return "assize" if engine == BASE else "hand" if engine.startswith("C, ") else "peer"


def short(value):
    """A tick: 10, 1,000, 0.1."""
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def brief(value):
    """A tick among many: 1,000 as 1 k."""
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g} {name}"
    return short(value)


def tick_duration(value):
    """1 µs, 10 ms, in whole numbers."""
    return duration(value).replace(".00", "").replace(".0", "")


def panel(title, inside):
    return f'<figure class="panel" style="margin:0"><h3>{escape(title)}</h3>{inside}</figure>' if inside else ""


def cells(heads, rows, numbers_from=1):
    def kind(column):
        return ' class="number"' if column >= numbers_from else ""
    head = "".join(f"<th{kind(column)}>{escape(one)}</th>" for column, one in enumerate(heads))
    body = "".join("<tr>" + "".join(f"<td{kind(column)}>{escape(one)}</td>" for column, one in enumerate(row)) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


# ---- what is required ----

def required_section(found):
    values = [value for one in found["required"] for value in one["values"]]
    met = sum(value["met"] for value in values)
    rows = []
    for one in found["required"]:
        figures = "".join(f'<li class="{"met" if value["met"] else "missed"}"><b>{"✓" if value["met"] else "✗"} '
                          f'{escape(report.figure(one, value))}</b> {escape(value["where"])}</li>' for value in one["values"])
        state = "met" if one["met"] else "missed"
        rows.append(f'<tr><td class="measure">{escape(one["measure"])}</td><td class="bound-cell">{escape(one["bound"])}</td>'
                    f'<td><ul>{figures}</ul></td><td class="{state}">{state}</td></tr>')
    return (f"<h2>What it must show</h2><p>{met} of {len(values)} figures are as they must be.</p>"
            "<div class=\"scroll\"><table><thead><tr><th>measure</th><th>must be</th><th>is</th><th></th></tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>")


# ---- plots ----

def bound_of(engine, components):
    """What must be reached, as a ratio to Assize."""
    if engine == report.BY_HAND:
        return 1.0 if components < 500 else 1 / 0.3
    return report.PEERS.get(engine)


def ratio_section(found):
    workloads = [one for one in of(found, "review") if len(one["engines"]) > 1]
    if not workloads:
        return ""
    ratios = [engine["ratio"]["median"] for one in workloads for engine in one["engines"].values()]
    bounds = [bound_of(name, one["components"]) or 1 for one in workloads for name in one["engines"]]
    panels = []
    for one in workloads:
        rows = [(name, kind_of(name), engine["ratio"]["median"], f"{significant(engine['ratio']['median'])} ×",
                 bound_of(name, one["components"])) for name, engine in one["engines"].items() if name != BASE]
        panels.append(panel(f"{report.rules_and_components(one)}: {duration(median(one))}",
                            draw.bars(rows, "time ÷ Assize's, logarithmic", brief, [*ratios, *bounds, 1])))
    key = '<span class="key key-hand"></span>written by hand in C <span class="key key-peer"></span>other engines' \
        if any(kind_of(name) == "peer" for one in workloads for name in one["engines"]) else ""
    return ("<h2>Beside others</h2><p>One review of the same product with the same rules, all prepared before; above the bars stands "
            "what it takes Assize. A bar to the right of 1 is slower than Assize, to the left faster; the upright mark is what must be "
            f"reached.{key}</p>"
            f'<div class="grid">{"".join(panels)}</div>')


def steps(groups):
    """Series of lines whose order matters, in steps of one colour."""
    return [(name, f"step-{min(4, place + 1 + max(0, 4 - len(groups)))}", points) for place, (name, points) in enumerate(groups.items())]


def grouped(results, name_of, x_of):
    groups = {}
    for one in results:
        groups.setdefault(name_of(one), []).append((x_of(one), median(one)))
    return groups


def components_of(one):
    return one["components"]


def rules_of(one):
    return one["rules"]


def how_many_apply(one):
    return "all apply" if one["applicable"] == one["rules"] else f"{one['applicable']:,} apply"


def growth(title, series, x_name):
    return panel(title, draw.lines(series, x_name, "time of one review", short, tick_duration))


def growth_section(found):
    reviews = of(found, "review")
    applicable = sorted(of(found, "applicable"), key=lambda one: (one["applicable"] == one["rules"], one["applicable"]))
    by_engine = {}
    for one in (one for one in reviews if one["rules"] == 100):
        for name in one["engines"]:
            by_engine.setdefault(name, []).append((one["components"], median(one, name)))
    panels = [
        growth("With components", steps(grouped(reviews, lambda one: f"{one['rules']:,} rules", components_of)), "components of the product"),
        growth("With rules", steps(grouped(reviews, lambda one: f"{one['components']:,} components", rules_of)),
               "rules of the policy, of which most apply"),
        growth("With rules that do not apply, 500 components", steps(grouped(applicable, how_many_apply, rules_of)), "rules of the policy"),
        growth("All engines, 100 rules", [(name, kind_of(name), points) for name, points in by_engine.items()],
               "components of the product")]
    return ("<h2>How the cost grows</h2><p>Assize, without loading: the facts lie in the memory map. Both axes are logarithmic: a line that "
            "rises as steeply as it runs costs the same for each further component or rule.</p>"
            f'<div class="grid">{"".join(panels)}</div>')


def others_section(found):
    """In what form other engines ran, and what is missing of them."""
    said = [f"<li><b>{escape(', '.join(one['engines']))}</b> {escape(one['version'])}: {escape(one['form'])}. It cannot express: "
            f"{escape('; '.join(one['cannot']))}.</li>" for one in found["peers"]["here"]]
    said += [f"<li><b>{escape(one['engine'])}</b> is left out with {one['rules']:,} rules and {one['components']:,} components: "
             f"{escape(one['why'])}.</li>" for one in found["peers"]["left_out"]]
    said += [f"<li><b>{escape(name)}</b>: absent: {escape(why)}.</li>" for name, why in found["absent"].items()]
    return f'<h2>The other engines</h2><ul class="said">{"".join(said)}</ul>' if said else ""


def tables_section(found):
    return (f"<h2>All figures</h2><details open><summary>Whole processes</summary>"
            f"{cells(report.PROCESS_HEADS, report.process_rows(found))}</details>"
            f"<details><summary>Reviews</summary>{cells(report.ALONE_HEADS, report.alone_rows(found), 0)}</details>"
            f"<details><summary>The samples under profiles</summary>{cells(report.PROFILE_HEADS, report.profile_rows(found), 2)}</details>"
            f"<details><summary>A product at rest</summary>{cells(report.rest_heads(found), report.rest_rows(found))}</details>")


def page(found):
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>Assize: how fast</title><style>{STYLE}</style></head><body><h1>How fast Assize is</h1>"
            f"<p>{escape(report.machine_line(found))}. Medians of runs in turns; all engines have the same rules and facts, and gave the same "
            f"answers before anything was timed.</p>{required_section(found)}{ratio_section(found)}{growth_section(found)}"
            f"{others_section(found)}{tables_section(found)}</body></html>\n")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        print(page(json.load(file)), end="")


if __name__ == "__main__":
    main()
