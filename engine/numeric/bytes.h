/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Products of rows of signed bytes, -127 to 127: whole numbers, so that they are exact,
 * and the same on every processor and by any number of threads.
 *
 * Four products of bytes cost what one of single precision does where the processor
 * has instructions for them (AVX-512 VNNI); elsewhere sgemm multiplies them, so few at
 * once that no sum rounds.
 *
 * Packed rows lie in panels of 16 rows: four bytes of each of the 16, then the next
 * four, so that one load has 16 rows. A panel's absent rows and the bytes up to a multiple of four are 0.
 */
#ifndef LOCIQ_NUMERIC_BYTES_H
#define LOCIQ_NUMERIC_BYTES_H

#include <stddef.h>
#include <stdint.h>

enum { LOCIQ_PANEL = 16, LOCIQ_PANEL_GROUP = 4, LOCIQ_BYTES_LINE = 64, LOCIQ_BYTES_LARGEST = 127 };

/* The longest rows whose products fit 32 bits, the added offset of one side included. */
enum { LOCIQ_BYTES_WIDEST = 65536 };

/* Where byte i of a row lies; width a multiple of LOCIQ_PANEL_GROUP. */
static inline size_t lociq_bytes_place(size_t width, size_t row, size_t i) {
  const size_t within = i / LOCIQ_PANEL_GROUP * LOCIQ_PANEL + row % LOCIQ_PANEL;
  return row / LOCIQ_PANEL * LOCIQ_PANEL * width + within * LOCIQ_PANEL_GROUP + i % LOCIQ_PANEL_GROUP;
}

/* products[i * stride + j] = row i of the left panels times row j of the right ones, both packed; 64-byte aligned, as
 * are the rows of products. scratch: lociq_bytes_scratch(left_panels, right_panels) floats, aligned likewise. */
void lociq_bytes_multiply(size_t width, const int8_t *left, size_t left_panels, const int8_t *right,
                          size_t right_panels, int32_t *products, size_t stride, float *scratch);
size_t lociq_bytes_scratch(size_t left_panels, size_t right_panels);

/* The same without the instructions, for processors that have none. scratch: lociq_bytes_scratch_plain. */
void lociq_bytes_multiply_plain(size_t width, const int8_t *left, size_t left_panels, const int8_t *right,
                                size_t right_panels, int32_t *products, size_t stride, float *scratch);
size_t lociq_bytes_scratch_plain(size_t left_panels, size_t right_panels);

/* Of two rows that are not packed; width a multiple of LOCIQ_BYTES_LINE, 0 past the row's end. */
int32_t lociq_bytes_product(const int8_t *left, const int8_t *right, size_t width);
int32_t lociq_bytes_product_plain(const int8_t *left, const int8_t *right, size_t width);

#endif
