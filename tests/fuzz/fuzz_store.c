/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes are a store. Whatever they are, opening, telling, loading and
 * verifying it each end in an answer or in an error with a message. HDF5 itself
 * does not survive every file (H5HG_read trusts the sizes in a heap of texts): what
 * crashes inside of it is no finding of ours.
 */
#include <lociq/store.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static lociq_status told(lociq_status status, lociq_error *error) {
  if (error->status != status || (status == LOCIQ_OK) != (error->message[0] == '\0')) abort();
  *error = (lociq_error){0};
  return status;
}

static void load_all(const lociq_store *store) {
  const lociq_panel *panel = lociq_store_panel(store);
  for (size_t i = 0; i < panel->cube_count; i++) {
    const char *name = panel->cubes[i]->name;
    lociq_error error = {0};
    lociq_cube *cube = NULL;
    if (told(lociq_store_load(store, name, &cube, &error), &error) == LOCIQ_OK)
      for (int part = 0; part < LOCIQ_PARTS; part++) {
        const size_t count = lociq_panel_count(panel, lociq_cube_part_shape(cube, (lociq_part)part));
        if (cube->parts[part].values != NULL && cube->parts[part].count != count) abort();
        double *values = NULL;
        (void)told(lociq_store_load_part(store, name, (lociq_part)part, 0, &values, &(size_t){0}, &error), &error);
        free(values);
      }
    lociq_cube_free(cube);
  }
}

static void open_all(const char *path) {
  lociq_error error = {0};
  lociq_store *store = NULL;
  char *text = NULL;
  if (told(lociq_store_open(path, LOCIQ_STORE_READ, &store, &error), &error) != LOCIQ_OK) return;
  load_all(store);
  (void)told(lociq_store_info(store, &text, &error), &error);
  lociq_store_close(store);
  free(text);
  text = NULL;
  (void)told(lociq_store_verify(path, &text, &error), &error);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char path[] = "/tmp/lociq_fuzz_XXXXXX"; /* HDF5 opens no file without a path of its own */
  const int file = mkstemp(path);
  if (file < 0 || (size > 0 && write(file, data, size) != (ssize_t)size)) abort();
  open_all(path);
  (void)close(file);
  (void)unlink(path);
  return 0;
}
