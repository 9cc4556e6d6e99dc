# The three kinds of target. Sources are given relative to the caller's folder; headers are included from the
# project's root ("harness/gherkin/parser.hpp").
include(GoogleTest)
include(OrdealSuites)
include(Precompiled)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

# What is installed names its files from the project's root, whatever machine built it: in __FILE__, by which
# steps know where they stand, and in debug information.
function(ordeal_names_files_from_root target)
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:C,CXX,ASM>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=>
    $<$<COMPILE_LANGUAGE:C,CXX,ASM>:-ffile-prefix-map=${CMAKE_BINARY_DIR}=.>)
endfunction()

# ordeal_library(harness_gherkin SOURCES … DEPENDS …)
function(ordeal_library name)
  cmake_parse_arguments(PARSE_ARGV 1 A "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS")
  if(A_SOURCES)
    add_library(${name} STATIC ${A_SOURCES})
    target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>)
    target_link_libraries(${name} PUBLIC ${A_DEPENDS} PRIVATE ${A_PRIVATE_DEPENDS})
    ordeal_use_precompiled(${name})
    if(name MATCHES "^(harness_|reports$)" AND NOT name STREQUAL "harness_sim")
      ordeal_names_files_from_root(${name})
      add_library(ordeal::${name} ALIAS ${name})
      set_property(GLOBAL APPEND PROPERTY ORDEAL_HARNESS_LIBRARIES ${name})   # installed, see Install.cmake
    endif()
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${A_DEPENDS})
  endif()
endfunction()

# ordeal_program(slotctl SOURCES … DEPENDS …)
function(ordeal_program name)
  cmake_parse_arguments(PARSE_ARGV 1 A "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${A_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${A_DEPENDS})
  ordeal_use_precompiled(${name})
endfunction()

# ordeal_test(harness_gherkin_test SOURCES a_test.cpp … DEPENDS …): GoogleTest, each case known to ctest.
# MAIN: with a main() of its own.
function(ordeal_test name)
  cmake_parse_arguments(PARSE_ARGV 1 A "SERIAL;MAIN" "" "SOURCES;DEPENDS;LABELS")
  if(NOT ORDEAL_TESTS)
    add_library(${name} OBJECT EXCLUDE_FROM_ALL ${A_SOURCES})   # a target to set properties of, never built
    return()
  endif()
  add_executable(${name} ${A_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE
    ORDEAL_SOURCE_DIR="${CMAKE_SOURCE_DIR}" ORDEAL_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE ${A_DEPENDS} GTest::gmock
    $<IF:$<BOOL:${A_MAIN}>,GTest::gtest,GTest::gtest_main>)
  ordeal_use_precompiled(${name})
  set(properties TIMEOUT 120)
  if(A_SERIAL)
    list(APPEND properties RUN_SERIAL ON)
  endif()
  if(A_LABELS)
    list(APPEND properties LABELS ${A_LABELS})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES ${properties})
endfunction()
