# SPDX-License-Identifier: MIT
"""Rules as C, as somebody would write them by hand: row by row over records, or rule by rule over columns."""
from make_facts import day
from vocabulary import LEVELS, NEGATED, PERHAPS, ROOTS, both_ways, type_of, variables
from write_records import millionths, version

FIELDS = {"signed": "is_signed"}


def constant(type_, value):
    if type_ == "date":
        return str(day(value))
    if type_ == "decimal":
        return str(millionths(value))
    if type_ == "level":
        return str(LEVELS.index(value))
    if type_ == "version":
        return f"{version(value)}"
    return str(value)


def quoted(text):
    return '"' + text.replace("\\", "\\\\") + '"'


def operator_of(operator):
    return "==" if operator == "=" else operator


class Writer:
    """What both forms share. `place` gives the C expression of an attribute."""

    def __init__(self, rules):
        self.rules = rules
        self.patterns = []

    def pattern(self, text):
        if text not in self.patterns:
            self.patterns.append(text)
        return self.patterns.index(text)

    def product_place(self, attribute):
        word, number = attribute.split("_")
        return f"p->record->{word}s[{number}]"

    def compare(self, variable, attribute, place, operator, value):
        known = ""
        if (variable, attribute) in PERHAPS:
            known = f"{place} != {'NO_NUMBER' if type_of((None, variable, attribute)) == 'integer' else 'NO_DATE'} & "
            known = f"({place} != {'NO_NUMBER' if type_of((None, variable, attribute)) == 'integer' else 'NO_DATE'}) & "
        return tuple(f"({known}({place} {operator_of(one)} {value}))" for one in (operator, NEGATED[operator]))

    def product_leaf(self, condition):
        word = condition[0]
        if word == "sum":
            _, first, second, operator, value = condition
            both = f"{self.product_place(first)} + {self.product_place(second)}"
            return tuple(f"({both} {operator_of(one)} {value})" for one in (operator, NEGATED[operator]))
        _, variable, attribute = condition[:3]
        if word == "is":
            return f"({self.product_place(attribute)} == YES)", f"({self.product_place(attribute)} == NO)"
        if type_of(condition) == "text":
            values = condition[3] if word == "in" else (condition[4],)
            text = f"p->texts[{attribute.split('_')[1]}]"
            found = self.one_of(text, values)
            return (found, f"!{found}") if word == "in" or condition[3] == "=" else (f"!{found}", found)
        return self.compare(variable, attribute, self.product_place(attribute), condition[3], constant(type_of(condition), condition[4]))

    def one_of(self, text, values):
        return "(" + " || ".join(f"is_text({text}, {quoted(one)}, {len(one.encode())})" for one in values) + ")"

    def both(self, condition):
        return both_ways(condition, self.leaf, self.join)

    def join(self, word, a, b):
        return f"({a} {self.words[word]} {b})"

    def applies(self, number):
        return f"review->rules[{number}].status != NOT_APPLICABLE"

    def product_rules(self):
        lines = ["void review_product(const Product *p, HandReview *review)", "{"]
        for number, rule in enumerate(self.rules):
            words, self.words = self.words, {"and": "&&", "or": "||"}
            if rule.when:
                lines += [f"    if ({both_ways(rule.when, self.product_leaf, self.join)[1]})",
                          f"        review->rules[{number}].status = NOT_APPLICABLE;"]
            if rule.form == "product":
                surely, never = both_ways(rule.condition, self.product_leaf, self.join)
                lines += [f"    {'else ' if rule.when else ''}if ({never}) {{", f"        review->rules[{number}].never++;",
                          f"        add_finding(review, {number}, (Words){{0}}, (Words){{0}});", f"    }} else if (!{surely})",
                          f"        review->rules[{number}].unknown++;"]
            self.words = words
        return lines + ["}", ""]

    def finish(self):
        lines = ["void finish_rules(HandReview *review)", "{", "    RuleResult *r = review->rules;"]
        for number, rule in enumerate(self.rules):
            violated = {"count": f"r[{number}].sure > {rule.most}", "some": f"!r[{number}].sure && !r[{number}].unknown"}
            undetermined = {"count": f"r[{number}].sure + r[{number}].unknown > {rule.most}", "some": f"!r[{number}].sure"}
            lines += [f"    if ({self.applies(number).replace('review->rules', 'r')})",
                      f"        r[{number}].status = {violated.get(rule.form, f'r[{number}].never')} ? VIOLATED"
                      f" : {undetermined.get(rule.form, f'r[{number}].unknown')} ? UNDETERMINED : SATISFIED;"]
            if rule.form in ("count", "some"):
                lines += [f"    if (r[{number}].status == VIOLATED)", f"        add_finding(review, {number}, (Words){{0}}, (Words){{0}});"]
        return lines + ["}", ""]

    def file(self, header):
        body = self.body() + self.product_rules() + self.finish()
        lists = [f"const uint32_t rule_count = {len(self.rules)}, pattern_count = {len(self.patterns)};",
                 "const char *const rule_codes[] = {" + ", ".join(quoted(rule.code) for rule in self.rules) + "};",
                 "const char *const patterns[] = {" + ", ".join([quoted(one) for one in self.patterns] + ["0"]) + "};", ""]
        return "\n".join([f'#include "bench/{header}"', ""] + lists + body) + "\n"


class Rows(Writer):
    words = {"and": "&&", "or": "||"}

    def leaf(self, condition):
        word, variable, attribute = condition[:3]
        if variable == "s":
            return self.supplier_leaf(condition)
        record = {"c": "c->record", "v": "v"}[variable]
        place = f"{record}->{FIELDS.get(attribute, attribute)}"
        if word == "is":
            return f"{place} == YES", f"{place} == NO"
        if type_of(condition) == "text":
            text = f"c->{attribute}"
            if word == "match":
                found = f"is_found({self.pattern(condition[3])}, {text})"
            else:
                found = self.one_of(text, condition[3] if word == "in" else (condition[4],))
            return found, f"!{found}"
        return self.compare(variable, attribute, place, condition[3], constant(type_of(condition), condition[4]))

    def supplier_leaf(self, condition):
        word, _, attribute = condition[:3]
        if word == "is":
            return "c->supplier->trusted == YES", "c->supplier->trusted == NO"
        if word == "in":
            found = self.one_of("c->supplier->country", condition[3])
        else:
            found = f"(c->supplier->rating {operator_of(condition[3])} {condition[4]})"
        return f"(c->supplier->known && {found})", f"(c->supplier->known && !{found})"

    def one(self, number, rule, indent, vulnerability="(Words){0}"):
        surely, never = self.both(rule.condition)
        result = f"review->rules[{number}]"
        if rule.form in ("count", "some"):
            return [f"{indent}if ({surely})", f"{indent}    {result}.sure++;", f"{indent}else if (!{never})", f"{indent}    {result}.unknown++;"]
        return [f"{indent}if ({never}) {{", f"{indent}    {result}.never++;", f"{indent}    add_finding(review, {number}, c->id, {vulnerability});",
                f"{indent}}} else if (!{surely})", f"{indent}    {result}.unknown++;"]

    def component_rule(self, number, rule):
        guards = ([self.applies(number)] if rule.when else []) + ([self.both(rule.where)[0]] if rule.where else [])
        lines, indent = [], "    "
        if guards:
            lines.append(f"{indent}if ({' && '.join(guards)}) {{")
        if rule.form == "nested":
            lines += [f"{indent}    for (size_t i = 0; i < c->record->vulnerability_count; i++) {{",
                      f"{indent}        const VulnerabilityRecord *v = &c->vulnerabilities[i];"]
            if rule.where_inner:
                lines.append(f"{indent}        if (!{self.both(rule.where_inner)[0]})\n{indent}            continue;")
            lines += self.one(number, rule, indent + "        ", "vulnerability_id(c, i)") + [f"{indent}    }}"]
        else:
            lines += self.one(number, rule, indent + "    ")
        return lines + ([f"{indent}}}"] if guards else [])

    def body(self):
        lines = ["void review_component(const Component *c, HandReview *review)", "{"]
        for number, rule in enumerate(self.rules):
            if rule.form not in ("product", "closure"):
                lines += self.component_rule(number, rule)
        lines += ["}", "", "void review_reached(const Component *c, uint32_t roots, HandReview *review)", "{"]
        for number, rule in enumerate(self.rules):
            if rule.form == "closure":
                lines += [f"    if (roots == {ROOTS.index(rule.roots)} && {self.applies(number)}) {{"] + self.one(number, rule, "        ") + ["    }"]
        wanted = ", ".join("true" if any(rule.roots == name for rule in self.rules) else "false" for name in ROOTS)
        return lines + ["}", "", f"const bool roots_wanted[ROOTS] = {{{wanted}}};", ""]


class Columns(Writer):
    words = {"and": "&", "or": "|"}

    def __init__(self, rules):
        super().__init__(rules)
        self.before = []

    def prepare(self, line):
        """A line before the loop, once; gives the name that it declares."""
        if line not in self.before:
            self.before.append(line)

    def leaf(self, condition):
        word, variable, attribute = condition[:3]
        if variable == "s":
            return self.supplier_leaf(condition)
        place = f"k->{FIELDS.get(attribute, attribute)}[{self.index[variable]}]"
        if word == "is":
            return f"({place} == YES)", f"({place} == NO)"
        if word == "match":
            self.prepare(f"mark_found(k, k->{attribute}, {self.pattern(condition[3])});")
            return f"text_marks[{place}]", f"!text_marks[{place}]"
        if type_of(condition) == "text":
            values = condition[3] if word == "in" else (condition[4],)
            names = []
            for value in values:
                name = "text_" + "".join(letter if letter.isalnum() else "_" for letter in value)
                self.prepare(f"const uint32_t {name} = text_number(k, {quoted(value)}, {len(value.encode())});")
                names.append(f"({place} == {name})")
            found = "(" + " | ".join(names) + ")"
            return found, f"!{found}"
        return self.compare(variable, attribute, place, condition[3], constant(type_of(condition), condition[4]))

    def supplier_leaf(self, condition):
        word, _, attribute = condition[:3]
        supplier = "k->suppliers[j]"
        if word == "is":
            surely, never = f"{supplier}.trusted == YES", f"{supplier}.trusted == NO"
        else:
            found = self.one_of(f"{supplier}.country", condition[3]) if word == "in" else \
                f"({supplier}.rating {operator_of(condition[3])} {condition[4]})"
            surely, never = f"{supplier}.known && {found}", f"{supplier}.known && !{found}"
        self.prepare("for (uint32_t j = 0; j < k->supplier_count; j++) {\n"
                     f"        supplier_sure[j] = {surely};\n        supplier_never[j] = {never};\n    }}")
        return "supplier_sure[k->supplier[i]]", "supplier_never[k->supplier[i]]"

    def loop(self, rule):
        if rule.form == "nested":
            return "for (uint32_t n = 0; n < k->vulnerabilities; n++) {", {"c": "k->parent[n]", "v": "n"}
        if rule.form == "closure":
            return "for (uint32_t n = 0; n < reached_count; n++) {", {"c": "reached[n]"}
        return "for (uint32_t i = 0; i < k->components; i++) {", {"c": "i"}

    def rule(self, number, rule):
        self.before = []
        loop, self.index = self.loop(rule)
        lines = [f"static void rule_{number}(const Columns *k, const Product *p, HandReview *review)", "{", "    (void)p;"]
        surely, never = self.both(rule.condition)
        filters = [self.both(one)[0] for one in (rule.where, rule.where_inner) if one]
        if rule.form == "closure":
            lines += ["    uint32_t reached_count;",
                      f"    const uint32_t *reached = reached_from(k, p, {ROOTS.index(rule.roots)}, &reached_count);"]
        lines += [f"    {line}" for line in self.before]
        inside = " & ".join(["1"] + filters) if filters else ""
        sure, wrong = (f"({inside}) & ({one})" if inside else one for one in (surely, never))
        possible = f"({inside})" if inside else "1"
        lines += ["    uint32_t sure = 0, never = 0, all = 0;", f"    {loop}"]
        if "supplier_sure" in surely and rule.form in ("closure",):
            lines.append("        uint32_t i = reached[n];")
        lines += [f"        sure += {sure};", f"        never += {wrong};", f"        all += {possible};", "    }",
                  f"    review->rules[{number}].sure = sure;", f"    review->rules[{number}].never = never;",
                  f"    review->rules[{number}].unknown = all - sure - never;"]
        if rule.form not in ("count", "some"):
            vulnerability = "vulnerability_id(k, n)" if rule.form == "nested" else "(Words){0}"
            lines += ["    if (!never)", "        return;", f"    {loop}", f"        if ({wrong})",
                      f"            add_finding(review, {number}, component_id(k, {self.index['c']}), {vulnerability});", "    }"]
        return lines + ["}", ""]

    def body(self):
        lines, calls = [], []
        for number, rule in enumerate(self.rules):
            if rule.form == "product":
                continue
            assert "s" not in variables(rule.condition) or rule.form == "every"
            lines += self.rule(number, rule)
            if rule.when:
                calls.append(f"    if ({self.applies(number)})")
            calls.append(f"    {'    ' if rule.when else ''}rule_{number}(k, p, review);")
        return lines + ["void review_columns(const Columns *k, const Product *p, HandReview *review)", "{"] + calls + ["}", ""]
