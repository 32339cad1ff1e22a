// SPDX-License-Identifier: MIT
// A text is what its tokens say and the white space between them, comments among the tokens: of all policies and libraries that
// are here, of texts that were changed at random, and of those that hold nothing but what is hard to tell apart.
#include "tokens.h"

#include <glob.h>

#include "parser.h"
#include "unit/unit.h"

static bool is_blank(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] != ' ' && text.bytes[i] != '\t' && text.bytes[i] != '\r' && text.bytes[i] != '\n')
            return false;
    }
    return true;
}

// Puts a text together again from its tokens; how many comments are among them.
static size_t assert_lossless(Text text)
{
    Tokens tokens = tokens_scan(unit_arena(), text);
    TextBuilder again = text_builder(unit_arena());
    size_t comments = 0, end = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        const Token *token = &tokens.items[i];
        assert_true(token->start >= end && token->end > token->start);
        Text between = text_slice(text, end, token->start), said = token_text(&tokens, token);
        assert_true(is_blank(between));
        text_append(&again, between);
        text_append(&again, said);
        assert_int_equal(said.bytes[0] == '#', token->kind == TOKEN_COMMENT);
        comments += token->kind == TOKEN_COMMENT;
        end = token->end;
    }
    Text behind = text_slice(text, end, text.length);
    assert_true(is_blank(behind));
    text_append(&again, behind);
    assert_true(text_equal(text_built(&again), text));
    return comments;
}

static glob_t policies(void)
{
    glob_t found = {0};
    assert_int_equal(glob("policies/*/*.asz", 0, NULL, &found), 0);
    assert_int_equal(glob("policies/*/*/*.asz", GLOB_APPEND, NULL, &found), 0);
    assert_int_equal(glob("stdlib/std/*.asz", GLOB_APPEND, NULL, &found), 0);
    return found;
}

static void every_policy(void **state)
{
    (void)state;
    glob_t found = policies();
    size_t comments = 0;
    for (size_t i = 0; i < found.gl_pathc; i++)
        comments += assert_lossless(unit_file(found.gl_pathv[i]));
    assert_true(found.gl_pathc > 20 && comments > 50);
    globfree(&found);
}

// Bytes that were taken out, put in or changed: what begins a token or a comment more often than others.
static void changed_policies(void **state)
{
    (void)state;
    static const char signs[] = "#\"`\\\n\r\t _-.'<=>!&|0aZ{}\xe5\xff";
    UnitRandom random = {73};
    glob_t found = policies();
    for (int round = 0; round < 400; round++) {
        ArenaMark mark = arena_mark(unit_arena());
        Text text = unit_file(found.gl_pathv[unit_below(&random, found.gl_pathc)]);
        size_t from = unit_below(&random, text.length), length = unit_below(&random, 3000);
        text = text_copy(unit_arena(), text_slice(text, from, from + length < text.length ? from + length : text.length));
        char *bytes = arena_raw(unit_arena(), text.length + 1);
        memcpy(bytes, text.bytes, text.length);
        for (size_t i = unit_below(&random, 100); i > 0 && text.length; i--)
            bytes[unit_below(&random, text.length)] = signs[unit_below(&random, sizeof signs)]; // the zero too
        assert_lossless((Text){bytes, text.length});
        arena_reset(unit_arena(), mark);
    }
    globfree(&found);
}

static void signs_alone(void **state)
{
    (void)state;
    static const char signs[] = "#\"`\\\n\r\t _-.'<=>!&|0%T:";
    UnitRandom random = {5};
    for (int round = 0; round < 20000; round++) {
        ArenaMark mark = arena_mark(unit_arena());
        char bytes[12];
        size_t length = unit_below(&random, sizeof bytes + 1);
        for (size_t i = 0; i < length; i++)
            bytes[i] = signs[unit_below(&random, sizeof signs)];
        assert_lossless((Text){bytes, length});
        arena_reset(unit_arena(), mark);
    }
}

// What a comment is, and what only looks like one.
static void comments(void **state)
{
    (void)state;
    assert_int_equal(assert_lossless(text_of("# one\r\n\t# two\nrule A-1 \"# none\" `# none` # three")), 3);
    assert_int_equal(assert_lossless(text_of("# one # and no more\n\n#\n")), 2);
    assert_int_equal(assert_lossless(text_of("\"not closed # none\n# one")), 1);
    Tokens tokens = tokens_scan(unit_arena(), text_of("a # said of `a`\nb"));
    assert_int_equal(tokens.count, 3);
    unit_assert_text(token_text(&tokens, &tokens.items[1]), "# said of `a`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(every_policy), UNIT_TEST(changed_policies), UNIT_TEST(signs_alone),
                                       UNIT_TEST(comments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
