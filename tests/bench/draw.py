# SPDX-License-Identifier: MIT
"""Plots as SVG: bars of ratios and lines of growth, all on logarithmic axes. Colours are classes, which the page defines for light
and for dark; every mark says its figure when it is pointed at."""
import math
from html import escape

CHARACTER = 6.6  # pixels of a letter of a label, about


class Log:
    """An axis: whole decades that hold all values, from one pixel to another."""

    def __init__(self, values, start, end):
        self.first = math.floor(math.log10(min(values)) + 1e-9)
        self.last = max(self.first + 1, math.ceil(math.log10(max(values)) - 1e-9))
        self.start, self.end = start, end

    def at(self, value):
        return self.start + (math.log10(value) - self.first) / (self.last - self.first) * (self.end - self.start)

    def ticks(self):
        step = 1 + (self.last - self.first) // 8
        return [10.0 ** power for power in range(self.first, self.last + 1, step)]


def text(x, y, said, anchor="start", kind="label", turned=False):
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}"{turn}>{escape(said)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def svg(width, height, said, parts):
    return (f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(said, quote=True)}">' + "".join(parts) + "</svg>")


# ---- bars ----

ROW = 24


def bars(rows, axis_name, tick_name, domain):
    """rows: (name, class, value, figure, what must be reached or None). Bars begin at 1; their figures stand in a column."""
    width, top = 480, 6
    left = 16 + CHARACTER * max(len(name) for name, *_ in rows)
    axis = Log(domain, left, width - 76)
    bottom = top + ROW * len(rows)
    parts = []
    for value in axis.ticks():
        parts += [line(axis.at(value), top, axis.at(value), bottom, "grid"),
                  text(axis.at(value), bottom + 16, tick_name(value), "middle", "tick")]
    for place, (name, kind, value, figure, bound) in enumerate(rows):
        y = top + ROW * place
        start, end = sorted((axis.at(1), axis.at(value)))
        parts += [text(left - 8, y + 16, name, "end"),
                  f'<rect x="{start:.1f}" y="{y + 5}" width="{max(end - start, 1.5):.1f}" height="14" rx="2" class="fill-{kind}">'
                  f'<title>{escape(name)}: {escape(figure)}</title></rect>', text(width - 4, y + 16, figure, "end")]
        if bound:
            parts.append(line(axis.at(bound), y + 1, axis.at(bound), y + ROW - 1, "bound"))
    parts += [line(axis.at(1), top, axis.at(1), bottom, "axis"),
              text((axis.start + axis.end) / 2, bottom + 34, axis_name, "middle", "axis-name")]
    return svg(width, bottom + 42, axis_name, parts)


# ---- lines ----

def apart(places, least, low, high):
    """Moves places, which are in order, as far apart as labels need, within bounds."""
    moved = list(places)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + least)
    if moved and moved[-1] > high:
        moved[-1] = high
        for i in range(len(moved) - 2, -1, -1):
            moved[i] = min(moved[i], moved[i + 1] - least)
    return [max(place, low + least * i) for i, place in enumerate(moved)]


def lines(series, x_name, y_name, x_tick, y_tick):
    """series: (name, class, [(x, y)]), each named at its end."""
    series = [(name, kind, sorted(points)) for name, kind, points in series if points]
    if not series:
        return ""
    width, height, left, top, bottom = 480, 320, 66, 8, 272
    right = width - 22 - CHARACTER * max(len(name) for name, *_ in series)
    xs, ys = ([point[i] for _, _, points in series for point in points] for i in (0, 1))
    across, up = Log(xs, left, right), Log(ys, bottom, top)
    parts = []
    for value in up.ticks():
        parts += [line(left, up.at(value), right, up.at(value), "grid"), text(left - 6, up.at(value) + 4, y_tick(value), "end", "tick")]
    for value in across.ticks():
        parts += [line(across.at(value), bottom, across.at(value), bottom + 4, "axis"),
                  text(across.at(value), bottom + 18, x_tick(value), "middle", "tick")]
    parts += [line(left, bottom, right, bottom, "axis"), text((left + right) / 2, bottom + 40, x_name, "middle", "axis-name"),
              text(13, (top + bottom) / 2, y_name, "middle", "axis-name", turned=True)]
    for name, kind, points in series:
        places = [(across.at(x), up.at(y)) for x, y in points]
        parts.append(f'<polyline class="line-{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="dot fill-{kind}"><title>{escape(name)}, {x_tick(at)}: '
                  f'{escape(y_tick(value))}</title></circle>' for (x, y), (at, value) in zip(places, points)]
    return svg(width, height, f"{y_name} by {x_name}", parts + names_at_ends(series, across, up, right, top, bottom))


def names_at_ends(series, across, up, right, top, bottom):
    """Beside the last point; above it where a line ends before the others."""
    ends = sorted((up.at(points[-1][1]), across.at(points[-1][0]), name) for name, _, points in series)
    last = max(x for _, x, _ in ends)
    parts = [text(x + 4, y - 9, name, "end") for y, x, name in ends if x < last - 1]
    ends = [end for end in ends if end[1] >= last - 1]
    for (y, x, name), moved in zip(ends, apart([end[0] for end in ends], 15, top + 4, bottom)):
        if abs(moved - y) > 3 or right - x > 8:
            parts.append(f'<polyline class="leader" points="{x + 6:.1f},{y:.1f} {right + 8:.1f},{moved:.1f}"/>')
        parts.append(text(right + 10, moved + 4, name))
    return parts
