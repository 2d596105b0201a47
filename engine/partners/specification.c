/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/specification.h"

#include "core/memory.h"

lociq_status lociq_partner_specification_make(const lociq_partner_options *options, const lociq_statistics *statistics,
                                              lociq_partner_specification *specification, lociq_error *error) {
  (void)statistics;
  lociq_partner_specification made = {.blocks = lociq_allocate(1, sizeof *made.blocks), .block_count = 1};
  if (made.blocks == NULL) return lociq_memory_error(error, "the blocks");
  made.blocks[0] =
      (lociq_block_plan){.name = options->similarity, .method = options->similarity, .weight = 1, .place = LOCIQ_NONE};
  *specification = made;
  return LOCIQ_OK;
}

void lociq_partner_specification_clear(lociq_partner_specification *specification) {
  free(specification->blocks);
  *specification = (lociq_partner_specification){0};
}
