/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/countries.h"

#include "unit/partners/cities.h"

/* Of organisations without a region: Austria, Austria by its region, Austria in small letters, the United Kingdom by
 * its other code, Serbia twice, a country by its name, none. */
static void by_region_or_by_what_is_declared(void **state) {
  (void)state;
  enum { COUNT = 10, AUSTRIAN = 2, BRITISH = 5, SERBIAN = 6, GERMAN = 8, UNSAID = 9 };
  lociq_panel *panel = cities_made();
  lociq_organisation organisations[] = {organisation_made("a", "", "AT", LOCIQ_INTEREST_NONE),
                                        organisation_made("b", "AT345", "", LOCIQ_INTEREST_NONE),
                                        organisation_made("c", "XX", "at", LOCIQ_INTEREST_NONE),
                                        organisation_made("d", "", "GB", LOCIQ_INTEREST_NONE),
                                        organisation_made("e", "", "RS", LOCIQ_INTEREST_NONE),
                                        organisation_made("f", "RS11", "", LOCIQ_INTEREST_NONE),
                                        organisation_made("g", "", "Germany", LOCIQ_INTEREST_NONE),
                                        organisation_made("h", "?", "", LOCIQ_INTEREST_NONE)};
  lociq_organisations all = {organisations, 8};
  lociq_unit items[COUNT] = {{VIENNA, 0, LOCIQ_NONE}, {LONDON, 0, LOCIQ_NONE}};
  for (size_t o = 0; o < 8; o++) items[2 + o] = (lociq_unit){LOCIQ_NONE, 0, o};
  lociq_units units = units_made(panel, items, COUNT, 0);
  size_t *countries = NULL;
  units.organisations = &all;
  assert_int_equal(lociq_units_countries(&units, &countries, NULL), LOCIQ_OK);
  for (size_t u = AUSTRIAN; u < BRITISH; u++) assert_int_equal(countries[u], countries[0]);
  assert_int_equal(countries[BRITISH], countries[1]);
  assert_int_equal(countries[SERBIAN], countries[SERBIAN + 1]);
  assert_int_equal(countries[UNSAID], LOCIQ_NONE);
  const size_t apart[] = {countries[0], countries[1], countries[SERBIAN], countries[GERMAN], LOCIQ_NONE};
  for (size_t a = 0; a < 5; a++)
    for (size_t b = 0; b < a; b++) assert_true(apart[a] != apart[b]);
  free(countries);
  lociq_panel_free(panel);
}

static void without_memory(void **state) {
  (void)state;
  lociq_panel *panel = cities_made();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    size_t *countries = NULL;
    lociq_memory_fail_after(n);
    status = lociq_units_countries(&units, &countries, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && countries == NULL));
    free(countries);
    assert_true(n < 100);
  }
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(by_region_or_by_what_is_declared),
                                     cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
