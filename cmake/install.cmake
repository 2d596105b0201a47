# SPDX-License-Identifier: GPL-3.0-or-later
#
# What `cmake --install` puts where: program, library, headers, manual pages, and
# what CMake and pkg-config need to find them.
include(CMakePackageConfigHelpers)

if(BUILD_SHARED_LIBS) # the program finds the library that was installed with it
  file(RELATIVE_PATH library_folder /prefix/${CMAKE_INSTALL_BINDIR} /prefix/${CMAKE_INSTALL_LIBDIR})
  set_property(TARGET lociq_command APPEND PROPERTY INSTALL_RPATH "$ORIGIN/${library_folder}")
endif()
install(TARGETS lociq EXPORT lociqTargets)
install(TARGETS lociq_command)
install(DIRECTORY include/lociq TYPE INCLUDE)
install(FILES README.md CHANGELOG.md LICENSE docs/indicators.md docs/composite.md TYPE DOC OPTIONAL)

set(lociq_config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/lociq)
install(EXPORT lociqTargets NAMESPACE lociq:: DESTINATION ${lociq_config_folder})
configure_package_config_file(cmake/lociqConfig.cmake.in lociqConfig.cmake INSTALL_DESTINATION ${lociq_config_folder})
write_basic_package_version_file(lociqConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lociqConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/lociqConfigVersion.cmake
        DESTINATION ${lociq_config_folder})

# A shared library has linked its own needs; who links a static one links them too.
set(pc_needs " ${HDF5_HL_LIBRARY} ${OPENBLAS_LIBRARY} ${LAPACKE_LIBRARY} ${GSL_LIBRARY} ${GLPK_LIBRARY} -Wl,-rpath,${OPENBLAS_LIBRARY_DIR} ${OpenMP_C_FLAGS} -lm")
if(BUILD_SHARED_LIBS)
  set(pc_private ".private")
  set(pc_libraries_private ${pc_needs})
else()
  set(pc_libraries ${pc_needs})
endif()
# Relative, so that the tree can be installed anywhere and moved.
file(RELATIVE_PATH pc_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/lociq.pc.in lociq.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lociq.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# The manual pages are what the program itself says of its commands.
set(commands_list ${PROJECT_SOURCE_DIR}/engine/cli/commands.def)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${commands_list})
file(STRINGS ${commands_list} commands REGEX "^COMMAND\\(")
list(TRANSFORM commands REPLACE "^COMMAND\\((.*)\\)$" "\\1")
set(pages)
foreach(command "" ${commands})
  set(page ${PROJECT_BINARY_DIR}/man/lociq-${command}.1)
  string(REPLACE "lociq-.1" "lociq.1" page ${page})
  add_custom_command(OUTPUT ${page} COMMAND lociq_command help --man ${command} > ${page}
                     DEPENDS lociq_command VERBATIM)
  list(APPEND pages ${page})
endforeach()
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/man)
add_custom_target(manual ALL DEPENDS ${pages})
install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
