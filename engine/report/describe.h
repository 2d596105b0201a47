/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the page is told beside its numbers, as one JSON object.
 */
#ifndef LOCIQ_REPORT_DESCRIBE_H
#define LOCIQ_REPORT_DESCRIBE_H

#include <jansson.h>
#include <lociq/report.h>

#include "report/contents.h"

/* {title, store, language, region, engine, command: [word], axes: {year, region, industry: [{code, label, parent}]},
 * flags: [{letter, bit, meaning}], cubes: [{name, kind, family, title, unit, source, reading, shape: [axis],
 * attributes: {}, values: block, flags: block, rounded}], variables: [{name, kind, unit, title, dimensions: [{name,
 * size, codes}], values: block | texts}], left_out: [{name, title, why}], provenance}. A block is {id, type, count}:
 * ids number the packs in the order of contents. NULL without memory. */
json_t *lociq_report_describe(const lociq_store *store, const lociq_report_options *options,
                              const lociq_contents *contents);

/* The bytes that lociq_report_write_json writes of it; 0 without memory. */
size_t lociq_report_size_json(const json_t *json);
/* Writes JSON such that it can stand inside a script element. LOCIQ_NO_MEMORY. */
lociq_status lociq_report_write_json(const json_t *json, FILE *stream, lociq_error *error);

#endif
