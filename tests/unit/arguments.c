// SPDX-License-Identifier: MIT
// What a host may give to the public library where it has nothing to give, null, or where it asks for a form that is not there.
// Each call answers, and says what is missing.
#include "unit/unit.h"

#include <stdio.h>

#include "assize.h"

static const AssizeRequest in_json = {.format = ASSIZE_JSON};

static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration }\n"
    "entity Product { n: integer  m: integer confidential }\n"
    "rule R-01 \"one\" { cites s 1  aspect a  severity minor  require product.n > 1 else \"it is {product.m}\" }\n"
    "verdict { rejected when any minor violated  passed otherwise }\n";

typedef struct Opened {
    Assize *assize;
    AssizePolicy *policy;
    AssizeBase *base;
} Opened;

static const char *file_in(const char *name)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/%s", unit_folder(), name));
}

static Opened open_all(void)
{
    Opened opened = {.assize = assize_open(NULL)};
    FILE *file = fopen(file_in("p.asz"), "w");
    assert_non_null(file);
    fputs(policy_text, file);
    fclose(file);
    assert_int_equal(assize_policy_open(opened.assize, NULL, file_in("p.asz"), &opened.policy), ASSIZE_DONE);
    assert_int_equal(assize_base_open(opened.assize, file_in("facts"), ASSIZE_WRITE, &opened.base), ASSIZE_DONE);
    return opened;
}

static void close_all(Opened *opened)
{
    assize_base_close(opened->base);
    assize_policy_close(opened->policy);
    assize_close(opened->assize);
}

// The call is refused, with this in its message.
static void refused(const Opened *opened, AssizeAnswer answer, AssizeAnswer expected, const char *message)
{
    AssizeText said = assize_messages(opened->assize, NULL);
    assert_int_equal(answer, expected);
    assert_int_equal(assize_last_answer(opened->assize), expected);
    if (!text_contains((Text){said.bytes, said.length}, text_of(message)))
        fail_msg("%.*s", (int)said.length, said.bytes);
}

// Without a fact base, nothing is known.
static void no_fact_base(void **state)
{
    (void)state;
    Opened opened = open_all();
    AssizeReview *review;
    AssizeText text;
    assert_int_equal(assize_ask(opened.assize, NULL, opened.policy, NULL, "product.n", "x", 20779, &text), ASSIZE_UNDECIDED);
    assert_true(text_starts((Text){text.bytes, text.length}, text_of("unknown\n")));
    assert_int_equal(assize_ask(opened.assize, &in_json, opened.policy, NULL, "1 < 2", "x", 20779, &text), ASSIZE_DONE);
    assert_int_equal(assize_review(opened.assize, NULL, opened.policy, NULL, "x", 20779, &review), ASSIZE_DONE);
    assert_int_equal(assize_review_answer(review), ASSIZE_UNDECIDED);
    assize_review_close(review);
    assert_int_equal(assize_review_submissions(opened.assize, NULL, opened.policy, NULL, 0, "x", 20779, &review), ASSIZE_DONE);
    assize_review_close(review);
    assert_int_equal(assize_review_all(opened.assize, NULL, opened.policy, NULL, 20779, 0, NULL, NULL), ASSIZE_DONE);
    refused(&opened, assize_facts_list(opened.assize, NULL, NULL, NULL, &text), ASSIZE_WRONG_USE, "no fact base is given");
    refused(&opened, assize_facts_show(opened.assize, NULL, NULL, NULL, "x", &text), ASSIZE_WRONG_USE, "no fact base is given");
    refused(&opened, assize_facts_verify(opened.assize, NULL, NULL, NULL, NULL, &text), ASSIZE_WRONG_USE,
            "no fact base is given");
    refused(&opened, assize_withdraw(opened.assize, NULL, NULL, "x", NULL, "y"), ASSIZE_WRONG_USE, "no fact base is given");
    refused(&opened, assize_import(opened.assize, NULL, NULL, opened.policy, &(AssizeImport){0}, &text), ASSIZE_WRONG_USE,
            "no fact base is given");
    refused(&opened, assize_match(opened.assize, NULL, NULL, opened.policy, &(AssizeMatch){0}, &text), ASSIZE_WRONG_USE,
            "no fact base is given");
    close_all(&opened);
}

static void no_policy(void **state)
{
    (void)state;
    Opened opened = open_all();
    AssizePolicy *policy;
    AssizeReview *review;
    AssizeText text;
    refused(&opened, assize_policy_open(opened.assize, NULL, NULL, &policy), ASSIZE_BAD_INPUT, "cannot read");
    assert_null(policy);
    refused(&opened, assize_policy_load(opened.assize, NULL, NULL, 0, &policy), ASSIZE_BAD_INPUT, "the bundle is refused");
    assert_null(policy);
    refused(&opened, assize_policy_write(opened.assize, NULL, "x"), ASSIZE_WRONG_USE, "no policy is given");
    refused(&opened, assize_policy_write(opened.assize, opened.policy, NULL), ASSIZE_ENVIRONMENT, "cannot write");
    refused(&opened, assize_disassemble(opened.assize, NULL, NULL, NULL, &text), ASSIZE_WRONG_USE, "no policy is given");
    refused(&opened, assize_inspect(opened.assize, NULL, NULL, &text), ASSIZE_WRONG_USE, "no policy is given");
    refused(&opened, assize_formats(opened.assize, NULL, NULL, NULL, "x", &text), ASSIZE_WRONG_USE, "no policy is given");
    refused(&opened, assize_formats(opened.assize, NULL, opened.policy, "x", NULL, &text), ASSIZE_WRONG_USE,
            "there is no format `x`");
    refused(&opened, assize_formats(opened.assize, NULL, opened.policy, NULL, "x", &text), ASSIZE_BAD_INPUT, "cannot read");
    refused(&opened, assize_cost(opened.assize, NULL, NULL, &text), ASSIZE_WRONG_USE, "no policy is given");
    refused(&opened, assize_import(opened.assize, NULL, opened.base, NULL, &(AssizeImport){0}, &text), ASSIZE_WRONG_USE,
            "no policy is given");
    refused(&opened, assize_import(opened.assize, NULL, opened.base, opened.policy, NULL, &text), ASSIZE_WRONG_USE,
            "no import is given");
    refused(&opened, assize_match(opened.assize, NULL, opened.base, opened.policy, NULL, &text), ASSIZE_WRONG_USE,
            "no match is given");
    refused(&opened, assize_match(opened.assize, NULL, opened.base, opened.policy, &(AssizeMatch){.subject = "x"}, &text),
            ASSIZE_WRONG_USE, "its kind and its date are needed");
    refused(&opened, assize_review(opened.assize, NULL, NULL, opened.base, "x", 20779, &review), ASSIZE_WRONG_USE,
            "no policy is given");
    assert_null(review);
    refused(&opened, assize_review_all(opened.assize, NULL, NULL, opened.base, 20779, 1, NULL, NULL), ASSIZE_WRONG_USE,
            "no policy is given");
    refused(&opened, assize_ask(opened.assize, NULL, NULL, opened.base, "1", "x", 20779, &text), ASSIZE_WRONG_USE,
            "no policy is given");
    refused(&opened, assize_review_where(opened.assize, NULL, NULL, opened.base, "1 < 2", 20779, 1, NULL, NULL), ASSIZE_WRONG_USE,
            "no policy is given");
    assert_int_equal(assize_review_where(opened.assize, NULL, opened.policy, NULL, NULL, 20779, 1, NULL, NULL), ASSIZE_DONE);
    refused(&opened, assize_review_many(opened.assize, NULL, NULL, opened.base, NULL, NULL, NULL), ASSIZE_WRONG_USE,
            "no policy is given");
    const AssizeSweep changed = {.date = 20779, .changed = true, .registers = true};
    assert_int_equal(assize_review_many(opened.assize, NULL, opened.policy, NULL, &changed, NULL, NULL), ASSIZE_DONE);
    refused(&opened, assize_review_where(opened.assize, NULL, opened.policy, opened.base, NULL, 20779, 1, NULL, NULL),
            ASSIZE_BAD_INPUT, "");
    refused(&opened, assize_impact(opened.assize, NULL, NULL, opened.policy, opened.base, NULL, &text), ASSIZE_WRONG_USE,
            "no policy is given");
    refused(&opened, assize_impact(opened.assize, NULL, opened.policy, NULL, opened.base, NULL, &text), ASSIZE_WRONG_USE,
            "no later policy is given");
    refused(&opened, assize_impact(opened.assize, NULL, opened.policy, opened.policy, NULL, NULL, &text), ASSIZE_WRONG_USE,
            "no fact base is given");
    refused(&opened, assize_impact(opened.assize, NULL, opened.policy, opened.policy, opened.base, NULL, &text), ASSIZE_WRONG_USE,
            "no date is given");
    refused(&opened, assize_verdict_diff(opened.assize, NULL, NULL, NULL, NULL, &text), ASSIZE_BAD_INPUT, "cannot read");
    refused(&opened, assize_verdict_diff(opened.assize, NULL, NULL, "sha256:00", NULL, &text), ASSIZE_WRONG_USE,
            "no fact base is given");
    close_all(&opened);
}

// A text that is null is an empty one, and a host need not want what is printed.
static void no_text(void **state)
{
    (void)state;
    Opened opened = open_all();
    AssizeBase *base;
    AssizeReview *review;
    int64_t date;
    assert_false(assize_date(NULL, &date));
    refused(&opened, assize_check(opened.assize, NULL, NULL), ASSIZE_BAD_INPUT, "cannot read");
    refused(&opened, assize_dump(opened.assize, NULL, NULL, ASSIZE_TREE, NULL), ASSIZE_BAD_INPUT, "cannot read");
    refused(&opened, assize_test(opened.assize, NULL, NULL, NULL), ASSIZE_BAD_INPUT, "cannot read");
    refused(&opened, assize_base_open(opened.assize, NULL, ASSIZE_READ, &base), ASSIZE_ENVIRONMENT, "no fact base");
    assert_null(base);
    refused(&opened, assize_withdraw(opened.assize, NULL, opened.base, NULL, NULL, NULL), ASSIZE_WRONG_USE, "is no digest");
    refused(&opened, assize_facts_show(opened.assize, NULL, opened.base, NULL, NULL, NULL), ASSIZE_BAD_INPUT, "no dossier");
    refused(&opened, assize_review(opened.assize, NULL, opened.policy, opened.base, NULL, 20779, &review), ASSIZE_WRONG_USE,
            "no id");
    refused(&opened, assize_ask(opened.assize, NULL, opened.policy, opened.base, NULL, NULL, 20779, NULL), ASSIZE_BAD_INPUT, "");
    assert_int_equal(assize_facts_list(opened.assize, NULL, opened.base, NULL, NULL), ASSIZE_DONE);
    assert_int_equal(assize_opcodes(opened.assize, NULL), ASSIZE_DONE);
    assert_int_equal(assize_review(opened.assize, NULL, opened.policy, opened.base, "x", 20779, &review), ASSIZE_DONE);
    refused(&opened, assize_review_explain(review, NULL, NULL, NULL), ASSIZE_WRONG_USE, "no rule");
    assize_review_close(review);
    AssizeImport nothing = {.file_count = 0};
    assert_int_equal(assize_import(opened.assize, NULL, opened.base, opened.policy, &nothing, NULL), ASSIZE_DONE);
    close_all(&opened);
}

static Text printed(AssizeReview *review, AssizeAudience audience, AssizeFormat format)
{
    AssizeText text;
    const AssizeRequest request = {.format = format, .audience = audience};
    assert_int_equal(assize_review_print(review, &request, &text), ASSIZE_DONE);
    return text_copy(unit_arena(), (Text){text.bytes, text.length});
}

// One review is printed for several audiences, in whatever order: each sees what it would see alone.
static void several_viewers(void **state)
{
    (void)state;
    static const char submission[] = "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\","
                                     "\"on\":\"2026-01-02\"},\"facts\":{\"n\":0,\"m\":717171}}";
    Opened opened = open_all();
    AssizeReview *review;
    for (int first = ASSIZE_PUBLIC; first <= ASSIZE_OFFICE; first += ASSIZE_OFFICE) {
        assert_int_equal(
            assize_review_submissions(opened.assize, NULL, opened.policy, submission, sizeof submission - 1, "x", 20779, &review),
            ASSIZE_DONE);
        Text alone = printed(review, (AssizeAudience)first, ASSIZE_JSON);
        Text other = printed(review, (AssizeAudience)(ASSIZE_OFFICE - first), ASSIZE_TEXT);
        bool shows = text_contains(alone, text_of("717171"));
        assert_true(shows == (first == ASSIZE_OFFICE));
        assert_true(text_contains(other, text_of("717171")) != shows);
        assert_true(text_equal(alone, printed(review, (AssizeAudience)first, ASSIZE_JSON)));
        assize_review_close(review);
    }
    close_all(&opened);
}

// A form that is not there is refused by each call that prints, before it does anything.
static void no_such_form(void **state)
{
    (void)state;
    static const AssizeRequest seventh = {.format = (AssizeFormat)7};
    static const char message[] = "there is no form of output 7; of ";
    Opened opened = open_all();
    Assize *assize = opened.assize;
    const char *const files[] = {file_in("x.json")};
    const AssizeImport import = {.files = files, .file_count = 1};
    AssizeReview *review;
    AssizeText text;
    FILE *file = fopen(files[0], "w");
    assert_non_null(file);
    fputs("{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-01-02\"},"
          "\"facts\":{\"n\":3}}",
          file);
    fclose(file);
    assert_string_equal(assize_format_name(ASSIZE_JSON), "json");
    assert_null(assize_format_name((AssizeFormat)7));
    refused(&opened, assize_inspect(assize, &seventh, opened.policy, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_formats(assize, &seventh, opened.policy, NULL, NULL, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_cost(assize, &seventh, opened.policy, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_test(assize, &seventh, file_in("p.asz"), &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_import(assize, &seventh, opened.base, opened.policy, &import, &text), ASSIZE_WRONG_USE, message);
    assert_int_equal(assize_facts_list(assize, NULL, opened.base, NULL, &text), ASSIZE_DONE);
    assert_string_equal(text.bytes, "the fact base is empty\n");
    refused(&opened, assize_facts_upgrade(assize, &seventh, opened.base, opened.policy, NULL, NULL, &text), ASSIZE_WRONG_USE,
            message);
    refused(&opened, assize_facts_compact(assize, &seventh, opened.base, NULL, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_facts_list(assize, &seventh, opened.base, NULL, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_facts_show(assize, &seventh, opened.base, NULL, "x", &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_facts_verify(assize, &seventh, opened.base, NULL, NULL, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_ask(assize, &seventh, opened.policy, NULL, "1 < 2", "x", 20779, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_review_all(assize, &seventh, opened.policy, opened.base, 20779, 1, NULL, NULL), ASSIZE_WRONG_USE,
            message);
    assert_int_equal(assize_review(assize, NULL, opened.policy, opened.base, "x", 20779, &review), ASSIZE_DONE);
    refused(&opened, assize_review_print(review, &seventh, &text), ASSIZE_WRONG_USE, "of a verdict there are `text`, `json`");
    refused(&opened, assize_review_explain(review, &seventh, "R-01", &text), ASSIZE_WRONG_USE, message);
    assert_int_equal(assize_review_print(review, &in_json, &text), ASSIZE_DONE);
    refused(&opened, assize_check(assize, &seventh, file_in("p.asz")), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_dump(assize, &seventh, file_in("p.asz"), ASSIZE_TOKENS, &text), ASSIZE_WRONG_USE, message);
    refused(&opened, assize_disassemble(assize, &seventh, opened.policy, NULL, &text), ASSIZE_WRONG_USE, message);
    assize_review_close(review);
    close_all(&opened);
}

// An audience that there is not is told nothing.
static void no_such_audience(void **state)
{
    (void)state;
    Opened opened = open_all();
    AssizeReview *review;
    AssizeText text;
    assert_int_equal(assize_review(opened.assize, NULL, opened.policy, opened.base, "x", 20779, &review), ASSIZE_DONE);
    for (int audience = -2; audience <= ASSIZE_OFFICE + 2; audience++) {
        const AssizeRequest request = {.audience = (AssizeAudience)audience};
        if (audience >= ASSIZE_PUBLIC && audience <= ASSIZE_OFFICE)
            continue;
        refused(&opened, assize_review_print(review, &request, &text), ASSIZE_WRONG_USE, "there is no such audience");
        refused(&opened, assize_review_explain(review, &request, "R-01", &text), ASSIZE_WRONG_USE, "there is no such audience");
    }
    assize_review_close(review);
    close_all(&opened);
}

static void nothing_to_close(void **state)
{
    (void)state;
    assize_close(NULL);
    assize_policy_close(NULL);
    assize_base_close(NULL);
    assize_review_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(no_fact_base),    UNIT_TEST(no_policy),    UNIT_TEST(no_text),
                                       UNIT_TEST(several_viewers), UNIT_TEST(no_such_form), UNIT_TEST(no_such_audience),
                                       UNIT_TEST(nothing_to_close)};
    return cmocka_run_group_tests_name("arguments", tests, NULL, NULL);
}
