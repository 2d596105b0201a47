/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/sketch.h"

#include "unit/partners/panels.h"

/* So many and so wide that components pay. */
enum { MANY = 3000, WIDE = 800, BLOCKS = 12 };

/* Rows that few components hold, or that none do. One is flat. */
static double *rows_made(bool few) {
  double *values = few ? mixtures_made(MANY, WIDE) : jobs_made((size_t)MANY * WIDE, 0, 2);
  for (size_t i = 0; i < (size_t)WIDE; i++) values[5 * WIDE + i] = 3;
  return values;
}

/* Every score lies between its bounds and below its limit; the flat row has none by pearson. */
static void check_tile(const lociq_profiles *profiles, const lociq_similarity_method *method,
                       const lociq_sketch *sketch, size_t left, size_t right) {
  int32_t *products = lociq_allocate_aligned((size_t)LOCIQ_SKETCH_BLOCK * LOCIQ_SKETCH_BLOCK, sizeof *products);
  float *scratch = lociq_allocate_aligned(lociq_sketch_scratch(), sizeof *scratch), upper[LOCIQ_SKETCH_BLOCK];
  lociq_sketch_multiply(sketch, left, right, products, scratch);
  for (size_t i = 0; i < LOCIQ_SKETCH_BLOCK; i++) {
    const size_t a = left * LOCIQ_SKETCH_BLOCK + i;
    if (a >= MANY) continue;
    lociq_sketch_limit(sketch, a, right, products + i * LOCIQ_SKETCH_BLOCK, upper);
    for (size_t j = 0; j < LOCIQ_SKETCH_BLOCK; j++) {
      const size_t b = right * LOCIQ_SKETCH_BLOCK + j;
      if (b >= MANY) assert_true(isnan(upper[j]));
      if (b >= MANY) continue;
      const double score = method->score(profiles, sketch->order[a], sketch->order[b], NULL);
      const lociq_bounds bounds = lociq_sketch_bound(sketch, a, b, products[i * LOCIQ_SKETCH_BLOCK + j]);
      assert_true(isnan(score) == isnan(upper[j]));
      if (isnan(score)) continue;
      assert_true(score <= (double)upper[j]);
      assert_true(score >= (double)bounds.lower && score <= (double)bounds.upper);
      assert_true(bounds.upper - bounds.lower < 0.08F); /* bytes of 4 at most where 1 is usual: 4/127/sqrt(3) each */
    }
  }
  free(products);
  free(scratch);
}

static void check(const char *similarity, bool few) {
  const lociq_similarity *text = NULL;
  const lociq_similarity_method *method = NULL;
  lociq_sketch *sketch = NULL;
  assert_int_equal(lociq_similarity_find(similarity, &text, &method, NULL), LOCIQ_OK);
  double *values = rows_made(few);
  lociq_panel *panel = panel_made(NULL, MANY, WIDE, values);
  lociq_profiles *profiles = profiles_made(panel, method);
  assert_int_equal(lociq_sketch_create(profiles, method, 10, &sketch, NULL), LOCIQ_OK);
  assert_int_equal(sketch->blocks, BLOCKS);
  assert_true((sketch->whole.bytes != NULL) == few);
  bool seen[MANY] = {false};
  for (size_t place = 0; place < MANY; place++) {
    assert_true(sketch->order[place] < MANY && !seen[sketch->order[place]]);
    seen[sketch->order[place]] = true;
  }
  check_tile(profiles, method, sketch, 0, 0);
  check_tile(profiles, method, sketch, 1, 4);
  check_tile(profiles, method, sketch, 3, BLOCKS - 1);
  lociq_sketch_free(sketch);
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
  free(values);
}

static void scores_lie_between_their_bounds(void **state) {
  (void)state;
  check("cosine", true);
  check("cosine", false);
  check("pearson", true);
  check("pearson", false);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(scores_lie_between_their_bounds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
