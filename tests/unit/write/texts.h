/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small datasets and rankings for the tests of writers, and what is written of them.
 */
#ifndef LOCIQ_TESTS_TEXTS_H
#define LOCIQ_TESTS_TEXTS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "write/writer.h"

#define UNKNOWN ((double)NAN)

static inline lociq_axis *axis_made(lociq_axis_kind kind, const lociq_member *members, size_t count) {
  lociq_axis *axis = NULL;
  assert_int_equal(lociq_axis_create(kind, members, count, &axis, NULL), LOCIQ_OK);
  return axis;
}

/* What the datasets of a test lie over: two years, three regions (the first with a hostile code), two industries. */
typedef struct axes {
  lociq_axis *years, *regions, *industries;
} axes;

static inline axes axes_made(void) {
  static const lociq_member years[] = {{.code = "2014", .level = -1}, {.code = "2015", .level = -1}};
  static const lociq_member regions[] = {{.code = "DE11", .label = "Stuttgart", .level = 2},
                                         {.code = "=1+1,\"x\"", .label = "<b>\n=cmd()", .level = -1},
                                         {.code = "ITC4", .label = "Lombardia è bella", .level = 2}};
  static const lociq_member industries[] = {{.code = "A", .label = "Agriculture", .level = 1},
                                            {.code = "C", .level = 1}};
  return (axes){axis_made(LOCIQ_YEAR, years, 2), axis_made(LOCIQ_REGION, regions, 3),
                axis_made(LOCIQ_INDUSTRY, industries, 2)};
}

static inline void axes_free(const axes *world) {
  lociq_axis_free(world->years);
  lociq_axis_free(world->regions);
  lociq_axis_free(world->industries);
}

/* Numbers that are easy to tell apart: the third cell is missing and has two flags; the fourth is a seventh. */
static inline double cell_value(size_t cell) { return cell == 2 ? UNKNOWN : cell == 3 ? 1.0 / 7 : (double)cell; }

static inline lociq_status read_cells(const lociq_dataset *dataset, size_t year, size_t first, size_t count,
                                      double *values, uint16_t *flags, lociq_error *error) {
  (void)error;
  const size_t width = dataset->columns.all, from = (year * dataset->rows.all + first) * width;
  for (size_t i = 0; i < count * width; i++) {
    values[i] = cell_value(from + i);
    flags[i] = from + i == 2 ? LOCIQ_FLAG_CONFIDENTIAL | LOCIQ_FLAG_UNRELIABLE : 0;
  }
  return LOCIQ_OK;
}

static inline lociq_status read_nothing(const lociq_dataset *dataset, size_t year, size_t first, size_t count,
                                        double *values, uint16_t *flags, lociq_error *error) {
  (void)year, (void)first, (void)count, (void)values, (void)flags;
  return lociq_error_set(error, LOCIQ_IO, "%s cannot be read", dataset->name);
}

static inline lociq_side side_of(const lociq_axis *axis, const char *name) {
  return (lociq_side){name, axis, lociq_axis_count(axis), 0, lociq_axis_count(axis)};
}

static inline lociq_dataset dataset_of(const axes *world, unsigned shape) {
  const lociq_side none = {.all = 1, .count = 1};
  lociq_dataset dataset = {.name = "jobs", .years = none, .rows = none, .columns = none, .read = read_cells};
  if ((shape & LOCIQ_BY_YEAR) != 0) dataset.years = side_of(world->years, "year");
  if ((shape & LOCIQ_BY_REGION) != 0) dataset.rows = side_of(world->regions, "region");
  if ((shape & LOCIQ_BY_INDUSTRY) != 0) {
    lociq_side *side = (shape & LOCIQ_BY_REGION) != 0 ? &dataset.columns : &dataset.rows;
    *side = side_of(world->industries, "industry");
  }
  if ((shape & LOCIQ_BY_INDUSTRY_OTHER) != 0) dataset.columns = side_of(world->industries, "industry_other");
  return dataset;
}

static inline void side_choose(lociq_side *side, size_t position) {
  side->first = position;
  side->count = 1;
}

#define NO_PARTNER \
  { LOCIQ_NONE, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN }
#define NO_PART \
  { LOCIQ_NONE, NAN, NAN, NAN }

/* One block, of shares. DE11 has the partners ITC4 and "=1+1", the latter with one contribution of two; ITC4 has
 * none. */
static inline lociq_ranking ranking_of(const axes *world) {
  static lociq_unit units[] = {{0, LOCIQ_NONE, LOCIQ_NONE}, {1, LOCIQ_NONE, LOCIQ_NONE}, {2, LOCIQ_NONE, LOCIQ_NONE}};
  static size_t asked[] = {1, 2};
  static lociq_partner partners[] = {{2, 0.9375, 1, 0.9375, NAN, NAN, NAN, NAN, NAN, NAN, NAN},
                                     {0, 0.1, 1, 0.1, NAN, NAN, NAN, NAN, NAN, NAN, NAN},
                                     NO_PARTNER,
                                     NO_PARTNER};
  static lociq_contribution contributions[] = {{1, 0.75, 0.5, 0.625},
                                               {0, 0.125, 0.25, 0.3125},
                                               {0, 0.1, 0.25, NAN},
                                               NO_PART,
                                               NO_PART,
                                               NO_PART,
                                               NO_PART,
                                               NO_PART};
  static double coverage[] = {1, 0.5}, block_scores[] = {0.9375, 0.1, NAN, NAN};
  static char by[] = "similarity", method[] = "cosine", measure[] = "employment", agriculture[] = "Agriculture";
  static char first[] = "A", second[] = "C", share[] = "share", nothing[] = "";
  static lociq_partner_block blocks[] = {{method, method, 1, false}};
  static lociq_partner_item items[] = {{0, first, agriculture, share}, {0, second, nothing, share}};
  return (lociq_ranking){.region_axis = world->regions,
                         .industry_axis = world->industries,
                         .by = by,
                         .similarity = method,
                         .measure = measure,
                         .year = 2015,
                         .units = units,
                         .unit_count = 3,
                         .asked = asked,
                         .asked_count = 2,
                         .top = 2,
                         .contribution_count = 2,
                         .blocks = blocks,
                         .block_count = 1,
                         .items = items,
                         .item_count = 2,
                         .partners = partners,
                         .block_scores = block_scores,
                         .contributions = contributions,
                         .coverage = coverage};
}

/* Two blocks, one of them directed, with a hostile name; clusters and organisations; all figures. The first unit is
 * DE11's part of C, which has an organisation; its partners are ITC4's part of A and an organisation without a region.
 */
static inline lociq_ranking clusters_of(const axes *world) {
  static lociq_unit units[] = {{1, 1, 0}, {2, 0, LOCIQ_NONE}, {LOCIQ_NONE, LOCIQ_NONE, 1}};
  static size_t asked[] = {0};
  static lociq_partner partners[] = {{1, 0.75, 1, 0.25, 412.4, 3, 1.25, 0.5, 1, 2, 0.875},
                                     {2, 0.5, 0.25, NAN, NAN, NAN, NAN, NAN, 1, 4.5, 0.5}};
  static double block_scores[] = {0.5, 0.25, NAN, 0.5};
  static lociq_contribution contributions[] = {
      {0, 0.5, 12345.6, 23456.7}, {1, 0.1875, 1, 1}, {2, 0.25, NAN, NAN}, {1, 0.125, 1, 1}};
  static lociq_contribution returns[] = {{0, 0.25, 12345.6, 23456.7},
                                         {LOCIQ_NONE, NAN, NAN, NAN},
                                         {LOCIQ_NONE, NAN, NAN, NAN},
                                         {LOCIQ_NONE, NAN, NAN, NAN}};
  static double coverage[] = {NAN};
  static char by[] = "blend", measure[] = "employment", cluster[] = "C", lead[] = "lead", declared[] = "declared";
  static char hostile[] = "=words,", gdp[] = "gdp", label[] = "Gross domestic product", unit[] = "EUR";
  static char welding[] = "competences: welding", seeks[] = "seeks: \x1b[31m", nothing[] = "";
  static char own_code[] = "auto", own_name[] = "Auto Cluster", other_code[] = "@home", other_name[] = "At home";
  static char remark[] = "The first ten are a toss.\n";
  static lociq_partner_block blocks[] = {{lead, lead, 2, true}, {hostile, declared, 1, false}};
  static lociq_partner_item items[] = {
      {0, gdp, label, unit}, {1, welding, nothing, nothing}, {1, seeks, nothing, nothing}};
  static lociq_organisation entries[] = {{.code = own_code, .name = own_name},
                                         {.code = other_code, .name = other_name}};
  static lociq_organisations organisations = {entries, 2};
  static char *remarks[] = {remark, NULL};
  return (lociq_ranking){.region_axis = world->regions,
                         .industry_axis = world->industries,
                         .organisations = &organisations,
                         .by = by,
                         .measure = measure,
                         .cluster = cluster,
                         .year = 2015,
                         .units = units,
                         .unit_count = 3,
                         .asked = asked,
                         .asked_count = 1,
                         .top = 2,
                         .contribution_count = 2,
                         .blocks = blocks,
                         .block_count = 2,
                         .items = items,
                         .item_count = 3,
                         .partners = partners,
                         .block_scores = block_scores,
                         .contributions = contributions,
                         .returns = returns,
                         .coverage = coverage,
                         .remarks = remarks};
}

/* What a writer writes; the caller frees. */
static inline char *dataset_written(const char *format, const lociq_dataset *dataset) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  lociq_dataset_writer writer = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_writer_find(format, &writer, NULL), LOCIQ_OK);
  assert_int_equal(writer(dataset, stream, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  assert_int_equal(fclose(stream), 0);
  return text;
}

static inline char *ranking_written_as(const lociq_write_options *options, const lociq_ranking *ranking) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  assert_int_equal(lociq_write_ranking(ranking, options, stream, NULL), LOCIQ_OK);
  assert_int_equal(fclose(stream), 0);
  return text;
}

static inline char *ranking_written(const char *format, const lociq_ranking *ranking) {
  return ranking_written_as(&(lociq_write_options){.format = format}, ranking);
}

static inline void assert_written(char *text, const char *expected) {
  assert_string_equal(text, expected);
  free(text);
}

/* Each allocation of a writer fails in turn; then the device is full, and the dataset cannot be read. */
static inline void check_failures(const char *format, lociq_dataset dataset) {
  lociq_dataset_writer writer = NULL;
  assert_int_equal(lociq_writer_find(format, &writer, NULL), LOCIQ_OK);
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    FILE *stream = fopen("/dev/null", "w");
    lociq_memory_fail_after(n);
    status = writer(&dataset, stream, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK ? n > 2 : status == LOCIQ_NO_MEMORY);
    assert_int_equal(fclose(stream), 0);
  }
  lociq_error error = {0};
  FILE *full = fopen("/dev/full", "w");
  setbuf(full, NULL);
  assert_int_equal(writer(&dataset, full, &error), LOCIQ_IO);
  assert_string_equal(error.message, "the output cannot be written: No space left on device");
  (void)fclose(full);
  error = (lociq_error){0};
  dataset.read = read_nothing;
  FILE *stream = fopen("/dev/null", "w");
  assert_int_equal(writer(&dataset, stream, &error), LOCIQ_IO);
  assert_string_equal(error.message, "jobs cannot be read");
  assert_int_equal(fclose(stream), 0);
}

static inline void check_ranking_failures(const char *format, const lociq_ranking *ranking) {
  const lociq_write_options options = {.format = format};
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    FILE *stream = fopen("/dev/null", "w");
    lociq_memory_fail_after(n);
    status = lociq_write_ranking(ranking, &options, stream, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK ? n > 2 : status == LOCIQ_NO_MEMORY);
    assert_int_equal(fclose(stream), 0);
  }
  lociq_error error = {0};
  FILE *full = fopen("/dev/full", "w");
  assert_int_equal(lociq_write_ranking(ranking, &options, full, &error), LOCIQ_IO);
  assert_string_equal(error.message, "the output cannot be written: No space left on device");
  (void)fclose(full);
}

#endif
