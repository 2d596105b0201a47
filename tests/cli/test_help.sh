#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the program says of itself, and that help, manual pages and the list of
# commands are one.
. "$LOCIQ_SOURCE/tests/cli/harness.sh"
commands=$(sed -n 's/^COMMAND(\(.*\))$/\1/p' "$LOCIQ_SOURCE/engine/cli/commands.def")
check 'there are commands' test -n "$commands"

version=$(sed -n 's/^project(lociq VERSION \([0-9.]*\).*/\1/p' "$LOCIQ_SOURCE/CMakeLists.txt")
succeeds --version
expect_out "lociq $version"

succeeds --help
cp out overview
expect_out_has 'Usage: lociq COMMAND [arguments]'
succeeds -h
check 'lociq -h is lociq --help' cmp -s out overview
succeeds help
check 'lociq help is lociq --help' cmp -s out overview
run
expect_code 2
expect_out ''
check 'without a command, the help is on standard error' cmp -s err overview

for command in $commands; do
  check "the help lists $command" grep -q "^  $command  *[a-z]" overview
  check "engine/cli/$command.c is there" test -f "$LOCIQ_SOURCE/engine/cli/$command.c"
  succeeds "$command" --help
  cp out help
  expect_out_has "Usage: lociq $command"
  expect_out_has 'Examples'
  expect_out_has '-q, --quiet'
  check "lociq $command --help fits a terminal" sh -c "sed '/^Examples/,\$d' help | awk 'length > 80 { exit 1 }'"
  succeeds "$command" -h
  check "lociq $command -h is --help" cmp -s out help
  succeeds help "$command"
  check "lociq help $command is lociq $command --help" cmp -s out help

  # The manual page has every option of the help, and mandoc can read it.
  succeeds help --man "$command"
  cp out page
  check "the manual of $command was built" cmp -s page "$LOCIQ_BUILD/man/lociq-$command.1"
  sed -n 's/^  \(-., \)\{0,1\}\(--[a-z0-9_-]*\).*/\2/p' help | sed 's/-/\\-/g' >options
  while read -r option; do
    check "lociq-$command.1 has $option" grep -qF -e "$option" page
  done <options
  check "lociq $command has no two options of one name" test -z "$(sort options | uniq -d)"
  check "lociq $command has options" test "$(wc -l <options)" -ge 2
  if command -v mandoc >/dev/null; then
    check "mandoc reads lociq-$command.1" sh -c "! mandoc -Tlint page | grep -v 'missing date'"
  fi
done

succeeds help --man
check 'the manual of the program was built' cmp -s out "$LOCIQ_BUILD/man/lociq.1"
if command -v mandoc >/dev/null; then
  check 'mandoc reads lociq.1' sh -c "! mandoc -Tlint out | grep -v 'missing date'"
fi

# Every option of the catalogue is one of compute.
succeeds compute --help
for option in measure reference missing totals shares threshold; do
  expect_out_has "  --$option "
done
succeeds import --help
for format in eurostat-tsv sdmx-csv qcew tidy matrix; do
  expect_out_has "  $format "
done
succeeds partners --help
similarities=$(sed -n 's/^SIMILARITY(\([a-z]*\),.*/\1/p' "$LOCIQ_SOURCE/engine/partners/similarities.def")
check 'there are similarities' test -n "$similarities"
for similarity in $similarities; do
  expect_out_has "  $similarity "
done
finish
