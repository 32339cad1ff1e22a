#!/bin/sh
# SPDX-License-Identifier: MIT
# What an expression comes to for an entity on 2024-06-30, by the policy and the facts beside; behind an unknown, why.
# usage: ask.sh ENTITY EXPRESSION
[ -d facts ] || assize facts import -p policy.asz -f facts facts.ndjson > imported || exit
assize ask -p policy.asz -f facts --on 2024-06-30 --audience office -- "$2" "$1" > answer
case $? in 2 | 4 | 5) exit 4 ;; esac
if [ "$(head -n 1 answer)" = unknown ]; then
    echo "unknown: $(sed -n 's/.*\[\([a-z ]*\)\]$/\1/p' answer | sort -u | paste -s -d ,)"
else
    sed '/^$/,$d' answer
fi
