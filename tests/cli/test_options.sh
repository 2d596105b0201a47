#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Command lines that are wrong: exit code 2, one sentence, nothing on standard
# output.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"

refuses 2 'lociq: "frobnicate" is no command; see lociq --help' frobnicate
refuses 2 'lociq: "" is no command; see lociq --help' ''
refuses 2 'lociq: "\x1B[31m" is no command; see lociq --help' "$(printf '\033[31m')"
refuses 2 'lociq help: "frobnicate" is no command; see lociq --help' help frobnicate
refuses 2 'lociq export: expected lociq export STORE DATASET [options]' export
refuses 2 'lociq export: expected lociq export STORE DATASET [options]' export a b c
refuses 2 'lociq info: expected lociq info STORE' info
refuses 2 'lociq run: expected lociq run PLAN.yaml [options]' run
refuses 2 'lociq import: expected lociq import FILE... -o STORE [options]' import -o store.h5

refuses 2 'lociq export: there is no option --frob; see lociq export --help' export a b --frob
refuses 2 'lociq export: there is no option --frob; see lociq export --help' export a b --frob=5
refuses 2 'lociq export: there is no option -x; see lociq export --help' export a b -x
refuses 2 'lociq import: --me could be several options; see lociq import --help' import a --me=x
refuses 2 'lociq export: --format needs a value; see lociq export --help' export a b --format
refuses 2 'lociq export: --output needs a value; see lociq export --help' export a b -o
refuses 2 'lociq export: --quiet takes no value; see lociq export --help' export a b --quiet=1
refuses 2 'lociq export: --year is given twice; see lociq export --help' export a b --year 2014 --year 2015
refuses 2 'lociq export: --format is "xml", expected csv|json|matrix|geojson' export a b --format xml
refuses 2 'lociq list: --format is "tab", expected table|json|markdown' list --format tab
refuses 2 'lociq describe: there is no indicator "frob"; see lociq list' describe frob

refuses 2 'lociq import: expected -o STORE, the store to import into' import a
refuses 2 'lociq import: --where is "age", expected DIMENSION=VALUE[,VALUE...]' import a -o b --where age
refuses 2 'lociq import: --where is "=5", expected DIMENSION=VALUE[,VALUE...]' import a -o b --where =5
refuses 2 'lociq import: --where is "age=", expected DIMENSION=VALUE[,VALUE...]' import a -o b --where age=
refuses 2 'lociq import: --duplicates is "max", expected refuse|sum' import a -o b --duplicates max

for threads in 0 -1 x 1.5 99999 ' 2' ''; do
  refuses 2 "lociq run: --threads is \"$threads\", expected a whole number from 1 to 4096" run a --threads "$threads"
done
for memory in 0 2X 2GB -1 G '' 99999999999T 99999999999999999999999; do
  refuses 2 "lociq compute: --memory is \"$memory\", expected bytes, such as 500M or 2G" \
    compute a lq --memory "$memory"
done
for command in export info list; do
  refuses 2 "lociq $command: --memory is \"much\", expected bytes, such as 500M or 2G" "$command" a b --memory much
  refuses 2 "lociq $command: --memory is \"63M\", expected at least 64M" "$command" a b --memory 63M
done
for years in 2015:2008 2008: :2015 x 2008:2015:1 0 2008-2015 99999; do
  refuses 2 "lociq compute: --years is \"$years\", expected FIRST:LAST, such as 2008:2015" \
    compute a lq --years "$years"
done

whose='lociq partners: expected one of --region CODE, --organisation CODE, --all'
refuses 2 "$whose" partners a
refuses 2 "$whose" partners a --all --region DE11
refuses 2 "$whose" partners a --all --organisation x
refuses 2 'lociq partners: --keep is for the ranking of --all regions' partners a --region DE11 --keep
refuses 2 'lociq partners: --by is "likeness": expected one of similarity|complementarity|learning|blend' \
  partners a --all --by likeness
refuses 2 'lociq partners: --top is "0": expected a whole number from 1 to 100000' partners a --all --top 0
refuses 2 'lociq partners: --exclude-country is given twice; see lociq partners --help' \
  partners a --all --exclude-country --exclude-country
refuses 2 'lociq partners: --exclude-country takes no value; see lociq partners --help' \
  partners a --all --exclude-country=true
refuses 2 'lociq partners: --nearer-than needs a value; see lociq partners --help' partners a --all --nearer-than
refuses 2 'lociq partners: there is no option --nearer_than; see lociq partners --help' partners a --all --nearer_than 3
refuses 2 'lociq partners: --seed is "-1": expected a whole number of at least 0' partners a --all --seed=-1
for share in 1.01 -0.1 half nan inf 0x1p-1 0.5x '' ' 0.5' 1e400; do
  refuses 2 "lociq partners: --minimum-coverage is \"$share\": expected a number from 0 to 1" \
    partners a --all --minimum-coverage "$share"
done
check 'nothing was made' test "$(ls)" = "$(printf 'err\nout')"
finish
