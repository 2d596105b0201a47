/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/suggest.h"

#include <string.h>

enum { LONGEST = 64 };

static size_t lesser(size_t first, size_t second) { return first < second ? first : second; }

size_t lociq_suggest_distance(const char *first, const char *second) {
  const size_t rows = strnlen(first, LONGEST), columns = strnlen(second, LONGEST);
  size_t distances[LONGEST + 1][LONGEST + 1];
  for (size_t i = 0; i <= rows; i++) distances[i][0] = i;
  for (size_t j = 0; j <= columns; j++) distances[0][j] = j;
  for (size_t i = 1; i <= rows; i++)
    for (size_t j = 1; j <= columns; j++) {
      size_t best = distances[i - 1][j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
      best = lesser(best, lesser(distances[i - 1][j], distances[i][j - 1]) + 1);
      if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
        best = lesser(best, distances[i - 2][j - 2] + 1);
      distances[i][j] = best;
    }
  return distances[rows][columns];
}
