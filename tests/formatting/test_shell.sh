#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every shell script can be read, and shellcheck finds nothing wrong with it.
set -eu
cd "$LOCIQ_SOURCE"
scripts=$(find . -path ./build -prune -o -name '*.sh' -print | sort)
for script in $scripts; do
  sh -n "$script"
done
bash -n .ci/run
if ! command -v shellcheck >/dev/null; then
  echo "skipped: shellcheck is not installed; every script can be read"
  exit 77
fi
# shellcheck disable=SC2086 # no path of ours holds a blank
shellcheck -x .ci/run $scripts
