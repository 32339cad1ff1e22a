// SPDX-License-Identifier: MIT
// Versions in registers: their order, and their sort keys.
#ifndef ASSIZE_MACHINE_OPS_VERSION_H
#define ASSIZE_MACHINE_OPS_VERSION_H

#include "machine/registers.h"

// The order of two versions of a register.
int version_order(const Run *run, const Register *items, uint32_t row, uint32_t than);
// What the texts of a register's rows cost together (text_cost).
uint64_t texts_cost(const Run *run, uint32_t number);

#endif
