/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/measures.h"

#include <stddef.h>
#include <string.h>

/* A measure of money has the unit that its source says: none is known from its
 * name. Hours are h: software for netCDF takes "hours" for a span of time. */
static const struct {
  const char *name, *unit, *title;
} measures[] = {{"employment", "persons", "Employment"},
                {"employees", "persons", "Employees"},
                {"hours", "h", "Hours worked"},
                {"wages", NULL, "Wages"},
                {"compensation", NULL, "Compensation of employees"},
                {"gva", NULL, "Gross value added"},
                {"gdp", NULL, "Gross domestic product"},
                {"capital", NULL, "Capital stock"},
                {"gfcf", NULL, "Gross fixed capital formation"},
                {"establishments", "establishments", "Establishments"},
                {"population", "persons", "Population"},
                {"area", "km2", "Area"},
                {"price_level", "1", "Price level, reference = 100"}};

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
