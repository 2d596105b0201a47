/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What libcyaml finds wrong with a plan, as a sentence that names line and key.
 * Lines and columns reach only its log: the first line of a failure says what is
 * wrong, those after it ("in mapping field 'files' (line: 3, column: 12)") where,
 * from the innermost outwards. A key is logged with the place of what came before
 * it, so its own place is looked up in the document.
 */
#ifndef LOCIQ_PLAN_FAULT_H
#define LOCIQ_PLAN_FAULT_H

#include <cyaml/cyaml.h>
#include <stdbool.h>

#include "read/document.h"

typedef struct lociq_fault {
  char message[512];
  char key[64];     /* nearest key above the fault */
  char mapping[64]; /* nearest key above the mapping that the fault is in */
  size_t line, column, outer_line, outer_column;
  size_t depth; /* lines of the trace so far */
} lociq_fault;

/* The log function for libcyaml; its context is a lociq_fault. */
void lociq_fault_log(cyaml_log_t level, void *context, const char *format, va_list arguments);
/* The key above the mapping that the fault is in; NULL: that is the whole plan. */
const char *lociq_fault_mapping(const lociq_fault *fault);
/* fields: what that mapping may have. Returns the status that it sets. */
lociq_status lociq_fault_tell(const lociq_fault *fault, cyaml_err_t failed, const lociq_document *document,
                              const cyaml_schema_field_t *fields, lociq_error *error);

#endif
