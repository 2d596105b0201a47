#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Inputs that end too early, are absent or are no statistics at all: exit code 1,
# one line that names the file, and no store.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"
write_employment
run import employment.csv --unit persons -o store.h5
expect_code 0
before=$(cksum <store.h5)

refused() { # what the message has, file, options
  has=$1 file=$2
  shift 2
  for store in store.h5 new.h5; do
    run import "$file" "$@" --unit persons -o "$store"
    expect_code 1
    expect_out ''
    expect_err_has "$file"
    expect_err_has "$has"
    check 'one line' test "$(wc -l <err)" -eq 1
    check 'the store is as it was' test "$(cksum <store.h5)" = "$before"
    check 'nothing was made' test ! -e new.h5
  done
}

for packer in gzip bzip2 xz zstd; do
  command -v "$packer" >/dev/null || continue
  "$packer" -c employment.csv >whole.csv.packed
  size=$(wc -c <whole.csv.packed)
  for bytes in $((size - 1)) $((size - 9)) $((size / 2)) 20; do
    head -c "$bytes" whole.csv.packed >"truncated.$packer"
    refused "the $packer data are damaged or cut short (" "truncated.$packer"
  done
  run import whole.csv.packed --unit persons -o whole.h5
  expect_code 0
  run export whole.h5 employment
  cp out packed
  run export store.h5 employment
  check "$packer changes nothing" cmp -s packed out
  rm whole.h5
done

# The same where many windows were parsed and in their places before the fault is met; and
# what is damaged is told to be, not the lines that come out of it, by any number of threads.
large() { # the line with a fault, or 0
  awk -v fault="$1" 'BEGIN {
    print "region,industry,year,employment"
    for (i = 0; i < 200000; i++)
      printf "R%04d,I%03d,%d,%s\n", i / 200 % 100, i % 200, 2000 + i / 20000, i + 2 == fault ? "1x" : i * 7919 % 10007
  }'
}
damage() { # file, position: turns four bytes over
  dd if="$1" bs=1 skip="$2" count=4 2>/dev/null | tr '\000-\377' '\200-\377\000-\177' >turned
  dd if=turned of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
large 0 >large.csv
large 150001 >faulty.csv
refused 'faulty.csv:150001:17: employment is "1x", expected' faulty.csv
for packer in gzip bzip2 xz zstd; do
  command -v "$packer" >/dev/null || continue
  "$packer" -1 -c large.csv >large.csv.packed
  "$packer" -1 -c faulty.csv >faulty.csv.packed
  size=$(wc -c <large.csv.packed)
  refused 'faulty.csv.packed:150001:17: employment is "1x", expected' faulty.csv.packed
  head -c $((size - 1)) large.csv.packed >"short.$packer"
  refused "the $packer data are damaged or cut short (" "short.$packer"
  head -c $((size / 2)) large.csv.packed >"half.$packer"
  refused "the $packer data are damaged or cut short (" "half.$packer"
  for position in $((size / 3)) $((size - 3000)); do
    cp large.csv.packed "turned.$packer"
    damage "turned.$packer" "$position"
    refused "the $packer data are damaged or cut short (" "turned.$packer"
  done
  head -c $(($(wc -c <faulty.csv.packed) - 1)) faulty.csv.packed >"both.$packer"
  for threads in 1 2 4; do
    refused "the $packer data are damaged or cut short (" "both.$packer" --threads "$threads"
  done
done

: >empty.csv
refused '' empty.csv
head -c 4096 /dev/urandom >noise.csv
refused '' noise.csv
printf 'a\377,b\n\001\n' >header.csv # what noise looks like where a comma comes early
refused 'column 1 is headed by what is no UTF-8' header.csv
mkdir directory
refused '' directory
refused 'No such file' absent.csv
ln -s loop.csv loop.csv
refused '' loop.csv
finish
