// SPDX-License-Identifier: MIT
// How libFuzzer changes formats that are made of numbers: mostly one of them, to one that means something.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

static uint32_t next(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 8;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    static const uint32_t values[] = {
        0, 1, 2, 3, 7, 63, 64, 65, 255, 0xffff, 0x10000, 0x7fffffff, 0x80000000, UINT32_MAX - 1, UINT32_MAX};
    uint32_t random = seed;
    if (size < 8 || next(&random) % 4 == 0)
        return LLVMFuzzerMutate(data, size, most);
    for (uint32_t i = 1 + next(&random) % 3; i-- > 0;) {
        uint32_t value, other;
        size_t at = next(&random) % (size / 4) * 4, from = next(&random) % (size / 4) * 4;
        memcpy(&value, data + at, sizeof value);
        memcpy(&other, data + from, sizeof other);
        switch (next(&random) % 3) {
        case 0:
            value = values[next(&random) % (sizeof values / sizeof *values)];
            break;
        case 1:
            value += next(&random) % 9 - 4;
            break;
        default:
            value = other;
        }
        memcpy(data + at, &value, sizeof value);
    }
    return size;
}
