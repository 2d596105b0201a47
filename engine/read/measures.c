/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/measures.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* A measure of money has the unit that its source says: none is known from its
 * name. Hours are h: software for netCDF takes "hours" for a span of time. */
static const struct {
  const char *name, *unit, *title;
  bool relative;
} measures[] = {{"employment", "persons", "Employment", false},
                {"employees", "persons", "Employees", false},
                {"hours", "h", "Hours worked", false},
                {"wages", NULL, "Wages", false},
                {"compensation", NULL, "Compensation of employees", false},
                {"gva", NULL, "Gross value added", false},
                {"gdp", NULL, "Gross domestic product", false},
                {"capital", NULL, "Capital stock", false},
                {"gfcf", NULL, "Gross fixed capital formation", false},
                {"establishments", "establishments", "Establishments", false},
                {"population", "persons", "Population", false},
                {"area", "km2", "Area", false},
                {"price_level", "1", "Price level, reference = 100", true}};

const char *lociq_measure_unit(const char *name) {
  for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
    if (strcmp(measures[i].name, name) == 0) return measures[i].unit;
  return NULL;
}

const char *lociq_measure_title(const char *name) {
  for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
    if (strcmp(measures[i].name, name) == 0) return measures[i].title;
  return name;
}

/* "%", "percent", "% of GDP" and Eurostat's codes, such as PC and PC_ACT. */
static bool is_percentage(const char *unit) {
  static const char *const words[] = {"%", "percent", "percentage", "per cent", "pc"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    const size_t length = strlen(words[i]);
    if (strncasecmp(unit, words[i], length) == 0 && isalnum((unsigned char)unit[length]) == 0) return true;
  }
  return false;
}

bool lociq_measure_is_relative(const char *name, const char *unit) {
  for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
    if (strcmp(measures[i].name, name) == 0 && measures[i].relative) return true;
  return is_percentage(unit);
}
