/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/harmonise.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

enum { NAMED = 20 }; /* losses or codes told one by one */

void lociq_conversion_report_free(lociq_conversion_report *report) {
  if (report == NULL) return;
  for (size_t i = 0; i < report->account_count; i++) free(report->accounts[i].measure);
  for (size_t i = 0; i < report->loss_count; i++) {
    free(report->losses[i].measure);
    free(report->losses[i].code);
  }
  for (size_t i = 0; i < report->absent_count; i++) free(report->absent[i]);
  free(report->accounts);
  free(report->losses);
  free(report->absent);
  free(report);
}

static const char *plural(size_t count) { return count == 1 ? "" : "s"; }

/* Control characters escaped: a line stays one. */
static void print_code(FILE *text, const char *code) {
  lociq_error escaped = {0};
  (void)lociq_error_set(&escaped, LOCIQ_INVALID, "%s", code);
  (void)fputs(escaped.message, text);
}

/* "1 industry", "12 regions". */
static void print_codes(FILE *text, size_t count, lociq_axis_kind axis) {
  if (axis == LOCIQ_INDUSTRY)
    (void)fprintf(text, "%zu industr%s", count, count == 1 ? "y" : "ies");
  else
    (void)fprintf(text, "%zu region%s", count, plural(count));
}

static void print_axis(FILE *text, const lociq_conversion_report *report) {
  print_codes(text, report->sources, report->axis);
  (void)fprintf(text, " became %zu", report->targets);
  if (report->named > report->targets) (void)fprintf(text, " of the concordance's %zu", report->named);
  if (report->lifted > 0)
    (void)fprintf(text, "; %zu of them stand%s for finer codes of the concordance", report->lifted,
                  report->lifted == 1 ? "s" : "");
  if (report->absent_count == 0) return;
  (void)fprintf(text, "\nof %zu of the new ones a part is unknown, as %zu code%s of the concordance %s not there:",
                report->incomplete, report->absent_count, plural(report->absent_count),
                report->absent_count == 1 ? "is" : "are");
  for (size_t i = 0; i < report->absent_count && i < NAMED; i++) {
    (void)fputs(i == 0 ? " " : ", ", text);
    print_code(text, report->absent[i]);
  }
  if (report->absent_count > NAMED) (void)fprintf(text, " and %zu more", report->absent_count - NAMED);
}

static void print_account(FILE *text, const lociq_conversion_account *account) {
  (void)fprintf(text, "\n%s", account->measure);
  if (account->relative)
    (void)fprintf(text, " (relative): means");
  else
    (void)fprintf(text, ": %.15g before = %.15g after + %.15g lost + %.15g withheld in %zu cell%s with a missing part",
                  account->before, account->after, account->lost, account->withheld, account->missing,
                  plural(account->missing));
  if (account->partial > 0)
    (void)fprintf(text, "; %zu cell%s of known parts alone", account->partial, plural(account->partial));
}

/* The largest first; codes with an unknown amount come last, equal ones by code. */
static int compare_losses(const void *first, const void *second) {
  const lociq_conversion_loss *a = *(const lociq_conversion_loss *const *)first,
                              *b = *(const lociq_conversion_loss *const *)second;
  const double left = isnan(a->amount) ? 0 : fabs(a->amount), right = isnan(b->amount) ? 0 : fabs(b->amount);
  if (left != right) return left > right ? -1 : 1;
  return strcmp(a->code, b->code);
}

static void print_loss(FILE *text, const lociq_conversion_loss *loss) {
  (void)fprintf(text, "\n%s of ", loss->measure);
  print_code(text, loss->code);
  (void)fprintf(text, " has no target");
  if (!isnan(loss->amount)) (void)fprintf(text, ": %.15g", loss->amount);
  if (loss->missing > 0) (void)fprintf(text, ", %zu cell%s missing", loss->missing, plural(loss->missing));
}

static void print_losses(FILE *text, const lociq_conversion_loss **losses, size_t count) {
  double rest = 0;
  qsort(losses, count, sizeof *losses, compare_losses);
  for (size_t i = 0; i < count && i < NAMED; i++) print_loss(text, losses[i]);
  if (count <= NAMED) return;
  for (size_t i = NAMED; i < count; i++) rest += losses[i]->amount;
  (void)fprintf(text, "\n%s of %zu more codes has no target", losses[0]->measure, count - NAMED);
  if (!isnan(rest)) (void)fprintf(text, ": %.15g", rest);
}

static void print_all_losses(FILE *text, const lociq_conversion_report *report, const lociq_conversion_loss **sorted) {
  for (size_t first = 0, end = 0; first < report->loss_count; first = end) {
    for (end = first; end < report->loss_count; end++) {
      if (strcmp(report->losses[end].measure, report->losses[first].measure) != 0) break;
      sorted[end - first] = &report->losses[end];
    }
    print_losses(text, sorted, end - first);
  }
}

lociq_status lociq_conversion_report_format(const lociq_conversion_report *report, char **text, lociq_error *error) {
  const lociq_conversion_loss **sorted = lociq_allocate(report->loss_count, sizeof *sorted);
  char *made = NULL;
  size_t length = 0;
  FILE *stream = sorted == NULL ? NULL : open_memstream(&made, &length);
  if (stream == NULL) {
    free(sorted);
    return lociq_memory_error(error, "a report");
  }
  print_axis(stream, report);
  for (size_t i = 0; i < report->account_count; i++) print_account(stream, &report->accounts[i]);
  print_all_losses(stream, report, sorted);
  const bool failed = ferror(stream) != 0;
  free(sorted);
  if (fclose(stream) != 0 || failed) {
    free(made);
    return lociq_memory_error(error, "a report");
  }
  *text = made;
  return LOCIQ_OK;
}
