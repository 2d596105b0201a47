# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prints a line a fault. Reads engine/README.md (its table), then every header
# and source by its path from the source folder.

function position_known(folder) { return folder in position }

function owner(header) { # the folder whose public header this is
  if (header ~ /^(axis|cube|error|filter|memory|panel|progress|lociq)$/) return "core"
  if (header == "indicator") return "indicators"
  if (header == "organisations") return "read"
  if (header == "compute") return "schedule"
  return header
}

function check_arrow(from, to) {
  if (from == to) return
  if (!position_known(to))
    print FILENAME " includes from \"" to "\", which the table does not have"
  else if (to != "core" && to != "numeric" && !((from, to) in named))
    print FILENAME ": " from " may not include from " to
  else if (position[to] > position[from])
    print FILENAME ": the arrow from " from " to " to " runs back"
}

function check_quoted(included, parts) {
  split(included, parts, "/")
  if (is_public)
    print FILENAME " includes \"" included "\", which is not public"
  else if (included ~ /^\// || included ~ /\.\.\//)
    print FILENAME " includes \"" included "\": expected a path from engine/"
  else if (parts[1] == included)
    print FILENAME " includes \"" included "\": expected folder/name"
  else if (folder == "cli" && parts[1] != "cli")
    print FILENAME " includes \"" included "\": the command line sees public headers only"
  else
    check_arrow(folder, parts[1])
}

function check_angled(included, parts) {
  split(included, parts, "/")
  if (parts[1] == "lociq") {
    if (folder == "cli" || is_public && FILENAME ~ /\/lociq\.h$/) return
    sub(/\.h$/, "", parts[2])
    check_arrow(folder, owner(parts[2]))
  } else if (parts[1] != included && position_known(parts[1])) {
    print FILENAME " includes <" included ">: expected quotes"
  }
}

FNR == 1 && FILENAME != "engine/README.md" {
  split(FILENAME, path, "/")
  is_public = path[1] == "include"
  if (is_public) {
    folder = path[3]
    sub(/\.h$/, "", folder)
    folder = owner(folder)
  } else {
    folder = path[2]
  }
  if (!position_known(folder)) print FILENAME " is in " folder ", which the table does not have"
}

FILENAME == "engine/README.md" {
  if (split($0, column, "|") < 4 || column[2] !~ /^ *[a-z]+ *$/ || column[2] ~ /folder/) next
  gsub(/ /, "", column[2])
  position[column[2]] = ++rows
  count = split(column[3], includes, " ")
  for (i = 1; i <= count; i++) named[column[2], includes[i]] = 1
  next
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
  split($0, quoted, "\"")
  check_quoted(quoted[2])
}

/^[ \t]*#[ \t]*include[ \t]*</ {
  split($0, angled, /[<>]/)
  check_angled(angled[2])
}

END { if (rows < 8) print "engine/README.md has no table of folders" }
