// SPDX-License-Identifier: MIT
// How a profile fits a new base: what the passes say of each of its entries. An entry that they take is in the overlay; of one
// that they refuse there is a diagnostic, whose code says whether the base has moved past it, or has nothing of that name.
#include "resolve/resolve.h"

typedef struct Rebasing {
    const Policy *policy;
    const Profile *profile;
    ReportRebase *result;
} Rebasing;

static RebaseEntry *add_entry(Rebasing *at, RebaseState state, Stated stated)
{
    ReportRebase *result = at->result;
    result->entries = arena_grow(at->policy->arena, result->entries, result->count, &result->capacity, sizeof *result->entries);
    RebaseEntry *entry = &result->entries[result->count++];
    *entry = (RebaseEntry){.state = state, .entry = stated, .base = {.text = {"", 0}}, .nearest = {"", 0}};
    result->counts[state]++;
    return entry;
}

// The line of the base that a span begins on.
static Stated base_line(const Policy *policy, Span span)
{
    if (!span_is_known(span))
        return (Stated){.text = {"", 0}};
    Text line = sources_place(policy->sources, span).line_text;
    size_t start = 0;
    while (start < line.length && (line.bytes[start] == ' ' || line.bytes[start] == '\t'))
        start++;
    return resolve_said(policy, resolve_whose(policy, span), span, text_slice(line, start, line.length));
}

// ---- what was refused ----

// What stands between the first two backquotes of a correction: the name that may be meant.
static Text quoted_name(Text correction)
{
    const char *start = correction.length ? memchr(correction.bytes, '`', correction.length) : NULL;
    size_t behind = start ? (size_t)(start - correction.bytes) + 1 : correction.length;
    Text rest = text_slice(correction, behind, correction.length);
    const char *end = rest.length ? memchr(rest.bytes, '`', rest.length) : NULL;
    return end ? text_slice(rest, 0, (size_t)(end - rest.bytes)) : (Text){"", 0};
}

static RebaseState state_of(const Diagnostic *refused)
{
    switch (refused->code) {
    case MESSAGE_SET_LOOSER:
    case MESSAGE_SEVERITY_LOWERED:
    case MESSAGE_WEIGHT_LOWERED:
    case MESSAGE_EVIDENCE_LOWERED:
        return REBASE_WEAKER;
    default:
        break;
    }
    if (!text_starts(text_of(message_infos[refused->code].name), text_of("UNKNOWN_")))
        return REBASE_WRONG;
    return quoted_name(refused->correction).length ? REBASE_RENAMED : REBASE_GONE;
}

static const DeclList *named_like(const Policy *policy, const Decl *entry)
{
    return entry->kind == DECL_SET ? &policy->parameters : &policy->rules;
}

// Of what the base has of the kind that an entry is about, the nearest by its name: further off than a message would look for it.
static Text nearest_of(const Policy *policy, const Decl *entry)
{
    const DeclList *list = named_like(policy, entry);
    Text wanted = entry->word.name ? entry->word.name->text : (Text){"", 0};
    Nearest nearest = nearest_to(wanted);
    nearest.distance = text_points(wanted) / 2;
    for (size_t i = 0; i < list->count; i++) {
        if (!profile_of(list->items[i]))
            nearest_offer(&nearest, list->items[i]->word.name->text);
    }
    return nearest.best;
}

static Stated line_of_nearest(const Policy *policy, const Decl *entry, Text name)
{
    const DeclList *list = named_like(policy, entry);
    for (size_t i = 0; i < list->count; i++) {
        if (text_equal(list->items[i]->word.name->text, name))
            return base_line(policy, list->items[i]->word.span);
    }
    return (Stated){.text = {"", 0}};
}

// The other line that a message names, where that is the base's and says more than that it is one.
static Stated other_line(const Rebasing *at, const Diagnostic *refused)
{
    for (size_t i = 0; i < 2; i++) {
        Span other = refused->also[i].span;
        const Profile *whose = resolve_whose(at->policy, other);
        const File *base = whose ? whose->file : at->policy->main;
        if (span_is_known(other) && whose != at->profile && other.start != base->span.start)
            return base_line(at->policy, other);
    }
    return (Stated){.text = {"", 0}};
}

// The queue of messages may change before the report is written.
static const Diagnostic *kept_message(const Rebasing *at, const Diagnostic *one)
{
    Diagnostic *kept = arena_take(at->policy->arena, sizeof *kept);
    *kept = *one;
    return kept;
}

static void add_refused(Rebasing *at, const Decl *decl, const Diagnostic *refused)
{
    const Policy *policy = at->policy;
    RebaseEntry *entry = add_entry(at, state_of(refused), resolve_part(policy, at->profile, decl, refused->span));
    entry->refused = kept_message(at, refused);
    entry->base = other_line(at, refused);
    bool head = entry->state == REBASE_GONE && decl->word.span.start == refused->span.start;
    if (entry->state == REBASE_RENAMED)
        entry->nearest = quoted_name(refused->correction);
    else if (head) // the entry is about something that is not there
        entry->nearest = nearest_of(policy, decl);
    if (entry->nearest.length && !entry->base.text.length)
        entry->base = line_of_nearest(policy, decl, entry->nearest);
}

static bool is_refused(const Rebasing *at, Span span)
{
    const Diagnostics *diagnostics = at->policy->diagnostics;
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        if (message_infos[one->code].severity == SEVERITY_ERROR && span_within(one->span, span))
            return true;
    }
    return false;
}

// ---- entry by entry ----

static void add_taken(Rebasing *at, const Decl *decl)
{
    const Policy *policy = at->policy;
    for (size_t i = 0; i < policy->overlay.count; i++) {
        const Change *change = &policy->overlay.items[i];
        if (change->decl != decl || is_refused(at, change->span))
            continue;
        RebaseState state = change->needless ? REBASE_IMPLIED : REBASE_NEEDED;
        add_entry(at, state, resolve_part(policy, at->profile, decl, change->span))->base = base_line(policy, change->base_span);
    }
}

// Those of one declaration, from the first of them on, in the order of their lines.
static void sort_entries(ReportRebase *result, size_t first)
{
    for (size_t i = first + 1; i < result->count; i++) {
        RebaseEntry entry = result->entries[i];
        size_t to = i;
        for (; to > first && result->entries[to - 1].entry.place.line > entry.entry.place.line; to--)
            result->entries[to] = result->entries[to - 1];
        result->entries[to] = entry;
    }
}

static void add_decl(Rebasing *at, const Decl *decl)
{
    const Diagnostics *diagnostics = at->policy->diagnostics;
    size_t first = at->result->count;
    add_taken(at, decl);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        if (message_infos[one->code].severity == SEVERITY_ERROR && span_within(one->span, decl->span))
            add_refused(at, decl, one);
    }
    sort_entries(at->result, first);
}

// What is wrong with the header: but for the version that it asks for, that is of the profile itself.
static void look_at_header(Rebasing *at)
{
    const Diagnostics *diagnostics = at->policy->diagnostics;
    const File *file = at->profile->file;
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        if (one->code == MESSAGE_REFINES_VERSION && one->span.file == file->span.file)
            at->result->version_fits = false;
        else if (message_infos[one->code].severity == SEVERITY_ERROR && span_within(one->span, file->span))
            add_entry(at, state_of(one), resolve_stated(at->policy, at->profile, one->span))->refused = kept_message(at, one);
    }
}

ReportRebase resolve_rebase(const Policy *policy, const Profile *profile, Text language)
{
    const File *base = profile->refines ? profile->refines->file : policy->main;
    ReportRebase result = {.profile = resolve_head(policy, profile->file, language),
                           .base = resolve_head(policy, base, language),
                           .version_fits = true};
    Rebasing at = {.policy = policy, .profile = profile, .result = &result};
    look_at_header(&at);
    for (const File *file = policy->files; file; file = file->next) {
        if (file->module->profile != profile)
            continue;
        for (const Decl *decl = file->decls; decl; decl = decl->next)
            add_decl(&at, decl);
    }
    return result;
}
