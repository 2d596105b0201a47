/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was done, told line by line: left out, imputed, treated, weighed; and what of it
 * is redundant.
 */
#ifndef LOCIQ_COMPOSITE_REPORT_H
#define LOCIQ_COMPOSITE_REPORT_H

#include "composite/robust.h"

lociq_status lociq_composition_report(const lociq_specification *specification, const lociq_gathered *gathered,
                                      const lociq_composition *composition, const lociq_settled *settled,
                                      const lociq_composite_options *options, lociq_error *error);

#endif
