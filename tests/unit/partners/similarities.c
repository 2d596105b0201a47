/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/panels.h"

static void every_entry_is_described_and_found(void **state) {
  (void)state;
  size_t count = 0;
  for (const lociq_similarity *entry = lociq_similarities(); entry->name != NULL; entry++, count++) {
    const lociq_similarity *found = NULL;
    const lociq_similarity_method *method = NULL;
    assert_int_equal(lociq_similarity_find(entry->name, &found, &method, NULL), LOCIQ_OK);
    assert_ptr_equal(found, entry);
    assert_non_null(method->score);
    assert_true(strlen(entry->title) > 0 && strlen(entry->formula) > 0 && strlen(entry->reference) > 0);
  }
  assert_int_equal(count, 7);
}

static void an_unknown_name_is_told_the_known(void **state) {
  (void)state;
  const lociq_similarity *found = NULL;
  const lociq_similarity_method *method = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_similarity_find("cosin", &found, &method, &error), LOCIQ_INVALID);
  assert_string_equal(
      error.message,
      "there is no similarity \"cosin\": expected one of cosine, krugman, pearson, euclid, gower, jaccard, mahalanobis");
  assert_null(found);
}

static void a_product_of_rows(void **state) {
  (void)state;
  const double left[] = {1, 2, 3, 4}, right[] = {5, 6, 7, 8, 9, 10};
  double result[2 * 4] = {0};
  lociq_similarity_multiply(2, left, 2, right, 3, result, 4);
  const double expected[] = {17, 23, 29, 0, 39, 53, 67, 0};
  assert_memory_equal(result, expected, sizeof expected);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_entry_is_described_and_found),
                                     cmocka_unit_test(an_unknown_name_is_told_the_known),
                                     cmocka_unit_test(a_product_of_rows)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
