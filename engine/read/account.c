/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/account.h"

enum { NUMBER = 32, LONGEST = 4096 };

/* "1,234,567". */
static const char *grouped(uint64_t number, char text[NUMBER]) {
  char *at = text + NUMBER - 1;
  *at = '\0';
  for (int digits = 0; digits == 0 || number > 0; number /= 10, digits++) {
    if (digits > 0 && digits % 3 == 0) *--at = ',';
    *--at = (char)('0' + number % 10);
  }
  return at;
}

typedef struct text {
  char bytes[LONGEST];
  size_t length;
} text;

__attribute__((format(printf, 2, 3))) static void append(text *to, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int count = vsnprintf(to->bytes + to->length, LONGEST - to->length, format, arguments);
  va_end(arguments);
  to->length += count < 0 ? 0 : (size_t)count;
  if (to->length >= LONGEST) to->length = LONGEST - 1;
}

static void append_missing(text *to, const lociq_account *account) {
  char number[NUMBER];
  const char *between = " (";
  for (size_t i = 0; i < LOCIQ_FLAG_COUNT; i++) {
    if (account->missing_by_flag[i] == 0) continue;
    append(to, "%s%s %c", between, grouped(account->missing_by_flag[i], number), lociq_flags[i].letter);
    between = ", ";
  }
  if (account->missing_unflagged > 0) {
    append(to, "%s%s unflagged", between, grouped(account->missing_unflagged, number));
    between = ", ";
  }
  if (between[0] == ',') append(to, ")");
}

static void append_fates(text *to, const lociq_account *account) {
  char number[NUMBER];
  append(to, "\nstored %s", grouped(account->stored, number));
  if (account->totals > 0) append(to, ", published totals %s", grouped(account->totals, number));
  if (account->aggregates > 0) append(to, ", aggregates kept aside %s", grouped(account->aggregates, number));
  if (account->combined > 0) append(to, ", combined into these %s", grouped(account->combined, number));
  const char *between = ", left out: ";
  for (size_t i = 0; i < account->reason_count; i++) {
    if (account->reasons[i].cells == 0) continue;
    append(to, "%s%s %s", between, grouped(account->reasons[i].cells, number), account->reasons[i].text);
    between = ", ";
  }
}

lociq_status lociq_account_format(const lociq_account *account, char **formatted, lociq_error *error) {
  text *to = lociq_allocate(1, sizeof *to);
  if (to == NULL) return lociq_memory_error(error, "an account");
  char numbers[4][NUMBER];
  if (account->files > 1) append(to, "%s files, ", grouped(account->files, numbers[0]));
  append(to, "%s %s, %s cells: %s values, %s missing", grouped(account->rows, numbers[0]), account->series_name,
         grouped(account->cells, numbers[1]), grouped(account->values, numbers[2]),
         grouped(account->missing, numbers[3]));
  append_missing(to, account);
  append(to, ", %s refused", grouped(account->refused, numbers[0]));
  append_fates(to, account);
  char *copy = lociq_copy_text(to->bytes);
  free(to);
  if (copy == NULL) return lociq_memory_error(error, "an account");
  *formatted = copy;
  return LOCIQ_OK;
}

lociq_status lociq_account_check(const lociq_account *account, lociq_error *error) {
  uint64_t fates = account->combined + account->stored + account->totals + account->aggregates;
  for (size_t i = 0; i < account->reason_count; i++) fates += account->reasons[i].cells;
  if (account->cells == account->values + account->missing + account->refused &&
      account->values + account->missing == fates)
    return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID,
                         "the account does not add up, which is an error of lociq: %llu cells, %llu values, %llu "
                         "missing, %llu refused, %llu with a fate",
                         (unsigned long long)account->cells, (unsigned long long)account->values,
                         (unsigned long long)account->missing, (unsigned long long)account->refused,
                         (unsigned long long)fates);
}
