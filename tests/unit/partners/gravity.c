/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gravity model beside R's glm(ties ~ log(own) + log(other) + log(distance), family = poisson) with epsilon 1e-15,
 * R 4.2.
 */
#include "partners/gravity.h"

#include "unit/partners/cities.h"

static const double sizes[CITIES] = {120, 48, 75, 205, 310, 96};
static const double matrix[CITIES][CITIES] = {{0, 0, 7, 2, 3, 1},  {0, 0, 1, 6, 1, 4},  {9, 1, 0, 3, 6, 0},
                                              {1, 7, 4, 0, 9, 10}, {4, 2, 5, 11, 0, 3}, {2, 5, 0, 8, 2, 0}};
static const size_t every[CITIES] = {0, 1, 2, 3, 4, 5};

typedef struct fixture {
  lociq_panel *panel;
  lociq_unit items[CITIES];
  lociq_units units;
  lociq_partner_filter *filter;
  lociq_flow flows[CITIES * CITIES];
  lociq_gravity_data data;
} fixture;

static size_t list_flows(double (*value)(size_t own, size_t other), lociq_flow *flows) {
  size_t count = 0;
  for (size_t own = 0; own < CITIES; own++)
    for (size_t other = 0; other < CITIES; other++)
      if (value(own, other) > 0) flows[count++] = (lociq_flow){own, other, value(own, other)};
  return count;
}

static double directed(size_t own, size_t other) { return matrix[own][other]; }
static double both_ways(size_t own, size_t other) { return matrix[own][other] + matrix[other][own]; }

static void set_up(fixture *made, double (*value)(size_t own, size_t other)) {
  const lociq_partner_options options = no_options();
  made->panel = cities_made();
  add_points(made->panel);
  made->units = whole_regions(made->panel, made->items);
  made->filter = filter_made(made->panel, &made->units, &options);
  made->data = (lociq_gravity_data){.count = CITIES,
                                    .sizes = sizes,
                                    .filter = made->filter,
                                    .units = every,
                                    .flows = made->flows,
                                    .flow_count = list_flows(value, made->flows),
                                    .threads = 1};
}

static void tear_down(fixture *made) {
  lociq_filter_free(made->filter);
  lociq_panel_free(made->panel);
}

static lociq_gravity fit(const lociq_gravity_data *data) {
  lociq_gravity gravity;
  const char *doubt = "";
  assert_int_equal(lociq_gravity_fit(data, &gravity, &doubt, NULL), LOCIQ_OK);
  assert_null(doubt);
  return gravity;
}

/* R's steps end where the deviance no longer falls, within about 1e-8 of the root of it; so near are its terms. */
static void assert_terms(const lociq_gravity *found, const double expected[LOCIQ_GRAVITY_TERMS]) {
  for (size_t k = 0; k < LOCIQ_GRAVITY_TERMS; k++) assert_true(fabs(found->terms[k] - expected[k]) < 1e-9);
}

static void as_another_program_has_it(void **state) {
  (void)state;
  fixture made;
  set_up(&made, directed);
  lociq_gravity found = fit(&made.data);
  assert_terms(&found,
               (const double[]){4.2153542921781861, 0.73544595296128035, 0.63536904281646189, -1.5190316034483466});
  const double munich = lociq_filter_distance(made.filter, VIENNA, MUNICH);
  assert_true(fabs(lociq_gravity_expect(&found, 120, 75, munich) - 4.7524145040230081) < 1e-9);
  made.data.filter = NULL;
  found = fit(&made.data);
  assert_terms(&found, (const double[]){-2.9352860409447197, 0.50208742463084433, 0.38621639170442035, 0});
  tear_down(&made);
  set_up(&made, both_ways);
  found = fit(&made.data);
  assert_terms(&found,
               (const double[]){4.9145165336055676, 0.68540324927806751, 0.68540324927806806, -1.5197843639970652});
  tear_down(&made);
}

/* What makes Poisson's likelihood largest: as much is expected as there is, also times the logarithm of a size. */
static void what_is_expected_adds_up(void **state) {
  (void)state;
  fixture made;
  set_up(&made, directed);
  const lociq_gravity gravity = fit(&made.data);
  double sums[4] = {0};
  for (size_t own = 0; own < CITIES; own++)
    for (size_t other = 0; other < CITIES; other++) {
      if (own == other) continue;
      const double distance = lociq_filter_distance(made.filter, own, other);
      const double rest = matrix[own][other] - lociq_gravity_expect(&gravity, sizes[own], sizes[other], distance);
      const double times[4] = {1, log(sizes[own]), log(sizes[other]), log(distance)};
      for (size_t k = 0; k < 4; k++) sums[k] += rest * times[k];
    }
  for (size_t k = 0; k < 4; k++) assert_true(fabs(sums[k]) < 1e-9); /* of sums of some 1000 */
  tear_down(&made);
}

static void threads_change_no_bit(void **state) {
  (void)state;
  fixture made;
  set_up(&made, directed);
  const lociq_gravity one = fit(&made.data);
  for (int threads = 0; threads < 8; threads++) {
    made.data.threads = threads;
    const lociq_gravity found = fit(&made.data);
    assert_memory_equal(&found, &one, sizeof one);
  }
  tear_down(&made);
}

/* Ties of any unit: only the constant changes. */
static void in_other_units(void **state) {
  (void)state;
  fixture made;
  set_up(&made, directed);
  const lociq_gravity one = fit(&made.data);
  for (int power = -200; power <= 200; power += 50) {
    (void)list_flows(directed, made.flows);
    for (size_t f = 0; f < made.data.flow_count; f++) made.flows[f].value = ldexp(made.flows[f].value, power);
    lociq_gravity found = fit(&made.data);
    found.terms[LOCIQ_GRAVITY_CONSTANT] -= power * log(2);
    assert_terms(&found, one.terms);
  }
  tear_down(&made);
}

/* Of one size the others explain what there is, and the terms of sizes are left out. */
static void sizes_that_do_not_vary(void **state) {
  (void)state;
  static const double equal[CITIES] = {7, 7, 7, 7, 7, 7};
  fixture made;
  set_up(&made, directed);
  made.data.sizes = equal;
  const lociq_gravity gravity = fit(&made.data);
  assert_true(gravity.terms[LOCIQ_GRAVITY_OWN] == 0 && gravity.terms[LOCIQ_GRAVITY_OTHER] == 0);
  assert_true(gravity.terms[LOCIQ_GRAVITY_DISTANCE] < -1);
  made.data.filter = NULL; /* the mean of 30 pairs is all that is left: 117 ties */
  const lociq_gravity mean = fit(&made.data);
  assert_true(fabs(lociq_gravity_expect(&mean, 7, 7, UNKNOWN) - 117.0 / 30) < 1e-13);
  tear_down(&made);
}

/* Two members: one flow each way is met by two terms. */
static void two_members(void **state) {
  (void)state;
  static const lociq_flow flows[] = {{0, 1, 5}, {1, 0, 2}};
  const lociq_gravity_data data = {.count = 2, .sizes = (const double[]){100, 10}, .flows = flows, .flow_count = 2};
  const lociq_gravity gravity = fit(&data);
  assert_true(fabs(lociq_gravity_expect(&gravity, 100, 10, UNKNOWN) - 5) < 1e-12);
  assert_true(fabs(lociq_gravity_expect(&gravity, 10, 100, UNKNOWN) - 2) < 1e-12);
}

static void assert_doubted(const lociq_gravity_data *data, const char *expected) {
  lociq_gravity gravity;
  const char *doubt = NULL;
  assert_int_equal(lociq_gravity_fit(data, &gravity, &doubt, NULL), LOCIQ_OK);
  assert_string_equal(doubt, expected);
}

static double from_the_largest(size_t own, size_t other) { return own == MILAN && other != MILAN ? 3 : 0; }
static double nearest_alone(size_t own, size_t other) {
  return (own == PARIS && other == BRUSSELS) || (own == BRUSSELS && other == PARIS) ? 1 : 0;
}
static double none_at_all(size_t own, size_t other) { return own > CITIES && other > CITIES ? 1 : 0; }

/* All ties begin at the largest, or join the two that are nearest: the steeper the model, the better. */
static void no_finite_model(void **state) {
  (void)state;
  static const char separated[] = "ties are 0 in such places that no finite model of size and distance fits them best";
  fixture made;
  set_up(&made, from_the_largest);
  assert_doubted(&made.data, separated);
  made.data.flow_count = list_flows(nearest_alone, made.flows);
  assert_doubted(&made.data, separated);
  made.data.flow_count = list_flows(none_at_all, made.flows);
  assert_doubted(&made.data, "all ties between those that have a size and a point are 0");
  made.data.count = 1;
  assert_doubted(&made.data, "fewer than two of those in it have a size and, where others have one, a point");
  tear_down(&made);
}

static void without_memory(void **state) {
  (void)state;
  fixture made;
  set_up(&made, directed);
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_gravity gravity;
    const char *doubt = NULL;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_gravity_fit(&made.data, &gravity, &doubt, &error);
    lociq_memory_fail_after(-1);
    assert_true(n < 10 && (status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && error.message[0] != '\0')));
  }
  tear_down(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_another_program_has_it), cmocka_unit_test(what_is_expected_adds_up),
      cmocka_unit_test(threads_change_no_bit),     cmocka_unit_test(in_other_units),
      cmocka_unit_test(sizes_that_do_not_vary),    cmocka_unit_test(two_members),
      cmocka_unit_test(no_finite_model),           cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
