/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a mistyped name of an indicator may have meant.
 */
#ifndef LOCIQ_INDICATORS_SUGGEST_H
#define LOCIQ_INDICATORS_SUGGEST_H

#include <lociq/indicator.h>

/* As lociq_indicator_refuse, of these indicators, ended by NULL. */
lociq_status lociq_indicator_refuse_of(const lociq_indicator *const *indicators, const char *name, lociq_error *error);

#endif
