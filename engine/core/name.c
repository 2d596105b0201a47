/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/name.h"

#include <string.h>

bool lociq_name_is_valid(const char *name) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  enum { LONGEST = 200 };
  const size_t length = strlen(name);
  if (length == 0 || length > LONGEST || strchr(letters, name[0]) == NULL) return false;
  for (size_t i = 0; i < length; i++)
    if (strchr(letters, name[i]) == NULL && strchr("0123456789_", name[i]) == NULL) return false;
  return true;
}

lociq_status lociq_name_error(const char *name, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_INVALID,
                         "\"%s\" cannot name a dataset: expected a letter, then letters, digits and underscores", name);
}
