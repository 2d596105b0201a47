/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/delivery.h"

lociq_status lociq_delivery_open(const lociq_arguments *arguments, lociq_delivery *delivery, lociq_error *error) {
  *delivery = (lociq_delivery){.path = lociq_arguments_value(arguments, "output")};
  return lociq_output_open(delivery->path == NULL ? "-" : delivery->path, &delivery->output, &delivery->stream, error);
}

lociq_status lociq_delivery_check(const lociq_delivery *delivery, lociq_status status, const lociq_error *writing,
                                  lociq_error *error) {
  if (status == LOCIQ_OK) return status;
  if (ferror(delivery->stream) == 0) return lociq_error_set(error, status, "%s", writing->message);
  return lociq_error_set(error, status, "%s: %s", delivery->path == NULL ? "standard output" : delivery->path,
                         writing->message);
}

lociq_status lociq_delivery_finish(lociq_delivery *delivery, lociq_status status, lociq_error *error) {
  if (delivery->output == NULL) return status;
  const lociq_status finished = lociq_output_finish(delivery->output, status == LOCIQ_OK, error);
  delivery->output = NULL;
  return status == LOCIQ_OK ? finished : status;
}
