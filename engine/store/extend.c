/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * New codes and years: the scales are made anew and what lies on them is
 * rewritten, a block of rows at a time. Axes are sorted, so old members keep
 * their order among the new ones, and the old rows that fall into a block of new
 * rows are neighbours.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

/* Of each axis that grew: which position was which. */
typedef struct growth {
  bool grew;
  size_t *old_of; /* by new position; LOCIQ_NONE: it is new */
  size_t *new_of; /* by old position */
  size_t old_count, new_count;
} growth;

static const char other_name[] = "industry_other";
/* What old scales and datasets are called meanwhile: no name of ours has a blank. */
static const char before[] = "before ";

static bool same_codes(const lociq_axis *first, const lociq_axis *second) {
  if (lociq_axis_count(first) != lociq_axis_count(second)) return false;
  for (size_t i = 0; i < lociq_axis_count(first); i++)
    if (strcmp(lociq_axis_code(first, i), lociq_axis_code(second, i)) != 0) return false;
  return true;
}

static lociq_status plan_growth(const lociq_store *store, lociq_axis *const axes[LOCIQ_AXIS_KINDS],
                                growth growths[LOCIQ_AXIS_KINDS], bool *any, lociq_error *error) {
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) {
    const lociq_axis *old = store->panel->axes[kind];
    growth *plan = &growths[kind];
    if (same_codes(old, axes[kind])) continue;
    *any = plan->grew = true;
    plan->old_count = lociq_axis_count(old);
    plan->new_count = lociq_axis_count(axes[kind]);
    plan->old_of = lociq_allocate(plan->new_count, sizeof *plan->old_of);
    plan->new_of = lociq_allocate(plan->old_count, sizeof *plan->new_of);
    if (plan->old_of == NULL || plan->new_of == NULL) return lociq_memory_error(error, "an axis");
    for (size_t i = 0; i < plan->new_count; i++) plan->old_of[i] = lociq_axis_find(old, lociq_axis_code(axes[kind], i));
    for (size_t i = 0; i < plan->old_count; i++) plan->new_of[i] = lociq_axis_find(axes[kind], lociq_axis_code(old, i));
  }
  return LOCIQ_OK;
}

/* The growth of a dimension, by the name of its scale, old or new; NULL where it
 * stays. */
static const growth *growth_of(const growth growths[LOCIQ_AXIS_KINDS], const char *name) {
  if (strncmp(name, before, sizeof before - 1) == 0) name += sizeof before - 1;
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) {
    const char *axis = lociq_axis_kind_name((lociq_axis_kind)kind);
    const bool other = kind == LOCIQ_INDUSTRY && strcmp(name, other_name) == 0;
    if ((strcmp(name, axis) == 0 || other) && growths[kind].grew) return &growths[kind];
  }
  return NULL;
}

/* ---- moving the values of one dataset */

/* A rewriting: both datasets seen as four dimensions, the missing ones of size 1
 * in front. */
typedef struct moving {
  const lociq_store *store;
  const char *name;
  hid_t from, to, type;
  size_t element;
  int rank;
  hsize_t old_size[LOCIQ_RANK], new_size[LOCIQ_RANK];
  const size_t *old[LOCIQ_RANK]; /* NULL: position stays */
  const growth *positions;       /* of the axis on which the values are positions, or NULL */
  char *old_block, *new_block;
} moving;

static size_t old_position(const moving *move, int dimension, hsize_t position) {
  return move->old[dimension] == NULL ? (size_t)position : move->old[dimension][position];
}

/* The block's old rows: first and count of those that [first, end) holds. */
static void old_rows(const moving *move, hsize_t first, hsize_t end, hsize_t *old_first, hsize_t *old_count) {
  *old_count = 0;
  for (hsize_t row = first; row < end; row++) {
    const size_t old = old_position(move, 1, row);
    if (old == LOCIQ_NONE) continue;
    if ((*old_count)++ == 0) *old_first = old;
  }
}

static void scatter(const moving *move, hsize_t first, hsize_t end, hsize_t old_first) {
  const hsize_t *sizes = move->new_size;
  for (hsize_t row = first; row < end; row++) {
    const size_t old_row = old_position(move, 1, row);
    if (old_row == LOCIQ_NONE) continue;
    for (hsize_t i = 0; i < sizes[2]; i++) {
      const size_t old_i = old_position(move, 2, i);
      if (old_i == LOCIQ_NONE) continue;
      for (hsize_t j = 0; j < sizes[3]; j++) {
        const size_t old_j = old_position(move, 3, j);
        if (old_j == LOCIQ_NONE) continue;
        const size_t from = ((old_row - old_first) * move->old_size[2] + old_i) * move->old_size[3] + old_j;
        const size_t to = ((row - first) * sizes[2] + i) * sizes[3] + j;
        memcpy(move->new_block + to * move->element, move->old_block + from * move->element, move->element);
      }
    }
  }
}

/* The fill value of the type, for the cells that are new. */
static void fill_block(const moving *move, size_t count) {
  const double missing = (double)NAN;
  const int32_t none = -1;
  for (size_t i = 0; i < count; i++) {
    if (move->element == sizeof missing)
      memcpy(move->new_block + i * sizeof missing, &missing, sizeof missing);
    else if (move->element == sizeof none)
      memcpy(move->new_block + i * sizeof none, &none, sizeof none);
    else
      memset(move->new_block + i * move->element, 0, move->element);
  }
}

/* Positions on an axis follow their members. */
static void move_positions(const moving *move, size_t count) {
  if (move->positions == NULL) return;
  int32_t *values = (int32_t *)(void *)move->new_block;
  for (size_t i = 0; i < count; i++)
    if (values[i] >= 0)
      values[i] = (size_t)values[i] < move->positions->old_count ? (int32_t)move->positions->new_of[values[i]] : -1;
}

/* Rows [first, end) of one position of the outermost dimension. */
static lociq_status move_rows(const moving *move, hsize_t outer, hsize_t first, hsize_t end, lociq_error *error) {
  const int skip = LOCIQ_RANK - move->rank;
  const size_t old_outer = old_position(move, 0, outer);
  hsize_t old_start[LOCIQ_RANK] = {old_outer, 0, 0, 0};
  hsize_t old_count[LOCIQ_RANK] = {1, 0, move->old_size[2], move->old_size[3]};
  const hsize_t start[LOCIQ_RANK] = {outer, first, 0, 0};
  const hsize_t count[LOCIQ_RANK] = {1, end - first, move->new_size[2], move->new_size[3]};
  old_rows(move, first, end, &old_start[1], &old_count[1]);
  if (old_outer == LOCIQ_NONE || old_count[1] == 0) return LOCIQ_OK;
  lociq_status status = lociq_block_read(move->store, move->name, move->from, move->type, move->rank, old_start + skip,
                                         old_count + skip, move->old_block, error);
  if (status != LOCIQ_OK) return status;
  const size_t cells = count[1] * count[2] * count[3];
  fill_block(move, cells);
  scatter(move, first, end, old_start[1]);
  move_positions(move, cells);
  return lociq_block_write(move->store, move->name, move->to, move->type, move->rank, start + skip, count + skip,
                           move->new_block, error);
}

/* Whether a year's values lie as they lay: the year is the first dimension. */
static bool only_years_grew(const moving *move) {
  for (int place = LOCIQ_RANK - move->rank + 1; place < LOCIQ_RANK; place++)
    if (move->old[place] != NULL) return false;
  return true;
}

/* Whether the chunks of both are the same but for the year, of which each holds one. */
static bool has_chunks_of_years(const moving *move) {
  hsize_t chunks[2][LOCIQ_RANK] = {{0}};
  if (!only_years_grew(move) || move->positions != NULL) return false;
  for (int i = 0; i < 2; i++) {
    const hid_t properties = H5Dget_create_plist(i == 0 ? move->from : move->to);
    const int rank = properties < 0 ? -1 : H5Pget_chunk(properties, LOCIQ_RANK, chunks[i]);
    lociq_hdf5_close(properties);
    if (rank != move->rank) return false;
  }
  return chunks[0][0] == 1 && memcmp(chunks[0], chunks[1], sizeof chunks[0]) == 0;
}

typedef struct raw_chunk {
  void *bytes;
  hsize_t room;
} raw_chunk;

/* As it lies in the file: compressed, with its checksum. */
static lociq_status copy_chunk(const moving *move, hsize_t at[LOCIQ_RANK], hsize_t old_year, raw_chunk *chunk,
                               lociq_error *error) {
  const hsize_t year = at[0];
  hsize_t size = 0;
  uint32_t mask = 0;
  at[0] = old_year;
  haddr_t address = HADDR_UNDEF;
  /* HDF5 1.10 calls it an error to ask for the size of a chunk that is not there. */
  const bool found =
      H5Dget_chunk_storage_size(move->from, at, &size) >= 0 ||
      (H5Dget_chunk_info_by_coord(move->from, at, &mask, &address, &size) >= 0 && address == HADDR_UNDEF);
  if (found && size > chunk->room) {
    void *grown = lociq_resize(chunk->bytes, size, 1);
    if (grown == NULL) return lociq_memory_error(error, move->name);
    *chunk = (raw_chunk){grown, size};
  }
  const bool read = found && (size == 0 || H5Dread_chunk(move->from, H5P_DEFAULT, at, &mask, chunk->bytes) >= 0);
  at[0] = year;
  if (!read) return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", move->store->path, move->name);
  if (size == 0 || H5Dwrite_chunk(move->to, H5P_DEFAULT, mask, at, size, chunk->bytes) >= 0) return LOCIQ_OK;
  return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", move->store->path, move->name);
}

/* The next corner of a chunk within a year; false after the last. */
static bool next_corner(const moving *move, const hsize_t chunks[LOCIQ_RANK], hsize_t at[LOCIQ_RANK]) {
  for (int i = move->rank - 1; i > 0; i--) {
    at[i] += chunks[i];
    if (at[i] < move->new_size[LOCIQ_RANK - move->rank + i]) return true;
    at[i] = 0;
  }
  return false;
}

static lociq_status move_chunks(const moving *move, lociq_error *error) {
  const int place = LOCIQ_RANK - move->rank; /* of the years */
  hsize_t chunks[LOCIQ_RANK] = {0};
  raw_chunk chunk = {NULL, 0};
  lociq_status status = LOCIQ_OK;
  const hid_t properties = H5Dget_create_plist(move->from);
  (void)H5Pget_chunk(properties, LOCIQ_RANK, chunks);
  lociq_hdf5_close(properties);
  for (hsize_t year = 0; year < move->new_size[place] && status == LOCIQ_OK; year++) {
    const size_t old_year = old_position(move, place, year);
    hsize_t at[LOCIQ_RANK] = {year};
    if (old_year == LOCIQ_NONE) continue;
    do status = copy_chunk(move, at, old_year, &chunk, error);
    while (status == LOCIQ_OK && next_corner(move, chunks, at));
  }
  free(chunk.bytes);
  return status;
}

static lociq_status move_values(moving *move, lociq_error *error) {
  enum { ROWS = 512 };
  if (has_chunks_of_years(move)) return move_chunks(move, error);
  const size_t rows = move->new_size[1] < ROWS ? move->new_size[1] : ROWS;
  move->new_block = lociq_allocate_aligned(rows * move->new_size[2] * move->new_size[3], move->element);
  move->old_block = lociq_allocate_aligned(rows * move->old_size[2] * move->old_size[3], move->element);
  lociq_status status = LOCIQ_OK;
  if (move->new_block == NULL || move->old_block == NULL) status = lociq_memory_error(error, move->name);
  for (hsize_t outer = 0; status == LOCIQ_OK && outer < move->new_size[0]; outer++)
    for (hsize_t first = 0; status == LOCIQ_OK && first < move->new_size[1]; first += rows) {
      const hsize_t end = first + rows < move->new_size[1] ? first + rows : move->new_size[1];
      status = move_rows(move, outer, first, end, error);
    }
  free(move->new_block);
  free(move->old_block);
  return status;
}

/* ---- one dataset */

/* Describes the moving of an open dataset; *needed is false where none of its
 * dimensions grew and its values are no positions on one that did. */
static lociq_status plan_moving(const growth growths[LOCIQ_AXIS_KINDS], lociq_layout *layout, moving *move,
                                bool *needed, lociq_error *error) {
  char *axis = NULL;
  bool complete = false;
  lociq_status status = lociq_layout_read(move->store, move->name, move->from, layout, &complete, error);
  if (status == LOCIQ_OK) status = lociq_layout_check(move->store, move->name, layout, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(move->from, "positions_on", &axis, error);
  if (status != LOCIQ_OK) return status;
  if (axis != NULL) move->positions = growth_of(growths, axis);
  *needed = move->positions != NULL;
  free(axis);
  move->rank = layout->rank;
  for (int i = 0; i < LOCIQ_RANK; i++) move->old_size[i] = move->new_size[i] = 1;
  for (int i = 0; i < layout->rank; i++) {
    const growth *grown = growth_of(growths, layout->name[i]);
    const int place = LOCIQ_RANK - layout->rank + i;
    move->old_size[place] = move->new_size[place] = layout->size[i];
    if (grown == NULL) continue;
    *needed = true;
    move->new_size[place] = layout->size[i] = grown->new_count;
    move->old[place] = grown->old_of;
    memmove(layout->name[i], layout->name[i] + sizeof before - 1, LOCIQ_NAME_SIZE - sizeof before);
  }
  return LOCIQ_OK;
}

static bool is_compressed(hid_t dataset) {
  unsigned flags = 0;
  size_t count = 0;
  const hid_t properties = H5Dget_create_plist(dataset);
  const bool found =
      properties >= 0 && H5Pget_filter_by_id2(properties, H5Z_FILTER_DEFLATE, &flags, &count, NULL, 0, NULL, NULL) >= 0;
  lociq_hdf5_close(properties);
  return found;
}

/* Makes the dataset anew on the new scales, from the open old one, which has
 * been renamed. */
static lociq_status rebuild(lociq_store *store, moving *move, const lociq_layout *layout, lociq_error *error) {
  lociq_type type = LOCIQ_DOUBLE;
  if (!lociq_type_find(move->from, &type))
    return lociq_error_set(error, LOCIQ_BAD_INPUT,
                           "%s: the axes cannot grow: %s, which lies on them, is of no type of ours", store->path,
                           move->name);
  move->type = lociq_type_memory(type);
  move->element = lociq_type_size(type);
  if (type != LOCIQ_INT32) move->positions = NULL;
  lociq_status status =
      lociq_dataset_create(store, move->name, type, layout, is_compressed(move->from), &move->to, error);
  if (status == LOCIQ_OK) status = lociq_attributes_copy(move->from, move->to, error);
  if (status == LOCIQ_OK && !only_years_grew(move)) status = lociq_year_digests_drop(move->to, error);
  if (status == LOCIQ_OK) status = move_values(move, error);
  lociq_hdf5_close(move->to);
  return status;
}

static lociq_status rewrite(lociq_store *store, const char *name, const growth growths[LOCIQ_AXIS_KINDS],
                            lociq_error *error) {
  char old_name[LOCIQ_NAME_SIZE + sizeof before];
  moving move = {.store = store, .name = name, .from = -1, .to = -1};
  lociq_layout layout;
  bool needed = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &move.from, error);
  if (status == LOCIQ_OK) status = plan_moving(growths, &layout, &move, &needed, error);
  if (status != LOCIQ_OK || !needed) goto done;
  (void)snprintf(old_name, sizeof old_name, "%s%s", before, name);
  if (H5Lmove(store->file, name, store->file, old_name, H5P_DEFAULT, H5P_DEFAULT) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot rename %s", store->path, name);
  if (status == LOCIQ_OK) status = rebuild(store, &move, &layout, error);
done:
  lociq_hdf5_close(move.from);
  if (status == LOCIQ_OK && needed) status = lociq_dataset_remove(store, old_name, error);
  return status;
}

/* ---- the whole store */

static lociq_status set_aside(lociq_store *store, const char *name, lociq_error *error) {
  char old_name[LOCIQ_NAME_SIZE];
  (void)snprintf(old_name, sizeof old_name, "%s%s", before, name);
  return lociq_scale_rename(store, name, old_name, error);
}

static lociq_status remove_aside(lociq_store *store, const char *name, lociq_error *error) {
  char old_name[LOCIQ_NAME_SIZE];
  (void)snprintf(old_name, sizeof old_name, "%s%s", before, name);
  return lociq_scale_remove(store, old_name, error);
}

/* Moves the old scales of the axes that grew out of the way and makes new ones. */
static lociq_status renew_scales(lociq_store *store, const growth growths[LOCIQ_AXIS_KINDS], lociq_error *error) {
  const bool others = lociq_scale_find(store, other_name) != NULL && growths[LOCIQ_INDUSTRY].grew;
  lociq_status status = others ? set_aside(store, other_name, error) : LOCIQ_OK;
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++) {
    if (!growths[kind].grew) continue;
    status = lociq_axis_remove_labels(store, (lociq_axis_kind)kind, error);
    if (status == LOCIQ_OK) status = set_aside(store, lociq_axis_kind_name((lociq_axis_kind)kind), error);
    if (status == LOCIQ_OK) status = lociq_axis_write(store, store->panel->axes[kind], error);
  }
  return status == LOCIQ_OK && others ? lociq_axis_write_other(store, error) : status;
}

static lociq_status rewrite_all(lociq_store *store, const growth growths[LOCIQ_AXIS_KINDS], lociq_error *error) {
  char **names = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &names, &count, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++) {
    if (lociq_scale_find(store, names[i]) != NULL || !lociq_dataset_exists(store, names[i])) continue;
    status = rewrite(store, names[i], growths, error);
  }
  lociq_texts_free(names, count);
  if (status == LOCIQ_OK) status = remove_aside(store, other_name, error);
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = remove_aside(store, lociq_axis_kind_name((lociq_axis_kind)kind), error);
  return status;
}

static void recount(const lociq_store *store) {
  for (size_t i = 0; i < store->panel->cube_count; i++) {
    lociq_cube *cube = store->panel->cubes[i];
    for (int part = 0; part < LOCIQ_PARTS; part++)
      if (cube->parts[part].count > 0)
        cube->parts[part].count = lociq_panel_count(store->panel, lociq_cube_part_shape(cube, (lociq_part)part));
  }
}

static bool same_text(const char *first, const char *second) {
  return first == NULL || second == NULL ? first == second : strcmp(first, second) == 0;
}

/* Of two axes with the same codes. */
static bool same_labels(const lociq_axis *first, const lociq_axis *second) {
  for (size_t i = 0; i < lociq_axis_count(first); i++)
    if (!same_text(lociq_axis_label(first, i), lociq_axis_label(second, i)) ||
        !same_text(lociq_axis_parent(first, i), lociq_axis_parent(second, i)) ||
        lociq_axis_level(first, i) != lociq_axis_level(second, i))
      return false;
  return true;
}

/* After the swap `axes` are the old ones. */
static lociq_status write_labels(lociq_store *store, lociq_axis *const axes[LOCIQ_AXIS_KINDS],
                                 const growth growths[LOCIQ_AXIS_KINDS], lociq_error *error) {
  bool any = false;
  lociq_status status = LOCIQ_OK;
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++) {
    if (!growths[kind].grew && same_labels(axes[kind], store->panel->axes[kind])) continue;
    any = true;
    status = lociq_axis_write_labels(store, store->panel->axes[kind], error);
  }
  return status == LOCIQ_OK && any ? lociq_coordinates_refresh(store, error) : status;
}

lociq_status lociq_store_extend(lociq_store *store, lociq_axis *axes[LOCIQ_AXIS_KINDS], lociq_error *error) {
  growth growths[LOCIQ_AXIS_KINDS] = {{false, NULL, NULL, 0, 0}};
  bool any = false;
  lociq_rows_close(store);
  lociq_status status = plan_growth(store, axes, growths, &any, error);
  if (status != LOCIQ_OK) goto done;
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) {
    lociq_axis *old = store->panel->axes[kind];
    store->panel->axes[kind] = axes[kind];
    axes[kind] = old;
  }
  if (any) status = renew_scales(store, growths, error);
  if (any && status == LOCIQ_OK) status = rewrite_all(store, growths, error);
  if (status == LOCIQ_OK) status = write_labels(store, axes, growths, error);
  recount(store);
done:
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) {
    free(growths[kind].old_of);
    free(growths[kind].new_of);
  }
  return status;
}
