/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/stories.h"

#include <cmark.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/dictionary.h"

enum { LARGEST = 4 << 20 };

static lociq_status load(const char *path, char **text, size_t *size, lociq_error *error) {
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return lociq_error_set(error, errno == ENOENT ? LOCIQ_NOT_FOUND : LOCIQ_IO, "%s: %s", path, strerror(errno));
  lociq_status status = LOCIQ_OK;
  char *bytes = lociq_allocate((size_t)LARGEST + 2, 1);
  if (bytes == NULL) {
    status = lociq_memory_error(error, "the case studies");
  } else {
    *size = fread(bytes, 1, (size_t)LARGEST + 1, file);
    if (ferror(file))
      status = lociq_error_set(error, LOCIQ_IO, "%s cannot be read", path);
    else if (*size > (size_t)LARGEST)
      status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s is larger than 4 MiB, which no case studies are", path);
    else if (strlen(bytes) != *size || lociq_utf8_valid((lociq_slice){bytes, *size}) != *size)
      status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s is no UTF-8 text", path);
  }
  (void)fclose(file);
  if (status == LOCIQ_OK)
    *text = bytes;
  else
    free(bytes);
  return status;
}

static bool is_heading(cmark_node *node) {
  return cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == 1;
}

/* The heading as plain text. */
static char *name_of(cmark_node *heading) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  if (stream == NULL) return NULL;
  cmark_iter *iterator = cmark_iter_new(heading);
  cmark_event_type event = CMARK_EVENT_NONE;
  while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
    const char *literal = cmark_node_get_literal(cmark_iter_get_node(iterator));
    if (event == CMARK_EVENT_ENTER && literal != NULL) (void)fputs(literal, stream);
  }
  cmark_iter_free(iterator);
  (void)fclose(stream);
  return text;
}

/* Everything up to the next heading of this level. */
static char *render_below(cmark_node *heading) {
  cmark_node *section = cmark_node_new(CMARK_NODE_DOCUMENT), *node = NULL;
  while ((node = cmark_node_next(heading)) != NULL && !is_heading(node)) {
    cmark_node_unlink(node);
    (void)cmark_node_append_child(section, node);
  }
  char *html = cmark_render_html(section, CMARK_OPT_DEFAULT);
  cmark_node_free(section);
  return html;
}

static lociq_status take_section(const char *path, cmark_node *heading, json_t *stories, lociq_error *error) {
  const int line = cmark_node_get_start_line(heading);
  if (!is_heading(heading))
    return lociq_error_set(error, LOCIQ_BAD_INPUT,
                           "%s:%d: text before the first heading, expected \"# REGION INDUSTRY\"", path, line);
  char *name = name_of(heading), *html = render_below(heading);
  lociq_status status = LOCIQ_OK;
  if (name != NULL && json_object_get(stories, name) != NULL)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%d: the heading \"%s\" is there twice", path, line, name);
  else if (name == NULL || html == NULL || json_object_set_new(stories, name, json_string(html)) != 0)
    status = lociq_memory_error(error, "the case studies");
  free(name);
  free(html);
  return status;
}

lociq_status lociq_stories_read(const char *path, json_t **stories, lociq_error *error) {
  char *text = NULL;
  size_t size = 0;
  json_t *made = json_object();
  lociq_status status = path == NULL ? LOCIQ_OK : load(path, &text, &size, error);
  cmark_node *document = text == NULL ? NULL : cmark_parse_document(text, size, CMARK_OPT_DEFAULT);
  cmark_node *node = document == NULL ? NULL : cmark_node_first_child(document);
  for (; node != NULL && status == LOCIQ_OK; node = cmark_node_next(node))
    status = take_section(path, node, made, error);
  if (document != NULL) cmark_node_free(document);
  free(text);
  if (status == LOCIQ_OK)
    *stories = made;
  else
    json_decref(made);
  return status;
}
