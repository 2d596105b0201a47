/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --where D=V[,V…]: keep these values of a dimension, or of a column.
 */
#ifndef LOCIQ_FILTER_H
#define LOCIQ_FILTER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_filter {
  const char *dimension;
  const char *const *values;
  size_t count;
} lociq_filter;

#ifdef __cplusplus
}
#endif
#endif
