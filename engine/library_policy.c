// SPDX-License-Identifier: MIT
// The public library: policies as bundles, loaded, written and printed, without the compiler. See assize.h.
#include "library_inside.h"

#include "code/fields.h"
#include "support/file.h"

uint32_t call_rule(Call *call, const Program *program, const char *rule)
{
    uint32_t number = program_rule(program, text_of(rule));
    if (number != NO_INDEX)
        return number;
    bool names = !strchr(rule, '-'); // a profile's name has none
    Nearest nearest = names ? nearest_to(text_of(rule)) : nearest_to_code(text_of(rule));
    for (uint32_t i = 0; i < program->rules_count; i++)
        nearest_offer(&nearest, program_string(program, program->rules[i].code));
    for (uint32_t i = 0; i < program->profiles_count; i++)
        nearest_offer(&nearest, program_string(program, program->profiles[i].name));
    Text near = call_nearest(call, &nearest);
    call_refuse(call, ASSIZE_WRONG_USE, "the policy has no rule %s%.*s", rule, (int)near.length, near.bytes);
    return NO_INDEX;
}

void call_make_policy(PolicyCall *call, Text bundle, bool own)
{
    Text reason;
    bool (*open)(Program *, Text, Arena *, Text *) = own ? bundle_open_own : bundle_open;
    AssizePolicy *policy = call->policy = memory_take(sizeof *policy);
    if (!policy)
        arena_exhausted(&call->call.assize->arena);
    *policy = (AssizePolicy){0};
    arena_open(&policy->arena, &call->call.assize->guard, 0);
    policy->bundle = text_copy(&policy->arena, bundle);
    if (!open(&policy->program, policy->bundle, &policy->arena, &reason) ||
        !program_prepare(&policy->prepared, &policy->program, &policy->arena, &reason)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the bundle is refused: %.*s", (int)reason.length, reason.bytes);
        return;
    }
    policy->variants = variants_open(&policy->prepared, &policy->arena);
    policy->digest = digest_text(&policy->arena, &policy->program.policy);
}

AssizeAnswer call_run_policy(PolicyCall *call, void (*work)(void *), AssizePolicy **policy)
{
    AssizeAnswer answer = call_run(&call->call, work);
    if (answer != ASSIZE_DONE && call->policy) {
        assize_policy_close(call->policy);
        call->policy = NULL;
    }
    *policy = call->policy;
    return answer;
}

static void load_bundle(void *with)
{
    PolicyCall *call = with;
    call_make_policy(call, call->bundle, false);
}

AssizeAnswer assize_policy_load(Assize *assize, const AssizeRequest *request, const void *bundle, size_t size,
                                AssizePolicy **policy)
{
    PolicyCall call = {.call = call_begin(assize, request), .bundle = {bundle ? bundle : "", bundle ? size : 0}};
    return call_run_policy(&call, load_bundle, policy);
}

void assize_policy_close(AssizePolicy *policy)
{
    if (!policy)
        return;
    variants_close(policy->variants);
    prepared_close(&policy->prepared);
    arena_close(&policy->arena);
    memory_give(policy);
}

AssizeText assize_policy_name(const AssizePolicy *policy)
{
    return text_taken(program_string(&policy->program, policy->program.head.name));
}

AssizeText assize_policy_version(const AssizePolicy *policy)
{
    return text_taken(program_string(&policy->program, policy->program.head.version));
}

AssizeText assize_policy_digest(const AssizePolicy *policy)
{
    return text_taken(policy->digest);
}

AssizeText assize_policy_bundle(const AssizePolicy *policy)
{
    return text_taken(policy->bundle);
}

typedef struct WriteCall {
    Call call;
    const char *path;
    Text text; // bytes null: the policy's bundle
} WriteCall;

static void write_whole(void *with)
{
    WriteCall *call = with;
    if (!call->text.bytes && !call_has(&call->call, call->call.policy, "policy"))
        return;
    Text text = call->text.bytes ? call->text : call->call.policy->bundle;
    int code = file_write(&call->call.assize->arena, call->path, text);
    if (code)
        call_refuse(&call->call, ASSIZE_ENVIRONMENT, "cannot write %s: %s", call->path, strerror(code));
}

AssizeAnswer assize_policy_write(Assize *assize, const AssizePolicy *policy, const char *path)
{
    WriteCall call = {call_begin_on(assize, NULL, NULL, policy), call_string(path), {NULL, 0}};
    return call_run(&call.call, write_whole);
}

// What an earlier call gave lies in what the next one begins with.
AssizeAnswer assize_write(Assize *assize, const char *path, AssizeText text)
{
    char *kept = memory_take(text.length + 1);
    if (!kept)
        return call_no_memory(assize);
    if (text.length)
        memcpy(kept, text.bytes, text.length);
    WriteCall call = {call_begin(assize, NULL), call_string(path), {kept, text.length}};
    AssizeAnswer answer = call_run(&call.call, write_whole);
    memory_give(kept);
    return answer;
}

// ---- what is inside of a policy ----

typedef struct DisassembleCall {
    Call call;
    const char *rule; // null: of all
} DisassembleCall;

static void disassemble(void *with)
{
    DisassembleCall *call = with;
    Arena *arena = &call->call.assize->arena;
    const Program *program = call_program(&call->call);
    if (!call_form(&call->call, DOCUMENT_LISTING) || !call_has(&call->call, program, "policy"))
        return;
    TextBuilder text = text_builder(arena);
    if (!call->rule) {
        program_disassemble(program, arena, &text);
    } else {
        uint32_t rule = call_rule(&call->call, program, call->rule);
        if (rule == NO_INDEX)
            return;
        program_disassemble_rule(program, rule, arena, &text);
    }
    Text listing = text_built(&text);
    call_print_listing(&call->call, &listing);
}

AssizeAnswer assize_disassemble(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, const char *rule,
                                AssizeText *text)
{
    DisassembleCall call = {call_begin_on(assize, request, NULL, policy), rule};
    return call_run_text(&call.call, disassemble, text);
}

static void inspect(void *with)
{
    Call *call = with;
    if (call_form(call, DOCUMENT_INSPECTION) && call_has(call, call->policy, "policy"))
        call_print_inspection(call, &call->policy->program);
}

AssizeAnswer assize_inspect(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeText *text)
{
    Call call = call_begin_on(assize, request, NULL, policy);
    return call_run_text(&call, inspect, text);
}

static void cost(void *with)
{
    Call *call = with;
    if (!call_form(call, DOCUMENT_COST) || !call_has(call, call->policy, "policy"))
        return;
    ProgramCost cost = program_cost(&call->policy->program, &call->assize->arena);
    call_print_cost(call, &cost);
}

AssizeAnswer assize_cost(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeText *text)
{
    Call call = call_begin_on(assize, request, NULL, policy);
    return call_run_text(&call, cost, text);
}

static void print_opcodes(void *with)
{
    Call *call = with;
    TextBuilder text = text_builder(&call->assize->arena);
    opcode_reference(&text);
    text_append_byte(&text, '\n');
    bundle_reference(&text);
    call_result(call, text_built(&text));
}

AssizeAnswer assize_opcodes(Assize *assize, AssizeText *text)
{
    Call call = call_begin(assize, NULL);
    return call_run_text(&call, print_opcodes, text);
}
