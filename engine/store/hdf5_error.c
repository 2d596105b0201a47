/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/file.h"

typedef struct reason {
  char text[LOCIQ_REASON_SIZE];
  bool system; /* the text is the operating system's */
  bool memory;
  bool writing; /* it was a write that was refused */
} reason;

/* HDF5 tells of a refused read or write in a line full of addresses and times,
 * of which the system's own words are what the user needs. */
static herr_t take_reason(unsigned depth, const H5E_error2_t *record, void *data) {
  static const char opening[] = "error message = '";
  reason *taken = data;
  if (depth == 0) {
    (void)snprintf(taken->text, sizeof taken->text, "%s", record->desc == NULL ? "" : record->desc);
    taken->memory =
        record->maj_num == H5E_RESOURCE && (record->min_num == H5E_NOSPACE || record->min_num == H5E_CANTALLOC);
  }
  if (record->min_num == H5E_WRITEERROR) taken->writing = true;
  const char *words = record->desc == NULL ? NULL : strstr(record->desc, opening);
  if (words == NULL || taken->system) return 0;
  words += sizeof opening - 1;
  const char *end = strchr(words, '\'');
  if (end == NULL) return 0;
  (void)snprintf(taken->text, sizeof taken->text, "%.*s", (int)(end - words), words);
  taken->system = true;
  return 0;
}

static herr_t note_refusal(hid_t stack, void *data) {
  char *refusal = data;
  reason taken = {.text = "the system gives no reason"};
  if (H5Ewalk2(stack, H5E_WALK_UPWARD, take_reason, &taken) >= 0 && taken.writing && refusal[0] == '\0')
    (void)snprintf(refusal, LOCIQ_REASON_SIZE, "%s", taken.text);
  return 0;
}

lociq_hdf5_printer lociq_hdf5_quiet(char *refusal) {
  lociq_hdf5_printer printer = {NULL, NULL};
  /* Where we are the first to use HDF5: it would tidy up at exit, and prints
   * "infinite loop closing library" when a damaged file made it lose memory. All
   * our files are closed by then. Later calls do nothing. */
  (void)H5dont_atexit();
  (void)H5Eget_auto2(H5E_DEFAULT, &printer.function, &printer.data);
  (void)H5Eset_auto2(H5E_DEFAULT, refusal == NULL ? NULL : note_refusal, refusal);
  return printer;
}

void lociq_hdf5_restore(lociq_hdf5_printer printer) { (void)H5Eset_auto2(H5E_DEFAULT, printer.function, printer.data); }

lociq_status lociq_hdf5_error(lociq_error *error, lociq_status status, const char *format, ...) {
  reason taken = {.text = "HDF5 gives no reason"};
  (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_reason, &taken);
  char what[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  if (taken.system) status = LOCIQ_IO;
  if (taken.memory) status = LOCIQ_NO_MEMORY;
  return lociq_error_set(error, status, "%s: %s", what, taken.text);
}

void lociq_hdf5_close(hid_t identifier) {
  if (identifier >= 0) (void)H5Idec_ref(identifier);
}

void lociq_hdf5_abandon(hid_t identifier) {
  const hid_t reasons = H5Eget_current_stack();
  lociq_hdf5_close(identifier);
  if (reasons >= 0) (void)H5Eset_current_stack(reasons);
}
