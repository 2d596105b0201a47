#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The includes of every source against the table in engine/README.md: no arrow
# runs back, no folder is unlisted, the command line sees public headers only, and
# nothing is named util, common, helper or misc. Then the same check is shown to
# find each of these faults where it is planted.
set -eu
source=${LOCIQ_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}

# Prints a line a fault of the tree.
check_tree() (
  cd "$1"
  find engine include -name '*.[ch]' -o -name '*.def' | sort |
    xargs awk -f "$source/tests/layering/layering.awk" engine/README.md
  for folder in engine/*/; do
    folder=$(basename "$folder")
    grep -q "^| *$folder *|" engine/README.md || echo "engine/$folder is not in the table of engine/README.md"
  done
  sed -n 's/^| *\([a-z]*\) *|.*/\1/p' engine/README.md | grep -vx folder | while read -r folder; do
    [ -d "engine/$folder" ] || echo "the table has $folder, which is no folder of engine/"
  done
  find engine include tests | grep -E '(^|[/_])(utils?|common|helpers?|misc)([/._]|$)' | sed 's/$/ has a name that says nothing/'
)

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
check_tree "$source" >"$temporary/faults"
cat "$temporary/faults"
faults=$(wc -l <"$temporary/faults")

# Each planted fault must be found, by the sentence that is for it.
plant() { # what is expected, file, its text
  rm -rf "$temporary/tree"
  mkdir -p "$temporary/tree/tests"
  cp -r "$source/engine" "$source/include" "$temporary/tree"
  mkdir -p "$(dirname "$temporary/tree/$2")"
  echo "$3" >>"$temporary/tree/$2"
  check_tree "$temporary/tree" >"$temporary/said"
  grep -qF "$1" "$temporary/said" && return
  echo "not found, $3 planted in $2; said:"
  cat "$temporary/said"
  faults=$((faults + 1))
}
plant 'store may not include from schedule' engine/store/planted.c '#include "schedule/pass.h"'
plant 'read may not include from store' engine/read/planted.c '#include <lociq/store.h>'
plant 'store may not include from write' include/lociq/store.h '#include <lociq/write.h>'
plant 'which is not public' include/lociq/store.h '#include "store/file.h"'
plant 'the arrow from core to numeric runs back' engine/core/planted.c '#include "numeric/sum.h"'
plant 'the command line sees public headers only' engine/cli/planted.c '#include "core/memory.h"'
plant 'engine/shelf is not in the table' engine/shelf/planted.c '/* */'
plant 'from "shelf", which the table does not have' engine/read/planted.c '#  include "shelf/planted.h"'
plant 'the table has attic, which is no folder' engine/README.md '| attic | | old things |'
plant 'expected quotes' engine/read/planted.c '#include <store/file.h>'
plant 'expected a path from engine/' engine/read/planted.c '#include "../store/file.h"'
plant 'expected folder/name' engine/read/planted.c '#include "scan.h"'
plant 'has a name that says nothing' engine/read/read_utils.c '/* */'
plant 'has a name that says nothing' engine/common/planted.c '/* */'

echo "$faults faults"
[ "$faults" -eq 0 ]
