/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Computing indicators from a panel in memory or from a store.
 *
 * What is asked for, and what that needs, is ordered into passes; each pass
 * streams the rows once and serves all its indicators while a row is in cache.
 * Results are the same bits for any number of threads and any memory bound.
 */
#ifndef LOCIQ_COMPUTE_H
#define LOCIQ_COMPUTE_H

#include <lociq/indicator.h>
#include <lociq/panel.h>
#include <lociq/progress.h>
#include <lociq/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An option as it was written: {"reference", "others"}. */
typedef struct lociq_setting {
  const char *name;
  const char *value;
} lociq_setting;

typedef struct lociq_compute_options {
  const char *const *names; /* indicators */
  size_t name_count;
  bool all; /* names are whatever can be computed: one that takes no bootstrap goes without it, which is no error */
  const lociq_setting
      *settings; /* shared options and the indicators' own; one that none of the names has is an error */
  size_t setting_count;
  int first_year, last_year; /* both 0: all */
  int threads;               /* 0: as OpenMP says */
  size_t memory;             /* bound on memory in bytes, see memory.h; 0: half of the machine's for rows and results */
  bool interval;             /* also <name>_minimum and <name>_maximum: the range over the bounds of cells that
                                lociq_panel_estimate found, of indicators whose descriptor has an interval */
  /* Computing into a store: NULL, or a store of earlier results, which may be the target as it was. What these were
   * made from is kept with them, and where it is the same they are copied, which the progress is told in remarks; the
   * results are the same, to the bit. Results there that another program has changed are not noticed. */
  const lociq_store *earlier;
  bool compress; /* cell results in a store: shuffle and deflate */
  const lociq_progress *progress;
  /* NULL, or as many as there are settings, all zero: on success those of settings that
   * name a file say what it was when it was read, with the setting's name as the reader.
   * The caller clears each with lociq_input_clear. */
  lociq_input *inputs;
} lociq_compute_options;

lociq_compute_options lociq_compute_options_default(void);

/* Whether the value is the path of a file: the catalogue's option of this name takes
 * one, and it is none of the option's words. */
bool lociq_setting_names_file(const lociq_setting *setting);

/* Computes into a new panel on the same axes (the years asked for). Each result
 * is a cube of kind "indicator" with every option used in its attributes, and
 * `<name>_coverage` by region or by industry. Where a result is missing it is
 * NaN. The caller frees.
 *
 * *results must be NULL or the results of an earlier call, which this one takes
 * over: results of the same name and size are written into their memory, the rest
 * is freed. After a failure it is NULL.
 *   LOCIQ_INVALID  no such indicator, option or value; a measure that it needs is
 *                  not there, which the message names */
lociq_status lociq_compute_panel(const lociq_panel *panel, const lociq_compute_options *options, lociq_panel **results,
                                 lociq_error *error);

/* The same from one store into another, or into itself when target == source:
 * then it must be open for writing. A second target gets the axes. */
lociq_status lociq_compute_store(lociq_store *source, lociq_store *target, const lociq_compute_options *options,
                                 lociq_error *error);

/* Whether the panel, in memory or a store's, lacks a measure that the indicator needs
 * with these settings, or the settings name no file that it needs. Then that measure,
 * or those of which it needs one, are written as "wages or compensation", "employment by
 * industry" where it is there for regions alone, the file as "plants: --plants names a
 * file of them"; at most size - 1 bytes. */
bool lociq_compute_lacks(const lociq_panel *panel, const lociq_indicator *indicator,
                         const lociq_compute_options *options, char *measures, size_t size);

/* Everything that can be computed, of one family or, where it is NULL, of all: the
 * indicators of the catalogue that lack nothing. Their names go into `names`, which has
 * room for the catalogue's; returns how many they are. What is left out is told to the
 * options' progress in remarks, one for all that lack the same: "left out wage_level,
 * wage_share: the store has no wages or compensation". What lacks nothing but the measure
 * that the setting `measure` names is not left out: computing refuses it. Set options.all
 * for them. */
size_t lociq_compute_choose(const lociq_panel *panel, const char *family, const lociq_compute_options *options,
                            const char **names);

#ifdef __cplusplus
}
#endif
#endif
