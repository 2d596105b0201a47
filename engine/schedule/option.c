/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/option.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "core/suggest.h"

const lociq_option *lociq_option_find(const lociq_option *options, size_t count, const char *name) {
  for (size_t i = 0; i < count && options[i].name != NULL; i++)
    if (strcmp(options[i].name, name) == 0) return &options[i];
  return NULL;
}

bool lociq_option_has_choice(const lociq_option *option, const char *word, int *position) {
  if (option->choices == NULL || word[0] == '\0' || strchr(word, '|') != NULL) return false;
  const size_t length = strlen(word);
  int at = 0;
  for (const char *choice = option->choices; choice != NULL; at++) {
    const char *end = strchr(choice, '|');
    const size_t size = end == NULL ? strlen(choice) : (size_t)(end - choice);
    if (size == length && strncmp(choice, word, size) == 0) {
      *position = at;
      return true;
    }
    choice = end == NULL ? NULL : end + 1;
  }
  return false;
}

const char *lociq_option_text(const lociq_option *option, const lociq_compute_options *options) {
  for (size_t i = options->setting_count; i > 0; i--)
    if (strcmp(options->settings[i - 1].name, option->name) == 0) return options->settings[i - 1].value;
  return option->preset;
}

static lociq_status refuse_number(const lociq_option *option, const char *text, const char *what, lociq_error *error) {
  const bool low = option->minimum > -(double)INFINITY, high = option->maximum < (double)INFINITY;
  const char *word = option->choices == NULL ? "" : option->choices;
  const char *joint = option->choices == NULL ? "" : " or ";
  if (low && high)
    return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\", expected %s%s%s from %g to %g", option->name, text,
                           word, joint, what, option->minimum, option->maximum);
  if (low)
    return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\", expected %s%s%s not below %g", option->name, text, word,
                           joint, what, option->minimum);
  if (high)
    return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\", expected %s%s%s not above %g", option->name, text, word,
                           joint, what, option->maximum);
  return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\", expected %s%s%s", option->name, text, word, joint, what);
}

/* With a decimal point whatever the locale of the program. */
static lociq_status read_real(const lociq_option *option, const char *text, double *value, lociq_error *error) {
  locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
  if (plain == (locale_t)0) return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for a locale");
  char *end = NULL;
  const double read = strtod_l(text, &end, plain);
  freelocale(plain);
  if (end == text || *end != '\0' || !(read >= option->minimum && read <= option->maximum) || !isfinite(read))
    return refuse_number(option, text, "a number", error);
  *value = read;
  return LOCIQ_OK;
}

static lociq_status read_integer(const lociq_option *option, const char *text, long *value, lociq_error *error) {
  char *end = NULL;
  errno = 0;
  const long read = strtol(text, &end, 10);
  if (end == text || *end != '\0' || errno != 0 || !((double)read >= option->minimum) ||
      !((double)read <= option->maximum))
    return refuse_number(option, text, "a whole number", error);
  *value = read;
  return LOCIQ_OK;
}

lociq_status lociq_option_read(const lociq_option *option, const char *text, lociq_value *value, lociq_error *error) {
  int word = 0;
  switch (option->type) {
    case LOCIQ_OPTION_REAL:
      if (lociq_option_has_choice(option, text, &word)) {
        value->real = NAN;
        return LOCIQ_OK;
      }
      return read_real(option, text, &value->real, error);
    case LOCIQ_OPTION_INTEGER:
      return read_integer(option, text, &value->integer, error);
    case LOCIQ_OPTION_CHOICE:
      if (lociq_option_has_choice(option, text, &value->choice)) return LOCIQ_OK;
      return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\", expected one of %s", option->name, text,
                             option->choices);
    case LOCIQ_OPTION_TEXT:
    case LOCIQ_OPTION_FILE:
      if (!lociq_option_has_choice(option, text, &value->choice)) value->choice = -1;
      return LOCIQ_OK;
    case LOCIQ_OPTION_MEASURE:
    case LOCIQ_OPTION_DISTRIBUTION:
      return LOCIQ_OK;
  }
  return LOCIQ_OK;
}

bool lociq_setting_names_file(const lociq_setting *setting) {
  int word = 0;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry != NULL; entry++) {
    const lociq_option *option = lociq_option_find((*entry)->options, LOCIQ_OPTIONS_MAXIMUM, setting->name);
    if (option != NULL && option->type == LOCIQ_OPTION_FILE)
      return !lociq_option_has_choice(option, setting->value, &word);
  }
  return false;
}

/* The option nearest to a name that nothing has, when it is near. */
static const char *nearest(const lociq_offer *offer, const lociq_request *request, const char *name) {
  const char *best = NULL;
  size_t least = 3;
  for (size_t i = 0; i <= request->count; i++) {
    const lociq_option *options = i == 0 ? offer->shared : request->instances[i - 1].indicator->options;
    const size_t limit = i == 0 ? SIZE_MAX : LOCIQ_OPTIONS_MAXIMUM;
    for (size_t j = 0; j < limit && options[j].name != NULL; j++) {
      const size_t distance = lociq_suggest_distance(name, options[j].name);
      if (distance < least) {
        least = distance;
        best = options[j].name;
      }
    }
  }
  return best;
}

static bool is_had(const lociq_offer *offer, const lociq_request *request, const char *name) {
  if (lociq_option_find(offer->shared, SIZE_MAX, name) != NULL) return true;
  for (size_t i = 0; i < request->count; i++)
    if (lociq_option_find(request->instances[i].indicator->options, LOCIQ_OPTIONS_MAXIMUM, name) != NULL) return true;
  return false;
}

/* The first of all that are offered which has an option of that name; NULL: none. */
static const lociq_indicator *find_user(const lociq_offer *offer, const char *name) {
  for (const lociq_indicator *const *at = offer->indicators; *at != NULL; at++)
    if (lociq_option_find((*at)->options, LOCIQ_OPTIONS_MAXIMUM, name) != NULL) return *at;
  return NULL;
}

lociq_status lociq_option_check_settings(const lociq_offer *offer, const lociq_request *request,
                                         const lociq_compute_options *options, lociq_error *error) {
  for (size_t i = 0; i < options->setting_count; i++) {
    const char *name = options->settings[i].name;
    if (is_had(offer, request, name)) continue;
    const lociq_indicator *user = find_user(offer, name);
    if (user != NULL)
      return lociq_error_set(error, LOCIQ_INVALID, "none of the indicators has an option \"%s\", as %s has", name,
                             user->name);
    const char *near = nearest(offer, request, name);
    if (near != NULL)
      return lociq_error_set(error, LOCIQ_INVALID, "none of the indicators has an option \"%s\": did you mean \"%s\"?",
                             name, near);
    return lociq_error_set(error, LOCIQ_INVALID, "none of the indicators has an option \"%s\"", name);
  }
  return LOCIQ_OK;
}
