// SPDX-License-Identifier: MIT
// The overlay itself: entries added, and looked for among those of what a profile refines. See refine.h.
#include "refine/refine.h"

#include <stdarg.h>

Change *overlay_add(Policy *policy, ChangeKind kind, Decl *entry, Span span)
{
    Overlay *overlay = &policy->overlay;
    overlay->items = arena_grow(policy->arena, overlay->items, overlay->count, &overlay->capacity, sizeof *overlay->items);
    Change *change = &overlay->items[overlay->count++];
    *change = (Change){.kind = kind, .profile = profile_of(entry), .decl = entry, .span = span};
    return change;
}

const Change *overlay_below(const Policy *policy, ChangeKind kind, const Decl *of, const Profile *profile)
{
    for (const Profile *at = profile->refines; at; at = at->refines) {
        for (size_t i = 0; i < policy->overlay.count; i++) {
            const Change *change = &policy->overlay.items[i];
            if (change->profile == at && change->kind == kind && change->of == of && !change->needless)
                return change;
        }
    }
    return NULL;
}

Text overlay_written(const Policy *policy, Span span)
{
    return sources_text(policy->sources, span);
}

const char *overlay_note(const Policy *policy, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Text note = text_format_list(policy->arena, format, arguments);
    va_end(arguments);
    return text_terminated(policy->arena, note);
}
