// SPDX-License-Identifier: MIT
// The checkers between the passes name what is broken: of a policy that is right nothing is, and each break is found.
#include "unit/unit.h"

#include "fixture/fixture.h"
#include "invariants.h"

static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration < laboratory }\n"
    "entity Product { size: integer  ports: many Port }\npart Port { open: boolean  number: integer }\n"
    "rule R-01 \"r\" { cites s 1  aspect a  severity minor  require some p in product.ports : p.number != product.size }\n"
    "verdict { rejected when any minor violated  passed otherwise }\n";

typedef struct Bench {
    Compilation compilation;
    SourceReader reader;
    Text text, bundle;
    Expr *claim; // the rule's
} Bench;

static Bench *compile(void)
{
    Bench *bench = arena_take(unit_arena(), sizeof *bench);
    bench->text = text_of(policy_text);
    open_compilation(&bench->compilation, unit_arena(), &bench->reader, &bench->text);
    assert_true(compile_check(&bench->compilation, text_of("policy.asz")));
    assert_true(compile_bundle(&bench->compilation, NULL, &bench->bundle));
    bench->claim = bench->compilation.policy.rules.items[0]->rule.requires->expr;
    return bench;
}

static void expect(Bench *bench, Invariant holds, const char *broken)
{
    const char *found = holds(&bench->compilation.policy, &bench->compilation.core, bench->bundle);
    if (!broken)
        assert_null(found);
    else
        assert_string_equal(found, broken);
}

static void holds_of_what_is_right(void **state)
{
    (void)state;
    Bench *bench = compile();
    expect(bench, invariant_spans, NULL);
    expect(bench, invariant_types, NULL);
    expect(bench, invariant_core, NULL);
    expect(bench, invariant_bundle, NULL);
}

static void finds_what_has_no_span(void **state)
{
    (void)state;
    Bench *bench = compile();
    bench->claim->body->right->span = (Span){0};
    expect(bench, invariant_spans, "behind the parser, an expression has no span");
}

static void finds_what_is_not_checked(void **state)
{
    (void)state;
    Bench *bench = compile();
    bench->claim->body->right->meaning.kind = MEANING_NONE;
    expect(bench, invariant_types, "behind the check, a name has no meaning");
    bench->claim->body->type.kind = TYPE_NONE;
    expect(bench, invariant_types, "behind the check, an expression has no type");
}

static void finds_what_is_not_core(void **state)
{
    (void)state;
    Bench *bench = compile();
    Core *claim = bench->compilation.core.rules[0].requirements[0].claim;
    Core *body = claim->operands[claim->count - 1];
    assert_int_equal(body->kind, CORE_NOT); // `!=` is short for it
    body->operands[0]->operands[1] = NULL;
    expect(bench, invariant_core, "a core expression has other operands than its kind");
    body->type.many = true;
    expect(bench, invariant_core, "a core expression of a value is a set, or the other way around");
    body->kind = CORE_KINDS;
    expect(bench, invariant_core, "an expression is of no core kind");
}

static void finds_what_does_not_verify(void **state)
{
    (void)state;
    Bench *bench = compile();
    char *bytes = arena_take(unit_arena(), bench->bundle.length);
    memcpy(bytes, bench->bundle.bytes, bench->bundle.length);
    bytes[bench->bundle.length - 1] ^= 1;
    bench->bundle.bytes = bytes;
    expect(bench, invariant_bundle, "the bundle's digest does not fit what it holds: it was changed or damaged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(holds_of_what_is_right), UNIT_TEST(finds_what_has_no_span),     UNIT_TEST(finds_what_is_not_checked),
        UNIT_TEST(finds_what_is_not_core), UNIT_TEST(finds_what_does_not_verify),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
