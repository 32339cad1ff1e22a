// SPDX-License-Identifier: MIT
// Keeps the descriptors of the standard streams free of files: a count of holds under a lock. See descriptors.h.
#include "support/descriptors.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

enum { STANDARD = 3 };

static struct {
    pthread_mutex_t lock;
    unsigned holds;
    bool filled[STANDARD]; // by a hold
} standard = {.lock = PTHREAD_MUTEX_INITIALIZER};

// What a descriptor of O_PATH stands for can neither be read nor written: to those who print it is as closed as it was.
static void fill_closed(void)
{
    for (;;) {
        int file = open("/", O_PATH | O_CLOEXEC);
        if (file < 0)
            return; // then nothing else is opened either
        if (file >= STANDARD) {
            close(file);
            return;
        }
        standard.filled[file] = true;
    }
}

void descriptors_hold(void)
{
    pthread_mutex_lock(&standard.lock);
    standard.holds++;
    for (int i = 0; i < STANDARD; i++) {
        if (fcntl(i, F_GETFD) < 0) {
            fill_closed();
            break;
        }
    }
    pthread_mutex_unlock(&standard.lock);
}

void descriptors_release(void)
{
    pthread_mutex_lock(&standard.lock);
    bool last = --standard.holds == 0;
    for (int i = 0; i < STANDARD && last; i++) {
        int flags = standard.filled[i] ? fcntl(i, F_GETFL) : -1;
        if (flags >= 0 && flags & O_PATH) // and not what the process has opened there meanwhile
            close(i);
        standard.filled[i] = false;
    }
    pthread_mutex_unlock(&standard.lock);
}
