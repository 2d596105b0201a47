/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/order.h"

typedef struct space {
  const float *numbers;
  size_t count, block;
} space;

static size_t most_varied(const space *in, const uint32_t *rows, size_t count) {
  size_t most = 0;
  double largest = -1;
  for (size_t k = 0; k < in->count; k++) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
      const double number = (double)in->numbers[rows[i] * in->count + k];
      sum += number;
      squares += number * number;
    }
    const double varies = squares - sum * sum / (double)count;
    if (varies <= largest) continue;
    largest = varies;
    most = k;
  }
  return most;
}

/* The rows with the least numbers k come to the first `middle` places: Hoare's FIND. */
static void halve(const space *in, size_t k, uint32_t *rows, size_t count, size_t middle) {
  const float *numbers = in->numbers + k;
  const ptrdiff_t place = (ptrdiff_t)middle;
  for (ptrdiff_t first = 0, last = (ptrdiff_t)count - 1; first < last;) {
    const float pivot = numbers[rows[place] * in->count];
    ptrdiff_t i = first, j = last;
    do {
      while (numbers[rows[i] * in->count] < pivot) i++;
      while (numbers[rows[j] * in->count] > pivot) j--;
      if (i > j) break;
      const uint32_t other = rows[i];
      rows[i++] = rows[j];
      rows[j--] = other;
    } while (i <= j);
    if (j < place) first = i;
    if (place < i) last = j;
  }
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the logarithm of the blocks */
static void divide(const space *in, uint32_t *rows, size_t count) {
  if (in->block == 0 || count <= in->block) return;
  const size_t blocks = (count + in->block - 1) / in->block, middle = blocks / 2 * in->block;
  halve(in, most_varied(in, rows, count), rows, count, middle);
  divide(in, rows, middle);
  divide(in, rows + middle, count - middle);
}

void lociq_rows_order(const float *numbers, size_t rows, size_t count, size_t block, uint32_t *order) {
  const space in = {numbers, count, block};
  for (size_t r = 0; r < rows; r++) order[r] = (uint32_t)r;
  divide(&in, order, rows);
}
