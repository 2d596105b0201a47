/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/concentration/sites.h"
#include "indicators/options.h"

enum { INDEX, CONCENTRATION, HERFINDAHL, FIGURES };

static lociq_status whole(const lociq_whole *whole, double *result, lociq_error *error) {
  lociq_sites sites;
  const lociq_status status = lociq_sites_open(whole, &sites, error);
  const size_t width = lociq_lanes_width(whole->industries);
  for (size_t i = 0; status == LOCIQ_OK && i < whole->industries; i++) {
    const lociq_site_moments moments = lociq_sites_moments(&sites, i);
    const double H = lociq_sites_plants(&sites, i).herfindahl, spread = 1 - moments.squares;
    const double raw = spread > 0 ? (moments.locations - moments.squares) / spread : NAN;
    result[INDEX * width + i] = H < 1 ? (raw - H) / (1 - H) : NAN;
    result[CONCENTRATION * width + i] = raw;
    result[HERFINDAHL * width + i] = H;
  }
  lociq_sites_close(&sites);
  return status;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    const lociq_site_moments sites = lociq_naive_sites_moments(table, i);
    const double H = lociq_naive_sites_plants(table, i).herfindahl;
    const double raw = 1 - (1 - sites.locations) / (1 - sites.squares);
    const double figures[FIGURES] = {1 - (1 - raw) / (1 - H), raw, H};
    for (size_t f = 0; f < FIGURES; f++) {
      const bool lost = (f == INDEX && !(H < 1)) || (f < HERFINDAHL && !(sites.squares < 1));
      result[f * table->industries + i] = lost ? NAN : figures[f];
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE,
                                    .needs = {"site_moments"},
                                    .needs_wanted = lociq_sites_by_measure,
                                    .lacks = lociq_sites_lacks,
                                    .given = LOCIQ_GIVEN_PLANTS | LOCIQ_GIVEN_HERFINDAHL,
                                    .whole = whole,
                                    .naive = naive};

const lociq_indicator lociq_indicator_maurel_sedillot = {
    .name = "maurel_sedillot",
    .title = "Maurel-Sédillot index of concentration",
    .family = "concentration",
    .unit = "1",
    .formula = "((sum_r a^2 - sum_r g^2) / (1 - sum_r g^2) - H) / (1 - H), H the plants' Herfindahl index",
    .reading =
        "As the Ellison-Glaeser index, of which it has the expectation, but an industry that is gathered in large "
        "regions counts as concentrated even where they are large in everything.",
    .note =
        "Where a, g and H come from, and what is missing, is said at ellison_glaeser. maurel_sedillot_concentration is "
        "the first part, before H is allowed for.",
    .reference =
        "Maurel, F. and Sédillot, B. (1999): A measure of the geographic concentration in French manufacturing "
        "industries. Regional Science and Urban Economics 29(5), 575-604",
    .doi = "10.1016/S0166-0462(99)00020-0",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_PLANTS, LOCIQ_OPTION_REGIONAL_EMPLOYMENT, LOCIQ_OPTION_PLANT_HERFINDAHL},
    .outputs = {{"concentration", "Raw concentration", "1",
                 "Of the industry's employment: plants are not yet allowed for.", -INFINITY, 1},
                {"herfindahl", "Herfindahl index of the industry's plants", "1",
                 "1 over the number of plants where all are alike, 1 for one plant.", 0, 1}},
    .kernel = &kernel};
