/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/arguments.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"

/* Values that getopt_long answers for the option at a place of its table, clear of
 * what a letter could be. */
enum { FIRST_VALUE = 256, SWITCHES_MOST = 128, NAME_SIZE = 64, THREADS_MOST = 4096, YEAR_LARGEST = 9999 };

void lociq_switch_dashed(const char *name, char *dashed, size_t size) {
  (void)snprintf(dashed, size, "%s", name);
  for (char *letter = dashed; *letter != '\0'; letter++)
    if (*letter == '_') *letter = '-';
}

/* All that getopt_long wants to know of a command. */
typedef struct table {
  struct option options[SWITCHES_MOST + 1];
  const lociq_switch *switches[SWITCHES_MOST]; /* NULL: a setting, or a further switch */
  const char *names[SWITCHES_MOST];            /* as lociq_arguments_value has them */
  char dashed[SWITCHES_MOST][NAME_SIZE];       /* of further switches, as they are typed */
  size_t count;
  char letters[2 * SWITCHES_MOST + 2];
} table;

static void add_option(table *known, const char *name, bool has_value, const lociq_switch *of) {
  if (known->count == SWITCHES_MOST) return;
  known->options[known->count] = (struct option){
      .name = name, .has_arg = has_value ? required_argument : no_argument, .val = FIRST_VALUE + (int)known->count};
  known->names[known->count] = name;
  known->switches[known->count++] = of;
}

static void add_switches(table *known, const lociq_switch *switches, char **letter) {
  for (; switches->name != NULL; switches++) {
    add_option(known, switches->name, switches->argument != NULL, switches);
    if (switches->letter == '\0') continue;
    *(*letter)++ = switches->letter;
    if (switches->argument != NULL) *(*letter)++ = ':';
  }
}

static void add_further(table *known, const lociq_switch *of) {
  if (known->count == SWITCHES_MOST) return;
  char *dashed = known->dashed[known->count];
  lociq_switch_dashed(of->name, dashed, NAME_SIZE);
  add_option(known, dashed, of->argument != NULL, NULL);
  known->names[known->count - 1] = of->name;
}

static void fill_table(const lociq_command *command, table *known) {
  *known = (table){.letters = ":"}; /* a leading colon tells a missing value from an unknown option */
  char *letter = known->letters + 1;
  add_switches(known, command->switches, &letter);
  add_switches(known, lociq_common_switches, &letter);
  lociq_switch of;
  for (size_t i = 0; command->further != NULL && command->further(i, &of); i++) add_further(known, &of);
  for (size_t i = 0; command->setting != NULL && command->setting(i) != NULL; i++)
    add_option(known, command->setting(i)->name, true, NULL);
}

/* The place in the table of what getopt_long answered. */
static size_t place_of(const table *known, int answer) {
  if (answer >= FIRST_VALUE) return (size_t)(answer - FIRST_VALUE);
  size_t place = 0;
  while (place < known->count && (known->switches[place] == NULL || known->switches[place]->letter != answer)) place++;
  return place;
}

static lociq_status refuse(const lociq_command *command, const table *known, int answer, char **argv,
                           lociq_error *error) {
  const char *name = command->name;
  if (optopt != 0 && optopt < FIRST_VALUE && place_of(known, optopt) == known->count)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no option -%c; see lociq %s --help", optopt, name);
  if (optopt != 0) {
    const char *option = known->options[place_of(known, optopt)].name;
    return lociq_error_set(
        error, LOCIQ_INVALID,
        answer == ':' ? "--%s needs a value; see lociq %s --help" : "--%s takes no value; see lociq %s --help", option,
        name);
  }
  const char *given = argv[optind - 1];
  const size_t length = strcspn(given, "=");
  size_t meant = 0;
  for (size_t i = 0; i < known->count; i++)
    if (strncmp(known->options[i].name, given + 2, length - 2) == 0) meant++;
  return lociq_error_set(
      error, LOCIQ_INVALID,
      meant > 1 ? "%.*s could be several options; see lociq %s --help" : "there is no option %.*s; see lociq %s --help",
      (int)length, given, name);
}

static lociq_status keep_option(lociq_arguments *arguments, const table *known, size_t place, lociq_error *error) {
  const char *name = known->names[place];
  const lociq_switch *of = known->switches[place];
  if ((of == NULL || !of->repeatable) && lociq_arguments_has(arguments, name))
    return lociq_error_set(error, LOCIQ_INVALID, "--%s is given twice; see lociq %s --help", known->options[place].name,
                           arguments->command->name);
  arguments->given[arguments->given_count++] =
      (lociq_argument){.name = name, .value = optarg == NULL ? "" : optarg, .is_setting = of == NULL};
  return LOCIQ_OK;
}

static bool is_plain(const char *word) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:,=@%";
  return word[0] != '\0' && strspn(word, plain) == strlen(word);
}

/* The words as a shell would read them again. */
static char *command_line_of(int argc, char **argv) {
  size_t size = sizeof "lociq";
  for (int i = 0; i < argc; i++) size += 4 * strlen(argv[i]) + 3; /* ' becomes '\'' */
  char *line = malloc(size);
  if (line == NULL) return NULL;
  char *next = stpcpy(line, "lociq");
  for (int i = 0; i < argc; i++) {
    *next++ = ' ';
    if (is_plain(argv[i])) {
      next = stpcpy(next, argv[i]);
      continue;
    }
    *next++ = '\'';
    for (const char *letter = argv[i]; *letter != '\0'; letter++) {
      if (*letter == '\'')
        next = stpcpy(next, "'\\''");
      else
        *next++ = *letter;
    }
    *next++ = '\'';
  }
  *next = '\0';
  return line;
}

static lociq_status check_operands(const lociq_arguments *arguments, lociq_error *error) {
  const lociq_command *command = arguments->command;
  const size_t count = arguments->operand_count;
  if (count >= command->operands_least && count <= command->operands_most) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "expected lociq %s %s", command->name, command->usage);
}

/* "2G": bytes, with K, M, G or T for powers of 1024. */
static lociq_status read_memory(lociq_arguments *arguments, lociq_error *error) {
  const char *text = lociq_arguments_value(arguments, "memory");
  if (text == NULL) return LOCIQ_OK;
  static const char units[] = "KMGT";
  char *end = NULL;
  errno = 0;
  const unsigned long long bytes = strtoull(text, &end, 10);
  const char *unit = *end == '\0' ? NULL : strchr(units, *end);
  const unsigned shift = unit == NULL ? 0 : 10 * (unsigned)(unit - units + 1);
  const bool understood =
      isdigit((unsigned char)text[0]) && errno == 0 && (*end == '\0' || (unit != NULL && end[1] == '\0'));
  if (!understood || bytes == 0 || bytes > (SIZE_MAX >> shift))
    return lociq_error_set(error, LOCIQ_INVALID, "--memory is \"%s\", expected bytes, such as 500M or 2G", text);
  arguments->memory = (size_t)bytes << shift;
  if (arguments->memory >= LOCIQ_MEMORY_LEAST) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "--memory is \"%s\", expected at least %zuM", text,
                         LOCIQ_MEMORY_LEAST >> 20);
}

lociq_status lociq_arguments_read(const lociq_command *command, int argc, char **argv, lociq_arguments *arguments,
                                  lociq_error *error) {
  *arguments = (lociq_arguments){.command = command, .command_line = command_line_of(argc, argv)};
  arguments->given = calloc((size_t)argc + 1, sizeof *arguments->given);
  if (arguments->given == NULL || arguments->command_line == NULL)
    return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the command line");
  table known;
  fill_table(command, &known);
  opterr = 0;
  optind = 0; /* makes glibc start anew */
  int answer = 0;
  while ((answer = getopt_long(argc, argv, known.letters, known.options, NULL)) != -1) {
    if (answer == '?' || answer == ':') return refuse(command, &known, answer, argv, error);
    const lociq_status status = keep_option(arguments, &known, place_of(&known, answer), error);
    if (status != LOCIQ_OK) return status;
    if (lociq_arguments_has(arguments, "help")) return LOCIQ_OK;
  }
  arguments->operands = (const char *const *)argv + optind;
  arguments->operand_count = (size_t)(argc - optind);
  const lociq_status status = read_memory(arguments, error);
  return status == LOCIQ_OK ? check_operands(arguments, error) : status;
}

void lociq_arguments_clear(lociq_arguments *arguments) {
  free(arguments->given);
  free(arguments->command_line);
  *arguments = (lociq_arguments){0};
}

const char *lociq_arguments_value(const lociq_arguments *arguments, const char *name) {
  for (size_t i = 0; i < arguments->given_count; i++)
    if (strcmp(arguments->given[i].name, name) == 0) return arguments->given[i].value;
  return NULL;
}

bool lociq_arguments_has(const lociq_arguments *arguments, const char *name) {
  return lociq_arguments_value(arguments, name) != NULL;
}

lociq_status lociq_arguments_number(const lociq_arguments *arguments, const char *name, long minimum, long maximum,
                                    long *number, lociq_error *error) {
  const char *value = lociq_arguments_value(arguments, name);
  if (value == NULL) return LOCIQ_OK;
  char *end = NULL;
  errno = 0;
  const long read = strtol(value, &end, 10);
  if (!isdigit((unsigned char)value[0]) || *end != '\0' || errno != 0 || read < minimum || read > maximum)
    return lociq_error_set(error, LOCIQ_INVALID, "--%s is \"%s\", expected a whole number from %ld to %ld", name, value,
                           minimum, maximum);
  *number = read;
  return LOCIQ_OK;
}

/* A number from 0 to `most`; *number stays where the option is not given. */
static lociq_status read_real(const lociq_arguments *arguments, const char *name, double most, const char *expected,
                              double *number, lociq_error *error) {
  const char *value = lociq_arguments_value(arguments, name);
  if (value == NULL) return LOCIQ_OK;
  char *end = NULL;
  const double read = strtod(value, &end); /* the program stays in the locale "C" */
  const bool plain = value[0] != '\0' && value[strspn(value, "0123456789.eE+-")] == '\0';
  if (!plain || *end != '\0' || !(read >= 0 && read <= most))
    return lociq_error_set(error, LOCIQ_INVALID, "--%s is \"%s\", expected %s", name, value, expected);
  *number = read;
  return LOCIQ_OK;
}

lociq_status lociq_arguments_share(const lociq_arguments *arguments, const char *name, double *share,
                                   lociq_error *error) {
  return read_real(arguments, name, 1, "a number from 0 to 1", share, error);
}

lociq_status lociq_arguments_amount(const lociq_arguments *arguments, const char *name, double *amount,
                                    lociq_error *error) {
  return read_real(arguments, name, DBL_MAX, "a number of at least 0", amount, error);
}

lociq_status lociq_arguments_threads(const lociq_arguments *arguments, int *threads, lociq_error *error) {
  long number = 0;
  const lociq_status status = lociq_arguments_number(arguments, "threads", 1, THREADS_MOST, &number, error);
  if (status == LOCIQ_OK) *threads = (int)number;
  return status;
}

lociq_status lociq_arguments_years(const lociq_arguments *arguments, int *first, int *last, lociq_error *error) {
  const char *text = lociq_arguments_value(arguments, "years");
  if (text == NULL) return LOCIQ_OK;
  char *end = NULL;
  const long from = strtol(text, &end, 10);
  long to = from;
  bool understood = isdigit((unsigned char)text[0]) != 0;
  if (understood && *end == ':') {
    understood = isdigit((unsigned char)end[1]) != 0;
    to = strtol(end + 1, &end, 10);
  }
  if (!understood || *end != '\0' || from < 1 || to < from || to > YEAR_LARGEST)
    return lociq_error_set(error, LOCIQ_INVALID, "--years is \"%s\", expected FIRST:LAST, such as 2008:2015", text);
  *first = (int)from;
  *last = (int)to;
  return LOCIQ_OK;
}

lociq_status lociq_arguments_word(const lociq_arguments *arguments, const char *name, const char *words,
                                  const char **word, lociq_error *error) {
  const char *value = lociq_arguments_value(arguments, name);
  if (value == NULL) return LOCIQ_OK;
  for (const char *next = words; next != NULL; next = strchr(next, '|') == NULL ? NULL : strchr(next, '|') + 1) {
    const size_t length = strcspn(next, "|");
    if (strlen(value) != length || strncmp(value, next, length) != 0) continue;
    *word = value;
    return LOCIQ_OK;
  }
  return lociq_error_set(error, LOCIQ_INVALID, "--%s is \"%s\", expected %s", name, value, words);
}

lociq_status lociq_arguments_apart(const lociq_arguments *arguments, const char *name, const char *store,
                                   const char *what, lociq_error *error) {
  const char *path = lociq_arguments_value(arguments, name);
  struct stat of_store = {0}, of_path = {0};
  if (path == NULL || stat(store, &of_store) != 0 || stat(path, &of_path) != 0) return LOCIQ_OK;
  if (of_store.st_dev != of_path.st_dev || of_store.st_ino != of_path.st_ino) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID,
                         strcmp(name, "output") == 0 ? "-o is the store itself, whose %s would be lost"
                                                     : "--losses is the store itself, whose %s would be lost",
                         what);
}

/* What was given under the name of the option at `first`, joined where it is
 * repeatable. */
static char *joined_value(const lociq_arguments *arguments, size_t first) {
  const lociq_argument *given = arguments->given;
  size_t size = 1;
  for (size_t i = first; i < arguments->given_count; i++) size += strlen(given[i].value) + 2;
  char *text = malloc(size);
  if (text == NULL) return NULL;
  char *next = stpcpy(text, given[first].value);
  for (size_t i = first + 1; i < arguments->given_count; i++)
    if (strcmp(given[i].name, given[first].name) == 0) next = stpcpy(stpcpy(next, "; "), given[i].value);
  return text;
}

static bool is_given_before(const lociq_arguments *arguments, size_t place) {
  for (size_t i = 0; i < place; i++)
    if (strcmp(arguments->given[i].name, arguments->given[place].name) == 0) return true;
  return false;
}

lociq_status lociq_arguments_record(const lociq_arguments *arguments, lociq_store *store, const lociq_input *inputs,
                                    size_t input_count, lociq_error *error) {
  lociq_status status = LOCIQ_NO_MEMORY;
  size_t count = 0;
  lociq_attribute *options = calloc(arguments->given_count + 1, sizeof *options);
  if (options == NULL) goto done;
  for (size_t i = 0; i < arguments->given_count; i++) {
    if (is_given_before(arguments, i)) continue;
    lociq_attribute *option = &options[count++];
    *option = (lociq_attribute){.name = strdup(arguments->given[i].name), .text = joined_value(arguments, i)};
    if (option->name == NULL || option->text == NULL) goto done;
  }
  status = lociq_store_record(store,
                              &(lociq_event){.command = arguments->command_line,
                                             .inputs = inputs,
                                             .input_count = input_count,
                                             .options = options,
                                             .option_count = count},
                              error);
done:
  if (status == LOCIQ_NO_MEMORY) (void)lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the provenance");
  for (size_t i = 0; i < count; i++) {
    free(options[i].name);
    free(options[i].text);
  }
  free(options);
  return status;
}
