/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing what a store holds for other programs: csv, json, matrix, geojson.
 *
 * Text that came from outside stays text: whatever a label holds, a CSV has the
 * same number of fields, JSON parses, and no field starts a formula.
 */
#ifndef LOCIQ_WRITE_H
#define LOCIQ_WRITE_H

#include <lociq/harmonise.h>
#include <lociq/partners.h>
#include <lociq/store.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_write_options {
  const char *format;   /* "csv", "json", "matrix", "geojson"; for a ranking "table", "csv", "json" */
  const char *year;     /* NULL: all */
  const char *region;   /* NULL: all; of a part over region aggregates, the aggregate */
  const char *industry; /* NULL: all */
  size_t memory;        /* bound on memory in bytes, see memory.h; 0: none */

  /* Of GeoJSON: files that say where regions lie, as in lociq_report_options; NULL: none. */
  const char *points, *shapes, *property;

  /* Of a ranking. */
  const char *const *regions; /* whose units, in this order; none: those of `region` */
  size_t region_count;
  size_t contributions; /* of a table: the most told of a partner; 0: of three, as many as fit into a line */
} lociq_write_options;

lociq_write_options lociq_write_options_default(void);

/* Writes a dataset of the store (a cube, or a part by its full name, such as
 * employment_total_region), row by row: regions, industries, then the next year.
 *   csv     region,industry,year,value,flag without the columns that the shape
 *           lacks; 17 significant digits, a missing value as an empty field. Quoted
 *           as RFC 4180 says, lines end in LF. A code that begins with = + - @, a
 *           tab or a line break would be a formula in a spreadsheet: it gets an
 *           apostrophe in front. json keeps it as it is.
 *   json    an array of such rows as objects, one a line; missing is null
 *   matrix  rows the regions, columns the industries, of one year; a dataset
 *           without industries has the years as columns
 *   geojson a feature a region, with its outline, else its point, else no geometry; properties region, label,
 *           parent and <dataset>_<year>, of cells <dataset>_<industry> of one year; <property>_flag where it has flags
 *   LOCIQ_NOT_FOUND  no such dataset, or no such code in it: the message names some
 *   LOCIQ_INVALID    no such format; a year, region or industry chosen of a dataset
 *                    that does not lie over these; a matrix of several years
 *   LOCIQ_IO         the stream fails: it is flushed before LOCIQ_OK */
lociq_status lociq_write_dataset(const lociq_store *store, const char *name, const lociq_write_options *options,
                                 FILE *stream, lociq_error *error);
/* Writes a ranking, all its units or those of the options' regions. Columns that nobody has a figure for are left out
 * of table and csv.
 *   table  to read: rank, partner, label, score, the blocks' parts of it where there are several, further figures, the
 *          largest contributions with both sides' values and what the others give; remarks at the end;
 *          control characters replaced
 *   csv    region,industry,organisation,partner,partner_industry,partner_organisation,rank,score, then known and
 *          further figures, block_<name> …, contribution_1_block,contribution_1_item,contribution_1,
 *          contribution_1_own,contribution_1_other …, contribution_rest: the contributions and the rest add up to
 *          the score. Industries and organisations only where units have them, blocks where there are several.
 *   json   {by, similarity, measure, year, cluster, blocks: [{name, method, weight, directed}], remarks: [text],
 *          units: [{region, label, industry, industry_label, organisation, organisation_name, coverage,
 *          partners: [{the same six, rank, score, on_profile, known, …, blocks: {name: part}, contributions: [{block,
 *          item, label, unit, value, own, other}], rest}]}]}; null for what there is not
 * Errors as above. */
lociq_status lociq_write_ranking(const lociq_ranking *ranking, const lociq_write_options *options, FILE *stream,
                                 lociq_error *error);

/* Organisations as a table to read: who, where, interest and fields of strength; control characters replaced. */
lociq_status lociq_write_organisations(const lociq_organisations *organisations, FILE *stream, lociq_error *error);

/* What a conversion lost, all of it: measure,code,amount,known,missing, the last two
 * counts of cells; the amount of a relative measure is empty. CSV as above. */
lociq_status lociq_write_losses(const lociq_conversion_report *report, FILE *stream, lociq_error *error);
/* What does not add up: measure,year,region,industry,sum,published,difference. */
lociq_status lociq_write_differences(const lociq_difference *differences, size_t count, FILE *stream,
                                     lociq_error *error);

/* A file that is there whole or not at all: opens a temporary beside path;
 * finish syncs and renames it (keep), or removes it, and frees the output. Where it
 * fails nothing is left, and the old file is as it was. A link is followed, an old
 * file's mode kept. path "-" is standard output; a device or pipe is written to as
 * it is. LOCIQ_IO says why. */
typedef struct lociq_output lociq_output;
lociq_status lociq_output_open(const char *path, lociq_output **output, FILE **stream, lociq_error *error);
lociq_status lociq_output_finish(lociq_output *output, bool keep, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
