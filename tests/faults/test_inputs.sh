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

refused() { # what the message has, file
  for store in store.h5 new.h5; do
    run import "$2" --unit persons -o "$store"
    expect_code 1
    expect_out ''
    expect_err_has "$2"
    expect_err_has "$1"
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
    refused '' "truncated.$packer"
  done
  run import whole.csv.packed --unit persons -o whole.h5
  expect_code 0
  run export whole.h5 employment
  cp out packed
  run export store.h5 employment
  check "$packer changes nothing" cmp -s packed out
  rm whole.h5
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
