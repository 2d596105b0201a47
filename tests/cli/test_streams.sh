#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where things are printed, and what happens when they cannot be.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"
write_employment
run import employment.csv --unit persons -o store.h5
expect_code 0

# A full device is told, whatever command prints.
for line in '--help' '--version' 'compute --help' 'list' 'describe lq' 'info store.h5' 'verify store.h5' \
  'export store.h5 employment' 'export store.h5 employment --format json' 'export store.h5 employment --format matrix --year 2014' \
  'partners store.h5 --all' 'partners store.h5 --all --format json'; do
  ran="lociq $line >/dev/full"
  # shellcheck disable=SC2086 # words
  "$LOCIQ" $line >/dev/full 2>err
  code=$?
  expect_code 1
  expect_err_has 'No space left on device'
  check "$ran says it in one line" test "$(wc -l <err)" -eq 1
  ran="lociq $line >&-"
  # shellcheck disable=SC2086
  "$LOCIQ" $line >&- 2>err
  code=$?
  expect_code 1
  expect_err_has 'Bad file descriptor'
done

# A closed pipe ends the program without a word, as other programs end.
cat >many.awk <<'END'
BEGIN {
  print "region,industry,year,employment"
  for (r = 0; r < 300; r++) for (i = 0; i < 60; i++) printf "R%03d,I%02d,2015,%d\n", r, i, r + i
}
END
awk -f many.awk >many.csv
run import many.csv --unit persons -o many.h5
expect_code 0
for line in 'export many.h5 employment' 'export many.h5 employment --format json' 'partners many.h5 --all --format csv'; do
  ran="lociq $line | head -1"
  # shellcheck disable=SC2086
  { "$LOCIQ" $line 2>err; echo $? >code; } | head -1 >/dev/null
  code=$(cat code)
  expect_code 141
  expect_err ''
done

# Standard input and error closed do no harm: no store is opened in their place.
ran='lociq compute store.h5 lq, all streams closed'
"$LOCIQ" compute store.h5 lq <&- >&- 2>&-
check 'lociq verify after that' "$LOCIQ" verify store.h5 >verified 2>&1

# No progress bar where standard error is no terminal.
run compute store.h5 --all
check 'no escape sequence' sh -c "! grep -q \"\$(printf '\\033')\" err"
succeeds compute store.h5 --all --quiet
expect_out ''
finish
