#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the rows of a README whose table says of inputs beside it what is right.

usage: run.py ASSIZE FOLDER ROWS [WORDS OF A ROW]

    NAME=what stands for $NAME in commands, before the first row; $POLICIES are our own, $HERE is where this stands
    == a row's first cell, as it stands in the README; or words that stand below its table
    $ a command of the shell; each row has a folder of its own, in which the inputs lie
    [3]                    its exit status, where it is not 0
    > text                 what it prints, on either output: a part of it
    ! text                 what it does not print
    R42-01 violated        the status of a rule, of a review; so is `not violated`
    outcome passed         the outcome of a review

Every row of the README has one here, and every input stands in some command."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

POLICIES = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "policies"))
MOST_SECONDS = 60


class Row:
    """Its name, and for each command what is expected of it."""

    def __init__(self, name):
        self.name, self.commands = name, []


def read_rows(path):
    names, rows = {}, []
    with open(path, encoding="utf-8") as file:
        for line in (line.rstrip("\n") for line in file):
            if line.startswith("== "):
                rows.append(Row(line[3:]))
            elif line.startswith("$ "):
                rows[-1].commands.append((line[2:], []))
            elif line and not line.startswith("#"):
                if rows:
                    rows[-1].commands[-1][1].append(line)
                else:
                    name, _, value = line.partition("=")
                    names[name] = value
    return names, rows


def lacking(readme, rows):
    """Rows of the README that nothing here is called by, and what here is called by nothing there."""
    lines = readme.split("\n")
    cells = [line.split("|")[1].strip() for line in lines if line.startswith("| ")][1:]
    cells = [cell for cell in cells if not cell.startswith("---")]
    last = max(i for i, line in enumerate(lines) if line.startswith("| "))
    below = " ".join(lines[last + 1:])
    items = [item for item in re.split(r"; |\. (?=[A-Z])", re.sub(r"\(right: [^)]*\)", "", below)) if item.strip(" .")]
    names = [row.name for row in rows]
    return ([cell for cell in cells if cell not in names] + [item for item in items if not any(name in item for name in names)]
            + [f"{name}: the README has no such row" for name in names if name not in cells and name not in below])


def inputs(folder):
    """All files below a folder, but for the README."""
    found = [os.path.relpath(os.path.join(way, name), folder) for way, _, names in os.walk(folder) for name in names]
    return sorted(name for name in found if name != "README.md")


def run(command, place, environment):
    done = subprocess.run(["bash", "-c", command], cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=MOST_SECONDS, check=False)
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace")


def verdict_of(command, place, environment):
    """The review that a line ends with, once more as JSON."""
    last = re.split(r"; |&& ", command)[-1]
    text = run(f"{last} --format json 2>/dev/null", place, environment)[1]
    if not text.startswith("{"):
        return {"outcome": text}
    verdict = json.loads(text)
    return {"outcome": verdict["outcome"], **{rule["code"]: rule["status"] for rule in verdict["rules"]}}


def wrong_about(line, printed, verdict):
    """Whether an expectation does not hold, and what is the case."""
    if line.startswith("> "):
        return None if line[2:] in printed else printed
    if line.startswith("! "):
        return None if line[2:] not in printed else printed
    of, _, wanted = line.partition(" ")
    found = verdict().get(of, "no such rule")
    is_wanted = found != wanted[4:] if wanted.startswith("not ") else found == wanted
    return None if is_wanted else found


def check_command(command, expected, place, environment):
    """What is wrong about a command; how much was looked at."""
    verdict = []
    code, printed = run(command, place, environment)

    def once():
        verdict[:] = verdict or [verdict_of(command, place, environment)]
        return verdict[0]

    status = next((int(line[1:-1]) for line in expected if re.fullmatch(r"\[\d+\]", line)), 0)
    said = [] if code == status else [f"ends with {code}, not {status}: {printed}"]
    others = [line for line in expected if not re.fullmatch(r"\[\d+\]", line)]
    for line in others:
        wrong = wrong_about(line, printed, once)
        if wrong is not None:
            said.append(f"{line}: is not so: {wrong}")
    return said, 1 + len(others)


def check_row(row, folder, environment):
    with tempfile.TemporaryDirectory(prefix="assize-field-") as place:
        here = os.path.join(place, "inputs")
        shutil.copytree(folder, here, copy_function=shutil.copyfile)
        for way, _, _ in os.walk(here):
            os.chmod(way, 0o755)
        failures, checks = [], 0
        for command, expected in row.commands:
            said, looked = check_command(command, expected, here, {**environment, "HOME": place})
            failures += [f"{row.name}\n  $ {command}\n  {one}" for one in said]
            checks += looked
    return failures, checks


def main():
    program, folder, path, *only = sys.argv[1:]
    names, rows = read_rows(path)
    environment = {**os.environ, "PATH": f"{os.path.dirname(os.path.abspath(program))}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
                   **{name: value.replace("$POLICIES", POLICIES).replace("$HERE", os.path.dirname(os.path.abspath(path)))
                      for name, value in names.items()}}
    with open(os.path.join(folder, "README.md"), encoding="utf-8") as file:
        failures = lacking(file.read(), rows)
    used = " ".join(command for row in rows for command, _ in row.commands)
    failures += [f"{name}: no row uses it" for name in inputs(folder)
                 if not re.search(rf"(?<![\w.-]){re.escape(os.path.basename(name))}(?![\w-])", used)]
    checks = len(failures)
    with ThreadPoolExecutor(2) as pool:
        for wrong, looked in pool.map(lambda row: check_row(row, folder, environment), [row for row in rows if " ".join(only) in row.name]):
            failures += wrong
            checks += looked
    for failure in failures:
        print(f"FAILED: {failure}")
    print(f"{len(rows)} rows, {checks} checks, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
