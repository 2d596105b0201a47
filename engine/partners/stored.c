/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rankings kept in a store.
 */
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "partners/told.h"

enum { NAME_SIZE = LOCIQ_PARTNER_NAME_SIZE + 32, TITLE_SIZE = 256, RANK = 4 };

/* How a variable lies: over places (year, region, rank) or what stands beside each of them, or over what the ranking
 * has as a whole. */
typedef enum shape { PLACES, PLACES_BLOCKS, PLACES_PARTS, PLACES_RETURNS, BLOCKS, ITEMS } shape;

typedef struct keeping {
  lociq_store *store;
  const lociq_ranking *ranking;
  char name[LOCIQ_PARTNER_NAME_SIZE], what[TITLE_SIZE]; /* "cosine of employment" */
  size_t years, year, regions;
  size_t *asked; /* by region: the place of its unit among the asked; LOCIQ_NONE: it has none */
  char *comment; /* NULL: nothing to say */
  char **block_codes, **item_codes;
} keeping;

/* A variable of what is kept. Values are NaN where missing; those of positions are whole numbers. */
typedef struct kept {
  const char *suffix, *title, *unit;
  const char
      *on; /* of positions: what they are on; "_item" is the ranking's own dimension of that suffix; NULL: a number */
  shape lies;
  /* at: a place of the ranking's partners, or a block, or an item; k: which of those beside it */
  double (*value)(const lociq_ranking *ranking, size_t at, size_t k);
  const lociq_partner_figure *figure; /* in place of value */
} kept;

static double position_of(size_t position) { return position == LOCIQ_NONE ? (double)NAN : (double)position; }

static const lociq_unit *unit_at(const lociq_ranking *ranking, size_t at) {
  const size_t unit = ranking->partners[at].unit;
  return unit == LOCIQ_NONE ? NULL : &ranking->units[unit];
}

static double region_at(const lociq_ranking *ranking, size_t at, size_t k) {
  (void)k;
  const lociq_unit *unit = unit_at(ranking, at);
  return unit == NULL ? (double)NAN : position_of(unit->region);
}

static double industry_at(const lociq_ranking *ranking, size_t at, size_t k) {
  (void)k;
  const lociq_unit *unit = unit_at(ranking, at);
  return unit == NULL ? (double)NAN : position_of(unit->industry);
}

static double organisation_at(const lociq_ranking *ranking, size_t at, size_t k) {
  (void)k;
  const lociq_unit *unit = unit_at(ranking, at);
  return unit == NULL ? (double)NAN : position_of(unit->organisation);
}

static double score_at(const lociq_ranking *ranking, size_t at, size_t k) {
  (void)k;
  return ranking->partners[at].score;
}

static double block_score_at(const lociq_ranking *ranking, size_t at, size_t k) {
  return ranking->block_scores[at * ranking->block_count + k];
}

static const lociq_contribution *part_at(const lociq_ranking *ranking, size_t at, size_t k) {
  return &ranking->contributions[at * ranking->contribution_count + k];
}

static double part_value(const lociq_ranking *ranking, size_t at, size_t k) { return part_at(ranking, at, k)->value; }
static double part_own(const lociq_ranking *ranking, size_t at, size_t k) { return part_at(ranking, at, k)->own; }
static double part_other(const lociq_ranking *ranking, size_t at, size_t k) { return part_at(ranking, at, k)->other; }
static double part_item(const lociq_ranking *ranking, size_t at, size_t k) {
  return position_of(part_at(ranking, at, k)->item);
}

static const lociq_contribution *return_at(const lociq_ranking *ranking, size_t at, size_t k) {
  return &ranking->returns[at * ranking->contribution_count + k];
}

static double return_value(const lociq_ranking *ranking, size_t at, size_t k) {
  return return_at(ranking, at, k)->value;
}
static double return_own(const lociq_ranking *ranking, size_t at, size_t k) { return return_at(ranking, at, k)->own; }
static double return_other(const lociq_ranking *ranking, size_t at, size_t k) {
  return return_at(ranking, at, k)->other;
}
static double return_item(const lociq_ranking *ranking, size_t at, size_t k) {
  return position_of(return_at(ranking, at, k)->item);
}

static double block_weight(const lociq_ranking *ranking, size_t at, size_t k) {
  (void)k;
  return ranking->blocks[at].weight;
}

static double item_block(const lociq_ranking *ranking, size_t at, size_t k) {
  (void)k;
  return (double)ranking->items[at].block;
}

static const kept variables[] = {
    {"", "Partner: position on region, -1 none", "", "region", PLACES, region_at, NULL},
    {"_industry", "Partner: position on industry, -1 none", "", "industry", PLACES, industry_at, NULL},
    {"_organisation", "Partner: position on organisation, -1 none", "", "organisation", PLACES, organisation_at, NULL},
    {"_score", "Score of the partner", "1", NULL, PLACES, score_at, NULL},
    {"_block_score", "Part of the score that the block gives", "1", NULL, PLACES_BLOCKS, block_score_at, NULL},
    {"_contribution", "Largest parts of the score", "1", NULL, PLACES_PARTS, part_value, NULL},
    {"_contribution_item", "What gives the part of the score: position on the items, -1 none", "", "_item",
     PLACES_PARTS, part_item, NULL},
    {"_contribution_own", "Its value on our side", "", NULL, PLACES_PARTS, part_own, NULL},
    {"_contribution_other", "Its value on their side", "", NULL, PLACES_PARTS, part_other, NULL},
    {"_return", "Largest parts of the reverse score that directed blocks give", "1", NULL, PLACES_RETURNS, return_value,
     NULL},
    {"_return_item", "What gives the part of the reverse score: position on the items, -1 none", "", "_item",
     PLACES_RETURNS, return_item, NULL},
    {"_return_own", "Its value on our side", "", NULL, PLACES_RETURNS, return_own, NULL},
    {"_return_other", "Its value on their side", "", NULL, PLACES_RETURNS, return_other, NULL},
    {"_block_weight", "Weight of the block", "1", NULL, BLOCKS, block_weight, NULL},
    {"_item_block", "What the item is of: position on the blocks", "", "_block", ITEMS, item_block, NULL}};
enum { VARIABLES = sizeof variables / sizeof variables[0] };

/* Whether the ranking has anything to keep there. */
static bool is_there(const lociq_ranking *ranking, const kept *variable) {
  if (variable->value == industry_at) return lociq_ranking_has_industries(ranking);
  if (variable->value == organisation_at) return lociq_ranking_has_organisations(ranking);
  if (variable->lies == ITEMS) return ranking->contribution_count > 0 && ranking->item_count > 0;
  if (variable->lies == PLACES_RETURNS) return ranking->contribution_count > 0 && ranking->returns != NULL;
  return variable->lies != PLACES_PARTS || ranking->contribution_count > 0;
}

/* ---- dimensions and values ---- */

typedef struct layout {
  char names[RANK][NAME_SIZE];
  lociq_dimension dimensions[RANK];
  size_t rank;
} layout;

static void add_dimension(layout *made, const char *name, const char *suffix, size_t size, char *const *codes) {
  char *own = made->names[made->rank];
  (void)snprintf(own, NAME_SIZE, "%s%s", name, suffix);
  made->dimensions[made->rank++] = (lociq_dimension){.name = own, .size = size, .codes = (const char *const *)codes};
}

/* The dimensions borrow their names from the layout. */
static void lay_out(const keeping *job, shape lies, layout *made) {
  const lociq_ranking *ranking = job->ranking;
  *made = (layout){0};
  if (lies != BLOCKS && lies != ITEMS) {
    add_dimension(made, "year", "", job->years, NULL);
    add_dimension(made, "region", "", job->regions, NULL);
    add_dimension(made, job->name, "_rank", ranking->top, NULL);
  }
  if (lies == PLACES_BLOCKS || lies == BLOCKS)
    add_dimension(made, job->name, "_block", ranking->block_count, job->block_codes);
  if (lies == PLACES_PARTS || lies == PLACES_RETURNS)
    add_dimension(made, job->name, "_contribution_rank", ranking->contribution_count, NULL);
  if (lies == ITEMS) add_dimension(made, job->name, "_item", ranking->item_count, job->item_codes);
}

/* The value beside the place `rank` of a region; NaN for one that has no unit. */
static double cell_of(const keeping *job, const kept *variable, size_t region, size_t rank, size_t beside) {
  const lociq_ranking *ranking = job->ranking;
  if (job->asked[region] == LOCIQ_NONE) return (double)NAN;
  const size_t at = job->asked[region] * ranking->top + rank;
  return variable->figure != NULL ? lociq_partner_figure_of(variable->figure, &ranking->partners[at])
                                  : variable->value(ranking, at, beside);
}

/* Positions in the place of the doubles that they are. */
static void make_positions(double *values, size_t count) {
  char *positions = (char *)values;
  for (size_t i = 0; i < count; i++) {
    const int32_t position = isnan(values[i]) ? -1 : (int32_t)values[i];
    memcpy(positions + i * sizeof position, &position, sizeof position);
  }
}

/* The rows of the ranking's own year, a block at a time; other years stay missing. */
static lociq_status write_rows(const keeping *job, const kept *variable, const char *name, const layout *made,
                               lociq_error *error) {
  enum { ROWS = 512 };
  const size_t top = job->ranking->top, beside = made->rank == RANK ? made->dimensions[RANK - 1].size : 1;
  double *values = lociq_allocate((job->regions < ROWS ? job->regions : ROWS) * top * beside, sizeof *values);
  lociq_status status = values == NULL ? lociq_memory_error(error, name) : LOCIQ_OK;
  for (size_t row = 0; row < job->regions && status == LOCIQ_OK; row += ROWS) {
    const size_t rows = job->regions - row < ROWS ? job->regions - row : ROWS;
    const size_t first[RANK] = {job->year, row}, count[RANK] = {1, rows, top, beside};
    size_t next = 0;
    for (size_t r = 0; r < rows; r++)
      for (size_t rank = 0; rank < top; rank++)
        for (size_t k = 0; k < beside; k++) values[next++] = cell_of(job, variable, row + r, rank, k);
    if (variable->on != NULL) make_positions(values, next);
    status = lociq_store_write_variable(job->store, name, first, count, values, error);
  }
  free(values);
  return status;
}

/* What the ranking has as a whole. */
static lociq_status write_all(const keeping *job, const kept *variable, const char *name, const layout *made,
                              lociq_error *error) {
  const size_t first = 0, count = made->dimensions[0].size;
  double *values = lociq_allocate(count, sizeof *values);
  if (values == NULL) return lociq_memory_error(error, name);
  for (size_t i = 0; i < count; i++) values[i] = variable->value(job->ranking, i, 0);
  if (variable->on != NULL) make_positions(values, count);
  const lociq_status status = lociq_store_write_variable(job->store, name, &first, &count, values, error);
  free(values);
  return status;
}

/* Writes a variable with those of the attributes that say anything. */
static lociq_status put_described(const keeping *job, lociq_variable *variable, char *on, lociq_error *error) {
  const lociq_ranking *ranking = job->ranking;
  /* With positions_on, which is for positions alone, they follow their members when an axis grows. */
  const size_t drawn = ranking->redraws > 0 ? 1 : 0;
  char seed[24];
  (void)snprintf(seed, sizeof seed, "%" PRIu64, ranking->seed);
  lociq_attribute said[] = {{.name = (char[]){"by"}, .text = ranking->by},
                            {.name = (char[]){"measure"}, .text = ranking->measure},
                            {.name = (char[]){"ranked_year"}, .numbers = {ranking->year}, .count = 1},
                            {.name = (char[]){"similarity"}, .text = ranking->similarity},
                            {.name = (char[]){"cluster"}, .text = ranking->cluster},
                            {.name = (char[]){"redraws"}, .numbers = {(double)ranking->redraws}, .count = drawn},
                            {.name = (char[]){"doubt"}, .numbers = {ranking->doubt}, .count = drawn},
                            {.name = (char[]){"seed"}, .text = drawn > 0 ? seed : NULL},
                            {.name = (char[]){"comment"}, .text = job->comment},
                            {.name = (char[]){"positions_on"}, .text = on}};
  size_t count = 0;
  for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
    if (said[i].count > 0 || said[i].text != NULL) said[count++] = said[i];
  variable->attributes = said;
  variable->attribute_count = count;
  return lociq_store_put_variable(job->store, variable, error);
}

static lociq_status put(const keeping *job, const kept *variable, lociq_error *error) {
  char name[NAME_SIZE], title[2 * TITLE_SIZE], on[NAME_SIZE];
  layout made;
  lay_out(job, variable->lies, &made);
  (void)snprintf(name, sizeof name, "%s%s", job->name, variable->suffix);
  (void)snprintf(title, sizeof title, "%s (%s)", variable->title, job->what);
  const bool own = variable->on != NULL && variable->on[0] == '_'; /* a dimension of the ranking */
  if (variable->on != NULL) (void)snprintf(on, sizeof on, "%s%s", own ? job->name : "", variable->on);
  lociq_variable stored = {.name = name,
                           .kind = "partner",
                           .unit = variable->unit,
                           .title = title,
                           .type = variable->on == NULL ? LOCIQ_DOUBLE : LOCIQ_INT32,
                           .dimension_count = made.rank};
  memcpy(stored.dimensions, made.dimensions, sizeof made.dimensions);
  const lociq_status status = put_described(job, &stored, variable->on == NULL ? NULL : on, error);
  if (status != LOCIQ_OK) return status;
  return made.rank == 1 ? write_all(job, variable, name, &made, error) : write_rows(job, variable, name, &made, error);
}

/* An earlier ranking may have had other numbers of ranks and parts: all of it goes first. */
static lociq_status remove_all(const keeping *job, lociq_error *error) {
  char name[NAME_SIZE];
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < VARIABLES && status == LOCIQ_OK; i++) {
    (void)snprintf(name, sizeof name, "%s%s", job->name, variables[i].suffix);
    status = lociq_store_remove(job->store, name, error);
  }
  for (const lociq_partner_figure *figure = lociq_partner_figures(); figure->name != NULL; figure++) {
    (void)snprintf(name, sizeof name, "%s_%s", job->name, figure->name);
    if (status == LOCIQ_OK) status = lociq_store_remove(job->store, name, error);
  }
  return status;
}

static lociq_status put_all(const keeping *job, lociq_error *error) {
  const lociq_partner_figure *told[LOCIQ_PARTNER_FIGURES];
  const size_t count = lociq_ranking_figures(job->ranking, told);
  lociq_status status = remove_all(job, error);
  for (size_t i = 0; i < VARIABLES && status == LOCIQ_OK; i++)
    if (is_there(job->ranking, &variables[i])) status = put(job, &variables[i], error);
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++) {
    char suffix[NAME_SIZE];
    (void)snprintf(suffix, sizeof suffix, "_%s", told[i]->name);
    const kept figure = {
        .suffix = suffix, .title = told[i]->title, .unit = told[i]->unit, .lies = PLACES, .figure = told[i]};
    status = put(job, &figure, error);
  }
  return status;
}

/* ---- what is kept ---- */

/* Each region's row is that of the first of its units; returns how many more there are. */
static size_t seat(keeping *job) {
  size_t more = 0;
  for (size_t r = 0; r < job->regions; r++) job->asked[r] = LOCIQ_NONE;
  for (size_t i = 0; i < job->ranking->asked_count; i++) {
    const size_t region = job->ranking->units[job->ranking->asked[i]].region;
    if (job->asked[region] == LOCIQ_NONE)
      job->asked[region] = i;
    else
      more++;
  }
  return more;
}

/* Whether all regions, or all that have a part of the cluster, are asked for, and nobody else. */
static bool is_whole(const lociq_ranking *ranking, size_t regions) {
  const size_t cluster =
      ranking->cluster == NULL ? LOCIQ_NONE : lociq_axis_find(ranking->industry_axis, ranking->cluster);
  size_t parts = 0, asked = 0;
  for (size_t u = 0; u < ranking->unit_count; u++)
    if (ranking->units[u].region != LOCIQ_NONE && ranking->units[u].industry == cluster) parts++;
  for (size_t i = 0; i < ranking->asked_count; i++) {
    const lociq_unit *unit = &ranking->units[ranking->asked[i]];
    if (unit->region != LOCIQ_NONE && unit->region < regions && unit->industry == cluster) asked++;
  }
  return asked == parts && asked == ranking->asked_count && (cluster != LOCIQ_NONE || asked == regions);
}

/* The remarks, and that some were left out. NULL without memory. */
static char *comment_made(const lociq_ranking *ranking, size_t more) {
  enum { LINE = 128 };
  size_t size = LINE;
  for (size_t i = 0; ranking->remarks != NULL && ranking->remarks[i] != NULL; i++)
    size += strlen(ranking->remarks[i]) + 1;
  char *comment = lociq_allocate(size, 1), *end = comment;
  if (comment == NULL) return NULL;
  for (size_t i = 0; ranking->remarks != NULL && ranking->remarks[i] != NULL; i++)
    end = stpcpy(stpcpy(end, end == comment ? "" : "\n"), ranking->remarks[i]);
  if (more > 0)
    (void)snprintf(end, LINE,
                   "%sOf regions with several organisations the partners of the first are kept, not those of %zu more.",
                   end == comment ? "" : "\n", more);
  return comment;
}

/* A block's code is its name; an item's "structure:C29", which no other has. */
static bool name_members(keeping *job) {
  const lociq_ranking *ranking = job->ranking;
  job->block_codes = lociq_allocate(ranking->block_count, sizeof *job->block_codes);
  job->item_codes = lociq_allocate(ranking->item_count, sizeof *job->item_codes);
  bool there = job->block_codes != NULL && job->item_codes != NULL;
  for (size_t b = 0; b < ranking->block_count && there; b++)
    there = (job->block_codes[b] = lociq_copy_text(ranking->blocks[b].name)) != NULL;
  for (size_t i = 0; i < ranking->item_count && there; i++) {
    const char *block = ranking->blocks[ranking->items[i].block].name, *name = ranking->items[i].name;
    there = (job->item_codes[i] = lociq_allocate(strlen(block) + strlen(name) + 2, 1)) != NULL;
    if (there) (void)stpcpy(stpcpy(stpcpy(job->item_codes[i], block), ":"), name);
  }
  return there;
}

static void keeping_clear(keeping *job) {
  for (size_t b = 0; job->block_codes != NULL && b < job->ranking->block_count; b++) free(job->block_codes[b]);
  for (size_t i = 0; job->item_codes != NULL && i < job->ranking->item_count; i++) free(job->item_codes[i]);
  free(job->block_codes);
  free(job->item_codes);
  free(job->comment);
  free(job->asked);
}

/* Whether a cluster has the name of a part of what is kept: partner_similarity_score is the score of all regions'. */
static bool is_named_as_a_part(const keeping *job) {
  char whole[LOCIQ_PARTNER_NAME_SIZE];
  lociq_partner_name(job->ranking->by, NULL, whole);
  const char *rest = job->name + strlen(whole);
  for (size_t i = 0; i < VARIABLES; i++)
    if (rest[0] != '\0' && strcmp(rest, variables[i].suffix) == 0) return true;
  for (const lociq_partner_figure *figure = lociq_partner_figures(); figure->name != NULL; figure++)
    if (rest[0] == '_' && strcmp(rest + 1, figure->name) == 0) return true;
  return false;
}

static lociq_status prepare(keeping *job, lociq_error *error) {
  const lociq_ranking *ranking = job->ranking;
  (void)snprintf(job->what, sizeof job->what, "%.60s of %.120s",
                 ranking->similarity == NULL ? ranking->by : ranking->similarity, ranking->measure);
  lociq_partner_name(ranking->by, ranking->cluster, job->name);
  if (is_named_as_a_part(job))
    return lociq_error_set(error, LOCIQ_CONFLICT,
                           "partners of the cluster \"%s\" cannot be kept: %s is a part of the ranking of all regions",
                           ranking->cluster, job->name);
  job->asked = lociq_allocate(job->regions, sizeof *job->asked);
  if (job->asked != NULL) job->comment = comment_made(ranking, seat(job));
  if (job->comment == NULL || !name_members(job)) return lociq_memory_error(error, "a ranking");
  if (job->comment[0] != '\0') return LOCIQ_OK;
  free(job->comment);
  job->comment = NULL;
  return LOCIQ_OK;
}

lociq_status lociq_partners_put(lociq_store *store, const lociq_ranking *ranking, lociq_error *error) {
  const lociq_panel *panel = lociq_store_panel(store);
  const size_t regions = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  char year[16];
  (void)snprintf(year, sizeof year, "%d", ranking->year);
  keeping job = {.store = store,
                 .ranking = ranking,
                 .years = lociq_axis_count(panel->axes[LOCIQ_YEAR]),
                 .year = lociq_axis_find(panel->axes[LOCIQ_YEAR], year),
                 .regions = regions};
  if (job.year == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "the ranking is of %s, a year that the store has not", year);
  if (!is_whole(ranking, regions) || regions > INT32_MAX || ranking->item_count > INT32_MAX)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "the ranking is of %zu of the store's units alone: only a whole one is kept",
                           ranking->asked_count);
  lociq_status status = prepare(&job, error);
  if (status == LOCIQ_OK) status = put_all(&job, error);
  keeping_clear(&job);
  return status;
}
