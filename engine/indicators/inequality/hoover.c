/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/inequality/weighted.h"
#include "indicators/range.h"

static lociq_status hoover(const lociq_whole *whole, double *result, lociq_error *error) {
  lociq_weighted of = {0};
  const lociq_status status = lociq_weighted_gather(whole, &of, error);
  if (status != LOCIQ_OK) return status;
  double sum = 0;
  for (size_t k = 0; k < of.count; k++) sum += of.shares[k] * fabs(of.values[k] - of.mean);
  result[0] = lociq_weighted_usable(&of, false, whole->remark) ? lociq_at_most(sum / (2 * of.mean), 1) : NAN;
  result[LOCIQ_WEIGHTED_APART] = (double)of.count;
  lociq_weighted_clear(&of);
  return LOCIQ_OK;
}

/* What the regions above the mean have above their share. */
static void naive(const lociq_table *table, double *result) {
  const lociq_naive_moments all = lociq_naive_weighted_moments(table);
  double above = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_naive_pair one = lociq_naive_weighted(table, r);
    if (one.value > all.mean) above += one.weight / all.weights * (one.value / all.mean - 1);
  }
  result[0] = all.least < 0 || !(all.mean > 0) ? NAN : above;
  result[1] = all.regions;
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE, .whole = hoover, .naive = naive};

const lociq_indicator lociq_indicator_hoover = {
    .name = "hoover",
    .title = "Hoover coefficient of inequality between regions",
    .family = "inequality",
    .unit = "1",
    .formula = "1/2 sum p abs(y/mu - 1), mu = sum p y; y = variable / per, p the weights' shares",
    .reading = "The part of all that would have to move for every region to have the same.",
    .note =
        "Also called the Schutz coefficient or Robin Hood index; PySAL's Schutz distance without weights. REAT's hoover "
        "of a total x with weights w is per=w weight=w here: 1/2 sum abs(x/sum x - w/sum w). Missing where a y is below "
        "0.",
    .reference =
        "Hoover, E. M. (1936): The measurement of industrial localization. The Review of Economics and Statistics 18(4), "
        "162-171",
    .doi = "10.2307/1927875",
    .shape = LOCIQ_BY_YEAR,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE, LOCIQ_OPTION_PER, LOCIQ_OPTION_WEIGHT("none")},
    .outputs = {LOCIQ_OUTPUT_REGIONS},
    .kernel = &kernel};
