/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each kind of field has a short way, for what almost every field is, and a long
 * one through lociq_field_take. The short ways look at eight bytes at once, which
 * the padding of a window allows; they end a field at its `end` alone, so that
 * whatever else may end it takes the long way.
 */
#include "read/parse.h"

#include "core/memory.h"
#include "read/digits.h"

enum { SHORT_WORDS = 6, SHOWN = 60 };

/* Where `end` first stands, or NULL beyond the first few words. */
static inline const char *short_find(const char *text, char end) {
  const uint64_t wanted = LOCIQ_EACH_BYTE * (unsigned char)end;
  for (int i = 0; i < SHORT_WORDS; i++, text += 8) {
    const uint64_t differs = lociq_digits_load(text) ^ wanted;
    const uint64_t zeros = (differs - LOCIQ_EACH_BYTE) & ~differs & LOCIQ_HIGH_BITS; /* the lowest is sure */
    if (zeros != 0) return text + (__builtin_ctzll(zeros) >> 3);
  }
  return NULL;
}

static size_t column_of(const lociq_parser *parser, const char *at) {
  size_t column = 1;
  for (const char *byte = parser->line_start; byte < at; byte++)
    column += ((unsigned char)*byte & 0xC0u) != 0x80u; /* characters, not bytes */
  return column;
}

static lociq_status refuse_at(const lociq_parser *parser, const char *at, lociq_error *error, const char *what) {
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu:%zu: %s", parser->path, (unsigned long long)parser->line,
                         column_of(parser, at), what);
}

static lociq_status refuse_text(const lociq_parser *parser, const char *at, const char *name, const char *of,
                                const char *expected, lociq_error *error) {
  const lociq_slice text = parser->taken.text;
  const size_t valid = lociq_utf8_valid(text);
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu:%zu: %s%s is \"%.*s%s\", expected %s", parser->path,
                         (unsigned long long)parser->line, column_of(parser, at), of, name,
                         (int)(valid > SHOWN ? SHOWN : valid), text.text, valid > SHOWN ? "…" : "", expected);
}

/* The long way: takes the field and goes on with the line where its quotes hid
 * line breaks. */
static lociq_status take(lociq_parser *parser, const char *from, char end, lociq_error *error) {
  const bool quoted = !parser->layout->unquoted;
  const char *wrong = lociq_field_take(from, parser->limit, end, parser->delimiter, quoted, &parser->taken);
  if (wrong != NULL && parser->taken.line_breaks == 0) return refuse_at(parser, parser->taken.stop, error, wrong);
  if (wrong != NULL) return refuse_at(parser, from, error, wrong);
  return LOCIQ_OK;
}

static void pass_line_breaks(lociq_parser *parser) {
  if (parser->taken.line_breaks == 0) return;
  parser->line += parser->taken.line_breaks;
  const char *last = memrchr(parser->line_start, '\n', (size_t)(parser->taken.stop - parser->line_start));
  parser->line_start = last + 1;
}

static lociq_status check_text(const lociq_parser *parser, const char *from, const char *name, const char *of,
                               lociq_error *error) {
  const lociq_slice text = parser->taken.text;
  const size_t valid = lociq_utf8_valid(text);
  if (valid < text.length)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu:%zu: %s%s has the byte 0x%02X, which is not UTF-8",
                           parser->path, (unsigned long long)parser->line, column_of(parser, from), of, name,
                           (unsigned)(unsigned char)text.text[valid]);
  if (text.length > LOCIQ_CODE_LIMIT) return refuse_text(parser, from, name, of, "at most 1024 bytes", error);
  return LOCIQ_OK;
}

/* The code of the line under way. */
static inline uint32_t *code_of(const lociq_parser *parser, size_t index) {
  return &parser->chunk->codes[index * parser->chunk->capacity + parser->chunk->rows];
}

/* A text of a code not met before: what it means. */
static lociq_status long_code(lociq_parser *parser, const char *from, char end, size_t target, uint32_t *id,
                              lociq_error *error) {
  lociq_status status = take(parser, from, end, error);
  if (status != LOCIQ_OK) return status;
  const lociq_taken *taken = &parser->taken;
  const lociq_read_dimension *dimension = &parser->layout->dimensions[target];
  lociq_dictionary *dictionary = &parser->dictionaries[parser->code_index[target]];
  lociq_slice code = taken->text, label = {0};
  if (parser->layout->split_code != NULL) parser->layout->split_code(taken->text, &code, &label);
  status = check_text(parser, from, dimension->name, "", error);
  if (code.length == 0 && dimension->blank != NULL) code = (lociq_slice){dimension->blank, strlen(dimension->blank)};
  if (status == LOCIQ_OK && code.length == 0) status = refuse_text(parser, from, dimension->name, "", "a code", error);
  if (status == LOCIQ_OK) status = lociq_dictionary_add(dictionary, code, id, error);
  if (status == LOCIQ_OK) status = lociq_dictionary_label(dictionary, *id, label, parser->line, error);
  const lociq_slice raw = {from, (size_t)(taken->stop - from)};
  if (status != LOCIQ_OK || !taken->verbatim || raw.length == 0 || raw.length > 8 * SHORT_WORDS || *taken->stop != end)
    return status;
  if (lociq_dictionary_find(dictionary, lociq_text_head(from, raw.length), from, raw.length) != LOCIQ_UNKNOWN)
    return LOCIQ_OK;
  return lociq_dictionary_alias(dictionary, raw, *id, error);
}

/* Not the text that was expected: the dictionary says what it means. */
static lociq_status find_code(lociq_parser *parser, const char **next, char end, size_t target, uint32_t *id,
                              lociq_error *error) {
  const char *from = *next, *stop = short_find(from, end);
  lociq_dictionary *dictionary = &parser->dictionaries[parser->code_index[target]];
  *id = LOCIQ_UNKNOWN;
  if (stop != NULL) {
    const size_t length = (size_t)(stop - from);
    *id = lociq_dictionary_find(dictionary, lociq_text_head(from, length), from, length);
    if (*id != LOCIQ_UNKNOWN) lociq_dictionary_expect(dictionary, from, length, *id);
  }
  if (*id == LOCIQ_UNKNOWN) {
    const lociq_status status = long_code(parser, from, end, target, id, error);
    if (status != LOCIQ_OK) return status;
    stop = parser->taken.stop;
    pass_line_breaks(parser);
  }
  *next = stop;
  return LOCIQ_OK;
}

static inline lociq_status parse_code(lociq_parser *parser, const char **next, char end, size_t target,
                                      lociq_error *error) {
  const size_t index = parser->code_index[target];
  uint32_t *id = code_of(parser, index);
  lociq_dictionary *dictionary = &parser->dictionaries[index];
  const lociq_code *guess = lociq_dictionary_guess(dictionary, *next);
  if (guess != NULL && (*next)[guess->text.length] == end) {
    *id = dictionary->last;
    *next += guess->text.length;
    return LOCIQ_OK;
  }
  return find_code(parser, next, end, target, id, error);
}

static void set_flags(lociq_parser *parser, size_t column, uint16_t flags, bool suppressed) {
  parser->row_flags[column] = (uint16_t)(parser->row_flags[column] | flags);
  parser->row_suppressed[column] = parser->row_suppressed[column] || suppressed;
  parser->dirty = true;
}

static lociq_status long_cell(lociq_parser *parser, const char **next, char end, size_t column, double *value,
                              lociq_error *error) {
  const char *from = *next;
  const lociq_status status = take(parser, from, end, error);
  if (status != LOCIQ_OK) return status;
  lociq_parse_cell *parse = parser->layout->cell == NULL ? lociq_parse_plain_cell : parser->layout->cell;
  uint16_t flags = 0;
  const char *expected = parse(parser->taken.text, value, &flags);
  if (expected != NULL) return refuse_text(parser, from, parser->layout->columns[column].measure, "", expected, error);
  if (flags != 0) set_flags(parser, column, flags, false);
  pass_line_breaks(parser);
  *next = parser->taken.stop;
  return LOCIQ_OK;
}

static lociq_status other_cell(lociq_parser *parser, const char **next, char end, size_t column, lociq_error *error) {
  double value = 0;
  const char *stop = lociq_digits_number(*next, end, &value);
  if (stop != NULL) {
    *next = stop;
  } else {
    const lociq_status status = long_cell(parser, next, end, column, &value, error);
    if (status != LOCIQ_OK) return status;
    parser->lacking = parser->lacking || isnan(value) != 0;
  }
  lociq_chunk *chunk = parser->chunk;
  return lociq_chunk_put(chunk, lociq_chunk_cell(chunk, chunk->rows, column), value, error);
}

/* Most cells are whole numbers of few digits, in a chunk of such. */
static inline lociq_status parse_cell(lociq_parser *parser, const char **next, char end, size_t column,
                                      lociq_error *error) {
  lociq_chunk *chunk = parser->chunk;
  const uint64_t word = lociq_digits_load(*next);
  const unsigned count = lociq_digits_count(word);
  if (count - 1 < 7 && (*next)[count] == end && chunk->real == NULL) {
    chunk->whole[lociq_chunk_cell(chunk, chunk->rows, column)] = (int32_t)lociq_digits_value(word, count);
    *next += count;
    return LOCIQ_OK;
  }
  return other_cell(parser, next, end, column, error);
}

static lociq_status parse_flag(lociq_parser *parser, const char **next, const lociq_field *field, char end,
                               lociq_error *error) {
  const char *from = *next;
  if (*from == end) return LOCIQ_OK;
  const lociq_status status = take(parser, from, end, error);
  if (status != LOCIQ_OK) return status;
  uint16_t flags = 0;
  bool suppressed = false;
  const char *expected = field->flag(parser->taken.text, &flags, &suppressed);
  if (expected != NULL)
    return refuse_text(parser, from, parser->layout->columns[field->target].measure, "the flag of ", expected, error);
  for (size_t i = 0; (flags != 0 || suppressed) && i < field->span; i++)
    set_flags(parser, field->target + i, flags, suppressed);
  pass_line_breaks(parser);
  *next = parser->taken.stop;
  return LOCIQ_OK;
}

static lociq_status pass_field(lociq_parser *parser, const char **next, char end, lociq_error *error) {
  const lociq_status status = take(parser, *next, end, error);
  if (status != LOCIQ_OK) return status;
  pass_line_breaks(parser);
  *next = parser->taken.stop;
  return LOCIQ_OK;
}

/* Gives the line's codes the labels that stand beside them. */
static lociq_status keep_labels(lociq_parser *parser, size_t fields, lociq_error *error) {
  const lociq_layout *layout = parser->layout;
  for (size_t f = 0; f < fields; f++) {
    if (layout->fields[f].role != LOCIQ_FIELD_LABEL) continue;
    const size_t target = layout->fields[f].target, index = parser->code_index[target];
    const uint32_t id = *code_of(parser, index);
    if (parser->dictionaries[index].codes[id].label != NULL) continue;
    const char *from = parser->label_from[f];
    const char end = f + 1 == layout->field_count ? '\n' : layout->fields[f].end;
    lociq_status status = take(parser, from, end, error);
    if (status == LOCIQ_OK) status = check_text(parser, from, layout->dimensions[target].name, "the label of ", error);
    if (status == LOCIQ_OK)
      status = lociq_dictionary_label(&parser->dictionaries[index], id, parser->taken.text, parser->line, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* Counts what is missing in the row and keeps its flags. */
static lociq_status finish_row(lociq_parser *parser, lociq_error *error) {
  lociq_chunk *chunk = parser->chunk;
  parser->lacking = false;
  for (size_t c = 0; c < chunk->cells_a_row; c++) {
    const size_t cell = lociq_chunk_cell(chunk, chunk->rows, c);
    if (parser->dirty && parser->row_suppressed[c]) {
      const lociq_status status = lociq_chunk_put(chunk, cell, (double)NAN, error);
      if (status != LOCIQ_OK) return status;
    }
    const bool missing =
        chunk->real != NULL ? isnan(chunk->real[cell]) != 0 : chunk->whole[cell] == LOCIQ_WHOLE_MISSING;
    if (!missing) continue;
    const uint16_t flags = parser->dirty ? parser->row_flags[c] : 0;
    chunk->missing++;
    chunk->missing_unflagged += flags == 0;
    for (size_t i = 0; flags != 0 && i < LOCIQ_FLAG_COUNT; i++)
      chunk->missing_by_flag[i] += (flags & lociq_flags[i].bit) != 0;
  }
  if (!parser->dirty) return LOCIQ_OK;
  const lociq_status status = lociq_chunk_add_flags(chunk, error);
  if (status != LOCIQ_OK) return status;
  for (size_t c = 0; c < chunk->cells_a_row; c++) {
    chunk->flags[lociq_chunk_cell(chunk, chunk->rows, c)] = parser->row_flags[c];
    parser->flagged[c] = parser->flagged[c] || parser->row_flags[c] != 0;
    parser->row_flags[c] = 0;
    parser->row_suppressed[c] = false;
  }
  parser->dirty = false;
  return LOCIQ_OK;
}

static lociq_status parse_field(lociq_parser *parser, const char **next, const lociq_field *field, char end,
                                lociq_error *error) {
  switch (field->role) {
    case LOCIQ_FIELD_CODE:
      return parse_code(parser, next, end, field->target, error);
    case LOCIQ_FIELD_CELL:
      return parse_cell(parser, next, end, field->target, error);
    case LOCIQ_FIELD_FLAG:
      return parse_flag(parser, next, field, end, error);
    case LOCIQ_FIELD_LABEL:
      parser->label_from[field - parser->layout->fields] = *next;
      return pass_field(parser, next, end, error);
    default:
      return pass_field(parser, next, end, error);
  }
}

/* A line with fewer fields than the header: fine where only cells are lacking
 * and the format has it so. */
static lociq_status end_early(const lociq_parser *parser, size_t found, lociq_error *error) {
  const lociq_layout *layout = parser->layout;
  bool allowed = layout->fewer_fields;
  for (size_t f = found; f < layout->field_count; f++) allowed = allowed && layout->fields[f].role != LOCIQ_FIELD_CODE;
  if (allowed) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: %zu fields, expected %zu", parser->path,
                         (unsigned long long)parser->line, found, layout->field_count);
}

static lociq_status refuse_more(lociq_parser *parser, const char *next, lociq_error *error) {
  size_t count = parser->layout->field_count;
  lociq_status status = LOCIQ_OK;
  for (; status == LOCIQ_OK && *next != '\n'; count++) {
    next++;
    status = pass_field(parser, &next, parser->delimiter, error);
  }
  if (status != LOCIQ_OK) return status;
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: %zu fields, expected %zu", parser->path,
                         (unsigned long long)parser->line, count, parser->layout->field_count);
}

static lociq_status parse_line(lociq_parser *parser, const char **next, lociq_error *error) {
  const lociq_layout *layout = parser->layout;
  const uint64_t line = parser->line;
  lociq_status status = lociq_chunk_begin_row(parser->chunk, error);
  size_t found = layout->field_count;
  for (size_t f = 0; f < found && status == LOCIQ_OK; f++) {
    const bool last = f + 1 == layout->field_count;
    const char end = last ? '\n' : layout->fields[f].end;
    status = parse_field(parser, next, &layout->fields[f], end, error);
    if (status != LOCIQ_OK || **next == end) {
      *next += status == LOCIQ_OK && !last;
      continue;
    }
    if (last) return refuse_more(parser, *next, error);
    found = f + 1;
    status = end_early(parser, found, error);
  }
  if (status == LOCIQ_OK && parser->labels) status = keep_labels(parser, found, error);
  if (status == LOCIQ_OK && (parser->lacking || parser->dirty || found < layout->field_count))
    status = finish_row(parser, error);
  if (status != LOCIQ_OK) return status;
  lociq_chunk *chunk = parser->chunk;
  if (line - chunk->first_line != chunk->rows && chunk->lines == NULL) status = lociq_chunk_add_lines(chunk, error);
  if (chunk->lines != NULL) chunk->lines[chunk->rows] = (uint32_t)(line - chunk->first_line);
  chunk->rows++;
  return status;
}

static bool is_blank(const char **next) {
  const char *text = *next;
  while (*text == ' ' || *text == '\r') text++;
  if (*text != '\n') return false;
  *next = text;
  return true;
}

lociq_status lociq_parse_window(lociq_parser *parser, const lociq_window *window, lociq_chunk *chunk,
                                lociq_error *error) {
  const size_t fits = window->length / parser->layout->field_count + 1;
  *chunk = (lociq_chunk){.arena = &parser->arena,
                         .codes_a_row = parser->codes_a_row,
                         .cells_a_row = parser->layout->column_count,
                         .expected = window->line_breaks < fits ? window->line_breaks : fits,
                         .first_line = window->first_line};
  parser->chunk = chunk;
  parser->line = window->first_line;
  parser->limit = window->text + window->length;
  lociq_plain_begin(&parser->plain, window);
  for (const char *next = window->text; next < parser->limit; next++) {
    lociq_status status = lociq_parse_plain_rows(parser, &next, error);
    if (status != LOCIQ_OK) return status;
    if (next == parser->limit) break;
    parser->line_start = next;
    if (!is_blank(&next)) status = parse_line(parser, &next, error);
    if (status != LOCIQ_OK) return status;
    parser->line++;
  }
  return LOCIQ_OK;
}

lociq_status lociq_parser_create(const char *path, const lociq_layout *layout, char delimiter, lociq_parser *parser,
                                 lociq_error *error) {
  *parser = (lociq_parser){.path = path, .layout = layout, .delimiter = delimiter};
  parser->code_index = lociq_allocate(layout->dimension_count, sizeof *parser->code_index);
  parser->dictionaries = lociq_allocate(layout->dimension_count, sizeof *parser->dictionaries);
  parser->row_flags = lociq_allocate(layout->column_count, sizeof *parser->row_flags);
  parser->row_suppressed = lociq_allocate(layout->column_count, sizeof *parser->row_suppressed);
  parser->flagged = lociq_allocate(layout->column_count, sizeof *parser->flagged);
  parser->label_from = lociq_allocate(layout->field_count, sizeof *parser->label_from);
  if (parser->label_from == NULL || parser->code_index == NULL || parser->dictionaries == NULL ||
      parser->row_flags == NULL || parser->row_suppressed == NULL || parser->flagged == NULL)
    return lociq_memory_error(error, "a parser");
  for (size_t d = 0; d < layout->dimension_count; d++)
    parser->code_index[d] = layout->dimensions[d].place == LOCIQ_IN_FIELD ? parser->codes_a_row++ : LOCIQ_NONE;
  for (size_t f = 0; f < layout->field_count; f++)
    parser->labels = parser->labels || layout->fields[f].role == LOCIQ_FIELD_LABEL;
  return lociq_plain_create(layout, delimiter, &parser->plain, error);
}

void lociq_parser_clear(lociq_parser *parser) {
  for (size_t i = 0; parser->dictionaries != NULL && i < parser->layout->dimension_count; i++)
    lociq_dictionary_clear(&parser->dictionaries[i]);
  free(parser->code_index);
  free(parser->dictionaries);
  free(parser->row_flags);
  free(parser->row_suppressed);
  free(parser->flagged);
  free(parser->label_from);
  lociq_plain_clear(&parser->plain);
  lociq_arena_clear(&parser->arena);
  lociq_arena_clear(&parser->codes);
  lociq_arena_clear(&parser->values);
  *parser = (lociq_parser){0};
}
