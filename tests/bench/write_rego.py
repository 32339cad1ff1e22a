# SPDX-License-Identifier: MIT
"""Rules as Rego: for each a set of what is wrong, and, where something may be missing, whether that leaves it open. `root` is where
the product and its suppliers stand: `input` or `data`."""
from vocabulary import LEVELS, NEGATED, PERHAPS, ROOTS, both_ways, leaf_reads, type_of
from write_assize import constant


def join(word, a, b):
    """Of alternatives, each a list of lines that hold together."""
    return a + b if word == "or" else [first + second for first in a for second in b]


class Rego:
    def __init__(self, rules, root):
        self.rules, self.root = rules, root

    def path(self, variable, attribute):
        return {"p": f"{self.root}.product", "s": f"{self.root}.suppliers[c.supplier]"}.get(variable, variable) + f".{attribute}"

    def leaf(self, condition):
        word = condition[0]
        if word == "sum":
            _, first, second, operator, value = condition
            both = f"{self.path('p', first)} + {self.path('p', second)}"
            return [[f"{both} {equality(operator)} {value}"]], [[f"{both} {equality(NEGATED[operator])} {value}"]]
        variable, attribute = condition[1:3]
        place = self.path(variable, attribute)
        if word == "is":
            return [[f"{place} == true"]], [[f"{place} == false"]]
        known = [place] if (variable, attribute) in PERHAPS else []
        if word == "in":
            found = f"{place} in {{{', '.join(constant('text', one) for one in condition[3])}}}"
            return [[found]], [[*known, f"not {found}"]]
        if word == "match":
            found = f"regex.match(`{condition[3]}`, {place})"
            return [[found]], [[*known, f"not {found}"]]
        return tuple([[self.comparison(condition, place, operator)]] for operator in (condition[3], NEGATED[condition[3]]))

    @staticmethod
    def comparison(condition, place, operator):
        type_, value = type_of(condition), condition[4]
        if type_ == "level" and operator in ("=", "!="):
            return f'{place} {equality(operator)} "{value}"'
        if type_ == "level":
            return f"rank[{place}] {operator} {LEVELS.index(value)}"
        if type_ == "version":
            return f'semver.compare({place}, "{value}") {equality(operator)} 0'
        return f"{place} {equality(operator)} {constant('text', value) if type_ in ('text', 'date') else value}"

    def both(self, condition):
        return both_ways(condition, self.leaf, join)

    def perhaps(self, condition):
        if condition[0] in ("and", "or", "not"):
            return any(self.perhaps(one) for one in condition[1:])
        return any(read in PERHAPS for read in leaf_reads(condition))

    def binders(self, rule):
        """Lines that bind a rule's variables, and the id of what it finds."""
        if rule.form == "product":
            return [], '""'
        lines = [f"some c in {self.root}.product.components"] if rule.form != "closure" else [f"some id in {rule.roots}", "c := by_id[id]"]
        if rule.where:
            lines += self.both(rule.where)[0][0]
        if rule.form != "nested":
            return lines, "c.id"
        lines.append("some v in c.vulnerabilities")
        if rule.where_inner:
            lines += self.both(rule.where_inner)[0][0]
        return lines, 'concat(" ", [c.id, v.id])'

    def rule(self, number, rule):
        lines = []
        applies = []
        if rule.when:
            applies = [f"applies_{number}"]
            lines += [f"{applies[0]} if {{ {'; '.join(body)} }}" for body in self.both(rule.when)[0]]
        status = [f'r_{number} := ["not_applicable", []] if {{ not {applies[0]} }}'] if rule.when else []
        more = self.counting(number, rule) if rule.form in ("count", "some") else self.checking(number, rule, applies)
        lines += more[0]
        for condition, result in more[1]:
            status.append(f"{'else' if status else f'r_{number}'} := {result} if {{ {condition} }}")
        return lines + [" ".join([*status, 'else := ["satisfied", []]'])]

    def functions(self, number, rule, kinds):
        """Whether the condition holds, or fails, of one binding."""
        arguments = {"product": "", "nested": "c, v"}.get(rule.form, "c")
        call = f"({arguments})" if arguments else ""
        both = self.both(rule.condition)
        lines = [f"{kind}_{number}{call} if {{ {'; '.join(body)} }}" for kind in kinds for body in both[kind == "fails"]]
        return lines, call

    def checking(self, number, rule, applies):
        binders, found = self.binders(rule)
        lines = [f"bad_{number} contains {found} if {{ {'; '.join([*applies, *binders, *body])} }}" for body in self.both(rule.condition)[1]]
        status = [(f"count(bad_{number}) > 0", f'["violated", bad_{number}]')]
        if self.perhaps(rule.condition):
            functions, call = self.functions(number, rule, ("holds", "fails"))
            open_ = [*applies, *binders, f"not holds_{number}{call}", f"not fails_{number}{call}"]
            lines += [*functions, f"open_{number} if {{ {'; '.join(open_)} }}"]
            status.append((f"open_{number}", '["undetermined", []]'))
        return lines, status

    def counting(self, number, rule):
        binders, _ = self.binders(rule)
        functions, call = self.functions(number, rule, ("holds", "fails"))
        lines = [*functions, f"sure_{number} := count([1 | {'; '.join([*binders, f'holds_{number}{call}'])}])"]
        perhaps = "0"
        if self.perhaps(rule.condition):
            lines.append(f"perhaps_{number} := count([1 | {'; '.join([*binders, f'not holds_{number}{call}', f'not fails_{number}{call}'])}])")
            perhaps = f"perhaps_{number}"
        if rule.form == "some":
            wrong, open_ = f"sure_{number} + {perhaps} == 0", f"sure_{number} == 0"
        else:
            wrong, open_ = f"sure_{number} > {rule.most}", f"sure_{number} + {perhaps} > {rule.most}"
        return lines, [(wrong, '["violated", [""]]'), (open_, '["undetermined", []]')]

    def module(self):
        product = f"{self.root}.product"
        lines = ["package bench", "import rego.v1",
                 "rank := {" + ", ".join(f'"{level}": {number}' for number, level in enumerate(LEVELS)) + "}"]
        if any(rule.form == "closure" for rule in self.rules):
            lines += [f"by_id := {{c.id: c | some c in {product}.components}}",
                      f"edges := {{c.id: c.depends_on | some c in {product}.components}}"]
            lines += [f"{name} := graph.reachable(edges, {{id | some id in {product}.{name}}})" for name in ROOTS]
        for number, rule in enumerate(self.rules):
            lines += self.rule(number, rule)
        answers = ",\n".join(f'"{rule.code}": r_{number}' for number, rule in enumerate(self.rules))
        return "\n".join([*lines, f"answers := {{\n{answers}}}"]) + "\n"


def equality(operator):
    return "==" if operator == "=" else operator
