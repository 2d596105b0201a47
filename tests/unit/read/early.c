/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values that went to their place early against those that were kept: who adds duplicates
 * keeps them all, and where there are none, both read the same.
 */
#include "read/early.h"

#include "core/memory.h"
#include "reading.h"

enum { SIZE = 1 << 19, WINDOW = 700, MOST_LINES = 6000 };

/* What a file is like. */
typedef struct shape {
  unsigned years, regions, industries;
  unsigned lacking; /* of a hundred lines so many are not there */
  bool shuffled;    /* lines are in no order */
  bool turned;      /* industries come first, then regions, then years */
  bool totals;      /* there are published totals */
  bool real, flags; /* some values are no whole numbers, some have flags */
  bool no_industry; /* a region variable */
  bool one_year;    /* it is no column */
} shape;

static uint64_t state_of_random;
static unsigned draw(unsigned below) {
  state_of_random ^= state_of_random << 13;
  state_of_random ^= state_of_random >> 7;
  state_of_random ^= state_of_random << 17;
  return (unsigned)((state_of_random >> 11) % below);
}

static size_t write_line(const shape *file, unsigned line, char *to) {
  const unsigned years = file->one_year ? 1 : file->years, industries = file->no_industry ? 1 : file->industries;
  unsigned year = line / (file->regions * industries), region = line / industries % file->regions,
           industry = line % industries;
  if (file->turned) {
    industry = line / (file->regions * years);
    region = line / years % file->regions;
    year = line % years;
  }
  char code[32];
  size_t length = 0;
  (void)snprintf(code, sizeof code, "R%03u", region);
  const bool total = file->totals && region % 7 == 3;
  length += (size_t)sprintf(to, "%s,", total && region == 3 ? "TOTAL" : code);
  (void)snprintf(code, sizeof code, "I%u", industry);
  if (!file->no_industry) length += (size_t)sprintf(to + length, "%s,", file->totals && industry == 1 ? "TOTAL" : code);
  if (!file->one_year) length += (size_t)sprintf(to + length, "%u,", 2000 + year);
  length += (size_t)sprintf(to + length, "%u,", draw(10000));
  length += (size_t)sprintf(to + length, "%s", file->flags && draw(50) == 0 ? "b," : ",");
  length += (size_t)sprintf(to + length,
                            file->real && draw(40) == 0 ? "%u.5\n"
                            : draw(30) == 0             ? "\n"
                                                        : "%u\n",
                            draw(1000));
  return length;
}

static void write_text(const shape *file, uint64_t seed, char *text) {
  static unsigned order[MOST_LINES];
  state_of_random = seed * 2 + 88172645463325252u;
  const unsigned count =
      file->regions * (file->no_industry ? 1 : file->industries) * (file->one_year ? 1 : file->years);
  assert_in_range(count, 1, MOST_LINES);
  for (unsigned i = 0; i < count; i++) order[i] = i;
  for (unsigned i = count; file->shuffled && i > 1; i--) {
    const unsigned other = draw(i), kept = order[i - 1];
    order[i - 1] = order[other];
    order[other] = kept;
  }
  size_t length = (size_t)sprintf(text, "region,%s%semployment,employment_flag,wages\n",
                                  file->no_industry ? "" : "industry,", file->one_year ? "" : "year,");
  for (unsigned i = 0; i < count; i++)
    if (draw(100) >= file->lacking) length += write_line(file, order[i], text + length);
  text[length] = '\0';
}

static void assert_same(const reading *one, const reading *other) {
  assert_string_equal(one->error.message, other->error.message);
  assert_int_equal(one->status, LOCIQ_OK);
  assert_memory_equal(&one->account, &other->account, sizeof one->account);
  assert_int_equal(one->panel->cube_count, other->panel->cube_count);
  for (size_t i = 0; i < one->panel->cube_count; i++)
    for (int part = 0; part < LOCIQ_PARTS; part++) {
      const lociq_grid *found = &one->panel->cubes[i]->parts[part], *expected = &other->panel->cubes[i]->parts[part];
      assert_int_equal(found->count, expected->count);
      assert_int_equal((uintptr_t)found->values % 64, 0);
      assert_int_equal(found->flags == NULL, expected->flags == NULL);
      for (size_t cell = 0; cell < found->count; cell++) {
        assert_true(found->values[cell] == expected->values[cell] ||
                    (isnan(found->values[cell]) && isnan(expected->values[cell])));
        if (found->flags != NULL && expected->flags != NULL)
          assert_int_equal(found->flags[cell], expected->flags[cell]);
      }
    }
}

static const shape shapes[] = {
    {.years = 4, .regions = 30, .industries = 40},
    {.years = 4, .regions = 30, .industries = 40, .lacking = 30},
    {.years = 4, .regions = 30, .industries = 40, .shuffled = true},
    {.years = 4, .regions = 30, .industries = 40, .shuffled = true, .lacking = 60, .real = true},
    {.years = 4, .regions = 30, .industries = 40, .turned = true},
    {.years = 3, .regions = 30, .industries = 40, .turned = true, .lacking = 20, .totals = true},
    {.years = 4, .regions = 30, .industries = 40, .totals = true},
    {.years = 4, .regions = 30, .industries = 40, .totals = true, .shuffled = true, .flags = true},
    {.years = 4, .regions = 30, .industries = 40, .flags = true, .real = true},
    {.years = 20, .regions = 100, .industries = 2, .totals = true, .no_industry = true},
    {.years = 20, .regions = 100, .industries = 1, .shuffled = true, .no_industry = true, .lacking = 10},
    {.years = 1, .regions = 50, .industries = 40, .one_year = true, .shuffled = true},
    {.years = 1, .regions = 200, .industries = 1, .one_year = true, .no_industry = true},
    {.years = 10, .regions = 2, .industries = 250, .lacking = 5}};

static void values_are_the_same_early_and_late(void **state) {
  (void)state;
  static char text[SIZE];
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
    for (unsigned round = 0; round < 4; round++) {
      const char *path = "early.csv";
      write_text(&shapes[i], 100 * i + round, text);
      write_file(path, text, strlen(text));
      lociq_read_options options = lociq_read_options_default();
      options.threads = 1 + (int)round;
      options.format = "tidy";
      options.year = shapes[i].one_year ? "2000" : NULL;
      reading early = read_paths(&path, 1, &options, round == 0 ? LOCIQ_WINDOW : WINDOW);
      options.sum_duplicates = true;
      reading late = read_paths(&path, 1, &options, WINDOW);
      assert_same(&early, &late);
      clear_reading(&early);
      clear_reading(&late);
      (void)remove(path);
    }
}

/* A region's published totals by industry alone make a region variable: its cells are in
 * columns that the panel does not have. */
static void totals_alone_are_a_region_variable(void **state) {
  (void)state;
  reading made =
      read_text("early_totals.csv", "region,industry,year,gva\nA,TOTAL,2001,1\nB,TOTAL,2000,2\nA,TOTAL,2000,3\n",
                &(lociq_read_options){0});
  assert_string_equal(made.error.message, "");
  assert_values(&made, "gva", LOCIQ_BODY, (double[]){3, 2, 1, (double)NAN}, 4);
  clear_reading(&made);
}

/* However far apart, and in whichever window. */
static void a_line_too_many_is_told(void **state) {
  (void)state;
  static char text[SIZE];
  const shape file = {.years = 4, .regions = 30, .industries = 40, .shuffled = true};
  write_text(&file, 3, text);
  const char *path = "early_twice.csv";
  const char *third = strchr(strchr(text, '\n') + 1, '\n') + 1;
  char again[64], expected[128];
  const size_t length = strcspn(third, "\n") + 1;
  memcpy(again, third, length);
  again[length] = '\0';
  memcpy(text + strlen(text), again, length + 1);
  write_file(path, text, strlen(text));
  const lociq_read_options options = lociq_read_options_default();
  reading made = read_paths(&path, 1, &options, WINDOW);
  again[strcspn(again, ",")] = '\0';
  (void)snprintf(expected, sizeof expected, "early_twice.csv:%d: employment of %s, ", 1 + 4 * 30 * 40 + 1, again);
  assert_int_equal(made.status, LOCIQ_CONFLICT);
  assert_memory_equal(made.error.message, expected, strlen(expected));
  assert_non_null(strstr(made.error.message, "is there already, in line 3 "));
  clear_reading(&made);
  (void)remove(path);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  static char text[SIZE];
  const shape file = {.years = 2, .regions = 5, .industries = 7, .shuffled = true, .lacking = 10, .totals = true};
  write_text(&file, 5, text);
  const char *path = "early_memory.csv";
  write_file(path, text, strlen(text));
  lociq_read_options options = lociq_read_options_default();
  options.threads = 1;
  for (long n = 0;; n++) {
    lociq_memory_fail_after(n);
    reading made = read_paths(&path, 1, &options, WINDOW);
    lociq_memory_fail_after(-1);
    const bool done = made.status == LOCIQ_OK;
    if (!done) assert_int_equal(made.status, LOCIQ_NO_MEMORY);
    clear_reading(&made);
    if (done) break;
    assert_true(n < 5000);
  }
  (void)remove(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_the_same_early_and_late), cmocka_unit_test(totals_alone_are_a_region_variable),
      cmocka_unit_test(a_line_too_many_is_told), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
