/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Panels for tests, as tables one can read:
 *
 *   "2015  A   B  TOTAL|"
 *   "a     3   .   10  |"
 *   "TOTAL 8   .    .  |"
 *
 * "." is missing; TOTAL are published totals. Each year is a table of its own, with the
 * same codes. "AT11:AT1" gives a parent.
 */
#ifndef TESTS_HARMONISE_TABLES_H
#define TESTS_HARMONISE_TABLES_H

#include <lociq/panel.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/harmonise/frames.h"

enum { LINES_MOST = 80, WORDS_MOST = 20, WORD_SIZE = 24 };

typedef struct table_text {
  char words[LINES_MOST][WORDS_MOST][WORD_SIZE];
  size_t word_counts[LINES_MOST], lines;
} table_text;

static inline table_text *split_table(const char *text) {
  table_text *made = calloc(1, sizeof *made);
  char *copy = strdup(text), *rest = copy;
  for (char *line = strsep(&rest, "|"); line != NULL && rest != NULL; line = strsep(&rest, "|")) {
    char *next = NULL;
    for (char *word = strtok_r(line, " \n", &next); word != NULL; word = strtok_r(NULL, " \n", &next)) {
      assert_true(strlen(word) < WORD_SIZE && made->word_counts[made->lines] < WORDS_MOST && made->lines < LINES_MOST);
      strcpy(made->words[made->lines][made->word_counts[made->lines]++], word);
    }
    if (made->word_counts[made->lines] > 0) made->lines++;
  }
  free(copy);
  return made;
}

static inline bool is_year(const char *word) { return strlen(word) == 4 && strspn(word, "0123456789") == 4; }
static inline bool is_total(const char *word) { return strcmp(word, "TOTAL") == 0; }

/* Codes of a kind, from the heading's words or the lines' first ones. */
static inline lociq_axis *axis_of_table(const table_text *text, lociq_axis_kind kind) {
  char line[2048] = "";
  const size_t count = kind == LOCIQ_INDUSTRY ? text->word_counts[0] : text->lines;
  for (size_t k = kind == LOCIQ_INDUSTRY ? 1 : 0; k < count; k++) {
    const char *word = kind == LOCIQ_INDUSTRY ? text->words[0][k] : text->words[k][0];
    if (kind == LOCIQ_REGION && k > 0 && is_year(word)) break;
    if (is_total(word) || is_year(word) != (kind == LOCIQ_YEAR)) continue;
    strcat(strcat(line, word), " ");
  }
  return axis_from(kind, line);
}

static inline size_t find_word(const lociq_axis *axis, const char *word) {
  char code[WORD_SIZE];
  strcpy(code, word);
  code[strcspn(code, ":")] = '\0';
  return lociq_axis_find(axis, code);
}

static inline void set_word(lociq_panel *panel, lociq_cube *cube, size_t year, const char *region, const char *industry,
                            const char *word) {
  const size_t r = find_word(panel->axes[LOCIQ_REGION], region), i = find_word(panel->axes[LOCIQ_INDUSTRY], industry);
  const size_t regions = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  const size_t industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]);
  const lociq_part part = is_total(region)     ? (is_total(industry) ? LOCIQ_TOTAL : LOCIQ_TOTAL_INDUSTRY)
                          : is_total(industry) ? LOCIQ_TOTAL_REGION
                                               : LOCIQ_BODY;
  const size_t at = part == LOCIQ_BODY             ? (year * regions + r) * industries + i
                    : part == LOCIQ_TOTAL_REGION   ? year * regions + r
                    : part == LOCIQ_TOTAL_INDUSTRY ? year * industries + i
                                                   : year;
  const size_t count = lociq_panel_count(panel, lociq_cube_part_shape(cube, part));
  assert_int_equal(lociq_cube_allocate(cube, part, count, false, NULL), LOCIQ_OK);
  if (strcmp(word, ".") != 0) cube->parts[part].values[at] = strtod(word, NULL);
}

static inline void add_measure(lociq_panel *panel, const char *name, const char *text) {
  table_text *words = split_table(text);
  lociq_cube *cube = NULL;
  size_t year = 0;
  const unsigned shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;
  assert_int_equal(lociq_cube_create(name, "measure", shape, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, lociq_panel_count(panel, shape), false, NULL), LOCIQ_OK);
  for (size_t l = 0; l < words->lines; l++) {
    if (is_year(words->words[l][0])) {
      year = lociq_axis_find(panel->axes[LOCIQ_YEAR], words->words[l][0]);
      continue;
    }
    for (size_t k = 1; k < words->word_counts[0]; k++)
      set_word(panel, cube, year, words->words[l][0], words->words[0][k], words->words[l][k]);
  }
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  free(words);
}

/* employment, of the table; the caller frees. */
static inline lociq_panel *panel_from(const char *text) {
  table_text *words = split_table(text);
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  panel->axes[LOCIQ_YEAR] = axis_of_table(words, LOCIQ_YEAR);
  panel->axes[LOCIQ_REGION] = axis_of_table(words, LOCIQ_REGION);
  panel->axes[LOCIQ_INDUSTRY] = axis_of_table(words, LOCIQ_INDUSTRY);
  panel->axes[LOCIQ_AGGREGATE] = axis_from(LOCIQ_AGGREGATE, "");
  free(words);
  add_measure(panel, "employment", text);
  return panel;
}

#endif
