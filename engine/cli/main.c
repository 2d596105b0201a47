/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program: finds the command, has its line read, runs it, and says how it went.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/manual.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_WRONG = 2 };

#define COMMAND(name) extern const lociq_command lociq_command_##name;
#include "cli/commands.def"
#undef COMMAND

static const lociq_command *const commands[] = {
#define COMMAND(name) &lociq_command_##name,
#include "cli/commands.def"
#undef COMMAND
    NULL,
};

const lociq_switch lociq_common_switches[] = {
    {.name = "memory",
     .argument = "SIZE",
     .help = "bound on the memory of the whole process, such as 500M or 2G; what needs more is refused at once"},
    {.name = "quiet", .letter = 'q', .help = "no progress bar and no remarks: results and errors only"},
    {.name = "help", .letter = 'h', .help = "print this"},
    {0},
};

const lociq_command *const *lociq_commands(void) { return commands; }

const lociq_command *lociq_command_find(const char *name) {
  for (size_t i = 0; commands[i] != NULL; i++)
    if (strcmp(commands[i]->name, name) == 0) return commands[i];
  return NULL;
}

/* A store must never be opened as one of the standard streams that the caller
 * closed: what is printed would land in it. A closed one reports errors. */
static bool occupy_standard_streams(void) {
  for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
    if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    const int mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", mode | O_CLOEXEC) != descriptor) return false;
  }
  return true;
}

/* Ends as the signal would have ended it, now that everything is put away. */
static int end_by_signal(int number) {
  (void)signal(number, SIG_DFL);
  (void)raise(number);
  return EXIT_FAILED;
}

static int code_of(lociq_status status) {
  return status == LOCIQ_OK ? EXIT_DONE : status == LOCIQ_INVALID ? EXIT_WRONG : EXIT_FAILED;
}

static int tell(const lociq_command *command, lociq_status status, const lociq_error *error) {
  if (status == LOCIQ_OK) return EXIT_DONE;
  if (lociq_console_is_unread()) return end_by_signal(SIGPIPE);
  const int interrupted = lociq_console_signal();
  if (interrupted != 0) {
    (void)fprintf(stderr, "lociq %s: stopped\n", command->name);
    return end_by_signal(interrupted);
  }
  (void)fprintf(stderr, "lociq %s: %s\n", command->name, error->message);
  /* HDF5 falls over its own open objects at exit when one of its writes failed. */
  if (status == LOCIQ_IO && lociq_ranks_here().count == 1) _exit(EXIT_FAILED);
  return code_of(status);
}

/* All ranks end alike; one of them says why. */
static int finish(const lociq_command *command, const lociq_console *console, lociq_status status, lociq_error *error) {
  if (status == LOCIQ_OK) status = lociq_console_flush(error);
  lociq_console_clear(console);
  const lociq_parting parting = lociq_ranks_part(status);
  /* The first rank that ends with a failure has the launcher end the others, of which none is to speak any more. */
  if (lociq_ranks_here().count > 1) lociq_console_end_at_signals(false);
  const int code = parting.tells ? tell(command, status, error) : code_of(parting.status);
  lociq_ranks_end(&parting, code);
  return code;
}

/* What is freed goes back to the system, so that it can be taken again in other pieces: the allocator would keep
 * pieces of up to 32 MB for itself. */
static void keep_to(size_t memory) {
#ifdef __GLIBC__
  enum { KEPT = 1 << 20 };
  if (memory > 0) (void)mallopt(M_MMAP_THRESHOLD, KEPT);
#else
  (void)memory;
#endif
}

static int run_command(const lociq_command *command, int argc, char **argv) {
  lociq_error error = {0};
  lociq_arguments arguments = {0};
  lociq_status status = lociq_arguments_read(command, argc, argv, &arguments, &error);
  keep_to(arguments.memory);
  const lociq_ranks ranks = lociq_ranks_here();
  const lociq_console console = lociq_console_create(lociq_arguments_has(&arguments, "quiet") || ranks.own > 0);
  if (status == LOCIQ_OK && ranks.count > 1 && !command->by_ranks)
    status = lociq_error_set(&error, LOCIQ_INVALID,
                             "%zu processes cannot share this work, as they can that of compute, composite and "
                             "partners: start one",
                             ranks.count);
  if (status == LOCIQ_OK && lociq_arguments_has(&arguments, "help") && ranks.own == 0)
    lociq_manual_help(command, stdout);
  else if (status == LOCIQ_OK && !lociq_arguments_has(&arguments, "help"))
    status = command->run(&arguments, &console, &error);
  lociq_arguments_clear(&arguments);
  return finish(command, &console, status, &error);
}

static int print_and_flush(void (*print)(FILE *)) {
  print(stdout);
  lociq_error error = {0};
  if (lociq_console_flush(&error) == LOCIQ_OK) return EXIT_DONE;
  if (lociq_console_is_unread()) return end_by_signal(SIGPIPE);
  (void)fprintf(stderr, "lociq: %s\n", error.message);
  return EXIT_FAILED;
}

static void print_version(FILE *stream) { (void)fprintf(stream, "lociq %s\n", lociq_version()); }

int main(int argc, char **argv) {
  if (!occupy_standard_streams()) return EXIT_FAILED;
  lociq_console_catch_signals();
  if (argc < 2) {
    lociq_manual_overview(stderr);
    return EXIT_WRONG;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) return print_and_flush(lociq_manual_overview);
  if (strcmp(argv[1], "--version") == 0) return print_and_flush(print_version);
  const lociq_command *command = lociq_command_find(argv[1]);
  lociq_error refused = {0};
  if (command != NULL && lociq_ranks_start(&refused) != LOCIQ_OK) {
    (void)fprintf(stderr, "lociq: %s\n", refused.message);
    return EXIT_WRONG;
  }
  if (command != NULL && lociq_ranks_here().count > 1) lociq_console_end_at_signals(lociq_ranks_here().own == 0);
  if (command != NULL) return run_command(command, argc - 1, argv + 1);
  lociq_error unknown = {0};
  (void)lociq_error_set(&unknown, LOCIQ_INVALID, "\"%s\" is no command; see lociq --help", argv[1]);
  (void)fprintf(stderr, "lociq: %s\n", unknown.message);
  return EXIT_WRONG;
}
