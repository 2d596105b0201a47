#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reports and GeoJSON: what is refused, nothing half-written, and both as steps of a plan.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"

cat >jobs.csv <<'END'
region,industry,year,employment
R1,A,2014,10
R1,B,2014,20
R2,A,2014,5
R2,B,2014,
R1,A,2015,12
R1,B,2015,19
R2,A,2015,7
R2,B,2015,3
END
printf 'region,longitude,latitude\nR1,9,48\nR2,10,50\n' >points.csv
printf 'region,longitude,latitude\nR1,9,98\n' >wrong.csv
printf '{"type":"FeatureCollection","features":[]}' >empty.json
printf 'Text.\n\n# R1\n' >stories.md
run import jobs.csv -o jobs.h5
expect_code 0

refuses 2 'lociq report: --language is "fr", expected en|de' report jobs.h5 --language fr -o page.html
refuses 2 'lociq report: region "R9" is not in the store' report jobs.h5 --region R9 -o page.html
refuses 1 'lociq report: wrong.csv:2: column "latitude" is "98", expected a number from -90 to 90' \
  report jobs.h5 --points wrong.csv -o page.html
refuses 1 "lociq report: empty.json: no property of a feature is a code of the store's regions" \
  report jobs.h5 --shapes empty.json -o page.html
refuses 1 'lociq report: stories.md:1: text before the first heading, expected "# REGION INDUSTRY"' \
  report jobs.h5 --stories stories.md -o page.html
refuses 1 'lociq report: none.csv: No such file or directory' report jobs.h5 --points none.csv -o page.html
refuses 1 'lociq report: none.json cannot be read' report jobs.h5 --shapes none.json -o page.html
[ ! -e page.html ] || fail 'a page that was refused is there'
run report jobs.h5 -o /dev/full
expect_code 1
run report jobs.h5
expect_code 0
expect_out_has '<!DOCTYPE html>'
expect_out_has '</html>'

# A store without indicators, and one without industries, are pages too.
run report jobs.h5 -o page.html --points points.csv --title '<b>"A" & B</b>'
expect_code 0
[ "$(grep -c 'b>"A"' page.html)" = 0 ] || fail 'a title is markup'

cat >plan.yaml <<'END'
store: made.h5
import:
  - files: [jobs.csv]
compute:
  - indicators: [lq]
export:
  - {dataset: lq, year: 2015, format: geojson, points: points.csv, output: lq.geojson}
report:
  - {output: page.html, points: points.csv, title: A plan's page, language: de}
END
run run plan.yaml
expect_code 0
expect_err_has 'made the page page.html in'
grep -q '"lq_A":' lq.geojson || fail 'the plan wrote no GeoJSON'
grep -q "A plan's page" page.html || fail 'the plan wrote no page'
run run plan.yaml
expect_err_has 'nothing has changed'
printf 'region,longitude,latitude\nR1,9.5,48\nR2,10,50\n' >points.csv
run run plan.yaml
expect_err_has 'made the page'
sed 's/language: de/language: fr/' plan.yaml >wrong.yaml
refuses 2 'lociq run: wrong.yaml:9:77: language: is "fr", expected en|de' run wrong.yaml

[ "$failures" -eq 0 ]
