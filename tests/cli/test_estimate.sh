#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# estimate: as it should go, and each way in which it may fail.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"

cat >small.csv <<'END'
region,industry,year,employment,employment_flag,establishments
AT11,A,2015,4,,2
AT11,C,2015,,c,3
AT11,TOTAL,2015,10,,
AT12,A,2015,,c,1
AT12,C,2015,8,u,4
DE11,A,2015,,c,1
DE11,C,2015,,c,6
TOTAL,A,2015,9,,
END
cat >large.csv <<'END'
region,industry,year,employment
AT1,A,2015,6
AT1,C,2015,14
DE1,A,2015,
DE1,C,2015,9
END
for table in small large; do
  run import $table.csv --unit persons -o $table.h5
  expect_code 0
done
cp small.h5 before.h5
unchanged() { check 'the store is as it was' cmp -s small.h5 before.h5; }

# AT11 has 6 of C, so AT12 has 2 of A and 8 of C; DE11 has 3 of A.
run estimate small.h5 large.h5 -o new.h5
expect_code 0
expect_out ''
expect_err_has 'employment: of 6 cells 2 are known; of the others the totals determine 4'
expect_err_has 'made new.h5 with employment, employment_lower and employment_upper'
succeeds export new.h5 employment
expect_out 'region,industry,year,value,flag
AT11,A,2015,4,
AT11,C,2015,6,ce
AT12,A,2015,2,ce
AT12,C,2015,8,u
DE11,A,2015,3,ce
DE11,C,2015,9,ce'
succeeds export new.h5 establishments --region AT12
expect_out 'region,industry,year,value,flag
AT12,A,2015,1,
AT12,C,2015,4,'
succeeds export new.h5 employment_total_industry
expect_out_has '9'
succeeds info new.h5
expect_out_has 'bound employment_lower (year 1 × region 3 × industry 2) in persons, 100.0 % known'
expect_out_has 'lociq import small.csv'
expect_out_has 'lociq import large.csv'
expect_out_has 'lociq estimate small.h5 large.h5 -o new.h5'
succeeds verify new.h5
unchanged

# Bounds alone, from one table: what nothing bounds from above is Inf.
run estimate small.h5 -o new.h5 --fill none --years 2015:2015 --quiet
expect_code 0
expect_err ''
succeeds export new.h5 employment_upper
expect_out 'region,industry,year,value,flag
AT11,A,2015,4,
AT11,C,2015,6,
AT12,A,2015,5,
AT12,C,2015,8,
DE11,A,2015,5,
DE11,C,2015,Inf,'
succeeds export new.h5 employment --region AT12 --industry A
expect_out 'region,industry,year,value,flag
AT12,A,2015,,c'
succeeds export new.h5 employment_lower --region DE11 --format json
expect_out_has '0'

# Every option that a result depends on is in the provenance, and once more over the estimate itself.
run estimate small.h5 large.h5 -o new.h5 --prior establishments --rounding 0.5 --rest totals --tolerance 1e-6 \
  --iterations 500 --absent zero --threads 2 --quiet
expect_code 0
# shellcheck disable=SC2016
/usr/bin/python3 - new.h5 <<'END' || fail 'options in the provenance'
import json, sys
try:
    import h5py
except ImportError:
    sys.exit(0)
with h5py.File(sys.argv[1]) as file:
    options = json.loads(file["provenance"].asstr()[()])["events"][-1]["options"]
wanted = {"prior": "establishments", "rounding": "0.5", "rest": "totals", "tolerance": "1e-6", "iterations": "500",
          "absent": "zero"}
sys.exit(any(options[name] != value for name, value in wanted.items()))
END
run estimate new.h5 -o again.h5 --rest totals --rounding 0.5 --quiet
expect_code 0
succeeds verify again.h5

# What is asked for cannot be.
refuses 2 'lociq estimate: expected lociq estimate STORE [TABLE...] -o NEW [options]' estimate
refuses 2 'lociq estimate: expected -o NEW, the store to be made' estimate small.h5
refuses 2 'lociq estimate: -o is the store itself, whose figures would be lost' estimate small.h5 -o small.h5
refuses 2 'lociq estimate: -o is the store itself, whose figures would be lost' estimate small.h5 large.h5 -o large.h5
refuses 2 'lociq estimate: --fill is "ipf", expected fit|gras|equal|none' estimate small.h5 -o new.h5 --fill ipf
refuses 2 'lociq estimate: --fill none has no use for --prior' estimate small.h5 -o new.h5 --fill none --prior 2014
refuses 2 'lociq estimate: --rest is "some", expected totals|all' estimate small.h5 -o new.h5 --rest some
refuses 2 'lociq estimate: --absent is "0", expected missing|zero' estimate small.h5 -o new.h5 --absent 0
refuses 2 'lociq estimate: --rounding is "-1", expected a number of at least 0' estimate small.h5 -o new.h5 --rounding -1
refuses 2 'lociq estimate: --tolerance is "2", expected a number from 0 to 1' estimate small.h5 -o new.h5 --tolerance 2
refuses 2 'lociq estimate: the tolerance is 0, expected a number between 0 and 1' estimate small.h5 -o new.h5 --tolerance 0
refuses 2 'lociq estimate: --iterations is "0", expected a whole number from 1 to 1000000000' \
  estimate small.h5 -o new.h5 --iterations 0
refuses 2 'lociq estimate: --years is "15:", expected FIRST:LAST, such as 2008:2015' estimate small.h5 -o new.h5 --years 15:
refuses 2 'lociq estimate: the first table has no year from 1990 to 1999' estimate small.h5 -o new.h5 --years 1990:1999
refuses 2 'lociq estimate: table 1 has no measure wages' estimate small.h5 -o new.h5 --measure wages
refuses 2 'lociq estimate: table 2 has no measure establishments' estimate small.h5 large.h5 -o new.h5 --measure establishments
refuses 2 'lociq estimate: the prior is the year 2014, which no table on the finest regions and industries has' \
  estimate small.h5 -o new.h5 --prior 2014
refuses 2 'lociq estimate: the prior is "plants", expected "proportional", a year, or a measure that a table on the finest regions and industries has' \
  estimate small.h5 -o new.h5 --prior plants
refuses 2 'lociq estimate: gras balances a prior: name a year or a measure as the prior' \
  estimate small.h5 -o new.h5 --fill gras
refuses 1 'lociq estimate: gone.h5: No such file or directory' estimate small.h5 gone.h5 -o new.h5
refuses 1 'lociq estimate: small.csv is no HDF5 file' estimate small.csv -o new.h5

# Totals that cannot be met are named, and the store that was there stays.
cp again.h5 kept.h5
sed 's/AT1,A,2015,6/AT1,A,2015,3/' large.csv >less.csv
run import less.csv --unit persons -o less.h5 --quiet
refuses 1 'lociq estimate: totals cannot be met: in 2015 the regions in region AT1, industry A add up to 4 at least, 1 more than the 3 that it can be' \
  estimate small.h5 less.h5 -o again.h5
sed 's/,persons//; s/AT11,A,2015,4/AT11,A,2015,5/' small.csv >other.csv
run import other.csv --unit persons -o other.h5 --quiet
refuses 1 'lociq estimate: in 2015 region AT11, industry A is published as 4 and as 5: figures that are rounded agree with --rounding' \
  estimate small.h5 other.h5 -o again.h5
check 'the store that was there stays' cmp -s again.h5 kept.h5
run import large.csv --unit thousands -o thousands.h5 --quiet
refuses 2 'lociq estimate: employment is in persons in the first table and in thousands in table 2' \
  estimate small.h5 thousands.h5 -o new.h5
cat >mixed.csv <<'END'
region,industry,year,employment
AT1,A,2015,6
DE111,A,2015,3
END
run import mixed.csv --unit persons -o mixed.h5 --quiet
refuses 2 'lociq estimate: of two tables each is finer than the other: the region DE111 of one lies in one of the other, and AT11 of that in one of the first: choose a level for each when importing' \
  estimate small.h5 mixed.h5 -o new.h5
check 'no half file is left' test -z "$(find . -name '*.lociq*')"
finish
