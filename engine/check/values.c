// SPDX-License-Identifier: MIT
// Parameters, lists, definitions. A definition is inferred on demand, where it is first called, and its type is kept; one that is
// under way and called again closes a cycle.
#include "model/builtin.h"
#include "check/check.h"

enum { MARK_NEW, MARK_UNDER_WAY, MARK_DONE };

static void check_parameter(CheckRun *run, Decl *decl)
{
    Policy *policy = run->policy;
    Type type = type_resolve(policy, decl->file->module, &decl->parameter_type);
    decl->parameter_resolved = type;
    if (type.kind == TYPE_NONE)
        return;
    if (!type_is_ordered(type)) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_PARAMETER_TYPE, decl->parameter_type.span, 1,
                                     type_text(policy->arena, type));
        diagnostic_expect(other, text_of("a number, a date, an instant, a duration, a version or an ordered type"));
        decl->parameter_resolved = NOTHING;
        return;
    }
    check_constant(run, decl->file->module, decl->value, type);
}

static void check_list(CheckRun *run, Decl *decl)
{
    Policy *policy = run->policy;
    decl->item_type = type_resolve(policy, decl->file->module, &decl->item_written);
    if (decl->item_type.many) {
        diagnose(policy->diagnostics, MESSAGE_SET_OF_SETS, decl->item_written.span, 0);
        decl->item_type = NOTHING;
    }
    if (decl->item_type.kind == TYPE_ENTITY || decl->item_type.kind == TYPE_PART) {
        diagnose(policy->diagnostics, MESSAGE_LIST_TYPE, decl->item_written.span, 1, type_text(policy->arena, decl->item_type));
        decl->item_type = NOTHING;
    }
    bool holidays = text_is(decl->word.name->text, "holidays");
    if (holidays && decl->item_type.kind != TYPE_NONE && decl->item_type.kind != TYPE_DATE) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_HOLIDAYS_TYPE, decl->item_written.span, 0);
        diagnostic_expect(other, text_of("`list holidays : date`"));
    }
    if (holidays)
        decl->used = true; // by every sum with working days
    for (ExprList *item = decl->list_items; item; item = item->next)
        check_constant(run, decl->file->module, item->expr, decl->item_type);
    check_list_file(policy, decl);
}

// How a definition that is under way leads back to itself: `a → b → a`.
static Text cycle_shown(const CheckRun *run, const Decl *decl)
{
    enum { MOST_SHOWN = 8 };
    const Decl *chain[MOST_SHOWN]; // the newest, from the last one on
    size_t count = 0;
    const Decl *at = run->under_way;
    for (; at != decl && count < MOST_SHOWN; at = at->called_from)
        chain[count++] = at;
    TextBuilder path = text_builder(run->policy->arena);
    text_append(&path, decl->word.name->text);
    text_append_string(&path, at == decl ? "" : " → …");
    while (count > 0) {
        text_append_string(&path, " → ");
        text_append(&path, chain[--count]->word.name->text);
    }
    text_append_string(&path, " → ");
    text_append(&path, decl->word.name->text);
    return text_built(&path);
}

static void resolve_arguments(Policy *policy, const Decl *decl)
{
    Once once;
    once_open(&once, policy->arena);
    for (Argument *argument = decl->arguments; argument; argument = argument->next) {
        argument->variable->type = type_resolve(policy, decl->file->module, &argument->written);
        once_declare(policy, &once, argument->variable->word.name->text, argument->variable->word.span);
    }
}

static void check_body(CheckRun *run, Decl *decl)
{
    Policy *policy = run->policy;
    Check check = check_open(run, decl->file->module, PLACE_DEFINE);
    for (const Argument *argument = decl->arguments; argument; argument = argument->next)
        scope_bind(&check, argument->variable);
    Type wanted = decl->result ? type_resolve(policy, decl->file->module, decl->result) : NOTHING;
    decl->result_type = wanted; // for what is under way: a cycle is reported once
    Type type = check_value(&check, decl->body, wanted);
    if (type.kind == TYPE_PERIOD) {
        diagnose(policy->diagnostics, MESSAGE_PERIOD_ALONE, decl->body->span, 0);
        type = NOTHING;
    }
    // An integer body of a decimal definition is widened where it is called.
    decl->result_type = wanted.kind == TYPE_NONE ? type : wanted;
}

static bool has_too_many_arguments(Policy *policy, const Decl *decl)
{
    size_t count = 0;
    for (const Argument *argument = decl->arguments; argument; argument = argument->next) {
        if (count++ < MOST_ARGUMENTS)
            continue;
        diagnose(policy->diagnostics, MESSAGE_TOO_MANY_ARGUMENTS, argument->variable->word.span, 0);
        return true;
    }
    return false;
}

static void check_native(Policy *policy, Decl *decl)
{
    decl->result_type = decl->result ? type_resolve(policy, decl->file->module, decl->result) : NOTHING;
    const Source *source = sources_file(policy->sources, decl->span.file);
    bool standard = policy->reader->natives && source && source->name.library.length;
    for (size_t i = 0; i < standard_file_count && source; i++)
        standard |= source->text.bytes == standard_files[i].start;
    if (!standard) {
        Diagnostic *native = diagnose(policy->diagnostics, MESSAGE_NATIVE_IN_POLICY, decl->span, 0);
        diagnostic_expect(native, text_of("a definition with a body: `define … = …`"));
        return;
    }
    decl->builtin = builtin_named(decl->word.name->text);
    if (decl->builtin == BUILTINS && policy->reader->natives)
        diagnose(policy->diagnostics, MESSAGE_NATIVE_IN_POLICY, decl->span, 0);
    else if (decl->builtin == BUILTINS)
        bug("the standard library declares a native that the program does not have");
}

static void check_whole(CheckRun *run, Decl *decl)
{
    decl->mark = MARK_UNDER_WAY;
    decl->called_from = run->under_way;
    run->under_way = decl;
    run->chain++;
    if (has_too_many_arguments(run->policy, decl))
        decl->result_type = NOTHING;
    else if (decl->body)
        check_body(run, decl);
    else
        check_native(run->policy, decl);
    run->chain--;
    run->under_way = decl->called_from;
    decl->mark = MARK_DONE;
}

Type check_define(CheckRun *run, Decl *decl, Span call)
{
    if (decl->mark == MARK_UNDER_WAY) {
        diagnose(run->policy->diagnostics, MESSAGE_DEFINITION_CYCLE, decl->word.span, 1, cycle_shown(run, decl));
        return NOTHING;
    }
    if (decl->mark == MARK_NEW && run->chain > DEEPEST_CHAIN) {
        check_too_deep(run, call);
        return NOTHING;
    }
    if (decl->mark == MARK_NEW)
        check_whole(run, decl);
    return decl->result_type;
}

void check_values(CheckRun *run)
{
    Policy *policy = run->policy;
    for (size_t i = 0; i < policy->parameters.count; i++)
        check_parameter(run, policy->parameters.items[i]);
    for (size_t i = 0; i < policy->lists.count; i++)
        check_list(run, policy->lists.items[i]);
    for (size_t i = 0; i < policy->tables.count; i++)
        check_table(run, policy->tables.items[i]);
    for (size_t i = 0; i < policy->defines.count; i++)
        resolve_arguments(policy, policy->defines.items[i]);
    for (size_t i = 0; i < policy->defines.count; i++)
        check_define(run, policy->defines.items[i], policy->defines.items[i]->word.span);
}
