/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/concentration/sites.h"
#include "indicators/options.h"

enum { INDEX, CONCENTRATION, HERFINDAHL, Z, PLANTS, FIGURES };

/* The variance of G if every plant chose its region by g alone. */
static double variance(const lociq_site_moments *sites, const lociq_plant_moments *plants) {
  const double squares = sites->squares, cubes = sites->cubes, H = plants->herfindahl;
  return 2 * (H * H * (squares - 2 * cubes + squares * squares) -
              plants->fourth * (squares - 4 * cubes + 3 * squares * squares));
}

static lociq_status whole(const lociq_whole *whole, double *result, lociq_error *error) {
  lociq_sites sites;
  const lociq_status status = lociq_sites_open(whole, &sites, error);
  const size_t width = lociq_lanes_width(whole->industries);
  for (size_t i = 0; status == LOCIQ_OK && i < whole->industries; i++) {
    const lociq_site_moments moments = lociq_sites_moments(&sites, i);
    const lociq_plant_moments plants = lociq_sites_plants(&sites, i);
    const double spread = 1 - moments.squares, H = plants.herfindahl;
    const double excess = moments.distance - spread * H, V = variance(&moments, &plants);
    result[INDEX * width + i] = spread > 0 && H < 1 ? excess / (spread * (1 - H)) : NAN;
    result[CONCENTRATION * width + i] = moments.distance;
    result[HERFINDAHL * width + i] = H;
    result[Z * width + i] = V > 0 && H < 1 ? excess / sqrt(V) : NAN;
    result[PLANTS * width + i] = plants.count;
  }
  lociq_sites_close(&sites);
  return status;
}

/* z and the number of plants are not to be had from their Herfindahl index alone. */
static bool output_wanted(const lociq_value *options, size_t output) {
  return output + 1 < Z || !lociq_sites_by_measure(options);
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    const lociq_site_moments sites = lociq_naive_sites_moments(table, i);
    const lociq_plant_moments plants = lociq_naive_sites_plants(table, i);
    const double H = plants.herfindahl, x2 = sites.squares, x3 = sites.cubes;
    const double expected = (1 - x2) * H;
    const double V = 2 * pow(H, 2) * (x2 - 2 * x3 + pow(x2, 2)) - 2 * plants.fourth * (x2 - 4 * x3 + 3 * pow(x2, 2));
    const double figures[FIGURES] = {(sites.distance - expected) / ((1 - x2) - expected), sites.distance, H,
                                     (sites.distance - expected) / sqrt(V), plants.count};
    for (size_t f = 0; f < FIGURES; f++) {
      const bool divided = f == INDEX || f == Z;
      result[f * table->industries + i] = divided && !(H < 1 && x2 < 1) ? NAN : figures[f];
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE,
                                    .needs = {"site_moments"},
                                    .needs_wanted = lociq_sites_by_measure,
                                    .output_wanted = output_wanted,
                                    .lacks = lociq_sites_lacks,
                                    .given = LOCIQ_GIVEN_PLANTS | LOCIQ_GIVEN_HERFINDAHL,
                                    .whole = whole,
                                    .naive = naive};

const lociq_indicator lociq_indicator_ellison_glaeser = {
    .name = "ellison_glaeser",
    .title = "Ellison-Glaeser index of concentration",
    .family = "concentration",
    .unit = "1",
    .formula =
        "(G - (1 - sum_r g^2) H) / ((1 - sum_r g^2) (1 - H)), G = sum_r (a - g)^2, H the plants' Herfindahl index",
    .reading =
        "0 where plants lie as if each had been thrown at the regions with the odds g, however unevenly a few large "
        "plants then fall; above 0.05 an industry counts as highly concentrated, below 0.02 as hardly; below 0 it is "
        "spread.",
    .note =
        "a comes from the plants of --plants, and a region without one counts with a = 0 (REAT's ellison.a recycles "
        "the regions it has). g comes from the regions' totals of --regional_employment, where there is such a "
        "measure, else from the plants. With --plant_herfindahl instead, a and g are the measure's, rescaled to 1 over "
        "the regions where the industry is known. H = 1, one plant, is missing, not infinite. z is G's distance from "
        "what chance would give in standard deviations: (G - (1 - S2) H) / sqrt(V), V = 2 (H^2 (S2 - 2 S3 + S2^2) - "
        "sum_k z_k^4 (S2 - 4 S3 + 3 S2^2)), S2 = sum_r g^2, S3 = sum_r g^3, z_k the plants' shares of the industry.",
    .reference =
        "Ellison, G. and Glaeser, E. L. (1997): Geographic concentration in U.S. manufacturing industries: a dartboard "
        "approach. Journal of Political Economy 105(5), 889-927",
    .doi = "10.1086/262098",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_PLANTS, LOCIQ_OPTION_REGIONAL_EMPLOYMENT, LOCIQ_OPTION_PLANT_HERFINDAHL},
    .outputs = {{"concentration", "Raw concentration G", "1",
                 "Squared distance of the industry's regions from the distribution: plants are not yet allowed for.", 0,
                 INFINITY},
                {"herfindahl", "Herfindahl index of the industry's plants", "1",
                 "1 over the number of plants where all are alike, 1 for one plant.", 0, 1},
                {"z", "Standardised excess of the raw concentration", "1",
                 "Above 1.96 or so, chance alone would hardly concentrate the industry so much.", -INFINITY, INFINITY},
                {"plants", "Number of the industry's plants", "1", "Rows of the file of plants.", 0, INFINITY}},
    .kernel = &kernel};
