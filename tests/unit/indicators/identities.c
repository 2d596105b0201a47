/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What indicators must be to one another, and how they must move.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "unit/indicators/random_panel.h"

/* Some hundred terms, each rounded to 1.1e-16. */
#define TOLERANCE 1e-13

enum { REGIONS = 23, INDUSTRIES = 14 };
static const panel_plan complete = {
    .regions = REGIONS, .industries = INDUSTRIES, .years = 1, .zeros = 0.1, .seed = 21, .factor = 1};
static const panel_plan holes = {.regions = REGIONS,
                                 .industries = INDUSTRIES,
                                 .years = 1,
                                 .zeros = 0.1,
                                 .unknown = 0.2,
                                 .published = true,
                                 .seed = 22,
                                 .factor = 1};

/* The result of one indicator; the caller frees. */
static double *values_of(const panel_plan *plan, const char *name, const char *option, const char *value) {
  lociq_panel *panel = random_panel(plan), *results = NULL;
  lociq_error error = {0};
  const lociq_setting setting = {option, value};
  lociq_compute_options options = lociq_compute_options_default();
  options.names = &name;
  options.name_count = 1;
  options.settings = &setting;
  options.setting_count = option ? 1 : 0;
  if (lociq_compute_panel(panel, &options, &results, &error) != LOCIQ_OK) fail_msg("%s: %s", name, error.message);
  const lociq_grid *body = &lociq_panel_find(results, name)->parts[LOCIQ_BODY];
  double *values = malloc((body->count + 1) * sizeof *values);
  memcpy(values, body->values, body->count * sizeof *values);
  lociq_panel_free(results);
  lociq_panel_free(panel);
  return values;
}

static void assert_near(double found, double expected) {
  if (!(fabs(found - expected) <= TOLERANCE * fmax(1, fabs(expected))))
    fail_msg("%.17g, expected %.17g", found, expected);
}

static void known_parts_of_everything_add_up_to_it(void **state) {
  (void)state;
  double *focus = values_of(&complete, "focus", NULL, NULL), *size = values_of(&complete, "size_share", NULL, NULL);
  double *surplus = values_of(&complete, "surplus", NULL, NULL);
  for (size_t r = 0; r < REGIONS; r++) {
    double shares = 0, jobs = 0;
    for (size_t i = 0; i < INDUSTRIES; i++) {
      shares += focus[r * INDUSTRIES + i];
      jobs += surplus[r * INDUSTRIES + i];
    }
    assert_near(shares, 1);
    assert_true(fabs(jobs) < 1e-9); /* of some ten thousand jobs in a region */
  }
  for (size_t i = 0; i < INDUSTRIES; i++) {
    double parts = 0;
    for (size_t r = 0; r < REGIONS; r++) parts += size[r * INDUSTRIES + i];
    assert_near(parts, 1);
  }
  free(focus);
  free(size);
  free(surplus);
}

static void location_quotient_and_its_symmetric_form_tell_the_same(void **state) {
  (void)state;
  double *lq = values_of(&holes, "lq", NULL, NULL), *symmetric = values_of(&holes, "lq_symmetric", NULL, NULL);
  double *surplus = values_of(&holes, "surplus", NULL, NULL), *held = values_of(&holes, "specialised", NULL, NULL);
  size_t known = 0;
  for (size_t k = 0; k < (size_t)REGIONS * INDUSTRIES; k++) {
    assert_true(isnan(lq[k]) == isnan(symmetric[k]) && isnan(lq[k]) == isnan(held[k]));
    if (isnan(lq[k])) continue;
    known++;
    assert_near((1 + symmetric[k]) / (1 - symmetric[k]), lq[k]);
    assert_true(held[k] == (lq[k] >= 1 ? 1.0 : 0.0));
    if (fabs(lq[k] - 1) > 1e-12) assert_true((surplus[k] > 0) == (lq[k] > 1)); /* e - E_r x rounds */
  }
  assert_true(known > 200 && known < (size_t)REGIONS * INDUSTRIES);
  free(lq);
  free(symmetric);
  free(surplus);
  free(held);
}

static void diversity_and_ubiquity_count_the_specialised(void **state) {
  (void)state;
  const char *const thresholds[] = {"0.5", "1", "2"};
  for (size_t t = 0; t < 3; t++) {
    double *held = values_of(&holes, "specialised", "threshold", thresholds[t]);
    double *diversity = values_of(&holes, "diversity", "threshold", thresholds[t]);
    double *ubiquity = values_of(&holes, "ubiquity", "threshold", thresholds[t]);
    double by_region[REGIONS] = {0}, by_industry[INDUSTRIES] = {0};
    for (size_t k = 0; k < (size_t)REGIONS * INDUSTRIES; k++) {
      if (isnan(held[k])) continue;
      by_region[k / INDUSTRIES] += held[k];
      by_industry[k % INDUSTRIES] += held[k];
    }
    assert_memory_equal(diversity, by_region, sizeof by_region);
    assert_memory_equal(ubiquity, by_industry, sizeof by_industry);
    free(held);
    free(diversity);
    free(ubiquity);
  }
}

static void a_higher_threshold_never_adds_an_industry(void **state) {
  (void)state;
  double *low = values_of(&holes, "diversity", "threshold", "0.9"),
         *high = values_of(&holes, "diversity", "threshold", "1.1");
  size_t fewer = 0;
  for (size_t r = 0; r < REGIONS; r++) {
    assert_true(high[r] <= low[r]);
    fewer += high[r] < low[r] ? 1 : 0;
  }
  assert_true(fewer > 0);
  free(low);
  free(high);
}

static void indices_of_one_row_bound_one_another(void **state) {
  (void)state;
  double *herfindahl = values_of(&holes, "herfindahl", NULL, NULL), *nats = values_of(&holes, "entropy", NULL, NULL);
  double *bits = values_of(&holes, "entropy", "base", "2");
  double *krugman = values_of(&holes, "krugman_specialisation", NULL, NULL);
  double *theil = values_of(&holes, "theil_specialisation", NULL, NULL);
  double *gini = values_of(&holes, "gini_specialisation", NULL, NULL);
  double *hachman = values_of(&holes, "hachman", NULL, NULL);
  for (size_t r = 0; r < REGIONS; r++) {
    assert_near(bits[r] * log(2), nats[r]);
    assert_true(nats[r] <= log(INDUSTRIES) && herfindahl[r] >= 1.0 / INDUSTRIES);
    assert_true(nats[r] >= -log(herfindahl[r]));           /* Jensen: the Rényi entropy of order 2 is the lesser */
    assert_true(theil[r] >= krugman[r] * krugman[r] / 2);  /* Pinsker */
    assert_true(theil[r] <= -log(hachman[r]) + TOLERANCE); /* Jensen: ln of the mean quotient */
    assert_true(gini[r] >= krugman[r] / 2 - TOLERANCE);    /* the Lorenz curve lies below its own chord */
  }
  free(herfindahl);
  free(nats);
  free(bits);
  free(krugman);
  free(theil);
  free(gini);
  free(hachman);
}

static void indices_of_one_industry_bound_one_another(void **state) {
  (void)state;
  const char *const distributions[] = {"employment", "equal", "population"};
  for (size_t d = 0; d < 3; d++) {
    double *krugman = values_of(&holes, "krugman_concentration", "distribution", distributions[d]);
    double *hoover = values_of(&holes, "hoover_concentration", "distribution", distributions[d]);
    double *gini = values_of(&holes, "gini_concentration", "distribution", distributions[d]);
    double *herfindahl = values_of(&holes, "herfindahl_concentration", NULL, NULL);
    for (size_t i = 0; i < INDUSTRIES; i++) {
      assert_near(hoover[i], krugman[i] / 2);
      assert_true(gini[i] >= hoover[i] - TOLERANCE && gini[i] < 1);
      assert_true(herfindahl[i] >= 1.0 / REGIONS && herfindahl[i] < 1);
    }
    free(krugman);
    free(hoover);
    free(gini);
    free(herfindahl);
  }
}

static void proximity_is_symmetric_with_ones_on_the_diagonal(void **state) {
  (void)state;
  double *hidalgo = values_of(&holes, "proximity", NULL, NULL);
  double *jaccard = values_of(&holes, "proximity", "relatedness", "jaccard");
  double *ubiquity = values_of(&holes, "ubiquity", NULL, NULL);
  for (size_t i = 0; i < INDUSTRIES; i++) {
    assert_true(ubiquity[i] > 0);
    assert_true(hidalgo[i * INDUSTRIES + i] == 1 && jaccard[i * INDUSTRIES + i] == 0);
    for (size_t j = 0; j < INDUSTRIES; j++) {
      assert_true(hidalgo[i * INDUSTRIES + j] == hidalgo[j * INDUSTRIES + i]);
      assert_true(jaccard[i * INDUSTRIES + j] == jaccard[j * INDUSTRIES + i]);
    }
  }
  free(hidalgo);
  free(jaccard);
  free(ubiquity);
}

static void whoever_has_every_industry_has_full_density(void **state) {
  (void)state;
  double *density = values_of(&complete, "relatedness_density", "threshold", "0");
  for (size_t k = 0; k < (size_t)REGIONS * INDUSTRIES; k++) assert_true(density[k] == 100);
  free(density);
}

static void indices_that_are_made_of_one_another(void **state) {
  (void)state;
  double *herfindahl = values_of(&complete, "herfindahl", NULL, NULL);
  double *normalised = values_of(&complete, "herfindahl_normalised", NULL, NULL);
  double *ogive = values_of(&complete, "ogive", NULL, NULL);
  double *number = values_of(&complete, "equivalent_number", NULL, NULL);
  double *entropy = values_of(&holes, "entropy", NULL, NULL);
  double *evenness = values_of(&holes, "entropy_normalised", NULL, NULL);
  double *krugman = values_of(&holes, "krugman_specialisation", NULL, NULL);
  double *hoover = values_of(&holes, "hoover_balassa", NULL, NULL);
  double *likeness = values_of(&holes, "relative_diversity", NULL, NULL);
  for (size_t r = 0; r < REGIONS; r++) {
    assert_near(ogive[r], INDUSTRIES * herfindahl[r] - 1);
    assert_near(normalised[r], ogive[r] / (INDUSTRIES - 1));
    assert_near(number[r] * herfindahl[r], 1);
    assert_near(evenness[r] * log(INDUSTRIES), entropy[r]);
    assert_near(hoover[r], krugman[r] / 2);
    assert_near(likeness[r] * krugman[r], 1);
  }
  free(herfindahl);
  free(normalised);
  free(ogive);
  free(number);
  free(entropy);
  free(evenness);
  free(krugman);
  free(hoover);
  free(likeness);
}

static void location_quotients_in_other_forms(void **state) {
  (void)state;
  double *lq = values_of(&holes, "lq", NULL, NULL), *logarithm = values_of(&holes, "lq_log", NULL, NULL);
  double *bare = values_of(&holes, "lq_shrunk", "kappa", "0"), *shrunk = values_of(&holes, "lq_shrunk", NULL, NULL);
  double *most = values_of(&holes, "relative_specialisation", NULL, NULL);
  for (size_t r = 0; r < REGIONS; r++) {
    double largest = 0;
    for (size_t k = r * INDUSTRIES; k < (r + 1) * INDUSTRIES; k++) {
      assert_true(isnan(shrunk[k]) == isnan(lq[k]) && isnan(logarithm[k]) == !(lq[k] > 0));
      if (isnan(lq[k])) continue;
      largest = fmax(largest, lq[k]);
      assert_near(bare[k], lq[k]);
      if (lq[k] > 0) assert_near(exp(logarithm[k]), lq[k]);
      /* Between the quotient and 1, and never at the quotient. */
      if (fabs(lq[k] - 1) > TOLERANCE)
        assert_true((shrunk[k] - 1) / (lq[k] - 1) > 0 && fabs(shrunk[k] - 1) < fabs(lq[k] - 1));
    }
    assert_true(most[r] == largest);
  }
  free(lq);
  free(logarithm);
  free(bare);
  free(shrunk);
  free(most);
}

static void theil_against_equal_regions_is_what_entropy_lacks(void **state) {
  (void)state;
  double *theil = values_of(&complete, "theil_concentration", "distribution", "equal");
  double *entropy = values_of(&complete, "entropy_concentration", NULL, NULL);
  for (size_t i = 0; i < INDUSTRIES; i++) assert_near(theil[i] + entropy[i], log(REGIONS));
  free(theil);
  free(entropy);
}

static void standardised_quotients_have_mean_0_and_deviation_1(void **state) {
  (void)state;
  const char *const ways[] = {"no", "yes"};
  for (size_t w = 0; w < 2; w++) {
    double *lq = values_of(&holes, "lq", NULL, NULL), *z = values_of(&holes, "lq_standardised", "log10", ways[w]);
    for (size_t i = 0; i < INDUSTRIES; i++) {
      double sum = 0, squares = 0, count = 0;
      for (size_t k = i; k < (size_t)REGIONS * INDUSTRIES; k += INDUSTRIES) {
        assert_true(isnan(z[k]) == (isnan(lq[k]) || (w == 1 && lq[k] == 0)));
        if (isnan(z[k])) continue;
        sum += z[k];
        squares += z[k] * z[k];
        count++;
      }
      assert_true(fabs(sum / count) < TOLERANCE);
      assert_near(squares / count, 1);
    }
    free(lq);
    free(z);
  }
}

/* EconGeo's KCI is K less its mean weighted by diversity, divided by its sum. It follows from eci, which is K on
 * another scale. EconGeo gives 0.5394, 6.3995, -2.6194 and -3.3195, of shares rounded to three decimals; the figures
 * here are numpy's of the shares themselves. */
static void kci_follows_from_eci(void **state) {
  (void)state;
  static const double hidalgo[] = {1, 1, 1, 1, /**/ 0, 1, 0, 0, /**/ 0, 0, 1, 1, /**/ 0, 0, 0, 1};
  static const double expected[] = {0.538859152414497, 6.394631659050478, -2.6165774572434906, -3.3169133542214846};
  static const char *const names[] = {"eci", "diversity"};
  static const lociq_setting setting = {"threshold", "0.001"};
  const panel_plan plan = {.regions = 4, .industries = 4, .years = 1, .factor = 1};
  lociq_panel *panel = random_panel(&plan), *results = NULL;
  memcpy(lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values, hidalgo, sizeof hidalgo);
  lociq_error error = {0};
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = 2;
  options.settings = &setting;
  options.setting_count = 1;
  if (lociq_compute_panel(panel, &options, &results, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  const double *eci = lociq_panel_find(results, "eci")->parts[LOCIQ_BODY].values;
  const double *diversity = lociq_panel_find(results, "diversity")->parts[LOCIQ_BODY].values;
  double weighted = 0, weights = 0, sum = 0;
  for (size_t r = 0; r < 4; r++) {
    weighted += diversity[r] * eci[r];
    weights += diversity[r];
  }
  for (size_t r = 0; r < 4; r++) sum += eci[r] - weighted / weights;
  for (size_t r = 0; r < 4; r++) assert_near((eci[r] - weighted / weights) / sum, expected[r]);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void variety_within_and_between_groups_is_all_variety(void **state) {
  (void)state;
  double *within = values_of(&holes, "variety_related", NULL, NULL);
  double *between = values_of(&holes, "variety_unrelated", NULL, NULL);
  double *bits = values_of(&holes, "entropy", "base", "2");
  for (size_t r = 0; r < REGIONS; r++) {
    assert_near(within[r] + between[r], bits[r]);
    assert_true(within[r] > 0 && within[r] <= log2(3) && between[r] > 0);
  }
  free(within);
  free(between);
  free(bits);
}

/* ---- total factor productivity ---- */

typedef struct producer {
  double output, labour, capital, share;
} producer;

static double total_of(const lociq_panel *panel, const char *name, size_t k, size_t industries) {
  double sum = 0;
  for (size_t i = 0; i < industries; i++)
    sum += lociq_panel_find(panel, name)->parts[LOCIQ_BODY].values[k * industries + i];
  return sum;
}

static producer producer_of(const lociq_panel *panel, size_t k, size_t industries) {
  const double output = total_of(panel, "gva", k, industries), labour = total_of(panel, "employment", k, industries);
  const double paid = total_of(panel, "wages", k, industries) / total_of(panel, "employees", k, industries);
  return (producer){output, labour, total_of(panel, "capital", k, 1), fmin(1, paid * labour / output)};
}

/* The Törnqvist index of two, in logarithms: over a third it is another. */
static double bilateral(const producer *a, const producer *b) {
  const double share = (a->share + b->share) / 2;
  return log(a->output / b->output) - share * log(a->labour / b->labour) - (1 - share) * log(a->capital / b->capital);
}

/* The ratio of two is the mean, over all as the third, of the way over it: so it goes over any third unchanged. */
static void levels_of_productivity_are_transitive(void **state) {
  (void)state;
  enum { PLACES = 9, YEARS = 3, ALL = PLACES * YEARS };
  const panel_plan plan = {.regions = PLACES, .industries = 4, .years = YEARS, .seed = 23, .factor = 1};
  lociq_panel *panel = random_panel(&plan);
  producer all[ALL];
  for (size_t k = 0; k < ALL; k++) all[k] = producer_of(panel, k, plan.industries);
  assert_true(fabs(bilateral(&all[0], &all[1]) + bilateral(&all[1], &all[2]) - bilateral(&all[0], &all[2])) > 1e-3);
  const char *const bases[] = {"year", "pooled"};
  for (size_t b = 0; b < 2; b++) {
    double *levels = values_of(&plan, "tfp_level", "base", bases[b]);
    for (size_t i = 0; i < ALL; i++)
      for (size_t j = 0; j < ALL; j++) {
        if (b == 0 && i / PLACES != j / PLACES) continue;
        const size_t first = b == 0 ? i / PLACES * PLACES : 0, count = b == 0 ? PLACES : ALL;
        double sum = 0;
        for (size_t k = first; k < first + count; k++) sum += bilateral(&all[i], &all[k]) + bilateral(&all[k], &all[j]);
        assert_near(log(levels[i] / levels[j]), sum / (double)count);
      }
    free(levels);
  }
  lociq_panel_free(panel);
}

/* ---- shift-share ---- */

/* The change of a region over a span, over the cells known at both ends: year by year with a step of 1. */
static double change_of(const lociq_panel *panel, const panel_plan *plan, size_t region, size_t last, size_t step,
                        size_t span) {
  const double *e = lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values;
  const size_t year = plan->regions * plan->industries;
  double change = 0;
  for (size_t back = 0; back < span; back += step)
    for (size_t i = 0; i < plan->industries; i++) {
      const double *cell = e + (last - back) * year + region * plan->industries + i;
      if (!isnan(cell[0]) && !isnan(*(cell - step * year))) change += cell[0] - *(cell - step * year);
    }
  return change;
}

static void assert_parts_add_up(const lociq_panel *panel, const panel_plan *plan, const char *method,
                                const char *span) {
  const char *const name = "shift_share";
  const lociq_setting settings[] = {{"method", method}, {"span", span}};
  const size_t length = (size_t)atoi(span), last = plan->years - 1;
  lociq_panel *results = NULL;
  lociq_error error = {0};
  lociq_compute_options options = lociq_compute_options_default();
  options.names = &name;
  options.name_count = 1;
  options.settings = settings;
  options.setting_count = 2;
  options.threads = 1;
  options.first_year = options.last_year = lociq_axis_year(panel->axes[LOCIQ_YEAR], last);
  if (lociq_compute_panel(panel, &options, &results, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  for (size_t r = 0; r < plan->regions; r++) {
    double parts = 0, whole = NAN;
    for (size_t k = 0; k < results->cube_count; k++) {
      const lociq_cube *cube = results->cubes[k];
      const double value = cube->parts[LOCIQ_BODY].values[r];
      if (strcmp(cube->name, name) == 0) whole = value;
      if (strcmp(cube->name, name) != 0 && strstr(cube->name, "coverage") == NULL) parts += value;
    }
    assert_near(whole, change_of(panel, plan, r, last, strcmp(method, "dynamic") == 0 ? 1 : length, length));
    assert_true(fabs(parts - whole) < 1e-8); /* of a hundred thousand jobs in all, each part rounded to 1e-11 */
  }
  lociq_panel_free(results);
}

/* Also where cells began at 0, a whole region or industry did, or cells are unknown. */
static void the_parts_of_a_change_add_up_to_it(void **state) {
  (void)state;
  static const char *const methods[] = {"dunn", "esteban", "arcelus", "dynamic"};
  panel_plan plan = complete;
  plan.years = 27;
  for (plan.zeros = 0.1; plan.zeros < 1; plan.zeros += 0.4)
    for (plan.unknown = 0; plan.unknown < 0.2; plan.unknown += 0.1) {
      lociq_panel *panel = random_panel(&plan);
      for (size_t m = 0; m < 4; m++) {
        assert_parts_add_up(panel, &plan, methods[m], "1");
        assert_parts_add_up(panel, &plan, methods[m], "24");
        if (m < 3) assert_parts_add_up(panel, &plan, methods[m], "26");
      }
      lociq_panel_free(panel);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(levels_of_productivity_are_transitive),
                                     cmocka_unit_test(the_parts_of_a_change_add_up_to_it),
                                     cmocka_unit_test(known_parts_of_everything_add_up_to_it),
                                     cmocka_unit_test(location_quotient_and_its_symmetric_form_tell_the_same),
                                     cmocka_unit_test(diversity_and_ubiquity_count_the_specialised),
                                     cmocka_unit_test(a_higher_threshold_never_adds_an_industry),
                                     cmocka_unit_test(indices_of_one_row_bound_one_another),
                                     cmocka_unit_test(indices_of_one_industry_bound_one_another),
                                     cmocka_unit_test(proximity_is_symmetric_with_ones_on_the_diagonal),
                                     cmocka_unit_test(whoever_has_every_industry_has_full_density),
                                     cmocka_unit_test(indices_that_are_made_of_one_another),
                                     cmocka_unit_test(location_quotients_in_other_forms),
                                     cmocka_unit_test(kci_follows_from_eci),
                                     cmocka_unit_test(standardised_quotients_have_mean_0_and_deviation_1),
                                     cmocka_unit_test(variety_within_and_between_groups_is_all_variety),
                                     cmocka_unit_test(theil_against_equal_regions_is_what_entropy_lacks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
