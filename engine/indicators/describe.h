/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words for what a descriptor says, and a descriptor in each format.
 */
#ifndef LOCIQ_INDICATORS_DESCRIBE_H
#define LOCIQ_INDICATORS_DESCRIBE_H

#include <lociq/indicator.h>

#include "indicators/text.h"

/* "year, region, industry"; "the axes of its measures" for shape 0. */
void lociq_text_add_shape(lociq_text *text, unsigned shape);
/* "0 to 1", "above 0", "any": in words; nothing is said of unbounded ends. */
void lociq_text_add_range(lociq_text *text, double minimum, double maximum);
/* What an option can be: "whole|others", "a number, 0 or more", "a measure". */
void lociq_text_add_option_values(lociq_text *text, const lociq_option *option);

void lociq_text_add_table_entry(lociq_text *text, const lociq_indicator *indicator);
void lociq_text_add_markdown_intro(lociq_text *text);
void lociq_text_add_markdown_entry(lociq_text *text, const lociq_indicator *indicator);
lociq_status lociq_describe_json(const lociq_indicator *const *entries, bool one, char **bytes, lociq_error *error);

#endif
