/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt to get a file from a server over HTTP: it asks for what is not there
 * yet, writes down what comes, and tells whether it is worth while to ask again.
 */
#ifndef LOCIQ_FETCH_TRANSFER_H
#define LOCIQ_FETCH_TRANSFER_H

#include "fetch/office.h"
#include "fetch/part.h"

typedef struct lociq_transfer lociq_transfer;

typedef struct lociq_outcome {
  bool unchanged;  /* the server has nothing else than what `have` tells of */
  bool resumed;    /* what came was put behind what was there */
  bool again;      /* it failed, and may not another time */
  double earliest; /* seconds after which the server wants to be asked again; 0: it said none */
} lociq_outcome;

/* subject (the data set) is whom messages name; everything given outlives the
 * transfer. LOCIQ_IO, LOCIQ_NO_MEMORY. The caller frees. */
lociq_status lociq_transfer_create(const lociq_office *office, const char *subject, const char *url,
                                   const lociq_fetch_options *options, lociq_transfer **transfer, lociq_error *error);
void lociq_transfer_free(lociq_transfer *transfer);

/* Goes on where the part ends, or starts anew where the server has another file by
 * now. have: the receipt of a file that is there, and need not be sent again; NULL:
 * none. On LOCIQ_OK the part is all of it, or outcome->unchanged. The outcome is
 * written after failures too. */
lociq_status lociq_transfer_attempt(lociq_transfer *transfer, lociq_part *part, const lociq_receipt *have,
                                    lociq_outcome *outcome, lociq_error *error);

#endif
