/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fast way of almost every line of most files. Where fields end is found for many
 * lines at once; then these lines are taken a field at a time, so that nothing waits for
 * the field before. A line that is not plain, whatever the reason, ends them, and is left
 * to the long way as if nobody had looked at it.
 *
 * Quotes need no care here: a text that is known ended where a field of it ends, a number
 * has none, and with anything else the line is not plain.
 */
#include "core/memory.h"
#include "read/digits.h"
#include "read/parse.h"

enum { PIECE = 8192 /* bytes searched at a time: their places stay in the nearest cache */ };

static bool is_plain(const lociq_layout *layout, char delimiter) {
  for (size_t f = 0; f < layout->field_count; f++) {
    const lociq_field *field = &layout->fields[f];
    if (field->role == LOCIQ_FIELD_IGNORED || field->role == LOCIQ_FIELD_LABEL) return false;
    if (f + 1 < layout->field_count && field->end != delimiter) return false;
  }
  return layout->field_count > 1; /* else an empty line would be an empty field */
}

lociq_status lociq_plain_create(const lociq_layout *layout, char delimiter, lociq_plain *plain, lociq_error *error) {
  *plain = (lociq_plain){0};
  if (!is_plain(layout, delimiter)) return LOCIQ_OK;
  plain->places = lociq_allocate(1 + layout->field_count + PIECE + LOCIQ_SEPARATORS_SPARE, sizeof *plain->places);
  if (plain->places == NULL) return lociq_memory_error(error, "a parser");
  plain->find = lociq_separators_choose();
  plain->eights = lociq_eights_choose();
  return LOCIQ_OK;
}

void lociq_plain_clear(lociq_plain *plain) {
  free(plain->places);
  *plain = (lociq_plain){0};
}

void lociq_plain_begin(lociq_plain *plain, const lociq_window *window) {
  plain->count = plain->next = 1;
  plain->base = plain->searched = window->text;
  plain->limit = 1;
}

/* Searches on where the separators of less than a line are known behind `from`. */
static void search(lociq_parser *parser, uint32_t from) {
  lociq_plain *plain = &parser->plain;
  while (plain->next < plain->count && lociq_place_position(plain->places[plain->next]) < from) plain->next++;
  if (plain->next == plain->count && plain->searched < plain->base + from) plain->searched = plain->base + from;
  while (plain->count - plain->next < parser->layout->field_count && plain->searched < parser->limit) {
    plain->count -= plain->next - 1;
    memmove(plain->places + 1, plain->places + plain->next, (plain->count - 1) * sizeof *plain->places);
    plain->next = 1;
    const size_t left = (size_t)(parser->limit - plain->searched),
                 blocks = (left + LOCIQ_SEPARATORS_BLOCK - 1) / LOCIQ_SEPARATORS_BLOCK * LOCIQ_SEPARATORS_BLOCK,
                 length = blocks < PIECE ? blocks : PIECE;
    plain->count += plain->find(plain->searched, length, parser->delimiter, (uint32_t)(plain->searched - plain->base),
                                plain->places + plain->count);
    plain->searched += length;
  }
}

/* What follows takes a field of some lines, and returns of how many, from the first on, it
 * could. Each is a function of its own, so that what its loop needs fits the registers. */

/* A code that was not guessed. */
static bool find_code(lociq_dictionary *dictionary, const char *text, size_t length, uint32_t *id) {
  if (length > LOCIQ_LINE_LIMIT) return false;
  *id = lociq_dictionary_find(dictionary, lociq_text_head(text, length), text, length);
  if (*id != LOCIQ_UNKNOWN) lociq_dictionary_expect(dictionary, text, length, *id);
  return *id != LOCIQ_UNKNOWN;
}

/* Codes of the lines from `i` to `end`, one by one: where it stopped. */
__attribute__((noinline)) static size_t find_codes(const lociq_column *lines, size_t i, size_t end,
                                                   lociq_dictionary *dictionary, uint32_t *ids) {
  const uint32_t *place = lines->places + i * lines->fields;
  bool guesses = lociq_dictionary_guesses(dictionary), right = false;
  uint32_t last = dictionary->last;
  for (; i < end; i++, place += lines->fields) {
    const char *text = lines->base + lociq_place_begin(place);
    const uint32_t length = lociq_place_length(place, lines->end);
    const bool holds = guesses && lociq_guess_again(dictionary->codes, &last, text);
    right = right || holds;
    if (holds && dictionary->codes[last].text.length == length) {
      ids[i] = last;
      continue;
    }
    dictionary->last = last;
    if (right) dictionary->wrong = 0;
    right = false;
    if (!find_code(dictionary, text, length, &ids[i])) break;
    guesses = lociq_dictionary_guesses(dictionary);
    last = dictionary->last;
  }
  dictionary->last = last;
  if (right) dictionary->wrong = 0;
  return i;
}

/* Where eight lines could not be taken at once, the next lines are taken one by one: more
 * and more of them while that goes on. */
static size_t next_stretch(size_t stretch, size_t taken) { return taken > 0 ? LOCIQ_EIGHT : 2 * stretch; }

static size_t take_codes(const lociq_column *lines, const lociq_eights *eights, lociq_dictionary *dictionary,
                         uint32_t *ids) {
  size_t stretch = LOCIQ_EIGHT / 2;
  for (size_t i = 0; i < lines->rows;) {
    const size_t taken =
        eights == NULL || !dictionary->met ? 0 : eights->codes(lines, i, dictionary->heads, dictionary->last, ids);
    i += taken;
    if (taken > 0) dictionary->last = ids[i - 1];
    stretch = next_stretch(stretch, taken);
    const size_t end = lines->rows - i < stretch ? lines->rows : i + stretch,
                 stopped = find_codes(lines, i, end, dictionary, ids);
    if (stopped < end) return stopped;
    i = end;
  }
  return lines->rows;
}

/* A number that is not whole, or too long to be looked at in one step, or nothing, which
 * is missing; false where it is anything else. */
static bool take_other(const lociq_column *lines, const uint32_t *place, double *value) {
  const size_t length = lociq_place_length(place, lines->end);
  const char *text = lines->base + lociq_place_begin(place);
  *value = (double)NAN;
  if (length > LOCIQ_LINE_LIMIT) return false;
  return length == 0 ? lines->sparse : lociq_digits_number(text, text[length], value) == text + length;
}

static bool take_other_whole(const lociq_column *lines, const uint32_t *place, int32_t *cell, bool *lacking) {
  double value = 0;
  if (!take_other(lines, place, &value) || !lociq_chunk_is_whole(value)) return false;
  *cell = isnan(value) ? LOCIQ_WHOLE_MISSING : (int32_t)value;
  *lacking = *lacking || isnan(value);
  return true;
}

/* Whole numbers of the lines from `i` to `end`, one by one: where it stopped. */
__attribute__((noinline)) static size_t find_whole(const lociq_column *lines, size_t i, size_t end, int32_t *cells,
                                                   bool *lacking) {
  const uint32_t *place = lines->places + i * lines->fields;
  for (; i < end; i++, place += lines->fields) {
    const uint32_t length = lociq_place_length(place, lines->end);
    uint64_t digits = 0;
    if (length - 1 < sizeof digits &&
        lociq_digits_take(lociq_digits_load(lines->base + lociq_place_begin(place)), length, &digits))
      cells[i] = (int32_t)digits;
    else if (!take_other_whole(lines, place, &cells[i], lacking))
      break;
  }
  return i;
}

/* Of a chunk of whole numbers. */
static size_t take_whole(const lociq_column *lines, const lociq_eights *eights, int32_t *cells, bool *lacking) {
  size_t stretch = LOCIQ_EIGHT / 2;
  for (size_t i = 0; i < lines->rows;) {
    const size_t taken = eights == NULL ? 0 : eights->numbers(lines, i, cells);
    i += taken;
    stretch = next_stretch(stretch, taken);
    const size_t end = lines->rows - i < stretch ? lines->rows : i + stretch,
                 stopped = find_whole(lines, i, end, cells, lacking);
    if (stopped < end) return stopped;
    i = end;
  }
  return lines->rows;
}

__attribute__((noinline)) static size_t take_real(const lociq_column *lines, double *cells, bool *lacking) {
  const uint32_t *place = lines->places;
  for (size_t i = 0; i < lines->rows; i++, place += lines->fields, cells++) {
    if (!take_other(lines, place, cells)) return i;
    *lacking = *lacking || isnan(*cells);
  }
  return lines->rows;
}

static size_t take_empty(const lociq_column *lines) {
  const uint32_t *place = lines->places;
  for (size_t i = 0; i < lines->rows; i++, place += lines->fields)
    if (lociq_place_length(place, lines->end) != 0) return i;
  return lines->rows;
}

static size_t take_field(lociq_parser *parser, const lociq_column *lines, const lociq_field *field, bool *lacking) {
  const lociq_chunk *chunk = parser->chunk;
  const size_t cell = lociq_chunk_cell(chunk, chunk->rows, field->target);
  if (field->role == LOCIQ_FIELD_FLAG) return take_empty(lines);
  if (field->role == LOCIQ_FIELD_CELL)
    return chunk->real != NULL ? take_real(lines, chunk->real + cell, lacking)
                               : take_whole(lines, parser->plain.eights, chunk->whole + cell, lacking);
  const size_t index = parser->code_index[field->target];
  return take_codes(lines, parser->plain.eights, &parser->dictionaries[index],
                    chunk->codes + index * chunk->capacity + chunk->rows);
}

/* The lines become rows; none of them has a flag. */
static void keep_rows(lociq_parser *parser, size_t rows, bool lacking) {
  lociq_chunk *chunk = parser->chunk;
  for (size_t c = 0; lacking && c < chunk->cells_a_row; c++)
    for (size_t row = chunk->rows; row < chunk->rows + rows; row++) {
      const bool missing = isnan(lociq_chunk_value(chunk, lociq_chunk_cell(chunk, row, c))) != 0;
      chunk->missing += missing;
      chunk->missing_unflagged += missing;
    }
  for (size_t i = 0; chunk->lines != NULL && i < rows; i++)
    chunk->lines[chunk->rows + i] = (uint32_t)(parser->line + i - chunk->first_line);
  chunk->rows += rows;
  parser->line += rows;
}

/* Takes lines at the places that come next, up to `rows` of them. More are tried where
 * they were plain, fewer where not. */
static size_t take_lines(lociq_parser *parser, size_t rows) {
  lociq_plain *plain = &parser->plain;
  const lociq_layout *layout = parser->layout;
  const size_t tried = rows < plain->limit ? rows : plain->limit;
  lociq_column lines = {
      .base = plain->base, .fields = layout->field_count, .rows = tried, .sparse = layout->cell == NULL};
  bool lacking = false;
  for (size_t f = 0; f < lines.fields && lines.rows > 0; f++) {
    lines.places = plain->places + plain->next + f;
    lines.end = f + 1 == lines.fields ? LOCIQ_LINE_BREAK : 0;
    lines.rows = take_field(parser, &lines, &layout->fields[f], &lacking);
  }
  if (lines.rows > 0) keep_rows(parser, lines.rows, lacking);
  plain->limit = lines.rows < tried ? 1 + lines.rows / 2 : tried < PIECE ? 2 * tried : PIECE;
  return lines.rows;
}

lociq_status lociq_parse_plain_rows(lociq_parser *parser, const char **next, lociq_error *error) {
  lociq_plain *plain = &parser->plain;
  lociq_chunk *chunk = parser->chunk;
  const size_t fields = parser->layout->field_count;
  while (plain->find != NULL && *next < parser->limit) {
    const uint32_t from = (uint32_t)(*next - plain->base);
    search(parser, from);
    size_t rows = (plain->count - plain->next) / fields;
    const bool gap = chunk->lines == NULL && parser->line - chunk->first_line != chunk->rows;
    if (rows == 0 || gap) return LOCIQ_OK;
    const lociq_status status = chunk->rows < chunk->capacity ? LOCIQ_OK : lociq_chunk_grow(chunk, error);
    if (status != LOCIQ_OK) return status;
    if (rows > chunk->capacity - chunk->rows) rows = chunk->capacity - chunk->rows;
    plain->places[plain->next - 1] = (from - 1) | LOCIQ_LINE_BREAK; /* a window's first line follows none */
    const size_t taken = take_lines(parser, rows);
    plain->next += taken * fields;
    if (taken == 0) return LOCIQ_OK;
    *next = plain->base + lociq_place_begin(plain->places + plain->next);
  }
  return LOCIQ_OK;
}
