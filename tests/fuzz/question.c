// SPDX-License-Identifier: MIT
// Any bytes as a question about an entity, asked through the public library over the facts of the tests.
#include <stdlib.h>
#include <unistd.h>

#include "assize.h"
#include "fuzz/target.h"

static const AssizeRequest in_json = {.format = ASSIZE_JSON};

typedef struct Asked {
    Assize *assize;
    AssizePolicy *policy;
    AssizeBase *base;
} Asked;

static char folder[] = "/tmp/assize-fuzz-XXXXXX";

static void remove_folder(void)
{
    if (chdir(folder) == 0) {
        unlink("data.mdb");
        unlink("lock.mdb");
        rmdir(folder);
    }
}

static void open_asked(Asked *asked, const Fixture *fixture)
{
    static const char *const files[] = {FIXTURE_SUBMISSIONS};
    AssizeImport import = {.files = files, .file_count = 1};
    AssizeText text;
    asked->assize = assize_open(NULL);
    if (!asked->assize || !mkdtemp(folder) ||
        assize_policy_load(asked->assize, NULL, fixture->bundle.bytes, fixture->bundle.length, &asked->policy) != ASSIZE_DONE ||
        assize_base_open(asked->assize, folder, ASSIZE_WRITE, &asked->base) != ASSIZE_DONE ||
        assize_import(asked->assize, NULL, asked->base, asked->policy, &import, &text) != ASSIZE_DONE)
        target_broken("the facts of the tests are refused");
    atexit(remove_folder);
}

static void ask(void *with)
{
    Target *target = with;
    static Asked asked;
    if (!asked.assize)
        open_asked(&asked, target->fixture);
    AssizeText text;
    const char *question = text_terminated(&target->arena, target->input);
    AssizeAnswer answer = assize_ask(asked.assize, NULL, asked.policy, asked.base, question, "box/1", 19844, &text);
    if (answer != ASSIZE_DONE && answer != ASSIZE_NO && answer != ASSIZE_UNDECIDED && !assize_messages(asked.assize, NULL).length)
        target_broken("a question is refused without a message");
    assize_messages(asked.assize, &in_json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, ask);
}
