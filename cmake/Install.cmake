# cmake --install: the component harness is what other projects build with (find_package(ordeal)); pipeline is
# our own suite with the programs that it tests. Nothing of harness names a folder of this machine.
include(CMakePackageConfigHelpers)
set(_package ${CMAKE_INSTALL_LIBDIR}/cmake/ordeal)
set(_headers ${CMAKE_INSTALL_INCLUDEDIR}/ordeal)
get_property(_libraries GLOBAL PROPERTY ORDEAL_HARNESS_LIBRARIES)

# ---- component harness -----------------------------------------------------------------------------------

install(TARGETS ${_libraries} EXPORT ordeal
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/ordeal COMPONENT harness
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} ${_headers})
install(EXPORT ordeal FILE OrdealTargets.cmake NAMESPACE ordeal:: DESTINATION ${_package} COMPONENT harness)

# <ordeal/steps.hpp> and its like, and what they include.
install(DIRECTORY harness/ordeal/ DESTINATION ${_headers} COMPONENT harness FILES_MATCHING PATTERN "*.hpp")
foreach(folder definitions expressions messages process run)
  install(DIRECTORY harness/${folder} DESTINATION ${_headers}/harness COMPONENT harness
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*_test.hpp" EXCLUDE PATTERN "*_fixture.hpp" EXCLUDE
    PATTERN testdata EXCLUDE)
endforeach()
install(FILES harness/cli/suite.hpp DESTINATION ${_headers}/harness/cli COMPONENT harness)

configure_package_config_file(cmake/OrdealConfig.cmake.in ${CMAKE_BINARY_DIR}/package/ordealConfig.cmake
  INSTALL_DESTINATION ${_package} PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/ordealConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_BINARY_DIR}/package/ordealConfig.cmake ${CMAKE_BINARY_DIR}/package/ordealConfigVersion.cmake
  cmake/OrdealDiscover.cmake cmake/OrdealSuites.cmake cmake/plugin_symbols.list
  DESTINATION ${_package} COMPONENT harness)

install(FILES README.md CONTRIBUTING.md CHANGELOG.md LICENSE
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT harness)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT harness)
install(DIRECTORY example DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT harness PATTERN build EXCLUDE)

# The program ordeal with no steps of its own. Where our own suite is installed, too, it comes instead: it has
# the same name.
if(ORDEAL_PIPELINE)
  set(_not_with_everything EXCLUDE_FROM_ALL)
endif()
install(PROGRAMS $<TARGET_FILE:harness_program> DESTINATION ${CMAKE_INSTALL_BINDIR} RENAME ordeal
  COMPONENT harness ${_not_with_everything})

# ---- component pipeline ----------------------------------------------------------------------------------

# Programs find their libraries, and the devices that they load, in ../lib; LibTorch by LD_LIBRARY_PATH.
if(ORDEAL_PIPELINE)
  foreach(program ordeal slot-director slot-worker slotctl slot-models simgpu-neighbour)
    if(TARGET ${program})
      set_target_properties(${program} PROPERTIES INSTALL_RPATH $ORIGIN/../lib)
      install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT pipeline)
    endif()
  endforeach()
  foreach(library ordeal_rule ordeal_cuda_shim slot_device_sim slot_device_cpu slot_device_cuda)
    if(TARGET ${library})
      set_target_properties(${library} PROPERTIES INSTALL_RPATH $ORIGIN)
      install(TARGETS ${library} LIBRARY DESTINATION lib COMPONENT pipeline)
    endif()
  endforeach()
endif()
