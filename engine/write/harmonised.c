/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What harmonising lost, and what does not add up, as CSV.
 */
#include <stdlib.h>

#include "write/text.h"
#include "write/writer.h"

static lociq_status put_text(FILE *stream, const char *text, lociq_error *error) {
  char *encoded = NULL;
  const lociq_status status = lociq_text_csv(text, &encoded, error);
  if (status == LOCIQ_OK) (void)fputs(encoded, stream);
  if (status == LOCIQ_OK) (void)putc(',', stream);
  free(encoded);
  return status;
}

static void put_number(FILE *stream, double value, char end) {
  char number[LOCIQ_NUMBER_SIZE];
  (void)lociq_text_number(value, number);
  (void)fprintf(stream, "%s%c", number, end);
}

static lociq_status put_losses(const lociq_conversion_report *report, FILE *stream, lociq_error *error) {
  (void)fputs("measure,code,amount,known,missing\n", stream);
  for (size_t i = 0; i < report->loss_count; i++) {
    const lociq_conversion_loss *loss = &report->losses[i];
    lociq_status status = put_text(stream, loss->measure, error);
    if (status == LOCIQ_OK) status = put_text(stream, loss->code, error);
    if (status != LOCIQ_OK) return status;
    put_number(stream, loss->amount, ',');
    (void)fprintf(stream, "%zu,%zu\n", loss->known, loss->missing);
  }
  return lociq_stream_flush(stream, error);
}

static lociq_status put_differences(const lociq_difference *differences, size_t count, FILE *stream,
                                    lociq_error *error) {
  (void)fputs("measure,year,region,industry,sum,published,difference\n", stream);
  for (size_t i = 0; i < count; i++) {
    const lociq_difference *found = &differences[i];
    lociq_status status = put_text(stream, found->measure, error);
    if (status == LOCIQ_OK) (void)fprintf(stream, "%d,", found->year);
    if (status == LOCIQ_OK) status = put_text(stream, found->region, error);
    if (status == LOCIQ_OK) status = put_text(stream, found->industry, error);
    if (status != LOCIQ_OK) return status;
    put_number(stream, found->sum, ',');
    put_number(stream, found->published, ',');
    put_number(stream, found->sum - found->published, '\n');
  }
  return lociq_stream_flush(stream, error);
}

lociq_status lociq_write_losses(const lociq_conversion_report *report, FILE *stream, lociq_error *error) {
  void *former = NULL;
  lociq_status status = lociq_locale_enter(&former, error);
  if (status != LOCIQ_OK) return status;
  status = put_losses(report, stream, error);
  lociq_locale_leave(former);
  return status;
}

lociq_status lociq_write_differences(const lociq_difference *differences, size_t count, FILE *stream,
                                     lociq_error *error) {
  void *former = NULL;
  lociq_status status = lociq_locale_enter(&former, error);
  if (status != LOCIQ_OK) return status;
  status = put_differences(differences, count, stream, error);
  lociq_locale_leave(former);
  return status;
}
