/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/matrix.h"

#include <lociq/classify.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/owners.h"

/* A link whose source is on the axis. */
typedef struct step {
  size_t target, source; /* the target by its number in the concordance, then by its position */
  double weight;
  size_t order;
} step;

typedef struct draft {
  const lociq_axis *axis;
  const lociq_concordance *concordance;
  ptrdiff_t *owners; /* of the concordance's sources */
  step *steps;
  size_t step_count;
  size_t *places; /* of the concordance's targets on the new axis, or LOCIQ_NONE */
  double *sums;   /* of a source's weights */
} draft;

void lociq_matrix_clear(lociq_matrix *matrix) {
  lociq_axis_free(matrix->axis);
  free(matrix->entries);
  free(matrix->first);
  free(matrix->incomplete);
  free(matrix->lost);
  free(matrix->absent);
  *matrix = (lociq_matrix){0};
}

static void clear(draft *drawn) {
  free(drawn->owners);
  free(drawn->steps);
  free(drawn->places);
  free(drawn->sums);
}

static lociq_status allocate(draft *drawn, lociq_matrix *matrix, lociq_error *error) {
  const lociq_concordance *concordance = drawn->concordance;
  matrix->sources = lociq_axis_count(drawn->axis);
  drawn->owners = lociq_allocate(concordance->from.count, sizeof *drawn->owners);
  drawn->steps = lociq_allocate(concordance->link_count, sizeof *drawn->steps);
  drawn->places = lociq_allocate(concordance->to.count, sizeof *drawn->places);
  drawn->sums = lociq_allocate(matrix->sources, sizeof *drawn->sums);
  matrix->lost = lociq_allocate(matrix->sources, sizeof *matrix->lost);
  matrix->absent = lociq_allocate(concordance->from.count, sizeof *matrix->absent);
  if (drawn->owners != NULL && drawn->steps != NULL && drawn->places != NULL && drawn->sums != NULL &&
      matrix->lost != NULL && matrix->absent != NULL)
    return LOCIQ_OK;
  return lociq_memory_error(error, "a conversion");
}

static void take_steps(draft *drawn) {
  const lociq_concordance *concordance = drawn->concordance;
  for (size_t i = 0; i < concordance->link_count; i++) {
    const lociq_link *link = &concordance->links[i];
    const ptrdiff_t owner = drawn->owners[link->from];
    if (owner < 0 || link->weight <= 0) continue;
    drawn->steps[drawn->step_count++] =
        (step){.target = link->to, .source = (size_t)owner, .weight = link->weight, .order = link->order};
  }
}

static lociq_status refuse_all(const draft *drawn, lociq_error *error) {
  const lociq_axis *axis = drawn->axis;
  const char *kind = lociq_axis_kind_name(lociq_axis_get_kind(axis));
  if (lociq_axis_count(axis) == 0) return lociq_error_set(error, LOCIQ_INVALID, "there is no %s to be converted", kind);
  return lociq_error_set(error, LOCIQ_INVALID,
                         "no %s is in the concordance: the codes here are such as \"%s\", those there such as \"%s\"",
                         kind, lociq_axis_code(axis, 0),
                         drawn->concordance->from.count == 0 ? "" : lociq_concordance_source(drawn->concordance, 0));
}

/* ---- the new axis */

/* What the concordance does not say of a code, the axis may say of the same one. */
static lociq_member completed(const draft *drawn, size_t target) {
  lociq_member member = lociq_concordance_target(drawn->concordance, target);
  const size_t same = lociq_axis_find(drawn->axis, member.code);
  if (same != LOCIQ_NONE && member.label == NULL) member.label = lociq_axis_label(drawn->axis, same);
  if (same != LOCIQ_NONE && member.parent == NULL) member.parent = lociq_axis_parent(drawn->axis, same);
  return member;
}

static lociq_status make_axis(const draft *drawn, lociq_matrix *matrix, lociq_error *error) {
  const size_t most = drawn->concordance->to.count;
  const lociq_axis_kind kind = lociq_axis_get_kind(drawn->axis);
  lociq_member *members = lociq_allocate(most, sizeof *members);
  const char **codes = lociq_allocate(most, sizeof *codes);
  lociq_status status = LOCIQ_OK;
  size_t count = 0;
  if (members == NULL || codes == NULL) {
    status = lociq_memory_error(error, "a conversion");
    goto done;
  }
  for (size_t t = 0; t < most; t++) drawn->places[t] = LOCIQ_NONE;
  for (size_t i = 0; i < drawn->step_count; i++) {
    const size_t target = drawn->steps[i].target;
    if (drawn->places[target] != LOCIQ_NONE) continue;
    members[count] = completed(drawn, target);
    codes[count] = members[count].code;
    drawn->places[target] = count++;
  }
  const lociq_classification classification = lociq_classify(kind, codes, count);
  for (size_t i = 0; i < count; i++) members[i].level = lociq_code_level(classification, codes[i]);
  status = lociq_axis_create(kind, members, count, &matrix->axis, error);
  if (status != LOCIQ_OK) goto done;
  matrix->targets = count;
  for (size_t t = 0; t < most; t++)
    if (drawn->places[t] != LOCIQ_NONE)
      drawn->places[t] = lociq_axis_find(matrix->axis, drawn->concordance->to.codes[t].code);
done:
  free(members);
  free(codes);
  return status;
}

/* ---- the entries */

static int compare_steps(const void *first, const void *second) {
  const step *a = first, *b = second;
  if (a->target != b->target) return a->target < b->target ? -1 : 1;
  if (a->source != b->source) return a->source < b->source ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

/* A lifted code has as many steps to a target as codes below it. */
static void join_steps(draft *drawn) {
  size_t kept = 0;
  for (size_t i = 0; i < drawn->step_count; i++) drawn->steps[i].target = drawn->places[drawn->steps[i].target];
  qsort(drawn->steps, drawn->step_count, sizeof *drawn->steps, compare_steps);
  for (size_t i = 0; i < drawn->step_count; i++) {
    step *last = kept == 0 ? NULL : &drawn->steps[kept - 1];
    if (last != NULL && last->target == drawn->steps[i].target && last->source == drawn->steps[i].source)
      last->weight += drawn->steps[i].weight;
    else
      drawn->steps[kept++] = drawn->steps[i];
  }
  drawn->step_count = kept;
}

static lociq_status fill_entries(const draft *drawn, lociq_matrix *matrix, lociq_error *error) {
  matrix->entries = lociq_allocate(drawn->step_count, sizeof *matrix->entries);
  matrix->first = lociq_allocate(matrix->targets + 1, sizeof *matrix->first);
  matrix->incomplete = lociq_allocate(matrix->targets, sizeof *matrix->incomplete);
  if (matrix->entries == NULL || matrix->first == NULL || matrix->incomplete == NULL)
    return lociq_memory_error(error, "a conversion");
  for (size_t i = 0; i < drawn->step_count; i++) {
    drawn->sums[drawn->steps[i].source] += drawn->steps[i].weight;
    matrix->first[drawn->steps[i].target + 1] = i + 1;
  }
  for (size_t b = 0; b < matrix->targets; b++) {
    double all = 0;
    for (size_t i = matrix->first[b]; i < matrix->first[b + 1]; i++) all += drawn->steps[i].weight;
    for (size_t i = matrix->first[b]; i < matrix->first[b + 1]; i++) {
      const step *taken = &drawn->steps[i];
      matrix->entries[i] = (lociq_entry){
          .source = taken->source, .share = taken->weight / drawn->sums[taken->source], .weight = taken->weight / all};
    }
  }
  for (size_t a = 0; a < matrix->sources; a++)
    if (drawn->sums[a] == 0) matrix->lost[matrix->lost_count++] = a;
  return LOCIQ_OK;
}

/* Links are sorted by their sources: each absent one is met once. */
static void find_absent(const draft *drawn, lociq_matrix *matrix) {
  const lociq_concordance *concordance = drawn->concordance;
  for (size_t i = 0; i < concordance->link_count; i++) {
    const lociq_link *link = &concordance->links[i];
    const size_t place = drawn->places[link->to];
    if (drawn->owners[link->from] != LOCIQ_OWNER_ABSENT || link->weight <= 0 || place == LOCIQ_NONE) continue;
    const char *code = lociq_concordance_source(concordance, link->from);
    if (matrix->absent_count == 0 || matrix->absent[matrix->absent_count - 1] != code)
      matrix->absent[matrix->absent_count++] = code;
    matrix->incomplete_count += !matrix->incomplete[place];
    matrix->incomplete[place] = true;
  }
}

lociq_status lociq_matrix_create(const lociq_axis *axis, const lociq_concordance *concordance, lociq_matrix *matrix,
                                 lociq_error *error) {
  draft drawn = {.axis = axis, .concordance = concordance};
  *matrix = (lociq_matrix){0};
  lociq_status status = allocate(&drawn, matrix, error);
  if (status == LOCIQ_OK) status = lociq_owners_find(axis, concordance, drawn.owners, &matrix->lifted, error);
  if (status == LOCIQ_OK) take_steps(&drawn);
  if (status == LOCIQ_OK && drawn.step_count == 0) status = refuse_all(&drawn, error);
  if (status == LOCIQ_OK) status = make_axis(&drawn, matrix, error);
  if (status == LOCIQ_OK) {
    join_steps(&drawn);
    status = fill_entries(&drawn, matrix, error);
  }
  if (status == LOCIQ_OK) find_absent(&drawn, matrix);
  clear(&drawn);
  return status;
}
