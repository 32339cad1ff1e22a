#!/bin/sh
# SPDX-License-Identifier: MIT
# Whether what is expected of the policy and the given facts beside holds on 2024-06-30; if it does not, what is instead.
# usage: expect.sh EXPECTATION
{ cat policy.asz; echo 'test "t" on 2024-06-30 {'; cat given; printf '  expect %s\n}\n' "$1"; } > asked.asz
if assize test asked.asz > answer 2> messages; then
    echo holds
else
    sed -n 's/^    \([^ ]\)/does not hold: \1/p' answer
    grep error messages || :
fi
