#!/bin/sh
# SPDX-License-Identifier: MIT
# Why rules are undetermined on 2024-02-15 for an entity, and what is needed, for the office.
# usage: why.sh ENTITY
assize review "$1" -p policy.asz -f facts --on 2024-02-15 --audience office | sed -n '/^Undetermined/,/^ *$/p;/^What/,/^ *$/p'
