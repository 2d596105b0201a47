/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/table.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"

lociq_status lociq_units_create(size_t years, size_t units, size_t columns, lociq_table_of_units *table,
                                lociq_error *error) {
  const bool fits = units == 0 || years <= SIZE_MAX / units;
  double *values = fits ? lociq_allocate(years * units, columns * sizeof *values) : NULL;
  if (values == NULL) return lociq_memory_error(error, "a table of units");
  for (size_t k = 0; k < years * units * columns; k++) values[k] = NAN;
  *table = (lociq_table_of_units){.years = years, .units = units, .columns = columns, .values = values};
  return LOCIQ_OK;
}

lociq_status lociq_units_copy(const lociq_table_of_units *table, lociq_table_of_units *copy, lociq_error *error) {
  const lociq_status status = lociq_units_create(table->years, table->units, table->columns, copy, error);
  if (status == LOCIQ_OK)
    memcpy(copy->values, table->values, table->years * table->units * table->columns * sizeof *table->values);
  return status;
}

void lociq_units_clear(lociq_table_of_units *table) {
  free(table->values);
  *table = (lociq_table_of_units){0};
}
