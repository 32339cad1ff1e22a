// SPDX-License-Identifier: MIT
// Any bytes as a pattern and, behind its first line, a text: the search keeps to its budget, and a glob ends.
#include "fuzz/target.h"

static void search(void *with)
{
    Target *target = with;
    const char *line = memchr(target->input.bytes, '\n', target->input.length);
    size_t end = line ? (size_t)(line - target->input.bytes) : target->input.length;
    Text pattern = text_slice(target->input, 0, end),
         text = text_slice(target->input, line ? end + 1 : end, target->input.length);
    // The scanner and the reader of facts let nothing else through.
    if (text_malformed(pattern) != pattern.length || text_malformed(text) != text.length)
        return;
    RegexFault fault;
    int64_t budget = target->fixture->limits.regex_steps;
    regex_may_explode(pattern);
    glob_matches(pattern, text);
    Regex *regex = regex_open(pattern, &target->arena, &fault);
    if (!regex)
        return;
    RegexAnswer answer = regex_search(regex, target->fixture->scratch, text, &budget);
    regex_close(regex);
    if (budget < 0 || (answer == REGEX_SPENT && budget > target->fixture->limits.regex_steps / 2))
        target_broken("a search was given up although its budget was not spent");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, search);
}
