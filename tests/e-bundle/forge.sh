#!/bin/bash
# SPDX-License-Identifier: MIT
# Makes p.aszb of whole.aszb: with bytes (\x..) put at a place, and in its head the digest that then fits, which is of all behind
# it but `file_bytes`, the last section. Then opens it.
# usage: forge.sh BYTES PLACE
cp whole.aszb p.aszb
put() { printf "$1" | dd of=p.aszb bs=1 seek="$2" conv=notrunc status=none; }
put "$1" "$2"
count=$(assize inspect whole.aszb | sed -n 's/^file_bytes *\([0-9]*\) .*/\1/p')
padded=$(((count + 15) / 16 * 16))
sum=$({ head -c -$padded p.aszb | tail -c +81; tail -c $((padded - count)) p.aszb; } | sha256sum | cut -c 1-64)
put "$(echo "$sum" | sed 's/../\\x&/g')" 48
assize inspect p.aszb 2>&1 | head -n 1
