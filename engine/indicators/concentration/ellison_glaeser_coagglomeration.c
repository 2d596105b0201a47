/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With γ_j (1−H_j) = G_j/(1−Σg²) − H_j the plants' sizes cancel out of Ellison and
 * Glaeser's formula: [G/(1−Σg²) − Σ w_j² G_j/(1−Σg²)] / (1−Σ w_j²). So an industry of
 * one plant does no harm, and no plants need be known.
 */
#include <math.h>

#include "core/memory.h"
#include "indicators/concentration/sites.h"
#include "indicators/options.h"

/* What is summed over a group's industries. */
typedef struct group_sums {
  double employment; /* Σ L_j */
  double squares;    /* Σ L_j² */
  double own;        /* Σ L_j² G_j/(1−Σg²) */
  double all;        /* L² G/(1−Σg²) */
} group_sums;

static double index_of(const group_sums *group) {
  const double employment = group->employment * group->employment, below = employment - group->squares;
  return employment > 0 && below > employment * 1e-12 ? (group->all - group->own) / below : NAN;
}

/* Takes in an industry's plants; `together` sums those of the group by region. */
static void add_plants(lociq_sites *sites, size_t industry, double *together, double *below, group_sums *group) {
  const lociq_plants *plants = &sites->whole->given->plants;
  if (!lociq_sites_take(sites, industry)) return;
  double employment = 0, distance = 0, squares = 0;
  for (size_t k = plants->first[industry]; k < plants->first[industry + 1]; k++)
    if (!isnan(sites->employment[plants->region[k]])) employment += plants->employment[k];
  for (size_t r = 0; r < sites->whole->regions; r++) {
    const double a = sites->a[r], g = sites->g[r];
    together[r] += employment * a;
    distance += (a - g) * (a - g);
    squares += g * g;
  }
  *below = 1 - squares;
  group->employment += employment;
  group->squares += employment * employment;
  group->own += employment * employment * distance / *below;
}

static double of_plants(lociq_sites *sites, size_t which, double *together) {
  const lociq_whole *whole = sites->whole;
  group_sums group = {0};
  double below = NAN, everything = 0;
  for (size_t r = 0; r < whole->regions; r++) {
    together[r] = 0;
    everything += isnan(sites->employment[r]) ? 0 : sites->employment[r];
  }
  for (size_t i = 0; i < whole->industries; i++)
    if (whole->given->industry_groups.of[i] == which) add_plants(sites, i, together, &below, &group);
  if (!(below > 0)) return NAN;
  for (size_t r = 0; r < whole->regions; r++) {
    if (isnan(sites->employment[r])) continue;
    const double distance = together[r] - group.employment * (sites->employment[r] / everything);
    group.all += distance * distance / below;
  }
  return index_of(&group);
}

static double of_measure(const lociq_whole *whole, size_t which) {
  const size_t *of = whole->given->industry_groups.of, industries = whole->industries;
  const double *pairs = whole->needs[0], *share = whole->needs[1];
  group_sums group = {0};
  for (size_t i = 0; i < industries; i++) {
    if (of[i] != which || isnan(share[i]) || isnan(pairs[i * industries + i])) continue;
    group.employment += share[i];
    group.squares += share[i] * share[i];
    group.own += share[i] * share[i] * pairs[i * industries + i];
    for (size_t j = 0; j < industries; j++)
      if (of[j] == which && !isnan(share[j]) && !isnan(pairs[j * industries + j]))
        group.all += share[i] * share[j] * pairs[i * industries + j];
  }
  return index_of(&group);
}

static lociq_status whole(const lociq_whole *whole, double *result, lociq_error *error) {
  const size_t groups = whole->given->industry_groups.count;
  const bool plants = whole->given->plants.first != NULL;
  lociq_sites sites;
  double *together = NULL, *indices = NULL;
  lociq_status status = lociq_sites_open(whole, &sites, error);
  if (status != LOCIQ_OK) goto done;
  together = lociq_allocate(whole->regions, sizeof *together);
  indices = lociq_allocate(groups, sizeof *indices);
  if (together == NULL || indices == NULL) {
    status = lociq_memory_error(error, "groups of industries");
    goto done;
  }
  for (size_t c = 0; c < groups; c++) indices[c] = plants ? of_plants(&sites, c, together) : of_measure(whole, c);
  for (size_t i = 0; i < whole->industries; i++) {
    const size_t which = whole->given->industry_groups.of[i];
    result[i] = which == LOCIQ_NONE ? NAN : indices[which];
  }
done:
  free(indices);
  free(together);
  lociq_sites_close(&sites);
  return status;
}

/* ---- the second implementation: the published formula as it stands ---- */

static double naive_employment(const lociq_table *table, size_t industry) {
  double sum = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides sides = lociq_naive_sites(table, r, industry);
    if (!isnan(sides.other)) sum += sides.own;
  }
  return sum;
}

static double naive_of_plants(const lociq_table *table, size_t which) {
  const size_t *of = table->given->industry_groups.of;
  double employment = 0, everything = 0, squares = 0, distance = 0, plants = 0, industries = 0, shares = 0;
  for (size_t i = 0; i < table->industries; i++) employment += of[i] == which ? naive_employment(table, i) : 0;
  for (size_t r = 0; r < table->regions; r++) {
    const double g = lociq_naive_sites(table, r, 0).other;
    everything += isnan(g) ? 0 : g;
  }
  for (size_t r = 0; r < table->regions; r++) {
    double together = 0;
    const double g = lociq_naive_sites(table, r, 0).other / everything;
    for (size_t i = 0; i < table->industries; i++)
      together += of[i] == which ? lociq_naive_sites(table, r, i).own / employment : 0;
    if (isnan(g)) continue;
    distance += pow(together - g, 2);
    squares += pow(g, 2);
  }
  for (size_t i = 0; i < table->industries; i++) {
    const double w = of[i] == which ? naive_employment(table, i) / employment : 0;
    if (!(w > 0)) continue;
    const double H = lociq_naive_sites_plants(table, i).herfindahl;
    const double G = lociq_naive_sites_moments(table, i).distance;
    const double gamma = H < 1 ? (G - (1 - squares) * H) / ((1 - squares) * (1 - H)) : 0;
    plants += w * w * (H < 1 ? H : G / (1 - squares)); /* one plant: its γ is missing, times 1−H it is not */
    industries += gamma * w * w * (1 - H);
    shares += w * w;
  }
  if (!(employment > 0 && squares < 1 && 1 - shares > 1e-12)) return NAN;
  return (distance / (1 - squares) - plants - industries) / (1 - shares);
}

static double naive_of_measure(const lociq_table *table, size_t which) {
  const size_t *of = table->given->industry_groups.of, industries = table->industries;
  double sum = 0, weights = 0, squares = 0, all = 0;
  for (size_t i = 0; i < industries; i++) {
    if (of[i] != which || isnan(table->needs[1][i]) || isnan(table->needs[0][i * industries + i])) continue;
    all += table->needs[1][i];
    squares += pow(table->needs[1][i], 2);
    for (size_t j = 0; j < industries; j++) {
      if (of[j] != which || i == j || isnan(table->needs[1][j]) || isnan(table->needs[0][j * industries + j])) continue;
      weights += table->needs[1][i] * table->needs[1][j];
      sum += table->needs[1][i] * table->needs[1][j] * table->needs[0][i * industries + j];
    }
  }
  return weights > 0 && 1 - squares / (all * all) > 1e-12 ? sum / weights : NAN;
}

static void naive(const lociq_table *table, double *result) {
  const bool plants = table->given->plants.first != NULL;
  for (size_t i = 0; i < table->industries; i++) {
    const size_t which = table->given->industry_groups.of[i];
    result[i] = plants ? naive_of_plants(table, which) : naive_of_measure(table, which);
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE,
                                    .needs = {"site_products", "industry_share"},
                                    .needs_wanted = lociq_sites_by_measure,
                                    .given = LOCIQ_GIVEN_PLANTS | LOCIQ_GIVEN_INDUSTRY_GROUPS,
                                    .whole = whole,
                                    .naive = naive};

const lociq_indicator lociq_indicator_ellison_glaeser_coagglomeration = {
    .name = "ellison_glaeser_coagglomeration",
    .title = "Ellison-Glaeser coagglomeration of the industry's group",
    .family = "concentration",
    .unit = "1",
    .formula =
        "(G / (1 - sum_r g^2) - sum_j w_j^2 H_j - sum_j gamma_j w_j^2 (1 - H_j)) / (1 - sum_j w_j^2), over the "
        "industries j of the group, G of the group as one, w their shares of its employment",
    .reading =
        "Above 0 where the industries of a group draw each other to the same regions, beyond what each does by itself; "
        "0 where each goes its own way. Every industry of a group has the same figure.",
    .note =
        "As gamma_j (1 - H_j) = G_j / (1 - sum_r g^2) - H_j, the plants' sizes cancel out: the index is the mean of "
        "pairwise_coagglomeration over the group's pairs, weighted by w_j w_k, so that --plants may be left out (then a "
        "and g are the measure's, and w its E_i), and an industry of one plant does no harm. Industries of "
        "which nothing is known are left out; a group of one industry is missing.",
    .reference =
        "Ellison, G. and Glaeser, E. L. (1997): Geographic concentration in U.S. manufacturing industries: a dartboard "
        "approach. Journal of Political Economy 105(5), 889-927",
    .doi = "10.1086/262098",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_PLANTS, LOCIQ_OPTION_REGIONAL_EMPLOYMENT, LOCIQ_OPTION_LEVEL},
    .kernel = &kernel};
