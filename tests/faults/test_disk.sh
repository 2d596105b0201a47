#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No room left: on a full file system, and for a file at its size limit. The
# store stays as it was, nothing lies beside it, and the message says why.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"
write_employment
run import employment.csv --unit persons -o base.h5
expect_code 0
awk 'BEGIN {
  print "region,industry,year,wages"
  for (r = 0; r < 2000; r++) for (i = 0; i < 40; i++) printf "R%04d,I%02d,2015,%.3f\n", r, i, 1e6 / (r * 40 + i + 1)
}' >wages.csv

# What must hold after a write that failed for want of room: folder, its files.
unchanged() {
  cmp -s base.h5 "$1/store.h5" || fail "the store changed"
  [ "$(ls -A "$1")" = "$2" ] || fail "$(ls -A "$1") lies there, expected $2"
  run verify "$1/store.h5"
  expect_code 0
}

# A limit on a file's size: everyone can set that. Blocks of 512 bytes.
mkdir limited
cp base.h5 limited/store.h5
before=$(ls -A limited)
for blocks in 0 1 40 100 200; do
  ran="lociq import, files of at most $blocks blocks"
  {
    (ulimit -f "$blocks" && exec "$LOCIQ" import wages.csv --unit EUR -o limited/store.h5) 2>&1 >/dev/null
    echo "exit code $?"
  } | cat >err
  check 'exit code 1' grep -qx 'exit code 1' err
  check 'the message names the store' grep -q 'limited/store.h5' err
  check 'the message is one line' test "$(wc -l <err)" -eq 2
  unchanged limited "$before"
done
for blocks in 0 1 40 100; do
  ran="lociq harmonise, files of at most $blocks blocks"
  {
    (ulimit -f "$blocks" && exec "$LOCIQ" harmonise base.h5 -o limited/store.h5 --axis region --level nuts1) 2>&1 >/dev/null
    echo "exit code $?"
  } | cat >err
  check 'exit code 1' grep -qx 'exit code 1' err
  check 'the message names the store' grep -q 'limited/store.h5' err
  check 'the message is one line' test "$(wc -l <err)" -eq 2
  unchanged limited "$before"
done
ran='lociq export, files of at most 0 blocks'
(ulimit -f 0 && exec "$LOCIQ" export base.h5 employment -o limited/out.csv) 2>&1 >/dev/null | cat >err
check 'the message names the file' grep -q 'limited/out.csv' err
unchanged limited "$before"

if [ "$(id -u)" -ne 0 ] || ! mkdir full || ! mount -t tmpfs -o size=1m tmpfs full 2>/dev/null; then
  finish || exit 1
  echo "skipped: mounting a small file system needs root; the limit on a file's size was tested"
  exit 77
fi
trap 'umount "$folder/full"; rm -rf "$folder"' EXIT
cp base.h5 full/store.h5
before=$(ls -A full)
for left in 0 4 40 80 150; do
  rm -f full/ballast
  head -c "$(($(df --output=avail -k full | tail -1) - left))k" /dev/zero >full/ballast
  run import wages.csv --unit EUR -o full/store.h5
  expect_code 1
  expect_err_has 'full/store.h5'
  check 'the message says that there is no room' grep -Eq 'no room|No space' err
  unchanged full "$(printf 'ballast\n%s' "$before")"
done
rm -f full/ballast
head -c "$(df --output=avail -k full | tail -1)k" /dev/zero >full/ballast
run harmonise base.h5 -o full/store.h5 --axis region --level nuts1
expect_code 1
expect_err_has 'full/store.h5'
unchanged full "$(printf 'ballast\n%s' "$before")"
run export base.h5 employment -o full/out.csv
expect_code 1
expect_err_has 'No space left on device'
unchanged full "$(printf 'ballast\n%s' "$before")"
rm full/ballast
run import employment.csv --unit persons -o full/store.h5
expect_code 0
finish
