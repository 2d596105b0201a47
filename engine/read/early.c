/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/early.h"

#include <lociq/memory.h>

#include "core/memory.h"
#include "numeric/lanes.h"
#include "read/places.h"

enum { BLOCK = 256, FIRST_ROWS = 64 };

/* ---- making and freeing ---- */

/* Where the axes are; false where lines may be left out or fall together by intent, or
 * where a dimension is none of them. */
static bool find_axes(const lociq_layout *layout, const lociq_parser *parser, size_t index[LOCIQ_EARLY_AXES]) {
  static const int axes[LOCIQ_EARLY_AXES] = {LOCIQ_YEAR, LOCIQ_REGION, LOCIQ_INDUSTRY};
  if (layout->judge != NULL || layout->combine != NULL) return false;
  size_t found = 0;
  for (size_t i = 0; i < LOCIQ_EARLY_AXES; i++) {
    index[i] = LOCIQ_NONE;
    for (size_t d = 0; d < layout->dimension_count; d++) {
      if (layout->dimensions[d].axis != axes[i]) continue;
      if (layout->dimensions[d].place == LOCIQ_ALONG_COLUMNS) return false;
      index[i] = parser->code_index[d];
      found++;
    }
  }
  return found == layout->dimension_count;
}

lociq_status lociq_early_create(const lociq_layout *layout, const lociq_parser *parser,
                                const lociq_read_options *options, size_t threads, uint64_t bytes, lociq_early **early,
                                lociq_error *error) {
  size_t index[LOCIQ_EARLY_AXES];
  *early = NULL;
  if (options->sum_duplicates || options->filter_count > 0 || options->level != NULL || options->vintage != NULL ||
      !find_axes(layout, parser, index))
    return LOCIQ_OK;
  lociq_early *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "values");
  made->columns = layout->column_count;
  made->threads = threads;
  made->bytes = bytes;
  made->memory = options->memory;
  made->left = lociq_memory_left(options->memory);
  memcpy(made->index, index, sizeof index);
  (void)pthread_mutex_init(&made->codes_lock, NULL);
  (void)pthread_rwlock_init(&made->values_lock, NULL);
  made->numbers = lociq_allocate(threads * LOCIQ_EARLY_AXES, sizeof *made->numbers);
  made->numbered = lociq_allocate(threads * LOCIQ_EARLY_AXES, sizeof *made->numbered);
  made->values = lociq_allocate(made->columns, sizeof *made->values);
  if (made->numbers == NULL || made->numbered == NULL || made->values == NULL) {
    lociq_early_free(made);
    return lociq_memory_error(error, "values");
  }
  *early = made;
  return LOCIQ_OK;
}

void lociq_early_free(lociq_early *early) {
  if (early == NULL) return;
  for (size_t i = 0; early->numbers != NULL && i < early->threads * LOCIQ_EARLY_AXES; i++) free(early->numbers[i]);
  for (size_t c = 0; early->values != NULL && c < early->columns; c++) free(early->values[c]);
  for (size_t i = 0; i < LOCIQ_EARLY_AXES; i++) lociq_dictionary_clear(&early->codes[i]);
  free(early->numbers);
  free(early->numbered);
  free(early->row_of);
  free(early->rows);
  free(early->values);
  free(early->taken);
  (void)pthread_mutex_destroy(&early->codes_lock);
  (void)pthread_rwlock_destroy(&early->values_lock);
  free(early);
}

/* ---- numbers of codes and rows; their lock is held ---- */

/* Numbers what the thread has met since the last time. */
static lociq_status number_codes(lociq_early *early, size_t thread, const lociq_parser *parser, size_t axis,
                                 lociq_error *error) {
  const size_t at = thread * LOCIQ_EARLY_AXES + axis;
  if (early->index[axis] == LOCIQ_NONE) return LOCIQ_OK;
  const lociq_dictionary *own = &parser->dictionaries[early->index[axis]];
  if (early->numbered[at] == own->count) return LOCIQ_OK;
  uint32_t *grown = lociq_resize(early->numbers[at], own->capacity, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "codes");
  early->numbers[at] = grown;
  for (; early->numbered[at] < own->count; early->numbered[at]++) {
    const char *code = own->codes[early->numbered[at]].code;
    const lociq_slice text = {code, strlen(code)};
    const lociq_status status = lociq_dictionary_add(&early->codes[axis], text, &grown[early->numbered[at]], error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static size_t code_count(const lociq_early *early, size_t axis) {
  return early->codes[axis].count == 0 ? 1 : early->codes[axis].count;
}

/* Makes room for all pairs of a year and a region that are numbered. */
static lociq_status widen_pairs(lociq_early *early, lociq_error *error) {
  const size_t years = code_count(early, LOCIQ_EARLY_YEAR), regions = code_count(early, LOCIQ_EARLY_REGION);
  if (years <= early->years && regions <= early->regions) return LOCIQ_OK;
  const size_t more_years = years > early->years ? years + years / 2 : early->years,
               more_regions = regions > early->regions ? regions + regions / 2 : early->regions;
  uint32_t *grown = lociq_allocate(more_years, more_regions * sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "rows");
  memset(grown, 0xFF, more_years * more_regions * sizeof *grown);
  for (size_t row = 0; row < early->row_count; row++)
    grown[early->rows[row].year * more_regions + early->rows[row].region] = (uint32_t)row;
  free(early->row_of);
  early->row_of = grown;
  early->years = more_years;
  early->regions = more_regions;
  return LOCIQ_OK;
}

static lociq_status number_row(lociq_early *early, lociq_early_row pair, uint32_t *row, lociq_error *error) {
  uint32_t *known = &early->row_of[pair.year * early->regions + pair.region];
  if (*known == LOCIQ_UNKNOWN) {
    if (early->row_count == early->row_capacity) {
      const size_t capacity = early->row_capacity == 0 ? FIRST_ROWS : 2 * early->row_capacity;
      lociq_early_row *grown = lociq_resize(early->rows, capacity, sizeof *grown);
      if (grown == NULL) return lociq_memory_error(error, "rows");
      early->rows = grown;
      early->row_capacity = capacity;
    }
    *known = (uint32_t)early->row_count;
    early->rows[early->row_count++] = pair;
  }
  *row = *known;
  return LOCIQ_OK;
}

/* ---- room for values ---- */

/* Bits are numbered anew where rows become longer. */
static lociq_status grow_taken(lociq_early *early, size_t filled, size_t capacity, size_t stride, lociq_error *error) {
  uint64_t *grown = lociq_allocate(lociq_places_words(capacity * stride), sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "values");
  if (stride == early->stride) memcpy(grown, early->taken, lociq_places_words(filled * stride) * sizeof *grown);
  for (size_t row = 0; stride != early->stride && row < filled; row++)
    for (size_t i = 0; i < early->stride; i++)
      if (lociq_places_has(early->taken, row * early->stride + i)) lociq_places_set(grown, row * stride + i);
  free(early->taken);
  early->taken = grown;
  return LOCIQ_OK;
}

/* Growing may move a small array to where it is not aligned any more. */
lociq_status lociq_early_grow(double **values, size_t cells, size_t more, lociq_error *error) {
  enum { ALIGNMENT = 64 };
  double *grown =
      *values == NULL ? lociq_allocate_reserve(more, sizeof *grown) : lociq_resize(*values, more, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "values");
  *values = grown;
  if ((uintptr_t)grown % ALIGNMENT == 0) return LOCIQ_OK;
  double *aligned = lociq_allocate_reserve(more, sizeof *aligned);
  if (aligned == NULL) return lociq_memory_error(error, "values");
  memcpy(aligned, grown, cells * sizeof *aligned);
  free(grown);
  *values = aligned;
  return LOCIQ_OK;
}

/* The rows that have values yet move apart, the last one first. */
static lociq_status grow_values(lociq_early *early, size_t filled, size_t capacity, size_t stride, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t c = 0; c < early->columns && status == LOCIQ_OK; c++)
    status = lociq_early_grow(&early->values[c], early->capacity * early->stride, capacity * stride, error);
  if (status == LOCIQ_OK) status = grow_taken(early, filled, capacity, stride, error);
  if (status != LOCIQ_OK) return status;
  for (size_t c = 0; c < early->columns && stride != early->stride; c++)
    for (size_t row = filled; row-- > 0;)
      memmove(early->values[c] + row * stride, early->values[c] + row * early->stride, early->stride * sizeof(double));
  early->stride = stride;
  early->capacity = capacity;
  return LOCIQ_OK;
}

/* What lies there is counted among what the process holds, but only where it was written to. */
lociq_status lociq_early_require(const lociq_early *early, size_t bytes, lociq_error *error) {
  if (bytes <= early->left) return LOCIQ_OK;
  return lociq_memory_require(early->memory, bytes, "holding all measures", error);
}

/* Makes room for all rows and industries that are numbered. At first, rows are as long as
 * there are industries, which all may have been met, and as many as the file may have:
 * what is not used costs nothing. `lines` of it took `bytes`. */
static lociq_status make_room(lociq_early *early, size_t lines, size_t bytes, lociq_error *error) {
  const size_t industries = code_count(early, LOCIQ_EARLY_INDUSTRY),
               filled = early->capacity == 0 ? 0 : early->row_count;
  if (industries <= early->stride && early->row_count <= early->capacity) return LOCIQ_OK;
  const size_t stride = early->stride == 0           ? industries
                        : industries > early->stride ? industries + industries / 2
                                                     : early->stride;
  const double expected = 1.1 * (double)lines * (double)early->bytes / (double)bytes / (double)stride;
  size_t capacity = early->row_count + early->row_count / 2 + FIRST_ROWS;
  if (early->capacity > capacity && early->capacity * early->stride / stride > capacity)
    capacity = early->capacity * early->stride / stride;
  if (early->capacity == 0 && expected > (double)capacity) capacity = (size_t)expected;
  if (capacity > SIZE_MAX / 64 / stride) return lociq_memory_error(error, "values");
  lociq_status status = lociq_early_require(early, early->row_count * stride * early->columns * sizeof(double), error);
  if (status != LOCIQ_OK) return status;
  (void)pthread_rwlock_wrlock(&early->values_lock);
  status = grow_values(early, filled < early->capacity ? filled : early->capacity, capacity, stride, error);
  (void)pthread_rwlock_unlock(&early->values_lock);
  return status;
}

/* ---- values ---- */

/* Lines of one year and region, one after the other. */
typedef struct run {
  uint32_t first, row;
} run;

/* The codes of an axis of the chunk's rows; NULL where it is in no field. */
static const uint32_t *codes_of(const lociq_early *early, const lociq_chunk *chunk, size_t axis) {
  const size_t index = early->index[axis];
  return index == LOCIQ_NONE ? NULL : chunk->codes + index * chunk->capacity;
}

static lociq_early_row pair_of(const lociq_early *early, uint32_t *const *numbers, const lociq_chunk *chunk,
                               size_t row) {
  const uint32_t *years = codes_of(early, chunk, LOCIQ_EARLY_YEAR),
                 *regions = codes_of(early, chunk, LOCIQ_EARLY_REGION);
  return (lociq_early_row){years == NULL ? 0 : numbers[LOCIQ_EARLY_YEAR][years[row]],
                           regions == NULL ? 0 : numbers[LOCIQ_EARLY_REGION][regions[row]]};
}

/* Where another code stands than at `i`, or `end`. */
LOCIQ_INLINE size_t end_of_run(const uint32_t *codes, size_t i, size_t end) {
  enum { TOGETHER = 32 };
  if (codes == NULL) return end;
  const uint32_t code = codes[i];
  if (i + 1 < end && codes[i + 1] != code) return i + 1;
  for (uint32_t others = 0; end - i >= TOGETHER; i += TOGETHER) {
    for (size_t n = 0; n < TOGETHER; n++) others |= codes[i + n] ^ code;
    if (others != 0) break;
  }
  while (i < end && codes[i] == code) i++;
  return i;
}

LOCIQ_CLONED static size_t find_runs(const lociq_early *early, const lociq_chunk *chunk, run *runs) {
  const uint32_t *years = codes_of(early, chunk, LOCIQ_EARLY_YEAR),
                 *regions = codes_of(early, chunk, LOCIQ_EARLY_REGION);
  size_t count = 0;
  for (size_t i = 0; i < chunk->rows;) {
    runs[count++].first = (uint32_t)i;
    const size_t end = end_of_run(regions, i, chunk->rows);
    i = end_of_run(years, i, end);
  }
  return count;
}

static lociq_status number_runs(lociq_early *early, size_t thread, const lociq_parser *parser, const lociq_chunk *chunk,
                                size_t bytes, run *runs, size_t count, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t axis = 0; axis < LOCIQ_EARLY_AXES && status == LOCIQ_OK; axis++)
    status = number_codes(early, thread, parser, axis, error);
  if (status == LOCIQ_OK) status = widen_pairs(early, error);
  uint32_t *const *numbers = early->numbers + thread * LOCIQ_EARLY_AXES;
  for (size_t n = 0; n < count && status == LOCIQ_OK; n++)
    status = number_row(early, pair_of(early, numbers, chunk, runs[n].first), &runs[n].row, error);
  return status == LOCIQ_OK ? make_room(early, chunk->rows, bytes, error) : status;
}

/* Values that go to places one after the other, as most do. */
LOCIQ_CLONED static void put_together(const int32_t *from, size_t count, double *to) {
  for (size_t n = 0; n < count; n++) to[n] = lociq_chunk_widened(from[n]);
}

static void put_column(const lociq_chunk *chunk, size_t first, size_t count, const size_t *cells, bool together,
                       double *values) {
  if (chunk->real != NULL && together)
    memcpy(values + cells[0], chunk->real + first, count * sizeof *values);
  else if (chunk->real != NULL)
    for (size_t n = 0; n < count; n++) values[cells[n]] = chunk->real[first + n];
  else if (together)
    put_together(chunk->whole + first, count, values + cells[0]);
  else
    for (size_t n = 0; n < count; n++) values[cells[n]] = lociq_chunk_widened(chunk->whole[first + n]);
}

/* Where rows go, from `first` on; true where that is one place after the other. */
static bool find_cells(const lociq_early *early, const uint32_t *numbers, const uint32_t *industries, const run **runs,
                       size_t first, size_t count, size_t *cells) {
  size_t n = 0;
  bool together = true;
  while (n < count) {
    while ((*runs)[1].first <= first + n) (*runs)++;
    const size_t row = (*runs)->row * early->stride, left = (*runs)[1].first - first;
    for (const size_t end = left < count ? left : count; n < end; n++) {
      cells[n] = row + (industries == NULL ? 0 : numbers[industries[first + n]]);
      together = together && cells[n] == cells[0] + n;
    }
  }
  return together;
}

/* Gets the pages that the rows of these runs lie on, where they are not scattered. */
static void prepare_rows(const lociq_early *early, const run *runs, size_t count, size_t cells) {
  size_t first = SIZE_MAX, end = 0;
  for (size_t n = 0; n < count; n++) {
    first = runs[n].row < first ? runs[n].row : first;
    end = runs[n].row < end ? end : (size_t)runs[n].row + 1;
  }
  const size_t width = (end - first) * early->stride;
  for (size_t c = 0; c < early->columns && width <= 2 * cells; c++)
    lociq_arena_prepare(early->values[c] + first * early->stride, width * sizeof(double));
}

/* Rows go in blocks: where they go, then their bits, then their values, so that the
 * locked instructions of the bits do not hold up the stores. */
static bool put_rows(const lociq_early *early, const uint32_t *numbers, const lociq_chunk *chunk, const run *runs) {
  const uint32_t *industries = codes_of(early, chunk, LOCIQ_EARLY_INDUSTRY);
  size_t cells[BLOCK];
  bool once = true;
  for (size_t first = 0; first < chunk->rows; first += BLOCK) {
    const size_t count = chunk->rows - first < BLOCK ? chunk->rows - first : BLOCK;
    const bool together = find_cells(early, numbers, industries, &runs, first, count, cells);
    once = lociq_places_take(early->taken, cells, count) && once;
    for (size_t c = 0; c < early->columns; c++)
      put_column(chunk, lociq_chunk_cell(chunk, first, c), count, cells, together, early->values[c]);
  }
  return once;
}

lociq_status lociq_early_put(lociq_early *early, size_t thread, const lociq_parser *parser, const lociq_chunk *chunk,
                             size_t bytes, bool *put, lociq_error *error) {
  *put = chunk->flags == NULL;
  if (!*put || chunk->rows == 0) return LOCIQ_OK;
  run *runs = lociq_arena_take(chunk->arena, chunk->rows + 1, sizeof *runs);
  if (runs == NULL) return lociq_memory_error(error, "values");
  const size_t count = find_runs(early, chunk, runs);
  runs[count].first = UINT32_MAX;
  (void)pthread_mutex_lock(&early->codes_lock);
  const lociq_status status = number_runs(early, thread, parser, chunk, bytes, runs, count, error);
  (void)pthread_mutex_unlock(&early->codes_lock);
  if (status != LOCIQ_OK) return status;
  const uint32_t *numbers = early->numbers[thread * LOCIQ_EARLY_AXES + LOCIQ_EARLY_INDUSTRY];
  (void)pthread_rwlock_rdlock(&early->values_lock);
  prepare_rows(early, runs, count, chunk->rows);
  const bool once = put_rows(early, numbers, chunk, runs);
  (void)pthread_rwlock_unlock(&early->values_lock);
  if (!once) __atomic_store_n(&early->twice, true, __ATOMIC_RELAXED);
  return LOCIQ_OK;
}
