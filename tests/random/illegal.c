// SPDX-License-Identifier: MIT
// Each way in which a profile may not change its base, and whether it is refused.
#include "illegal.h"

#include "generate.h"
#include "twin_profiles.h"

// What a rule must be for a change to be against it.
typedef enum Takes {
    TAKES_NOTHING,
    TAKES_RULE,
    TAKES_SEVERE, // more than advisory
    TAKES_WAIVABLE,
    TAKES_UNWAIVABLE,
    TAKES_EVIDENCE,  // stronger than a report, for all that it reads
    TAKES_CONDITION, // a profile with a condition, and a rule that may be waived
    TAKES_REFINING,  // a profile that refines another one which sets `most`
} Takes;

// Where the base says what the change is against.
typedef enum Against { AGAINST_NOTHING, AGAINST_RULE, AGAINST_DECLARATION } Against;

typedef struct Way {
    const char *what, *text; // the rule's code stands for a `$`
    Takes takes;
    Against against;
    Keyword keyword;  // of the declaration
    const char *name; // its name; null: the first one
    bool in_header;
} Way;

static const Way ways[] = {
    {"a lower parameter raised", "set most = 4", TAKES_NOTHING, AGAINST_DECLARATION, KEYWORD_PARAMETER, "most", false},
    {"a higher parameter lowered", "set least = 0.25", TAKES_NOTHING, AGAINST_DECLARATION, KEYWORD_PARAMETER, "least", false},
    {"a duration raised", "set deadline = 31 days", TAKES_NOTHING, AGAINST_DECLARATION, KEYWORD_PARAMETER, "deadline", false},
    {"a level lowered", "set bar = low", TAKES_NOTHING, AGAINST_DECLARATION, KEYWORD_PARAMETER, "bar", false},
    {"a fixed parameter set", "set some_number = 1", TAKES_NOTHING, AGAINST_DECLARATION, KEYWORD_PARAMETER, "some_number", false},
    {"a parameter set that is not there", "set nothing_at_all = 1", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"a parameter set to a text", "set most = \"a\"", TAKES_NOTHING, AGAINST_NOTHING, KEYWORD_PARAMETER, "most", false},
    {"a severity lowered", "strengthen $ { severity advisory }", TAKES_SEVERE, AGAINST_RULE, NO_KEYWORD, NULL, false},
    {"a weight lowered", "strengthen $ { weight 0.25 }", TAKES_SEVERE, AGAINST_RULE, NO_KEYWORD, NULL, false},
    {"evidence weakened", "strengthen $ { evidence at least report }", TAKES_EVIDENCE, AGAINST_RULE, NO_KEYWORD, NULL, false},
    {"evidence weakened for one attribute", "strengthen $ { evidence at least report for n1 }", TAKES_EVIDENCE, AGAINST_RULE,
     NO_KEYWORD, NULL, false},
    {"a `when` added", "strengthen $ { when product.b1 }", TAKES_RULE, AGAINST_RULE, NO_KEYWORD, NULL, false},
    {"an exception added", "strengthen $ { except when product.b1 because \"illegal\" }", TAKES_RULE, AGAINST_RULE, NO_KEYWORD,
     NULL, false},
    {"a rule made waivable", "strengthen $ { waivable }", TAKES_UNWAIVABLE, AGAINST_RULE, NO_KEYWORD, NULL, false},
    {"a remedy given", "strengthen $ { remedy \"r\" }", TAKES_RULE, AGAINST_RULE, NO_KEYWORD, NULL, false},
    {"an exception dropped that is not there", "strengthen $ { drop except \"no such thing\" }", TAKES_RULE, AGAINST_RULE,
     NO_KEYWORD, NULL, false},
    {"a rule strengthened that is not there", "strengthen Z-99 { severity critical }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD,
     NULL, false},
    {"a rule waived that may not be", "waive $ until 2027-01-01 because \"x\"", TAKES_UNWAIVABLE, AGAINST_RULE, NO_KEYWORD, NULL,
     false},
    {"a rule waived that is not there", "waive Z-99 until 2027-01-01 because \"x\"", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD,
     NULL, false},
    {"a rule waived under a condition", "waive $ until 2027-01-01 because \"x\"", TAKES_CONDITION, AGAINST_NOTHING, NO_KEYWORD,
     NULL, false},
    {"a guard for the last outcome", "passed also when any critical violated", TAKES_NOTHING, AGAINST_DECLARATION,
     KEYWORD_VERDICT, NULL, false},
    {"a guard for no outcome", "refused also when any critical violated", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL,
     false},
    {"a guard over a rule that is not there", "rejected also when Z-99 violated", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD,
     NULL, false},
    {"a verdict", "verdict { passed otherwise }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"weights", "weights { critical 10, major 5, minor 1 }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"an evidence block", "evidence { rank declaration < report }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"more in the evidence block", "extend evidence { expire report after 3 days }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD,
     NULL, false},
    {"holidays", "list holidays : date = { 2026-01-01 }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"a rule of the base once more", "rule $ \"t\" { cites s 1  aspect x1  severity minor  require true }", TAKES_RULE,
     AGAINST_RULE, NO_KEYWORD, NULL, false},
    {"a name of the base once more", "parameter most : integer = 1, lower is stricter", TAKES_NOTHING, AGAINST_DECLARATION,
     KEYWORD_PARAMETER, "most", false},
    {"an attribute of the base once more", "extend Product { b1: boolean }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL,
     false},
    {"a type of the base once more", "type Zone = inner | middle", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"an attribute of the base with another type", "extend Item { size: text }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL,
     false},
    {"parts owned to which a `ref` of the base leads", "extend Maker { lines: many Item }", TAKES_NOTHING, AGAINST_NOTHING,
     NO_KEYWORD, NULL, false},
    {"a list of the base once more", "list heights : Level = { low }", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"a table of what the base's has no value", "table own_risk(a: Zone) : Level { inner | middle => low  outer | away => high }",
     TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"a parameter where it loosens", "strengthen $ { require product.n1 >= most }", TAKES_RULE, AGAINST_NOTHING, NO_KEYWORD, NULL,
     false},
    {"a parameter in a divisor", "strengthen $ { require product.n1 / most > 1.0 }", TAKES_RULE, AGAINST_NOTHING, NO_KEYWORD,
     NULL, false},
    {"a rule that holds where it loosens", "strengthen R-02 { require not R-01 holds }", TAKES_NOTHING, AGAINST_NOTHING,
     NO_KEYWORD, NULL, false},
    {"a reading of no rule", "interpret Z-99 on 2026-01-01 \"x\"", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"an attribute mapped twice, here and in the base", "format csv { Product from row { n1 from b } }", TAKES_NOTHING,
     AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"a record of the base for another type", "format csv { Maker from row { good from b } }", TAKES_NOTHING, AGAINST_NOTHING,
     NO_KEYWORD, NULL, false},
    {"a mapping of no attribute", "format csv { Product from row { no_such from b } }", TAKES_NOTHING, AGAINST_NOTHING,
     NO_KEYWORD, NULL, false},
    {"a changed test that is not there", "changes \"no such test\" because \"x\" { expect passed }", TAKES_NOTHING,
     AGAINST_NOTHING, NO_KEYWORD, NULL, false},
    {"a condition over a rule", "applies when R-01 holds", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, true},
    {"a condition over a parameter", "applies when product.n1 > most", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, true},
    {"a condition over no name", "applies when product.no_such", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, true},
    {"how long a verdict is valid", "valid for 3 days", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, true},
    {"what is reviewed", "reviews product : Product", TAKES_NOTHING, AGAINST_NOTHING, NO_KEYWORD, NULL, true},
    {"a parameter looser than what it refines has it", "set most = 3", TAKES_REFINING, AGAINST_NOTHING, NO_KEYWORD, NULL, false},
};
const size_t illegal_ways = sizeof ways / sizeof *ways;

// ---- what a change takes ----

static Text field_of(const Found *rule, Keyword keyword)
{
    const Tokens *tokens = &rule->script->tokens;
    for (size_t i = rule->piece.first; i < rule->piece.behind; i++) {
        bool field = token_is(tokens, i, keyword) && tokens->items[i].depth == 1;
        if (field && !token_says(tokens, i - 1, "."))
            return tokens_between(tokens, i, i + 6 < rule->piece.behind ? i + 6 : rule->piece.behind);
    }
    return (Text){"", 0};
}

static bool rule_takes(const Together *together, const Found *rule, Takes takes)
{
    const Tokens *tokens = &rule->script->tokens;
    bool waivable = field_of(rule, KEYWORD_WAIVABLE).length;
    switch (takes) {
    case TAKES_SEVERE:
        return !text_starts(field_of(rule, KEYWORD_SEVERITY), text_of("severity advisory"));
    case TAKES_WAIVABLE:
    case TAKES_CONDITION:
        return waivable;
    case TAKES_UNWAIVABLE:
        return !waivable;
    case TAKES_EVIDENCE:
        for (size_t i = rule->piece.first; i + 4 < rule->piece.behind; i++) {
            bool field = token_is(tokens, i, KEYWORD_AT) && token_is(tokens, i + 1, KEYWORD_LEAST) && tokens->items[i].depth == 1;
            bool stronger = together_rank(together, token_text(tokens, i + 2)) > together_rank(together, text_of("report"));
            if (field && stronger && !token_is(tokens, i + 3, KEYWORD_FOR))
                return true;
        }
        return false;
    default:
        return true;
    }
}

// Whether a profile changes a rule.
static bool changes(const ReadProfile *profile, const Found *rule)
{
    const Script *script = &profile->script;
    Text code = token_text(&rule->script->tokens, rule->piece.first + 1);
    for (size_t i = 0; i < script->pieces.count; i++) {
        Piece piece = script->pieces.items[i];
        bool change = piece.keyword == KEYWORD_STRENGTHEN || piece.keyword == KEYWORD_WAIVE;
        if (change && text_equal(token_text(&script->tokens, piece.first + 1), code))
            return true;
    }
    return false;
}

// Whether a profile, or one that it refines, changes a rule already: then the base is not the last to say what holds.
static bool is_changed(const Together *together, const ReadProfile *profile, const Found *rule)
{
    for (uint32_t i = 0; i < together->count; i++) {
        bool counts = (profile->below | profile_bit(together, profile)) >> i & 1;
        if (counts && changes(&together->profiles[i], rule))
            return true;
    }
    return false;
}

// A rule of the base that a change takes, from a random one on.
static bool find_rule(const Together *together, const ReadProfile *profile, Takes takes, Random *random, Found *rule)
{
    const Script *base = &together->base[0];
    size_t first = random_below(random, (uint32_t)base->pieces.count);
    for (size_t i = 0; i < base->pieces.count; i++) {
        Piece piece = base->pieces.items[(first + i) % base->pieces.count];
        *rule = (Found){.script = base, .piece = piece};
        if (piece.keyword == KEYWORD_RULE && rule_takes(together, rule, takes) && !is_changed(together, profile, rule))
            return true;
    }
    return false;
}

// Whether some of the profiles sets a parameter; stricter: to something else than the policy has.
static bool sets(const Together *together, uint32_t mask, const char *name, bool stricter)
{
    for (uint32_t i = 0; i < together->count; i++) {
        const Script *script = &together->profiles[i].script;
        for (size_t j = 0; mask >> i & 1 && j < script->pieces.count; j++) {
            Piece piece = script->pieces.items[j];
            bool same = token_says(&script->tokens, piece.first + 3, "3");
            if (piece.keyword == KEYWORD_SET && token_says(&script->tokens, piece.first + 1, name) && !(stricter && same))
                return true;
        }
    }
    return false;
}

static bool profile_takes(const Together *together, const ReadProfile *profile, const Way *way)
{
    uint32_t own = profile_bit(together, profile);
    if (way->takes == TAKES_CONDITION)
        return profile->applies.bytes;
    if (way->takes == TAKES_REFINING) // which says nothing of it by itself
        return sets(together, profile->below, "most", true) && !sets(together, own, "most", false);
    if (way->in_header)
        return !profile->applies.bytes;
    return way->keyword != KEYWORD_PARAMETER || !sets(together, own | profile->below, way->name, false);
}

static const ReadProfile *find_profile(const Together *together, const Way *way, Random *random)
{
    uint32_t first = random_below(random, together->count);
    for (uint32_t i = 0; i < together->count; i++) {
        const ReadProfile *profile = &together->profiles[(first + i) % together->count];
        if (profile_takes(together, profile, way))
            return profile;
    }
    return NULL;
}

// ---- making one ----

// The change in its profile's text; *change gets its place in that file.
static Text changed_text(const ReadProfile *profile, const Way *way, Text text, Arena *arena, IllegalChange *change)
{
    const Tokens *tokens = &profile->script.tokens;
    size_t at = tokens->text.length, header = 0;
    while (!token_says(tokens, header, "{"))
        header++;
    if (way->in_header)
        at = tokens->items[header].start + 1;
    Text with = text_format(arena, way->in_header ? "\n  %.*s\n" : "%.*s\n", (int)text.length, text.bytes);
    change->file = profile->script.file;
    change->from = at;
    change->to = at + with.length;
    TextBuilder whole = text_builder(arena);
    text_append(&whole, text_slice(tokens->text, 0, at));
    text_append(&whole, with);
    text_append(&whole, text_slice(tokens->text, at, tokens->text.length));
    return text_built(&whole);
}

static Text way_text(const Way *way, Text code, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    for (const char *at = way->text; *at; at++) {
        if (*at == '$')
            text_append(&text, code);
        else
            text_append_byte(&text, *at);
    }
    return text_built(&text);
}

static void say_against(const Together *together, const Way *way, const Found *rule, IllegalChange *change)
{
    Found found = *rule;
    if (way->against == AGAINST_NOTHING)
        return;
    if (way->against == AGAINST_DECLARATION &&
        !together_find(together, 0, way->keyword, text_of(way->name ? way->name : ""), &found))
        return;
    Text said = tokens_between(&found.script->tokens, found.piece.first, found.piece.behind);
    change->base_file = found.script->file;
    change->base_from = (size_t)(said.bytes - found.script->tokens.text.bytes);
    change->base_to = change->base_from + said.length;
}

bool illegal_change(Text policy, size_t number, uint64_t seed, Arena *arena, IllegalChange *change)
{
    const Way *way = &ways[number];
    Random random = {seed * 64 + number};
    Files files = case_files(policy, arena);
    Text names[MOST_TOGETHER];
    size_t count = case_profiles(&files, names);
    const Together *together = together_read(arena, &files, names, count);
    const ReadProfile *profile = count ? find_profile(together, way, &random) : NULL;
    Found rule = {0};
    *change = (IllegalChange){.what = way->what, .base_file = {"", 0}};
    if (!profile || (way->takes != TAKES_NOTHING && way->takes != TAKES_REFINING &&
                     !find_rule(together, profile, way->takes, &random, &rule)))
        return false;
    Text code = rule.script ? token_text(&rule.script->tokens, rule.piece.first + 1) : (Text){"", 0};
    Text text = changed_text(profile, way, way_text(way, code, arena), arena, change);
    say_against(together, way, &rule, change);
    TextBuilder whole = text_builder(arena);
    for (size_t i = 0; i < files.count; i++) {
        const NamedText *file = &files.items[i];
        if (i)
            text_append_format(&whole, "#= %.*s\n", (int)file->name.length, file->name.bytes);
        text_append(&whole, text_equal(file->name, change->file) ? text : file->text);
    }
    change->policy = text_built(&whole);
    return true;
}

// ---- how it is met ----

// Whether a place lies in a file from one offset up to another.
static bool lies_in(const Sources *sources, Span span, Text file, size_t from, size_t to)
{
    return span_is_known(span) && text_equal(sources->items[span.file - 1].path, file) && span.start < to && span.end >= from;
}

Text illegal_difference(const IllegalChange *change, Arena *arena)
{
    Compiled compiled;
    Text said = {"", 0};
    trial_compile(&compiled, change->policy);
    const Diagnostics *diagnostics = &compiled.compilation.diagnostics;
    const Sources *sources = &compiled.compilation.sources;
    bool placed = false, shown = !change->base_file.length;
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        if (message_infos[one->code].severity != SEVERITY_ERROR ||
            !lies_in(sources, one->span, change->file, change->from, change->to))
            continue;
        placed = true;
        for (size_t j = 0; j < 2; j++)
            shown |= lies_in(sources, one->also[j].span, change->base_file, change->base_from, change->base_to);
    }
    if (compiled.right)
        said = text_format(arena, "not refused: %s", change->what);
    else if (!placed)
        said = text_format(arena, "refused, but not at its place: %s\n%.*s", change->what, (int)compiled.refusal.length,
                           compiled.refusal.bytes);
    else if (!shown)
        said = text_format(arena, "refused without what the base says: %s\n%.*s", change->what, (int)compiled.refusal.length,
                           compiled.refusal.bytes);
    compiled_close(&compiled);
    return said;
}
