/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/console.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, STAGE_WIDTH = 40, REPORTS_A_SECOND = 10 };

static volatile sig_atomic_t caught;

static void remember(int signal_number) { caught = signal_number; }

/* Tenths of a second, to draw no more often than the eye sees. */
static long clock_tenths(void) {
  struct timespec now = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (long)now.tv_sec * REPORTS_A_SECOND + now.tv_nsec / (1000000000L / REPORTS_A_SECOND);
}

static void draw(const char *stage, uint64_t done, uint64_t all) {
  static long last = -1;
  const long now = clock_tenths();
  if (now == last) return;
  last = now;
  lociq_error escaped = {0};
  (void)lociq_error_set(&escaped, LOCIQ_CANCELLED, "%s", stage);
  if (all == 0) {
    (void)fprintf(stderr, "\r\033[K%.*s", STAGE_WIDTH, escaped.message);
    return;
  }
  const double share = done < all ? (double)done / (double)all : 1;
  const int filled = (int)(share * BAR_WIDTH);
  (void)fprintf(stderr, "\r\033[K%-*.*s [%.*s%*s] %3d %%", STAGE_WIDTH, STAGE_WIDTH, escaped.message, filled,
                "##############################", BAR_WIDTH - filled, "", (int)(share * 100));
}

static bool report_silently(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)context, (void)stage, (void)done, (void)all;
  return caught == 0;
}

static bool report_on_terminal(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)context;
  draw(stage, done, all);
  return caught == 0;
}

static bool shows_progress(const lociq_console *console) { return console->progress.report == report_on_terminal; }

static void print_line(const char *line) {
  lociq_error escaped = {0};
  (void)lociq_error_set(&escaped, LOCIQ_CANCELLED, "%s", line);
  (void)fprintf(stderr, "%s\n", escaped.message);
}

static void take_bar_away(void) { (void)fputs("\r\033[K", stderr); }

static void remark(void *context, const char *text) {
  (void)context;
  print_line(text);
}

static void remark_on_terminal(void *context, const char *text) {
  (void)context;
  take_bar_away();
  print_line(text);
}

lociq_console lociq_console_create(bool quiet) {
  if (quiet) return (lociq_console){.quiet = true, .progress = {.report = report_silently}};
  if (isatty(STDERR_FILENO) != 1) return (lociq_console){.progress = {.report = report_silently, .remark = remark}};
  return (lociq_console){.progress = {.report = report_on_terminal, .remark = remark_on_terminal}};
}

void lociq_console_clear(const lociq_console *console) {
  if (shows_progress(console)) take_bar_away();
}

void lociq_console_remark(const lociq_console *console, const char *format, ...) {
  if (console->quiet) return;
  char line[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  lociq_console_clear(console);
  print_line(line);
}

void lociq_console_print(const char *text) {
  const size_t length = strlen(text);
  (void)fputs(text, stdout);
  if (length == 0 || text[length - 1] != '\n') (void)fputc('\n', stdout);
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

void lociq_console_catch_signals(void) {
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
    struct sigaction before = {0};
    const struct sigaction once = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND};
    (void)sigaction(signals[i], NULL, &before);
    if (before.sa_handler != SIG_IGN) (void)sigaction(signals[i], &once, NULL);
  }
  (void)signal(SIGPIPE, SIG_IGN);
  (void)signal(SIGXFSZ, SIG_IGN);
}

static void end(int signal_number) {
  (void)signal_number;
  _exit(EXIT_FAILURE);
}

static void tell_and_end(int signal_number) {
  static const char text[] = "lociq: told to end before all was done, as when a rank is gone\n";
  (void)!write(STDERR_FILENO, text, sizeof text - 1);
  end(signal_number);
}

void lociq_console_end_at_signals(bool tells) {
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) (void)signal(signals[i], tells ? tell_and_end : end);
}

int lociq_console_signal(void) { return caught; }

lociq_status lociq_console_flush(lociq_error *error) {
  errno = 0;
  const int failed = fflush(stdout);
  if (failed == 0 && ferror(stdout) == 0) return LOCIQ_OK;
  /* What failed before, while printing, has left no cause: it is asked for again. */
  if (errno == 0) (void)!write(STDOUT_FILENO, "\n", 1);
  return lociq_error_set(error, LOCIQ_IO, "standard output: %s", strerror(errno != 0 ? errno : EIO));
}

bool lociq_console_is_unread(void) {
  if (ferror(stdout) == 0) return false;
  struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
  return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}
