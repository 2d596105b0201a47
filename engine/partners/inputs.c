/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a ranking is made from, as the provenance tells them.
 */
#include <lociq/partners.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "read/digest.h"

/* The path is moved. */
static lociq_status digest(char **path, lociq_input *input, lociq_error *error) {
  lociq_digest found;
  const lociq_status status = lociq_digest_file(*path, &found, error);
  if (status != LOCIQ_OK) return status;
  *input = (lociq_input){.path = *path, .reader = lociq_copy_text("partners"), .bytes = found.bytes};
  *path = NULL;
  memcpy(input->sha256, found.sha256, sizeof found.sha256);
  return input->reader == NULL ? lociq_memory_error(error, "an input") : LOCIQ_OK;
}

lociq_status lociq_partner_inputs(const lociq_partner_options *options, lociq_input **inputs, size_t *count,
                                  lociq_error *error) {
  char **files = NULL;
  size_t found = 0;
  lociq_status status = lociq_partner_files(options, &files, &found, error);
  if (status != LOCIQ_OK) return status;
  lociq_input *made = lociq_allocate(found, sizeof *made);
  if (made == NULL) status = lociq_memory_error(error, "inputs");
  for (size_t i = 0; i < found && status == LOCIQ_OK; i++) status = digest(&files[i], &made[i], error);
  for (size_t i = 0; i < found; i++) {
    free(files[i]);
    if (status != LOCIQ_OK && made != NULL) lociq_input_clear(&made[i]);
  }
  free(files);
  if (status != LOCIQ_OK) {
    free(made);
    return status;
  }
  *inputs = made;
  *count = found;
  return LOCIQ_OK;
}
