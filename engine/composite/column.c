/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/column.h"

#include <math.h>

#include "composite/moments.h"

double lociq_column_at(const lociq_column_of_units *column, size_t i) { return column->values[i * column->stride]; }

lociq_moments lociq_column_moments(const lociq_column_of_units *column) {
  lociq_moments found = {.minimum = INFINITY, .maximum = -INFINITY};
  double sum = 0;
  for (size_t i = 0; i < column->count; i++) {
    const double x = lociq_column_at(column, i);
    if (isnan(x)) continue;
    found.known++;
    sum += x;
    if (x < found.minimum) found.minimum = x;
    if (x > found.maximum) found.maximum = x;
  }
  found.mean = sum / (double)found.known;
  for (size_t i = 0; i < column->count; i++) {
    const double off = lociq_column_at(column, i) - found.mean, squared = off * off;
    if (isnan(off)) continue;
    found.squares += squared;
    found.cubes += squared * off;
    found.fourths += squared * squared;
  }
  return found;
}

bool lociq_moments_are_flat(const lociq_moments *moments) { return !(moments->minimum < moments->maximum); }

double lociq_column_skewness(const lociq_column_of_units *column) {
  const lociq_moments of = lociq_column_moments(column);
  const double n = (double)of.known;
  if (of.known < 3 || lociq_moments_are_flat(&of)) return NAN;
  const double g1 = of.cubes / n / pow(of.squares / n, 1.5);
  return g1 * sqrt(n * (n - 1)) / (n - 2);
}

double lociq_column_kurtosis(const lociq_column_of_units *column) {
  const lociq_moments of = lociq_column_moments(column);
  const double n = (double)of.known;
  if (of.known < 4 || lociq_moments_are_flat(&of)) return NAN;
  const double variance = of.squares / n, g2 = of.fourths / n / (variance * variance) - 3;
  return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6);
}
