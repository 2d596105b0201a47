/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/share.h"

#include <math.h>
#include <string.h>

#include "read/reader.h"

bool lociq_share_parse(const char *text, double *share) {
  double value = 0;
  if (!lociq_number_parse((lociq_slice){text, strlen(text)}, &value) || !(value >= 0 && value <= 1)) return false;
  *share = value;
  return true;
}

bool lociq_amount_parse(const char *text, double *amount) {
  double value = 0;
  if (!lociq_number_parse((lociq_slice){text, strlen(text)}, &value) || !(value >= 0 && isfinite(value))) return false;
  *amount = value;
  return true;
}
