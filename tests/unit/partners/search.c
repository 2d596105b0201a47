/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/search.h"

#include "unit/partners/cities.h"

/* More regions than a block has rows and columns, so that blocks meet. */
enum { REGIONS = 280, INDUSTRIES = 21, TOP = 7 };

/* Less than the process holds: what streams takes as little as it can, and what is small is not refused. */
enum { LITTLE = 1 };

static lociq_ranking *rank_of(const lociq_panel *panel, lociq_partner_options options) {
  lociq_ranking *ranking = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_partners_rank(panel, &options, &ranking, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  return ranking;
}

static lociq_partner_options options_of(const char *similarity, int threads) {
  lociq_partner_options options = lociq_partner_options_default();
  options.similarity = similarity;
  options.top = TOP;
  options.threads = threads;
  return options;
}

/* Every region's partners against all others, one by one: no other one is better than the last, but for a rounding. */
static void check_best(const lociq_ranking *ranking, const double *values, double minimum) {
  double *rows = naive_rows(ranking->similarity, values, REGIONS, INDUSTRIES);
  /* As for a pair: sums of 21 terms on both sides. */
  const double tolerance = 2e-14;
  for (size_t r = 0; r < REGIONS; r++) {
    const lociq_partner *partners = ranking->partners + r * TOP;
    bool chosen[REGIONS] = {false};
    for (size_t rank = 0; rank < TOP && partners[rank].unit != LOCIQ_NONE; rank++) {
      const double naive = naive_score(ranking->similarity, rows, REGIONS, r, partners[rank].unit, INDUSTRIES);
      assert_true(fabs(naive - partners[rank].score) <= tolerance);
      assert_true(naive_coverage(values + r * INDUSTRIES, values + partners[rank].unit * INDUSTRIES, INDUSTRIES) >=
                  minimum - tolerance);
      assert_true(partners[rank].unit != r && !chosen[partners[rank].unit]);
      chosen[partners[rank].unit] = true;
      const bool tied = rank > 0 && partners[rank].score == partners[rank - 1].score;
      assert_true(rank == 0 || partners[rank].score <= partners[rank - 1].score);
      assert_true(!tied || partners[rank].unit > partners[rank - 1].unit);
    }
    const double last = partners[TOP - 1].unit == LOCIQ_NONE ? -2 : partners[TOP - 1].score;
    for (size_t p = 0; p < REGIONS; p++) {
      if (p == r || chosen[p]) continue;
      if (naive_coverage(values + r * INDUSTRIES, values + p * INDUSTRIES, INDUSTRIES) < minimum) continue;
      const double naive = naive_score(ranking->similarity, rows, REGIONS, r, p, INDUSTRIES);
      assert_true(isnan(naive) || naive <= last + tolerance);
    }
  }
  free(rows);
}

static void assert_same(const lociq_ranking *one, const lociq_ranking *other, size_t places) {
  for (size_t i = 0; i < places; i++) {
    assert_int_equal(one->partners[i].unit, other->partners[i].unit);
    assert_memory_equal(&one->partners[i].score, &other->partners[i].score, sizeof(double));
  }
  for (size_t i = 0; i < places * one->contribution_count; i++) {
    assert_int_equal(one->contributions[i].item, other->contributions[i].item);
    assert_memory_equal(&one->contributions[i].value, &other->contributions[i].value, sizeof(double));
  }
}

static void the_best_of_all(void **state) {
  (void)state;
  static const double unknown[] = {0, 0.15, 0.95};
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++)
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
      double *values = jobs_made((size_t)REGIONS * INDUSTRIES, unknown[i], 11);
      lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
      static const double minimums[] = {0, 0.5, 0.8};
      for (size_t m = 0; m < sizeof minimums / sizeof minimums[0]; m++) {
        lociq_partner_options options = options_of(similarity->name, 2);
        options.minimum_coverage = minimums[m];
        lociq_ranking *ranking = rank_of(panel, options);
        check_best(ranking, values, minimums[m]);
        options.memory = LITTLE;
        lociq_ranking *bounded = rank_of(panel, options);
        assert_same(bounded, ranking, (size_t)REGIONS * TOP);
        lociq_ranking_free(bounded);
        lociq_ranking_free(ranking);
      }
      lociq_panel_free(panel);
      free(values);
    }
}

static void the_same_bits_from_any_number_of_threads(void **state) {
  (void)state;
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++)
    for (int complete = 0; complete < 2; complete++) {
      double *values = jobs_made((size_t)REGIONS * INDUSTRIES, complete != 0 ? 0 : 0.2, 3);
      lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
      lociq_ranking *one = rank_of(panel, options_of(similarity->name, 1));
      static const int threads[] = {2, 5};
      for (size_t t = 0; t < 2; t++) {
        lociq_ranking *more = rank_of(panel, options_of(similarity->name, threads[t]));
        assert_same(one, more, (size_t)REGIONS * TOP);
        lociq_ranking_free(more);
      }
      lociq_ranking_free(one);
      lociq_panel_free(panel);
      free(values);
    }
}

/* A region by itself is ranked as among all. */
static void one_region_is_as_among_all(void **state) {
  (void)state;
  double *values = jobs_made((size_t)REGIONS * INDUSTRIES, 0.2, 5);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++) {
    lociq_ranking *all = rank_of(panel, options_of(similarity->name, 2));
    for (size_t r = 0; r < REGIONS; r += 97) {
      lociq_partner_options options = options_of(similarity->name, 2);
      options.region = lociq_axis_code(panel->axes[LOCIQ_REGION], r);
      lociq_ranking *one = rank_of(panel, options);
      assert_int_equal(one->asked_count, 1);
      assert_int_equal(one->asked[0], r);
      const lociq_ranking among = {.partners = all->partners + r * TOP,
                                   .contributions = all->contributions + r * TOP * all->contribution_count};
      assert_same(one, &among, TOP);
      lociq_ranking_free(one);
    }
    lociq_ranking_free(all);
  }
  lociq_panel_free(panel);
  free(values);
}

/* 300 regions of three profiles only: all scores are ties, and the margin lets a hundred candidates through. */
static void ties_go_by_code(void **state) {
  (void)state;
  double *values = malloc(sizeof(double) * REGIONS * INDUSTRIES);
  for (size_t r = 0; r < REGIONS; r++)
    for (size_t i = 0; i < INDUSTRIES; i++)
      values[r * INDUSTRIES + i] = (double)((i * (r % 3 + 2) % 7 + 1) * (r / 3 + 1));
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++) {
    lociq_ranking *ranking = rank_of(panel, options_of(similarity->name, 2));
    for (size_t r = 0; r < REGIONS; r++) {
      size_t expected = r % 3;
      for (size_t rank = 0; rank < TOP; rank++, expected += 3) {
        if (expected == r) expected += 3;
        assert_int_equal(ranking->partners[r * TOP + rank].unit, expected);
      }
    }
    lociq_ranking_free(ranking);
  }
  lociq_panel_free(panel);
  free(values);
}

static void contributions_are_the_largest_parts(void **state) {
  (void)state;
  const double values[] = {1, 3, 0, 6, 2, 2, 9, 2};
  lociq_panel *panel = panel_made(NULL, 2, 4, values);
  lociq_partner_options options = options_of("cosine", 1);
  options.contributions = 4;
  lociq_ranking *ranking = rank_of(panel, options);
  const lociq_contribution *parts = ranking->contributions;
  const double norm = sqrt(46.0 * 93.0);
  assert_int_equal(parts[0].item, 3);
  assert_int_equal(parts[1].item, 1);
  assert_int_equal(parts[2].item, 0);
  assert_true(parts[3].item == LOCIQ_NONE && isnan(parts[3].value));
  assert_true(fabs(parts[0].value - 12 / norm) < 1e-15 && fabs(parts[2].value - 2 / norm) < 1e-15);
  lociq_ranking_free(ranking);
  options.contributions = 1;
  ranking = rank_of(panel, options);
  assert_int_equal(ranking->contributions[0].item, 3);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

typedef struct watcher {
  uint64_t last, all, limit;
} watcher;

static bool watch(void *context, const char *stage, uint64_t done, uint64_t all) {
  watcher *seen = context;
  if (strcmp(stage, "finding partners") != 0 || done != seen->last + 1) return false;
  seen->last = done;
  seen->all = all;
  return done < seen->limit;
}

static void progress_is_told_and_may_stop(void **state) {
  (void)state;
  double *values = jobs_made((size_t)REGIONS * INDUSTRIES, 0, 3);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
  watcher seen = {.limit = 1000};
  const lociq_progress progress = {.context = &seen, .report = watch};
  lociq_partner_options options = options_of("cosine", 2);
  options.progress = &progress;
  lociq_ranking *ranking = rank_of(panel, options);
  assert_int_equal(seen.last, 3); /* tiles of the triangle of two blocks */
  assert_int_equal(seen.all, seen.last);
  lociq_ranking_free(ranking);
  seen = (watcher){.limit = 2};
  ranking = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_partners_rank(panel, &options, &ranking, &error), LOCIQ_CANCELLED);
  assert_string_equal(error.message, "the search for partners was stopped");
  assert_null(ranking);
  lociq_panel_free(panel);
  free(values);
}

/* ---- at scale: components, several tiles, candidates that have no room ---- */

/* Rows that are near one of a few, some of them the same, some apart by the last bits only, some with a single
 * industry. */
static double *clusters_made(size_t regions, size_t industries, double apart) {
  double *values = malloc(regions * industries * sizeof *values), *few = jobs_made(24 * industries, 0, 9);
  uint64_t state = 17;
  for (size_t r = 0; r < regions; r++) {
    const size_t cluster = r * r % 24;
    for (size_t i = 0; i < industries; i++) {
      double *value = &values[r * industries + i];
      *value = few[cluster * industries + i] * (1 + apart * random_unit(&state));
      if (r % 11 == 0) *value = few[cluster * industries + i];
      if (r % 17 == 0) *value = few[i] * (1 + 1e-15 * (double)(r % 3));
      if (r % 97 == 0) *value = i == r % industries ? 5 : 0;
    }
  }
  free(few);
  return values;
}

/* The same partners and bits as comparing each pair of `whole`, whether all profiles are there or panels of them. */
static void check_search(lociq_profiles *profiles, const lociq_profiles *whole, const lociq_similarity_method *method,
                         const lociq_partner_filter *filter, size_t seats, int threads, double minimum) {
  const size_t regions = profiles->regions;
  lociq_found *found = malloc(regions * seats * sizeof *found);
  double *scores = malloc(regions * sizeof *scores);
  const lociq_search search = {.profiles = profiles,
                               .method = method,
                               .filter = filter,
                               .minimum_coverage = minimum,
                               .count = regions,
                               .seats = seats,
                               .threads = threads};
  assert_int_equal(lociq_search_run(&search, found, NULL), LOCIQ_OK);
  for (size_t r = 0; r < regions; r += regions / 150 + 1) {
    for (size_t p = 0; p < regions; p++) {
      const bool may = lociq_filter_allows(filter, profiles->positions[r], profiles->positions[p]) &&
                       lociq_search_covers(whole, minimum, r, p);
      scores[p] = may ? method->score(whole, r, p, NULL) : UNKNOWN;
    }
    for (size_t rank = 0; rank < seats; rank++) {
      size_t best = LOCIQ_NONE;
      for (size_t p = 0; p < regions; p++)
        if (!isnan(scores[p]) && (best == LOCIQ_NONE || scores[p] > scores[best])) best = p;
      const lociq_found *given = &found[r * seats + rank];
      assert_true(given->unit == (best == LOCIQ_NONE ? LOCIQ_NONE : profiles->positions[best]));
      if (best == LOCIQ_NONE) continue;
      assert_memory_equal(&given->score, &scores[best], sizeof(double));
      scores[best] = UNKNOWN;
    }
  }
  free(scores);
  free(found);
}

/* What a search is of. `least`: the employment that a partner must have, NaN for any. */
typedef struct subject {
  lociq_panel *panel;
  lociq_unit *items;
  lociq_units units;
  const lociq_similarity_method *method;
  lociq_profiles *profiles;
  lociq_partner_filter *filter;
} subject;

static void subject_make(subject *made, const char *similarity, size_t regions, size_t industries, const double *values,
                         double least) {
  const lociq_similarity *text = NULL;
  lociq_partner_options options = no_options();
  options.minimum_size = least;
  assert_int_equal(lociq_similarity_find(similarity, &text, &made->method, NULL), LOCIQ_OK);
  made->panel = panel_made(NULL, regions, industries, values);
  made->profiles = profiles_made(made->panel, made->method);
  made->items = calloc(regions, sizeof *made->items);
  for (size_t r = 0; r < regions; r++) made->items[r] = (lociq_unit){r, LOCIQ_NONE, LOCIQ_NONE};
  made->units = units_made(made->panel, made->items, regions, LOCIQ_NONE);
  made->filter = filter_made(made->panel, &made->units, &options);
  assert_true(lociq_filter_is_open(made->filter) == isnan(least));
}

static void subject_clear(subject *made) {
  lociq_filter_free(made->filter);
  lociq_profiles_free(made->profiles);
  lociq_panel_free(made->panel);
  free(made->items);
}

static void check_values(const char *similarity, size_t regions, size_t industries, const double *values,
                         const size_t *seats, size_t count, double least) {
  subject made;
  subject_make(&made, similarity, regions, industries, values, least);
  lociq_profiles *panels = panels_made(made.panel, made.method);
  assert_true((lociq_profiles_panels(panels) > 1) == (panels->regions > LOCIQ_SCAN_COLUMNS));
  for (size_t s = 0; s < count; s++) {
    check_search(made.profiles, made.profiles, made.method, made.filter, seats[s], s % 2 == 0 ? 3 : 1, 0);
    check_search(panels, made.profiles, made.method, made.filter, seats[s], s % 2 == 0 ? 1 : 3, 0);
  }
  lociq_profiles_free(panels);
  subject_clear(&made);
}

static void the_same_as_every_pair_at_scale(void **state) {
  (void)state;
  enum { MANY = 1300, WIDE = 160 };
  static const size_t seats[] = {1, 10, 100};
  static const double apart[] = {1e-9, 0.5};
  for (size_t a = 0; a < 2; a++) {
    double *values = clusters_made(MANY, WIDE, apart[a]);
    check_values("cosine", MANY, WIDE, values, seats, 3, UNKNOWN);
    check_values("pearson", MANY, WIDE, values, seats + 1, 1, UNKNOWN);
    free(values);
  }
  double *values = mixtures_made(3000, 800); /* so large that components pay */
  check_values("cosine", 3000, 800, values, seats + 1, 1, UNKNOWN);
  free(values);
  values = jobs_made((size_t)MANY * WIDE, 0, 4);
  check_values("cosine", MANY, WIDE, values, seats, 3, 13000); /* half of them */
  free(values);
}

/* As many seats as there are others, and more; one profile of all; a profile that is flat, which pearson cannot
 * compare. */
static void few_regions_and_many_seats(void **state) {
  (void)state;
  static const size_t seats[] = {1, 39, 40, 77};
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++) {
    double *values = jobs_made((size_t)40 * INDUSTRIES, 0, 6);
    for (size_t i = 0; i < INDUSTRIES; i++) values[3 * INDUSTRIES + i] = 2;
    check_values(similarity->name, 40, INDUSTRIES, values, seats, 4, UNKNOWN);
    for (size_t i = 0; i < (size_t)40 * INDUSTRIES; i++) values[i] = (double)(i % INDUSTRIES + 1);
    check_values(similarity->name, 40, INDUSTRIES, values, seats, 4, UNKNOWN);
    check_values(similarity->name, 1, INDUSTRIES, values, seats, 2, UNKNOWN);
    free(values);
  }
}

/* Published totals of which the cells of some regions are too little: these are nobody's partners. */
static void regions_of_which_too_little_is_told(void **state) {
  (void)state;
  double *values = jobs_made((size_t)REGIONS * INDUSTRIES, 0, 8);
  subject made;
  subject_make(&made, "cosine", REGIONS, INDUSTRIES, values, UNKNOWN);
  for (size_t r = 0; r < REGIONS; r += 3) made.profiles->wholes[r] *= 3;
  check_search(made.profiles, made.profiles, made.method, made.filter, TOP, 2, 0.5);
  subject_clear(&made);
  free(values);
}

/* Where a table's rows are read from until one read fails. */
typedef struct failing {
  const double *values;
  size_t industries;
  long left;
} failing;

static lociq_status read_or_fail(const void *from, size_t first, size_t count, double *rows, lociq_error *error) {
  failing *of = *(failing *const *)from;
  if (of->left-- == 0) return lociq_error_set(error, LOCIQ_IO, "the disk is gone");
  memcpy(rows, of->values + first * of->industries, count * of->industries * sizeof *rows);
  return LOCIQ_OK;
}

/* Whichever read fails, in the making of profiles or between panels, says so, and nothing is lost; without one, the
 * partners are those of rows in memory. */
static void every_read_may_fail(void **state) {
  (void)state;
  enum { MANY = 800, WIDE = 40 };
  static const char *const similarities[] = {"cosine", "krugman", "mahalanobis"};
  double *values = clusters_made(MANY, WIDE, 0.5);
  for (size_t s = 0; s < 3; s++) {
    subject made;
    subject_make(&made, similarities[s], MANY, WIDE, values, UNKNOWN);
    failing reads = {.values = values, .industries = WIDE}, *of = &reads;
    lociq_found *found = malloc(sizeof *found * MANY * TOP);
    lociq_measure_year table = table_made(made.panel);
    table.values = NULL;
    table.read = read_or_fail;
    table.from = &of;
    table.memory = 1;
    lociq_status status = LOCIQ_IO;
    long n = 0;
    for (; status != LOCIQ_OK; n++) {
      lociq_error error = {0};
      lociq_profiles *profiles = NULL;
      reads.left = n;
      status = lociq_profiles_create(&table, made.method, &profiles, &error);
      const lociq_search search = {.profiles = profiles,
                                   .method = made.method,
                                   .filter = made.filter,
                                   .count = MANY,
                                   .seats = TOP,
                                   .threads = 2};
      assert_true((status == LOCIQ_OK) == (profiles != NULL));
      if (status == LOCIQ_OK) status = lociq_search_run(&search, found, &error);
      assert_string_equal(error.message, status == LOCIQ_OK ? "" : "the disk is gone");
      lociq_profiles_free(profiles);
    }
    assert_true(n > 8);
    reads.left = -1;
    lociq_profiles *profiles = NULL;
    assert_int_equal(lociq_profiles_create(&table, made.method, &profiles, NULL), LOCIQ_OK);
    check_search(profiles, made.profiles, made.method, made.filter, TOP, 2, 0);
    lociq_profiles_free(profiles);
    free(found);
    subject_clear(&made);
  }
  free(values);
}

static void check_allocations(const char *similarity, size_t regions, size_t industries, double *values, long least) {
  lociq_found *found = malloc(regions * sizeof *found);
  subject made;
  subject_make(&made, similarity, regions, industries, values, UNKNOWN);
  const lociq_search search = {.profiles = made.profiles,
                               .method = made.method,
                               .filter = made.filter,
                               .count = regions,
                               .seats = 1,
                               .threads = 2};
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_search_run(&search, found, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    assert_true(status == LOCIQ_OK || strncmp(error.message, "no memory for ", 14) == 0);
  }
  assert_true(n > least);
  subject_clear(&made);
  free(found);
  free(values);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  check_allocations("cosine", 3000, 800, mixtures_made(3000, 800), 40);
  check_allocations("cosine", REGIONS, INDUSTRIES, jobs_made((size_t)REGIONS * INDUSTRIES, 0, 3), 30);
  check_allocations("euclid", REGIONS, INDUSTRIES, jobs_made((size_t)REGIONS * INDUSTRIES, 0, 3), 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_same_as_every_pair_at_scale),
                                     cmocka_unit_test(few_regions_and_many_seats),
                                     cmocka_unit_test(regions_of_which_too_little_is_told),
                                     cmocka_unit_test(every_allocation_may_fail),
                                     cmocka_unit_test(every_read_may_fail),
                                     cmocka_unit_test(the_best_of_all),
                                     cmocka_unit_test(the_same_bits_from_any_number_of_threads),
                                     cmocka_unit_test(one_region_is_as_among_all),
                                     cmocka_unit_test(ties_go_by_code),
                                     cmocka_unit_test(contributions_are_the_largest_parts),
                                     cmocka_unit_test(progress_is_told_and_may_stop)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
