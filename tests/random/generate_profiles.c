// SPDX-License-Identifier: MIT
// Random profiles of a random policy, each of which may all that it does (LANGUAGE.md 6): one to three, of the policy or of one
// another, some with a condition.
#include "generate.h"

#include <stdio.h>

enum { STEPS = 5 };

// From the policy's own value on, ever stricter.
static const struct {
    const char *name, *values[STEPS];
} parameters[PARAMETERS] = {{"most", {"3", "2", "1", "0", "-2"}},
                            {"least", {"0.5", "0.75", "1", "2.0", "7"}},
                            {"deadline", {"30 days", "2 weeks", "1 day", "2 hours", "90 minutes"}},
                            {"bar", {"medium", "medium", "high", "top", "top"}}};

static const char *const severities[] = {"advisory", "minor", "major", "critical"};

static void write_settings(Writer *writer)
{
    for (uint32_t i = 0; i < PARAMETERS; i++) {
        uint32_t *strictness = &writer->ground.strictness[i];
        if (!chance(writer, 40))
            continue;
        *strictness += below(writer, STEPS - *strictness);
        text_append_format(writer->to, "set %s = %s\n", parameters[i].name, parameters[i].values[*strictness]);
    }
}

static void strengthen_evidence(Writer *writer, MadeRule *rule)
{
    static const char *const kinds[] = {"report", "assessment", "laboratory", "government"};
    static const char *const names[] = {"", "", " for items", " for b1, n1, ports", " for words, other"};
    text_append_format(writer->to, "  evidence at least %s", rule->floored ? "government" : ONE_OF(writer, kinds));
    if (!write_extended_names(writer))
        put(writer, ONE_OF(writer, names));
    put(writer, "\n");
    rule->floored = true;
}

static void write_strengthening(Writer *writer, MadeRule *rule)
{
    static const char *const weights[] = {"11", "12.5", "20"}; // more than any severity has
    text_append_format(writer->to, "strengthen %s {\n", rule->code);
    writer->rule = rule->number;
    writer->names = 0;
    writer->known_count = 0;
    know(writer, "product", SORT_PRODUCT);
    if (chance(writer, 35)) {
        rule->severity += below(writer, 4 - rule->severity);
        text_append_format(writer->to, "  severity %s\n", severities[rule->severity]);
    }
    if (chance(writer, 25)) {
        rule->weight += below(writer, 3 - rule->weight);
        text_append_format(writer->to, "  weight %s\n", weights[rule->weight]);
    }
    if (chance(writer, 35))
        strengthen_evidence(writer, rule);
    if (chance(writer, 40))
        write_requirement(writer);
    for (uint32_t i = 0; i < 2; i++) {
        if (rule->reasons >> i & 1 && chance(writer, 50))
            text_append_format(writer->to, "  drop except \"so %u\"\n", i);
    }
    put(writer, "}\n");
}

static void write_waiver(Writer *writer, const MadeRule *rule)
{
    static const char *const days[] = {"2026-11-21", "2026-11-22", "2027-06-30", "2027-06-30"};
    text_append_format(writer->to, "waive %s until %s because \"covered\"\n", rule->code, ONE_OF(writer, days));
}

static void write_changes(Writer *writer, bool waives)
{
    uint32_t count = writer->ground.rule_count;
    for (uint32_t i = 0; i < count; i++) {
        MadeRule *rule = &writer->ground.rules[i];
        if (chance(writer, 30))
            write_strengthening(writer, rule);
        if (waives && rule->waivable && chance(writer, 40))
            write_waiver(writer, rule);
    }
}

// A rule has a clause and an aspect of the profile's own.
static void write_own_rules(Writer *writer)
{
    text_append_format(writer->to, "source own%u \"Own\" { clause 1 \"c\" }\naspect y%u \"Y\"\n", writer->profile,
                       writer->profile);
    for (uint32_t i = 0, count = 1 + below(writer, 2); i < count; i++) {
        char code[8];
        snprintf(code, sizeof code, "P%u-%02u", writer->profile, i + 1);
        write_rule(writer, code, writer->ground.base_rules);
    }
}

static void write_also(Writer *writer)
{
    static const char *const outcomes[] = {"rejected", "doubtful", "conditional"};
    text_append_format(writer->to, "%s also when ", outcomes[below(writer, writer->ground.outcomes)]);
    const MadeRule *last = &writer->ground.rules[writer->ground.rule_count - 1];
    if (chance(writer, 30) && last->severity)
        text_append_format(writer->to, "%s violated", last->code);
    else
        write_guard(writer);
    put(writer, "\n");
}

static void write_header(Writer *writer, const char *name, const char *refined, bool conditional)
{
    static const char *const dates[] = {
        "", "", "", " effective 2026-11-22", " effective 2026-11-23", " effective 2026-01-01 until 2026-11-21"};
    text_append_format(writer->to, "#= %s.asz\nprofile %s version \"1.0.%u\" refines %s \"%s\" { title \"%s\"%s", name, name,
                       writer->profile, refined, chance(writer, 70) ? "1.x" : "1.0.x", name, ONE_OF(writer, dates));
    if (conditional) {
        writer->rule = 0;
        writer->names = 0;
        writer->known_count = 0;
        know(writer, "product", SORT_PRODUCT);
        write_condition(writer, "\n  applies when ", 0, 60);
    }
    put(writer, " }\n");
}

static void write_profile(Writer *writer, const char *name, const char *refined)
{
    bool conditional = chance(writer, 50);
    write_header(writer, name, refined, conditional);
    writer->ground.conditional |= conditional;
    if (chance(writer, 60))
        write_extensions(writer);
    write_settings(writer);
    if (chance(writer, 30))
        write_definition(writer);
    write_changes(writer, !conditional);
    if (chance(writer, 50))
        write_own_rules(writer);
    if (chance(writer, 30))
        write_also(writer);
    if (chance(writer, 30))
        text_append_format(writer->to, "interpret R-%02u on 2026-01-01 \"by %s\"\n", 1 + below(writer, writer->ground.base_rules),
                           name);
    Random random = writer->random; // what is mapped changes nothing of the rest
    write_formats(writer);
    writer->random = random;
}

void write_profiles(Writer *writer)
{
    static const char *const orders[][MOST_PROFILES_MADE] = {{"a", "b", "c"}, {"c", "a", "b"}, {"b", "c", "a"}};
    const char *const *names = orders[below(writer, 3)];
    Ground *grounds = arena_array(writer->to->arena, MOST_PROFILES_MADE + 1, sizeof *grounds); // under each, the base's first
    writer->ground.base_rules = writer->ground.rule_count;
    grounds[0] = writer->ground;
    for (uint32_t i = 0, count = 1 + below(writer, MOST_PROFILES_MADE); i < count; i++) {
        uint32_t under = i && chance(writer, 30) ? below(writer, i + 1) : 0;
        writer->ground = grounds[under];
        writer->profile = i + 1;
        write_profile(writer, names[i], under ? names[under - 1] : "random");
        grounds[i + 1] = writer->ground;
    }
}
