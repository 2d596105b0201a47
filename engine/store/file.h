/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of this folder share: the open store, and how HDF5 objects are
 * named, described, made and removed.
 *
 * Every public function of the store runs between lociq_hdf5_quiet and
 * lociq_hdf5_restore; the functions below are only called inside.
 */
#ifndef LOCIQ_STORE_FILE_H
#define LOCIQ_STORE_FILE_H

#include <hdf5.h>
#include <lociq/classify.h>
#include <lociq/store.h>
#include <stdbool.h>

#include "ranks/ranks.h"
#include "read/digest.h"
#include "store/year_digest.h"

enum { LOCIQ_RANK = 4, LOCIQ_NAME_SIZE = 256, LOCIQ_FORMAT = 1 };

/* ---- hdf5_error.c */

typedef struct lociq_hdf5_printer {
  H5E_auto2_t function;
  void *data;
} lociq_hdf5_printer;

enum { LOCIQ_REASON_SIZE = 256 };

/* HDF5 would print its errors: this stops it, and restore gives the caller of the
 * library back what was set. Between them the first write that the system refuses
 * leaves its reason in `refusal` (LOCIQ_REASON_SIZE bytes, empty before; NULL: is
 * not asked for), even one in closing an object or making room in a cache, of
 * which HDF5 or its caller may not tell. */
lociq_hdf5_printer lociq_hdf5_quiet(char *refusal);
void lociq_hdf5_restore(lociq_hdf5_printer printer);
/* "<what the format says>: <HDF5's innermost reason>". To be called before any
 * other HDF5 call, which would forget the reason. LOCIQ_IO when the system
 * refused and LOCIQ_NO_MEMORY without memory, whatever status says. */
lociq_status lociq_hdf5_error(lociq_error *error, lociq_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Closes any kind of identifier; negative ones are none. */
void lociq_hdf5_close(hid_t identifier);
/* The same, and HDF5 still knows why the call before failed. */
void lociq_hdf5_abandon(hid_t identifier);

/* ---- clone.c */

typedef struct lociq_clone {
  char *target; /* the file to be replaced, symbolic links resolved */
  char *folder;
  char *path;        /* the clone, beside the target */
  char *lock_path;   /* beside the target too */
  bool copied;       /* it began as a copy of the target */
  int lock;          /* descriptor that holds the lock, or -1 */
  int descriptor;    /* of the clone, or -1 */
  uint64_t reserved; /* the clone may grow to here without being refused */
} lociq_clone;

/* The path with its symbolic links resolved, also where the last one leads to no
 * file yet. */
lociq_status lociq_path_resolve(const char *path, char **target, lociq_error *error);
/* Takes the lock, removes a leftover clone, and copies the target to the clone
 * with its mode; when copy is false, or there is no target, the clone is an empty
 * file. *copied tells which. path is what messages call it. */
lociq_status lociq_clone_create(lociq_clone *clone, const char *path, bool copy, bool *copied, lociq_error *error);
/* The names alone, of a clone that another rank makes. */
lociq_status lociq_clone_name(lociq_clone *clone, const char *path, lociq_error *error);
/* Makes sure that the clone can grow to `end` bytes: LOCIQ_IO when the disk or a
 * limit refuses. HDF5 1.10 does not survive a refused write, neither at its next
 * call nor at exit, so it must not meet one. */
lociq_status lociq_clone_reserve(lociq_clone *clone, const char *path, uint64_t end, lociq_error *error);
/* Syncs the clone, renames it over the target and syncs the folder. */
lociq_status lociq_clone_commit(const lociq_clone *clone, const char *path, lociq_error *error);
/* Removes the clone, when it is still there, and gives the lock back. */
void lociq_clone_close(lociq_clone *clone);

/* ---- the open store */

/* A dimension scale of the file. */
typedef struct lociq_scale {
  char name[LOCIQ_NAME_SIZE];
  haddr_t address;
  hsize_t size;
  int id; /* _Netcdf4Dimid */
} lociq_scale;

enum { LOCIQ_ROWS_OPEN = 16 };

/* Datasets that are being read or written by rows: they stay open, so that their
 * chunk caches serve the next call. The oldest makes room for a new one. */
typedef struct lociq_rows {
  struct {
    char name[LOCIQ_NAME_SIZE];
    hid_t dataset;
  } open[LOCIQ_ROWS_OPEN];
  size_t next;
} lociq_rows;

/* ---- trace.c */

typedef struct lociq_trace lociq_trace;
/* Nothing where there is no trace. */
lociq_status lociq_trace_note(lociq_trace *trace, const char *name, lociq_error *error);
void lociq_trace_free(lociq_trace *trace);

struct lociq_store {
  char *path; /* as given */
  lociq_store_mode mode;
  lociq_clone clone; /* of a writer */
  hid_t file;
  int descriptor;    /* HDF5's, of a file that is only read and where addresses are places in it; or -1 */
  hsize_t bytes;     /* of the file when it was opened: bounds what it can hold */
  uint64_t promised; /* end of the file once all bodies that are written by rows are there */
  char *refusal;     /* why a write was refused, LOCIQ_REASON_SIZE bytes; empty: none was */
  bool broken;       /* a writing call failed half-way: the clone is good for nothing */
  lociq_scale *scales;
  size_t scale_count;
  lociq_panel *panel;
  lociq_vintages vintages; /* that the regions fit; 0: nothing is said */
  char *provenance;
  lociq_rows *rows;      /* what reading keeps open */
  lociq_ranks ranks;     /* who writes it */
  lociq_store *original; /* of several: the store as it was, to be read; NULL where there was none */
  bool shared;           /* all of them have the clone open */
  lociq_trace *trace;    /* what was read; NULL: nobody asks */
};

/* LOCIQ_INVALID unless the store was opened for writing and is whole. */
lociq_status lociq_store_writable(const lociq_store *store, lociq_error *error);

/* To be called before `bytes` are written, overhead left aside. */
lociq_status lociq_store_reserve(lociq_store *store, uint64_t bytes, lociq_error *error);

/* Of a file that is opened by HDF5's usual driver. Negative where HDF5 refuses. */
hid_t lociq_file_access(void);

/* ---- shared.c */

/* What is read from: the store, or where this rank has it not, the store as it was. */
const lociq_store *lociq_store_reading(const lociq_store *store);
/* On all ranks, once rank 0 has the clone. */
lociq_status lociq_store_open_together(lociq_store *store, lociq_error *error);
/* As lociq_block_write, by all ranks at once, each its block, which may be empty. */
lociq_status lociq_block_write_together(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type,
                                        int rank, const hsize_t *first, const hsize_t *count, const void *values,
                                        lociq_error *error);

/* ---- text_io.c */

bool lociq_text_is_utf8(const char *text);
/* Variable-length UTF-8. */
hid_t lociq_text_type(void);
/* How texts are moved: HDF5 clears a buffer each time, a megabyte unless told less. Closed by the caller. */
hid_t lociq_text_transfer(void);
/* Reads a dataset of `count` texts; each is valid UTF-8, "" where the file has
 * none. Freed by lociq_texts_free. */
lociq_status lociq_texts_read(const lociq_store *store, const char *name, size_t count, char ***texts,
                              lociq_error *error);
/* Whether the values of a dataset are texts of variable length. */
bool lociq_texts_are(hid_t dataset);
/* To be called before texts are written: makes sure of their room in the file. */
lociq_status lociq_texts_reserve(lociq_store *store, const char *const *texts, size_t count, lociq_error *error);
void lociq_texts_free(char **texts, size_t count);

/* ---- attribute_io.c */

/* Writes a text, replacing one of that name; an empty text removes it. */
lociq_status lociq_attribute_write_text(hid_t object, const char *name, const char *text, lociq_error *error);
/* Writes `count` numbers as an attribute of shape (count). */
lociq_status lociq_attribute_write(hid_t object, const char *name, hid_t file_type, hid_t memory_type,
                                   const void *values, size_t count, lociq_error *error);
/* NULL where there is none. LOCIQ_BAD_INPUT for what is no single text. */
lociq_status lociq_attribute_read_text(hid_t object, const char *name, char **text, lociq_error *error);
/* Fallback where there is none. */
lociq_status lociq_attribute_read_integer(hid_t object, const char *name, int fallback, int *value, lociq_error *error);
/* What is said of a cube beyond the store's own attributes. */
lociq_status lociq_attributes_write(hid_t object, const lociq_attribute *attributes, size_t count, lociq_error *error);
lociq_status lociq_attributes_read(hid_t object, lociq_cube *cube, lociq_error *error);
/* Copies all of them but those that HDF5's dimension scales keep themselves. */
lociq_status lociq_attributes_copy(hid_t from, hid_t to, lociq_error *error);

/* ---- dimension.c: scales and what lies on them */

typedef struct lociq_layout {
  int rank;
  hsize_t size[LOCIQ_RANK];
  char name[LOCIQ_RANK][LOCIQ_NAME_SIZE]; /* of the scales */
} lociq_layout;

/* NULL where there is none; borrowed until the next scale is made. */
const lociq_scale *lociq_scale_find(const lociq_store *store, const char *name);
/* Fills the table of scales from the file. */
lociq_status lociq_scales_read(lociq_store *store, lociq_error *error);
/* Makes a scale with its values. values are texts where type is negative. */
lociq_status lociq_scale_create(lociq_store *store, const char *name, size_t size, hid_t file_type, hid_t memory_type,
                                const void *values, lociq_error *error);
/* Gives the scale's link another name; what lies on it stays on it. */
lociq_status lociq_scale_rename(lociq_store *store, const char *from, const char *to, lociq_error *error);
lociq_status lociq_scale_remove(lociq_store *store, const char *name, lociq_error *error);
lociq_status lociq_layout_attach(const lociq_store *store, hid_t dataset, const lociq_layout *layout,
                                 lociq_error *error);
/* Shape and scales of a dataset. complete is false where an axis has no scale of
 * the root group; its name is then "". */
lociq_status lociq_layout_read(const lociq_store *store, const char *name, hid_t dataset, lociq_layout *layout,
                               bool *complete, lociq_error *error);
/* The layout of a shape on the store's axes; makes industry_other when it is
 * needed first. LOCIQ_INVALID where an axis has no members. */
lociq_status lociq_layout_of_shape(lociq_store *store, const char *name, unsigned shape, lociq_layout *layout,
                                   lociq_error *error);
/* The shape whose axes these are, or 0. */
unsigned lociq_layout_shape(const lociq_layout *layout);
size_t lociq_layout_count(const lociq_layout *layout);
/* LOCIQ_BAD_INPUT for a dataset far larger than its file, which is none of ours:
 * reading it would fill the memory, or never end. */
lociq_status lociq_layout_check(const lociq_store *store, const char *name, const lociq_layout *layout,
                                lociq_error *error);

/* ---- dataset.c */

/* Of numbers: TEXT is none of these. */
hid_t lociq_type_file(lociq_type type);
hid_t lociq_type_memory(lociq_type type);
size_t lociq_type_size(lociq_type type);
/* Which of the types a dataset's is; false for others. */
bool lociq_type_find(hid_t dataset, lociq_type *type);

/* Names of all links of the root group in the order in which they were made. */
lociq_status lociq_links_read(const lociq_store *store, char ***names, size_t *count, lociq_error *error);
bool lociq_dataset_exists(const lociq_store *store, const char *name);
/* Opens a dataset of the root group; LOCIQ_BAD_INPUT when it is something else, or
 * keeps its values in other files. */
lociq_status lociq_dataset_open(const lociq_store *store, const char *name, hid_t access, hid_t *dataset,
                                lociq_error *error);
/* Makes an empty dataset on its scales: chunked, with checksums, filled with the
 * type's missing value. */
lociq_status lociq_dataset_create(lociq_store *store, const char *name, lociq_type type, const lociq_layout *layout,
                                  bool compress, hid_t *dataset, lociq_error *error);
/* Makes a dataset on its scales in one piece and writes all of it: what is small, such as texts. */
lociq_status lociq_dataset_write(const lociq_store *store, const char *name, const lociq_layout *layout,
                                 hid_t file_type, hid_t memory_type, const void *values, hid_t *dataset,
                                 lociq_error *error);
lociq_status lociq_dataset_remove(lociq_store *store, const char *name, lociq_error *error);
/* A chunk cache that holds the two strips of chunks that rows run through. */
hid_t lociq_dataset_access(const lociq_layout *layout, size_t element);

/* As many positions along a dimension as make whole chunks, but not more than `most`; so many
 * where one chunk has more, or there are none. */
hsize_t lociq_dataset_span(hid_t dataset, int dimension, hsize_t most);

/* ---- block_io.c */

/* A block of the dataset: first and count have the dataset's rank. */
lociq_status lociq_block_read(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type, int rank,
                              const hsize_t *first, const hsize_t *count, void *values, lociq_error *error);
lociq_status lociq_block_write(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type, int rank,
                               const hsize_t *first, const hsize_t *count, const void *values, lociq_error *error);
/* All of a dataset. */
lociq_status lociq_dataset_load(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type,
                                void *values, lociq_error *error);
lociq_status lociq_dataset_fill(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type,
                                const void *values, lociq_error *error);

/* ---- axis_io.c */

lociq_status lociq_axis_read(const lociq_store *store, lociq_axis_kind kind, lociq_axis **axis, lociq_error *error);
/* Makes the scale of an axis; does nothing for an axis without members. */
lociq_status lociq_axis_write(lociq_store *store, const lociq_axis *axis, lociq_error *error);
/* Makes or replaces region_label, region_parent and region_level. */
lociq_status lociq_axis_write_labels(lociq_store *store, const lociq_axis *axis, lociq_error *error);
lociq_status lociq_axis_remove_labels(lociq_store *store, lociq_axis_kind kind, lociq_error *error);
/* Makes the scale industry_other, which repeats the industries. */
lociq_status lociq_axis_write_other(lociq_store *store, lociq_error *error);
/* Whether a name is an axis's or that of what is said of its members. */
bool lociq_axis_owns(const char *name);
/* Writes the attribute `coordinates` of one dataset, or of all. */
lociq_status lociq_coordinates_write(const lociq_store *store, hid_t dataset, const lociq_layout *layout,
                                     lociq_error *error);
lociq_status lociq_coordinates_refresh(lociq_store *store, lociq_error *error);

/* ---- cube_io.c */

/* Writes "<name><suffix>" or "<name><suffix>_flag". */
void lociq_part_name(char text[LOCIQ_NAME_SIZE], const char *cube, lociq_part part, bool flag);
/* Describes all cubes of the file: fills panel->cubes. */
lociq_status lociq_cubes_describe(lociq_store *store, lociq_error *error);
/* Makes the datasets of a part, empty, with their attributes. */
lociq_status lociq_part_create(lociq_store *store, const lociq_cube *cube, lociq_part part, bool flag, bool compress,
                               hid_t *dataset, lociq_error *error);
/* Writes what a part's dataset says of itself: title, unit, source, kind. */
lociq_status lociq_body_attributes_write(hid_t dataset, const lociq_cube *cube, lociq_part part, lociq_error *error);
/* Describes one dataset, when it is a cube. */
lociq_status lociq_cube_describe(lociq_store *store, const char *name, lociq_error *error);
/* Removes a cube that the panel describes, with all its parts. */
lociq_status lociq_cube_remove(lociq_store *store, const char *cube, lociq_error *error);
/* Puts a description of the cube, without values, into the panel in place of an
 * older one. */
lociq_status lociq_cube_remember(lociq_store *store, const lociq_cube *cube, lociq_error *error);
void lociq_cube_forget(lociq_store *store, const char *name);
/* LOCIQ_CONFLICT when the name, or that of one of its parts, is something
 * else's. */
lociq_status lociq_name_claim(const lociq_store *store, const char *name, const char *kind, lociq_error *error);

/* ---- variable_io.c */

/* Whether datasets of this kind are variables over dimensions of their own. */
bool lociq_kind_is_variable(const char *kind);

/* ---- variable_load.c */

/* All but the values of a variable. The caller frees, whatever is returned. */
lociq_status lociq_variable_describe(const lociq_store *store, const char *name, hid_t dataset,
                                     lociq_stored_variable *described, lociq_layout *layout, lociq_error *error);

/* ---- rows_io.c */

lociq_rows *lociq_rows_create(void); /* NULL without memory; given back with free */
void lociq_rows_close(lociq_store *store);
/* Whether a body of this shape is years × rows × width: the only cubes there are. */
bool lociq_shape_is_table(unsigned shape);
/* A body as years × rows × width: what read_rows and write_rows count in. */
void lociq_rows_shape(const lociq_store *store, const lociq_cube *cube, size_t *years, size_t *rows, size_t *width);

/* ---- year_digest.c */

/* Of what was digested so far: the values of a year in their order. */
lociq_status lociq_year_digest_finish(const lociq_digesting *digesting, lociq_year_digest *digest, lociq_error *error);
/* Of one position along the first dimension of a dataset of numbers, such as the year. */
lociq_status lociq_year_digest_read(const lociq_store *store, const char *name, hid_t dataset, size_t year,
                                    lociq_year_digest *digest, lociq_error *error);
/* The same, where it is kept beside the dataset without reading. */
lociq_status lociq_year_digest_of(const lociq_store *store, const char *name, hid_t dataset, const lociq_layout *layout,
                                  size_t year, lociq_year_digest *digest, lociq_error *error);
/* Keeps the digests that are there beside the dataset, along the store's years; where one is "", what was kept stays.
 */
lociq_status lociq_year_digests_keep(const lociq_store *store, hid_t dataset, const lociq_year_digest *digests,
                                     lociq_error *error);
/* For values that lie anew. */
lociq_status lociq_year_digests_drop(hid_t dataset, lociq_error *error);

/* ---- extend.c */

/* Puts the store on axes that hold its own and more: makes the scales anew and
 * rewrites what lies on those that grew. The old axes are left in `axes`. */
lociq_status lociq_store_extend(lociq_store *store, lociq_axis *axes[LOCIQ_AXIS_KINDS], lociq_error *error);

/* ---- vintage.c */

/* Sets store->vintages from the file. */
lociq_status lociq_vintages_read(lociq_store *store, lociq_error *error);
lociq_status lociq_vintages_write(lociq_store *store, lociq_vintages vintages, lociq_error *error);
/* The vintages that both fit. LOCIQ_CONFLICT where there are none, naming a region of
 * each. */
lociq_status lociq_vintages_unite(const lociq_store *store, const lociq_panel *panel, lociq_vintages *vintages,
                                  lociq_error *error);

/* ---- provenance.c */

lociq_status lociq_provenance_read(lociq_store *store, lociq_error *error);

#endif
