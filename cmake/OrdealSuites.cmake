# What other projects build with Ordeal; our own build uses the same functions.
#
#   ordeal_add_suite(my_suite STEPS steps/a.cpp … [FEATURES features] [LIBRARIES …] [MAIN main.cpp] [PLUGINS]
#                    [ARGUMENTS --tags @fast …])
#     A program that runs features: ./my_suite run. STEPS are linked as objects: nothing refers to step
#     definitions, and a linker would leave them out of a static library. MAIN replaces the main() that ordeal
#     brings (ordeal/suite.hpp). With PLUGINS it can --load plug-ins. FEATURES become tests of CTest, one for
#     each scenario; ARGUMENTS are ordeal_discover_scenarios'.
#
#   ordeal_add_plugin(mysteps STEPS steps/a.cpp … [LIBRARIES …] [FEATURES features] [ARGUMENTS …])
#     A shared library for `ordeal run --load libmysteps.so`. FEATURES become tests, run by `ordeal`.
#
# Messages name the files of STEPS relative to the project (PROJECT_SOURCE_DIR).
include_guard(GLOBAL)
include(${CMAKE_CURRENT_LIST_DIR}/OrdealDiscover.cmake)
set(ORDEAL_PLUGIN_SYMBOLS ${CMAKE_CURRENT_LIST_DIR}/plugin_symbols.list)

function(_ordeal_need_steps function steps unknown)
  if(unknown)
    message(FATAL_ERROR "${function}: unknown arguments ${unknown}")
  elseif(NOT steps)
    message(FATAL_ERROR "${function}: name the .cpp files with step definitions: STEPS steps/my_steps.cpp")
  endif()
endfunction()

function(_ordeal_take_steps target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=>)
endfunction()

function(ordeal_add_suite suite)
  cmake_parse_arguments(PARSE_ARGV 1 A "PLUGINS" "MAIN" "STEPS;FEATURES;LIBRARIES;ARGUMENTS")
  _ordeal_need_steps(ordeal_add_suite "${A_STEPS}" "${A_UNPARSED_ARGUMENTS}")
  add_executable(${suite} ${A_STEPS} ${A_MAIN})
  _ordeal_take_steps(${suite})
  if(A_MAIN)
    target_link_libraries(${suite} PRIVATE ordeal::harness ${A_LIBRARIES})
  else()
    target_link_libraries(${suite} PRIVATE ordeal::suite ${A_LIBRARIES})
  endif()
  if(A_PLUGINS)
    ordeal_lend_symbols_to_plugins(${suite})
  endif()
  _ordeal_scenarios_as_tests(${suite} "${A_FEATURES}" "${A_ARGUMENTS}")
endfunction()

function(ordeal_add_plugin plugin)
  cmake_parse_arguments(PARSE_ARGV 1 A "" "" "STEPS;FEATURES;LIBRARIES;ARGUMENTS")
  _ordeal_need_steps(ordeal_add_plugin "${A_STEPS}" "${A_UNPARSED_ARGUMENTS}")
  add_library(${plugin} MODULE ${A_STEPS})
  _ordeal_take_steps(${plugin})
  target_link_libraries(${plugin} PRIVATE ordeal::steps ${A_LIBRARIES})
  _ordeal_scenarios_as_tests(ordeal::program "${A_FEATURES}" "--load;$<TARGET_FILE:${plugin}>;${A_ARGUMENTS}")
endfunction()

# Makes a program one that plug-ins can be loaded into: it holds the whole of the libraries that step
# definitions use, and lends what is in plugin_symbols.list.
function(ordeal_lend_symbols_to_plugins program)
  foreach(library harness_definitions harness_expressions harness_process)
    list(APPEND files $<TARGET_FILE:ordeal::${library}>)
  endforeach()
  foreach(library GTest::gtest GTest::gmock)
    list(APPEND files $<TARGET_FILE:${library}>)
  endforeach()
  list(JOIN files "," files)
  # As options, since only those are quoted where a path has a space.
  target_link_libraries(${program} PRIVATE GTest::gmock)
  target_link_options(${program} PRIVATE
    "LINKER:--whole-archive,${files},--no-whole-archive" "LINKER:--dynamic-list=${ORDEAL_PLUGIN_SYMBOLS}")
  set_property(TARGET ${program} APPEND PROPERTY LINK_DEPENDS ${ORDEAL_PLUGIN_SYMBOLS})
endfunction()

function(_ordeal_scenarios_as_tests suite features arguments)
  if(features)
    ordeal_discover_scenarios(${suite} FEATURES ${features} ARGUMENTS ${arguments})
  endif()
endfunction()
