/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Specifications of partners. Whatever a file holds, what is read of it is blocks that are whole, or it is an error
 * with a message that begins with the file.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "partners/specification.h"

/* replay.c asks the second how reading ended. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
lociq_status fuzz_answer(const uint8_t *data, size_t size);

static void check_block(const lociq_block_plan *block) {
  const lociq_similarity *text = NULL;
  const lociq_block_method *method = NULL;
  if (block->name == NULL || lociq_block_method_find(block->method, &text, &method, NULL) != LOCIQ_OK) abort();
  if (!(block->weight > 0 && isfinite(block->weight)) || block->place == LOCIQ_NONE) abort();
  if ((block->variable_count > 0) != (block->variables != NULL)) abort();
  if ((block->target_count > 0) != (block->targets != NULL)) abort();
  for (size_t v = 0; v < block->variable_count; v++)
    if (block->variables[v].name == NULL || !(block->variables[v].weight > 0)) abort();
  for (size_t t = 0; t < block->target_count; t++)
    if (block->targets[t] == NULL) abort();
}

lociq_status fuzz_answer(const uint8_t *data, size_t size) {
  const int file = memfd_create("fuzz", MFD_CLOEXEC);
  if (file < 0 || (size > 0 && write(file, data, size) != (ssize_t)size)) abort();
  char path[64]; /* the bytes as a file that has a path */
  (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  const lociq_partner_options options = {.by = "blend", .specification = path};
  lociq_partner_specification made = {0};
  lociq_error error = {0};
  const lociq_status status = lociq_partner_specification_make(&options, NULL, &made, &error);
  if (status == LOCIQ_OK && made.block_count == 0) abort();
  if (status != LOCIQ_OK && (made.blocks != NULL || strncmp(error.message, path, strlen(path)) != 0)) abort();
  for (size_t b = 0; b < made.block_count && made.blocks != NULL; b++) check_block(&made.blocks[b]);
  lociq_partner_specification_clear(&made);
  (void)close(file);
  return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  (void)fuzz_answer(data, size);
  return 0;
}
