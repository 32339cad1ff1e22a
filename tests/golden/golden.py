#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs cases: files, commands, and what they print, standard error included.

usage: golden.py [--update | --first WORDS] ASSIZE CASE…

    # why this case
    # > what of the reference it shows, word for word (lint/promises.py)
    --- policy.asz              a file with the lines up to the next `---`
    --- base.asz < c-check/base.asz     a file of the tests
    --- run                     commands behind `$ `, each followed by its output and, if it is not 0, its exit status: [4]
    $ assize check policy.asz

With --update what is printed becomes what is expected; with --first it ends at the first case that fails, and those come first that
have most of the words, rare ones before common ones."""
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def parts(text):
    """The comment, the files (name, other file or None, text) and the commands of a case."""
    comment, *pieces = re.split(r"^--- ", text, flags=re.M)
    files, commands = [], []
    for piece in pieces:
        head, body = piece.split("\n", 1)
        name, _, other = head.partition(" < ")
        if head == "run":
            commands = re.findall(r"^\$ (.*)\n", body, re.M)
        else:
            files.append((name, other, body))
    return comment, files, commands


def run(program, text):
    """What the case's text becomes when its commands are run."""
    comment, files, commands = parts(text)
    folder = tempfile.mkdtemp(prefix="assize-golden-")
    environment = {"PATH": f"{os.path.dirname(program)}:{os.path.dirname(program)}/tests/golden:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder}
    environment.update((name, value) for name, value in os.environ.items() if name.endswith("SAN_OPTIONS"))
    result = comment
    for name, other, body in files:
        result += f"--- {name} < {other}\n" if other else f"--- {name}\n{body}"
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        if other:
            shutil.copy(os.path.join(TESTS, other), os.path.join(folder, name))
        else:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(body)
    result += "--- run\n"
    for command in commands:
        done = subprocess.run(command, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120)
        output = done.stdout.decode("utf-8", "backslashreplace")
        result += f"$ {command}\n{output}" + ("" if not output or output.endswith("\n") else "\n(no line end)\n")
        result += f"[{done.returncode}]\n" if done.returncode else ""
    shutil.rmtree(folder)
    return result


def check(program, path, update):
    with open(path, encoding="utf-8", newline="") as file:
        expected = file.read()
    got = run(program, expected)
    if got == expected:
        return True
    if update:
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(got)
        return True
    with tempfile.NamedTemporaryFile("w", suffix=".got", encoding="utf-8") as file:
        file.write(got)
        file.flush()
        difference = subprocess.run(["diff", "-u", "--label", path, "--label", "is", path, file.name], capture_output=True, text=True)
    print(difference.stdout)
    return False


def words_of(text):
    """Without what ends them in English: `replaces` and `replaced` are one."""
    return {re.sub(r"(es|ed|s|ing)$", "", word) for word in re.findall(r"[a-z]{3,}", text.lower())}


def nearest_first(words, cases):
    """The cases in the order of how much they have of the words: in their names and comments, or anywhere else."""
    words, told, whole = words_of(words), {}, {}
    for path in cases:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        told[path] = words & words_of(os.path.basename(path) + " " + text.split("\n--- ", 1)[0])
        whole[path] = words & words_of(text)
    rare = {word: math.log(len(cases) / max(1, sum(word in found for found in told.values()))) for word in words}
    weight = {path: sum(2 * rare[word] * (word in told[path]) + rare[word] * (word in whole[path]) for word in words) for path in cases}
    return sorted(cases, key=lambda path: -weight[path])


def main():
    option = sys.argv[1] if sys.argv[1] in ("--update", "--first") else None
    program, *cases = sys.argv[{"--update": 2, "--first": 3}.get(option, 1):]
    if option == "--first":
        cases = nearest_first(sys.argv[2], cases)
    right = []
    with ThreadPoolExecutor(2) as pool:
        for good in pool.map(lambda path: check(os.path.abspath(program), path, option == "--update"), cases):
            right.append(good)
            if not good and option == "--first":
                pool.shutdown(cancel_futures=True)
                break
    print(f"{len(right)} cases, {right.count(False)} failed")
    return 1 if False in right or not right else 0


if __name__ == "__main__":
    sys.exit(main())
