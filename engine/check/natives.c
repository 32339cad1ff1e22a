// SPDX-License-Identifier: MIT
// What natives are called with that is written out and can never be right: schemes of versions, ranges, and versions that a
// scheme does not have. Such a call is unknown whatever the facts are.
#include "check/check.h"

#include "model/builtin.h"
#include "versions/range.h"

// The text of a literal that stands as an argument; null where it is something else.
static const Literal *written_text(const ExprList *argument)
{
    bool written = argument && argument->expr->kind == EXPR_LITERAL && argument->expr->literal.type == TYPE_TEXT;
    return written ? &argument->expr->literal : NULL;
}

static void report_scheme(Policy *policy, Text name, Span span)
{
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_SUCH_SCHEME, span, 1, name);
    TextBuilder names = text_builder(policy->arena);
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; i < version_scheme_count; i++) {
        text_append_format(&names, i ? ", %s" : "%s", version_schemes[i].name);
        nearest_offer(&nearest, text_of(version_schemes[i].name));
    }
    diagnostic_expect(none, text_built(&names));
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

static void check_version(Policy *policy, const VersionScheme *scheme, const ExprList *argument)
{
    const Literal *version = written_text(argument);
    if (version && !scheme_has(scheme, version->text))
        diagnose(policy->diagnostics, MESSAGE_NOT_OF_SCHEME, argument->expr->span, 2, version->text, text_of(scheme->name));
}

static void check_older(Policy *policy, const ExprList *versions)
{
    const ExprList *named = versions && versions->next ? versions->next->next : NULL;
    const Literal *name = written_text(named);
    const VersionScheme *scheme = name ? version_scheme(name->text) : NULL;
    if (!scheme) {
        if (name)
            report_scheme(policy, name->text, named->expr->span);
        return;
    }
    check_version(policy, scheme, versions);
    check_version(policy, scheme, versions->next);
}

// The scheme that a range names: what stands between `vers:` and the slash.
static bool named_scheme(Text range, Text *name)
{
    static const char prefix[] = "vers:";
    const char *slash = range.length ? memchr(range.bytes, '/', range.length) : NULL;
    if (!slash || !text_starts(range, text_of(prefix)))
        return false;
    *name = text_slice(range, sizeof prefix - 1, (size_t)(slash - range.bytes));
    return true;
}

static void check_in_range(Policy *policy, const ExprList *version)
{
    const ExprList *argument = version ? version->next : NULL;
    const Literal *written = written_text(argument);
    VersionRange range;
    Text name;
    if (!written)
        return;
    RangeBound *bounds = arena_array(policy->arena, range_most_bounds(written->text), sizeof *bounds);
    if (range_read(written->text, bounds, &range)) {
        check_version(policy, range.scheme, version);
    } else if (named_scheme(written->text, &name) && !version_scheme(name)) {
        report_scheme(policy, name, argument->expr->span);
    } else {
        Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_SUCH_RANGE, argument->expr->span, 1, written->text);
        diagnostic_expect(none, text_of("a scheme and versions of it, in their order: `vers:npm/>=1.2.0|<2.0.0`, `vers:deb/*`"));
    }
}

void check_native_call(const Check *check, const Expr *call)
{
    switch (builtin_named(call->meaning.decl->word.name->text)) {
    case BUILTIN_older:
        check_older(check->policy, call->arguments);
        break;
    case BUILTIN_in_range:
        check_in_range(check->policy, call->arguments);
        break;
    default:
        break;
    }
}
