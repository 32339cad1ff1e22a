#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Wrong input of every kind: one clear message each, the right exit status, nothing changed, at most a second of a processor
(others may run beside it), and 256 MB.

usage: run.py ASSIZE SHARED"""
import glob
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading

MOST_SECONDS, MOST_KIB = 1.0, 256 * 1024
MOST_WAITING = 60  # seconds, for what does not come
SLOWDOWN = float(os.environ.get("ASSIZE_SLOWDOWN", "1"))  # of a build with sanitizers

HEAD = """policy p version "1.0.0" { title "P" reviews product : Product }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank declaration }
entity Product { n: integer  r: decimal  t: text  d: date  b: boolean  v: version  items: many Item }
part Item key id { id: text  size: integer }
"""
TAIL = """
verdict { rejected when any critical violated  passed otherwise }
"""


def rule(require):
    return HEAD + 'rule R-01 "one" { cites s 1  aspect a  severity minor  require ' + require + " }" + TAIL


def nested(deep, definitions=1):
    """Sets inside of each other, in a rule and in definitions that lead to each other."""
    def inside(name):
        return "".join(f"every {name}{i} in {name}{i - 1}.peers : " for i in range(1, deep + 1))
    text = rule(inside("a") + f"low1(a{deep})").replace("items: many Item", "items: many Item  peers: many Product")
    for i in range(1, definitions + 1):
        last = f"low{i + 1}(b{deep})" if i < definitions else f"b{deep}.b"
        text = text.replace("rule R-01", f"define low{i}(b0 : Product) = {inside('b')}{last}\nrule R-01")
    return text.replace("a0.peers", "product.peers")


def facts(text, more=""):
    return ('{"entity":"Product","id":"x","evidence":{"kind":"declaration","on":"2026-10-01"},"facts":' + text + more + "}")


# What is wrong with a policy: its text, and a part of what must be said.
POLICIES = {
    "not UTF-8": (rule("product.b").encode() + b"# \xff\xfe", "not-utf8"),
    "cut in a character": (rule("product.b").encode() + "# é".encode()[:-1], "not-utf8"),
    "bidirectional control": (rule("product.b") + "# \u202e hidden", "bidi-control"),
    "bidirectional control in a text": (rule('product.t = "a\u2066b"'), "bidi-control"),
    "a line of 10 MB": (rule("product.b or " * 800_000 + "product.b"), "too-deep"),
    "a chain of 900 conditions": (rule("product.b or " * 900 + "product.b"), ""),
    "a text of 10 MB": (rule('product.t = "' + "x" * 10_000_000 + '" and product.q'), "unknown-attribute"),
    "parentheses 10,000 deep": (rule("(" * 10_000 + "product.b" + ")" * 10_000), ""),
    "parentheses 100,000 deep": (rule("(" * 100_000 + "product.b" + ")" * 100_000), "too-deep"),
    "not 10,000 deep": (rule("not " * 10_000 + "product.b"), "too-deep"),
    "if 10,000 deep": (rule("if product.b then true else " * 10_000 + "product.b"), "too-deep"),
    "quantifiers 10,000 deep": (rule("every x in product.items : " * 10_000 + "product.b"), "too-deep"),
    "sets 10,000 deep": (rule("product.n in " + "{" * 10_000 + "1" + "}" * 10_000), ""),
    "blocks 10,000 deep": (HEAD + "rule R-01 " + "{" * 10_000 + TAIL, "unexpected"),
    "a chain of 10,000 additions": (rule("product.n" + " + 1" * 10_000 + " > 0"), ""),
    "number out of range": (rule("product.n > 9223372036854775808"), "number-out-of-range"),
    "places of a decimal": (rule("product.r > 0.1234567"), "too-many-places"),
    "no such day": (rule("product.d > 2026-02-30"), "no-such-date"),
    "a pattern too long": (rule("product.t matches `" + "a" * 5000 + "`"), "pattern"),
    "a pattern with a back-reference": (rule(r"product.t matches `(a)\1`"), "pattern"),
    "a pattern that recurses": (rule(r"product.t matches `(a(?R)?b)`"), "pattern"),
    "too wide": (rule(" * ".join(["product.n"] * 3) + " > 0"), "wide"),
    "an empty file": ("", "unexpected-end"),
    "nothing but a comment": ("# nothing", "unexpected-end"),
    "a zero byte": (rule("product.b") + "\0", "bad-character"),
    "another kind of file": ("library std.x\n", "wrong-kind-of-file"),
}

# What is wrong with submissions.
SUBMISSIONS = {
    "not UTF-8": (facts('{"t":"a"}').encode().replace(b'"a"', b'"\xff"'), "UTF-8"),
    "a key given twice": (facts('{"n":1,"n":2}'), "already"),
    "an integer out of range": (facts('{"n":9223372036854775808}'), "2^63"),
    "an integer with places": (facts('{"n":12.0}'), "n"),
    "a decimal with too many places": (facts('{"r":0.1234567}'), "0.1234567"),
    "a decimal out of range": (facts('{"r":1e300}'), "r"),
    "an exponent that never ends": (facts('{"r":1e' + "9" * 100_000 + "}"), "r"),
    "a number of a million digits": (facts('{"n":' + "1" * 1_000_000 + "}"), "n"),
    "nested 10,000 deep": (facts("[" * 10_000 + "]" * 10_000), "deep"),
    "an attribute that there is not": (facts('{"itemz":[]}'), "did you mean `items`"),
    "an entity that there is not": (facts("{}").replace("Product", "Produkt"), "did you mean"),
    "a kind that there is not": (facts("{}").replace('"declaration"', '"declarations"'), "did you mean"),
    "a date that there is not": (facts('{"d":"2026-02-30"}'), "2026-02-30"),
    "a text for a number": (facts('{"n":"1"}'), "n"),
    "no evidence": ('{"entity":"Product","id":"x","facts":{}}', "evidence"),
    "an id of nothing": (facts("{}").replace('"x"', '""'), "id"),
    "an id with a zero": (facts("{}").replace('"x"', '"a\\u0000b"'), "id"),
    "an id of 1,000 bytes": (facts("{}").replace('"x"', '"' + "x" * 1000 + '"'), "id"),
    "an empty file": ("", "empty"),
    "a file cut off": (facts('{"n":1}')[:-5], ""),
    "a lone surrogate": (facts('{"t":"\\ud800"}'), ""),
    "an array that goes on": ("[" + facts("{}") + "]" + facts("{}"), ""),
    "a file of blanks": (" " * 1_000_000, "empty"),
    "XML": ("<bom/>", ""),
}


class Runner:
    def __init__(self, program, shared):
        self.program, self.shared = os.path.abspath(program), shared
        self.folder = tempfile.mkdtemp(prefix="assize-limits-")
        self.failed = self.count = 0
        self.path("good.asz", rule("product.n > 0"))
        self.path("good.json", facts('{"n":1,"items":[{"id":"a","size":3}]}'))
        self.call(0, "", "build", "good.asz", "-o", "good.aszb")
        self.call(0, "", "facts", "import", "-p", "good.aszb", "-f", "facts", "good.json")

    def path(self, name, data):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return path

    def wrong(self, what, why):
        self.failed += 1
        print(f"{what}: {why}")

    def call(self, status, said, *arguments, what=None, **options):
        """Runs the program: exit status (one, several, or with each what is said then), a part of what it says, time and memory."""
        what = what or " ".join(arguments)[:100]
        self.count += 1
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            process = subprocess.Popen([self.program, *arguments], cwd=self.folder, stdout=stdout, stderr=stderr, **options)
            waits = threading.Timer(MOST_WAITING * SLOWDOWN, process.kill)
            waits.start()
            _, how, usage = os.wait4(process.pid, 0)
            waits.cancel()
            process.returncode = code = os.waitstatus_to_exitcode(how)
            seconds, used = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
            stdout.seek(0)
            stderr.seek(0)
            out, text = stdout.read(), stderr.read().decode("utf-8", "replace")
        said = status.get(code, said) if isinstance(status, dict) else said
        if code not in (status if isinstance(status, (tuple, dict)) else (status,)):
            self.wrong(what, f"exit status {code} instead of {status}: {text[:300]}")
        elif code in (2, 4, 5) and not text.strip():
            self.wrong(what, "no message")
        elif said and said not in text + out.decode("utf-8", "replace"):
            self.wrong(what, f"nothing about `{said}` in: {text[:300]}")
        if "Assertion" in text:
            self.wrong(what, f"an assertion is printed: {text[:300]}")
        if len(text) > 40_000:
            self.wrong(what, f"{len(text)} bytes of messages")
        if seconds > MOST_SECONDS * SLOWDOWN:
            self.wrong(what, f"{seconds:.2f} seconds")
        if used > MOST_KIB * (16 if SLOWDOWN > 1 else 1):
            self.wrong(what, f"{used // 1024} MB")
        return out.decode("utf-8", "replace")

    def digest(self):
        """Of all that is stored; the lock file aside, which readers write."""
        with open(os.path.join(self.folder, "facts", "data.mdb"), "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()

    # ---- the parts ----

    def policies(self):
        for what, (text, said) in POLICIES.items():
            self.path("p.asz", text)
            self.call((0, 4) if said == "" else 4, said, "check", "p.asz", what=f"a policy: {what}")
        self.path("p.asz", nested(340, 2))
        self.call(4, "sets-too-deep", "build", "p.asz", "-o", "deep.aszb", what="sets 1,020 deep by definitions")
        self.path("p.asz", nested(490))
        self.call(0, "", "build", "p.asz", "-o", "deep.aszb", what="sets 980 deep by a definition")

    def submissions(self):
        before = self.digest()
        for what, (text, said) in SUBMISSIONS.items():
            self.path("s.json", text)
            self.call(4, said, "facts", "import", "-p", "good.aszb", "-f", "facts", "s.json", what=f"submissions: {what}")
        self.path("s.json", facts('{"n":2}') + "\n" + facts('{"n":"no"}'))
        self.call(4, "", "facts", "import", "-p", "good.aszb", "-f", "facts", "s.json", what="one of two submissions is wrong")
        for path in sorted(glob.glob(os.path.join(self.shared, "corpora/json/**/*.json"), recursive=True)):
            # Two of them are arrays of no submissions.
            nothing = os.path.basename(path) in ("y_array_empty.json", "y_structure_whitespace_array.json", "y_array_arraysWithSpaces.json")
            self.call((0, 4) if nothing else 4, "", "facts", "import", "-p", "good.aszb", "-f", "facts", path, what=os.path.basename(path))
        if self.digest() != before:
            self.wrong("refused submissions", "the fact base has changed")

    def patterns(self):
        """Patterns known to explode: refused, or matched within a budget."""
        path = os.path.join(self.shared, "corpora/regex/redos-first-300.txt")
        if not os.path.exists(path):
            return
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = [line.rstrip("\n") for line in file]
        # A number, the pattern, and lines about it.
        patterns = [lines[i + 1] for i in range(len(lines) - 1) if lines[i].isdigit() and "`" not in lines[i + 1]]
        text = "a" * 30_000 + "!" + "0" * 5_000 + " " * 5_000
        self.path("t.json", facts(json.dumps({"t": text, "n": 1})))
        for number, pattern in enumerate(patterns[:300]):
            if any(ord(c) < 32 for c in pattern):
                continue
            self.path("p.asz", rule(f"not (product.t matches `{pattern}`)"))
            checked = subprocess.run([self.program, "check", "p.asz"], cwd=self.folder, capture_output=True, timeout=60, check=False)
            self.count += 1
            if checked.returncode == 4:
                continue
            base = os.path.join(self.folder, "r")
            if number == 0 or not os.path.exists(base):
                self.call(0, "", "facts", "import", "-p", "p.asz", "-f", "r", "t.json")
            self.call((0, 1, 3), "", "review", "x", "-p", "p.asz", "-f", "r", "--on", "2026-11-22", what=f"the pattern {pattern[:60]}")

    def bundles(self):
        with open(os.path.join(self.folder, "good.aszb"), "rb") as file:
            good = file.read()
        other = bytearray(good)
        other[16] ^= 1
        self.path("b.aszb", bytes(other))
        self.call(4, "another version", "inspect", "b.aszb", what="a bundle of another version")
        for size in (8, 20, 100, len(good) - 1):
            self.path("b.aszb", good[:size])
            self.call(4, "bundle", "inspect", "b.aszb", what=f"a bundle of {size} bytes")
        for at in range(16, len(good), max(1, len(good) // 40)):
            other = bytearray(good)
            other[at] ^= 0x40
            self.path("b.aszb", bytes(other))
            self.call(4, "bundle", "review", "x", "-p", "b.aszb", "-f", "facts", what=f"a bundle with byte {at} changed")

    def bases(self):
        good = ["-p", "good.aszb", "-f"]
        self.path("text/data.mdb", "this is no fact base\n" * 1000)
        self.call(5, "", "facts", "list", "-f", "text", what="a text for a fact base")
        self.call(5, "", "facts", "import", *good, "text", "good.json", what="import into a text")
        self.path("file", "x")
        self.call(5, "", "facts", "import", *good, "file", "good.json", what="a file for a folder")
        self.path("empty/data.mdb", "")
        self.call((0, 5), "", "facts", "list", "-f", "empty", what="an empty data file")
        self.call(5, "no fact base", "facts", "list", "-f", "nowhere", what="no fact base")
        shutil.copytree(os.path.join(self.folder, "facts"), os.path.join(self.folder, "cut"))
        with open(os.path.join(self.folder, "cut", "data.mdb"), "r+b") as file:
            file.truncate(8192)
        self.call((1, 5), "", "facts", "verify", "-f", "cut", what="a fact base cut off")
        self.disk_full()
        self.disk_full_at_first()
        self.damaged()
        if os.geteuid() != 0:  # nothing is read-only for root
            os.chmod(os.path.join(self.folder, "facts"), 0o500)
            self.call(5, "permission", "facts", "import", *good, "facts", "good.json", what="a read-only folder")
            os.chmod(os.path.join(self.folder, "facts"), 0o700)
        modes = {name: os.stat(os.path.join(self.folder, "facts", name)).st_mode & 0o777 for name in ("data.mdb", "lock.mdb")}
        if set(modes.values()) != {0o600}:
            self.wrong("the fact base", f"modes {modes}")

    def disk_full(self):
        before = self.digest()
        limit = os.path.getsize(os.path.join(self.folder, "facts", "data.mdb")) + 4096
        items = [{"id": f"i{i}", "size": i} for i in range(20_000)]
        self.path("large.json", facts(json.dumps({"items": items})))

        def small():
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        self.call(5, "full", "facts", "import", "-p", "good.aszb", "-f", "facts", "large.json", what="a full disk", preexec_fn=small)
        if self.digest() != before:
            self.call(0, "all is well", "facts", "verify", "-f", "facts", what="after a full disk")
            if "i19999" in self.call(0, "", "facts", "show", "x", "-f", "facts"):
                self.wrong("a full disk", "what was refused is stored")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([self.program, "--help"], stdout=full, stderr=subprocess.PIPE, check=False)
            if done.returncode != 5 or not done.stderr:
                self.wrong("standard output is full", f"exit status {done.returncode}")

    def disk_full_at_first(self):
        """The lock file of a fact base, which LMDB writes through a map: on a disk of its own, that is full."""
        disk = os.path.join(self.folder, "disk")
        os.mkdir(disk)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True, check=False)
        if mounted.returncode != 0:
            print("SKIPPED: a new fact base on a full disk: no disk may be mounted here")
            return
        try:
            os.mkdir(os.path.join(disk, "restored"))
            shutil.copy(os.path.join(self.folder, "facts", "data.mdb"), os.path.join(disk, "restored"))
            with open(os.path.join(disk, "rest"), "wb", buffering=0) as rest:
                try:
                    while rest.write(bytes(4096)):
                        pass
                except OSError:
                    pass
            good = ["-p", "good.aszb", "-f"]
            self.call(5, "full", "facts", "import", *good, "disk/new", "good.json", what="a new fact base on a full disk")
            if os.path.exists(os.path.join(disk, "new")):
                self.wrong("a new fact base on a full disk", "something of it stays")
            for arguments in (["facts", "list", "-f"], ["facts", "verify", "-f"], ["review", "x", *good], ["facts", "import", *good]):
                more = ["good.json"] if "import" in arguments else []
                self.call(5, "full", *arguments, "disk/restored", *more, what=f"{arguments[0]} {arguments[1]} without a lock file on a full disk")
            for pages in range(1, 12):
                os.truncate(os.path.join(disk, "rest"), os.path.getsize(os.path.join(disk, "rest")) - 4096)
                new = f"disk/new{pages}"
                self.call(5, "disk is full", "facts", "import", *good, new, "good.json", what=f"a new fact base with {pages} pages of room")
                if os.path.exists(os.path.join(self.folder, new, "data.mdb")):
                    self.call((0, 5), "", "facts", "list", "-f", new, what=f"a fact base that found {pages} pages of room")
            os.remove(os.path.join(disk, "rest"))
            for new in ("new", *(f"new{pages}" for pages in range(1, 12))):
                self.call(0, "1 submission stored", "facts", "import", *good, f"disk/{new}", "good.json", what="a disk with room again")
            self.call(0, "all is well", "facts", "verify", "-f", "disk/restored", what="a restored fact base")
            for name in ("new", "restored"):
                mode = os.stat(os.path.join(disk, name, "lock.mdb")).st_mode & 0o777
                if mode != 0o600:
                    self.wrong(f"the lock file of {name}", f"mode {mode:o}")
        finally:
            subprocess.run(["umount", disk], check=True)

    def damaged(self):
        """A fact base of which bytes or pages are changed: found, or none of what is read; never the end of verification."""
        items = [{"id": f"i{i}", "size": i} for i in range(300)]
        many = [facts(json.dumps({"n": i, "items": items[: i % 7]})).replace('"x"', f'"x{i}"') for i in range(150)]
        self.path("many.json", "\n".join(many))
        self.call(0, "", "facts", "import", "-p", "good.aszb", "-f", "sound", "many.json")
        with open(os.path.join(self.folder, "sound", "data.mdb"), "rb") as file:
            sound = file.read()
        chance, pages = random.Random(11), len(sound) // 4096
        for number in range(160):
            bad = bytearray(sound)
            page, other = chance.randrange(2, pages) * 4096, chance.randrange(2, pages) * 4096
            if number % 4 == 0:
                bad[page:page + 4096] = bytes(4096)
            elif number % 4 == 1:
                bad[page:page + 4096] = sound[other:other + 4096]
            else:
                for _ in range(1 if number % 4 == 2 else 50):
                    bad[chance.randrange(8192, len(bad))] = chance.randrange(256)
            self.path("bad/data.mdb", bytes(bad))
            # 4: what is damaged may be the number of a format, which is then that of a later version.
            self.call({0: "", 1: "", 4: "this program reads no later one", 5: ""}, "", "facts", "verify", "-f", "bad",
                      what=f"verification of the damaged fact base {number}")
            if number % 4 == 0:  # which is read through the map: what LMDB checks is an answer
                for arguments in (["facts", "list"], ["review", "x9", "-p", "good.aszb"], ["facts", "show", "x9"]):
                    self.call((0, 1, 3, 4, 5), "", *arguments, "-f", "bad", what=f"{arguments[:2]} of the damaged fact base {number}")
                self.call((0, 5), "", "facts", "import", "-p", "good.aszb", "-f", "bad", "good.json", what=f"import into the damaged fact base {number}")

    def uses(self):
        good = ["-p", "good.aszb", "-f", "facts"]
        self.call(2, "command")
        self.call(2, "there is no command", "revue")
        self.call(2, "import", "facts")
        self.call(2, "", "review", "x", "--polizy", "good.aszb")
        self.call(2, "policy", "review", "x")
        self.call(2, "a subject, or --all, is needed", "review", "-p", "good.aszb")
        self.call(2, "date", "review", "x", *good, "--on", "2026-02-30")
        self.call(2, "date", "review", "x", *good, "--on", "yesterday")
        self.call(2, "R-01", "explain", "x", "R-02", *good)
        self.call(2, "format", "review", "x", *good, "--format", "yaml")
        self.call(2, "twice", "review", "x", *good, "-f", "facts")
        self.call(2, "", "review", "x", *good, "--limit-rows", "0")
        self.call(2, "", "check", "good.asz", "--cost")
        self.call(2, "sha256", "facts", "withdraw", "123", "--because", "x", "-f", "facts")
        self.call(2, "because", "facts", "withdraw", "sha256:" + "0" * 64, "-f", "facts")
        self.call(4, "no submission", "facts", "withdraw", "sha256:" + "0" * 64, "--because", "x", "-f", "facts")
        self.call(4, "cannot read", "check", "nowhere.asz")
        self.call(4, "", "review", "x", "-p", "nowhere.asz", "-f", "facts")
        self.call(4, "", "facts", "import", *good, "nowhere.json")
        self.call(4, "", "facts", "import", *good, ".")
        self.call(2, "no policy", "check", "facts")
        self.call(5, "cannot write", "build", "good.asz", "-o", "nowhere/x.aszb")
        self.call((0, 3), "nothing is known", "review", "y", *good)
        self.call(4, "no dossier", "facts", "show", "y", "-f", "facts")
        self.call(4, "question", "ask", "product.", "x", *good)
        self.call(4, "nn", "ask", "product.nn", "x", *good)
        self.call(4, "", "ask", "(" * 10_000, "x", *good)
        self.call(4, "", "ask", "", "x", *good)
        self.call((0, 1, 3), "", "review", "x", *good, "--limit-rows", "1", "--on", "2026-11-22")
        self.call(5, "memory", "review", "x", *good, "--limit-memory", "1000", "--on", "2026-11-22")
        triples = "every a in product.items, b in product.items, c in product.items : a.size + b.size + c.size < 0"
        self.path("deep.asz", rule(triples + ' else "{a.id} {b.id} {c.id}"'))
        self.call(0, "", "build", "deep.asz", "-o", "deep.aszb")
        items = json.dumps({"items": [{"id": str(i), "size": i} for i in range(20)]})
        self.path("deep.json", facts(items))
        self.call(0, "", "facts", "import", "-p", "deep.aszb", "-f", "deep", "deep.json")
        self.call((0, 1, 3), "", "review", "x", "-p", "deep.aszb", "-f", "deep", "--on", "2026-11-22", what="8,000 findings of three binders")


def main():
    runner = Runner(sys.argv[1], sys.argv[2])
    for part in (runner.policies, runner.submissions, runner.bundles, runner.bases, runner.uses, runner.patterns):
        part()
    shutil.rmtree(runner.folder, ignore_errors=True)
    print(f"{runner.count} calls, {runner.failed} wrong")
    return 1 if runner.failed else 0


sys.exit(main())
