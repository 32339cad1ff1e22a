// SPDX-License-Identifier: MIT
// Profiles as modules: what each refines (a tree whose root is the policy), whether that is of the version that it asks for, and
// who uses which file (a bit set for each). See policy.h.
#include "bind/policy.h"

#include "support/digest.h"

void profile_add(Policy *policy, File *file)
{
    Profile *profile = arena_take(policy->arena, sizeof *profile);
    *profile = (Profile){.file = file, .number = policy->profile_count, .applies = file->header.applies};
    file->module->profile = profile;
    policy->profiles[policy->profile_count++] = profile;
}

const Profile *profile_at(const Policy *policy, Text path)
{
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        const Source *source = sources_file(policy->sources, policy->profiles[i]->file->span.file);
        if (text_equal(source->path, path))
            return policy->profiles[i];
    }
    return NULL;
}

Module *profile_base(const Policy *policy, const Profile *profile)
{
    return profile->refines ? profile->refines->file->module : policy->main->module;
}

// ---- how profiles are given ----

static Text base_text(const Policy *policy, const Header *header)
{
    return text_format(policy->arena, "%.*s \"%.*s\"", (int)header->refines.name->text.length, header->refines.name->text.bytes,
                       (int)header->refines_version.length, header->refines_version.bytes);
}

void profile_alone(Policy *policy, const File *file)
{
    Diagnostic *alone = diagnose(policy->diagnostics, MESSAGE_PROFILE_ALONE, file->span, 2, file->name.name->text,
                                 base_text(policy, &file->header));
    diagnostic_expect(alone, text_format(policy->arena, "`-p` with %.*s, and this file with `--profile`",
                                         (int)file->header.refines.name->text.length, file->header.refines.name->text.bytes));
}

// Its number; their count: none has the name.
static uint32_t profile_number(const Policy *policy, Text name)
{
    uint32_t i = 0;
    while (i < policy->profile_count && !text_equal(policy->profiles[i]->file->name.name->text, name))
        i++;
    return i;
}

// Who uses a module, that of a list's file, too.
static uint64_t users_of_module(const Policy *policy, const SourceName *of)
{
    uint64_t users = 0;
    for (uint32_t i = 0; i < policy->sources->count; i++) {
        const SourceName *name = &policy->sources->items[i].name;
        const File *file = policy->file_of_source[i]; // null: of a list
        if (file && text_equal(name->profile, of->profile) && text_equal(name->library, of->library))
            users |= file->users;
    }
    return users;
}

// The first text of a profile that is another one, or none, where its file stands for the second time; there: that one. Null:
// both are one profile, with one digest. A library may be found elsewhere.
static const Source *text_that_differs(Policy *policy, uint32_t profile, const SourceName *again, Text *there)
{
    const Source *first = sources_file(policy->sources, policy->profiles[profile]->file->span.file);
    *there = (Text){NULL, 0};
    for (uint32_t i = 0; i < policy->sources->count; i++) {
        const Source *source = &policy->sources->items[i];
        SourceName name = source->name;
        if (!(users_of_module(policy, &name) >> 1 >> profile & 1) || name.standard)
            continue;
        name.root = again->root;
        name.named = source != first;
        name.path = text_format(policy->arena, "%.*s%.*s", (int)again->root.length, again->root.bytes, (int)name.inner.length,
                                name.inner.bytes);
        if (source == first && !text_equal(name.inner, again->inner))
            return source;
        *there = (Text){"", 0};
        SourceAnswer answer = policy->reader->read(policy->reader->with, policy->arena, &name, there);
        bool same = answer == SOURCE_READ && text_equal(*there, source->text);
        if (answer != SOURCE_READ)
            *there = (Text){NULL, 0};
        if (!same && (answer == SOURCE_READ || !source->name.library.length))
            return source;
    }
    return NULL;
}

void profile_given_twice(Policy *policy, Text path, const SourceName *again)
{
    uint32_t number = profile_number(policy, again->profile);
    Text there;
    const Source *differs = number < policy->profile_count ? text_that_differs(policy, number, again, &there) : NULL;
    if (!differs)
        return;
    policy->incomplete = true;
    Arena *arena = policy->arena;
    Span span = policy->profiles[number]->file->span;
    Text before = sources_file(policy->sources, span.file)->path, inner = differs->name.inner;
    Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_PROFILE_TWICE, span, 3, again->profile, before, path);
    Digest one = digest_of(differs->text), other = digest_of(there);
    Text first = digest_text(arena, &one), second = there.bytes ? digest_text(arena, &other) : text_of("not there");
    diagnostic_expect(twice,
                      text_format(arena, "the same texts: %.*s is %.*s in the one, and %.*s in the other", (int)inner.length,
                                  inner.bytes, (int)first.length, first.bytes, (int)second.length, second.bytes));
    diagnostic_correct(twice, text_of("give it once; profiles are told from each other by their names"));
}

void profiles_too_many(Policy *policy, size_t count)
{
    policy->incomplete = true;
    diagnose(policy->diagnostics, MESSAGE_TOO_MANY_PROFILES, policy->main->span, 2, text_format(policy->arena, "%zu", count),
             text_format(policy->arena, "%d", MOST_PROFILES));
}

// ---- what they refine ----

// Whether a version is one of those that are asked for: it itself, or where `.x` ends the text any that begins as it does.
static bool version_fits(Text version, Text asked)
{
    size_t length = asked.length;
    while (length > 2 && text_is(text_slice(asked, length - 2, length), ".x"))
        length -= 2;
    Text start = text_slice(asked, 0, length);
    if (length == asked.length || text_equal(version, start))
        return text_equal(version, start);
    return text_starts(version, start) && version.bytes[length] == '.';
}

static void check_version(Policy *policy, const Profile *profile, const File *base)
{
    const Header *header = &profile->file->header;
    if (version_fits(base->header.version, header->refines_version))
        return;
    Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_REFINES_VERSION, header->refines_span, 4,
                                 profile->file->name.name->text, base->name.name->text, header->refines_version,
                                 base->header.version);
    diagnostic_also(other, base->span, "the version that is given stands here");
    policy->lost_entries++;
    diagnostic_correct(other,
                       text_of("give the version that it was written for; or see what no longer fits, with `assize profile "
                               "rebase`, and then change this line"));
}

static Profile *profile_named(const Policy *policy, const Name *name)
{
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        if (policy->profiles[i]->file->name.name == name)
            return policy->profiles[i];
    }
    return NULL;
}

static void report_not_given(Policy *policy, const Profile *profile)
{
    const Header *header = &profile->file->header;
    Text wanted = header->refines.name->text;
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_REFINES_NOT_GIVEN, header->refines_span, 2,
                                profile->file->name.name->text, base_text(policy, header));
    diagnostic_also(none, policy->main->span, "the policy that is given is this one");
    Nearest nearest = nearest_to(wanted);
    nearest_offer(&nearest, policy->main->name.name->text);
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        if (policy->profiles[i] != profile)
            nearest_offer(&nearest, policy->profiles[i]->file->name.name->text);
    }
    diagnostic_expect(none,
                      text_format(policy->arena, "%.*s as the policy, or as one more profile", (int)wanted.length, wanted.bytes));
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

// What it refines must stand there, and be of the version that it was written for.
static void find_base(Policy *policy, Profile *profile)
{
    const Header *header = &profile->file->header;
    const Name *name = header->refines.name;
    if (profile->file->name.name == policy->main->name.name) {
        policy->incomplete = true;
        Diagnostic *same = diagnose(policy->diagnostics, MESSAGE_PROFILE_NAMED_AS_POLICY, profile->file->name.span, 1,
                                    profile->file->name.name->text);
        diagnostic_also(same, policy->main->name.span, "the policy has that name");
        return;
    }
    profile->refines = name == policy->main->name.name ? NULL : profile_named(policy, name);
    if (!profile->refines && name != policy->main->name.name) {
        policy->incomplete = true;
        report_not_given(policy, profile);
        return;
    }
    check_version(policy, profile, profile->refines ? profile->refines->file : policy->main);
}

// Profiles that refine each other in a circle never lead to the policy.
static void find_circles(Policy *policy)
{
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        const Profile *first = policy->profiles[i], *at = first->refines;
        for (uint32_t steps = 0; at && at != first && steps < policy->profile_count; steps++)
            at = at->refines;
        if (at != first)
            continue;
        policy->incomplete = true;
        Diagnostic *circle = diagnose(policy->diagnostics, MESSAGE_REFINES_ITSELF, first->file->header.refines_span, 1,
                                      first->file->name.name->text);
        diagnostic_expect(circle, text_format(policy->arena, "a profile that leads to the policy %.*s",
                                              (int)policy->main->name.name->text.length, policy->main->name.name->text.bytes));
        return; // the others of the circle say the same
    }
}

// A profile sees what it refines, and what that uses.
static void use_base(Policy *policy, Profile *profile)
{
    Module *module = profile->file->module;
    module_use(policy, module, profile_base(policy, profile));
    for (const Profile *at = profile; at; at = at->refines)
        profile->conditional |= at->applies != NULL;
}

// ---- who uses what ----

// Marks a module, and all that it uses, as used by whom a bit stands for.
static void mark_users(const Policy *policy, Module *module, uint64_t bit)
{
    Module **stack = arena_array(policy->arena, policy->modules, sizeof *stack);
    size_t count = 0;
    module->users |= bit;
    stack[count++] = module;
    while (count) {
        const Module *at = stack[--count];
        for (size_t i = 0; i < at->use_count; i++) {
            if (at->uses[i]->users & bit)
                continue;
            at->uses[i]->users |= bit;
            stack[count++] = at->uses[i];
        }
    }
}

static void find_users(Policy *policy)
{
    mark_users(policy, policy->main->module, 1);
    for (uint32_t i = 0; i < policy->profile_count; i++)
        mark_users(policy, policy->profiles[i]->file->module, UINT64_C(2) << i);
    for (File *file = policy->files; file; file = file->next)
        file->users = file->module->users;
}

uint64_t policy_source_users(const Policy *policy, uint32_t source)
{
    const File *file = source < policy->known.count ? policy->file_of_source[source] : NULL; // null: of a question, too
    if (file)
        return file->users;
    uint64_t users = 0; // it is the file of lists
    for (size_t i = 0; i < policy->lists.count; i++)
        users |= policy->lists.items[i]->list_source == source + 1 ? policy->lists.items[i]->file->users : 0;
    return users;
}

void profiles_link(Policy *policy)
{
    find_users(policy); // by what they use themselves: before they see what they refine
    for (uint32_t i = 0; i < policy->profile_count; i++)
        find_base(policy, policy->profiles[i]);
    if (!policy->incomplete)
        find_circles(policy);
    for (uint32_t i = 0; i < policy->profile_count && !policy->incomplete; i++)
        use_base(policy, policy->profiles[i]);
}
