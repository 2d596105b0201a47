/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Overlap of what organisations declare: their competences, fields of strength and
 * objectives in common, and how much of what one seeks the other one has.
 *
 * Items are the distinct terms of each kind, the same but for capitals and blanks,
 * numbered by kind and then by their folded texts.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/fold.h"
#include "core/memory.h"
#include "numeric/logarithm.h"
#include "partners/block.h"

/* Lists of an organisation: what it declares, by kind, and which of the items that anybody seeks it has. */
enum { HAS = LOCIQ_DECLARATIONS, LISTS, COMPARED = LOCIQ_SEEKS };

typedef struct declared {
  const lociq_units *units;
  size_t *starts; /* organisations × LISTS + 1: where each list begins in items */
  size_t *items;  /* ascending within a list */
  size_t *kinds;  /* LOCIQ_DECLARATIONS + 1: where each kind of items begins */
  double *weights;
  bool drawn; /* has weights of its own and shares the rest */
} declared;

typedef struct list {
  const size_t *items;
  size_t count;
} list;

static list list_of(const declared *state, size_t organisation, size_t which) {
  const size_t *start = &state->starts[organisation * LISTS + which];
  return (list){state->items + start[0], start[1] - start[0]};
}

static void release(void *from) {
  declared *state = from;
  if (!state->drawn) {
    free(state->starts);
    free(state->items);
    free(state->kinds);
  }
  free(state->weights);
  free(state);
}

/* ---- the score ---- */

/* The weight of the items in either list; they are ascending. */
static double weigh_union(const double *weights, list a, list b) {
  double sum = 0;
  for (size_t i = 0, j = 0; i < a.count || j < b.count;) {
    const bool left = j == b.count || (i < a.count && a.items[i] <= b.items[j]);
    const bool right = i == a.count || (j < b.count && b.items[j] <= a.items[i]);
    sum += weights[left ? a.items[i] : b.items[j]];
    i += left;
    j += right;
  }
  return sum;
}

static double weigh(const double *weights, list a) {
  double sum = 0;
  for (size_t i = 0; i < a.count; i++) sum += weights[a.items[i]];
  return sum;
}

/* Adds to the score what each item in both lists is of the whole. */
static double add_common(const double *weights, list a, list b, double whole, double score, double *parts) {
  for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
    const size_t left = a.items[i], right = b.items[j];
    if (left == right) {
      const double part = weights[left] / whole;
      if (parts != NULL) parts[left] = part;
      score += part;
    }
    i += left <= right;
    j += right <= left;
  }
  return score;
}

/* Whether the kind can be compared, and what of: what both declare, or what one seeks and the other one may have. */
static bool comparable(const declared *state, size_t kind, size_t own, size_t other) {
  if (list_of(state, own, kind).count == 0) return false;
  if (kind != LOCIQ_SEEKS) return list_of(state, other, kind).count > 0;
  return list_of(state, other, LOCIQ_COMPETENCES).count + list_of(state, other, LOCIQ_FIELDS).count > 0;
}

static double score(const lociq_block *block, size_t own, size_t other, double *parts) {
  const declared *state = block->state;
  const size_t left = state->units->items[own].organisation, right = state->units->items[other].organisation;
  if (parts != NULL) memset(parts, 0, block->item_count * sizeof *parts);
  if (left == LOCIQ_NONE || right == LOCIQ_NONE) return (double)NAN;
  size_t kinds = 0;
  double sum = 0;
  for (size_t kind = 0; kind < LOCIQ_DECLARATIONS; kind++) kinds += comparable(state, kind, left, right);
  for (size_t kind = 0; kind < LOCIQ_DECLARATIONS; kind++) {
    if (!comparable(state, kind, left, right)) continue;
    const list a = list_of(state, left, kind), b = list_of(state, right, kind == LOCIQ_SEEKS ? HAS : kind);
    const double whole = kind == LOCIQ_SEEKS ? weigh(state->weights, a) : weigh_union(state->weights, a, b);
    sum = add_common(state->weights, a, b, whole * (double)kinds, sum, parts);
  }
  return kinds == 0 ? (double)NAN : sum;
}

static int compare_positions(const void *first, const void *second) {
  const size_t a = *(const size_t *)first, b = *(const size_t *)second;
  return (a > b) - (a < b);
}

static double value(const lociq_block *block, size_t unit, size_t item, bool other) {
  const declared *state = block->state;
  const size_t organisation = state->units->items[unit].organisation;
  size_t kind = 0;
  if (organisation == LOCIQ_NONE) return (double)NAN;
  while (item >= state->kinds[kind + 1]) kind++;
  const list a = list_of(state, organisation, kind == LOCIQ_SEEKS && other ? HAS : kind);
  const bool has = bsearch(&item, a.items, a.count, sizeof item, compare_positions) != NULL;
  return has ? 1 : (double)NAN;
}

/* Bayesian bootstrap: each item weighs what an exponential variate says. */
static lociq_status redraw(const lociq_block *block, lociq_random *random, void **drawn, lociq_error *error) {
  const declared *state = block->state;
  declared *made = lociq_allocate(1, sizeof *made);
  double *weights = lociq_allocate_aligned(block->item_count, sizeof *weights);
  if (made == NULL || weights == NULL) {
    free(made);
    free(weights);
    return lociq_memory_error(error, "a block");
  }
  for (size_t i = 0; i < block->item_count; i++) weights[i] = (lociq_random_bits(random) + 0.5) * 0x1p-32;
  lociq_logarithm_fill(weights, weights, block->item_count);
  for (size_t i = 0; i < block->item_count; i++) weights[i] = -weights[i];
  *made = *state;
  made->weights = weights;
  made->drawn = true;
  *drawn = made;
  return LOCIQ_OK;
}

/* ---- preparing ---- */

/* That an organisation declares a term. */
typedef struct declaration {
  size_t kind, organisation;
  const char *term;
  char *folded;
  size_t item;
} declaration;

typedef struct declarations {
  declaration *items;
  size_t count;
} declarations;

static void declarations_clear(declarations *all) {
  for (size_t i = 0; i < all->count; i++) free(all->items[i].folded);
  free(all->items);
}

static int compare_terms(const void *first, const void *second) {
  const declaration *a = first, *b = second;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return strcmp(a->folded, b->folded);
}

static int compare_declarations(const void *first, const void *second) {
  const declaration *a = first, *b = second;
  const int order = compare_terms(first, second);
  return order != 0 ? order : (a->organisation > b->organisation) - (a->organisation < b->organisation);
}

static lociq_status gather(const lociq_organisations *organisations, declarations *all, lociq_error *error) {
  size_t most = 0;
  for (size_t o = 0; o < organisations->count; o++)
    for (size_t kind = 0; kind < LOCIQ_DECLARATIONS; kind++) most += organisations->items[o].terms[kind].count;
  all->items = lociq_allocate(most, sizeof *all->items);
  if (all->items == NULL) return lociq_memory_error(error, "the declared terms");
  for (size_t o = 0; o < organisations->count; o++)
    for (size_t kind = 0; kind < LOCIQ_DECLARATIONS; kind++) {
      const lociq_terms *terms = &organisations->items[o].terms[kind];
      for (size_t i = 0; i < terms->count; i++) {
        declaration *next = &all->items[all->count++];
        *next = (declaration){.kind = kind, .organisation = o, .term = terms->items[i]};
        next->folded = lociq_text_fold(terms->items[i]);
        if (next->folded == NULL) return lociq_memory_error(error, "the declared terms");
      }
    }
  if (all->count > 1) qsort(all->items, all->count, sizeof *all->items, compare_declarations);
  return LOCIQ_OK;
}

/* Numbers the items and tells where each kind begins; the term is called as the first organisation writes it. */
static lociq_status name_items(const declarations *all, declared *made, lociq_block *block, lociq_error *error) {
  size_t count = 0;
  for (size_t i = 0; i < all->count; i++) {
    count += i > 0 && compare_terms(&all->items[i - 1], &all->items[i]) != 0;
    all->items[i].item = count;
  }
  count += all->count > 0;
  made->kinds = lociq_allocate(LOCIQ_DECLARATIONS + 1, sizeof *made->kinds);
  block->items = lociq_allocate(count, sizeof *block->items);
  if (made->kinds == NULL || block->items == NULL) return lociq_memory_error(error, "the declared terms");
  for (size_t kind = 0; kind <= LOCIQ_DECLARATIONS; kind++) made->kinds[kind] = count;
  block->item_count = count;
  for (size_t i = all->count; i-- > 0;) {
    const declaration *one = &all->items[i];
    for (size_t kind = 0; kind <= one->kind; kind++) made->kinds[kind] = one->item;
    if (i > 0 && all->items[i - 1].item == one->item) continue;
    char name[LOCIQ_ORGANISATION_TERM + 32];
    (void)snprintf(name, sizeof name, "%s: %s", lociq_declaration_name((lociq_declaration)one->kind), one->term);
    if (!lociq_block_item_set(block, one->item, name, "", "")) return lociq_memory_error(error, "the declared terms");
  }
  return LOCIQ_OK;
}

/* The item sought that a competence or field is; NULL: nobody seeks it. */
static const declaration *sought(const declarations *all, const declaration *one) {
  if (one->kind != LOCIQ_COMPETENCES && one->kind != LOCIQ_FIELDS) return NULL;
  const declaration key = {.kind = LOCIQ_SEEKS, .folded = one->folded};
  return bsearch(&key, all->items, all->count, sizeof key, compare_terms);
}

/* Counts the items of each list, or puts them where each list goes on. Within a list they come in ascending order, but
 * those that an organisation has may come twice, as a competence and as a field. */
static void fill_lists(const declarations *all, size_t *counts, size_t *items) {
  for (size_t i = 0; i < all->count; i++) {
    const declaration *one = &all->items[i], *had = sought(all, one);
    size_t *own = &counts[one->organisation * LISTS];
    if (items != NULL) items[own[one->kind]] = one->item;
    own[one->kind]++;
    if (had == NULL) continue;
    if (items != NULL) items[own[HAS]] = had->item;
    own[HAS]++;
  }
}

static lociq_status make_lists(const declarations *all, size_t organisations, declared *made, lociq_error *error) {
  const size_t lists = organisations * LISTS;
  made->starts = lociq_allocate(lists + 1, sizeof *made->starts);
  size_t *next = lociq_allocate(lists + 1, sizeof *next), whole = 0;
  if (made->starts == NULL || next == NULL) {
    free(next);
    return lociq_memory_error(error, "the declared terms");
  }
  fill_lists(all, next, NULL);
  for (size_t i = 0; i <= lists; i++) {
    made->starts[i] = whole;
    whole += next[i];
    next[i] = made->starts[i];
  }
  made->items = lociq_allocate(whole, sizeof *made->items);
  if (made->items != NULL) fill_lists(all, next, made->items);
  free(next);
  if (made->items == NULL) return lociq_memory_error(error, "the declared terms");
  for (size_t o = 0; o < organisations; o++) {
    const list had = list_of(made, o, HAS);
    if (had.count > 1)
      qsort(made->items + made->starts[o * LISTS + HAS], had.count, sizeof *had.items, compare_positions);
  }
  return LOCIQ_OK;
}

static lociq_status prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                            lociq_error *error) {
  const lociq_organisations *organisations = source->units->organisations;
  declarations all = {0};
  if (organisations->count == 0)
    return lociq_block_refuse(source, plan, error,
                              "compares what organisations declare, and the store has none: lociq register adds them");
  declared *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block");
  made->units = source->units;
  block->state = made;
  lociq_status status = gather(organisations, &all, error);
  if (status == LOCIQ_OK) status = name_items(&all, made, block, error);
  if (status == LOCIQ_OK) status = make_lists(&all, organisations->count, made, error);
  if (status == LOCIQ_OK) {
    made->weights = lociq_allocate_aligned(block->item_count, sizeof *made->weights);
    if (made->weights == NULL) status = lociq_memory_error(error, "the declared terms");
  }
  for (size_t i = 0; status == LOCIQ_OK && i < block->item_count; i++) made->weights[i] = 1;
  declarations_clear(&all);
  return status;
}

const lociq_block_method lociq_block_declared = {
    .directed = true, .prepare = prepare, .release = release, .score = score, .value = value, .redraw = redraw};
