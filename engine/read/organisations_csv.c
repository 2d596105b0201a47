/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "read/organisation.h"
#include "read/records.h"

static lociq_status read_row(const lociq_records *records, lociq_register *all, lociq_error *error) {
  const lociq_organisation_field *fields = lociq_organisation_fields();
  lociq_organisation *organisation = NULL;
  lociq_error said = {0};
  lociq_status status = lociq_register_add(all, records->line, &organisation, &said);
  for (size_t i = 0; status == LOCIQ_OK && fields[i].name != NULL; i++) {
    if (records->texts[i] == NULL) continue;
    status = lociq_organisation_set(organisation, &fields[i], records->texts[i], &said);
    if (status == LOCIQ_BAD_INPUT)
      return lociq_error_set(error, status, "%s:%" PRIu64 ": column \"%s\" %s", records->path, records->line,
                             fields[i].name, said.message);
  }
  if (status == LOCIQ_OK) status = lociq_organisation_check(organisation, &said);
  if (status == LOCIQ_OK) return status;
  return lociq_error_set(error, status, "%s:%" PRIu64 ": the organisation %s", records->path, records->line,
                         said.message);
}

lociq_status lociq_register_read_csv(const char *path, lociq_register *all, lociq_input *input, lociq_error *error) {
  const lociq_organisation_field *fields = lociq_organisation_fields();
  lociq_record_column columns[LOCIQ_ORGANISATION_FIELDS];
  lociq_records records;
  for (size_t i = 0; i < LOCIQ_ORGANISATION_FIELDS; i++)
    columns[i] = (lociq_record_column){.name = fields[i].name,
                                       .optional = !fields[i].needed,
                                       .longest = fields[i].form == LOCIQ_FORM_TERMS ? LOCIQ_ORGANISATION_LIST : 0};
  lociq_status status = lociq_records_open(path, columns, LOCIQ_ORGANISATION_FIELDS, NULL, &records, error);
  if (status == LOCIQ_OK) status = lociq_records_refuse_others(&records, "a register of organisations", error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = read_row(&records, all, error);
  }
  if (status == LOCIQ_OK) status = lociq_records_describe(&records, "organisations", input, error);
  lociq_records_close(&records);
  return status;
}
