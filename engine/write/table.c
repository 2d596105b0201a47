/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ranking to read: a heading a region, a line a partner. Columns are as wide as their longest text in characters, the
 * same for all regions; what could steer a terminal is replaced.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "write/text.h"
#include "write/writer.h"

enum { LABEL_LONGEST = 40, INDUSTRY_LONGEST = 28 };

static lociq_status clean_label(const char *text, char **clean, lociq_error *error) {
  *clean = lociq_text_clean(text, true, LABEL_LONGEST);
  return *clean == NULL ? lociq_memory_error(error, "a label") : LOCIQ_OK;
}

static lociq_status clean_industry(const char *text, char **clean, lociq_error *error) {
  *clean = lociq_text_clean(text, true, INDUSTRY_LONGEST);
  return *clean == NULL ? lociq_memory_error(error, "a label") : LOCIQ_OK;
}

/* Labels, "" where there is none, cleaned as codes are. */
static lociq_status labels_clean(const lociq_axis *axis, lociq_text_encode clean, char ***labels, lociq_error *error) {
  char **made = lociq_allocate(lociq_axis_count(axis), sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the labels of an axis");
  for (size_t i = 0; i < lociq_axis_count(axis); i++) {
    const char *label = lociq_axis_label(axis, i);
    const lociq_status status = clean(label == NULL ? "" : label, &made[i], error);
    if (status != LOCIQ_OK) {
      lociq_codes_free(made, axis);
      return status;
    }
  }
  *labels = made;
  return LOCIQ_OK;
}

typedef struct clean_texts {
  char **regions, **region_labels, **industries, **industry_labels;
  size_t code_width, label_width;
} clean_texts;

static void texts_clear(clean_texts *texts, const lociq_ranking *ranking) {
  lociq_codes_free(texts->regions, ranking->region_axis);
  lociq_codes_free(texts->region_labels, ranking->region_axis);
  lociq_codes_free(texts->industries, ranking->industry_axis);
  lociq_codes_free(texts->industry_labels, ranking->industry_axis);
}

static lociq_status texts_fill(clean_texts *texts, const lociq_ranking *ranking, lociq_error *error) {
  lociq_status status = lociq_codes_encode(ranking->region_axis, clean_label, &texts->regions, error);
  if (status == LOCIQ_OK) status = labels_clean(ranking->region_axis, clean_label, &texts->region_labels, error);
  if (status == LOCIQ_OK) status = lociq_codes_encode(ranking->industry_axis, clean_label, &texts->industries, error);
  if (status == LOCIQ_OK) status = labels_clean(ranking->industry_axis, clean_industry, &texts->industry_labels, error);
  return status;
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static void measure_widths(clean_texts *texts, const lociq_ranking_part *part) {
  const lociq_ranking *ranking = part->ranking;
  texts->code_width = strlen("partner");
  for (size_t at = part->first * ranking->top; at < (part->first + part->count) * ranking->top; at++) {
    const size_t region = ranking->partners[at].unit;
    if (region == LOCIQ_NONE) continue;
    texts->code_width = larger(texts->code_width, lociq_text_length(texts->regions[region]));
    texts->label_width = larger(texts->label_width, lociq_text_length(texts->region_labels[region]));
  }
  if (texts->label_width > 0) texts->label_width = larger(texts->label_width, strlen("label"));
}

/* printf counts bytes. */
static void put_padded(FILE *stream, const char *text, size_t width) {
  const size_t length = lociq_text_length(text);
  (void)fprintf(stream, "%s%*s", text, (int)(width > length ? width - length : 0), "");
}

static void put_contribution(const clean_texts *texts, const lociq_contribution *part, FILE *stream) {
  const char *label = texts->industry_labels[part->item];
  (void)fprintf(stream, "%s%s%s %.4f", texts->industries[part->item], label[0] == '\0' ? "" : " ", label, part->value);
}

static void put_partner(const clean_texts *texts, const lociq_ranking *ranking, size_t at, size_t rank, FILE *stream) {
  const lociq_partner *partner = &ranking->partners[at];
  (void)fprintf(stream, "%4zu  ", rank);
  put_padded(stream, texts->regions[partner->unit], texts->code_width);
  if (texts->label_width > 0) {
    (void)fputs("  ", stream);
    put_padded(stream, texts->region_labels[partner->unit], texts->label_width);
  }
  (void)fprintf(stream, "  %9.6f", partner->score);
  for (size_t c = 0; c < ranking->contribution_count; c++) {
    const lociq_contribution *part = &ranking->contributions[at * ranking->contribution_count + c];
    if (part->item == LOCIQ_NONE) break;
    (void)fputs(c == 0 ? "  " : "; ", stream);
    put_contribution(texts, part, stream);
  }
  (void)putc('\n', stream);
}

static void put_heading(const clean_texts *texts, const lociq_ranking *ranking, size_t place, FILE *stream) {
  const size_t region = ranking->asked[place];
  const char *label = texts->region_labels[region];
  (void)fprintf(stream, "%s%s%s: %s of %s, %d", texts->regions[region], label[0] == '\0' ? "" : " ", label,
                ranking->similarity, ranking->measure, ranking->year);
  if (!isnan(ranking->coverage[place])) (void)fprintf(stream, ", %.1f %% known", 100 * ranking->coverage[place]);
  (void)putc('\n', stream);
}

static void put_columns(const clean_texts *texts, const lociq_ranking *ranking, FILE *stream) {
  (void)fputs("rank  ", stream);
  put_padded(stream, "partner", texts->code_width);
  if (texts->label_width > 0) {
    (void)fputs("  ", stream);
    put_padded(stream, "label", texts->label_width);
  }
  (void)fprintf(stream, "      score%s\n", ranking->contribution_count > 0 ? "  largest contributions" : "");
}

static void put_region(const clean_texts *texts, const lociq_ranking *ranking, size_t place, FILE *stream) {
  put_heading(texts, ranking, place, stream);
  if (ranking->partners[place * ranking->top].unit == LOCIQ_NONE) {
    (void)fputs("no region can be compared with it\n", stream);
    return;
  }
  put_columns(texts, ranking, stream);
  for (size_t rank = 0; rank < ranking->top; rank++) {
    const size_t at = place * ranking->top + rank;
    if (ranking->partners[at].unit == LOCIQ_NONE) break;
    put_partner(texts, ranking, at, rank + 1, stream);
  }
}

lociq_status lociq_ranking_writer_table(const lociq_ranking_part *part, FILE *stream, lociq_error *error) {
  clean_texts texts = {0};
  lociq_status status = texts_fill(&texts, part->ranking, error);
  if (status == LOCIQ_OK) measure_widths(&texts, part);
  for (size_t i = 0; i < part->count && status == LOCIQ_OK; i++) {
    if (i > 0) (void)putc('\n', stream);
    put_region(&texts, part->ranking, part->first + i, stream);
    status = lociq_stream_check(stream, error);
  }
  texts_clear(&texts, part->ranking);
  return status;
}
