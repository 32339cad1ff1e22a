# SPDX-License-Identifier: MIT
# What a verdict says in each of the members named, one in a line; `rules.0.status` leads into it.
# usage: members.py VERDICT MEMBER…
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    verdict = json.load(file)
for path in sys.argv[2:]:
    value = verdict
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value.get(step) if value is not None else None
    for one in value if isinstance(value, list) and value and isinstance(value[0], dict) else [value]:
        print(path, json.dumps(one, ensure_ascii=False))
