// SPDX-License-Identifier: MIT
// Names of what profiles do, as every form writes them. See resolved.h.
#include "report/resolved.h"

const char *const change_effect_names[CHANGE_EFFECTS] = {
    [EFFECT_STRICTER] = "stricter", [EFFECT_SAME] = "same", [EFFECT_WAIVED] = "waived", [EFFECT_NONE] = "none"};

const char *const rebase_state_names[REBASE_STATES] = {
    [REBASE_NEEDED] = "needed", [REBASE_IMPLIED] = "implied", [REBASE_WEAKER] = "weaker",   [REBASE_RENAMED] = "renamed",
    [REBASE_GONE] = "gone",     [REBASE_WRONG] = "wrong",     [REBASE_UNKNOWN] = "unknown",
};
