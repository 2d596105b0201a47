/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/resample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_panel.h"

enum { SIZE = 40, INDUSTRIES = 7, CELLS = SIZE * INDUSTRIES, ENOUGH = 1 << 20 };
static const made_shape shape = {2, SIZE, INDUSTRIES, 6, true};

static lociq_status give_rows(const void *context, const lociq_cube *cube, size_t year, size_t first, size_t count,
                              double *buffer, const double **values, lociq_error *error) {
  (void)context, (void)error;
  memcpy(buffer, cube->parts[LOCIQ_BODY].values + year * CELLS + first * INDUSTRIES,
         count * INDUSTRIES * sizeof *buffer);
  *values = buffer;
  return LOCIQ_OK;
}

static lociq_status give_part(const void *context, const lociq_cube *cube, lociq_part part, size_t year,
                              const double **values, lociq_error *error) {
  (void)context, (void)error;
  const size_t size = part == LOCIQ_TOTAL_INDUSTRY ? INDUSTRIES : part == LOCIQ_TOTAL ? 1 : SIZE;
  *values = cube->parts[part].values == NULL ? NULL : cube->parts[part].values + year * size;
  return LOCIQ_OK;
}

typedef struct drawing {
  lociq_panel *panel;
  lociq_cube *measure;
  lociq_request request;
  lociq_source source;
} drawing;

static drawing start(double jobs_per_unit, bool regions) {
  drawing made = {.panel = made_panel(&shape)};
  made.measure = lociq_panel_find(made.panel, "employment");
  made.request.measure = made.measure;
  made.request.bootstrap = (lociq_bootstrap){.count = 9, .regions = regions, .seed = 5, .jobs_per_unit = jobs_per_unit};
  return made;
}

static void prepare(drawing *made) {
  made->source = (lociq_source){.panel = made->panel, .rows = give_rows, .part = give_part};
}

/* A year of a replicate, in pieces of so many rows. */
static lociq_status draw(const drawing *made, size_t memory, size_t replicate, size_t year, size_t piece,
                         double drawn[CELLS], lociq_error *error) {
  lociq_resampling *resampling = NULL;
  lociq_status status = lociq_resampling_create(&made->request, &made->source, memory, &resampling, error);
  if (status != LOCIQ_OK) return status;
  const lociq_source *source = lociq_resampling_choose(resampling, replicate);
  for (size_t first = 0; first < SIZE && status == LOCIQ_OK; first += piece) {
    const size_t count = SIZE - first < piece ? SIZE - first : piece;
    double buffer[CELLS];
    const double *rows = NULL;
    status = source->rows(source->context, made->measure, year, first, count, buffer, &rows, error);
    if (status == LOCIQ_OK) memcpy(drawn + first * INDUSTRIES, rows, count * INDUSTRIES * sizeof *drawn);
  }
  lociq_resampling_free(resampling);
  return status;
}

static void regions_keep_their_jobs_and_what_is_unknown(void **state) {
  (void)state;
  const double per_unit[] = {1, 10, 0.1};
  for (size_t u = 0; u < 3; u++) {
    drawing made = start(per_unit[u], false);
    double drawn[CELLS];
    size_t changed = 0;
    prepare(&made);
    assert_int_equal(draw(&made, ENOUGH, 3, 1, SIZE, drawn, NULL), LOCIQ_OK);
    const double *values = made.measure->parts[LOCIQ_BODY].values + CELLS;
    for (size_t r = 0; r < SIZE; r++) {
      double before = 0, after = 0, jobs = 0;
      for (size_t i = r * INDUSTRIES; i < (r + 1) * INDUSTRIES; i++) {
        assert_int_equal(isnan(values[i]), isnan(drawn[i]));
        if (isnan(values[i])) continue;
        if (values[i] == 0) assert_true(drawn[i] == 0);
        before += values[i];
        after += drawn[i];
        changed += drawn[i] != values[i];
      }
      assert_true(fabs(after - before) <= 1e-12 * before); /* sums of seven rounded products */
      jobs = rint(before * per_unit[u]);
      for (size_t i = r * INDUSTRIES; i < (r + 1) * INDUSTRIES && jobs > 0; i++) {
        const double count = isnan(drawn[i]) ? 0 : drawn[i] * jobs / before;
        assert_true(fabs(count - rint(count)) < 1e-6); /* whole jobs */
      }
    }
    assert_true(changed > CELLS / 4);
    lociq_panel_free(made.panel);
  }
}

static void neither_memory_nor_pieces_show(void **state) {
  (void)state;
  drawing made = start(1, false);
  double whole[CELLS], pieces[CELLS], other[CELLS];
  prepare(&made);
  assert_int_equal(draw(&made, ENOUGH, 2, 0, SIZE, whole, NULL), LOCIQ_OK);
  assert_int_equal(draw(&made, 0, 2, 0, 7, pieces, NULL), LOCIQ_OK);
  assert_memory_equal(whole, pieces, sizeof whole);
  assert_int_equal(draw(&made, ENOUGH, 3, 0, SIZE, other, NULL), LOCIQ_OK);
  assert_memory_not_equal(whole, other, sizeof whole);
  made.request.bootstrap.seed++;
  assert_int_equal(draw(&made, ENOUGH, 2, 0, SIZE, other, NULL), LOCIQ_OK);
  assert_memory_not_equal(whole, other, sizeof whole);
  lociq_panel_free(made.panel);
}

/* Drawn regions come with their rows, totals and variables; industries' totals stay. */
static void drawn_regions_are_whole(void **state) {
  (void)state;
  drawing made = start(1, true);
  lociq_resampling *resampling = NULL;
  size_t repeated = 0;
  prepare(&made);
  assert_int_equal(lociq_resampling_create(&made.request, &made.source, ENOUGH, &resampling, NULL), LOCIQ_OK);
  const lociq_source *source = lociq_resampling_choose(resampling, 4);
  const lociq_cube *gdp = lociq_panel_find(made.panel, "gdp");
  double buffer[CELLS];
  const double *rows = NULL, *totals = NULL, *products = NULL, *industries = NULL;
  assert_int_equal(source->rows(source->context, made.measure, 1, 0, SIZE, buffer, &rows, NULL), LOCIQ_OK);
  assert_int_equal(source->part(source->context, made.measure, LOCIQ_TOTAL_REGION, 1, &totals, NULL), LOCIQ_OK);
  assert_int_equal(source->part(source->context, gdp, LOCIQ_BODY, 1, &products, NULL), LOCIQ_OK);
  assert_int_equal(source->part(source->context, made.measure, LOCIQ_TOTAL_INDUSTRY, 1, &industries, NULL), LOCIQ_OK);
  assert_ptr_equal(industries, made.measure->parts[LOCIQ_TOTAL_INDUSTRY].values + INDUSTRIES);
  bool seen[SIZE] = {false};
  for (size_t r = 0; r < SIZE; r++) {
    size_t from = 0;
    while (from < SIZE &&
           memcmp(rows + r * INDUSTRIES, made.measure->parts[LOCIQ_BODY].values + CELLS + from * INDUSTRIES,
                  INDUSTRIES * sizeof *rows) != 0)
      from++;
    assert_true(from < SIZE);
    assert_true(totals[r] == made.measure->parts[LOCIQ_TOTAL_REGION].values[SIZE + from]);
    assert_true(products[r] == gdp->parts[LOCIQ_BODY].values[SIZE + from]);
    repeated += seen[from] ? 1 : 0;
    seen[from] = true;
  }
  assert_true(repeated > 5); /* of 40 drawn from 40, 15 are expected */
  lociq_resampling_free(resampling);
  lociq_panel_free(made.panel);
}

static void assert_refused(double value, const char *message) {
  drawing made = start(1, false);
  double drawn[CELLS];
  lociq_error error = {0};
  prepare(&made);
  made.measure->parts[LOCIQ_BODY].values[2 * INDUSTRIES + 1] = value;
  assert_int_equal(draw(&made, ENOUGH, 0, 0, SIZE, drawn, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
  lociq_panel_free(made.panel);
}

static void jobs_that_cannot_be_drawn_are_refused(void **state) {
  (void)state;
  assert_refused(-1, "bootstrap cannot draw the jobs of region \"R000003\" in 2001: a cell is below 0");
  assert_refused(1e10, "bootstrap cannot draw the jobs of region \"R000003\" in 2001: they are more than 2^32");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  for (int regions = 0; regions < 2; regions++) {
    drawing made = start(1, regions == 1);
    long n = 0;
    prepare(&made);
    for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
      lociq_resampling *resampling = NULL;
      lociq_error error = {0};
      lociq_memory_fail_after(n);
      status = lociq_resampling_create(&made.request, &made.source, ENOUGH, &resampling, &error);
      lociq_memory_fail_after(-1);
      if (status == LOCIQ_OK) assert_non_null(resampling);
      if (status != LOCIQ_OK) assert_string_equal(error.message, "no memory for resampling");
      if (status != LOCIQ_OK) assert_null(resampling);
      lociq_resampling_free(resampling);
    }
    assert_true(n > 4);
    lociq_panel_free(made.panel);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(regions_keep_their_jobs_and_what_is_unknown), cmocka_unit_test(neither_memory_nor_pieces_show),
      cmocka_unit_test(drawn_regions_are_whole), cmocka_unit_test(jobs_that_cannot_be_drawn_are_refused),
      cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
