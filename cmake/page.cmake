# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -D PAGE=FOLDER -D VEGA=FOLDER -D MADE=FOLDER -P page.cmake
#
# Puts the report's page together: MADE/head.html with the styles, MADE/scripts.html
# with Vega's modules, the charts, the texts and the page's own scripts.

# Those of Vega's modules that the charts need, each behind what it requires.
set(modules util time format loader dataflow canvas scale scenegraph statistics expression interpreter selection
    functions event-selector parser projection geo encode transforms view-transforms runtime view)
set(scripts numbers text element table chart map overview facts region partners cluster cases methods page)
file(GLOB charts ${PAGE}/charts/*.json)
list(SORT charts)

file(READ ${PAGE}/head.html head)
file(READ ${PAGE}/style.css style)
string(REPLACE "/*STYLE*/" "${style}" head "${head}")
file(WRITE ${MADE}/head.html "${head}")

set(made ${MADE}/scripts.html)
file(WRITE ${made} "<script>\n\"use strict\";\n/* Vega: Copyright (c) 2015-2021 University of Washington Interactive Data Lab, BSD 3-Clause. */\nconst vegaModules = {\n")
foreach(module IN LISTS modules)
  file(READ ${VEGA}/vega-${module}.min.js text)
  string(REGEX REPLACE "//# sourceMappingURL[^\n]*" "" text "${text}")
  string(REPLACE "</script" "<\\/script" text "${text}")
  file(APPEND ${made} "\"vega-${module}\"(exports, module, require) {${text}\n},\n")
endforeach()
file(APPEND ${made} "};\n</script>\n<script>\n\"use strict\";\nconst charts = {\n")
foreach(chart IN LISTS charts)
  get_filename_component(name ${chart} NAME_WE)
  file(READ ${chart} text)
  file(APPEND ${made} "\"${name}\": ${text},\n")
endforeach()
file(READ ${PAGE}/texts.json text)
file(APPEND ${made} "};\nconst texts = ${text};\n")
foreach(script IN LISTS scripts)
  file(READ ${PAGE}/${script}.js text)
  file(APPEND ${made} "${text}")
endforeach()
file(APPEND ${made} "</script>\n</body>\n</html>\n")
