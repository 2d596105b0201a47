#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Vintages of NUTS: found from the codes, kept in the store, never mixed.
if [ -z "$LOCIQ" ]; then
  echo "skipped: the program is not built"
  exit 77
fi
# shellcheck source=tests/cli/harness.sh
. "$LOCIQ_SOURCE/tests/cli/harness.sh"

vintage() { # what info says
  run info "$1"
  expect_code 0
  [ "$(grep '^vintage' out)" = "$2" ] || fail "info says '$(grep '^vintage' out)', expected '$2'"
}

printf 'region,year,gdp\nFR10,2015,1\nFR21,2015,2\nFRF2,2015,3\n' >both.csv
refuses 1 'lociq import: FR21 is of NUTS 2013 and earlier, FRF2 of 2016 and later, and both have values in 2015: choose one vintage with --vintage (2024 has 2 of these 3 regions)' \
  import both.csv -o s.h5
[ ! -e s.h5 ] || fail 'it left a store'
run import both.csv -o s.h5 --vintage 2013
expect_code 0
expect_out_has 'left out: 1 by --vintage 2013'
vintage s.h5 'vintage    NUTS 2006 2010 2013'

# What a store has, no later import may mix; and it is left as it was.
cp s.h5 before.h5
printf 'region,year,gdp\nFRF2,2016,3\n' >later.csv
refuses 1 'lociq import: FR21 of s.h5 is of NUTS 2013 and earlier, FRF2 of what is imported of 2016 and later: convert one of them with lociq harmonise' \
  import later.csv -o s.h5
cmp -s s.h5 before.h5 || fail 'the store has changed'

# A further import narrows it down; the order is the same to it.
printf 'region,year,employment\nEL51,2016,3\n' >narrow.csv
run import narrow.csv -o s.h5
expect_code 0
vintage s.h5 'vintage    NUTS 2013'
run import narrow.csv -o t.h5
run import both.csv -o t.h5 --vintage 2013
expect_code 0
vintage t.h5 'vintage    NUTS 2013'

# Results in a store of their own, and a store that a computation has changed, keep it.
run compute s.h5 sigma_convergence
expect_code 0
vintage s.h5 'vintage    NUTS 2013'
run compute s.h5 sigma_convergence -o r.h5
expect_code 0
vintage r.h5 'vintage    NUTS 2013'

# Codes without a value, and series that ended, refuse nothing and are told of.
printf 'region,year,gdp\nFR21,2015,\nFRF2,2015,3\n' >empty.csv
run import empty.csv -o e.h5
expect_code 0
vintage e.h5 'vintage    NUTS 2016 2021 2024; 1 of other vintages: FR21'
printf 'region,year,gdp\nEL11,2009,2\nEL12,2009,2\nEL51,2010,3\n' >ended.csv
run import ended.csv -o d.h5
expect_code 0
vintage d.h5 'vintage    NUTS 2013 2016 2021 2024; 2 of other vintages: EL11 …'

# Other classifications have none.
printf 'region,year,gdp\n01001,2015,2\n01003,2015,3\n' >counties.csv
run import counties.csv -o c.h5
expect_code 0
vintage c.h5 ''
refuses 2 'lociq import: --vintage 2013: these regions are none of NUTS' import counties.csv -o c.h5 --vintage 2013

refuses 2 'lociq import: "2014" is no vintage of NUTS, of which there are 2006 2010 2013 2016 2021 2024' \
  import both.csv -o s.h5 --vintage 2014
refuses 2 'lociq import: --vintage is "2013 2016", expected one year' import both.csv -o s.h5 --vintage '2013 2016'
printf 'region,year,gdp\nFRF2,2015,3\n' >new.csv
refuses 2 'lociq import: --vintage 2010: no region is of that vintage' import new.csv -o s.h5 --vintage 2010

# A plan chooses as well.
mkdir plan
cp both.csv plan
printf 'store: s.h5\nimport:\n  - files: [both.csv]\n    vintage: 2016\n' >plan/plan.yaml
run run plan/plan.yaml
expect_code 0
vintage plan/s.h5 'vintage    NUTS 2016 2021 2024'

finish
