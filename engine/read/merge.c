/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"

/* A code of some dictionary, header or constant, on its way to one list. */
typedef struct entry {
  const char *code, *label;
  uint64_t place; /* of the label: the file, then the line */
  size_t file;
  uint32_t *slot; /* where its position goes */
} entry;

typedef struct entries {
  entry *items;
  size_t count, capacity;
} entries;

static lociq_status add_entry(entries *list, entry item, lociq_error *error) {
  if (list->count == list->capacity) {
    const size_t capacity = list->capacity == 0 ? 256 : 2 * list->capacity;
    entry *grown = lociq_resize(list->items, capacity, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "codes");
    list->items = grown;
    list->capacity = capacity;
  }
  list->items[list->count++] = item;
  return LOCIQ_OK;
}

/* By code, then those with labels in the order of the files. */
static int compare_entries(const void *first, const void *second) {
  const entry *a = first, *b = second;
  const int order = strcmp(a->code, b->code);
  if (order != 0) return order;
  if ((a->label == NULL) != (b->label == NULL)) return a->label == NULL ? 1 : -1;
  if (a->file != b->file) return a->file < b->file ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

/* The merged dimension for one of a layout: found, or made. */
static lociq_status merged_of(lociq_collection *all, const lociq_layout *layout, size_t d, size_t *found,
                              lociq_error *error) {
  const lociq_read_dimension *dimension = &layout->dimensions[d];
  const char *measure = layout->columns[0].measure;
  for (*found = 0; *found < all->dimension_count; (*found)++) {
    const lociq_merged *known = &all->dimensions[*found];
    if (dimension->axis != LOCIQ_NO_AXIS ? known->axis == dimension->axis
                                         : known->axis == LOCIQ_NO_AXIS && strcmp(known->name, dimension->name) == 0 &&
                                               strcmp(known->measure, measure) == 0)
      break;
  }
  if (*found == all->dimension_count) {
    lociq_merged *grown = lociq_resize(all->dimensions, all->dimension_count + 1, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "dimensions");
    all->dimensions = grown;
    grown[all->dimension_count++] =
        (lociq_merged){.axis = dimension->axis, .measure = measure, .filter_rank = LOCIQ_NONE};
  }
  lociq_merged *merged = &all->dimensions[*found];
  if (merged->name == NULL) merged->name = dimension->name;
  merged->free = merged->free || dimension->free;
  if (merged->classification == LOCIQ_UNCLASSIFIED) merged->classification = dimension->classification;
  return LOCIQ_OK;
}

static lociq_status allocate_maps(lociq_bound *file, lociq_error *error) {
  const lociq_scan *scan = file->scan;
  const size_t width = scan->parsers[0].codes_a_row;
  file->maps = lociq_allocate(scan->thread_count * width, sizeof *file->maps);
  if (file->maps == NULL) return lociq_memory_error(error, "codes");
  for (size_t thread = 0; thread < scan->thread_count; thread++)
    for (size_t index = 0; index < width; index++) {
      const size_t count = scan->parsers[thread].dictionaries[index].count;
      uint32_t *map = lociq_allocate(count, sizeof *map);
      if (map == NULL) return lociq_memory_error(error, "codes");
      file->maps[thread * width + index] = map;
    }
  return LOCIQ_OK;
}

static lociq_status bind(lociq_collection *all, lociq_bound *file, lociq_error *error) {
  const lociq_layout *layout = &file->scan->layout;
  file->merged = lociq_allocate(layout->dimension_count, sizeof *file->merged);
  file->constants = lociq_allocate(layout->dimension_count, sizeof *file->constants);
  file->order = lociq_allocate(layout->dimension_count, sizeof *file->order);
  file->measures = lociq_allocate(layout->column_count, sizeof *file->measures);
  if (file->merged == NULL || file->constants == NULL || file->order == NULL || file->measures == NULL)
    return lociq_memory_error(error, "dimensions");
  file->along_dimension = LOCIQ_NONE;
  for (size_t d = 0; d < layout->dimension_count; d++) {
    const lociq_status status = merged_of(all, layout, d, &file->merged[d], error);
    if (status != LOCIQ_OK) return status;
    if (layout->dimensions[d].place == LOCIQ_ALONG_COLUMNS) file->along_dimension = d;
  }
  if (file->along_dimension != LOCIQ_NONE) {
    file->along = lociq_allocate(layout->column_count, sizeof *file->along);
    if (file->along == NULL) return lociq_memory_error(error, "dimensions");
  }
  return allocate_maps(file, error);
}

/* All codes that a file has for one of its dimensions. */
static lociq_status gather(lociq_bound *file, size_t number, size_t d, entries *list, lociq_error *error) {
  const lociq_scan *scan = file->scan;
  const lociq_read_dimension *dimension = &scan->layout.dimensions[d];
  lociq_status status = LOCIQ_OK;
  if (dimension->place == LOCIQ_CONSTANT)
    return add_entry(list, (entry){.code = dimension->constant, .file = number, .slot = &file->constants[d]}, error);
  for (size_t c = 0; dimension->place == LOCIQ_ALONG_COLUMNS && c < scan->layout.column_count; c++) {
    status =
        add_entry(list, (entry){.code = scan->layout.columns[c].code, .file = number, .slot = &file->along[c]}, error);
    if (status != LOCIQ_OK) return status;
  }
  for (size_t thread = 0; dimension->place == LOCIQ_IN_FIELD && thread < scan->thread_count; thread++) {
    const lociq_parser *parser = &scan->parsers[thread];
    const size_t index = parser->code_index[d];
    const lociq_dictionary *dictionary = &parser->dictionaries[index];
    uint32_t *map = file->maps[thread * parser->codes_a_row + index];
    for (size_t i = 0; i < dictionary->count && status == LOCIQ_OK; i++) {
      const lociq_code *code = &dictionary->codes[i];
      status = add_entry(list, (entry){code->code, code->label, code->place, number, &map[i]}, error);
    }
  }
  return status;
}

/* Sorts the codes, gives each different one a position, and writes it back. */
static lociq_status settle(lociq_merged *merged, entries *list, lociq_error *error) {
  if (list->count > 0) qsort(list->items, list->count, sizeof *list->items, compare_entries);
  merged->codes = lociq_allocate(list->count, sizeof *merged->codes);
  merged->labels = lociq_allocate(list->count, sizeof *merged->labels);
  merged->routes = lociq_allocate(list->count, sizeof *merged->routes);
  merged->used = lociq_allocate(list->count, sizeof *merged->used);
  if (merged->codes == NULL || merged->labels == NULL || merged->routes == NULL || merged->used == NULL)
    return lociq_memory_error(error, "codes");
  for (size_t i = 0; i < list->count; i++) {
    const entry *item = &list->items[i];
    if (merged->count == 0 || strcmp(merged->codes[merged->count - 1], item->code) != 0) {
      merged->labels[merged->count] = item->label;
      merged->codes[merged->count++] = item->code;
    }
    *item->slot = (uint32_t)(merged->count - 1);
  }
  if (merged->count > lociq_route_position(UINT32_MAX))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%zu different codes of %s are too many", merged->count,
                           merged->name);
  return LOCIQ_OK;
}

static lociq_status merge_dimension(lociq_collection *all, size_t m, lociq_error *error) {
  entries list = {0};
  lociq_status status = LOCIQ_OK;
  for (size_t f = 0; f < all->file_count; f++) {
    lociq_bound *file = &all->files[f];
    for (size_t d = 0; d < file->scan->layout.dimension_count && status == LOCIQ_OK; d++)
      if (file->merged[d] == m) status = gather(file, f, d, &list, error);
  }
  if (status == LOCIQ_OK) status = settle(&all->dimensions[m], &list, error);
  free(list.items);
  return status;
}

/* The measure of each column, in the order of their first appearance. */
static lociq_status bind_measures(lociq_collection *all, size_t f, lociq_error *error) {
  const lociq_layout *layout = &all->files[f].scan->layout;
  for (size_t c = 0; c < layout->column_count; c++) {
    size_t m = c > 0 && strcmp(layout->columns[c].measure, layout->columns[c - 1].measure) == 0
                   ? all->files[f].measures[c - 1]
                   : 0;
    while (m < all->measure_count && strcmp(all->measures[m].name, layout->columns[c].measure) != 0) m++;
    all->files[f].measures[c] = m;
    if (m < all->measure_count) continue;
    lociq_measure *grown = lociq_resize(all->measures, all->measure_count + 1, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "measures");
    all->measures = grown;
    grown[all->measure_count++] = (lociq_measure){.name = layout->columns[c].measure, .first = f};
  }
  return LOCIQ_OK;
}

lociq_status lociq_collection_merge(lociq_collection *all, lociq_scan *scans, size_t count, lociq_error *error) {
  static const lociq_axis_kind axes[] = {LOCIQ_REGION, LOCIQ_INDUSTRY, LOCIQ_YEAR};
  enum { AXES = sizeof axes / sizeof axes[0] };
  all->files = lociq_allocate(count, sizeof *all->files);
  all->dimensions = lociq_allocate(AXES, sizeof *all->dimensions);
  if (all->files == NULL || all->dimensions == NULL) return lociq_memory_error(error, "files");
  for (size_t i = 0; i < AXES; i++)
    all->dimensions[all->dimension_count++] = (lociq_merged){.axis = (int)axes[i], .filter_rank = LOCIQ_NONE};
  lociq_status status = LOCIQ_OK;
  for (size_t f = 0; f < count && status == LOCIQ_OK; f++) {
    all->files[all->file_count++].scan = &scans[f];
    status = bind(all, &all->files[f], error);
    if (status == LOCIQ_OK) status = bind_measures(all, f, error);
  }
  for (size_t m = 0; m < all->dimension_count && status == LOCIQ_OK; m++) status = merge_dimension(all, m, error);
  return status;
}

static void clear_file(lociq_bound *file) {
  const lociq_scan *scan = file->scan;
  for (size_t i = 0; file->maps != NULL && i < scan->thread_count * scan->parsers[0].codes_a_row; i++)
    free(file->maps[i]);
  for (size_t i = 0; file->fates != NULL && i < scan->chunk_count; i++) free(file->fates[i]);
  free(file->merged);
  free(file->maps);
  free(file->constants);
  free(file->along);
  free(file->order);
  free(file->measures);
  free(file->fates);
  free(file->along_fates);
}

void lociq_collection_clear(lociq_collection *all) {
  for (size_t f = 0; f < all->file_count; f++) clear_file(&all->files[f]);
  for (size_t m = 0; m < all->dimension_count; m++) {
    free(all->dimensions[m].codes);
    free(all->dimensions[m].labels);
    free(all->dimensions[m].routes);
    free(all->dimensions[m].used);
  }
  free(all->files);
  free(all->dimensions);
  for (size_t m = 0; m < all->measure_count; m++) free(all->measures[m].unit);
  free(all->measures);
}
