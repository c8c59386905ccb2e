#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Makes the copy for images: without symbols, and without the table of sections, a kilobyte that no kernel reads.
# usage: strip.sh STRIP BINARY STRIPPED   (STRIP is the command)

set -eu

strip=$1 binary=$2 stripped=$3
part=$stripped.part

# zero OFFSET BYTES: in the header of the file (struct Elf64_Ehdr, elf(5))
zero() {
	dd if=/dev/zero of="$part" bs=1 seek="$1" count="$2" conv=notrunc 2>/dev/null
}

$strip -s -R .comment -o "$part" "$binary"
if LC_ALL=C readelf -hW "$part" | grep -q 'ELF64$'; then
	# strip writes the table, and the names before it, behind all that is loaded.
	last=$(LC_ALL=C readelf -lW "$part" | awk '$1 == "LOAD" { print $2, $5 }' | tail -n 1)
	zero 40 8 # e_shoff
	zero 60 4 # e_shnum and e_shstrndx
	dd if=/dev/null of="$part" bs=1 seek=$((${last% *} + ${last#* })) 2>/dev/null
fi
mv "$part" "$stripped"
