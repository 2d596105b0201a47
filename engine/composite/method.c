/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/method.h"

#include <stdio.h>
#include <string.h>

#define METHOD_LINE(NAME, name, title, formula, reference) {name, title, formula, reference},

static const lociq_composite_method imputations[] = {
#define IMPUTE METHOD_LINE
#include "composite/methods.def"
    {0}};
static const lociq_composite_method treatments[] = {
#define TREAT METHOD_LINE
#include "composite/methods.def"
    {0}};
static const lociq_composite_method normalisations[] = {
#define NORMALISE METHOD_LINE
#include "composite/methods.def"
    {0}};
static const lociq_composite_method weighings[] = {
#define WEIGHT METHOD_LINE
#include "composite/methods.def"
    {0}};
static const lociq_composite_method aggregations[] = {
#define AGGREGATE METHOD_LINE
#include "composite/methods.def"
    {0}};

static const struct {
  const char *name;
  const lociq_composite_method *methods;
} steps[LOCIQ_COMPOSITE_STEPS] = {[LOCIQ_COMPOSITE_IMPUTE] = {"impute", imputations},
                                  [LOCIQ_COMPOSITE_TREAT] = {"treat", treatments},
                                  [LOCIQ_COMPOSITE_NORMALISE] = {"normalise", normalisations},
                                  [LOCIQ_COMPOSITE_WEIGHT] = {"weights", weighings},
                                  [LOCIQ_COMPOSITE_AGGREGATE] = {"aggregate", aggregations}};

const char *lociq_composite_step_name(lociq_composite_step step) { return steps[step].name; }

const lociq_composite_method *lociq_composite_methods(lociq_composite_step step) { return steps[step].methods; }

lociq_status lociq_composite_method_find(lociq_composite_step step, const char *name, int *method, lociq_error *error) {
  enum { LIST = 512 };
  char list[LIST] = "";
  size_t length = 0;
  const lociq_composite_method *methods = steps[step].methods;
  for (int i = 0; methods[i].name != NULL; i++) {
    if (strcmp(methods[i].name, name) == 0) {
      *method = i;
      return LOCIQ_OK;
    }
    const int more = snprintf(list + length, LIST - length, "%s%s", i == 0 ? "" : ", ", methods[i].name);
    if (more > 0 && length + (size_t)more < LIST) length += (size_t)more;
  }
  return lociq_error_set(error, LOCIQ_INVALID, "\"%s\" is no way to %s, expected %s", name, steps[step].name, list);
}
