/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <hdf5.h>
#include <unistd.h>

#include "unit/partners/panels.h"

static const char path[] = "partners_stored.h5";
enum { YEARS = 2, REGIONS = 4, INDUSTRIES = 3, CELLS = REGIONS * INDUSTRIES };

/* 2015 is panel_made's year; the store has 2014 before it, with other values and a published total. */
static const double values[YEARS * CELLS] = {1,  9,  3,  4,  5,  6,  7, 8,       9,  9,  8, 1,
                                             10, 20, 30, 11, 19, 30, 5, UNKNOWN, 31, 30, 1, 0};
static const char *const codes[] = {"AT11", "AT12", "DE11", "ITC4"};

static lociq_panel *two_years(void) {
  static const char *const years[] = {"2014", "2015"};
  lociq_panel *panel = panel_made(codes, REGIONS, INDUSTRIES, values);
  lociq_axis_free(panel->axes[LOCIQ_YEAR]);
  panel->axes[LOCIQ_YEAR] = axis_made(LOCIQ_YEAR, "", years, YEARS);
  lociq_cube *cube = panel->cubes[0];
  free(cube->parts[LOCIQ_BODY].values);
  cube->parts[LOCIQ_BODY] = (lociq_grid){0};
  assert_int_equal(lociq_cube_set_text(&cube->unit, "persons", NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, YEARS * CELLS, false, NULL), LOCIQ_OK);
  memcpy(cube->parts[LOCIQ_BODY].values, values, sizeof values);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_TOTAL_REGION, YEARS * REGIONS, false, NULL), LOCIQ_OK);
  for (size_t i = 0; i < YEARS * REGIONS; i++) cube->parts[LOCIQ_TOTAL_REGION].values[i] = 72;
  return panel;
}

static int make_store(void **state) {
  (void)state;
  lociq_panel *panel = two_years();
  lociq_store *store = NULL;
  lociq_error error = {0};
  lociq_status status = lociq_store_open(path, LOCIQ_STORE_NEW, &store, &error);
  if (status == LOCIQ_OK) status = lociq_store_merge(store, panel, &error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, &error);
  lociq_store_close(store);
  lociq_panel_free(panel);
  if (status != LOCIQ_OK) print_error("%s\n", error.message);
  return status == LOCIQ_OK ? 0 : -1;
}

static int remove_store(void **state) {
  (void)state;
  return unlink(path);
}

static lociq_store *store_opened(lociq_store_mode mode) {
  lociq_store *store = NULL;
  assert_int_equal(lociq_store_open(path, mode, &store, NULL), LOCIQ_OK);
  return store;
}

static void a_store_ranks_as_its_panel(void **state) {
  (void)state;
  static const char *const years[] = {"2014", NULL};
  lociq_panel *panel = two_years();
  lociq_store *store = store_opened(LOCIQ_STORE_READ);
  for (size_t y = 0; y < YEARS; y++) {
    lociq_partner_options options = lociq_partner_options_default();
    options.year = years[y];
    lociq_ranking *one = NULL, *other = NULL;
    assert_int_equal(lociq_partners_rank(panel, &options, &one, NULL), LOCIQ_OK);
    assert_int_equal(lociq_partners_rank_store(store, &options, &other, NULL), LOCIQ_OK);
    assert_int_equal(other->year, 2014 + y);
    for (size_t i = 0; i < REGIONS * options.top; i++) {
      assert_int_equal(one->partners[i].unit, other->partners[i].unit);
      assert_memory_equal(&one->partners[i].score, &other->partners[i].score, sizeof(double));
    }
    assert_memory_equal(one->coverage, other->coverage, REGIONS * sizeof(double));
    lociq_ranking_free(one);
    lociq_ranking_free(other);
  }
  lociq_store_close(store);
  lociq_panel_free(panel);
}

static void keep(lociq_ranking *ranking, lociq_status expected, const char *message) {
  lociq_store *store = store_opened(LOCIQ_STORE_WRITE);
  lociq_error error = {0};
  assert_int_equal(lociq_partners_put(store, ranking, &error), expected);
  assert_string_equal(error.message, message);
  if (expected == LOCIQ_OK) assert_int_equal(lociq_store_commit(store, &error), LOCIQ_OK);
  lociq_store_close(store);
}

static lociq_ranking *rank_panel(const lociq_panel *panel, size_t top, const char *region) {
  lociq_partner_options options = lociq_partner_options_default();
  options.top = top;
  options.contributions = 2;
  options.region = region;
  lociq_ranking *ranking = NULL;
  assert_int_equal(lociq_partners_rank(panel, &options, &ranking, NULL), LOCIQ_OK);
  return ranking;
}

static void read_variable(const char *name, hid_t type, size_t expected, void *read) {
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), dataset = H5Dopen2(file, name, H5P_DEFAULT);
  assert_true(dataset >= 0);
  const hid_t space = H5Dget_space(dataset);
  assert_int_equal(H5Sget_simple_extent_npoints(space), expected);
  assert_true(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, read) >= 0);
  (void)H5Sclose(space);
  (void)H5Dclose(dataset);
  (void)H5Fclose(file);
}

static void check_kept(const lociq_ranking *ranking) {
  enum { MOST = 5 };
  const size_t top = ranking->top, places = REGIONS * top;
  int32_t positions[YEARS * REGIONS * MOST], industries[YEARS * REGIONS * MOST * 2];
  double scores[YEARS * REGIONS * MOST], parts[YEARS * REGIONS * MOST * 2];
  read_variable("partner_similarity", H5T_NATIVE_INT32, YEARS * places, positions);
  read_variable("partner_similarity_score", H5T_NATIVE_DOUBLE, YEARS * places, scores);
  read_variable("partner_similarity_contribution", H5T_NATIVE_DOUBLE, YEARS * places * 2, parts);
  read_variable("partner_similarity_contribution_industry", H5T_NATIVE_INT32, YEARS * places * 2, industries);
  for (size_t i = 0; i < places; i++) {
    const lociq_partner *partner = &ranking->partners[i];
    assert_true(positions[i] == -1 && isnan(scores[i]));
    assert_int_equal(positions[places + i], partner->unit == LOCIQ_NONE ? -1 : (int)partner->unit);
    assert_true(partner->unit == LOCIQ_NONE || scores[places + i] == partner->score);
  }
  for (size_t i = 0; i < places * 2; i++) {
    const lociq_contribution *part = &ranking->contributions[i];
    assert_true(industries[i] == -1 && isnan(parts[i]));
    assert_int_equal(industries[places * 2 + i], part->item == LOCIQ_NONE ? -1 : (int)part->item);
    assert_true(part->item == LOCIQ_NONE || parts[places * 2 + i] == part->value);
  }
}

/* The second has another number of ranks, and takes the first one's place. */
static void a_ranking_is_kept_and_replaced(void **state) {
  (void)state;
  static const size_t tops[] = {2, 5};
  lociq_panel *panel = two_years();
  for (size_t i = 0; i < 2; i++) {
    lociq_ranking *ranking = rank_panel(panel, tops[i], NULL);
    keep(ranking, LOCIQ_OK, "");
    check_kept(ranking);
    lociq_ranking_free(ranking);
    char *report = NULL;
    lociq_error error = {0};
    assert_int_equal(lociq_store_verify(path, &report, &error), LOCIQ_OK);
    free(report);
  }
  lociq_panel_free(panel);
}

/* A panel with an earlier and a middle region and an earlier industry joins: what was kept is still told of the same
 * regions and industries. The old codes are AT11 … ITC4 and I0000 … I0002. */
static void positions_follow_their_members(void **state) {
  (void)state;
  static const char *const more_regions[] = {"AAA1", "BE10"}, *const more_industries[] = {"A"};
  static const size_t new_region[REGIONS] = {1, 2, 4, 5};
  enum { TOP = 2, NEW_REGIONS = REGIONS + 2, PLACES = NEW_REGIONS * TOP };
  int32_t positions[YEARS * PLACES], industries[YEARS * PLACES * 2];
  const double jobs[] = {1, 2};
  lociq_panel *panel = two_years(), *more = panel_made(more_regions, 2, 1, jobs);
  lociq_axis_free(more->axes[LOCIQ_INDUSTRY]);
  more->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, "", more_industries, 1);
  lociq_ranking *ranking = rank_panel(panel, TOP, NULL);
  keep(ranking, LOCIQ_OK, "");
  lociq_store *store = store_opened(LOCIQ_STORE_WRITE);
  assert_int_equal(lociq_store_merge(store, more, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  read_variable("partner_similarity", H5T_NATIVE_INT32, YEARS * PLACES, positions);
  read_variable("partner_similarity_contribution_industry", H5T_NATIVE_INT32, YEARS * PLACES * 2, industries);
  for (size_t region = 0; region < REGIONS; region++)
    for (size_t i = 0; i < TOP * 2; i++) {
      const size_t old = region * TOP * 2 + i, new = PLACES * 2 + new_region[region] * TOP * 2 + i;
      const size_t industry = ranking->contributions[old].item;
      assert_int_equal(industries[new], industry == LOCIQ_NONE ? -1 : (int)industry + 1);
      const size_t partner = ranking->partners[old / 2].unit;
      assert_int_equal(positions[new / 2], partner == LOCIQ_NONE ? -1 : (int)new_region[partner]);
    }
  assert_int_equal(positions[PLACES], -1); /* AAA1 has not been ranked */
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
  lociq_panel_free(more);
}

static void only_a_whole_ranking_of_a_year_that_is_there(void **state) {
  (void)state;
  lociq_panel *panel = two_years();
  lociq_ranking *ranking = rank_panel(panel, 2, "DE11");
  keep(ranking, LOCIQ_INVALID, "the ranking has 1 regions and the store 4: only a whole one is kept");
  lociq_ranking_free(ranking);
  ranking = rank_panel(panel, 2, NULL);
  ranking->year = 2016;
  keep(ranking, LOCIQ_INVALID, "the ranking is of 2016, a year that the store has not");
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_store *store = store_opened(LOCIQ_STORE_READ);
  const lociq_partner_options options = lociq_partner_options_default();
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_ranking *ranking = NULL;
    lociq_memory_fail_after(n);
    status = lociq_partners_rank_store(store, &options, &ranking, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && ranking == NULL));
    lociq_ranking_free(ranking);
  }
  assert_true(n > 15);
  lociq_store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_store_ranks_as_its_panel), cmocka_unit_test(a_ranking_is_kept_and_replaced),
      cmocka_unit_test(only_a_whole_ranking_of_a_year_that_is_there), cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(positions_follow_their_members)};
  return cmocka_run_group_tests(tests, make_store, remove_store);
}
