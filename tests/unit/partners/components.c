/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/components.h"

#include "unit/partners/panels.h"

static lociq_components components_of(const double *values, size_t regions, size_t industries) {
  const lociq_similarity *text = NULL;
  const lociq_similarity_method *method = NULL;
  lociq_components components = {0};
  assert_int_equal(lociq_similarity_find("cosine", &text, &method, NULL), LOCIQ_OK);
  lociq_panel *panel = panel_made(NULL, regions, industries, values);
  lociq_profiles *profiles = profiles_made(panel, method);
  assert_int_equal(lociq_components_find(profiles, method, 10, &components, NULL), LOCIQ_OK);
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
  return components;
}

/* Rows in a space of 20 directions: the components are at right angles, and hold a row but for what rounds. */
static void few_directions_are_found(void **state) {
  (void)state;
  enum { REGIONS = 6000, INDUSTRIES = 800 };
  double *values = mixtures_made(REGIONS, INDUSTRIES);
  lociq_components found = components_of(values, REGIONS, INDUSTRIES);
  assert_int_equal(found.count, LOCIQ_COMPONENTS_FEWEST);
  for (size_t k = 0; k < found.count; k++)
    for (size_t l = 0; l <= k; l++) {
      double product = 0;
      for (size_t i = 0; i < found.width; i++)
        product += found.basis[k * found.width + i] * found.basis[l * found.width + i];
      assert_true(fabs(product - (k == l)) < 1e-12);
    }
  double norm = 0, rest = 0;
  const double *row = values + (size_t)777 * INDUSTRIES;
  for (size_t i = 0; i < INDUSTRIES; i++) norm += row[i] * row[i];
  for (size_t i = 0; i < INDUSTRIES; i++) rest += pow(row[i] / sqrt(norm) - found.centre[i], 2);
  assert_true(rest > 0.01);
  for (size_t k = 0; k < found.count; k++) {
    double along = 0;
    for (size_t i = 0; i < INDUSTRIES; i++)
      along += (row[i] / sqrt(norm) - found.centre[i]) * found.basis[k * found.width + i];
    rest -= along * along;
  }
  assert_true(fabs(rest) < 1e-10);
  lociq_components_clear(&found);
  free(values);
}

/* Independent industries have no directions to gain by; nor have few rows. */
static void none_where_they_do_not_pay(void **state) {
  (void)state;
  double *values = jobs_made((size_t)1200 * 200, 0, 3);
  lociq_components found = components_of(values, 1200, 200);
  assert_true(found.count == 0 && found.basis == NULL && found.centre != NULL);
  lociq_components_clear(&found);
  assert_null(found.centre);
  found = components_of(values, 100, 200);
  assert_int_equal(found.count, 0);
  lociq_components_clear(&found);
  for (size_t i = 0; i < (size_t)1200 * 200; i++) values[i] = i % 200 == 0 ? 9 : 0;
  found = components_of(values, 1200, 200);
  lociq_components_clear(&found);
  free(values);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(few_directions_are_found),
                                     cmocka_unit_test(none_where_they_do_not_pay)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
