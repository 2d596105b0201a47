/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/suggest.h"

#include <string.h>

#include "core/suggest.h"

lociq_status lociq_indicator_refuse_of(const lociq_indicator *const *indicators, const char *name, lociq_error *error) {
  const char *best = NULL;
  size_t least = strlen(name) / 3 + 2;
  for (const lociq_indicator *const *at = indicators; *at != NULL; at++) {
    const size_t distance = lociq_suggest_distance(name, (*at)->name);
    if (distance < least) {
      least = distance;
      best = (*at)->name;
    }
  }
  if (best != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no indicator \"%s\": did you mean \"%s\"?", name, best);
  return lociq_error_set(error, LOCIQ_INVALID, "there is no indicator \"%s\"; see lociq list", name);
}

lociq_status lociq_indicator_refuse(const char *name, lociq_error *error) {
  return lociq_indicator_refuse_of(lociq_catalogue(), name, error);
}
