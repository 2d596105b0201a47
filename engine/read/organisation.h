/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One organisation, made field by field from texts, whatever file or store these
 * stand in.
 */
#ifndef LOCIQ_READ_ORGANISATION_H
#define LOCIQ_READ_ORGANISATION_H

#include <lociq/organisations.h>

enum {
  LOCIQ_ORGANISATION_FIELDS = 19,
  LOCIQ_ORGANISATION_LIST =
      LOCIQ_ORGANISATION_TERMS * (LOCIQ_ORGANISATION_TERM + 2) /* bytes of terms and what separates them */
};

/* Nothing declared. The caller clears, after failure too. */
lociq_status lociq_organisation_start(lociq_organisation *organisation, lociq_error *error);
void lociq_organisation_clear(lociq_organisation *organisation);

/* Sets a field to what a text says; one of blanks alone says nothing. Terms are separated by ; and added to those that
 * there are. LOCIQ_BAD_INPUT: a message that goes on after what the field is called, `is "x", expected …`. */
lociq_status lociq_organisation_set(lociq_organisation *organisation, const lociq_organisation_field *field,
                                    const char *text, lociq_error *error);
/* The same of a number; a truth is 0 or 1. NaN says nothing. */
lociq_status lociq_organisation_set_number(lociq_organisation *organisation, const lociq_organisation_field *field,
                                           double number, lociq_error *error);
/* Adds one term, unless it is there but for case and blanks. Errors as above. */
lociq_status lociq_organisation_add(lociq_organisation *organisation, const lociq_organisation_field *field,
                                    const char *text, lociq_error *error);
/* What can only be told once all fields are set. LOCIQ_BAD_INPUT: "has no name". */
lociq_status lociq_organisation_check(const lociq_organisation *organisation, lociq_error *error);

/* The text that sets the field to what it is; NULL without memory, the caller frees. For all forms but numbers and
 * truths. */
char *lociq_organisation_text(const lociq_organisation *organisation, const lociq_organisation_field *field);

/* Organisations as they come, and in which line each stands. */
typedef struct lociq_register {
  struct lociq_register_entry {
    lociq_organisation organisation;
    uint64_t line;
  } * entries;
  size_t count, capacity;
} lociq_register;

/* Makes room for one more and starts it. */
lociq_status lociq_register_add(lociq_register *all, uint64_t line, lociq_organisation **organisation,
                                lociq_error *error);
/* The formats: read all of a file into an empty register, which whoever calls them clears, after failure too. */
typedef lociq_status (*lociq_register_reader)(const char *path, lociq_register *all, lociq_input *input,
                                              lociq_error *error);
lociq_status lociq_register_read_yaml(const char *path, lociq_register *all, lociq_input *input, lociq_error *error);
lociq_status lociq_register_read_csv(const char *path, lociq_register *all, lociq_input *input, lociq_error *error);
/* lociq_organisations_read, whatever the file is called. */
lociq_status lociq_register_read(const char *path, lociq_register_reader reader, lociq_organisations **organisations,
                                 lociq_input *input, lociq_error *error);

#endif
