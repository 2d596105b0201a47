/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/pack.h"

#include <math.h>
#include <openssl/evp.h>
#include <string.h>
#include <zlib.h>

#include "core/memory.h"

enum { LEVEL = 6 };

/* Byte k of every number, then byte k + 1 of every number: what is alike comes together. */
static void shuffle(const unsigned char *bytes, size_t count, size_t width, unsigned char *shuffled) {
  for (size_t k = 0; k < width; k++)
    for (size_t i = 0; i < count; i++) shuffled[k * count + i] = bytes[i * width + k];
}

static lociq_status encode(const unsigned char *bytes, size_t size, lociq_pack *pack, lociq_error *error) {
  enum { TRIPLE = 3, QUAD = 4 };
  const size_t length = (size + TRIPLE - 1) / TRIPLE * QUAD;
  if (length > INT32_MAX) return lociq_error_set(error, LOCIQ_INVALID, "a dataset is too large for a page");
  pack->text = lociq_allocate(length + 1, 1);
  if (pack->text == NULL) return lociq_memory_error(error, "the page");
  pack->size = (size_t)EVP_EncodeBlock((unsigned char *)pack->text, bytes, (int)size);
  return LOCIQ_OK;
}

static lociq_status pack_bytes(const void *numbers, size_t count, size_t width, lociq_pack *pack, lociq_error *error) {
  const uLong all = (uLong)(count * width);
  uLongf size = compressBound(all);
  unsigned char *shuffled = lociq_allocate(count, width), *deflated = lociq_allocate(size, 1);
  lociq_status status = LOCIQ_OK;
  if (shuffled == NULL || deflated == NULL) {
    status = lociq_memory_error(error, "the page");
    goto done;
  }
  shuffle(numbers, count, width, shuffled);
  if (compress2(deflated, &size, shuffled, all, LEVEL) != Z_OK) {
    status = lociq_memory_error(error, "the page");
    goto done;
  }
  pack->count = count;
  status = encode(deflated, size, pack, error);
done:
  free(shuffled);
  free(deflated);
  return status;
}

static bool keeps(double value) { return isnan(value) || (double)(float)value == value; }

lociq_status lociq_pack_values(const double *values, size_t count, bool single, lociq_pack *pack, lociq_error *error) {
  size_t kept = 0;
  while (!single && kept < count && keeps(values[kept])) kept++;
  if (!single && kept < count) {
    pack->type = "f8";
    return pack_bytes(values, count, sizeof *values, pack, error);
  }
  float *singles = lociq_allocate(count, sizeof *singles);
  if (singles == NULL) return lociq_memory_error(error, "the page");
  for (size_t i = 0; i < count; i++) singles[i] = (float)values[i];
  pack->type = "f4";
  const lociq_status status = pack_bytes(singles, count, sizeof *singles, pack, error);
  free(singles);
  return status;
}

lociq_status lociq_pack_flags(const uint16_t *flags, size_t count, lociq_pack *pack, lociq_error *error) {
  pack->type = "u2";
  return pack_bytes(flags, count, sizeof *flags, pack, error);
}

void lociq_pack_clear(lociq_pack *pack) {
  free(pack->text);
  *pack = (lociq_pack){0};
}
