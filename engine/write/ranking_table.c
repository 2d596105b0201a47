/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ranking to read: a heading a unit, for each partner a line of figures and one of what makes it a partner. Columns
 * are as wide as their longest text in characters, the same for all units; what could steer a terminal is replaced.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "partners/told.h"
#include "write/text.h"
#include "write/writer.h"

enum { LINE_LONGEST = 140, LABEL_LONGEST = 36, BLOCK_LONGEST = 13, NAME_LONGEST = 512, CELL_SIZE = 64, USUAL = 3 };

/* ---- texts, cleaned once ---- */

static lociq_status clean_label(const char *text, char **clean, lociq_error *error) {
  *clean = lociq_text_clean(text, true, LABEL_LONGEST);
  return *clean == NULL ? lociq_memory_error(error, "a label") : LOCIQ_OK;
}

static lociq_status clean_block(const char *text, char **clean, lociq_error *error) {
  *clean = lociq_text_clean(text, true, BLOCK_LONGEST);
  return *clean == NULL ? lociq_memory_error(error, "a label") : LOCIQ_OK;
}

static const char *item_name(const void *from, size_t position) {
  return ((const lociq_ranking *)from)->items[position].name;
}

static const char *item_label(const void *from, size_t position) {
  return ((const lociq_ranking *)from)->items[position].label;
}

static const char *block_name(const void *from, size_t position) {
  return ((const lociq_ranking *)from)->blocks[position].name;
}

typedef struct texts {
  char **names, **labels, **items, **item_labels, **blocks;
  bool *shared; /* items whose name another block has too */
} texts;

static void texts_clear(texts *clean, const lociq_ranking *ranking) {
  lociq_encoded_free(clean->names, ranking->unit_count);
  lociq_encoded_free(clean->labels, ranking->unit_count);
  lociq_encoded_free(clean->items, ranking->item_count);
  lociq_encoded_free(clean->item_labels, ranking->item_count);
  lociq_encoded_free(clean->blocks, ranking->block_count);
  free(clean->shared);
}

static int compare_items(const void *first, const void *second) {
  const lociq_partner_item *const *a = first, *const *b = second;
  return strcmp((*a)->name, (*b)->name);
}

static lociq_status find_shared(const lociq_ranking *ranking, bool **shared, lociq_error *error) {
  const size_t count = ranking->item_count;
  const lociq_partner_item **sorted = lociq_allocate(count, sizeof *sorted);
  bool *made = lociq_allocate(count, sizeof *made);
  if (sorted == NULL || made == NULL) {
    free(sorted);
    free(made);
    return lociq_memory_error(error, "the items");
  }
  for (size_t i = 0; i < count; i++) sorted[i] = &ranking->items[i];
  qsort(sorted, count, sizeof *sorted, compare_items);
  for (size_t i = 1; i < count; i++)
    if (compare_items(&sorted[i - 1], &sorted[i]) == 0)
      made[sorted[i - 1] - ranking->items] = made[sorted[i] - ranking->items] = true;
  free(sorted);
  *shared = made;
  return LOCIQ_OK;
}

/* The first characters of a text. */
static void cut(const char *whole, size_t longest, char text[NAME_LONGEST]) {
  const char *end = whole;
  const bool fits = lociq_text_length(whole) <= longest;
  for (size_t i = 1; i < longest && !fits; i++) (void)lociq_text_next(&end);
  (void)snprintf(text, NAME_LONGEST, "%.*s%s", fits ? (int)strlen(whole) : (int)(end - whole), whole,
                 fits ? "" : "\xE2\x80\xA6");
}

static void unit_name(const lociq_ranking *ranking, size_t position, char text[NAME_LONGEST]) {
  lociq_ranking_unit_name(ranking, position, text, NAME_LONGEST);
}

/* What a unit is, beside its name: the region's label, or the organisation's name and where it is; "" where there is
 * none. */
static void unit_label(const lociq_ranking *ranking, size_t position, char text[NAME_LONGEST]) {
  const lociq_unit *unit = &ranking->units[position];
  const bool placed = unit->region != LOCIQ_NONE;
  const char *code = placed ? lociq_axis_code(ranking->region_axis, unit->region) : "";
  const char *label = placed ? lociq_axis_label(ranking->region_axis, unit->region) : NULL;
  if (unit->organisation == LOCIQ_NONE) {
    (void)snprintf(text, NAME_LONGEST, "%s", label == NULL ? "" : label);
    return;
  }
  char name[NAME_LONGEST];
  const size_t taken = placed ? lociq_text_length(code) + 2 : 0;
  cut(ranking->organisations->items[unit->organisation].name, taken < LABEL_LONGEST ? LABEL_LONGEST - taken : 1, name);
  (void)snprintf(text, NAME_LONGEST, "%.*s%s%s", NAME_LONGEST / 2, name, placed ? ", " : "", code);
}

static lociq_status clean_units(const lociq_ranking *ranking,
                                void (*text)(const lociq_ranking *ranking, size_t position, char text[NAME_LONGEST]),
                                char ***cleaned, lociq_error *error) {
  char **made = lociq_allocate(ranking->unit_count, sizeof *made);
  lociq_status status = made == NULL ? lociq_memory_error(error, "the names") : LOCIQ_OK;
  for (size_t u = 0; u < ranking->unit_count && status == LOCIQ_OK; u++) {
    char whole[NAME_LONGEST];
    text(ranking, u, whole);
    status = clean_label(whole, &made[u], error);
  }
  if (status == LOCIQ_OK)
    *cleaned = made;
  else
    lociq_encoded_free(made, ranking->unit_count);
  return status;
}

static lociq_status texts_fill(texts *clean, const lociq_ranking *ranking, lociq_error *error) {
  lociq_status status = clean_units(ranking, unit_name, &clean->names, error);
  if (status == LOCIQ_OK) status = clean_units(ranking, unit_label, &clean->labels, error);
  if (status == LOCIQ_OK)
    status = lociq_encoded_make(ranking, ranking->item_count, item_name, clean_label, &clean->items, error);
  if (status == LOCIQ_OK)
    status = lociq_encoded_make(ranking, ranking->item_count, item_label, clean_label, &clean->item_labels, error);
  if (status == LOCIQ_OK)
    status = lociq_encoded_make(ranking, ranking->block_count, block_name, clean_block, &clean->blocks, error);
  if (status == LOCIQ_OK) status = find_shared(ranking, &clean->shared, error);
  return status;
}

/* ---- columns ---- */

/* How figures are headed, and with how many decimals they are shown; `known` and what stands in the ranks' column
 * are not among them. */
static const struct shown {
  const char *name, *heading;
  int decimals, width;
} shown[] = {{"reverse", "reverse", 6, 9},   {"distance", "km", 0, 5}, {"ties", "ties", 0, 5},
             {"expected", "expected", 1, 8}, {"gap", "gap", 2, 5},     {"stability", "stability", 2, 9}};
enum { SHOWN = sizeof shown / sizeof shown[0] };

typedef struct table {
  const lociq_ranking *ranking;
  FILE *stream;
  texts clean;
  size_t name_width, label_width;
  const lociq_partner_figure *figures[SHOWN]; /* NULL: not told */
  bool has_ranks;
  size_t block_count;   /* 0 where there is but one */
  size_t contributions; /* as in lociq_write_options */
} table;

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static void choose_columns(table *made, const lociq_ranking_part *part) {
  const lociq_ranking *ranking = part->ranking;
  const lociq_partner_figure *told[LOCIQ_PARTNER_FIGURES];
  const size_t count = lociq_ranking_figures(ranking, told);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(told[i]->name, "rank_upper") == 0) made->has_ranks = true;
    for (size_t k = 0; k < SHOWN; k++)
      if (strcmp(told[i]->name, shown[k].name) == 0) made->figures[k] = told[i];
  }
  made->block_count = ranking->block_count > 1 ? ranking->block_count : 0;
  made->name_width = strlen("partner");
  for (size_t i = 0; i < part->count * ranking->top; i++) {
    const size_t unit = ranking->partners[part->places[i / ranking->top] * ranking->top + i % ranking->top].unit;
    if (unit == LOCIQ_NONE) continue;
    made->name_width = larger(made->name_width, lociq_text_length(made->clean.names[unit]));
    made->label_width = larger(made->label_width, lociq_text_length(made->clean.labels[unit]));
  }
  if (made->label_width > 0) made->label_width = larger(made->label_width, strlen("label"));
}

/* printf counts bytes. */
static void put_left(FILE *stream, const char *text, size_t width) {
  const size_t length = lociq_text_length(text);
  (void)fprintf(stream, "%s%*s", text, (int)(width > length ? width - length : 0), "");
}

static void put_right(FILE *stream, const char *text, size_t width) {
  const size_t length = lociq_text_length(text);
  (void)fprintf(stream, "  %*s%s", (int)(width > length ? width - length : 0), "", text);
}

static void put_number(FILE *stream, double value, int decimals, size_t width) {
  char cell[CELL_SIZE] = "-";
  if (!isnan(value)) (void)snprintf(cell, sizeof cell, "%.*f", decimals, value);
  put_right(stream, cell, width);
}

enum { RANK_WIDTH = 4, INDENTATION = 6, SCORE_WIDTH = 9, PART_WIDTH = 7, INTERVAL_WIDTH = 7 };

static void put_columns(const table *from) {
  FILE *stream = from->stream;
  (void)fputs("rank  ", stream);
  put_left(stream, "partner", from->name_width);
  if (from->label_width > 0) {
    (void)fputs("  ", stream);
    put_left(stream, "label", from->label_width);
  }
  put_right(stream, "score", SCORE_WIDTH);
  for (size_t b = 0; b < from->block_count; b++) put_right(stream, from->clean.blocks[b], PART_WIDTH);
  for (size_t k = 0; k < SHOWN; k++)
    if (from->figures[k] != NULL) put_right(stream, shown[k].heading, (size_t)shown[k].width);
  if (from->has_ranks) put_right(stream, "ranks", INTERVAL_WIDTH);
  (void)putc('\n', stream);
  if (from->ranking->contribution_count > 0)
    (void)fprintf(stream, "%*slargest contributions (here | there)\n", INDENTATION, "");
}

/* "2-7", whole numbers mostly. */
static void put_interval(FILE *stream, const lociq_partner *partner) {
  char cell[CELL_SIZE] = "-";
  if (!isnan(partner->rank_upper))
    (void)snprintf(cell, sizeof cell, "%.4g-%.4g", partner->rank_lower, partner->rank_upper);
  put_right(stream, cell, INTERVAL_WIDTH);
}

static void put_figures(const table *from, size_t at, size_t rank) {
  const lociq_ranking *ranking = from->ranking;
  const lociq_partner *partner = &ranking->partners[at];
  FILE *stream = from->stream;
  (void)fprintf(stream, "%*zu  ", RANK_WIDTH, rank);
  put_left(stream, from->clean.names[partner->unit], from->name_width);
  if (from->label_width > 0) {
    (void)fputs("  ", stream);
    put_left(stream, from->clean.labels[partner->unit], from->label_width);
  }
  put_number(stream, partner->score, 6, SCORE_WIDTH);
  for (size_t b = 0; b < from->block_count; b++)
    put_number(stream, ranking->block_scores[at * from->block_count + b], 4,
               larger(PART_WIDTH, lociq_text_length(from->clean.blocks[b])));
  for (size_t k = 0; k < SHOWN; k++)
    if (from->figures[k] != NULL)
      put_number(stream, lociq_partner_figure_of(from->figures[k], partner), shown[k].decimals, (size_t)shown[k].width);
  if (from->has_ranks) put_interval(stream, partner);
  (void)putc('\n', stream);
}

/* ---- contributions ---- */

/* Two digits; those of large numbers whole. */
static void value_text(double value, char text[CELL_SIZE]) {
  static const double large = 10;
  if (isnan(value))
    (void)snprintf(text, CELL_SIZE, "-");
  else
    (void)snprintf(text, CELL_SIZE, fabs(value) < large ? "%.2g" : "%.0f", value);
}

enum { ITEM_SIZE = 3 * NAME_LONGEST };

/* Names of variables are words, "gdp"; codes are short and have a capital or a digit. */
static bool is_code(const char *name) {
  enum { LONGEST = 8 };
  return lociq_text_length(name) <= LONGEST && name[strspn(name, "abcdefghijklmnopqrstuvwxyz_")] != '\0';
}

/* "C29 motor vehicles": a code with its label, cut to so many characters. "Labour product…": the label in place of a
 * name. With its block where another one has that name too. */
static void item_text(const table *from, size_t item, size_t longest, char text[ITEM_SIZE]) {
  const char *name = from->clean.items[item], *whole = from->clean.item_labels[item];
  const bool shared = from->clean.shared[item], alone = !is_code(name) && whole[0] != '\0';
  char label[NAME_LONGEST];
  cut(whole, longest, label);
  (void)snprintf(text, ITEM_SIZE, "%s%s%s%s%s", shared ? from->clean.blocks[from->ranking->items[item].block] : "",
                 shared ? ":" : "", alone ? "" : name, alone || label[0] == '\0' ? "" : " ", label);
}

enum { TEXT_SIZE = ITEM_SIZE + 4 * CELL_SIZE };

/* "C29 motor vehicles 0.120 (0.11 | 0.14)": the part of the score, and the values on our side and on theirs. */
static void contribution_text(const table *from, const lociq_contribution *told, size_t longest, char text[TEXT_SIZE]) {
  char item[ITEM_SIZE], values[2 * CELL_SIZE + 8] = "", own[CELL_SIZE], other[CELL_SIZE];
  item_text(from, told->item, longest, item);
  value_text(told->own, own);
  value_text(told->other, other);
  if (!isnan(told->own) || !isnan(told->other)) (void)snprintf(values, sizeof values, " (%s | %s)", own, other);
  (void)snprintf(text, TEXT_SIZE, "%s %.3f%s", item, told->value, values);
}

/* "others 0.290"; nothing where it would be 0.000. */
static void others_text(const table *from, size_t at, size_t count, char text[CELL_SIZE]) {
  static const double least = 0.0005;
  const double rest = lociq_ranking_rest(from->ranking, at, count);
  text[0] = '\0';
  if (fabs(rest) >= least) (void)snprintf(text, CELL_SIZE, "others %.3f", rest);
}

/* A line of contributions: those of a partner's score, or its returns, of which no others are told. */
typedef struct line {
  const lociq_contribution *told;
  size_t at, count;
  bool is_score;
} line;

/* How many of `most` leave the line short enough, one at least, when labels are cut so. */
static size_t count_fitting(const table *from, const line *of, size_t width, size_t most, size_t longest) {
  size_t count = 0;
  for (; count < most; count++) {
    char text[TEXT_SIZE], others[CELL_SIZE] = "";
    contribution_text(from, &of->told[count], longest, text);
    if (of->is_score) others_text(from, of->at, count + 1, others);
    width += (count == 0 ? 0 : 2) + lociq_text_length(text);
    if (count > 0 && width + (others[0] == '\0' ? 0 : 2 + strlen(others)) > LINE_LONGEST) break;
  }
  return count;
}

/* How many are shown, and how long their labels are: as many as were asked for; else three, with the longest labels
 * that let them, or as many as fit. */
static size_t count_shown(const table *from, const line *of, size_t width, size_t *longest) {
  static const size_t lengths[] = {LABEL_LONGEST, 24, 18, 13};
  enum { LENGTHS = sizeof lengths / sizeof lengths[0] };
  const size_t told = of->count, most = told < USUAL ? told : USUAL;
  *longest = lengths[0];
  if (from->contributions > 0) return told < from->contributions ? told : from->contributions;
  size_t count = 0;
  for (size_t i = 0; i < LENGTHS; i++) {
    *longest = lengths[i];
    count = count_fitting(from, of, width, most, lengths[i]);
    if (count == most) break;
  }
  return count;
}

static void put_line(const table *from, const line *of, const char *start) {
  size_t longest = 0;
  const size_t count = count_shown(from, of, INDENTATION + strlen(start), &longest);
  char text[TEXT_SIZE], others[CELL_SIZE] = "";
  (void)fprintf(from->stream, "%*s%s", INDENTATION, "", start);
  for (size_t c = 0; c < count; c++) {
    contribution_text(from, &of->told[c], longest, text);
    (void)fprintf(from->stream, "%s%s", c == 0 ? "" : "; ", text);
  }
  if (of->is_score) others_text(from, of->at, count, others);
  if (others[0] != '\0') (void)fprintf(from->stream, "%s%s", count == 0 ? "" : "; ", others);
  (void)putc('\n', from->stream);
}

static void put_contributions(const table *from, size_t at) {
  const lociq_ranking *ranking = from->ranking;
  const bool is_alone = lociq_ranking_on_profile(ranking, at);
  const line score = {.told = ranking->contributions + at * ranking->contribution_count,
                      .at = at,
                      .count = lociq_ranking_contributions(ranking, at),
                      .is_score = true};
  if (score.count > 0 || is_alone) put_line(from, &score, is_alone ? "on its profile alone: " : "");
  if (lociq_ranking_returns(ranking, at) == 0) return;
  const line returns = {.told = ranking->returns + at * ranking->contribution_count,
                        .at = at,
                        .count = lociq_ranking_returns(ranking, at)};
  put_line(from, &returns, "we bring: ");
}

static void put_partner(const table *from, size_t at, size_t rank) {
  put_figures(from, at, rank);
  put_contributions(from, at);
}

/* ---- units ---- */

static const char *cluster_label(const lociq_ranking *ranking) {
  const size_t position =
      ranking->cluster == NULL ? LOCIQ_NONE : lociq_axis_find(ranking->industry_axis, ranking->cluster);
  const char *label = position == LOCIQ_NONE ? NULL : lociq_axis_label(ranking->industry_axis, position);
  return label == NULL ? "" : label;
}

/* "DE11 C29 Stuttgart, Motor vehicles: complementarity of employment, 2015, 98.4 % known" */
static lociq_status put_heading(const table *from, size_t place, lociq_error *error) {
  const lociq_ranking *ranking = from->ranking;
  const size_t unit = ranking->asked[place];
  const char *label = from->clean.labels[unit];
  char *cluster = NULL;
  const lociq_status status = clean_label(cluster_label(ranking), &cluster, error);
  if (status != LOCIQ_OK) return status;
  (void)fprintf(from->stream, "%s%s%s%s%s: %s of %s, %d", from->clean.names[unit], label[0] == '\0' ? "" : " ", label,
                cluster[0] == '\0' ? "" : ", ", cluster,
                ranking->similarity == NULL ? ranking->by : ranking->similarity, ranking->measure, ranking->year);
  if (!isnan(ranking->coverage[place])) (void)fprintf(from->stream, ", %.1f %% known", 100 * ranking->coverage[place]);
  (void)putc('\n', from->stream);
  free(cluster);
  return LOCIQ_OK;
}

static lociq_status put_unit(const table *from, size_t place, lociq_error *error) {
  const lociq_ranking *ranking = from->ranking;
  const size_t first = place * ranking->top;
  const lociq_status status = put_heading(from, place, error);
  if (status != LOCIQ_OK) return status;
  if (ranking->partners[first].unit == LOCIQ_NONE) {
    (void)fputs("no partner among those who may be one\n", from->stream);
    return LOCIQ_OK;
  }
  put_columns(from);
  for (size_t rank = 0; rank < ranking->top && ranking->partners[first + rank].unit != LOCIQ_NONE; rank++)
    put_partner(from, first + rank, rank + 1);
  return lociq_stream_check(from->stream, error);
}

static lociq_status put_remarks(const table *from, lociq_error *error) {
  char *const *remarks = from->ranking->remarks;
  for (size_t i = 0; remarks != NULL && remarks[i] != NULL; i++) {
    char *clean = lociq_text_clean(remarks[i], true, 0);
    if (clean == NULL) return lociq_memory_error(error, "a remark");
    (void)fprintf(from->stream, "%s%s\n", i == 0 ? "\n" : "", clean);
    free(clean);
  }
  return LOCIQ_OK;
}

lociq_status lociq_ranking_writer_table(const lociq_ranking_part *part, FILE *stream, lociq_error *error) {
  table made = {.ranking = part->ranking, .stream = stream, .contributions = part->contributions};
  lociq_status status = texts_fill(&made.clean, part->ranking, error);
  if (status == LOCIQ_OK) choose_columns(&made, part);
  for (size_t i = 0; i < part->count && status == LOCIQ_OK; i++) {
    if (i > 0) (void)putc('\n', stream);
    status = put_unit(&made, part->places[i], error);
  }
  if (status == LOCIQ_OK) status = put_remarks(&made, error);
  texts_clear(&made.clean, part->ranking);
  return status;
}
