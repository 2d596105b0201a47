/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a step is done, as a specification says it: a method's name, or a mapping of
 * `method` and what the method takes.
 */
#ifndef LOCIQ_COMPOSITE_SETTING_H
#define LOCIQ_COMPOSITE_SETTING_H

#include "composite/robustness.h"
#include "read/key.h"

enum { LOCIQ_INDEX_NAME_LONGEST = 48 };

/* What a node may say and its parts inherit: where it stands in the document, or LOCIQ_NONE. */
typedef struct lociq_said_settings {
  size_t treat, normalise, weights, aggregate;
  double availability, goalposts[2]; /* NaN: none */
} lociq_said_settings;

lociq_said_settings lociq_said_settings_default(void);

/* Where nothing is said: no treatment, min-max from 0 to 100, weights as given, the
 * arithmetic mean, no imputation. LOCIQ_INVALID names line, column and key. */
lociq_status lociq_setting_treatment(const lociq_document *document, const lociq_said_settings *said,
                                     lociq_treatment *treatment, lociq_error *error);
lociq_status lociq_setting_normalisation(const lociq_document *document, const lociq_said_settings *said,
                                         lociq_normalisation *normalisation, lociq_error *error);
lociq_status lociq_setting_weighing(const lociq_document *document, const lociq_said_settings *said,
                                    lociq_weighing *weighing, lociq_error *error);
lociq_status lociq_setting_aggregation(const lociq_document *document, const lociq_said_settings *said,
                                       lociq_aggregation *aggregation, lociq_error *error);
lociq_status lociq_setting_imputation(const lociq_document *document, size_t node, lociq_imputation *imputation,
                                      lociq_error *error);
/* The lists of the doubts lie in *choices, which the caller frees. */
lociq_status lociq_setting_doubts(const lociq_document *document, size_t node, lociq_doubts *doubts, int **choices,
                                  lociq_error *error);

#endif
