#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tables without code: a row that is put into a table and for which there is nothing else must not compile, or not link.

usage: run.py BUILD COMPILER FLAG…"""
import glob
import os
import re
import shutil
import subprocess
import sys

# The table; the row; behind which line it goes (a pattern); what is compiled; what must be said; whether it is linked.
ROWS = [
    ("engine/code/sections.def", 'FIELD(RuleInfo, uint32_t, mood, , "a field without a promise")', r"^FIELD\(RuleInfo, uint32_t, place_count,",
     "engine/code/records.c", "KEPT_", False),
    ("engine/code/sections.def", 'FIELD(RuleInfo, uint32_t, mood, HOPED(for), "a promise that nobody keeps")',
     r"^FIELD\(RuleInfo, uint32_t, place_count,", "engine/code/records.c", "KEPT_HOPED", False),
    ("engine/code/sections.def", 'FIELD(RuleInfo, uint32_t, mood, VERIFIED(verify_mood), "a function that is not there")',
     r"^FIELD\(RuleInfo, uint32_t, place_count,", "engine/code/records.c", "verify_mood", False),
    ("engine/code/sections.def", 'FIELD(RuleInfo, uint16_t, mood, ANY, "a hole behind it")', r"^FIELD\(RuleInfo, uint32_t, place_count,",
     "engine/code/records.c", "has a hole", False),
    ("engine/code/sections.def", "SECTION(moods, MoodInfo)", r"^SECTION\(places,", "engine/code/records.c", "MoodInfo", False),
    ("engine/code/op.def", 'OP(SHOUT, TEXT, TEXT, NONE, NONE, SAME, ALL, "an opcode that nothing does")', r"^OP\(LIKE,",
     "engine/machine/ops/table.c", "op_SHOUT", True),
    ("engine/code/op.def", 'OP(SHOUT, TEXT, LOUD, NONE, NONE, SAME, ALL, "an operand of no kind")', r"^OP\(LIKE,",
     "engine/code/program.c", "OPERAND_LOUD", False),
    ("engine/code/op.def", 'OP(SHOUT, TEXT, TEXT, NONE, NONE, SAME, "an opcode that does not say what it hangs on")', r"^OP\(LIKE,",
     "engine/code/program.c", "only 7 given|too few arguments", False),
    ("engine/code/op.def", 'OP(SHOUT, TEXT, TEXT, NONE, NONE, SAME, LUCK, "an opcode that hangs on what nobody knows")', r"^OP\(LIKE,",
     "engine/code/program.c", "DEPENDS_LUCK", False),
    ("stdlib/builtins.def", 'BUILTIN(shout, TEXT, TEXT, NONE, NONE, TOO_COSTLY, "never", "a native that nothing does")', r"^BUILTIN\(upper,",
     "engine/machine/ops/natives.c", "native_shout", False),
    ("stdlib/builtins.def", 'BUILTIN(sum, WIDE, WIDE, WIDE, NONE, TOO_COSTLY, "never", "a native of arguments that none has")', r"^BUILTIN\(upper,",
     "engine/machine/ops/natives.c", "NATIVE_WIDE_WIDE_NONE", False),
    ("engine/model/formats.def", 'USES(cyclonedx, cellar, bottles, "bottles", ARRAY, none, "a member of an object that is none")', r"^USES\(cyclonedx, bom, schema,",
     "engine/model/formats.c", "OBJECT_cyclonedx_cellar", False),
    ("engine/model/formats.def", 'DERIVED(cyclonedx, component, loudness, LOUD, none, "a kind that there is not")',
     r"^DERIVED\(cyclonedx, component,", "engine/model/formats.c", "DERIVES_LOUD", False),
    ("engine/model/formats.def", 'DERIVED(cyclonedx, component, shouts, PARTS, shout, "parts of a record that there is not")',
     r"^DERIVED\(cyclonedx, component,", "engine/model/formats.c", "RECORD_cyclonedx_shout", False),
    ("engine/model/formats.def", 'RECORD(cyclonedx, shout, "shouts[]", AIR, "what fills nothing")', r"^RECORD\(cyclonedx, vulnerability,",
     "engine/model/formats.c", "FILLS_AIR", False),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", LEAF, FACTS, today)', r"^EXPR\(COMPREHENSION,", "engine/ast/kinds.c", "arguments",
     False),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", FOUR(SAME, SAME, SAME, SAME), FACTS, today, fact, operands, IS(TODAY, NONE))', r"^EXPR\(COMPREHENSION,",
     "engine/ast/kinds.c", "FOUR", False),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", TWO(SAME), FACTS, today, fact, operands, IS(TODAY, NONE))',
     r"^EXPR\(COMPREHENSION,", "engine/ast/kinds.c", "arguments", False),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", ONE(SIDEWAYS), FACTS, today, fact, operands, IS(TODAY, NONE))',
     r"^EXPR\(COMPREHENSION,", "engine/ast/kinds.c", "VARIANCE_SIDEWAYS", False),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", LEAF, MINDS, today, fact, operands, IS(TODAY, NONE))',
     r"^EXPR\(COMPREHENSION,", "engine/ast/kinds.c", "READS_MINDS", False),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", LEAF, FACTS, shout, fact, operands, IS(TODAY, NONE))',
     r"^EXPR\(COMPREHENSION,", "engine/check/check.c", "expr_shout_check", True),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", LEAF, FACTS, today, loudness, operands, IS(TODAY, NONE))',
     r"^EXPR\(COMPREHENSION,", "engine/check/width.c", "width_of_loudness", False),
    ("engine/ast/nodes.def", 'EXPR(SHOUT, "shout", LEAF, FACTS, today, fact, shout, IS(TODAY, NONE))', r"^EXPR\(COMPREHENSION,",
     "engine/core/lower.c", "lower_shout", False),
    ("engine/core/kinds.def", 'CORE(SHOUT, shout, 1, VALUE, "a kind that nothing emits")', r"^CORE\(CLOSURE,", "engine/emit/emitters.c",
     "emit_shout_value", True),
    ("engine/ast/lists.def", "LINKED(Shout, shouts)", r"^LINKED\(Decl,", "engine/ast/tree.c", "Shout", False),
    ("grammar/keywords.def", 'KEYWORD(SHOUT, "shout", "喊", NAME)', r"^KEYWORD\(", "grammar/keywords.c", "TOKEN_SHOUT|KEYWORD", False),
    ("engine/tool/commands.def", 'COMMAND(shout, "shout", "", 0, 0, 0, "shouts", "assize shout")', r"^COMMAND\(", "engine/tool/tables.c",
     "command_shout|shout", True),
]


class Tables:
    def __init__(self, build, compiler):
        self.build, self.compiler = build, compiler
        self.room = os.path.join(build, "tables")
        self.wrong = 0

    def compile(self, source, first, linked):
        """Compiles a source, where what stands in a folder is found first; links the program with it."""
        target = os.path.join(self.room, "one.o")
        command = self.compiler + (["-c", "-o", target] if linked else ["-fsyntax-only"])
        where = command.index("-Iengine")
        command[where:where] = [f"-I{folder}" for folder in first]
        done = subprocess.run(command + [source], capture_output=True, text=True, check=False)
        if done.returncode or not linked:
            return done
        objects = [path for path in glob.glob(os.path.join(self.build, "engine/tool/*.o"))
                   if path != os.path.join(self.build, source[:-2] + ".o")]
        libraries = ["-lpcre2-8", "-llmdb", "-lzstd", "-lhogweed", "-lnettle", "-lgmp", "-lunistring"]
        return subprocess.run(self.compiler + ["-o", os.path.join(self.room, "one"), target] + objects +
                              [os.path.join(self.build, "libassize.a")] + libraries, capture_output=True, text=True, check=False)

    def fail(self, table, row, why):
        self.wrong += 1
        print(f"{table}: {row}\n    {why}")

    def try_row(self, number, table, row, behind, source, said, linked):
        with open(table, encoding="utf-8") as file:
            lines = file.read().split("\n")
        place = max((i for i, line in enumerate(lines) if re.search(behind, line)), default=None)
        if place is None:
            return self.fail(table, row, "the table has no such line any more: mend this test")
        while not lines[place].endswith(")"):  # a row of several lines
            place += 1
        lines.insert(place + 1, row)
        folder = os.path.join(self.room, str(number))
        shutil.rmtree(folder, ignore_errors=True)  # of a row that had this number before
        root, _, rest = table.partition("/")
        os.makedirs(os.path.dirname(os.path.join(folder, rest)), exist_ok=True)
        with open(os.path.join(folder, rest), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        if root == "grammar":  # what stands beside a source is found before all else
            with open(source, encoding="utf-8") as file, open(os.path.join(folder, os.path.basename(source)), "w", encoding="utf-8") as copy:
                copy.write(file.read())
            source = os.path.join(folder, os.path.basename(source))
        done = self.compile(source, [folder], linked)
        if done.returncode == 0:
            self.fail(table, row, f"{source} compiles" + (" and links" if linked else ""))
        elif not re.search(said, done.stderr):
            self.fail(table, row, f"nothing is said of {said}:\n{done.stderr[:2000]}")

    def run(self):
        os.makedirs(self.room, exist_ok=True)
        for source, linked in sorted({(row[3], row[5]) for row in ROWS}):
            done = self.compile(source, [], linked)
            if done.returncode:
                self.fail(source, "as it is", done.stderr[:2000])
        for number, row in enumerate(ROWS):
            self.try_row(number, *row)
        print(f"{len(ROWS)} rows without their code, {self.wrong} of them go unnoticed")
        return 1 if self.wrong else 0


sys.exit(Tables(sys.argv[1], sys.argv[2:]).run())
