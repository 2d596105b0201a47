/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/scales.h"

#include "unit/partners/panels.h"

enum { REGIONS = 4, INDUSTRIES = 3, WIDTH = 8 };

/* Shares 1/4 3/4 0, 1/2 1/2 0, 3/4 ? 1/4, and of the fourth, whose published total is 0, nothing. */
static lociq_profiles *profiles_of_four(lociq_panel **panel) {
  static const double values[REGIONS * INDUSTRIES] = {1, 3, 0, 2, 2, 0, 3, UNKNOWN, 1, 5, 6, 7};
  static const double totals[REGIONS] = {UNKNOWN, UNKNOWN, UNKNOWN, 0};
  *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
  const lociq_measure_year table = {.measure = "employment",
                                    .regions = (*panel)->axes[LOCIQ_REGION],
                                    .industries = (*panel)->axes[LOCIQ_INDUSTRY],
                                    .year = 2015,
                                    .values = values,
                                    .total_region = totals};
  const lociq_similarity *similarity = NULL;
  const lociq_similarity_method *method = NULL;
  lociq_profiles *profiles = NULL;
  assert_int_equal(lociq_similarity_find("krugman", &similarity, &method, NULL), LOCIQ_OK);
  assert_int_equal(lociq_profiles_create(&table, method, &profiles, NULL), LOCIQ_OK);
  assert_int_equal(profiles->regions, REGIONS);
  return profiles;
}

static void check(lociq_status (*fit)(lociq_profiles *, lociq_error *), const double *expected) {
  lociq_panel *panel = NULL;
  lociq_profiles *profiles = profiles_of_four(&panel);
  double *scaled = lociq_allocate_aligned(REGIONS * WIDTH, sizeof *scaled);
  assert_int_equal(fit(profiles, NULL), LOCIQ_OK);
  for (size_t r = 0; r < REGIONS; r++) lociq_profile_scale(profiles, r, scaled + r * WIDTH);
  for (size_t r = 0; r < REGIONS; r++)
    for (size_t i = 0; i < WIDTH; i++) {
      const double value = scaled[r * WIDTH + i], right = i < INDUSTRIES ? expected[r * INDUSTRIES + i] : 0;
      assert_true(isnan(right) ? isnan(value) : fabs(value - right) < 1e-15);
    }
  free(scaled);
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
}

static void standardised(void **state) {
  (void)state;
  const double far = sqrt(1.5), last = sqrt(2);
  check(lociq_profiles_standardise,
        (const double[]){-far, 1, -last / 2, 0, -1, -last / 2, far, 0, last, UNKNOWN, UNKNOWN, UNKNOWN});
}

static void stretched(void **state) {
  (void)state;
  check(lociq_profiles_stretch, (const double[]){0, 1, 0, 0.5, 0, 0, 1, 0, 1, UNKNOWN, UNKNOWN, UNKNOWN});
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(standardised), cmocka_unit_test(stretched)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
