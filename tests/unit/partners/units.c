/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/units.h"

#include "unit/partners/cities.h"

static lociq_panel *panel;

/* The regions of the cities, and the industries of NACE as the labour force survey has them. */
static int set_up(void **state) {
  (void)state;
  static const lociq_member industries[] = {{.code = "A"}, {.code = "B-E"}};
  panel = cities_made();
  lociq_axis_free(panel->axes[LOCIQ_INDUSTRY]);
  return lociq_axis_create(LOCIQ_INDUSTRY, industries, 2, &panel->axes[LOCIQ_INDUSTRY], NULL) == LOCIQ_OK ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  lociq_panel_free(panel);
  return 0;
}

static lociq_status choose(const lociq_partner_options *options, lociq_units *units, lociq_error *error) {
  const lociq_statistics statistics = statistics_made(panel);
  return lociq_units_choose(&statistics, options, units, error);
}

static void all_regions_or_one(void **state) {
  (void)state;
  lociq_partner_options options = lociq_partner_options_default();
  lociq_units units = {0};
  assert_int_equal(choose(&options, &units, NULL), LOCIQ_OK);
  assert_true(units.count == CITIES && units.asked_count == CITIES && units.cluster == LOCIQ_NONE);
  for (size_t u = 0; u < CITIES; u++) {
    assert_true(units.asked[u] == u && units.items[u].region == u);
    assert_true(units.items[u].industry == LOCIQ_NONE && units.items[u].organisation == LOCIQ_NONE);
  }
  lociq_partner_units_clear(&units);
  options.region = "DE21";
  assert_int_equal(choose(&options, &units, NULL), LOCIQ_OK);
  assert_true(units.count == CITIES && units.asked_count == 1 && units.asked[0] == MUNICH);
  lociq_partner_units_clear(&units);
}

/* What is 0 is no part of the cluster; what is unknown may be one. */
static void the_parts_of_a_cluster_and_of_what_it_is_linked_to(void **state) {
  (void)state;
  static const char path[] = "unit_links.csv";
  double *jobs = panel->cubes[0]->parts[LOCIQ_BODY].values;
  const double before[] = {jobs[2 * VIENNA], jobs[2 * MUNICH]};
  lociq_partner_options options = lociq_partner_options_default();
  lociq_units units = {0};
  jobs[2 * VIENNA] = 0;
  jobs[2 * MUNICH] = UNKNOWN;
  options.cluster = "A";
  assert_int_equal(choose(&options, &units, NULL), LOCIQ_OK);
  assert_true(units.count == CITIES - 1 && units.asked_count == CITIES - 1 && units.cluster == 0);
  assert_true(units.items[0].region == BRUSSELS && units.items[1].region == MUNICH);
  lociq_partner_units_clear(&units);
  write_side_file(path, "from,to\nA,B-E\n");
  options.linkage = path;
  assert_int_equal(choose(&options, &units, NULL), LOCIQ_OK);
  assert_true(units.count == 2 * CITIES - 1 && units.asked_count == CITIES - 1);
  for (size_t i = 0; i < units.asked_count; i++) assert_true(units.items[units.asked[i]].industry == 0);
  lociq_partner_units_clear(&units);
  jobs[2 * VIENNA] = before[0];
  jobs[2 * MUNICH] = before[1];
  (void)unlink(path);
}

/* DE212 lies in DE21, ES1 in none, and C29 in B-E. */
static void organisations_lie_in_what_contains_them(void **state) {
  (void)state;
  lociq_organisation items[] = {{.region = (char[]){"DE212"}, .industry = (char[]){"C29"}},
                                {.region = (char[]){"ITC4"}, .industry = (char[]){"A"}},
                                {.region = (char[]){"ES1"}, .industry = (char[]){"J"}},
                                {.region = (char[]){"DE"}, .industry = (char[]){""}}};
  lociq_organisations all = {items, sizeof items / sizeof items[0]};
  static const size_t regions[] = {MUNICH, MILAN, LOCIQ_NONE, LOCIQ_NONE};
  static const size_t industries[] = {1, 0, LOCIQ_NONE, LOCIQ_NONE};
  lociq_unit none[CITIES];
  lociq_units units = whole_regions(panel, none);
  units.organisations = &all;
  assert_int_equal(lociq_units_locate(&units, NULL), LOCIQ_OK);
  assert_memory_equal(units.organisation_regions, regions, sizeof regions);
  assert_memory_equal(units.organisation_industries, industries, sizeof industries);
  free(units.organisation_regions);
  free(units.organisation_industries);
}

static void assert_refused(lociq_partner_options options, const char *message) {
  lociq_units units = {0};
  lociq_error error = {0};
  assert_int_equal(choose(&options, &units, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(units.items);
}

static void who_is_not_there_is_refused(void **state) {
  (void)state;
  lociq_partner_options options = lociq_partner_options_default();
  options.cluster = "C";
  assert_refused(options, "there is no industry \"C\" to be a cluster");
  options.cluster = NULL;
  options.organisation = "motors";
  assert_refused(options, "there is no organisation \"motors\" among the 0 of the store");
  options.organisation = NULL;
  options.region = "XX";
  assert_refused(options, "there is no region \"XX\" in employment");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_partner_options options = lociq_partner_options_default();
  options.cluster = "A";
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_units units = {0};
    lociq_memory_fail_after(n);
    status = choose(&options, &units, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && units.items == NULL));
    lociq_partner_units_clear(&units);
  }
  assert_true(n > 6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_regions_or_one), cmocka_unit_test(the_parts_of_a_cluster_and_of_what_it_is_linked_to),
      cmocka_unit_test(organisations_lie_in_what_contains_them), cmocka_unit_test(who_is_not_there_is_refused),
      cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
