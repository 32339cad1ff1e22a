// SPDX-License-Identifier: MIT
// What a bundle says of mappings: each record that does not keep its promise is refused, and the digest by which images are told
// to fit is of all that documents are read by.
#include "unit/compiled.h"

static const char policy[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration }\ntype Kind = one | two\n"
    "entity Product { b: boolean  t: text  v: version  o: Product  components: many Component  faults: many Fault }\n"
    "part Component key id { id: text  kind: Kind  next: ref Component  deps: many ref Component  notes: many Note }\n"
    "part Note { t: text  more: many Inner }\npart Inner { t: text  n: integer }\npart Fault key id { id: text }\n"
    "format cyclonedx {\n"
    "  Product from bom { b from a[\"x\"] { \"no\" => false, \"yes\" => true }  t from c | d[e = \"f\"].g[]  v from h }\n"
    "  Component from component { kind from k { \"1\" => one }  next from n { id from ref }  deps from record.depends_on\n"
    "    notes from o[] { more from p[] { t from q  n from r }  t from s } }\n"
    "  Fault from vulnerability { }\n"
    "}\n"
    "rule R-01 \"R\" { cites s 1  aspect a  severity minor  require product.b }\n"
    "verdict { rejected when any critical violated  passed otherwise }\n";

static int open_mapped(void **state)
{
    (void)state;
    return open_fixture_of(policy);
}

// The records of the bundle, which may be changed.
typedef struct Mapped {
    Program program;
    MappingInfo *mappings;
    PathInfo *paths;
    StepInfo *steps;
    MappingWord *words;
} Mapped;

static Mapped mapped(void)
{
    Mapped one = {.program = fixture.program};
    const Program *program = &fixture.program;
    one.program.mappings = one.mappings = copied(program->mappings, program->mappings_count, sizeof *one.mappings);
    one.program.paths = one.paths = copied(program->paths, program->paths_count, sizeof *one.paths);
    one.program.steps = one.steps = copied(program->steps, program->steps_count, sizeof *one.steps);
    one.program.mapping_words = one.words = copied(program->mapping_words, program->mapping_words_count, sizeof *one.words);
    return one;
}

static uint32_t attribute(const char *type, const char *name)
{
    const Program *program = &fixture.program;
    for (uint32_t i = 0; i < program->attributes_count; i++) {
        const AttributeInfo *info = &program->attributes[i];
        if (text_is(program_string(program, info->name), name) &&
            text_is(program_string(program, program->types[info->owner].name), type))
            return i;
    }
    fail_msg("there is no attribute %s of %s", name, type);
    return 0;
}

static uint32_t attribute_owner(const char *type, const char *name)
{
    return fixture.program.attributes[attribute(type, name)].owner;
}

static uint32_t string(const char *text)
{
    for (uint32_t i = 0; i < fixture.program.strings_count; i++) {
        if (text_is(program_string(&fixture.program, i), text))
            return i;
    }
    fail_msg("there is no text %s", text);
    return 0;
}

// The mapping of an attribute that stands in a block, or (of a record) in none.
static MappingInfo *mapping(const Mapped *one, const char *type, const char *name, bool in_block)
{
    for (uint32_t i = 0; i < one->program.mappings_count; i++) {
        MappingInfo *info = &one->mappings[i];
        if (info->attribute == attribute(type, name) && (info->within != NO_INDEX) == in_block)
            return info;
    }
    fail_msg("%s of %s is not mapped", name, type);
    return NULL;
}

static StepInfo *first_step(const Mapped *one, const MappingInfo *info)
{
    return &one->steps[one->paths[info->first_path].first_step];
}

static MappingWord *first_word(const Mapped *one, const MappingInfo *info)
{
    return &one->words[info->first_word];
}

// ---- what is refused ----

// Each change takes something of the bundle, by itself.
#define CHANGES(CHANGE)                                                                                                          \
    CHANGE(format_that_is_none, one->mappings[0].format = FORMATS)                                                               \
    CHANGE(format_of_another, one->mappings[0].format = FORMAT_spdx)                                                             \
    CHANGE(record_that_is_none, one->mappings[0].record = FORMAT_RECORDS)                                                        \
    CHANGE(record_of_a_part, one->mappings[0].record = RECORD_cyclonedx_component)                                               \
    CHANGE(type_that_is_none, one->mappings[0].type = one->program.types_count)                                                  \
    CHANGE(type_of_another, mapping(one, "Component", "kind", false)->type = attribute_owner("Note", "t"))                       \
    CHANGE(attribute_that_is_none, one->mappings[0].attribute = one->program.attributes_count)                                   \
    CHANGE(attribute_of_another_type, one->mappings[0].attribute = attribute("Note", "t"))                                       \
    CHANGE(attribute_twice, mapping(one, "Product", "v", false)->attribute = attribute("Product", "t"))                          \
    CHANGE(attributes_out_of_order, mapping(one, "Product", "b", false)->attribute = attribute("Product", "o"))                  \
    CHANGE(record_of_two_types, mapping(one, "Product", "faults", false)->attribute = attribute("Product", "components"))        \
    CHANGE(block_of_itself,                                                                                                      \
           mapping(one, "Note", "t", true)->within = (uint32_t)(mapping(one, "Note", "t", true) - one->mappings))                \
    CHANGE(block_that_comes_later, mapping(one, "Note", "t", true)->within = one->program.mappings_count - 1)                    \
    CHANGE(block_of_no_part, mapping(one, "Note", "t", true)->within = 0)                                                        \
    CHANGE(block_that_is_closed,                                                                                                 \
           mapping(one, "Note", "t", true)->within = (uint32_t)(mapping(one, "Component", "next", false) - one->mappings))       \
    CHANGE(part_without_a_block, mapping(one, "Inner", "n", true)->within = mapping(one, "Note", "t", true)->within)             \
    CHANGE(block_of_a_reference, mapping(one, "Component", "id", true)->attribute = attribute("Component", "kind"))              \
    CHANGE(no_path, mapping(one, "Product", "v", false)->path_count = 0)                                                         \
    CHANGE(paths_of_others, one->mappings[0].path_count = 2)                                                                     \
    CHANGE(steps_of_others, one->paths[0].step_count = 1)                                                                        \
    CHANGE(step_that_is_none, one->steps[0].kind = STEP_KINDS)                                                                   \
    CHANGE(member_without_a_name, one->steps[0].name = NO_INDEX)                                                                 \
    CHANGE(member_with_a_text, one->steps[0].text = 0)                                                                           \
    CHANGE(element_with_a_name, first_step(one, mapping(one, "Product", "v", false))->kind = STEP_EACH)                          \
    CHANGE(derived_that_is_none, first_step(one, mapping(one, "Product", "v", false))->kind = STEP_DERIVED)                      \
    CHANGE(derived_in_a_block,                                                                                                   \
           *first_step(one, mapping(one, "Note", "t", true)) = ((StepInfo){STEP_DERIVED, string("id"), NO_INDEX}))               \
    CHANGE(derived_of_another_kind, first_step(one, mapping(one, "Component", "deps", false))->name = string("id"))              \
    CHANGE(derived_parts_of_a_value,                                                                                             \
           *first_step(one, mapping(one, "Product", "v", false)) = ((StepInfo){STEP_DERIVED, string("components"), NO_INDEX}))   \
    CHANGE(words_out_of_order, one->words[0].text = one->words[1].text)                                                          \
    CHANGE(word_of_no_boolean, one->words[0].value = 2)                                                                          \
    CHANGE(word_of_no_enumeration, first_word(one, mapping(one, "Component", "kind", false))->value = 2)                         \
    CHANGE(word_with_a_text, one->words[0].value_text = 0)                                                                       \
    CHANGE(words_of_others, one->mappings[0].word_count = one->program.mapping_words_count)                                      \
    CHANGE(span_of_no_file, one->mappings[0].span.file = one->program.files_count + 1)

#define FUNCTION(name, change)                                                                                                   \
    static void name(Mapped *one)                                                                                                \
    {                                                                                                                            \
        change;                                                                                                                  \
    }
CHANGES(FUNCTION)

static void each_promise_is_kept(void **state)
{
    (void)state;
#define ROW(name, change) {name, #name},
    static const struct {
        void (*change)(Mapped *one);
        const char *name;
    } changes[] = {CHANGES(ROW)};
    Program opened;
    Text reason = {"", 0};
    Mapped whole = mapped();
    if (!bundle_open(&opened, bundle_write(&whole.program, unit_arena()), unit_arena(), &reason))
        fail_msg("%.*s", (int)reason.length, reason.bytes);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        Mapped one = mapped();
        changes[i].change(&one);
        if (bundle_open(&opened, bundle_write(&one.program, unit_arena()), unit_arena(), &reason))
            fail_msg("%s is not refused", changes[i].name);
        if (!text_contains(reason, text_of("mapping")) && !text_contains(reason, text_of("path")) &&
            !text_contains(reason, text_of("step")))
            fail_msg("%s: \"%.*s\" is said", changes[i].name, (int)reason.length, reason.bytes);
    }
}

// ---- the digest ----

static void images_hang_on_mappings(void **state)
{
    (void)state;
    Digest before = schema_digest(&fixture.program, unit_arena());
    Mapped one = mapped();
    one.mappings[0].span.start++;
    Digest after = schema_digest(&one.program, unit_arena());
    assert_true(digest_equal(&before, &after)); // where it stands does not matter
#define HANGS(what)                                                                                                              \
    one = mapped();                                                                                                              \
    what;                                                                                                                        \
    after = schema_digest(&one.program, unit_arena());                                                                           \
    if (digest_equal(&before, &after))                                                                                           \
        fail_msg("images do not hang on it: %s", #what);
    HANGS(one.mappings[0].record++)
    HANGS(one.mappings[0].attribute++)
    HANGS(one.program.mappings_count--)
    HANGS(mapping(&one, "Note", "t", true)->within++)
    HANGS(one.steps[0].kind = STEP_DERIVED)
    HANGS(one.steps[0].name++)
    HANGS(one.steps[1].text++)
    HANGS(one.words[0].text++)
    HANGS(one.words[0].value++)
    HANGS(one.words[0].value_text = 0)
    HANGS(one.mappings[0].word_count--)
    HANGS(one.mappings[0].path_count++)
}

// ---- for whoever reads ----

static void what_is_mapped_is_found(void **state)
{
    (void)state;
    const Program *program = &fixture.program;
    uint32_t count, first = program_mappings(program, RECORD_cyclonedx_component, &count);
    assert_int_equal(program->mappings[first].record, RECORD_cyclonedx_component);
    assert_int_equal(program->mappings[first + count - 1].record, RECORD_cyclonedx_component);
    assert_int_equal(program->mappings[first + count].record, RECORD_cyclonedx_vulnerability);
    program_mappings(program, RECORD_spdx_file, &count);
    assert_int_equal(count, 0);
    assert_true(program_maps(program, FORMAT_cyclonedx));
    assert_false(program_maps(program, FORMAT_csv));
    assert_int_equal(program_record_type(program, RECORD_cyclonedx_bom), attribute_owner("Product", "b"));
    assert_int_equal(program_record_type(program, RECORD_cyclonedx_vulnerability), attribute_owner("Fault", "id"));
    assert_int_equal(program_record_type(program, RECORD_spdx_file), NO_INDEX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(each_promise_is_kept), UNIT_TEST(images_hang_on_mappings),
                                       UNIT_TEST(what_is_mapped_is_found)};
    return cmocka_run_group_tests(tests, open_mapped, close_fixture);
}
