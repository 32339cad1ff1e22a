#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs unit test programs, two at a time, and adds up what they print. usage: run.sh PROGRAM…
printf '%s\n' "$@" | xargs -P 2 -I PROGRAM sh -c '"$1" > "$1.log" 2>&1; echo $? > "$1.status"' run PROGRAM
status=0 passed=0 failed=0 skipped=0
for program in "$@"; do
    output=$(cat "$program.log")
    [ "$(cat "$program.status")" = 0 ] || { status=1; echo "$program:"; echo "$output"; }
    echo "$output" | grep -q '^\[==========\] .* run' || { status=1; echo "$program did not come to its end"; }
    skipped_here=$(echo "$output" | grep -c '^\[  SKIPPED \] [A-Za-z_]*$')
    passed=$((passed + $(echo "$output" | grep -c '^\[       OK \]')))
    failed=$((failed + $(echo "$output" | grep '^\[  FAILED  \] [a-z_]*$' | sort -u | wc -l)))
    skipped=$((skipped + skipped_here))
    [ "$skipped_here" = 0 ] || echo "$program: $skipped_here skipped: what they need is not there, or not with sanitizers"
done
echo "$# programs, $passed tests passed, $failed failed, $skipped skipped"
exit $status
