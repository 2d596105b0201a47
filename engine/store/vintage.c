/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The vintages of NUTS that the store's regions fit: the attribute nuts_vintage of
 * the scale `region`, "2010 2013".
 */
#include <lociq/classify.h>

#include "core/memory.h"
#include "store/file.h"

static const char attribute_name[] = "nuts_vintage";

lociq_vintages lociq_store_vintages(const lociq_store *store) { return store->vintages; }

lociq_status lociq_vintages_read(lociq_store *store, lociq_error *error) {
  hid_t scale = -1;
  char *text = NULL;
  if (lociq_axis_count(store->panel->axes[LOCIQ_REGION]) == 0) return LOCIQ_OK;
  lociq_status status = lociq_dataset_open(store, "region", H5P_DEFAULT, &scale, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(scale, attribute_name, &text, error);
  lociq_hdf5_close(scale);
  if (status == LOCIQ_OK && text != NULL && lociq_vintages_parse(text, &store->vintages, NULL) != LOCIQ_OK)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s of region is \"%s\", expected years such as 2010 2013",
                             store->path, attribute_name, text);
  free(text);
  return status;
}

lociq_status lociq_vintages_write(lociq_store *store, lociq_vintages vintages, lociq_error *error) {
  char text[LOCIQ_VINTAGES_TEXT];
  hid_t scale = -1;
  store->vintages = vintages;
  if (lociq_axis_count(store->panel->axes[LOCIQ_REGION]) == 0) return LOCIQ_OK;
  lociq_vintages_format(vintages, text);
  lociq_status status = lociq_dataset_open(store, "region", H5P_DEFAULT, &scale, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(scale, attribute_name, text, error);
  lociq_hdf5_close(scale);
  return status;
}

lociq_status lociq_store_set_vintages(lociq_store *store, lociq_vintages vintages, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_status status = lociq_store_writable(store, error);
  if (status == LOCIQ_OK) status = lociq_vintages_write(store, vintages, error);
  lociq_hdf5_restore(printer);
  return status;
}

/* The codes of an axis that fit all of these vintages. */
static size_t gather(const lociq_axis *axis, lociq_vintages vintages, const char **codes) {
  size_t count = 0;
  for (size_t i = 0; i < lociq_axis_count(axis); i++) {
    codes[count] = lociq_axis_code(axis, i);
    count += (lociq_code_vintages(codes[count]) & vintages) == vintages;
  }
  return count;
}

static lociq_status refuse(const lociq_store *store, const lociq_panel *panel, lociq_vintages vintages,
                           lociq_error *error) {
  const lociq_axis *own = store->panel->axes[LOCIQ_REGION], *other = panel->axes[LOCIQ_REGION];
  char ours[LOCIQ_VINTAGES_TEXT], theirs[LOCIQ_VINTAGES_TEXT];
  size_t first = 0, second = 0;
  lociq_status status = LOCIQ_CONFLICT;
  const char **codes = lociq_allocate(lociq_axis_count(own) + lociq_axis_count(other), sizeof *codes);
  if (codes == NULL) return lociq_memory_error(error, "regions");
  const size_t count = gather(own, store->vintages, codes);
  const size_t other_count = gather(other, vintages, codes + count);
  const bool found = lociq_vintages_part(codes, count, codes + count, other_count, &first, &second);
  lociq_vintages_describe(found ? lociq_code_vintages(codes[first]) : store->vintages, ours);
  lociq_vintages_describe(found ? lociq_code_vintages(codes[count + second]) : vintages, theirs);
  if (found)
    status = lociq_error_set(error, status,
                             "%s of %s is of NUTS %s, %s of what is imported of %s: convert one of them "
                             "with lociq harmonise",
                             codes[first], store->path, ours, codes[count + second], theirs);
  else
    status = lociq_error_set(error, status,
                             "%s is of NUTS %s, what is imported of %s: convert one of them with lociq "
                             "harmonise",
                             store->path, ours, theirs);
  free(codes);
  return status;
}

lociq_status lociq_vintages_unite(const lociq_store *store, const lociq_panel *panel, lociq_vintages *vintages,
                                  lociq_error *error) {
  lociq_vintages new = 0;
  const lociq_status status = lociq_panel_vintages(panel, &new, error);
  if (status != LOCIQ_OK) return status;
  if (new != 0 && store->vintages != 0 && (new & store->vintages) == 0) return refuse(store, panel, new, error);
  *vintages = new == 0 ? store->vintages : store->vintages == 0 ? new : new & store->vintages;
  return LOCIQ_OK;
}
