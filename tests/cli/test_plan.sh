#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lociq run: does what a plan says, once; a second run does nothing until something
# has changed; what fails leaves all as it was.
if [ -z "$LOCIQ" ]; then
  echo "skipped: the program is not built"
  exit 77
fi
# shellcheck source=tests/cli/harness.sh
. "$LOCIQ_SOURCE/tests/cli/harness.sh"

same() { cmp -s "$1" "$2" || fail "$1 and $2 differ"; }
there_is() { [ "$(ls -A plan)" = "$(printf '%s\n' "$@")" ] || fail "the folder holds $(echo plan/*)"; }

mkdir plan
cat >plan/plan.yaml <<'PLAN'
store: s.h5
import:
  - files: [t.csv]
compute:
  - indicators: [lq]
export:
  - dataset: lq
    output: lq.csv
PLAN
cp plan/plan.yaml right.yaml
printf 'region,industry,year,employment\na,X,2015,3\na,Y,2015,1\nb,X,2015,1\nb,Y,2015,3\n' >plan/t.csv
printf 'region,industry,year,value,flag\na,X,2015,1.5,\na,Y,2015,0.5,\nb,X,2015,0.5,\nb,Y,2015,1.5,\n' >expected.csv

# Once, from any folder: the paths are the plan's.
run run plan/plan.yaml
expect_code 0
expect_out ''
expect_err_has 'imported t.csv in '
expect_err_has 'wrote plan/lq.csv'
same plan/lq.csv expected.csv
there_is lq.csv plan.yaml s.h5 t.csv

# Twice: nothing, whatever the files' times.
cp plan/s.h5 before.h5
touch plan/t.csv plan/lq.csv
run run plan/plan.yaml
expect_code 0
expect_err_has 'plan/plan.yaml: nothing has changed since 2'
[ "$(grep -c 'nothing' err)" -eq 1 ] || fail "it says so more than once: $(cat err)"
same plan/s.h5 before.h5
(cd plan && "$LOCIQ" run plan.yaml 2>../err) || fail 'it does not run in the plan'"'"'s own folder'
expect_err_has 'nothing has changed'

# Each change counts.
changed() { # what it says
  run run plan/plan.yaml
  expect_code 0
  expect_err_has "doing it again, for $1 since 2"
}
printf 'region,industry,year,employment\na,X,2015,3\na,Y,2015,1\nb,X,2015,1\nb,Y,2015,4\n' >plan/t.csv
changed 't.csv has changed'
rm plan/lq.csv
changed 'lq.csv is not there'
printf '\n' >>plan/lq.csv
changed 'lq.csv has changed'
printf '# more\n' >>plan/plan.yaml
changed 'the plan has changed'
"$LOCIQ" compute plan/s.h5 diversity 2>/dev/null || fail 'compute fails'
# shellcheck disable=SC2016 # the backquotes are the message's
changed 'the store was last written by `lociq compute plan/s.h5 diversity`'
run run plan/plan.yaml --force
expect_code 0
expect_err_has 'wrote plan/s.h5'

# What is wrong is told with its line, and costs nothing.
cp plan/s.h5 before.h5
cp plan/lq.csv before.csv
wrong() { # exit code, message, plan
  printf '%b' "$3" >plan/plan.yaml
  refuses "$1" "lociq run: $2" run plan/plan.yaml
  same plan/s.h5 before.h5
  same plan/lq.csv before.csv
  there_is lq.csv plan.yaml s.h5 t.csv
}
wrong 2 'plan/plan.yaml:4:5: levl: is no key of import, which has files, format, measure, unit, where, level, vintage, year, regions, industries, duplicates, as' \
  'store: s.h5\nimport:\n  - files: [t.csv]\n    levl: nuts2\n'
wrong 2 'plan/plan.yaml:2:1: store: is there twice, first in line 1' 'store: s.h5\nstore: t.h5\n'
wrong 2 'plan/plan.yaml: is empty' ''
wrong 2 'plan/plan.yaml:1:2: is no text: control characters are not allowed' 's\0t\n'
wrong 2 'plan/plan.yaml:1:9: nested too deep for a plan' '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[['
run run nowhere.yaml
expect_code 1
expect_err 'lociq run: nowhere.yaml: No such file or directory'
# A failure after the store was made and one file written.
cp right.yaml plan/plan.yaml
printf '  - {dataset: nothing, output: n.csv}\n' >>plan/plan.yaml
run run plan/plan.yaml
[ "$code" -ne 0 ] || fail 'a dataset that is not there is fine'
expect_err_has 'plan/plan.yaml:9:5: export: '
same plan/s.h5 before.h5
same plan/lq.csv before.csv
there_is lq.csv plan.yaml s.h5 t.csv

# A plan's own file system troubles.
cp right.yaml plan/plan.yaml
printf '  - {dataset: lq, output: no/folder.csv}\n' >>plan/plan.yaml
run run plan/plan.yaml
expect_code 1
there_is lq.csv plan.yaml s.h5 t.csv
same plan/s.h5 before.h5

# The plans that are shipped.
for name in eu_nuts2 us_counties; do
  cp -r "$LOCIQ_SOURCE/datasets/$name" .
  find "$name/made" -type f -delete
  run run "$name/plan.yaml"
  expect_code 0
  run verify "$name/made/"*.h5
  expect_code 0
  run run "$name/plan.yaml"
  expect_err_has 'nothing has changed since 2'
done
for region in 'DE11 Stuttgart' 'ITC4 Lombardia'; do
  grep -q "^$region" eu_nuts2/made/partners.txt || fail "partners.txt has no $region"
done
[ "$(grep -cE '^ +([1-9]|10)  ' eu_nuts2/made/partners.txt)" -eq 20 ] || fail 'partners.txt has not ten partners of each'
[ "$failures" -eq 0 ]
