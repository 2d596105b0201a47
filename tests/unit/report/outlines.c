/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/outlines.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "report/page.h"

static double at(const json_t *line, size_t i) { return json_number_value(json_array_get(line, i)); }

static json_t *near(double west, double east, double latitude) {
  json_t *places = json_pack("[n, [f, f], [f, f]]", west, latitude, east, latitude);
  const lociq_shapes none = {0};
  json_t *lines = lociq_outlines_near(places, &none);
  json_decref(places);
  return lines;
}

/* Whether some line has a place within 0.4 degrees: figures are of the scale 1 : 50 million, and simplified. */
static bool passes(const json_t *lines, double longitude, double latitude) {
  for (size_t i = 0; i < json_array_size(lines); i++) {
    const json_t *line = json_array_get(lines, i);
    for (size_t k = 0; k + 1 < json_array_size(line); k += 2)
      if (fabs(at(line, k) - longitude) < 0.4 && fabs(at(line, k + 1) - latitude) < 0.4) return true;
  }
  return false;
}

/* Well-known ends of countries: Land's End, Cape Finisterre, the Brenner pass. */
static void coasts_and_borders_are_where_they_are(void **state) {
  (void)state;
  json_t *lines = near(-5, 12, 46);
  assert_true(passes(lines, -5.7, 50.07));
  assert_true(passes(lines, -9.27, 42.88));
  assert_true(passes(lines, 11.5, 47.0));
  json_decref(lines);
}

static void only_what_is_near(void **state) {
  (void)state;
  json_t *europe = near(-5, 12, 46), *pacific = near(-140, -140, -45);
  assert_true(json_array_size(europe) > 50);
  assert_int_equal(json_array_size(pacific), 0);
  assert_false(passes(europe, -74.0, 40.5));
  json_decref(europe);
  json_decref(pacific);
}

static void every_place_is_on_the_globe(void **state) {
  (void)state;
  json_t *places = json_pack("[[f, f], [f, f]]", -180.0, -85.0, 180.0, 85.0);
  const lociq_shapes none = {0};
  json_t *lines = lociq_outlines_near(places, &none);
  const lociq_page_part figures = lociq_page_outlines();
  size_t breaks = 0;
  for (size_t i = 0; i < figures.size; i++) breaks += figures.bytes[i] == '\n';
  assert_int_equal(json_array_size(lines), breaks);
  for (size_t i = 0; i < json_array_size(lines); i++) {
    const json_t *line = json_array_get(lines, i);
    assert_true(json_array_size(line) >= 4 && json_array_size(line) % 2 == 0);
    for (size_t k = 0; k + 1 < json_array_size(line); k += 2) {
      assert_true(fabs(at(line, k)) <= 180 && fabs(at(line, k + 1)) <= 90);
      if (k > 0) assert_true(fabs(at(line, k) - at(line, k - 2)) < 90); /* none runs around the globe */
    }
  }
  json_decref(lines);
  json_decref(places);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(coasts_and_borders_are_where_they_are),
      cmocka_unit_test(only_what_is_near),
      cmocka_unit_test(every_place_is_on_the_globe),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
