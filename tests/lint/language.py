#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The reference and the program agree: examples marked `assize` compile, profiles with the first of them, sections that messages
cite are there, and every keyword and every native is named.

usage: language.py ASSIZE"""
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
FRAME = """policy frame version "1.0.0" {{ title "Frame" reviews product : Product }}
source frame "Frame" {{ clause 1 "one" }}
aspect controllability "C"
evidence {{ rank declaration }}
entity Product {{ n: integer  faults: many Fault }}
part Fault key id {{ id: text  fixed_on: date  disclosed_on: date }}
rule FRAME-01 "one" {{ cites frame 1{cites}  aspect controllability  severity minor  require product.n > 0 }}
{example}
"""
VERDICT = "verdict { rejected when any critical violated  passed otherwise }\n"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def check(name, text, library):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "example.asz")
        if library:  # a library is checked through a policy that uses it
            os.makedirs(os.path.join(folder, "example"))
            with open(os.path.join(folder, "example", library + ".asz"), "w", encoding="utf-8") as file:
                file.write(text)
            own = "" if "evidence {" in text else "evidence { rank declaration }\n"
            entity = "" if "entity Product" in text else "entity Product { n: integer }\n"
            text = (f'policy p version "1.0.0" {{ title "P" reviews product : Product }}\nuse example.{library}\n'
                    'source s "S" { clause 1 "c" }\naspect a "A"\n' + own + entity +
                    'rule R-01 "one" { cites s 1 aspect a severity minor require true }\n' + VERDICT)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        command = "test" if "\ntest " in text else "check"
        done = subprocess.run([PROGRAM, command, path], capture_output=True, text=True, check=False)
        return [f"{name}: {done.stdout}{done.stderr}"] if done.returncode else []


def check_profile(name, text, policy):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, "policy.asz"), os.path.join(folder, "profile.asz")]
        for path, content in zip(paths, (policy, text)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        done = subprocess.run([PROGRAM, "check", "-p", *paths], capture_output=True, text=True, check=False)
        return [f"{name}: {done.stdout}{done.stderr}"] if done.returncode else []


def main():
    reference, wrong, count = read("grammar/LANGUAGE.md"), [], 0
    examples = re.findall(r"```(assize(?:-fragment|-profile)?)\n(.*?)```", reference, re.S)
    for number, (kind, text) in enumerate(examples):
        count += 1
        if kind == "assize-profile":
            wrong += check_profile(f"example {number + 1}", text, examples[0][1])
            continue
        library = re.match(r"library example\.(\w+)", text)
        if kind == "assize-fragment":
            text = FRAME.format(example=text + ("" if "verdict {" in text else VERDICT), cites="; procedures 4(1)" if "source" in text else "")
        wrong += check(f"example {number + 1}", text, library and library.group(1))
    sections = set(re.findall(r"^#+ ([0-9A-D][0-9.]*)\.? ", reference, re.M)) | {"facts"}
    sections = {section.rstrip(".") for section in sections}
    for section in set(re.findall(r'^MESSAGE\(\w+, \w+, "([^"]*)"', read("engine/support/messages.def"), re.M)):
        if section not in sections:
            wrong.append(f"messages cite a section {section}")
    words = set(re.findall(r"[A-Za-z_]+", reference))
    for word in re.findall(r'^KEYWORD\(\w+, "(\w+)"', read("grammar/keywords.def"), re.M):
        if word not in words:
            wrong.append(f"the keyword {word} is not named")
    for english, chinese in re.findall(r'^KEYWORD\(\w+, "(\w+)", "(\w+)"', read("grammar/keywords.def"), re.M):
        if f"{english} {chinese}" not in " ".join(reference.split()):
            wrong.append(f"the Chinese form of {english} is not named")
    for native in re.findall(r"^BUILTIN\((\w+)", read("stdlib/builtins.def"), re.M):
        if native + "(" not in reference:
            wrong.append(f"the native {native} is not named")
    print("\n".join(wrong + [f"{count} examples, {len(sections)} sections, {len(wrong)} wrong"]))
    return 1 if wrong else 0


sys.exit(main())
