/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store: one HDF5 file, valid netCDF-4, that holds a panel, its indicators,
 * partners and where all of it came from.
 *
 * A store opened for writing is a clone beside the file; lociq_store_commit
 * flushes it, syncs file and folder and renames it over the file, once. Closing
 * without commit leaves the file as it was. Writers hold a lock; readers keep
 * the file that they opened. A leftover clone is removed by the next writer.
 *
 * When a writing call fails half-way, the clone is good for nothing: every later
 * writing call and the commit are LOCIQ_INVALID. HDF5 is not made for threads:
 * use all stores of a process from one thread at a time. A program that writes
 * should ignore SIGXFSZ, so that a file-size limit is an error and no signal.
 *
 * Ranks of a job (ranks.h) open, record in, commit and close a store that is written
 * together. Rank 0 has the clone, and it alone calls what else writes, for which it must
 * have it by itself: lociq_store_unshare. Rows and columns are written by all ranks at
 * once, each its own, as many calls each. The others read the store as it was; what its
 * panel says is current after lociq_store_follow.
 *
 * A file that some other program spoilt is refused with a message, but where bytes
 * are damaged in HDF5's heaps of texts, which have no checksums, HDF5 1.10 may read
 * out of bounds (in H5HG_read) and end the process: open what you distrust in one
 * of its own.
 */
#ifndef LOCIQ_STORE_H
#define LOCIQ_STORE_H

#include <lociq/classify.h>
#include <lociq/panel.h>
#include <lociq/ranks.h>
#include <lociq/read.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_store lociq_store;

typedef enum lociq_store_mode {
  LOCIQ_STORE_READ,
  LOCIQ_STORE_WRITE,  /* the file must be there */
  LOCIQ_STORE_IMPORT, /* as WRITE; an absent file starts empty */
  LOCIQ_STORE_NEW     /* starts empty; commit replaces whatever is there */
} lociq_store_mode;

/* LOCIQ_NOT_FOUND, LOCIQ_BAD_INPUT (no store of ours), LOCIQ_IO (locked by
 * another writer, no space for the clone, read-only folder …). */
lociq_status lociq_store_open(const char *path, lociq_store_mode mode, lociq_store **store, lociq_error *error);
lociq_status lociq_store_commit(lociq_store *store, lociq_error *error);
void lociq_store_close(lociq_store *store);
const char *lociq_store_path(const lociq_store *store); /* as given; borrowed */

/* On all ranks at once; of one rank they do nothing. share: all ranks have the clone open, to write rows; unshare: rank
 * 0 has it alone; follow: the others look at what rank 0 has put into it. A failure is that of all. */
lociq_status lociq_store_share(lociq_store *store, lociq_error *error);
lociq_status lociq_store_unshare(lociq_store *store, lociq_error *error);
lociq_status lociq_store_follow(lociq_store *store, lociq_error *error);

/* The axes and all cubes that the store holds (measures, indicators), described
 * but without values: names, kinds, units, shapes, attributes, and for each part
 * that is there its count. Borrowed, current until the next writing call. */
const lociq_panel *lociq_store_panel(const lociq_store *store);

/* The vintages of NUTS that the regions fit, kept as the attribute nuts_vintage of
 * `region`; 0: nothing is said of them. */
lociq_vintages lociq_store_vintages(const lociq_store *store);
/* For a store whose regions come from another one, without values of measures. */
lociq_status lociq_store_set_vintages(lociq_store *store, lociq_vintages vintages, lociq_error *error);

/* One cube with all its parts. The caller frees. */
lociq_status lociq_store_load(const lociq_store *store, const char *name, lociq_cube **cube, lociq_error *error);
/* The axes, the measures and the bounds (cubes of kind "bound"), with all their parts: what the store was
 * made from. Results stay behind. The caller frees. */
lociq_status lociq_store_load_measures(const lociq_store *store, lociq_panel **panel, lociq_error *error);
/* Whether `copies` times as much as lociq_store_load_measures gives can be held at once under a bound on memory: see
 * lociq_memory_require. */
lociq_status lociq_store_require_measures(const lociq_store *store, size_t memory, size_t copies, const char *what,
                                          lociq_error *error);
/* One year of one part of a cube: lociq_panel_count of its shape without the year
 * values. *count is 0 and *values NULL when it has no such part. The caller frees
 * the values. For totals beside a body too large for memory. */
lociq_status lociq_store_load_part(const lociq_store *store, const char *name, lociq_part part, size_t year,
                                   double **values, size_t *count, lociq_error *error);
/* Rows [first, first + count) of one year of a cube's body, count × (industries,
 * or 1 for a region variable) values; flags may be NULL. */
lociq_status lociq_store_read_rows(const lociq_store *store, const char *name, size_t year, size_t first, size_t count,
                                   double *values, uint16_t *flags, lociq_error *error);

/* Adds a panel of measures: new codes and years extend the axes, new measures are
 * added, known cells are filled in. A cell that both hold with other values is
 * LOCIQ_CONFLICT, naming measure, year, region, industry and both values; equal
 * values and a missing beside a value are fine. A new member that overlaps an old
 * one is refused as in lociq_codes_check, and regions that fit no vintage of NUTS that
 * the store's fit as in lociq_panel_vintages. */
lociq_status lociq_store_merge(lociq_store *store, const lociq_panel *panel, lociq_error *error);

/* Merges the measures of a panel that lociq_store_load_measures may have given, and writes its bounds. */
lociq_status lociq_store_put_measures(lociq_store *store, const lociq_panel *panel, lociq_error *error);

/* Writes a cube that lies on the store's axes, with its attributes. An indicator
 * of that name is replaced; a name that something else has is LOCIQ_CONFLICT. */
lociq_status lociq_store_put(lociq_store *store, const lociq_cube *cube, lociq_error *error);
/* The same for a body too large for memory: create from a cube without values,
 * then write its rows. compress: shuffle and deflate. Several ranks share the store from
 * the first rows on; a rank without any writes none. */
lociq_status lociq_store_create(lociq_store *store, const lociq_cube *cube, bool compress, lociq_error *error);
lociq_status lociq_store_write_rows(lociq_store *store, const char *name, size_t year, size_t first, size_t count,
                                    const double *values, lociq_error *error);
/* The columns [first, first + count) of all regions, for what is found industry by
 * industry: `count` values a region, one region after the other. 256 columns from a
 * multiple of 256 are whole chunks. */
lociq_status lociq_store_write_columns(lociq_store *store, const char *name, size_t year, size_t first, size_t count,
                                       const double *values, lociq_error *error);

/* Says of an indicator's results that are written what is found out afterwards: the
 * attribute "comment", in the place of an earlier one. LOCIQ_NOT_FOUND where there are
 * none of that name. */
lociq_status lociq_store_comment(lociq_store *store, const char *name, const char *text, lociq_error *error);

/* A variable over dimensions of its own, such as a ranking's. Its missing values
 * are NaN and -1. INT32 values that are positions on an axis say so by the
 * attribute positions_on = "region" or "industry": then they follow their members
 * when a merge brings new codes. kind is "partner", "framework" or
 * "organisation". Texts are UTF-8, "" where there is none, and lie over dimensions
 * other than the axes. */
typedef enum lociq_type { LOCIQ_DOUBLE, LOCIQ_INT32, LOCIQ_UINT16, LOCIQ_TEXT } lociq_type;
typedef struct lociq_dimension {
  const char *name; /* "year", "region", … or a new one, made with its coordinates */
  size_t size;
  const char *const *codes; /* of a new one, each once, UTF-8; NULL: 1 … size */
} lociq_dimension;
typedef struct lociq_variable {
  const char *name, *kind, *unit, *title;
  lociq_type type;
  lociq_dimension dimensions[4];
  size_t dimension_count;
  const lociq_attribute *attributes;
  size_t attribute_count;
  const void *values; /* of TEXT: const char *const *; of numbers NULL: all is missing, or 0, until it is written */
} lociq_variable;
/* Writes it, replacing one of the same name and kind; names are those of cubes. A
 * framework of doubles that lies on the axes is a cube: lociq_store_panel has it. */
lociq_status lociq_store_put_variable(lociq_store *store, const lociq_variable *variable, lociq_error *error);
/* A block of the numbers of a variable, in its own type: first and count have as many members as it has dimensions.
 * LOCIQ_INVALID where there is no such block. */
lociq_status lociq_store_write_variable(lociq_store *store, const char *name, const size_t *first, const size_t *count,
                                        const void *values, lociq_error *error);
/* A variable as it is kept: its values as doubles, NaN where missing, or its texts. Codes of
 * dimensions other than the axes, NULL where they are 1 … size. The caller frees. */
typedef struct lociq_stored_variable {
  char *name, *kind, *unit, *title;
  size_t dimension_count;
  struct lociq_stored_dimension {
    char *name;
    size_t size;
    char **codes;
  } dimensions[4];
  double *values; /* NULL where there are texts */
  char **texts;   /* NULL where there are values */
  size_t count;
} lociq_stored_variable;
/* LOCIQ_NOT_FOUND for a name that is none of a variable over dimensions of its own, or
 * of whole numbers. */
lociq_status lociq_store_load_variable(const lociq_store *store, const char *name, lociq_stored_variable **variable,
                                       lociq_error *error);
void lociq_stored_variable_free(lociq_stored_variable *variable);
/* The names of these variables in the order in which they were made, ended by NULL;
 * the caller frees them and the list with free(). */
lociq_status lociq_store_list_variables(const lociq_store *store, char ***names, lociq_error *error);
/* Removes a cube or variable with its parts; fine when absent. LOCIQ_INVALID for
 * axes, dimensions, the provenance and a single part. */
lociq_status lociq_store_remove(lociq_store *store, const char *name, lociq_error *error);

/* One entry of the provenance: what was done, with which inputs and options. */
typedef struct lociq_event {
  const char *command; /* the command line */
  const lociq_input *inputs;
  size_t input_count;
  const lociq_attribute *options;
  size_t option_count;
} lociq_event;
lociq_status lociq_store_record(lociq_store *store, const lociq_event *event, lociq_error *error);
/* Takes over the events of another store, from which this one is made, and the organisations registered there. */
lociq_status lociq_store_inherit(lociq_store *store, const lociq_store *from, lociq_error *error);
/* The provenance as one JSON text: {"engine": …, "events": [{"command", "time",
 * "inputs": [{"path", "bytes", "sha256", "reader"}], "options": {…}}]}. Borrowed. */
const char *lociq_store_provenance(const lociq_store *store);

/* What `lociq info` prints: axes, datasets with shape, unit and known share,
 * provenance. The caller frees the text with free(). */
lociq_status lociq_store_info(const lociq_store *store, char **text, lociq_error *error);
/* Reads everything and checks it: structure as netCDF-4 wants it, axes sorted and
 * unique, flags known, no lower bound above its upper one, every value readable and its checksum right, inputs that
 * are still there unchanged. The report says what was checked; the first fault is
 * the error. The caller frees the report with free(). */
lociq_status lociq_store_verify(const char *path, char **report, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
