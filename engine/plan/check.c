/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/check.h"

#include <lociq/compute.h>
#include <lociq/fetch.h>
#include <lociq/read.h>
#include <lociq/report.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/word.h"
#include "plan/amount.h"
#include "plan/partners.h"
#include "plan/tables.h"
#include "write/writer.h"

enum { PLACE_SIZE = 64, NUMBER_DIGITS = 6 };

/* --- Texts to values --- */

/* A year of digits alone, read to the base of ten whatever it begins with. */
static const char *year_end(const char *text, int *year) {
  const bool negative = *text == '-';
  const char *digits = text + negative;
  const size_t count = strspn(digits, "0123456789");
  if (count == 0 || count > 4) return NULL;
  const int value = (int)strtol(digits, NULL, 10);
  *year = negative ? -value : value;
  return digits + count;
}

static bool years_parse(const char *text, int *first, int *last) {
  const char *end = year_end(text, first);
  *last = *first;
  if (end != NULL && *end == ':') end = year_end(end + 1, last);
  return end != NULL && *end == '\0' && *first <= *last;
}

static bool number_parse(const char *text, size_t *number) {
  const size_t count = strspn(text, "0123456789");
  if (count == 0 || count > NUMBER_DIGITS || text[count] != '\0') return false;
  *number = (size_t)strtoul(text, NULL, 10);
  return true;
}

void lociq_plan_years(const char *text, int *first, int *last) {
  *first = 0;
  *last = 0;
  if (text != NULL) (void)years_parse(text, first, last);
}

size_t lociq_plan_number(const char *text, size_t preset) {
  size_t number = preset;
  if (text != NULL) (void)number_parse(text, &number);
  return number;
}

bool lociq_plan_truth(const char *text) { return text != NULL && strcmp(text, "true") == 0; }

/* --- Checks of one text --- */

typedef struct checker {
  const lociq_plan *plan;
  const char *section;
  size_t entry;
  char place[(size_t)2 * PLACE_SIZE]; /* of the last fault */
  lociq_error *error;
} checker;

/* The place of a key of this entry, "" for the entry itself. */
static const char *at(checker *checking, const char *key) {
  (void)snprintf(checking->place, sizeof checking->place, "%s[%zu].%s", checking->section, checking->entry, key);
  return checking->place;
}

/* words: separated by |. */
static lociq_status check_word(checker *checking, const char *key, const char *text, const char *words) {
  if (text == NULL || lociq_word_is_one_of(text, words)) return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, key), checking->error, "is \"%s\", expected %s",
                               text, words);
}

static lociq_status check_year(checker *checking, const char *text) {
  int year = 0;
  if (text == NULL) return LOCIQ_OK;
  const char *end = year_end(text, &year);
  if (end != NULL && *end == '\0') return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, "year"), checking->error,
                               "is \"%s\", expected a year such as 2015", text);
}

static lociq_status check_number(checker *checking, const char *key, const char *text, size_t least) {
  size_t number = least;
  if (text == NULL || (number_parse(text, &number) && number >= least)) return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, key), checking->error,
                               "is \"%s\", expected a whole number from %zu", text, least);
}

static lociq_status check_amount(checker *checking, const char *key, const char *text) {
  double amount = 0;
  if (text == NULL || lociq_amount_parse(text, &amount)) return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, key), checking->error,
                               "is \"%s\", expected a number from 0", text);
}

static lociq_status check_years(checker *checking, const char *key, const char *text) {
  int years[2] = {0, 0};
  if (text == NULL || years_parse(text, &years[0], &years[1])) return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, key), checking->error,
                               "is \"%s\", expected a year or a range such as 2008:2015", text);
}

static lociq_status check_path(checker *checking, const char *path) {
  if (path == NULL || strcmp(path, "-") != 0) return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, "output"), checking->error,
                               "is standard output; a plan writes files");
}

/* --- The sections --- */

static lociq_status check_fetch(checker *checking, const lociq_plan_fetch *fetch) {
  char names[256] = "";
  lociq_status status = LOCIQ_OK;
  for (const lociq_fetch_source *source = lociq_fetch_sources(); source->name != NULL; source++) {
    const size_t length = strlen(names);
    (void)snprintf(names + length, sizeof names - length, "%s%s", length == 0 ? "" : "|", source->name);
  }
  status = check_word(checking, "source", fetch->source, names);
  if (status == LOCIQ_OK) status = check_years(checking, "years", fetch->years);
  if (status == LOCIQ_OK) status = check_path(checking, fetch->output);
  return status;
}

static lociq_status check_reader(checker *checking, const char *format) {
  if (format == NULL) return LOCIQ_OK;
  char names[256] = "";
  for (const lociq_reader_description *reader = lociq_readers(); reader->name != NULL; reader++) {
    if (strcmp(reader->name, format) == 0) return LOCIQ_OK;
    const size_t length = strlen(names);
    (void)snprintf(names + length, sizeof names - length, "%s%s", length == 0 ? "" : "|", reader->name);
  }
  return lociq_document_refuse(&checking->plan->document, at(checking, "format"), checking->error,
                               "is \"%s\", expected %s", format, names);
}

static lociq_status check_import(checker *checking, const lociq_plan_import *import) {
  lociq_status status = check_reader(checking, import->format);
  if (status == LOCIQ_OK) status = check_year(checking, import->year);
  if (status == LOCIQ_OK) status = check_word(checking, "duplicates", import->duplicates, "refuse|sum");
  return status;
}

static lociq_status check_convert(checker *checking, const lociq_plan_convert *convert) {
  const char *const of_file[][2] = {{"from", convert->from},
                                    {"to", convert->to},
                                    {"weight", convert->weight},
                                    {"label", convert->label},
                                    {"where", convert->where == NULL ? NULL : ""}};
  if ((convert->concordance == NULL) == (convert->level == NULL))
    return lociq_document_refuse(&checking->plan->document, at(checking, "convert"), checking->error,
                                 "expected either a concordance or a level");
  for (size_t i = 0; convert->level != NULL && i < sizeof of_file / sizeof of_file[0]; i++) {
    char key[PLACE_SIZE];
    (void)snprintf(key, sizeof key, "convert.%s", of_file[i][0]);
    if (of_file[i][1] != NULL)
      return lociq_document_refuse(&checking->plan->document, at(checking, key), checking->error,
                                   "is for a concordance, and this goes to a level");
  }
  lociq_status status = check_word(checking, "convert.axis", convert->axis, "industry|region");
  if (status == LOCIQ_OK) status = check_word(checking, "convert.missing", convert->missing, "propagate|skip");
  return status;
}

static lociq_status check_estimate(checker *checking, const lociq_plan_estimate *estimate) {
  lociq_status status = check_word(checking, "estimate.fill", estimate->fill, "fit|gras|equal|none");
  if (status == LOCIQ_OK) status = check_word(checking, "estimate.rest", estimate->rest, "totals|all");
  if (status == LOCIQ_OK) status = check_word(checking, "estimate.absent", estimate->absent, "missing|zero");
  if (status == LOCIQ_OK) status = check_amount(checking, "estimate.rounding", estimate->rounding);
  if (status == LOCIQ_OK) status = check_amount(checking, "estimate.tolerance", estimate->tolerance);
  if (status == LOCIQ_OK) status = check_number(checking, "estimate.iterations", estimate->iterations, 1);
  if (status == LOCIQ_OK) status = check_years(checking, "estimate.years", estimate->years);
  return status;
}

static lociq_status check_harmonise(checker *checking, const lociq_plan_harmonise *harmonise) {
  if ((harmonise->convert == NULL) == (harmonise->estimate == NULL))
    return lociq_document_refuse(&checking->plan->document, at(checking, ""), checking->error,
                                 "expected one of convert, estimate");
  return harmonise->convert != NULL ? check_convert(checking, harmonise->convert)
                                    : check_estimate(checking, harmonise->estimate);
}

static lociq_status check_compute(checker *checking, const lociq_plan_compute *compute) {
  for (size_t i = 0; i < compute->indicators_count; i++) {
    const char *name = compute->indicators[i];
    char key[PLACE_SIZE];
    (void)snprintf(key, sizeof key, "indicators[%zu]", i);
    if (strcmp(name, "all") == 0 && compute->indicators_count > 1)
      return lociq_document_refuse(&checking->plan->document, at(checking, key), checking->error,
                                   "all stands alone: it names every indicator");
    if (strcmp(name, "all") == 0 || lociq_indicator_find(name) != NULL) continue;
    lociq_error told = {0};
    (void)lociq_indicator_refuse(name, &told);
    return lociq_document_refuse(&checking->plan->document, at(checking, key), checking->error, "%s", told.message);
  }
  lociq_status status = check_years(checking, "years", compute->years);
  if (status == LOCIQ_OK) status = check_word(checking, "interval", compute->interval, "true|false");
  return status;
}

static lociq_status check_ranking_format(checker *checking, const char *format) {
  lociq_ranking_writer writer = NULL;
  lociq_error told = {0};
  if (format == NULL || lociq_ranking_writer_find(format, &writer, &told) == LOCIQ_OK) return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, "format"), checking->error, "%s", told.message);
}

static lociq_status check_partners(checker *checking, const lociq_plan_partners *partners) {
  lociq_partner_options options;
  lociq_status status = lociq_plan_partner_options(checking->plan, checking->entry, NULL, &options, checking->error);
  if (status == LOCIQ_OK) status = check_year(checking, options.year);
  if (status == LOCIQ_OK) status = check_ranking_format(checking, partners->format);
  if (status == LOCIQ_OK) status = check_word(checking, "keep", partners->keep, "true|false");
  if (status == LOCIQ_OK) status = check_path(checking, partners->output);
  if (status == LOCIQ_OK) status = lociq_plan_check_partners(checking->plan, checking->entry, checking->error);
  return status;
}

static lociq_status check_export(checker *checking, const lociq_plan_export *export) {
  lociq_dataset_writer writer = NULL;
  lociq_error told = {0};
  lociq_status status = check_year(checking, export->year);
  if (status == LOCIQ_OK) status = check_path(checking, export->output);
  if (status != LOCIQ_OK) return status;
  if (export->format == NULL || lociq_writer_find(export->format, &writer, &told) == LOCIQ_OK) return LOCIQ_OK;
  return lociq_document_refuse(&checking->plan->document, at(checking, "format"), checking->error, "%s", told.message);
}

static lociq_status check_report(checker *checking, const lociq_plan_report *report) {
  const lociq_status status = check_word(checking, "language", report->language, LOCIQ_REPORT_LANGUAGES);
  return status == LOCIQ_OK ? check_path(checking, report->output) : status;
}

lociq_status lociq_plan_check(const lociq_plan *plan, lociq_error *error) {
  const lociq_plan_content *content = plan->content;
  lociq_status status = LOCIQ_OK;
  checker checking = {.plan = plan, .section = "fetch", .error = error};
  for (size_t i = 0; i < content->fetch_count && status == LOCIQ_OK; i++) {
    checking.entry = i;
    status = check_fetch(&checking, &content->fetch[i]);
  }
  checking.section = "import";
  for (size_t i = 0; i < content->import_count && status == LOCIQ_OK; i++) {
    checking.entry = i;
    status = check_import(&checking, &content->import[i]);
  }
  checking.section = "harmonise";
  for (size_t i = 0; i < content->harmonise_count && status == LOCIQ_OK; i++) {
    checking.entry = i;
    status = check_harmonise(&checking, &content->harmonise[i]);
  }
  if (status == LOCIQ_OK) status = lociq_plan_check_tables(plan, error);
  checking.section = "compute";
  for (size_t i = 0; i < content->compute_count && status == LOCIQ_OK; i++) {
    checking.entry = i;
    status = check_compute(&checking, &content->compute[i]);
  }
  checking.section = "partners";
  for (size_t i = 0; i < content->partners_count && status == LOCIQ_OK; i++) {
    checking.entry = i;
    status = check_partners(&checking, &content->partners[i]);
  }
  checking.section = "export";
  for (size_t i = 0; i < content->export_count && status == LOCIQ_OK; i++) {
    checking.entry = i;
    status = check_export(&checking, &content->export[i]);
  }
  checking.section = "report";
  for (size_t i = 0; i < content->report_count && status == LOCIQ_OK; i++) {
    checking.entry = i;
    status = check_report(&checking, &content->report[i]);
  }
  return status;
}
