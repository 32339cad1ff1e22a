#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files that need each other in circles: by calls (what an object leaves undefined, and which object defines it), and headers by
what they include. Whoever changes one file of a circle must know all of them.

usage: circles.py BUILD"""
import os
import re
import subprocess
import sys

OBJECT = re.compile(r"^(engine|grammar|gen)/.*\.o$")
APART = {"engine/fingerprint.o"}  # a program of its own, which runs while the others are built


def objects(build):
    for folder, _, names in os.walk(build):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), build)
            if OBJECT.match(path) and path not in APART:
                yield path


def symbols(build, paths):
    """Of each object what it defines for others, and what it wants of them."""
    said = subprocess.run(["nm", "-A", "-P", *(os.path.join(build, path) for path in paths)], capture_output=True, text=True, check=True)
    defined, wanted = {}, {path: set() for path in paths}
    for line in said.stdout.splitlines():
        place, symbol, kind, *_ = line.split()
        path = os.path.relpath(place.rstrip(":"), build)
        if kind == "U":
            wanted[path].add(symbol)
        elif kind.isupper():
            defined[symbol] = path
    return defined, wanted


def calls(build):
    paths = sorted(objects(build))
    # An object whose source is gone has no say.
    paths = [path for path in paths if path.startswith("gen/") or os.path.exists(path[:-2] + ".c")]
    defined, wanted = symbols(build, paths)
    return {path: {defined[symbol]: symbol for symbol in sorted(wanted[path]) if defined.get(symbol, path) != path} for path in paths}


def includes():
    graph = {}
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "engine/*.h", "grammar/*.h"], capture_output=True, check=True,
                            text=True)
    for path in listed.stdout.split():
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                found = re.findall(r'^#include "([^"]+)"', file.read(), re.M)
            named = [(name, where) for name in found for where in (f"engine/{name}", f"grammar/{name}") if os.path.isfile(where)]
            graph[path] = {where: name for name, where in named}
    return graph


def circles(graph):
    """Tarjan's strongly connected components of more than one file, or of one that needs itself."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1 or node in graph.get(node, ()):
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in graph:
        if node not in index:
            visit(node)
    return found


def main():
    sys.setrecursionlimit(10000)
    status = 0
    for what, graph in (("calls", calls(sys.argv[1])), ("includes", includes())):
        if len(graph) < 20:
            print(f"{what}: the files are not found")
            status = 1
        for circle in circles(graph):
            status = 1
            print(f"a circle of {what}: {', '.join(circle)}")
            for path in circle:
                for other in circle:
                    if other in graph[path]:
                        print(f"  {path} needs {graph[path][other]} of {other}")
        print(f"{what}: {len(graph)} files")
    return status


sys.exit(main())
