# SPDX-License-Identifier: MIT
"""What is measured, as files in one folder: facts in all forms, rules in all languages, and the table of expected results."""
import json
import os
import subprocess

import expected
import make_facts
import make_rules
import write_assize
import write_c
import write_records

DATE = "2026-11-22"


class Failure(Exception):
    """The bench stops, and says this."""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise Failure(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


class Facts:
    """Products of these sizes, in all forms."""

    def __init__(self, folder, build, seed, sizes):
        self.folder, self.build, self.sizes = folder, build, sizes
        self.suppliers = make_facts.suppliers(seed)
        self.products = [make_facts.product(size, seed) for size in sizes]
        self.rows = [expected.read(product, self.suppliers) for product in self.products]
        self.json_sizes = {}
        os.makedirs(folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def number(self, size):
        return self.sizes.index(size)

    def subject(self, size):
        return self.products[self.number(size)]["id"]

    def write(self, schema):
        """All forms; `schema` is a bundle."""
        for size, product in zip(self.sizes, self.products):
            used = {one["supplier"] for one in product["facts"]["components"]}
            suppliers = [one for one in self.suppliers if one["id"] in used]
            with open(self.path(f"{size}.ndjson"), "w", encoding="utf-8") as file:
                file.write(write_assize.submissions([product], suppliers))
            with open(self.path(f"{size}.json"), "w", encoding="utf-8") as file:
                self.json_sizes[size] = file.write(json.dumps(peer_document(product, suppliers), separators=(",", ":")))
        with open(self.path("all.ndjson"), "w", encoding="utf-8") as file:
            file.write(write_assize.submissions(self.products, self.suppliers))
        self.import_into("facts", schema, "all.ndjson")
        self.by_hand_sizes = write_records.write(self.path("store.records"), self.products, self.suppliers)
        store = self.empty_folder("store")
        run(os.path.join(self.build, "store"), store, self.path("store.records"))

    def empty_folder(self, name):
        path = self.path(name)
        os.makedirs(path, exist_ok=True)
        for entry in os.listdir(path):
            os.unlink(os.path.join(path, entry))
        return path

    def import_into(self, name, schema, file):
        run(os.environ["ASSIZE"], "facts", "import", "-p", schema, "-f", self.empty_folder(name), self.path(file))
        return self.path(name)

    def bytes_at_rest(self, schema, size):
        """What a product takes of a fact base: its submission as it came, its image, its part of the log."""
        with open(self.path("suppliers.ndjson"), "w", encoding="utf-8") as file:
            file.write(write_assize.submissions([], self.suppliers))
        taken = []
        for name in ("suppliers.ndjson", f"{size}.ndjson"):
            folder = self.import_into("rest", schema, "suppliers.ndjson")
            if name != "suppliers.ndjson":
                run(os.environ["ASSIZE"], "facts", "import", "-p", schema, "-f", folder, self.path(name))
            taken.append(os.stat(os.path.join(folder, "data.mdb")).st_size)
        return taken[1] - taken[0]


def peer_document(product, suppliers):
    """What other engines are given: the product, and the suppliers by their ids."""
    return {"product": {"id": product["id"], **product["facts"]}, "suppliers": {one["id"]: one["facts"] for one in suppliers}}


class Policy:
    """A set of rules: how many, how many of them apply (None: as in a policy where most do), and of which kind."""

    def __init__(self, folder, seed, count, applicable=None, kind="all"):
        self.count, self.applicable, self.kind = count, applicable, kind
        self.rules = make_rules.RuleMaker(seed, applicable, kind).rules(count)
        self.name = f"{count}" if applicable is None else f"{count}-{applicable}"
        self.name += "" if kind == "all" else f"-{kind}"
        self.folder = folder
        self.source, self.bundle = self.path("rules.asz"), self.path("rules.aszb")

    def path(self, ending):
        return os.path.join(self.folder, f"{self.name}.{ending}")

    def write(self):
        with open(self.source, "w", encoding="utf-8") as file:
            file.write(write_assize.policy(self.rules))
        run(os.environ["ASSIZE"], "build", self.source, "-o", self.bundle)

    def expected(self, facts, size):
        return expected.answers(self.rules, facts.rows[facts.number(size)])

    def write_by_hand(self):
        """The two reviews written in C, compiled with the flags of the engine, and for this processor."""
        for name, writer in (("rows", write_c.Rows), ("columns", write_c.Columns)):
            source = self.path(f"{name}.c")
            with open(source, "w", encoding="utf-8") as file:
                file.write(writer(self.rules).file(f"{name}.h"))
            parts = [f"tests/bench/{part}.c" for part in (name, "by_hand", "protocol")]
            run(*os.environ["COMPILE"].split(), "-march=native", "-o", self.path(name), source, *parts, "-llmdb", "-lpcre2-8")
