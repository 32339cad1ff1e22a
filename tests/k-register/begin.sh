# SPDX-License-Identifier: MIT
# What the cases of the register begin with: a fact base f of four gates, and short words for what is long.
#   as GATE      registers a gate's verdict of 2026-11-01, and gives its digest
#   office CMD   a command for the office; timeless: what it prints without times
assize build policy.asz -o p.aszb 2> messages
[ -d f ] || assize facts import -p p.aszb -f f facts.json > messages
export ASSIZE_FACTS=f
on="--on 2026-11-01"
as() { assize review "$1" -p p.aszb ${2:-$on} --register 2>&1 > printed | sed -n 's/^registered as //p'; }
office() { assize "$@" --audience office --purpose test; }
timeless() { sed -E 's/20[0-9-]+T[0-9:]+Z/TIME/g; s/(entry |by the entry )sha256:[0-9a-f]+/\1ENTRY/g'; }
