// SPDX-License-Identifier: MIT
// Bundles of programs that were changed on purpose: each is refused, and for the reason that the change gives.
#include "unit/unit.h"

#include "code/bundle.h"
#include "code/verify.h"
#include "fixture/fixture.h"

static Fixture fixture;

static int open_fixture(void **state)
{
    (void)state;
    fixture_open(&fixture);
    fixture_must_compile(&fixture, FIXTURE_POLICY);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

// A copy of the fixture's bundle, open: its program's records may be changed.
typedef struct Tampered {
    Program program;
    const RegisterType *types; // of the review's registers
} Tampered;

static Tampered copy_of(Text bundle)
{
    Text reason;
    Tampered copy;
    assert_true(bundle_open(&copy.program, text_copy(unit_arena(), bundle), unit_arena(), &reason));
    copy.types = code_types(&copy.program, code_of_review(&copy.program), unit_arena(), &reason);
    return copy;
}

static Tampered copy(void)
{
    return copy_of(fixture.bundle);
}

// A record of a copy's program.
#define WRITABLE(record) ((void *)(uintptr_t)(record))

static void assert_refused(const Tampered *copy, const char *why)
{
    Program program;
    Text reason = {"", 0};
    if (bundle_open(&program, bundle_write(&copy->program, unit_arena()), unit_arena(), &reason))
        fail_msg("not refused: %s", why);
    if (!text_contains(reason, text_of(why)))
        fail_msg("refused for another reason than `%s`: %.*s", why, (int)reason.length, reason.bytes);
}

// The first instruction with an opcode, from one on.
static Instr *find(const Tampered *copy, uint32_t from, Op op)
{
    while (from < copy->program.code_count && copy->program.code[from].op != op)
        from++;
    assert_true(from < copy->program.code_count);
    return WRITABLE(&copy->program.code[from]);
}

static uint32_t number_of(const Tampered *copy, const Instr *instr)
{
    return (uint32_t)(instr - copy->program.code);
}

// The first register of a kind that has the rows of a frame.
static uint32_t register_of(const Tampered *copy, OperandKind kind, uint16_t frame)
{
    uint32_t number = 0;
    while (number < copy->program.code_count && (copy->types[number].kind != kind || copy->types[number].frame != frame))
        number++;
    return number;
}

// ---- operands ----

static void operands_that_come_later(void **state)
{
    (void)state;
    for (uint32_t later = 0; later < 2; later++) {
        Tampered bundle = copy();
        Instr *instr = find(&bundle, 0, OP_AND);
        instr->a = number_of(&bundle, instr) + later;
        assert_refused(&bundle, "an operand is not there");
    }
}

// Behind a region no instruction reads what may have been skipped, though it is of the right kind and of one row.
static void operands_that_were_skipped(void **state)
{
    (void)state;
    Tampered bundle = copy();
    Instr *skip = find(&bundle, 0, OP_SKIP_FALSE);
    uint32_t first = number_of(&bundle, skip) + 1, end = first + skip->b, inside = first;
    while (bundle.types[inside].kind != OPERAND_TRUTH || bundle.types[inside].frame != 0)
        inside++;
    assert_true(inside < end);
    Instr *instr = find(&bundle, end, OP_AND);
    while (instr->frame != 0)
        instr = find(&bundle, number_of(&bundle, instr) + 1, OP_AND);
    instr->a = inside;
    assert_refused(&bundle, "an operand is not there");
}

static void operands_of_another_kind(void **state)
{
    (void)state;
    static const struct {
        Op op;
        OperandKind kind;
    } cases[] = {{OP_AND, OPERAND_VALUE}, {OP_LESS, OPERAND_TRUTH}, {OP_LESS_RANGE, OPERAND_TRUTH}, {OP_RANGE, OPERAND_TRUTH}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Tampered bundle = copy();
        uint32_t other = register_of(&bundle, cases[i].kind, 0);
        find(&bundle, other + 1, cases[i].op)->a = other;
        assert_refused(&bundle, "an operand is of another kind");
    }
}

static void numbers_beyond_their_pools(void **state)
{
    (void)state;
    Tampered bundle = copy();
    find(&bundle, 0, OP_NUMBER)->a = bundle.program.constants_count;
    assert_refused(&bundle, "an operand leads outside of its pool");
    bundle = copy();
    find(&bundle, 0, OP_READ)->b = bundle.program.slots_count;
    assert_refused(&bundle, "an operand leads outside of its pool");
}

static void items_beyond_the_pool(void **state)
{
    (void)state;
    Fixture small;
    fixture_open(&small);
    assert_true(fixture_compile(&small, text_of("policy p version \"1.0.0\" { title \"P\" reviews x : T }\n"
                                                "source s \"S\" { clause 1 \"one\" }\naspect a \"A\"\n"
                                                "evidence { rank weak }\nentity T { n : integer  m : integer }\n"
                                                "rule R-1 \"one\" { cites s 1  aspect a  severity minor\n"
                                                "  require 1 in {x.n, x.m} and 2 in {x.m, x.n} }\n"
                                                "verdict { bad when any violated  good otherwise }\n")));
    Tampered bundle = copy_of(small.bundle);
    Instr *items = find(&bundle, 0, OP_ITEMS);
    items = find(&bundle, number_of(&bundle, items) + 1, OP_ITEMS);
    items->b = bundle.program.operands_count - items->a + 1;
    assert_refused(&bundle, "the items lie outside of the pool");
    fixture_close(&small);
}

static void read_another(uint32_t reader, uint32_t slot)
{
    Tampered bundle = copy();
    ((Instr *)WRITABLE(&bundle.program.code[reader]))->b = slot;
    assert_refused(&bundle, "an attribute of another type is read");
}

// Each instruction that reads takes each slot of another type's attribute, whether its type comes before or behind.
static void attributes_of_another_type(void **state)
{
    (void)state;
    Tampered whole = copy();
    const Program *program = &whole.program;
    size_t before = 0, behind = 0;
    for (uint32_t reader = 0; reader < program->code_count; reader++) {
        if (program->code[reader].op != OP_READ)
            continue;
        uint32_t owner = program->attributes[program->slots[program->code[reader].b].attribute].owner;
        for (uint32_t slot = 0; slot < program->slots_count; slot++) {
            const AttributeInfo *attribute = &program->attributes[program->slots[slot].attribute];
            if (attribute->owner == owner || program->slots[slot].mode == MODE_BARE)
                continue;
            ArenaMark mark = arena_mark(unit_arena());
            read_another(reader, slot);
            arena_reset(unit_arena(), mark);
            before += attribute->owner < owner;
            behind += attribute->owner > owner;
        }
    }
    assert_true(before && behind);
}

// ---- frames and regions ----

static void frames_that_are_made_already(void **state)
{
    (void)state;
    Tampered bundle = copy();
    Instr *first = find(&bundle, 0, OP_ELEMENTS);
    find(&bundle, number_of(&bundle, first) + 1, OP_ELEMENTS)->frame = first->frame;
    assert_refused(&bundle, "a frame that no instruction makes");
    bundle = copy();
    first = find(&bundle, 0, OP_ELEMENTS);
    Instr *another = find(&bundle, number_of(&bundle, first) + 1, OP_READ);
    *another = *first;
    assert_refused(&bundle, "the frame is made by another instruction");
}

static void skips_that_lead_out(void **state)
{
    (void)state;
    Tampered bundle = copy();
    Instr *skip = find(&bundle, 0, OP_SKIP_FALSE);
    skip->b = bundle.program.head.main_end - number_of(&bundle, skip);
    assert_refused(&bundle, "a skip leads out of its region");
}

// ---- what is read of the code ----

static void rules_that_read_what_was_skipped(void **state)
{
    (void)state;
    Tampered bundle = copy();
    RuleInfo *skipped = WRITABLE(&bundle.program.rules[0]), *other = WRITABLE(&bundle.program.rules[1]);
    assert_true(skipped->when != NO_REGISTER && other->when == NO_REGISTER);
    other->plain = other->strict = skipped->plain;
    assert_refused(&bundle, "a rule reads a register that may not be there");
}

static void findings_that_show_something_else(void **state)
{
    (void)state;
    static const uint32_t kinds[] = {TYPE_TEXT, TYPE_ENTITY, TYPE_SUBMISSION};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Tampered bundle = copy();
        PieceInfo *piece = WRITABLE(bundle.program.pieces);
        while (piece->shown == NO_REGISTER || piece->kind != TYPE_DATE || bundle.types[piece->shown].kind != OPERAND_VALUE)
            piece++;
        piece->kind = kinds[i];
        assert_refused(&bundle, "a finding shows a register that may not be there");
    }
}

// ---- records ----

static void lists_out_of_order(void **state)
{
    (void)state;
    Tampered bundle = copy();
    const ListInfo *list = bundle.program.lists;
    while (list->count < 2)
        list++;
    int64_t *values = WRITABLE(bundle.program.list_values + list->first), first = values[0];
    values[0] = values[1];
    values[1] = first;
    assert_refused(&bundle, "a list is not in order");
}

static void parts_that_own_themselves(void **state)
{
    (void)state;
    Tampered bundle = copy();
    AttributeInfo *attribute = WRITABLE(bundle.program.attributes);
    while (attribute->kind != TYPE_PART || (attribute->flags & ATTRIBUTE_OWNED) || attribute->owner != attribute->target)
        attribute++;
    attribute->flags |= ATTRIBUTE_OWNED;
    assert_refused(&bundle, "a part that owns itself");
}

static void runs_beyond_their_pools(void **state)
{
    (void)state;
    Tampered bundle = copy();
    EnumInfo *one = WRITABLE(bundle.program.enums);
    one->first_value = bundle.program.enum_values_count + 1;
    one->value_count = 0;
    assert_refused(&bundle, "an enumeration is damaged");
    bundle = copy();
    one = WRITABLE(bundle.program.enums);
    one->value_count = bundle.program.enum_values_count - one->first_value + 1;
    assert_refused(&bundle, "an enumeration is damaged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(operands_that_come_later),
                                       UNIT_TEST(operands_that_were_skipped),
                                       UNIT_TEST(operands_of_another_kind),
                                       UNIT_TEST(numbers_beyond_their_pools),
                                       UNIT_TEST(items_beyond_the_pool),
                                       UNIT_TEST(attributes_of_another_type),
                                       UNIT_TEST(frames_that_are_made_already),
                                       UNIT_TEST(skips_that_lead_out),
                                       UNIT_TEST(rules_that_read_what_was_skipped),
                                       UNIT_TEST(findings_that_show_something_else),
                                       UNIT_TEST(lists_out_of_order),
                                       UNIT_TEST(parts_that_own_themselves),
                                       UNIT_TEST(runs_beyond_their_pools)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
