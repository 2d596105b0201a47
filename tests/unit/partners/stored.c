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

/* What one variable of the ranking has: `width` values a place; the year before is missing. NULL: positions. */
static void check_values(const lociq_ranking *ranking, const char *name, size_t width,
                         double (*value)(const lociq_ranking *ranking, size_t place, size_t k)) {
  const size_t count = ranking->asked_count * ranking->top * width;
  double *read = calloc(YEARS * count, sizeof *read);
  read_variable(name, H5T_NATIVE_DOUBLE, YEARS * count, read);
  for (size_t i = 0; i < count; i++) {
    const double expected = value(ranking, i / width, i % width);
    assert_true(isnan(read[i]));
    assert_true(isnan(expected) ? isnan(read[count + i]) : read[count + i] == expected);
  }
  free(read);
}

static double score_of(const lociq_ranking *ranking, size_t place, size_t k) {
  (void)k;
  return ranking->partners[place].score;
}
static double known_of(const lociq_ranking *ranking, size_t place, size_t k) {
  (void)k;
  return ranking->partners[place].known;
}
static double block_of(const lociq_ranking *ranking, size_t place, size_t k) {
  return ranking->block_scores[place * ranking->block_count + k];
}
static double part_of(const lociq_ranking *ranking, size_t place, size_t k) {
  return ranking->contributions[place * ranking->contribution_count + k].value;
}
static double own_of(const lociq_ranking *ranking, size_t place, size_t k) {
  return ranking->contributions[place * ranking->contribution_count + k].own;
}
static double other_of(const lociq_ranking *ranking, size_t place, size_t k) {
  return ranking->contributions[place * ranking->contribution_count + k].other;
}

static void check_kept(const lociq_ranking *ranking) {
  enum { MOST = 5 };
  const size_t places = REGIONS * ranking->top;
  int32_t positions[YEARS * REGIONS * MOST], items[YEARS * REGIONS * MOST * 2], blocks[INDUSTRIES];
  double weight = 0;
  check_values(ranking, "partner_similarity_score", 1, score_of);
  check_values(ranking, "partner_similarity_known", 1, known_of);
  check_values(ranking, "partner_similarity_block_score", 1, block_of);
  check_values(ranking, "partner_similarity_contribution", 2, part_of);
  check_values(ranking, "partner_similarity_contribution_own", 2, own_of);
  check_values(ranking, "partner_similarity_contribution_other", 2, other_of);
  read_variable("partner_similarity", H5T_NATIVE_INT32, YEARS * places, positions);
  read_variable("partner_similarity_contribution_item", H5T_NATIVE_INT32, YEARS * places * 2, items);
  for (size_t i = 0; i < places; i++) {
    const size_t unit = ranking->partners[i].unit;
    assert_int_equal(positions[i], -1);
    assert_int_equal(positions[places + i], unit == LOCIQ_NONE ? -1 : (int)ranking->units[unit].region);
  }
  for (size_t i = 0; i < places * 2; i++) {
    const size_t item = ranking->contributions[i].item;
    assert_int_equal(items[i], -1);
    assert_int_equal(items[places * 2 + i], item == LOCIQ_NONE ? -1 : (int)item);
  }
  read_variable("partner_similarity_block_weight", H5T_NATIVE_DOUBLE, 1, &weight);
  assert_true(weight == 1);
  read_variable("partner_similarity_item_block", H5T_NATIVE_INT32, INDUSTRIES, blocks);
  for (size_t i = 0; i < INDUSTRIES; i++) assert_int_equal(blocks[i], 0);
}

/* The codes of a dimension. */
static void check_codes(const char *name, size_t count, const char *const *expected) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  char *members[INDUSTRIES] = {NULL};
  assert_true(H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0);
  read_variable(name, type, count, members);
  for (size_t i = 0; i < count; i++) {
    assert_string_equal(members[i], expected[i]);
    free(members[i]);
  }
  (void)H5Tclose(type);
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
    check_codes("partner_similarity_block", 1, (const char *const[]){"cosine"});
    check_codes("partner_similarity_item", INDUSTRIES,
                (const char *const[]){"cosine:I0000", "cosine:I0001", "cosine:I0002"});
    lociq_ranking_free(ranking);
    char *report = NULL;
    lociq_error error = {0};
    assert_int_equal(lociq_store_verify(path, &report, &error), LOCIQ_OK);
    free(report);
  }
  lociq_panel_free(panel);
}

static lociq_ranking *rank_cluster(const lociq_panel *panel, size_t top, const char *cluster) {
  lociq_partner_options options = lociq_partner_options_default();
  options.top = top;
  options.contributions = INDUSTRIES;
  options.cluster = cluster;
  lociq_ranking *ranking = NULL;
  assert_int_equal(lociq_partners_rank(panel, &options, &ranking, NULL), LOCIQ_OK);
  return ranking;
}

/* ITC4 has nothing of I0002, and so no row. */
static void a_cluster_has_its_own_name(void **state) {
  (void)state;
  enum { TOP = 2, PLACES = REGIONS * TOP };
  int32_t positions[YEARS * PLACES], industries[YEARS * PLACES], regions[YEARS * PLACES];
  lociq_panel *panel = two_years();
  lociq_ranking *whole = rank_panel(panel, TOP, NULL), *cluster = rank_cluster(panel, TOP, "I0002");
  assert_int_equal(cluster->asked_count, REGIONS - 1);
  keep(whole, LOCIQ_OK, "");
  keep(cluster, LOCIQ_OK, "");
  check_kept(whole);
  read_variable("partner_similarity_I0002", H5T_NATIVE_INT32, YEARS * PLACES, positions);
  read_variable("partner_similarity_I0002_industry", H5T_NATIVE_INT32, YEARS * PLACES, industries);
  for (size_t i = 0; i < PLACES; i++) {
    const size_t unit = i / TOP < cluster->asked_count ? cluster->partners[i].unit : LOCIQ_NONE;
    assert_int_equal(positions[PLACES + i], unit == LOCIQ_NONE ? -1 : (int)cluster->units[unit].region);
    assert_int_equal(industries[PLACES + i], unit == LOCIQ_NONE ? -1 : 2);
  }
  assert_true(positions[PLACES] >= 0);
  read_variable("partner_similarity", H5T_NATIVE_INT32, YEARS * PLACES, regions); /* the other one is as it was */
  lociq_ranking_free(whole);
  lociq_ranking_free(cluster);
  lociq_panel_free(panel);
}

/* An industry of that code would put its partners over the scores of all regions. */
static void a_cluster_named_as_a_part_is_refused(void **state) {
  (void)state;
  static const char *const industries[] = {"rank_upper", "score", "z"};
  lociq_panel *panel = two_years();
  lociq_axis_free(panel->axes[LOCIQ_INDUSTRY]);
  panel->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, "", industries, INDUSTRIES);
  for (size_t i = 0; i < 2; i++) {
    lociq_ranking *cluster = rank_cluster(panel, 2, industries[i]);
    char message[128];
    (void)snprintf(
        message, sizeof message,
        "partners of the cluster \"%s\" cannot be kept: partner_similarity_%s is a part of the ranking of all "
        "regions",
        industries[i], industries[i]);
    keep(cluster, LOCIQ_CONFLICT, message);
    lociq_ranking_free(cluster);
  }
  lociq_panel_free(panel);
}

static void read_text(const char *name, const char *of, char *read, size_t size) {
  const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), type = H5Tcopy(H5T_C_S1);
  char *text = NULL;
  assert_true(H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0);
  const hid_t attribute = H5Aopen_by_name(file, name, of, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(attribute >= 0 && H5Aread(attribute, type, &text) >= 0);
  (void)snprintf(read, size, "%s", text);
  free(text);
  (void)H5Aclose(attribute);
  (void)H5Tclose(type);
  (void)H5Fclose(file);
}

/* With how the redraws behind it were made: a seed has more digits than a double. */
static void rank_intervals_are_kept(void **state) {
  (void)state;
  enum { TOP = 2, PLACES = REGIONS * TOP };
  double stability[YEARS * PLACES], upper[YEARS * PLACES];
  char seed[32];
  lociq_panel *panel = two_years();
  lociq_partner_options options = lociq_partner_options_default();
  options.top = TOP;
  options.redraws = 20;
  options.seed = UINT64_MAX;
  lociq_ranking *ranking = NULL;
  assert_int_equal(lociq_partners_rank(panel, &options, &ranking, NULL), LOCIQ_OK);
  keep(ranking, LOCIQ_OK, "");
  read_variable("partner_similarity_stability", H5T_NATIVE_DOUBLE, YEARS * PLACES, stability);
  read_variable("partner_similarity_rank_upper", H5T_NATIVE_DOUBLE, YEARS * PLACES, upper);
  assert_true(ranking->partners[0].stability > 0 && ranking->partners[0].rank_upper >= 1);
  for (size_t i = 0; i < PLACES; i++) {
    const lociq_partner *partner = &ranking->partners[i];
    assert_true(stability[PLACES + i] == partner->stability ||
                (isnan(stability[PLACES + i]) && isnan(partner->stability)));
    assert_true(upper[PLACES + i] == partner->rank_upper || (isnan(upper[PLACES + i]) && isnan(partner->rank_upper)));
  }
  read_text("partner_similarity_stability", "seed", seed, sizeof seed);
  assert_string_equal(seed, "18446744073709551615");
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

/* DE11 is given a second organisation: its first unit's partners are kept, and the comment says so. */
static void the_first_of_several_organisations_is_kept(void **state) {
  (void)state;
  enum { TOP = 2, PLACES = REGIONS * TOP };
  int32_t positions[YEARS * PLACES], organisations[YEARS * PLACES];
  char comment[512], note[] = "The ranking is a toss.";
  char *remarks[] = {note, NULL};
  lociq_panel *panel = two_years();
  lociq_ranking *ranking = rank_cluster(panel, TOP, "I0002"), several = *ranking;
  lociq_unit units[] = {{0, 2, LOCIQ_NONE}, {1, 2, 0}, {2, 2, 1}, {2, 2, 2}};
  size_t asked[] = {0, 1, 2, 3};
  lociq_partner partners[4 * TOP];
  for (size_t i = 0; i < (size_t)4 * TOP; i++) partners[i] = (lociq_partner){.unit = i % 4, .score = 1};
  several.units = units;
  several.asked = asked;
  several.unit_count = several.asked_count = 4;
  several.partners = partners;
  several.contribution_count = several.block_count = several.item_count = 0;
  several.remarks = remarks;
  several.block_count = 1;
  double shares[4 * TOP] = {0};
  several.block_scores = shares;
  keep(&several, LOCIQ_OK, "");
  read_variable("partner_similarity_I0002", H5T_NATIVE_INT32, YEARS * PLACES, positions);
  read_variable("partner_similarity_I0002_organisation", H5T_NATIVE_INT32, YEARS * PLACES, organisations);
  static const int expected[PLACES] = {0, 1, 2, 2, 0, 1, -1, -1}, of[PLACES] = {-1, 0, 1, 2, -1, 0, -1, -1};
  for (size_t i = 0; i < PLACES; i++) {
    assert_int_equal(positions[PLACES + i], expected[i]);
    assert_int_equal(organisations[PLACES + i], of[i]);
  }
  read_text("partner_similarity_I0002", "comment", comment, sizeof comment);
  assert_string_equal(
      comment,
      "The ranking is a toss.\nOf regions with several organisations the partners of the first are kept, "
      "not those of 1 more.");
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

/* A panel with an earlier and a middle region and an earlier industry joins: what was kept is still told of the same
 * regions and industries. The old codes are AT11 … ITC4 and I0000 … I0002. */
static void positions_follow_their_members(void **state) {
  (void)state;
  static const char *const more_regions[] = {"AAA1", "BE10"}, *const more_industries[] = {"A"};
  static const size_t new_region[REGIONS] = {1, 2, 4, 5};
  enum { TOP = 2, NEW_REGIONS = REGIONS + 2, PLACES = NEW_REGIONS * TOP };
  int32_t positions[YEARS * PLACES], industries[YEARS * PLACES], items[YEARS * PLACES * INDUSTRIES];
  const double jobs[] = {1, 2};
  lociq_panel *panel = two_years(), *more = panel_made(more_regions, 2, 1, jobs);
  lociq_axis_free(more->axes[LOCIQ_INDUSTRY]);
  more->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, "", more_industries, 1);
  lociq_ranking *ranking = rank_cluster(panel, TOP, "I0000");
  const size_t told = ranking->contribution_count;
  assert_true(told <= INDUSTRIES);
  keep(ranking, LOCIQ_OK, "");
  lociq_store *store = store_opened(LOCIQ_STORE_WRITE);
  assert_int_equal(lociq_store_merge(store, more, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  read_variable("partner_similarity_I0000", H5T_NATIVE_INT32, YEARS * PLACES, positions);
  read_variable("partner_similarity_I0000_industry", H5T_NATIVE_INT32, YEARS * PLACES, industries);
  read_variable("partner_similarity_I0000_contribution_item", H5T_NATIVE_INT32, YEARS * PLACES * told, items);
  for (size_t old = 0; old < (size_t)REGIONS * TOP; old++) {
    const size_t new = PLACES + new_region[old / TOP] * TOP + old % TOP, unit = ranking->partners[old].unit;
    assert_int_equal(positions[new], unit == LOCIQ_NONE ? -1 : (int)new_region[ranking->units[unit].region]);
    assert_int_equal(industries[new], unit == LOCIQ_NONE ? -1 : 1);
    for (size_t c = 0; c < told; c++) { /* on the ranking's own items, which stay */
      const size_t item = ranking->contributions[old * told + c].item;
      assert_int_equal(items[new *told + c], item == LOCIQ_NONE ? -1 : (int)item);
    }
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
  keep(ranking, LOCIQ_INVALID, "the ranking is of 1 of the store's units alone: only a whole one is kept");
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

static void every_allocation_of_keeping_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = two_years();
  lociq_ranking *ranking = rank_cluster(panel, 2, "I0001");
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_store *store = store_opened(LOCIQ_STORE_WRITE);
    lociq_memory_fail_after(n);
    status = lociq_partners_put(store, ranking, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    lociq_store_close(store);
  }
  assert_true(n > 30);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_store_ranks_as_its_panel),
                                     cmocka_unit_test(a_ranking_is_kept_and_replaced),
                                     cmocka_unit_test(a_cluster_has_its_own_name),
                                     cmocka_unit_test(a_cluster_named_as_a_part_is_refused),
                                     cmocka_unit_test(rank_intervals_are_kept),
                                     cmocka_unit_test(the_first_of_several_organisations_is_kept),
                                     cmocka_unit_test(only_a_whole_ranking_of_a_year_that_is_there),
                                     cmocka_unit_test(every_allocation_may_fail),
                                     cmocka_unit_test(every_allocation_of_keeping_may_fail),
                                     cmocka_unit_test(positions_follow_their_members)};
  return cmocka_run_group_tests(tests, make_store, remove_store);
}
