/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/indicator.h>
#include <string.h>

#define INDICATOR(name) extern const lociq_indicator lociq_indicator_##name;
#define AUXILIARY(name) INDICATOR(name)
#include "indicators/catalogue.def"
#undef INDICATOR
#undef AUXILIARY

#define INDICATOR(name) &lociq_indicator_##name,
#define AUXILIARY(name)
static const lociq_indicator *const listed[] = {
#include "indicators/catalogue.def"
    NULL};
#undef INDICATOR
#undef AUXILIARY

#define INDICATOR(name)
#define AUXILIARY(name) &lociq_indicator_##name,
static const lociq_indicator *const unlisted[] = {
#include "indicators/catalogue.def"
    NULL};

static const lociq_option shared[] = {
    {.name = "measure", .help = "the measure to compute from", .type = LOCIQ_OPTION_MEASURE, .preset = "employment"},
    {.name = "reference",
     .help =
         "what regions are held against: whole (all regions), or the code of an aggregate of the store, such as EU28",
     .type = LOCIQ_OPTION_CHOICE,
     .preset = "whole",
     .choices = "whole"},
    {.name = "missing",
     .help = "skip: sums and shares run over the known cells; propagate: a row or "
             "column with an unknown cell is unknown; zero: an unknown cell counts as 0",
     .type = LOCIQ_OPTION_CHOICE,
     .preset = "skip",
     .choices = "skip|propagate|zero"},
    {.name = "totals",
     .help = "published: totals as they were published, where they were; summed: always the sums of the known cells",
     .type = LOCIQ_OPTION_CHOICE,
     .preset = "published",
     .choices = "published|summed"},
    {.name = "shares",
     .help = "rescaled: indices of a whole distribution rescale both "
             "sides to 1 over the cells known on both; raw: they do not",
     .type = LOCIQ_OPTION_CHOICE,
     .preset = "rescaled",
     .choices = "rescaled|raw"},
    {.name = "bootstrap",
     .help = "resamples for standard errors and intervals of what is made of the measure's rows and columns; 0: none",
     .type = LOCIQ_OPTION_INTEGER,
     .preset = "0",
     .minimum = 0,
     .maximum = 100000},
    {.name = "resample",
     .help = "jobs: a region's jobs are thrown anew into its known industries, published totals stay; regions: as many "
             "regions are drawn with replacement, for figures of industries",
     .type = LOCIQ_OPTION_CHOICE,
     .preset = "jobs",
     .choices = "jobs|regions"},
    {.name = "confidence",
     .help = "share of the resamples that lie within the interval",
     .type = LOCIQ_OPTION_REAL,
     .preset = "0.95",
     .minimum = 0,
     .maximum = 1},
    {.name = "seed",
     .help = "from which all random numbers follow: one seed gives one answer on any number of threads",
     .type = LOCIQ_OPTION_INTEGER,
     .preset = "1",
     .minimum = 0,
     .maximum = 1e15},
    {.name = "jobs_per_unit",
     .help = "jobs that one unit of the measure stands for, where they are drawn, and where stars and lq_shrunk count "
             "them: unit (1000 where its unit is in thousands, 1000000 in millions, else 1), or a number",
     .type = LOCIQ_OPTION_TEXT,
     .preset = "unit",
     .choices = "unit"},
    {.name = NULL}};

const lociq_indicator *const *lociq_catalogue(void) { return listed; }

static const lociq_indicator *find_in(const lociq_indicator *const *entries, const char *name) {
  for (; *entries; entries++)
    if (strcmp((*entries)->name, name) == 0) return *entries;
  return NULL;
}

const lociq_indicator *lociq_indicator_find(const char *name) {
  const lociq_indicator *found = find_in(listed, name);
  return found ? found : find_in(unlisted, name);
}

const lociq_option *lociq_shared_options(void) { return shared; }
