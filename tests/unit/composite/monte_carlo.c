/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Against replications made one by one through the public steps, with percentiles by GSL from all ranks.
 */
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <stdio.h>

#include "core/memory.h"
#include "numeric/random.h"
#include "unit/composite/trees.h"

static const lociq_impute impute[] = {LOCIQ_IMPUTE_MEAN, LOCIQ_IMPUTE_MEDIAN, LOCIQ_IMPUTE_NONE,
                                      LOCIQ_IMPUTE_NEIGHBOURS};
static const lociq_treat treat[] = {LOCIQ_TREAT_NONE, LOCIQ_TREAT_WINSORISE, LOCIQ_TREAT_LOG};
static const lociq_normalise normalise[] = {LOCIQ_NORMALISE_MIN_MAX, LOCIQ_NORMALISE_Z_SCORE};
static const lociq_aggregate aggregate[] = {LOCIQ_AGGREGATE_ARITHMETIC,       LOCIQ_AGGREGATE_GEOMETRIC,
                                            LOCIQ_AGGREGATE_HARMONIC,         LOCIQ_AGGREGATE_POWER,
                                            LOCIQ_AGGREGATE_MAZZIOTTA_PARETO, LOCIQ_AGGREGATE_COPELAND};

enum { COUNT = 300, YEAR = 1 };

static const lociq_doubts all_doubts = {.impute = impute,
                                        .impute_count = sizeof impute / sizeof *impute,
                                        .treat = treat,
                                        .treat_count = sizeof treat / sizeof *treat,
                                        .normalise = normalise,
                                        .normalise_count = sizeof normalise / sizeof *normalise,
                                        .aggregate = aggregate,
                                        .aggregate_count = sizeof aggregate / sizeof *aggregate,
                                        .weights = 0.25,
                                        .drop = true,
                                        .replications = COUNT,
                                        .seed = 7,
                                        .confidence = 0.9,
                                        .threads = 1};

typedef struct found {
  double nominal[UNITS], lower[UNITS], median[UNITS], upper[UNITS], mean[UNITS];
} found;

static lociq_status run_from(const lociq_design *design, const lociq_composition *base, const lociq_doubts *doubts,
                             size_t year, found *to, const lociq_progress *progress, lociq_error *error) {
  const lociq_rank_intervals intervals = {to->nominal, to->lower, to->median, to->upper, to->mean};
  lociq_variants *variants = NULL;
  lociq_status status = lociq_variants_create(design, base, NULL, doubts, &variants, error);
  if (status == LOCIQ_OK) status = lociq_robustness_run(variants, year, &intervals, progress, error);
  lociq_variants_free(variants);
  return status;
}

static lociq_status run(const tree *of, const lociq_doubts *doubts, size_t year, found *to,
                        const lociq_progress *progress, lociq_error *error) {
  return run_from(&of->design, &of->base, doubts, year, to, progress, error);
}

/* ---- the plain way ---- */

static size_t pick(const lociq_random *random, size_t count) {
  return count > 1 ? lociq_random_below(random, (uint32_t)count) : 0;
}

static void replicate(const tree *of, const lociq_doubts *doubts, size_t index, double *ranks) {
  lociq_random random;
  lociq_random_start(&random, doubts->seed, index);
  way how = {0};
  const size_t imputed = pick(&random, doubts->impute_count), treated = pick(&random, doubts->treat_count);
  const size_t normalised = pick(&random, doubts->normalise_count);
  const size_t aggregated = pick(&random, doubts->aggregate_count);
  if (doubts->impute_count > 0) how.impute = &doubts->impute[imputed];
  if (doubts->treat_count > 0) how.treat = &doubts->treat[treated];
  if (doubts->normalise_count > 0) how.normalise = &doubts->normalise[normalised];
  if (doubts->aggregate_count > 0) how.aggregate = &doubts->aggregate[aggregated];
  const size_t dropped = doubts->drop ? pick(&random, COLUMNS + 1) : COLUMNS;
  double weights[NODES];
  for (size_t n = 0; n < NODES; n++) {
    const double u = ((double)lociq_random_bits(&random) + 0.5) / 4294967296.0;
    weights[n] = of->weights[n] * (1 + doubts->weights * (2 * u - 1));
  }
  if (dropped < COLUMNS) weights[3 + dropped] = 0;
  for (size_t n = 1; n < 3; n++)
    if (weights[3 * n] + weights[3 * n + 1] + weights[3 * n + 2] == 0) weights[n] = 0;
  rank_plainly(of, &how, YEAR, weights, ranks);
}

static void check_number(double value, double expected) {
  if (isnan(expected) ? !isnan(value) : !(fabs(value - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("%.17g, expected %.17g", value, expected);
}

static void check_against_replications(const tree *of, const lociq_doubts *doubts) {
  static double ranks[UNITS][COUNT];
  size_t known[UNITS] = {0};
  found got;
  lociq_error error = {0};
  if (run(of, doubts, YEAR, &got, NULL, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  for (size_t k = 0; k < doubts->replications; k++) {
    double one[UNITS];
    replicate(of, doubts, k, one);
    for (size_t u = 0; u < UNITS; u++)
      if (!isnan(one[u])) ranks[u][known[u]++] = one[u];
  }
  for (size_t u = 0; u < UNITS; u++) {
    gsl_sort(ranks[u], 1, known[u]);
    const bool some = known[u] > 0;
    check_number(got.nominal[u], of->ranks[(YEAR * UNITS + u) * NODES]);
    check_number(got.lower[u], some ? gsl_stats_quantile_from_sorted_data(ranks[u], 1, known[u], 0.05) : (double)NAN);
    check_number(got.median[u], some ? gsl_stats_quantile_from_sorted_data(ranks[u], 1, known[u], 0.5) : (double)NAN);
    check_number(got.upper[u], some ? gsl_stats_quantile_from_sorted_data(ranks[u], 1, known[u], 0.95) : (double)NAN);
    check_number(got.mean[u], some ? gsl_stats_mean(ranks[u], 1, known[u]) : (double)NAN);
  }
}

static void ranks_are_those_of_each_replication(void **state) {
  (void)state;
  static tree of;
  for (int year_by_year = 0; year_by_year < 2; year_by_year++) {
    make_tree(&of, year_by_year == 1);
    check_against_replications(&of, &all_doubts);
    make_holes(&of);
    check_against_replications(&of, &all_doubts);
  }
}

/* Only means of one kind, no gaps left: all by weighted sums. Another availability and a column without a weight, which
 * has negative values, change nothing of that. */
static void sums_rank_as_means_of_means_do(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  make_holes(&of);
  of.weights[5] = 0;
  of.nodes[5].normalisation.lower = -1;
  of.nodes[1].aggregation.availability = 0.5;
  of.nodes[0].aggregation.power = of.nodes[1].aggregation.power = of.nodes[2].aggregation.power = -0.5;
  compose_plainly(&of);
  lociq_doubts doubts = all_doubts;
  doubts.impute_count = 2;
  doubts.normalise_count = 1;
  doubts.aggregate_count = 4;
  check_against_replications(&of, &doubts);
  for (size_t n = 0; n < 3; n++) of.nodes[n].aggregation.power = 0;
  check_against_replications(&of, &doubts);
}

/* Every node its own way to aggregate, and nothing else open than weights; then nothing at all. */
static void the_designs_own_choices_stay(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  of.nodes[1].aggregation.method = LOCIQ_AGGREGATE_GEOMETRIC;
  of.nodes[2].aggregation.method = LOCIQ_AGGREGATE_COPELAND;
  compose_plainly(&of);
  lociq_doubts doubts = {.weights = 1, .replications = COUNT, .confidence = 0.9, .threads = 1};
  check_against_replications(&of, &doubts);
  doubts.weights = 0;
  found got;
  assert_int_equal(run(&of, &doubts, YEAR, &got, NULL, NULL), LOCIQ_OK);
  assert_memory_equal(got.lower, got.nominal, sizeof got.nominal);
  assert_memory_equal(got.upper, got.nominal, sizeof got.nominal);
}

/* A composed index is a base: nothing in doubt gives its ranks, in each year, with distances to a unit too. */
static void a_composed_index_is_a_base(void **state) {
  (void)state;
  static const char *const unit_names[UNITS] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J",
                                                "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T"};
  static const char *const year_names[YEARS] = {"2020", "2021"};
  static tree of;
  for (int year_by_year = 0; year_by_year < 2; year_by_year++) {
    make_tree(&of, year_by_year == 1);
    make_holes(&of);
    of.design.reference_unit = 2;
    for (size_t n = 0; n < NODES; n++) {
      of.nodes[n].weight = of.weights[n];
      of.nodes[n].weighing.method = LOCIQ_WEIGHT_GIVEN;
      if (n > 5) of.nodes[n].normalisation.method = LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE;
    }
    lociq_composition base = {.year_names = year_names, .unit_names = unit_names};
    assert_int_equal(lociq_units_copy(&of.base.denominated, &base.raw, NULL), LOCIQ_OK);
    assert_int_equal(lociq_design_compose(&of.design, NULL, NULL, &base, NULL), LOCIQ_OK);
    for (size_t year = 0; year < YEARS; year++) {
      found got;
      lociq_doubts doubts = {.replications = 3, .confidence = 0.9};
      assert_int_equal(run_from(&of.design, &base, &doubts, year, &got, NULL, NULL), LOCIQ_OK);
      for (size_t u = 0; u < UNITS; u++) {
        check_number(got.nominal[u], base.ranks.values[(year * UNITS + u) * NODES]);
        check_number(got.lower[u], got.nominal[u]);
        check_number(got.mean[u], got.nominal[u]);
      }
      lociq_error error = {0};
      doubts.aggregate = &aggregate[2];
      doubts.aggregate_count = 1;
      of.nodes[3].normalisation.lower = -50;
      assert_int_equal(run_from(&of.design, &base, &doubts, year, &got, NULL, &error), LOCIQ_INVALID);
      assert_true(strncmp(error.message, "with aggregate harmonic: a of ", 30) == 0);
      assert_non_null(strstr(error.message, " in 202"));
      of.nodes[3].normalisation.lower = 1;
    }
    lociq_composition_clear(&base);
  }
}

/* What is kept from one year to the next is no other than what is made for a year alone. */
static void years_are_as_they_are_alone(void **state) {
  (void)state;
  static tree of;
  for (int year_by_year = 0; year_by_year < 2; year_by_year++) {
    make_tree(&of, year_by_year == 1);
    make_holes(&of);
    compose_plainly(&of);
    lociq_variants *variants = NULL;
    assert_int_equal(lociq_variants_create(&of.design, &of.base, NULL, &all_doubts, &variants, NULL), LOCIQ_OK);
    for (size_t k = 0; k < 2 * YEARS; k++) {
      const size_t year = YEARS - 1 - k % YEARS;
      found alone, together;
      const lociq_rank_intervals intervals = {together.nominal, together.lower, together.median, together.upper,
                                              together.mean};
      assert_int_equal(run(&of, &all_doubts, year, &alone, NULL, NULL), LOCIQ_OK);
      assert_int_equal(lociq_robustness_run(variants, year, &intervals, NULL, NULL), LOCIQ_OK);
      assert_memory_equal(&alone, &together, sizeof alone);
    }
    lociq_variants_free(variants);
  }
}

/* A pillar of one indicator goes with it, and is not missed by the index, which wants most of its weight known. */
static void a_pillar_can_be_left_out(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  of.weights[4] = of.weights[5] = 0;
  of.weights[3] = 1;
  of.nodes[0].aggregation.availability = 0.9;
  compose_plainly(&of);
  for (size_t k = 0; k < 2; k++) {
    const lociq_aggregate method[] = {k == 0 ? LOCIQ_AGGREGATE_ARITHMETIC : LOCIQ_AGGREGATE_COPELAND};
    check_against_replications(&of, &(lociq_doubts){.aggregate = method,
                                                    .aggregate_count = 1,
                                                    .weights = 0.5,
                                                    .drop = true,
                                                    .replications = COUNT,
                                                    .confidence = 0.9,
                                                    .threads = 1});
  }
}

static void threads_do_not_show(void **state) {
  (void)state;
  static const int threads[] = {2, 3, 5, 0};
  static tree of;
  make_tree(&of, false);
  make_holes(&of);
  lociq_doubts doubts = all_doubts;
  doubts.replications = 700;
  found one, other;
  assert_int_equal(run(&of, &doubts, 0, &one, NULL, NULL), LOCIQ_OK);
  for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
    doubts.threads = threads[k];
    assert_int_equal(run(&of, &doubts, 0, &other, NULL, NULL), LOCIQ_OK);
    assert_memory_equal(&one, &other, sizeof one);
  }
  doubts.seed++;
  assert_int_equal(run(&of, &doubts, 0, &other, NULL, NULL), LOCIQ_OK);
  assert_memory_not_equal(&one, &other, sizeof one);
}

/* ---- what fails ---- */

static void check_refusal(const tree *of, lociq_doubts doubts, size_t year, const char *message) {
  found got;
  lociq_error error = {0};
  memset(&got, 0xAB, sizeof got);
  const found before = got;
  assert_int_equal(run(of, &doubts, year, &got, NULL, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_memory_equal(&got, &before, sizeof got);
}

static void wrong_doubts_are_told(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  lociq_doubts doubts = all_doubts;
  check_refusal(&of, doubts, 2, "there is no year 3");
  doubts.replications = 0;
  check_refusal(&of, doubts, 0, "replications are from 1 to 2^32 - 2, not 0");
  doubts = all_doubts;
  doubts.confidence = 1;
  check_refusal(&of, doubts, 0, "a confidence lies between 0 and 1, and is not 1");
  doubts = all_doubts;
  doubts.weights = 1.5;
  check_refusal(&of, doubts, 0, "weights can move by a share from 0 to 1, not 1.5");
  of.nodes[2].weighing.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT;
  check_refusal(&of, all_doubts, 0, "outcomes gives each unit weights of its own: there are none to move");
  make_tree(&of, false);
  for (size_t n = 4; n < NODES; n++) of.weights[n] = 0;
  check_refusal(&of, all_doubts, 0, "1 indicators have a weight: none can be left out");
}

static void choices_that_cannot_be_made_are_named(void **state) {
  (void)state;
  static const lociq_normalise to_target[] = {LOCIQ_NORMALISE_MIN_MAX, LOCIQ_NORMALISE_DISTANCE_TO_TARGET};
  static const lociq_impute em[] = {LOCIQ_IMPUTE_EM};
  static tree of;
  make_tree(&of, false);
  lociq_doubts doubts = all_doubts;
  doubts.normalise = to_target;
  for (size_t n = 3; n < NODES; n++) of.nodes[n].normalisation.target = NAN;
  check_refusal(&of, doubts, 0, "with impute mean, treat none, normalise distance_to_target: a has no target");
  make_tree(&of, false);
  doubts = (lociq_doubts){.normalise = normalise,
                          .normalise_count = 2,
                          .aggregate = aggregate,
                          .aggregate_count = 2,
                          .replications = 5,
                          .confidence = 0.5};
  of.nodes[4].normalisation.lower = 0;
  size_t least = 0;
  for (size_t row = 0; row < ROWS; row++) /* b, of which less is better */
    if (of.denominated[row * COLUMNS + 1] > of.denominated[least * COLUMNS + 1]) least = row;
  char expected[256];
  (void)snprintf(
      expected, sizeof expected,
      "with normalise min_max, aggregate geometric: b of unit %zu in year %zu is 0, of which there is no geometric mean: "
      "all must be above 0",
      least % UNITS + 1, least / UNITS + 1);
  check_refusal(&of, doubts, least / UNITS, expected);
  /* What is not positive within the tree shows only as scenarios are made. */
  make_tree(&of, false);
  of.nodes[0].aggregation.method = LOCIQ_AGGREGATE_GEOMETRIC;
  for (size_t n = 3; n < NODES; n++) of.nodes[n].normalisation.lower = -200;
  doubts = (lociq_doubts){.weights = 0.1, .replications = 5, .confidence = 0.5, .threads = 2};
  found got;
  lociq_error error = {0};
  assert_int_equal(run(&of, &doubts, 0, &got, NULL, &error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, "index: part 1 is -"));
  assert_non_null(strstr(error.message, "must be above 0: of unit "));
  doubts.impute = em;
  doubts.impute_count = 1;
  for (size_t row = 0; row < ROWS; row++) of.denominated[row * COLUMNS] = NAN;
  error = (lociq_error){0};
  assert_int_equal(run(&of, &doubts, 0, &got, NULL, &error), LOCIQ_INVALID);
  assert_true(strncmp(error.message, "with impute em: ", 16) == 0);
}

static bool stop(void *context, const char *stage, uint64_t done, uint64_t all) {
  assert_string_equal(stage, "testing the index");
  assert_int_equal(all, 700);
  *(uint64_t *)context = done;
  return false;
}

static void it_can_be_cancelled(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  lociq_doubts doubts = all_doubts;
  doubts.replications = 700;
  uint64_t done = 0;
  const lociq_progress progress = {.context = &done, .report = stop};
  found got;
  lociq_error error = {0};
  assert_int_equal(run(&of, &doubts, 0, &got, &progress, &error), LOCIQ_CANCELLED);
  assert_string_equal(error.message, "testing the index was cancelled");
  assert_int_equal(done, 256);
}

static void where_memory_ends_it_says_so(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  make_holes(&of);
  lociq_doubts doubts = all_doubts;
  doubts.impute_count = 1;
  doubts.treat_count = 2;
  doubts.normalise_count = 1;
  doubts.replications = 4;
  doubts.threads = 2;
  lociq_status status = LOCIQ_NO_MEMORY;
  long allocations = 0;
  for (; status == LOCIQ_NO_MEMORY; allocations++) {
    found got;
    lociq_error error = {0};
    lociq_memory_fail_after(allocations);
    status = run(&of, &doubts, 0, &got, NULL, &error);
    if (status != LOCIQ_OK) assert_true(strncmp(error.message, "no memory for ", 14) == 0);
  }
  lociq_memory_fail_after(-1);
  assert_int_equal(status, LOCIQ_OK);
  assert_true(allocations > 40);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ranks_are_those_of_each_replication),
                                     cmocka_unit_test(sums_rank_as_means_of_means_do),
                                     cmocka_unit_test(the_designs_own_choices_stay),
                                     cmocka_unit_test(a_composed_index_is_a_base),
                                     cmocka_unit_test(years_are_as_they_are_alone),
                                     cmocka_unit_test(a_pillar_can_be_left_out),
                                     cmocka_unit_test(threads_do_not_show),
                                     cmocka_unit_test(wrong_doubts_are_told),
                                     cmocka_unit_test(choices_that_cannot_be_made_are_named),
                                     cmocka_unit_test(it_can_be_cancelled),
                                     cmocka_unit_test(where_memory_ends_it_says_so)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
