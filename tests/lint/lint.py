#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the compiler does not check: which folder may include which, how files begin and how long they are, what must stand in one
place only. Looks at what is in the repository. usage: lint.py ASSIZE"""
import os
import re
import subprocess
import sys

# Data passes through the folders of engine/ in this order; each includes only those before it.
ORDER = ["support", "attest", "notation", "versions", "model", "ast", "grammar", "bind", "check", "core", "code", "emit", "submission", "import", "image",
         "store",
         "register",
         "machine", "match", "outcome", "report", "sweep", "resolve", "trial"]
# A library of others, and the one file that may include it.
ALONE = {"lmdb.h": "engine/store/env_inside.h", "pcre2.h": "engine/support/regex.c", "nettle/sha2.h": "engine/support/digest.c",
         "nettle/eddsa.h": "engine/support/signature.c", "nettle/ecdsa.h": "engine/support/signature.c",
         "nettle/ecc-curve.h": "engine/support/signature.c", "nettle/hmac.h": "engine/support/signature.c",
         "zstd.h": "engine/support/compress.c", "zstd_errors.h": "engine/support/compress.c"}
SPDX = "SPDX-License-Identifier: MIT"
CODE = (".c", ".h", ".l", ".y", ".def")
MOST_LINES = 600
MOST_IN_FUNCTION = 60
MOST_COLUMNS = 130

problems = []
checks = 0


def check(good, path, line, what):
    global checks
    checks += 1
    if not good:
        problems.append(f"{path}:{line}: {what}")


def repository():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, check=True, text=True)
    return [path for path in sorted(set(listed.stdout.split("\n"))) if path and os.path.isfile(path)]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def is_seed(path):
    """Whether its text follows no rule of ours: what tests begin with, samples, pictures."""
    return re.match(r"tests/(fuzz/corpus|policies/wrong|random/cases)/|tests/.*\.case$|policies/.*\.(json|png)$", path)


# ---- folders ----

def folder_of(path):
    """The folder in ORDER that a source belongs to; None: above them all."""
    if path.startswith("grammar/"):
        return "grammar"
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else None


def folder_of_header(name):
    if "/" in name:
        return name.split("/")[0]
    if name in ("parse.h", "nodes.h", "stack.h", "words.h", "habits.h", "tokens.h", "parser.h", "keywords.h", "keywords.def"):
        return "grammar"
    if name == "fingerprint.h":
        return "model"
    return "stdlib" if name in ("builtins.def", "licences.def") else None


def check_include(path, number, name):
    here, there = folder_of(path), folder_of_header(name)
    if path.startswith("engine/tool/"):
        check(there == "tool" or name == "assize.h", path, number,
              f"the program uses the public library and nothing below it, not {name}")
    elif here in ORDER and there != "stdlib":
        check(there in ORDER and ORDER.index(there) <= ORDER.index(here), path, number,
              f"{here} comes before {there or name}, and does not include it")


def check_includes(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        found = re.match(r'\s*#\s*include\s+(["<])([^">]+)', line)
        if not found or not path.startswith(("engine/", "grammar/")):
            continue
        if found[1] == '"':
            check_include(path, number, found[2])
        else:
            owner = ALONE.get(found[2], path)
            check(owner == path, path, number, f"<{found[2]}> is for {owner} alone")


def check_twin(path, text):
    """The second evaluator shares no code with the machine."""
    for number, line in enumerate(text.split("\n"), 1):
        found = path.startswith("tests/random/twin") and re.match(r'\s*#\s*include\s+"(machine|emit|outcome|report)/', line)
        check(not found, path, number, "the second evaluator shares nothing with what it is compared with")


# ---- the order of evaluation ----

APPENDS = (r"\b(?:node_(?!frame_of)\w+|value_(?!truth|bits)\w+|emit_(?!binding)\w+|(?:pool|set|binders|rule|add)_\w+|\w+_node|every)"
           r"\((?:emit|pools)\b")


def arguments(text, start):
    """The arguments of the call whose parenthesis opens at start."""
    depth, begin, found = 0, start + 1, []
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0 or (depth == 1 and text[at] == ","):
            found.append(text[begin:at])
            begin = at + 1
        if depth == 0:
            break
    return found


def check_order(path, text):
    """C leaves the order of arguments open: what two of them append would differ from compiler to compiler, and bundles with it.
    What core/ lowers is bound to no order: nothing of it is numbered in a bundle."""
    if not path.startswith("engine/emit/"):
        return
    for call in re.finditer(r"\w\(", text):
        appending = [one for one in arguments(text, call.end() - 1) if re.search(APPENDS, one)]
        check(len(appending) < 2, path, text.count("\n", 0, call.start()) + 1, "two arguments of a call append; take one before it")


# ---- comments of declarations ----

def declared(line):
    """The name and the parameters of the function that a line of a header declares, or begins to; or None."""
    found = re.match(r"(?!typedef|return|else)(?:[\w*]+\s+)+\**(\w+)\(([^*(].*)?$", line)
    return found and (found[1], re.findall(r"(\w+)(?:\[\w*\])?\s*[,)]", found[2] or ""))


def check_comments(path, text):
    """A comment stands above the function that it is about: no other one came between them, nor between two that it is about."""
    if not path.endswith(".h"):
        return
    lines, earlier, here = text.split("\n"), [], []
    for number, line in enumerate(lines, 1):
        words = {word for name in here for word in name.split("_")}
        if line.startswith("//"):
            earlier, here = here or earlier, []
            before, block = lines[number - 2], [one for one in lines[number - 1:] if not one.startswith("//")]
            room = len(before) + 1 + len((line[3:].split() or [""])[0]) <= MOST_COLUMNS - 2
            glued = before.startswith("// ") and before.endswith(".") and room and re.match(r"// [A-Z][a-z]* ", line)
            check(not (glued and block and declared(block[0])), path, number, "a comment ends in the line before: whose is it?")
        elif not line:
            earlier, here = [], []
        elif declared(line):
            name, parameters = declared(line)
            first = re.match(r"// ([a-z]\w*) ", lines[number - 2])
            named = first and not lines[number - 3].startswith("//") and first[1] not in parameters
            later = [declared(one) for one in lines[number:number + 3]]
            check(not (named and any(one and first[1] in one[1] for one in later)), path, number, "the comment is about the next function")
            own = set(name.split("_"))
            strange = here and not own & words and any(own & set(one.split("_")) for one in earlier)
            check(not strange, path, number, f"{name} stands under a comment about {here and here[0]}, and not where its like do")
            here.append(name)


# ---- forms of output ----

def check_forms(path, text):
    """Which form can lay out what, its table knows; and a form has no way back to what its documents were made from."""
    if not path.startswith("engine/"):
        return
    form = re.match(r"engine/report/(text|json)\w*\.[ch]$", path)
    for number, line in enumerate(text.split("\n"), 1):
        check(not re.search(r"[!=]=\s*ASSIZE_(TEXT|JSON)\b", line), path, number, "which form it is, the table asks (report/forms.c)")
        asks = form and re.search(r"\b(review|view|viewer|base|image|submission|explain)_\w+\(", line)
        check(not asks, path, number, "a form lays out what its document holds, and asks nothing else")


# ---- files ----

def check_file(path, text):
    lines = text.split("\n")
    check(text.endswith("\n") and not text.endswith("\n\n"), path, len(lines), "a file ends with one line end")
    head = lines[:2] if lines[0].startswith(("%{", "#!", "<?xml")) else lines[:1]
    if path.endswith((".md", ".json", ".ndjson", ".csv", ".txt")) or os.path.basename(path) in ("LICENSE", ".gitignore", "go.sum"):
        head = [SPDX]
    check(any(SPDX in line for line in head), path, 1, f"the file opens with {SPDX}")
    if path.endswith(CODE):
        check(len(lines) - 1 <= MOST_LINES, path, len(lines), f"a file has at most {MOST_LINES} lines")
    if path.endswith((".c", ".h")):
        check(len(lines) > 1 and lines[1].startswith("// "), path, 2, "a file says what its role is")
    for number, line in enumerate(lines, 1):
        check(not path.endswith(CODE) or len(line) <= MOST_COLUMNS, path, number, f"a line is longer than {MOST_COLUMNS} columns")
        check(line == line.rstrip(), path, number, "blanks at the end of a line")
        check("\t" not in line or path.endswith((".mk", "GNUmakefile", ".go", "go.mod")), path, number, "a tab")


def check_functions(path, text):
    """Bodies begin and end at the margin: clang-format sees to it."""
    start = None
    for number, line in enumerate(text.split("\n"), 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            check(number - start - 1 <= MOST_IN_FUNCTION, path, start, f"a function has at most {MOST_IN_FUNCTION} lines")
            start = None


def check_words(path, text):
    if path == "tests/lint/lint.py":
        return
    for number, line in enumerate(text.split("\n"), 1):
        check(not re.search(r"/(work|home|root|farm|Users)/", line), path, number, "a path of somebody's machine")
        check(not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line), path, number, "something is left unfinished")


def check_name(path):
    check(not re.search(r"(^|/)(utils?|helpers?|misc|common)(\.|/|_|$)", path), path, 1, "a name that explains nothing")
    check(not re.search(r"\.(o|a|so|aszb|tab\.[ch]|yy\.c)$|^build/", path), path, 1, "what is generated is not kept")


# ---- lists ----

TABLES = {  # a table, the macro of its entries, what they are called in code, and who may name many of them one by one
    "engine/code/op.def": ("OP", "OP_", ()),
    "engine/support/messages.def": ("MESSAGE", "MESSAGE_", ()),
    "grammar/keywords.def": ("KEYWORD", "TOKEN_", ("grammar/parser.y",)),
    "engine/tool/options.def": ("OPTION", "OPTION_", ()),
    "engine/ast/nodes.def": ("EXPR", "EXPR_", ("tests/random/twin_expr.c",)),  # the second evaluator shares no table
}


def check_tables(texts):
    for table, (macro, prefix, allowed) in TABLES.items():
        entries = set(re.findall(rf"^\s*{macro}\(([A-Za-z_0-9]+)", texts[table], re.M))
        check(len(entries) > 10, table, 1, "the table is not understood")
        for path, text in texts.items():
            if path == table or path in allowed or not path.endswith(CODE):
                continue
            named = set(re.findall(rf"(?:\[\s*|\bcase ){prefix}(\w+)(?:\s*\]\s*=|:)", text))
            check(len(named & entries) <= len(entries) // 2, path, 1, f"half of {table} stands here once more")


# ---- README ----

def check_readme(program, text):
    for number, line in enumerate(text.split("\n"), 1):
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", line):
            known = subprocess.run(["make", "-qn", target], capture_output=True, text=True)
            check("No rule to make target" not in known.stderr, "README.md", number, f"there is no `make {target}`")
        for command in re.findall(r"(?:^|`|/)assize ([a-z]+(?: (?:import|list|show|verify|upgrade|compact|withdraw|export|diff|rebase|open|history|revoke|release|procure)\b)?)", line):
            known = subprocess.run([program, *command.split(), "--help"], capture_output=True)
            check(known.returncode == 0, "README.md", number, f"there is no `assize {command}`")


def main():
    texts = {}
    for path in repository():
        check_name(path)
        if is_seed(path):
            continue
        texts[path] = read(path)
        check_file(path, texts[path])
        check_words(path, texts[path])
        if path.endswith((".c", ".h", ".l", ".y")):
            check_functions(path, texts[path])
        check_includes(path, texts[path])
        check_twin(path, texts[path])
        check_order(path, texts[path])
        check_comments(path, texts[path])
        check_forms(path, texts[path])
    check_tables(texts)
    check_readme(sys.argv[1], texts["README.md"])
    for problem in problems:
        print(problem)
    print(f"{checks} looks at {len(texts)} files, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
