/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ranking as comma-separated values, a line a partner. write.h says what the columns are.
 */
#include <string.h>

#include "core/memory.h"
#include "partners/told.h"
#include "write/text.h"
#include "write/writer.h"

/* What each row puts, encoded once; and which columns there are. */
typedef struct fields {
  const lociq_ranking *ranking;
  FILE *stream;
  char **regions, **industries, **organisations, **blocks, **block_columns, **items;
  bool has_industries, has_organisations;
  const lociq_partner_figure *figures[LOCIQ_PARTNER_FIGURES];
  size_t figure_count;
  size_t block_count; /* 0 where there is but one, whose part is the score */
} fields;

static const char *organisation_code(const void *from, size_t position) {
  return ((const lociq_organisations *)from)->items[position].code;
}

static const char *block_name(const void *from, size_t position) {
  return ((const lociq_ranking *)from)->blocks[position].name;
}

static const char *item_name(const void *from, size_t position) {
  return ((const lociq_ranking *)from)->items[position].name;
}

static lociq_status encode_block_column(const char *name, char **encoded, lociq_error *error) {
  static const char start[] = "block_";
  char *column = lociq_allocate(sizeof start + strlen(name), 1);
  if (column == NULL) return lociq_memory_error(error, "a heading");
  (void)stpcpy(stpcpy(column, start), name);
  const lociq_status status = lociq_text_csv(column, encoded, error);
  free(column);
  return status;
}

static size_t organisation_count(const lociq_ranking *ranking) {
  return ranking->organisations == NULL ? 0 : ranking->organisations->count;
}

static void fields_clear(fields *row) {
  lociq_codes_free(row->regions, row->ranking->region_axis);
  lociq_codes_free(row->industries, row->ranking->industry_axis);
  lociq_encoded_free(row->organisations, organisation_count(row->ranking));
  lociq_encoded_free(row->blocks, row->ranking->block_count);
  lociq_encoded_free(row->block_columns, row->ranking->block_count);
  lociq_encoded_free(row->items, row->ranking->item_count);
}

static lociq_status fields_fill(fields *row, lociq_error *error) {
  const lociq_ranking *ranking = row->ranking;
  row->has_industries = lociq_ranking_has_industries(ranking);
  row->has_organisations = lociq_ranking_has_organisations(ranking);
  row->figure_count = lociq_ranking_figures(ranking, row->figures);
  row->block_count = ranking->block_count > 1 ? ranking->block_count : 0;
  lociq_status status = lociq_codes_encode(ranking->region_axis, lociq_text_csv, &row->regions, error);
  if (status == LOCIQ_OK) status = lociq_codes_encode(ranking->industry_axis, lociq_text_csv, &row->industries, error);
  if (status == LOCIQ_OK)
    status = lociq_encoded_make(ranking->organisations, organisation_count(ranking), organisation_code, lociq_text_csv,
                                &row->organisations, error);
  if (status == LOCIQ_OK)
    status = lociq_encoded_make(ranking, ranking->block_count, block_name, lociq_text_csv, &row->blocks, error);
  if (status == LOCIQ_OK)
    status =
        lociq_encoded_make(ranking, ranking->block_count, block_name, encode_block_column, &row->block_columns, error);
  if (status == LOCIQ_OK)
    status = lociq_encoded_make(ranking, ranking->item_count, item_name, lociq_text_csv, &row->items, error);
  return status;
}

static void put_headings(const fields *row, const char *what) {
  for (size_t c = 1; c <= row->ranking->contribution_count; c++) {
    if (row->block_count > 0) (void)fprintf(row->stream, ",%s_%zu_block", what, c);
    (void)fprintf(row->stream, ",%s_%zu_item,%s_%zu,%s_%zu_own,%s_%zu_other", what, c, what, c, what, c, what, c);
  }
}

static void put_heading(const fields *row) {
  const lociq_ranking *ranking = row->ranking;
  FILE *stream = row->stream;
  (void)fprintf(stream, "region%s%s,partner", row->has_industries ? ",industry" : "",
                row->has_organisations ? ",organisation" : "");
  (void)fprintf(stream, "%s%s,rank,score", row->has_industries ? ",partner_industry" : "",
                row->has_organisations ? ",partner_organisation" : "");
  for (size_t i = 0; i < row->figure_count; i++) (void)fprintf(stream, ",%s", row->figures[i]->name);
  for (size_t b = 0; b < row->block_count; b++) (void)fprintf(stream, ",%s", row->block_columns[b]);
  put_headings(row, "contribution");
  if (ranking->contribution_count > 0) (void)fputs(",contribution_rest", stream);
  if (ranking->returns != NULL) put_headings(row, "return");
  (void)putc('\n', stream);
}

static void put_number(const fields *row, double value) {
  char number[LOCIQ_NUMBER_SIZE];
  (void)lociq_text_number(value, number);
  (void)fprintf(row->stream, ",%s", number);
}

/* A position's text, nothing where there is none. */
static void put_text(const fields *row, char *const *texts, size_t position) {
  (void)fprintf(row->stream, ",%s", position == LOCIQ_NONE ? "" : texts[position]);
}

static void put_unit(const fields *row, const lociq_unit *unit) {
  if (unit->region != LOCIQ_NONE) (void)fputs(row->regions[unit->region], row->stream);
  if (row->has_industries) put_text(row, row->industries, unit->industry);
  if (row->has_organisations) put_text(row, row->organisations, unit->organisation);
}

static void put_contribution(const fields *row, const lociq_contribution *told) {
  const bool is = told->item != LOCIQ_NONE;
  if (row->block_count > 0) put_text(row, row->blocks, is ? row->ranking->items[told->item].block : LOCIQ_NONE);
  put_text(row, row->items, told->item);
  put_number(row, told->value);
  put_number(row, told->own);
  put_number(row, told->other);
}

static void put_partner(const fields *row, size_t place, size_t rank) {
  const lociq_ranking *ranking = row->ranking;
  const size_t at = place * ranking->top + rank;
  const lociq_partner *partner = &ranking->partners[at];
  put_unit(row, &ranking->units[ranking->asked[place]]);
  (void)putc(',', row->stream);
  put_unit(row, &ranking->units[partner->unit]);
  (void)fprintf(row->stream, ",%zu", rank + 1);
  put_number(row, partner->score);
  for (size_t i = 0; i < row->figure_count; i++) put_number(row, lociq_partner_figure_of(row->figures[i], partner));
  for (size_t b = 0; b < row->block_count; b++) put_number(row, ranking->block_scores[at * row->block_count + b]);
  for (size_t c = 0; c < ranking->contribution_count; c++)
    put_contribution(row, &ranking->contributions[at * ranking->contribution_count + c]);
  if (ranking->contribution_count > 0)
    put_number(row, lociq_ranking_rest(ranking, at, lociq_ranking_contributions(ranking, at)));
  for (size_t c = 0; c < ranking->contribution_count && ranking->returns != NULL; c++)
    put_contribution(row, &ranking->returns[at * ranking->contribution_count + c]);
  (void)putc('\n', row->stream);
}

lociq_status lociq_ranking_writer_csv(const lociq_ranking_part *part, FILE *stream, lociq_error *error) {
  const lociq_ranking *ranking = part->ranking;
  fields row = {.ranking = ranking, .stream = stream};
  lociq_status status = fields_fill(&row, error);
  if (status == LOCIQ_OK) put_heading(&row);
  for (size_t i = 0; i < part->count && status == LOCIQ_OK; i++) {
    const size_t first = part->places[i] * ranking->top;
    for (size_t rank = 0; rank < ranking->top && ranking->partners[first + rank].unit != LOCIQ_NONE; rank++)
      put_partner(&row, part->places[i], rank);
    status = lociq_stream_check(stream, error);
  }
  fields_clear(&row);
  return status;
}
