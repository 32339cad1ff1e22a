// SPDX-License-Identifier: MIT
// How a profile fits a new base: what the passes say of each of its entries. An entry that they take is in the overlay; of one
// that they refuse there is a diagnostic, whose code says whether the base has moved past it, or has nothing of that name. What
// hangs on a name that both declare now is not known (a transitive closure over the words of the profile).
#include "resolve/resolve.h"

typedef struct Rebasing {
    const Policy *policy;
    const Profile *profile;
    ReportRebase *result;
    TextIndex lost;   // the names that are declared twice, and those of the profile that hang on them
    Text *lost_names; // by number
    size_t capacity;
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

// The line that a span begins on.
static Stated line_of_span(const Policy *policy, Span span)
{
    if (!span_is_known(span))
        return (Stated){.text = {"", 0}};
    Text line = sources_place(policy->sources, span).line_text;
    size_t start = 0;
    while (start < line.length && (line.bytes[start] == ' ' || line.bytes[start] == '\t'))
        start++;
    return resolve_said(policy, resolve_whose(policy, span), span, text_slice(line, start, line.length));
}

// ---- what belongs to the profile ----

// Whether a place is in a profile, or in what it alone uses.
static bool is_own(const Policy *policy, const Profile *profile, Span span)
{
    if (!span_is_known(span))
        return false;
    uint64_t users = policy_source_users(policy, span.file - 1), mine = UINT64_C(2) << profile->number;
    return resolve_whose(policy, span) == profile || users == mine;
}

Span resolve_own_place(const Policy *policy, const Profile *profile, const Diagnostic *one)
{
    const Span places[] = {one->span, one->also[0].span, one->also[1].span};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (is_own(policy, profile, places[i]))
            return places[i];
    }
    return (Span){0};
}

static bool is_error(const Diagnostic *one)
{
    return message_infos[one->code].severity == SEVERITY_ERROR && one->code != MESSAGE_REFINES_VERSION;
}

// The place of an error in the profile; nowhere: it is none, or it has none.
static Span place_of_error(const Rebasing *at, const Diagnostic *one)
{
    return is_error(one) ? resolve_own_place(at->policy, at->profile, one) : (Span){0};
}

// The first declaration of the profile, and the one behind another; null: none.
static const Decl *first_from(const Rebasing *at, const File *file)
{
    while (file && (file->module->profile != at->profile || !file->decls))
        file = file->next;
    return file ? file->decls : NULL;
}

static const Decl *next_decl(const Rebasing *at, const Decl *decl)
{
    return decl->next ? decl->next : first_from(at, decl->file->next);
}

// ---- what hangs on names that both declare ----

static bool is_name_part(Text text, size_t at)
{
    unsigned char byte = (unsigned char)text.bytes[at];
    return byte == '_' || byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

static bool mentions(Text text, Text name)
{
    for (size_t at = text_find(text, 0, name); name.length && at < text.length; at = text_find(text, at + 1, name)) {
        size_t end = at + name.length;
        if ((at == 0 || !is_name_part(text, at - 1)) && (end == text.length || !is_name_part(text, end)))
            return true;
    }
    return false;
}

// A text without what people alone read: what is said, but for the expressions within, and comments.
static Text without_prose(Arena *arena, Text text)
{
    TextBuilder words = text_builder(arena);
    bool said = false, comment = false;
    size_t nested = 0; // braces within what is said
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        comment = byte != '\n' && (comment || (byte == '#' && !said));
        if (comment)
            continue;
        i += said && byte == '\\'; // what is behind it ends nothing
        if (byte == '"' && !nested)
            said = !said;
        nested += said && byte == '{';
        nested -= said && nested && byte == '}';
        text_append_byte(&words, said && !nested ? ' ' : byte);
    }
    return text_built(&words);
}

static bool hangs(const Rebasing *at, Span span)
{
    if (!at->lost.count)
        return false;
    Text text = without_prose(at->policy->arena, sources_text(at->policy->sources, span));
    for (uint32_t i = 0; i < at->lost.count; i++) {
        if (mentions(text, at->lost_names[i]))
            return true;
    }
    return false;
}

static bool is_twice(const Rebasing *at, const Diagnostic *one, Span within)
{
    return one->code == MESSAGE_DECLARED_TWICE && span_within(place_of_error(at, one), within);
}

static bool declares_twice(const Rebasing *at, Span within)
{
    const Diagnostics *diagnostics = at->policy->diagnostics;
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (is_twice(at, &diagnostics->items[i], within))
            return true;
    }
    return false;
}

static void lose(Rebasing *at, Text name)
{
    uint32_t number = text_index_add(&at->lost, name);
    at->lost_names = arena_grow(at->policy->arena, at->lost_names, number, &at->capacity, sizeof *at->lost_names);
    at->lost_names[number] = name;
}

// What a declaration gives names to; what is about something else names nothing.
static void lose_names(Rebasing *at, const Decl *decl)
{
    bool owner = decl->kind == DECL_ENTITY || decl->kind == DECL_PART || decl->kind == DECL_EXTEND;
    bool named = decl->kind == DECL_ENTITY || decl->kind == DECL_PART || decl->kind == DECL_ENUM ||
                 decl->kind == DECL_PARAMETER || decl->kind == DECL_DEFINE || decl->kind == DECL_LIST ||
                 decl->kind == DECL_TABLE || decl->kind == DECL_ASPECT || decl->kind == DECL_SOURCE || decl->kind == DECL_RULE;
    if (named)
        lose(at, decl->word.name->text);
    for (const Attribute *attribute = owner ? decl->attributes : NULL; attribute; attribute = attribute->next) {
        if (span_within(attribute->word.span, decl->span)) // behind them hang those of extensions
            lose(at, attribute->word.name->text);
    }
    for (const EnumValue *value = decl->kind == DECL_ENUM ? decl->values : NULL; value; value = value->next)
        lose(at, value->word.name->text);
}

static void find_lost(Rebasing *at)
{
    const Diagnostics *diagnostics = at->policy->diagnostics;
    text_index_open(&at->lost, at->policy->arena);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        Span place = place_of_error(at, one);
        if (one->code == MESSAGE_DECLARED_TWICE && span_is_known(place))
            lose(at, sources_text(at->policy->sources, place));
    }
    for (uint32_t before = 0; before < at->lost.count;) {
        before = at->lost.count;
        for (const Decl *decl = first_from(at, at->policy->files); decl; decl = next_decl(at, decl)) {
            if (hangs(at, decl->span) && !declares_twice(at, decl->span))
                lose_names(at, decl);
        }
    }
}

// ---- what was refused ----

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
    return refused->nearest.length ? REBASE_RENAMED : REBASE_GONE;
}

// The other line that a message names, where that is the base's and says more than that it is one.
static Span other_place(const Rebasing *at, const Diagnostic *refused)
{
    for (size_t i = 0; i < 2; i++) {
        Span other = refused->also[i].span;
        const Profile *whose = resolve_whose(at->policy, other);
        const File *base = whose ? whose->file : at->policy->main;
        if (span_is_known(other) && !is_own(at->policy, at->profile, other) && other.start != base->span.start)
            return other;
    }
    return (Span){0};
}

// Of a parameter that is gone, without one of nearly that name: the one of the base that its value would fit, whose name is the
// nearest of such; nowhere: none.
static Span parameter_instead(const Rebasing *at, const Diagnostic *refused)
{
    const Decl *entry = refused->code == MESSAGE_UNKNOWN_PARAMETER ? first_from(at, at->policy->files) : NULL;
    while (entry && !(entry->kind == DECL_SET && span_within(refused->span, entry->span)))
        entry = next_decl(at, entry);
    const DeclList *parameters = &at->policy->parameters;
    const Decl *best = NULL;
    size_t least = SIZE_MAX - 1;
    for (size_t i = 0; entry && entry->set_value && entry->set_value->kind == EXPR_LITERAL && i < parameters->count; i++) {
        const Decl *decl = parameters->items[i];
        size_t distance = text_distance(entry->word.name->text, decl->word.name->text, entry->word.name->text.length);
        if (decl->parameter_resolved.kind == entry->set_value->literal.type && distance < least &&
            !is_own(at->policy, at->profile, decl->span)) {
            best = decl;
            least = distance;
        }
    }
    return best ? best->span : (Span){0};
}

// Of what is gone, the line with which that begins which has it no longer.
static Span base_without(const Rebasing *at, const Diagnostic *refused)
{
    Span instead = parameter_instead(at, refused);
    if (span_is_known(instead) || state_of(refused) != REBASE_GONE)
        return instead;
    return at->profile->refines ? at->profile->refines->file->span : at->policy->main->span;
}

// The base's line beside what is refused: its own place, where that is in the base; of a thing that is called otherwise now that
// thing's; else what the message names.
static Stated base_of_refused(const Rebasing *at, const Diagnostic *refused)
{
    if (!is_own(at->policy, at->profile, refused->span))
        return line_of_span(at->policy, refused->span);
    bool near = refused->nearest.length && span_is_known(refused->nearest_place);
    Span place = near ? refused->nearest_place : other_place(at, refused);
    return line_of_span(at->policy, span_is_known(place) ? place : base_without(at, refused));
}

// Whether the newest entry is the same: one line may say the same thing twice. message: of what was refused; empty: nothing was.
static bool is_said(const Rebasing *at, const Stated *stated, Text message)
{
    const RebaseEntry *last = at->result->count ? &at->result->entries[at->result->count - 1] : NULL;
    return last && last->entry.place.line == stated->place.line && text_equal(last->entry.text, stated->text) &&
           text_equal(last->refused ? last->refused->message : (Text){"", 0}, message);
}

// The queue of messages may change before the report is written.
static void add_refused(Rebasing *at, Stated stated, const Diagnostic *refused)
{
    if (is_said(at, &stated, refused->message))
        return;
    RebaseEntry *entry = add_entry(at, state_of(refused), stated);
    Diagnostic *kept = arena_take(at->policy->arena, sizeof *kept);
    *kept = *refused;
    entry->refused = kept;
    entry->base = base_of_refused(at, refused);
    if (entry->state == REBASE_RENAMED)
        entry->nearest = refused->nearest;
}

static bool is_refused(const Rebasing *at, Span span)
{
    const Diagnostics *diagnostics = at->policy->diagnostics;
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (span_within(place_of_error(at, &diagnostics->items[i]), span))
            return true;
    }
    return false;
}

// ---- entry by entry ----

// The part of an entry that stands or falls by itself.
static Span part_of(const Decl *decl, Span span)
{
    Span line = decl->kind == DECL_STRENGTHEN ? resolve_line(&decl->rule, span) : (Span){0};
    return span_is_known(line) ? line : decl->span;
}

static void add_unknown(Rebasing *at, const Decl *decl, Span span)
{
    Stated stated = resolve_part(at->policy, at->profile, decl, span);
    if (!is_said(at, &stated, (Text){"", 0}))
        add_entry(at, REBASE_UNKNOWN, stated);
}

static void add_taken(Rebasing *at, const Decl *decl)
{
    const Policy *policy = at->policy;
    for (size_t i = 0; i < policy->overlay.count; i++) {
        const Change *change = &policy->overlay.items[i];
        if (change->decl != decl || is_refused(at, change->span))
            continue;
        if (hangs(at, part_of(decl, change->span))) {
            add_unknown(at, decl, change->span);
            continue;
        }
        RebaseState state = change->needless ? REBASE_IMPLIED : REBASE_NEEDED;
        add_entry(at, state, resolve_part(policy, at->profile, decl, change->span))->base = line_of_span(policy,
                                                                                                         change->base_span);
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
    bool twice = declares_twice(at, decl->span);
    add_taken(at, decl);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        Span place = place_of_error(at, one);
        if (!span_within(place, decl->span) || (twice && one->code != MESSAGE_DECLARED_TWICE))
            continue;
        if (!twice && hangs(at, part_of(decl, place)))
            add_unknown(at, decl, place);
        else
            add_refused(at, resolve_part(at->policy, at->profile, decl, place), one);
    }
    if (at->result->count == first && decl->kind != DECL_USE && decl->kind != DECL_INCLUDE)
        add_unknown(at, decl, decl->span);
    sort_entries(at->result, first);
}

// What is wrong outside of the entries: in the header, and in libraries that the profile alone uses.
static void look_outside(Rebasing *at)
{
    const Policy *policy = at->policy;
    Span applies = at->profile->file->header.applies_span;
    for (size_t i = 0; i < policy->diagnostics->count; i++) {
        const Diagnostic *one = &policy->diagnostics->items[i];
        Span place = place_of_error(at, one);
        if (one->code == MESSAGE_REFINES_VERSION && one->span.file == at->profile->file->span.file)
            at->result->version_fits = false;
        const Decl *decl = span_is_known(place) ? first_from(at, policy->files) : NULL;
        while (decl && !span_within(place, decl->span))
            decl = next_decl(at, decl);
        if (decl || !span_is_known(place))
            continue;
        bool header = span_within(place, applies);
        Stated stated = header ? resolve_stated(policy, at->profile, applies) : line_of_span(policy, place);
        stated.place = resolve_place(policy, place);
        add_refused(at, stated, one);
    }
}

ReportRebase resolve_rebase(const Policy *policy, const Profile *profile, Text language)
{
    const File *base = profile->refines ? profile->refines->file : policy->main;
    ReportRebase result = {.profile = resolve_head(policy, profile->file, language),
                           .base = resolve_head(policy, base, language),
                           .version_fits = true};
    Rebasing at = {.policy = policy, .profile = profile, .result = &result};
    find_lost(&at);
    look_outside(&at);
    for (const Decl *decl = first_from(&at, policy->files); decl; decl = next_decl(&at, decl))
        add_decl(&at, decl);
    return result;
}
