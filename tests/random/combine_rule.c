// SPDX-License-Identifier: MIT
// Rules under profiles: the highest severity, weight and evidence, all requirements, and the exceptions that nobody drops.
#include "combine.h"

static const Keyword rule_fields[] = {KEYWORD_CITES,    KEYWORD_ASPECT,   KEYWORD_SEVERITY, KEYWORD_WEIGHT,
                                      KEYWORD_EVIDENCE, KEYWORD_WHEN,     KEYWORD_EXCEPT,   KEYWORD_REQUIRE,
                                      KEYWORD_REMEDY,   KEYWORD_WAIVABLE, KEYWORD_DROP};
enum { RULE_FIELDS = sizeof rule_fields / sizeof *rule_fields, MOST_NAMED = 64, SEVERITIES = 4 };

static const Keyword severities[SEVERITIES] = {KEYWORD_ADVISORY, KEYWORD_MINOR, KEYWORD_MAJOR, KEYWORD_CRITICAL};
static const char *const severity_words[SEVERITIES] = {"advisory", "minor", "major", "critical"};

static PieceList fields_in(const Together *together, const Script *script, Piece piece)
{
    return fields_of(together->arena, &script->tokens, piece, rule_fields, RULE_FIELDS);
}

// ---- what a rule is ----

typedef struct Floor {
    Text attribute; // empty: all
    uint32_t rank;
    Text kind;
} Floor;

typedef struct RuleState {
    int severity;
    bool weighed; // somebody writes a weight
    Wide weight;  // the highest of those, in millionths
    Floor floors[MOST_NAMED];
    size_t floor_count;
} RuleState;

uint32_t together_rank(const Together *together, Text kind)
{
    for (size_t i = 0; i < together->base_count; i++) {
        const Tokens *tokens = &together->base[i].tokens;
        for (size_t j = 0; j < tokens->count; j++) {
            if (!token_is(tokens, j, KEYWORD_RANK) || tokens->items[j].depth != 1)
                continue;
            uint32_t rank = 1;
            for (size_t at = j + 1; at < tokens->count; at += 2) {
                if (text_equal(tokens->items[at].text, kind))
                    return rank;
                if (!token_says(tokens, at + 1, ",") && !token_says(tokens, at + 1, "<"))
                    break;
                rank += token_says(tokens, at + 1, "<");
            }
        }
    }
    return 0;
}

static uint32_t rank_for(const RuleState *state, Text attribute)
{
    uint32_t rank = 0;
    for (size_t i = 0; i < state->floor_count; i++) {
        bool holds = !state->floors[i].attribute.length || text_equal(state->floors[i].attribute, attribute);
        if (holds && state->floors[i].rank > rank)
            rank = state->floors[i].rank;
    }
    return rank;
}

static void floor_raise(RuleState *state, Text attribute, Text kind, uint32_t rank)
{
    for (size_t i = 0; i < state->floor_count; i++) {
        Floor *floor = &state->floors[i];
        if (!text_equal(floor->attribute, attribute))
            continue;
        if (rank > floor->rank)
            *floor = (Floor){attribute, rank, kind};
        return;
    }
    if (state->floor_count < MOST_NAMED)
        state->floors[state->floor_count++] = (Floor){attribute, rank, kind};
}

// What is asked of each attribute, or of all: calls for each.
static size_t floors_of(const Together *together, const Tokens *tokens, Piece field, Floor *floors)
{
    size_t at = field.first + 1, count = 0;
    at += token_is(tokens, at, KEYWORD_AT) ? 2 : 0;
    Text kind = token_text(tokens, at);
    uint32_t rank = together_rank(together, kind);
    if (!token_is(tokens, ++at, KEYWORD_FOR)) {
        floors[0] = (Floor){{"", 0}, rank, kind};
        return 1;
    }
    for (at++; at < field.behind && count < MOST_NAMED; at += 2)
        floors[count++] = (Floor){token_text(tokens, at), rank, kind};
    return count;
}

static int severity_at(const Tokens *tokens, Piece field)
{
    for (int i = 0; i < SEVERITIES; i++) {
        if (token_is(tokens, field.first + 1, severities[i]))
            return i;
    }
    return 0;
}

static Wide amount_at(const Tokens *tokens, size_t at)
{
    Text text = token_text(tokens, at);
    Wide amount = 0, unit = 1;
    bool fraction = false;
    for (size_t i = 0; i < text.length; i++) {
        fraction |= text.bytes[i] == '.';
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            continue;
        amount = amount * 10 + (text.bytes[i] - '0');
        unit *= fraction ? 10 : 1;
    }
    return amount * DECIMAL_ONE / unit;
}

// Takes up what a rule, or what strengthens it, says.
static void take_up(const Together *together, RuleState *state, const Script *script, Piece piece)
{
    PieceList fields = fields_in(together, script, piece);
    const Tokens *tokens = &script->tokens;
    for (size_t i = 0; i < fields.count; i++) {
        Piece field = fields.items[i];
        Floor floors[MOST_NAMED];
        if (field.keyword == KEYWORD_SEVERITY && severity_at(tokens, field) > state->severity)
            state->severity = severity_at(tokens, field);
        if (field.keyword == KEYWORD_WEIGHT) {
            Wide weight = amount_at(tokens, field.first + 1);
            state->weight = !state->weighed || weight > state->weight ? weight : state->weight;
            state->weighed = true;
        }
        size_t count = field.keyword == KEYWORD_EVIDENCE ? floors_of(together, tokens, field, floors) : 0;
        for (size_t j = 0; j < count; j++)
            floor_raise(state, floors[j].attribute, floors[j].kind, floors[j].rank);
    }
}

// Each `strengthen CODE` of a set of profiles, from the first on that is given; false: no more.
typedef struct Walk {
    uint32_t profile;
    size_t piece;
} Walk;

static bool next_strengthening(const Together *together, uint32_t mask, Text code, Walk *walk, const Script **script,
                               Piece *piece)
{
    for (; walk->profile < together->count; walk->profile++, walk->piece = 0) {
        const Script *of = &together->profiles[walk->profile].script;
        while (mask >> walk->profile & 1 && walk->piece < of->pieces.count) {
            *piece = of->pieces.items[walk->piece++];
            *script = of;
            if (piece->keyword == KEYWORD_STRENGTHEN && text_equal(token_text(&of->tokens, piece->first + 1), code))
                return true;
        }
    }
    return false;
}

static RuleState state_of(const Together *together, const Script *script, Piece rule, uint32_t mask)
{
    RuleState state = {0};
    Walk walk = {0};
    Text code = token_text(&script->tokens, rule.first + 1);
    take_up(together, &state, script, rule);
    Piece piece;
    for (const Script *of; next_strengthening(together, mask, code, &walk, &of, &piece);)
        take_up(together, &state, of, piece);
    return state;
}

// The weight of a severity: the policy's own, or the default.
static Wide weight_of(const Together *together, int severity)
{
    static const int64_t defaults[SEVERITIES] = {0, 1, 5, 10};
    Found found;
    if (severity && together_find(together, 0, KEYWORD_WEIGHTS, (Text){"", 0}, &found)) {
        for (size_t i = found.piece.first; i < found.piece.behind; i++) {
            if (token_is(&found.script->tokens, i, severities[severity]))
                return amount_at(&found.script->tokens, i + 1);
        }
    }
    return defaults[severity] * DECIMAL_ONE;
}

// What the rule itself writes, else the weight of its severity as it is raised; and no less than what a profile writes.
static Wide weight_under(const Together *together, const Script *script, Piece rule, uint32_t mask)
{
    RuleState own = {0}, state = state_of(together, script, rule, mask);
    take_up(together, &own, script, rule);
    Wide weight = own.weighed ? own.weight : weight_of(together, state.severity);
    return state.weighed && state.weight > weight ? state.weight : weight;
}

// ---- exceptions ----

// Behind `because`; that of a drop stands behind `except`.
static Text reason_in(const Tokens *tokens, Piece field)
{
    Keyword before = field.keyword == KEYWORD_DROP ? KEYWORD_EXCEPT : KEYWORD_BECAUSE;
    for (size_t i = field.first; i + 1 < field.behind; i++) {
        if (token_is(tokens, i, before) && tokens->items[i].depth == 1 && tokens->items[i + 1].kind == TOKEN_TEXT)
            return token_unquoted(tokens, i + 1);
    }
    return (Text){"", 0};
}

static bool is_dropped(const Together *together, uint32_t mask, Text code, Text reason)
{
    Walk walk = {0};
    Piece piece;
    for (const Script *of; next_strengthening(together, mask, code, &walk, &of, &piece);) {
        PieceList fields = fields_in(together, of, piece);
        for (size_t i = 0; i < fields.count; i++) {
            if (fields.items[i].keyword == KEYWORD_DROP && text_equal(reason_in(&of->tokens, fields.items[i]), reason))
                return true;
        }
    }
    return false;
}

// ---- the text ----

static void append_state(TextBuilder *to, const Together *together, const Script *script, Piece rule, uint32_t mask)
{
    RuleState state = state_of(together, script, rule, mask);
    Wide weight = weight_under(together, script, rule, mask);
    text_append_format(to, "\n  severity %s\n  weight %lld.%06lld", severity_words[state.severity],
                       (long long)(weight / DECIMAL_ONE), (long long)(weight % DECIMAL_ONE));
    for (size_t i = 0; i < state.floor_count; i++) {
        const Floor *floor = &state.floors[i];
        text_append_format(to, "\n  evidence at least %.*s", (int)floor->kind.length, floor->kind.bytes);
        if (floor->attribute.length)
            text_append_format(to, " for %.*s", (int)floor->attribute.length, floor->attribute.bytes);
    }
}

static void append_requires(TextBuilder *to, const Together *together, Text code, uint32_t mask)
{
    Walk walk = {0};
    Piece piece;
    for (const Script *of; next_strengthening(together, mask, code, &walk, &of, &piece);) {
        PieceList fields = fields_in(together, of, piece);
        for (size_t i = 0; i < fields.count; i++) {
            if (fields.items[i].keyword != KEYWORD_REQUIRE)
                continue;
            text_append_string(to, "\n  ");
            text_append(to, tokens_between(&of->tokens, fields.items[i].first, fields.items[i].behind));
        }
    }
}

Text rule_text(Together *together, const Script *script, Piece rule, uint32_t mask)
{
    const Tokens *tokens = &script->tokens;
    Text code = token_text(tokens, rule.first + 1);
    Walk walk = {0};
    Piece piece;
    const Script *of;
    if (!next_strengthening(together, mask, code, &walk, &of, &piece))
        return tokens_between(tokens, rule.first, rule.behind);
    TextBuilder to = text_builder(together->arena);
    PieceList fields = fields_in(together, script, rule);
    text_append(&to, tokens_between(tokens, rule.first, fields.count ? fields.items[0].first : rule.behind));
    for (size_t i = 0; i < fields.count; i++) {
        Piece field = fields.items[i];
        bool anew = field.keyword == KEYWORD_SEVERITY || field.keyword == KEYWORD_WEIGHT || field.keyword == KEYWORD_EVIDENCE;
        if (anew || (field.keyword == KEYWORD_EXCEPT && is_dropped(together, mask, code, reason_in(tokens, field))))
            continue;
        text_append_string(&to, "\n  ");
        text_append(&to, tokens_between(tokens, field.first, field.behind));
    }
    append_state(&to, together, script, rule, mask);
    append_requires(&to, together, code, mask);
    text_append_string(&to, "\n}");
    return text_built(&to);
}

// ---- what is not allowed ----

static bool has_field(const Together *together, const Found *rule, Keyword keyword, Text reason)
{
    PieceList fields = fields_in(together, rule->script, rule->piece);
    for (size_t i = 0; i < fields.count; i++) {
        if (fields.items[i].keyword == keyword &&
            (!reason.bytes || text_equal(reason_in(&rule->script->tokens, fields.items[i]), reason)))
            return true;
    }
    return false;
}

// One field of `strengthen`, against the rule under what the profile refines.
static void check_field(Together *together, const ReadProfile *profile, const Found *rule, const RuleState *was, Piece field)
{
    const Tokens *tokens = &profile->script.tokens;
    Floor floors[MOST_NAMED];
    size_t count = 0;
    switch (field.keyword) {
    case KEYWORD_SEVERITY:
        if (severity_at(tokens, field) < was->severity)
            together_refuse(together, profile, "a severity is lower than %s", severity_words[was->severity]);
        return;
    case KEYWORD_WEIGHT:
        if (amount_at(tokens, field.first + 1) < weight_under(together, rule->script, rule->piece, profile->below))
            together_refuse(together, profile, "a weight is lower");
        return;
    case KEYWORD_EVIDENCE:
        count = floors_of(together, tokens, field, floors);
        for (size_t i = 0; i < count; i++) {
            if (!floors[i].rank || floors[i].rank < rank_for(was, floors[i].attribute))
                together_refuse(together, profile, "evidence is weaker");
        }
        return;
    case KEYWORD_DROP:
        if (!has_field(together, rule, KEYWORD_EXCEPT, reason_in(tokens, field)))
            together_refuse(together, profile, "there is no such exception");
        return;
    case KEYWORD_REQUIRE:
        return;
    default:
        together_refuse(together, profile, "a field may not stand there");
    }
}

void check_strengthening(Together *together, const ReadProfile *profile, Piece piece)
{
    const Tokens *tokens = &profile->script.tokens;
    Text code = token_text(tokens, piece.first + 1);
    Found rule;
    if (!together_find(together, profile->below, KEYWORD_RULE, code, &rule)) {
        together_refuse(together, profile, "there is no %.*s", (int)code.length, code.bytes);
        return;
    }
    RuleState was = state_of(together, rule.script, rule.piece, profile->below);
    PieceList fields = fields_in(together, &profile->script, piece);
    for (size_t i = 0; i < fields.count; i++)
        check_field(together, profile, &rule, &was, fields.items[i]);
}

void check_waiver(Together *together, const ReadProfile *profile, Piece piece)
{
    Text code = token_text(&profile->script.tokens, piece.first + 1);
    Found rule;
    if (!together_find(together, profile->below, KEYWORD_RULE, code, &rule))
        together_refuse(together, profile, "there is no %.*s", (int)code.length, code.bytes);
    else if (!has_field(together, &rule, KEYWORD_WAIVABLE, (Text){NULL, 0}))
        together_refuse(together, profile, "%.*s may not be waived", (int)code.length, code.bytes);
    // What refines one with a condition waives without effect: that one does not.
    if (profile->applies.bytes)
        together_refuse(together, profile, "a profile with a condition waives");
}
