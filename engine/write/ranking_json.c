/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ranking as one JSON object, a line a unit, its partners and their contributions inside, with labels. write.h says
 * what the keys are.
 */
#include <jansson.h>
#include <math.h>

#include "core/memory.h"
#include "partners/told.h"
#include "write/text.h"
#include "write/writer.h"

/* Numbers with 17 digits; null for NaN. */
static json_t *number_of(double value) { return isfinite(value) ? json_real(value) : json_null(); }

/* null for NULL. NULL without memory: so are all below. */
static json_t *text_of(const char *text) {
  char *clean = text == NULL ? NULL : lociq_text_clean(text, false, 0);
  json_t *string = text == NULL ? json_null() : clean == NULL ? NULL : json_string(clean);
  free(clean);
  return string;
}

static bool put(json_t *object, const char *key, json_t *value) { return json_object_set_new(object, key, value) == 0; }

/* The key may be any text. */
static bool put_named(json_t *object, const char *key, json_t *value) {
  char *clean = lociq_text_clean(key, false, 0);
  const bool there = clean != NULL && json_object_set(object, clean, value) == 0;
  json_decref(value);
  free(clean);
  return there;
}

/* The object, or NULL where it is not whole. */
static json_t *whole(json_t *object, bool there) {
  if (there) return object;
  json_decref(object);
  return NULL;
}

static const char *code_of(const lociq_axis *axis, size_t position) {
  return position == LOCIQ_NONE ? NULL : lociq_axis_code(axis, position);
}

static const char *label_of(const lociq_axis *axis, size_t position) {
  return position == LOCIQ_NONE ? NULL : lociq_axis_label(axis, position);
}

static bool put_unit(const lociq_ranking *ranking, size_t position, json_t *object) {
  const lociq_unit *unit = &ranking->units[position];
  const lociq_organisation *organisation =
      unit->organisation == LOCIQ_NONE ? NULL : &ranking->organisations->items[unit->organisation];
  return put(object, "region", text_of(code_of(ranking->region_axis, unit->region))) &&
         put(object, "label", text_of(label_of(ranking->region_axis, unit->region))) &&
         put(object, "industry", text_of(code_of(ranking->industry_axis, unit->industry))) &&
         put(object, "industry_label", text_of(label_of(ranking->industry_axis, unit->industry))) &&
         put(object, "organisation", text_of(organisation == NULL ? NULL : organisation->code)) &&
         put(object, "organisation_name", text_of(organisation == NULL ? NULL : organisation->name));
}

static json_t *contribution_of(const lociq_ranking *ranking, const lociq_contribution *told) {
  const lociq_partner_item *item = &ranking->items[told->item];
  json_t *object = json_object();
  return whole(object, put(object, "block", text_of(ranking->blocks[item->block].name)) &&
                           put(object, "item", text_of(item->name)) &&
                           put(object, "label", text_of(item->label[0] == '\0' ? NULL : item->label)) &&
                           put(object, "unit", text_of(item->unit[0] == '\0' ? NULL : item->unit)) &&
                           put(object, "value", number_of(told->value)) && put(object, "own", number_of(told->own)) &&
                           put(object, "other", number_of(told->other)));
}

static json_t *list_of(const lociq_ranking *ranking, const lociq_contribution *told, size_t count) {
  json_t *array = json_array();
  bool there = array != NULL;
  for (size_t c = 0; c < count && there; c++)
    there = json_array_append_new(array, contribution_of(ranking, &told[c])) == 0;
  return whole(array, there);
}

static json_t *contributions_of(const lociq_ranking *ranking, size_t at) {
  return list_of(ranking, ranking->contributions + at * ranking->contribution_count,
                 lociq_ranking_contributions(ranking, at));
}

/* null unless a block is directed. */
static json_t *returns_of(const lociq_ranking *ranking, size_t at) {
  if (ranking->returns == NULL) return json_null();
  return list_of(ranking, ranking->returns + at * ranking->contribution_count, lociq_ranking_returns(ranking, at));
}

static json_t *block_parts_of(const lociq_ranking *ranking, size_t at) {
  json_t *object = json_object();
  bool there = object != NULL;
  for (size_t b = 0; b < ranking->block_count && there; b++)
    there = put_named(object, ranking->blocks[b].name, number_of(ranking->block_scores[at * ranking->block_count + b]));
  return whole(object, there);
}

static json_t *partner_of(const lociq_ranking *ranking, size_t at, size_t rank) {
  const lociq_partner *partner = &ranking->partners[at];
  const double rest = lociq_ranking_rest(ranking, at, lociq_ranking_contributions(ranking, at));
  json_t *object = json_object();
  bool there = put_unit(ranking, partner->unit, object) && put(object, "rank", json_integer((json_int_t)rank)) &&
               put(object, "score", number_of(partner->score)) &&
               put(object, "on_profile", json_boolean(lociq_ranking_on_profile(ranking, at)));
  for (const lociq_partner_figure *figure = lociq_partner_figures(); figure->name != NULL && there; figure++)
    there = put(object, figure->name, number_of(lociq_partner_figure_of(figure, partner)));
  return whole(object, there && put(object, "blocks", block_parts_of(ranking, at)) &&
                           put(object, "contributions", contributions_of(ranking, at)) &&
                           put(object, "rest", number_of(rest)) && put(object, "returns", returns_of(ranking, at)));
}

static json_t *partners_of(const lociq_ranking *ranking, size_t place) {
  json_t *array = json_array();
  bool there = array != NULL;
  for (size_t rank = 0; rank < ranking->top && there; rank++) {
    const size_t at = place * ranking->top + rank;
    if (ranking->partners[at].unit == LOCIQ_NONE) break;
    there = json_array_append_new(array, partner_of(ranking, at, rank + 1)) == 0;
  }
  return whole(array, there);
}

static json_t *asked_of(const lociq_ranking *ranking, size_t place) {
  json_t *object = json_object();
  return whole(object, put_unit(ranking, ranking->asked[place], object) &&
                           put(object, "coverage", number_of(ranking->coverage[place])) &&
                           put(object, "partners", partners_of(ranking, place)));
}

static json_t *blocks_of(const lociq_ranking *ranking) {
  json_t *array = json_array();
  bool there = array != NULL;
  for (size_t b = 0; b < ranking->block_count && there; b++) {
    const lociq_partner_block *block = &ranking->blocks[b];
    json_t *object = json_object();
    there = put(object, "name", text_of(block->name)) && put(object, "method", text_of(block->method)) &&
            put(object, "weight", number_of(block->weight)) && put(object, "directed", json_boolean(block->directed));
    there = json_array_append_new(array, object) == 0 && there;
  }
  return whole(array, there);
}

static json_t *remarks_of(const lociq_ranking *ranking) {
  json_t *array = json_array();
  bool there = array != NULL;
  for (size_t i = 0; ranking->remarks != NULL && ranking->remarks[i] != NULL && there; i++)
    there = json_array_append_new(array, text_of(ranking->remarks[i])) == 0;
  return whole(array, there);
}

static json_t *head_of(const lociq_ranking *ranking) {
  json_t *object = json_object();
  return whole(object, put(object, "by", text_of(ranking->by)) &&
                           put(object, "similarity", text_of(ranking->similarity)) &&
                           put(object, "measure", text_of(ranking->measure)) &&
                           put(object, "year", json_integer(ranking->year)) &&
                           put(object, "cluster", text_of(ranking->cluster)) &&
                           put(object, "redraws", json_integer((json_int_t)ranking->redraws)) &&
                           put(object, "blocks", blocks_of(ranking)) && put(object, "remarks", remarks_of(ranking)));
}

/* Puts the members of an object, or all of it; it is not needed any more. */
static lociq_status dump(json_t *object, size_t flags, FILE *stream, lociq_error *error) {
  enum { DIGITS = 17 };
  if (object == NULL) return lociq_memory_error(error, "a ranking");
  (void)json_dumpf(object, stream, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS) | flags);
  json_decref(object);
  return lociq_stream_check(stream, error);
}

lociq_status lociq_ranking_writer_json(const lociq_ranking_part *part, FILE *stream, lociq_error *error) {
  (void)putc('{', stream);
  lociq_status status = dump(head_of(part->ranking), JSON_EMBED, stream, error);
  if (status == LOCIQ_OK) (void)fputs(",\"units\":[", stream);
  for (size_t i = 0; i < part->count && status == LOCIQ_OK; i++) {
    (void)fputs(i == 0 ? "\n" : ",\n", stream);
    status = dump(asked_of(part->ranking, part->places[i]), 0, stream, error);
  }
  if (status == LOCIQ_OK) (void)fputs("\n]}\n", stream);
  return status;
}
