/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gives every file of a folder to the fuzz target: what a fuzzer once found
 * stays found. A target that defines fuzz_answer also says how reading ended:
 * then files named refused… must end in an error, and all others must be read.
 * Fails where there is no file.
 */
#include <dirent.h>
#include <lociq/error.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
lociq_status fuzz_answer(const uint8_t *data, size_t size) __attribute__((weak));

/* NULL, or what is wrong. */
static const char *judge(const char *name, const uint8_t *data, size_t size) {
  if (fuzz_answer == NULL) return LLVMFuzzerTestOneInput(data, size) == 0 ? NULL : "failed";
  const bool refused = fuzz_answer(data, size) != LOCIQ_OK, expected = strncmp(name, "refused", 7) == 0;
  if (refused == expected) return NULL;
  return refused ? "is refused, and should be read" : "is read, and should be refused";
}

static const char *replay(const char *folder, const char *name) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) return "cannot be opened";
  enum { LARGEST = 1 << 20 };
  uint8_t *data = malloc(LARGEST);
  const size_t size = data == NULL ? 0 : fread(data, 1, LARGEST, file);
  (void)fclose(file);
  const char *wrong = data == NULL ? "finds no memory" : judge(name, data, size);
  free(data);
  return wrong;
}

int main(int argc, char **argv) {
  int count = 0, failed = 0;
  DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
  if (folder == NULL) {
    (void)fprintf(stderr, "no folder of inputs\n");
    return 1;
  }
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    const char *wrong = replay(argv[1], entry->d_name);
    if (wrong != NULL) (void)fprintf(stderr, "%s %s\n", entry->d_name, wrong);
    failed += wrong != NULL;
    count++;
  }
  (void)closedir(folder);
  (void)printf("%d inputs replayed\n", count);
  return count > 0 && failed == 0 ? 0 : 1;
}
