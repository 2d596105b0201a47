/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of equal weight are a class. Eight classes lie side by side: word l of each
 * vector of eight words belongs to the l-th, so that one vector of counts holds the
 * counts of eight classes, and is weighted once. Classes are taken by their size,
 * so that the eight are about as long.
 */
#include "numeric/cooccurrence.h"

#include <string.h>

#include "core/memory.h"

enum { TILE = 5, SQUARE = 20, VECTOR = LOCIQ_LANES * LOCIQ_WORD };

/* `vectors` vectors of which lane l is weighted by weight[l]. */
typedef struct group {
  size_t vectors;
  double weight[LOCIQ_LANES];
} group;

/* The columns, each `vectors` vectors of eight words. */
typedef struct packed {
  size_t columns, vectors, group_count;
  group *groups;
  size_t *order; /* of a bit of a column: its row, or NOWHERE */
  uint64_t *bits;
} packed;

static const size_t NOWHERE = SIZE_MAX;

static void packed_clear(packed *made) {
  free(made->groups);
  free(made->order);
  free(made->bits);
}

/* ---- counting ---- */

LOCIQ_INLINE lociq_mask count_words(lociq_mask words) {
  lociq_mask counts;
  for (int l = 0; l < LOCIQ_LANES; l++) counts[l] = __builtin_popcountll((unsigned long long)words[l]);
  return counts;
}

typedef lociq_mask (*counter)(lociq_mask words);

/* The weighted counts of TILE × TILE pairs of columns, eight lanes each, into sums; where there are no groups they
 * stay what they are. */
LOCIQ_INLINE void count_tile(const packed *matrix, const uint64_t *first, const uint64_t *second, counter count,
                             double *sums) {
  const size_t height = matrix->vectors * LOCIQ_LANES;
  size_t at = 0;
  for (size_t g = 0; g < matrix->group_count; g++) {
    const size_t end = at + matrix->groups[g].vectors * LOCIQ_LANES;
    lociq_mask counts[TILE * TILE] = {{0}};
    for (; at < end; at += LOCIQ_LANES)
      for (size_t i = 0; i < TILE; i++) {
        const lociq_mask own = *(const lociq_mask *)(const void *)(first + i * height + at);
        for (size_t j = 0; j < TILE; j++)
          counts[i * TILE + j] += count(own & *(const lociq_mask *)(const void *)(second + j * height + at));
      }
    const lociq_lanes weight = lociq_lanes_load_unaligned(matrix->groups[g].weight);
    for (size_t k = 0; k < TILE * TILE; k++) {
      double *sum = sums + k * LOCIQ_LANES;
      lociq_lanes weighted = weight * __builtin_convertvector(counts[k], lociq_lanes);
      if (g > 0) weighted += lociq_lanes_load(sum);
      lociq_lanes_store(sum, weighted);
    }
  }
}

LOCIQ_CLONED static void count_by_words(const packed *matrix, const uint64_t *first, const uint64_t *second,
                                        double *sums) {
  count_tile(matrix, first, second, count_words, sums);
}

#if defined(__x86_64__) && defined(LOCIQ_CLONES)
#include <immintrin.h>
/* target_clones knows no such processor. Of its 32 registers 25 hold counts. */
#define COUNTS_VECTORS __attribute__((target("avx512f,avx512dq,avx512vpopcntdq")))
COUNTS_VECTORS static void count_by_vectors(const packed *matrix, const uint64_t *first, const uint64_t *second,
                                            double *sums) {
  const size_t height = matrix->vectors * LOCIQ_LANES;
  size_t at = 0;
  for (size_t g = 0; g < matrix->group_count; g++) {
    const size_t end = at + matrix->groups[g].vectors * LOCIQ_LANES;
    __m512i counts[TILE * TILE];
#pragma GCC unroll 25
    for (size_t k = 0; k < TILE * TILE; k++) counts[k] = _mm512_setzero_si512();
    for (; at < end; at += LOCIQ_LANES) {
      __m512i other[TILE];
      for (size_t j = 0; j < TILE; j++) other[j] = _mm512_load_si512(second + j * height + at);
      for (size_t i = 0; i < TILE; i++) {
        const __m512i own = _mm512_load_si512(first + i * height + at);
        for (size_t j = 0; j < TILE; j++)
          counts[i * TILE + j] =
              _mm512_add_epi64(counts[i * TILE + j], _mm512_popcnt_epi64(_mm512_and_si512(own, other[j])));
      }
    }
    const __m512d weight = _mm512_loadu_pd(matrix->groups[g].weight);
#pragma GCC unroll 25
    for (size_t k = 0; k < TILE * TILE; k++) {
      double *sum = sums + k * LOCIQ_LANES;
      const __m512d weighted = _mm512_mul_pd(weight, _mm512_cvtepi64_pd(counts[k]));
      _mm512_store_pd(sum, g == 0 ? weighted : _mm512_add_pd(_mm512_load_pd(sum), weighted));
    }
  }
}
#else
#define count_by_vectors count_by_words
#endif

static bool machine_counts_vectors(void) {
#if defined(__x86_64__) && defined(LOCIQ_CLONES)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vpopcntdq");
#else
  return false;
#endif
}

/* Pairs of a square of columns that stays in the caches, on and above the diagonal. */
static void count_square(const packed *matrix, size_t row, size_t column, bool vectors, double *result) {
  const size_t columns = matrix->columns, height = matrix->vectors * LOCIQ_LANES;
  _Alignas(64) double sums[TILE * TILE * LOCIQ_LANES] = {0};
  for (size_t i = row; i < row + SQUARE && i < columns; i += TILE)
    for (size_t j = column; j < column + SQUARE && j < columns; j += TILE) {
      if (j + TILE <= i) continue;
      const uint64_t *first = matrix->bits + i * height, *second = matrix->bits + j * height;
      if (vectors)
        count_by_vectors(matrix, first, second, sums);
      else
        count_by_words(matrix, first, second, sums);
      for (size_t k = 0; k < TILE * TILE; k++) {
        const size_t own = i + k / TILE, other = j + k % TILE;
        if (own < columns && other < columns)
          result[own * columns + other] = result[other * columns + own] =
              lociq_lanes_sum(lociq_lanes_load(sums + k * LOCIQ_LANES));
      }
    }
}

static void count_pairs(const packed *matrix, double *result) {
  const size_t squares = (matrix->columns + SQUARE - 1) / SQUARE;
  const bool vectors = machine_counts_vectors();
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t k = 0; k < squares * squares; k++)
    if (k % squares >= k / squares) count_square(matrix, k / squares * SQUARE, k % squares * SQUARE, vectors, result);
}

/* ---- laying out ---- */

/* A word of eight rows. */
LOCIQ_INLINE lociq_bits gather_words(const uint64_t *bits, size_t words, const size_t *rows, size_t word) {
  lociq_bits lanes;
  for (size_t l = 0; l < LOCIQ_LANES; l++) {
    const size_t row = rows[l * LOCIQ_WORD];
    lanes[l] = row == NOWHERE ? 0 : bits[row * words + word];
  }
  return lanes;
}

/* Sets the columns' bits in the order of the rows, a vector of 512 rows at once: written whole, as columns lie far
 * apart. */
static void pack_vector(const packed *matrix, const uint64_t *bits, size_t words, size_t vector) {
  const size_t height = matrix->vectors * LOCIQ_LANES;
  const size_t *rows = matrix->order + vector * VECTOR;
  for (size_t w = 0; w < words; w++) {
    lociq_bits squares[LOCIQ_WORD];
    for (size_t k = 0; k < LOCIQ_WORD; k++) squares[k] = gather_words(bits, words, rows + k, w);
    lociq_bits_turn(squares);
    uint64_t *to = matrix->bits + w * LOCIQ_WORD * height + vector * LOCIQ_LANES;
    for (size_t c = 0; c < LOCIQ_WORD && w * LOCIQ_WORD + c < matrix->columns; c++)
      *(lociq_bits *)(void *)(to + c * height) = squares[c];
  }
}

static lociq_status pack(const uint64_t *bits, packed *matrix, lociq_error *error) {
  const size_t height = matrix->vectors * LOCIQ_LANES, words = lociq_bits_words(matrix->columns);
  const size_t room = (matrix->columns + TILE - 1) / TILE * TILE; /* whole tiles */
  matrix->bits = lociq_allocate_aligned(room * height, sizeof *matrix->bits);
  if (matrix->bits == NULL) return lociq_memory_error(error, "columns of bits");
  memset(matrix->bits + matrix->columns * height, 0, (room - matrix->columns) * height * sizeof *matrix->bits);
#pragma omp parallel for schedule(static)
  for (size_t v = 0; v < matrix->vectors; v++) pack_vector(matrix, bits, words, v);
  return LOCIQ_OK;
}

/* Rows of equal weight; `rows` says how many. */
typedef struct class {
  size_t key, rows, place; /* place: of the next row of it in the order */
} class;

static int by_size(const void *first, const void *second) {
  const class *a = first, *b = second;
  if (a->rows != b->rows) return a->rows < b->rows ? 1 : -1;
  return a->key < b->key ? -1 : a->key > b->key;
}

static size_t words_of(const class *one) { return (one->rows + LOCIQ_WORD - 1) / LOCIQ_WORD; }

/* Lays eight classes side by side. */
static lociq_status group_classes(class *classes, size_t count, bool share, packed *matrix, lociq_error *error) {
  qsort(classes, count, sizeof *classes, by_size);
  while (count > 0 && classes[count - 1].rows == 0) count--;
  matrix->group_count = (count + LOCIQ_LANES - 1) / LOCIQ_LANES;
  matrix->groups = lociq_allocate(matrix->group_count, sizeof *matrix->groups);
  if (matrix->groups == NULL) return lociq_memory_error(error, "classes of rows");
  for (size_t c = 0; c < count; c++) {
    group *own = &matrix->groups[c / LOCIQ_LANES];
    if (c % LOCIQ_LANES == 0) own->vectors = words_of(&classes[c]); /* the largest comes first */
    own->weight[c % LOCIQ_LANES] = share ? 1 / (double)classes[c].key : 1;
    classes[c].place = (matrix->vectors * LOCIQ_LANES + c % LOCIQ_LANES) * LOCIQ_WORD;
    if (c % LOCIQ_LANES == LOCIQ_LANES - 1 || c + 1 == count) matrix->vectors += own->vectors;
  }
  return LOCIQ_OK;
}

static size_t key_of(const uint64_t *bits, size_t row, size_t words, bool share) {
  return share ? lociq_bits_count(bits + row * words, words) : row % LOCIQ_LANES + 1;
}

/* Gives every row a place: the words of a class lie a vector apart. */
static lociq_status lay_out(const uint64_t *bits, size_t rows, bool share, packed *matrix, lociq_error *error) {
  const size_t words = lociq_bits_words(matrix->columns), keys = share ? matrix->columns + 1 : LOCIQ_LANES + 1;
  class *classes = lociq_allocate(keys, sizeof *classes);
  size_t *where = lociq_allocate(keys, sizeof *where);
  lociq_status status = LOCIQ_OK;
  if (classes == NULL || where == NULL) {
    status = lociq_memory_error(error, "classes of rows");
    goto done;
  }
  for (size_t k = 0; k < keys; k++) classes[k].key = k;
  for (size_t r = 0; r < rows; r++) classes[key_of(bits, r, words, share)].rows++;
  classes[0].rows = 0; /* a row without bits adds nothing */
  status = group_classes(classes, keys, share, matrix, error);
  if (status != LOCIQ_OK) goto done;
  for (size_t k = 0; k < keys; k++) where[classes[k].key] = k;
  const size_t places = matrix->vectors * VECTOR;
  matrix->order = lociq_allocate_aligned(places, sizeof *matrix->order);
  if (matrix->order == NULL) {
    status = lociq_memory_error(error, "the order of rows");
    goto done;
  }
  for (size_t k = 0; k < places; k++) matrix->order[k] = NOWHERE;
  for (size_t r = 0; r < rows; r++) {
    const size_t key = key_of(bits, r, words, share);
    if (key == 0) continue;
    size_t *place = &classes[where[key]].place;
    matrix->order[*place] = r;
    *place += *place % LOCIQ_WORD == LOCIQ_WORD - 1 ? VECTOR - LOCIQ_WORD + 1 : 1;
  }
done:
  free(classes);
  free(where);
  return status;
}

static lociq_status reckon(const uint64_t *bits, size_t rows, size_t columns, bool share, double *result,
                           lociq_error *error) {
  packed matrix = {.columns = columns};
  lociq_status status = lay_out(bits, rows, share, &matrix, error);
  if (status == LOCIQ_OK) status = pack(bits, &matrix, error);
  if (status == LOCIQ_OK) count_pairs(&matrix, result);
  packed_clear(&matrix);
  return status;
}

lociq_status lociq_cooccurrence_count(const uint64_t *bits, size_t rows, size_t columns, double *counts,
                                      lociq_error *error) {
  return reckon(bits, rows, columns, false, counts, error);
}

lociq_status lociq_cooccurrence_share(const uint64_t *bits, size_t rows, size_t columns, double *sums,
                                      lociq_error *error) {
  return reckon(bits, rows, columns, true, sums, error);
}
