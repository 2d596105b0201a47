/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/concordance.h"

#include <lociq/classify.h>
#include <string.h>

#include "classify/group.h"
#include "core/memory.h"
#include "read/records.h"

static const double heaviest = 1e100; /* sums of weights stay far from infinity */

lociq_concordance_options lociq_concordance_options_default(void) { return (lociq_concordance_options){0}; }

static lociq_slice slice_of(const char *text) { return (lociq_slice){text, strlen(text)}; }

lociq_member lociq_concordance_target(const lociq_concordance *concordance, size_t to) {
  const lociq_code *code = &concordance->to.codes[to];
  const lociq_label *given = lociq_labels_find(&concordance->labels, code->code);
  lociq_member member = {.code = code->code, .label = code->label, .level = LOCIQ_NO_LEVEL};
  if (given != NULL && given->label[0] != '\0') member.label = given->label;
  if (given != NULL && given->parent[0] != '\0') member.parent = given->parent;
  return member;
}

void lociq_concordance_free(lociq_concordance *concordance) {
  if (concordance == NULL) return;
  lociq_dictionary_clear(&concordance->from);
  lociq_dictionary_clear(&concordance->to);
  lociq_labels_clear(&concordance->labels);
  free(concordance->links);
  free(concordance);
}

/* ---- link by link */

static lociq_status create(lociq_concordance **concordance, lociq_error *error) {
  *concordance = lociq_allocate(1, sizeof **concordance);
  return *concordance != NULL ? LOCIQ_OK : lociq_memory_error(error, "a concordance");
}

static lociq_status add_link(lociq_concordance *made, const char *from, const char *to, double weight,
                             const char *label, lociq_error *error) {
  if (made->link_count == made->capacity) {
    const size_t capacity = made->capacity == 0 ? 256 : 2 * made->capacity;
    lociq_link *grown = lociq_resize(made->links, capacity, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "a concordance");
    made->links = grown;
    made->capacity = capacity;
  }
  lociq_link link = {.weight = weight, .order = made->link_count};
  lociq_status status = lociq_dictionary_add(&made->from, slice_of(from), &link.from, error);
  if (status == LOCIQ_OK) status = lociq_dictionary_add(&made->to, slice_of(to), &link.to, error);
  if (status == LOCIQ_OK && label != NULL)
    status = lociq_dictionary_label(&made->to, link.to, slice_of(label), link.order, error);
  if (status == LOCIQ_OK) made->links[made->link_count++] = link;
  return status;
}

static int compare_links(const void *first, const void *second) {
  const lociq_link *a = first, *b = second;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  if (a->to != b->to) return a->to < b->to ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

/* Each pair once, with the sum of its weights. */
static void settle(lociq_concordance *made) {
  size_t kept = 0;
  if (made->link_count > 1) qsort(made->links, made->link_count, sizeof *made->links, compare_links);
  for (size_t i = 0; i < made->link_count; i++) {
    lociq_link *last = kept == 0 ? NULL : &made->links[kept - 1];
    if (last != NULL && last->from == made->links[i].from && last->to == made->links[i].to)
      last->weight += made->links[i].weight;
    else
      made->links[kept++] = made->links[i];
  }
  made->repeated = made->link_count - kept;
  made->link_count = kept;
}

/* ---- from a file */

enum { FROM, TO, WEIGHT, LABEL, FIRST_FILTER };
_Static_assert(FIRST_FILTER + LOCIQ_CONCORDANCE_FILTERS <= LOCIQ_RECORD_COLUMNS, "all columns have room");

static const char *or_else(const char *given, const char *otherwise) { return given == NULL ? otherwise : given; }

static bool is_kept(const lociq_records *records, const lociq_concordance_options *options) {
  for (size_t f = 0; f < options->filter_count; f++) {
    const lociq_filter *filter = &options->filters[f];
    size_t v = 0;
    while (v < filter->count && strcmp(filter->values[v], records->texts[FIRST_FILTER + f]) != 0) v++;
    if (v == filter->count) return false;
  }
  return true;
}

static lociq_status add_row(const lociq_records *records, lociq_concordance *made, lociq_error *error) {
  double weight = 1;
  for (size_t c = FROM; c <= TO; c++)
    if (records->texts[c][0] == '\0') return lociq_records_refuse(records, c, "a code", error);
  if (records->texts[WEIGHT] != NULL) {
    const lociq_record_range range = {.minimum = 0, .maximum = heaviest};
    const lociq_status status = lociq_records_number(records, WEIGHT, range, &weight, error);
    if (status != LOCIQ_OK) return status;
  }
  return add_link(made, records->texts[FROM], records->texts[TO], weight, records->texts[LABEL], error);
}

static lociq_status check_rows(const char *path, const lociq_concordance_options *options, size_t rows, size_t kept,
                               lociq_error *error) {
  if (rows == 0) return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s has no row below its heading", path);
  if (kept > 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "%s: no row is left by --where %s=%s%s", path,
                         options->filters[0].dimension, options->filters[0].values[0],
                         options->filter_count > 1 || options->filters[0].count > 1 ? " ..." : "");
}

static lociq_status read_rows(lociq_records *records, const lociq_concordance_options *options, lociq_concordance *made,
                              lociq_error *error) {
  size_t rows = 0;
  for (;; rows++) {
    lociq_status status = lociq_records_next(records, error);
    if (status == LOCIQ_OK && records->line == 0)
      return check_rows(records->path, options, rows, made->link_count, error);
    if (status == LOCIQ_OK && is_kept(records, options)) status = add_row(records, made, error);
    if (status != LOCIQ_OK) return status;
  }
}

lociq_status lociq_concordance_read(const char *path, const lociq_concordance_options *options,
                                    lociq_concordance **concordance, lociq_input *input, lociq_error *error) {
  if (options->filter_count > LOCIQ_CONCORDANCE_FILTERS)
    return lociq_error_set(error, LOCIQ_INVALID, "%zu columns are filtered: at most %d can be", options->filter_count,
                           LOCIQ_CONCORDANCE_FILTERS);
  lociq_record_column columns[LOCIQ_RECORD_COLUMNS] = {
      [FROM] = {.name = or_else(options->from, "from")},
      [TO] = {.name = or_else(options->to, "to")},
      [WEIGHT] = {.name = or_else(options->weight, "weight"), .optional = options->weight == NULL},
      [LABEL] = {.name = or_else(options->label, "label"), .optional = options->label == NULL}};
  for (size_t f = 0; f < options->filter_count; f++) columns[FIRST_FILTER + f].name = options->filters[f].dimension;
  lociq_records records = {0};
  lociq_concordance *made = NULL;
  lociq_status status = create(&made, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_records_open(path, columns, FIRST_FILTER + options->filter_count, options->progress, &records, error);
  if (status == LOCIQ_OK) status = read_rows(&records, options, made, error);
  if (status == LOCIQ_OK) settle(made);
  if (status == LOCIQ_OK && input != NULL) status = lociq_records_describe(&records, "concordance", input, error);
  if (status == LOCIQ_OK && made->repeated > 0)
    lociq_progress_remark(options->progress, "%s: %zu row%s repeated a pair of codes: the weights were added", path,
                          made->repeated, made->repeated == 1 ? "" : "s");
  lociq_records_close(&records);
  if (status == LOCIQ_OK)
    *concordance = made;
  else
    lociq_concordance_free(made);
  return status;
}

lociq_status lociq_concordance_label(lociq_concordance *concordance, const char *path, const lociq_progress *progress,
                                     lociq_input *input, lociq_error *error) {
  lociq_labels labels = {0};
  const lociq_status status = lociq_labels_read(path, progress, &labels, input, error);
  if (status != LOCIQ_OK) {
    lociq_labels_clear(&labels);
    return status;
  }
  lociq_labels_clear(&concordance->labels);
  concordance->labels = labels;
  return LOCIQ_OK;
}

/* ---- from a level */

enum { ANCESTOR_SIZE = 2048 }; /* a code that is of the level itself may be as long as codes are */

/* That of the codes or, where they are of none, of their parents. */
static lociq_classification classification_of(const lociq_axis *axis, const char **codes) {
  const lociq_axis_kind kind = lociq_axis_get_kind(axis);
  size_t parents = 0;
  for (size_t i = 0; i < lociq_axis_count(axis); i++) codes[i] = lociq_axis_code(axis, i);
  const lociq_classification classification = lociq_classify(kind, codes, lociq_axis_count(axis));
  if (classification != LOCIQ_UNCLASSIFIED) return classification;
  for (size_t i = 0; i < lociq_axis_count(axis); i++)
    if (lociq_axis_parent(axis, i) != NULL) codes[parents++] = lociq_axis_parent(axis, i);
  return lociq_classify(kind, codes, parents);
}

/* That of the code or, where it has none, of its parents. Parents that go round in a
 * circle end at the axis's count. */
static bool find_ancestor(const lociq_axis *axis, size_t member, lociq_classification classification, int level,
                          char *ancestor) {
  size_t place = member;
  const char *code = lociq_axis_code(axis, member);
  for (size_t step = 0; step <= lociq_axis_count(axis) && code != NULL; step++) {
    if (lociq_code_ancestor(classification, code, level, ancestor, ANCESTOR_SIZE)) return true;
    code = place == LOCIQ_NONE ? NULL : lociq_axis_parent(axis, place);
    place = code == NULL ? LOCIQ_NONE : lociq_axis_find(axis, code);
  }
  return false;
}

static bool find_parent(const lociq_axis *axis, size_t member, lociq_classification classification, char *ancestor) {
  const char *parent = lociq_axis_parent(axis, member), *code = lociq_axis_code(axis, member);
  if (parent != NULL && strlen(parent) < ANCESTOR_SIZE) {
    (void)stpcpy(ancestor, parent);
    return true;
  }
  for (int level = lociq_code_level(classification, code) - 1; level >= 0; level--)
    if (lociq_code_ancestor(classification, code, level, ancestor, ANCESTOR_SIZE)) return true;
  return false;
}

static lociq_status add_ancestors(const lociq_axis *axis, const char *level, lociq_classification classification,
                                  lociq_concordance *made, lociq_error *error) {
  const char *kind = lociq_axis_kind_name(lociq_axis_get_kind(axis));
  const bool to_parents = strcmp(level, LOCIQ_LEVEL_PARENT) == 0;
  char ancestor[ANCESTOR_SIZE];
  int number = 0;
  lociq_status status = to_parents ? LOCIQ_OK : lociq_level_parse(classification, level, &number, error);
  for (size_t i = 0; status == LOCIQ_OK && i < lociq_axis_count(axis); i++) {
    const char *code = lociq_axis_code(axis, i);
    if (to_parents && !find_parent(axis, i, classification, ancestor))
      return lociq_error_set(error, LOCIQ_INVALID, "the %s %s has no parent: give parents with --%s when importing",
                             kind, code, lociq_axis_get_kind(axis) == LOCIQ_REGION ? "regions" : "industries");
    if (!to_parents && !find_ancestor(axis, i, classification, number, ancestor))
      return lociq_error_set(error, LOCIQ_INVALID, "the %s %s lies in no %s: choose a coarser level", kind, code,
                             lociq_level_name(classification, number));
    status = add_link(made, code, ancestor, 1, NULL, error);
  }
  return status;
}

lociq_status lociq_concordance_of_level(const lociq_axis *axis, const char *level, lociq_concordance **concordance,
                                        lociq_error *error) {
  const char **codes = lociq_allocate(lociq_axis_count(axis), sizeof *codes);
  if (codes == NULL) return lociq_memory_error(error, "a concordance");
  lociq_concordance *made = NULL;
  lociq_status status = create(&made, error);
  if (status == LOCIQ_OK) status = add_ancestors(axis, level, classification_of(axis, codes), made, error);
  if (status == LOCIQ_OK) settle(made);
  if (status == LOCIQ_OK)
    *concordance = made;
  else
    lociq_concordance_free(made);
  free(codes);
  return status;
}
