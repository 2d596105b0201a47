/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as the page carries them: bytes of one significance together, deflated,
 * in base64. The page takes them apart by the browser's own means.
 */
#ifndef LOCIQ_REPORT_PACK_H
#define LOCIQ_REPORT_PACK_H

#include <lociq/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lociq_pack {
  const char *type; /* "f8", "f4" or "u2": little-endian */
  char *text;       /* base64; NULL: nothing is packed */
  size_t size;      /* of the text */
  size_t count;     /* numbers */
} lociq_pack;

/* In single precision where no value loses by it, or where `single` says so. */
lociq_status lociq_pack_values(const double *values, size_t count, bool single, lociq_pack *pack, lociq_error *error);
lociq_status lociq_pack_flags(const uint16_t *flags, size_t count, lociq_pack *pack, lociq_error *error);
void lociq_pack_clear(lociq_pack *pack);

#endif
