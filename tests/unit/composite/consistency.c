/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Alpha is the formula over numpy's cov, components are numpy's eigh of corrcoef, both of the same scores.
 */
#include "core/memory.h"
#include "diagnosed.h"

/* All four indicators as parts of the index. */
static void flatten(diagnosed *made) {
  made->nodes[0].first_part = 3;
  made->nodes[0].part_count = 4;
}

static double alpha_of(const diagnosed *made, size_t node) {
  double alpha = -7;
  assert_int_equal(lociq_diagnosis_alpha(&made->design, &made->composition, node, &alpha, NULL), LOCIQ_OK);
  return alpha;
}

static void alpha_is_that_of_its_formula(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 2);
  check_within(alpha_of(&made, 0), -0.2729702469024362, 1e-14);
  check_within(alpha_of(&made, 1), 0.9870495186950883, 1e-14);
  check_within(alpha_of(&made, 2), -0.1062995556330053, 1e-14);
  flatten(&made);
  check_within(alpha_of(&made, 0), -0.19566991415506801, 1e-14);
}

static void parts_that_say_the_same_have_an_alpha_of_one(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 1);
  for (size_t u = 0; u < UNITS; u++) made.scores[u * NODES + 4] = made.scores[u * NODES + 3] + 10;
  check_within(alpha_of(&made, 1), 1, 1e-14);
}

static void without_a_sum_that_varies_there_is_no_alpha(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 1);
  made.nodes[1].part_count = 1;
  assert_true(isnan(alpha_of(&made, 1)));
  for (size_t u = 0; u < UNITS; u++) made.scores[u * NODES + 6] = 100 - made.scores[u * NODES + 5];
  assert_true(isnan(alpha_of(&made, 2)));
  for (size_t u = 2; u < UNITS; u++) made.scores[u * NODES + 1] = NAN;
  assert_true(isnan(alpha_of(&made, 0)));
}

static void check_components(const diagnosed *made, size_t node, size_t count, const double *values,
                             const double *loadings) {
  double found[4], loaded[16];
  assert_int_equal(lociq_diagnosis_components(&made->design, &made->composition, node, found, loaded, NULL), LOCIQ_OK);
  for (size_t k = 0; k < count; k++) check_within(found[k], values[k], 1e-13);
  for (size_t k = 0; k < count * count; k++) check_within(loaded[k], loadings[k], 1e-13);
}

static void components_are_those_of_a_second_tool(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 2);
  check_components(&made, 1, 2, (const double[]){1.9748656249896404, 0.02513437501035959},
                   (const double[]){0.9936965394398936, 0.9936965394398936, 0.11210346785527998, -0.11210346785527998});
  check_components(&made, 2, 2, (const double[]){1.050481049256667, 0.9495189507433328},
                   (const double[]){0.7247347960656597, -0.7247347960656597, 0.6890279206038507, 0.6890279206038507});
  flatten(&made);
  check_components(
      &made, 0, 4, (const double[]){2.860940955058809, 0.969383405310959, 0.14938232846260185, 0.020293311167631032},
      (const double[]){0.9876254409384467, 0.9744819576224825, -0.9332342431538575, 0.2549425526334328,
                       -0.018549007521119647, -0.06262579168779281, 0.17886525677138496, 0.9659837316262235,
                       0.11223047010826132, 0.19537996577291125, 0.31109960750179044, -0.04278262765058306,
                       0.10796408805894275, -0.0910472045606514, 0.017265617202581376, -0.007026511334703887});
}

static void check_refusal(const diagnosed *made, const char *message) {
  double values[2], loadings[4];
  lociq_error error = {0};
  assert_int_equal(lociq_diagnosis_components(&made->design, &made->composition, 1, values, loadings, &error),
                   LOCIQ_INVALID);
  assert_string_equal(error.message, message);
}

static void what_has_no_components_is_told(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 1);
  for (size_t u = 0; u < UNITS; u++) made.scores[u * NODES + 4] = 3;
  check_refusal(&made, "part 2 is the same everywhere: it has no correlations");
  for (size_t u = 2; u < UNITS; u++) made.scores[u * NODES + 4] = NAN;
  check_refusal(&made, "knows all parts of 2 units: components need 3");
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  diagnosed made;
  diagnose(&made, 1);
  for (int which = 0; which < 2; which++) {
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      double alpha = 0, values[2], loadings[4];
      lociq_memory_fail_after(n);
      status = which == 0 ? lociq_diagnosis_alpha(&made.design, &made.composition, 1, &alpha, NULL)
                          : lociq_diagnosis_components(&made.design, &made.composition, 1, values, loadings, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK ? n > 1 : status == LOCIQ_NO_MEMORY);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(alpha_is_that_of_its_formula),
                                     cmocka_unit_test(parts_that_say_the_same_have_an_alpha_of_one),
                                     cmocka_unit_test(without_a_sum_that_varies_there_is_no_alpha),
                                     cmocka_unit_test(components_are_those_of_a_second_tool),
                                     cmocka_unit_test(what_has_no_components_is_told),
                                     cmocka_unit_test(every_failing_allocation_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
