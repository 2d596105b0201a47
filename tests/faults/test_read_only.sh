#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A folder in which nothing can be made: the message says so, and nothing changes.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"
write_employment
mkdir locked
run import employment.csv --unit persons -o locked/store.h5
expect_code 0
before=$(cksum <locked/store.h5; ls -A locked)
chmod 755 "$folder"
chmod 555 locked

# Root may write anywhere: be nobody then.
if [ "$(id -u)" -eq 0 ]; then
  if ! command -v setpriv >/dev/null || ! setpriv --reuid=65534 --regid=65534 --clear-groups true; then
    echo 'skipped: root may write anywhere, and cannot be anybody else here'
    exit 77
  fi
  cp "$LOCIQ" program
  LOCIQ=$folder/program
  run() {
    ran="lociq $* as nobody"
    setpriv --reuid=65534 --regid=65534 --clear-groups "$LOCIQ" "$@" >out 2>err </dev/null
    code=$?
  }
fi

for arguments in 'import employment.csv --unit persons -o locked/store.h5' 'compute locked/store.h5 lq' \
  'import employment.csv --unit persons -o locked/new.h5' 'compute locked/store.h5 lq -o locked/result.h5' \
  'export locked/store.h5 employment -o locked/out.csv' 'partners locked/store.h5 --all --keep' \
  'harmonise locked/store.h5 -o locked/new.h5 --axis region --level nuts1' \
  'compare locked/store.h5 -o locked/out.csv'; do
  # shellcheck disable=SC2086 # words
  run $arguments
  expect_code 1
  expect_err_has 'locked'
  expect_err_has 'Permission denied'
  check 'one line' test "$(wc -l <err)" -eq 1
  check 'nothing changed' test "$(cksum <locked/store.h5; ls -A locked)" = "$before"
done
for arguments in 'verify locked/store.h5' 'info locked/store.h5' 'export locked/store.h5 employment'; do
  # shellcheck disable=SC2086
  succeeds $arguments
done
finish
