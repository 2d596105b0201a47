/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/sketch.h"

#include <cblas.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "partners/order.h"
#include "partners/profiles.h"

_Static_assert((int)LOCIQ_SKETCH_BLOCK == (int)LOCIQ_SCAN_COLUMNS, "a panel is whole blocks");
enum { FIGURES = 8 }; /* arrays of one number a row */
enum { TURNED = 64 }; /* numbers, whose root is 8 */
_Static_assert((int)LOCIQ_COMPONENTS_FEWEST % TURNED == 0, "components can be turned");

static const float slack = 2e-5F;

static size_t round_up(size_t count, size_t to) { return (count + to - 1) / to * to; }

/* What one thread makes the rows of a block with. */
typedef struct workspace {
  double *rows, *along; /* LOCIQ_SKETCH_BLOCK × width, × components */
  double *row;          /* one, turned */
  int8_t *bytes;        /* of one row */
} workspace;

static void workspaces_free(workspace *spaces, int count) {
  for (int t = 0; spaces != NULL && t < count; t++) {
    free(spaces[t].rows);
    free(spaces[t].along);
    free(spaces[t].row);
    free(spaces[t].bytes);
  }
  free(spaces);
}

static workspace *workspaces_create(const lociq_components *components, int count) {
  const size_t width = components->width, longest = round_up(width + components->count, TURNED);
  workspace *made = lociq_allocate((size_t)count, sizeof *made);
  bool there = made != NULL;
  for (int t = 0; there && t < count; t++) {
    made[t].rows = lociq_allocate_aligned(LOCIQ_SKETCH_BLOCK * width, sizeof(double));
    made[t].along = lociq_allocate_aligned(LOCIQ_SKETCH_BLOCK * components->count, sizeof(double));
    made[t].row = lociq_allocate_aligned(longest, sizeof(double));
    made[t].bytes = lociq_allocate_aligned(longest, 1);
    there = made[t].rows != NULL && made[t].along != NULL && made[t].row != NULL && made[t].bytes != NULL;
  }
  if (there) return made;
  workspaces_free(made, count);
  return NULL;
}

/* Numbers as bytes, and what is to be known of these. */
LOCIQ_CLONED
static void quantise(const double *numbers, lociq_sketch_bytes *kept, size_t place, int8_t *bytes) {
  const size_t width = kept->width;
  double largest = 0;
  for (size_t i = 0; i < width; i++) largest = fabs(numbers[i]) > largest ? fabs(numbers[i]) : largest;
  /* Numbers so small that a scale would lose its bits are as well told by 0. */
  const float scale = largest < 1e-30 ? 0 : (float)(largest / LOCIQ_BYTES_LARGEST * (1 + 1e-6));
  const double factor = (double)scale, inverse = scale > 0 ? 1 / factor : 0;
  double errors = 0, squares = 0, close = 0;
#pragma omp simd reduction(+ : errors, squares, close)
  for (size_t i = 0; i < width; i++) {
    const double number = numbers[i], whole = rint(number * inverse), near = whole * factor;
    bytes[i] = (int8_t)whole;
    errors += (number - near) * (number - near);
    squares += number * number;
    close += near * near;
  }
  kept->scales[place] = scale;
  kept->errors[place] = (float)sqrt(errors);
  kept->sizes[place] = (float)sqrt(squares > close ? squares : close);
}

static void pack(const int8_t *bytes, lociq_sketch_bytes *kept, size_t place) {
  int8_t *to = kept->bytes + lociq_bytes_place(kept->width, place, 0);
  for (size_t i = 0; i < kept->width; i += LOCIQ_PANEL_GROUP) {
    memcpy(to, bytes + i, LOCIQ_PANEL_GROUP);
    to += LOCIQ_BYTES_LINE;
  }
}

/* Turns a row, of a multiple of TURNED numbers, so that its length is spread over them and bytes tell it better: signs
 * by chance, then Hadamard's matrix for each TURNED numbers that lie equally far apart. */
LOCIQ_CLONED
static void turn(double *row, size_t width) {
  const size_t step = width / TURNED;
  for (size_t k = 0; k < width; k++) row[k] *= k * 0x9E3779B97F4A7C15U >> 63 == 0 ? 0.125 : -0.125;
  for (size_t half = 1; half < TURNED; half *= 2)
    for (size_t k = 0; k < TURNED; k++) {
      if ((k & half) != 0) continue;
      double *one = row + k * step, *other = row + (k + half) * step;
      for (size_t i = 0; i < step; i++) {
        const double sum = one[i] + other[i];
        other[i] = one[i] - other[i];
        one[i] = sum;
      }
    }
}

/* A profile's row less the centre, 0 where there is none. Gives its offset. */
LOCIQ_CLONED
static double centre_row(const lociq_profiles *profiles, const lociq_similarity_method *method,
                         const lociq_components *components, size_t profile, double *row) {
  double product = 0, square = 0;
  method->direct(profiles, profile, row);
  const bool none = isnan(row[0]);
#pragma omp simd reduction(+ : product, square)
  for (size_t k = 0; k < components->width; k++) {
    const double centre = components->centre[k];
    product += row[k] * centre;
    square += centre * centre;
    row[k] = none ? 0 : row[k] - centre;
  }
  return product - square / 2;
}

/* Rows of a block, less the centre, along the first `count` components. */
static void project(const lociq_components *components, size_t count, size_t rows, workspace *space) {
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)count, (blasint)components->width, 1.0,
              space->rows, (blasint)components->width, components->basis, (blasint)components->width, 0.0, space->along,
              (blasint)count);
}

/* A block's places, all filled but in the last block. */
static size_t places_of(const lociq_sketch *sketch, size_t block) {
  const size_t left = sketch->rows - block * LOCIQ_SKETCH_BLOCK;
  return left < LOCIQ_SKETCH_BLOCK ? left : LOCIQ_SKETCH_BLOCK;
}

LOCIQ_CLONED
static float length_beside(const double *row, size_t width, const double *along, size_t count) {
  double squares = 0;
#pragma omp simd reduction(+ : squares)
  for (size_t k = 0; k < width; k++) squares += row[k] * row[k];
  for (size_t k = 0; k < count; k++) squares -= along[k] * along[k];
  return squares > 0 ? (float)sqrt(squares) : 0;
}

static void fill_block(const lociq_profiles *profiles, const lociq_similarity_method *method,
                       const lociq_components *components, size_t block, lociq_sketch *sketch, workspace *space) {
  const size_t leading = components->count, width = components->width, count = places_of(sketch, block);
  lociq_sketch_bytes *whole = leading == 0 ? &sketch->tiles : &sketch->whole;
  for (size_t i = 0; i < count; i++) {
    const size_t place = block * LOCIQ_SKETCH_BLOCK + i, profile = sketch->order[place];
    sketch->offsets[place] = (float)centre_row(profiles, method, components, profile, space->rows + i * width);
  }
  if (leading != 0) project(components, leading, count, space);
  for (size_t i = 0; i < count; i++) {
    const size_t place = block * LOCIQ_SKETCH_BLOCK + i;
    const double *row = space->rows + i * width, *along = space->along + i * leading;
    memcpy(space->row, row, width * sizeof *row);
    for (size_t k = width; k < whole->width; k++) space->row[k] = 0;
    if (components->uneven) turn(space->row, whole->width);
    quantise(space->row, whole, place, leading == 0 ? space->bytes : whole->bytes + place * whole->width);
    if (leading != 0) {
      sketch->remainders[place] = length_beside(row, width, along, leading);
      memcpy(space->row, along, leading * sizeof *along);
      turn(space->row, leading);
      quantise(space->row, &sketch->tiles, place, space->bytes);
    }
    pack(space->bytes, &sketch->tiles, place);
  }
}

/* Places for all figures, those past the last row included: no row there. */
static lociq_status allocate(lociq_sketch *made, const lociq_components *components, lociq_error *error) {
  const size_t all = made->blocks * LOCIQ_SKETCH_BLOCK, leading = components->count;
  const size_t width = round_up(components->width, components->uneven || leading != 0 ? TURNED : LOCIQ_PANEL_GROUP);
  made->tiles.width = leading == 0 ? width : leading;
  made->whole.width = width;
  made->order = made->rows > UINT32_MAX ? NULL : lociq_allocate_aligned(made->rows, sizeof *made->order);
  made->tiles.bytes = lociq_allocate_aligned(all, made->tiles.width);
  made->figures = lociq_allocate_aligned(all, FIGURES * sizeof(float));
  if (leading != 0) made->whole.bytes = lociq_allocate_aligned(made->rows, width);
  if (made->order == NULL || made->tiles.bytes == NULL || made->figures == NULL ||
      (leading != 0 && made->whole.bytes == NULL))
    return lociq_memory_error(error, "the regions' sketches");
  float **const places[FIGURES] = {&made->tiles.scales, &made->tiles.errors, &made->tiles.sizes, &made->whole.scales,
                                   &made->whole.errors, &made->whole.sizes,  &made->remainders,  &made->offsets};
  for (size_t i = 0; i < FIGURES; i++) *places[i] = made->figures + i * all;
  for (size_t i = 0; i < FIGURES * all; i++) made->figures[i] = 0;
  for (size_t i = made->rows; i < all; i++) made->offsets[i] = (float)NAN;
  memset(made->tiles.bytes + (made->blocks - 1) * LOCIQ_SKETCH_BLOCK * made->tiles.width, 0,
         LOCIQ_SKETCH_BLOCK * made->tiles.width);
  for (size_t i = 0; i < made->rows; i++) made->order[i] = (uint32_t)i;
  return LOCIQ_OK;
}

/* A panel's places by the first few components. */
static lociq_status arrange(const lociq_profiles *profiles, const lociq_similarity_method *method,
                            const lociq_components *components, size_t first, size_t end, lociq_sketch *sketch,
                            workspace *spaces, lociq_error *error) {
  enum { TELLING = 16 };
  float *numbers = lociq_allocate_aligned(end - first, TELLING * sizeof *numbers);
  if (numbers == NULL) return lociq_memory_error(error, "the regions' sketches");
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t row = first; row < end; row += LOCIQ_SKETCH_BLOCK) {
    const size_t count = places_of(sketch, row / LOCIQ_SKETCH_BLOCK);
    workspace *space = &spaces[omp_get_thread_num()];
    for (size_t i = 0; i < count; i++)
      (void)centre_row(profiles, method, components, row + i, space->rows + i * components->width);
    project(components, TELLING, count, space);
    for (size_t i = 0; i < count * TELLING; i++) numbers[(row - first) * TELLING + i] = (float)space->along[i];
  }
  lociq_rows_order(numbers, end - first, TELLING, LOCIQ_SKETCH_BLOCK, sketch->order + first);
  for (size_t i = first; i < end; i++) sketch->order[i] += (uint32_t)first;
  free(numbers);
  return LOCIQ_OK;
}

static lociq_status fill(lociq_profiles *profiles, const lociq_similarity_method *method,
                         const lociq_components *components, lociq_sketch *sketch, workspace *spaces,
                         lociq_error *error) {
  for (size_t panel = 0; panel < lociq_profiles_panels(profiles); panel++) {
    const size_t first = lociq_panel_first(profiles, panel), end = lociq_panel_end(profiles, panel);
    lociq_status status = lociq_profiles_bring(profiles, panel, panel, error);
    if (status == LOCIQ_OK && components->count != 0)
      status = arrange(profiles, method, components, first, end, sketch, spaces, error);
    if (status != LOCIQ_OK) return status;
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t row = first; row < end; row += LOCIQ_SKETCH_BLOCK)
      fill_block(profiles, method, components, row / LOCIQ_SKETCH_BLOCK, sketch, &spaces[omp_get_thread_num()]);
  }
  return LOCIQ_OK;
}

static lociq_status make(lociq_profiles *profiles, const lociq_similarity_method *method, size_t seats,
                         lociq_sketch *sketch, lociq_error *error) {
  const int threads = omp_get_max_threads();
  lociq_components components = {0};
  workspace *spaces = NULL;
  lociq_status status = lociq_components_find(profiles, method, seats, &components, error);
  if (status == LOCIQ_OK) status = allocate(sketch, &components, error);
  if (status == LOCIQ_OK && (spaces = workspaces_create(&components, threads)) == NULL)
    status = lociq_memory_error(error, "the regions' sketches");
  if (status == LOCIQ_OK) status = fill(profiles, method, &components, sketch, spaces, error);
  workspaces_free(spaces, threads);
  lociq_components_clear(&components);
  return status;
}

size_t lociq_sketch_bytes_of(size_t rows, size_t width) {
  const size_t all = round_up(rows, LOCIQ_SKETCH_BLOCK);
  return all * (round_up(width, TURNED) + 2 * LOCIQ_COMPONENTS_FEWEST + FIGURES * sizeof(float) + sizeof(uint32_t));
}

lociq_status lociq_sketch_create(lociq_profiles *profiles, const lociq_similarity_method *method, size_t seats,
                                 lociq_sketch **sketch, lociq_error *error) {
  lociq_sketch *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the regions' sketches");
  made->rows = profiles->regions;
  made->blocks = (profiles->regions + LOCIQ_SKETCH_BLOCK - 1) / LOCIQ_SKETCH_BLOCK;
  const lociq_status status = make(profiles, method, seats, made, error);
  if (status != LOCIQ_OK) {
    lociq_sketch_free(made);
    return status;
  }
  *sketch = made;
  return LOCIQ_OK;
}

void lociq_sketch_free(lociq_sketch *sketch) {
  if (sketch == NULL) return;
  free(sketch->order);
  free(sketch->tiles.bytes);
  free(sketch->whole.bytes);
  free(sketch->figures);
  free(sketch);
}

void lociq_sketch_multiply(const lociq_sketch *sketch, size_t left, size_t right, int32_t *products, float *scratch) {
  const size_t block = LOCIQ_SKETCH_BLOCK * sketch->tiles.width;
  lociq_bytes_multiply(sketch->tiles.width, sketch->tiles.bytes + left * block, LOCIQ_SKETCH_PANELS,
                       sketch->tiles.bytes + right * block, LOCIQ_SKETCH_PANELS, products, LOCIQ_SKETCH_BLOCK, scratch);
}

size_t lociq_sketch_scratch(void) { return lociq_bytes_scratch(LOCIQ_SKETCH_PANELS, LOCIQ_SKETCH_PANELS); }

LOCIQ_CLONED
void lociq_sketch_limit(const lociq_sketch *sketch, size_t row, size_t block, const int32_t *products, float *upper) {
  const size_t first = block * LOCIQ_SKETCH_BLOCK;
  const float *scales = sketch->tiles.scales + first, *errors = sketch->tiles.errors + first;
  const float *sizes = sketch->tiles.sizes + first, *offsets = sketch->offsets + first;
  const float *remainders = sketch->remainders + first;
  const float scale = sketch->tiles.scales[row], error = sketch->tiles.errors[row], size = sketch->tiles.sizes[row];
  const float offset = sketch->offsets[row] + slack, remainder = sketch->remainders[row];
  for (size_t j = 0; j < LOCIQ_SKETCH_BLOCK; j++)
    upper[j] = (float)products[j] * (scale * scales[j]) + (offset + offsets[j]) + error * sizes[j] + size * errors[j] +
               remainder * remainders[j];
}

lociq_bounds lociq_sketch_bound(const lociq_sketch *sketch, size_t a, size_t b, int32_t product) {
  const bool divided = sketch->whole.bytes != NULL;
  const lociq_sketch_bytes *kept = divided ? &sketch->whole : &sketch->tiles;
  if (divided) product = lociq_bytes_product(kept->bytes + a * kept->width, kept->bytes + b * kept->width, kept->width);
  const float offset = sketch->offsets[a] + sketch->offsets[b];
  const float middle = (float)product * (kept->scales[a] * kept->scales[b]) + offset;
  const float doubt = kept->errors[a] * kept->sizes[b] + kept->sizes[a] * kept->errors[b] + slack;
  return (lociq_bounds){middle - doubt, middle + doubt};
}
