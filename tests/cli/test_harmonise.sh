#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# harmonise and compare: as they should go, and each way in which they may fail.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"
write_employment
run import employment.csv --unit persons -o store.h5
expect_code 0
cp store.h5 before.h5
unchanged() { check 'the store is as it was' cmp -s store.h5 before.h5; }

# Industries to two groups, C in both. B of DE12 is suppressed in 2014.
cat >groups.csv <<'END'
activity,group,part,name,vintage
A,G1,1,"The first, of them",new
B,G1,1,,new
C,G1,1,,new
C,G2,3,Second,new
A,G9,1,,old
END
set -- store.h5 -o new.h5 --axis industry -c groups.csv --from activity --to group
run harmonise "$@" --weight part --label name --where vintage=new --losses losses.csv
expect_code 0
expect_out ''
expect_err '3 industries became 2
employment: 3987 before = 3874.5 after + 0 lost + 112.5 withheld in 1 cell with a missing part'
check 'nothing was lost' test "$(cat losses.csv)" = 'measure,code,amount,known,missing'
succeeds export new.h5 employment --year 2014
expect_out 'region,industry,year,value,flag
DE11,G1,2014,375,b
DE11,G2,2014,225,b
DE12,G1,2014,,c
DE12,G2,2014,187.5,
FR10,G1,2014,432.5,
FR10,G2,2014,67.5,
ITC4,G1,2014,282.5,u
ITC4,G2,2014,217.5,u'
succeeds info new.h5
expect_out_has 'lociq import employment.csv'
expect_out_has 'lociq harmonise store.h5 -o new.h5'
expect_out_has "groups.csv, $(wc -c <groups.csv) bytes, sha256 $(sha256sum groups.csv | cut -d' ' -f1), concordance"
succeeds verify new.h5
unchanged
# Once more over itself, with what is known alone, without a word.
succeeds harmonise "$@" --weight part --where vintage=new --missing skip --quiet --threads 3
succeeds export new.h5 employment --year 2014 --region DE12
expect_out 'region,industry,year,value,flag
DE12,G1,2014,112.5,c
DE12,G2,2014,187.5,'
run compute new.h5 lq --quiet
expect_code 0

# A code without a target; one that the store lacks; rows that repeat a pair.
printf 'from,to\nA,G1\nA,G1\nB,G2\nD,G2\n' >partial.csv
run harmonise store.h5 -o new.h5 --axis industry -c partial.csv --losses losses.csv
expect_code 0
expect_err 'partial.csv: 1 row repeated a pair of codes: the weights were added
3 industries became 2
of 1 of the new ones a part is unknown, as 1 code of the concordance is not there: D
employment: 3987 before = 342 after + 1880 lost + 1765 withheld in 7 cells with a missing part
employment of C has no target: 1880'
check 'the losses' test "$(cat losses.csv)" = 'measure,code,amount,known,missing
employment,C,1880,8,0'

# Up to a level, with labels from a file.
printf 'code,label,parent\nDE1,Baden-Württemberg,DE\n' >labels.csv
run harmonise store.h5 -o states.h5 --axis region --level nuts1 --labels labels.csv
expect_code 0
succeeds export states.h5 employment --year 2015 --region DE1
expect_out 'region,industry,year,value,flag
DE1,A,2015,165,
DE1,B,2015,335,
DE1,C,2015,570,'
succeeds info states.h5
expect_out_has "labels.csv, $(wc -c <labels.csv) bytes"
run harmonise store.h5 -o countries.h5 --axis region --level parent
expect_code 0

# compare: the sums that differ, and how many were compared.
run compare store.h5 states.h5
expect_code 0
expect_out 'measure,year,region,industry,sum,published,difference'
expect_err '0 of 17 sums differ from what was published; 1 more could not be compared, as a part is missing'
sed 's/^DE11,A,2015,110/DE11,A,2015,111.5/; s/^FR10,B,2014,400/FR10,B,2014,401/' employment.csv >other.csv
run import other.csv --unit persons -o other.h5
run compare other.h5 states.h5 --quiet
expect_code 0
expect_err ''
expect_out 'measure,year,region,industry,sum,published,difference
employment,2014,FR1,B,401,400,1
employment,2015,DE1,A,166.5,165,1.5'
succeeds compare other.h5 states.h5 --tolerance 0.5 --quiet -o differences.csv
expect_out ''
check 'none is left' test "$(cat differences.csv)" = 'measure,year,region,industry,sum,published,difference'
run compare store.h5
expect_err '0 of 0 sums differ from what was published; 0 more could not be compared, as a part is missing'
rm -f new.h5

# What is asked for cannot be.
refuses 2 'lociq harmonise: expected -o NEW, the store to be made' harmonise store.h5 --axis region --level nuts1
refuses 2 'lociq harmonise: expected --axis industry or --axis region' harmonise store.h5 -o new.h5 --level nuts1
refuses 2 'lociq harmonise: --axis is "year", expected industry|region' \
  harmonise store.h5 -o new.h5 --axis year --level nuts1
refuses 2 'lociq harmonise: expected either --concordance FILE or --level LEVEL' harmonise store.h5 -o new.h5 --axis region
refuses 2 'lociq harmonise: expected either --concordance FILE or --level LEVEL' \
  harmonise store.h5 -o new.h5 --axis region --level nuts1 -c groups.csv
refuses 2 'lociq harmonise: --where is for a --concordance' \
  harmonise store.h5 -o new.h5 --axis region --level nuts1 --where a=b
refuses 2 'lociq harmonise: -o is the store itself, whose figures would be lost' \
  harmonise store.h5 -o ./store.h5 --axis region --level nuts1
refuses 2 'lociq harmonise: --losses is the store itself, whose figures would be lost' \
  harmonise store.h5 -o new.h5 --axis region --level nuts1 --losses store.h5
refuses 2 'lociq harmonise: NUTS has no level "section": its levels are nuts0, nuts1, nuts2, nuts3' \
  harmonise store.h5 -o new.h5 --axis region --level section
refuses 2 'lociq harmonise: the region DE11 lies in no nuts3: choose a coarser level' \
  harmonise store.h5 -o new.h5 --axis region --level nuts3
refuses 2 'lociq harmonise: the industry A has no parent: give parents with --industries when importing' \
  harmonise store.h5 -o new.h5 --axis industry --level parent
refuses 2 'lociq harmonise: there is no measure "rate" to be relative' harmonise "$@" --relative employment,rate
refuses 2 'lociq harmonise: --missing is "drop", expected propagate|skip' harmonise "$@" --missing drop
refuses 2 'lociq harmonise: groups.csv: no row is left by --where vintage=middle' harmonise "$@" --where vintage=middle
refuses 2 'lociq harmonise: --where is "vintage", expected DIMENSION=VALUE[,VALUE...]' harmonise "$@" --where vintage
refuses 2 'lociq harmonise: no region is in the concordance: the codes here are such as "DE11", those there such as "A"' \
  harmonise store.h5 -o new.h5 --axis region -c groups.csv --from activity --to group
refuses 2 'lociq compare: --tolerance is "-1", expected a number of at least 0' compare store.h5 --tolerance -1
refuses 2 'lociq compare: --tolerance is "x", expected a number of at least 0' compare store.h5 --tolerance x
refuses 2 'lociq compare: -o is the store itself, whose measures would be lost' compare store.h5 -o store.h5

# A file is wrong.
refuses 1 'lociq harmonise: none.h5: No such file or directory' \
  harmonise none.h5 -o new.h5 --axis region --level nuts1
refuses 1 'lociq harmonise: groups.csv is no HDF5 file' harmonise groups.csv -o new.h5 --axis region --level nuts1
refuses 1 'lociq harmonise: none.csv: No such file or directory' harmonise store.h5 -o new.h5 --axis region -c none.csv
refuses 1 'lociq harmonise: none.csv: No such file or directory' \
  harmonise store.h5 -o new.h5 --axis region --level nuts1 --labels none.csv
refuses 1 'lociq harmonise: groups.csv:1: there is no column "from"' harmonise store.h5 -o new.h5 --axis region -c groups.csv
refuses 1 'lociq harmonise: groups.csv:1: there is no column "people"' harmonise "$@" --weight people
refuses 1 'lociq harmonise: groups.csv:1: there is no column "year"' harmonise "$@" --where year=2015
bad() { # the message behind "bad.csv", the file as printf wants it
  # shellcheck disable=SC2059 # it is a format
  printf "$2" >bad.csv
  refuses 1 "lociq harmonise: bad.csv$1" harmonise store.h5 -o new.h5 --axis industry -c bad.csv
}
bad ' is empty, expected a header line' ''
bad ' has no row below its heading' 'from,to\n'
bad ':2: column "to" is "", expected a code' 'from,to\nA,\n'
bad ':3: column "weight" is "much", expected a number from 0 to 1e+100' 'from,to,weight\nA,x,1\nB,x,much\n'
bad ':2: column "weight" is "-1", expected a number from 0 to 1e+100' 'from,to,weight\nA,x,-1\n'
bad ':2: column "weight" is "1e301", expected a number from 0 to 1e+100' 'from,to,weight\nA,x,1e301\n'
bad ':2: 1 fields, expected 2' 'from,to\nA\n'
bad ':2: a text that is not UTF-8' 'from,to\nA,\377\n'
head -c 4096 /dev/urandom >noise.bin
run harmonise store.h5 -o new.h5 --axis industry -c noise.bin
expect_code 1
expect_err_has 'lociq harmonise: noise.bin'
refuses 1 'lociq harmonise: store.h5:1: there is no column "from"' harmonise store.h5 -o new.h5 --axis industry -c store.h5
refuses 1 'lociq harmonise: no/new.h5: cannot write in its folder: No such file or directory' \
  harmonise store.h5 -o no/new.h5 --axis region --level nuts1
refuses 1 'lociq harmonise: no/losses.csv cannot be written: No such file or directory' \
  harmonise store.h5 -o new.h5 --axis region --level nuts1 --losses no/losses.csv
refuses 1 'lociq compare: none.h5: No such file or directory' compare store.h5 none.h5
printf 'region,industry,year,employment\nDE1,x,2015,1\n' >x.csv
run import x.csv -o x.h5
refuses 2 'lociq compare: no industry, such as "A", is or lies in one of the coarser, such as "x"' compare store.h5 x.h5
check 'nothing was made' test ! -e new.h5
unchanged

# Codes and labels that would break out of a table or steer a terminal.
cat >hostile.csv <<'END'
from,to,label
A,=cmd(),"<script>, ""quoted"""
B,"two
lines",x
END
run harmonise store.h5 -o hostile.h5 --axis industry -c hostile.csv --losses losses.csv
expect_code 0
check 'remarks are three lines' test "$(wc -l <err)" -eq 3
succeeds export hostile.h5 employment --year 2015 --region DE11
expect_out "region,industry,year,value,flag
DE11,\"'=cmd()\",2015,110,
DE11,\"two
lines\",2015,190,"
finish
