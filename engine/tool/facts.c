// SPDX-License-Identifier: MIT
// assize facts: import, export, match, list, show, verify, upgrade, compact, withdraw.
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

// What a command works on, and what its call gives.
typedef struct FactsWork {
    AssizePolicy *policy; // null: --policy is not given
    AssizeBase *base;     // null: one of the two cannot be opened, which was said
    AssizeAnswer answer;
    AssizeText text;
} FactsWork;

// there: that there is one is seen first.
static FactsWork open_work(Tool *tool, AssizeMode mode, bool there)
{
    FactsWork work = {.text = {"", 0}};
    if (tool->profiles[0] && !tool->values[OPTION_POLICY]) {
        work.answer = wrong_use(tool, "--policy is needed: what the profile refines");
        return work;
    }
    if (tool->values[OPTION_POLICY])
        work.policy = open_policy(tool);
    if (work.policy || !tool->values[OPTION_POLICY])
        work.base = there || mode == ASSIZE_READ ? open_facts_there(tool, mode) : open_facts(tool, mode);
    work.answer = assize_last_answer(tool->assize);
    return work;
}

// Prints what the call has given, where there was one; gives the exit status.
static int end_work(Tool *tool, const FactsWork *work)
{
    if (work->base)
        print_result(tool, work->answer, work->text);
    assize_base_close(work->base);
    assize_policy_close(work->policy);
    return work->answer;
}

// On one line of a terminal; with: whether that is still open.
static void show_progress(void *with, uint64_t done, uint64_t count)
{
    bool *open = with;
    *open = done < count;
    fprintf(stderr, "\r%llu of %llu%s", (unsigned long long)done, (unsigned long long)count, *open ? "" : "\n");
}

static void end_progress(const bool *open)
{
    if (*open)
        fputc('\n', stderr);
}

// Null where nobody would see it.
static AssizeProgress *progress_shown(void)
{
    return isatty(STDERR_FILENO) ? show_progress : NULL;
}

int command_facts_import(Tool *tool)
{
    const char *id_from = tool->values[OPTION_ID_FROM], *manifest = tool->values[OPTION_MANIFEST];
    bool open = false;
    if (!tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed: it says which facts there are");
    if (!manifest && !tool->argument_count)
        return wrong_use(tool, "a file is needed, or --manifest");
    if (id_from && strcmp(id_from, "file") != 0)
        return wrong_use(tool, "--id-from: `%s` is not `file`", id_from);
    if (id_from && tool->values[OPTION_ID])
        return wrong_use(tool, "--id and --id-from say two things");
    AssizeEvidence evidence = {.type = tool->values[OPTION_TYPE],
                               .id = tool->values[OPTION_ID],
                               .kind = tool->values[OPTION_KIND],
                               .by = tool->values[OPTION_BY],
                               .on = tool->values[OPTION_ON],
                               .title = tool->values[OPTION_TITLE],
                               .confidential = tool->values[OPTION_CONFIDENTIAL] != NULL,
                               .closed = tool->closed,
                               .replaces = tool->replaces,
                               .keep_earlier = tool->values[OPTION_KEEP_EARLIER] != NULL,
                               .cpe_kind = tool->values[OPTION_CPE_KIND],
                               .separator = tool->values[OPTION_SEPARATOR]};
    AssizeImport import = {.files = (const char *const *)tool->arguments,
                           .file_count = (size_t)tool->argument_count,
                           .evidence = &evidence,
                           .id_from_file = id_from != NULL,
                           .manifest = manifest,
                           .strict = tool->values[OPTION_STRICT] != NULL,
                           .trust = tool->values[OPTION_TRUST],
                           .progress = manifest || tool->argument_count > 1 ? progress_shown() : NULL,
                           .progress_with = &open};
    FactsWork work = open_work(tool, ASSIZE_WRITE, false);
    if (work.base)
        work.answer = assize_import(tool->assize, &tool->request, work.base, work.policy, &import, &work.text);
    end_progress(&open);
    return end_work(tool, &work);
}

static bool write_piece(void *with, AssizeText piece)
{
    (void)with;
    return print_bytes(piece);
}

int command_facts_export(Tool *tool)
{
    FactsWork work = open_work(tool, ASSIZE_READ, false);
    if (work.base)
        work.answer = assize_facts_export(tool->assize, &tool->request, work.base, write_piece, NULL);
    return end_work(tool, &work);
}

int command_facts_match(Tool *tool)
{
    if (!tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed: it says which facts there are");
    if (!tool->catalogue_count)
        return wrong_use(tool, "--catalogue is needed: what the components are matched with");
    AssizeEvidence evidence = {.type = tool->values[OPTION_TYPE],
                               .kind = tool->values[OPTION_KIND],
                               .by = tool->values[OPTION_BY],
                               .on = tool->values[OPTION_ON],
                               .title = tool->values[OPTION_TITLE],
                               .confidential = tool->values[OPTION_CONFIDENTIAL] != NULL};
    AssizeMatch match = {.subject = tool->arguments[0],
                         .catalogues = (const char *const *)tool->catalogues,
                         .catalogue_count = tool->catalogue_count,
                         .exploited = tool->values[OPTION_KEV],
                         .evidence = &evidence};
    FactsWork work = open_work(tool, ASSIZE_READ, false);
    if (work.base)
        work.answer = assize_match(tool->assize, &tool->request, work.base, work.policy, &match, &work.text);
    return end_work(tool, &work);
}

int command_facts_list(Tool *tool)
{
    FactsWork work = open_work(tool, ASSIZE_READ, false);
    if (work.base)
        work.answer = assize_facts_list(tool->assize, &tool->request, work.base, work.policy, &work.text);
    return end_work(tool, &work);
}

int command_facts_show(Tool *tool)
{
    FactsWork work = open_work(tool, ASSIZE_READ, false);
    if (work.base)
        work.answer = assize_facts_show(tool->assize, &tool->request, work.base, work.policy, tool->arguments[0], &work.text);
    return end_work(tool, &work);
}

int command_facts_verify(Tool *tool)
{
    const char *noted = tool->values[OPTION_HEAD];
    FactsWork work = open_work(tool, ASSIZE_READ, false);
    if (work.base)
        work.answer = assize_facts_verify(tool->assize, &tool->request, work.base, work.policy, noted, &work.text);
    return end_work(tool, &work);
}

int command_facts_upgrade(Tool *tool)
{
    if (!tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed: images are made for its declarations");
    AssizeProgress *progress = progress_shown();
    bool open = false;
    FactsWork work = open_work(tool, ASSIZE_WRITE, true);
    if (work.base)
        work.answer = assize_facts_upgrade(tool->assize, &tool->request, work.base, work.policy, progress, &open, &work.text);
    end_progress(&open);
    return end_work(tool, &work);
}

int command_facts_compact(Tool *tool)
{
    FactsWork work = open_work(tool, ASSIZE_WRITE, true);
    if (work.base)
        work.answer = assize_facts_compact(tool->assize, &tool->request, work.base, work.policy, &work.text);
    return end_work(tool, &work);
}

int command_facts_withdraw(Tool *tool)
{
    const char *because = tool->values[OPTION_BECAUSE];
    if (!because)
        return wrong_use(tool, "--because is needed: a withdrawal has a reason");
    FactsWork work = open_work(tool, ASSIZE_WRITE, true);
    if (work.base)
        work.answer = assize_withdraw(tool->assize, &tool->request, work.base, tool->arguments[0], tool->values[OPTION_ON],
                                      because);
    bool json = assize_format_for_programs(tool->request.format);
    if (work.answer == ASSIZE_DONE)
        printf(json ? "{\"withdrawn\":\"%s\"}\n" : "withdrawn\n", tool->arguments[0]); // a digest, as it was found
    return end_work(tool, &work);
}
