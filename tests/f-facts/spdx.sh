#!/bin/bash
# SPDX-License-Identifier: MIT
# Imports a file by policy.asz (f-facts/spdx.asz); prints what is said of the import but digests, and what is known then. A number
# with `or more` is of a set that may have more.
# usage: spdx.sh FILE [OPTION]…
rm -rf f
assize facts import -p policy.asz -f f --kind declaration --on 2026-10-01 "$@" 2>&1 | grep -v sha256: | sed 's/^1 submission stored.*/stored/'
id=$(assize facts list -f f | sed -n 's/^Product \(.*\)  1 submission$/\1/p')
[ -n "$id" ] || exit
assize review "$id" -p policy.asz -f f --on 2026-10-02 --format json | grep -o '"text":{"en":"[^"]*"' | sed 's/"text":{"en":"/  /; s/"$//' | sed -E 's/ [a-z_]+=(unknown|0 or more)//g'
