/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fit_answer: reads frames of 4 regions in 2 and 3 industries in 2 (as of tests/unit/harmonise/fit.c)
 *
 *   12 priors, 12 lower and 12 upper bounds, a count, then as many lines
 *   "tier_of_regions tier_of_industries cell lower upper" of known cells
 *
 * and prints the 12 cells of the fit to 1e-11 of each, or why there is none.
 */
#include <stdio.h>

#include "harmonise/frame.h"

enum { CELLS = 12 };

static int read_numbers(double *numbers, size_t count) {
  for (size_t k = 0; k < count; k++)
    if (scanf("%lf", &numbers[k]) != 1) return 0;
  return 1;
}

static int answer(lociq_frame *frame) {
  double prior[CELLS], values[CELLS];
  lociq_error error = {0};
  lociq_bounds *finest = &frame->tables[0][0];
  size_t known = 0;
  if (!read_numbers(prior, CELLS) || !read_numbers(finest->lower, CELLS) || !read_numbers(finest->upper, CELLS) ||
      scanf("%zu", &known) != 1)
    return 0;
  for (size_t k = 0; k < known; k++) {
    size_t r, i, cell;
    double lower, upper;
    if (scanf("%zu %zu %zu %lf %lf", &r, &i, &cell, &lower, &upper) != 5) return 0;
    lociq_frame_set(frame, r, i, cell, (lower + upper) / 2, 0);
    frame->tables[r][i].lower[cell] = lower;
    frame->tables[r][i].upper[cell] = upper;
  }
  lociq_fitting fitting = {.tolerance = 1e-11, .iterations = 100000, .threads = 1};
  if (lociq_frame_fit(frame, prior, "2019", &fitting, values, &error) != LOCIQ_OK) {
    (void)printf("%s\n", error.message);
    return 1;
  }
  for (size_t c = 0; c < CELLS; c++) (void)printf("%.17g ", values[c]);
  (void)printf("\n");
  return 1;
}

int main(void) {
  const char *codes[] = {"1", "2", "3", "4"};
  size_t pairs[] = {0, 0, 1, 1}, both[] = {0, 0}, order[] = {0, 1, 2, 3}, two[] = {0, 2, 4}, one[] = {0, 2};
  size_t kinds[] = {0, 0, 1}, kind_first[] = {0, 2, 3};
  const lociq_hierarchy regions = {
      {{4, codes, pairs, NULL, NULL}, {2, codes, both, two, order}, {1, codes, NULL, one, order}}, 3};
  const lociq_hierarchy industries = {
      {{3, codes, kinds, NULL, NULL}, {2, codes, both, kind_first, order}, {1, codes, NULL, one, order}}, 3};
  for (int more = 1; more != 0;) {
    lociq_frame *frame = NULL;
    if (lociq_frame_create(&regions, &industries, 0, LOCIQ_REST_NONE, &frame, NULL) != LOCIQ_OK) return 1;
    more = answer(frame);
    lociq_frame_free(frame);
  }
  return 0;
}
