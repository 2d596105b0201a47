/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers of organisations. The first byte chooses the format: y is YAML, any other CSV; the
 * rest is the file. Whatever it holds, reading it ends in an error with a message, or in
 * organisations in the order of their codes, of which every text is one that the field may hold.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "read/dictionary.h"
#include "read/organisation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
lociq_status fuzz_answer(const uint8_t *data, size_t size);

/* The text of a field sets it to what it is, and can be kept and shown. */
static void check_field(const lociq_organisation *organisation, const lociq_organisation_field *field) {
  lociq_organisation other;
  char *text = lociq_organisation_text(organisation, field), *again = NULL;
  if (text == NULL || lociq_organisation_start(&other, NULL) != LOCIQ_OK) abort();
  if (lociq_organisation_set(&other, field, text, NULL) != LOCIQ_OK) abort();
  again = lociq_organisation_text(&other, field);
  if (again == NULL || strcmp(text, again) != 0) abort();
  if (lociq_utf8_valid((lociq_slice){text, strlen(text)}) < strlen(text) || strpbrk(text, "\n\r\t\x1b\x7f") != NULL)
    abort();
  free(text);
  free(again);
  lociq_organisation_clear(&other);
}

static void check(const lociq_organisations *all) {
  if (all->count == 0 || all->count > LOCIQ_ORGANISATIONS_MOST) abort();
  for (size_t i = 0; i < all->count; i++) {
    const lociq_organisation *organisation = &all->items[i];
    if (i > 0 && strcmp(all->items[i - 1].code, organisation->code) >= 0) abort();
    if (organisation->code[0] == '\0' || lociq_organisation_check(organisation, NULL) != LOCIQ_OK) abort();
    if (organisation->firms < 0 || organisation->longitude > 180) abort();
    for (const lociq_organisation_field *field = lociq_organisation_fields(); field->name != NULL; field++)
      if (field->form != LOCIQ_FORM_NUMBER && field->form != LOCIQ_FORM_TRUTH) check_field(organisation, field);
  }
}

lociq_status fuzz_answer(const uint8_t *data, size_t size) {
  if (size == 0) return LOCIQ_BAD_INPUT;
  const int file = memfd_create("fuzz", MFD_CLOEXEC);
  if (file < 0 || (size > 1 && write(file, data + 1, size - 1) != (ssize_t)(size - 1))) abort();
  char path[64]; /* the bytes as a file that has a path */
  (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  lociq_organisations *all = NULL;
  lociq_input input = {0};
  lociq_error error = {0};
  const lociq_status status = lociq_register_read(
      path, data[0] == 'y' ? lociq_register_read_yaml : lociq_register_read_csv, &all, &input, &error);
  if ((status == LOCIQ_OK) != (all != NULL) || (status == LOCIQ_OK) != (error.message[0] == '\0')) abort();
  if (error.status != status) abort();
  if (all != NULL) check(all);
  lociq_organisations_free(all);
  lociq_input_clear(&input);
  (void)close(file);
  return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  (void)fuzz_answer(data, size);
  return 0;
}
