/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Organisations over the dimension `organisation`, a variable a field:
 * organisation_name, organisation_firms … What nobody declares has none.
 */
#include <lociq/organisations.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/organisation.h"
#include "store/file.h"

static const char dimension_name[] = "organisation", kind[] = "organisation";

static void variable_name(char name[LOCIQ_NAME_SIZE], const lociq_organisation_field *field) {
  (void)snprintf(name, LOCIQ_NAME_SIZE, "%s_%s", dimension_name, field->name);
}

/* The codes are the dimension's own. */
static bool is_code(const lociq_organisation_field *field) {
  return field->offset == offsetof(lociq_organisation, code);
}

static bool is_number(const lociq_organisation_field *field) {
  return field->form == LOCIQ_FORM_NUMBER || field->form == LOCIQ_FORM_TRUTH;
}

/* ---- loading ---- */

/* What a store holds was read by the same rules; another program's need not keep to them. */
static lociq_status set_values(const lociq_store *store, const lociq_organisation_field *field,
                               const lociq_stored_variable *variable, lociq_organisations *made, lociq_error *error) {
  if (variable->dimension_count != 1 || strcmp(variable->dimensions[0].name, dimension_name) != 0 ||
      (variable->texts == NULL) != is_number(field))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s is none of lociq's: expected %s over %s", store->path,
                           variable->name, is_number(field) ? "numbers" : "texts", dimension_name);
  for (size_t i = 0; i < made->count; i++) {
    lociq_error said = {0};
    const lociq_status status = variable->texts == NULL
                                    ? lociq_organisation_set_number(&made->items[i], field, variable->values[i], &said)
                                    : lociq_organisation_set(&made->items[i], field, variable->texts[i], &said);
    if (status != LOCIQ_OK)
      return lociq_error_set(error, status, "%s: %s of \"%s\" %s", store->path, variable->name, made->items[i].code,
                             said.message);
  }
  return LOCIQ_OK;
}

static lociq_status load_field(const lociq_store *store, const lociq_organisation_field *field,
                               lociq_organisations *made, lociq_error *error) {
  char name[LOCIQ_NAME_SIZE];
  lociq_stored_variable *variable = NULL;
  lociq_error said = {0};
  variable_name(name, field);
  lociq_status status = lociq_store_load_variable(store, name, &variable, &said);
  if (status == LOCIQ_NOT_FOUND) return LOCIQ_OK;
  status = status == LOCIQ_OK ? set_values(store, field, variable, made, error)
                              : lociq_error_set(error, status, "%s", said.message);
  lociq_stored_variable_free(variable);
  return status;
}

static lociq_status load_codes(const lociq_store *store, size_t count, lociq_organisations *made, lociq_error *error) {
  char **codes = NULL;
  lociq_status status = count == 0 ? LOCIQ_OK : lociq_texts_read(store, dimension_name, count, &codes, error);
  if (status == LOCIQ_OK && (made->items = lociq_allocate(count, sizeof *made->items)) == NULL)
    status = lociq_memory_error(error, "organisations");
  for (; status == LOCIQ_OK && made->count < count; made->count++) {
    lociq_error said = {0};
    status = lociq_organisation_start(&made->items[made->count], error);
    if (status == LOCIQ_OK && lociq_organisation_set(&made->items[made->count], lociq_organisation_fields(),
                                                     codes[made->count], &said) != LOCIQ_OK)
      status = lociq_error_set(error, said.status, "%s: a code of %s %s", store->path, dimension_name, said.message);
    if (status != LOCIQ_OK) lociq_organisation_clear(&made->items[made->count]);
    if (status != LOCIQ_OK) break;
  }
  lociq_texts_free(codes, codes == NULL ? 0 : count);
  for (size_t i = 1; status == LOCIQ_OK && i < count; i++)
    if (strcmp(made->items[i - 1].code, made->items[i].code) >= 0)
      status =
          lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the codes of %s are not sorted: \"%s\" stands before \"%s\"",
                          store->path, dimension_name, made->items[i - 1].code, made->items[i].code);
  return status;
}

static lociq_status load(const lociq_store *store, lociq_organisations **organisations, lociq_error *error) {
  const lociq_scale *scale = lociq_scale_find(store, dimension_name);
  lociq_organisations *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "organisations");
  lociq_status status = load_codes(store, scale == NULL ? 0 : (size_t)scale->size, made, error);
  for (const lociq_organisation_field *field = lociq_organisation_fields(); field->name != NULL; field++)
    if (status == LOCIQ_OK && made->count > 0 && !is_code(field)) status = load_field(store, field, made, error);
  if (status == LOCIQ_OK)
    *organisations = made;
  else
    lociq_organisations_free(made);
  return status;
}

lociq_status lociq_organisations_load(const lociq_store *store, lociq_organisations **organisations,
                                      lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = load(lociq_store_reading(store), organisations, error);
  lociq_hdf5_restore(printer);
  return status;
}

/* ---- keeping ---- */

/* All that there will be: the old ones and the new ones, which take the places of those of the same code. Borrowed. */
typedef struct united {
  const lociq_organisation **items;
  const char **codes;
  size_t *places; /* of the old ones */
  size_t count;
} united;

static void united_clear(united *all) {
  free(all->items);
  free(all->codes);
  free(all->places);
}

/* Both are sorted. */
static lociq_status unite(const lociq_organisations *old, const lociq_organisations *new, united *all,
                          lociq_error *error) {
  all->items = lociq_allocate(old->count + new->count, sizeof *all->items);
  all->codes = lociq_allocate(old->count + new->count, sizeof *all->codes);
  all->places = lociq_allocate(old->count, sizeof *all->places);
  if (all->items == NULL || all->codes == NULL || all->places == NULL)
    return lociq_memory_error(error, "organisations");
  for (size_t i = 0, j = 0; i < old->count || j < new->count; all->count++) {
    const int order = i == old->count ? 1 : j == new->count ? -1 : strcmp(old->items[i].code, new->items[j].code);
    all->items[all->count] = order < 0 ? &old->items[i] : &new->items[j];
    all->codes[all->count] = all->items[all->count]->code;
    if (order <= 0) all->places[i++] = all->count;
    if (order >= 0) j++;
  }
  return LOCIQ_OK;
}

static double number_of(const lociq_organisation *organisation, const lociq_organisation_field *field) {
  const void *place = (const char *)organisation + field->offset;
  if (field->form == LOCIQ_FORM_NUMBER) return *(const double *)place;
  const int truth = *(const int *)place;
  return truth < 0 ? (double)NAN : truth;
}

static lociq_variable variable_of(const char *name, const lociq_organisation_field *field, const united *all,
                                  const void *values) {
  return (lociq_variable){.name = name,
                          .kind = kind,
                          .title = field->help,
                          .type = is_number(field) ? LOCIQ_DOUBLE : LOCIQ_TEXT,
                          .dimensions = {{.name = dimension_name, .size = all->count, .codes = all->codes}},
                          .dimension_count = 1,
                          .values = values};
}

static lociq_status put_numbers(lociq_store *store, const char *name, const lociq_organisation_field *field,
                                const united *all, lociq_error *error) {
  double *values = lociq_allocate(all->count, sizeof *values);
  bool any = false;
  if (values == NULL) return lociq_memory_error(error, name);
  for (size_t i = 0; i < all->count; i++) {
    values[i] = number_of(all->items[i], field);
    any = any || !isnan(values[i]);
  }
  const lociq_variable variable = variable_of(name, field, all, values);
  const lociq_status status = any ? lociq_store_put_variable(store, &variable, error) : LOCIQ_OK;
  free(values);
  return status;
}

static lociq_status put_texts(lociq_store *store, const char *name, const lociq_organisation_field *field,
                              const united *all, lociq_error *error) {
  char **texts = lociq_allocate(all->count, sizeof *texts);
  bool any = false, there = texts != NULL;
  for (size_t i = 0; there && i < all->count; i++) {
    texts[i] = lociq_organisation_text(all->items[i], field);
    there = texts[i] != NULL;
    any = any || (there && texts[i][0] != '\0');
  }
  lociq_status status = there ? LOCIQ_OK : lociq_memory_error(error, name);
  const lociq_variable variable = variable_of(name, field, all, texts);
  if (there && any) status = lociq_store_put_variable(store, &variable, error);
  lociq_texts_free(texts, all->count);
  return status;
}

/* Positions on `organisation`, such as a ranking's, follow their members. */
static lociq_status move_positions(lociq_store *store, const char *name, const united *all, size_t old_count,
                                   lociq_error *error) {
  lociq_layout layout = {0};
  hid_t dataset = -1;
  char *on = NULL;
  int32_t *values = NULL;
  bool complete = false;
  const hsize_t first[LOCIQ_RANK] = {0};
  lociq_type type = LOCIQ_DOUBLE;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "positions_on", &on, error);
  if (status != LOCIQ_OK || on == NULL || strcmp(on, dimension_name) != 0 || !lociq_type_find(dataset, &type) ||
      type != LOCIQ_INT32)
    goto done;
  status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status == LOCIQ_OK) status = lociq_layout_check(store, name, &layout, error);
  if (status != LOCIQ_OK) goto done;
  const size_t count = lociq_layout_count(&layout);
  values = lociq_allocate_aligned(count, sizeof *values);
  status = values == NULL ? lociq_memory_error(error, name)
                          : lociq_block_read(store, name, dataset, H5T_NATIVE_INT32, layout.rank, first, layout.size,
                                             values, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++)
    if (values[i] >= 0) values[i] = (size_t)values[i] < old_count ? (int32_t)all->places[values[i]] : -1;
  if (status == LOCIQ_OK)
    status = lociq_block_write(store, name, dataset, H5T_NATIVE_INT32, layout.rank, first, layout.size, values, error);
done:
  free(values);
  free(on);
  lociq_hdf5_close(dataset);
  return status;
}

static lociq_status move_all_positions(lociq_store *store, const united *all, size_t old_count, lociq_error *error) {
  char **names = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &names, &count, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++)
    if (lociq_dataset_exists(store, names[i])) status = move_positions(store, names[i], all, old_count, error);
  lociq_texts_free(names, count);
  return status;
}

/* The old variables go first, all of them: the dimension is made anew only when nothing lies on it. */
static lociq_status remove_fields(lociq_store *store, lociq_error *error) {
  char name[LOCIQ_NAME_SIZE];
  lociq_status status = LOCIQ_OK;
  for (const lociq_organisation_field *field = lociq_organisation_fields(); field->name != NULL; field++) {
    variable_name(name, field);
    const lociq_cube *cube = lociq_panel_find(store->panel, name);
    if (cube != NULL) return lociq_error_set(error, LOCIQ_CONFLICT, "%s is there already, as a %s", name, cube->kind);
    if (status == LOCIQ_OK && !is_code(field)) status = lociq_store_remove(store, name, error);
  }
  return status;
}

static lociq_status put(lociq_store *store, const lociq_organisations *old, const united *all, lociq_error *error) {
  char name[LOCIQ_NAME_SIZE];
  lociq_status status = remove_fields(store, error);
  if (status == LOCIQ_OK && old->count > 0 && all->count > old->count)
    status = move_all_positions(store, all, old->count, error);
  for (const lociq_organisation_field *field = lociq_organisation_fields(); field->name != NULL; field++) {
    if (status != LOCIQ_OK || is_code(field)) continue;
    variable_name(name, field);
    status = is_number(field) ? put_numbers(store, name, field, all, error) : put_texts(store, name, field, all, error);
  }
  return status;
}

lociq_status lociq_organisations_put(lociq_store *store, const lociq_organisations *organisations, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_organisations *old = NULL;
  united all = {0};
  lociq_status status = lociq_store_writable(store, error);
  if (status == LOCIQ_OK) status = load(store, &old, error);
  if (status == LOCIQ_OK) status = unite(old, organisations, &all, error);
  if (status == LOCIQ_OK && organisations->count > 0) {
    status = put(store, old, &all, error);
    store->broken = store->broken || status != LOCIQ_OK;
  }
  united_clear(&all);
  lociq_organisations_free(old);
  lociq_hdf5_restore(printer);
  return status;
}
