// SPDX-License-Identifier: MIT
// Profiles read from their texts, and what they and their base come to.
#include "combine.h"

#include <stdarg.h>
#include <stdlib.h>

#include "bind/policy.h"

void file_add(Arena *arena, Files *files, Text name, Text text)
{
    files->items = arena_grow(arena, files->items, files->count, &files->capacity, sizeof *files->items);
    files->items[files->count++] = (NamedText){name, text};
}

void together_refuse(Together *together, const ReadProfile *profile, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    Text said = text_format_list(together->arena, format, list);
    va_end(list);
    if (!together->refusal.length)
        together->refusal = text_format(together->arena, "%.*s: %.*s", (int)profile->script.file.length,
                                        profile->script.file.bytes, (int)said.length, said.bytes);
}

// ---- reading ----

static Script script_of(Arena *arena, Text name, Text text)
{
    Script script = {.file = name, .tokens = tokens_of(arena, text)};
    script.pieces = pieces_of(arena, &script.tokens);
    return script;
}

// The name that a declaration gives, behind the words that it begins with.
static size_t name_at(Piece piece)
{
    return piece.first + (piece.keyword == KEYWORD_NATIVE || piece.keyword == KEYWORD_ORDERED ? 2 : 1);
}

static bool names_a_value(Keyword keyword)
{
    return keyword == KEYWORD_DEFINE || keyword == KEYWORD_LIST || keyword == KEYWORD_TABLE || keyword == KEYWORD_PARAMETER;
}

static bool stands_in(const Tokens *tokens, Text name)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].kind == TOKEN_WORD && text_equal(tokens->items[i].text, name))
            return true;
    }
    return false;
}

static bool declares(const Script *script, Text name)
{
    for (size_t i = 0; i < script->pieces.count; i++) {
        if (text_equal(token_text(&script->tokens, name_at(script->pieces.items[i])), name))
            return true;
    }
    return false;
}

// What a profile declares changes no name of its base: where that has a word of its own which is the same, the profile's gets
// another name, because both are to stand in one text.
static Text with_own_names(const Together *together, Text profile, Text text)
{
    Script script = script_of(together->arena, profile, text);
    Rewrites rewrites = {0};
    for (size_t i = 0; i < script.pieces.count; i++) {
        Piece piece = script.pieces.items[i];
        Text name = token_text(&script.tokens, name_at(piece));
        if (!names_a_value(piece.keyword) || !stands_in(&together->base[0].tokens, name) || declares(&together->base[0], name))
            continue;
        Text own = text_format(together->arena, "%.*s_of_%.*s", (int)name.length, name.bytes, (int)profile.length, profile.bytes);
        for (size_t j = 0; j < script.tokens.count; j++) {
            const Token *token = &script.tokens.items[j];
            bool member = j && token_says(&script.tokens, j - 1, ".") && piece.keyword != KEYWORD_DEFINE;
            if (token->kind == TOKEN_WORD && text_equal(token->text, name) && !member)
                rewrite_add(together->arena, &rewrites, token->start, token->start + name.length, own);
        }
    }
    return rewritten(together->arena, text, &rewrites);
}

static void read_header(Together *together, ReadProfile *profile)
{
    static const Keyword fields[] = {KEYWORD_TITLE, KEYWORD_AUTHORITY, KEYWORD_EFFECTIVE,
                                     KEYWORD_VALID, KEYWORD_REVIEWS,   KEYWORD_APPLIES};
    const Tokens *tokens = &profile->script.tokens;
    Piece header = profile->script.pieces.items[0];
    PieceList pieces = fields_of(together->arena, tokens, header, fields, sizeof fields / sizeof *fields);
    for (size_t i = 0; i < pieces.count; i++) {
        Piece field = pieces.items[i];
        if (field.keyword == KEYWORD_EFFECTIVE) {
            profile->from = token_text(tokens, field.first + 1);
            bool ends = token_is(tokens, field.first + 2, KEYWORD_UNTIL);
            profile->until = ends ? token_text(tokens, field.first + 3) : text_of("9999-12-31");
        } else if (field.keyword == KEYWORD_APPLIES) {
            profile->applies = tokens_between(tokens, field.first + 2, field.behind);
            if (!token_is(tokens, field.first + 1, KEYWORD_WHEN))
                together_refuse(together, profile, "`applies` without `when`");
        } else if (field.keyword == KEYWORD_VALID || field.keyword == KEYWORD_REVIEWS) {
            together_refuse(together, profile, "a field of a policy's header");
        }
    }
}

static void read_profile(Together *together, Text file, Text text)
{
    ReadProfile *profile = &together->profiles[together->count++];
    Tokens first = tokens_of(together->arena, text);
    Text own = with_own_names(together, token_text(&first, 1), text);
    *profile = (ReadProfile){.script = script_of(together->arena, file, own)};
    const Tokens *tokens = &profile->script.tokens;
    profile->name = token_text(tokens, 1);
    profile->version = token_unquoted(tokens, 3);
    profile->refined = token_text(tokens, 5);
    profile->wanted = token_unquoted(tokens, 6);
    if (!token_is(tokens, 0, KEYWORD_PROFILE) || !token_is(tokens, 4, KEYWORD_REFINES))
        together_refuse(together, profile, "no profile");
    else
        read_header(together, profile);
}

// `1.x` is any version that begins with `1.`
static bool is_wanted(Text version, Text wanted)
{
    if (!text_ends(wanted, text_of(".x")))
        return text_equal(version, wanted);
    Text stem = text_slice(wanted, 0, wanted.length - 2), dotted = text_slice(wanted, 0, wanted.length - 1);
    return text_equal(version, stem) || text_starts(version, dotted);
}

// Finds what each profile refines; those below it are all that lead to the policy.
static void link_profile(Together *together, ReadProfile *profile)
{
    const ReadProfile *at = profile;
    for (uint32_t steps = 0; !text_equal(at->refined, together->name); steps++) {
        uint32_t other = 0;
        while (other < together->count && !text_equal(together->profiles[other].name, at->refined))
            other++;
        if (other == together->count || steps > together->count) {
            together_refuse(together, profile, "what it refines is not there");
            return;
        }
        if (!is_wanted(together->profiles[other].version, at->wanted))
            together_refuse(together, profile, "it refines another version");
        at = &together->profiles[other];
        profile->below |= 1u << other;
    }
    if (!is_wanted(together->version, at->wanted))
        together_refuse(together, profile, "it refines another version");
}

static int by_name(const void *a, const void *b)
{
    return text_compare(((const ReadProfile *)a)->name, ((const ReadProfile *)b)->name);
}

static bool is_profile(const Text *profiles, size_t count, Text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(profiles[i], name))
            return true;
    }
    return false;
}

static bool uses_standard(const Files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        if (text_contains(files->items[i].text, text_of(" std.")))
            return true;
    }
    return false;
}

// Libraries that come with the program may rank the kinds of evidence, and have rules and parameters.
static void read_base(Together *together, const Files *files, const Text *profiles, size_t count)
{
    Arena *arena = together->arena;
    together->base = arena_array(arena, files->count + standard_file_count, sizeof *together->base);
    for (int own = 1; own >= 0; own--) { // the policy's file first
        for (size_t i = 0; i < files->count; i++) {
            const NamedText *file = &files->items[i];
            if (text_is(file->name, "policy.asz") == own && text_ends(file->name, text_of(".asz")) &&
                !is_profile(profiles, count, file->name))
                together->base[together->base_count++] = script_of(arena, file->name, file->text);
            else if (own && !text_ends(file->name, text_of(".asz")))
                file_add(arena, &together->others, file->name, file->text);
        }
    }
    together->own_count = together->base_count;
    for (size_t i = 0; i < standard_file_count && uses_standard(files); i++) {
        Text text = {standard_files[i].start, (size_t)(standard_files[i].end - standard_files[i].start)};
        together->base[together->base_count++] = script_of(arena, text_of(standard_files[i].path), text);
    }
    together->name = token_text(&together->base[0].tokens, 1);
    together->version = token_unquoted(&together->base[0].tokens, 3);
}

static void check_profile(Together *together, const ReadProfile *profile);

Together *together_read(Arena *arena, const Files *files, const Text *profiles, size_t count)
{
    Together *together = arena_take(arena, sizeof *together);
    *together = (Together){.arena = arena};
    read_base(together, files, profiles, count);
    for (size_t i = 0; i < files->count; i++) {
        if (is_profile(profiles, count, files->items[i].name))
            read_profile(together, files->items[i].name, files->items[i].text);
    }
    qsort(together->profiles, together->count, sizeof *together->profiles, by_name);
    for (uint32_t i = 0; i < together->count; i++)
        link_profile(together, &together->profiles[i]);
    for (uint32_t i = 0; i < together->count; i++)
        check_profile(together, &together->profiles[i]);
    return together;
}

// ---- finding ----

static bool find_in(const Script *script, Keyword keyword, Text name, Found *found)
{
    for (size_t i = 0; i < script->pieces.count; i++) {
        Piece piece = script->pieces.items[i];
        if (piece.keyword == keyword && (!name.length || text_equal(token_text(&script->tokens, piece.first + 1), name))) {
            *found = (Found){.script = script, .piece = piece};
            return true;
        }
    }
    return false;
}

bool together_find(const Together *together, uint32_t mask, Keyword keyword, Text name, Found *found)
{
    for (size_t i = 0; i < together->base_count; i++) {
        if (find_in(&together->base[i], keyword, name, found))
            return true;
    }
    for (uint32_t i = 0; i < together->count; i++) {
        const ReadProfile *profile = &together->profiles[i];
        if (mask >> i & 1 && find_in(&profile->script, keyword, name, found)) {
            found->profile = profile;
            return true;
        }
    }
    return false;
}

// ---- guards ----

// The name of the outcome whose `when` or `otherwise` stands at a place.
static size_t outcome_before(const Tokens *tokens, size_t at)
{
    at--;
    while (tokens->items[at].kind == TOKEN_TEXT) {
        at--;
        bool language = tokens->items[at].kind == TOKEN_WORD && tokens->items[at - 1].kind == TOKEN_TEXT;
        at -= language;
    }
    return at;
}

// Where each outcome of the verdict has its guard: tokens from `when` to the next outcome.
static void add_guards(const Together *together, const Script *script, Piece verdict, uint32_t mask, Rewrites *rewrites)
{
    const Tokens *tokens = &script->tokens;
    for (size_t i = verdict.first; i < verdict.behind; i++) {
        if (!token_is(tokens, i, KEYWORD_WHEN) || tokens->items[i].depth != 1)
            continue;
        size_t next = i + 1;
        while (!token_is(tokens, next, KEYWORD_WHEN) && !token_is(tokens, next, KEYWORD_OTHERWISE))
            next++;
        size_t behind = outcome_before(tokens, next);
        Text guard = tokens_between(tokens, i + 1, behind), name = tokens->items[outcome_before(tokens, i)].text;
        TextBuilder text = text_builder(together->arena);
        text_append_format(&text, "(%.*s)", (int)guard.length, guard.bytes);
        for (uint32_t p = 0; p < together->count; p++) {
            const Script *of = &together->profiles[p].script;
            for (size_t j = 0; mask >> p & 1 && j < of->pieces.count; j++) {
                Piece piece = of->pieces.items[j];
                if (piece.keyword != KEYWORD_ALSO || !text_equal(of->tokens.items[piece.first].text, name))
                    continue;
                Text also = tokens_between(&of->tokens, piece.first + 3, piece.behind);
                text_append_format(&text, " or (%.*s)", (int)also.length, also.bytes);
            }
        }
        rewrite_add(together->arena, rewrites, tokens->items[i + 1].start, tokens->items[i + 1].start + guard.length,
                    text_built(&text));
    }
}

static void check_also(Together *together, const ReadProfile *profile, Piece piece)
{
    Text name = token_text(&profile->script.tokens, piece.first);
    Found found;
    if (!together_find(together, 0, KEYWORD_VERDICT, (Text){"", 0}, &found))
        return;
    const Tokens *tokens = &found.script->tokens;
    for (size_t i = found.piece.first; i < found.piece.behind; i++) {
        bool guarded = token_is(tokens, i, KEYWORD_WHEN) && tokens->items[i].depth == 1;
        if (guarded && text_equal(tokens->items[outcome_before(tokens, i)].text, name))
            return;
    }
    together_refuse(together, profile, "there is no guard of %.*s", (int)name.length, name.bytes);
}

// ---- waivers ----

// Until when a set of profiles waives a rule: the earliest day; empty: none of them does.
static Text waived_until(const Together *together, uint32_t mask, Text code)
{
    Text earliest = {"", 0};
    for (uint32_t i = 0; i < together->count; i++) {
        const Script *script = &together->profiles[i].script;
        for (size_t j = 0; mask >> i & 1 && j < script->pieces.count; j++) {
            Piece piece = script->pieces.items[j];
            Text until = token_text(&script->tokens, piece.first + 3);
            if (piece.keyword != KEYWORD_WAIVE || !text_equal(token_text(&script->tokens, piece.first + 1), code))
                continue;
            earliest = !earliest.length || text_compare(until, earliest) < 0 ? until : earliest;
        }
    }
    return earliest;
}

bool together_waives(Together *together, uint32_t mask, Text code, Text on)
{
    for (uint32_t i = 0; i < together->count; i++) {
        if (mask >> i & 1 && !waived_until(together, 1u << i, code).length)
            return false;
    }
    Text until = waived_until(together, mask, code);
    return until.length && text_compare(on, until) <= 0;
}

// ---- what is not allowed ----

static void check_piece(Together *together, const ReadProfile *profile, Piece piece)
{
    const Tokens *tokens = &profile->script.tokens;
    switch (piece.keyword) {
    case KEYWORD_SET:
        check_set(together, profile, piece);
        return;
    case KEYWORD_STRENGTHEN:
        check_strengthening(together, profile, piece);
        return;
    case KEYWORD_WAIVE:
        check_waiver(together, profile, piece);
        return;
    case KEYWORD_ALSO:
        check_also(together, profile, piece);
        return;
    case KEYWORD_EXTEND:
        if (token_is(tokens, piece.first + 1, KEYWORD_EVIDENCE))
            together_refuse(together, profile, "it extends the evidence block");
        return;
    case KEYWORD_LIST:
        if (token_says(tokens, piece.first + 1, "holidays"))
            together_refuse(together, profile, "it lists holidays");
        return;
    case KEYWORD_EVIDENCE:
    case KEYWORD_WEIGHTS:
    case KEYWORD_VERDICT:
        together_refuse(together, profile, "a declaration of a policy");
        return;
    default:
        return;
    }
}

static void check_profile(Together *together, const ReadProfile *profile)
{
    for (size_t i = 1; i < profile->script.pieces.count; i++)
        check_piece(together, profile, profile->script.pieces.items[i]);
}

// ---- the whole ----

static bool goes_in(Piece piece, bool applies)
{
    switch (piece.keyword) {
    case KEYWORD_USE:
    case KEYWORD_INCLUDE:
    case KEYWORD_ASPECT:
    case KEYWORD_TYPE:
    case KEYWORD_ORDERED:
    case KEYWORD_ENTITY:
    case KEYWORD_PART:
    case KEYWORD_EXTEND:
    case KEYWORD_PARAMETER:
    case KEYWORD_DEFINE:
    case KEYWORD_LIST:
    case KEYWORD_TABLE:
    case KEYWORD_FORMAT:
        return true;
    case KEYWORD_SOURCE:
    case KEYWORD_INTERPRET:
    case KEYWORD_RULE:
        return applies;
    default:
        return false;
    }
}

static Text piece_text(Together *together, const Script *script, Piece piece, uint32_t mask)
{
    if (piece.keyword == KEYWORD_RULE)
        return rule_text(together, script, piece, mask);
    if (piece.keyword == KEYWORD_PARAMETER)
        return parameter_text(together, script, piece, mask);
    return tokens_between(&script->tokens, piece.first, piece.behind);
}

static Text base_text(Together *together, const Script *script, uint32_t mask)
{
    Rewrites rewrites = {0};
    const Tokens *tokens = &script->tokens;
    for (size_t i = 0; i < script->pieces.count; i++) {
        Piece piece = script->pieces.items[i];
        if (piece.keyword == KEYWORD_VERDICT)
            add_guards(together, script, piece, mask, &rewrites);
        if (piece.keyword != KEYWORD_RULE && piece.keyword != KEYWORD_PARAMETER)
            continue;
        size_t start = tokens->items[piece.first].start;
        rewrite_add(together->arena, &rewrites, start, start + tokens_between(tokens, piece.first, piece.behind).length,
                    piece_text(together, script, piece, mask));
    }
    return rewritten(together->arena, tokens->text, &rewrites);
}

// A rule that is satisfied where a condition is true; it cites what the first rule does.
static void append_conditions(Together *together, uint32_t asked, TextBuilder *to)
{
    static const Keyword fields[] = {KEYWORD_CITES, KEYWORD_ASPECT, KEYWORD_SEVERITY, KEYWORD_WEIGHT, KEYWORD_EVIDENCE,
                                     KEYWORD_WHEN,  KEYWORD_EXCEPT, KEYWORD_REQUIRE,  KEYWORD_REMEDY, KEYWORD_WAIVABLE};
    Found rule;
    if (!together_find(together, 0, KEYWORD_RULE, (Text){"", 0}, &rule))
        return;
    PieceList pieces = fields_of(together->arena, &rule.script->tokens, rule.piece, fields, sizeof fields / sizeof *fields);
    for (uint32_t i = 0; i < together->count; i++) {
        Text condition = together->profiles[i].applies;
        if (!condition.bytes || !(asked >> i & 1))
            continue;
        text_append_format(to, "\nrule TWIN-%02u \"\" {\n  severity advisory", i);
        for (size_t j = 0; j < pieces.count; j++) {
            Text field = tokens_between(&rule.script->tokens, pieces.items[j].first, pieces.items[j].behind);
            if (pieces.items[j].keyword == KEYWORD_CITES || pieces.items[j].keyword == KEYWORD_ASPECT)
                text_append_format(to, "\n  %.*s", (int)field.length, field.bytes);
        }
        text_append_format(to, "\n  require %.*s\n}", (int)condition.length, condition.bytes);
    }
}

Files together_files(Together *together, uint32_t there, uint32_t mask, uint32_t asked)
{
    Files files = {0};
    TextBuilder main = text_builder(together->arena);
    text_append(&main, base_text(together, &together->base[0], mask));
    for (uint32_t i = 0; i < together->count; i++) {
        const Script *script = &together->profiles[i].script;
        for (size_t j = 1; there >> i & 1 && j < script->pieces.count; j++) {
            if (!goes_in(script->pieces.items[j], mask >> i & 1))
                continue;
            text_append_byte(&main, '\n');
            text_append(&main, piece_text(together, script, script->pieces.items[j], mask));
        }
    }
    append_conditions(together, asked, &main);
    text_append_byte(&main, '\n');
    file_add(together->arena, &files, together->base[0].file, text_built(&main));
    for (size_t i = 1; i < together->own_count; i++)
        file_add(together->arena, &files, together->base[i].file, base_text(together, &together->base[i], mask));
    for (size_t i = 0; i < together->others.count; i++)
        file_add(together->arena, &files, together->others.items[i].name, together->others.items[i].text);
    return files;
}
