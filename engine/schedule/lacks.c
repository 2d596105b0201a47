/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/compute.h>
#include <stdio.h>
#include <string.h>

#include "indicators/kernel.h"
#include "schedule/option.h"

/* Whether one of the names, separated by |, is a measure of the panel, by industry where it must be; results: or
 * what was computed before. */
static bool has_one(const lociq_panel *panel, const char *names, bool by_industry, bool results) {
  while (*names != '\0') {
    const size_t length = strcspn(names, "|");
    for (size_t i = 0; i < panel->cube_count; i++) {
      const lociq_cube *cube = panel->cubes[i];
      if (strlen(cube->name) == length && memcmp(cube->name, names, length) == 0 &&
          (cube->shape & LOCIQ_BY_REGION) != 0 && (results || strcmp(cube->kind, "measure") == 0) &&
          (!by_industry || (cube->shape & LOCIQ_BY_INDUSTRY) != 0))
        return true;
    }
    names += length + (names[length] == '|');
  }
  return false;
}

/* Whether one of the names is a word that stands for no measure: nothing is needed then. */
static bool names_no_measure(const lociq_option *option, const char *names, int *word) {
  const char *last = strrchr(names, '|');
  return lociq_option_has_choice(option, last == NULL ? names : last + 1, word);
}

/* False where an option is wrong: that is told when it is computed. */
static bool read_values(const lociq_panel *panel, const lociq_indicator *indicator,
                        const lociq_compute_options *options, lociq_value values[LOCIQ_OPTIONS_MAXIMUM]) {
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && indicator->options[i].name != NULL; i++) {
    const lociq_option *option = &indicator->options[i];
    const char *text = lociq_option_text(option, options);
    int word = 0;
    if (lociq_option_read(option, text, &values[i], NULL) != LOCIQ_OK) return false;
    if (option->type == LOCIQ_OPTION_MEASURE)
      values[i].choice = !has_one(panel, text, false, true) && names_no_measure(option, text, &word) ? word : -1;
  }
  return true;
}

/* The names, separated by |, of which it needs one and the panel has none; or NULL.
 * An indicator that names no measures of its own, or vectors, works on the shared one. */
static const char *find_lacking_measure(const lociq_panel *panel, const lociq_indicator *indicator,
                                        const lociq_compute_options *options) {
  const lociq_kernel *kernel = indicator->kernel;
  bool own = false, replaced = false;
  size_t operand = 0;
  lociq_value values[LOCIQ_OPTIONS_MAXIMUM] = {{0}};
  const bool chooses = kernel->operand_wanted != NULL && read_values(panel, indicator, options, values);
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && indicator->options[i].name != NULL; i++) {
    if (indicator->options[i].type != LOCIQ_OPTION_MEASURE) continue;
    const char *names = lociq_option_text(&indicator->options[i], options);
    int word = 0;
    if (!own && lociq_option_has_choice(&indicator->options[i], "lq", &word))
      replaced = !names_no_measure(&indicator->options[i], names, &word);
    own = true;
    const bool by_industry = (kernel->by_industry >> operand & 1u) != 0;
    const bool unwanted = chooses && !kernel->operand_wanted(values, operand);
    operand++;
    if (unwanted) continue;
    if (!names_no_measure(&indicator->options[i], names, &word) && !has_one(panel, names, by_industry, true))
      return names;
  }
  if (replaced || (own && kernel->vectors == 0 && kernel->form != LOCIQ_COLUMN)) return NULL;
  for (const lociq_option *shared = lociq_shared_options(); shared->name != NULL; shared++) {
    const char *names = lociq_option_text(shared, options);
    if (shared->type == LOCIQ_OPTION_MEASURE && !has_one(panel, names, true, false)) return names;
  }
  return NULL;
}

/* What the kernel cannot do without. */
static const char *find_lacking_file(const lociq_panel *panel, const lociq_indicator *indicator,
                                     const lociq_compute_options *options) {
  lociq_value values[LOCIQ_OPTIONS_MAXIMUM] = {{0}};
  if (indicator->kernel->lacks == NULL || !read_values(panel, indicator, options, values)) return NULL;
  return indicator->kernel->lacks(values);
}

/* Industries are grouped by their parents, of which each needs one. */
static const char *find_lacking_parent(const lociq_panel *panel, const lociq_indicator *indicator,
                                       const lociq_compute_options *options) {
  if ((indicator->kernel->given & LOCIQ_GIVEN_INDUSTRY_GROUPS) == 0) return NULL;
  const lociq_option *level = lociq_option_find(indicator->options, LOCIQ_OPTIONS_MAXIMUM, "level");
  if (level == NULL || strcmp(lociq_option_text(level, options), "parent") != 0) return NULL;
  for (size_t i = 0; i < lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]); i++)
    if (lociq_axis_parent(panel->axes[LOCIQ_INDUSTRY], i) == NULL)
      return "parents of all industries: --level names a level of their classification instead";
  return NULL;
}

/* What is lacking: measures, separated by |, of which one is needed; or a sentence. */
typedef struct shortage {
  const char *measures, *sentence;
} shortage;

static shortage find_own(const lociq_panel *panel, const lociq_indicator *indicator,
                         const lociq_compute_options *options) {
  shortage found = {.measures = find_lacking_measure(panel, indicator, options)};
  if (found.measures == NULL) found.sentence = find_lacking_file(panel, indicator, options);
  if (found.measures == NULL && found.sentence == NULL) found.sentence = find_lacking_parent(panel, indicator, options);
  return found;
}

/* Of the indicator, or of what it needs, however far down. */
static shortage find_lacking(const lociq_panel *panel, const lociq_indicator *indicator,
                             const lociq_compute_options *options) {
  const lociq_kernel *kernel = indicator->kernel;
  lociq_value values[LOCIQ_OPTIONS_MAXIMUM] = {{0}};
  shortage found = find_own(panel, indicator, options);
  if (kernel->needs[0] == NULL || !read_values(panel, indicator, options, values)) return found;
  if (kernel->needs_wanted != NULL && !kernel->needs_wanted(values)) return found;
  for (size_t n = 0; n < LOCIQ_NEEDS && kernel->needs[n] != NULL; n++) {
    const lociq_indicator *need = lociq_indicator_find(kernel->needs[n]);
    if (need != NULL && found.measures == NULL && found.sentence == NULL) found = find_lacking(panel, need, options);
  }
  return found;
}

bool lociq_compute_lacks(const lociq_panel *panel, const lociq_indicator *indicator,
                         const lociq_compute_options *options, char *measures, size_t size) {
  const shortage found = find_lacking(panel, indicator, options);
  if (found.sentence != NULL) (void)snprintf(measures, size, "%s", found.sentence);
  if (found.sentence != NULL) return true;
  size_t length = 0;
  for (const char *names = found.measures; names != NULL && *names != '\0' && length < size; names++)
    length += (size_t)snprintf(measures + length, size - length, *names == '|' ? " or " : "%c", *names);
  if (found.measures != NULL && length < size && has_one(panel, found.measures, false, false))
    (void)snprintf(measures + length, size - length, " by industry");
  return found.measures != NULL;
}

enum { LACKING_SIZE = 512 };

static bool is_of(const lociq_indicator *indicator, const char *family) {
  return family == NULL || strcmp(indicator->family, family) == 0;
}

static bool lacks_this(const lociq_panel *panel, const lociq_indicator *indicator, const lociq_compute_options *options,
                       const char *lacking) {
  char own[LACKING_SIZE];
  return lociq_compute_lacks(panel, indicator, options, own, sizeof own) && strcmp(own, lacking) == 0;
}

/* Further names than there is room for are counted. */
static void list_lacking(const lociq_panel *panel, const char *family, const lociq_compute_options *options,
                         const lociq_indicator *const *first, const char *lacking, char *names, size_t size) {
  size_t length = 0, others = 0;
  for (const lociq_indicator *const *at = first; *at != NULL; at++) {
    if (!is_of(*at, family) || !lacks_this(panel, *at, options, lacking)) continue;
    if (others > 0 || length + strlen((*at)->name) + sizeof " and 1000000 others" >= size)
      others++;
    else
      length += (size_t)snprintf(names + length, size - length, "%s%s", length == 0 ? "" : ", ", (*at)->name);
  }
  if (others > 0) (void)snprintf(names + length, size - length, " and %zu other%s", others, others == 1 ? "" : "s");
}

/* One remark for all from `first` on that lack the same; none where it was made. */
static void tell_lacking(const lociq_panel *panel, const char *family, const lociq_compute_options *options,
                         const lociq_indicator *const *first, const char *lacking) {
  char names[LOCIQ_MESSAGE_SIZE / 2] = "";
  for (const lociq_indicator *const *before = lociq_catalogue(); before < first; before++)
    if (is_of(*before, family) && lacks_this(panel, *before, options, lacking)) return;
  list_lacking(panel, family, options, first, lacking, names, sizeof names);
  lociq_progress_remark(options->progress, "left out %s: the store has no %s", names, lacking);
}

/* The measure that all share was named, and is not there: no reason to leave nearly everything out. */
static bool lacks_what_was_named(const lociq_panel *panel, const lociq_indicator *indicator,
                                 const lociq_compute_options *options) {
  const shortage found = find_lacking(panel, indicator, options);
  for (const lociq_option *shared = lociq_shared_options(); shared->name != NULL; shared++)
    if (found.measures == lociq_option_text(shared, options)) return found.measures != shared->preset;
  return false;
}

size_t lociq_compute_choose(const lociq_panel *panel, const char *family, const lociq_compute_options *options,
                            const char **names) {
  size_t count = 0;
  for (const lociq_indicator *const *indicator = lociq_catalogue(); *indicator != NULL; indicator++) {
    char lacking[LACKING_SIZE];
    if (!is_of(*indicator, family)) continue;
    if (lociq_compute_lacks(panel, *indicator, options, lacking, sizeof lacking) &&
        !lacks_what_was_named(panel, *indicator, options))
      tell_lacking(panel, family, options, indicator, lacking);
    else
      names[count++] = (*indicator)->name;
  }
  return count;
}
