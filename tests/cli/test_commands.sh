#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every command once as it should go and each way it may fail: exit code, both streams,
# and what lies in the folder afterwards.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"
write_employment
unchanged() { check 'the store is as it was' cmp -s store.h5 before.h5; }

# import: the account on standard output, nothing else.
succeeds import employment.csv --unit persons -o store.h5
expect_out '24 rows, 24 cells: 23 values, 1 missing (1 c), 0 refused
stored 24
store.h5: 2 years, 4 regions, 3 industries; employment'
succeeds import employment.csv --unit persons -o store.h5
sed '/^DE11,C,2015/s/310/311/' employment.csv >other.csv
cp store.h5 before.h5
refuses 1 'lociq import: employment of industry "C", region "DE11", year 2015 is 310 in store.h5 and 311 in what is imported' \
  import other.csv --unit persons -o store.h5
unchanged
{ cat employment.csv && echo 'DE11,A,2014,1,'; } >twice.csv
refuses 1 'lociq import: twice.csv:26: employment of DE11, A, 2014 is there already, in line 2 (--duplicates sum adds them)' \
  import twice.csv -o new.h5
printf 'region,industry,year,employment\nDE11,A,2014,many\n' >word.csv
refuses 1 'lociq import: word.csv:2:13: employment is "many", expected a number' import word.csv -o new.h5
refuses 1 'lociq import: none.csv: No such file or directory' import none.csv -o new.h5
refuses 1 'lociq import: none.csv: No such file or directory' import employment.csv --regions none.csv -o new.h5
refuses 1 'lociq import: no/new.h5: cannot write in its folder: No such file or directory' \
  import employment.csv -o no/new.h5
refuses 2 'lociq import: employment.csv: --year 2015 has no use: tidy has the years in it' \
  import employment.csv --year 2015 -o new.h5
refuses 2 'lociq import: --where industry=Q: no line has that industry; there are A, B, C' \
  import employment.csv --where industry=Q -o new.h5
refuses 2 'lociq import: --where sex: there is no such dimension; there are region, industry, year' \
  import employment.csv --where sex=F -o new.h5
refuses 2 'lociq import: --level nuts3: no region is of that level; there are nuts2' \
  import employment.csv --level nuts3 -o new.h5
refuses 2 'lociq import: no format is named "tidi": there are qcew, sdmx-csv, eurostat-tsv, tidy, matrix' \
  import employment.csv --format tidi -o new.h5
check 'nothing was made' test ! -e new.h5
succeeds import twice.csv --duplicates sum -o sum.h5
expect_out_has 'combined into these 1'
succeeds export sum.h5 employment --year 2014 --region DE11 --industry A
expect_out 'region,industry,year,value,flag
DE11,A,2014,101,'

# compute: a remark on standard error, which --quiet leaves out.
run compute store.h5 lq krugman_specialisation
expect_code 0
expect_out ''
expect_err 'computed 2 indicators into store.h5'
run compute store.h5 lq lq
expect_err 'reused 2 of 2 years of lq
computed 1 indicator into store.h5'
run compute store.h5 lq --force
expect_err 'computed 1 indicator into store.h5'
run compute store.h5 lq --years 2015 -o result.h5
expect_code 0
expect_err 'computed 1 indicator into result.h5'
succeeds compute store.h5 --family location --quiet
cp store.h5 before.h5
refuses 2 'lociq compute: expected either names of indicators or --all; see lociq list' compute store.h5
refuses 2 'lociq compute: expected either names of indicators or --all; see lociq list' compute store.h5 lq --all
refuses 2 'lociq compute: there is no indicator "lqq": did you mean "lq"?' compute store.h5 diversity lqq
refuses 2 'lociq compute: there is no indicator "frobnicate"; see lociq list' compute store.h5 frobnicate
refuses 2 'lociq compute: --family is "frob", which no indicator is of; see lociq list' compute store.h5 --family frob
refuses 2 'lociq compute: labour_productivity needs the measure gva (or gdp), and neither is there: the measures are employment' \
  compute store.h5 labour_productivity
refuses 2 'lociq compute: lq needs the measure wages, which is not there: the measures are employment' \
  compute store.h5 lq --measure wages
run compute store.h5 --family concentration --distribution equal -o equal.h5 # some take none
expect_code 0
expect_err_has 'computed '
rm equal.h5
refuses 2 'lociq compute: none of the indicators has an option "distribution", as krugman_concentration has' \
  compute store.h5 herfindahl_concentration --distribution equal
refuses 2 'lociq compute: none of the indicators has an option "threshold", as specialised has' compute store.h5 lq --threshold 2
refuses 2 'lociq compute: threshold is "x", expected a number not below 0' compute store.h5 diversity --threshold x
refuses 2 'lociq compute: missing is "drop", expected one of skip|propagate|zero' compute store.h5 lq --missing drop
refuses 2 'lociq compute: the years 1990 to 1991 are asked for: those that are there are 2014 to 2015' \
  compute store.h5 lq --years 1990:1991
refuses 2 'lociq compute: -o is the store itself, whose measures would be lost' compute store.h5 lq -o ./store.h5
refuses 1 'lociq compute: none.h5: No such file or directory' compute none.h5 lq
refuses 1 'lociq compute: employment.csv is no HDF5 file' compute employment.csv lq
run compute store.h5 --family convergence
expect_code 2
expect_out ''
expect_err 'left out sigma_convergence, beta_convergence: the store has no income or gdp or gva or wages
lociq compute: the store has the measures of no indicator of the family convergence'
unchanged
check 'nothing was made' test ! -e none.h5

# A plan words it the same.
cat >plan.yaml <<'END'
store: planned.h5
import: [{files: [employment.csv], unit: persons}]
compute: [{indicators: [all]}]
END
run run plan.yaml
expect_code 0
expect_out ''
expect_err_has 'left out wage_level, wage_share, unit_labour_cost: the store has no wages or compensation'
refuses 1 'lociq run: none.yaml: No such file or directory' run none.yaml

# partners: the table on standard output.
succeeds partners store.h5 --region DE11 --top 2
expect_out 'DE11: cosine of employment, 2015, 100.0 % known
rank  partner      score
      largest contributions (here | there)
   1  DE12      0.993040
      C 0.701 (0.51 | 0.57); B 0.240 (0.31 | 0.32); A 0.053 (0.18 | 0.12)
   2  ITC4      0.960383
      C 0.679 (0.51 | 0.59); B 0.277 (0.31 | 0.4); A 0.004 (0.18 | 0.0099)'
succeeds partners store.h5 --region DE11 --top 1 --contributions 1
expect_out_has 'C 0.701 (0.51 | 0.57); others 0.292'
succeeds partners store.h5 --region DE11 --top 1 --cluster C
expect_out_has 'DE11 C: similarity of employment, 2015'
check 'its partner is a part of C too' grep -q '^   1  [A-Z0-9]* C ' out
succeeds partners store.h5 --region DE11 --top 1 --exclude-country
expect_out_has '   1  ITC4 '
# DE12 is known but for B, which is 0.8 of FR10: whether the two are compared is a choice.
partners_of_de12() { # the minimum coverage, the partners
  succeeds partners store.h5 --region DE12 --year 2014 --format csv --minimum-coverage "$1"
  check "the partners of DE12 at $1" test "$(tail -n +2 out | cut -d, -f2 | tr '\n' ' ')" = "$2"
}
partners_of_de12 0.5 'DE11 ITC4 '
partners_of_de12 0.55 'DE11 ITC4 '
partners_of_de12 0.6 'DE11 '
partners_of_de12 0.9 ''
partners_of_de12 0.2 'FR10 DE11 ITC4 '
partners_of_de12 0 'FR10 DE11 ITC4 '
succeeds partners store.h5 --region DE12 --year 2014 --minimum-coverage 0.9
expect_out 'DE12: cosine of employment, 2014, 100.0 % known
no partner among those who may be one'
for coverage in 0.9 0; do
  cat >plan.yaml <<END
store: planned.h5
import: [{files: [employment.csv], unit: persons}]
partners: [{year: 2014, minimum_coverage: $coverage, format: csv, output: partners.csv}]
END
  run run plan.yaml
  expect_code 0
  succeeds partners store.h5 --all --year 2014 --format csv --minimum-coverage "$coverage"
  check "plan and command agree at $coverage" cmp -s out partners.csv
done
cp store.h5 before.h5
refuses 2 'lociq partners: there is no region "XX" in employment' partners store.h5 --region XX
refuses 2 'lociq partners: there is no measure "gdp": expected employment' partners store.h5 --all --measure gdp
refuses 2 'lociq partners: there is no method "cosin": did you mean "cosine"?' \
  partners store.h5 --all --similarity cosin
refuses 2 'lociq partners: there is no year 1999: the years are 2014 to 2015' partners store.h5 --all --year 1999
refuses 1 'lociq partners: none.h5: No such file or directory' partners none.h5 --all
refuses 1 'lociq partners: no/x cannot be written: No such file or directory' partners store.h5 --all -o no/x
unchanged
succeeds partners store.h5 --all --keep -o partners.csv --format csv
expect_out ''
check 'partners.csv has a heading' grep -q '^region,partner,rank,score,' partners.csv
succeeds partners store.h5 --all --cluster C --keep -o parts.csv --format csv
check 'parts.csv has the industries' grep -q '^DE11,C,[A-Z0-9]*,C,1,' parts.csv
if command -v ncdump >/dev/null; then
  check 'the cluster has a ranking of its own' sh -c 'ncdump -h store.h5 | grep -q "int partner_similarity_C("'
  check 'the regions keep theirs' sh -c 'ncdump -h store.h5 | grep -q "int partner_similarity("'
fi
printf 'region,longitude,latitude\nDE11,9.2,48.8\nDE12,8.4,49.0\nITC4,9.2,45.5\n' >points.csv
succeeds partners store.h5 --all --points points.csv --keep --format csv -o near.csv
check 'near.csv has distances' grep -q '^region,partner,rank,score,known,distance,' near.csv
succeeds info store.h5
expect_out_has '  points.csv, 68 bytes, '
succeeds verify store.h5

# export: totals by their full names, flags in their column.
{ cat employment.csv && printf 'DE11,TOTAL,2014,650,p\nDE11,TOTAL,2015,,c\n'; } >totals.csv
succeeds import totals.csv --unit persons -o totals.h5
succeeds export totals.h5 employment_total_region --region DE11
expect_out 'region,year,value,flag
DE11,2014,650,p
DE11,2015,,c'
succeeds export store.h5 employment --year 2014 --industry B
expect_out 'region,industry,year,value,flag
DE11,B,2014,200,
DE12,B,2014,,c
FR10,B,2014,400,
ITC4,B,2014,210,'
succeeds export store.h5 employment --year 2014 --format matrix -o matrix.csv
expect_out ''
check 'the matrix' test "$(cat matrix.csv)" = 'region,A,B,C
DE11,100,200,300
DE12,50,,250
FR10,10,400,90
ITC4,0,210,290'
succeeds export store.h5 employment --year 2014 --region ITC4 --format json
expect_out '[
{"region":"ITC4","industry":"A","year":2014,"value":0,"flag":""},
{"region":"ITC4","industry":"B","year":2014,"value":210,"flag":""},
{"region":"ITC4","industry":"C","year":2014,"value":290,"flag":"u"}
]'
refuses 2 'lociq export: there is no dataset "emplyment": did you mean "employment"?' export store.h5 emplyment
refuses 2 'lociq export: there is no dataset "employment_total": did you mean "employment_total_region"?' \
  export totals.h5 employment_total
refuses 2 'lociq export: there is no dataset "tourism"; there are employment' export totals.h5 tourism
refuses 2 'lociq export: "employment_flag" is written with the values of "employment"' export store.h5 employment_flag
refuses 2 'lociq export: lq has no year "1999"; it has 2014, 2015' export store.h5 lq --year 1999
refuses 2 'lociq export: lq has no region "XX"; it has DE11, DE12, FR10, ITC4 (4)' export store.h5 lq --region XX
refuses 2 'lociq export: lq has no industry "Q"; it has A, B, C' export store.h5 lq --industry Q
refuses 2 'lociq export: krugman_specialisation does not lie over industry: "A" cannot be chosen' \
  export store.h5 krugman_specialisation --industry A
refuses 1 'lociq export: none.h5: No such file or directory' export none.h5 lq
refuses 1 'lociq export: employment.csv is no HDF5 file' export employment.csv lq
refuses 1 'lociq export: no/x cannot be written: No such file or directory' export store.h5 lq -o no/x

# info and verify.
succeeds info store.h5
expect_out_has 'region     4: DE11 DE12 FR10 ITC4'
expect_out_has 'measure employment (year 2 × region 4 × industry 3) in persons, 95.8 % known'
expect_out_has ' indicators the coverage, NAME_coverage: the known share of what NAME is made of'
check 'no line for each coverage' sh -c '! grep -q "^indicator .*_coverage" out'
expect_out_has 'lociq compute store.h5 lq krugman_specialisation'
succeeds verify store.h5
expect_out_has 'checksums right'
succeeds verify result.h5
for command in info verify; do
  refuses 1 "lociq $command: none.h5: No such file or directory" "$command" none.h5
  refuses 1 "lociq $command: employment.csv is no HDF5 file" "$command" employment.csv
  refuses 1 "lociq $command: . is a folder, expected a store" "$command" .
done
head -c 3000 store.h5 >cut.h5
for words in 'info cut.h5' 'verify cut.h5' 'compute cut.h5 lq' 'export cut.h5 lq' 'partners cut.h5 --all'; do
  # shellcheck disable=SC2086 # words
  run $words
  expect_code 1
  expect_out ''
  expect_err_has 'cut.h5'
  check 'one line' test "$(wc -l <err)" -eq 1
done

# list and describe: the catalogue.
names=$(sed -n 's/^INDICATOR(\([a-z_]*\).*/\1/p' "$LOCIQ_SOURCE/engine/indicators/catalogue.def")
check 'there are indicators' test -n "$names"
succeeds list
check 'list has the catalogue in its order' test "$(cut -d' ' -f1 out)" = "$names"
succeeds list --format json
check 'list --format json is JSON' /usr/bin/python3 -c 'import json; json.load(open("out"))'
succeeds list --format markdown
expect_out_has '# Indicators'
succeeds describe lq
expect_out_has 'lq: Location quotient'
expect_out_has 'formula    s / x'
succeeds describe lq --format json
check 'describe --format json is JSON' /usr/bin/python3 -c 'import json; json.load(open("out"))'
refuses 2 'lociq describe: there is no indicator "lqq": did you mean "lq"?' describe lqq
refuses 2 'lociq describe: there is no indicator "frobnicate"; see lociq list' describe frobnicate
refuses 2 'lociq describe: expected lociq describe NAME [options]' describe
refuses 2 'lociq list: expected lociq list [options]' list lq
finish
