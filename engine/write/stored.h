/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the datasets of a store have in common, whether they lie on its axes or not.
 */
#ifndef LOCIQ_WRITE_STORED_H
#define LOCIQ_WRITE_STORED_H

#include "write/writer.h"

/* Chooses the year, region and industry that the options name. */
lociq_status lociq_dataset_choose(lociq_dataset *dataset, const lociq_write_options *options, lociq_error *error);

/* Writes a variable over dimensions of its own. LOCIQ_INVALID: it has more
 * dimensions than a table. */
lociq_status lociq_variable_write(const lociq_store *store, const lociq_stored_variable *variable,
                                  const lociq_write_options *options, lociq_dataset_writer writer, FILE *stream,
                                  lociq_error *error);

#endif
