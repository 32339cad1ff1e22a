// SPDX-License-Identifier: MIT
// Parameters under profiles: the strictest of the values that the policy and the profiles give them.
#include "combine.h"

static const struct {
    Keyword unit;
    int64_t seconds;
} units[] = {{KEYWORD_SECOND, 1}, {KEYWORD_MINUTE, 60}, {KEYWORD_HOUR, 3600}, {KEYWORD_DAY, 86400}, {KEYWORD_WEEK, 604800}};

// The place of a value in the ordered enumeration that has it; -1: none.
static Wide place_of_value(const Together *together, Text value)
{
    for (size_t i = 0; i < together->base_count + together->count; i++) {
        const Script *script = i < together->base_count ? &together->base[i]
                                                        : &together->profiles[i - together->base_count].script;
        for (size_t j = 0; j < script->pieces.count; j++) {
            Piece piece = script->pieces.items[j];
            Wide place = 0;
            for (size_t at = piece.first + 3; piece.keyword == KEYWORD_ORDERED && at < piece.behind; at++) {
                place += token_says(&script->tokens, at, "<");
                if (script->tokens.items[at].kind == TOKEN_WORD && text_equal(script->tokens.items[at].text, value))
                    return place;
            }
        }
    }
    return -1;
}

// A constant as a number, in millionths where it is one; dates and instants by their digits.
static Wide constant_value(const Together *together, const Tokens *tokens, size_t first, size_t behind)
{
    bool negative = token_says(tokens, first, "-");
    size_t at = first + negative;
    Text text = token_text(tokens, at);
    Wide value = 0, unit = 1, factor = DECIMAL_ONE;
    if (at < tokens->count && tokens->items[at].kind == TOKEN_WORD)
        return place_of_value(together, token_text(tokens, behind - 1));
    bool fraction = false;
    for (size_t i = 0; i < text.length; i++) {
        fraction |= text.bytes[i] == '.';
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            continue;
        value = value * 10 + (text.bytes[i] - '0');
        unit *= fraction ? 10 : 1;
    }
    for (size_t i = 0; at + 1 < behind && i < sizeof units / sizeof *units; i++) {
        if (token_is(tokens, at + 1, units[i].unit))
            factor *= units[i].seconds;
    }
    unit *= at + 1 < behind && token_says(tokens, at + 1, "%") ? 100 : 1;
    value = value * factor / unit;
    return negative ? -value : value;
}

typedef struct Parameter {
    Found found;
    size_t value, behind; // its tokens
    Keyword direction;    // LOWER, HIGHER, FIXED
} Parameter;

static Parameter parameter_of(const Found *found)
{
    const Tokens *tokens = &found->script->tokens;
    Parameter parameter = {.found = *found};
    size_t at = found->piece.first;
    while (at < found->piece.behind && !token_says(tokens, at, "="))
        at++;
    parameter.value = at + 1;
    while (at < found->piece.behind && !token_says(tokens, at, ","))
        at++;
    parameter.behind = at;
    parameter.direction = at + 1 < tokens->count ? tokens->items[at + 1].keyword : NO_KEYWORD;
    return parameter;
}

// The strictest value under a set of profiles.
static Wide strictest(const Together *together, const Parameter *parameter, uint32_t mask, Text *text)
{
    const Tokens *tokens = &parameter->found.script->tokens;
    Text name = token_text(tokens, parameter->found.piece.first + 1);
    Wide strictest = constant_value(together, tokens, parameter->value, parameter->behind);
    *text = tokens_between(tokens, parameter->value, parameter->behind);
    for (uint32_t i = 0; i < together->count; i++) {
        const Script *script = &together->profiles[i].script;
        for (size_t j = 0; mask >> i & 1 && j < script->pieces.count; j++) {
            Piece piece = script->pieces.items[j];
            if (piece.keyword != KEYWORD_SET || !text_equal(token_text(&script->tokens, piece.first + 1), name))
                continue;
            Wide value = constant_value(together, &script->tokens, piece.first + 3, piece.behind);
            if (parameter->direction == KEYWORD_LOWER ? value < strictest : value > strictest) {
                strictest = value;
                *text = tokens_between(&script->tokens, piece.first + 3, piece.behind);
            }
        }
    }
    return strictest;
}

Text parameter_text(const Together *together, const Script *script, Piece piece, uint32_t mask)
{
    const Tokens *tokens = &script->tokens;
    Parameter parameter = parameter_of(&(Found){.script = script, .piece = piece});
    Text value;
    strictest(together, &parameter, mask, &value);
    Text before = tokens_between(tokens, piece.first, parameter.value),
         after = tokens_between(tokens, parameter.behind, piece.behind);
    return text_format(together->arena, "%.*s %.*s%.*s", (int)before.length, before.bytes, (int)value.length, value.bytes,
                       (int)after.length, after.bytes);
}

void check_set(Together *together, const ReadProfile *profile, Piece piece)
{
    const Tokens *tokens = &profile->script.tokens;
    Text name = token_text(tokens, piece.first + 1), text;
    Found found;
    if (!together_find(together, profile->below, KEYWORD_PARAMETER, name, &found)) {
        together_refuse(together, profile, "there is no parameter %.*s", (int)name.length, name.bytes);
        return;
    }
    Parameter parameter = parameter_of(&found);
    Wide was = strictest(together, &parameter, profile->below, &text);
    Wide is = constant_value(together, tokens, piece.first + 3, piece.behind);
    bool number = tokens->items[piece.first + 3].kind != TOKEN_TEXT;
    bool looser = parameter.direction == KEYWORD_LOWER ? is > was : parameter.direction == KEYWORD_HIGHER ? is < was : is != was;
    if (looser || !number)
        together_refuse(together, profile, "%.*s is looser", (int)name.length, name.bytes);
}
