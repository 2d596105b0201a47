/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a bound on memory is shared out, before anything large is read.
 */
#ifndef LOCIQ_PARTNERS_BUDGET_H
#define LOCIQ_PARTNERS_BUDGET_H

#include "partners/block.h"

/* Those who take part in a unit's ranking: more than are told where some may step back or forward. */
size_t lociq_partner_seats(const lociq_partner_options *options, const lociq_units *units);

/* Sets source->memory, the same on all ranks. Where one similarity of whole regions makes the score and nothing asks
 * for pairs from anywhere (redraws, ties, partners that differ), its profiles may be panels that are read again; all
 * else is held at once. LOCIQ_INVALID where the bound is too little, with how much is needed. */
lociq_status lociq_partner_memory_share(const lociq_partner_options *options, const lociq_units *units,
                                        const lociq_block_plan *plans, size_t count, lociq_block_source *source,
                                        lociq_error *error);

#endif
