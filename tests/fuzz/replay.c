/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gives every file of a folder to the fuzz target: what a fuzzer once found
 * stays found. Fails where there is no file.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return -1;
  enum { LARGEST = 1 << 20 };
  uint8_t *data = malloc(LARGEST);
  const size_t size = data == NULL ? 0 : fread(data, 1, LARGEST, file);
  (void)fclose(file);
  const int answer = data == NULL ? -1 : LLVMFuzzerTestOneInput(data, size);
  free(data);
  return answer;
}

int main(int argc, char **argv) {
  int count = 0;
  DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
  if (folder == NULL) {
    (void)fprintf(stderr, "no folder of inputs\n");
    return 1;
  }
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    char path[4096];
    if (entry->d_name[0] == '.') continue;
    (void)snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
    if (replay(path) != 0) {
      (void)fprintf(stderr, "%s failed\n", path);
      (void)closedir(folder);
      return 1;
    }
    count++;
  }
  (void)closedir(folder);
  (void)printf("%d inputs replayed\n", count);
  return count > 0 ? 0 : 1;
}
