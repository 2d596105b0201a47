/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The correlations are pandas' (DataFrame.corr, pairwise) of the same scores.
 */
#include "core/memory.h"
#include "diagnosed.h"

static const double pairs_of_nodes[] = {
    0.9134527661412857,  0.282248687098495,    0.9128653892241989,   0.900247441875198,  -0.7287109691956415,
    0.5231569315214483,  -0.1325780677157882,  0.9943518489950263,   0.993884148730042,  -0.8570975906310834,
    0.1372943750759551,  -0.12069362325688801, -0.06430568981839635, 0.265652131227671,  0.9505629961480002,
    0.9748656249896402,  -0.8643775468584196,  0.15252207646448798,  -0.861410866015297, 0.21120765612783712,
    -0.05048104925666694};

static void correlations_are_those_of_a_second_tool(void **state) {
  (void)state;
  for (size_t years = 1; years <= 2; years++) {
    diagnosed made;
    double matrix[NODES * NODES];
    diagnose(&made, years);
    lociq_diagnosis_correlations(&made.composition, matrix);
    for (size_t n = 0, k = 0; n < NODES; n++) {
      check_within(matrix[n * NODES + n], 1, 1e-15);
      for (size_t m = n + 1; m < NODES; m++, k++) {
        check_within(matrix[n * NODES + m], pairs_of_nodes[k], 1e-14);
        assert_true(matrix[m * NODES + n] == matrix[n * NODES + m]);
      }
    }
  }
}

static void a_correlation_rests_on_what_is_known_of_both(void **state) {
  (void)state;
  diagnosed made;
  size_t known = 0;
  diagnose(&made, 1);
  (void)lociq_diagnosis_correlation(&made.composition, 4, 5, &known);
  assert_int_equal(known, 10);
  for (size_t u = 3; u < UNITS; u++) made.scores[u * NODES + 3] = NAN;
  assert_true(!isnan(lociq_diagnosis_correlation(&made.composition, 3, 4, NULL)));
  made.scores[2 * NODES + 3] = NAN;
  assert_true(isnan(lociq_diagnosis_correlation(&made.composition, 3, 4, &known)));
  assert_int_equal(known, 2);
  for (size_t u = 0; u < UNITS; u++) made.scores[u * NODES + 6] = 5;
  assert_true(isnan(lociq_diagnosis_correlation(&made.composition, 6, 4, NULL)));
  assert_true(isnan(lociq_diagnosis_correlation(&made.composition, 6, 6, NULL)));
}

static void what_is_redundant_or_negative_is_told(void **state) {
  (void)state;
  diagnosed made;
  lociq_flagged_pair *pairs = NULL;
  size_t count = 0;
  diagnose(&made, 1);
  assert_int_equal(lociq_diagnosis_flag(&made.design, &made.composition, 0.92, -0.05, &pairs, &count, NULL), LOCIQ_OK);
  /* Parts of different nodes (3 and 5: -0.86) and a node with its own part (1 and 3: 0.99) are no pairs. */
  const lociq_flagged_pair expected[] = {{.node = 1, .other = 2, .r = -0.1325780677157882},
                                         {.node = 3, .other = 4, .r = 0.9748656249896402, .redundant = true},
                                         {.node = 5, .other = 6, .r = -0.05048104925666694}};
  const size_t expected_count = sizeof expected / sizeof expected[0];
  assert_int_equal(count, expected_count);
  for (size_t k = 0; k < expected_count; k++) {
    assert_int_equal(pairs[k].node, expected[k].node);
    assert_int_equal(pairs[k].other, expected[k].other);
    assert_int_equal(pairs[k].redundant, expected[k].redundant);
    check_within(pairs[k].r, expected[k].r, 1e-14);
  }
  free(pairs);
  assert_int_equal(lociq_diagnosis_flag(&made.design, &made.composition, 0.98, -0.4, &pairs, &count, NULL), LOCIQ_OK);
  assert_int_equal(count, 0);
  free(pairs);
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_diagnosis_flag(&made.design, &made.composition, 0.98, -0.4, &pairs, &count, NULL),
                   LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(correlations_are_those_of_a_second_tool),
                                     cmocka_unit_test(a_correlation_rests_on_what_is_known_of_both),
                                     cmocka_unit_test(what_is_redundant_or_negative_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
