#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs those Debian packages of packages.txt that are missing, of the
# sections named: install-packages.sh build test
set -eu

list=$(dirname "$0")/packages.txt

# Prints the packages of the sections named.
packages_of() {
  for section in "$@"; do
    awk -v heading="[$section]" '/^\[/ { inside = $0 == heading; next } inside && NF && !/^#/' "$list"
  done | sort -u
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v dpkg-query >/dev/null; then
  echo "This is no Debian system: taking it that what packages.txt lists is there." >&2
  exit 0
fi

missing=
for package in $(packages_of "$@"); do
  is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null; then
  as_root=sudo
else
  echo "Missing packages. As root, run:" >&2
  echo "apt-get install -y --no-install-recommends$missing" >&2
  exit 1
fi

echo "Installing$missing" >&2
quiet_apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}
quiet_apt update
# shellcheck disable=SC2086 # one word a package
quiet_apt install -y --no-install-recommends $missing >/dev/null
