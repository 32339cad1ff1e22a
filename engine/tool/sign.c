// SPDX-License-Identifier: MIT
// assize keygen, assize sign, assize verify.
#include "tool/tool.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// A path with another end, to be freed; says so where there is no memory.
static char *with_end(const char *path, const char *old, const char *end)
{
    char *made = NULL;
    size_t length = strlen(path), cut = strlen(old);
    if (length > cut && strcmp(path + length - cut, old) == 0)
        length -= cut;
    if (asprintf(&made, "%.*s%s", (int)length, path, end) >= 0)
        return made;
    say(SAID_OF_USE, "assize: memory ran out");
    return NULL;
}

int command_keygen(Tool *tool)
{
    const char *path = tool->values[OPTION_OUTPUT];
    AssizeText text = {"", 0};
    if (!path || strcmp(path, "-") == 0)
        return wrong_use(tool, "-o FILE is needed: where the private key is to be");
    char *open = with_end(path, ".pem", ".pub.pem");
    if (!open)
        return ASSIZE_ENVIRONMENT;
    AssizeAnswer answer = assize_make_key(tool->assize, &tool->request, tool->values[OPTION_ALGORITHM], path, open, &text);
    print_result(tool, answer, text);
    free(open);
    return answer;
}

// ---- a command that signs ----

// Writes all of it; false where nobody reads it to its end.
static bool write_all(int file, AssizeText text)
{
    for (size_t at = 0; at < text.length;) {
        ssize_t put = write(file, text.bytes + at, text.length - at);
        if (put < 0 && errno != EINTR)
            return false;
        at += put > 0 ? (size_t)put : 0;
    }
    return true;
}

static size_t read_all(int file, char *to, size_t room)
{
    size_t length = 0;
    for (;;) {
        char rest[256];
        bool full = length == room;
        ssize_t got = read(file, full ? rest : to + length, full ? sizeof rest : room - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return length;
        if (full)
            return 0; // more than a signature
        length += (size_t)got;
    }
}

// The process that becomes the command.
static void become(const char *command, int in, const int out[2])
{
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0)
        _exit(127);
    close(in);
    close(out[0]);
    close(out[1]);
    signal(SIGPIPE, SIG_DFL);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

// The message goes by a file that has no name: what is longer than a pipe holds would wait for a command that waits for us.
static size_t sign_by_command(void *with, AssizeText message, char *signature, size_t room)
{
    const char *command = with;
    int out[2], status = 0;
    FILE *file = tmpfile();
    size_t length = 0;
    if (!file)
        return 0;
    bool ready = write_all(fileno(file), message) && lseek(fileno(file), 0, SEEK_SET) == 0 && pipe(out) == 0;
    if (!ready) {
        fclose(file);
        return 0;
    }
    pid_t child = fork();
    if (child == 0)
        become(command, fileno(file), out);
    close(out[1]);
    if (child > 0)
        length = read_all(out[0], signature, room);
    close(out[0]);
    fclose(file);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? length : 0;
}

// ---- signing and verifying ----

// Where envelopes go: --output, else beside the file; null: standard output. *made is to be freed.
static const char *output_of(const Tool *tool, bool submission, char **made)
{
    const char *file = tool->arguments[0], *output = tool->values[OPTION_OUTPUT];
    *made = NULL;
    if (output)
        return strcmp(output, "-") == 0 ? NULL : output;
    if (strcmp(file, "-") == 0)
        return NULL;
    *made = with_end(file, ".json", submission ? ".dsse.json" : ".intoto.jsonl");
    return *made;
}

int command_sign(Tool *tool)
{
    const char *bundle = tool->values[OPTION_BUNDLE], *command = tool->values[OPTION_SIGN_COMMAND];
    AssizePolicy *policy = NULL;
    AssizeText text = {"", 0};
    char *made;
    if (!tool->values[OPTION_KEY])
        return wrong_use(tool, "--key is needed: %s",
                         command ? "the public key of what --sign-command signs with" : "what to sign with");
    if (bundle && strcmp(bundle, "sigstore") != 0)
        return wrong_use(tool, "--bundle: `%s` is not sigstore", bundle);
    if (tool->values[OPTION_POLICY] && !(policy = open_policy(tool)))
        return assize_last_answer(tool->assize);
    AssizeSigning signing = {.file = tool->arguments[0],
                             .submission = tool->values[OPTION_SUBMISSION] != NULL,
                             .key = tool->values[OPTION_KEY],
                             .signer = command ? sign_by_command : NULL,
                             .signer_with = (void *)(uintptr_t)command,
                             .verifier = tool->values[OPTION_VERIFIER],
                             .sigstore = bundle != NULL};
    signing.to = output_of(tool, signing.submission, &made);
    AssizeAnswer answer = assize_sign(tool->assize, &tool->request, policy, &signing, &text);
    if (answer == ASSIZE_DONE && !signing.to)
        print_bytes(text);
    print_messages(tool);
    free(made);
    assize_policy_close(policy);
    return answer;
}

// Beside what is printed: its name without the end that it has.
static char *attestation_path(const char *output)
{
    const char *name = strrchr(output, '/'), *end = strrchr(name ? name : output, '.');
    return with_end(output, end && end != output && end[-1] != '/' ? end : "", ".intoto.jsonl");
}

AssizeAnswer sign_review(Tool *tool, AssizeReview *review, const AssizePolicy *policy, AssizeText *text, char **path)
{
    const char *command = tool->values[OPTION_SIGN_COMMAND];
    const AssizeSigning signing = {.key = tool->values[OPTION_SIGN],
                                   .signer = command ? sign_by_command : NULL,
                                   .signer_with = (void *)(uintptr_t)command,
                                   .verifier = tool->values[OPTION_VERIFIER]};
    *path = attestation_path(tool->values[OPTION_OUTPUT]);
    AssizeAnswer answer = *path ? assize_review_sign(review, &tool->request, policy, &signing, text) : ASSIZE_ENVIRONMENT;
    if (answer == ASSIZE_DONE)
        print_messages(tool);
    return answer;
}

// Attestations; where there is a fact base, with what its register has of them.
int verify_attestations(Tool *tool)
{
    AssizeText text = {"", 0};
    AssizeVerification verification = {.file = tool->arguments[0],
                                       .trust = tool->values[OPTION_TRUST],
                                       .subject = tool->values[OPTION_SUBJECT],
                                       .verifier = tool->values[OPTION_VERIFIER],
                                       .verdict = tool->values[OPTION_VERDICT],
                                       .passed = tool->values[OPTION_PASSED] != NULL};
    if (tool->values[OPTION_FACTS] || facts_are_there(tool)) {
        verification.base = open_facts(tool, ASSIZE_READ);
        if (!verification.base)
            return assize_last_answer(tool->assize);
    }
    AssizeAnswer answer = assize_verify(tool->assize, &tool->request, &verification, &text);
    print_result(tool, answer, text);
    assize_base_close(verification.base);
    return answer;
}
