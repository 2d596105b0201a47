/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole of it through the library, from a server in a thread that always gives the
 * same answer; tests/cli/test_fetch.py has those that misbehave.
 */
#include <arpa/inet.h>
#include <lociq/fetch.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

#define TEXT "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE\nESTAT:X(1.0),,A,AT11,2015,1\n"

static const char *const files[] = {"fetched.csv", "fetched.csv.part", "fetched.csv.part.json",
                                    "fetched.csv.fetched.json"};
enum { FILES = sizeof files / sizeof files[0] };

typedef struct server {
  pthread_t thread;
  int listener;
  char address[64];
} server;

static void answer(int connection) {
  char text[500];
  const int size = snprintf(text, sizeof text,
                            "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nETag: \"one\"\r\nConnection: close\r\n\r\n%s",
                            sizeof TEXT - 1, TEXT);
  char request[4096];
  size_t length = 0;
  ssize_t got = 1;
  while (got > 0 && length < sizeof request - 1) {
    got = read(connection, request + length, sizeof request - 1 - length);
    length += got > 0 ? (size_t)got : 0;
    request[length] = '\0';
    if (strstr(request, "\r\n\r\n") != NULL) break;
  }
  (void)!write(connection, text, (size_t)size);
}

static void *serve(void *given) {
  const server *of = given;
  for (;;) {
    const int connection = accept(of->listener, NULL, NULL);
    if (connection < 0) return NULL; /* it was shut down */
    answer(connection);
    (void)close(connection);
  }
}

static int start(void **state) {
  server *made = calloc(1, sizeof *made);
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof name;
  assert_non_null(made);
  assert_int_equal(setenv("no_proxy", "127.0.0.1", 1), 0);
  made->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(made->listener, (const struct sockaddr *)&name, sizeof name), 0);
  assert_int_equal(listen(made->listener, 100), 0);
  assert_int_equal(getsockname(made->listener, (struct sockaddr *)&name, &size), 0);
  (void)snprintf(made->address, sizeof made->address, "http://127.0.0.1:%d/api", ntohs(name.sin_port));
  assert_int_equal(pthread_create(&made->thread, NULL, serve, made), 0);
  *state = made;
  return 0;
}

static int stop(void **state) {
  server *made = *state;
  (void)shutdown(made->listener, SHUT_RDWR);
  (void)pthread_join(made->thread, NULL);
  (void)close(made->listener);
  free(made);
  return 0;
}

static void remove_files(void) {
  for (size_t i = 0; i < FILES; i++) (void)remove(files[i]);
}

static bool is_there(size_t file) { return access(files[file], F_OK) == 0; }

static void assert_whole(void) {
  char text[2 * sizeof TEXT];
  FILE *file = fopen(files[0], "rb");
  assert_non_null(file);
  const size_t length = fread(text, 1, sizeof text, file);
  (void)fclose(file);
  assert_int_equal(length, sizeof TEXT - 1);
  assert_memory_equal(text, TEXT, length);
}

static lociq_fetch_options options_of(const server *of) {
  lociq_fetch_options options = lociq_fetch_options_default();
  options.address = of->address;
  options.attempts = 1;
  return options;
}

static void a_file_is_fetched_and_then_unchanged(void **state) {
  const lociq_fetch_options options = options_of(*state);
  lociq_error error = {0};
  lociq_fetched fetched = LOCIQ_FETCHED_RESUMED;
  remove_files();
  assert_int_equal(lociq_fetch("eurostat", "x", files[0], &options, &fetched, &error), LOCIQ_OK);
  assert_int_equal(fetched, LOCIQ_FETCHED);
  assert_whole();
  assert_true(!is_there(1) && !is_there(2) && is_there(3));
  /* this server heeds no condition; its answer is the same */
  assert_int_equal(lociq_fetch("eurostat", "x", files[0], &options, &fetched, &error), LOCIQ_OK);
  assert_int_equal(fetched, LOCIQ_FETCHED_UNCHANGED);
  assert_string_equal(error.message, "");
  remove_files();
}

static void every_allocation_may_fail(void **state) {
  const lociq_fetch_options options = options_of(*state);
  for (int there = 0; there < 2; there++) { /* the second time with a file to compare */
    lociq_status status = LOCIQ_NO_MEMORY;
    if (!there) remove_files();
    for (long n = 0; status != LOCIQ_OK; n++) {
      lociq_error error = {0};
      lociq_fetched fetched = LOCIQ_FETCHED;
      lociq_memory_fail_after(n);
      status = lociq_fetch("eurostat", "x", files[0], &options, &fetched, &error);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
      assert_int_equal(error.status, status);
      if (status == LOCIQ_OK || there)
        assert_whole();
      else
        assert_false(is_there(0));
      assert_true(n < 1000);
    }
  }
  remove_files();
}

static bool refuse(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)stage, (void)done, (void)all;
  return --*(int *)context > 0;
}

/* Whenever the caller wants it to. What is whole may stay as a part. */
static void it_ends_when_asked(void **state) {
  lociq_fetch_options options = options_of(*state);
  lociq_status status = LOCIQ_CANCELLED;
  remove_files();
  for (int reports = 1; status != LOCIQ_OK; reports++) {
    int left = reports;
    lociq_fetched fetched = LOCIQ_FETCHED;
    lociq_error error = {0};
    const lociq_progress progress = {.context = &left, .report = refuse};
    options.progress = &progress;
    status = lociq_fetch("eurostat", "x", files[0], &options, &fetched, &error);
    assert_true(status == LOCIQ_OK || status == LOCIQ_CANCELLED);
    assert_int_equal(is_there(0), status == LOCIQ_OK);
    assert_true(reports < 1000);
  }
  remove_files();
}

static void options_that_cannot_be_are_refused(void **state) {
  lociq_fetch_options options[4];
  for (size_t i = 0; i < 4; i++) options[i] = options_of(*state);
  options[0].attempts = 0;
  options[1].patience = 0;
  options[2].pause = -1;
  options[3].first_year = 2010;
  for (size_t i = 0; i < 4; i++) {
    lociq_fetched fetched = LOCIQ_FETCHED;
    lociq_error error = {0};
    assert_int_equal(lociq_fetch("eurostat", "x", files[0], &options[i], &fetched, &error), LOCIQ_INVALID);
    assert_int_equal(error.status, LOCIQ_INVALID);
    for (size_t f = 0; f < FILES; f++) assert_false(is_there(f));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_is_fetched_and_then_unchanged),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(it_ends_when_asked),
      cmocka_unit_test(options_that_cannot_be_are_refused),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
