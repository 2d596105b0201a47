/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/amount.h"

#include <math.h>
#include <string.h>

#include "read/reader.h"

bool lociq_amount_parse(const char *text, double *amount) {
  double value = 0;
  if (!lociq_number_parse((lociq_slice){text, strlen(text)}, &value) || !(value >= 0 && isfinite(value))) return false;
  *amount = value;
  return true;
}
