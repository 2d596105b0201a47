/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stores that another program spoilt: each is refused with one sentence.
 */
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/stat.h>

#include "unit/store/fixture.h"

/* ---- how a store is spoilt */

static hid_t text_type(void) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  assert_true(H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0);
  return type;
}

static void overwrite_regions(hid_t file, const char *first, const char *second, const char *third) {
  const char *codes[] = {first, second, third};
  const hid_t dataset = H5Dopen2(file, "region", H5P_DEFAULT), type = text_type();
  assert_true(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, codes) >= 0);
  H5Tclose(type);
  H5Dclose(dataset);
}

static void remove_link(hid_t file, const char *name) {
  if (H5Lexists(file, name, H5P_DEFAULT) > 0) assert_true(H5Ldelete(file, name, H5P_DEFAULT) >= 0);
}

/* A dataset without values in place of what has the name; sizes end with 0. */
static hid_t make(hid_t file, const char *name, hid_t type, const hsize_t *sizes) {
  int rank = 0;
  while (sizes[rank] != 0) rank++;
  remove_link(file, name);
  const hid_t space = H5Screate_simple(rank, sizes, NULL);
  const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(dataset >= 0);
  H5Sclose(space);
  return dataset;
}

static void say(hid_t object, const char *name, const char *text) {
  const hid_t type = text_type(), space = H5Screate(H5S_SCALAR);
  if (H5Aexists(object, name) > 0) H5Adelete(object, name);
  const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(H5Awrite(attribute, type, &text) >= 0);
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

static void count_out(hid_t object, const char *name, int number, hsize_t count) {
  const int numbers[4] = {number, number, number, number};
  const hid_t space = H5Screate_simple(1, &count, NULL);
  if (H5Aexists(object, name) > 0) H5Adelete(object, name);
  const hid_t attribute = H5Acreate2(object, name, H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(H5Awrite(attribute, H5T_NATIVE_INT, numbers) >= 0);
  H5Aclose(attribute);
  H5Sclose(space);
}

static void attach(hid_t file, hid_t dataset, const char *const *scales, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    const hid_t scale = H5Dopen2(file, scales[i], H5P_DEFAULT);
    assert_true(H5DSattach_scale(dataset, scale, i) >= 0);
    H5Dclose(scale);
  }
}

static const char *const axes[] = {"year", "region", "industry", "industry_other"};

/* A dataset that lies on the first axes and says what it is. */
static void make_on_axes(hid_t file, const char *name, hid_t type, const char *kind, const hsize_t *sizes,
                         unsigned attached) {
  const hid_t dataset = make(file, name, type, sizes);
  attach(file, dataset, axes, attached);
  say(dataset, "lociq_kind", kind);
  H5Dclose(dataset);
}

static void make_scale(hid_t file, const char *name, hid_t type, const hsize_t *sizes) {
  const hid_t dataset = make(file, name, type, sizes);
  assert_true(H5DSset_scale(dataset, name) >= 0);
  H5Dclose(dataset);
}

static const hsize_t body[] = {2, 3, 2, 0}, three[] = {3, 0}, two[] = {2, 0};

/* ---- the axes */

static void unsorted(hid_t file) { overwrite_regions(file, "b", "a", "d"); }
static void twice(hid_t file) { overwrite_regions(file, "a", "a", "d"); }
static void no_code(hid_t file) { overwrite_regions(file, "", "a", "d"); }
static void no_utf8(hid_t file) { overwrite_regions(file, "a", "b\xC0\xAF", "d"); }

static void fixed_length(hid_t file) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, 4);
  make_scale(file, "region", type, three);
  H5Tclose(type);
}

static void year_texts(hid_t file) {
  const hid_t type = text_type();
  make_scale(file, "year", type, two);
  H5Tclose(type);
}

static void endless_years(hid_t file) {
  const hsize_t sizes[] = {(hsize_t)1 << 40, 0};
  make_scale(file, "year", H5T_STD_I32LE, sizes);
}

static void endless_regions(hid_t file) {
  const hsize_t sizes[] = {(hsize_t)1 << 30, 0};
  const hid_t type = text_type();
  make_scale(file, "region", type, sizes);
  H5Tclose(type);
}

static void flat_region(hid_t file) {
  const hsize_t sizes[] = {3, 1, 0};
  const hid_t type = text_type();
  make_scale(file, "region", type, sizes);
  H5Tclose(type);
}

static void no_scale(hid_t file) {
  const hid_t dataset = H5Dopen2(file, "region", H5P_DEFAULT);
  assert_true(H5Adelete(dataset, "CLASS") >= 0);
  H5Dclose(dataset);
}

static void no_region(hid_t file) { remove_link(file, "region"); }

static void few_labels(hid_t file) {
  const hid_t type = text_type();
  H5Dclose(make(file, "region_label", type, two));
  H5Tclose(type);
}

static void other_industries(hid_t file) {
  const hsize_t five[] = {5, 0}, pairs[] = {2, 2, 5, 0};
  const char *const scales[] = {"year", "industry", "industry_other"};
  const hid_t type = text_type();
  make_scale(file, "industry_other", type, five);
  const hid_t dataset = make(file, "proximity", H5T_IEEE_F64LE, pairs);
  attach(file, dataset, scales, 3);
  say(dataset, "lociq_kind", "indicator");
  H5Dclose(dataset);
  H5Tclose(type);
}

/* ---- the cubes */

static void single_precision(hid_t file) { make_on_axes(file, "employment", H5T_IEEE_F32LE, "measure", body, 3); }

static void text_values(hid_t file) {
  const hid_t type = text_type();
  make_on_axes(file, "employment", type, "measure", body, 3);
  H5Tclose(type);
}

static void no_scales(hid_t file) { make_on_axes(file, "employment", H5T_IEEE_F64LE, "measure", body, 0); }
static void half_the_scales(hid_t file) { make_on_axes(file, "employment", H5T_IEEE_F64LE, "measure", body, 2); }

static void other_shape(hid_t file) {
  const hsize_t sizes[] = {2, 2, 2, 0};
  make_on_axes(file, "employment", H5T_IEEE_F64LE, "measure", sizes, 3);
}

static void four_axes(hid_t file) {
  const hsize_t sizes[] = {2, 3, 2, 2, 0};
  const hid_t type = text_type();
  make_scale(file, "industry_other", type, two);
  make_on_axes(file, "employment", H5T_IEEE_F64LE, "measure", sizes, 4);
  H5Tclose(type);
}

static void five_dimensions(hid_t file) {
  const hsize_t sizes[] = {2, 3, 2, 2, 2, 0};
  make_on_axes(file, "employment", H5T_IEEE_F64LE, "measure", sizes, 3);
}

static void wide_flags(hid_t file) { make_on_axes(file, "employment_flag", H5T_STD_I32LE, "flag", body, 3); }
static void long_total(hid_t file) { make_on_axes(file, "employment_total_region", H5T_IEEE_F64LE, "total", body, 3); }
static void clash(hid_t file) { make_on_axes(file, "employment_flag", H5T_IEEE_F64LE, "indicator", body, 3); }
static void bad_name(hid_t file) { make_on_axes(file, "<b>\x1B[2J", H5T_IEEE_F64LE, "measure", body, 3); }

static void no_body(hid_t file) {
  const hid_t group = H5Gcreate2(file, "hours", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Gclose(group);
  remove_link(file, "employment");
}

static void dimension_numbers(hid_t file) {
  const hid_t dataset = H5Dopen2(file, "employment", H5P_DEFAULT);
  count_out(dataset, "DIMENSION_LIST", 7, 3);
  H5Dclose(dataset);
}

static void number_unit(hid_t file) {
  const hid_t dataset = H5Dopen2(file, "employment", H5P_DEFAULT);
  count_out(dataset, "units", 7, 1);
  H5Dclose(dataset);
}

static void bad_title(hid_t file) {
  const hid_t dataset = H5Dopen2(file, "employment", H5P_DEFAULT);
  say(dataset, "long_name", "jobs \xFF");
  H5Dclose(dataset);
}

static void number_kind(hid_t file) {
  const hid_t dataset = H5Dopen2(file, "employment", H5P_DEFAULT);
  count_out(dataset, "lociq_kind", 1, 2);
  H5Dclose(dataset);
}

/* Values of other files of the reader's. */
static void make_with(hid_t file, hid_t properties) {
  const hid_t space = H5Screate_simple(3, body, NULL);
  remove_link(file, "employment");
  const hid_t dataset = H5Dcreate2(file, "employment", H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  assert_true(dataset >= 0);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Pclose(properties);
}

static void external(hid_t file) {
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  assert_true(H5Pset_external(properties, "/etc/passwd", 0, 96) >= 0);
  make_with(file, properties);
}

static void virtual(hid_t file) {
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(3, body, NULL);
  assert_true(H5Pset_virtual(properties, space, "other.h5", "secret", space) >= 0);
  H5Sclose(space);
  make_with(file, properties);
}

/* ---- the file */

static void format_text(hid_t file) { say(file, "lociq_format", "1"); }
static void format_two(hid_t file) { count_out(file, "lociq_format", 2, 1); }
static void no_format(hid_t file) { assert_true(H5Adelete(file, "lociq_format") >= 0); }

static void set_provenance(hid_t file, const char *text) {
  const hid_t type = text_type(), space = H5Screate(H5S_SCALAR);
  remove_link(file, "provenance");
  const hid_t dataset = H5Dcreate2(file, "provenance", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text) >= 0);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Tclose(type);
}

static void no_json(hid_t file) { set_provenance(file, "{\"events\": ["); }
static void other_json(hid_t file) { set_provenance(file, "[1, 2]"); }
static void odd_events(hid_t file) { set_provenance(file, "{\"events\": [{\"inputs\": [{\"path\": 7}]}]}"); }
static void number_provenance(hid_t file) { H5Dclose(make(file, "provenance", H5T_STD_I32LE, two)); }

/* ---- what only verify reads */

static void unknown_flags(hid_t file) {
  uint16_t flags[12] = {0};
  flags[5] = 0x8001;
  const hid_t dataset = H5Dopen2(file, "employment_flag", H5P_DEFAULT);
  assert_true(H5Dwrite(dataset, H5T_NATIVE_UINT16, H5S_ALL, H5S_ALL, H5P_DEFAULT, flags) >= 0);
  H5Dclose(dataset);
}

static void unscaled_variable(hid_t file) { H5Dclose(make(file, "extra", H5T_STD_I32LE, two)); }

/* Of 2^120 values, which is 2^56 by 64 bits; of its own dimensions. */
static void endless_variable(hid_t file) {
  static const char *const scales[] = {"endless", "endless", "endless", "endless"};
  const hsize_t size = (hsize_t)1 << 30, sizes[] = {size, size, size, size}, chunk[] = {1, 1, 1, 1};
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(4, sizes, NULL);
  make_scale(file, "endless", H5T_STD_I32LE, (const hsize_t[]){size, 0});
  const hid_t scale = H5Dopen2(file, "endless", H5P_DEFAULT);
  count_out(scale, "_Netcdf4Dimid", 90, 1);
  H5Dclose(scale);
  assert_true(H5Pset_chunk(properties, 4, chunk) >= 0);
  const hid_t dataset = H5Dcreate2(file, "wide", H5T_STD_I32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  if (dataset >= 0) {
    attach(file, dataset, scales, 4);
    H5Dclose(dataset);
  }
  H5Sclose(space);
  H5Pclose(properties);
}

static void one_number(hid_t file) {
  const hid_t dataset = H5Dopen2(file, "region", H5P_DEFAULT);
  count_out(dataset, "_Netcdf4Dimid", 0, 1);
  H5Dclose(dataset);
}

typedef struct spoiling {
  void (*spoil)(hid_t file);
  const char *expected;
} spoiling;

static const char no_cube[] =
    "store.h5: employment says that it is a measure, but holds no 64-bit floating-point "
    "numbers on the store's axes";

static const spoiling refused_at_once[] = {
    {unsorted, "store.h5: the region \"b\" is out of order"},
    {twice, "store.h5: the region \"a\" is there twice"},
    {no_code, "store.h5: a region has an empty code"},
    {no_utf8, "store.h5: text 1 of region is no valid UTF-8"},
    {fixed_length, "store.h5: region holds no variable-length texts"},
    {year_texts, "store.h5: year does not hold 2 whole numbers"},
    {endless_years, "store.h5: year does not hold 1099511627776 whole numbers"},
    {endless_regions, "store.h5: region has 1073741824 texts, which a file of "},
    {flat_region, "store.h5: the dimension region has 2 dimensions, expected 1"},
    {no_scale, "store.h5: region is no dimension"},
    {no_region, no_cube},
    {few_labels, "store.h5: region_label has 2 texts, expected 3"},
    {other_industries, "store.h5: proximity does not lie on the axes expected of it"},
    {single_precision, no_cube},
    {text_values, no_cube},
    {no_scales, no_cube},
    {half_the_scales, no_cube},
    {other_shape, "store.h5: employment has 2 along region, which has 3"},
    {four_axes, no_cube},
    {five_dimensions, "store.h5: employment has 5 dimensions, expected at most 4"},
    {wide_flags, "store.h5: employment_flag holds no 16-bit flags"},
    {long_total, "store.h5: employment_total_region does not lie on the axes expected of it"},
    {clash, "store.h5: employment_flag holds no 16-bit flags"},
    {bad_name,
     "store.h5: \"<b>\\x1B[2J\" cannot name a dataset: expected a letter, then letters, digits and "
     "underscores"},
    {dimension_numbers, "store.h5: the dimensions of employment cannot be read"},
    {number_unit, "the attribute units of employment is no text"},
    {bad_title, "the attribute long_name of employment is no valid UTF-8"},
    {number_kind, "the attribute lociq_kind of employment is no text"},
    {external, "store.h5: employment keeps its values in other files"},
    {virtual, "store.h5: employment keeps its values in other files"},
    {format_text, "the attribute lociq_format of / is no whole number"},
    {format_two, "store.h5 is a store of format 2, this lociq knows 1"},
    {no_format, "store.h5 is an HDF5 file, but no lociq store"},
    {no_json, "store.h5: the provenance is no JSON object with events"},
    {other_json, "store.h5: the provenance is no JSON object with events"},
    {number_provenance, "store.h5: provenance holds no variable-length texts"}};

static const spoiling refused_by_verify[] = {
    {odd_events, "store.h5: an input of the provenance has no path or digest"},
    {unknown_flags, "store.h5: cell 5 of employment_flag has the flags 0x8001, of which some are unknown"},
    {unscaled_variable, "store.h5: a dimension of extra has no scale"},
    {endless_variable, "store.h5: wide has 18446744073709551615 values, which a file of "},
    {one_number, "store.h5: the dimensions year and region have one number"}};

/* ---- the tests */

static void spoil(void (*how)(hid_t file)) {
  fixture_store();
  const hid_t file = H5Fopen("store.h5", H5F_ACC_RDWR, H5P_DEFAULT);
  assert_true(file >= 0);
  how(file);
  assert_true(H5Fclose(file) >= 0);
}

/* An expectation that ends with a blank goes on with a size. */
static void assert_told(const lociq_error *told, const char *expected) {
  const size_t length = strlen(expected);
  if (expected[length - 1] == ' ' ? strncmp(told->message, expected, length) != 0
                                  : strcmp(told->message, expected) != 0)
    fail_msg("\"%s\", expected \"%s\"", told->message, expected);
  assert_int_equal(told->status, LOCIQ_BAD_INPUT);
}

static void a_reader_and_a_writer_refuse(void **state) {
  (void)state;
  static const lociq_store_mode modes[] = {LOCIQ_STORE_READ, LOCIQ_STORE_WRITE};
  for (size_t i = 0; i < sizeof refused_at_once / sizeof refused_at_once[0]; i++) {
    spoil(refused_at_once[i].spoil);
    for (size_t mode = 0; mode < 2; mode++) {
      lociq_store *store = NULL;
      lociq_error told = {0};
      (void)lociq_store_open("store.h5", modes[mode], &store, &told);
      assert_told(&told, refused_at_once[i].expected);
      assert_null(store);
    }
  }
}

static void verify_refuses(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof refused_by_verify / sizeof refused_by_verify[0]; i++) {
    spoil(refused_by_verify[i].spoil);
    char *report = NULL;
    lociq_error told = {0};
    (void)lociq_store_verify("store.h5", &report, &told);
    assert_told(&told, refused_by_verify[i].expected);
    assert_null(report);
  }
}

/* The axes cannot grow under a variable that would fill the memory. */
static void a_merge_refuses(void **state) {
  (void)state;
  static const char *const years[] = {"2013"}, *const regions[] = {"a"}, *const industries[] = {"x"};
  spoil(endless_variable);
  lociq_panel *panel = fixture_axes(years, 1, regions, 1, industries, 1);
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  lociq_error told = {0};
  (void)lociq_store_merge(store, panel, &told);
  assert_told(&told, refused_by_verify[3].expected);
  lociq_store_close(store);
  lociq_panel_free(panel);
}

static void without_provenance_none_is_told(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  assert_non_null(strstr(lociq_store_provenance(store), "\"events\": []"));
  lociq_store_close(store);
}

/* A soft link, a group and a cube without its body are left alone. */
static void what_is_no_dataset_is_left_alone(void **state) {
  (void)state;
  spoil(no_body);
  const hid_t file = H5Fopen("store.h5", H5F_ACC_RDWR, H5P_DEFAULT);
  assert_true(H5Lcreate_soft("/region", file, "soft", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  assert_true(H5Lcreate_external("other.h5", "/secret", file, "outside", H5P_DEFAULT, H5P_DEFAULT) >= 0);
  assert_true(H5Fclose(file) >= 0);
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  assert_int_equal(lociq_store_panel(store)->cube_count, 0);
  lociq_cube *cube = NULL;
  REFUSED(lociq_store_load(store, "outside", &cube, error), LOCIQ_NOT_FOUND,
          "store.h5 has no measure or indicator \"outside\"");
  lociq_store_close(store);
}

static void pipe_and_device(hid_t file) {
  set_provenance(file,
                 "{\"events\": [{\"inputs\": [{\"path\": \"pipe\", \"sha256\": \"00\"}, "
                 "{\"path\": \"/dev/zero\", \"sha256\": \"00\"}]}]}");
}

/* Opening the pipe would wait for a writer, and the device never ends. */
static void verify_reads_only_files(void **state) {
  (void)state;
  char *report = NULL;
  spoil(pipe_and_device);
  assert_int_equal(mkfifo("pipe", 0600), 0);
  FINE(lociq_store_verify("store.h5", &report, error));
  assert_non_null(strstr(report, "inputs: 0 unchanged, 2 not there any more"));
  free(report);
  assert_int_equal(unlink("pipe"), 0);
}

static void no_members(hid_t file) {
  const hsize_t none[] = {0}, sizes[] = {2, 3, 0};
  const hid_t type = text_type(), space = H5Screate_simple(1, none, NULL), wide = H5Screate_simple(3, sizes, NULL);
  remove_link(file, "industry");
  hid_t dataset = H5Dcreate2(file, "industry", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(dataset >= 0 && H5DSset_scale(dataset, "industry") >= 0);
  H5Dclose(dataset);
  remove_link(file, "employment_flag");
  remove_link(file, "employment");
  dataset = H5Dcreate2(file, "employment", H5T_IEEE_F64LE, wide, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  attach(file, dataset, axes, 3);
  say(dataset, "lociq_kind", "measure");
  H5Dclose(dataset);
  H5Sclose(wide);
  H5Sclose(space);
  H5Tclose(type);
}

/* netCDF's unlimited dimensions begin so. */
static void an_axis_without_members_can_be_told(void **state) {
  (void)state;
  char *text = NULL;
  spoil(no_members);
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  FINE(lociq_store_info(store, &text, error));
  assert_non_null(strstr(text, "measure employment (year 2 × region 3 × industry 0), 0.0 % known"));
  lociq_store_close(store);
  free(text);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(a_reader_and_a_writer_refuse),
                                     STORE_TEST(verify_refuses),
                                     STORE_TEST(a_merge_refuses),
                                     STORE_TEST(without_provenance_none_is_told),
                                     STORE_TEST(what_is_no_dataset_is_left_alone),
                                     STORE_TEST(verify_reads_only_files),
                                     STORE_TEST(an_axis_without_members_can_be_told)};
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
