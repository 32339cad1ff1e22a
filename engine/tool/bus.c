// SPDX-License-Identifier: MIT
// A data file that is cut off while it is read, or a disk that fails under it, ends a process by SIGBUS: here it ends with a
// message. The library leaves signals to its host, which is this program.
#include "tool/tool.h"

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_flag told = ATOMIC_FLAG_INIT; // threads may meet it at once

static void tell(int sent)
{
    size_t length;
    const char *message = messages_last_words(&length);
    (void)sent;
    while (atomic_flag_test_and_set(&told))
        pause(); // the process is about to end
    if (write(STDERR_FILENO, message, length) < 0)
        _exit(ASSIZE_ENVIRONMENT); // nobody can be told
    _exit(ASSIZE_ENVIRONMENT);
}

void tell_of_bus_errors(void)
{
    struct sigaction action = {.sa_handler = tell};
    sigaction(SIGBUS, &action, NULL);
}
