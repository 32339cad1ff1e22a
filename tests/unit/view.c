// SPDX-License-Identifier: MIT
// Noninterference, register by register: two reviews whose facts differ in what is confidential alone have the same values in all
// rows that are not hidden from the public, and as many of them. And not everything is hidden.
#include "unit/unit.h"

#include <string.h>

#include "fixture/fixture.h"
#include "machine/secrets/view_inside.h"

enum { DAY = 20760 };

// clang-format off
#define RULE(code, body) "rule " code " \"r\" { cites s 1  aspect a  severity minor  require " body " }\n"
static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\nsource s \"S\" { clause 1 \"c\" }\naspect a \"A\"\n"
    "evidence { by Org  rank declaration < audit }\n"
    "entity Org { trusted: boolean  boss: Org }\n"
    "entity Product { n: integer  m: integer  secret: integer confidential  codes: many integer\n"
    "  hushed: many integer confidential  only: many integer  quiet: many integer  parts: many Piece\n"
    "  maker: Org  owner: Org confidential }\n"
    "part Piece key k { k: text  v: integer  w: integer confidential  tags: many integer  next: many ref Piece }\n"
    RULE("R-01", "every x in product.codes : x > 1")
    RULE("R-02", "count({ x + 1 for x in product.only }) = 0")
    RULE("R-03", "every p in product.parts : p.v > 1")
    RULE("R-04", "every p in product.parts : p.w > 1 or p.v > 4")
    RULE("R-05", "every p in product.parts : some t in p.tags : t > 2")
    RULE("R-06", "product.n > 1 and product.secret > 7 and product.m > 3")
    RULE("R-07", "max(p.v for p in product.parts) - min(t for p in product.parts, t in p.tags) > 1")
    RULE("R-08", "product.n in product.codes or product.secret in { 7, 9 }")
    RULE("R-09", "every p in (product.parts via next) : p.v > 0")
    RULE("R-10", "product.maker.trusted and product.owner.trusted and product.maker.boss.trusted")
    RULE("R-11", "every x in { product.n, product.secret } : x > 7")
    RULE("R-12", "every u in product.submissions : u.on > 2026-11-01")
    RULE("R-13", "(if product.secret > 7 then product.n else product.m) > 5")
    RULE("R-14", "every p in product.parts : every q in product.parts : p.v = q.v or p.w = q.w")
    RULE("R-15", "product.codes is declared and product.secret is declared and product.m is disputed")
    RULE("R-16", "no x in product.hushed : x > 1")
    RULE("R-17", "sum(x for x in product.only) < 5 or count(x in product.codes where x > 1) > 1")
    RULE("R-18", "count(product.submissions) < 4")
    RULE("R-19", "count(x in product.quiet) in product.only")
    RULE("R-20", "every p in product.parts : count(x in product.quiet) + p.v in product.only")
    RULE("R-21", "R-22 holds or product.n = 9")
    "rule R-22 \"r\" { cites s 1  aspect a  severity minor  evidence at least audit  require product.n > 1 and product.m > 5 }\n"
    "verdict { rejected when any minor violated  passed otherwise }\n";

// <what one side says|what the other one does>
static const char facts_text[] =
    "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-10-01\"},\"facts\":{\"n\":5,"
    "\"m\":4,\"secret\":<7|8>,\"codes\":{\"open\":[1,2,3]},\"quiet\":{\"open\":[4]},\"hushed\":[<1|2>],\"parts\":{\"open\":["
    "{\"k\":\"a\",\"v\":3,\"w\":<1|2>,\"tags\":{\"open\":[1,4]},\"next\":[\"b\"]},"
    "{\"k\":\"b\",\"v\":1,\"w\":2,\"tags\":[3],\"next\":{\"open\":[]}}]},\"maker\":\"org/1\",\"owner\":\"org/<1|2>\"}}\n"
    "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"audit\",\"on\":\"2026-11-<02|05>\",\"by\":\"org/9\","
    "\"confidential\":true},\"facts\":{\"m\":<4|6>,\"codes\":[2,3<|,1>],\"only\":[<|7>],\"parts\":{\"open\":["
    "{\"k\":\"a\",\"tags\":[1<|,4>],\"next\":[<|\"b\">]},{\"k\":\"c\",\"v\":<2|0>}<|,{\"k\":\"d\"}>]}}}\n"
    "<|{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"audit\",\"on\":\"2026-11-06\",\"confidential\":true},"
    "\"facts\":{\"hushed\":[4]}}\n>"
    "{\"entity\":\"Org\",\"id\":\"org/1\",\"evidence\":{\"kind\":\"audit\",\"on\":\"2026-10-01\"},"
    "\"facts\":{\"trusted\":true,\"boss\":\"org/2\"}}\n"
    "{\"entity\":\"Org\",\"id\":\"org/2\",\"evidence\":{\"kind\":\"audit\",\"on\":\"2026-10-01\",\"by\":\"org/9\","
    "\"confidential\":true},\"facts\":{\"trusted\":<true|false>}}\n";
// clang-format on

static Fixture fixture;

static Text facts_of(int side)
{
    TextBuilder text = text_builder(unit_arena());
    for (const char *at = facts_text; *at;) {
        size_t plain = strcspn(at, "<");
        text_append(&text, (Text){at, plain});
        at += plain + (at[plain] != 0);
        size_t first = strcspn(at, "|"), second = strcspn(at + first, ">");
        if (at[first]) {
            text_append(&text, side ? (Text){at + first + 1, second - 1} : (Text){at, first});
            at += first + second + 1;
        }
    }
    return text_built(&text);
}

static Review *review_of(int side)
{
    Arena *arena = unit_arena();
    Dossiers *dossiers = arena_take(arena, sizeof *dossiers);
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    assert_true(read_submissions(&fixture.program, arena, &sources, &diagnostics, facts_of(side), &list));
    assert_true(dossiers_in_memory(dossiers, &fixture.program, arena, &list, &diagnostics));
    Review *review = review_open(&fixture.prepared, dossiers, text_of("x"), DAY, &default_limits, fixture.scratch, arena);
    assert_true(review && review_run(review));
    return review;
}

// Numbers of texts and entities differ where others are hidden; of these just whether they are known is compared.
static bool is_number(const Program *program, const Instr *instr)
{
    const OpInfo *info = &op_infos[instr->op];
    if (info->operands[1] == OPERAND_SLOT && info->result == OPERAND_VALUE)
        return program->attributes[program->slots[instr->b].attribute].kind == TYPE_INTEGER;
    return info->result == OPERAND_NUMBER || info->result == OPERAND_WIDE || info->result == OPERAND_RANGE;
}

// All values of a register that are not hidden; how many.
static size_t append_open(View *view, uint32_t number, TextBuilder *to)
{
    Review *review = view->review;
    const Instr *instr = &fixture.program.code[number];
    uint32_t rows = review_rows(review, instr->frame);
    size_t open = 0;
    for (uint32_t row = 0; row < rows; row++) {
        if (view_hides_value(view, number, row))
            continue;
        open++;
        if (op_infos[instr->op].result == OPERAND_TRUTH) {
            text_append_format(to, " %d", (int)review_truth(review, number, row));
            continue;
        }
        Shown shown = review_value(review, number, row);
        bool tells = shown.known && is_number(&fixture.program, instr);
        text_append_format(to, " %s", shown.known ? "known" : "unknown");
        if (tells)
            text_append_format(to, " %lld %lld", (long long)shown.low, (long long)shown.high);
    }
    return open;
}

static void nothing_hidden_tells(void **state)
{
    (void)state;
    const Viewer viewer = {.audience = AUDIENCE_PUBLIC};
    View *views[] = {view_open(review_of(0), &viewer), view_open(review_of(1), &viewer)};
    size_t open = 0, registers = 0;
    for (uint32_t at = 0; at < fixture.program.head.main_end; at++) {
        if (op_infos[fixture.program.code[at].op].result == OPERAND_NONE || !view_has_run(views[0], at) ||
            !view_has_run(views[1], at))
            continue;
        TextBuilder said[] = {text_builder(unit_arena()), text_builder(unit_arena())};
        open += append_open(views[0], at, &said[0]) > 0;
        append_open(views[1], at, &said[1]);
        registers++;
        if (!text_equal(text_built(&said[0]), text_built(&said[1])))
            fail_msg("%u %s:%.*s\nis told apart:%.*s", at, op_infos[fixture.program.code[at].op].name, (int)said[0].length,
                     said[0].bytes, (int)said[1].length, said[1].bytes);
    }
    assert_true(registers > 100 && 4 * open > registers);
}

static int open_fixture(void **state)
{
    (void)state;
    fixture_open(&fixture);
    return !fixture_compile(&fixture, text_of(policy_text));
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(nothing_hidden_tells)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
