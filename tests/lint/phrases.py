#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether reports can be told in Chinese: every piece that tongue_told(), sheet_tell(), sheet_put() or page_say() is given stands in
phrases.def, nothing stands there that no report says, formats take the same arguments, and words of the language are as in keywords.def."""
import glob
import re
import sys

TEXT = r'"((?:[^"\\]|\\.)*)"'
# Names that reports look up by number: their arrays.
ARRAYS = {"engine/model/names.c": ("rule_severity_names", "status_names"), "engine/outcome/verdict.c": ("why_names",),
          "engine/submission/viewer.h": ("hidden_text",), "engine/report/text_sheet.c": ("fault_texts",),
          "engine/report/text_questions.c": ("question_texts",),
          "engine/report/text_profiles.c": ("applies_texts", "change_texts"), "engine/resolve/differences.c": ("kind_names",),
          "engine/report/text_resolved.c": ("field_words", "item_headings", "count_words", "effect_words",
                                               "state_words", "rebase_headings"),
          "engine/report/html_sheet.c": ("page_statuses",), "engine/report/html.c": ("audiences",),
          "engine/report/html_provider.c": ("provider_states", "provider_trends", "provider_ranks"),
          "engine/report/html_verdicts.c": ("diff_words", "diff_headings")}
PAGES = sorted(glob.glob("engine/report/html*.c"))
FILES = (*sorted(glob.glob("engine/report/text*.c")), *PAGES, "engine/report/pieces.c", "engine/machine/shown.c", "engine/outcome/explain.c", "engine/outcome/explain_facts.c",
         "engine/support/calendar.c")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def texts(code):
    return [text for text in re.findall(TEXT, code) if re.search("[A-Za-z]", re.sub(r"\\.|%[a-z]+", "", text))]


def arguments(code, start):
    """What stands between the parenthesis at start and the one that closes it."""
    depth = 0
    for piece in re.finditer(TEXT + r"|[()]", code[start:]):
        depth += {"(": 1, ")": -1}.get(piece.group(0), 0)
        if not depth:
            return code[start:start + piece.end()]
    return ""


def messages_wrong():
    """Messages in Chinese: each of one that there is, with the same arguments; of profiles, and of names that are not there, all errors."""
    row = rf"^MESSAGE\((\w+), (\w+), \"([^\"]*)\",\s*{TEXT}\)$"
    english = {code: (kind, section, text) for code, kind, section, text in re.findall(row, read("engine/support/messages.def"), re.M)}
    chinese = dict(re.findall(rf"^TOLD\((\w+), {TEXT}\)$", read("engine/support/messages_zh.def"), re.M))
    wrong = [f"there is no message {code}" for code in chinese if code not in english]
    for code, (kind, section, text) in english.items():
        if code in chinese and text.count("{}") != chinese[code].count("{}"):
            wrong.append(f"the arguments of {code} and its Chinese form differ")
        needed = re.match(r"6\.[2-5]", section) or (code.startswith("UNKNOWN_") and section != "facts")
        if kind == "ERROR" and needed and code not in chinese:
            wrong.append(f"{code} has no Chinese form")
    return wrong


def main():
    wrong = []
    phrases = re.findall(rf"^PHRASE\({TEXT},\s*{TEXT}\)$", read("engine/support/phrases.def"), re.M)
    known = dict(phrases)
    if len(known) < len(phrases) or len(phrases) < 60:
        wrong.append("a phrase stands twice, or most are not read")
    said = set()
    for path in FILES:
        code = read(path)
        for call in re.finditer(r"\b(?:tongue_told|sheet_tell|sheet_put|sheet_put_in|sheet_put_text|write_rules|page_say|put_title|write_hits|write_changed)\(", code):
            said.update(texts(arguments(code, call.end() - 1)))
    for path in PAGES: # what these say stands behind names of elements and of parts of the page
        code = read(path)
        for call in re.finditer(r"\b(?:page_say_in|page_section|begin_row)\(", code):
            said.update(texts(re.split(r",\s", arguments(code, call.end() - 1), maxsplit=3)[-1])[-1:])
        for columns in re.findall(r"columns\[\] = \{([^;]*)\};", code):
            said.update(text.lstrip("#") for text in texts(columns))
    for path, names in ARRAYS.items():
        for name in names:
            body = re.search(rf"{name}\[\w*\] = ([^;]*);", read(path)).group(1)
            said.update(texts(body))
    said.update(texts(re.search(r"duration_units\[\] = ([^;]*);", read("engine/support/calendar.c")).group(1)))
    said.update(re.findall(r'\[TRUTH_\w+\] = "([a-z]+)"', read("engine/machine/shown.c")))
    for piece in sorted(said - set(known)):
        wrong.append(f"`{piece}` has no Chinese form")
    for piece in sorted(set(known) - said):
        if re.search("[A-Za-z]", piece):
            wrong.append(f"no report says `{piece}`")
    for english, chinese in phrases:
        if re.findall("%z?[a-z]", english) != re.findall("%z?[a-z]", chinese):
            wrong.append(f"the arguments of `{english}` and its Chinese form differ")
        if english.endswith("\\n") != chinese.endswith("\\n"):
            wrong.append(f"`{english}` and its Chinese form end differently")
    for english, chinese in re.findall(r'^KEYWORD\(\w+, "(\w+)", "(\w+)"', read("grammar/keywords.def"), re.M):
        if known.get(english, chinese) != chinese:
            wrong.append(f"the keyword {english} is {chinese} elsewhere")
    wrong += messages_wrong()
    print("\n".join(wrong + [f"{len(phrases)} phrases, {len(wrong)} wrong"]))
    return 1 if wrong else 0


sys.exit(main())
