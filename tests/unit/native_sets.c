// SPDX-License-Identifier: MIT
// Code in which a native gives a set: what the verifier refuses of it.
#include "code/bundle.h"
#include "fixture/fixture.h"
#include "model/builtin.h"
#include "unit/unit.h"

static const char policy[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\nuse std.text\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration }\n"
    "entity Product { parts: many Part  t: text }\npart Part key id { id: text  n: integer  label: text }\n"
    "rule R-01 \"R\" { cites s 1  aspect a  severity minor\n"
    "  require every p in product.parts, q in split(p.label, product.t) where length(q) > p.n : length(q) < 9 }\n"
    "rule R-02 \"R\" { cites s 1  aspect a  severity minor  require every q in split(product.t, \",\") : q != \"b\" }\n"
    "verdict { rejected when any critical violated  passed otherwise }\n";

typedef struct Changed {
    Program program;
    Instr *code; // of the program, which may be changed
} Changed;

static Changed changed_copy(const Fixture *fixture)
{
    Changed changed = {.program = fixture->program};
    size_t size = changed.program.code_count * sizeof(Instr);
    changed.code = memcpy(arena_raw(unit_arena(), size), changed.program.code, size);
    changed.program.code = changed.code;
    return changed;
}

static void assert_refused(const Changed *changed, const char *why)
{
    Program opened;
    Text reason = {"", 0};
    if (bundle_open(&opened, bundle_write(&changed->program, unit_arena()), unit_arena(), &reason))
        fail_msg("it is taken: %s", why);
    if (!text_contains(reason, text_of(why)))
        fail_msg("%.*s", (int)reason.length, reason.bytes);
}

static uint32_t some_instr(const Program *program, Op op, bool in_root)
{
    for (uint32_t i = 0; i < program->code_count; i++) {
        if (program->code[i].op == op && (program->frames[program->code[i].frame].parent == 0) == in_root)
            return i;
    }
    fail_msg("the policy has no such instruction");
    return 0;
}

static void refused(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_open(&fixture);
    assert_true(fixture_compile(&fixture, text_of(policy)));
    uint32_t of_parts = some_instr(&fixture.program, OP_NATIVE_SET, false);
    uint32_t of_product = some_instr(&fixture.program, OP_NATIVE_SET, true);
    uint32_t parts = some_instr(&fixture.program, OP_ELEMENTS, true);

    Changed changed = changed_copy(&fixture);
    changed.code[of_product].c = BUILTIN_length;
    assert_refused(&changed, "the native is called by another opcode");

    changed = changed_copy(&fixture);
    changed.code[of_product].c = BUILTINS;
    assert_refused(&changed, "outside of its pool");

    changed = changed_copy(&fixture);
    changed.code[of_parts].a = parts;
    assert_refused(&changed, "of another kind");

    // A text of the parts, for a set of the product.
    changed = changed_copy(&fixture);
    uint32_t label = changed.code[of_parts].a;
    assert_true(label < of_product);
    changed.code[of_product].a = label;
    assert_refused(&changed, "an operand has other rows");
    changed = changed_copy(&fixture);
    changed.code[of_product].b = label;
    assert_refused(&changed, "an operand has other rows");
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
